"""The wild bootstrap: articles keep their size, and only the signs and sizes of their residuals are drawn."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_WEBB = np.sqrt([0.5, 1.0, 1.5])  # with either sign: six points (Webb 2014)
FEW_SIGNS = 12  # articles below which two signs alone give too few different draws
_STEPS = 30  # halvings of the distance from the estimate to the end that is looked for


def draw_signs(n_articles: int, *, n_draws: int, seed: int) -> Floats:
    """Return weights of mean 0 and variance 1: signs (Rademacher), for few articles Webb's six points.

    Returns:
        (draws, articles).
    """
    rng = np.random.default_rng(seed)
    points = np.concatenate([-_WEBB, _WEBB]) if n_articles < FEW_SIGNS else np.array([-1.0, 1.0])
    return points[rng.integers(0, len(points), (n_draws, n_articles))]


def invert_wild(
    parts: Floats, wholes: Floats, strata: NDArray[np.intp], *, n_draws: int, seed: int
) -> tuple[float, float]:
    """Return the 95% interval of sum of parts by sum of wholes: the values that the wild bootstrap does not reject.

    Each value is tested with residuals under it (Cameron, Gelbach and Miller 2008: null imposed, t by article), of a
    ratio those of its linear form, each stratum about its own mean.

    Args:
        parts: Of each article.
        wholes: Likewise.
        strata: The stratum of each article.
        n_draws: How often weights are drawn.
        seed: Of the draws.

    Returns:
        Both ends, infinite where no value is rejected on that side.
    """
    weights = draw_signs(len(parts), n_draws=n_draws, seed=seed)
    member = (strata[:, None] == np.unique(strata)).astype("float64")
    total = wholes.sum()
    estimate = float(parts.sum() / total)
    scale = float(np.sqrt(_vary(parts - estimate * wholes, member)) / total)
    if scale <= 1e-12 * max(1.0, abs(estimate)):
        return estimate, estimate

    def rejects(value: float) -> bool:
        errors = parts - value * wholes
        shown = abs(errors.sum()) / np.sqrt(_vary(errors, member))
        own = errors - (errors @ member / member.sum(axis=0)) @ member.T + errors.mean()
        drawn = weights * own
        by_chance = np.abs(drawn.sum(axis=1)) / np.sqrt(np.maximum(_vary(drawn, member), 1e-300))
        return bool((by_chance >= shown * (1 - 1e-9)).mean() <= 0.05)

    ends = []
    for way in (-1, 1):
        inside, outside = 0.0, 2.0
        while not rejects(estimate + way * outside * scale):
            inside, outside = outside, 2 * outside
            if outside > 1e4:
                break
        else:
            for _ in range(_STEPS):
                middle = (inside + outside) / 2
                if rejects(estimate + way * middle * scale):
                    outside = middle
                else:
                    inside = middle
        ends.append(estimate + way * outside * scale if outside <= 1e4 else way * np.inf)
    return float(ends[0]), float(ends[1])


def _vary(errors: Floats, member: Floats) -> Floats:
    """Return the variance of the sum over articles, each stratum about its mean."""
    sizes = member.sum(axis=0)
    sums, squares = errors @ member, errors**2 @ member
    varied: Floats = ((squares - sums**2 / sizes) * sizes / np.maximum(sizes - 1, 1)).sum(axis=-1)
    return varied
