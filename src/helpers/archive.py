"""Results of ``presslens run``: tables in many Parquet files, of which only what is asked for is read."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from helpers.errors import PresslensError, refuse_without_dask
from helpers.queries import connect, to_frame

if TYPE_CHECKING:
    import dask.dataframe
    import duckdb

RECORD = "run.json"
# Raised with each change to the tables or the record that older results do not have.
FORMAT = 1


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
        order: Sequence[str] = (),
        limit: int | None = None,
    ) -> pd.DataFrame:
        """Read a table, or a part of it: only the columns and rows that are asked for leave the disk.

        Args:
            table: Its name; `helpers.schemas.WRITTEN` describes it.
            columns: Those wanted; all by default.
            where: Values wanted, by column.
            order: Columns to sort by.
            limit: Most rows.

        Raises:
            PresslensError: If there is no such table.
        """
        chosen = ", ".join(map(_quote, columns)) if columns is not None else "*"
        wanted = {f"wanted{at}": (name, list(values)) for at, (name, values) in enumerate((where or {}).items())}
        conditions = [f"{_quote(name)} IN (SELECT value FROM {given})" for given, (name, _) in wanted.items()]  # noqa: S608 - names are quoted, values stand in tables
        sql = f"SELECT {chosen} FROM {_quote(table)}"  # noqa: S608 - names are quoted, values stand in tables
        sql += f" WHERE {' AND '.join(conditions)}" if conditions else ""
        sql += f" ORDER BY {', '.join(map(_quote, order))}" if order else ""
        sql += f" LIMIT {limit:d}" if limit is not None else ""
        given = {name: pd.DataFrame({"value": values}) for name, (_, values) in wanted.items()}
        return self.query(sql, tables=[table], **given)

    def query(self, sql: str, *, tables: Sequence[str] = (), **given: pd.DataFrame) -> pd.DataFrame:
        """Return what an SQL query finds in tables of the archive, by their names, and in others that are given.

        Args:
            sql: In DuckDB's dialect.
            tables: Those of the archive that it asks; all by default.
            given: Others, by name.
        """
        with self.connect(tables, **given) as connection:
            return to_frame(connection.sql(sql).to_arrow_table())

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
    def connect(self, tables: Sequence[str] = (), **given: pd.DataFrame) -> "Iterator[duckdb.DuckDBPyConnection]":
        """Yield a DuckDB connection in which tables of the archive have their names."""
        with connect({**{name: self.paths(name) for name in tables or self.files}, **given}) as connection:
            yield connection


def open_archive(folder: str | Path) -> Archive:
    """Open the results of a run.

    Args:
        folder: What ``presslens run --out`` was given.

    Raises:
        PresslensError: If it holds no results, or results of another version.
    """
    folder = Path(folder)
    try:
        record = json.loads((folder / RECORD).read_bytes())
        files = {name: list(described["files"]) for name, described in record["tables"].items()}
        rows = {name: int(described["n_rows"]) for name, described in record["tables"].items()}
        found, parameters = int(record["format"]), dict(record["parameters"])
    except OSError as error:
        raise PresslensError(
            f"{folder} holds no results of a run ({RECORD}: {error.strerror}); make them with presslens run"
        ) from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise PresslensError(f"{folder / RECORD} is damaged; run presslens run again with --out {folder}") from None
    if found != FORMAT:
        raise PresslensError(
            f"{folder} was written in form {found} of the tables, this version reads form {FORMAT}; "
            f"run presslens run again with --out {folder}"
        )
    if odd := [
        name for names in files.values() for name in names if Path(name).is_absolute() or ".." in Path(name).parts
    ]:
        raise PresslensError(f"{folder / RECORD} leads out of its folder ({odd[0][:80]!r}); run presslens run again")
    return Archive(folder, files, rows, parameters, record)


def is_archive(path: str | Path) -> bool:
    """Tell whether a path is a folder that ``presslens run`` wrote to."""
    return (Path(path) / RECORD).is_file()


def _quote(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
