"""Coders whose kernel is killed, or whose disk is full, between two answers or within one. Every text is invented."""

from dataclasses import replace
from pathlib import Path
from random import Random

from making_faults import Deed, Nursery, Tally, hash_folder
from making_items import make_items

from helpers.coding import ITEMS, Steps, read_codings, write_items

N = 60
# Labels item after item and tells each that is saved; takes back and gives anew every seventh
CODE = """
import os, sys
from helpers.coding import ITEMS, Steps, read_items
from helpers.errors import PresslensError
_, folder, coder, first, step, n = sys.argv
items, _ = read_items(folder + "/" + ITEMS)
steps = Steps(folder, items, coder)
sync = os.fsync
def fsync(handle):
    sys.audit("os.truncate")  # a moment of its own: written, and not yet on the disk
    sync(handle)
os.fsync = fsync
for item in range(int(first), int(n) + 1, int(step)):
    if item in steps.labels:
        continue
    try:
        steps.label(item, "neutral")
        if item % 7 == 0 and step == "1":
            steps.undo()
            steps.label(item, "negative")
    except PresslensError as error:
        sys.exit(f"presslens: {error}")
    os.write(1, f"saved {item}\\n".encode())
"""


def make_deed(folder: Path, coder: str = "Anna", *, first: int = 1, step: int = 1, n: int = N) -> Deed:
    """Return the coding of all items, or of each one in `step`."""
    if not (folder / ITEMS).exists():
        write_items(make_items(N), folder / ITEMS)
    return Deed([folder, coder, str(first), str(step), str(n)], code=CODE)


def list_saved(said: str) -> set[int]:
    """Return the items of which a coder was told that they are saved."""
    return {int(line.split()[1]) for line in said.splitlines() if line.startswith("saved ")}


def kill_many(nursery: Nursery, folder: Path, n: int, seed: int) -> Tally:
    """Kill coders at random moments, some within a line; each goes on, and is killed again."""
    return _fault_many(nursery, folder, n, seed, "kill")


def fill_many(nursery: Nursery, folder: Path, n: int, seed: int) -> Tally:
    """Let the disk be full at random moments of coding, within lines too."""
    return _fault_many(nursery, folder, n, seed, "full")


def _fault_many(nursery: Nursery, folder: Path, n: int, seed: int, fault: str) -> Tally:
    tally, chance = Tally("coding"), Random(seed)
    deed = make_deed(folder)
    path = folder / "codings_anna.csv"
    saved: set[int] = set()
    for at in range(n):
        if len(saved) > N - 10:  # a new coder, as it were
            path.unlink()
            saved = set()
        size = path.stat().st_size if path.exists() else 0
        where = ("byte", size + chance.randint(0, 1500)) if at % 2 else ("change", chance.randint(1, 40))
        if fault == "full" and where[0] == "change":
            where = ("byte", size + chance.randint(0, 400))
        spoilt = replace(deed, fault=fault, at=where[0], n=where[1])
        outcome = nursery.run(spoilt)
        tally.take(spoilt, outcome)
        new = list_saved(outcome.said)
        saved |= new
        tally.n_answers += len(new)
        tally.n_files += len(hash_folder(folder))
        lost = saved - set(Steps(folder, make_items(N), "Anna").labels)
        tally.n_lost += len(lost)
        tally.expect(spoilt, not lost, f"lost: {sorted(lost)}")
    again = nursery.run(deed)
    codings, _ = read_codings(folder, locked_only=False)
    is_whole = again.status == 0 and set(codings["item"]) == set(range(1, N + 1))
    tally.expect(deed, is_whole, f"cannot be coded to the end: {again.said[-300:]}")
    tally.n_reruns += is_whole
    return tally
