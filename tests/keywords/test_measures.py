"""Measures against published values, against NLTK, and by what must hold of them."""

import warnings

import numpy as np
import pandas as pd
import pytest
from nltk.metrics.association import BigramAssocMeasures

from helpers.keywords import (
    bound_log_ratio,
    chi_squared,
    log_dice,
    log_likelihood,
    log_ratio,
    mutual_information,
    odds_ratio,
    percent_difference,
    t_score,
    weigh_log_odds,
)

EVERT = (1177, 341805)  # words of his two corpora
EVERT_TERMS = 20109


def series(*values):
    return pd.Series(values, dtype=float)


def compare(measure, counts, words, **options):
    """Return the measure of one term."""
    return float(measure(*map(series, counts), *map(series, words), **options).iloc[0])


def of_cells(both, first, second, neither):
    """Return counts and words of a 2x2 table."""
    return (both, second), (both + first, second + neither)


def of_pair(both, alone, total):
    """Return the same of how often two words occur together, each alone, and all bigrams."""
    a, b = alone
    return (both, b - both), (a, total - a)


# Every number of design/methods.md, "Keyness, dispersion, collocation".
@pytest.mark.parametrize(
    ("measure", "options", "table", "expected"),
    [
        # Dunning 1993
        (log_likelihood, {}, of_cells(110, 2442, 111, 29114), 270.72),
        (log_likelihood, {}, of_cells(8, 5, 24, 31740), 95.29),
        # Manning and Schuetze 1999
        (chi_squared, {}, of_pair(8, (15828, 4675), 14307668), 1.55),
        (chi_squared, {}, of_pair(59, (67, 65), 571007), 456400),
        # Evert
        (log_likelihood, {}, ((411, 13), EVERT), 4711.9165),
        (log_likelihood, {}, ((174, 1439), EVERT), 906.8136),
        (log_likelihood, {}, ((770, 56155), EVERT), 1402.6123),
        (log_ratio, {"always": True}, ((411, 13), EVERT), 13.111166),
        (log_ratio, {"always": True}, ((174, 1439), EVERT), 5.137036),
        (log_ratio, {"always": True}, ((770, 56155), EVERT), 1.993816),
        # 7 in 1,000 against 2 in 1,000
        (log_likelihood, {}, ((7, 2), (1000, 1000)), 2.954494),
        (log_likelihood, {"n_cells": 2}, ((7, 2), (1000, 1000)), 2.941938),
        (log_ratio, {}, ((7, 2), (1000, 1000)), 1.807355),
        (percent_difference, {}, ((7, 2), (1000, 1000)), 250),
        # 7 of 10 against 2 of 9
        (log_likelihood, {}, ((7, 2), (10, 9)), 4.534939),
        (chi_squared, {}, ((7, 2), (10, 9)), 4.337160),
        (chi_squared, {"yates": True}, ((7, 2), (10, 9)), 2.632438),
    ],
)
def test_keyness_has_the_published_values(measure, options, table, expected):
    digits = len(str(expected).partition(".")[2])
    tolerance = 50 if expected == 456400 else 0.51 * 10**-digits  # that one is printed with four digits
    assert expected == pytest.approx(compare(measure, *table, **options), abs=tolerance)


@pytest.mark.parametrize(
    ("counts", "words", "n_tests", "expected"),
    [
        ((411, 13), EVERT, EVERT_TERMS, 11.530551),
        ((174, 1439), EVERT, EVERT_TERMS, 4.555877),
        ((770, 56155), EVERT, EVERT_TERMS, 1.739272),
        ((7, 2), (1000, 1000), 1, 0),
    ],
)
def test_the_conservative_log_ratio_has_the_published_values(counts, words, n_tests, expected):
    found = bound_log_ratio(*map(series, counts), *map(series, words), n_tests=n_tests)
    swapped = bound_log_ratio(*map(series, counts[::-1]), *map(series, words[::-1]), n_tests=n_tests)
    assert expected == pytest.approx(found["lrc"][0], abs=6e-7)
    assert -expected == pytest.approx(swapped["lrc"][0], abs=6e-7)


@pytest.mark.parametrize(
    ("measure", "both", "alone", "total", "expected"),
    [
        (t_score, 8, (15828, 4675), 14307668, 0.9999),
        (t_score, 20, (42, 20), 14307668, 4.4721),
        (mutual_information, 20, (42, 20), 14307668, 18.38),
        (mutual_information, 20, (15019, 15629), 14307668, 0.29),
    ],
)
def test_collocation_has_the_published_values(measure, both, alone, total, expected):
    found = measure(series(both), series(alone[0] * alone[1] / total))[0]
    assert expected == pytest.approx(found, abs=5.1e-5 if measure is t_score else 5.1e-3)


@pytest.mark.parametrize(
    ("both", "a", "b", "expected"), [(10, 10, 10, 14), (1, 2, 2, 13), (5, 40, 40, 11), (10, 100, 10, 11.5406)]
)
def test_log_dice_by_hand(both, a, b, expected):
    assert expected == pytest.approx(log_dice(series(both), a, series(b))[0], abs=5e-5)


def test_nltk_has_the_same_values():
    rng = np.random.default_rng(5)
    cells = rng.integers([1, 1, 1, 1000], [60, 900, 900, 90_000], size=(200, 4))
    both, first, second, _ = cells.T
    a, b, total = both + first, both + second, cells.sum(axis=1)
    expected = a * b / total
    found = {
        "likelihood_ratio": log_likelihood(both, second, a, total - a),
        "chi_sq": chi_squared(both, second, a, total - a),
        "student_t": t_score(both, expected),
        "pmi": mutual_information(both, expected),
    }
    for name, values in found.items():
        theirs = [
            getattr(BigramAssocMeasures, name)(*row) for row in zip(both, zip(a, b, strict=True), total, strict=True)
        ]
        assert theirs == pytest.approx(values.tolist(), rel=1e-9, abs=1e-9), name


ZEROS = [(0, 4), (3, 0), (0, 0), (10, 0), (0, 10), (10, 10)]  # of 10 words each


def test_zeros_give_numbers_and_no_warnings():
    a, b = np.array(ZEROS, dtype=int).T
    with warnings.catch_warnings():
        warnings.simplefilter("error", RuntimeWarning)
        for measure in (log_likelihood, chi_squared, log_ratio, percent_difference, odds_ratio):
            assert np.isfinite(measure(a, b, 10, 10)).all(), measure.__name__
            assert np.isfinite(measure(a * 0, b * 0, 0, 0)).all(), measure.__name__
        bounds = bound_log_ratio(a, b, 10, 10)
        assert np.isfinite(weigh_log_odds(a, b, 10, 10, (a + b + 1) / 2)).all(axis=None)
        assert np.isnan(log_dice(np.array([0]), 0, 0)).all()
        assert np.isnan(t_score(np.array([0]), 2.0)).all()
        assert np.isnan(mutual_information(np.array([0, 3]), np.array([2.0, 0.0]))).all()
    assert [True, False, True, False, True, False] == np.isneginf(bounds["low"]).tolist()
    assert [False, True, True, True, False, False] == np.isposinf(bounds["high"]).tolist()
    assert np.isfinite(bounds["lrc"]).all()


@pytest.mark.parametrize(
    ("measure", "counts", "words", "expected"),
    [
        (log_ratio, (1, 0), (10, 10), np.log2(3)),  # 1.5 against 0.5
        (log_ratio, (0, 0), (10, 10), 0),
        (log_ratio, (2, 1), (10, 20), 2),
        (percent_difference, (2, 0), (10, 10), 300),  # 2 against 0.5
        (percent_difference, (0, 2), (10, 10), -100),
        (odds_ratio, (2, 1), (10, 10), 2.25),  # 2/8 over 1/9
        (odds_ratio, (1, 0), (10, 10), 1.5 * 10.5 / (0.5 * 9.5)),
        (odds_ratio, (10, 5), (10, 10), 10.5 * 5.5 / (5.5 * 0.5)),  # nothing else in the first
        (log_likelihood, (2, 20), (10, 100), 0),
        (chi_squared, (2, 20), (10, 100), 0),
    ],
)
def test_by_hand(measure, counts, words, expected):
    assert expected == pytest.approx(compare(measure, counts, words), abs=1e-12)


def test_a_series_keeps_its_index_and_an_array_stays_one():
    counts, words = pd.Series([3, 5], index=["trade", "aid"]), pd.Series([100, 100], index=["trade", "aid"])
    assert ["trade", "aid"] == log_ratio(counts, counts, words, 50).index.tolist()
    assert ["trade", "aid"] == bound_log_ratio(counts, counts, words, words).index.tolist()
    assert isinstance(log_likelihood(counts.to_numpy(), counts.to_numpy(), 100, 100), np.ndarray)


def test_counts_too_large_for_products_of_integers():
    n = 4_000_000_000
    assert 0 == compare(chi_squared, (n // 2, n // 2), (n, n))
    found = chi_squared(np.array([n // 2]), np.array([n // 4]), np.array([n]), np.array([n]))
    assert n / 7.5 == pytest.approx(found[0])  # 2n (n/2 3n/4 - n/4 n/2)^2 / (3n/4 5n/4 n n)


@pytest.mark.parametrize("measure", [log_ratio, lambda *sides: bound_log_ratio(*sides)["lrc"]])
def test_ratios_are_antisymmetric(measure):
    a, b = np.array([3, 0, 5, 90, 1]), np.array([0, 4, 5, 2, 80])
    assert (-measure(b, a, 900, 500)).tolist() == pytest.approx(measure(a, b, 500, 900).tolist())


def test_more_tests_and_a_higher_level_widen_the_interval():
    a, b = series(30), series(10)
    widths = [
        float((bounds["high"] - bounds["low"]).iloc[0])
        for bounds in (
            bound_log_ratio(a, b, 1000, 1000),
            bound_log_ratio(a, b, 1000, 1000, level=0.99),
            bound_log_ratio(a, b, 1000, 1000, level=0.99, n_tests=50),
        )
    ]
    assert sorted(widths) == widths
    assert widths[0] < widths[1] < widths[2]


class TestLogOdds:
    a, b = series(30, 4, 9, 0, 457), series(12, 4, 0, 7, 877)  # 500 and 900 words
    prior = (a + b) / 10

    def test_is_antisymmetric(self):
        there = weigh_log_odds(self.a, self.b, 500, 900, self.prior)
        back = weigh_log_odds(self.b, self.a, 900, 500, self.prior)
        np.testing.assert_allclose(there, -back)
        assert (there["log_odds"] != 0).all()

    def test_vanishes_as_the_prior_grows(self):
        z = [
            weigh_log_odds(self.a, self.b, 500, 900, self.prior * scale)["log_odds_z"].abs().max()
            for scale in (1, 100, 10_000, 10**9)
        ]
        assert sorted(z, reverse=True) == z
        assert z[0] > 1
        assert z[-1] < 0.01

    def test_is_0_for_equal_counts_in_equal_corpora(self):
        assert (weigh_log_odds(self.a, self.a, 700, 700, self.prior) == 0).all(axis=None)

    def test_by_hand(self):
        """One word of two, 3 of 4 against 1 of 4, each with a prior of 1: log 4/2 - log 2/4, over root of 1/4 + 1/2."""
        found = weigh_log_odds(series(3, 1), series(1, 3), 4, 4, series(1, 1))
        assert [np.log(4), -np.log(4)] == pytest.approx(found["log_odds"].tolist())
        assert np.log(4) / np.sqrt(0.75) == pytest.approx(found["log_odds_z"][0])

    def test_the_prior_counts_words_that_are_not_given(self):
        whole = weigh_log_odds(self.a, self.b, 500, 900, self.prior).head(1)
        part = weigh_log_odds(
            self.a.head(1), self.b.head(1), 500, 900, self.prior.head(1), prior_words=self.prior.sum()
        )
        pd.testing.assert_frame_equal(whole, part)

    def test_is_0_where_there_is_no_other_word(self):
        assert (weigh_log_odds(series(30), series(3), 30, 3, series(3), prior_words=3) == 0).all(axis=None)


@pytest.mark.parametrize(
    ("counts", "words", "sign"),
    [
        ((0, 30), (391, 61_407), 0),
        ((0, 30), (39_100, 61_407), -1),
        ((30, 0), (61_407, 391), 0),
        ((3, 0), (100, 100), 1),
    ],
)
def test_a_side_without_the_term_never_has_more_of_it(counts, words, sign):
    assert sign == np.sign(log_ratio(*np.array(counts, dtype=float), *words))
