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
from helpers.pipeline.options import Options
from helpers.pipeline.run import run_corpus
from helpers.pipeline.workers import Workers, start_workers

__all__ = [
    "Found",
    "Options",
    "Tables",
    "Workers",
    "build_tables",
    "count_rows",
    "find_anew",
    "find_tables",
    "run_corpus",
    "start_workers",
    "undo_cleaning",
    "write_tables",
]
