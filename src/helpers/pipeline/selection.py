"""The articles of a large corpus that pages show in full: drawn by source, and kept beside the tables of all.

What a page can show is bounded, and so is what it reads: a run draws the articles once, takes their rows out of its
parts one part at a time, and pages read these alone. What holds of all articles is in tables that are summed up.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from helpers.keywords import describe_names, sum_terms
from helpers.pipeline.stages import count_part
from helpers.queries import Given, query

DRAWN = 2_000  # articles that pages show in full, at most
SELECTED = "selected_"  # begins the names of their tables
TAKEN = (
    *("cleaned", "articles", "removed", "structure", "mentions", "sentences", "quotes"),
    *("terms", "copies", "sources", "named_terms"),
)
LEAST = 20  # of a source, or all that it has
_BY_SOURCE = "SELECT source, count(*) AS n FROM articles GROUP BY source ORDER BY source"
# An id is a hash of the text, so its order is one of chance, and the same on each machine
_FIRST = """
    SELECT article_id FROM (
        SELECT article_id, source, row_number() OVER (PARTITION BY source ORDER BY article_id) AS place FROM articles
    ) JOIN quotas USING (source) WHERE place <= quota ORDER BY article_id
"""


def draw_articles(articles: Given, most: int = DRAWN, *, least: int = LEAST) -> list[str]:
    """Draw articles by chance, from each source in proportion to what it has, but a few of each.

    Args:
        articles: With ``article_id`` and ``source``.
        most: How many at most.
        least: How many of a source at least, if it has as many and there are not too many sources.

    Returns:
        Their ids, in order; all where there are no more than ``most``. The same articles give the same draw.
    """
    by_source = query(_BY_SOURCE, articles=articles)
    quotas = by_source[["source"]].assign(quota=_share_out(by_source["n"].tolist(), most, least))
    return list(query(_FIRST, articles=articles, quotas=quotas)["article_id"])


def _share_out(sizes: Sequence[int], most: int, least: int) -> list[int]:
    """Return how many to draw of each source: the least first, then the rest by what each has left."""
    if sum(sizes) <= most:
        return list(sizes)
    largest = sorted(range(len(sizes)), key=lambda at: (-sizes[at], at))[:most]
    floors = [0] * len(sizes)
    for at in largest:
        floors[at] = min(sizes[at], least, most // len(largest))
    left = [size - floor for size, floor in zip(sizes, floors, strict=True)]
    rest, n_left = most - sum(floors), sum(left)
    shares = [rest * own // n_left for own in left]
    by_remainder = sorted(range(len(sizes)), key=lambda at: (-(rest * left[at] % n_left), at))
    for at in by_remainder[: rest - sum(shares)]:
        shares[at] += 1
    return [floor + share for floor, share in zip(floors, shares, strict=True)]


def take_selection(
    paths: Mapping[str, Sequence[Path]],
    copies: pd.DataFrame,
    sources: pd.DataFrame,
    files: Sequence[str],
    names: Mapping[str, Collection[str]],
    *,
    scorers: Sequence[str],
    most: int = DRAWN,
) -> dict[str, pd.DataFrame]:
    """Draw articles, and take what there is of them.

    Args:
        paths: Files of ``cleaned``, ``articles``, ``removed``, ``structure``, ``sentences``, ``quotes`` and
            ``mentions``.
        copies: Of the whole corpus.
        sources: Likewise.
        files: Of all articles, in the order of the corpus.
        names: Names of several words: ``learnt``, ``of_targets`` and ``listed``.
        scorers: In the order of the rows of mentions.
        most: How many articles at most.

    Returns:
        The tables that `helpers.pipeline.build_tables` makes before it sums up, of these articles; where there are no
        more of them than ``most``, the very same. Of copies that stand for nothing there are as many again at most.
    """
    drawn = set(draw_articles(paths["articles"], most))
    of_drawn = copies.loc[copies["cluster_id"].isin(drawn) & ~copies["article_id"].isin(drawn), "article_id"]
    shown = drawn | set(sorted(of_drawn)[:most])
    places = {file: place for place, file in enumerate(files)}
    tables = {
        name: _order(_take(paths[name], shown if name in ("cleaned", "removed", "structure") else drawn), places)
        for name in ("cleaned", "articles", "removed", "structure", "mentions")
    }
    by_id = dict(zip(tables["articles"]["article_id"], range(len(tables["articles"])), strict=True))
    tables |= {name: _order(_take(paths[name], drawn), by_id, "article_id") for name in ("sentences", "quotes")}
    tables["mentions"] = _order(tables["mentions"], {name: place for place, name in enumerate(scorers)}, "scorer")
    every_name = list(dict.fromkeys(name for some in names.values() for name in some))
    tables["terms"] = count_part(tables["articles"], tables["sentences"], every_name)["terms"]
    return tables | {
        "copies": copies[copies["article_id"].isin(shown)].reset_index(drop=True),
        "sources": sources[sources["source"].isin(tables["cleaned"]["source"])].reset_index(drop=True),
        "named_terms": describe_names(sum_terms(tables["terms"]), **names),
    }


def _take(paths: Iterable[Path], ids: Collection[str]) -> pd.DataFrame:
    """Return the rows of some articles, a file at a time; of none of them, no row of the first file."""
    wanted = list(ids) or [""]  # Arrow cannot look for nothing
    found: list[pd.DataFrame] = []
    for path in paths:
        held = set(pq.read_table(path, columns=["article_id"]).column("article_id").to_pylist())
        if not held.isdisjoint(ids) or not found:
            found.append(pd.read_parquet(path, filters=[("article_id", "in", wanted)]))
    return pd.concat([table for table in found if len(table)] or found[:1], ignore_index=True)


def _order(table: pd.DataFrame, places: Mapping[str, int], by: str = "file") -> pd.DataFrame:
    return table.sort_values(by, key=lambda column: column.map(places), kind="stable", ignore_index=True)
