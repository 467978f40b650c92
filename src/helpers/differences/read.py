"""A report as a folder: its record, what it says of its corpus, and its tables."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from helpers.errors import PresslensError, Problem
from helpers.hashes import hash_file
from helpers.provenance import read_provenance
from helpers.report.record import Record, read_record
from helpers.schemas import TextFreeArticles
from helpers.tables import read_csv

_AGAIN = "run presslens report again, to the same folder"


@dataclass(frozen=True)
class TableFile:
    """A CSV and the SHA-256 of its bytes."""

    path: Path
    sha256: str


@dataclass(frozen=True)
class ReportFolder:
    """What is at hand of a report.

    Attributes:
        record: What it was made of and says; none if that cannot be used.
        manifest: That of its text-free corpus; empty likewise.
        articles: Its articles, as in `helpers.schemas.TextFreeArticles`.
        tables: The CSVs behind its figures and tables, by name.
        problems: What could not be used, or was changed since it was written.
    """

    record: Record | None
    manifest: dict[str, Any]
    articles: pd.DataFrame
    tables: dict[str, TableFile]
    problems: list[Problem] = field(default_factory=list)


def read_report(folder: Path) -> ReportFolder:
    """Read a report; what is missing or damaged is told, and the rest is used.

    Raises:
        PresslensError: If the folder holds no report.
    """
    problems: list[Problem] = []
    record: Record | None = None
    manifest: dict[str, Any] = {}
    articles: pd.DataFrame = TextFreeArticles.empty()
    paths = sorted(folder.glob("tables/*.csv"))
    try:
        record = read_record(folder)
    except PresslensError as error:
        if not paths:
            raise
        problems.append(_tell(error, folder))
    try:
        provenance = read_provenance(folder / "provenance")
        manifest, articles = provenance.manifest, provenance.tables["articles"]
    except PresslensError as error:
        problems.append(_tell(error, folder))
    names = record.tables if record else [f"tables/{path.name}" for path in paths]  # others may lie beside a report's
    tables = {Path(name).stem: file for name in names if (file := _find_table(folder / name, problems))}
    problems += [
        Problem(str(folder / name), "warning", "was changed since the report was made", _AGAIN)
        for name in names
        if record and (file := tables.get(Path(name).stem)) and file.sha256 != record.files.get(name)
    ]
    return ReportFolder(record, manifest, articles, tables, problems)


def _find_table(path: Path, problems: list[Problem]) -> TableFile | None:
    try:
        return TableFile(path, hash_file(path))
    except OSError as error:
        problems.append(Problem(str(path), "left out", f"cannot be read ({error.strerror})", _AGAIN))
        return None


def read_table(path: Path, problems: list[Problem]) -> pd.DataFrame | None:
    """Read a table, every cell as text; nothing, and a problem, if it is no CSV."""
    try:
        return read_csv(path)
    except ValueError as error:  # those of pandas and of decoding are such
        reason = f"is no CSV in UTF-8 ({' '.join(str(error).split())[:100]})"
        problems.append(Problem(str(path), "left out", reason, _AGAIN))
        return None


def _tell(error: PresslensError, folder: Path) -> Problem:
    """Return a problem that says what the message of an error says."""
    reason, _, remedy = str(error).rpartition("; ")
    return Problem(str(folder), "left out", reason.removeprefix(str(folder)).lstrip("/\\"), remedy)
