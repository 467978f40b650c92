"""Sentences, words and what is counted of them: offsets point at their text, and parts add up to wholes."""

import math
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from building import make_articles
from hypothesis import given
from hypothesis import strategies as st
from making_tables import articles
from making_texts import ALL_TEXTS, ANY_STR, CHARACTERS, NAMES, PRESS_SENTENCE, PRESS_TEXT, TEXTS, examples

from helpers.corpus import clean_articles
from helpers.errors import PresslensError
from helpers.language import (
    CUT,
    GAP,
    UNITS,
    Tokenizer,
    count_article_words,
    count_syllables,
    count_words_apart,
    count_words_within,
    embed_sentences,
    embed_texts,
    find_unsegmented,
    fold_terms,
    fold_word,
    lemmatize_word,
    locate_words,
    measure_readability,
    parse_sentences,
    read_batches,
    split_sentences,
    take_text,
    word_spans,
    words_of,
)
from helpers.language.sentences import sentence_spans
from helpers.language.tokens import count_words
from helpers.schemas import Problems, Readability, Sentences

FOLDED_NAMES = st.sets(st.sampled_from(["united states", "white house", "vladimir putin", "the kremlin"]))


@given(ALL_TEXTS)
def test_sentences_lie_in_the_text_in_order_and_leave_no_word_out(text: str) -> None:
    position = 0
    for start, end in sentence_spans(text):
        assert position <= start < end <= len(text)
        sentence = text[start:end]
        assert sentence == sentence.strip()
        assert any(c.isalnum() for c in sentence)
        assert not any(c.isalnum() for c in text[position:start])
        assert end - start <= 5_000
        position = end
    assert not any(c.isalnum() for c in text[position:])


@given(ALL_TEXTS)
def test_no_sentence_ends_within_a_sign_of_several_characters(text: str) -> None:
    for start, end in sentence_spans(text):
        for at in (start, end):
            if 0 < at < len(text) and text[at] in "\u200d\ufe0f\U0001f3fd\u0301":
                assert text[at - 1].isspace() or end - start >= 4_900, repr(text[max(0, at - 3) : at + 2])


@given(articles())
def test_a_table_of_sentences_is_that_of_each_article(made: pd.DataFrame) -> None:
    sentences = split_sentences(made)
    Sentences.validate(sentences)
    parts = [split_sentences(made.iloc[[at]]) for at in range(len(made))]
    pd.testing.assert_frame_equal(pd.concat(parts, ignore_index=True).astype(sentences.dtypes), sentences)
    assert (sentences.groupby("article_id").cumcount() == sentences["sentence_index"]).all()


@given(ALL_TEXTS, st.booleans())
def test_each_character_is_in_one_token_and_words_point_at_their_text(text: str, shout: bool) -> None:
    text = text.upper() if shout else text
    tokenizer = Tokenizer()
    tokens = tokenizer.read([text, "x", text], places=True)
    own = slice(tokens.bounds[0], tokens.bounds[1])
    position = 0
    for number, start, end in zip(tokens.ids[own][:-1], tokens.starts[own], tokens.ends[own], strict=False):
        assert position <= start < end <= len(text)
        assert not text[position:start].strip()
        if number > CUT:
            shown = text[start:end]
            assert tokenizer.words[number] in {fold_word(shown), fold_word(shown.lower())}
        position = end
    assert tokens.ids[own][-1] == CUT
    assert not text[position:].strip()
    assert list(tokens.ids[own]) == list(tokens.ids[tokens.bounds[2] : tokens.bounds[3]])


@given(st.lists(TEXTS, max_size=5), st.sampled_from(UNITS), FOLDED_NAMES)
def test_pieces_are_read_alike_alone_and_together(pieces: list[str], unit: str, names: set[str]) -> None:
    def read(own: list[str]) -> list[str]:
        tokenizer = Tokenizer(names=names, unit=unit)
        return [tokenizer.words[number] for number in tokenizer.read(own).ids if number > CUT]

    assert read(pieces) == [word for piece in pieces for word in read([piece])]
    counts = count_words(pd.Series(pieces, dtype="str"))
    assert list(counts) == [len(words_of(piece)) for piece in pieces]
    assert GAP < CUT


@given(articles(), st.data())
def test_words_of_stretches_add_up_to_those_of_the_article(made: pd.DataFrame, data: st.DataObject) -> None:
    rows = []
    for key, body in zip(made["article_id"], made["body"], strict=True):
        cuts = sorted({0, len(body), *data.draw(st.sets(st.integers(0, len(body)), max_size=4))})
        rows += [(key, a, b) for a, b in pairwise(cuts)]
    spans = pd.DataFrame(rows, columns=["article_id", "start", "end"])
    spans = spans.sample(frac=1, random_state=data.draw(st.integers(0, 9)))
    counted = count_words_within(made, spans)
    assert (counted >= 0).all()
    sums = counted.groupby(spans["article_id"]).sum().reindex(made["article_id"], fill_value=0)
    assert list(sums) == list(count_words(made["body"]))


@given(articles())
def test_words_of_cleaned_articles_add_up_to_those_scraped(made: pd.DataFrame) -> None:
    cleaned, removed = clean_articles(made)
    counted = count_article_words(cleaned)
    assert (counted[["n_words", "n_words_removed"]] >= 0).all(axis=None)
    untouched = ~cleaned["article_id"].isin(removed["article_id"])
    assert (counted.loc[untouched, "n_words_removed"] == 0).all()
    assert (count_words_apart(counted)["n_words_apart"] == 0).all()


@given(articles(), st.sampled_from(UNITS), FOLDED_NAMES)
def test_located_words_stand_where_they_are_said_to(made: pd.DataFrame, unit: str, names: set[str]) -> None:
    sentences = split_sentences(made)
    words = locate_words(made, sentences, names=names, unit=unit)
    bodies = dict(zip(made["article_id"], made["body"], strict=True))
    for key, own in words.groupby("article_id", sort=False):
        assert (own["start"].to_numpy()[1:] >= own["end"].to_numpy()[:-1]).all()
        for word, start, end in zip(own["word"], own["start"], own["end"], strict=True):
            shown = bodies[key][start:end]
            folded = words_of(shown)
            assert len(folded) == len(word.split())
            if unit == "word" and not shown.isupper():
                assert folded == word.split()
    assert (np.diff(words["stretch"]) >= 0).all()
    spans = sentences.rename(columns={"sentence_start": "start", "sentence_end": "end"})
    if not names:
        assert len(words) <= count_words_within(made, spans).sum() + len(sentences)


@given(articles())
def test_batches_hold_each_sentence_once(made: pd.DataFrame) -> None:
    sentences = split_sentences(made)
    bodies = list(made["body"])
    n_characters = 0
    for batch in read_batches(made, sentences):
        for piece, article, start in zip(batch.pieces, batch.articles, batch.starts, strict=True):
            assert bodies[article][start : start + len(piece)] == piece
            n_characters += len(piece)
    assert n_characters == (sentences["sentence_end"] - sentences["sentence_start"]).sum()
    twice = pd.concat([made, made])
    with pytest.raises(PresslensError, match="twice"):
        list(read_batches(twice, sentences))


@given(articles())
def test_readability_counts_add_up(made: pd.DataFrame) -> None:
    counts = measure_readability(made, split_sentences(made))
    Readability.validate(counts)
    assert list(counts["article_id"]) == list(made["article_id"])
    assert (counts["n_syllables"] >= counts["n_words"]).all()
    assert (counts["n_words"] >= counts["n_sentences"]).all()


@given(ALL_TEXTS)
def test_word_spans_are_words_in_order(text: str) -> None:
    position = 0
    for start, end in word_spans(text):
        assert position <= start < end <= len(text)
        assert any(c.isalnum() or c == "_" for c in text[start:end])
        position = end


@given(TEXTS | st.sampled_from(NAMES))
def test_folding_twice_is_folding_once(text: str) -> None:
    for start, end in word_spans(text):
        word = fold_word(text[start:end])
        assert fold_word(word) == word, text[start:end]
        assert count_syllables(word) >= 1
        assert lemmatize_word(word)


@given(st.lists(PRESS_SENTENCE, max_size=5), st.sampled_from(UNITS))
def test_terms_are_folded_once_and_for_all(terms: list[str], unit: str) -> None:
    folded = fold_terms(terms, unit=unit)
    assert len(set(folded)) == len(folded)
    assert all(term == " ".join(term.split()) != "" for term in folded)


@given(articles(st.text(st.characters(categories=["L", "M"]), max_size=60) | PRESS_TEXT))
def test_articles_in_other_scripts_are_told(made: pd.DataFrame) -> None:
    found = find_unsegmented(made)
    Problems.validate(found)
    assert set(found["file"]) <= set(made["file"])
    assert not set(found["file"]) & {f for f, b in zip(made["file"], made["body"], strict=True) if b.isascii()}


@given(st.lists(st.text(CHARACTERS), min_size=1, max_size=5), st.data())
def test_text_is_taken_by_position(values: list[str], data: st.DataObject) -> None:
    positions = np.array(data.draw(st.lists(st.integers(0, len(values) - 1))), dtype=np.int64)
    assert list(take_text(values, positions)) == [values[at] for at in positions]


@examples(0.1)
@given(st.lists(PRESS_SENTENCE | ANY_STR, min_size=1, max_size=3))
def test_vectors_are_of_length_one_and_of_each_text_alone(texts: list[str]) -> None:
    vectors = embed_texts(texts)
    assert vectors.shape == (len(texts), 384)
    assert np.isfinite(vectors).all()
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-4)
    np.testing.assert_array_equal(vectors[-1:], embed_texts(texts[-1:]))


@examples(0.1)
@given(articles(PRESS_TEXT, max_size=2))
def test_sentences_with_vectors_are_sentences_of_the_articles(made: pd.DataFrame) -> None:
    found = embed_sentences(made, split_sentences(made))
    assert len(found.sentences) == len(found.matrix)
    bodies = dict(zip(made["article_id"], made["body"], strict=True))
    for row in found.sentences.itertuples(index=False):
        assert row.text == " ".join(bodies[row.article_id][row.sentence_start : row.sentence_end].split())


@examples(0.2)
@given(st.lists(PRESS_SENTENCE | ANY_STR | st.just(""), max_size=3))
def test_any_sentences_are_parsed_as_one_each(texts: list[str]) -> None:
    docs = list(parse_sentences(texts))
    assert [doc.text for doc in docs] == [text[:2_000] for text in texts]
    assert all(len(list(doc.sents)) <= 1 for doc in docs)
    assert math.isfinite(len(docs))


def test_a_table_without_articles_has_no_sentences() -> None:
    assert split_sentences(make_articles()).empty
