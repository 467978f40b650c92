"""What is said of the correction agrees with the table."""

import pandas as pd
import pytest

from helpers.answers import say_correction

LABELS = {"US": "United States", "Russia": "Russia"}
NAN = float("nan")
COLUMNS = ["target", "raw", "raw_low", "raw_high", "corrected", "low", "high", "n_coded", "n_articles_coded"]
TARGETS = [
    ("Russia", 0.1, 0.0, 0.2, 0.2, 0.1, 0.3, 50, 20),
    ("US", -0.2, -0.3, -0.1, NAN, NAN, NAN, 1, 1),
]


def table(*rows):
    return pd.DataFrame(rows, columns=COLUMNS).assign(scorer="x", source="all sources")


def differ(raw, corrected, n_coded=97, n_articles_coded=30):
    row = ("difference", sum(raw) / 2, *raw, sum(corrected) / 2, *corrected, n_coded, n_articles_coded)
    return say_correction(table(*TARGETS, row), LABELS, "x")


def test_the_difference_is_told_with_both_intervals():
    assert (
        "Corrected by 97 coded mentions, the difference of tone, the United States less Russia, within the articles "
        "that name both is \N{MINUS SIGN}0.10 (95% interval \N{MINUS SIGN}0.30 to +0.10); as scored by x it is "
        "\N{MINUS SIGN}0.30 (95% interval \N{MINUS SIGN}0.40 to \N{MINUS SIGN}0.20). As scored the interval "
        "leaves 0 out, corrected it does not: it may be no more than the scorer's error."
    ) == differ((-0.4, -0.2), (-0.3, 0.1))


@pytest.mark.parametrize(
    ("raw", "corrected", "said"),
    [
        ((0.1, 0.2), (0.1, 0.3), "Both intervals lie on the same side of 0."),
        ((0.1, 0.2), (-0.3, -0.1), "The intervals lie on different sides of 0: the correction turns the sign round."),
        ((-0.1, 0.2), (-0.3, -0.1), "Only the corrected interval leaves 0 out."),
        ((-0.1, 0.2), (-0.3, 0.1), "Neither interval leaves 0 out."),
        ((0.0, 0.0), (0.0, 0.0), "Neither interval leaves 0 out."),
    ],
)
def test_whether_it_matters(raw, corrected, said):
    assert differ(raw, corrected).endswith(said)


def test_too_few_coded():
    said = differ((0.1, 0.3), (NAN, NAN), 3, 1)
    assert said.startswith("With coded mentions of each in 1 article, where it takes 5, the difference of tone")
    assert said.endswith("is not corrected: +0.20 (95% interval +0.10 to +0.30) as scored by x.")
    assert "nan" not in said


def test_a_corrected_mean_without_interval_is_not_weighed():
    row = ("difference", 0.2, 0.1, 0.3, 0.0, NAN, NAN, 9, 9)
    said = say_correction(table(*TARGETS, row), LABELS, "x")
    assert "within the articles that name both is 0.00; as scored by x it is +0.20 (95%" in said
    assert said.endswith("Coded mentions are all alike, so nothing tells how sure that is.")


def test_targets_are_told_where_no_article_names_both():
    said = say_correction(table(*TARGETS), LABELS, "x")
    assert "With coded mentions in 1 article, where it takes 5, the tone toward the United States is not" in said
    assert "Corrected by 50 coded mentions, the tone toward Russia is +0.20 (95% interval +0.10 to +0.30)" in said


def test_nothing_coded_and_no_scores():
    nothing = table(*TARGETS).assign(n_coded=0)
    assert "No mention is coded" in say_correction(nothing, LABELS, "x")
    assert "The scorer y gave no scores" in say_correction(nothing, LABELS, "y")
    assert "gave no scores" in say_correction(nothing, {"China": "China"}, "x")
    assert "gave no scores" in say_correction(nothing.head(0), LABELS, "x")
