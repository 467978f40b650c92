"""Where scorers differ in sign, by hand."""

import pandas as pd
import pytest
from coded_tables import scored

from helpers.stats import count_disagreement, pick_disagreements

pytestmark = pytest.mark.filterwarnings("error::RuntimeWarning")


def by_scorers(scores):
    """Return scores from {(article, mention): {scorer: score}}."""
    return scored(*((*place, scorer, score) for place, given in scores.items() for scorer, score in given.items()))


SCORES = by_scorers(
    {
        (1, 0): {"a": 0.9, "b": -0.9, "c": 0.0},
        (1, 100): {"a": -0.8, "b": 0.7, "c": -0.9},
        (1, 200): {"a": 0.3, "b": 0.2, "c": 0.1},
        (2, 0): {"a": -0.6, "b": 0.6, "c": 1.0},
        (2, 50): {"a": -0.6, "b": 0.6, "c": 1.0},  # in the same sentence
        (3, 0): {"a": 0.9, "c": -0.6},
    }
)


def places(picked):
    return list(
        dict.fromkeys(zip(picked["article_id"].map(lambda i: int(i, 16)), picked["mention_start"], strict=True))
    )


def test_signs_are_counted_for_each_two_scorers():
    found = count_disagreement(SCORES)
    assert [("a", "b"), ("a", "c"), ("b", "c")] == list(
        found[["scorer", "other"]].drop_duplicates().itertuples(index=False, name=None)
    )
    one = found[(found["scorer"] == "a") & (found["other"] == "b")].set_index(["sign", "other_sign"])
    assert {("below 0", "above 0"): 3, ("above 0", "below 0"): 1, ("0", "0"): 1} == one["n_mentions"][
        lambda n: n > 0
    ].to_dict()
    assert 0.6 == one.loc[("below 0", "above 0"), "share"]
    assert {9} == set(found.groupby(["scorer", "other"]).size())


def test_the_sign_is_that_of_the_label():
    assert 0.3 == SCORES.loc[6, "score"]
    assert "neutral" == SCORES.loc[6, "label"]


def test_disagreements_are_picked_by_turns_of_the_articles_the_farthest_apart_first():
    picked = pick_disagreements(SCORES, "a", "b")
    assert [(1, 0), (2, 0), (1, 100)] == places(picked)
    assert ["a", "b"] * 3 == list(picked["scorer"])
    assert list(SCORES) == list(picked)
    assert [(1, 0)] == places(pick_disagreements(SCORES, "a", "b", limit=1))


def test_without_a_second_scorer_any_counts_and_all_are_shown():
    picked = pick_disagreements(SCORES, "a")
    assert [(1, 0), (2, 0), (3, 0), (1, 100)] == places(picked)
    assert ["a", "b", "c"] == list(picked["scorer"].head(3))


@pytest.mark.parametrize(
    "table", [SCORES.head(0), SCORES[SCORES["scorer"] == "a"], SCORES[SCORES["mention_start"] == 200]]
)
def test_without_opposites_nothing_is_picked(table):
    assert pick_disagreements(table, "a", "b").empty
    assert pick_disagreements(table, "a").empty
    assert pick_disagreements(table, "nobody").empty
    assert list(SCORES) == list(pick_disagreements(table, "a", "b"))


def test_one_scorer_cannot_disagree():
    assert count_disagreement(SCORES[SCORES["scorer"] == "a"]).empty
    assert count_disagreement(SCORES.head(0)).empty
    assert isinstance(count_disagreement(SCORES.head(0)), pd.DataFrame)
