"""Reports that are killed: each over one that was there, of a corpus that has changed since. Every text is invented."""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from building import write_files
from making_faults import Deed, Nursery, Tally, draw_moments, hash_folder, list_living
from making_notebooks import write_notebook

STORIES = {
    "Daily/a.txt": "Moscow praised the good harvest. Nobody in the harbour town had thought of it on day 3.",
    "Daily/b.txt": "The United States blamed the long talks. Moscow hailed the old bridge.",
    "Weekly/c.txt": "Washington hailed the awful delay, and the mayor of Greyfield agreed with it at some length.",
}
LATER = {
    "Daily/b.txt": "Russia blamed the new bridge. Nobody in Greyfield knew of it, as the mayor said at some length."
}
READ = """from pathlib import Path
texts = [path.read_text() for path in sorted(Path(CORPUS[0]).rglob("*.txt"))]
Path("tables").mkdir(exist_ok=True)
Path("tables/{name}.csv").write_text("\\n".join(texts))
print(texts)"""
_TRIAL = "PRESSLENS_TRIAL"
_WAIT = 10  # seconds for the system to end what it was told to end, on a machine that is busy
# What `presslens report` does but for looking into the corpus first, which costs more than all the rest
_REPORT = """
import sys
from pathlib import Path
from helpers.report import build_report, list_notebooks
corpus, books, out = map(Path, sys.argv[1:])
build_report(list_notebooks(books), {"CORPUS": [corpus]}, out)
"""
OWN = (".cache/", ".work/")  # what a report keeps for itself


def write_desk(folder: Path) -> Path:
    """Write a corpus and two notebooks; return the folder."""
    write_files(folder / "corpus", STORIES)
    for name in "ab":
        cells = (
            ("CORPUS = []", ["parameters"]),
            READ.format(name=name),
            (f"'{name} of', sum(map(len, texts))", ["answer"]),
        )
        write_notebook(folder / "books", f"{name}.ipynb", *cells, head=f"# {name.upper()}\n\nWhat?")
    return folder


def make_deed(desk: Path, out: Path) -> Deed:
    """Return what makes a report."""
    return Deed([desk / "corpus", desk / "books", out], code=_REPORT)


def read_report(out: Path) -> dict[str, str]:
    """Return the SHA-256 of each file of a report."""
    return {name: known for name, known in hash_folder(out).items() if not name.startswith(OWN)}


def find_left(out: Path) -> list[str]:
    """Return what is neither of a report nor of what it keeps from run to run."""
    kept = {".cache/lock", ".cache/hashes", ".cache/record.sha256", ".cache/a.json", ".cache/b.json"}
    return [name for name in hash_folder(out) if name.startswith((*OWN, ".")) and name not in kept]


def wait_for_end(trial: str) -> list[int]:
    """Return the processes of a trial that do not end."""
    until = time.monotonic() + _WAIT
    while (living := list_living(f"{_TRIAL}={trial}\0")) and time.monotonic() < until:
        time.sleep(0.05)
    return living


@contextmanager
def name_trial(deed: Deed, number: object) -> Iterator[tuple[Deed, str]]:
    """Yield a deed whose processes can be told from those of others, and the name of the trial."""
    trial = f"{id(deed)}-{number}"
    yield replace(deed, environment=((_TRIAL, trial),)), trial


def kill_many(nursery: Nursery, folder: Path, n: int, seed: int) -> Tally:
    """Kill a report many times, at moments drawn at random, and run it again each time."""
    tally, desk = Tally("report"), write_desk(folder)
    first, whole = folder / "first", folder / "whole"
    nursery.run(make_deed(desk, first))
    write_files(folder / "corpus", LATER)
    shutil.copytree(first, whole)
    undisturbed = nursery.run(make_deed(desk, whole))
    old, new = read_report(first), read_report(whole)
    assert undisturbed.status == 0, undisturbed.said
    assert old.keys() == new.keys()
    assert old["index.html"] != new["index.html"]
    for number, planned in enumerate(draw_moments(make_deed(desk, first), undisturbed, n, seed)):
        out = folder / f"out{number}"
        shutil.copytree(first, out)
        with name_trial(replace(planned, arguments=make_deed(desk, out).arguments), number) as (deed, trial):
            tally.take(deed, nursery.run(deed))
            living = wait_for_end(trial)
            tally.expect(deed, not living, f"{len(living)} processes are left")
        found = read_report(out)
        tally.n_files += len(found)
        halves = [name for name, known in found.items() if known not in {old.get(name), new.get(name)}]
        halves = [name for name in halves if not name.rpartition("/")[2].startswith(".")]
        tally.expect(deed, not halves, f"neither old nor new: {halves}")
        tally.expect(deed, found.keys() >= old.keys(), f"gone: {old.keys() - found.keys()}")
        pages = [name for name in new if name.endswith(".html")]
        is_new = found.get("index.html") == new["index.html"]
        tally.expect(deed, not is_new or all(found[name] == new[name] for name in pages), "the front page came first")
        again = nursery.run(make_deed(desk, out))
        tally.cpu += again.cpu
        is_same = again.status == 0 and read_report(out) == new
        tally.n_reruns += is_same
        tally.expect(deed, is_same, f"the next run gives something else: {again.said[-500:]}")
        tally.expect(deed, not find_left(out), f"left for ever: {find_left(out)}")
        shutil.rmtree(out)
    return tally
