"""Claims on the labelled pairs that the threshold was not chosen on: pinned, so that no change makes it worse."""

import pytest

from benchmarks.claims import CURVE, OURS, list_failures, measure_pairs, read_pairs
from helpers.claims import THRESHOLD, likeness
from helpers.tables import read_csv


@pytest.mark.corpora
@pytest.mark.usefixtures("corpora")
def test_the_threshold_is_the_measured_one_and_figures_hold(monkeypatch):
    monkeypatch.setattr(likeness, "WORDS", 0.2)
    pairs = read_pairs()
    figures, curve, _ = measure_pairs(pairs, list(pairs["text_a"]))
    assert [] == list_failures(figures)
    assert figures[OURS]["f1"]["value"] > figures["vectors alone at 0.60"]["f1"]["value"]
    committed = read_csv(CURVE)
    assert list(curve.columns) == list(committed.columns)
    assert abs(curve["f1"] - committed["f1"].astype(float)).max() < 0.05


def test_the_curve_holds_the_threshold():
    curve = read_csv(CURVE)
    assert {"dev", "test"} == set(curve["split"])
    assert THRESHOLD in set(curve["threshold"].astype(float))
