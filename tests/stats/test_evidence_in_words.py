"""What a comparison of pairs or of two groups of articles says of itself, by hand."""

from math import isnan, log2

import numpy as np
import pandas as pd
import pytest
from scipy.stats import ttest_ind

from helpers.schemas import Honesty
from helpers.stats import Clusters, SignTest, detect, exchange_labels, flip_signs
from helpers.stats.evidence import collect_rows, straighten, weigh_groups, weigh_pairs
from helpers.stats.simulated import warn_coverage

UNKNOWN = Clusters(float("nan"), float("nan"), float("nan"), 12, 40)
FIRST, SECOND = np.array([0.5, 0.4, 0.1, 0.3, 0.6, 0.2]), np.array([-0.3, 0.0, 0.1, -0.6, -0.1, 0.2])


def _groups(first, second, **options):
    parts = np.array([*first, *second], dtype=float)
    options = {"wholes": np.ones(len(parts)), **options}
    is_first = np.arange(len(parts)) < len(first)
    return weigh_groups(parts, options.pop("wholes"), is_first, pd.Series(["one"] * len(parts)), UNKNOWN, **options)


def _pairs(*differences, **options):
    return weigh_pairs(pd.Series(differences), pd.Series(["one"] * len(differences)), UNKNOWN, **options)


def test_two_groups_are_compared_by_the_test_of_welch():
    row, expected = _groups(FIRST, SECOND), ttest_ind(FIRST, SECOND, equal_var=False)
    low, high = expected.confidence_interval()
    assert FIRST.mean() - SECOND.mean() == pytest.approx(row["difference"])
    assert (low, high) == pytest.approx((row["low"], row["high"]))
    assert (6, 6, 12, 40) == tuple(
        row[name] for name in ("n_articles_first", "n_articles_second", "n_articles", "n_mentions")
    )
    test = exchange_labels([*FIRST, *SECOND], np.ones(12), [True] * 6 + [False] * 6)
    assert test[:2] == (row["p"], row["least_p"])
    assert detect(row["difference"] / expected.statistic, expected.df) == pytest.approx(row["detectable"])
    assert "Welch's t; whole articles exchanged, all ways tried" == row["method"]
    assert isnan(row["icc"])


def test_a_rate_in_another_unit_and_within_limits():
    row, cut = _groups(FIRST, SECOND), _groups(FIRST, SECOND, scale=10, limits=(3.0, 5.0))
    assert (10 * row["difference"], 3.0, 5.0) == pytest.approx((cut["difference"], cut["low"], cut["high"]))
    assert (row["p"], 10 * row["detectable"]) == pytest.approx((cut["p"], cut["detectable"]))
    wide = _groups(FIRST, SECOND, scale=10)
    assert (10 * row["low"], 10 * row["high"]) == pytest.approx((wide["low"], wide["high"]))


def test_of_many_articles_labels_are_drawn():
    row = _groups(np.tile(FIRST, 5), np.tile(SECOND, 5))
    assert 1 / 2001 == row["least_p"]
    assert "Welch's t; whole articles exchanged, at random" == row["method"]


def test_a_test_that_was_made_already_stands():
    row = _groups(FIRST, SECOND, p=0.25)
    assert 0.25 == row["p"]
    assert isnan(row["least_p"])
    assert "Welch's t; p as in the table of words, not corrected for their number" == row["method"]
    assert 0.25 == _groups(FIRST[:4], SECOND, p=0.25)["p"]


@pytest.mark.parametrize("sides", [(FIRST[:4], SECOND), (FIRST, SECOND[:4])])
def test_four_articles_on_a_side_are_too_few(sides):
    row = _groups(*sides)
    assert sides[0].mean() - sides[1].mean() == pytest.approx(row["difference"])
    assert all(isnan(row[name]) for name in ("low", "high", "p", "least_p", "detectable"))
    assert ("none", "Fewer than 5 articles to compare: no interval, and nothing can be shown.") == (
        row["method"],
        row["warning"],
    )
    assert "none" != _groups(FIRST[:5], SECOND[:5])["method"]


def test_without_anything_on_a_side_there_is_no_ratio():
    row = _groups([0.0] * 6, [1.0] * 6, is_log=True)
    assert all(isnan(row[name]) for name in ("difference", "low", "high", "p", "least_p", "detectable"))
    assert ("none", "On one side there is nothing to compare.") == (row["method"], row["warning"])


def test_articles_that_are_all_alike_have_no_interval():
    row = _groups([1.0] * 6, [0.0] * 6)
    assert isnan(row["low"])
    assert isnan(row["detectable"])
    assert "no interval; whole articles exchanged, all ways tried" == row["method"]
    assert "no interval; signs of whole articles turned, all ways tried" == _pairs(*[0.5] * 6)["method"]


def test_a_logarithm_of_rates_is_taken_for_linear():
    """Counts of 1 and 3 in 10 words each: a rate of 2 in 10, and what either article adds to it."""
    parts, wholes = np.array([1.0, 3.0]), np.array([10.0, 10.0])
    assert [0.1, 0.3] == pytest.approx(straighten(parts, wholes, is_log=False))
    assert [log2(0.2) - 0.5 / np.log(2), log2(0.2) + 0.5 / np.log(2)] == pytest.approx(
        straighten(parts, wholes, is_log=True)
    )
    assert [0.15, 0.45] == pytest.approx(straighten(parts, np.array([5.0, 5.0]), is_log=False) * 0.75)
    assert np.isnan(straighten(np.zeros(2), wholes, is_log=True)).all()
    row = _groups([1, 3, 2, 2, 2], [4, 4, 4, 4, 4], wholes=np.full(10, 10.0), is_log=True)
    assert (-1.0, -1.0) == pytest.approx((row["difference"], (row["low"] + row["high"]) / 2))


def test_the_worst_is_said_first():
    assert _pairs(0.0, 0.0, 0.0, 0.0, 0.0)["warning"] == "No article shows a difference, so there is nothing to test."
    few = _pairs(0.1, 0.2, 0.3, 0.0, 0.4)["warning"]  # four that differ: 2 of 16 ways
    assert "So few articles that differ give no p below 0.12: by that test nothing can be shown." == few
    assert "no p below" not in _pairs(*FIRST)["warning"]


def test_the_warning_is_that_of_differences_or_of_shares():
    share = _groups(FIRST, SECOND, wholes=np.full(12, 2.0))["warning"]
    for told, of in ((_groups(FIRST, SECOND)["warning"], "difference"), (share, "share")):
        known = warn_coverage(6, float("nan"), of=of)
        assert (f"{known[0].upper()}{known[1:]}." if known else "") == told


def test_pairs_are_weighed_by_signs_or_by_the_test_that_is_given():
    row, test = _pairs(*FIRST), flip_signs(FIRST)
    assert (test.p, test.least_p, FIRST.mean()) == pytest.approx((row["p"], row["least_p"], row["difference"]))
    assert detect(FIRST.std(ddof=1) / 6**0.5, 5) == pytest.approx(row["detectable"])
    given = _pairs(*FIRST, test=SignTest(0.5, 0.01, False), limits=(0.3, 0.4))
    assert (0.5, 0.01, 0.3, 0.4) == tuple(given[name] for name in ("p", "least_p", "low", "high"))
    assert "jackknife; p as in the table of words, not corrected for their number" == given["method"]
    four = _pairs(*FIRST[:4])
    assert all(isnan(four[name]) for name in ("low", "high", "p", "detectable"))
    assert (2 / 16, "none") == (four["least_p"], four["method"])


def test_no_rows_are_a_table_all_the_same():
    empty = collect_rows([], ["scorer"], ["n_first_higher"])
    assert ["scorer", *Honesty.column_names(), "n_first_higher"] == list(empty.columns)
    assert ("str", "int64") == (str(empty["scorer"].dtype), str(empty["n_first_higher"].dtype))
    assert empty.empty
