"""How far scorers agree with coders, by hand."""

import numpy as np
import pandas as pd
import pytest
from coded_tables import coded, scored
from score_tables import MENTIONS

from helpers.schemas import LABELS
from helpers.stats import (
    codings_of_labels,
    compare_scores,
    count_confusion,
    estimate_interval,
    measure_agreement,
    measure_calibration,
    measure_coded_errors,
    settle_codings,
)

pytestmark = pytest.mark.filterwarnings("error::RuntimeWarning")

NEGATIVE, NEUTRAL, POSITIVE, UNCLEAR = "negative", "neutral", "positive", "unclear"


# true labels, given labels -> accuracy, macro-F1
@pytest.mark.parametrize(
    ("true", "accuracy", "macro_f1"),
    [
        (["negative", "neutral", "positive", "positive", "positive"], 1.0, 1.0),
        # negative 1/1 and 1/1, neutral none hit, positive 2 of 3 given, 2 of 3 true
        (["negative", "positive", "neutral", "positive", "positive"], 0.6, (1 + 0 + 2 / 3) / 3),
    ],
)
def test_agreement(true, accuracy, macro_f1):
    labels = MENTIONS[["file", "mention_start", "mention_end", "target"]].assign(label=true)
    labels = labels.rename(columns={"mention_start": "start", "mention_end": "end"})
    found = measure_agreement(MENTIONS, labels).iloc[0]
    assert (5, accuracy, macro_f1) == pytest.approx(tuple(found[["n_labelled", "accuracy", "macro_f1"]]))


def test_agreement_without_labels_is_empty():
    labels = pd.DataFrame(columns=["file", "start", "end", "target", "label"])
    assert measure_agreement(MENTIONS, labels).empty


def test_labels_are_codings_of_what_is_a_mention():
    labels = pd.DataFrame(
        [("1.txt", 0, 6, "Russia", POSITIVE), ("1.txt", 9, 15, "Russia", NEUTRAL), ("2.txt", 0, 6, "Russia", NEGATIVE)],
        columns=["file", "start", "end", "target", "label"],
    )
    mentions = scored((1, 0, "one", 0.0), (1, 0, "two", 0.0), (2, 0, "one", 0.0))
    found = codings_of_labels(labels, mentions)
    assert [(1, f"{1:016x}", POSITIVE, 1.0), (2, f"{2:016x}", NEGATIVE, 1.0)] == list(
        found[["item", "article_id", "label", "probability"]].itertuples(index=False, name=None)
    )


# what coders say -> what stands
SETTLED = [
    ([POSITIVE], POSITIVE),
    ([POSITIVE, POSITIVE, NEGATIVE], POSITIVE),
    ([NEGATIVE, POSITIVE], "tied"),
    ([POSITIVE, UNCLEAR], "tied"),
    ([POSITIVE, POSITIVE, NEGATIVE, NEGATIVE, UNCLEAR], "tied"),
    ([UNCLEAR, UNCLEAR, NEUTRAL], UNCLEAR),
]


@pytest.mark.parametrize(("says", "expected"), SETTLED)
def test_the_label_of_most_coders_stands(says, expected):
    table = coded(*((1, 0, str(coder), label, 0.5) for coder, label in enumerate(says)))
    found = settle_codings(table)
    assert [(expected, len(says), 0.5)] == list(
        found[["coded_label", "n_coders", "probability"]].itertuples(index=False, name=None)
    )
    n_used = 0 if expected in ("tied", UNCLEAR) else 1
    assert n_used == len(measure_coded_errors(scored((1, 0, "one", 0.0)), table).query("by == 'all'"))


TWO = coded((1, 0, "a", POSITIVE, 1.0), (2, 0, "a", NEGATIVE, 0.25))  # the second stands for four mentions


def test_errors_weigh_a_mention_by_what_it_stands_for():
    found = measure_coded_errors(scored((1, 0, "one", 1.0), (2, 0, "one", 0.25)), TWO).iloc[0]
    assert ("one", "all", "all", 2, 2) == tuple(found[["scorer", "by", "group", "n_mentions", "n_articles"]])
    assert (1 * 1 + 4 * 0) / 5 == found["accuracy"]
    assert (1 + 0 + 0) / 3 == pytest.approx(found["macro_f1"])  # positive hit, negative missed, neutral wrong
    assert (1 * 0 + 4 * 1.25) / 5 == found["bias"]
    assert np.isnan(found["bias_low"])


def test_f1_weighs_too():
    table = coded((1, 0, "a", POSITIVE), (2, 0, "a", POSITIVE, 0.25), (3, 0, "a", NEGATIVE))
    found = measure_coded_errors(scored((1, 0, "o", 1.0), (2, 0, "o", -1.0), (3, 0, "o", -1.0)), table).iloc[0]
    assert (2 * 1 / (5 + 1) + 2 * 1 / (1 + 5)) / 2 == pytest.approx(found["macro_f1"])


def test_errors_are_given_by_target_and_by_voice():
    table = coded((1, 0, "a", POSITIVE), (1, 50, "a", POSITIVE))
    mentions = scored((1, 0, "one", 1.0), (1, 50, "one", 0.0)).assign(voice=["headline", "direct"])
    found = measure_coded_errors(mentions, table)
    assert [("all", "all", 0.5), ("target", "Russia", 0.5), ("voice", "direct", 0.0), ("voice", "headline", 1.0)] == (
        list(found[["by", "group", "accuracy"]].itertuples(index=False, name=None))
    )


def test_the_bias_has_an_interval_from_five_articles_on():
    table = coded(*((n, 0, "a", NEUTRAL) for n in range(5)))
    found = measure_coded_errors(scored(*((n, 0, "one", n / 10) for n in range(5))), table).iloc[0]
    # the standard error of a mean, by Student's t of 4 degrees of freedom
    reach = 2.7764 * np.std([0, 0.1, 0.2, 0.3, 0.4], ddof=1) / 5**0.5
    assert (0.2 - reach, 0.2 + reach) == pytest.approx((found["bias_low"], found["bias_high"]), abs=1e-4)


def test_the_interval_of_the_bias_weighs_mentions_too():
    scores, weights = np.array([0.0, 0.1, 0.2, 0.3, 0.4]), np.array([1, 1, 1, 1, 4])
    table = coded(*((n, 0, "a", NEUTRAL, 1 / weight) for n, weight in enumerate(weights)))
    found = measure_coded_errors(scored(*((n, 0, "one", score) for n, score in enumerate(scores))), table).iloc[0]
    expected = estimate_interval(scores * weights, weights)
    assert (expected.low, expected.high) == pytest.approx((found["bias_low"], found["bias_high"]))


def test_what_could_not_be_drawn_is_left_out():
    table = coded((1, 0, "a", POSITIVE, 0.0), (2, 0, "a", POSITIVE))
    found = measure_coded_errors(scored((1, 0, "one", 1.0), (2, 0, "one", 1.0)), table).iloc[0]
    assert 1 == found["n_mentions"]


def test_confusion_has_all_nine_cells_and_shares_of_the_coded_label():
    table = coded((1, 0, "a", POSITIVE), (1, 1, "a", POSITIVE, 0.5), (2, 0, "a", NEGATIVE))
    found = count_confusion(scored((1, 0, "one", 1.0), (1, 1, "one", 0.0), (2, 0, "one", 1.0)), table)
    assert [(one, other) for one in LABELS for other in LABELS] == list(
        found[["coded_label", "scored_label"]].itertuples(index=False, name=None)
    )
    assert [0, 0, 1, 0, 0, 0, 0, 1, 1] == list(found["n_mentions"])
    assert [0, 0, 1, None, None, None, 0, 2 / 3, 1 / 3] == pytest.approx(
        [None if np.isnan(share) else share for share in found["share"]]
    )


def test_calibration_by_hand():
    rows = [(1, 0, 1.0, 0.95), (1, 1, 1.0, 0.91), (1, 2, 1.0, 1.0), (1, 3, 0.0, 0.45)]
    mentions = scored(*((a, m, "sure", score, sure) for a, m, score, sure in rows), (1, 0, "silent", 1.0))
    table = coded((1, 0, "a", POSITIVE), (1, 1, "a", POSITIVE), (1, 2, "a", NEUTRAL, 0.5), (1, 3, "a", NEUTRAL))
    found = measure_calibration(mentions, table)
    assert {"sure"} == set(found["scorer"])
    assert [(0.4, 0.5, 1), (0.9, 1.0, 3)] == list(
        found[["confidence_from", "confidence_to", "n_mentions"]].itertuples(index=False, name=None)
    )
    sure, right = (0.95 + 0.91 + 2 * 1.0) / 4, 2 / 4  # the third stands for two
    assert [(0.45, 1.0), (sure, right)] == [
        pytest.approx(pair) for pair in found[["mean_confidence", "share_right"]].itertuples(index=False, name=None)
    ]
    ece = 1 / 5 * (1.0 - 0.45) + 4 / 5 * (sure - right)
    assert [ece, ece] == pytest.approx(list(found["ece"]))


def test_scores_and_labels_are_compared_one_by_one():
    row = compare_scores(scored((1, 0, "one", 0.5)), coded((1, 0, "a", NEGATIVE))).iloc[0]
    assert (0.5, -1.0, -0.25, 1.5, 1.5) == tuple(row[["score", "coded", "mean", "difference", "bias"]])
    assert np.isnan(row["limit_low"])


def limits_of(differences):
    """Return bias and limits of scores of neutral mentions, a row per article."""
    rows = [(a, m, score) for a, line in enumerate(differences) for m, score in enumerate(line)]
    table = coded(*((a, m, "coder", NEUTRAL) for a, m, _ in rows))
    compared = compare_scores(scored(*((a, m, "one", score) for a, m, score in rows)), table)
    return tuple(compared[["bias", "limit_low", "limit_high"]].iloc[0])


def test_limits_of_one_mention_an_article_are_those_of_bland_and_altman_1986():
    scores = [0.1, -0.2, 0.4, 0.3, 0.0, 0.6]
    mean, reach = np.mean(scores), 1.96 * np.std(scores, ddof=1)
    assert (mean, mean - reach, mean + reach) == pytest.approx(limits_of([[score] for score in scores]))


def test_limits_of_several_mentions_are_those_of_bland_and_altman_2007():
    scores = np.array([[0.1, 0.2, 0.0], [-0.2, 0.4, 0.1], [0.6, 0.7, 0.9], [0.0, 0.0, 0.1], [-0.5, -0.4, -0.6]])
    between = 3 * scores.mean(axis=1).var(ddof=1)  # mean squares of a one-way analysis of variance
    within = scores.var(axis=1, ddof=1).mean()
    reach = 1.96 * np.sqrt((between - within) / 3 + within)
    assert (scores.mean() - reach, scores.mean() + reach) == pytest.approx(limits_of(scores)[1:])


EMPTY_CODINGS = coded((1, 0, "a", POSITIVE)).head(0)


@pytest.mark.parametrize("table", [EMPTY_CODINGS, coded((1, 0, "a", UNCLEAR)), coded((9, 0, "a", POSITIVE))])
@pytest.mark.parametrize("measure", [measure_coded_errors, count_confusion, measure_calibration, compare_scores])
def test_nothing_coded_gives_no_rows_but_all_columns(measure, table):
    full = measure(scored((1, 0, "one", 1.0, 0.5)), coded((1, 0, "a", POSITIVE)))
    for mentions in (scored((1, 0, "one", 1.0)), scored((1, 0, "one", 1.0)).head(0)):
        found = measure(mentions, table)
        assert found.empty
        assert list(full) == list(found)
