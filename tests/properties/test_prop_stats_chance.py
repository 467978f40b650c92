"""Laws of the tests by chance and of what tells how alike the mentions of an article are, on small tables at random."""

from itertools import combinations, product

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from making_scores import FEW, articles_with_numbers
from scipy.stats import f_oneway, nct, ttest_ind_from_stats
from scipy.stats import t as student

from helpers.stats import Clusters, SignTest, detect, exchange_labels, flip_signs, measure_clusters
from helpers.stats.clusters import join_errors, measure_error, measure_shares, part_variance
from helpers.stats.draws import code_strata
from helpers.stats.signs import MOST_EXACT

differences = st.lists(st.integers(-4, 4), min_size=1, max_size=9).map(lambda numbers: np.array(numbers) / 4)


@given(differences)
def test_all_signs_are_tried_as_by_hand(numbers):
    told = numbers[numbers != 0]
    sums = [abs(np.dot(signs, told)) for signs in product((1, -1), repeat=len(told))]
    found = flip_signs(numbers)
    assert found == pytest.approx(
        (np.mean([s >= abs(told.sum()) - 1e-9 for s in sums]), 2.0 ** (1 - max(1, len(told))), True)
    )
    assert found.is_exact
    assert 0 < found.least_p <= found.p <= 1


@given(differences, st.sampled_from([0.1, 3.0, 1e6]), st.randoms(use_true_random=False))
def test_a_p_of_signs_has_no_unit_no_order_and_no_direction(numbers, scale, random):
    found = flip_signs(numbers)
    order = random.sample(list(numbers), len(numbers))
    more = [*np.array(order) * -scale, np.nan, np.inf, 0.0, 1e-13]
    assert found == pytest.approx(flip_signs(more))


@given(st.integers(1, MOST_EXACT), st.integers(1, 4))
def test_where_all_articles_agree_p_is_the_least(n, size):
    assert flip_signs([size] * n)[:2] == (2.0 ** (1 - n), 2.0 ** (1 - n))


@FEW
@given(st.integers(MOST_EXACT + 1, 60), st.integers(0, 3), st.integers(50, 400))
def test_of_very_many_ways_so_many_are_drawn(n, seed, n_draws):
    numbers = np.sin(np.arange(n) + 1)
    found = flip_signs(numbers, n_draws=n_draws, seed=seed)
    assert not found.is_exact
    assert found.least_p == pytest.approx(1 / (n_draws + 1))
    assert found.p * (n_draws + 1) == pytest.approx(round(found.p * (n_draws + 1)))
    assert found.least_p <= found.p <= 1
    assert flip_signs(np.ones(n), n_draws=n_draws, seed=seed).p == pytest.approx(found.least_p)


def test_by_default_10000_are_drawn_of_seed_0():
    numbers = np.sin(np.arange(40) + 1) + 0.1
    assert flip_signs(numbers) == flip_signs(numbers, n_draws=10_000, seed=0)
    assert flip_signs(numbers).p != flip_signs(numbers, seed=1).p
    assert 1 / 10_001 == flip_signs(numbers).least_p
    groups = (numbers, np.ones(40), np.arange(40) < 20)
    assert exchange_labels(*groups) == exchange_labels(*groups, n_draws=10_000, seed=0)
    assert exchange_labels(*groups).p != exchange_labels(*groups, seed=1).p
    assert 1 / 10_001 == exchange_labels(*groups).least_p


@pytest.mark.parametrize("nothing", [[], [np.nan], [np.inf, -np.inf]])
def test_without_articles_nothing_is_tested(nothing):
    assert str(SignTest(np.nan, np.nan, False)) == str(flip_signs(nothing))
    assert str(SignTest(np.nan, np.nan, False)) == str(exchange_labels(nothing, nothing, [True] * len(nothing)))


@st.composite
def two_groups(draw, most=8):
    parts, wholes, _ = draw(articles_with_numbers(least=1, most=most, zeros=True))
    return parts, wholes, np.array(draw(st.lists(st.booleans(), min_size=len(parts), max_size=len(parts))), dtype=bool)


def _distance(parts, wholes, first):
    below = wholes[first].sum(), wholes[~first].sum()
    return abs(parts[first].sum() / below[0] - parts[~first].sum() / below[1]) if min(below) > 0 else np.nan


@given(two_groups())
def test_all_labels_are_exchanged_as_by_hand(groups):
    parts, wholes, first = groups
    shown, n, k = _distance(*groups), len(first), int(first.sum())
    found = exchange_labels(*groups)
    if np.isnan(shown):
        assert np.isnan(found.p)
        assert np.isnan(found.least_p)
        return
    every = [np.isin(np.arange(n), chosen) for chosen in combinations(range(n), k)]
    far = [not _distance(parts, wholes, chosen) < shown - 1e-9 for chosen in every]
    assert found.p == pytest.approx(np.mean(far))
    assert found.least_p == pytest.approx((2 if 2 * k == n else 1) / len(every))
    assert found.is_exact
    assert found.least_p <= found.p + 1e-9 <= 1 + 2e-9


@given(two_groups(), st.sampled_from([-2.0, 0.1, 1e5]), st.randoms(use_true_random=False))
def test_a_p_of_labels_has_no_unit_no_order_and_no_side(groups, scale, random):
    parts, wholes, first = groups
    order = random.sample(range(len(parts)), len(parts))
    other = exchange_labels(
        [*parts[order] * scale, np.nan, 1.0], [*wholes[order] * 7, 1.0, np.nan], [*~first[order], True, False]
    )
    assert other == pytest.approx(exchange_labels(*groups), nan_ok=True)


@FEW
@given(st.integers(14, 30), st.integers(3, 6), st.integers(100, 300))
def test_of_very_many_labels_so_many_are_drawn(n, k, n_draws):
    parts, first = np.cos(np.arange(n)), np.arange(n) < k
    found = exchange_labels(parts, np.ones(n), first, n_draws=n_draws)
    assert not found.is_exact
    assert found.least_p == pytest.approx(1 / (n_draws + 1))
    assert found.least_p <= found.p <= 1
    assert exchange_labels(np.ones(n), np.ones(n), first, n_draws=n_draws).p == 1
    apart = exchange_labels(np.where(first, 5.0, 0.0), np.ones(n), first, n_draws=n_draws)
    assert apart.p < 0.1


@st.composite
def mentions(draw, *, alike=False):
    sizes = draw(st.lists(st.integers(1, 4), min_size=2, max_size=6))
    sizes = [sizes[0] + 1] * len(sizes) if alike else sizes
    values = draw(st.lists(st.integers(-8, 8), min_size=sum(sizes), max_size=sum(sizes)))
    return np.array(values) / 8, np.repeat([f"a{n}" for n in range(len(sizes))], sizes)


@given(mentions(alike=True))
def test_of_articles_of_one_size_the_icc_is_that_of_the_analysis_of_variance(given_mentions):
    values, articles = given_mentions
    groups = [values[articles == name] for name in np.unique(articles)]
    m, found = len(groups[0]), measure_clusters(*given_mentions)
    within = sum(((group - group.mean()) ** 2).sum() for group in groups)
    assume(within > 1e-9)
    f = f_oneway(*groups).statistic
    icc = (f - 1) / (f + m - 1)
    assert found.icc == pytest.approx(icc, abs=1e-9)
    assert found.design_effect == pytest.approx(1 + (m - 1) * max(0, icc))
    assert found.n_effective == pytest.approx(len(values) / found.design_effect)
    assert (len(groups), len(values)) == (found.n_articles, found.n_mentions)
    assert measure_clusters(*given_mentions, is_alike=True).design_effect == pytest.approx(found.design_effect)


def _by_hand(values, articles, *, is_alike):
    """Donner 1986 and Kish 1965, of articles of any size."""
    table = pd.DataFrame({"value": values, "article": articles})
    sizes, means = table.groupby("article")["value"].size(), table.groupby("article")["value"].mean()
    n, k = len(table), len(sizes)
    between = (sizes * (means - table["value"].mean()) ** 2).sum() / (k - 1)
    within = ((table["value"] - table["article"].map(means)) ** 2).sum() / (n - k)
    m = (n - (sizes**2).sum() / n) / (k - 1)
    icc = (between - within) / (between + (m - 1) * within)
    common = max(0, icc)
    alike = n / k * (common + (1 - common) / sizes).mean()
    return max(-1.0, icc), alike if is_alike else 1 + ((sizes**2).sum() / n - 1) * common


@given(mentions(), st.booleans())
def test_of_articles_of_any_size_it_is_what_it_is_by_hand(given_mentions, is_alike):
    values, articles = given_mentions
    assume(len(values) > len(np.unique(articles)))
    assume(np.ptp(values) > 0)
    found = measure_clusters(values, articles, is_alike=is_alike)
    assert (found.icc, found.design_effect) == pytest.approx(_by_hand(values, articles, is_alike=is_alike), abs=1e-9)
    assert -1 <= found.icc <= 1
    assert 1 - 1e-9 <= found.design_effect
    assert found.n_effective <= len(values) + 1e-9


@given(mentions(), st.randoms(use_true_random=False))
def test_an_icc_has_no_unit_no_level_no_order_and_no_names(given_mentions, random):
    values, articles = given_mentions
    order = random.sample(range(len(values)), len(values))
    names = np.array(["x" + name[::-1] for name in articles[order]])
    found, other = measure_clusters(values, articles), measure_clusters(5 - 3 * values[order], names)
    assert [*vars(found).values()] == pytest.approx([*vars(other).values()], nan_ok=True, abs=1e-9)
    more = measure_clusters([*values, np.nan], [*articles, "other"])
    assert [*vars(found).values()] == pytest.approx([*vars(more).values()], nan_ok=True)


NOT_KNOWN = [np.nan, np.nan, np.nan]


@pytest.mark.parametrize(
    ("values", "articles", "expected"),
    [
        ([], [], [*NOT_KNOWN, 0, 0]),
        ([1.0, 0.0], ["a", "a"], [*NOT_KNOWN, 1, 2]),
        ([1.0], ["a"], [*NOT_KNOWN, 1, 1]),
        ([1.0, 0.0], ["a", "b"], [np.nan, 1, 2, 2, 2]),
        ([0.1] * 6, list("aabbcc"), [*NOT_KNOWN, 3, 6]),
        ([1.0, 1.0, 0.0, 0.0], list("aabb"), [1, 2, 2, 2, 4]),
        ([1.0, 0.0, 1.0, 0.0], list("aabb"), [-1, 1, 4, 2, 4]),
    ],
)
def test_where_nothing_tells_how_alike_they_are(values, articles, expected):
    found = measure_clusters(values, articles)
    assert isinstance(found, Clusters)
    assert expected == pytest.approx([*vars(found).values()], nan_ok=True)


@given(articles_with_numbers(least=4), st.booleans())
def test_shares_are_mentions_that_are_of_a_kind_or_not(given_articles, is_split):
    """An article of 4 words, 1 of them so, is four mentions of which one is 1; of groups the levels do not count."""
    parts, wholes, sources = given_articles
    ones = np.minimum(np.abs(np.round(parts * 8)), wholes)
    groups = pd.factorize(sources)[0] if is_split else np.zeros(len(parts), dtype=int)
    found = measure_shares(ones, wholes, groups)
    values = np.concatenate(
        [np.repeat([1.0, 0.0], [int(one), int(n - one)]) for one, n in zip(ones, wholes, strict=True)]
    )
    articles = np.repeat(np.arange(len(parts)), wholes.astype(int))
    assert (len(parts), len(values)) == (found.n_articles, found.n_mentions)
    if not is_split:
        assert [*vars(found).values()] == pytest.approx(
            [*vars(measure_clusters(values, articles)).values()], nan_ok=True
        )
    elif len(np.unique(groups)) > 1:
        level = measure_shares(ones, wholes, np.zeros(len(parts), dtype=int))
        assert found.n_mentions == level.n_mentions
        same = part_variance(wholes, ones / wholes + 7 * groups, float((ones * (1 - ones / wholes)).sum()), groups)
        assert [*vars(found).values()] == pytest.approx([*vars(same).values()], nan_ok=True, abs=1e-6)


@given(articles_with_numbers(least=2))
def test_the_error_of_a_mean_is_its_standard_error_and_has_its_unit(given_articles):
    parts, wholes, sources = given_articles
    n = len(parts)
    error, n_free = measure_error(parts, np.ones(n), np.zeros(n, dtype=int))
    assert (error, n_free) == pytest.approx((parts.std(ddof=1) / np.sqrt(n), n - 1), abs=1e-12)
    strata = code_strata(pd.Series(sources))
    found = measure_error(parts, wholes, strata)
    assert found[1] == n - len(np.unique(strata))
    assert measure_error(3 * parts + wholes, wholes, strata) == pytest.approx((3 * found[0], found[1]), abs=1e-9)
    assert measure_error(parts, 2 * wholes, strata) == pytest.approx((found[0] / 2, found[1]), abs=1e-9)
    rate, squares = parts.sum() / wholes.sum(), 0.0
    for stratum in np.unique(strata):
        left = (parts - rate * wholes)[strata == stratum]
        squares += len(left) * left.var(ddof=1)
    assert found[0] == pytest.approx(np.sqrt(squares) / wholes.sum(), abs=1e-9)


@pytest.mark.parametrize(
    ("parts", "wholes", "strata"),
    [([], [], []), ([1.0], [1.0], [0]), ([1.0, 2.0], [1.0, 1.0], [0, 1]), ([0.0] * 3, [0.0] * 3, [0] * 3)],
)
def test_too_few_have_no_error(parts, wholes, strata):
    error, n_free = measure_error(np.array(parts), np.array(wholes), np.array(strata, dtype=int))
    assert np.isnan(error)
    assert 0 == n_free


@given(st.floats(0.01, 5), st.integers(1, 300))
def test_what_can_be_detected_is_a_multiple_of_the_error_and_is_shown_in_80_of_100(error, n_free):
    found = detect(error, n_free)
    assert found == pytest.approx(error * (student.ppf(0.975, n_free) + student.ppf(0.8, n_free)))
    assert detect(2 * error, n_free) == pytest.approx(2 * found)
    if n_free >= 30:
        power = nct.sf(student.ppf(0.975, n_free), n_free, found / error)
        assert power == pytest.approx(0.8, abs=0.01)
    for known in ((error, 0), (np.nan, n_free), (np.inf, n_free), (0.0, n_free), (1e-13, n_free)):
        assert np.isnan(detect(*known))


@given(st.floats(0.1, 2), st.integers(2, 30), st.floats(0.1, 2), st.integers(2, 30))
def test_two_errors_join_as_in_the_test_of_welch(one, n_one, other, n_other):
    error, n_free = join_errors((one / np.sqrt(n_one), n_one - 1), (other / np.sqrt(n_other), n_other - 1))
    expected = ttest_ind_from_stats(1.0, one, n_one, 0.0, other, n_other, equal_var=False)
    assert 1 / error == pytest.approx(expected.statistic)
    assert 2 * student.sf(1 / error, n_free) == pytest.approx(expected.pvalue)
    assert (error, n_free) == pytest.approx(
        join_errors((other / np.sqrt(n_other), n_other - 1), (one / np.sqrt(n_one), n_one - 1))
    )
    assert np.isnan(join_errors((one, 0), (other, n_other))[0])
    assert 0 == join_errors((one, n_one), (np.nan, 0))[1]
    assert (0.0, 7.0) == join_errors((0.0, 3), (0.0, 4))
