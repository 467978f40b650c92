"""What a source is like, by hand."""

import numpy as np
import pandas as pd
import pytest
from score_tables import A, B, C, scored

from helpers.schemas import Quotes, SourceMeasures, SourceProfile, ToneBySource
from helpers.stats import MEASURES, measure_attention, measure_sources, profile_sources, tone_by_source, widen_profile

ARTICLES = pd.DataFrame(
    {
        "article_id": [A, B, C],
        "source": ["one", "one", "two"],
        "date": pd.to_datetime(["2019-07-02", None, None]),
        "date_precision": ["day", "", ""],
        "n_words": [100, 60, 0],
        "wire_credit": ["AP", "", ""],
    }
)
SOURCES = pd.DataFrame(
    {"source": ["one", "unused"], "country": "Atlantis", "kind": "daily", "ownership": "state", "n_articles": [2, 0]}
)
QUOTES = pd.DataFrame({"article_id": [A, A, B], "n_words": [10, 20, 10]})
READABILITY = pd.DataFrame(
    {"article_id": [A, B, C], "n_sentences": [5, 3, 0], "n_words": [100, 60, 0], "n_syllables": [150, 90, 0]}
)
VOCABULARY = pd.DataFrame({"source": ["one", "two"], "mattr": [0.8, float("nan")]})


def _profile(**changes):
    given = {"articles": ARTICLES, "sources": SOURCES, "quotes": QUOTES} | changes
    return profile_sources(**given, readability=READABILITY, vocabulary=VOCABULARY)


def test_a_source_in_one_row():
    row = _profile().iloc[0]
    assert ("one", "Atlantis", "daily", "state") == tuple(row[["source", "country", "kind", "ownership"]])
    assert (2, 160, 1, 1, 0.5) == tuple(row[["n_articles", "n_words", "n_undated", "n_wire", "share_wire"]])
    assert row["first_date"] == row["last_date"] == pd.Timestamp("2019-07-02")
    assert (40, 0.25) == tuple(row[["n_words_quoted", "share_quoted"]])
    assert (20, 0.8) == tuple(row[["words_per_sentence", "mattr"]])
    assert 206.835 - 1.015 * 20 - 84.6 * 1.5 == pytest.approx(row["flesch"])


def test_a_source_that_nothing_is_known_of():
    row = _profile().iloc[1]
    assert ("two", "", 1, 0, 1, 0) == tuple(
        row[["source", "country", "n_articles", "n_words", "n_undated", "share_wire"]]
    )
    assert row[["first_date", "words_per_sentence", "flesch", "mattr", "share_quoted"]].isna().all()


def test_articles_and_words_add_up():
    found = _profile(quotes=Quotes.empty())
    assert (3, 160) == tuple(found[["n_articles", "n_words"]].sum())
    assert [0, 0] == found["n_words_quoted"].tolist()


def test_no_articles():
    found = _profile(articles=ARTICLES.head(0), quotes=Quotes.empty())
    assert (0, SourceProfile.column_names()) == (len(found), list(found.columns))


# Tone


def _ids(n):
    return [f"{number:016x}" for number in range(n)]


def test_tone_weighs_articles_alike_and_has_an_interval_from_five_articles_on():
    five = [(key, "one", "US", score) for key, score in zip(_ids(5), (-0.2, 0, 0.2, 0.4, 0.6), strict=True)]
    four = [(key, "two", "US", 0.5) for key in _ids(9)[5:]]
    found = tone_by_source(scored(*five, (_ids(1)[0], "one", "US", -0.6), *four)).set_index("source")
    assert (6, 5) == tuple(found.loc["one", ["n_mentions", "n_articles"]])
    assert 0.16 == pytest.approx(found.loc["one", "mean_score"])  # of -0.4, 0, 0.2, 0.4, 0.6
    assert -0.4 < found.loc["one", "low"] < 0.16 < found.loc["one", "high"] < 0.7
    assert found.loc["two", ["low", "high"]].isna().all()


def test_the_interval_is_about_two_standard_errors_wide():
    scores = np.random.default_rng(1).normal(0, 0.2, 200).clip(-1, 1)
    found = tone_by_source(scored(*[(key, "one", "US", x) for key, x in zip(_ids(200), scores, strict=True)])).iloc[0]
    error = scores.std() / 200**0.5
    assert (1.96 * error, 1.96 * error) == pytest.approx(
        (found["mean_score"] - found["low"], found["high"] - found["mean_score"]), rel=0.1
    )


def test_an_interval_does_not_depend_on_the_order_nor_on_other_sources():
    rows = [(key, source, "US", n / 10) for source in ("one", "two") for n, key in enumerate(_ids(6))]
    both = tone_by_source(scored(*rows))
    pd.testing.assert_frame_equal(both, tone_by_source(scored(*rows[::-1])))
    pd.testing.assert_frame_equal(both.head(1), tone_by_source(scored(*rows[:6])))
    assert both.loc[0, "low"] == both.loc[1, "low"]


def test_tone_of_nothing():
    found = tone_by_source(scored())
    assert (0, set(ToneBySource.column_names())) == (len(found), set(found.columns))


# All measures in one table


def test_measures_in_one_table():
    mentions = scored((A, "one", "US", 0.5), (A, "one", "US", 0.1))
    attention = measure_attention(mentions, ARTICLES, ["US", "Russia"])
    found = measure_sources(_profile(), attention, tone_by_source(mentions)).set_index(["measure", "source", "target"])
    assert list(MEASURES) == list(dict.fromkeys(found.index.get_level_values("measure")))
    assert (160, 0.25) == (found.loc[("words", "one", ""), "value"], found.loc[("share_quoted", "one", ""), "value"])
    assert (12.5, 2) == tuple(found.loc[("attention", "one", "US"), ["value", "n_articles"]])
    assert 0 == found.loc[("attention", "two", "Russia"), "value"]
    assert (0.3, 1) == pytest.approx(tuple(found.loc[("tone", "one", "US"), ["value", "n_articles"]]))
    assert ("tone", "two", "US") not in found.index


def test_measures_without_targets_and_without_sources():
    none = measure_attention(scored(), ARTICLES, [])
    found = measure_sources(_profile(), none, ToneBySource.empty())
    assert [""] == found["target"].unique().tolist()
    empty = measure_sources(SourceProfile.empty(), none.head(0), ToneBySource.empty())
    assert (0, SourceMeasures.column_names()) == (len(empty), list(empty.columns))


def test_all_that_is_known_in_one_row():
    profile = pd.DataFrame({"source": ["Herald", "Post"], "n_words": [100, 50]})
    measures = pd.DataFrame(
        [
            ("Herald", "words", "", 100.0, None, None),
            ("Herald", "attention", "US", 4.0, None, None),
            ("Post", "attention", "US", 0.0, None, None),
            ("Herald", "tone", "US", -0.5, -0.7, -0.3),
        ],
        columns=["source", "measure", "target", "value", "low", "high"],
    )
    words = [("Herald", f"word{n}", 9 - n) for n in range(7)] + [("Post", "fewer", -1)]
    distinctive = pd.DataFrame(words, columns=["focus", "term", "log_ratio"])
    wide = widen_profile(profile, measures, distinctive).set_index("source")
    assert [4, 0] == wide["US_per_1k"].tolist()
    assert [-0.5, -0.7, -0.3] == wide.loc["Herald", ["US_tone", "US_tone_low", "US_tone_high"]].tolist()
    assert wide.loc["Post", ["US_tone", "US_tone_low"]].isna().all()
    assert ["word0, word1, word2, word3, word4", ""] == wide["distinctive_words"].tolist()
