"""Terms in the same sentences, counted by hand."""

import numpy as np
import pytest
from building import make_articles

from helpers.keywords.cooccurrence import count_cooccurrence, order_terms
from helpers.language import locate_words, split_sentences
from helpers.schemas import Cooccurrence


def count(texts, terms):
    articles = make_articles(*texts)
    sentences = split_sentences(articles)
    return count_cooccurrence(locate_words(articles, sentences), sentences, terms)


def pairs(table, *columns):
    return list(table[["term_a", "term_b", *columns]].itertuples(index=False, name=None))


TEXTS = (
    "Trade and aid grew. Trade fell, and trade and aid fell. The talks failed.",
    "Aid and trade came. Aid went on.",
)


def test_sentences_are_counted():
    table = count(TEXTS, ["trade", "aid", "talks", "war"])
    assert [
        ("trade", "aid", 3, 3, 4, 2, 5),  # twice in one sentence is one sentence
        ("trade", "talks", 0, 3, 1, 0, 5),
        ("trade", "war", 0, 3, 0, 0, 5),
        ("aid", "talks", 0, 4, 1, 0, 5),
        ("aid", "war", 0, 4, 0, 0, 5),
        ("talks", "war", 0, 1, 0, 0, 5),
    ] == pairs(table, "n_both", "n_a", "n_b", "n_articles", "n_sentences")


def test_measures_by_hand():
    table = count(TEXTS, ["trade", "aid", "talks"])
    assert 14 + np.log2(6 / 7) == pytest.approx(table["log_dice"][0])
    assert table["log_dice"][1:].isna().all()  # never together
    # 3 of 3 with against 1 of 2 without: 2 (3 ln(3 / 2.4) + 1 ln(1 / 1.6) + 1 ln(1 / 0.4))
    assert 2 * (3 * np.log(3 / 2.4) + np.log(1 / 1.6) + np.log(1 / 0.4)) == pytest.approx(table["g2"][0])
    assert (table["g2"][1:] < 0).all()  # they avoid one another


def test_the_order_of_articles_and_sentences_does_not_matter():
    articles = make_articles(*TEXTS)
    sentences = split_sentences(articles)
    words = locate_words(articles, sentences)
    shuffled = sentences.sample(frac=1, random_state=3)
    terms = ["trade", "aid", "talks"]
    assert pairs(count_cooccurrence(words, sentences, terms), "n_both", "n_a", "n_b", "n_articles") == pairs(
        count_cooccurrence(words, shuffled, terms), "n_both", "n_a", "n_b", "n_articles"
    )


@pytest.mark.parametrize("terms", [[], ["trade"], ["trade", "trade"]])
def test_fewer_than_two_terms_have_no_pairs(terms):
    table = count(TEXTS, terms)
    assert (0, Cooccurrence.column_names()) == (len(table), list(table.columns))
    assert [] == order_terms(table)


@pytest.mark.parametrize(("texts", "n_sentences"), [(("",), 0), (("War.",), 1), ((), 0)])
def test_terms_that_nothing_holds(texts, n_sentences):
    table = count(texts, ["trade", "aid"])
    assert [("trade", "aid", 0, 0, n_sentences, 0.0)] == pairs(table, "n_both", "n_a", "n_sentences", "g2")
    assert ["aid", "trade"] == sorted(order_terms(table))


def test_terms_that_fill_every_sentence_tell_nothing():
    table = count(("Trade aid. Trade aid.",), ["trade", "aid"])
    assert [("trade", "aid", 2, 0.0, 14.0)] == pairs(table, "n_both", "g2", "log_dice")


def test_words_outside_the_sentences_do_not_count():
    articles = make_articles("Trade and aid. Trade and aid.")
    sentences = split_sentences(articles)
    words = locate_words(articles, sentences)
    assert [1] == count_cooccurrence(words, sentences.tail(1), ["trade", "aid"])["n_both"].tolist()
    assert [1] == count_cooccurrence(words, sentences.head(1), ["trade", "aid"])["n_both"].tolist()
    assert [0] == count_cooccurrence(words, sentences.head(0), ["trade", "aid"])["n_both"].tolist()


def test_terms_that_share_sentences_stand_side_by_side():
    text = "Missiles and tanks came. Tariffs and exports fell. Tanks and missiles left. Exports and tariffs grew."
    terms = ["missiles", "tariffs", "tanks", "exports"]
    order = order_terms(count((text,), terms))
    assert {"missiles", "tanks"} in (set(order[:2]), set(order[2:]))
    assert sorted(terms) == sorted(order)


def test_terms_that_never_meet_are_all_kept():
    terms = ["one", "two", "three", "four"]
    assert sorted(terms) == sorted(order_terms(count(("One. Two. Three. Four.",), terms)))
