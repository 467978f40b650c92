"""Tests by chance alone: how often differences as large come about when signs or labels of articles mean nothing.

Where articles are very many, whole batches of them change their sign or label, each article in one batch, by chance.
These changes form a group of their own, so the test errs as seldom as it says (Hemerik and Goeman 2018), and its time
does not grow with the draws of each article.
"""

from itertools import combinations
from math import comb
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
MOST_EXACT = 20  # articles up to which all signs are tried
_MANY = 2000  # articles of the smaller side, or whose signs are drawn, above which they go in batches
_CELLS = 2_000_000  # numbers of draws that are held at once
_NOTHING = 1e-12  # up to which a difference counts as 0: means of equal scores, added in another order, differ so much
_EQUAL = 1e-9  # part of all up to which sums count as equal: they are added in another order


class SignTest(NamedTuple):
    """A two-sided p, the smallest p that so many articles could give, and whether all arrangements were tried."""

    p: float
    least_p: float
    is_exact: bool


NO_TEST = SignTest(float("nan"), float("nan"), False)


def flip_signs(differences: ArrayLike, *, n_draws: int = 10_000, seed: int = 0) -> SignTest:
    """Test whether the mean of differences is 0: how often is it as far from 0 when each sign is by chance.

    Args:
        differences: One of each article; nan is left out. Those of 0 have no sign and tell nothing of the direction.
        n_draws: How often signs are drawn where there are more articles than `MOST_EXACT`; else all are tried.
        seed: Of the draws.

    Returns:
        nan without articles; 1 if all differences are 0. Of draws p is (b + 1) / (m + 1) (Phipson and Smyth 2010).
    """
    given = np.asarray(differences, dtype="float64")
    given = given[np.isfinite(given)]
    if not len(given):
        return NO_TEST
    told = given[np.abs(given) > _NOTHING]
    n = len(told)
    if not n:
        return SignTest(1.0, 1.0, True)
    shown = abs(told.sum()) - _EQUAL * np.abs(told).sum()
    if n <= MOST_EXACT:
        sums = _sum_all_signs(told[1:]) + told[0]  # the other half mirrors this one
        return SignTest(float((np.abs(sums) >= shown).mean()), 2.0 ** (1 - n), True)
    rng, n_as_far = np.random.default_rng(seed), 0
    if n > _MANY:
        told = _sum_batches(rng.permutation(told), -(-n // _MANY))
        n = len(told)
    step = max(1, _CELLS // n)
    for done in range(0, n_draws, step):
        rows = min(step, n_draws - done)
        bits = rng.integers(0, 256, (rows, -(-n // 8)), dtype=np.uint8)  # eight signs each: half the time
        flipped = np.unpackbits(bits, axis=1, count=n) @ told
        n_as_far += int((np.abs(2 * flipped - told.sum()) >= shown).sum())
    return SignTest((n_as_far + 1) / (n_draws + 1), 1 / (n_draws + 1), False)


def _sum_all_signs(numbers: Floats) -> Floats:
    """Return the sums of numbers with all signs, each number doubling them."""
    sums = np.zeros(1)
    for number in numbers:
        sums = np.concatenate([sums + number, sums - number])
    return sums


def _sum_batches(numbers: Floats, size: int) -> Floats:
    """Return the sums of so many numbers after one another; the last may be of fewer."""
    sums: Floats = np.add.reduceat(numbers, np.arange(0, len(numbers), size), axis=0)
    return sums


def exchange_labels(
    parts: ArrayLike, wholes: ArrayLike, is_first: ArrayLike, *, n_draws: int = 10_000, seed: int = 0
) -> SignTest:
    """Test whether two groups of articles have the same ratio: how often do groups by chance differ as much.

    Args:
        parts: Of each article the number above the line; articles with nan are left out.
        wholes: Of each article the number below it, 0 or more.
        is_first: Whether an article is of the first group.
        n_draws: How often labels are drawn where there are more arrangements than that; else all are tried.
        seed: Of the draws.

    Returns:
        nan where a group has no article, or nothing below the line.
    """
    above, below = np.asarray(parts, dtype="float64"), np.asarray(wholes, dtype="float64")
    usable = np.isfinite(above) & np.isfinite(below)
    numbers, first = np.column_stack([above, below])[usable], np.asarray(is_first, dtype="bool")[usable]
    whole = numbers.sum(axis=0)
    shown = _contrast(numbers[first].sum(axis=0), whole) - _EQUAL * np.abs(numbers[:, 0]).sum() / max(whole[1], 1e-300)
    if np.isnan(shown):
        return NO_TEST
    # Both sides differ as much, so the smaller one is chosen
    small = first if 2 * first.sum() <= len(first) else ~first
    n, n_small = len(first), int(small.sum())
    rng, n_as_far, rest = np.random.default_rng(seed), 0, np.zeros(2)
    if n_small > _MANY:
        numbers, rest = _batch_sides(rng.permutation(numbers[small]), rng.permutation(numbers[~small]))
        n, n_small = len(numbers), n_small // -(-n_small // _MANY)
    elif (n_all := comb(n, n_small)) <= n_draws:
        chosen = np.array(list(combinations(range(n), n_small)))
        far = _is_as_far(_sum_chosen(numbers, chosen), whole, shown)
        return SignTest(float(far.mean()), (1 + (2 * n_small == n)) / n_all, True)
    step = max(1, _CELLS // n)
    for done in range(0, n_draws, step):
        chosen = _choose(rng, min(step, n_draws - done), n, n_small)
        n_as_far += int(_is_as_far(_sum_chosen(numbers, chosen) + rest, whole, shown).sum())
    return SignTest((n_as_far + 1) / (n_draws + 1), 1 / (n_draws + 1), False)


def _batch_sides(small: Floats, large: Floats) -> tuple[Floats, Floats]:
    """Return the sums of batches of equal size of either side, and what is left of the smaller one and stays there."""
    size = -(-len(small) // _MANY)
    whole = [side[: len(side) // size * size] for side in (small, large)]
    return np.concatenate([_sum_batches(side, size) for side in whole]), small[len(whole[0]) :].sum(axis=0)


def _choose(rng: np.random.Generator, rows: int, n: int, k: int) -> NDArray[np.intp]:
    """Choose k of n articles, rows times over."""
    if k * k > n:  # to arrange all of very many would take long
        if n > 2 * _MANY:
            return np.array([rng.choice(n, k, replace=False, shuffle=False) for _ in range(rows)])
        return rng.random((rows, n)).argpartition(k - 1, axis=1)[:, :k]
    chosen = rng.integers(0, n, (rows, k))  # of few in many: with 500 sources, too, it would take minutes
    while (again := (np.diff(np.sort(chosen, axis=1), axis=1) == 0).any(axis=1)).any():
        chosen[again] = rng.integers(0, n, (int(again.sum()), k))
    return chosen


def _sum_chosen(numbers: Floats, chosen: NDArray[np.intp]) -> Floats:
    """Return the sums of the rows of numbers that each row of places tells."""
    both = numbers[:, 0] + 1j * numbers[:, 1]  # so that one look-up fetches the two
    sums: Floats = both.take(chosen).sum(axis=1).view(np.float64).reshape(-1, 2)
    return sums


def _contrast(first: Floats, whole: Floats) -> Floats:
    """Return how far the ratios of two groups are apart, from sums of the first and of both; nan without a whole."""
    second = whole - first
    defined = (first[..., 1] > 0) & (second[..., 1] > 0)
    below = [np.where(defined, sums[..., 1], np.nan) for sums in (first, second)]
    distance: Floats = np.abs(first[..., 0] / below[0] - second[..., 0] / below[1])
    return distance


def _is_as_far(first: Floats, whole: Floats, shown: Floats) -> NDArray[np.bool_]:
    """Tell which arrangements are as far apart as what is shown; those that give no ratio count too, to be safe."""
    return ~(_contrast(first, whole) < shown)
