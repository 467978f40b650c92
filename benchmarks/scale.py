"""What a run costs at 10^2 to 10^5 articles, beside peers, and what it costs to go on from one.

    python -m benchmarks.scale [--sizes N ...] [--workers N] [--scorer NAME ...] [--only STEP ...] [--again STEP ...]

Each step is measured once and kept in build/scale/measured.json, so that an hour's run need not be repeated; `--again`
measures it anew, and `--only` measures no other. At the end benchmarks/RESULTS.md and benchmarks/scale.svg are written
of all that is there. Articles are made by `benchmarks.resample` of those in PRESSLENS_CORPORA.

corpus    How like polnear's the made articles are, and how unlike one another.
runs      ``presslens run`` in one process, from nothing, at each size: seconds, CPU-seconds, peak of memory, and what
          lies on disk after it; with the two masked lexicons, unless others are named.
grown     The same again with nothing changed, and with 1% of articles added, at each size from 1,000.
workers   With ``--workers 1`` and with as many as are asked for, at 1,000 and 10,000 articles. These are compared by
          the clock, so nothing else may run meanwhile.
opening   The first answers to be had of the results of each size, each asked of a process that has just begun.
starts    Importing helpers, and ``presslens --help``: the best of five processes, by the clock.
language  `benchmarks.scale_speed` on polnear itself: reading to mentions beside spaCy and nupunkt.
scoring   `benchmarks.scale_scoring` on polnear itself: scorers beside what they are made of, and the trained ones.

CPU-seconds are those of all processes of a run, so other work on the machine does not count as ours; memory is the most
that all of them held at a time, shared pages counted once, looked at five times a second.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow.parquet as pq

from benchmarks.notebooks import write_polnear
from benchmarks.resample import Resampler, check, count_different_words, make_resampler, write_corpus
from benchmarks.scale_results import describe_machine, draw_results, render_results
from benchmarks.watch import watch
from helpers.pipeline import find_tables

HOME = Path("build/scale")
SIZES = (100, 1_000, 10_000, 100_000)
SCORERS = ("vader_masked", "textblob_masked")
PRESSLENS = (sys.executable, "-c", "from helpers.cli import main; main()")
STARTS = (
    ("import helpers", (sys.executable, "-c", "import helpers"), 0.3),
    ("presslens --help", (*PRESSLENS, "--help"), 0.5),
)
# Our CPU-seconds of scoring to those of a peer, at most
MOST = {"bare scorer": 1.2, "loop over whole articles": 1.0}
# Each after the results are opened, in a process that has just begun
QUESTIONS = {
    "tone by source": "archive.read('tone_by_source')",
    "articles of each source": "archive.query('SELECT source, count(*) FROM articles GROUP BY source ORDER BY source', "
    "tables=['articles'])",
    "the 20 most frequent terms": "archive.query('SELECT * FROM term_totals ORDER BY ALL DESC LIMIT 20', "
    "tables=['term_totals'])",
    "20 mentions of Russia in one source": 'archive.query("SELECT m.* FROM mentions m JOIN (SELECT article_id FROM '
    "articles WHERE source = 'nyt') USING (article_id) WHERE target = 'Russia' LIMIT 20\", "
    "tables=['mentions', 'articles'])",
}


class Bench:
    """Measures step after step, and keeps what was measured.

    Args:
        home: Folder for corpora, results and figures.
        sizes: Of the corpora.
        workers: The most to try.
        scorers: Those of the runs.
        again: Steps to measure anew.
        presslens: The command.
    """

    def __init__(
        self,
        home: Path,
        sizes: Sequence[int],
        workers: int,
        scorers: Sequence[str],
        *,
        again: Sequence[str] = (),
        presslens: Sequence[str] = PRESSLENS,
    ) -> None:
        self.home, self.sizes, self.workers, self.scorers = home, sorted(sizes), workers, list(scorers)
        self.presslens = list(presslens)
        home.mkdir(parents=True, exist_ok=True)
        self.path = home / "measured.json"
        kept = json.loads(self.path.read_text(encoding="utf-8")) if self.path.is_file() else {}
        if kept.get("scorers", self.scorers) != self.scorers:
            raise SystemExit(
                f"{self.path} holds runs with {', '.join(kept['scorers'])}; remove it, or ask for the same"
            )
        self.measured = {name: found for name, found in kept.items() if name not in again}
        self.measured |= {"scorers": self.scorers, "machine": describe_machine()}

    @cached_property
    def resampler(self) -> Resampler:
        """What makes articles."""
        return make_resampler()

    def keep(self, step: str, found: Any, *keys: str) -> None:
        """Keep what was measured, at once."""
        place = self.measured
        for name in (step, *keys)[:-1]:
            place = place.setdefault(name, {})
        place[(step, *keys)[-1]] = found
        self.path.write_text(json.dumps(self.measured, indent=1) + "\n", encoding="utf-8")
        print(" ".join([step, *keys]), found if keys else "", flush=True)

    def has(self, step: str, *keys: str) -> bool:
        """Tell whether something was measured before."""
        place = self.measured
        for name in (step, *keys):
            if name not in place:
                return False
            place = place[name]
        return True

    def corpus(self) -> None:
        """Measure the made articles."""
        if not self.has("corpus"):
            words = count_different_words([100, 1_000, 10_000])
            described = {name: column.to_dict() for name, column in check().items()}
            self.keep("corpus", {"described": described, "words": words.to_numpy().tolist()})

    def runs(self) -> None:
        """Measure a run from nothing at each size."""
        for n in self.sizes:
            if not self.has("runs", str(n)):
                out = self.home / f"out-{n}"
                shutil.rmtree(out, ignore_errors=True)
                found = self.run(self.make_corpus(n), out)
                self.keep("runs", {**found, "storage": measure_storage(out)}, str(n))

    def grown(self) -> None:
        """Measure a run with nothing changed, and one with 1% added, on the results of another."""
        for n in self.sizes:
            if n < 1_000 or self.has("grown", str(n)):
                continue
            corpus, out = self.make_corpus(n), self.home / f"out-{n}"
            more = self.home / f"corpus-{n}-more"
            if more.exists() or not out.exists():  # an earlier try has added to the results
                self.run(corpus, out)
            unchanged = self.run(corpus, out)
            shutil.rmtree(more, ignore_errors=True)
            shutil.copytree(corpus, more, copy_function=os.link)
            write_corpus(more, n // 100, start=n, resampler=self.resampler)
            self.keep("grown", {"unchanged": unchanged, "grown": self.run(more, out)}, str(n))

    def workers_beside_one(self) -> None:
        """Measure runs with several workers and with one."""
        for n in self.sizes:
            for number in (1, self.workers):
                if 1_000 <= n <= 10_000 and not self.has("workers", str(n), str(number)):
                    out = self.home / f"out-{n}-workers"
                    shutil.rmtree(out, ignore_errors=True)
                    found = self.run(self.make_corpus(n), out, "--workers", str(number))
                    shutil.rmtree(out)
                    self.keep("workers", found, str(n), str(number))

    def opening(self) -> None:
        """Measure how soon the results answer."""
        for n in self.sizes:
            out = self.home / f"out-{n}"
            if out.exists() and not self.has("opening", str(n)):
                self.keep("opening", measure_opening(out), str(n))

    def starts(self) -> None:
        """Measure what starts before any work is done."""
        if not self.has("starts"):
            rows = [
                {"what": what, "wall": min(_time(command) for _ in range(5)), "goal": goal}
                for what, command, goal in STARTS
            ]
            self.keep("starts", rows)

    def language(self) -> None:
        """Measure reading to mentions beside peers."""
        if not self.has("language"):
            from benchmarks.scale_speed import measure  # noqa: PLC0415 - loads spaCy

            with TemporaryDirectory() as folder:
                self.keep("language", measure(write_polnear(Path(folder))))

    def scoring(self) -> None:
        """Measure scorers beside what they are made of."""
        if not self.has("scoring"):
            from benchmarks.scale_scoring import measure  # noqa: PLC0415 - loads the trained scorers

            with TemporaryDirectory() as folder:
                rows = measure(find_tables(write_polnear(Path(folder))))
            self.keep("scoring", [{**row, "goal": MOST.get(row.get("peer", "")), "at_most": True} for row in rows])

    def make_corpus(self, n: int) -> Path:
        """Return the folder of the first articles, made if it is not there."""
        folder = self.home / f"corpus-{n}"
        if not folder.exists():
            unfinished = self.home / "corpus-unfinished"
            shutil.rmtree(unfinished, ignore_errors=True)
            write_corpus(unfinished, n, resampler=self.resampler).rename(folder)
        return folder

    def run(self, corpus: Path, out: Path, *options: str) -> dict[str, Any]:
        """Run the command over a corpus and return what it took."""
        chosen = [word for name in self.scorers for word in ("--scorer", name)]
        command = [*self.presslens, "run", "--corpus", str(corpus), "--out", str(out), *chosen, *options]
        return watch(command, log=self.home / "last.log").as_dict()


def measure_storage(out: Path) -> dict[str, dict[str, int]]:
    """Return rows, bytes and files of each table below a folder."""
    found: dict[str, dict[str, int]] = {}
    for path in sorted(out.rglob("*.parquet")):
        one = found.setdefault(path.parent.name, {"rows": 0, "bytes": 0, "files": 0})
        one["rows"] += pq.read_metadata(path).num_rows
        one["bytes"] += path.stat().st_size
        one["files"] += 1
    return found


def measure_opening(out: Path) -> dict[str, float]:
    """Return the seconds after which a new process has opened the results of a run and answered, by question."""
    begin = "import sys; from helpers.archive import open_archive; archive = open_archive(sys.argv[1]); "
    return {
        question: round(min(_time((sys.executable, "-c", begin + code, str(out))) for _ in range(3)), 3)
        for question, code in QUESTIONS.items()
    }


def _time(command: Sequence[str]) -> float:
    begun = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return round(time.perf_counter() - begun, 3)


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    steps = ["corpus", "starts", "language", "scoring", "runs", "workers", "grown", "opening"]
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--scorer", dest="scorers", action="append")
    parser.add_argument("--only", nargs="+", choices=steps, default=steps)
    parser.add_argument("--again", nargs="+", choices=steps, default=[])
    asked = parser.parse_args()
    bench = Bench(HOME, asked.sizes, asked.workers, asked.scorers or SCORERS, again=asked.again)
    measure: dict[str, Callable[[], None]] = {name: getattr(bench, name) for name in steps if name != "workers"}
    measure["workers"] = bench.workers_beside_one
    for step in steps:
        if step in asked.only:
            measure[step]()
    here = Path(__file__).parent
    (here / "RESULTS.md").write_text(render_results(bench.measured), encoding="utf-8")
    if bench.measured.get("runs"):
        draw_results(bench.measured, here / "scale.svg")


if __name__ == "__main__":
    main()
