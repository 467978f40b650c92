import pytest
from building import make_articles

from helpers.language import STOP_WORDS, count_article_words, fold_word, word_spans, words_of


@pytest.mark.parametrize(
    ("word", "folded"),
    [
        ("Talks", "talks"),
        ("US", "US"),
        ("us", "us"),
        ("Us", "us"),
        ("U.S.", "US"),
        ("U.S", "US"),
        ("u.s.", "US"),
        ("U.S.A.", "USA"),
        ("NATO", "NATO"),
        ("NATO-led", "NATO-led"),
        ("U.S.-led", "US-led"),
        ("COVID-19", "COVID-19"),
        ("PAKISTAN", "pakistan"),
        ("A", "a"),
        ("I", "i"),
        ("Pakistan’s", "pakistan"),
        ("Pakistan's", "pakistan"),
        ("ministers’", "ministers"),
        ("US’s", "US"),
        ("U.K.’s", "UK"),
        ("don’t", "don't"),
        ("don't", "don't"),
        ("O’Brien", "o'brien"),
        ("high-level", "high-level"),
        ("Café", "café"),
        ("1979", "1979"),
        pytest.param("4.5", "4.5"),
    ],
)
def test_words_are_folded(word, folded):
    assert folded == fold_word(word)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The U.S. and NATO met.", ["The", "U.S.", "and", "NATO", "met"]),
        ("U.S.-led troops don’t go", ["U.S.-led", "troops", "don’t", "go"]),
        ("“Yes,” said Pakistan’s envoy.", ["Yes", "said", "Pakistan’s", "envoy"]),
        ("high-level talks – at last", ["high-level", "talks", "at", "last"]),
        ("10,000 men and 4.5 percent", ["10,000", "men", "and", "4.5", "percent"]),
        ("4\xa0million\r\nmen", ["4", "million", "men"]),
        ("and/or (both)", ["and", "or", "both"]),
        ("at 7 a.m. today", ["at", "7", "a.m.", "today"]),
        ("2½ of 3 m²", ["2½", "of", "3", "m²"]),  # as they are counted
        ("“We go.”He left…", ["We", "go", "He", "left"]),
        (" …– ", []),
        ("", []),
    ],
)
def test_word_spans(text, words):
    assert words == [text[start:end] for start, end in word_spans(text)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The US told us to go.", ["the", "US", "told", "us", "to", "go"]),
        ("The U.S. and NATO met.", ["the", "US", "and", "NATO", "met"]),
        ("In 2012 some 10,000 men left.", ["in", "some", "men", "left"]),
        ("LET THEM TRY: the US stays", ["let", "them", "try", "the", "US", "stays"]),
        ("PAKISTAN AND RUSSIA MEET IN MOSCOW", ["pakistan", "and", "russia", "meet", "in", "moscow"]),
        ("The US NATO envoy", ["the", "US", "NATO", "envoy"]),
        ("Talks of the US, UK, EU and UN", ["talks", "of", "the", "US", "UK", "EU", "and", "UN"]),
        pytest.param(
            "The UN EU US envoy",
            ["the", "UN", "EU", "US", "envoy"],
            marks=pytest.mark.xfail(strict=True, reason="three initialisms in a row are taken for shouting"),
        ),
    ],
)
def test_words_of_a_text(text, words):
    assert words == words_of(text)


@pytest.mark.parametrize(
    ("word", "is_stop_word"),
    [("the", True), ("us", True), ("don't", True), ("US", False), ("russia", False), ("war", False), ("#", False)],
)
def test_stop_words(word, is_stop_word):
    assert is_stop_word == (word in STOP_WORDS)


def test_words_of_articles_are_counted():
    articles = make_articles("Share on Facebook\nThe U.S. left in 1979.", "")
    articles["body"] = ["                 \nThe U.S. left in 1979.", ""]
    counted = count_article_words(articles)
    assert [(4, 3), (0, 0)] == list(counted[["n_words", "n_words_removed"]].itertuples(index=False, name=None))
