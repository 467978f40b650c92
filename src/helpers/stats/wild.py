"""The wild bootstrap: articles keep their size, and only signs and sizes of their residuals are drawn."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Parabola = tuple[Floats, Floats, Floats]  # factors of 1, x and x squared, one of each draw

FEW_SIGNS = 12  # articles below which signs alone give too few different draws
_SIGNS = np.array([-1.0, 1.0])  # Rademacher
_WEBB = np.sqrt([0.5, 1.0, 1.5, 0.5, 1.0, 1.5]) * np.repeat(_SIGNS, 3)  # six points (Webb 2014)
_FARTHEST = 1e4  # standard errors beyond which an end counts as infinite
_STEPS = 20  # halvings of the stretch in which an end lies


def draw_weights(n_articles: int, *, n_draws: int, seed: int) -> Floats:
    """Return weights of mean 0 and variance 1: signs, for few articles Webb's six points.

    Returns:
        (draws, articles).
    """
    points = _WEBB if n_articles < FEW_SIGNS else _SIGNS
    return points[np.random.default_rng(seed).integers(0, len(points), (n_draws, n_articles))]


def invert_wild(
    parts: Floats, wholes: Floats, strata: NDArray[np.intp], *, n_draws: int, seed: int
) -> tuple[float, float]:
    """Return the 95% interval of sum of parts by sum of wholes: the values that the wild bootstrap does not reject.

    Each value is tested with residuals under it, by t with variances between articles (wild cluster bootstrap-t:
    Cameron, Gelbach and Miller 2008); of a ratio those of its linear form, each stratum about its own mean.

    Args:
        parts: Of each article.
        wholes: Likewise, above 0.
        strata: The stratum of each article, from 0.
        n_draws: How often weights are drawn.
        seed: Of the draws.

    Returns:
        Both ends, infinite where no value is rejected on that side.
    """
    estimate = float(parts.sum() / wholes.sum())
    weights = np.vstack([np.ones(len(parts)), draw_weights(len(parts), n_draws=n_draws, seed=seed)])  # first: as it is
    above, variance = _write_as_parabolas(parts - estimate * wholes, wholes, strata, weights)
    scale = float(np.sqrt(max(variance[0][0], 0.0)) / wholes.sum())
    if scale <= 1e-12 * max(1.0, abs(estimate)):
        return estimate, estimate

    def rejects(x: float) -> bool:
        squared_t = _evaluate(above, x) / np.maximum(_evaluate(variance, x), 1e-300)
        return bool((squared_t[1:] >= squared_t[0] * (1 - 1e-9)).mean() <= 0.05)

    return estimate - _find_end(lambda x: rejects(-x), scale), estimate + _find_end(rejects, scale)


def _write_as_parabolas(
    parts: Floats, wholes: Floats, strata: NDArray[np.intp], weights: Floats
) -> tuple[Parabola, Parabola]:
    """Return the squared sum of weighted residuals, and its variance, as functions of the value that is tested.

    A residual is part less value times whole, each stratum about its mean, and the mean of all added: only the latter
    is 0 under the value.
    """
    member = (strata[:, None] == np.arange(strata.max() + 1)).astype("float64")
    sizes = member.sum(axis=0)
    factor = sizes / np.maximum(sizes - 1, 1)
    own = [numbers - (numbers @ member / sizes)[strata] + numbers.mean() for numbers in (parts, wholes)]
    sums = [weights @ (numbers[:, None] * member) for numbers in own]
    totals = [numbers.sum(axis=1) for numbers in sums]
    pairs = ((0, 0), (0, 1), (1, 1))
    squares = [totals[one] * totals[other] for one, other in pairs]
    variances = [
        weights**2 @ (factor[strata] * own[one] * own[other]) - sums[one] * sums[other] @ (factor / sizes)
        for one, other in pairs
    ]
    return (squares[0], -2 * squares[1], squares[2]), (variances[0], -2 * variances[1], variances[2])


def _evaluate(parabola: Parabola, x: float) -> Floats:
    return parabola[0] + x * (parabola[1] + x * parabola[2])


def _find_end(rejects: Callable[[float], bool], scale: float) -> float:
    """Return from which distance on values are rejected."""
    inside, outside = 0.0, 2 * scale
    while not rejects(outside):
        inside, outside = outside, 2 * outside
        if outside > _FARTHEST * scale:
            return float("inf")
    for _ in range(_STEPS):
        middle = (inside + outside) / 2
        inside, outside = (inside, middle) if rejects(middle) else (middle, outside)
    return outside
