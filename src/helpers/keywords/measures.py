"""Measures of association: counts in, scores out; nothing here knows of terms or texts."""

import numpy as np
import pandas as pd


def log_ratio(count_a: pd.Series, count_b: pd.Series, words_a: pd.Series, words_b: pd.Series) -> pd.Series:
    """Return the binary logarithm of the ratio of two rates (Hardie 2014); 0.5 on both counts if one is 0."""
    plus = 0.5 * ((count_a == 0) | (count_b == 0))
    ratio = ((count_a + plus) / words_a.clip(lower=1)) / ((count_b + plus) / words_b.clip(lower=1))
    return pd.Series(np.log2(ratio))


def log_likelihood(count_a: pd.Series, count_b: pd.Series, words_a: pd.Series, words_b: pd.Series) -> pd.Series:
    """Return G2 over all four cells of the table term / other words by corpus a / b (Dunning 1993)."""
    cells = [count_a, count_b, words_a - count_a, words_b - count_b]
    total = words_a + words_b
    term = count_a + count_b
    expected = [
        term * words_a / total,
        term * words_b / total,
        (total - term) * words_a / total,
        (total - term) * words_b / total,
    ]
    terms = [_x_log_x_over_y(o, e) for o, e in zip(cells, expected, strict=True)]
    return 2 * (terms[0] + terms[1] + terms[2] + terms[3])


def _x_log_x_over_y(x: pd.Series, y: pd.Series) -> pd.Series:
    return x * np.log(np.where(x > 0, x, 1) / np.where(x > 0, y, 1))
