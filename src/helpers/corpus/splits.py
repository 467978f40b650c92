"""Where a table may be cut into chunks, found without reading it into memory."""

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from helpers.corpus.chunks import CHUNK_BYTES, COLUMN_NAMES, N_ARTICLES, TablePart
from helpers.corpus.decode import UnusableError, decode, is_utf16
from helpers.errors import Problem

_HEAD = 1 << 20  # bytes in which a JSONL file shows what it is
_MAX_ROWS = 10_000  # of a chunk; sizes tell little where a text is stored once for many rows
_WHOLE = 200e6  # bytes above which reading a file whole is worth a word
# A row group is read from its start, so that its last chunk reads it all: so many times at most
_TIMES_READ = 16


def split_table(path: Path, name: str, problems: list[Problem]) -> Iterator[TablePart]:
    """Yield the chunks of a table.

    Args:
        path: The table.
        name: Its name in the tables.
        problems: To which is added what is odd about it.

    Raises:
        UnusableError: If it can be told already that no row can be used.
        OSError: If it cannot be read.
    """
    size = path.stat().st_size
    suffix = path.suffix.lower()
    if suffix == ".parquet":
        return _split_parquet(path, name, size)
    is_lines = suffix in {".jsonl", ".ndjson"}
    head = read_head(path)
    if is_lines and not is_utf16(head):
        _require_rows(path, head)
        return _split_lines(path, name, size)
    if size > _WHOLE:
        reason = f"has {size / 1e6:,.0f} MB and is read whole"
        problems.append(Problem(name, "warning", reason, "save it as Parquet, which is read in pieces"))
    return iter([TablePart(name, "utf-16" if is_lines else "csv", 1, 0, size, 0, max(1, size // 4000), size)])


def read_head(path: Path) -> bytes:
    """Read as much of a file as tells what it is."""
    with path.open("rb") as file:
        return file.read(_HEAD)


def holds_articles(table: Path) -> bool:
    """Tell whether a CSV has a column with the text, as far as can be told."""
    try:
        header = decode(read_head(table)).text.lstrip("\r\n").split("\n", 1)[0]
    except (UnusableError, OSError):
        return False
    cells = re.split(r"[,;\t]", header)
    return not {cell.strip().strip('"') for cell in cells}.isdisjoint(COLUMN_NAMES["text"])


def require_text_column(columns: Iterable[str]) -> None:
    """Refuse a table that has no column with the text."""
    names = list(columns)
    if set(names).isdisjoint(COLUMN_NAMES["text"]):
        seen = ", ".join(names[:8]) + (", ..." if len(names) > 8 else "")
        raise UnusableError(f"has no column with the text (it has {seen})", "name that column 'text'")


def open_parquet(path: Path) -> pq.ParquetFile:
    """Open a Parquet file.

    Raises:
        UnusableError: If it is none.
    """
    try:
        return pq.ParquetFile(path, buffer_size=_HEAD)  # else a column of a row group is read at once
    except (pa.ArrowException, OSError) as error:
        reason = " ".join(str(error).split())[:200]
        raise UnusableError(f"is no readable Parquet file ({reason})", "write it again") from None


def _split_parquet(path: Path, name: str, size: int) -> Iterator[TablePart]:
    with open_parquet(path) as file:
        require_text_column(file.schema_arrow.names)
        found = file.metadata
        groups = [
            (found.row_group(g).num_rows, found.row_group(g).total_byte_size) for g in range(found.num_row_groups)
        ]
    if not found.num_rows:
        raise UnusableError("has no rows", "add rows to it")
    return _cut_groups(groups, name, size)


def _cut_groups(groups: list[tuple[int, int]], name: str, size: int) -> Iterator[TablePart]:
    """Yield chunks of several small row groups, and several of a large one."""
    number, first, rows = 1, 0, 0  # of the chunk that is being filled
    for group, (n_rows, n_bytes) in enumerate(groups):
        most = _rows_of_chunk(n_rows, n_bytes)
        if rows and rows + n_rows > most:
            yield TablePart(name, "parquet", number, first, group, 0, rows, size)
            number, first, rows = number + rows, group, 0
        rows += n_rows
        if rows < most and group + 1 < len(groups):
            continue
        for skip in range(0, rows, most):
            taken = min(most, rows - skip)
            yield TablePart(name, "parquet", number, first, group + 1, skip, taken, size)
            number += taken
        first, rows = group + 1, 0


def _rows_of_chunk(n_rows: int, n_bytes: int) -> int:
    within_memory = min(_MAX_ROWS, CHUNK_BYTES * n_rows / max(n_bytes, 1))
    return max(1, int(min(within_memory, max(N_ARTICLES, n_rows / _TIMES_READ))))


def _require_rows(path: Path, head: bytes) -> None:
    """Refuse a JSONL file whose beginning shows no rows, or rows without texts; a broken row is told by itself."""
    is_whole = len(head) == path.stat().st_size
    lines = head if is_whole else head[: head.rfind(b"\n") + 1]
    columns = dict.fromkeys(key for line in lines.split(b"\n") for key in _parse(line))
    if columns:
        require_text_column(columns)
    elif lines or not head:
        decode(lines)
        if is_whole and not lines.strip():
            raise UnusableError("has no rows", "add rows to it")


def _parse(line: bytes) -> dict[str, object]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):  # told when the line is read
        row = None
    return row if isinstance(row, dict) else {}


def _split_lines(path: Path, name: str, size: int) -> Iterator[TablePart]:
    """Yield chunks that begin and end at line ends."""
    begin, at, first, number = 0, 0, 1, 1
    with path.open("rb") as file:
        while piece := file.readline(_HEAD):  # a line may be longer than memory
            at += len(piece)
            number += piece.endswith(b"\n")
            if piece.endswith(b"\n") and (number - first >= N_ARTICLES or at - begin >= CHUNK_BYTES):
                yield TablePart(name, "jsonl", first, begin, at, 0, number - first, size)
                begin, first = at, number
    if at > begin:
        yield TablePart(name, "jsonl", first, begin, at, 0, number - first + 1, size)
