"""Drawing articles with replacement within their sources: the one bootstrap that all intervals are made with."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import norm, t

_CELLS = 2_000_000  # numbers of draws that are held at once


def code_strata(sources: pd.Series) -> NDArray[np.intp]:
    """Return the stratum of each article: its source, sources with a single article taken together.

    Sources are fixed and only articles are drawn, so each source is a stratum. From a stratum of one nothing can be
    drawn; such sources form a common one (collapsed strata: Wolter 2007, 2.5), which makes intervals rather too wide.

    Args:
        sources: The source of each article.
    """
    single = sources.map(sources.value_counts()) == 1
    if single.sum() == 1 and len(sources) > 1:  # nothing to be taken together with but the smallest other source
        smallest = sources[~single].value_counts().sort_index().idxmin()
        single |= sources == smallest
    return pd.factorize(sources.where(~single, ""), sort=True)[0]


def draw_counts(strata: NDArray[np.intp], *, n_draws: int, seed: int) -> Iterator[NDArray[np.float64]]:
    """Yield how often each article is drawn, block by block.

    Args:
        strata: The stratum of each article, from 0, as `code_strata` returns them.
        n_draws: How often a corpus is drawn.
        seed: Of the draws.

    Yields:
        (draws, articles); of each stratum as many are drawn as it has.
    """
    rng, n = np.random.default_rng(seed), len(strata)
    members = [np.flatnonzero(strata == stratum) for stratum in np.unique(strata)]
    step = max(1, _CELLS // max(n, 1))
    for done in range(0, n_draws, step):
        rows = min(step, n_draws - done)
        counts = np.zeros((rows, n))
        for own in members:
            drawn = own[rng.integers(0, len(own), (rows, len(own)))] + n * np.arange(rows)[:, None]
            counts += np.bincount(drawn.ravel(), minlength=rows * n).reshape(rows, n)
        yield counts


def bound_draws(found: NDArray[np.float64], strata: NDArray[np.intp]) -> tuple[float, float]:
    """Return the 95% interval from what was found in each draw: percentiles, set wider for few articles.

    Plain percentiles are too narrow by the factor by which the normal distribution is narrower than Student's, and by
    the root of (n - 1) / n; they are taken so much farther out (Hesterberg 2015, 4.2: expanded percentile interval).

    Args:
        found: The statistic of each draw.
        strata: The stratum of each article.
    """
    sizes = np.bincount(strata)
    sizes = sizes[sizes > 0]
    n_free = max(1, int((sizes - 1).sum()))
    tail = float(norm.cdf(-np.sqrt(len(strata) / n_free) * t.ppf(0.975, n_free)))
    low, high = np.quantile(found[~np.isnan(found)], [tail, 1 - tail])
    return float(low), float(high)
