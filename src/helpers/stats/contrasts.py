"""What comparisons of scorers, of furniture and of words around names rest on: `helpers.schemas.Honesty` for each."""

from collections.abc import Sequence

import pandas as pd

from helpers.stats.agreement import pair_codings
from helpers.stats.clusters import measure_clusters
from helpers.stats.evidence import collect_rows, weigh_pairs
from helpers.stats.honesty import weigh_targets
from helpers.stats.reliability import UNIT

_DIGITS = 12  # of a difference that are no rounding


def weigh_scorers(scored: pd.DataFrame, codings: pd.DataFrame, *, first: str) -> pd.DataFrame:
    """Weigh how much more often a scorer gives the label of coders than each other one, on what both scored.

    A mention weighs one by the probability with which it was drawn, against those of its article; articles weigh alike.
    Interval by `helpers.stats.estimate_interval`, articles within their sources; test by turning the sign of whole
    articles. The ICC is that of the differences, each mention counted once.

    Args:
        scored: With the columns of `helpers.schemas.ScoredMentions`.
        codings: With the columns of `helpers.schemas.Codings`.
        first: Name of the scorer that the others are compared with.

    Returns:
        ``scorer`` (the other) and the columns of `helpers.schemas.Honesty`, by scorer; the difference is one of shares,
        -1 to 1. Scorers without a coded mention that the first scored too are left out.
    """
    pairs = pair_codings(scored, codings).dropna(subset=["score", "label"]).drop_duplicates([*UNIT, "scorer"])
    pairs = pairs.assign(right=(pairs["label"] == pairs["coded_label"]).astype("float64"))
    own = pairs.loc[pairs["scorer"] == first, [*UNIT, "right"]]
    both = pairs[pairs["scorer"] != first].merge(own, on=UNIT, suffixes=("", "_first"))
    both = both.assign(gap=both["right_first"] - both["right"])
    rows = []
    for other, group in both.groupby("scorer", sort=True):
        weighed = group.assign(gap=group["gap"] * group["weight"]).groupby("article_id")
        sums = weighed.agg(gap=("gap", "sum"), weight=("weight", "sum"), source=("source", "first"))
        differences = (sums["gap"] / sums["weight"]).round(_DIGITS)
        clusters = measure_clusters(group["gap"], group["article_id"])
        row = weigh_pairs(differences, sums["source"], clusters, limits=(-1, 1))
        rows.append({"scorer": other, "comparison": f"share of coders' labels given, {first} less {other}", **row})
    return collect_rows(rows, ["scorer"])


def weigh_contamination(marked: pd.DataFrame, first: str, second: str, *, by: Sequence[str] = ()) -> pd.DataFrame:
    """Weigh whether more mentions of one target than of another lie outside what is analysed, within articles.

    Args:
        marked: Mentions, each once, with ``article_id``, ``source``, ``target`` and ``outside``, as
            `helpers.corpus.mark_contamination` returns them.
        first: Key of a target.
        second: Key of another.
        by: Columns by which to weigh groups of mentions apart, such as ``source``.

    Returns:
        As `helpers.stats.weigh_targets`, without ``scorer``: within articles that name both, as scraped, the share of
        mentions outside what is analysed.
    """
    scored = marked.assign(score=marked["outside"].astype("float64"), scorer="")
    what = "share not analysed of mentions of"
    return weigh_targets(scored, first, second, by=by, what=what, limits=(-1, 1)).drop(columns="scorer")
