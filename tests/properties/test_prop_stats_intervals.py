"""Laws of the intervals and of what they are made of, on small tables at random."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from making_scores import FEW, articles_with_numbers
from scipy.stats import t, ttest_1samp

from helpers.stats import (
    FEW_ARTICLES,
    Interval,
    bootstrap_interval,
    estimate_interval,
    jackknife_interval,
    measured_coverage,
    warn_coverage,
    wild_interval,
)
from helpers.stats.draws import bound_draws, code_strata, draw_counts, draw_ratios
from helpers.stats.intervals import MANY_ARTICLES, bound_mean, count_free

METHODS = (estimate_interval, bootstrap_interval, jackknife_interval, wild_interval)
SHARE = (0.0, 1.0)
every_method = pytest.mark.parametrize("method", METHODS)


def _is_none(interval):
    return np.isnan(interval.low) and np.isnan(interval.high) and interval.method == ""


def _close(expected, found):
    np.testing.assert_allclose(tuple(found)[:2], tuple(expected)[:2], rtol=1e-7, atol=1e-9)


@every_method
@FEW
@given(articles_with_numbers(least=5))
def test_of_a_mean_the_interval_moves_and_stretches_with_it(method, given_articles):
    """Parts of 3 times the size, and a whole more of each, move the rate by 1 and stretch it by 3; -1 turns it."""
    parts, wholes, sources = given_articles
    found = method(parts, wholes, sources=sources)
    assert isinstance(found, Interval)
    _close((1 + 3 * found.low, 1 + 3 * found.high), method(3 * parts + wholes, wholes, sources=sources))
    _close((-found.high, -found.low), method(-parts, wholes, sources=sources))
    _close(found, method(5 * parts, 5 * wholes, sources=sources))  # a rate has no unit of count


@every_method
@FEW
@given(articles_with_numbers(least=1, zeros=True), st.integers(0, 3))
def test_articles_that_say_nothing_are_left_out(method, given_articles, n_empty):
    parts, wholes, sources = given_articles
    kept = wholes > 0
    expected = method(parts[kept], wholes[kept], sources=sources[kept])
    more = (np.append(parts, [np.nan] * n_empty), np.append(wholes, [2] * n_empty), np.append(sources, ["x"] * n_empty))
    assert str(expected) == str(method(*more[:2], sources=more[2]))
    assert _is_none(expected) or kept.sum() >= FEW_ARTICLES


@every_method
@given(st.integers(0, 20), st.sampled_from([-0.7, 0.0, 0.1, 1e6]))
def test_articles_that_are_all_alike_have_none(method, n, value):
    assert _is_none(method([value] * n, [1] * n))
    assert _is_none(method([value * 3] * n, [3] * n))


@every_method
@FEW
@given(articles_with_numbers(least=5), st.sampled_from([(-0.1, 0.2), (-1.0, 1.0), (0.0, 0.5)]))
def test_limits_are_kept_and_nothing_else_changes(method, given_articles, limits):
    free = method(*given_articles[:2], sources=given_articles[2])
    bound = method(*given_articles[:2], sources=given_articles[2], limits=limits)
    assert free.method == bound.method
    if free.method:
        assert (max(free.low, limits[0]), min(free.high, limits[1])) == bound[:2]


@pytest.mark.parametrize("method", [estimate_interval, bootstrap_interval, wild_interval])
def test_by_default_2000_corpora_are_drawn_of_seed_0_and_all_articles_are_of_one_source(method):
    parts, wholes = np.sqrt(np.arange(24)), 1 + np.arange(24) % 2
    same = {"sources": ["one"] * 24, "limits": (-np.inf, np.inf), "n_draws": 2000, "seed": 0}
    found = method(parts, wholes)
    assert method(parts, wholes, **same) == found
    more = 3000 if method is wild_interval else 2001  # one draw more seldom moves what the wild bootstrap rejects
    for other in ({"seed": 1}, {"n_draws": more}, {"sources": ["one", "two"] * 12}):
        assert method(parts, wholes, **same | other) != found
    assert found.method in ("bootstrap of articles", "wild bootstrap")


@given(articles_with_numbers(least=5))
def test_leaving_out_gives_the_interval_of_the_t_test(given_articles):
    parts = given_articles[0]
    assume(np.ptp(parts) > 0)
    found = jackknife_interval(parts, np.ones(len(parts)))
    _close(ttest_1samp(parts, 0).confidence_interval(), found)
    assert "jackknife" == found.method


def _leave_out_by_hand(parts, wholes, strata):
    """Wolter 2007, 4.5: of each article the rate without it, the others of its stratum weighing so much more."""
    rate, squares = parts.sum() / wholes.sum(), 0.0
    for i, own in enumerate(strata):
        weights = np.where(strata == own, (strata == own).sum() / max((strata == own).sum() - 1, 1), 1.0)
        weights[i] = 0
        n = (strata == own).sum()
        squares += (n - 1) / n * ((weights * parts).sum() / (weights * wholes).sum() - rate) ** 2
    return rate, np.sqrt(squares)


@given(articles_with_numbers(least=5))
def test_leaving_out_within_sources_is_what_it_is_by_hand(given_articles):
    parts, wholes, sources = given_articles
    strata = code_strata(pd.Series(sources))
    rate, error = _leave_out_by_hand(parts, wholes, strata)
    found = jackknife_interval(parts, wholes, sources=sources)
    assume(error > 1e-9)
    half = t.ppf(0.975, count_free(wholes, strata)) * error
    _close((rate - half, rate + half), found)


@FEW
@given(articles_with_numbers(least=5), st.randoms(use_true_random=False))
def test_neither_order_nor_names_matter_to_leaving_out(given_articles, random):
    parts, wholes, sources = given_articles
    found = jackknife_interval(parts, wholes, sources=sources)
    order = random.sample(range(len(parts)), len(parts))
    names = dict(zip(sorted(set(sources)), ("b", "m", "z"), strict=False))
    renamed = np.array([names[source] for source in sources[order]])
    _close(found, jackknife_interval(parts[order], wholes[order], sources=renamed))


@FEW
@given(articles_with_numbers(least=5))
def test_an_interval_holds_what_it_is_of(given_articles):
    parts, wholes, sources = given_articles
    rate = parts.sum() / wholes.sum()
    for method in (jackknife_interval, wild_interval):
        found = method(parts, wholes, sources=sources)
        assert _is_none(found) or found.low - 1e-9 <= rate <= found.high + 1e-9
    share = np.abs(parts) * wholes
    found = estimate_interval(share, wholes, sources=sources, limits=SHARE)
    assert _is_none(found) or 0 <= found.low <= share.sum() / wholes.sum() <= found.high <= 1


@FEW
@given(articles_with_numbers(least=6, most=9))
def test_the_more_articles_say_the_same_the_narrower(given_articles):
    parts, wholes, sources = given_articles
    for method in METHODS:
        one, four = (method(*(np.tile(x, n) for x in (parts, wholes)), sources=np.tile(sources, n)) for n in (1, 4))
        assert _is_none(one) or four.high - four.low < one.high - one.low


@FEW
@given(articles_with_numbers(least=5), st.sampled_from([3, 20]))
def test_a_share_is_as_wide_whichever_of_the_two_is_counted(given_articles, most):
    parts, wholes, sources = given_articles
    share = np.round(np.abs(parts) * most) * wholes
    found = estimate_interval(share, most * wholes, sources=sources, limits=SHARE)
    other = estimate_interval(most * wholes - share, most * wholes, sources=sources, limits=SHARE)
    _close((1 - found.high, 1 - found.low), other)


@FEW
@given(articles_with_numbers(least=5, most=30))
def test_what_is_shown_is_one_of_the_two_as_the_articles_allow(given_articles):
    parts, wholes, sources = given_articles
    free = count_free(wholes, code_strata(pd.Series(sources)))
    expected = bootstrap_interval if free >= 20 else jackknife_interval
    assert str(expected(parts, wholes, sources=sources)) == str(estimate_interval(parts, wholes, sources=sources))
    shares = estimate_interval(np.abs(parts), wholes, sources=sources, limits=SHARE)
    assert shares.method in ("jackknife", "")


@pytest.mark.parametrize(("n", "method"), [(MANY_ARTICLES, "bootstrap of articles"), (MANY_ARTICLES + 1, "jackknife")])
def test_of_very_many_articles_each_is_left_out(n, method):
    assert method == estimate_interval(np.arange(n) % 7, np.ones(n), n_draws=50).method


@given(articles_with_numbers())
def test_strata_are_sources_and_those_of_one_article_go_together(given_articles):
    sources = given_articles[2]
    strata = pd.Series(code_strata(pd.Series(sources)))
    assert sorted(strata.unique()) == list(range(strata.nunique()))
    sizes = strata.value_counts()
    assert len(sources) == 1 or (sizes > 1).all()
    assert (strata.groupby(sources).nunique() == 1).all()  # no source is torn
    large = [name for name, n in pd.Series(sources).value_counts().items() if n > 1]
    assert strata.nunique() >= len(large) - 1 + (not large)


@FEW
@given(articles_with_numbers(), st.integers(1, 40), st.integers(0, 3))
def test_counts_of_a_draw_add_up_within_each_stratum_and_give_the_ratios(given_articles, n_draws, seed):
    parts, wholes, sources = given_articles
    strata = code_strata(pd.Series(sources))
    counts = np.concatenate(list(draw_counts(strata, n_draws=n_draws, seed=seed)))
    assert counts.shape == (n_draws, len(parts))
    for stratum in np.unique(strata):
        assert (counts[:, strata == stratum].sum(axis=1) == (strata == stratum).sum()).all()
    ratios = draw_ratios(parts, wholes, strata, n_draws=n_draws, seed=seed)
    np.testing.assert_allclose((counts @ parts) / (counts @ wholes), ratios, atol=1e-12)


@FEW
@given(st.lists(st.integers(-20, 20), min_size=3, max_size=30), st.integers(3, 30))
def test_percentiles_are_stretched_about_the_median(numbers, n):
    """Hesterberg 2015, 4.2: by Student's t over the normal one, and by the root of n / (n - 1)."""
    found, strata = np.array(numbers, dtype=float), np.zeros(n, dtype=int)
    low, middle, high = np.percentile(found, [2.5, 50, 97.5])
    reach = np.sqrt(n / (n - 1)) * t.ppf(0.975, n - 1) / 1.959963984540054
    expected = middle - (middle - low) * reach, middle + (high - middle) * reach
    free = bound_draws(np.append(found, np.nan), strata, limits=(-np.inf, np.inf))
    np.testing.assert_allclose(free, expected, atol=1e-9)
    kept = bound_draws(found, strata)  # by default what was found is not left
    np.testing.assert_allclose(kept, np.clip(expected, found.min(), found.max()), atol=1e-9)
    assert np.isnan(bound_draws(np.full(3, np.nan), strata)).all()


@given(st.floats(-1, 1), st.floats(0.01, 2), st.integers(1, 200))
def test_welch_bounds_are_those_of_student(mean, error, n_free):
    found = bound_mean(mean, error, n_free)
    _close(t.interval(0.95, n_free, loc=mean, scale=error), found)
    assert "Welch's t" == found.method
    assert _is_none(bound_mean(mean, error, 0))
    assert _is_none(bound_mean(mean, float("nan"), n_free))


@given(articles_with_numbers(least=2))
def test_degrees_of_freedom_are_articles_less_strata_where_these_are_alike_and_never_more(given_articles):
    _, wholes, sources = given_articles
    strata = code_strata(pd.Series(sources))
    n_free = len(wholes) - strata.max() - 1
    assert count_free(wholes, strata) <= n_free + 1e-9
    assert count_free(wholes * 3, strata) == pytest.approx(count_free(wholes, strata))
    assert count_free(np.ones(6), np.array([0, 0, 1, 1, 2, 2])) == pytest.approx(3)
    assert count_free(np.ones(9), np.zeros(9, dtype=int)) == pytest.approx(8)


@given(
    st.integers(0, 100_000),
    st.one_of(st.just(float("nan")), st.floats(-1, 1)),
    st.sampled_from(["difference", "ratio", "share"]),
)
def test_a_warning_is_one_of_the_corpora_that_were_simulated(n_articles, icc, of):
    says = warn_coverage(n_articles, icc, of=of)
    assert "" == says or n_articles >= FEW_ARTICLES
    if says:
        table = measured_coverage()
        own = table[table["design"].str.startswith(of) & (table["method"] == "shown")]
        told = [f"{100 * share:.1f}%" for share in own["coverage"] if round(share, 3) < 0.93 or round(share, 3) > 0.97]
        assert any(share in says for share in told)
        assert ("narrow" in says) != ("wide" in says)
    if np.isnan(icc):
        assert says or not any(warn_coverage(n_articles, known, of=of) for known in (0.0, 0.1, 0.3))


def test_what_was_measured_is_a_copy():
    table = measured_coverage()
    table.loc[:, "coverage"] = 0.0
    assert measured_coverage()["coverage"].gt(0.5).any()
