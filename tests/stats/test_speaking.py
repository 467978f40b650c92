"""Who gets to speak, by hand."""

import pandas as pd
import pytest

from helpers.schemas import Quotes, Speakers, Speaking
from helpers.stats import count_unnamed, list_speakers, list_unnamed, measure_speaking, spread_speaking

A, B, C = (f"{n:016x}" for n in (1, 2, 3))
ARTICLES = pd.DataFrame({"article_id": [A, B, C], "source": ["one", "one", "two"], "n_words": [100, 50, 30]})
MENTIONS = pd.DataFrame(
    [(A, "US", 3, "Ivan Petrov"), (A, "US", 3, "Ivan Petrov"), (A, "Russia", 9, "Ivan Petrov"), (B, "US", 1, "")],
    columns=["article_id", "target", "mention_start", "speaker"],
)


def quotes(*rows):
    columns = ["article_id", "statement", "speaker", "bloc", "n_words", "called"]
    return pd.DataFrame(rows, columns=columns).astype({"n_words": "int64", "statement": "int64"})


SAID = quotes(
    (A, 0, "Ivan Petrov", "Russian", 10, ""),
    (A, 0, "Ivan Petrov", "Russian", 5, ""),  # the second stretch of the same statement
    (A, 1, "", "unnamed", 20, "sources"),
    (B, 0, "", "US", 10, "two us officials"),
    (B, 1, "", "", 40, ""),
    (C, 0, "Ivan Petrov", "Russian", 10, ""),
    (C, 1, "Jane Roe", "US", 12, ""),
    (C, 2, "", "US", 3, ""),  # the White House
)


def test_words_of_a_source_add_up():
    found = measure_speaking(SAID, ARTICLES)
    assert [150, 30] == found.groupby("source")["n_words"].sum().tolist()
    assert [1, 1] == pytest.approx(found.groupby("source")["share"].sum().tolist())
    rows = found[["said_by", "n_statements", "n_articles", "n_words"]].itertuples(index=False, name=None)
    assert [
        ("journalist", 0, 1, 65),  # none of B is the journalist's
        ("unknown speaker", 1, 1, 40),
        ("unnamed", 1, 1, 20),
        ("Russian", 1, 1, 15),
        ("US", 1, 1, 10),
        ("journalist", 0, 1, 5),
        ("US", 2, 1, 15),
        ("Russian", 1, 1, 10),
    ] == list(rows)


def test_a_source_that_quotes_nobody_and_one_without_words():
    articles = ARTICLES.assign(n_words=[100, 50, 0])
    found = measure_speaking(SAID[SAID["article_id"] == A], articles)
    assert ("journalist", 0, 0, 0, 0) == tuple(found.iloc[-1][1:])
    assert [150, 0] == measure_speaking(Quotes.empty(), articles)["n_words"].tolist()
    empty = measure_speaking(Quotes.empty(), articles.head(0))
    assert (0, Speaking.column_names()) == (len(empty), list(empty.columns))


def test_a_bloc_may_be_called_journalist():
    found = measure_speaking(quotes((A, 0, "Jane Roe", "journalist", 10, "")), ARTICLES.head(1))
    assert [("journalist", 90), ("journalist (quoted)", 10)] == list(
        found[["said_by", "n_words"]].itertuples(index=False, name=None)
    )


def test_shares_side_by_side():
    wide = spread_speaking(measure_speaking(SAID, ARTICLES))
    assert ["source", "journalist", "Russian", "US", "unnamed", "unknown speaker"] == list(wide.columns)
    assert [100, 100] == pytest.approx(wide.drop(columns="source").sum(axis=1).tolist())
    few = spread_speaking(measure_speaking(SAID, ARTICLES), limit=4)
    assert ["source", "journalist", "other blocs", "unnamed", "unknown speaker"] == list(few.columns)
    assert [100, 100] == pytest.approx(few.drop(columns="source").sum(axis=1).tolist())
    assert spread_speaking(Speaking.empty()).empty


def test_unnamed_statements_are_counted_once():
    found = count_unnamed(SAID, ARTICLES).set_index("source")
    kinds = ["n_statements", "n_named", "n_unnamed", "n_described", "n_unknown"]
    assert [4, 1, 2, 0, 1] == found.loc["one", kinds].tolist()
    assert [3, 2, 0, 1, 0] == found.loc["two", kinds].tolist()
    assert (0.5, pytest.approx(2 / 150 * 1000)) == tuple(found.loc["one", ["share_unnamed", "rate_unnamed_per_1k"]])


def test_unnamed_without_quotes():
    found = count_unnamed(Quotes.empty().assign(called=""), ARTICLES)
    assert [0, 0] == found["n_statements"].tolist()
    assert found["share_unnamed"].isna().all()
    assert list_unnamed(Quotes.empty().assign(called=""), ARTICLES).empty


def test_how_the_unnamed_are_called():
    more = quotes(*[(A, n, "", "unnamed", 3, "sources") for n in (5, 6)], (B, 7, "", "unnamed", 3, "aides"))
    found = list_unnamed(pd.concat([SAID, more]), ARTICLES, 2)
    assert [("one", "sources", 3, 1), ("one", "aides", 1, 1)] == list(found.itertuples(index=False, name=None))


def test_speakers():
    topics = pd.DataFrame({"speaker": ["Ivan Petrov"], "words": ["gas, peace"]})
    found = list_speakers(SAID, MENTIONS, ARTICLES, topics=topics)
    assert [
        ("Ivan Petrov", "Russian", 25, 2, 2, 2, "one; two", "Russia 1, US 1", "gas, peace"),
        ("Jane Roe", "US", 12, 1, 1, 1, "two", "", ""),
    ] == list(found.itertuples(index=False, name=None))
    assert ["", ""] == list_speakers(SAID, MENTIONS.head(0), ARTICLES)["targets"].tolist()


def test_no_speakers():
    found = list_speakers(Quotes.empty(), MENTIONS, ARTICLES)
    assert (0, Speakers.column_names()) == (len(found), list(found.columns))
