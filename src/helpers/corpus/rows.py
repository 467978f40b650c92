"""The rows of a part of a table, as they lie in the file."""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from helpers.corpus.chunks import CHUNK_BYTES, COLUMN_NAMES, N_ARTICLES, InputChunk, TablePart
from helpers.corpus.decode import UnusableError, decode, unreadable
from helpers.corpus.manifest import read_csv_text
from helpers.corpus.splits import is_text, open_parquet, require_text_column
from helpers.files import MOST_TABLE, MOST_TEXT, open_file, read_file

# A line of JSON, the cells of a row by column, or what is wrong with the row
Content: TypeAlias = bytes | dict[str, Any] | UnusableError

_LINE_FACTOR = 8  # a line of JSON may be so many times as long as its text: \u0041 is six bytes
MOST_UNPACKED = 200e6  # characters of a part of a Parquet file, which its own figures put at a tenth of that
_BYTES_OF_CHARACTER = 4  # at most, in UTF-8
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
            yield from _list_groups(path, part, chunk.max_bytes)
        elif part.kind == "jsonl":
            yield from _list_lines(path, part, chunk.max_bytes)
        elif part.kind == "utf-16":
            lines = decode(read_file(path, MOST_TABLE)).text.split("\n")
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield Row(f"{part.name}#{number}", line.encode("utf-8"))
        else:
            for number, cells in enumerate(_read_csv(path, path.stat().st_mtime_ns), start=1):
                yield Row(f"{part.name}#{number}", cells)
    except UnusableError as error:
        yield Row(part.name, error)
    except OSError as error:
        yield Row(part.name, unreadable(error))


@lru_cache(maxsize=1)  # its articles are read part after part, and it is read whole for each
def _read_csv(path: Path, _: int) -> list[dict[str, Any]]:
    table = read_csv_text(decode(read_file(path, MOST_TABLE)).text)
    if table.empty:
        raise UnusableError("has no rows", "add rows below its header")
    require_text_column(map(str, table.columns))
    return [{str(k): v for k, v in row.items()} for row in table.to_dict("records")]


def too_long(n_characters: int) -> UnusableError:
    """Return what is to be said of a text that is longer than any article."""
    reason = f"has {n_characters / 1e6:.0f} million characters, more than any article"
    return UnusableError(reason, "split it into articles, or raise the limit (--max-mb)")


def _list_lines(path: Path, part: TablePart, max_bytes: float) -> Iterator[Row]:
    longest = int(min(max(max_bytes * _LINE_FACTOR, _SHORT), MOST_TEXT, part.file_size + 1))
    number, at = part.first_row, part.begin
    with open_file(path) as file:
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


def _list_groups(path: Path, part: TablePart, max_bytes: float) -> Iterator[Row]:
    """Yield the cells of rows of a Parquet file; of a row group that is broken those before the broken place."""
    end = part.skip + part.n_rows
    behind = 0  # rows of the row groups before this one
    held, most = 0, max(MOST_UNPACKED, min(2 * max_bytes, MOST_TEXT))
    with open_parquet(path) as file:
        for group in range(part.begin, part.end):
            n_rows = file.metadata.row_group(group).num_rows
            number = part.first_row - part.skip + behind  # of the first row of this group
            rows = range(max(part.skip - behind, 0), min(end - behind, n_rows))
            at = rows.start
            try:
                for cells in _list_cells(file, group, rows, max_bytes):
                    held += _measure(cells)
                    if held > most:
                        reason = f"is not read, nor are those after it up to #{part.first_row + part.n_rows - 1}: "
                        reason += f"they hold more than {most / 1e6:,.0f} MB, of texts that are stored once for many"
                        yield Row(f"{part.name}#{number + at}", UnusableError(reason, "write the file with each once"))
                        return
                    yield Row(f"{part.name}#{number + at}", cells)
                    at += 1
            except (pa.ArrowException, OSError) as error:
                reason = " ".join(str(error).split())[:200]
                lost = f"cannot be read, nor can those after it up to #{number + rows.stop - 1} ({reason})"
                yield Row(f"{part.name}#{number + at}", UnusableError(lost, "write the file again"))
            behind += n_rows


def _measure(cells: Content) -> int:
    return sum(len(cell) for cell in cells.values() if isinstance(cell, str | bytes)) if isinstance(cells, dict) else 0


def _list_cells(file: pq.ParquetFile, group: int, rows: range, max_bytes: float) -> Iterator[Content]:
    """Yield the cells of rows of a row group, a few rows at a time; a text that is too long never leaves Arrow."""
    index = _find_index(file.schema_arrow)
    columns = [name for name in file.schema_arrow.names if name not in index]
    found = file.metadata.row_group(group)
    size = int(max(1, min(N_ARTICLES, CHUNK_BYTES * found.num_rows / max(found.total_byte_size, 1))))
    at = 0
    for batch in file.iter_batches(batch_size=size, row_groups=[group], columns=columns, use_threads=False):
        first, last = max(rows.start - at, 0), min(rows.stop - at, batch.num_rows)
        if first < last:
            yield from _convert(batch.slice(first, last - first), max_bytes)
        at += batch.num_rows
        if at >= rows.stop:
            return


def _find_index(schema: pa.Schema) -> set[str]:
    """Return the columns that pandas made of an index, if its word on them, which anybody may write, can be used."""
    try:
        index = {str(name) for name in schema.pandas_metadata["index_columns"]}
    except (ValueError, TypeError, KeyError, RecursionError):
        return set()
    return index.difference(COLUMN_NAMES["text"])


def _convert(batch: pa.RecordBatch, max_bytes: float) -> Iterator[Content]:
    sizes = [_measure_cells(column) for column in batch.columns]
    longest = pc.max_element_wise(*sizes).to_pylist()
    for n in range(batch.num_rows):
        if (longest[n] or 0) > _BYTES_OF_CHARACTER * max_bytes:
            yield too_long(longest[n])
            continue
        try:
            yield batch.slice(n, 1).to_pylist()[0]
        except UnicodeDecodeError as error:
            yield UnusableError(f"is not valid UTF-8 at byte {error.start}", "write the file again")
        except (ValueError, OverflowError) as error:  # a date in the year 300,000, say
            reason = " ".join(str(error).split())[:100]
            yield UnusableError(f"has a cell that cannot be read ({reason})", "mend or remove that cell")


def _measure_cells(column: pa.Array) -> pa.Array:
    """Return how many bytes each text of a column has; 0 for what is no text."""
    if pa.types.is_dictionary(column.type):
        return _measure_cells(column.dictionary).take(column.indices)
    if not is_text(column.type):
        return pa.repeat(pa.scalar(0, pa.int64()), len(column))
    return pc.binary_length(column).cast(pa.int64())
