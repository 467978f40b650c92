"""The interval by drawing articles: against all draws there are, and where it is not given."""

from itertools import product

import numpy as np
import pytest

from helpers.stats.intervals import FEW_ARTICLES, find_interval

PARTS, WHOLES = np.array([0.0, 2.0, 1.0, 0.0, 6.0]), np.array([1.0, 2.0, 3.0, 2.0, 8.0])


def find(parts, wholes, n_draws=2000, seed=0):
    return find_interval(parts, wholes, n_draws=n_draws, seed=seed)


def test_it_nears_that_of_all_draws():
    drawn = np.array(list(product(range(5), repeat=5)))
    shares = PARTS[drawn].sum(axis=1) / WHOLES[drawn].sum(axis=1)
    assert find(PARTS, WHOLES, n_draws=40_000) == pytest.approx(np.percentile(shares, [2.5, 97.5]), abs=0.02)


def test_few_articles_have_none():
    fewer = FEW_ARTICLES - 1
    assert np.isnan(find(PARTS[:fewer], WHOLES[:fewer])).all()
    assert np.isfinite(find(PARTS, WHOLES)).all()


def test_many_articles_are_drawn_in_steps(monkeypatch):
    at_once = find(PARTS, WHOLES, n_draws=100)
    monkeypatch.setattr("helpers.stats.intervals._CELLS", 35)
    assert at_once == find(PARTS, WHOLES, n_draws=100)


def test_a_seed_gives_the_same_again():
    again = {find(PARTS, WHOLES, n_draws=41), find(PARTS, WHOLES, n_draws=41)}
    assert 1 == len(again)
    assert find(PARTS, WHOLES, n_draws=41, seed=1) not in again
