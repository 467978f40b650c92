"""Intervals over articles: against those that are known, and where none is given."""

from itertools import product

import numpy as np
import pytest
from scipy.stats import t

from helpers.stats import (
    FEW_ARTICLES,
    bootstrap_interval,
    estimate_interval,
    jackknife_interval,
    wild_interval,
)
from helpers.stats.intervals import MANY_ARTICLES, NO_INTERVAL, count_free
from helpers.stats.wild import draw_weights

VALUES = np.array([0.1, -0.4, 0.3, 0.8, 0.0, -0.2, 0.5])
PARTS, WHOLES = np.array([0.0, 2.0, 1.0, 0.0, 6.0]), np.array([1.0, 2.0, 3.0, 2.0, 8.0])
ALL = [estimate_interval, bootstrap_interval, wild_interval, jackknife_interval]
MANY = np.random.default_rng(1).normal(0.2, 0.3, 60).clip(-1, 1)

pytestmark = pytest.mark.filterwarnings("error::RuntimeWarning")


def student(values):
    return t.interval(0.95, len(values) - 1, values.mean(), values.std(ddof=1) / np.sqrt(len(values)))


def test_the_jackknife_of_a_mean_is_students_interval():
    assert student(VALUES) == pytest.approx(jackknife_interval(VALUES, np.ones(7))[:2])


def test_the_jackknife_leaves_out_each_article():
    without = [(9 - p) / (16 - w) for p, w in zip(PARTS, WHOLES, strict=True)]
    half = np.sqrt(4 / 5 * np.sum((np.array(without) - 9 / 16) ** 2))
    half *= t.ppf(0.975, 256 / (82 + (256 - 82) / 16))  # sum of sizes 16, of their squares 82
    assert (9 / 16 - half, 9 / 16 + half) == pytest.approx(jackknife_interval(PARTS, WHOLES)[:2])


def test_the_jackknife_of_a_share_is_found_for_its_logit():
    parts, wholes = np.array([1, 0, 2, 0, 3, 1]), np.array([2, 2, 4, 2, 4, 6])
    left = [(6 / 5 * (7 - p), 6 / 5 * (20 - w)) for p, w in zip(parts, wholes, strict=True)]  # of 7 and 20
    without = [np.log((above + 0.5) / (below - above + 0.5)) for above, below in left]
    middle = np.log(7.5 / 13.5)
    half = t.ppf(0.975, count_free(wholes, np.zeros(6, dtype=int)))
    half *= np.sqrt(5 / 6 * np.sum((np.array(without) - middle) ** 2))
    expected = 1 / (1 + np.exp(-np.array([middle - half, middle + half])))
    assert expected == pytest.approx(jackknife_interval(parts, wholes, limits=(0, 1))[:2])
    assert jackknife_interval(parts, wholes, limits=(0, 1)) == estimate_interval(parts, wholes, limits=(0, 1))


def test_a_share_lies_in_its_interval_and_mirrors_the_other():
    parts, wholes = np.array([2, 30, 1, 5, 1, 4]), np.array([2, 30, 1, 5, 2, 4])
    low, high, _ = estimate_interval(parts, wholes, limits=(0, 1))
    assert 0 < low < 43 / 44 <= high < 1
    assert (1 - high, 1 - low) == pytest.approx(estimate_interval(wholes - parts, wholes, limits=(0, 1))[:2])
    assert estimate_interval(np.resize(parts, 60), np.resize(wholes, 60), limits=(0, 1)).method == "jackknife"


def test_sources_are_fixed():
    values, sources = np.array([0.0, 0.2, 0.1, 1.0, 0.8, 0.9]), list("aaabbb")
    half = t.ppf(0.975, 4) * np.sqrt(2 * 3**2 * 0.01 / 3) / 6  # variance within either source: .01
    assert (0.5 - half, 0.5 + half) == pytest.approx(jackknife_interval(values, np.ones(6), sources=sources)[:2])
    for method in ALL:
        own = method(values, np.ones(6), sources=sources)
        across = method(values, np.ones(6))
        assert own.high - own.low < 0.3
        assert across.high - across.low > 0.8


@pytest.mark.parametrize(
    ("wholes", "strata", "expected"),
    [
        (np.ones(7), np.zeros(7, dtype=int), 6),
        (np.ones(6), np.array([0, 0, 0, 1, 1, 1]), 4),
        (np.array([1e6, 1, 1, 1, 1]), np.zeros(5, dtype=int), 1),  # one article holds all
    ],
)
def test_unequal_articles_leave_fewer_degrees_of_freedom(wholes, strata, expected):
    assert expected == pytest.approx(count_free(wholes, strata), rel=1e-3)


def test_the_bootstrap_nears_that_of_all_draws():
    drawn = np.array(list(product(range(5), repeat=5)))
    low, middle, high = np.quantile(PARTS[drawn].sum(axis=1) / WHOLES[drawn].sum(axis=1), [0.025, 0.5, 0.975])
    reach = np.sqrt(5 / 4) * t.ppf(0.975, count_free(WHOLES, np.zeros(5, dtype=int))) / 1.95996
    expected = (middle - (middle - low) * reach, middle + (high - middle) * reach)
    assert expected == pytest.approx(bootstrap_interval(PARTS, WHOLES, n_draws=40_000)[:2], abs=0.05)


def test_the_wild_bootstrap_of_many_nears_students_interval():
    assert student(MANY) == pytest.approx(wild_interval(MANY, np.ones(60), n_draws=20_000)[:2], abs=0.004)


def test_the_wild_bootstrap_mirrors_its_values():
    low, high = wild_interval(VALUES, np.ones(7))[:2]
    assert (-high, -low) == pytest.approx(wild_interval(-VALUES, np.ones(7))[:2])


def test_the_wild_bootstrap_rejects_what_lies_outside():
    """By the definition: draw residuals under the value, and compare t; a ratio of unequal articles, two sources."""
    sources = np.array([0, 0, 0, 1, 1])

    def find_p(value):
        errors = PARTS - value * WHOLES
        own = errors - np.array([errors[sources == s].mean() for s in sources]) + errors.mean()
        far = []
        for weights in (np.ones(5), *draw_weights(5, n_draws=2000, seed=0)):
            drawn = weights * own
            variance = sum((sources == s).sum() * drawn[sources == s].var(ddof=1) for s in (0, 1))
            far.append(abs(drawn.sum()) / np.sqrt(variance))
        return np.mean(np.array(far[1:]) >= far[0] - 1e-9)

    low, high = wild_interval(PARTS, WHOLES, sources=sources)[:2]
    assert np.isfinite([low, high]).all()
    for end, outwards in ((low, -1), (high, 1)):
        assert find_p(end + outwards * 1e-3) <= 0.05 < find_p(end - outwards * 1e-3)


def test_weights_have_mean_0_and_variance_1():
    for n, n_points in ((5, 6), (12, 2)):
        weights = draw_weights(n, n_draws=20_000, seed=0)
        assert (n_points, 0, 1) == pytest.approx((len(np.unique(weights)), weights.mean(), weights.var()), abs=0.02)


def test_what_is_shown_says_how_it_was_made():
    assert "jackknife" == estimate_interval(VALUES, np.ones(7)).method
    assert jackknife_interval(VALUES, np.ones(7)) == estimate_interval(VALUES, np.ones(7))
    assert "bootstrap of articles" == estimate_interval(MANY, np.ones(60)).method
    assert bootstrap_interval(MANY, np.ones(60)) == estimate_interval(MANY, np.ones(60))
    one_large = np.array([1000.0, *np.ones(59)])
    assert "jackknife" == estimate_interval(MANY * one_large, one_large).method


def test_of_very_many_articles_drawing_and_leaving_out_say_the_same():
    values = np.random.default_rng(3).exponential(size=MANY_ARTICLES + 1)
    sources = np.arange(len(values)) % 7
    found = estimate_interval(values, np.ones(len(values)), sources=sources)
    drawn = bootstrap_interval(values, np.ones(len(values)), sources=sources, n_draws=20_000)
    assert "jackknife" == found.method
    assert found[:2] == pytest.approx(drawn[:2], abs=0.02 * (drawn.high - drawn.low))


@pytest.mark.parametrize("method", ALL)
def test_few_articles_have_none(method):
    fewer = FEW_ARTICLES - 1
    assert NO_INTERVAL[2] == method(VALUES[:fewer], np.ones(fewer)).method == ""
    assert np.isnan(method(VALUES[:fewer], np.ones(fewer))[:2]).all()
    assert np.isnan(method([], [], sources=[])[:2]).all()
    assert np.isfinite(method(VALUES[:5], np.ones(5))[:2]).all()


@pytest.mark.parametrize("method", ALL)
def test_articles_that_are_all_alike_have_none(method):
    for value in (0.0, 0.3, 1.0):
        assert "" == method(np.full(30, value) * np.arange(1, 31), np.arange(1, 31)).method
    assert "" == method([0.1, 0.1, 0.1, 0.7, 0.7, 0.7], np.ones(6), sources=list("aaabbb")).method  # within sources


@pytest.mark.parametrize("method", ALL)
def test_nan_and_articles_with_nothing_below_the_line_are_left_out(method):
    known = method(VALUES, np.ones(7), sources=list("aaabbbb"))
    more = np.array([np.nan, *VALUES, 0.5, 0.0])
    assert known == method(more, [1, *np.ones(7), np.nan, 0], sources=list("caaabbbbdd"))


@pytest.mark.parametrize("method", ALL)
def test_no_interval_leaves_its_limits(method):
    parts, wholes = [1, 2, 1, 3, 2, 0], [1, 2, 1, 3, 2, 1]
    low, high, _ = method(parts, wholes, limits=(0, 1))
    assert 0 <= low < high <= 1
    low, high, _ = method(parts, wholes, limits=(0.2, 1))
    assert 0.2 <= low < high == 1


@pytest.mark.parametrize("method", ALL)
def test_hundreds_of_sources_with_one_article_each(method):
    values = np.resize([0.1, -0.3, 0.6], 500)
    alone = method(values, np.ones(500), sources=[f"source {at}" for at in range(500)])
    assert method(values, np.ones(500)) == alone


def test_scale_and_shift_carry_over():
    for method in ALL:
        low, high = method(VALUES, np.ones(7))[:2]
        assert (2 * low + 3, 2 * high + 3) == pytest.approx(method(2 * VALUES + 3, np.ones(7))[:2])
