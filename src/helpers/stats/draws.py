"""Drawing articles with replacement within their sources: the one bootstrap that all intervals are made with."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtri, stdtrit

_CELLS = 1 << 17  # numbers of draws that are held at once: as many as a processor keeps near
_TAIL = 0.975


def code_strata(sources: pd.Series) -> NDArray[np.intp]:
    """Return the stratum of each article: its source, sources with a single article taken together.

    Sources are fixed and only articles are drawn, so each source is a stratum. From a stratum of one nothing can be
    drawn; such sources form a common one (collapsed strata: Wolter 2007, 2.5), which makes intervals rather too wide.

    Args:
        sources: The source of each article.
    """
    own, names = pd.factorize(sources, sort=True, use_na_sentinel=False)
    sizes = np.bincount(own)
    single = sizes == 1
    if single.sum() == 1 and len(names) > 1:  # nothing to be taken together with but the smallest other source
        single[np.where(single, len(sources), sizes).argmin()] = True
    return pd.factorize(np.where(single[own], -1, own), sort=True, use_na_sentinel=False)[0]


def draw_counts(strata: NDArray[np.intp], *, n_draws: int, seed: int) -> Iterator[NDArray[np.float64]]:
    """Yield how often each article is drawn, block by block.

    Args:
        strata: The stratum of each article, from 0, as `code_strata` returns them.
        n_draws: How often a corpus is drawn.
        seed: Of the draws.

    Yields:
        (draws, articles); of each stratum as many are drawn as it has.
    """
    n = len(strata)
    for drawn in _draw_articles(strata, n_draws, seed):
        rows = len(drawn[0])
        first = n * np.arange(rows)[:, None]  # cells of the first article
        cells = np.concatenate([articles + first for articles in drawn], axis=1)
        yield np.bincount(cells.ravel(), minlength=rows * n).reshape(rows, n).astype("float64")


def draw_ratios(
    parts: NDArray[np.float64], wholes: NDArray[np.float64], strata: NDArray[np.intp], *, n_draws: int, seed: int
) -> NDArray[np.float64]:
    """Return the sum of parts by the sum of wholes in each draw: what `draw_counts` gives, without counting.

    Args:
        parts: Of each article the number above the line.
        wholes: Of each article the number below it, above 0.
        strata: As for `draw_counts`.
        n_draws: Likewise.
        seed: Likewise.
    """
    both = parts + 1j * wholes  # so that one look-up fetches the two
    found = [
        np.sum([both.take(articles).sum(axis=1) for articles in drawn], axis=0)
        for drawn in _draw_articles(strata, n_draws, seed)
    ]
    sums = np.concatenate(found)
    ratios: NDArray[np.float64] = sums.real / sums.imag
    return ratios


def _draw_articles(strata: NDArray[np.intp], n_draws: int, seed: int) -> Iterator[list[NDArray[np.intp]]]:
    """Yield which articles are drawn, block by block: of each stratum (draws, articles of it)."""
    rng = np.random.default_rng(seed)
    order = np.argsort(strata, kind="stable")
    members = np.split(order, np.flatnonzero(np.diff(strata[order])) + 1)
    step = max(1, _CELLS // max(len(strata), 1))
    for done in range(0, n_draws, step):
        rows = min(step, n_draws - done)
        drawn = [rng.integers(0, len(own), (rows, len(own))) for own in members]
        yield drawn if len(members) == 1 else [own[places] for own, places in zip(members, drawn, strict=True)]


def bound_draws(
    found: NDArray[np.float64],
    strata: NDArray[np.intp],
    *,
    limits: tuple[float, float] | None = None,
    n_free: float | None = None,
) -> tuple[float, float]:
    """Return the 95% interval from what was found in each draw: percentiles, set wider for few articles.

    Plain percentiles are too narrow by the factor by which the normal distribution is narrower than Student's, and by
    the root of (n - 1) / n (Hesterberg 2015, 4.2); their distances from the median are stretched by so much.

    Args:
        found: The statistic of each draw; draws that give none (nan) are left out.
        strata: The stratum of each article.
        limits: What the statistic cannot leave. By default the interval does not leave what was found, which with 5
            articles holds the truth less often than with these limits.
        n_free: Degrees of freedom; by default the articles less the strata.

    Returns:
        Both ends; nan if no draw gives the statistic.
    """
    found = found[~np.isnan(found)]
    if not len(found):
        return float("nan"), float("nan")
    spare = max(1, len(strata) - len(np.unique(strata)))
    reach = np.sqrt(len(strata) / spare) * stdtrit(spare if n_free is None else n_free, _TAIL) / ndtri(_TAIL)
    low, middle, high = np.quantile(found, [1 - _TAIL, 0.5, _TAIL])
    least, most = (found.min(), found.max()) if limits is None else limits
    return float(max(least, middle - (middle - low) * reach)), float(min(most, middle + (high - middle) * reach))
