"""Words stand where they are said to, are what is written there, and hang on no other text."""

import numpy as np
import pandas as pd
from building import make_articles
from hypothesis import given
from hypothesis import strategies as st
from making_corpora import NAMES, WORDY_TEXT, corpora
from making_texts import TEXTS, examples

from helpers.language import (
    CUT,
    GAP,
    UNITS,
    Tokenizer,
    count_article_words,
    count_words_apart,
    fold_terms,
    fold_word,
    lemmatize_word,
    locate_words,
    read_batches,
    split_sentences,
    take_text,
    word_spans,
    words_of,
)
from helpers.language import tokens as tokens_module
from helpers.language.scripts import CLAUSE
from helpers.language.tokens import count_words
from helpers.language.words import HAS_LETTER

MIXED = WORDY_TEXT | TEXTS


def list_words(text):
    """Return the words of a text with their offsets, one by one."""
    spans = [(start, end, text[start:end]) for start, end in word_spans(text)]
    return [span for span in spans if HAS_LETTER.search(span[2]) and (span[2].isascii() or not CLAUSE.search(span[2]))]


@given(MIXED)
def test_words_are_those_that_stand_there_one_by_one(text):
    one_by_one = [word for _, _, word in list_words(text)]
    found = words_of(text)
    assert len(one_by_one) == len(found)
    for written, word in zip(one_by_one, found, strict=True):  # who shouts is read in lower case
        assert word in {fold_word(written), fold_word(written.lower())}


@given(corpora())
@examples(0.3)
def test_offsets_point_at_the_words(made):
    found = locate_words(*made)
    bodies = made.articles.set_index("article_id")["body"]
    for row in found.itertuples():
        written = bodies[row.article_id][row.start : row.end]
        assert row.word in {fold_word(written), fold_word(written.lower())}
    assert ["article_id", "word", "start", "end", "stretch"] == list(found.columns)
    for _, own in found.groupby("article_id"):
        assert (own["end"].to_numpy()[:-1] <= own["start"].to_numpy()[1:]).all()
    assert (np.diff(found["stretch"]) >= 0).all()


@given(corpora())
@examples(0.3)
def test_every_word_of_a_sentence_is_found_and_no_other(made):
    found = locate_words(*made)
    bodies = made.articles.set_index("article_id")["body"]
    expected = []
    for sentence in made.sentences.itertuples():
        text = bodies[sentence.article_id][sentence.sentence_start : sentence.sentence_end]
        expected += [(sentence.article_id, sentence.sentence_start + start) for start, _, _ in list_words(text)]
    assert expected == list(zip(found["article_id"], found["start"], strict=True))


@given(corpora())
@examples(0.3)
def test_a_stretch_is_what_neither_a_sentence_end_nor_a_gap_parts(made):
    found = locate_words(*made)
    texts = made.articles.set_index("article_id")[["body", "raw_text"]]
    sentences = {
        article_id: own["sentence_start"].to_numpy() for article_id, own in made.sentences.groupby("article_id")
    }
    for one, two in zip(found.itertuples(), found.iloc[1:].itertuples(), strict=False):
        if one.article_id != two.article_id:
            assert one.stretch != two.stretch
            continue
        body, raw = texts.loc[one.article_id]
        starts = sentences[one.article_id]
        is_apart = ((starts > one.start) & (starts <= two.start)).any()
        is_apart = is_apart or body[one.end : two.start] != raw[one.end : two.start]
        assert is_apart == (one.stretch != two.stretch)


@given(st.lists(MIXED, max_size=5), st.sampled_from(UNITS), st.lists(st.sampled_from(NAMES), max_size=3))
@examples(0.6)
def test_many_pieces_are_read_as_one_by_one(pieces, unit, names):
    tokenizer, other = Tokenizer(names=names, unit=unit), Tokenizer(names=names, unit=unit)
    together = tokenizer.read(pieces, places=True)
    assert pieces == [] or len(together.bounds) == len(pieces) + 1
    for n, piece in reversed(list(enumerate(pieces))):
        own = slice(together.bounds[n], together.bounds[n + 1])
        alone = other.read([piece], places=True)
        assert [tokenizer.words[k] for k in together.ids[own]] == [other.words[k] for k in alone.ids]
        assert (together.capital[own] == alone.capital).all()
        is_token = alone.ids != CUT
        assert (together.starts[own][is_token] == alone.starts[is_token]).all()
        assert (together.ends[own][is_token] == alone.ends[is_token]).all()
        assert (together.ids[own] == GAP).tolist() == (alone.ids == GAP).tolist()


@given(MIXED, st.lists(st.sampled_from(NAMES), max_size=3))
def test_names_never_overlap_and_hold_all_their_words(text, names):
    plain, named = Tokenizer(), Tokenizer(names=names)
    alone, joined = plain.read([text], places=True), named.read([text], places=True)
    assert (alone.ids > CUT).sum() == named.count_words()[joined.ids[joined.ids > CUT]].sum()
    words = [(plain.words[k], start) for k, start in zip(alone.ids, alone.starts, strict=True) if k > CUT]
    parts = []
    for k, start, end in zip(joined.ids, joined.starts, joined.ends, strict=True):
        if k > CUT:
            parts += [(part, start) for part in named.words[k].split(" ")]
            assert " " not in named.words[k] or named.words[k] in names
            assert start < end
    assert [word for word, _ in words] == [word for word, _ in parts]
    assert (joined.ends[:-1] <= joined.starts[1:]).all()


@given(corpora())
@examples(0.3)
def test_lemmas_are_those_of_the_words(made):
    words, lemmas = locate_words(*made), locate_words(*made, unit="lemma")
    assert [lemmatize_word(word) for word in words["word"]] == lemmas["word"].tolist()
    pd.testing.assert_frame_equal(words.drop(columns="word"), lemmas.drop(columns="word"))


@given(corpora(), st.integers(1, 40), st.integers(0, 3))
@examples(0.3)
def test_neither_batches_nor_what_is_forgotten_change_a_word(made, characters, chunks):
    whole = locate_words(*made, names=NAMES)
    kept = tokens_module._BATCH_CHARACTERS, tokens_module._MAX_CHUNKS
    tokens_module._BATCH_CHARACTERS, tokens_module._MAX_CHUNKS = characters, chunks
    try:
        pd.testing.assert_frame_equal(whole, locate_words(*made, names=NAMES))
    finally:
        tokens_module._BATCH_CHARACTERS, tokens_module._MAX_CHUNKS = kept


@given(corpora())
@examples(0.3)
def test_batches_hold_each_sentence_once(made):
    bodies = made.articles["body"].to_list()
    covered = [[] for _ in bodies]
    for batch in read_batches(*made):
        for piece, article, start in zip(batch.pieces, batch.articles, batch.starts, strict=True):
            written = bodies[article][start : start + len(piece)]
            assert all(one in {other, tokens_module.CUT_MARK} for one, other in zip(piece, written, strict=True))
            covered[article] += range(start, start + len(piece))
    for article_id, own in zip(made.articles["article_id"], covered, strict=True):
        spans = made.sentences[made.sentences["article_id"] == article_id]
        inside = [k for row in spans.itertuples() for k in range(row.sentence_start, row.sentence_end)]
        assert inside == own


@given(corpora())
@examples(0.3)
def test_counts_of_words_add_up(made):
    expected = [len(list_words(body)) for body in made.articles["body"]]
    assert expected == made.articles["n_words"].tolist()
    assert (made.articles["n_words_removed"] >= 0).all()
    shorter = made.articles.assign(body=[body[: len(body) // 2] for body in made.articles["body"]])
    counted = count_words_apart(shorter)
    assert [len(list_words(body)) for body in shorter["body"]] == counted["n_words"].tolist()
    apart = (made.articles["n_words"] - counted["n_words"]).clip(lower=0)
    assert apart.tolist() == counted["n_words_apart"].tolist()
    assert counted["n_words"].tolist() == count_words(shorter["body"]).tolist()
    again = count_article_words(shorter.drop(columns=["n_words", "n_words_removed"]))
    assert again["n_words"].tolist() == counted["n_words"].tolist()


@given(st.lists(MIXED, max_size=4), st.sampled_from(UNITS))
def test_terms_are_folded_once_and_for_all(terms, unit):
    folded = fold_terms(terms, unit=unit)
    assert len(set(folded)) == len(folded)
    assert all(term == " ".join(term.split()) and term for term in folded)
    if unit == "word":
        assert set(folded) == {" ".join(words_of(term)) for term in terms} - {""}


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1), st.data())
@examples(0.5)
def test_texts_are_taken_by_their_place(values, data):
    places = data.draw(st.lists(st.integers(0, len(values) - 1)))
    assert [values[k] for k in places] == list(take_text(values, np.array(places, dtype=np.int64)))


def test_no_articles_have_no_words():
    none = make_articles()
    assert locate_words(none, split_sentences(make_articles("x."))).empty
    assert [] == count_article_words(none)["n_words"].tolist()
    assert [] == words_of("")
    assert [] == fold_terms(["", " ", "3"])
