"""Questions to tables that may be larger than memory, answered by DuckDB from data frames and Parquet files."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import pandas as pd
import pyarrow as pa

from helpers.scratch import make_scratch

if TYPE_CHECKING:
    import duckdb

Given: TypeAlias = pd.DataFrame | pa.Table | Sequence[Path]  # a table, or the Parquet files that it lies in

MEMORY_MB = 400  # of DuckDB; what needs more is put on disk
# Nothing is fetched or run but what is asked: neither extensions nor settings of the user
_SETTINGS = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "preserve_insertion_order": "false",
}


@contextmanager
def connect(tables: Mapping[str, Given], *, memory_mb: int = MEMORY_MB) -> Iterator["duckdb.DuckDBPyConnection"]:
    """Yield a connection in which tables have names.

    Args:
        tables: By name; no files at all are a mistake of the caller, since nothing would tell their columns.
        memory_mb: Megabytes that DuckDB may take; the rest lies in a folder that is removed at the end.
    """
    import duckdb  # noqa: PLC0415 - what asks for nothing large need not wait for it

    with make_scratch() as spill:
        settings: dict[str, str | bool | int | float | list[str]] = {
            **_SETTINGS,
            "memory_limit": f"{memory_mb}MB",
            "temp_directory": str(spill),
        }
        with duckdb.connect(":memory:", config=settings) as connection:
            connection.execute("SET enable_progress_bar = false")
            for name, given in tables.items():
                if isinstance(given, pd.DataFrame):
                    connection.register(name, pa.Table.from_pandas(given, preserve_index=False))
                elif isinstance(given, pa.Table):
                    connection.register(name, given)
                else:
                    connection.read_parquet([str(path) for path in given]).create_view(name)
            yield connection


def query(sql: str, *, memory_mb: int = MEMORY_MB, **tables: Given) -> pd.DataFrame:
    """Return what an SQL query finds.

    Rows come in the order of an ORDER BY alone, and sums of floats hang on it: order rows, and sum integers.

    Args:
        sql: In DuckDB's dialect; values that come from outside stand in tables, never in the text of the query.
        memory_mb: As for `connect`.
        tables: By the name that the query gives them.
    """
    with connect(tables, memory_mb=memory_mb) as connection:
        return to_frame(connection.sql(sql).to_arrow_table())


def write_query(sql: str, path: Path, *, memory_mb: int = MEMORY_MB, **tables: Given) -> None:
    """Write what an SQL query finds as Parquet, block by block: it need not fit into memory.

    Args:
        sql: As for `query`.
        path: Of the file.
        memory_mb: As for `connect`.
        tables: As for `query`.
    """
    with connect(tables, memory_mb=memory_mb) as connection:
        connection.sql(sql).write_parquet(str(path), compression="zstd")


def to_frame(table: pa.Table) -> pd.DataFrame:
    """Return an arrow table with the types that our tables have."""
    frame: pd.DataFrame = table.to_pandas(types_mapper=_map_type)
    return frame


def _map_type(kind: pa.DataType) -> Any:
    return pd.StringDtype("pyarrow", na_value=float("nan")) if pa.types.is_string(kind) else None
