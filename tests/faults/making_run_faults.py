"""Runs that are killed: from nothing, and over a corpus that has changed since the last one. Every text is invented."""

import shutil
from dataclasses import replace
from pathlib import Path

from building import write_files
from making_faults import Deed, Nursery, Outcome, Tally, draw_moments, hash_folder

from helpers.archive import RECORD, open_archive
from helpers.pipeline.store import WORK
from helpers.tables import OUTPUT_MARK

STORIES = {
    "Daily/a.txt": "Moscow praised the good harvest. Nobody in the harbour town had thought of it on day 3.",
    "Daily/b.txt": "The United States blamed the long talks. Moscow praised the good harvest.",
    "Weekly/c.txt": "Washington hailed the awful delay, and the mayor of Greyfield agreed with it at some length.",
    "Weekly/d.txt": "America feared a terrible plan and said so to all who asked for it.",
    "Weekly/e.txt": "Moscow praised the good harvest. So it was said on the old bridge, where a crowd had gathered.",
}
LATER = {
    "Daily/a.txt": "Moscow forgot its own past. Nobody in the harbour town had thought of it on day 9.",
    "Weekly/d.txt": None,
    "Daily/f.txt": "Anna Velm said that Russia had blamed the new bridge. Washington hailed the awful delay.",
    "Daily/g.txt": STORIES["Weekly/e.txt"],
}
# Parts of two articles: a run over seven of them has many
SMALL_PARTS = "from helpers.pipeline import run as engine\nengine.PART = 2\nfrom helpers.cli import main\nmain()"


def change_corpus(folder: Path) -> None:
    """Let articles change, go and come."""
    for name, text in LATER.items():
        if text is None:
            (folder / name).unlink()
        else:
            write_files(folder, {name: text})


def make_deed(folder: Path, *more: str, out: str = "out", code: str = SMALL_PARTS) -> Deed:
    """Return a run over the corpus in a folder, with a folder of its own for what it puts aside."""
    (folder / "temp").mkdir(exist_ok=True)
    arguments = ["run", "--corpus", folder / "corpus", "--out", folder / out, "--scorer", "vader_masked", *more]
    return Deed(arguments, code=code, temp=str(folder / "temp"))


def list_results(out: Path) -> dict[str, str]:
    """Return the hashes of all that a run leaves but of what a run before it does not remove yet."""
    held = open_archive(out).files
    named = {name for files in held.values() for name in files}
    found = hash_folder(out)
    return {name: told for name, told in found.items() if name in named or not name.startswith(("tables/", ".work/"))}


def check_whole(out: Path, states: list[dict[str, str]]) -> list[str]:
    """Return what is not whole in what a killed run left: each result must be one of those that may be there."""
    faults = []
    if not (out / RECORD).is_file():
        return [] if not states[0] else [f"{RECORD} is gone"]
    try:
        open_archive(out).check_files()
    except Exception as error:
        return [str(error)]
    found = list_results(out)
    tables = [{name: told for name, told in state.items() if not name.endswith(".csv")} for state in states]
    if {name: told for name, told in found.items() if not name.endswith(".csv") and not _is_left(name)} not in tables:
        faults.append("the results are neither the old nor the new ones")
    known = {told for state in states for told in state.values()}
    faults += [f"{name} is half" for name, told in found.items() if name.endswith(".csv") and told not in known]
    return faults


def _is_left(name: str | Path) -> bool:
    """Tell whether a file is one that a writer has begun."""
    return Path(name).name.startswith(".") and Path(name).name not in {OUTPUT_MARK, WORK}


def kill_many(nursery: Nursery, folder: Path, n: int, seed: int) -> Tally:
    """Kill runs at random moments and run again, half of them from nothing, half where the corpus has changed."""
    return _fault_many(nursery, folder, n, seed, "kill")


def fill_many(nursery: Nursery, folder: Path, n: int, seed: int) -> Tally:
    """Let the disk be full at random moments of runs, likewise."""
    return _fault_many(nursery, folder, n, seed, "full")


def _fault_many(nursery: Nursery, folder: Path, n: int, seed: int, fault: str) -> Tally:
    tally, out = Tally("run"), folder / "out"
    deed = make_deed(folder)
    write_files(folder / "corpus", STORIES)
    undisturbed = _run_whole(nursery, deed)
    first = list_results(out)
    for killed in draw_moments(deed, undisturbed, (n + 1) // 2, seed, fault=fault):
        shutil.rmtree(out, ignore_errors=True)
        _fault_once(nursery, folder, killed, [{}, first], tally)
    if n == 1:
        return tally
    change_corpus(folder / "corpus")
    out.rename(folder / "first")
    shutil.copytree(folder / "first", out)
    undisturbed = _run_whole(nursery, deed)
    second = list_results(out)
    for killed in draw_moments(deed, undisturbed, n // 2, seed + 1, fault=fault):
        shutil.rmtree(out)
        shutil.copytree(folder / "first", out)
        _fault_once(nursery, folder, killed, [first, second], tally)
    return tally


def _fault_once(nursery: Nursery, folder: Path, deed: Deed, states: list[dict[str, str]], tally: Tally) -> None:
    """Let a fault befall a run, and run again.

    Args:
        nursery: Where.
        folder: Holds corpus and output.
        deed: What is done, and when the fault befalls it.
        states: Results before and after it.
        tally: Gets what came of it.
    """
    if tally.take(deed, nursery.run(deed)):
        tally.n_files += len(hash_folder(folder / "out"))
        for fault in check_whole(folder / "out", states):
            tally.expect(deed, False, fault)
    check_again(nursery, folder, deed, states[1], tally)


def check_again(nursery: Nursery, folder: Path, deed: Deed, expected: dict[str, str], tally: Tally) -> None:
    """Run again after a fault, and note what is not as after an undisturbed run."""
    outcome = nursery.run(replace(deed, fault=""))
    tally.cpu += outcome.cpu
    if outcome.status:
        tally.expect(deed, False, f"cannot be run again: {outcome.said[-300:]}")
        return
    found = list_results(folder / "out")
    changed = sorted(name for name in found.keys() | expected.keys() if found.get(name) != expected.get(name))
    tally.expect(deed, not changed, f"a rerun gives others: {changed[:5]}")
    temp = folder / "temp"
    left = [path.name for path in [*temp.iterdir(), *filter(_is_left, (folder / "out").rglob(".*"))]]
    tally.expect(deed, not left, f"is left behind: {left[:5]}")
    for path in temp.iterdir():
        shutil.rmtree(path)
    tally.n_reruns += not changed


def _run_whole(nursery: Nursery, deed: Deed) -> Outcome:
    outcome = nursery.run(deed)
    assert outcome.status == 0, outcome.said
    return outcome
