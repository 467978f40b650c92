"""How long sentences and words are. Every sentence is invented."""

import pandas as pd
import pytest
from building import make_articles

from helpers.language import count_article_words, count_syllables, measure_readability, split_sentences
from helpers.schemas import Readability


def _measure(*texts):
    articles = make_articles(*texts)
    return measure_readability(articles, split_sentences(articles))


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("the", 1),
        ("made", 1),
        ("people", 2),
        ("open", 2),  # hyphenation leaves no single letter
        ("area", 2),  # three when spoken: what the rules miss
        ("state", 1),
        ("statement", 2),
        ("wanted", 2),
        ("walked", 1),
        ("horses", 2),
        ("makes", 1),
        ("media", 3),
        ("nation", 2),
        ("million", 2),
        ("government", 3),
        ("washington", 3),
        ("so-called", 2),
        ("don't", 1),
        ("mr", 2),
        ("US", 2),
        ("FBI", 3),
        ("NATO", 2),
        ("us", 1),
        ("café", 2),
        ("x", 1),
        ("1990s", 1),
        ("мир", 1),
        ("ha" * 100_000, 20),  # no longer than 40 letters
    ],
)
def test_syllables(word, expected):
    assert expected == count_syllables(word)


def test_sentences_words_and_syllables_are_counted():
    found = _measure("The envoys met on Monday. 1,200 - 3,400. They talked.", "Nobody came.")
    assert [(2, 7, 9), (1, 2, 4)] == list(
        found[["n_sentences", "n_words", "n_syllables"]].itertuples(index=False, name=None)
    )


def test_articles_without_words_have_a_row():
    found = _measure("", "Nobody came.", "1 2 3")
    assert [0, 2, 0] == found["n_words"].tolist()
    assert [0, 1, 0] == found["n_sentences"].tolist()
    assert Readability.column_names() == list(found.columns)
    assert Readability.column_names() == list(_measure().columns)


def test_the_words_are_those_of_the_articles(sample):
    articles = count_article_words(sample)
    found = measure_readability(articles, split_sentences(articles))
    pd.testing.assert_series_equal(articles["n_words"], found["n_words"], check_index=False)
