"""Intervals of means and shares of articles: what stands in one article is not independent."""

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit, stdtrit

from helpers.stats.draws import bound_draws, code_strata, draw_ratios
from helpers.stats.wild import invert_wild

FEW_ARTICLES = 5  # below which no interval is given: so few articles do not tell how far others would lie
ENOUGH_FREE = 20  # degrees of freedom from which on the bootstrap holds the truth as often as it says
MANY_ARTICLES = 2000  # above which drawing tells no more than leaving out does: the noise of 2,000 draws is larger
NO_LIMITS, SHARE = (-np.inf, np.inf), (0.0, 1.0)
_ALIKE = 1e-12  # width of an interval below which articles differ only by rounding

Floats = NDArray[np.float64]


class Interval(NamedTuple):
    """A 95% interval, and how it was made; nan and no method where none can be given."""

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

    By drawing articles where there are enough, alike enough in size, else, and of shares always, by leaving out each in
    turn: how often that holds the truth is in `helpers.stats.measured_coverage`. Of more than `MANY_ARTICLES` each is
    left out too: that is the bootstrap of many draws, taken for linear (Efron 1979, 5), in a thousandth of the time.

    Args:
        parts: Of each article the number above the line, such as its mean score, or its mentions as agent. Articles
            with nan are left out.
        wholes: Of each article the number below it, such as 1, or its mentions as agent or patient. Articles with 0 are
            left out.
        sources: The source of each article: sources are fixed and only articles are drawn. By default all of one.
        limits: What the statistic cannot leave; 0 and 1 for a share.
        n_draws: How often articles are drawn.
        seed: Of the draws.

    Returns:
        None, that is nan, below `FEW_ARTICLES`; nor where articles are all alike, for then nothing tells how far others
        would lie.
    """
    own = _prepare(parts, wholes, sources)
    if own is None or limits == SHARE or len(own.parts) > MANY_ARTICLES:
        return _leave_out(own, limits)
    if count_free(own.wholes, own.strata) < ENOUGH_FREE:
        return _leave_out(own, limits)
    return _draw(own, limits, n_draws, seed)


def bootstrap_interval(
    parts: ArrayLike,
    wholes: ArrayLike,
    *,
    sources: ArrayLike | None = None,
    limits: tuple[float, float] = NO_LIMITS,
    n_draws: int = 2000,
    seed: int = 0,
) -> Interval:
    """Return the 95% interval by drawing articles within their sources: see `helpers.stats.draws`.

    Arguments and result as for `estimate_interval`.
    """
    return _draw(_prepare(parts, wholes, sources), limits, n_draws, seed)


def wild_interval(
    parts: ArrayLike,
    wholes: ArrayLike,
    *,
    sources: ArrayLike | None = None,
    limits: tuple[float, float] = NO_LIMITS,
    n_draws: int = 2000,
    seed: int = 0,
) -> Interval:
    """Return the 95% interval by the wild bootstrap of articles: see `helpers.stats.wild`.

    Arguments and result as for `estimate_interval`; an end is infinite, or the limit, where no value is rejected.
    """
    own = _prepare(parts, wholes, sources)
    if own is None:
        return NO_INTERVAL
    return _limit(*invert_wild(*own, n_draws=n_draws, seed=seed), limits, "wild bootstrap")


def jackknife_interval(
    parts: ArrayLike,
    wholes: ArrayLike,
    *,
    sources: ArrayLike | None = None,
    limits: tuple[float, float] = NO_LIMITS,
) -> Interval:
    """Return the 95% interval by leaving out each article in turn, with Student's t.

    Stratified (Wolter 2007, 4.5); cluster-robust as CV3 of MacKinnon, Nielsen and Webb (2023). Of a mean of articles it
    is the interval of the t test; of a share it is found for its logit, half an observation added to either side.
    Arguments and result as for `estimate_interval`.
    """
    return _leave_out(_prepare(parts, wholes, sources), limits)


def bound_mean(
    mean: float, error: float, n_free: float, *, limits: tuple[float, float] = NO_LIMITS, method: str = "Welch's t"
) -> Interval:
    """Return the 95% interval of a mean, or of a difference of means, from its standard error, by Student's t.

    Args:
        mean: Or difference.
        error: Its standard error.
        n_free: Degrees of freedom of that.
        limits: What it cannot leave.
        method: How the error was made.

    Returns:
        nan where no error is known, or where articles are all alike.
    """
    half = float(stdtrit(n_free, 0.975)) * error if n_free else float("nan")
    return NO_INTERVAL if np.isnan(half) else _limit(mean - half, mean + half, limits, method)


def count_free(wholes: Floats, strata: NDArray[np.intp]) -> float:
    """Return the degrees of freedom of a variance between articles, fewer where few articles hold most of the whole.

    Satterthwaite's, as Bell and McCaffrey (2002) use them, variances of the parts taken to be as the wholes; of
    articles alike, in strata alike, they are the articles less the strata.

    Args:
        wholes: Of each article, above 0.
        strata: The stratum of each article.
    """
    sizes, sums, squares = (np.bincount(strata, weights) for weights in (None, wholes, wholes**2))
    return float(sums.sum() ** 2 / (squares + (sums**2 - squares) / np.maximum(sizes - 1, 1) ** 2).sum())


def _draw(own: _Articles | None, limits: tuple[float, float], n_draws: int, seed: int) -> Interval:
    if own is None:
        return NO_INTERVAL
    found, n_free = draw_ratios(*own, n_draws=n_draws, seed=seed), count_free(own.wholes, own.strata)
    return _limit(*bound_draws(found, own.strata, limits=NO_LIMITS, n_free=n_free), limits, "bootstrap of articles")


def _leave_out(own: _Articles | None, limits: tuple[float, float]) -> Interval:
    if own is None:
        return NO_INTERVAL
    sizes = np.bincount(own.strata)[own.strata]
    above, below = (_sum_without_each(numbers, own.strata, sizes) for numbers in own[:2])
    estimate = float(own.parts.sum() / own.wholes.sum())
    reach = stdtrit(count_free(own.wholes, own.strata), 0.975) * np.sqrt((sizes - 1) / sizes)
    half = float(np.linalg.norm(reach * (above / below - estimate)))
    low, high = estimate - half, estimate + half
    if limits == SHARE and not _are_alike(low, high):
        middle = _take_logit(own.parts.sum(), own.wholes.sum())
        half = float(np.linalg.norm(reach * (_take_logit(above, below) - middle)))
        low, high = min(estimate, expit(middle - half)), max(estimate, expit(middle + half))
    return _limit(low, high, limits, "jackknife")


def _take_logit(above: Floats, below: Floats) -> Floats:
    logit: Floats = np.log((above + 0.5) / (below - above + 0.5))
    return logit


def _sum_without_each(numbers: Floats, strata: NDArray[np.intp], sizes: NDArray[np.intp]) -> Floats:
    """Return the sum without each article, the others of its stratum weighing so much more."""
    own = np.bincount(strata, numbers)[strata]
    without: Floats = numbers.sum() - own + (own - numbers) * sizes / (sizes - 1)
    return without


def _prepare(parts: ArrayLike, wholes: ArrayLike, sources: ArrayLike | None) -> _Articles | None:
    """Return the articles that can be used, or None if they are too few."""
    above, below = np.asarray(parts, dtype="float64"), np.asarray(wholes, dtype="float64")
    usable = np.isfinite(above) & (below > 0)
    if usable.sum() < FEW_ARTICLES:
        return None
    if sources is None:
        strata = np.zeros(int(usable.sum()), dtype=np.intp)
    else:
        strata = code_strata(pd.Series(np.asarray(sources)[usable]))
    return _Articles(above[usable], below[usable], strata)


def _limit(low: float, high: float, limits: tuple[float, float], method: str) -> Interval:
    if _are_alike(low, high):
        return NO_INTERVAL
    return Interval(float(max(low, limits[0])), float(min(high, limits[1])), method)


def _are_alike(low: float, high: float) -> bool:
    return bool(np.isfinite(low) and high - low <= _ALIKE * max(1.0, abs(low)))
