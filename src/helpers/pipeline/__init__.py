"""The chain of tables, stage after stage: in one process, or over the partitions of a large corpus."""

from helpers.pipeline.chain import build_tables, find_anew, find_tables, undo_cleaning
from helpers.pipeline.found import Found, Tables, count_rows, write_tables
from helpers.pipeline.opened import find_archive
from helpers.pipeline.options import Options
from helpers.pipeline.run import run_corpus
from helpers.pipeline.selection import draw_articles
from helpers.pipeline.workers import Workers, start_workers

__all__ = [
    "Found",
    "Options",
    "Tables",
    "Workers",
    "build_tables",
    "count_rows",
    "draw_articles",
    "find_anew",
    "find_archive",
    "find_tables",
    "run_corpus",
    "start_workers",
    "undo_cleaning",
    "write_tables",
]
