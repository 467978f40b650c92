"""How far differences can be believed: interval, test and what could have been shown, for pairs and for two groups."""

from collections.abc import Iterable
from math import isnan, log2, nan
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from helpers.schemas import Honesty
from helpers.stats.clusters import Clusters, detect, join_errors, measure_error
from helpers.stats.draws import code_strata
from helpers.stats.intervals import FEW_ARTICLES, NO_LIMITS, bound_mean, estimate_interval
from helpers.stats.signs import SignTest, exchange_labels, flip_signs
from helpers.stats.simulated import warn_coverage

SIDES = ["n_articles_first", "n_articles_second"]
_LEVEL = 0.05

Array = NDArray[np.float64]
Row = dict[str, Any]  # columns of helpers.schemas.Honesty


def weigh_pairs(
    differences: pd.Series,
    sources: pd.Series,
    clusters: Clusters,
    *,
    limits: tuple[float, float] = NO_LIMITS,
    test: SignTest | None = None,
    n_draws: int = 2000,
    seed: int = 0,
) -> Row:
    """Weigh a difference that each article shows, each weighted alike.

    With fewer than `FEW_ARTICLES` there is neither interval nor test.

    Args:
        differences: Of each article.
        sources: The source of each.
        clusters: How alike its mentions are.
        limits: What the difference cannot leave.
        test: One that was made already, of words; by default signs are turned.
        n_draws: How often articles are drawn, if the interval is made so; signs are drawn 10,000 times.
        seed: Of the draws.

    Returns:
        The columns of `helpers.schemas.Honesty`, ``comparison`` left out.
    """
    values, ones = differences.to_numpy(np.float64), np.ones(len(differences))
    interval = estimate_interval(values, ones, sources=sources, limits=limits, n_draws=n_draws, seed=seed)
    named = _name_test(None) if test else ""
    test, few = test or flip_signs(values, seed=seed), len(values) < FEW_ARTICLES
    return _tell_clusters(clusters) | {
        "difference": float(values.mean()),
        "low": interval.low,
        "high": interval.high,
        "p": nan if few else test.p,
        "least_p": test.least_p,
        "detectable": nan if few else detect(*measure_error(values, ones, code_strata(sources))),
        "method": "none"
        if few
        else f"{interval.method or 'no interval'}; {named or _name_test(test, 'signs of whole articles turned')}",
        "warning": _warn(len(values), clusters.icc, test.least_p),
    }


def weigh_groups(
    parts: Array,
    wholes: Array,
    is_first: NDArray[np.bool_],
    sources: pd.Series,
    clusters: Clusters,
    *,
    scale: float = 1,
    is_log: bool = False,
    limits: tuple[float, float] = NO_LIMITS,
    p: float | None = None,
    n_draws: int = 2000,
    seed: int = 0,
) -> Row:
    """Weigh the difference of a rate, sum(parts) / sum(wholes), between two groups of articles.

    Rates are taken for linear around their values (Cochran 1977, 6.13). The interval is that of Welch's t between
    articles, within the sources of each group: groups may be of very unequal size. With fewer than `FEW_ARTICLES` in
    one of them there is neither interval nor test.

    Args:
        parts: Of each article the number above the line, such as its mean score.
        wholes: Of each article the number below it, above 0, such as 1.
        is_first: Whether an article is of the first group; neither may be empty.
        sources: The source of each article.
        clusters: How alike its mentions are.
        scale: By what rates are multiplied.
        is_log: True for the difference of their binary logarithms instead.
        limits: What the difference cannot leave.
        p: Of a test that was made already.
        n_draws: How often articles are exchanged where there are too many ways to try all.
        seed: Of the draws.

    Returns:
        The columns of `helpers.schemas.Honesty`, ``comparison`` left out, and ``n_articles_first`` and
        ``n_articles_second``.
    """
    n, n_first = len(parts), int(is_first.sum())
    few = min(n_first, n - n_first)
    row: Row = _tell_clusters(clusters) | {"n_articles_first": n_first, "n_articles_second": n - n_first}
    sides = [(group, straighten(parts[group], wholes[group], is_log=is_log) * scale) for group in (is_first, ~is_first)]
    difference = float(sides[0][1].mean() - sides[1][1].mean())
    row |= {
        "difference": difference,
        "low": nan,
        "high": nan,
        "p": nan if p is None else p,
        "least_p": nan,
        "detectable": nan,
    }
    if isnan(difference):
        return row | {"method": "none", "warning": "On one side there is nothing to compare."}
    if few < FEW_ARTICLES:
        return row | {"method": "none", "warning": _warn(few, clusters.icc, nan)}
    errors = [measure_error(values, np.ones(len(values)), code_strata(sources[group])) for group, values in sides]
    error, n_free = join_errors(*errors)
    interval = bound_mean(difference, error, n_free, limits=limits)
    test = exchange_labels(parts, wholes, is_first, n_draws=n_draws, seed=seed) if p is None else None
    kind = "difference" if (wholes == 1).all() else "share"
    return row | {
        "low": interval.low,
        "high": interval.high,
        "p": test.p if test else p,
        "least_p": test.least_p if test else nan,
        "detectable": detect(error, n_free),
        "method": f"{interval.method or 'no interval'}; {_name_test(test, 'whole articles exchanged')}",
        "warning": _warn(few, clusters.icc, test.least_p if test else nan, of=kind),
    }


def straighten(parts: Array, wholes: Array, *, is_log: bool) -> Array:
    """Return of each article what it adds to a rate, or to its logarithm; the mean is that rate."""
    rate = parts.sum() / wholes.sum()
    left = (parts - rate * wholes) / wholes.mean()
    if not is_log:
        return np.asarray(rate + left)
    return np.asarray(log2(rate) + left / (rate * np.log(2))) if rate else np.full(len(parts), nan)


def collect_rows(rows: Iterable[Row], keys: Iterable[str], extra: Iterable[str] = ()) -> pd.DataFrame:
    """Return rows as a table: the keys, the columns of `helpers.schemas.Honesty`, and others."""
    columns = [*keys, *Honesty.column_names(), *extra]
    table = pd.DataFrame(list(rows), columns=columns)
    if table.empty:
        others = {name: pd.Series(dtype="int64" if name in set(extra) else "str") for name in columns}
        table = pd.DataFrame({**others, **Honesty.empty()})[columns]
    return Honesty.validate(table)


def _tell_clusters(clusters: Clusters) -> Row:
    return {
        "n_articles": clusters.n_articles,
        "n_mentions": clusters.n_mentions,
        "icc": clusters.icc,
        "design_effect": clusters.design_effect,
        "n_effective": clusters.n_effective,
    }


def _name_test(test: SignTest | None, what: str = "") -> str:
    if test is None:
        return "p as in the table of words, not corrected for their number"
    return f"{what}, {'all ways tried' if test.is_exact else 'at random'}"


def _warn(n_articles: int, icc: float, least_p: float, *, of: str = "difference") -> str:
    """Say in one line what a reader must know, the worst first."""
    if n_articles < FEW_ARTICLES:
        return f"Fewer than {FEW_ARTICLES} articles to compare: no interval, and nothing can be shown."
    if least_p == 1:
        return "No article shows a difference, so there is nothing to test."
    says = [f"So few articles that differ give no p below {least_p:.2g}: by that test nothing can be shown."]
    known = warn_coverage(n_articles, icc, of=of)
    return " ".join([*(says if least_p > _LEVEL else []), *([f"{known[0].upper()}{known[1:]}."] if known else [])])
