"""What was another when the second of two reports was made: corpus, parameters, versions, inputs, notebooks."""

import json
from collections.abc import Iterator
from typing import Any

import pandas as pd

from helpers.differences.read import ReportFolder, take_mapping
from helpers.schemas import Causes

ADDED, REMOVED, CHANGED = "added", "removed", "changed"
_FACTS = ["sha256", "source", "title", "date", "author"]  # what of an article can move a figure
_HASH = 12  # digits that are shown of one


def find_causes(before: ReportFolder, after: ReportFolder, articles: pd.DataFrame) -> pd.DataFrame:
    """List what differs between the makings of two reports.

    Args:
        before: The first.
        after: The second.
        articles: Those that differ, as `list_articles` returns them.

    Returns:
        A table as in `helpers.schemas.Causes`.
    """
    rows = [("corpus", f"{row.file} ({row.what})", row.before, row.after) for row in articles.itertuples()]
    old, new = (dict(_read_settings(report, before, after)) for report in (before, after))
    rows += [
        (kind, name, _show(old.get((kind, name))), _show(new.get((kind, name))))
        for kind, name in sorted({*old, *new})
        if old.get((kind, name)) != new.get((kind, name))
    ]
    return Causes.validate(pd.DataFrame(rows, columns=Causes.column_names(), dtype=str))


def list_articles(before: ReportFolder, after: ReportFolder) -> pd.DataFrame:
    """List the articles that were added, removed or changed: ``file``, ``what``, ids, sources, ``before``, ``after``.

    An article that only moved to another file is none of them: its text is found by its hash.
    """
    if not before.manifest or not after.manifest:  # one of the two corpora is not known
        return pd.DataFrame(columns=["file", "what", "ids", "sources", "before", "after"], dtype=str)
    old, new = (report.articles.astype(str) for report in (before, after))
    same = {*old[_FACTS].itertuples(index=False, name=None)} & {*new[_FACTS].itertuples(index=False, name=None)}
    old, new = (table[~pd.MultiIndex.from_frame(table[_FACTS]).isin(list(same))] for table in (old, new))
    both = old.merge(new, on="file", how="outer", suffixes=("_old", "_new"), indicator=True)
    what = both["_merge"].map({"left_only": REMOVED, "right_only": ADDED, "both": CHANGED}).astype(str)
    return pd.DataFrame(
        {
            "file": both["file"],
            "what": what,
            "ids": _pair(both, "article_id"),
            "sources": _pair(both, "source"),
            "before": both["sha256_old"].fillna("").str.slice(0, _HASH),
            "after": both["sha256_new"].fillna("").str.slice(0, _HASH),
        }
    )


def _pair(both: pd.DataFrame, name: str) -> list[set[str]]:
    pairs = zip(both[f"{name}_old"].fillna(""), both[f"{name}_new"].fillna(""), strict=True)
    return [{value for value in pair if value} for pair in pairs]


def _read_settings(report: ReportFolder, *both: ReportFolder) -> Iterator[tuple[tuple[str, str], Any]]:
    """Yield all that a report says of how it was made, by kind and name; of what both say something."""
    manifest = report.manifest if all(one.manifest for one in both) else {}
    record = report.record if all(one.record for one in both) else {}
    for name, value in {**take_mapping(manifest, "parameters"), **take_mapping(record, "parameters")}.items():
        yield ("parameter", name), value
    for name, value in take_mapping(manifest, "cleaning").items():
        yield ("version", f"cleaning {name}"), value
    for name, value in {**take_mapping(manifest, "versions"), **take_mapping(record, "versions")}.items():
        yield ("version", name), value
    yield ("version", "presslens"), record.get("version") or manifest.get("presslens")
    for name, value in take_mapping(record, "inputs").items():
        yield ("input", name), value
    for name, notebook in take_mapping(record, "notebooks").items():
        yield ("notebook", name), notebook.get("sha256") if isinstance(notebook, dict) else None


def _show(value: object) -> str:
    if value is None:
        return ""
    shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)
    is_hash = len(shown) == 64 and set(shown) <= set("0123456789abcdef")
    return shown[:_HASH] if is_hash else shown
