"""How much the mentions of an article are alike, and what so many articles can show."""

from dataclasses import dataclass
from math import isfinite, nan, sqrt

import numpy as np
import numpy.typing as npt
import pandas as pd
from numpy.typing import NDArray
from scipy.special import stdtrit

_LEVEL, _POWER = 0.975, 0.8  # two-sided test at 5%, which shows a true difference in 80 of 100 corpora
_ALIKE = 1e-12  # variances that are 0 on paper are smaller than this, scores lying between -1 and 1


@dataclass(frozen=True)
class Clusters:
    """How alike the mentions of an article are.

    Attributes:
        icc: Intraclass correlation, -1 to 1; nan where it cannot be known.
        design_effect: By what the variance of a mean is larger than with independent mentions, from 1 on; likewise.
        n_effective: Independent mentions that would tell as much; likewise.
        n_articles: Articles.
        n_mentions: Mentions.
    """

    icc: float
    design_effect: float
    n_effective: float
    n_articles: int
    n_mentions: int


def measure_clusters(values: npt.ArrayLike, articles: npt.ArrayLike, *, is_alike: bool = False) -> Clusters:
    """Measure how alike the mentions of an article are.

    ICC by one-way analysis of variance with articles of unequal size (Donner 1986); one below 0 counts as 0 in what
    follows. Of a mean of all mentions the design effect is 1 + (m - 1) ICC, with m the mean number of mentions weighted
    by itself (Kish 1965). Of a mean of k articles weighted alike it is n times the mean of ICC + (1 - ICC) / m of the
    articles, divided by k: the same where all are of one size, more where they are not. Of a single article,
    of articles without two mentions, and where all values are equal, no ICC is known; the design effect is then 1 if no
    article holds two mentions, else unknown.

    Args:
        values: Of each mention; empty ones are left out.
        articles: The article of each.
        is_alike: Whether articles weigh alike in what is compared, however many mentions they hold.
    """
    table = pd.DataFrame({"value": np.asarray(values, dtype=np.float64), "article": np.asarray(articles)}).dropna()
    grouped = table.groupby("article")["value"]
    within = float(((table["value"] - grouped.transform("mean")) ** 2).sum())
    sizes, means = np.asarray(grouped.size(), dtype=np.float64), grouped.mean().to_numpy(np.float64)
    return part_variance(sizes, means, within, is_alike=is_alike)


def part_variance(
    sizes: NDArray[np.float64],
    means: NDArray[np.float64],
    within: float,
    groups: NDArray[np.intp] | None = None,
    *,
    is_alike: bool = False,
) -> Clusters:
    """Do the work of `measure_clusters` from sums, where mentions are too many to be written out.

    Args:
        sizes: Mentions of each article.
        means: Mean of each article.
        within: Sum of the squared distances of mentions from the mean of their article.
        groups: The group of each article, from 0; articles are then compared with those of their group alone.
        is_alike: As for `measure_clusters`.
    """
    kept = sizes > 0
    sizes, means = sizes[kept], means[kept]
    of = np.zeros(len(sizes), dtype=np.intp) if groups is None else groups[kept]
    n_articles, n_mentions, n_groups = len(sizes), int(sizes.sum()), len(np.unique(of))
    n_between, n_within = n_articles - n_groups, n_mentions - n_articles
    if not n_within and n_articles > 1:
        return Clusters(nan, 1.0, float(n_mentions), n_articles, n_mentions)
    totals = np.bincount(of, weights=sizes)
    centres = np.bincount(of, weights=sizes * means) / np.maximum(totals, 1)
    between = float((sizes * (means - centres[of]) ** 2).sum())
    size = (n_mentions - float((sizes**2 / totals[of]).sum())) / max(n_between, 1)
    if n_between < 1 or size <= 1 + _ALIKE or (between + within) < _ALIKE * n_mentions:
        return Clusters(nan, nan, nan, n_articles, n_mentions)
    per_article, per_mention = between / n_between, within / n_within
    icc = (per_article - per_mention) / (per_article + (size - 1) * per_mention)
    common = max(0.0, icc)
    if is_alike:
        effect = n_mentions / n_articles * float((common + (1 - common) / sizes).mean())
    else:
        effect = 1 + (float((sizes**2).sum() / n_mentions) - 1) * common
    return Clusters(max(-1.0, icc), effect, n_mentions / effect, n_articles, n_mentions)


def measure_shares(parts: NDArray[np.float64], wholes: NDArray[np.float64], groups: NDArray[np.intp]) -> Clusters:
    """Measure how alike what is counted in an article is, such as its words, in being of one kind or not.

    Args:
        parts: Of each article how many are of this kind.
        wholes: How many there are, no fewer.
        groups: The group of each article, from 0; articles are compared with those of their group alone.
    """
    shares = parts / np.maximum(wholes, 1)
    return part_variance(wholes, shares, float((parts * (1 - shares)).sum()), groups)


def measure_error(
    parts: NDArray[np.float64], wholes: NDArray[np.float64], strata: NDArray[np.intp]
) -> tuple[float, int]:
    """Return the standard error of sum(parts) / sum(wholes) over articles drawn within strata, and what is free in it.

    The ratio is taken for linear around its value (Cochran 1977, 6.13).

    Args:
        parts: Of each article the number above the line.
        wholes: Of each article the number below it.
        strata: The stratum of each article, as `helpers.stats.draws.code_strata` returns them.

    Returns:
        The standard error and its degrees of freedom, articles less strata; nan and 0 where no stratum has two.
    """
    sizes = np.bincount(strata) if len(strata) else np.zeros(0, dtype=np.intp)
    n_free = len(strata) - int((sizes > 0).sum())
    if n_free < 1 or not wholes.sum():
        return nan, 0
    left = parts - parts.sum() / wholes.sum() * wholes
    centres = np.bincount(strata, weights=left) / np.maximum(sizes, 1)
    squares = np.bincount(strata, weights=(left - centres[strata]) ** 2)
    variance = (squares * sizes / np.maximum(sizes - 1, 1)).sum()
    return float(sqrt(variance) / wholes.sum()), n_free


def detect(error: float, n_free: float) -> float:
    """Return the minimal detectable difference: one that a test at 5% would show in 80 of 100 such corpora.

    It is a multiple of the standard error (Bloom 1995).

    Args:
        error: Standard error of the difference, at the level of articles.
        n_free: Its degrees of freedom.

    Returns:
        The difference; nan where no error is known, or where nothing scatters.
    """
    if n_free < 1 or not isfinite(error) or error < _ALIKE:
        return nan
    return float((stdtrit(n_free, _LEVEL) + stdtrit(n_free, _POWER)) * error)


def join_errors(first: tuple[float, float], second: tuple[float, float]) -> tuple[float, float]:
    """Return the standard error of a difference between two groups of articles, and what is free in it (Welch 1947).

    The smaller group is often that which scatters most, and what is free in the larger one does not help it.

    Args:
        first: Standard error and degrees of freedom of a group, as `measure_error` returns them.
        second: Those of the other.

    Returns:
        Both of the difference; nan and 0 where a group has none.
    """
    variances, free = (np.array(pair) for pair in ([first[0] ** 2, second[0] ** 2], [first[1], second[1]]))
    if free.min() < 1:
        return nan, 0
    total = float(variances.sum())
    return sqrt(total), total**2 / float((variances**2 / free).sum()) if total else float(free.sum())
