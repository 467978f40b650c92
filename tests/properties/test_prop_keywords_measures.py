"""Measures of association and dispersion, and p by permutation: in range, alike both ways, and as counted by hand."""

from fractions import Fraction
from itertools import combinations
from math import comb, isnan, log, log2, sqrt

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from making_texts import examples
from scipy.sparse import csr_array
from scipy.stats import binomtest, chi2_contingency

from helpers.keywords import (
    adjust_bh,
    adjust_holm,
    bound_log_ratio,
    chi_squared,
    deviation_of_proportions,
    juilland_d,
    kl_divergence,
    log_dice,
    log_likelihood,
    log_ratio,
    mutual_information,
    odds_ratio,
    percent_difference,
    permute_labels,
    rosengren_s,
    t_score,
    weigh_log_odds,
)
from helpers.keywords.dispersion import normalise_deviation
from helpers.keywords.permutation import draw_labels

KEYNESS = [log_likelihood, chi_squared, log_ratio, percent_difference, odds_ratio]


@st.composite
def sides(draw, *, least_words=0, most=10**6):
    """Draw counts of terms in two corpora and the words of both, which hold them."""
    counts = draw(st.lists(st.tuples(*[st.integers(0, most)] * 2), min_size=1, max_size=5))
    a, b = (np.array(side) for side in zip(*counts, strict=True))
    words = draw(st.tuples(*[st.integers(least_words, 2 * most)] * 2))
    return a, b, max(words[0], a.max()), max(words[1], b.max())


def swap(drawn):
    a, b, words_a, words_b = drawn
    return b, a, words_b, words_a


@given(sides())
def test_both_ways_say_the_same(drawn):
    assert np.allclose(log_likelihood(*drawn), log_likelihood(*swap(drawn)), rtol=1e-9, atol=1e-6)
    assert np.allclose(chi_squared(*drawn), chi_squared(*swap(drawn)), rtol=1e-9)
    assert np.allclose(log_ratio(*drawn), -log_ratio(*swap(drawn)))
    assert np.allclose(log_ratio(*drawn, always=True), -log_ratio(*swap(drawn), always=True))
    one, other = bound_log_ratio(*drawn, n_tests=3), bound_log_ratio(*swap(drawn), n_tests=3)
    assert np.allclose(one["low"], -other["high"], rtol=1e-6)
    assert np.allclose(one["lrc"], -other["lrc"], rtol=1e-6)
    assert np.allclose(odds_ratio(*drawn) * odds_ratio(*swap(drawn)), 1)


@given(sides())
def test_measures_lie_in_their_range(drawn):
    a, b, words_a, words_b = drawn
    for measure in KEYNESS:
        values = measure(*drawn)
        assert np.isfinite(values).all()
        as_series = measure(pd.Series(a, index=range(5, 5 + len(a))), b, words_a, words_b)
        assert (as_series.to_numpy() == values).all()
        assert list(range(5, 5 + len(a))) == list(as_series.index)
    assert (log_likelihood(*drawn) >= 0).all()
    assert (chi_squared(*drawn, yates=True) <= chi_squared(*drawn) + 1e-9).all()
    assert (chi_squared(*drawn) >= 0).all()
    assert (odds_ratio(*drawn) >= 0).all()
    assert (percent_difference(*drawn) >= -100).all()
    # What occurs nowhere on one side is never said to be more there
    assert (log_ratio(*drawn)[a == 0] <= 0).all()
    assert (log_ratio(*drawn)[b == 0] >= 0).all()


@given(st.lists(st.integers(1, 1000), min_size=4, max_size=4))
def test_scipy_has_the_same_values(cells):
    a, b, other_a, other_b = cells
    given_sides = (np.array([a]), np.array([b]), a + other_a, b + other_b)
    table = [[a, b], [other_a, other_b]]
    likelihood = chi2_contingency(table, correction=False, lambda_="log-likelihood")[0]
    assert np.isclose(likelihood, log_likelihood(*given_sides)[0], atol=1e-7)
    assert np.isclose(chi2_contingency(table, correction=False)[0], chi_squared(*given_sides)[0])
    # Yates' correction never passes beyond equal rates, in SciPy too
    assert np.isclose(chi2_contingency(table)[0], chi_squared(*given_sides, yates=True)[0], atol=1e-9)
    assert np.isclose(a * other_b / (b * other_a), odds_ratio(*given_sides)[0])
    assert np.isclose(log2(a / (a + other_a) / (b / (b + other_b))), log_ratio(*given_sides)[0])
    share = 100 * (Fraction(a, a + other_a) / Fraction(b, b + other_b) - 1)
    assert np.isclose(float(share), percent_difference(*given_sides)[0])


@given(st.lists(st.integers(1, 1000), min_size=4, max_size=4), st.floats(0.5, 0.999), st.integers(1, 50))
def test_the_interval_of_the_log_ratio_is_the_exact_one_of_scipy(cells, level, n_tests):
    a, b, other_a, other_b = cells
    found = bound_log_ratio(np.array([a]), np.array([b]), a + other_a, b + other_b, level=level, n_tests=n_tests)
    share = binomtest(a, a + b).proportion_ci(confidence_level=1 - (1 - level) / n_tests, method="exact")
    scale = log2((b + other_b) / (a + other_a))
    for name, bound in (("low", share.low), ("high", share.high)):
        assert np.isclose(scale + log2(bound / (1 - bound)), found[name].item(), atol=1e-6)
    low, high, lrc = found.iloc[0]
    assert low < log_ratio(np.array([a]), np.array([b]), a + other_a, b + other_b)[0] < high
    assert lrc in {low, high, 0}
    assert (lrc == 0) == (low <= 0 <= high)


@given(sides(least_words=1), st.floats(0.01, 1e6))
def test_log_odds_are_alike_both_ways_and_fade_as_the_prior_grows(drawn, prior_words):
    a, _, words_a, _ = drawn
    prior = np.full(len(a), prior_words / len(a) / 2)
    one = weigh_log_odds(*drawn, prior, prior_words=prior_words)
    other = weigh_log_odds(*swap(drawn), prior, prior_words=prior_words)
    assert np.allclose(one, -other, atol=1e-9)
    assert np.isfinite(one).all(axis=None)
    far = weigh_log_odds(*drawn, prior * 1e20, prior_words=prior_words * 1e20)
    assert (far.abs() <= 0.01).all(axis=None)
    same = weigh_log_odds(a, a, words_a, words_a, prior, prior_words=prior_words)
    assert np.allclose(same, 0)


@given(st.integers(1, 500), st.integers(1, 500), st.integers(1, 500), st.integers(1, 500), st.floats(0.1, 50))
def test_log_odds_by_hand(a, b, other_a, other_b, alpha):
    found = weigh_log_odds(np.array([a]), np.array([b]), a + other_a, b + other_b, np.array([alpha]), prior_words=99)
    rest = 99 - alpha
    expected = log((a + alpha) / (other_a + rest)) - log((b + alpha) / (other_b + rest))
    assert np.isclose(expected, found["log_odds"].item())
    assert np.isclose(expected / sqrt(1 / (a + alpha) + 1 / (b + alpha)), found["log_odds_z"].item())


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**6), st.just(0.0) | st.floats(1e-3, 1e6))
def test_measures_of_collocation_are_their_formulas(both, more_a, more_b, expected):
    a, b = both + more_a, both + more_b
    dice, t, mi = (
        log_dice(np.array([both]), a, b)[0],
        t_score(np.array([both]), expected)[0],
        mutual_information(np.array([both]), expected)[0],
    )
    assert np.isnan([dice, t]).all() == (both == 0)
    assert np.isnan(mi) == (both == 0 or expected == 0)
    if both:
        assert np.isclose(14 + log2(2 * both / (a + b)), dice)
        assert dice <= 14
        assert np.isclose((both - expected) / sqrt(both), t)
    if both and expected:
        assert np.isclose(log2(both) - log2(expected), mi, atol=1e-9)


@st.composite
def spreads(draw, *, min_parts=1):
    """Draw counts of terms in the parts of a corpus, each term somewhere, and the sizes of the parts."""
    n_parts = draw(st.integers(min_parts, 5))
    row = st.lists(st.integers(0, 20), min_size=n_parts, max_size=n_parts).filter(any)
    counts = np.array(draw(st.lists(row, min_size=1, max_size=4)))
    more = draw(st.lists(st.integers(0, 50), min_size=n_parts, max_size=n_parts))
    return counts, np.maximum(counts.sum(axis=0) + more, 1)


@given(spreads())
def test_dispersion_by_hand(drawn):
    counts, sizes = drawn
    shares = sizes / sizes.sum()
    dp, s, kl, d = (
        measure(csr_array(counts), sizes)
        for measure in (deviation_of_proportions, rosengren_s, kl_divergence, juilland_d)
    )
    for n, row in enumerate(counts):
        own = row / row.sum()
        assert np.isclose(np.abs(own - shares).sum() / 2, dp[n], atol=1e-9)
        assert np.isclose(np.sqrt(own * shares).sum() ** 2, s[n])
        assert np.isclose(sum(p * log2(p / q) for p, q in zip(own, shares, strict=True) if p), kl[n], atol=1e-9)
        rates = row / sizes
        if len(sizes) > 1:
            assert np.isclose(1 - rates.std() / rates.mean() / sqrt(len(sizes) - 1), d[n], atol=1e-9)
    assert np.isnan(d).all() == (len(sizes) == 1)
    assert ((dp >= 0) & (dp <= 1) & (s >= 0) & (s <= 1) & (kl >= 0)).all()
    # A matrix, an array and a single row are read alike
    for measure, found in ((deviation_of_proportions, dp), (rosengren_s, s), (kl_divergence, kl), (juilland_d, d)):
        assert np.array_equal(measure(counts, sizes), found, equal_nan=True)
        assert np.allclose(measure(counts[0], sizes), found[:1], equal_nan=True)


@given(spreads(min_parts=2), st.randoms(use_true_random=False))
def test_dispersion_hangs_neither_on_the_order_of_the_parts_nor_on_their_scale(drawn, random):
    counts, sizes = drawn
    order = random.sample(range(len(sizes)), len(sizes))
    for measure in (deviation_of_proportions, rosengren_s, kl_divergence, juilland_d):
        found = measure(counts, sizes)
        assert np.allclose(measure(counts[:, order], sizes[order]), found, atol=1e-9)
        assert np.allclose(measure(counts * 3, sizes * 3), found, atol=1e-9)
    normed = normalise_deviation(deviation_of_proportions(counts, sizes), sizes)
    assert ((normed >= deviation_of_proportions(counts, sizes) - 1e-12) & (normed <= 1)).all()
    even = normalise_deviation(deviation_of_proportions(sizes, sizes), sizes)
    assert np.allclose(even, 0)
    # All of a term in the smallest part is as uneven as can be
    worst = np.where(np.arange(len(sizes)) == sizes.argmin(), 1, 0)
    assert np.allclose(normalise_deviation(deviation_of_proportions(worst, sizes), sizes), 1)


@st.composite
def labelled(draw, *, max_articles=7):
    """Draw counts of articles by terms, the words of each, and which are of the focus."""
    n = draw(st.integers(2, max_articles))
    n_terms = draw(st.integers(1, 3))
    counts = np.array(
        draw(st.lists(st.lists(st.integers(0, 4), min_size=n_terms, max_size=n_terms), min_size=n, max_size=n))
    )
    words = counts.sum(axis=1) + np.array(draw(st.lists(st.integers(1, 9), min_size=n, max_size=n)))
    labels = np.array(draw(st.lists(st.booleans(), min_size=n, max_size=n)))
    assume(0 < labels.sum() < n)
    return counts, words, labels


def part_rates(counts, words, labels):
    return abs(
        Fraction(int(counts[labels].sum()), int(words[labels].sum()))
        - Fraction(int(counts[~labels].sum()), int(words[~labels].sum()))
    )


@given(labelled())
def test_p_is_the_share_of_all_labellings_that_part_as_far(drawn):
    counts, words, labels = drawn
    n, k = len(labels), int(labels.sum())
    p, tried = permute_labels(csr_array(counts), words, labels, n_permutations=999, max_permutations=999, seed=1)
    assert (tried == comb(n, k)).all()
    every = [np.isin(np.arange(n), chosen) for chosen in combinations(range(n), k)]
    for term in range(counts.shape[1]):
        column = counts[:, term]
        as_far = [part_rates(column, words, mine) >= part_rates(column, words, labels) for mine in every]
        assert np.isclose(sum(as_far) / len(every), p[term])
    turned, _ = permute_labels(csr_array(counts), words, ~labels, n_permutations=999, max_permutations=999, seed=1)
    assert np.allclose(p, turned)


@given(labelled(), st.integers(1, 30), st.integers(0, 300), st.integers(0, 9))
def test_p_of_few_permutations_lies_in_its_range(drawn, n_permutations, more, seed):
    counts, words, labels = drawn
    asked = {"n_permutations": n_permutations, "max_permutations": n_permutations + more, "seed": seed}
    p, tried = permute_labels(csr_array(counts), words, labels, **asked)
    assert ((p > 0) & (p <= 1)).all()
    n_ways = comb(len(labels), int(labels.sum()))
    if n_ways <= n_permutations:
        assert (tried == n_ways).all()
    else:
        assert ((tried >= n_permutations) & (tried <= n_permutations + more)).all()
        assert (p >= 1 / (1 + tried)).all()
        # Those that go on are those that few permutations part as far
        assert (np.round(p * (1 + tried)) >= 11)[tried < n_permutations + more].all()
    again, _ = permute_labels(csr_array(counts), words, labels, **asked)
    assert (p == again).all()


@given(st.integers(1, 9), st.integers(0, 50), st.integers(0, 9), st.data())
def test_labels_are_drawn_as_many_as_asked(n, size, seed, data):
    k = data.draw(st.integers(1, n))
    drawn = np.hstack([np.zeros((n, 0)), *draw_labels(np.random.default_rng(seed), n, k, size)])
    assert (n, size) == drawn.shape
    assert (drawn.sum(axis=0) == k).all()
    assert set(np.unique(drawn)) <= {0, 1}


@given(st.lists(st.floats(0, 1) | st.just(float("nan")), max_size=8))
def test_corrections_by_hand(p):
    tested = sorted(value for value in p if not isnan(value))
    for adjust in (adjust_holm, adjust_bh):
        adjusted = adjust(p)
        assert (np.isnan(adjusted) == np.isnan(np.array(p, dtype=float))).all()
        known = adjusted[~np.isnan(adjusted)]
        assert ((known <= 1) & (known >= np.array([value for value in p if not isnan(value)]) - 1e-12)).all()
    m = len(tested)
    for value, holm, bh in zip(p, adjust_holm(p), adjust_bh(p), strict=True):
        if not isnan(value):
            rank = tested.index(value)
            assert np.isclose(min(1, max((m - k) * tested[k] for k in range(rank + 1))), holm)
            last = m - tested[::-1].index(value)
            assert np.isclose(min(1, *(m / k * tested[k - 1] for k in range(last, m + 1))), bh)


@pytest.mark.parametrize("label", [True, False])
def test_one_group_has_nothing_to_exchange(label):
    p, tried = permute_labels(csr_array([[1], [2]]), [3, 4], [label] * 2, n_permutations=9, max_permutations=9, seed=1)
    assert np.isnan(p).all()
    assert [0] == tried.tolist()


@pytest.mark.parametrize("measure", KEYNESS)
def test_nothing_compared_is_nothing(measure):
    none = np.array([], dtype=int)
    assert measure(none, none, 0, 0).shape == (0,)
    assert np.isfinite(measure(np.array([0]), np.array([0]), 0, 0)).all()


def test_missing_counts_stay_missing():
    for measure in (log_ratio, percent_difference, odds_ratio):
        assert np.isnan(measure(np.array([np.nan]), np.array([1.0]), 10, 10)[0])


@given(st.integers(1, 200), st.integers(1, 200), st.integers(0, 500), st.integers(0, 500))
@examples(0.5)
def test_likelihood_of_two_cells_is_that_of_the_term_alone(a, b, more_a, more_b):
    words_a, words_b = a + more_a, b + more_b
    e_a, e_b = ((a + b) * words / (words_a + words_b) for words in (words_a, words_b))
    expected = 2 * (a * log(a / e_a) + b * log(b / e_b))
    assert np.isclose(expected, log_likelihood(np.array([a]), np.array([b]), words_a, words_b, n_cells=2)[0], atol=1e-9)
