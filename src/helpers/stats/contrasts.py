"""What comparisons of scorers, of furniture and of words around names rest on: `helpers.schemas.Honesty` for each."""

from collections.abc import Sequence
from math import nan

import numpy as np
import pandas as pd

from helpers.stats.agreement import pair_codings
from helpers.stats.clusters import Clusters, measure_clusters, part_variance
from helpers.stats.evidence import Array, Row, collect_rows, straighten, weigh_pairs
from helpers.stats.honesty import weigh_targets
from helpers.stats.intervals import FEW_ARTICLES
from helpers.stats.reliability import UNIT
from helpers.stats.signs import SignTest

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


def weigh_contrast(
    counts: pd.DataFrame, articles: pd.DataFrame, contrast: pd.DataFrame, *, top: int = 5
) -> pd.DataFrame:
    """Weigh how much more often a word stands near one name than near another, in the same articles.

    The interval of the log ratio takes it for linear around its value and holds an article's words near both names
    together; p is that of the contrast, not corrected for the number of words. A word that stands near one name alone,
    or near either in fewer than `FEW_ARTICLES`, has no interval. The ICC is that of whether a word near a name is this
    one, less the rate near that name, with the sign turned for the second name; so design effect and effective number
    are of words near names.

    Args:
        counts: As `helpers.keywords.count_contrast` returns them, of these words.
        articles: With ``article_id`` and ``source``.
        contrast: With the columns of `helpers.schemas.CollocateContrast`.
        top: Most words: the first rows.

    Returns:
        ``term`` and the columns of `helpers.schemas.Honesty`: ``n_articles`` are those with words near either name,
        ``n_mentions`` the words near the one and near the other, ``difference`` is the log ratio.
    """
    sources = articles.set_index("article_id")["source"]
    by_term, rows = dict(list(counts.groupby("term"))), []
    for word in contrast.head(top).to_dict("records"):
        term = word["term"]
        if term not in by_term:
            continue
        own = by_term[term]
        named = f"log ratio of {term!r}, around {word['first']} to around {word['second']}"
        row = _weigh_word(own, own["article_id"].map(sources), float(word["p"]), int(word["n_permutations"]))
        rows.append({"term": term, "comparison": named, **row, "difference": float(word["log_ratio"])})
    return collect_rows(rows, ["term"])


def _weigh_word(own: pd.DataFrame, sources: pd.Series, p: float, n_permutations: int) -> Row:
    names = ["count_first", "n_first", "count_second", "n_second"]
    a, size_a, b, size_b = (own[name].to_numpy(np.float64) for name in names)
    is_exact = n_permutations == 2.0 ** len(own)
    least_p = 2 / n_permutations if is_exact else 1 / (1 + n_permutations)  # all exchanged is as none
    near = straighten(a, size_a, is_log=True) - straighten(b, size_b, is_log=True)
    clusters = _cluster_words(a, size_a, b, size_b)
    row = weigh_pairs(pd.Series(near), sources, clusters, test=SignTest(p, least_p, is_exact))
    n_telling = int(((a + b) > 0).sum())
    if len(own) < FEW_ARTICLES or (a.sum() and b.sum() and n_telling >= FEW_ARTICLES):
        return row
    told = "It stands near one name alone: its log ratio is a stand-in and has no interval."
    if a.sum() and b.sum():
        told = f"It stands near either name in fewer than {FEW_ARTICLES} articles: no interval."
    return row | {"low": nan, "high": nan, "detectable": nan, "method": "none", "warning": told}


def _cluster_words(a: Array, size_a: Array, b: Array, size_b: Array) -> Clusters:
    """Return how alike an article's words near two names are in what makes the difference of two rates."""
    rate_a, rate_b, sizes = a.sum() / size_a.sum(), b.sum() / size_b.sum(), size_a + size_b
    sums = (a - rate_a * size_a) - (b - rate_b * size_b)
    squares = sum(c * (1 - rate) ** 2 + (n - c) * rate**2 for c, n, rate in ((a, size_a, rate_a), (b, size_b, rate_b)))
    return part_variance(sizes, sums / sizes, float((squares - sums**2 / sizes).sum()))
