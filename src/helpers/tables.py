"""Tables as CSV and Parquet, whole and with no cell that a spreadsheet would run; dates and contexts as text."""

import csv
import errno
import io
import os
import re
import tempfile
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from math import inf, nan
from pathlib import Path

import pandas as pd

from helpers.errors import PresslensError, Problem
from helpers.files import MOST_LIST, MOST_TABLE, read_file

# A spreadsheet runs a cell that begins with one of these; OWASP, "CSV Injection".
_FORMULA_SIGNS = (
    r"=+\-@"
    "\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}\N{FULLWIDTH HYPHEN-MINUS}\N{FULLWIDTH COMMERCIAL AT}"
)
# What parts cells or lines in a spreadsheet, whatever parts them in our file
_PARTING = re.compile(r"[,;\t|\r\n]")
# Where an apostrophe is put: before such a cell, and in a text where a cell would begin if not commas parted them.
# Apostrophes are not counted, so that one taken away is one that was put there; NUL and quotes are passed over.
_STARTS = rf"""\A(?=['\0]*[{_FORMULA_SIGNS}\t\r\n])|(?<=[;\t|\r\n])(?=['"\0]*[{_FORMULA_SIGNS}])"""
_UNGUARDED = re.compile(_STARTS)
_GUARDED = re.compile(_STARTS.replace("(?=", "'(?="))

# Characters that turn the direction of the text after them; Unicode, UAX #9.
_TURNS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")

# Lies in each folder that Presslens writes to, so that our own pages are not read as articles.
OUTPUT_MARK = ".presslens-output"

_PART = ".part"
_BEGUN = re.compile(rf"\..+\.[a-z0-9_]{{8}}\{_PART}", re.DOTALL)


def claim_output(out: Path, inputs: Iterable[Path]) -> None:
    """Make a folder for output and mark it as ours.

    Raises:
        PresslensError: If it is a folder that is read from, where files of the analyst could be overwritten.
        OSError: If it cannot be made or marked.
    """
    for path in inputs:
        folder = path if path.is_dir() else path.parent
        if out.resolve() == folder.resolve():
            raise PresslensError(f"--out {out} is where {path.name or path} is read from; name another folder")
    out.mkdir(parents=True, exist_ok=True)
    if (out / OUTPUT_MARK).is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(out / OUTPUT_MARK))
    if not (out / OUTPUT_MARK).is_file():
        told = b"Written by presslens; not read as articles when it lies in a corpus.\n"
        write_atomically(out / OUTPUT_MARK, partial(Path.write_bytes, data=told))


def write_atomically(path: Path, write: Callable[[Path], object]) -> None:
    """Write a file beside its place, then move it there, so that it is always whole: old or new.

    Args:
        path: Where the file shall lie; its folder is made.
        write: Called with the path to write to.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.", suffix=_PART)
    os.close(handle)
    part = Path(name)
    try:
        write(part)
        part.chmod(0o644)  # mkstemp makes files that only their owner can read
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def list_left(folder: Path) -> list[Path]:
    """Return what `write_atomically` has begun and not ended in a folder: what a killed process left, or one begins."""
    return [path for path in sorted(folder.glob(f".*{_PART}")) if _BEGUN.fullmatch(path.name)]


def write_csv(table: pd.DataFrame, path: Path) -> Path:
    """Write a table as UTF-8 CSV in which no cell is a formula.

    A text cell that a spreadsheet would run gets an apostrophe before it, and so does one that looks as if it had
    got one; `read_csv` takes it away. Within a text it stands behind a semicolon, tab, bar or line break, as a
    spreadsheet may be set to part cells there. Infinite numbers become empty cells. Parquet keeps the cell as it was.
    """
    safe = table.rename(columns=lambda name: _defuse(str(name)))
    for position, dtype in enumerate(safe.dtypes):
        if pd.api.types.is_float_dtype(dtype):  # a spreadsheet would take -inf for a formula
            safe.isetitem(position, safe.iloc[:, position].replace([inf, -inf], nan).array)
        elif not pd.api.types.is_numeric_dtype(dtype) and not pd.api.types.is_datetime64_any_dtype(dtype):
            safe.isetitem(position, list(map(_defuse, safe.iloc[:, position])))
    write_atomically(
        path,
        lambda part: safe.to_csv(
            part, index=False, lineterminator="\n", encoding="utf-8", quoting=csv.QUOTE_NONNUMERIC
        ),
    )
    return path


def read_csv(path: Path) -> pd.DataFrame:
    """Read a table that `write_csv` wrote: every cell as text, as it was before.

    Raises:
        ValueError: If it is no CSV in UTF-8.
    """
    text = io.StringIO(read_file(path, MOST_TABLE).decode("utf-8"), newline="")
    table = pd.read_csv(text, dtype=str, keep_default_na=False, na_filter=False)
    for position in range(table.shape[1]):
        column = table.iloc[:, position]
        if column.str.contains(_GUARDED).any():  # few do, and a large table has many cells
            table.isetitem(position, column.map(restore_cell).array)
    return table.rename(columns=restore_cell)


def restore_cell(value: str) -> str:
    """Return a cell of a CSV without the apostrophes that `write_csv` put before it and into it."""
    return _GUARDED.sub("", value)


def read_edited_csv(path: Path, columns: Sequence[str], *, what: str) -> tuple[list[list[str]], list[Problem]]:
    """Read a small CSV file that analysts edit; lines that begin with # are remarks.

    Args:
        path: The file.
        columns: Columns that it must have, in any order; others are not read.
        what: What it holds, for messages ("actors").

    Returns:
        For each line after the first its place (``FILE#LINE``) and the cells of ``columns``, blanks in them as one;
        and a problem for each line that has more or fewer cells than the first.

    Raises:
        PresslensError: If the file cannot be read, or lacks a column.
    """
    try:
        text = read_file(path, MOST_LIST).decode("utf-8-sig")
    except OSError as error:
        raise PresslensError(f"{path}: cannot be read ({error.strerror}); name a CSV file of {what}") from error
    except UnicodeDecodeError as error:
        raise PresslensError(f"{path}: is not UTF-8 (byte {error.start}); save it as CSV UTF-8") from error
    rows, problems = split_edited_csv(text, path, columns, what=what)
    return [[place, *(" ".join(cell.split()) for cell in cells)] for place, *cells in rows], problems


def split_edited_csv(
    text: str, path: Path, columns: Sequence[str], *, what: str
) -> tuple[list[list[str]], list[Problem]]:
    """Split the text of such a file, as for `read_edited_csv`, but with the blanks in its cells as they are."""
    lines = [(number, line) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    lines = [(number, line) for number, line in lines if not line.lstrip().startswith("#")]
    if not lines:
        raise PresslensError(f"{path}: is empty; write a line '{','.join(columns)}' and rows of {what}")
    header, delimiter = split_header(lines[0][1])
    if missing := [column for column in columns if column not in header]:
        raise PresslensError(f"{path}: no column {', '.join(missing)}; let its first line be '{','.join(columns)}'")
    rows, problems = [], []
    for number, line in lines[1:]:
        cells = _split_cells(line, delimiter)
        if len(cells) == len(header):
            rows.append([f"{path}#{number}", *(cells[header.index(column)] for column in columns)])
        else:
            reason = f"has {len(cells)} cells, not {len(header)}"
            remedy = "put a cell that holds a comma into quotation marks"
            problems.append(Problem(f"{path}#{number}", "left out", reason, remedy))
    return rows, problems


def split_header(line: str) -> tuple[list[str], str]:
    """Return the columns that the first line of a CSV names, and what parts its cells: a comma or semicolon."""
    delimiter = ";" if line.count(";") > line.count(",") else ","  # as spreadsheets write where a half is 0,5
    return [cell.strip().lower() for cell in _split_cells(line, delimiter)], delimiter


def _split_cells(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:  # a cell of more than 131,072 characters
        return []


def format_line(cells: Iterable[object], delimiter: str = ",") -> str:
    """Return a line of CSV in which no cell is a formula; `restore_cell` gives a cell back."""
    line = io.StringIO()
    shown = [_defuse(cell) for cell in cells]
    is_parted = any(_PARTING.search(str(cell)) for cell in shown)
    quoting = csv.QUOTE_ALL if is_parted else csv.QUOTE_MINIMAL
    writer = csv.writer(line, delimiter=delimiter, lineterminator="\n", quoting=quoting)  # type: ignore[arg-type]  # a literal
    writer.writerow(shown)
    return line.getvalue()


def write_parquet(table: pd.DataFrame, path: Path) -> Path:
    """Write a table as Parquet."""
    write_atomically(path, lambda part: table.to_parquet(part, index=False))
    return path


def _defuse(value: object) -> object:
    return _UNGUARDED.sub("'", value) if isinstance(value, str) else value


def format_dates(articles: pd.DataFrame) -> pd.Series:
    """Return the dates of articles as text, as exact as they are: 2012-10-04, 2019-07, 2016 or empty."""
    length = articles["date_precision"].map({"day": 10, "month": 7, "year": 4}).fillna(0).astype(int)
    days = articles["date"].dt.strftime("%Y-%m-%d").fillna("")
    return pd.Series([day[:n] for day, n in zip(days, length, strict=True)], index=articles.index, dtype="str")


def drop_turns(text: str) -> str:
    """Return a text without the signs that turn the direction of what stands after them, such as U+202E."""
    return _TURNS.sub("", text)


def cut_context(text: str, most: int, *, end: bool = False) -> str:
    """Return the first characters of a text, or the last, without a word that was cut, unless it is all there is."""
    if end:
        return cut_context(text[::-1], most)[::-1]
    shown = text[:most]
    if len(text) > most and not text[most].isspace() and " " in shown:
        shown = shown.rpartition(" ")[0]
    return shown.rstrip()
