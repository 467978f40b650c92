"""The measured coverage of intervals: that it is ours still, and what is said where it is not 95%."""

import numpy as np
import pandas as pd
import pytest

from benchmarks.coverage import DESIGNS, ICCS, METHODS, N_ARTICLES, make_corpora, measure_cell
from helpers.stats import measured_coverage, simulated, warn_coverage

CELL = ["method", "design", "n_articles", "icc"]


def test_each_situation_is_measured_often_enough():
    table = measured_coverage()
    cells = pd.MultiIndex.from_product([METHODS, [design.name for design in DESIGNS], N_ARTICLES, ICCS], names=CELL)
    assert set(cells) == set(table.set_index(CELL).index)
    assert len(cells) == len(table)
    assert table["n_runs"].min() >= 2000


def test_what_is_shown_holds_the_truth_in_about_95_of_100():
    shown = measured_coverage().query("method == 'shown'")
    error = np.sqrt(0.95 * 0.05 / shown["n_runs"].min())
    of_share = shown["design"].str.startswith("share")
    assert shown.loc[~of_share, "coverage"].between(0.93, 0.97 + error).all()
    assert shown.loc[of_share, "coverage"].between(0.91, 0.985).all()


def test_plain_percentiles_do_not():
    plain = measured_coverage().query("method == 'percentile' and n_articles == 5")
    assert (plain["coverage"] < 0.9).all()
    assert plain["coverage"].mean() < 0.87


@pytest.mark.parametrize(
    ("design", "n_articles", "icc"), [(DESIGNS[0], 5, 0.3), (DESIGNS[5], 10, 0.1), (DESIGNS[6], 10, 0.3)]
)
def test_a_cell_comes_out_exactly_as_committed(design, n_articles, icc):
    committed = measured_coverage().set_index(CELL).loc[("shown", design.name, n_articles, icc)]
    again = measure_cell(design, n_articles, icc, n_runs=int(committed["n_runs"]), methods=["shown"]).iloc[0]
    assert committed["coverage"] == pytest.approx(again["coverage"], abs=0.0011)  # 2 of 2,000: another BLAS may round
    assert committed["width"] == pytest.approx(again["width"], abs=2e-4)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(("design", "n_articles", "icc"), [(DESIGNS[1], 50, 0.1), (DESIGNS[4], 20, 0.3)])
def test_fewer_runs_come_near_what_is_committed(method, design, n_articles, icc):
    committed = measured_coverage().set_index(CELL).loc[(method, design.name, n_articles, icc), "coverage"]
    found = measure_cell(design, n_articles, icc, n_runs=200, methods=[method])["coverage"].iloc[0]
    assert committed == pytest.approx(found, abs=4 * np.sqrt(0.95 * 0.05 / 200))


@pytest.mark.parametrize("design", DESIGNS, ids=lambda design: design.name)
def test_simulated_corpora_have_the_truth_and_the_icc_that_are_set(design):
    made = make_corpora(design, 10, 0.3, n_runs=4000, seed=1)
    within = made.parts - made.truth * made.wholes
    assert abs(within.sum() / made.wholes.sum()) < 0.01
    if design.estimand != "difference" and design.n_sources == 1:
        large = made.wholes > 2  # variance of a mean of m mentions: 1 + (m - 1) ICC of that of one
        means, sizes = (made.parts / made.wholes)[large], made.wholes[large]
        one = (made.parts[made.wholes == 1]).var()
        expected = (one * (1 + (sizes - 1) * 0.3) / sizes).mean()
        assert expected == pytest.approx(means.var(), rel=0.05)


def test_a_warning_names_the_most_similar_corpora_that_were_worst(monkeypatch):
    rows = [
        ("shown", "difference, one", 5, 0.0, 2000, 0.95, 0.5),
        ("shown", "difference, one", 5, 0.3, 2000, 0.94, 0.5),
        ("shown", "difference, two", 5, 0.3, 2000, 0.912, 0.5),
        ("shown", "difference, one", 50, 0.0, 2000, 0.98, 0.5),
        ("percentile", "difference, one", 50, 0.3, 2000, 0.80, 0.5),
        ("shown", "share, one", 5, 0.0, 2000, 0.90, 0.5),
    ]
    columns = [*CELL, "n_runs", "coverage", "width"]
    monkeypatch.setattr(simulated, "measured_coverage", lambda: pd.DataFrame(rows, columns=columns))
    assert "" == warn_coverage(6, -0.1)
    assert "" == warn_coverage(4, 0.3)  # no interval, no warning
    assert (
        warn_coverage(7, 0.5)
        == warn_coverage(5, float("nan"))
        == (
            "of simulated corpora with 5 articles and an ICC of 0.3 (difference, two) these intervals held the truth "
            "in 91.2%, not 95%: they are rather too narrow here"
        )
    )
    assert "(share, one) these intervals held the truth in 90.0%" in warn_coverage(5, 0, of="share")
    assert "98.0%, not 95%: they are rather too wide" in warn_coverage(800, 0.2)
    at_the_edge = pd.DataFrame(
        [("shown", "difference, one", 5, 0.0, 2000, 0.97049, 0.5)], columns=[*CELL, "n_runs", "coverage", "width"]
    )
    monkeypatch.setattr(simulated, "measured_coverage", lambda: at_the_edge)
    assert "" == warn_coverage(5, 0)  # 97.0%, as it would be told
