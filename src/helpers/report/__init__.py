"""Notebooks to HTML reports: the only place that imports nbclient and nbconvert."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from helpers.report.build import build_report, write_page
    from helpers.report.cache import find_work, list_notebooks
    from helpers.report.publish import CorpusFacts
    from helpers.report.record import NotebookRecord, Record, read_record
    from helpers.report.run import NotebookRun

__all__ = [
    "CorpusFacts",
    "NotebookRecord",
    "NotebookRun",
    "Record",
    "build_report",
    "find_work",
    "list_notebooks",
    "read_record",
    "write_page",
]

_ROOMS = {
    "build_report": "build",
    "write_page": "build",
    "find_work": "cache",
    "list_notebooks": "cache",
    "CorpusFacts": "publish",
    "NotebookRecord": "record",
    "Record": "record",
    "read_record": "record",
    "NotebookRun": "run",
}


def __getattr__(name: str) -> Any:
    """Import what is asked for, and no more: that nothing is to be done is told without waiting for nbconvert."""
    if name not in _ROOMS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"helpers.report.{_ROOMS[name]}"), name)
