"""Tests by chance alone: against all arrangements written out, and against SciPy."""

from itertools import combinations, product

import numpy as np
import pytest
from scipy.stats import chisquare, permutation_test

from helpers.stats import exchange_labels, flip_signs, signs

VALUES = np.array([0.1, -0.4, 0.3, 0.8, 0.0, -0.2, 0.5, 0.35])
MANY = np.random.default_rng(2).normal(0.1, 0.4, 25)
PARTS = np.array([1.0, 0.0, 4.0, 2.0, 5.0, 1.0, 3.0])
WHOLES = np.array([2.0, 3.0, 5.0, 6.0, 6.0, 1.0, 9.0])
FIRST = np.array([True, False, True, False, True, True, False])

pytestmark = pytest.mark.filterwarnings("error::RuntimeWarning")


@pytest.mark.parametrize(
    ("differences", "p", "least_p"),
    [
        ([1, 2, 3], 2 / 8, 2 / 8),
        ([1, 2, -3], 8 / 8, 2 / 8),
        ([1, -1, 2], 6 / 8, 2 / 8),  # 1 - 1 + 2 is 2 or more in 6 of 8
        ([0.5], 1, 1),
        ([0, 1, 2, 0, 3], 2 / 8, 2 / 8),  # those of 0 have no sign
        ([0, 0, 0], 1, 1),
        ([np.nan, 1, 2, 3], 2 / 8, 2 / 8),
        ([1e-17] * 8, 1, 1),  # what is left of 0 in floating point has no sign either
        ([0.1] * 20, 2**-19, 2**-19),
        ([0.1, 0.2, -0.3], 1, 2 / 8),  # in floating point their sum is not quite 0
    ],
)
def test_all_signs_are_tried(differences, p, least_p):
    assert (p, least_p, True) == flip_signs(differences)


def test_signs_against_all_written_out():
    sums = [abs(np.dot(VALUES, flips)) for flips in product((-1, 1), repeat=len(VALUES))]
    assert np.mean(np.array(sums) >= abs(VALUES.sum()) - 1e-9) == flip_signs(VALUES).p


def test_signs_against_scipy_exactly_and_by_draws():
    known = permutation_test((VALUES,), np.mean, permutation_type="samples", n_resamples=np.inf).pvalue
    assert known == pytest.approx(flip_signs(VALUES).p)
    found = flip_signs(MANY, n_draws=40_000)
    options = {"permutation_type": "samples", "vectorized": True, "n_resamples": 40_000}
    known = permutation_test((MANY,), np.mean, rng=np.random.default_rng(5), **options).pvalue
    assert known == pytest.approx(found.p, abs=0.012)
    assert not found.is_exact


def test_draws_of_signs_never_say_0_and_repeat():
    large = np.ones(30)
    assert (1 / 1001, 1 / 1001, False) == flip_signs(large, n_draws=1000)
    assert flip_signs(MANY, seed=1) == flip_signs(MANY, seed=1)
    assert flip_signs(-MANY).p == pytest.approx(flip_signs(MANY).p)


def test_draws_of_signs_are_many_small_blocks(monkeypatch):
    at_once = flip_signs(MANY, n_draws=500)
    monkeypatch.setattr(signs, "_CELLS", 100)
    assert at_once.p == pytest.approx(flip_signs(MANY, n_draws=500).p, abs=0.06)


def test_no_article_gives_no_test():
    for found in (flip_signs([]), flip_signs([np.nan]), exchange_labels([], [], []), exchange_labels([1], [1], [True])):
        assert np.isnan(found[:2]).all()


def test_labels_against_all_written_out():
    def contrast(chosen):
        own = np.isin(np.arange(7), chosen)
        return abs(PARTS[own].sum() / WHOLES[own].sum() - PARTS[~own].sum() / WHOLES[~own].sum())

    every = np.array([contrast(chosen) for chosen in combinations(range(7), 4)])
    known = np.mean(every >= contrast(np.flatnonzero(FIRST)) - 1e-9)
    assert (known, 1 / 35, True) == pytest.approx(exchange_labels(PARTS, WHOLES, FIRST))


def test_labels_of_means_against_scipy_exactly_and_by_draws():
    groups = VALUES[:3], VALUES[3:]
    is_first = np.arange(8) < 3

    def differ(one, other, axis):
        return one.mean(axis=axis) - other.mean(axis=axis)

    known = permutation_test(groups, differ, permutation_type="independent", vectorized=True, n_resamples=np.inf)
    every = np.abs(known.null_distribution) >= abs(known.statistic) - 1e-9  # SciPy doubles the smaller tail
    assert (every.mean(), 1 / 56) == pytest.approx(exchange_labels(VALUES, np.ones(8), is_first)[:2])
    many = exchange_labels(MANY, np.ones(25), np.arange(25) < 10, n_draws=40_000)
    known = permutation_test(
        (MANY[:10], MANY[10:]), differ, vectorized=True, n_resamples=40_000, rng=np.random.default_rng(5)
    )
    assert np.mean(np.abs(known.null_distribution) >= abs(known.statistic)) == pytest.approx(many.p, abs=0.012)
    assert 1 / 40_001 == many.least_p


def test_a_few_of_many_are_drawn_as_all_are_arranged():
    """Each choice of 3 of 63 articles comes as often, and takes no article twice; the other side gives the same p."""
    chosen = signs._choose(np.random.default_rng(0), 6000, 63, 3)
    assert (6000, 3) == chosen.shape
    assert all(len(set(row)) == 3 for row in chosen.tolist())
    assert chisquare(np.bincount(chosen.ravel(), minlength=63)).pvalue > 0.01
    parts, first = np.r_[[0.3, 0.5, 0.2], np.linspace(-0.4, 0.6, 60)], np.arange(63) < 3
    known = permutation_test(
        (parts[first], parts[~first]),
        lambda one, other, axis: one.mean(axis=axis) - other.mean(axis=axis),
        n_resamples=20_000,
        vectorized=True,
        rng=np.random.default_rng(5),
    ).pvalue
    assert known == pytest.approx(exchange_labels(parts, np.ones(63), first, n_draws=20_000).p, abs=0.02)
    assert exchange_labels(parts, np.ones(63), first) == exchange_labels(parts, np.ones(63), ~first)


def test_groups_of_equal_size_mirror_each_other():
    assert (2 / 6, 2 / 6, True) == exchange_labels([5, 6, 1, 2], np.ones(4), [True, True, False, False])


def test_labels_of_articles_all_alike_tell_nothing():
    assert 1 == exchange_labels(np.full(9, 0.1) * np.arange(1, 10), np.arange(1, 10), np.arange(9) < 4).p
    assert 1 == exchange_labels(np.zeros(40), np.ones(40), np.arange(40) < 4).p


def test_articles_with_nothing_below_the_line_do_no_harm():
    found = exchange_labels([0, 0, 1, 2, 0], [0, 0, 1, 2, 3], [True, True, True, False, False])
    assert 0 < found.p <= 1
    assert np.isnan(exchange_labels([0, 0, 1], [0, 0, 1], [True, True, False]).p)


def test_batches_of_very_many_articles_tell_what_articles_tell(monkeypatch):
    rng = np.random.default_rng(4)
    values, first = rng.exponential(size=5000), np.arange(5000) < 2400
    values[first] += 0.06
    differences = values - values.mean() + 0.025
    batched = flip_signs(differences), exchange_labels(values, np.ones(5000), first)
    monkeypatch.setattr(signs, "_MANY", 5000)
    each = flip_signs(differences), exchange_labels(values, np.ones(5000), first)
    for found, expected in zip(batched, each, strict=True):
        assert found != expected
        assert found.p == pytest.approx(expected.p, rel=0.3)
        assert 0.005 < found.p < 0.5


def test_batches_of_articles_that_differ_are_rare_by_chance(monkeypatch):
    monkeypatch.setattr(signs, "_MANY", 20)
    rng = np.random.default_rng(5)
    p = [exchange_labels(*rng.exponential(size=(2, 130)), np.arange(130) < 61, n_draws=99).p for _ in range(400)]
    assert np.mean(np.array(p) <= 0.05) == pytest.approx(0.05, abs=0.03)
    p = [flip_signs(rng.standard_t(3, 131), n_draws=99).p for _ in range(400)]
    assert np.mean(np.array(p) <= 0.05) == pytest.approx(0.05, abs=0.03)


def test_few_of_very_many_articles_are_chosen_once_each():
    chosen = signs._choose(np.random.default_rng(0), 50, 5000, 300)
    assert all(len(set(row)) == 300 for row in chosen)
    assert chosen.mean() == pytest.approx(2500, abs=60)
