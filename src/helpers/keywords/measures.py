"""Measures of association: counts in, scores out; nothing here knows of terms or texts.

Keyness compares `count_a` among `words_a` with `count_b` among `words_b`; the words hold the counts. Collocation
compares how often two things occur together with how often they would by chance. Counts are arrays of any shape that
broadcast, or Series of one length in the same order; what comes back is of the first argument's kind.
"""

from typing import Any, Literal, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import betainccinv, betaincinv

FloatArray = npt.NDArray[np.float64]
Values = TypeVar("Values", pd.Series, npt.NDArray[Any])

_HALF = 0.5  # stands for a count of 0 where a logarithm or a quotient needs one above it


def log_likelihood(
    count_a: Values, count_b: Values, words_a: Values | float, words_b: Values | float, *, n_cells: Literal[2, 4] = 4
) -> Values:
    """Return the log-likelihood ratio G2 of the table term / other words by corpus a / b.

    Args:
        count_a: Occurrences in a.
        count_b: Occurrences in b.
        words_a: All words of a.
        words_b: All words of b.
        n_cells: 4 for all cells (Dunning 1993), 2 for those of the term alone (Rayson and Garside 2000).

    Returns:
        0 or more; in one degree of freedom, whichever corpus has more.
    """
    observed = _cells(count_a, count_b, words_a, words_b)
    pairs = list(zip(observed, _expect(observed), strict=True))[:n_cells]
    g2 = sum((_x_log_x_over_y(o, e) for o, e in pairs), np.zeros(()))
    return _like(count_a, np.maximum(2 * g2, 0))


def chi_squared(
    count_a: Values, count_b: Values, words_a: Values | float, words_b: Values | float, *, yates: bool = False
) -> Values:
    """Return Pearson's chi-squared of the table term / other words by corpus a / b.

    Args:
        count_a: Occurrences in a.
        count_b: Occurrences in b.
        words_a: All words of a.
        words_b: All words of b.
        yates: Whether to correct for continuity.
    """
    a, b, other_a, other_b = _cells(count_a, count_b, words_a, words_b)
    total = a + b + other_a + other_b
    difference = np.abs(a * other_b - b * other_a)
    if yates:
        difference = np.maximum(difference - total / 2, 0)
    margins = (a + b) * (other_a + other_b) * (a + other_a) * (b + other_b)
    return _like(count_a, _divide(total * difference**2, margins))


def log_ratio(
    count_a: Values, count_b: Values, words_a: Values | float, words_b: Values | float, *, always: bool = False
) -> Values:
    """Return the binary logarithm of the ratio of two rates (Hardie 2014).

    Args:
        count_a: Occurrences in a.
        count_b: Occurrences in b.
        words_a: All words of a.
        words_b: All words of b.
        always: False adds 0.5 to both counts where one of them is 0, so that there is a number to show; where that
            would make the side with no occurrence the one with more, as it can if that side is small, it is 0. True
            adds 0.5 to all counts and to all words (Walter 1975, as in Evert 2022).
    """
    a, b, n_a, n_b = _floats(count_a, count_b, words_a, words_b)
    plus = _HALF if always else _HALF * ((a == 0) | (b == 0))
    plus_words = _HALF if always else 0.0
    rate_a, rate_b = ((c + plus) / (np.maximum(n, 1) + plus_words) for c, n in ((a, n_a), (b, n_b)))
    ratio = np.log2(rate_a / rate_b)
    if not always:
        ratio = np.where(a == 0, np.minimum(ratio, 0.0), ratio)
        ratio = np.where(b == 0, np.maximum(ratio, 0.0), ratio)
    return _like(count_a, ratio)


def bound_log_ratio(
    count_a: Values,
    count_b: Values,
    words_a: Values | float,
    words_b: Values | float,
    *,
    level: float = 0.95,
    n_tests: int = 1,
) -> pd.DataFrame:
    """Return the interval of the log ratio and its end nearer to 0: the conservative log ratio (Evert 2022).

    The share of a term's occurrences that are in a has the exact interval of Clopper and Pearson (1934).

    Args:
        count_a: Occurrences in a, one dimension.
        count_b: Occurrences in b.
        words_a: All words of a.
        words_b: All words of b.
        level: Confidence that all intervals together hold.
        n_tests: Number of terms that are compared, for Bonferroni's correction.

    Returns:
        ``low`` (minus infinity where `count_a` is 0), ``high`` (infinity where `count_b` is 0) and ``lrc``: 0 where
        the interval holds 0.
    """
    a, b, n_a, n_b = np.broadcast_arrays(*_floats(count_a, count_b, words_a, words_b))
    tail = (1 - level) / max(n_tests, 1) / 2
    share_low = np.where(a > 0, betaincinv(np.maximum(a, _HALF), b + 1, tail), 0.0)
    share_high = np.where(b > 0, betainccinv(a + 1, np.maximum(b, _HALF), tail), 1.0)
    scale = np.log2(np.maximum(n_b, 1) / np.maximum(n_a, 1))
    with np.errstate(divide="ignore"):  # shares of 0 and 1 are infinitely far from equal rates
        low, high = (scale + np.log2(share) - np.log2(1 - share) for share in (share_low, share_high))
    lrc = np.where(low > 0, low, np.where(high < 0, high, 0.0))
    index = count_a.index if isinstance(count_a, pd.Series) else None
    return pd.DataFrame({"low": low, "high": high, "lrc": lrc}, index=index)


def percent_difference(count_a: Values, count_b: Values, words_a: Values | float, words_b: Values | float) -> Values:
    """Return the difference of two rates in percent of the second (%DIFF, Gabrielatos and Marchi 2011).

    Where `count_b` is 0, 0.5 takes its place; they took 10 to the power of -18 of a rate, which makes the number one of
    the zero and not of the term.
    """
    a, b, n_a, n_b = _floats(count_a, count_b, words_a, words_b)
    rate_a = a / np.maximum(n_a, 1)
    rate_b = np.where(b > 0, b, _HALF) / np.maximum(n_b, 1)
    return _like(count_a, 100 * (rate_a / rate_b - 1))


def odds_ratio(count_a: Values, count_b: Values, words_a: Values | float, words_b: Values | float) -> Values:
    """Return the odds of a term in a over its odds in b; 0.5 is added to all four cells if one is 0."""
    a, b, other_a, other_b = _cells(count_a, count_b, words_a, words_b)
    plus = _HALF * ((a == 0) | (b == 0) | (other_a == 0) | (other_b == 0))
    return _like(count_a, (a + plus) * (other_b + plus) / ((b + plus) * (other_a + plus)))


def weigh_log_odds(
    count_a: Values,
    count_b: Values,
    words_a: Values | float,
    words_b: Values | float,
    prior: Values,
    *,
    prior_words: Values | float | None = None,
) -> pd.DataFrame:
    """Return the difference of log-odds with an informative Dirichlet prior (Monroe, Colaresi and Quinn 2008).

    Args:
        count_a: Occurrences in a, one dimension.
        count_b: Occurrences in b.
        words_a: All words of a.
        words_b: All words of b.
        prior: Pseudo-counts that each side gets, per term, above 0.
        prior_words: Pseudo-counts of all terms, also of those that are not given; by default their sum.

    Returns:
        ``log_odds`` (natural logarithm, above 0 for more in a) and ``log_odds_z``: the same over its standard error.
        Where neither side has another word, both are 0.
    """
    a, b, n_a, n_b, alpha = _floats(count_a, count_b, words_a, words_b, prior)
    alpha_0 = alpha.sum() if prior_words is None else np.asarray(prior_words, dtype=float)
    own_a, own_b = a + alpha, b + alpha
    other_a, other_b = np.maximum(n_a + alpha_0 - own_a, 0), np.maximum(n_b + alpha_0 - own_b, 0)
    ratio = np.log(own_a / np.maximum(other_a, _HALF)) - np.log(own_b / np.maximum(other_b, _HALF))
    log_odds = np.where((other_a > 0) | (other_b > 0), ratio, 0.0)
    z = log_odds / np.sqrt(1 / own_a + 1 / own_b)
    index = count_a.index if isinstance(count_a, pd.Series) else None
    return pd.DataFrame({"log_odds": log_odds, "log_odds_z": z}, index=index)


def log_dice(both: Values, a: Values | float, b: Values | float) -> Values:
    """Return 14 + log2 of 2 `both` / (`a` + `b`) (Rychly 2008): 14 at most; empty where `both` is 0."""
    together, alone = _floats(both, a)[0], np.add(*_floats(a, b))
    return _like(both, 14 + np.log2(_divide(2 * together, alone, where=together > 0, otherwise=np.nan)))


def t_score(both: Values, expected: Values | float) -> Values:
    """Return (`both` - `expected`) / square root of `both` (Church and others 1991); empty where `both` is 0."""
    together, chance = _floats(both, expected)
    return _like(both, _divide(together - chance, np.sqrt(together), where=together > 0, otherwise=np.nan))


def mutual_information(both: Values, expected: Values | float) -> Values:
    """Return log2 of `both` / `expected` (Church and Hanks 1990); empty where one of them is 0."""
    together, chance = _floats(both, expected)
    where = (together > 0) & (chance > 0)
    return _like(both, np.log2(_divide(together, chance, where=where, otherwise=np.nan)))


def _floats(*values: pd.Series | npt.NDArray[Any] | float) -> list[FloatArray]:
    """Return what was given as arrays of floats: products of counts pass what a 64-bit integer holds."""
    return [np.asarray(value, dtype=np.float64) for value in values]


def _like(template: Values, result: FloatArray) -> Values:
    return pd.Series(result, index=template.index) if isinstance(template, pd.Series) else np.asarray(result)


def _cells(*values: pd.Series | npt.NDArray[Any] | float) -> tuple[FloatArray, ...]:
    """Return the term in a and in b, and the other words of a and of b."""
    a, b, n_a, n_b = _floats(*values)
    return a, b, np.maximum(n_a - a, 0), np.maximum(n_b - b, 0)


def _expect(cells: tuple[FloatArray, ...]) -> list[FloatArray]:
    """Return what each cell were if the term had the same rate in both corpora."""
    a, b, other_a, other_b = cells
    words_a, words_b = a + other_a, b + other_b
    term_share = _divide(a + b, words_a + words_b)
    other_share = _divide(other_a + other_b, words_a + words_b)
    return [term_share * words_a, term_share * words_b, other_share * words_a, other_share * words_b]


def _x_log_x_over_y(x: FloatArray, y: FloatArray) -> FloatArray:
    return x * np.log(_divide(x, y, where=(x > 0) & (y > 0), otherwise=1.0))


def _divide(
    x: FloatArray, y: FloatArray, *, where: npt.NDArray[np.bool_] | None = None, otherwise: float = 0.0
) -> FloatArray:
    """Return x / y, or another number where y is 0 or as told."""
    x, y = np.broadcast_arrays(x, y)
    out = np.full(x.shape, otherwise)
    np.divide(x, y, out=out, where=(y != 0) if where is None else where)
    return out
