"""Agreement of coders: against published numbers, NLTK, and by hand."""

from collections import Counter

import numpy as np
import pandas as pd
import pytest
from coded_tables import coded
from nltk.metrics.agreement import AnnotationTask
from nltk.metrics.distance import binary_distance, interval_distance

from helpers.stats import list_coder_disagreements, measure_reliability
from helpers.stats.reliability import compute_alpha, pair_values

pytestmark = pytest.mark.filterwarnings("error::RuntimeWarning")

NEGATIVE, NEUTRAL, POSITIVE, UNCLEAR = "negative", "neutral", "positive", "unclear"
_ = None
KRIPPENDORFF = [  # Computing Krippendorff's Alpha-Reliability (2011), data C: a row per observer, a column per unit
    [1, 2, 3, 3, 2, 1, 4, 1, 2, _, _, _],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, _, 3],
    [_, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, _],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, _],
]


def alpha_of(table, level):
    values = sorted({value for row in table for value in row if value is not None})
    counts = np.array([[column.count(value) for value in values] for column in zip(*table, strict=True)], dtype=float)
    pairs = pair_values(counts[counts.sum(axis=1) > 1])
    return float(compute_alpha(pairs.sum(axis=0), np.array(values, dtype=float), level))


@pytest.mark.parametrize(
    ("level", "alpha"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)]
)
def test_alpha_of_the_published_example(level, alpha):
    assert alpha == pytest.approx(alpha_of(KRIPPENDORFF, level), abs=0.0005)


def ordinal(table):
    """Return Krippendorff's ordinal difference, which NLTK lacks, for the values of this table."""
    columns = [[value for value in column if value is not None] for column in zip(*table, strict=True)]
    n = Counter(value for column in columns if len(column) > 1 for value in column)
    return lambda a, b: (sum(n[g] for g in range(min(a, b), max(a, b) + 1)) - (n[a] + n[b]) / 2) ** 2


@pytest.mark.parametrize("seed", range(20))
def test_alpha_is_that_of_nltk_with_values_missing(seed):
    rng = np.random.default_rng(seed)
    drawn = rng.integers(-3, 4, (3, 30))
    table = [[int(value) if abs(value) < 3 else None for value in row] for row in drawn]
    data = [
        (coder, unit, value) for coder, row in enumerate(table) for unit, value in enumerate(row) if value is not None
    ]
    distances = {"nominal": binary_distance, "ordinal": ordinal(table), "interval": interval_distance}
    for level, distance in distances.items():
        assert AnnotationTask(data=data, distance=distance).alpha() == pytest.approx(alpha_of(table, level))


PLUS, NIL, MINUS = (POSITIVE, POSITIVE), (NEUTRAL, NEUTRAL), (NEGATIVE, NEGATIVE)


def by_two(*pairs, articles=None):
    """Return codings by two coders of one mention after the other, each in its own article."""
    rows = enumerate(pairs)
    return coded(
        *(
            (articles[n] if articles else n, n, coder, label)
            for n, pair in rows
            for coder, label in zip("ab", pair, strict=True)
        )
    )


def test_reliability_by_hand():
    # of 20 labels 10 are positive, 10 negative, of 20 ordered pairs 2 differ: 1 - 19 * 2 / (2 * 10 * 10)
    found = measure_reliability(by_two(*[PLUS] * 5, *[MINUS] * 4, (NEGATIVE, NEGATIVE))).set_index("level")
    assert [1.0] * 3 == list(found["alpha"])
    mixed = by_two(*[PLUS] * 5, *[MINUS] * 4, (NEGATIVE, POSITIVE))
    row = measure_reliability(mixed, levels=("nominal",)).iloc[0]
    assert 1 - 19 * 2 / (2 * 11 * 9) == pytest.approx(row["alpha"])
    assert ("nominal", 10, 2, "reliable, uncertain") == tuple(row[["level", "n_items", "n_coders", "verdict"]])


MIXED = [*[PLUS] * 5, *[MINUS] * 4, (NEGATIVE, POSITIVE), (POSITIVE, NEGATIVE)]  # 12 of 22 are positive


def test_the_interval_is_a_jackknife_over_articles_on_the_root_of_its_distance_from_1():
    row = measure_reliability(by_two(*MIXED), levels=("nominal",)).iloc[0]
    # of n labels, p positive, d of n ordered pairs differ: 1 - alpha is (n - 1) d / (2 p (n - p))
    left = np.sqrt([19 * 4 / (2 * 10 * 10)] * 5 + [19 * 4 / (2 * 12 * 8)] * 4 + [19 * 2 / (2 * 11 * 9)] * 2)
    reach = 2.22814 * np.sqrt(10 / 11 * ((left - left.mean()) ** 2).sum())
    root = np.sqrt(21 * 4 / (2 * 12 * 10))
    assert (1 - root**2, 1 - (root + reach) ** 2, 1 - (root - reach) ** 2) == pytest.approx(
        tuple(row[["alpha", "low", "high"]]), abs=1e-5
    )


def test_four_articles_tell_no_interval():
    row = measure_reliability(by_two(*MIXED, articles=[0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3]), levels=("nominal",)).iloc[0]
    assert row["alpha"] > 0.5
    assert np.isnan(row["low"])
    assert np.isnan(row["high"])


def test_the_interval_ends_at_what_alpha_can_be():
    opposed = [*[(POSITIVE, NEGATIVE)] * 3, PLUS, MINUS]
    assert -1.0 == measure_reliability(by_two(*opposed), levels=("nominal",))["low"].item()
    assert 1.0 == measure_reliability(by_two(*MIXED[:-1]), levels=("nominal",))["high"].item()


def test_unclear_is_a_label_to_the_nominal_level_alone():
    found = measure_reliability(by_two(PLUS, MINUS, (UNCLEAR, UNCLEAR), (POSITIVE, UNCLEAR))).set_index("level")
    assert [4, 2, 2] == list(found["n_items"])
    assert 1 - 7 * 2 / (64 - 9 - 4 - 9) == pytest.approx(found.loc["nominal", "alpha"])
    assert 1.0 == found.loc["ordinal", "alpha"]


@pytest.mark.parametrize(
    "table",
    [by_two(), coded((1, 1, "a", POSITIVE), (2, 2, "a", NEGATIVE)), by_two(PLUS, PLUS), by_two(*[NIL] * 8)],
    ids=["none", "one coder", "one label", "one label, many articles"],
)
def test_what_cannot_be_known_is_not_told(table):
    found = measure_reliability(table)
    assert found[["alpha", "low", "high"]].isna().all(axis=None)
    assert {"not known"} == set(found["verdict"])


def test_perfect_agreement_has_no_interval():
    row = measure_reliability(by_two(*[PLUS] * 5, *[MINUS] * 5)).iloc[0]
    assert 1.0 == row["alpha"]
    assert np.isnan(row["low"])


@pytest.mark.parametrize(
    ("alpha", "low", "verdict"),
    [
        (0.8, 0.8, "reliable"),
        (0.93, 0.22, "reliable, uncertain"),
        (0.93, float("nan"), "reliable, uncertain"),  # too few articles for an interval
        (0.79, 0.7, "tentative"),
        (0.79, 0.66, "tentative, uncertain"),
        (0.66, 0.5, "unreliable"),
    ],
)
def test_verdicts_are_krippendorffs(monkeypatch, alpha, low, verdict):
    monkeypatch.setattr("helpers.stats.reliability.compute_alpha", lambda *_: np.array(alpha))
    monkeypatch.setattr("helpers.stats.reliability._jackknife", lambda *_: (low, 1.0))
    assert verdict == measure_reliability(by_two(PLUS, MINUS), levels=("nominal",))["verdict"].item()


def test_an_unknown_level_is_named():
    with pytest.raises(ValueError, match="'cardinal' is no level"):
        measure_reliability(by_two(PLUS, MINUS), levels=("cardinal",))


def test_disagreements_of_coders_begin_with_opposites():
    table = coded(
        (1, 0, "b", POSITIVE), (1, 0, "a", NEUTRAL),
        (2, 0, "a", POSITIVE), (2, 0, "b", POSITIVE),
        (3, 0, "a", NEGATIVE), (3, 0, "b", POSITIVE), (3, 0, "c", UNCLEAR),
    )  # fmt: skip
    found = list_coder_disagreements(table)
    assert [(3, 3, "a: negative; b: positive; c: unclear"), (1, 2, "a: neutral; b: positive")] == list(
        found[["item", "n_labels", "labels"]].itertuples(index=False, name=None)
    )
    assert list_coder_disagreements(table.head(0)).empty
    assert list(found) == list(list_coder_disagreements(pd.DataFrame(table.iloc[2:4])))
