"""Findings in words agree with the tables they are computed from."""

import pandas as pd
import pytest

from helpers.answers import (
    answer_corpus,
    answer_keywords,
    answer_sources,
    answer_tone,
    describe_corpus,
    describe_limits,
    format_dates,
    name_articles,
)

LABELS = {"US": "United States", "Russia": "Russia"}
ARTICLES = pd.DataFrame(
    {
        "article_id": ["a", "b", "c"],
        "file": ["a.txt", "b.txt", "c.txt"],
        "source": ["one", "one", "two"],
        "date": pd.to_datetime(["2012-10-04", "2019-07-01", None]),
        "date_precision": ["day", "month", ""],
        "text_kind": ["original", "retelling", "article"],
        "n_words": [60, 20, 0],
        "n_words_removed": [10, 10, 0],
    }
)


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        (["original"] * 3, "Of the texts, 3 are the originals."),
        (["retelling"] * 3, "Of the texts, 3 are our own retellings of originals, not the outlets' words."),
        (["original", "retelling", "article"], "1 is the original; 1 is our own retelling of an original; 1 was given"),
    ],
)
def test_each_report_says_what_it_ran_on(kinds, expected):
    assert expected in describe_corpus(ARTICLES.assign(text_kind=kinds))


def test_corpus():
    removed = pd.DataFrame({"reason": ["comment form"], "n_words": [20]})
    found = pd.DataFrame({"n_mentions": [6, 4], "n_furniture": [1, 1], "n_repeat": [0, 1], "n_heading": [0, 0]})
    said = " ".join(answer_corpus(ARTICLES, ARTICLES, removed, found))
    assert "3 articles of 2 sources hold 80 words of text, published from October 2012 to July 2019." in said
    assert "20 words (20% of what was scraped) were page furniture" in said
    assert "Of 10 mentions of the targets in the scraped texts, 2 (20%) stand in page furniture, 1 in copies" in said
    clean = ARTICLES.assign(n_words_removed=0)
    assert "No page furniture was found" in " ".join(answer_corpus(clean, clean, removed.head(0), found))
    assert "1 more article repeats one of these" in " ".join(answer_corpus(ARTICLES.head(2), ARTICLES, removed, found))
    assert "mentions" not in " ".join(answer_corpus(ARTICLES, ARTICLES, removed, found.head(0)))


def test_sources():
    attention = pd.DataFrame(
        {"source": ["one", "two"] * 2, "target": ["US", "US", "Russia", "Russia"], "rate_per_1k": [4.0, 9.0, 7.0, 2.0]}
    )
    shared = pd.DataFrame({"term": ["trade", "aid"], "n_sources": [2, 1]})
    said = " ".join(answer_sources(ARTICLES, attention, shared, LABELS))
    assert said.startswith(
        "The United States is named most by two (9.0 times per 1,000 words) and least by one (4.0); Russia"
    )
    assert "1 word other than function words stands in all 2 sources." in said
    alike = " ".join(answer_sources(ARTICLES, attention.assign(rate_per_1k=0.0), shared, LABELS))
    assert "is named alike by all sources (0 times per 1,000 words)" in alike
    one = ARTICLES.assign(source="one")
    assert "nothing to compare" in " ".join(answer_sources(one, attention, shared, LABELS))


@pytest.mark.parametrize(
    ("difference", "word"), [(-0.25, "0.25 lower than"), (0.25, "0.25 higher than"), (0.001, "the same as")]
)
def test_tone(difference, word):
    comparison = pd.DataFrame(
        {
            "scorer": ["x", "y", "z"],
            "n_articles": 5,
            "n_first_higher": 1,
            "n_second_higher": [4, 2, 3],
            "mean_difference": difference,
        }
    )
    agreement = pd.DataFrame({"scorer": ["x"], "n_labelled": [10], "accuracy": [0.4], "always_neutral": [0.5]})
    said = " ".join(answer_tone(comparison, agreement, LABELS, "x"))
    assert f"the tone is on average {word} in those that name Russia" in said
    assert "lower in 4 of 5 articles" in said
    assert "(2 to 3 by the other scorers)." in said
    assert "40% of 10 mentions" in said
    assert "not known here" in " ".join(answer_tone(comparison, agreement.head(0), LABELS, "x"))
    assert "No article names both" in " ".join(answer_tone(comparison.head(0), agreement, LABELS, "x"))


def test_keywords():
    terms = pd.DataFrame({"term": ["trade"], "count": [3], "rate_per_10k": [30.4]})
    assert "trade (3 times, 30 per 10,000 words)" in " ".join(answer_keywords(terms, terms))
    assert "none" in answer_keywords(terms.head(0), terms)[0]


def test_limits_name_small_sources_and_zero_scores():
    mentions = pd.DataFrame({"scorer": ["x", "x"], "score": [0.0, 0.5]})
    said = describe_limits(ARTICLES, mentions)
    assert "2 of 2 sources have fewer than 5 articles" in said
    assert "x 50%" in said


def test_dates_are_as_exact_as_they_are():
    assert ["2012-10-04", "2019-07", ""] == format_dates(ARTICLES).tolist()


def test_articles_that_share_source_and_date_go_by_their_file():
    assert ["one, 2012-10-04", "one, 2019-07", "two"] == name_articles(ARTICLES).tolist()
    same = ARTICLES.assign(source="one", date=pd.Timestamp("2012-10-04"), date_precision="day")
    assert ["a.txt", "b.txt", "c.txt"] == name_articles(same).tolist()
