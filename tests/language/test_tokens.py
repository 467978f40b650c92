"""The words of many texts at once: the same as of one, with their places, and with what parts them."""

import numpy as np
import pandas as pd
import pytest
from building import make_articles

from helpers.language import (
    CUT,
    GAP,
    Tokenizer,
    fold_terms,
    lemmatize_word,
    locate_words,
    split_sentences,
    word_spans,
    words_of,
)
from helpers.language import tokens as tokens_module


def read(*pieces, **options):
    """Return the tokens of pieces, a gap as "/" and a cut as "|"."""
    tokenizer = Tokenizer(**options)
    shown = {GAP: "/", CUT: "|"}
    return " ".join(shown.get(n, tokenizer.words[n].replace(" ", "_")) for n in tokenizer.read(pieces).ids.tolist())


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("The price of gas rose", "the price of gas rose |"),
        ("gas, oil and wheat", "gas / oil and wheat |"),
        ("some 10,000 men left", "some / men left |"),
        ("“Yes,” said he", "/ yes / said he |"),
        ("Talks\non gas", "talks on gas |"),
        ("four\xa0million men", "four million men |"),
        ("before \ufffc\ufffc after", "before | after |"),
        ("before\ufffc\ufffcafter", "before | after |"),
        ("  1979  ", "/ |"),
        ("नमस्ते दुनिया", "नमस्ते दुनिया |"),  # vowel signs are part of the word
        ("قَالَ الوزير", "قَالَ الوزير |"),
        ("外交部长星期一访问了莫斯科 in May", "/ in may |"),  # a clause is no word
        ("外交 部长 访问 莫斯科", "外交 部长 访问 莫斯科 |"),  # unless blanks were put between its words
        ("", "|"),
    ],
)
def test_gaps_and_cuts_stand_between_words(text, shown):
    assert shown == read(text)


def test_shouting_ends_with_a_piece_and_at_a_sign():
    assert "the UN EU | US envoys |" == read("The UN EU", "US envoys")
    assert "UN / EU US |" == read("UN, EU US")
    assert "un eu us |" == read("UN EU US")


def test_many_texts_are_read_like_one(sample):
    bodies = sample["body"].tolist()
    tokenizer = Tokenizer()
    tokens = tokenizer.read(bodies)
    for k, body in enumerate(bodies):
        ids = tokens.ids[tokens.bounds[k] : tokens.bounds[k + 1]]
        assert words_of(body) == [tokenizer.words[n] for n in ids.tolist() if n > CUT]


@pytest.mark.parametrize(
    "text",
    ["Don’t go, the U.S. said.", " \xa0 é\u0301t\u00e9  x ", "a\x1cb c\u2028d", "«Oui»—non… 3.5% NATO-led  \n\t end"],
)
def test_places_are_those_of_word_spans(text):
    articles = make_articles(text)
    sentences = pd.DataFrame({"article_id": [f"{0:016x}"], "sentence_index": 0, "sentence_start": 0})
    found = locate_words(articles, sentences.assign(sentence_end=len(text)))
    lettered = [(a, b) for a, b in word_spans(text) if any(c.isalpha() for c in text[a:b])]
    assert lettered == list(zip(found["start"], found["end"], strict=True))


def test_places_in_a_corpus(sample):
    found = locate_words(sample, split_sentences(sample))
    bodies = dict(zip(sample["article_id"], sample["body"], strict=True))
    for row in found.sample(200, random_state=1).itertuples():
        assert row.word.lower() == words_of(bodies[row.article_id][row.start : row.end])[0].lower()


def test_small_batches_give_the_same_words(sample, monkeypatch):
    sentences = split_sentences(sample)
    whole = locate_words(sample, sentences, names=["united states"])
    monkeypatch.setattr(tokens_module, "_BATCH_CHARACTERS", 50)
    monkeypatch.setattr(tokens_module, "_MAX_CHUNKS", 20)
    pd.testing.assert_frame_equal(whole, locate_words(sample, sentences, names=["united states"]))


def test_a_removed_span_and_a_sentence_end_begin_a_new_stretch():
    raw = "Gas <ad> rose. Oil, too, fell."
    articles = make_articles(raw.replace("<ad>", "    ")).assign(raw_text=raw)
    found = locate_words(articles, split_sentences(articles))
    assert ["gas", "rose", "oil", "too", "fell"] == found["word"].tolist()
    assert [True, True, False, False] == (np.diff(found["stretch"]) > 0).tolist()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("the United States and Russia", "the united_states and russia |"),
        ("a united states of mind", "a united states of mind |"),  # no name without capitals
        ("THE UNITED STATES SAID NO", "the united_states said no |"),
        ("United, States", "united / states |"),
        ("the United States Agency for Trade", "the united_states_agency_for_trade |"),
        ("United States United States", "united_states united_states |"),
        ("in the United", "in the united |"),
    ],
)
def test_names_are_kept_whole_the_longest_first(text, shown):
    names = ["united states", "united states agency for trade", "gas"]
    assert shown == read(text, names=names)


def test_a_name_has_the_place_of_all_its_words():
    text = "Envoys of the United States left."
    articles = make_articles(text)
    found = locate_words(articles, split_sentences(articles), names=["united states"])
    assert "United States" == text[found["start"][3] : found["end"][3]]
    assert ["envoys", "of", "the", "united states", "left"] == found["word"].tolist()


@pytest.mark.parametrize(
    ("word", "lemma"),
    [
        ("talks", "talk"),
        ("said", "say"),
        ("ministers", "minister"),
        ("US", "US"),
        ("NATO-led", "NATO-led"),
        ("united states", "united states"),
    ],
)
def test_lemmas(word, lemma):
    assert lemma == lemmatize_word(word)


def test_a_text_is_read_as_lemmas():
    assert "minister say US troop go |" == read("Ministers said US troops went", unit="lemma")
    assert "united_states troop |" == read("United States troops", unit="lemma", names=["united states"])


@pytest.mark.parametrize(
    ("terms", "unit", "folded"),
    [
        (["Said", "said", "U.S. troops", " ", "us"], "word", ["said", "US troops", "us"]),
        (["Said", "Talks"], "lemma", ["say", "talk"]),
    ],
)
def test_terms_of_an_analyst_are_folded(terms, unit, folded):
    assert folded == fold_terms(terms, unit=unit)


def test_sentences_in_any_order_give_the_words_in_that_of_the_text(sample):
    sentences = split_sentences(sample)
    shuffled = sentences.sample(frac=1, random_state=1)
    pd.testing.assert_frame_equal(locate_words(sample, sentences), locate_words(sample, shuffled))
