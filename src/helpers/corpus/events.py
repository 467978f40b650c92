"""Dated events that coverage is shown against: ``data/events.csv``, which the analyst edits."""

import re
from datetime import date
from pathlib import Path

import pandas as pd

from helpers.errors import Problem
from helpers.schemas import Events
from helpers.tables import read_edited_csv, restore_cell

_COLUMNS = ("date", "event", "reference")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_YEARS = range(1700, 2200)  # all within what a column of dates can hold
_MAX_EVENT, _MAX_REFERENCE = 160, 300  # characters


def read_events(path: str | Path) -> tuple[pd.DataFrame, list[Problem]]:
    """Read the table of events.

    Args:
        path: A CSV file with the columns date, event and reference; lines that begin with # are remarks.

    Returns:
        The rows that can be used, with the columns of `helpers.schemas.Events`, in order of time; and one problem
        for each line that cannot.

    Raises:
        PresslensError: If the file cannot be read, or lacks a column.
    """
    lines, problems = read_edited_csv(Path(path), _COLUMNS, what="events")
    rows: list[tuple[date, str, str]] = []
    seen: set[tuple[str, str]] = set()
    for place, *cells in lines:
        day, event, reference = map(restore_cell, cells)
        if fault := _find_fault(day, event, reference, seen):
            problems.append(Problem(place, "left out", *fault))
            continue
        seen.add((day, event.casefold()))
        rows.append((date.fromisoformat(day), event, reference))
    if not rows:
        return Events.empty(), problems
    rows.sort(key=lambda row: row[0])
    return Events.validate(pd.DataFrame(rows, columns=list(_COLUMNS))), problems


def _find_fault(day: str, event: str, reference: str, seen: set[tuple[str, str]]) -> tuple[str, str] | None:
    """Return what is wrong with a row and how to mend it; nothing if it can be used."""
    if not _is_day(day):
        return f"'{day[:40]}' is no day", "write year, month and day as 2019-07-22"
    if not event:
        return "names no event", "say in the column event what happened"
    for text, most in ((event, _MAX_EVENT), (reference, _MAX_REFERENCE)):
        if len(text) > most or not text.isprintable():
            return f"'{text[:40]}' cannot be shown", f"use at most {most} characters, all of which can be printed"
    if (day, event.casefold()) in seen:
        return f"'{event[:40]}' stands twice", "remove one of the two"
    return None


def _is_day(text: str) -> bool:
    try:
        return bool(_DAY.fullmatch(text)) and date.fromisoformat(text).year in _YEARS
    except ValueError:
        return False
