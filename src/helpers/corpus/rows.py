"""The rows of a part of a table, as they lie in the file."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from helpers.corpus.chunks import CHUNK_BYTES, COLUMN_NAMES, InputChunk, TablePart
from helpers.corpus.decode import UnusableError, decode, unreadable
from helpers.corpus.manifest import read_csv_text
from helpers.corpus.splits import open_parquet, require_text_column, unreadable_parquet

# A line of JSON, the cells of a row by column, or what is wrong with the row
Content: TypeAlias = bytes | dict[str, Any] | UnusableError

_LINE_FACTOR = 8  # a line of JSON may be so many times as long as its text: \u0041 is six bytes
_SHORT = 1 << 20  # bytes of a line that is read whatever the limit on texts is


class Row(NamedTuple):
    """A row by its name in the tables, or the whole table under its own where nothing of it can be read."""

    file: str
    content: Content


def list_rows(chunk: InputChunk) -> Iterator[Row]:
    """Yield the rows of a chunk in order; what cannot be read is one of them, with the reason."""
    part, path = chunk.table, Path(chunk.path)
    if part is None:
        return
    try:
        if path.stat().st_size != part.file_size:
            yield Row(part.name, UnusableError("was changed while it was read", "run again when it is complete"))
        elif part.kind == "parquet":
            yield from _list_batches(path, part, chunk.max_bytes)
        elif part.kind == "jsonl":
            yield from _list_lines(path, part, chunk.max_bytes)
        elif part.kind == "utf-16":
            lines = decode(path.read_bytes()).text.split("\n")
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield Row(f"{part.name}#{number}", line.encode("utf-8"))
        else:
            for number, cells in enumerate(_read_csv(path), start=1):
                yield Row(f"{part.name}#{number}", cells)
    except UnusableError as error:
        yield Row(part.name, error)
    except OSError as error:
        yield Row(part.name, unreadable(error))


def _read_csv(path: Path) -> list[dict[str, Any]]:
    table = read_csv_text(decode(path.read_bytes()).text)
    if table.empty:
        raise UnusableError("has no rows", "add rows below its header")
    require_text_column(map(str, table.columns))
    return [{str(k): v for k, v in row.items()} for row in table.to_dict("records")]


def too_long(n_characters: int) -> UnusableError:
    """Return what is to be said of a text that is longer than any article."""
    reason = f"has {n_characters / 1e6:.0f} million characters, more than any article"
    return UnusableError(reason, "split it into articles, or raise the limit (--max-mb)")


def _list_lines(path: Path, part: TablePart, max_bytes: float) -> Iterator[Row]:
    longest = int(min(max(max_bytes * _LINE_FACTOR, _SHORT), part.file_size + 1))
    number, at = part.first_row, part.begin
    with path.open("rb") as file:
        file.seek(at)
        while at < part.end:
            line = file.readline(min(longest, part.end - at))
            length = len(line)
            if not line:  # the file has become shorter
                return
            if len(line) == longest and not line.endswith(b"\n"):
                while rest := file.readline(min(_SHORT, part.end - at - length)):
                    length += len(rest)
                    if rest.endswith(b"\n"):
                        break
                yield Row(f"{part.name}#{number}", too_long(length))
            elif line.strip():
                yield Row(f"{part.name}#{number}", line.rstrip(b"\r\n"))
            at, number = at + length, number + 1


def _list_batches(path: Path, part: TablePart, max_bytes: float) -> Iterator[Row]:
    """Yield the cells of rows of a Parquet file, a few at a time; texts that are too long never leave Arrow."""
    at = 0  # rows of these row groups that are behind us
    with open_parquet(path) as file:
        index = set(map(str, (file.schema_arrow.pandas_metadata or {}).get("index_columns", [])))
        columns = [name for name in file.schema_arrow.names if name not in index]
        text = next(name for name in COLUMN_NAMES["text"] if name in columns)
        groups = range(part.begin, part.end)
        n_bytes = sum(file.metadata.row_group(g).total_byte_size for g in groups)
        n_rows = sum(file.metadata.row_group(g).num_rows for g in groups)
        size = int(max(1, min(250, CHUNK_BYTES * n_rows / max(n_bytes, 1))))
        try:
            for batch in file.iter_batches(batch_size=size, row_groups=list(groups), columns=columns):
                first = max(part.skip - at, 0)
                cut = batch.slice(first, max(part.skip + part.n_rows - at - first, 0))
                start = part.first_row + at + first - part.skip
                at += batch.num_rows
                yield from _list_cells(cut, text, part.name, start, max_bytes)
                if at >= part.skip + part.n_rows:
                    return
        except (pa.ArrowException, OSError) as error:
            first_lost = part.first_row + max(at - part.skip, 0)
            last = part.first_row + part.n_rows - 1
            reason, remedy = str(unreadable_parquet(error)), "write it again"
            yield Row(f"{part.name}#{first_lost}", UnusableError(f"and all to #{last}: {reason}", remedy))


def _list_cells(batch: pa.RecordBatch, text: str, name: str, number: int, max_bytes: float) -> Iterator[Row]:
    column = batch.column(text)
    lengths: list[int | None] = [None] * batch.num_rows
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        lengths = pc.utf8_length(column).to_pylist()
    too_many = [n for n, length in enumerate(lengths) if length and length > max_bytes]
    if too_many:
        kept = pa.array([n not in too_many for n in range(batch.num_rows)])
        at = batch.schema.get_field_index(text)
        batch = batch.set_column(at, text, pc.if_else(kept, column, pa.scalar(None, column.type)))
    for n, cells in enumerate(batch.to_pylist()):
        length = lengths[n] or 0
        yield Row(f"{name}#{number + n}", too_long(length) if length > max_bytes else cells)
