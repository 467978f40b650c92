"""The folder that coders share: the items, and what each coder said of them."""

import re
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pandas as pd

from helpers.coding.journal import Steps, find_file
from helpers.coding.steps import list_names
from helpers.errors import PresslensError, Problem
from helpers.files import MOST_LIST, read_file
from helpers.schemas import CodingItems, Codings
from helpers.schemas.base import ID, SHA256
from helpers.tables import restore_cell, split_edited_csv, write_csv

ITEMS = "items.csv"
_COLUMNS = CodingItems.column_names()
_MEND = "put back the line as it was drawn"
_MOST = 10**9  # that a number or a place can be
_SHOWN = 60  # characters of a cell in a message


def write_items(items: pd.DataFrame, path: str | Path) -> Path:
    """Write the items that were drawn, whole or not at all.

    Args:
        items: With the columns of `helpers.schemas.CodingItems`.
        path: The file; what coders say will lie beside it.

    Raises:
        PresslensError: If the file holds other items: what was said of these would be lost; or if there are no items.
    """
    path = Path(path)
    if items.empty:
        raise PresslensError("there is no mention to code; name a corpus that names the targets")
    if path.exists():
        there, problems = read_items(path)
        if not problems and _name_items(there) == _name_items(items):
            return path
        raise PresslensError(
            f"{path}: holds other items, and codings of them would be lost; name another folder, or move that one away"
        )
    return write_csv(items[_COLUMNS], path)


def read_items(path: str | Path) -> tuple[pd.DataFrame, list[Problem]]:
    """Read the items that were drawn for coders.

    Returns:
        The columns of `helpers.schemas.CodingItems` by number, and a problem for each line that cannot be used.

    Raises:
        PresslensError: If the file cannot be read, lacks a column, or holds no item.
    """
    path = Path(path)
    try:
        text = read_file(path, MOST_LIST).decode("utf-8-sig", errors="replace")
    except OSError as error:
        raise PresslensError(
            f"{path}: cannot be read ({error.strerror}); draw items with presslens coding draw"
        ) from error
    lines, problems = split_edited_csv(text, path, _COLUMNS, what="items")
    parsed = []
    for file, *cells in lines:
        try:
            parsed.append((file, _parse_item([restore_cell(cell) for cell in cells])))
        except ValueError as error:
            problems.append(Problem(file, "left out", str(error), _MEND))
    origins = Counter((row["codebook"], row["corpus"]) for _, row in parsed)
    drawn = Counter((row["stratum"], row["probability"]) for _, row in parsed)
    usual = dict(key for key, _ in reversed(drawn.most_common()))  # of each stratum the probability of most
    rows: dict[int, dict[str, Any]] = {}
    for file, row in parsed:
        if (row["codebook"], row["corpus"]) != origins.most_common(1)[0][0]:
            problems.append(Problem(file, "left out", "it is of another corpus or codebook than most items", _MEND))
        elif row["probability"] != usual[row["stratum"]]:
            problems.append(Problem(file, "left out", "its probability is not that of its stratum", _MEND))
        elif row["item"] in rows:
            problems.append(Problem(file, "left out", f"item {row['item']} stands there twice", _MEND))
        else:
            rows[row["item"]] = row
    if not rows:
        raise PresslensError(f"{path}: holds no item; put back the file as it was drawn")
    items = pd.DataFrame([rows[item] for item in sorted(rows)], columns=_COLUMNS)
    return CodingItems.validate(items), problems


def read_codings(
    folder: str | Path, *, locked_only: bool = True, corpus: str = ""
) -> tuple[pd.DataFrame, list[Problem]]:
    """Read what coders say of the items in a folder.

    Args:
        folder: Holds ``items.csv``, and ``codings_NAME.csv`` of each coder.
        locked_only: Leave out coders who have not locked, who could still be led by what they see.
        corpus: What `helpers.coding.hash_corpus` gives for the corpus at hand, to be told if it is another than the
            one that the items were drawn from.

    Returns:
        The columns of `helpers.schemas.Codings`, no rows if nobody has coded; and a problem for each line or file that
        cannot be used.
    """
    items, coders, problems = _read_folder(Path(folder))
    if corpus and len(items) and items["corpus"].iloc[0] != corpus:
        reason = "was drawn from another corpus than the one at hand, or other articles and mentions of it"
        remedy = "analyse the corpus it was drawn from, or draw anew in another folder"
        problems.insert(0, Problem(str(Path(folder) / ITEMS), "warning", reason, remedy))
    parts = []
    for steps in coders:
        if steps.labels and (steps.is_locked or not locked_only):
            own = items[items["item"].isin(steps.labels)]
            parts.append(own.assign(coder=steps.coder, label=own["item"].map(steps.labels)))
    if not parts:
        return Codings.empty(), problems
    return Codings.validate(pd.concat(parts, ignore_index=True)[Codings.column_names()]), problems


def list_coders(folder: str | Path) -> pd.DataFrame:
    """Return a row per coder: ``coder``, ``n_done`` and ``n_items``, and ``locked``, whether he or she has locked.

    Args:
        folder: As for `read_codings`.
    """
    items, coders, _ = _read_folder(Path(folder))
    rows = [(steps.coder, len(steps.labels), len(items), steps.is_locked) for steps in coders]
    types = {"coder": "str", "n_done": "int64", "n_items": "int64", "locked": "bool"}
    return pd.DataFrame(rows, columns=list(types)).astype(types)


def _read_folder(folder: Path) -> tuple[pd.DataFrame, list[Steps], list[Problem]]:
    """Return the items in a folder, the steps of each coder, and what is wrong in the files."""
    files = sorted(folder.glob("codings_*.csv"))
    if not files and not (folder / ITEMS).exists():
        return CodingItems.empty(), [], []
    try:
        items, problems = read_items(folder / ITEMS)
    except PresslensError as error:
        return CodingItems.empty(), [], [_tell(folder / ITEMS, error)]
    coders = []
    for path in files:
        try:
            if names := list_names(read_file(path, MOST_LIST), path):
                coders.append(_open_steps(path, items, names))
                problems += coders[-1].problems
        except (PresslensError, OSError) as error:
            problems.append(_tell(path, error))
    return items, coders, problems


def _open_steps(path: Path, items: pd.DataFrame, names: list[str]) -> Steps:
    """Return the steps of the coder whose file it is, of those whom its lines name."""
    for coder in names:
        with suppress(PresslensError):  # a name that is none
            if find_file(path.parent, coder) == path:
                return Steps(path.parent, items, coder)
    raise PresslensError(f"holds the codings of {names[0]!r}, who has another file: a copy?; delete or rename it")


def _tell(path: Path, error: Exception) -> Problem:
    reason, _, remedy = str(error).removeprefix(f"{path}: ").partition("; ")
    return Problem(str(path), "left out", reason, remedy or "check that it is a file of yours")


def _name_items(items: pd.DataFrame) -> list[tuple[Any, ...]]:
    columns = ["item", "article_id", "target", "mention_start", "mention_end", "codebook", "corpus"]
    return list(items[columns].itertuples(index=False, name=None))


_PARSERS: dict[str, Callable[[str], Any]] = {
    **dict.fromkeys(["item", "mention_start", "mention_end"], int),
    "probability": lambda cell: float(cell.replace(",", ".")),  # as spreadsheets write it in many countries
}


def _parse_item(cells: list[str]) -> dict[str, Any]:
    """Return a row of the items, or raise a ValueError that says what is wrong with it."""
    row: dict[str, Any] = {}
    for name, cell in zip(_COLUMNS, cells, strict=True):
        try:
            row[name] = _PARSERS.get(name, str)(cell)
        except ValueError:
            raise ValueError(f"{name} {cell[:_SHOWN]!r} is no number") from None
    starts, ends = row["mention_start"], row["mention_end"]
    if not (0 < row["item"] < _MOST and 0 <= starts < ends < _MOST and 0 < row["probability"] <= 1):
        raise ValueError("its number, place or probability is out of range")
    for name, pattern in {"article_id": ID, "codebook": SHA256, "corpus": SHA256}.items():
        if not re.match(pattern, row[name]):
            raise ValueError(f"{name} {row[name][:_SHOWN]!r} was changed")
    return row
