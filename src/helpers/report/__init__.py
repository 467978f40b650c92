"""Notebooks to HTML reports: the only place that imports nbclient and nbconvert."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from helpers.report.build import build_report, list_notebooks, write_page
    from helpers.report.record import NotebookRecord, Record, read_record
    from helpers.report.run import NotebookRun

__all__ = [
    "NotebookRecord",
    "NotebookRun",
    "Record",
    "build_report",
    "list_notebooks",
    "read_record",
    "write_page",
]

_ROOMS = {"record": {"NotebookRecord", "Record", "read_record"}, "run": {"NotebookRun"}}


def __getattr__(name: str) -> Any:
    """Import what is asked for, and no more: that nothing is to be done is told without waiting for nbconvert."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    room = next((room for room, names in _ROOMS.items() if name in names), "build")
    return getattr(import_module(f"helpers.report.{room}"), name)
