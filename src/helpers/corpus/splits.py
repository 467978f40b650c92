"""Where a table may be cut into chunks, found without reading it into memory."""

import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from helpers.corpus.chunks import CHUNK_BYTES, COLUMN_NAMES, N_ARTICLES, TablePart
from helpers.corpus.decode import UnusableError, decode, is_utf16
from helpers.errors import Problem
from helpers.files import MOST_TABLE, MOST_TEXT, open_file

_HEAD = 1 << 20  # bytes in which a JSONL file shows what it is
_MAX_ROWS = 10_000  # of a chunk; sizes tell little where a text is stored once for many rows
_WHOLE = 200e6  # bytes above which reading a file whole is worth a word
# A row group is read from its start, so that its last chunk reads it all: so many times at most
_TIMES_READ = 16
MOST_COLUMNS = 2_000  # of a table; each is kept for each article
_MANY_ROWS = 1_000_000  # of a file of fewer bytes: rows of nothing cost none, and each would be told
_MANY_BYTES = 100_000_000  # of a row group, as it says itself
_MOST_PACKED = 100  # times that a larger one may be as large as its file; texts are packed to a fifth or so
_IN_PIECES = "save it as Parquet, which is read in pieces"


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
        return _split_lines(path, name, size, problems)
    if size > MOST_TABLE:
        raise UnusableError(f"has {size / 1e6:,.0f} MB, too much to be read whole", _IN_PIECES)
    if size > _WHOLE:
        reason = f"has {size / 1e6:,.0f} MB and is read whole"
        problems.append(Problem(name, "warning", reason, _IN_PIECES))
    return iter([TablePart(name, "utf-16" if is_lines else "csv", 1, 0, size, 0, max(1, size // 4000), size)])


def read_head(path: Path) -> bytes:
    """Read as much of a file as tells what it is."""
    with open_file(path) as file:
        return file.read(_HEAD)


def holds_articles(table: Path) -> bool:
    """Tell whether a CSV has a column with the text, as far as can be told."""
    try:
        header = decode(read_head(table)).text.lstrip("\r\n").split("\n", 1)[0]
    except (UnusableError, OSError):
        return False
    cells = re.split(r"[,;\t]", header)
    return not {cell.strip().strip('"') for cell in cells}.isdisjoint(COLUMN_NAMES["text"])


def require_few_columns(columns: Collection[str]) -> None:
    """Refuse a table or row that has more columns than are kept."""
    if len(columns) > MOST_COLUMNS:
        raise UnusableError(f"has {len(columns):,} columns, more than {MOST_COLUMNS:,}", "keep those that are needed")


def require_text_column(columns: Iterable[str]) -> None:
    """Refuse a table that has no column with the text."""
    names = list(columns)
    require_few_columns(names)
    if twice := [name for name, n in Counter(names).items() if n > 1]:
        raise UnusableError(f"has two columns '{twice[0][:60]}'", "rename one of them")
    if set(names).isdisjoint(COLUMN_NAMES["text"]):
        seen = ", ".join(names[:8]) + (", ..." if len(names) > 8 else "")
        raise UnusableError(f"has no column with the text (it has {seen})", "name that column 'text'")


def open_parquet(path: Path) -> pq.ParquetFile:
    """Open a Parquet file.

    Raises:
        UnusableError: If it is none.
        OSError: If it cannot be read.
    """
    open_file(path).close()  # Arrow would wait for a pipe
    try:
        with pq.ParquetFile(path) as file:
            texts = [field.name for field in file.schema_arrow if is_text(field.type)]
        # A row group is read piece by piece, and a text that is stored once for many rows is held once
        return pq.ParquetFile(path, buffer_size=_HEAD, read_dictionary=texts)
    except (pa.ArrowException, OSError) as error:
        reason = " ".join(str(error).split())[:200]
        raise UnusableError(f"is no readable Parquet file ({reason})", "write it again") from None


def is_text(kind: pa.DataType) -> bool:
    """Tell whether cells of a type are texts or bytes."""
    types = pa.types
    return any(test(kind) for test in (types.is_string, types.is_large_string, types.is_binary, types.is_large_binary))


def _split_parquet(path: Path, name: str, size: int) -> Iterator[TablePart]:
    with open_parquet(path) as file:
        require_text_column(file.schema_arrow.names)
        found = file.metadata
        groups = [found.row_group(number) for number in range(found.num_row_groups)]
    n_rows = sum(group.num_rows for group in groups)
    n_values = max((group.column(at).num_values for group in groups for at in range(group.num_columns)), default=0)
    if not n_rows:
        raise UnusableError("has no rows", "add rows to it")
    if max(group.total_byte_size for group in groups) > max(_MANY_BYTES, _MOST_PACKED * size):
        raise UnusableError("says that it is more than a hundred times as large as its file", "write it again")
    if max(n_rows, n_values) > max(_MANY_ROWS, size) or min(group.num_rows for group in groups) < 0:
        reason = f"says that it has {max(n_rows, n_values):,} rows or cells in {size:,} bytes"
        raise UnusableError(reason, "write it again with the rows that hold texts")
    return _cut_groups([(group.num_rows, group.total_byte_size) for group in groups], name, size)


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


def _split_lines(path: Path, name: str, size: int, problems: list[Problem]) -> Iterator[TablePart]:
    """Yield chunks that begin and end at line ends; a line that has none is not looked through to the end."""
    begin, at, line, first, number = 0, 0, 0, 1, 1
    with open_file(path) as file:
        while piece := file.readline(_HEAD):  # a line may be longer than memory
            at += len(piece)
            if piece.endswith(b"\n"):
                line, number = at, number + 1
            elif at - line > MOST_TEXT:
                reason = (
                    f"has more than {MOST_TEXT / 1e6:,.0f} MB in line {number}; neither it nor what follows is read"
                )
                problems.append(Problem(name, "left out", reason, "write one object a line"))
                at, number = line, number - 1
                break
            if piece.endswith(b"\n") and (number - first >= N_ARTICLES or at - begin >= CHUNK_BYTES):
                yield TablePart(name, "jsonl", first, begin, at, 0, number - first, size)
                begin, first = at, number
    if at > begin:
        yield TablePart(name, "jsonl", first, begin, at, 0, number - first + 1, size)
