"""Results of ``presslens run``: tables in many Parquet files, of which only what is asked for is read."""

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from helpers.errors import PresslensError, refuse_without_dask
from helpers.files import MOST_RECORD, read_file
from helpers.queries import Given, connect, to_frame

if TYPE_CHECKING:
    import dask.dataframe
    import duckdb

Limits: TypeAlias = tuple[object, object]  # least and most of a column, both of them wanted; None for no limit

RECORD = "run.json"
# Raised with each change to the tables or the record that older results do not have.
FORMAT = 1
# Files lie where a run puts them, so that no record leads elsewhere or to more files than it says.
_FILE = re.compile(r"tables/[a-z_]{1,60}/[0-9A-Za-z_-]{1,80}\.parquet")


@dataclass(frozen=True)
class Archive:
    """The last good state of a run.

    Attributes:
        folder: Where it lies.
        files: The Parquet files of each table, relative to the folder, in the order of the corpus.
        n_rows: Rows of each table.
        parameters: What the run was asked for.
        record: All that its record says.
    """

    folder: Path
    files: Mapping[str, Sequence[str]]
    n_rows: Mapping[str, int]
    parameters: Mapping[str, Any]
    record: Mapping[str, Any] = field(repr=False)

    def paths(self, table: str) -> list[Path]:
        """Return the Parquet files of a table.

        Raises:
            PresslensError: If there is no such table.
        """
        if table not in self.files:
            raise PresslensError(f"{self.folder} holds no table '{table}'; it has {', '.join(sorted(self.files))}")
        return [self.folder / name for name in self.files[table]]

    def read(
        self,
        table: str,
        columns: Sequence[str] | None = None,
        *,
        where: Mapping[str, Collection[object]] | None = None,
        between: Mapping[str, Limits] | None = None,
        order: Sequence[str] = (),
        limit: int | None = None,
    ) -> pd.DataFrame:
        """Read a table, or a part of it: only the columns and rows that are asked for leave the disk.

        Args:
            table: Its name; `helpers.schemas.WRITTEN` describes it.
            columns: Those wanted; all by default.
            where: Values wanted, by column: ``{"source": ["Daily Example"], "target": ["US"]}``.
            between: Least and most that is wanted, by column: ``{"date": ("2001-01-01", "2001-12-31")}``; None for no
                limit.
            order: Columns to sort by; in the order of the corpus by default.
            limit: Most rows.

        Raises:
            PresslensError: If there is no such table or column, or a file is damaged.
        """
        held = self.list_columns(table)
        asked = [*(columns or ()), *(where or ()), *(between or ()), *order]
        if odd := [name for name in asked if name not in held]:
            raise PresslensError(f"table '{table}' has no column '{odd[0]}'; it has {', '.join(held)}")
        wanted = {f"wanted{at}": (name, list(values)) for at, (name, values) in enumerate((where or {}).items())}
        conditions = [f"{_quote(name)} IN (SELECT value FROM {given})" for given, (name, _) in wanted.items()]  # noqa: S608 - names are quoted, values stand in tables
        bounds = [
            (f"{_quote(name)} {sign} ?", limit)
            for name, limits in (between or {}).items()
            for sign, limit in zip((">=", "<="), limits, strict=True)
            if limit is not None
        ]
        conditions += [condition for condition, _ in bounds]
        chosen = ", ".join(map(_quote, columns)) if columns is not None else "*"
        sql = f"SELECT {chosen} FROM {_quote(table)}"  # noqa: S608 - names are quoted, values stand in tables
        sql += f" WHERE {' AND '.join(conditions)}" if conditions else ""
        sql += f" ORDER BY {', '.join(map(_quote, order))}" if order else ""
        sql += f" LIMIT {limit:d}" if limit is not None else ""
        given = {name: pa.table({"value": pa.array(values)}) for name, (_, values) in wanted.items()}
        return self.query(sql, tables=[table], values=[bound for _, bound in bounds], **given)

    def query(
        self, sql: str, *, tables: Sequence[str] = (), values: Sequence[object] = (), **given: Given
    ) -> pd.DataFrame:
        """Return what an SQL query finds in tables of the archive, by their names, and in others that are given.

        Args:
            sql: In DuckDB's dialect; rows come in a fixed order only by an ORDER BY.
            tables: Those of the archive that it asks; all by default.
            values: What stands for each ``?`` of it.
            given: Other tables, by name.

        Raises:
            PresslensError: If it cannot be answered, or a file is damaged.
        """
        with self.connect(tables, **given) as connection:
            return to_frame(connection.sql(sql, params=list(values)).to_arrow_table())

    def to_dask(self, table: str, columns: Sequence[str] | None = None) -> "dask.dataframe.DataFrame":
        """Return a table as a lazy Dask table, a partition per file: to work on all of it on many cores.

        Args:
            table: Its name.
            columns: Those wanted; all by default.

        Raises:
            PresslensError: If there is no such table, or Dask is not installed.
        """
        try:
            import dask.dataframe  # noqa: PLC0415 - an extra
        except ModuleNotFoundError as error:
            raise refuse_without_dask("Archive.to_dask", error) from None
        paths = [path.absolute() for path in self.paths(table)]
        meta = pd.read_parquet(paths[0], columns=None if columns is None else list(columns)).iloc[:0]
        with dask.config.set({"dataframe.convert-string": False}):  # texts stay of the type that pandas gives them
            # Its read_parquet would take the files in the order of their names
            return dask.dataframe.from_map(pd.read_parquet, paths, columns=list(meta), meta=meta)

    @contextmanager
    def connect(self, tables: Sequence[str] = (), **given: Given) -> "Iterator[duckdb.DuckDBPyConnection]":
        """Yield a DuckDB connection in which tables of the archive have their names.

        Raises:
            PresslensError: If there is no such table, what is asked cannot be answered, or a file is damaged.
        """
        import duckdb  # noqa: PLC0415 - what asks for nothing need not wait for it

        asked = list(tables or self.files)
        try:
            with connect({name: self.paths(name) for name in asked} | given) as connection:
                connection.execute("SET preserve_insertion_order = true")
                yield connection
        except duckdb.Error as error:
            self.check_files(asked)
            reason = " ".join(str(error).split())[:300]
            raise PresslensError(f"{self.folder}: the question cannot be answered ({reason}); mend it") from None

    def list_columns(self, table: str) -> list[str]:
        """Return the columns of a table.

        Raises:
            PresslensError: If there is no such table, or its first file is damaged.
        """
        (first, *_) = self.paths(table)
        try:
            return list(pq.read_schema(first).names)
        except (OSError, pa.ArrowException) as error:
            raise self._blame(first, error) from None

    def check_files(self, tables: Collection[str] = ()) -> None:
        """Read tables from end to end, of all by default, to see that each file is whole.

        Raises:
            PresslensError: That names the first file that is not.
        """
        for path in (path for table in tables or self.files for path in self.paths(table)):
            try:
                with pq.ParquetFile(path) as file:
                    for group in range(file.num_row_groups):
                        file.read_row_group(group)
            except (OSError, pa.ArrowException) as error:
                raise self._blame(path, error) from None

    def _blame(self, path: Path, error: Exception) -> PresslensError:
        reason = "is missing" if not path.exists() else f"is damaged ({' '.join(str(error).split())[:80]})"
        return PresslensError(f"{path} {reason}; remove it and run presslens run again with --out {self.folder}")


def open_archive(folder: str | Path) -> Archive:
    """Open the results of a run.

    Args:
        folder: What ``presslens run --out`` was given.

    Raises:
        PresslensError: If it holds no results, or results of another version.
    """
    folder = Path(folder)
    try:
        record = json.loads(read_file(folder / RECORD, MOST_RECORD))
        found = int(record["format"])
        if found != FORMAT:
            raise PresslensError(
                f"{folder} was written in form {found} of the tables, this version reads form {FORMAT}; "
                f"run presslens run again with --out {folder}"
            )
        files = {str(name): list(map(str, described["files"])) for name, described in record["tables"].items()}
        rows = {str(name): int(described["n_rows"]) for name, described in record["tables"].items()}
        parameters = dict(record["parameters"])
    except OSError as error:
        raise PresslensError(
            f"{folder} holds no results of a run ({RECORD}: {error.strerror}); make them with presslens run"
        ) from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError):
        raise PresslensError(f"{folder / RECORD} is damaged; run presslens run again with --out {folder}") from None
    if odd := [name for names in files.values() for name in names if not _FILE.fullmatch(name)]:
        raise PresslensError(
            f"{folder / RECORD} names a file that no run writes ({odd[0][:80]!r}); "
            f"run presslens run again with --out {folder}"
        )
    return Archive(folder, files, rows, parameters, record)


def describe_run(archive: Archive) -> str:
    """Return what a run was and how much came of it, as JSON: its record without the names of files."""
    return json.dumps({**archive.record, "tables": dict(archive.n_rows)}, indent=1, ensure_ascii=False) + "\n"


def is_archive(path: str | Path) -> bool:
    """Tell whether a path is a folder that ``presslens run`` wrote to."""
    return (Path(path) / RECORD).is_file()


def _quote(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
