"""Intervals over articles: against those that are known, and where none is given."""

import numpy as np
import pytest
from scipy.stats import t

from helpers.stats import FEW_ARTICLES, estimate_interval, jackknife_interval

VALUES = np.array([0.1, -0.4, 0.3, 0.8, 0.0, -0.2, 0.5])


def test_the_jackknife_of_a_mean_is_students_interval():
    known = t.interval(0.95, 6, VALUES.mean(), VALUES.std(ddof=1) / np.sqrt(7))
    assert known == pytest.approx(jackknife_interval(VALUES, np.ones(7))[:2])


def test_few_articles_have_none():
    fewer = FEW_ARTICLES - 1
    found = estimate_interval(VALUES[:fewer], np.ones(fewer))
    assert np.isnan(found[:2]).all()
    assert found.method == ""
