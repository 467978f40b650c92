"""Claims and likeness: each sentence is in one claim, counts add up, and values are likenesses."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from making_texts import ALL_TEXTS, PRESS_SENTENCE, examples

from helpers.claims import (
    align_sentences,
    align_sources,
    count_claims,
    cover_claims,
    find_claims,
    list_absent,
    list_single,
    mark_differences,
    measure_similarity,
    order_by_likeness,
    pick_articles,
    summarise_claims,
)
from helpers.claims.conflicts import KINDS, differ
from helpers.claims.likeness import read_features
from helpers.language import SentenceVectors
from helpers.schemas import AlignedSentences, Claims, Similarity

SOURCES = ["Daily Example", "Example Post", "x; y"]


@st.composite
def vectors(draw: st.DrawFn) -> SentenceVectors:
    """Draw sentences of a few sources, with vectors of length 1; equal sentences have equal ones."""
    texts = draw(st.lists(PRESS_SENTENCE, min_size=1, max_size=4, unique=True))
    angles = draw(st.lists(st.floats(0, 3.2), min_size=len(texts), max_size=len(texts)))
    rows = draw(st.lists(st.tuples(st.sampled_from(SOURCES), st.integers(0, len(texts) - 1)), max_size=12))
    table = pd.DataFrame({"source": pd.Series([source for source, _ in rows], dtype="str")})
    table["article_id"] = table["source"].map({name: f"{at:016x}" for at, name in enumerate(SOURCES)}).astype("str")
    table["sentence_index"] = table.groupby("source").cumcount()
    table["sentence_start"] = table["sentence_index"] * 10
    table["sentence_end"] = table["sentence_start"] + 9
    table["text"] = pd.Series([texts[at] for _, at in rows], dtype="str")
    chosen = np.array([angles[at] for _, at in rows], dtype=float)
    matrix = np.stack([np.cos(chosen), np.sin(chosen)], axis=1).reshape(-1, 2).astype(np.float32)
    return SentenceVectors(table, matrix)


@given(vectors(), st.floats(0.3, 0.99))
def test_each_sentence_is_in_one_claim_and_counts_add_up(given_vectors: SentenceVectors, threshold: float) -> None:
    sentences = given_vectors.sentences
    claims = find_claims(given_vectors, threshold=threshold)
    Claims.validate(claims)
    assert len(claims) == len(sentences)
    assert (claims.groupby("claim_id")["is_representative"].sum() == 1).all()
    assert claims["similarity"].between(-1, 1).all()
    assert claims["nearest"].dropna().between(-1, 1).all()
    summary = summarise_claims(claims, given_vectors)
    assert summary["n_sentences"].sum() == len(sentences)
    assert set(summary["claim_id"]) == set(claims["claim_id"])
    assert cover_claims(claims)["n_sentences"].sum() == len(sentences)
    counts = count_claims(claims, sources=SOURCES)
    assert list(counts["source"]) == sorted(SOURCES)
    assert (counts["n_shared"] + counts["n_single"] == counts["n_sentences"]).all()
    assert counts["n_sentences"].sum() == len(sentences)
    single = list_single(claims, summary)
    assert len(single) == (summary["n_sources"] == 1).sum()
    present = [source for source in SOURCES if source in set(sentences["source"])]
    absent = list_absent(claims, summary, sources=present)
    assert set(absent["claim_id"]) <= set(summary.loc[summary["n_sources"] > 1, "claim_id"])
    articles = sentences[["article_id", "source"]].drop_duplicates()
    assert set(pick_articles(claims, articles.assign(n_words=5))) <= set(sentences["article_id"])


@given(vectors(), st.data())
def test_equal_texts_are_one_claim_whatever_the_order(given_vectors: SentenceVectors, data: st.DataObject) -> None:
    claims = find_claims(given_vectors)
    by_text = claims["claim_id"].groupby(given_vectors.sentences["text"]).nunique()
    assert (by_text == 1).all()


@given(vectors(), st.floats(-1, 1))
def test_aligned_sentences_are_each_others_best(given_vectors: SentenceVectors, least: float) -> None:
    aligned = align_sources(given_vectors, least=least)
    AlignedSentences.validate(aligned)
    assert (aligned["similarity"] >= least - 1e-9).all()
    assert (aligned["first"] < aligned["second"]).all()
    texts = set(given_vectors.sentences["text"])
    assert set(aligned["sentence_first"]) | set(aligned["sentence_second"]) <= texts
    present = sorted(set(given_vectors.sentences["source"]))
    if len(present) > 1:
        two = align_sentences(given_vectors, *present[:2], least=least)
        of_two = (aligned["first"] == present[0]) & (aligned["second"] == present[1])
        assert len(two) >= of_two.sum()


@given(ALL_TEXTS, ALL_TEXTS)
def test_differences_are_the_words_of_both_in_order(first: str, second: str) -> None:
    pieces = mark_differences(first, second)
    assert " ".join(" ".join(left for _, left, _ in pieces).split()) == " ".join(first.split())
    assert " ".join(" ".join(right for *_, right in pieces).split()) == " ".join(second.split())
    for op, left, right in pieces:
        assert (bool(left), bool(right)) == {"first": (True, False), "second": (False, True)}.get(op, (True, True))


@given(ALL_TEXTS, ALL_TEXTS)
def test_what_differs_is_told_alike_from_either_side(first: str, second: str) -> None:
    told = differ(first, second)
    assert told in {"", *KINDS}
    assert differ(second, first) == told
    assert differ(first, first) == ""


@given(st.lists(PRESS_SENTENCE, min_size=1, max_size=5))
def test_likeness_is_of_both_sides_and_at_most_1(texts: list[str]) -> None:
    features = read_features(texts, np.eye(len(texts), 7, dtype=np.float32))
    likeness = features.compare(features)
    np.testing.assert_allclose(likeness, likeness.T, atol=1e-6)
    assert (likeness <= 1 + 1e-5).all()
    assert (likeness >= -1 - 1e-5).all()
    np.testing.assert_allclose(features.compare_pairs(features), np.diag(likeness), atol=1e-6)


@examples(0.5)
@given(vectors(), st.sampled_from(["source", "article"]))
def test_each_pair_has_one_likeness_in_range(given_vectors: SentenceVectors, unit: str) -> None:
    sentences = given_vectors.sentences
    articles = sentences[["article_id", "source"]].drop_duplicates()
    words = [(key, word) for key, text in zip(sentences["article_id"], sentences["text"], strict=True)
             for word in text.lower().split()]  # fmt: skip
    terms = pd.DataFrame(words, columns=["article_id", "term"], dtype="str").value_counts().reset_index()
    terms = terms.assign(n_tokens=1, n_words_in_term=1).astype({"count": "int64"})
    similarity = measure_similarity(terms, articles, given_vectors, unit=unit)
    Similarity.validate(similarity)
    n = len(articles)
    assert len(similarity) == n * (n - 1) // 2
    for name in ("tfidf", "embedding"):
        assert similarity[name].dropna().between(-1, 1).all()
    order = order_by_likeness(similarity)
    assert len(set(order.order)) == len(order.order) == (n if n > 1 else 0)
    assert pytest.approx(similarity["tfidf"].clip(lower=0).sum()) == similarity["tfidf"].sum()
