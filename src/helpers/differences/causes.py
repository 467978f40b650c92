"""What was another when the second of two reports was made: corpus, parameters, versions, inputs, notebooks."""

import json
from collections.abc import Iterator
from typing import Any

import pandas as pd

from helpers.differences.read import ReportFolder
from helpers.schemas import CAUSES, Causes

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
    columns = ["file", "what", "before", "after"]
    rows = [
        ("corpus", f"{file} ({what})", old, new)
        for file, what, old, new in articles[columns].itertuples(index=False, name=None)
    ]
    first, second = (_list_settings(report, before, after) for report in (before, after))
    rows += [
        (*place, _show(first.get(place)), _show(second.get(place)))
        for place in sorted({*first, *second}, key=lambda place: (CAUSES.index(place[0]), place[1]))
        if first.get(place) != second.get(place)
    ]
    rows = rows or [*_find_code(before, after)]
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


def _list_settings(report: ReportFolder, *both: ReportFolder) -> dict[tuple[str, str], Any]:
    """Return how a report was made, by kind and name, as far as both reports tell that."""
    are_known = all(one.manifest for one in both)
    manifest = report.manifest if are_known else {"cleaning": {}, "versions": {}, "parameters": {}}
    found: dict[tuple[str, str], Any] = {
        ("version", f"cleaning {name}"): value for name, value in manifest["cleaning"].items()
    }
    if not report.record or not all(one.record for one in both):
        found[("version", "presslens")] = manifest.get("presslens")
        for kind, name in (("version", "versions"), ("parameter", "parameters")):
            found |= {(kind, key): value for key, value in manifest[name].items()}
        return found
    record = report.record
    found |= {("version", name): value for name, value in record.versions.items()}
    # Of a path not its name counts but what lies there; of a corpus its articles, where they are known
    found |= {
        ("parameter", name): value for name, value in record.parameters.items() if name not in {*record.inputs, "OUT"}
    }
    found |= {("input", name): value for name, value in record.inputs.items() if not (are_known and name == "CORPUS")}
    return found | {("notebook", name): "there" for name in record.notebooks}


def _find_code(before: ReportFolder, after: ReportFolder) -> Iterator[tuple[str, str, str, str]]:
    """Yield the notebooks that were run anew for no reason that is recorded: they, or code that they use, changed."""
    if before.record and after.record:
        first, second = before.record.notebooks, after.record.notebooks
        for name in first:
            if name in second and first[name].key != second[name].key:
                yield "notebook", f"{name}, or code that it uses", _show(first[name].key), _show(second[name].key)


def _show(value: object) -> str:
    if value is None:
        return ""
    shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)
    is_hash = len(shown) == 64 and set(shown) <= set("0123456789abcdef")
    return shown[:_HASH] if is_hash else shown
