"""Counts, rates and vocabulary, by hand."""

import pandas as pd
import pytest
from building import make_articles

from helpers.errors import PresslensError
from helpers.keywords import (
    count_terms,
    find_shared_terms,
    measure_vocabulary,
    rank_terms,
    sum_terms,
    write_term_totals,
)
from helpers.language import count_article_words, split_sentences
from helpers.schemas import TermCounts
from helpers.tables import write_parquet


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


def rows_of(text, **options):
    articles, sentences = prepare(text)
    counts = count_terms(articles, sentences, **options)
    return {row.term: (row.n_tokens, row.n_words_in_term, row.count) for row in counts.itertuples()}


def test_phrases_of_one_to_five_words():
    found = rows_of("Gas pipeline talks resumed near Oslo harbour", n=range(1, 6))
    assert (1, 1, 1) == found["gas"]
    longest = {term for term, (n, _, _) in found.items() if n == 5}
    # "near" is a function word: no phrase ends with it
    assert {"pipeline talks resumed near oslo", "talks resumed near oslo harbour"} == longest


def test_names_are_one_token_of_several_words():
    found = rows_of("The United States army left. United States troops stay.", n=(1, 2), names=["united states"])
    assert (1, 2, 2) == found["united states"]
    assert (2, 3, 1) == found["united states army"]
    assert "united" not in found


def test_lemmas_are_counted_together():
    assert (1, 1, 3) == rows_of("Talks stalled. The talk was short. They talked.", unit="lemma")["talk"]


@pytest.mark.parametrize(
    ("options", "said"),
    [({"n": 0}, "1 to 5"), ({"n": 6}, "1 to 5"), ({"n": []}, "1 to 5"), ({"unit": "stem"}, "lemma")],
)
def test_what_cannot_be_counted_is_told_in_one_line(options, said):
    articles, sentences = prepare("gas")
    with pytest.raises(PresslensError, match=said) as error:
        count_terms(articles, sentences, **options)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("unit", ["word", "lemma"])
def test_words_in_terms_add_up_to_the_words_of_each_article(sample, unit):
    articles = count_article_words(sample)
    names = ["united states", "soviet union", "shanghai cooperation organization"]
    counts = count_terms(articles, split_sentences(articles), unit=unit, names=names)
    words = (counts["count"] * counts["n_words_in_term"]).groupby(counts["article_id"]).sum()
    assert dict(zip(articles["article_id"], articles["n_words"], strict=True)) == words.to_dict()
    assert counts["n_words_in_term"].max() > 1


@pytest.mark.corpora
def test_words_in_terms_add_up_in_every_article_of_a_large_corpus(corpora):
    texts = [path.read_text(encoding="utf-8") for path in sorted((corpora / "polnear" / "text").glob("*.txt"))]
    articles, sentences = prepare(*texts)
    counts = count_terms(articles, sentences, n=(1, 2), names=["united states", "white house"])
    counts = counts[counts["n_tokens"] == 1]
    words = (counts["count"] * counts["n_words_in_term"]).groupby(counts["article_id"]).sum()
    n_words = articles.set_index("article_id")["n_words"]
    assert n_words[n_words > 0].to_dict() == words.to_dict()


def test_an_article_read_in_several_pieces_is_counted_once(sample, monkeypatch):
    sentences = split_sentences(sample)
    whole = count_terms(sample, sentences, n=(1, 2, 3))
    monkeypatch.setattr("helpers.language.tokens._BATCH_CHARACTERS", 300)
    pd.testing.assert_frame_equal(whole, count_terms(sample, sentences, n=(1, 2, 3)))


def test_a_piece_too_short_for_a_phrase_stops_no_other(monkeypatch):
    articles, sentences = prepare("Gas. Oil and tea and coal.", "Tea. Gas oil tea coal gas.")
    whole = count_terms(articles, sentences, n=5)
    assert ["oil and tea and coal", "gas oil tea coal gas"] == whole["term"].tolist()
    monkeypatch.setattr("helpers.language.tokens._BATCH_CHARACTERS", 1)
    pd.testing.assert_frame_equal(whole, count_terms(articles, sentences, n=5))


def test_the_order_of_terms_does_not_hang_on_other_articles_nor_on_names_that_are_not_there():
    articles, sentences = prepare("oil gas", "tea gas oil")
    both, last = count_terms(articles, sentences, n=(1, 2)), articles.tail(1)
    alone = count_terms(last, sentences, n=(1, 2), names=["tea pot", "oil lamp"])
    own = both[both["article_id"] == last["article_id"].item()]
    pd.testing.assert_frame_equal(alone, own.reset_index(drop=True))
    assert ["gas", "oil", "tea", "gas oil", "tea gas"] == alone["term"].tolist()


def test_phrases_that_read_the_same_are_one_term():
    names = ["upper lake", "lake board"]  # Upper Lake + Board, upper + Lake Board
    counts = count_terms(*prepare("Upper Lake Board met. The upper Lake Board met."), n=2, names=names)
    assert [2] == counts.loc[counts["term"] == "upper lake board", "count"].tolist()


def test_counts_are_summed_by_source_whatever_files_they_lie_in(tmp_path):
    articles, sentences = prepare("gas gas oil", "gas", "oil tea")
    articles["source"] = ["one", "one", "two"]
    counts = count_terms(articles, sentences)
    totals = sum_terms(counts)
    assert [("one", "gas", 3, 2), ("one", "oil", 1, 1), ("two", "oil", 1, 1), ("two", "tea", 1, 1)] == list(
        totals[["source", "term", "count", "n_articles"]].itertuples(index=False, name=None)
    )
    files = [write_parquet(own, tmp_path / f"{n}.parquet") for n, own in counts.groupby(counts["article_id"])]
    pd.testing.assert_frame_equal(totals, sum_terms(files[::-1]))
    pd.testing.assert_frame_equal(totals, pd.read_parquet(write_term_totals(files, tmp_path / "totals.parquet")))
    assert sum_terms(counts.head(0)).empty


def test_terms_are_ranked_by_any_column_and_those_without_a_value_left_out():
    articles, sentences = prepare("gas gas oil", "gas", "oil tea")
    articles["month"] = ["2019-01", None, "2019-02"]
    ranked = rank_terms(count_terms(articles, sentences), articles, by="month", min_articles=2)
    assert [("2019-01", "gas", 2, 3), ("2019-01", "oil", 1, 3), ("2019-02", "oil", 1, 2)] == list(
        ranked[["month", "term", "count", "n_words"]].itertuples(index=False, name=None)
    )


def test_a_term_of_a_single_article_is_marked():
    articles, sentences = prepare("gas gas oil", "oil", sources=["A", "B"])
    counts = count_terms(articles, sentences)
    for by in (None, "source"):
        ranked = rank_terms(counts, articles, by=by)
        assert {"gas": True, "oil": False} == dict(zip(ranked["term"], ranked["one_article"], strict=True))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("قالت روسيا إن الاتفاق قائم", 5),
        ("俄罗斯外交部长星期一访问了伊斯兰堡。", 0),
        ("Россия и Пакистан", 3),
        ("the of and", 3),
        ("1 2 3 %", 0),
        ("gas", 1),
        ("", 0),
    ],
)
def test_odd_texts_are_counted(text, words):
    articles, sentences = prepare(text)
    counts = count_terms(articles, sentences, n=(1, 2, 3, 4, 5))
    assert words == int(articles["n_words"][0]) == int(counts.loc[counts["n_tokens"] == 1, "count"].sum())
    assert list(TermCounts.column_names()) == list(counts.columns)
    assert len(rank_terms(counts, articles)) <= len(counts)


def test_a_text_without_blanks_is_cut_between_sentences_alone():
    text = "x" * 12_000 + " " + "gas" * 2_000
    articles, sentences = prepare(text)
    assert 2 == articles["n_words"][0] == count_terms(articles, sentences)["count"].sum()


def test_a_source_without_content_words_has_a_column_of_its_own():
    articles, sentences = prepare("gas gas", "and so it was", sources=["A", "B"])
    shared = find_shared_terms(count_terms(articles, sentences), articles, min_sources=1)
    assert [("gas", 10_000.0, 0.0, True)] == list(
        shared[["term", "A", "B", "one_article"]].itertuples(index=False, name=None)
    )
    none = find_shared_terms(count_terms(articles, sentences).head(0), articles)
    assert {"A", "B"} <= set(none.columns)


@pytest.mark.parametrize("name", ["term", "n_sources", "count", "one_article"])
def test_a_source_that_is_called_like_a_column_is_told_of(name):
    articles, sentences = prepare("gas", "gas", sources=[name, "B"])
    with pytest.raises(PresslensError, match=f"a source is called {name}"):
        find_shared_terms(count_terms(articles, sentences), articles)


def test_an_article_that_is_there_twice_is_told_of():
    articles, sentences = prepare("gas")
    with pytest.raises(PresslensError, match="0000000000000000 is in the table twice"):
        count_terms(pd.concat([articles, articles]), sentences)


def test_counts_of_other_articles_are_left_out():
    articles, sentences = prepare("gas gas", "gas")
    ranked = rank_terms(count_terms(articles, sentences), articles.tail(1))
    assert [("gas", 1, True)] == list(ranked[["term", "count", "one_article"]].itertuples(index=False, name=None))
