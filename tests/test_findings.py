"""A difference in words: each kind of row and its sentence."""

import pytest

from helpers.answers import is_shown, say_finding, say_p, say_span

NAN = float("nan")
SHOWN = {
    "n_articles": 34,
    "difference": -0.31,
    "low": -0.5,
    "high": -0.12,
    "p": 0.004,
    "least_p": 0.0001,
    "detectable": 0.27,
}
FEW = {"low": NAN, "high": NAN, "p": NAN, "least_p": NAN, "detectable": NAN}
FIVE = {
    "n_articles": 5,
    "p": 0.25,
    "least_p": 0.0625,
    "detectable": 0.6,
    "low": -0.5,
    "high": 0.26,
    "difference": -0.12,
}
GROUPS = {"n_articles_first": 6, "n_articles_second": 28}

SAID = [
    (
        {},
        "In these 34 articles the tone toward the US is 0.31 lower than toward Russia (95% interval 0.12 to 0.50 "
        "lower; p = .004).",
    ),
    (
        {"difference": 0.31, "low": 0.12, "high": 0.5, "p": 0.0002},
        "In these 34 articles the tone toward the US is 0.31 higher than toward Russia (95% interval 0.12 to 0.50 "
        "higher; p < .001).",
    ),
    (
        {"low": -0.5, "high": 0.26, "difference": -0.12, "p": 0.4},
        "No difference between the tone toward the US and toward Russia could be shown (0.12 lower, 95% interval 0.50 "
        "lower to 0.26 higher; p = .400); with these 34 articles only a difference above 0.27 could have been.",
    ),
    # the interval leaves 0 out, the test does not agree
    (
        {"p": 0.051},
        "No difference between the tone toward the US and toward Russia could be shown (0.31 lower, 95% interval 0.12 "
        "to 0.50 lower; p = .051); the interval leaves 0 out, but the test of whole articles does not agree.",
    ),
    (
        {"low": -0.2, "high": 0.2, "difference": -0.0001, "p": 0.9},
        "No difference between the tone toward the US and toward Russia could be shown (0.00, 95% interval 0.20 lower "
        "to 0.20 higher; p = .900); with these 34 articles only a difference above 0.27 could have been.",
    ),
    # a small difference is none the less one
    (
        {"difference": -0.0034, "low": -0.0062, "high": -0.0011, "p": 0.016},
        "In these 34 articles the tone toward the US is 0.003 lower than toward Russia (95% interval 0.001 to 0.01 "
        "lower; p = .016).",
    ),
    (
        {"difference": -0.0003, "low": -0.0004, "high": -0.0001, "p": 0.016},
        "In these 34 articles the tone toward the US is to three decimals the same as toward Russia (95% interval 0.00 "
        "to 0.00 lower; p = .016).",
    ),
    (
        FIVE,
        "No difference between the tone toward the US and toward Russia could be shown (0.12 lower, 95% interval 0.50 "
        "lower to 0.26 higher; p = .250); with these 5 articles no test gives a p below .06, and by the interval only "
        "a difference above 0.60 could have been.",
    ),
    (
        FIVE | {"difference": -0.7, "low": -0.9, "high": -0.5, "p": 0.0625, "detectable": 0.3},
        "No difference between the tone toward the US and toward Russia could be shown (0.70 lower, 95% interval 0.50 "
        "to 0.90 lower; p = .062); with these 5 articles no test gives a p below .06, though the interval leaves 0 "
        "out.",
    ),
    (
        FIVE | {"difference": -0.3, "low": NAN, "high": NAN, "detectable": NAN, "p": 0.0625},
        "In each of these 5 articles the tone toward the US is 0.30 lower than toward Russia, so there is no interval "
        "(p = .062).",
    ),
    (
        FEW | {"n_articles": 3, "p": 0.25, "least_p": 0.25},
        "In these 3 articles the tone toward the US is 0.31 lower than toward Russia; so few articles allow neither "
        "interval nor test, so nothing is said beyond them.",
    ),
    (
        FEW | {"n_articles": 1, "difference": 0.0},
        "In the one article the tone toward the US is the same as toward Russia; so few articles allow neither "
        "interval nor test, so nothing is said beyond them.",
    ),
    (
        FEW | {"n_articles": 0, "difference": NAN},
        "No article names both the US and Russia, so the tone cannot be compared within articles.",
    ),
    (
        {"n_articles": 6, "difference": 0.0, "low": NAN, "high": NAN, "p": 1.0, "least_p": 1.0, "detectable": NAN},
        "In each of these 6 articles the tone toward the US is the same as toward Russia, so there is nothing to test.",
    ),
    (
        GROUPS,
        "In these articles (6 against 28) the tone toward the US is 0.31 lower than toward Russia (95% interval 0.12 "
        "to 0.50 lower; p = .004).",
    ),
    (GROUPS | FEW | {"difference": NAN}, "There is nothing to compare the tone toward the US and toward Russia by."),
]


@pytest.mark.parametrize(("changes", "expected"), SAID)
def test_a_finding(changes, expected):
    assert expected == say_finding(SHOWN | changes, "the US", "Russia")


def test_a_finding_on_other_things():
    row = SHOWN | {"difference": 12.34, "low": 3.0, "high": 21.7}
    said = say_finding(row, "Herald", "all others", what="the rate of mentions", at="at", unit="per 1,000 words")
    assert said == (
        "In these 34 articles the rate of mentions at Herald is 12.3 per 1,000 words higher than at all others (95% "
        "interval 3.00 to 21.7 higher; p = .004)."
    )


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, True),
        ({"p": 0.05}, True),
        ({"p": 0.0501}, False),
        ({"high": 0.0}, False),
        (FEW, False),
        ({"p": NAN}, False),
    ],
)
def test_interval_and_test_must_agree(changes, expected):
    assert expected is is_shown(SHOWN | changes)


@pytest.mark.parametrize(
    ("ends", "expected"),
    [
        ((-0.5, -0.12), "0.12 to 0.50 lower"),
        ((0.12, 0.5), "0.12 to 0.50 higher"),
        ((-0.5, 0.26), "0.50 lower to 0.26 higher"),
        ((-0.5, 0.001), "0.50 lower to 0.001 higher"),
        ((0.0, 0.5), "0.00 to 0.50 higher"),
    ],
)
def test_both_ends_of_an_interval(ends, expected):
    assert expected == say_span(*ends)


def test_p():
    assert ["p < .001", "p = .001", "p = .050", "p = 1.000"] == [say_p(p) for p in (0.0009, 0.001, 0.05, 1.0)]
