"""Scores beside what coders say: how sure a scorer may be, and by how much it is off."""

import numpy as np
import pandas as pd

from helpers.stats.agreement import bound_bias, pair_codings
from helpers.stats.intervals import FEW_ARTICLES
from helpers.stats.reliability import UNIT

_NORMAL = 1.96  # standard deviations to either side that hold 95% of a normal distribution


def measure_calibration(scored: pd.DataFrame, codings: pd.DataFrame, *, n_bins: int = 10) -> pd.DataFrame:
    """Compare how sure scorers are with how often they are right.

    Args:
        scored: With the columns of `helpers.schemas.ScoredMentions`.
        codings: With the columns of `helpers.schemas.Codings`.
        n_bins: Bins of confidence, equally wide.

    Returns:
        ``scorer``, ``confidence_from`` and ``confidence_to`` (the bin, 0 to 1), ``n_mentions``, ``mean_confidence``,
        ``share_right`` (both 0 to 1, weighted by how many mentions of the corpus a coded one stands for) and ``ece``,
        the same in all rows of a scorer: expected calibration error (Naeini et al. 2015), the mean distance of the
        two. No rows for scorers without confidence.
    """
    pairs = pair_codings(scored, codings)
    rated = pairs[pairs["confidence"].notna()]
    bins = np.minimum((rated["confidence"] * n_bins).astype("int64"), n_bins - 1)
    weight = rated["weight"]
    parts = rated.assign(
        bin=bins, sure=rated["confidence"] * weight, right=weight.where(rated["label"] == rated["coded_label"], 0.0)
    )
    grouped = parts.groupby(["scorer", "bin"], sort=False)
    sums = grouped.agg(
        n_mentions=("label", "size"), weight=("weight", "sum"), sure=("sure", "sum"), right=("right", "sum")
    )
    table = sums.reset_index()
    table["gap"] = (table["sure"] - table["right"]).abs()
    by_scorer = table.groupby("scorer")
    table["ece"] = by_scorer["gap"].transform("sum") / by_scorer["weight"].transform("sum")
    table = table.assign(
        confidence_from=table["bin"] / n_bins,
        confidence_to=(table["bin"] + 1) / n_bins,
        mean_confidence=table["sure"] / table["weight"],
        share_right=table["right"] / table["weight"],
        order=table["scorer"].map({name: place for place, name in enumerate(rated["scorer"].unique())}),
    ).sort_values(["order", "bin"], ignore_index=True)
    ends = ["confidence_from", "confidence_to"]
    return table[["scorer", *ends, "n_mentions", "mean_confidence", "share_right", "ece"]]


def compare_scores(scored: pd.DataFrame, codings: pd.DataFrame) -> pd.DataFrame:
    """Set each score against the coded label, with the limits within which most differences lie.

    Bland and Altman (1986): bias, and limits of agreement 1.96 standard deviations to either side, between which 95% of
    differences lie if they scatter normally. The variance is that within articles and between them (Bland and Altman
    2007), each mention weighing one by the probability with which it was drawn. Coded labels take three values and
    scores are bounded: within a label the difference cannot but rise with the mean, and the limits are rough.

    Args:
        scored: With the columns of `helpers.schemas.ScoredMentions`.
        codings: With the columns of `helpers.schemas.Codings`.

    Returns:
        One row per coded mention and scorer: ``scorer``, ``source``, ``article_id``, ``target``, ``mention_start``,
        ``mention_end``, ``coded_label``, ``score``, ``coded`` (-1, 0 or 1), ``mean`` (of the two), ``difference``
        (score less coded), and of the scorer, the same in all its rows, ``bias``, ``bias_low``, ``bias_high``,
        ``limit_low`` and ``limit_high`` (empty below 5 articles).
    """
    pairs = pair_codings(scored, codings)
    pairs = pairs.assign(mean=(pairs["score"] + pairs["coded"]) / 2, difference=pairs["score"] - pairs["coded"])
    ends = ["bias", "bias_low", "bias_high", "limit_low", "limit_high"]
    limits = pd.DataFrame(
        [(scorer, *_find_limits(own)) for scorer, own in pairs.groupby("scorer", sort=False)],
        columns=["scorer", *ends],
    ).astype(dict.fromkeys(ends, "float64"))
    columns = ["scorer", "source", *UNIT, "coded_label", "score", "coded", "mean", "difference"]
    return pairs[columns].merge(limits, on="scorer", how="left")


def _find_limits(pairs: pd.DataFrame) -> tuple[float, ...]:
    """Return bias, its interval, and the limits of agreement."""
    weight, total = pairs["weight"], float(pairs["weight"].sum())
    bias = float((pairs["difference"] * weight).sum()) / total
    low, high, _ = bound_bias(pairs)
    n = pairs["article_id"].nunique()
    if n < FEW_ARTICLES:
        return bias, low, high, float("nan"), float("nan")
    errors = pairs["difference"] - bias
    of_articles = (errors * weight).groupby(pairs["article_id"]).sum()
    # About the bias found here differences scatter less than about the true one, by the variance of the bias. With as
    # many mentions in each article this is the variance of Bland and Altman 2007.
    variance_of_bias = n / (n - 1) * float((of_articles**2).sum()) / total**2
    reach = _NORMAL * float(np.sqrt(float((errors**2 * weight).sum()) / total + variance_of_bias))
    return bias, low, high, bias - reach, bias + reach
