"""Which words moved a score: each left out in turn, offsets and all."""

import pandas as pd
import pytest
from building import make_articles

from helpers.errors import PresslensError
from helpers.language import split_sentences
from helpers.schemas import WordEffects
from helpers.stance import Scorer, explain_mentions, find_mentions, register_scorer, scorers
from helpers.stance.explain import REACH

WEIGHTS = {"praised": 0.5, "cruel": -0.75, "very": 0.25}


@pytest.fixture
def seen(monkeypatch):
    """Register a scorer that adds up the weights of words, and return all rows that it was shown."""
    monkeypatch.setattr(scorers, "_SCORERS", dict(scorers._SCORERS))
    shown = []

    @register_scorer
    class Weighing(Scorer):
        name = "weighing"
        description = "adds up words"
        neutral_below = 0.05

        def score(self, mentions):
            shown.extend(mentions.to_dict("records"))
            words = mentions["sentence"].str.replace(r"[^a-z ]", " ", regex=True).str.split()
            return words.map(lambda line: max(-1.0, min(1.0, sum(WEIGHTS.get(word, 0.0) for word in line))))

    return shown


def explain(text, targets, scorer="weighing"):
    articles = make_articles(text)
    mentions = find_mentions(articles, split_sentences(articles), targets)
    return explain_mentions(mentions, targets, scorer)


def test_effect_is_the_score_with_the_word_less_the_score_without(seen, targets):
    found = explain("Nobody came. The envoy praised Russia for a cruel war.", targets)
    moved = found[found["effect"] != 0]
    assert [("praised", 0.5), ("cruel", -0.75)] == list(moved[["word", "effect"]].itertuples(index=False, name=None))
    assert ["The", "envoy", "praised", "for", "a", "cruel", "war"] == list(found["word"])  # all but the mention
    assert WordEffects.column_names() == list(found.columns)


@pytest.mark.parametrize(
    "text",
    [
        "Nobody came. Its envoy praised Russia for a cruel war.",
        "Russia",
        "They spoke of Russia",
        "Russia’s cruel war hurt the United States’ friends.",
        "The anti-US mood, US-led talks and “US” (US) goods.",
        "First  line of\n  Russia \t and   its\nwar.",
        "Very, very cruel: Russia; cruel, very Russia!",
    ],
)
def test_offsets_hold_in_body_and_in_each_variant(text, seen, targets):
    found = explain(text, targets)
    assert list(found["word"]) == [text[start:end] for start, end in zip(found["start"], found["end"], strict=True)]
    for row in seen:
        start, end = (row[name] - row["sentence_start"] for name in ("mention_start", "mention_end"))
        assert row["mention"] == row["sentence"][start:end]
        assert len(row["sentence"]) == row["sentence_end"] - row["sentence_start"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He praised Russia.", {"He praised Russia.", "praised Russia.", "He Russia."}),
        ("Russia lied.", {"Russia lied.", "Russia."}),
        (
            "An anti-Russian mood.",
            {"An anti-Russian mood.", "anti-Russian mood.", "An -Russian mood.", "An anti-Russian."},
        ),
        ("Russia’s war.", {"Russia’s war.", "Russia’s."}),
    ],
)
def test_a_word_goes_with_one_of_its_spaces(text, expected, seen, targets):
    explain(text, targets)
    assert expected == {row["sentence"] for row in seen}


def test_each_distinct_variant_is_scored_once(seen, targets):
    found = explain("They are very very very cruel to Russia.", targets)
    assert [0.25] * 3 == found.loc[found["word"] == "very", "effect"].tolist()
    assert len({row["sentence"] for row in seen}) == len(seen) == 1 + 4 + 1  # as it stands; 4 other words; one "very"


def test_masked_sentence_follows(seen, targets):
    explain("America praised Russia.", targets)
    assert {"Entity praised Entity.", "praised Entity.", "Entity Entity.", "Entity praised."} >= {
        row["masked_sentence"] for row in seen
    }


def test_in_a_runaway_sentence_only_near_words_are_tried(seen, targets):
    found = explain("far " * 900 + "cruel Russia praised" + " far" * 900, targets)
    assert 2 * REACH == len(found)
    assert {"cruel": -0.75, "praised": 0.5, "far": 0.0} == dict(zip(found["word"], found["effect"], strict=True))
    assert max(len(row["sentence"]) for row in seen) < 3000  # a scorer is not shown the rest


def test_a_target_named_many_times(seen, targets):
    found = explain("Russia " * 400 + "praised.", targets)
    assert 400 == found["mention_start"].nunique()
    assert (found.groupby("mention_start").size() <= 2 * REACH).all()


def test_each_mention_once_however_many_scorers_rated_it(seen, targets):
    articles = make_articles("He praised Russia.")
    mentions = find_mentions(articles, split_sentences(articles), targets)
    twice = pd.concat([mentions.assign(scorer="a", score=0.5), mentions.assign(scorer="b", score=0.0)])
    assert 2 == len(explain_mentions(twice, targets, "weighing"))


def test_nothing_to_explain(seen, targets):
    assert explain("Nobody is named.", targets).empty
    assert WordEffects.column_names() == list(explain("Russia.", targets).columns)
    assert [] == [row for row in seen if row["sentence"] != "Russia."]


def test_lexicons_are_explained_too(targets):
    found = explain("A horrible war: Russia and America spoke.", targets, scorer="vader_masked")
    moved = dict(zip(found["word"], found["effect"], strict=True))
    assert moved["horrible"] < 0
    assert 0 == moved["spoke"]


def test_unknown_scorer(targets):
    with pytest.raises(PresslensError, match="there is no scorer"):
        explain("Russia left.", targets, scorer="nobody")
