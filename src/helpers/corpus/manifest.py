"""The manifest beside the texts: ``articles.csv`` and ``sources.csv``."""

import io
import os
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from helpers.corpus.decode import UnusableError, decode, unreadable
from helpers.errors import Problem
from helpers.files import MOST_TABLE, read_file
from helpers.tables import restore_cell

ARTICLES = "articles.csv"
SOURCES = "sources.csv"
# What became of each page that was fetched, a line a page: a torn line spoils no other, and no spreadsheet runs it
LOG = "fetch_log.jsonl"
LABELS = "labels.csv"  # read by `helpers.corpus.read_labels` when asked for
_MOST_COLUMNS = 200
_FACTS = ("title", "date", "date_precision", "author")


@dataclass
class Manifest:
    """What a folder's manifest says; empty where there is none.

    Attributes:
        by_file: Facts of each article by its path below the folder.
        by_original: Facts of an original by the SHA-256 of its bytes, ``file`` being that of its retelling.
        sources: Rows of ``sources.csv`` by the key that ``articles.csv`` uses.
    """

    by_file: dict[str, dict[str, str]] = field(default_factory=dict)
    by_original: dict[str, dict[str, str]] = field(default_factory=dict)
    sources: dict[str, dict[str, str]] = field(default_factory=dict)


def exists(path: Path) -> bool:
    """Tell whether a path exists; one that cannot (too long a name, say) does not."""
    try:
        return path.exists()
    except OSError:
        return False


def read_manifest(folder: Path, problems: list[Problem]) -> Manifest:
    """Read the manifest of a folder, if it has one; what is wrong with it is added to ``problems``."""
    manifest = Manifest()
    for row in _read_rows(folder / SOURCES, "source", problems):
        manifest.sources[row["source"]] = row
    for row in _read_rows(folder / ARTICLES, "file", problems):
        key = row.get("source", "")
        row["source"] = manifest.sources.get(key, {}).get("name") or key
        if row["file"] in manifest.by_file:
            problems.append(
                Problem(
                    ARTICLES,
                    "warning",
                    f"lists {row['file']} twice",
                    "keep one of the rows; the last was used",
                )
            )
        manifest.by_file[row["file"]] = row
        if sha256 := row.get("original_sha256", "").lower():
            original = {fact: row.get(f"original_{fact}", "") for fact in _FACTS}
            manifest.by_original[sha256] = {**row, **original, "text_kind": "original"}
    for name in manifest.by_file:
        if not exists(folder / name):
            problems.append(
                Problem(
                    name,
                    "warning",
                    f"is listed in {ARTICLES} but is not there",
                    "add the file or remove its row",
                )
            )
    return manifest


def read_csv_text(text: str) -> pd.DataFrame:
    """Read CSV text with comma, semicolon or tab as separator; every cell a string.

    Raises:
        UnusableError: If it is no table.
    """
    header = text.lstrip("\r\n").split("\n", 1)[0]
    separator = max(",;\t", key=header.count)
    try:
        table = pd.read_csv(io.StringIO(text, newline=""), sep=separator, dtype=str, keep_default_na=False)
    except (pd.errors.ParserError, pd.errors.EmptyDataError, ValueError) as error:
        reason = " ".join(str(error).split())[:200]
        raise UnusableError(f"is no readable CSV ({reason})", "save it as CSV with one header row") from None
    if not isinstance(table.index, pd.RangeIndex):  # pandas took the first cells of longer rows for an index
        raise UnusableError("has rows with more cells than its header", "put texts with a comma into quotation marks")
    return table


def _read_rows(path: Path, key: str, problems: list[Problem]) -> list[dict[str, str]]:
    if not os.path.lexists(path):
        return []
    try:
        if not path.resolve().is_relative_to(path.parent.resolve()):
            raise UnusableError("is a link that leads out of the folder", "copy the file itself")
        table = read_csv_text(decode(read_file(path, MOST_TABLE)).text)
        if len(table.columns) > _MOST_COLUMNS:
            raise UnusableError(f"has {len(table.columns):,} columns", "keep those that docs/corpus.md names")
    except (UnusableError, OSError) as error:
        told = unreadable(error) if isinstance(error, OSError) else error
        problems.append(Problem(path.name, "warning", str(told), told.remedy))
        return []
    if key not in table.columns:
        problems.append(
            Problem(
                path.name,
                "warning",
                f"has no column '{key}'",
                f"add the column '{key}'; the manifest was not used",
            )
        )
        return []
    table = table.fillna("")
    return [
        {str(k): restore_cell(str(v).strip()) for k, v in row.items()} for row in table.to_dict("records") if row[key]
    ]
