"""What a coder does, step after step, in a file to which lines are only ever added."""

import os
import re
import unicodedata
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from helpers.coding.steps import (
    COLUMNS,
    HEADER,
    Step,
    list_lines_of,
    list_names,
    list_places,
    parse_steps,
    replay_steps,
)
from helpers.errors import PresslensError, Problem
from helpers.filenames import fold_name
from helpers.files import MOST_LIST, read_file
from helpers.schemas import CODED
from helpers.tables import format_line, split_header

_LONGEST_NAME = 40  # characters, of up to four bytes each: file systems take names of 255 bytes


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
        self.path = find_file(Path(folder), self.coder)
        self._items = items
        self._places = list_places(items)
        self._codebook = str(items["codebook"].iloc[0]) if len(items) else ""
        self._content: bytes | None = None
        self._saved: list[Step] = []
        self.refresh()

    def refresh(self) -> bool:
        """Read the file if it is not as it was when last read; return whether it was not.

        Steps that were there are added again if another program has put an older file in its place.
        """
        content = _read_bytes(self.path)
        if content == self._content:
            return False
        self._read(content)
        held = list_lines_of(content)
        if gone := [step for step in self._saved if (step.step, step.item) not in held and step not in self._steps]:
            self._restore(content, gone)
        self._saved = [*self._steps, *(step for step in gone if step not in self._steps)]
        return True

    def _restore(self, content: bytes, gone: list[Step]) -> None:
        """Add steps again, and tell that they were gone."""
        said = f"no longer held {len(gone)} of the steps that were saved; "
        try:
            for step in gone:
                _append(self.path, content, step)
                content = _read_bytes(self.path)
            self._read(content)
            said += "they were added again"
        except PresslensError as error:
            said += str(error)
        self.problems.append(Problem(str(self.path), "warning", said, "close it in other programs"))

    def _read(self, content: bytes) -> None:
        steps, self.problems = parse_steps(content, self.path, self._items, self.coder)
        names = list_names(content, self.path)
        if names and self.coder not in names:
            raise PresslensError(
                f"{self.path}: holds the codings of {names[0]!r}, not of {self.coder!r}; give another name of coder"
            )
        self._content, self._steps = content, steps
        self._next = max((step.step for step in steps), default=0) + 1
        self._labelled = replay_steps(steps)
        self.labels = {step.item: step.label for step in self._labelled}
        self.is_locked = any(step.action == "lock" for step in steps)

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
            PresslensError: As for `label`, or if there is no label to lock.
        """
        self.refresh()
        if not self.labels:
            raise PresslensError("nothing is coded yet; label an item before you lock")
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
        if step not in self._steps:  # locked elsewhere meanwhile, or the file was edited so that it cannot follow
            raise PresslensError(
                f"{self.path}: the answer does not count; mend what is told of the file, and answer again"
            )


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


def find_file(folder: Path, coder: str) -> Path:
    """Return where the file of a coder lies, or is to lie; macOS may have composed its name otherwise.

    Raises:
        PresslensError: As for `name_file`.
    """
    path = folder / name_file(coder)
    if path.exists():
        return path
    return next(
        (one for one in sorted(folder.glob("codings_*.csv")) if fold_name(one.name) == fold_name(path.name)), path
    )


def _read_bytes(path: Path) -> bytes:
    try:
        return read_file(path, MOST_LIST)
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise PresslensError(f"{path}: cannot be read ({error.strerror}); check that it is a file of yours") from error


def _append(path: Path, content: bytes, step: Step) -> None:
    """Add a step to a file that holds `content`, after an end of line where a crash left half of one."""
    text = content.decode("utf-8-sig", errors="replace")
    if HEADER.startswith(text):
        start, columns, delimiter = f"{HEADER[len(text) :]}\n", COLUMNS, ","
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
