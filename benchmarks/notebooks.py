"""How long a notebook takes, how much memory its kernel needs and how large its page is.

    python -m benchmarks.notebooks [01] [--corpus originals|polnear|many|sample] [--check] [--json PATH]

Each corpus is run in a process of its own, so that its peak of memory is its own. ``many`` is made up: 500 sources with
one article each. "Chain" is the time that the stages of every notebook take (`build_tables`), in the
same run: what is left is the notebook's own. No text of the corpora (PRESSLENS_CORPORA) is printed or kept.
"""

import argparse
import csv
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from helpers.pipeline import build_tables
from helpers.project import project_path
from helpers.report import build_report
from training.train_line_model import corpora

N_SOURCES = 500  # of the made-up corpus
MAX_PAGE = {"sample": 1.5, "originals": 1.5, "polnear": 5.0, "many": 5.0}  # MB, with --check
_PLACES = ("the port", "the capital", "the border", "the valley", "the coast", "the north")
_EVENTS = ("a treaty", "a drill", "a loan", "a pipeline", "an embargo", "a visit")


def write_polnear(folder: Path) -> Path:
    """Write the 840 articles as one table with source, title and date."""
    home = corpora() / "polnear"
    path = folder / "polnear.csv"
    with (
        (home / "metadata.tsv").open(encoding="utf-8", newline="") as facts,
        path.open("w", encoding="utf-8", newline="") as table,
    ):
        rows = csv.writer(table)
        rows.writerow(["source", "title", "date", "text"])
        for fact in csv.DictReader(facts, delimiter="\t"):
            text = (home / "text" / f"{fact['filename']}.txt").read_text(encoding="utf-8")
            rows.writerow([fact["publisher"], fact["title"], fact["publication_date"], text])
    return path


def write_many(folder: Path) -> Path:
    """Write 500 sources with one made-up article each, every third without a date."""
    chance = random.Random(0)  # noqa: S311 - made-up articles, no secrets
    path = folder / "many.csv"
    with path.open("w", encoding="utf-8", newline="") as table:
        rows = csv.writer(table)
        rows.writerow(["source", "title", "date", "text"])
        for number in range(N_SOURCES):
            said = [
                f"{chance.choice(('Russia', 'The United States', 'The ministry'))} offered {chance.choice(_EVENTS)} at "
                f"{chance.choice(_PLACES)} number {chance.randrange(60)}, officials said on day {chance.randrange(90)}."
                for _ in range(8)
            ]
            date = "" if number % 3 == 0 else f"2016-{number % 12 + 1:02}-{number % 28 + 1:02}"
            rows.writerow([f"Outlet {number:03}", f"Report {number}", date, "\n\n".join(said)])
    return path


CORPORA: dict[str, Callable[[Path], Path]] = {
    "sample": lambda _: project_path("data", "sample"),
    "originals": lambda _: corpora() / "articles",
    "polnear": write_polnear,
    "many": write_many,
}


def measure(notebook: str, name: str) -> dict[str, Any]:
    """Run one notebook on one corpus, and then the chain by itself."""
    (path,) = project_path("notebooks").glob(f"{notebook}_*.ipynb")
    with tempfile.TemporaryDirectory() as temporary:
        corpus, out = CORPORA[name](Path(temporary)), Path(temporary) / "out"
        places = {"CORPUS": [str(corpus)], "TARGETS": str(project_path("data", "targets.toml")), "OUT": "."}
        places["EVENTS"] = str(project_path("data", "events.csv"))
        begun = time.perf_counter()
        report = build_report([path], places, out, workers=1)
        wall = time.perf_counter() - begun
        if report.errors:
            raise SystemExit(report.errors[0])
        page = out / f"{path.stem}.html"
        size = page.stat().st_size / 1e6
        begun = time.perf_counter()
        tables = build_tables(corpus, scorers=["stance"])
        chain = time.perf_counter() - begun
    return {
        "corpus": name,
        "n_articles": len(tables.articles),
        "n_sources": int(tables.articles["source"].nunique()),
        "seconds": round(wall, 1),
        "seconds_of_chain": round(chain, 1),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e3),
        "page_mb": round(size, 2),
        "n_tables": len(report.tables),
    }


def main() -> None:
    """Measure and print, one line per corpus."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("notebook", nargs="?", default="01")
    parser.add_argument("--corpus", action="append", choices=list(CORPORA))
    parser.add_argument("--check", action="store_true", help="fail if a page is too large")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--one", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measure(options.notebook, options.one)))
        return
    rows = []
    for name in options.corpus or list(CORPORA):
        command = [sys.executable, "-m", "benchmarks.notebooks", options.notebook, "--one", name]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        rows.append(json.loads(done.stdout.splitlines()[-1]))
        print("  ".join(f"{key} {value}" for key, value in rows[-1].items()), flush=True)
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    large = [row for row in rows if options.check and row["page_mb"] > MAX_PAGE[row["corpus"]]]
    if large:
        raise SystemExit(f"too large: {', '.join(row['corpus'] for row in large)}")


if __name__ == "__main__":
    main()
