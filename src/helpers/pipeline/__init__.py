"""The chain of tables, stage after stage: in one process, or over the partitions of a large corpus."""

from helpers.pipeline.chain import (
    Found,
    Tables,
    build_tables,
    count_rows,
    find_anew,
    find_tables,
    undo_cleaning,
    write_tables,
)

__all__ = [
    "Found",
    "Tables",
    "build_tables",
    "count_rows",
    "find_anew",
    "find_tables",
    "undo_cleaning",
    "write_tables",
]
