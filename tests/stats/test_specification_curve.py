"""Numbers of the specification curve, from means of articles that can be checked by eye."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from helpers.answers import say_specifications
from helpers.schemas import CHOICES, OPTIONS, Specifications
from helpers.stats import (
    estimate_interval,
    flip_signs,
    measure_specifications,
    pair_targets,
    summarise_specifications,
)
from helpers.stats.specifications import _weigh

pytestmark = pytest.mark.filterwarnings("error::RuntimeWarning")
PRIMARY = {"scorer": "a"} | {choice: options[0] for choice, options in OPTIONS.items()}
ALONE = {choice: (option,) for choice, option in PRIMARY.items()}
LABELS = {"US": "United States", "Russia": "Russia"}


def tone(*rows, scorer="a"):
    """Take article, target, mean score and mentions."""
    table = pd.DataFrame(rows, columns=["file", "target", "mean_score", "n_mentions"])
    variant = {name: PRIMARY[name] for name in ("cleaning", "voice", "copies")}
    return table.assign(article_id=table["file"], source="Daily", scorer=scorer, **variant)


def pair(*differences, scorer="a"):
    """Take what the US gets in each article; Russia gets 0, and each is named once."""
    rows = [(f"{n:02}", *own) for n, d in enumerate(differences) for own in (("US", d, 1), ("Russia", 0.0, 1))]
    return pair_targets(tone(*rows, scorer=scorer), "US", "Russia")


def measure(pairs, **choices):
    return measure_specifications(pairs, ALONE | choices, PRIMARY)


def test_only_articles_that_name_both_are_paired():
    pairs = pair_targets(tone(("1", "US", 0.5, 2), ("2", "Russia", 0.1, 1), ("2", "US", 0.2, 3)), "US", "Russia")
    assert [("2", 0.2, 3, 0.1, 1)] == list(
        pairs[["file", "first", "n_first", "second", "n_second"]].itertuples(index=False, name=None)
    )


def test_articles_or_mentions_weigh_alike():
    rows = [("1", "US", 1.0, 1), ("1", "Russia", 0.0, 1), ("2", "US", 0.0, 3), ("2", "Russia", 0.5, 1)]
    table = measure(pair_targets(tone(*rows), "US", "Russia"), weighting=OPTIONS["weighting"])
    assert [0.25, 0.0] == table["difference"].tolist()  # (1 - .5) / 2; 1/4 - .5/2
    assert [2, 2] == table["n_articles"].tolist()
    assert [6, 6] == table["n_mentions"].tolist()
    assert [True, False] == table["is_primary"].tolist()
    assert table["low"].isna().all()


def test_the_interval_and_p_are_those_of_the_differences():
    given = [-0.5, -0.25, 0.125, -0.75, -0.5, 0.25]
    row = measure(pair(*given)).iloc[0]
    assert tuple(estimate_interval(given, np.ones(6)))[:2] == (row["low"], row["high"])
    assert flip_signs(given).p == row["p"]


def test_with_one_mention_of_each_both_weightings_agree():
    table = measure(pair(-0.5, -0.25, 0.125, -0.75, -0.5, 0.25), weighting=OPTIONS["weighting"])
    alike, mentions = (table.loc[n, ["difference", "low", "high", "p"]].to_numpy("float64") for n in (0, 1))
    np.testing.assert_allclose(alike, mentions, rtol=0.2)
    assert alike[3] == mentions[3]


def test_shares_of_mentions_add_up_to_the_difference_and_turn_with_the_targets():
    rng = np.random.default_rng(3)
    own = pd.DataFrame({"first": rng.uniform(-1, 1, 7), "second": rng.uniform(-1, 1, 7)})
    own = own.assign(n_first=rng.integers(1, 9, 7), n_second=rng.integers(1, 9, 7))
    turned = own.rename(columns={"first": "second", "second": "first", "n_first": "n_second", "n_second": "n_first"})
    pooled = np.average(own["first"], weights=own["n_first"]) - np.average(own["second"], weights=own["n_second"])
    weighed, back = _weigh(own, "mentions alike"), _weigh(turned, "mentions alike")
    assert weighed.difference == pytest.approx(pooled)
    assert weighed.shares.mean() == pytest.approx(pooled)
    assert weighed.parts.sum() / weighed.wholes.sum() == pytest.approx(pooled)
    np.testing.assert_allclose(weighed.shares, -back.shares)


def test_the_interval_of_mentions_alike_holds_the_truth():
    """Of 300 corpora of 20 articles in which the US stands 0.3 lower, some 95% of intervals hold that."""
    rng, held = np.random.default_rng(0), 0
    for _ in range(300):
        shift, n = rng.normal(0, 0.2, (20, 2)), rng.integers(1, 8, (20, 2))
        scores = shift + rng.normal(0, 0.3, (20, 2)) / np.sqrt(n) + [-0.3, 0.0]
        columns = {"first": scores[:, 0], "second": scores[:, 1], "n_first": n[:, 0], "n_second": n[:, 1]}
        weighed = _weigh(pd.DataFrame(columns), "mentions alike")
        low, high, _ = estimate_interval(weighed.parts, weighed.wholes)
        held += low <= -0.3 <= high
    assert 0.92 * 300 <= held <= 0.98 * 300


def test_where_no_article_names_both_there_is_no_difference():
    table = measure(pair(0.5).head(0), voice=OPTIONS["voice"])
    assert 3 == len(table)
    assert table["difference"].isna().all()
    summary = summarise_specifications(table)
    assert (3, 0) == (summary.n_specifications, summary.n_found)
    says = say_specifications(summary, LABELS)
    assert ["In no way of doing this analysis does an article name both the United States and Russia."] == says


def test_summary_counts_signs_and_clear_intervals():
    own = pair(*[-0.5, -0.4, -0.6, -0.5, -0.4, -0.6])
    other = pair(*[0.5, 0.4, 0.6, 0.5, 0.4, 0.6], scorer="b")
    third = pair(*[-0.5, 0.5, -0.5, 0.5, 0.1, -0.2], scorer="c")
    pairs = pd.concat([own, other, third], ignore_index=True)
    table = measure(pairs, scorer=["a", "b", "c"])
    summary = summarise_specifications(table, pairs)
    assert (3, 2, 2, 1, -1) == (
        summary.n_found, summary.n_same_sign, summary.n_clear, summary.n_clear_against, summary.sign,
    )  # fmt: skip
    assert (-0.5, 0.5) == (pytest.approx(summary.least), pytest.approx(summary.most))
    first = summary.influence.iloc[0]
    assert ("scorer", 3) == (first["choice"], first["n_pairs"])
    assert first["mean_change"] == pytest.approx((1.0 + (0.5 - 0.1 / 6) + (0.5 + 0.1 / 6)) / 3)
    says = " ".join(say_specifications(summary, LABELS))
    assert "In 2 of 3 ways of doing this analysis the tone toward the United States is lower than toward Russia" in says
    assert "in 2 the interval leaves 0 out, 1 of them on the other side of it." in says
    assert "The scorer matters most: changed alone, it moves the difference by 0.67 on average." in says
    assert "nan" not in says


def test_clear_intervals_on_the_other_side_are_told_apart():
    pairs = pd.concat(
        [pair(*[sign * 0.5, sign * 0.4] * 3, scorer=name) for name, sign in (("a", -1), ("b", -1), ("c", 1))]
    )
    summary = summarise_specifications(measure(pairs, scorer=["a", "b", "c"]))
    assert (3, 1) == (summary.n_clear, summary.n_clear_against)
    only = replace(summary, n_clear=1)
    assert "in 1 the interval leaves 0 out, all of them on the other side of it." in " ".join(
        say_specifications(only, LABELS)
    )


def test_the_p_of_mentions_alike_exchanges_targets_not_residuals():
    rows = [
        (f"{a}", name, score, n)
        for a, n in enumerate((1, 9, 2, 7, 1, 3))
        for name, score, n in (("US", 0.3 - 0.1 * a, n), ("Russia", 0.1, 10 - n))
    ]
    pairs = pair_targets(tone(*rows), "US", "Russia")
    row = measure(pairs, weighting=["mentions alike"]).iloc[0]
    weighed = _weigh(pairs, "mentions alike")
    assert flip_signs(weighed.shares).p == row["p"]
    assert flip_signs(weighed.shares).p != flip_signs(weighed.parts).p


def test_the_whole_curve_is_tested_by_turning_articles():
    pairs = pair(-0.5, -0.4, -0.6, -0.5, -0.4, -0.6)
    summary = summarise_specifications(measure(pairs, weighting=OPTIONS["weighting"]), pairs)
    assert (1 / 32, 1 / 32) == (summary.p_median, summary.least_p)  # of 32 turns the one given is the farthest from 0
    many = pair(*np.random.default_rng(1).normal(-0.2, 0.4, 40).clip(-1, 1))
    table = measure(many)
    assert summarise_specifications(table, many).p_median == pytest.approx(table["p"].iloc[0], abs=0.01)
    few = pair(-0.5, -0.4, -0.6, -0.5)
    assert np.isnan(summarise_specifications(measure(few), few).p_median)
    assert np.isnan(summarise_specifications(measure(pairs)).p_median)


def test_articles_without_a_difference_give_no_smaller_p():
    pairs = pair(0.5, 0.25, 0.75, 0.0, 0.0, 0.0)
    summary = summarise_specifications(measure(pairs), pairs)
    assert (1 / 4, 1 / 4) == (summary.p_median, summary.least_p)  # as `flip_signs` has it: three signs to turn


def test_articles_of_one_story_turn_together():
    pairs = pair(-0.5, -0.4, -0.6, -0.5, -0.4, -0.6)
    pairs["story"] = [*pairs["article_id"][:4], *pairs["article_id"][2:4]]  # the last two are reprints of two others
    assert np.isnan(summarise_specifications(measure(pairs), pairs).p_median)
    pairs["story"] = [*pairs["article_id"][:5], pairs["article_id"][4]]
    summary = summarise_specifications(measure(pairs), pairs)
    assert (1 / 16, 1 / 16) == (summary.p_median, summary.least_p)


def test_equal_scores_give_no_sign():
    pairs = pair(*[0.0] * 6)
    table = measure(pairs, weighting=OPTIONS["weighting"])
    assert [0.0, 0.0] == table["difference"].tolist()
    summary = summarise_specifications(table, pairs)
    assert (0, 2, 0, 1.0) == (summary.sign, summary.n_same_sign, summary.n_clear, summary.p_median)
    says = say_specifications(summary, LABELS)
    assert "the same as toward Russia; none has an interval: fewer than 5 articles, or all say the same." in says[0]
    assert "No choice moves the difference." in says


@pytest.mark.parametrize("n", [1, 4, 5])
def test_few_articles_are_told(n):
    pairs = pair(*[-0.5, -0.4, -0.3, -0.2, -0.1][:n])
    says = " ".join(say_specifications(summarise_specifications(measure(pairs), pairs), LABELS))
    assert ("fewer than 5 articles" in says) == (n < 5)
    assert ("So few articles cannot give a p below 0.062" in says) == (n == 5)
    assert "nan" not in says


def test_without_a_primary_one_the_median_gives_the_sign():
    table = measure_specifications(pair(0.5, 0.25), ALONE, PRIMARY | {"scorer": "gone"})
    summary = summarise_specifications(table)
    assert not table["is_primary"].any()
    assert (1, 1) == (summary.sign, summary.n_same_sign)
    assert "the primary analysis of the plan is not among them" in " ".join(say_specifications(summary, LABELS))


def test_a_choice_that_changes_nothing_is_said_to():
    one = pair(-0.5, -0.25)
    pairs = pd.concat([one, one.assign(copies="all reprints"), pair(0.5, 0.25, scorer="b")], ignore_index=True)
    table = measure(pairs, scorer=["a", "b"], copies=OPTIONS["copies"])
    says = " ".join(say_specifications(summarise_specifications(table), LABELS))
    assert "counting reprints or not by nothing" in says
    assert "In 1 further way no article names both." in says
    assert list(CHOICES) == list(table.columns[:5])


def test_where_a_choice_has_no_option_there_is_no_way_of_doing_it():
    table = measure_specifications(pair(0.5, 0.25), dict(ALONE) | {"copies": []}, PRIMARY)
    assert table.empty
    assert Specifications.column_names() == list(table.columns)
    assert (0, 0, 0) == tuple(
        vars(summarise_specifications(table))[name] for name in ("n_found", "sign", "n_intervals")
    )
