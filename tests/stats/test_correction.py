"""Corrected tone, by hand, against ppi-python, and by simulation."""

import numpy as np
import pandas as pd
import pytest
from score_tables import A, B, C, scored

from benchmarks.correction import CELLS, measure
from benchmarks.correction import FIRST as BIASED
from helpers.schemas import Codings, CorrectedTone
from helpers.stats import ALL_SOURCES, DIFFERENCE, correct_tone, count_codings, measured_correction

MENTION = ["article_id", "target", "mention_start", "mention_end"]
NAMES = {-1.0: "negative", 0.0: "neutral", 1.0: "positive"}
IDS = [f"{n:016x}" for n in range(40)]
pytestmark = pytest.mark.filterwarnings("error::RuntimeWarning")


def coded(mentions, labels, *, probability=1.0, coder="one"):
    """Return codings of the first mentions: labels as words or as -1, 0 and 1."""
    own = mentions.head(len(labels))[MENTION]
    words = [NAMES.get(label, label) for label in labels]
    return own.assign(item=range(1, len(own) + 1), coder=coder, label=words, probability=probability)


def correct(mentions, codings, **options):
    """Return the rows of all sources, or of another group, by target."""
    table = correct_tone(mentions, codings, **{"n_draws": 200} | options)
    CorrectedTone.validate(table)
    return table.set_index(["source", "target"])


def spread(*scores, target="US"):
    """Return one mention an article, of two sources."""
    return scored(*[(IDS[n], f"s{n % 2}", target, score) for n, score in enumerate(scores)])


LABELS = [-1.0, 0.0, 1.0, -1.0, 0.0, 0.0, -1.0, 1.0]
MORE = [0.5, -0.5, 0.0, -1.0]  # scores of mentions that nobody coded


@pytest.mark.parametrize("bias", [0.0, 0.2, -0.5])
def test_a_constant_error_is_removed_and_a_perfect_scorer_left_alone(bias):
    right = [*LABELS, *MORE]
    mentions = spread(*[score + bias for score in right])
    row = correct(mentions, coded(mentions, LABELS, probability=2 / 3)).loc[(ALL_SOURCES, "US")]
    assert np.mean(right) + bias == pytest.approx(row["raw"])
    assert np.mean(right) == pytest.approx(row["corrected"])
    assert 1 == pytest.approx(row["trust"])
    assert row["low"] < row["corrected"] < row["high"]
    assert (12, 12, 8, 8) == tuple(row[["n_articles", "n_mentions", "n_coded", "n_articles_coded"]])


def test_where_all_is_coded_the_labels_count_alone():
    mentions = spread(0.9, 0.8, -0.2, 0.9, 0.0, 0.3, 0.9, -0.7)
    row = correct(mentions, coded(mentions, LABELS)).loc[(ALL_SOURCES, "US")]
    assert np.mean(LABELS) == pytest.approx(row["corrected"])


def test_articles_weigh_alike_and_coded_mentions_by_their_probability():
    # article 0 names the US twice and both are coded, at 1/2 and 1/4; in the others one mention at 1
    mentions = scored(*[(IDS[n], "one", "US", 0.0) for n in (0, 0, 1, 2, 3, 4)])
    codings = coded(mentions, [1, -1, 0, 0, 0, 1], probability=[0.5, 0.25, 1, 1, 1, 1])
    row = correct(mentions, codings).loc[(ALL_SOURCES, "US")]
    # weights are 1 / (2 * 1/2) = 1, 1 / (2 * 1/4) = 2, and 1 four times
    assert (1 * 1 - 1 * 2 + 1) / 7 == pytest.approx(row["corrected"])
    assert 0 == row["trust"]  # scores that do not differ say nothing


def test_each_target_is_corrected_by_its_own_codings_and_compared_within_articles():
    first, second = spread(*LABELS, *MORE), spread(*LABELS[::-1], *MORE, target="Russia")
    first["score"] -= 0.2
    mentions = pd.concat([first, second, scored(("f" * 16, "s0", "US", 1.0))], ignore_index=True)
    codings = pd.concat([coded(first, LABELS), coded(second, LABELS[::-1])], ignore_index=True)
    table = correct(mentions, codings, first="US", second="Russia").loc[ALL_SOURCES]
    assert ["Russia", "US", DIFFERENCE] == list(table.index)
    assert (13, 12, 12) == tuple(table.loc[["US", "Russia", DIFFERENCE], "n_articles"])
    row = table.loc[DIFFERENCE]  # the article that names the US alone has no part in it
    assert (24, 16, 8) == tuple(row[["n_mentions", "n_coded", "n_articles_coded"]])
    assert -0.2 == pytest.approx(row["raw"])
    assert 0 == pytest.approx(row["corrected"])
    back = correct(mentions, codings, first="Russia", second="US").loc[(ALL_SOURCES, DIFFERENCE)]
    assert -row["raw"] == pytest.approx(back["raw"])


def test_groups_have_rows_of_their_own():
    mentions = spread(*LABELS, *LABELS)
    table = correct(mentions, coded(mentions, [*LABELS, *LABELS]), by=("source",))
    assert [(ALL_SOURCES, "US"), ("s0", "US"), ("s1", "US")] == list(table.index)
    assert np.mean(LABELS[::2]) == pytest.approx(table.loc[("s0", "US"), "corrected"])


@pytest.mark.parametrize(
    ("n_coded", "probability"),
    [(0, 1.0), (4, 1.0), (8, 0.0)],  # nothing, in too few articles, and by a draw that cannot have been
)
def test_too_little_coded_corrects_nothing(n_coded, probability):
    mentions = spread(*LABELS)
    codings = coded(mentions, LABELS[:n_coded], probability=probability)
    row = correct(mentions, codings).loc[(ALL_SOURCES, "US")]
    assert row["n_coded"] == count_codings(mentions, codings)["used"]
    assert np.mean(LABELS) == row["raw"]
    assert row["raw_low"] < row["raw"] < row["raw_high"]
    assert row[["corrected", "low", "high", "trust"]].isna().all()


def test_coded_mentions_that_are_all_alike_give_no_interval():
    mentions = spread(*[0.0] * 8)
    row = correct(mentions, coded(mentions, [0] * 8)).loc[(ALL_SOURCES, "US")]
    assert (0, 0) == tuple(row[["raw", "corrected"]])
    assert row[["raw_low", "raw_high", "low", "high"]].isna().all()


def test_few_articles_have_no_interval():
    mentions = scored((A, "one", "US", 0.5), (A, "one", "US", -1.0), (B, "one", "Russia", 0.5))
    table = correct(mentions, coded(mentions, [0, 0, 1]), first="US", second="Russia")
    assert ["Russia", "US"] == list(table.loc[ALL_SOURCES].index)  # nothing to compare within
    assert -0.25 == table.loc[(ALL_SOURCES, "US"), "raw"]
    assert table[["raw_low", "raw_high", "corrected", "low", "high"]].isna().all(axis=None)


def test_nothing_in_nothing_out():
    mentions, none = spread(*LABELS), Codings.empty()
    assert correct_tone(mentions.head(0), none).empty
    assert correct_tone(mentions.head(0), coded(mentions, LABELS)).empty
    assert {"used": 0, "undecided": 0, "unclear": 0, "unknown": 0} == count_codings(mentions, none)
    assert 0 == correct(mentions, none).loc[(ALL_SOURCES, "US"), "n_coded"]


def test_scores_that_are_missing_have_no_part():
    mentions = spread(*LABELS, float("nan"), float("nan"))
    row = correct(mentions, coded(mentions, [*LABELS, 1, 1])).loc[(ALL_SOURCES, "US")]
    assert (8, 8, np.mean(LABELS)) == tuple(row[["n_articles", "n_coded", "corrected"]])


def test_several_coders_and_labels_that_cannot_be_used():
    mentions = spread(*LABELS, *MORE)
    other = coded(mentions, ["neutral", "unclear", *LABELS[2:], "unclear"], coder="two")
    elsewhere = coded(spread(0.0).assign(article_id=C, mention_start=77), ["positive"])
    codings = pd.concat([coded(mentions, LABELS), other, elsewhere], ignore_index=True)
    assert {"used": 8, "undecided": 2, "unclear": 1, "unknown": 1} == count_codings(mentions, codings)
    row = correct(mentions, codings).loc[(ALL_SOURCES, "US")]
    assert 8 == row["n_coded"]
    both = correct(mentions.head(8), codings).loc[(ALL_SOURCES, "US")]
    assert np.mean([-0.5, *LABELS[1:]]) == pytest.approx(both["corrected"])  # -1 by one and 0 by the other


def test_many_sources_of_one_article_each():
    mentions = scored(*[(f"{n:016x}", f"s{n}", "US", n % 3 - 1.0) for n in range(500)])
    table = correct(mentions, coded(mentions, LABELS), by=("source",))
    assert 501 == len(table)
    assert 1 == table["corrected"].notna().sum()


def test_order_does_not_matter():
    mentions = spread(*LABELS, *MORE)
    codings = coded(mentions, LABELS)
    mixed = correct_tone(mentions.sample(frac=1, random_state=0), codings.sample(frac=1, random_state=1))
    pd.testing.assert_frame_equal(correct_tone(mentions, codings), mixed)


# By ppi-python 0.2.3, as benchmarks/ppi_gold.py prints them and says why its lambda is ours times 24/32 times 31/32
WIDE = [-0.6, 0.1, -0.4, 0.5, 0.1, -0.3, 0.2, -0.5]
LOOSE = [-0.6, 0.7, -0.4, 0.5, 0.3, -0.8, 0.2, -0.9]
OTHERS = [-0.5, -0.2, 0.3, 0.0, -0.7, 0.4, -0.1, 0.2, -0.3, 0.6, -0.4, 0.1]
WEIGHTS = np.array([1.0, 2.0, 1.0, 2.0, 1.0, 4.0, 1.0, 2.0])
GOLD_LABELS = [-1.0, 0.0, 0.0, 1.0, -1.0, 0.0, 1.0, -1.0]


@pytest.mark.parametrize(
    ("scores", "weights", "point"),
    [
        (WIDE, np.ones(8), -0.0875),
        (WIDE, WEIGHTS, -0.025),
        (LOOSE, np.ones(8), -0.0955801105),
        (LOOSE, WEIGHTS, 0.0059951734),
    ],
)
def test_one_mention_an_article_gives_the_estimate_of_ppi_python(scores, weights, point):
    mentions = spread(*scores, *OTHERS)
    row = correct(mentions, coded(mentions, GOLD_LABELS, probability=0.4 / weights)).loc[(ALL_SOURCES, "US")]
    assert point == pytest.approx(row["corrected"], abs=1e-9)


def test_scores_are_leaned_on_as_by_ppi_python():
    mentions = spread(*LOOSE, *LOOSE, *LOOSE, *LOOSE)
    row = correct(mentions, coded(mentions, GOLD_LABELS, probability=0.25)).loc[(ALL_SOURCES, "US")]
    assert 0.4750086326 == pytest.approx(row["trust"] * 24 / 32 * 31 / 32, abs=1e-9)
    wide = spread(*WIDE, *WIDE, *WIDE, *WIDE)
    assert 1 == correct(wide, coded(wide, GOLD_LABELS, probability=0.25)).loc[(ALL_SOURCES, "US"), "trust"]


def test_the_interval_of_independent_mentions_is_that_of_ppi_python():
    at = np.arange(1200)
    mentions = scored(*[(f"{n:016x}", "one", "US", score) for n, score in enumerate(np.sin(at))])
    labels = np.round(np.sin(at) * 0.6 + np.cos(7 * at) * 0.8) + 0.0
    codings = coded(mentions, list(labels), probability=0.25).iloc[::4]
    row = correct(mentions, codings, n_draws=2000).loc[(ALL_SOURCES, "US")]
    assert (-0.083443, 0.056660) == pytest.approx((row["low"], row["high"]), abs=0.007)  # a twentieth of its width


def test_the_corrected_interval_holds_the_truth_where_the_raw_one_does_not():
    table = measure(50, 60, n_runs=60)
    share = table.set_index(["method", table["design"].str.partition(",")[0]])["coverage"]
    assert share["raw", BIASED] < 0.2
    assert share["raw", DIFFERENCE] < 0.3
    assert share["corrected"].between(0.86, 1).all()


def test_the_measured_table_ships():
    table = measured_correction()
    assert 6 * len(CELLS) == len(table)
    raw, corrected = (table[table["method"] == method] for method in ("raw", "corrected"))
    assert (table["n_runs"] >= 1000).all()
    assert corrected["coverage"].between(0.93, 0.97).all()
    assert (raw.loc[~raw["design"].str.startswith("Russia"), "coverage"] < 0.6).all()
