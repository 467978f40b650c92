"""Counts, rates, vocabulary and words in context, by hand."""

import pytest
from building import make_articles

from helpers.keywords import (
    count_terms,
    find_shared_terms,
    measure_vocabulary,
    rank_terms,
)
from helpers.language import count_article_words, split_sentences


def prepare(*texts, sources=None):
    articles = count_article_words(make_articles(*texts))
    if sources:
        articles["source"] = sources
    return articles, split_sentences(articles)


def counts_of(text, n=1):
    articles, sentences = prepare(text)
    counts = count_terms(articles, sentences, n=n)
    return dict(zip(counts["term"], counts["count"], strict=True))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Trade grew. Trade fell.", {"trade": 2, "grew": 1, "fell": 1}),
        ("The US told us so.", {"the": 1, "US": 1, "told": 1, "us": 1, "so": 1}),
        ("Pakistan’s plan, Pakistan's way", {"pakistan": 2, "plan": 1, "way": 1}),
        ("In 2018 5 percent", {"in": 1, "percent": 1}),
    ],
)
def test_words_are_counted(text, expected):
    assert expected == counts_of(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("military ties grew", {"military ties": 1, "ties grew": 1}),
        ("Ties grew. Military aid fell", {"ties grew": 1, "military aid": 1, "aid fell": 1}),  # not over the stop
        ("trade, aid", {}),  # not over a comma
        ("trade 2018 aid", {}),  # not over a number
        ("the trade of aid", {}),  # no stop word at either end
        ("fight <link> terror", {}),  # not over a sign
    ],
)
def test_phrases_are_counted(text, expected):
    assert expected == counts_of(text, n=2)


def test_the_parts_add_up_to_the_whole(sample):
    articles = count_article_words(sample)
    counts = count_terms(articles, split_sentences(articles))
    assert int(articles["n_words"].sum()) == int(counts["count"].sum())
    per_article = counts.groupby("article_id")["count"].sum()
    assert dict(zip(articles["article_id"], articles["n_words"], strict=True)) == per_article.to_dict()
    ranked = rank_terms(counts, articles, stop_words=())
    by_source = rank_terms(counts, articles, by="source", stop_words=())
    assert ranked.set_index("term")["count"].to_dict() == by_source.groupby("term")["count"].sum().to_dict()


def test_rates_have_the_whole_text_as_denominator():
    articles, sentences = prepare("the trade of the trade", "aid", sources=["A", "B"])
    ranked = rank_terms(count_terms(articles, sentences), articles)
    assert [("trade", 2, 1, 6), ("aid", 1, 1, 6)] == list(
        ranked[["term", "count", "n_articles", "n_words"]].itertuples(index=False, name=None)
    )
    assert 2 / 6 * 10_000 == pytest.approx(ranked["rate_per_10k"][0])


def test_shared_terms_count_sources():
    articles, sentences = prepare("trade aid", "trade visit", "trade visit", sources=["A", "B", "C"])
    shared = find_shared_terms(count_terms(articles, sentences), articles)
    assert [("trade", 3), ("visit", 2)] == list(shared[["term", "n_sources"]].itertuples(index=False, name=None))


def test_vocabulary_does_not_grow_with_length():
    text = "one two three four five " * 40
    articles, _ = prepare(text, text * 5, sources=["short", "long"])
    table = measure_vocabulary(articles, window=10).set_index("source")
    assert 0.5 == pytest.approx(table.loc["short", "mattr"]) == pytest.approx(table.loc["long", "mattr"])


def test_vocabulary_of_a_text_below_one_window_is_missing():
    articles, _ = prepare("too short")
    assert measure_vocabulary(articles)["mattr"].isna().all()
