"""What a coder does, step after step, in a file to which lines are only ever added."""

import os
import re
import unicodedata
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from helpers.errors import PresslensError, Problem
from helpers.schemas import CODED, CODING_ACTIONS, CodingSteps
from helpers.tables import format_line, restore_cell, split_edited_csv, split_header

_COLUMNS = CodingSteps.column_names()
_HEADER = ",".join(_COLUMNS)
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_NUMBER = re.compile(r"\d{1,9}", re.ASCII)
_LONGEST_NAME = 40  # characters, of up to four bytes each: file systems take names of 255 bytes
_MEND = "mend the line, or put a # before it if it was never meant"


class Step(NamedTuple):
    """One row of `helpers.schemas.CodingSteps`."""

    step: int
    item: int
    place: str
    action: str
    label: str
    coder: str
    codebook: str
    at: str


class Steps:
    """What one coder did so far, and the file that holds it: ``codings_NAME.csv`` beside the items.

    Attributes:
        path: The file.
        coder: Who.
        labels: The label that stands, by item.
        is_locked: Whether the coder has locked.
        problems: What is wrong in the file.
    """

    def __init__(self, folder: str | Path, items: pd.DataFrame, coder: str) -> None:
        """Read what the coder did so far; nothing is written before the first step.

        Args:
            folder: Where the items lie.
            items: With the columns of `helpers.schemas.CodingItems`.
            coder: Name of the coder.

        Raises:
            PresslensError: If the name is none, the file cannot be read, or is that of a coder of another name.
        """
        self.coder = " ".join(unicodedata.normalize("NFC", coder).split())
        self.path = Path(folder) / name_file(self.coder)
        self._items = items
        self._places = list_places(items)
        self._codebook = str(items["codebook"].iloc[0]) if len(items) else ""
        self._content: bytes | None = None
        self.refresh()

    def refresh(self) -> bool:
        """Read the file if it is not as it was when last read; return whether it was not."""
        content = _read_bytes(self.path)
        if content == self._content:
            return False
        steps, self.problems = parse_steps(content, self.path, self._items, self.coder)
        if not steps and (other := find_coder(content, self.path)) not in ("", self.coder):
            raise PresslensError(
                f"{self.path}: holds the codings of {other!r}, not of {self.coder!r}; give another name of coder"
            )
        self._content = content
        self._next = max((step.step for step in steps), default=0) + 1
        self._labelled = _replay(steps)
        self.labels = {step.item: step.label for step in self._labelled}
        self.is_locked = any(step.action == "lock" for step in steps)
        return True

    def label(self, item: int, label: str) -> None:
        """Save the label of an item.

        Raises:
            PresslensError: If it is not saved: the coder has locked, or the file cannot be written.
        """
        if item not in self._places or label not in CODED:
            raise PresslensError(f"there is no item {item} or no label {label!r}; labels are {', '.join(CODED)}")
        self._add(item, "label", label)

    def undo(self) -> int:
        """Take back the label that was given last, and return its item; 0 if there is none.

        Raises:
            PresslensError: As for `label`.
        """
        self.refresh()
        if not self._labelled:
            return 0
        item = self._labelled[-1].item
        self._add(item, "undo")
        return item

    def lock(self) -> None:
        """Close the file: no step is taken after this one.

        Raises:
            PresslensError: As for `label`.
        """
        self._add(0, "lock")

    def _add(self, item: int, action: str, label: str = "") -> None:
        """Add a line, and return when the disk has it."""
        self.refresh()
        if self.is_locked:
            raise PresslensError(f"{self.path}: is locked; nothing can be changed any more")
        at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        place = self._places.get(item, "")
        step = Step(self._next, item, place, action, label, self.coder, self._codebook, at)
        _append(self.path, self._content or b"", step)
        self.refresh()


def name_file(coder: str) -> str:
    """Return the name of a coder's file, which is safe on every system whatever the coder is called.

    Raises:
        PresslensError: If the name is empty, too long, or holds signs that cannot be shown.
    """
    if not coder.isprintable() or len(coder) > _LONGEST_NAME:
        raise PresslensError(f"coder: a name has {_LONGEST_NAME} characters at most, all of them visible; give another")
    name = re.sub(r"[^\w]+", "_", unicodedata.normalize("NFKC", coder).casefold()).strip("_")
    if not name or len(name.encode()) > 4 * _LONGEST_NAME:
        raise PresslensError("coder: a name has a letter or digit; say who codes, such as 'anna'")
    return f"codings_{name}.csv"


def list_places(items: pd.DataFrame) -> dict[int, str]:
    """Return article, target and first character of each item, by its number."""
    rows = zip(*(items[name] for name in ("item", "article_id", "target", "mention_start")), strict=True)
    return {int(item): " ".join(f"{article} {target} {start}".split()) for item, article, target, start in rows}


def parse_steps(content: bytes, path: Path, items: pd.DataFrame, coder: str) -> tuple[list[Step], list[Problem]]:
    """Read the steps of a coder; what cannot be used is told and left out, and the rest counts.

    Args:
        content: Of the file.
        path: The file, for messages.
        items: With the columns of `helpers.schemas.CodingItems`.
        coder: Whose they are to be.

    Returns:
        The steps by their number, and a problem for each line that was left out or is doubtful.

    Raises:
        PresslensError: If the file lacks a column.
    """
    lines, problems = _split_lines(content, path)
    places, codebook = list_places(items), str(items["codebook"].iloc[0]) if len(items) else ""
    found: list[tuple[str, Step]] = []
    for file, *cells in lines:
        try:
            found.append((file, _parse_step(cells, places, coder, codebook)))
        except ValueError as error:
            reason, _, remedy = str(error).partition("; ")
            problems.append(Problem(file, "left out", reason, remedy or _MEND))
    steps = _put_in_order(found, problems)
    problems.sort(key=lambda problem: int(problem.file.rpartition("#")[2]))
    return steps, problems


def find_coder(content: bytes, path: Path) -> str:
    """Return whose steps a file holds, by its first line that names anyone; empty if there is none."""
    names = (row[1 + _COLUMNS.index("coder")] for row in _split_lines(content, path)[0])
    return next(filter(None, names), "")


def _read_bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise PresslensError(f"{path}: cannot be read ({error.strerror}); check that it is a file of yours") from error


def _split_lines(content: bytes, path: Path) -> tuple[list[list[str]], list[Problem]]:
    text = content.decode("utf-8-sig", errors="replace")  # half a character at the end must not hide the rest
    if _HEADER.startswith(text):  # nothing, or what a crash left of the first line
        return [], []
    lines, problems = split_edited_csv(text, path, _COLUMNS, what="steps")
    problems = [replace(own, reason=f"{own.reason}: half a line, or edited", remedy=_MEND) for own in problems]
    return [[place, *(restore_cell(" ".join(cell.split())) for cell in cells)] for place, *cells in lines], problems


def _parse_step(cells: list[str], places: Mapping[int, str], coder: str, codebook: str) -> Step:
    """Return a row as a step, or raise a ValueError: what is wrong with it, and behind a semicolon the remedy."""
    number, item, place, action, label, who, book, at = cells
    if not (_NUMBER.fullmatch(number) and _NUMBER.fullmatch(item) and int(number)):
        raise ValueError(f"step {number!r} or item {item!r} is no number")
    step = Step(int(number), int(item), place, action, label, who, book, at)
    if action not in CODING_ACTIONS:
        raise ValueError(f"{action!r} is no action ({', '.join(CODING_ACTIONS)})")
    if action != "lock" and step.item not in places:
        raise ValueError(f"there is no item {item} in the file of items")
    if place != places.get(step.item, "") and action != "lock":
        theirs = "put the file beside the items that it was made with"
        raise ValueError(f"item {item} is another mention there: of another corpus or another draw; {theirs}")
    if (label not in CODED) if action == "label" else label != "":
        raise ValueError(f"{label!r} is no label of a step {action!r} ({', '.join(CODED)})")
    if who != coder:
        raise ValueError(f"it is a step of {who!r} in the file of {coder!r}; move it to the file of that coder")
    if book != codebook:
        raise ValueError("it was coded by another codebook; code the item again by the one that the items name")
    if not _TIME.fullmatch(at):
        raise ValueError(
            f"{at!r} is no time: half a line, or edited; write it as 2026-01-31T12:00:00Z if all else is right"
        )
    return step


def _put_in_order(found: list[tuple[str, Step]], problems: list[Problem]) -> list[Step]:
    """Return the steps by number, and tell of those out of order, and of those left out.

    What is left out repeats a step, follows a lock, or undoes what is not the last label.
    """
    highest = 0
    for file, step in found:
        if step.step <= highest:
            reason = f"step {step.step} comes after a step of the same or a higher number"
            problems.append(Problem(file, "warning", reason, "it was used by its number; put the lines in order"))
        highest = max(highest, step.step)
    steps: list[Step] = []
    for file, step in sorted(found, key=lambda one: one[1].step):  # stable: of equal numbers, as in the file
        if reason := _find_fault(step, steps):
            problems[:] = [own for own in problems if own.file != file]
            problems.append(Problem(file, "left out", reason, "put a # before the line"))
        else:
            steps.append(step)
    return steps


def _find_fault(step: Step, earlier: list[Step]) -> str:
    """Return why a step cannot follow earlier ones; empty if it can."""
    if step in earlier:
        return "the line stands twice"
    if earlier and earlier[-1].action == "lock":
        return "it is a second lock" if step.action == "lock" else "it comes after the lock"
    if step.action == "undo" and [own.item for own in _replay(earlier)[-1:]] != [step.item]:
        return f"it undoes item {step.item}, which is not the last that was labelled before it"
    return ""


def _replay(steps: list[Step]) -> list[Step]:
    """Return the labels that were not undone, the last one last."""
    labelled: list[Step] = []
    for step in steps:
        if step.action == "label":
            labelled.append(step)
        elif step.action == "undo":
            labelled.pop()
    return labelled


def _append(path: Path, content: bytes, step: Step) -> None:
    """Add a step to a file that holds `content`, after an end of line where a crash left half of one."""
    text = content.decode("utf-8-sig", errors="replace")
    if _HEADER.startswith(text):
        start, columns, delimiter = f"{_HEADER[len(text) :]}\n", _COLUMNS, ","
    else:
        first = next(line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#"))
        columns, delimiter = split_header(first)  # a spreadsheet may have changed both
        start = "" if content.endswith(b"\n") else "\n"
    cells = {name: str(value) for name, value in step._asdict().items()}
    line = format_line((cells.get(name, "") for name in columns), delimiter)
    data = (start + line).encode()
    try:
        with path.open("ab", buffering=0) as file:
            while data:
                data = data[file.write(data) :]
            os.fsync(file.fileno())
        if not content:
            _sync_folder(path.parent)
    except OSError as error:
        why = error.strerror or str(error)
        raise PresslensError(f"{path}: not saved ({why}); make room or close it elsewhere, and answer again") from error


def _sync_folder(folder: Path) -> None:
    """Let the disk have the name of a new file, too; not every system can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
