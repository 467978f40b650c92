"""Intervals by drawing articles: what stands in one article is not independent."""

import numpy as np
from numpy.typing import NDArray

FEW_ARTICLES = 5  # below which no interval is given: so few articles do not tell how far others would lie
_CELLS = 2_000_000  # numbers of draws that are held at once
_ENDS = [2.5, 97.5]


def find_interval(
    parts: NDArray[np.float64], wholes: NDArray[np.float64], *, n_draws: int, seed: int
) -> tuple[float, float]:
    """Return the 95% interval of a mean or share by drawing articles with replacement (bootstrap, percentiles).

    It is too narrow for few articles: of 5 that scatter normally it holds the mean in 84% of cases, of 10 in 91%, of 20
    in 93%.

    Args:
        parts: Of each article the number above the line, such as its mean score, or its mentions as agent.
        wholes: Of each article the number below it, above 0, such as 1, or its mentions as agent or patient.
        n_draws: How often articles are drawn.
        seed: Of the draws.

    Returns:
        Both ends; nan for fewer articles than `FEW_ARTICLES`.
    """
    n = len(parts)
    if n < FEW_ARTICLES:
        return float("nan"), float("nan")
    rng, found = np.random.default_rng(seed), []
    step = max(1, _CELLS // n)
    for done in range(0, n_draws, step):
        drawn = rng.integers(0, n, (min(step, n_draws - done), n))
        found.append(parts[drawn].sum(axis=1) / wholes[drawn].sum(axis=1))
    low, high = np.percentile(np.concatenate(found), _ENDS)
    return float(low), float(high)
