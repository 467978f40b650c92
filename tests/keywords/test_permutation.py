"""Permutation of articles: by hand, under the null, and against what G2 takes for evidence."""

import numpy as np
import pytest
from scipy.sparse import csr_array

from helpers.keywords import adjust_bh, adjust_holm, log_likelihood, permutation, permute_labels

NAN = float("nan")


def permute(columns, n_words, is_focus, *, n_permutations=999, max_permutations=999, seed=1):
    counts = csr_array(np.array(columns, dtype=float).T)
    return permute_labels(
        counts,
        n_words,
        is_focus,
        n_permutations=n_permutations,
        max_permutations=max_permutations,
        seed=seed,
    )


# Four articles of 10 words, two of the focus: six ways to choose two.
@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([5, 4, 0, 1], 2 / 6),  # |9 - 1|: itself and its mirror image
        ([5, 0, 4, 1], 1),  # |5 - 5|: nothing parts them less
        ([5, 1, 4, 0], 4 / 6),  # |6 - 4|: not 5 + 0 against 4 + 1
        ([2, 2, 0, 0], 2 / 6),
        ([3, 0, 0, 0], 1),  # one article: each way parts them as far
        ([1, 1, 1, 1], 1),
        ([0, 0, 0, 0], 1),
    ],
)
def test_few_articles_are_tried_in_every_way(counts, expected):
    p, tried = permute([counts], [10] * 4, [True, True, False, False])
    assert (pytest.approx(expected), 6) == (p[0], tried[0])


def test_rates_and_not_counts_are_compared():
    """One article of three: differences of pooled rates are 4/10 - 8/100, 4/50 - 8/60 and 4/50 - 8/60."""
    p, tried = permute([[4, 4, 4]], [10, 50, 50], [True, False, False])
    assert (pytest.approx(1 / 3), 3) == (p[0], tried[0])


def test_ties_hold_in_floating_point():
    """Rates of 0.1, 0.2 and 0.3: sums of them in another order differ in the last digit."""
    p, _ = permute([[1, 2, 3, 1, 2, 3]], [10] * 6, [True, True, True, False, False, False])
    assert 1 == p[0]
    p, _ = permute([[3, 2, 1, 1, 2, 0]], [7] * 6, [True, True, True, False, False, False])
    sums = [a + b + c for a, b, c in _triples([3, 2, 1, 1, 2, 0])]
    assert sum(abs(2 * s - 9) >= 3 for s in sums) / len(sums) == pytest.approx(p[0])


def _triples(values):
    n = range(len(values))
    return [(values[i], values[j], values[k]) for i in n for j in n for k in n if i < j < k]


@pytest.mark.parametrize("label", [True, False])
def test_without_two_groups_there_is_no_p(label):
    p, tried = permute([[1, 2, 3]], [10] * 3, [label] * 3)
    assert np.isnan(p).all()
    assert [0] == tried.tolist()


def test_no_permutations_no_p():
    p, tried = permute([[1, 2, 3]], [10] * 3, [True, False, False], n_permutations=0)
    assert np.isnan(p).all()
    assert [0] == tried.tolist()


def test_no_terms_and_no_words():
    p, tried = permute_labels(
        csr_array((4, 0)), [0] * 4, [True, True, False, False], n_permutations=9, max_permutations=9, seed=1
    )
    assert (0, 0) == (len(p), len(tried))
    p, _ = permute([[0, 0, 0, 0]], [0] * 4, [True, True, False, False])
    assert [1] == p.tolist()


def test_p_is_spread_evenly_where_nothing_differs():
    rng = np.random.default_rng(7)
    counts = rng.poisson(8, size=(400, 60))  # terms by articles
    p, _ = permute(counts, [400] * 60, np.arange(60) < 20, n_permutations=499)
    assert 0.03 < (p <= 0.1).mean() < 0.2
    assert 0.4 < (p <= 0.5).mean() < 0.6
    assert p.min() >= 1 / 500


def test_a_planted_difference_is_found():
    rng = np.random.default_rng(7)
    is_focus = np.arange(60) < 20
    counts = rng.poisson(4, size=(50, 60))
    counts[3] += 5 * is_focus
    p, _ = permute(counts, [400] * 60, is_focus)
    assert 1 / 1000 == p[3]
    assert (np.delete(p, 3) > 1 / 1000).all()


def test_a_burst_in_one_article_is_no_difference():
    """A word 50 times in one of 20 articles has a huge G2, as if its occurrences were independent draws."""
    is_focus = np.arange(40) < 20
    burst, spread = np.zeros(40), np.zeros(40)
    burst[3] = 50
    spread[:17] = 3
    g2 = log_likelihood(np.array([50, 51]), np.array([0, 0]), 20 * 400, 20 * 400)
    p, _ = permute([burst, spread], [400] * 40, is_focus)
    assert (g2 > 60).all()
    assert p[0] > 0.9
    assert p[1] < 0.01


def test_only_terms_with_small_p_go_on():
    rng = np.random.default_rng(7)
    is_focus = np.arange(40) < 20
    counts = rng.poisson(4, size=(5, 40))
    counts[2] += 9 * is_focus
    p, tried = permute(counts, [400] * 40, is_focus, n_permutations=99, max_permutations=1999)
    assert [99, 99, 1999, 99, 99] == tried.tolist()
    assert 1 / 2000 == p[2]
    assert (np.delete(p, 2) >= 11 / 100).all()


def test_a_term_stops_at_ten_times_as_many_if_that_is_enough():
    is_focus = np.arange(40) < 20
    counts = [[3] * 14 + [0] * 12 + [3] * 7 + [0] * 7]
    p, tried = permute(counts, [400] * 40, is_focus, n_permutations=99, max_permutations=99_999)
    assert 999 == tried[0]
    assert 0.01 < p[0] < 0.1


def test_the_same_seed_gives_the_same_p_whatever_the_size_of_the_steps(monkeypatch):
    rng = np.random.default_rng(3)
    counts = rng.poisson(2, size=(30, 25))
    counts[0, :9] += 7
    args = (counts, rng.integers(100, 900, 25), np.arange(25) < 9)
    first, tried = permute(*args, max_permutations=4000)
    monkeypatch.setattr(permutation, "_CELLS", 200)
    again, _ = permute(*args, max_permutations=4000)
    assert first.tolist() == again.tolist()
    assert first.tolist() != permute(*args, seed=2)[0].tolist()
    assert len(set(tried)) > 1


@pytest.mark.parametrize(
    ("p", "expected"),
    [
        ([0.01, 0.04, 0.03, 0.005], [0.03, 0.06, 0.06, 0.02]),  # 4 x .005, 3 x .01, 2 x .03, then not below that
        ([0.5, 0.6], [1, 1]),
        ([0.01, NAN, 0.02], [0.02, NAN, 0.02]),
        ([NAN, NAN], [NAN, NAN]),
        ([], []),
    ],
)
def test_holm_by_hand(p, expected):
    assert expected == pytest.approx(adjust_holm(p).tolist(), nan_ok=True)


@pytest.mark.parametrize(
    ("p", "expected"),
    [
        ([0.01, 0.04, 0.03, 0.005], [0.02, 0.04, 0.04, 0.02]),  # 4/2 x .01, 4/4 x .04, then not above that
        ([0.01, NAN, 0.02], [0.02, NAN, 0.02]),
        ([NAN], [NAN]),
        ([], []),
    ],
)
def test_benjamini_hochberg_by_hand(p, expected):
    assert expected == pytest.approx(adjust_bh(p).tolist(), nan_ok=True)


def test_corrected_p_keep_their_order_and_are_no_smaller():
    p = np.sort(np.random.default_rng(1).random(200) ** 4)
    holm, bh = adjust_holm(p), adjust_bh(p)
    assert (np.diff(holm) >= 0).all()
    assert (np.diff(bh) >= 0).all()
    assert (holm >= bh).all()
    assert (bh >= p).all()
    assert holm.max() <= 1
