"""Sentences as vectors: what says the same lies close, and a vector depends on nothing but its text."""

import json

import numpy as np
import pandas as pd
import pytest
from building import make_articles

from helpers.language import embed_sentences, embed_texts, split_sentences
from helpers.language.vectors import MAX_PIECES, MODELS, WIDTH, _load_encoder, encode

TEXTS = [
    "The minister opened a new bridge over the river on Monday.",
    "On Monday a new bridge across the river was opened by the minister.",
    "Fishermen caught fewer herring this winter than in any year before.",
    "Herring catches were the lowest on record this winter.",
    "😀",
    "",
]


def test_the_files_ship_with_us():
    assert {f"sentence_encoder.{kind}" for kind in ("json", "onnx", "tokenizer.json")} <= {
        path.name for path in MODELS.iterdir()
    }
    assert max(path.stat().st_size for path in MODELS.iterdir()) <= 24e6


def test_the_card_tells_how_like_the_original_it_is():
    card = json.loads((MODELS / "sentence_encoder.json").read_text(encoding="utf-8"))
    assert "Apache-2.0" == card["licence"]
    assert 0.99 <= card["cosine_with_original"]["mean"] <= 1


def test_what_says_the_same_lies_close():
    cosines = embed_texts(TEXTS) @ embed_texts(TEXTS).T
    assert cosines[0, 1] > 0.8
    assert cosines[2, 3] > 0.7
    assert cosines[0, 2] < 0.3


def test_rows_have_length_1():
    vectors = embed_texts(TEXTS)
    assert (len(TEXTS), WIDTH) == vectors.shape
    assert np.float32 == vectors.dtype
    assert np.allclose(1, np.linalg.norm(vectors, axis=1), atol=1e-5)


def test_a_vector_does_not_depend_on_the_company():
    together = embed_texts(TEXTS * 3)
    assert np.array_equal(together[: len(TEXTS)], np.vstack([embed_texts([text]) for text in TEXTS]))
    assert np.array_equal(together[::-1], embed_texts((TEXTS * 3)[::-1]))


def test_no_texts_no_rows():
    assert (0, WIDTH) == embed_texts([]).shape


@pytest.mark.parametrize("text", ["\ud800 \udfff", "x\x00y \x00", "[CLS] [SEP] [PAD]", "x" * 300_000, "слово 词 कथा"])
def test_any_text_has_a_vector(text):
    assert np.allclose(1, np.linalg.norm(embed_texts([text]), axis=1), atol=1e-5)


def test_a_long_sentence_is_cut():
    fed = encode(_load_encoder(), "herring " * 500)
    assert (1, MAX_PIECES) == fed.shape
    long = " ".join(TEXTS[:4] * 20)
    assert np.array_equal(embed_texts([long]), embed_texts([f"{long} And then the sea froze over."]))


def test_sentences_come_in_the_order_of_articles_and_text():
    articles = make_articles(
        "Short one. The bridge\n over the  river was opened on Monday. Nobody was hurt in the fire.",
        "Two trawlers left the harbour before dawn.",
    )
    articles["source"] = ["Daily Example", "Other"]
    sentences = split_sentences(articles)
    found = embed_sentences(articles, sentences.sample(frac=1, random_state=1))
    assert [
        "The bridge over the river was opened on Monday.",
        "Nobody was hurt in the fire.",
        "Two trawlers left the harbour before dawn.",
    ] == list(found.sentences["text"])
    assert [1, 2, 0] == list(found.sentences["sentence_index"])
    assert ["Daily Example", "Daily Example", "Other"] == list(found.sentences["source"])
    assert list(range(3)) == list(found.sentences.index)
    assert np.array_equal(embed_texts(list(found.sentences["text"])), found.matrix)
    body = articles["body"].iloc[0]
    first = found.sentences.iloc[0]
    assert "The bridge\n over the  river was opened on Monday." == body[first["sentence_start"] : first["sentence_end"]]
    assert 4 == len(embed_sentences(articles, sentences, min_words=1).sentences)


def test_no_sentences_no_rows():
    articles = make_articles("Too short.")
    for table in (split_sentences(articles), split_sentences(articles).iloc[:0]):
        found = embed_sentences(articles, table)
        assert (0, (0, WIDTH)) == (len(found.sentences), found.matrix.shape)
        assert ["article_id", "source", "sentence_index", "sentence_start", "sentence_end", "text"] == list(
            found.sentences.columns
        )
    nothing = embed_sentences(articles.iloc[:0], split_sentences(articles))
    assert isinstance(nothing.sentences, pd.DataFrame)
    assert 0 == len(nothing.sentences)
