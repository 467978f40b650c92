"""The steps of a coder as they stand in a file: what can be used of them, and what is wrong with the rest."""

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from helpers.errors import Problem
from helpers.schemas import CODED, CODING_ACTIONS, CodingSteps
from helpers.tables import restore_cell, split_edited_csv

COLUMNS = CodingSteps.column_names()
HEADER = ",".join(COLUMNS)
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_NUMBER = re.compile(r"\d{1,9}", re.ASCII)
_LINE = re.compile(r"""^[#\s"']*(\d{1,9})["']?[,;]["']?(\d{1,9})["']?[,;]""", re.ASCII | re.MULTILINE)
_DROP = "put a # before the line"
_LONGEST = 60  # characters of a cell: no label, name or time is longer
_MEND = "mend the line, or put a # before it if it was never meant"


class Step(NamedTuple):
    """One row of `helpers.schemas.CodingSteps`."""

    step: int
    item: int
    place: str
    action: str
    label: str
    coder: str
    codebook: str
    at: str


def list_places(items: pd.DataFrame) -> dict[int, str]:
    """Return article, target and first character of each item, by its number."""
    rows = zip(*(items[name] for name in ("item", "article_id", "target", "mention_start")), strict=True)
    return {int(item): " ".join(f"{article} {target} {start}".split()) for item, article, target, start in rows}


def parse_steps(content: bytes, path: Path, items: pd.DataFrame, coder: str) -> tuple[list[Step], list[Problem]]:
    """Read the steps of a coder; what cannot be used is told and left out, and the rest counts.

    Args:
        content: Of the file.
        path: The file, for messages.
        items: With the columns of `helpers.schemas.CodingItems`.
        coder: Whose they are to be.

    Returns:
        The steps by their number, and a problem for each line that was left out or is doubtful.

    Raises:
        PresslensError: If the file lacks a column.
    """
    lines, problems = _split_lines(content, path)
    places, codebook = list_places(items), str(items["codebook"].iloc[0]) if len(items) else ""
    found: list[tuple[str, Step]] = []
    for file, *cells in lines:
        try:
            found.append((file, _parse_step(cells, places, coder, codebook)))
        except ValueError as error:
            reason, _, remedy = str(error).partition("; ")
            problems.append(Problem(file, "left out", reason, remedy or _MEND))
    steps = _put_in_order(found, problems)
    problems.sort(key=lambda problem: int(problem.file.rpartition("#")[2]))
    return steps, problems


def list_lines_of(content: bytes) -> set[tuple[int, int]]:
    """Return number and item of the steps that a file holds in any form: good, spoilt, or after a #."""
    return {(int(step), int(item)) for step, item in _LINE.findall(content.decode("utf-8-sig", errors="replace"))}


def list_names(content: bytes, path: Path) -> list[str]:
    """Return whose steps a file holds, by name, in their order."""
    names = (row[1 + COLUMNS.index("coder")] for row in _split_lines(content, path)[0])
    return list(dict.fromkeys(filter(None, names)))


def _split_lines(content: bytes, path: Path) -> tuple[list[list[str]], list[Problem]]:
    text = content.decode("utf-8-sig", errors="replace")  # half a character at the end must not hide the rest
    if HEADER.startswith(text):  # nothing, or what a crash left of the first line
        return [], []
    lines, problems = split_edited_csv(text, path, COLUMNS, what="steps")
    lines = [row for row in lines if row[1:] != COLUMNS]  # two windows that began at once both wrote the first line
    problems = [replace(own, reason=f"{own.reason}: half a line, or edited", remedy=_MEND) for own in problems]
    return [[place, *(restore_cell(" ".join(cell.split())) for cell in cells)] for place, *cells in lines], problems


def _parse_step(cells: list[str], places: Mapping[int, str], coder: str, codebook: str) -> Step:
    """Return a row as a step, or raise a ValueError: what is wrong with it, and behind a semicolon the remedy."""
    number, item, place, action, label, who, book, at = cells
    if not (_NUMBER.fullmatch(number) and _NUMBER.fullmatch(item) and int(number)):
        raise ValueError(f"step {number[:_LONGEST]!r} or item {item[:_LONGEST]!r} is no number")
    action, label, who, at = (cell[:_LONGEST] for cell in (action, label, who, at))  # into a message goes the start
    step = Step(int(number), int(item), place, action, label, who, book, at)
    if action not in CODING_ACTIONS:
        raise ValueError(f"{action!r} is no action ({', '.join(CODING_ACTIONS)})")
    if action != "lock" and step.item not in places:
        raise ValueError(f"there is no item {item} in the file of items")
    if place != places.get(step.item, "") and action != "lock":
        theirs = "put the file beside the items that it was made with"
        raise ValueError(f"item {item} is another mention there: of another corpus or another draw; {theirs}")
    if (label not in CODED) if action == "label" else label != "":
        raise ValueError(f"{label!r} is no label of a step {action!r} ({', '.join(CODED)})")
    if who != coder:
        raise ValueError(f"it is a step of {who!r} in the file of {coder!r}; move it to the file of that coder")
    if book != codebook:
        raise ValueError("it was coded by another codebook; code the item again by the one that the items name")
    if not _TIME.fullmatch(at):
        raise ValueError(
            f"{at!r} is no time: half a line, or edited; write it as 2026-01-31T12:00:00Z if all else is right"
        )
    return step


def _put_in_order(found: list[tuple[str, Step]], problems: list[Problem]) -> list[Step]:
    """Return the steps by number, and tell of those out of order, and of those left out.

    What is left out repeats a step, follows a lock, or undoes what is not the last label.
    """
    highest, seen, apart = 0, set(), list[tuple[int, str, Step]]()
    for file, step in found:
        if step in seen:
            problems.append(Problem(file, "left out", "the line stands twice", _DROP))
            continue
        if step.step <= highest:
            reason = f"step {step.step} comes after a step of the same or a higher number"
            problems.append(Problem(file, "warning", reason, "it was used by its number; put the lines in order"))
        highest = max(highest, step.step)
        seen.add(step)
        # A lock follows what was saved before it: where two windows code, it may bear a number that is taken already
        apart.append((highest if step.action == "lock" else step.step, file, step))
    steps: list[Step] = []
    for _, file, step in sorted(apart, key=lambda one: one[0]):  # stable: of equal numbers, as in the file
        if reason := _find_fault(step, steps):
            problems[:] = [own for own in problems if own.file != file]
            problems.append(Problem(file, "left out", reason, _DROP))
        else:
            steps.append(step)
    return steps


def _find_fault(step: Step, earlier: list[Step]) -> str:
    """Return why a step cannot follow earlier ones; empty if it can."""
    if earlier and earlier[-1].action == "lock":
        return "it is a second lock" if step.action == "lock" else "it comes after the lock"
    if step.action == "lock" and not replay_steps(earlier):
        return "it locks nothing: no label before it counts"
    if step.action == "undo" and [own.item for own in replay_steps(earlier)[-1:]] != [step.item]:
        return f"it undoes item {step.item}, which is not the last that was labelled before it"
    return ""


def replay_steps(steps: list[Step]) -> list[Step]:
    """Return the labels that were not undone, the last one last."""
    labelled: list[Step] = []
    for step in steps:
        if step.action == "label":
            labelled.append(step)
        elif step.action == "undo":
            labelled.pop()
    return labelled
