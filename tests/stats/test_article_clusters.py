"""Intraclass correlation, design effect and detectable difference, by hand and against another computation."""

from math import isnan, sqrt

import numpy as np
import pytest
from scipy.stats import f_oneway, ttest_1samp, ttest_ind

from helpers.stats import detect, measure_clusters
from helpers.stats.clusters import join_errors, measure_error, measure_shares

NAN = float("nan")
# values by article -> ICC, design effect, effective n
CASES = {
    # between 4 / 1, within 0
    "alike within": ({"a": [1, 1], "b": [3, 3]}, 1.0, 2.0, 2.0),
    # between 0 / 1, within 4 / 2: (0 - 2) / (0 + 2)
    "alike between": ({"a": [1, 3], "b": [1, 3]}, -1.0, 1.0, 4.0),
    # means 1, 4; grand 2; between 2*1 + 1*4 = 6; within 2 / 1; n0 = 3 - 5/3 = 4/3; (6 - 2) / (6 + 2/3) = .6; m = 5/3
    "unequal": ({"a": [0, 2], "b": [4]}, 0.6, 1.4, 3 / 1.4),
    "one article": ({"a": [1, 2, 3]}, NAN, NAN, NAN),
    "one mention each": ({"a": [1], "b": [2], "c": [5]}, NAN, 1.0, 3.0),
    "all equal": ({"a": [0.1, 0.1], "b": [0.1, 0.1, 0.1]}, NAN, NAN, NAN),
    "nothing": ({}, NAN, NAN, NAN),
}


@pytest.mark.filterwarnings("error::RuntimeWarning")
@pytest.mark.parametrize(("articles", "icc", "effect", "effective"), CASES.values(), ids=CASES)
def test_clusters_by_hand(articles, icc, effect, effective):
    found = measure_clusters([v for own in articles.values() for v in own], [a for a in articles for _ in articles[a]])
    assert (icc, effect, effective) == pytest.approx(
        (found.icc, found.design_effect, found.n_effective), nan_ok=True, abs=1e-12
    )
    assert (len(articles), sum(map(len, articles.values()))) == (found.n_articles, found.n_mentions)


def test_articles_of_equal_size_agree_with_the_f_ratio():
    rng = np.random.default_rng(3)
    groups = [rng.normal(centre, 1, 6) for centre in rng.normal(0, 0.7, 12)]
    ratio = f_oneway(*groups).statistic
    found = measure_clusters(np.concatenate(groups), np.repeat(np.arange(12), 6))
    assert (ratio - 1) / (ratio + 5) == pytest.approx(found.icc)
    assert 1 + 5 * found.icc == pytest.approx(found.design_effect)
    alike = measure_clusters(np.concatenate(groups), np.repeat(np.arange(12), 6), is_alike=True)
    assert found.design_effect == pytest.approx(alike.design_effect)  # of equal size, weights are no matter


def test_a_long_article_that_weighs_as_one_tells_no_more_than_one():
    # nine articles of one mention and one of 91, none more alike than others: 100 / (9 + 1 / 91) of the variance
    values, articles = np.tile([0.0, 1.0], 50), [*range(9), *[9] * 91]
    found = measure_clusters(values, articles, is_alike=True)
    assert found.icc <= 0
    assert 100 / (9 + 1 / 91) == pytest.approx(found.n_effective)
    assert 100 == pytest.approx(measure_clusters(values, articles).n_effective)


def test_mentions_without_a_score_are_left_out():
    assert measure_clusters([1, 3, NAN, 1, 3], list("aaabb")) == measure_clusters([1, 3, 1, 3], list("aabb"))


def test_shares_are_those_of_ones_and_zeros_written_out():
    parts, wholes = np.array([1.0, 3.0, 0.0, 4.0]), np.array([4.0, 5.0, 2.0, 6.0])
    written = [[1] * int(p) + [0] * int(w - p) for p, w in zip(parts, wholes, strict=True)]
    articles = [number for number, own in enumerate(written) for _ in own]
    by_sums = measure_shares(parts, wholes, np.zeros(4, dtype=np.intp))
    assert measure_clusters(np.concatenate(written), articles).icc == pytest.approx(by_sums.icc)


def test_articles_are_compared_with_those_of_their_group():
    # within each group the articles are the same, so nothing lies between articles
    found = measure_shares(np.array([1.0, 1.0, 3.0, 3.0]), np.full(4, 4.0), np.array([0, 0, 1, 1]))
    assert found.icc < 0
    alone = measure_shares(np.array([1.0, 3.0]), np.full(2, 4.0), np.array([0, 1]))
    assert isnan(alone.icc)


def test_the_error_is_that_of_a_mean_of_articles():
    values, one = np.array([0.2, -0.4, 0.1, 0.3, 0.0, -0.3]), np.zeros(6, dtype=np.intp)
    error, n_free = measure_error(values, np.ones(6), one)
    assert (values.std(ddof=1) / sqrt(6), 5) == pytest.approx((error, n_free))
    assert values.mean() / error == pytest.approx(ttest_1samp(values, 0).statistic)
    # two strata of three: (3/6)^2 s^2 / 3 each; 6 articles less 2 strata
    parted, n_free = measure_error(values, np.ones(6), np.array([0, 0, 0, 1, 1, 1]))
    by_hand = sqrt(0.25 * values[:3].var(ddof=1) / 3 + 0.25 * values[3:].var(ddof=1) / 3)
    assert (by_hand, 4) == pytest.approx((parted, n_free))
    assert measure_error(values[:1], np.ones(1), one[:1])[1] == 0


@pytest.mark.parametrize(
    # t of .975 and of .8 by the tables of Student's t
    ("n_free", "multiple"),
    [(4, 2.776 + 0.941), (10, 2.228 + 0.879), (30, 2.042 + 0.854), (1_000_000, 1.960 + 0.842)],
)
def test_detectable(n_free, multiple):
    assert 0.1 * multiple == pytest.approx(detect(0.1, n_free), abs=1e-4)


def test_nothing_is_detectable_without_an_error():
    assert all(map(isnan, [detect(0.0, 5), detect(NAN, 5), detect(0.1, 0)]))


def test_a_detectable_difference_is_shown_in_80_of_100_corpora():
    rng = np.random.default_rng(0)
    true = detect(1 / sqrt(12), 11)
    drawn = rng.normal(true, 1, (4000, 12))
    assert 0.8 == pytest.approx((ttest_1samp(drawn, 0, axis=1).pvalue <= 0.05).mean(), abs=0.03)


def test_errors_of_two_groups_are_joined_as_welch_does():
    one, two = np.array([0.4, 0.9, 0.1, 0.5, 0.3]), np.linspace(0, 0.2, 40)
    errors = [measure_error(own, np.ones(len(own)), np.zeros(len(own), dtype=int)) for own in (one, two)]
    error, n_free = join_errors(*errors)
    known = ttest_ind(one, two, equal_var=False)
    assert (known.df, (one.mean() - two.mean()) / known.statistic) == pytest.approx((n_free, error))
    assert (0, 5) == join_errors((0, 2), (0, 3))
    assert isnan(join_errors((NAN, 0), (0.1, 3))[0])
