"""Intervals of means and shares of articles: what stands in one article is not independent."""

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.stats import t

from helpers.stats.draws import bound_draws, code_strata, draw_counts
from helpers.stats.wild import invert_wild

FEW_ARTICLES = 5  # below which no interval is given: so few articles do not tell how far others would lie
Floats = NDArray[np.float64]
NO_LIMITS = (-np.inf, np.inf)


class Interval(NamedTuple):
    """A 95% interval, and how it was made; nan and no method where there are too few articles."""

    low: float
    high: float
    method: str


NO_INTERVAL = Interval(float("nan"), float("nan"), "")


class _Articles(NamedTuple):
    parts: Floats
    wholes: Floats
    strata: NDArray[np.intp]


def estimate_interval(
    parts: ArrayLike,
    wholes: ArrayLike,
    *,
    sources: ArrayLike | None = None,
    limits: tuple[float, float] = NO_LIMITS,
    n_draws: int = 2000,
    seed: int = 0,
) -> Interval:
    """Return the 95% interval that is shown, of a mean or share of articles: sum of parts by sum of wholes.

    Args:
        parts: Of each article the number above the line, such as its mean score, or its mentions as agent. Articles
            with nan are left out.
        wholes: Of each article the number below it, 0 or more, such as 1, or its mentions as agent or patient.
        sources: The source of each article: sources are fixed and only articles are drawn. By default all of one.
        limits: What the statistic cannot leave, such as 0 and 1.
        n_draws: How often articles are drawn.
        seed: Of the draws.
    """
    return jackknife_interval(parts, wholes, sources=sources, limits=limits)


def bootstrap_interval(
    parts: ArrayLike,
    wholes: ArrayLike,
    *,
    sources: ArrayLike | None = None,
    limits: tuple[float, float] = NO_LIMITS,
    n_draws: int = 2000,
    seed: int = 0,
) -> Interval:
    """Return the 95% interval by drawing articles within their sources; arguments as for `estimate_interval`."""
    own = _prepare(parts, wholes, sources)
    if own is None:
        return NO_INTERVAL
    found = [
        np.divide(draws @ own.parts, whole, out=np.full(len(draws), np.nan), where=whole > 0)
        for draws in draw_counts(own.strata, n_draws=n_draws, seed=seed)
        for whole in [draws @ own.wholes]
    ]
    return _limit(*bound_draws(np.concatenate(found), own.strata), limits, "bootstrap of articles")


def wild_interval(
    parts: ArrayLike,
    wholes: ArrayLike,
    *,
    sources: ArrayLike | None = None,
    limits: tuple[float, float] = NO_LIMITS,
    n_draws: int = 2000,
    seed: int = 0,
) -> Interval:
    """Return the 95% interval by the wild bootstrap of articles; arguments as for `estimate_interval`."""
    own = _prepare(parts, wholes, sources)
    if own is None:
        return NO_INTERVAL
    low, high = invert_wild(*own, n_draws=n_draws, seed=seed)
    return _limit(low, high, limits, "wild bootstrap")


def jackknife_interval(
    parts: ArrayLike,
    wholes: ArrayLike,
    *,
    sources: ArrayLike | None = None,
    limits: tuple[float, float] = NO_LIMITS,
) -> Interval:
    """Return the 95% interval by leaving out each article; arguments as for `estimate_interval`."""
    own = _prepare(parts, wholes, sources)
    if own is None:
        return NO_INTERVAL
    low, high = spread_jackknife(*own)
    return _limit(float(low), float(high), limits, "jackknife")


def spread_jackknife(parts: Floats, wholes: Floats, strata: NDArray[np.intp]) -> tuple[Floats, Floats]:
    """Return both ends of the jackknife's interval, of many corpora at once along the first axes.

    Args:
        parts: (..., articles).
        wholes: Likewise.
        strata: The stratum of each article, each of two or more.
    """
    member = strata[:, None] == np.unique(strata)
    sizes = member.sum(axis=0)
    size, factor = sizes[member.argmax(axis=1)], (sizes / np.maximum(sizes - 1, 1))[member.argmax(axis=1)]
    left = []
    for numbers in (parts, wholes):
        own = (numbers @ member)[..., member.argmax(axis=1)]
        left.append(numbers.sum(axis=-1, keepdims=True) - own + (own - numbers) * factor)
    estimate = parts.sum(axis=-1) / wholes.sum(axis=-1)
    around = np.full(left[0].shape, np.nan)
    np.divide(left[0], left[1], out=around, where=left[1] > 0)
    variance = ((around - estimate[..., None]) ** 2 * (size - 1) / size).sum(axis=-1)
    half = t.ppf(0.975, count_free(wholes, strata)) * np.sqrt(variance)
    return estimate - half, estimate + half


def count_free(wholes: Floats, strata: NDArray[np.intp]) -> Floats:
    """Return the degrees of freedom of a variance between articles, fewer where few articles hold most of the whole.

    Satterthwaite's, as Bell and McCaffrey (2002) take it; articles alike it is the articles less the strata.

    Args:
        wholes: (..., articles), as which the standard deviations of their parts are taken to be.
        strata: The stratum of each article.
    """
    member = (strata[:, None] == np.unique(strata)).astype("float64")
    spare = np.maximum(member.sum(axis=0) - 1, 1)
    variances = wholes**2
    sums, squares = variances @ member, variances**2 @ member
    n_free: Floats = sums.sum(axis=-1) ** 2 / (squares + (sums**2 - squares) / spare**2).sum(axis=-1)
    return n_free


def _prepare(parts: ArrayLike, wholes: ArrayLike, sources: ArrayLike | None) -> _Articles | None:
    """Return the articles that can be used, or None if they are too few."""
    above, below = np.asarray(parts, dtype="float64"), np.asarray(wholes, dtype="float64")
    usable = np.isfinite(above) & np.isfinite(below)
    if usable.sum() < FEW_ARTICLES or below[usable].sum() <= 0:
        return None
    strata = np.zeros(int(usable.sum()), dtype=np.intp)
    if sources is not None:
        strata = code_strata(pd.Series(np.asarray(sources)[usable]))
    return _Articles(above[usable], below[usable], strata)


def _limit(low: float, high: float, limits: tuple[float, float], method: str) -> Interval:
    return Interval(float(max(low, limits[0])), float(min(high, limits[1])), method)
