"""What comparisons of scorers, of furniture and of words around names rest on, by hand."""

import numpy as np
import pandas as pd
import pytest
from coded_tables import coded, scored

from helpers.schemas import Codings, Honesty
from helpers.stats import flip_signs, weigh_contamination, weigh_scorers

pytestmark = pytest.mark.filterwarnings("error::RuntimeWarning")


def _score_all(labels, **scorers):
    """Return scores and codings of an article per label, where each scorer gives a list of scores."""
    rows = [(n, 0, name, score) for name, scores in scorers.items() for n, score in enumerate(scores)]
    return scored(*rows), coded(*[(n, 0, "ann", label) for n, label in enumerate(labels)])


def test_scorers_are_compared_by_the_labels_of_coders():
    mentions, codings = _score_all(["negative"] * 6, good=[-1] * 6, bad=[-1, 0, 1, 0, 0, 1])
    row = weigh_scorers(mentions, codings, first="good").iloc[0]
    assert ("bad", "share of coders' labels given, good less bad", 6, 6) == tuple(
        row[["scorer", "comparison", "n_articles", "n_mentions"]]
    )
    assert 5 / 6 == pytest.approx(row["difference"])
    assert row["low"] < 5 / 6 < row["high"] <= 1
    assert (2 / 32, 2 / 32) == (row["p"], row["least_p"])  # five articles have a sign
    assert "So few articles that differ" in row["warning"]
    back = weigh_scorers(mentions, codings, first="bad").iloc[0]
    assert ("good", -row["difference"], row["p"]) == (back["scorer"], back["difference"], back["p"])


def test_only_what_both_scored_counts_and_scorers_come_by_name():
    mentions, codings = _score_all(["negative"] * 6, a=[-1] * 6, c=[-1] * 5, b=[0] * 3, d=[])
    table = weigh_scorers(mentions, codings, first="a")
    assert [("b", 3, 1.0), ("c", 5, 0.0)] == list(
        table[["scorer", "n_articles", "difference"]].itertuples(index=False, name=None)
    )
    assert table["low"].isna().all()
    assert np.isnan(table["p"][0])
    assert 1 == table["p"][1]


def test_mentions_weigh_by_their_probability_within_an_article_and_articles_alike():
    """Of the first article the one gets two thirds right and the other a third, of the second all and nothing."""
    codings = coded((1, 0, "ann", "negative", 0.5), (1, 100, "ann", "neutral", 1.0), (2, 0, "ann", "negative", 0.1))
    mentions = scored(
        (1, 0, "a", -1), (1, 100, "a", 1), (2, 0, "a", -1), (1, 0, "b", 0), (1, 100, "b", 0), (2, 0, "b", 1)
    )
    row = weigh_scorers(mentions, codings, first="a").iloc[0]
    assert (1 / 3 + 1) / 2 == pytest.approx(row["difference"])
    assert (2, 3) == (row["n_articles"], row["n_mentions"])


def test_scorers_without_codings_or_without_each_other():
    mentions, codings = _score_all(["negative"] * 6, a=[-1] * 6)
    for table in (
        weigh_scorers(mentions, codings, first="a"),
        weigh_scorers(mentions, codings, first="none"),
        weigh_scorers(mentions, Codings.empty(), first="a"),
        weigh_scorers(mentions.head(0), codings, first="a"),
    ):
        assert table.empty
        assert ["scorer", *Honesty.column_names()] == list(table)
        Honesty.validate(table)


def test_scores_that_are_missing_and_sources_of_an_article_each():
    mentions, codings = _score_all(["negative"] * 8, a=[-1] * 8, b=[0] * 8)
    mentions.loc[mentions.index[-1], "score"] = np.nan
    mentions["source"] = mentions["article_id"]
    row = weigh_scorers(mentions, codings, first="a").iloc[0]
    assert (7, 1.0, 2 / 128) == (row["n_articles"], row["difference"], row["p"])
    assert np.isnan(row["low"])


def _mark(*articles, source="Daily"):
    """Return mentions from a string per target of each article: x lies outside what is analysed, o does not."""
    rows = [
        (f"{n:016x}", source, target, place == "x")
        for n, article in enumerate(articles)
        for target, places in zip(("US", "Russia"), article, strict=True)
        for place in places
    ]
    return pd.DataFrame(rows, columns=["article_id", "source", "target", "outside"])


def test_contamination_is_compared_within_articles_that_name_both():
    marked = _mark(("xo", "o"), ("x", "o"), ("xx", "xo"), ("xxxo", "ooo"), ("xo", "o"), ("x", ""))
    differences = [0.5, 1, 0.5, 0.75, 0.5]
    row = weigh_contamination(marked, "US", "Russia").iloc[0]
    assert (5, 19, np.mean(differences)) == tuple(row[["n_articles", "n_mentions", "difference"]])
    assert flip_signs(differences).p == row["p"]
    assert row["low"] < row["difference"] < row["high"]
    told = "share not analysed of mentions of US less share not analysed of mentions of Russia, within articles"
    assert told == row["comparison"]
    assert "scorer" not in row


def test_contamination_by_source():
    marked = pd.concat([_mark(("x", "o")), _mark(("o", "o"), source="Times")])
    table = weigh_contamination(marked, "US", "Russia", by=["source"])
    assert [("Daily", 1.0), ("Times", 0.0)] == list(table[["source", "difference"]].itertuples(index=False, name=None))


@pytest.mark.parametrize("articles", [[], [("x", "")], [("", "o")] * 9])
def test_contamination_where_no_article_names_both(articles):
    table = weigh_contamination(_mark(*articles), "US", "Russia")
    assert table.empty
    Honesty.validate(table)


def test_contamination_of_clean_texts():
    row = weigh_contamination(_mark(*[("o", "oo")] * 9), "US", "Russia").iloc[0]
    assert (0, 1) == (row["difference"], row["p"])
    assert np.isnan(row["low"])
    assert "nothing to test" in row["warning"]
