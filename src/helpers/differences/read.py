"""A report as a folder: its record, what it says of its corpus, and its tables."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from helpers.errors import PresslensError, Problem
from helpers.provenance import read_provenance
from helpers.schemas import TextFreeArticles

RECORD, RECORD_FORMAT = "report.json", 2
_AGAIN = "run presslens report again, to the same folder"


@dataclass(frozen=True)
class ReportFolder:
    """What is at hand of a report.

    Attributes:
        record: Its ``report.json``; empty if that cannot be used.
        manifest: That of its text-free corpus; empty likewise.
        articles: Its articles, as in `helpers.schemas.TextFreeArticles`.
        tables: The CSVs behind its figures and tables, by name.
        problems: What could not be used.
    """

    record: dict[str, Any] = field(default_factory=dict)
    manifest: dict[str, Any] = field(default_factory=dict)
    articles: pd.DataFrame = field(default_factory=TextFreeArticles.empty)
    tables: dict[str, Path] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read_report(folder: Path) -> ReportFolder:
    """Read a report; what is missing or damaged is told, and the rest is used.

    Raises:
        PresslensError: If the folder holds no report.
    """
    tables = {path.stem: path for path in sorted(folder.glob("tables/*.csv"))}
    if not tables and not (folder / RECORD).is_file():
        raise PresslensError(f"{folder} holds no report; name a folder that presslens report wrote to")
    problems: list[Problem] = []
    record = _read_record(folder / RECORD, problems)
    try:
        provenance = read_provenance(folder / "provenance")
    except PresslensError as error:
        reason, _, remedy = str(error).rpartition("; ")
        problems.append(Problem(str(folder / "provenance"), "left out", reason, remedy))
        return ReportFolder(record, tables=tables, problems=problems)
    return ReportFolder(record, provenance.manifest, provenance.tables["articles"], tables, problems)


def _read_record(path: Path, problems: list[Problem]) -> dict[str, Any]:
    """Return the record of a report; an empty one, and a problem, if it cannot be used."""
    reason = ""
    try:
        record: Any = json.loads(path.read_bytes())
        if not isinstance(record, dict):
            reason = "is no record of a report"
        elif record.get("format") != RECORD_FORMAT:
            found = "an older Presslens" if "format" not in record else f"format {str(record['format'])[:20]}"
            reason = f"is of {found}, not of format {RECORD_FORMAT}: answers are not compared"
    except OSError as error:
        reason = f"cannot be read ({error.strerror})"
    except (ValueError, RecursionError):
        reason = "is no JSON"
    if reason:
        problems.append(Problem(str(path), "left out", reason, _AGAIN))
        return {}
    return dict(record)


def take_mapping(holder: dict[str, Any], name: str) -> dict[str, Any]:
    """Return what a record holds by a name; nothing where somebody wrote something else there."""
    value = holder.get(name)
    return value if isinstance(value, dict) else {}
