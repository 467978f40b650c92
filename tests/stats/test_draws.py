"""Drawing articles within sources: who is drawn with whom, how often, and what the draws say."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm, t

from helpers.stats import draws
from helpers.stats.draws import bound_draws, code_strata, draw_counts, draw_ratios

PARTS, WHOLES = np.array([0.0, 2.0, 1.0, 0.0, 6.0]), np.array([1.0, 2.0, 3.0, 2.0, 8.0])
TWO = np.array([1, 0, 0, 1, 1])


@pytest.mark.parametrize(
    ("sources", "strata"),
    [
        ("aabb", [0, 0, 1, 1]),
        ("baab", [1, 0, 0, 1]),
        ("abcd", [0, 0, 0, 0]),  # one each: all together
        ("abbcc", [0, 0, 0, 1, 1]),  # a alone: with the smallest other, of equal ones the first by name
        ("abbbcc", [0, 1, 1, 1, 0, 0]),
        ("abccc", [0, 0, 1, 1, 1]),
        ("a", [0]),
        ("", []),
    ],
)
def test_sources_are_strata_and_lone_articles_go_together(sources, strata):
    assert strata == code_strata(pd.Series(list(sources), dtype="str")).tolist()


def test_a_missing_source_is_a_source_too():
    assert [0, 0, 1, 1] == code_strata(pd.Series(["a", "a", None, None])).tolist()


def test_each_stratum_gives_as_many_as_it_has():
    drawn = np.concatenate(list(draw_counts(TWO, n_draws=500, seed=0)))
    assert (500, 5) == drawn.shape
    assert (drawn[:, TWO == 0].sum(axis=1) == 2).all()
    assert (drawn[:, TWO == 1].sum(axis=1) == 3).all()
    assert np.ones(5) == pytest.approx(drawn.mean(axis=0), abs=0.15)


def test_all_draws_there_are_come_about_equally_often():
    drawn = np.concatenate(list(draw_counts(np.zeros(3, dtype=int), n_draws=27_000, seed=0)))
    found = pd.DataFrame(drawn).value_counts()
    expected = pd.DataFrame([np.bincount(own, minlength=3) for own in product(range(3), repeat=3)]).value_counts()
    assert len(expected) == len(found)
    assert (expected * 1000).to_numpy() == pytest.approx(found.reindex(expected.index).to_numpy(), rel=0.1)


@pytest.mark.parametrize("strata", [np.zeros(5, dtype=int), TWO])
@pytest.mark.parametrize("cells", [7, 1 << 17])
def test_ratios_are_those_of_the_counts(strata, cells, monkeypatch):
    monkeypatch.setattr(draws, "_CELLS", cells)  # 7: block by block
    drawn = np.concatenate(list(draw_counts(strata, n_draws=101, seed=3)))
    assert (drawn @ PARTS) / (drawn @ WHOLES) == pytest.approx(draw_ratios(PARTS, WHOLES, strata, n_draws=101, seed=3))


def test_a_seed_gives_the_same_again():
    first, again, other = (draw_ratios(PARTS, WHOLES, TWO, n_draws=50, seed=seed) for seed in (1, 1, 2))
    assert first.tolist() == again.tolist() != other.tolist()


def test_bounds_of_normal_draws_are_those_of_student():
    n, found = 10, norm.ppf(np.linspace(0, 1, 100_001)[1:-1])  # the error of a bootstrap is too small by (n - 1) / n
    half = t.ppf(0.975, n - 1) * np.sqrt(n / (n - 1))
    assert (-half, half) == pytest.approx(bound_draws(found, np.zeros(n, dtype=int)), abs=1e-3)
    strata = np.repeat(np.arange(5), 2)
    assert np.sqrt(2) * t.ppf(0.975, 5) == pytest.approx(bound_draws(found, strata)[1], abs=1e-3)
    assert np.sqrt(2) * t.ppf(0.975, 3.5) == pytest.approx(bound_draws(found, strata, n_free=3.5)[1], abs=1e-3)


def test_bounds_keep_within_what_was_found_or_the_limits_and_leave_out_what_gave_nothing():
    found = np.array([0.0, 0.2, 0.4, 0.5, 0.5, np.nan])
    strata = np.zeros(5, dtype=int)
    assert (0.0, 0.5) == bound_draws(found, strata)
    low, high = bound_draws(found, strata, limits=(-1, 0.55))
    assert -1 < low < 0
    assert 0.55 == high
    assert np.isnan(bound_draws(found[-1:], strata)).all()
