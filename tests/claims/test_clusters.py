"""Claims: each sentence in exactly one, no chains, the sentence most like all others in front."""

import numpy as np
import pandas as pd
import pytest
from making_vectors import make_vectors

from helpers.claims import clusters, find_claims
from helpers.language import SentenceVectors
from helpers.schemas import Claims

COS = {degrees: float(np.cos(np.radians(degrees))) for degrees in (5, 10, 20, 30)}


def groups_of(claims):
    """Return the positions of the sentences of each claim, in their order."""
    return sorted(list(rows) for rows in claims.groupby("claim_id").indices.values())


@pytest.mark.parametrize(
    ("directions", "expected"),
    [
        ([0, 10, 90], [[0, 1], [2]]),
        ([0, 90, 180], [[0], [1], [2]]),
        ([0, 0, 0], [[0, 1, 2]]),
        ([0], [[0]]),
        ([0, 19, 21, 40], [[0], [1, 2], [3]]),  # a chain: each is close to the next, the ends are far apart
        ([0, 1, 19, 20], [[0, 1, 2, 3]]),
        ([0, 15, 60, 75, 91], [[0, 1], [2, 3], [4]]),
    ],
)
def test_sentences_closer_than_the_threshold_are_a_claim(directions, expected):
    vectors = make_vectors(*((f"source {n}", degrees) for n, degrees in enumerate(directions)))
    assert expected == groups_of(find_claims(vectors, threshold=COS[20] - 1e-6))


def test_the_sentence_most_like_all_others_stands_for_the_claim():
    claims = find_claims(make_vectors(("A", 0), ("B", 10), ("C", 20)), threshold=0.9)
    assert [False, True, False] == list(claims["is_representative"])
    assert ["0000000000000001-0"] * 3 == list(claims["claim_id"])
    assert np.allclose([COS[10], 1, COS[10]], claims["similarity"], atol=1e-6)


def test_equal_sentences_count_as_often_as_they_stand_and_the_first_of_equals_is_chosen():
    claims = find_claims(make_vectors(("A", 10), ("B", 0), ("C", 0), ("D", 0)), threshold=0.9)
    assert [False, True, False, False] == list(claims["is_representative"])
    assert [1, 1, 1] == list(claims["similarity"][1:])
    tied = find_claims(make_vectors(("A", 0), ("B", 10)), threshold=0.9)
    assert [True, False] == list(tied["is_representative"])


def test_nearest_is_the_likeness_to_another_source():
    claims = find_claims(make_vectors(("A", 0), ("A", 5), ("B", 30), ("B", 200), ("A", 200)), threshold=0.99)
    expected = [COS[30], np.cos(np.radians(25)), np.cos(np.radians(25)), 1, 1]
    assert np.allclose(expected, claims["nearest"], atol=1e-6)


def test_with_one_source_there_is_none_nearest():
    claims = find_claims(make_vectors(("A", 0), ("A", 5), ("A", 90)), threshold=0.9)
    assert claims["nearest"].isna().all()
    assert [[0, 1], [2]] == groups_of(claims)


def test_no_sentences_no_claims():
    assert [] == list(find_claims(make_vectors()).index)


def test_a_row_per_sentence_in_their_order():
    vectors = make_vectors(("A", 0), ("B", 90), ("A", 3), ("C", 2))
    claims = find_claims(vectors)
    keys = ["article_id", "source", "sentence_index", "sentence_start", "sentence_end"]
    assert vectors.sentences[keys].equals(claims[keys])
    assert Claims.column_names() == list(claims.columns)
    assert claims.equals(find_claims(vectors))


def random_vectors(n, n_sources, seed=0):
    rng = np.random.default_rng(seed)
    return make_vectors(*zip((f"s{k}" for k in rng.integers(0, n_sources, n)), rng.uniform(0, 360, n), strict=True))


@pytest.mark.parametrize("size", [1, 7, 10_000])
def test_blocks_do_not_matter(monkeypatch, size):
    vectors = random_vectors(120, 5)
    whole = find_claims(vectors, threshold=0.999)
    monkeypatch.setattr(clusters, "_BLOCK", size * 120)
    pd.testing.assert_frame_equal(whole, find_claims(vectors, threshold=0.999), rtol=0, atol=1e-6)


def test_average_likeness_within_a_claim_reaches_the_threshold():
    vectors = random_vectors(200, 5)
    claims = find_claims(vectors, threshold=0.99)
    for rows in claims.groupby("claim_id").indices.values():
        likeness = vectors.matrix[rows] @ vectors.matrix[rows].T
        assert likeness.mean() >= 0.99 - 1e-6
        assert 1 == claims["is_representative"].iloc[rows].sum()


def test_too_large_a_group_is_parted_into_what_is_close_to_one_of_it(monkeypatch):
    monkeypatch.setattr(clusters, "_LARGEST", 3)
    claims = find_claims(make_vectors(*((f"s{n}", n) for n in (0, 8, 10, 12, 20, 28))), threshold=COS[10] - 1e-6)
    assert [[0], [1, 2, 3, 4], [5]] == groups_of(claims)


def test_the_closest_neighbours_are_kept(monkeypatch):
    monkeypatch.setattr(clusters, "_NEIGHBOURS", 1)
    claims = find_claims(make_vectors(*((f"s{n}", n) for n in (0, 3, 1, 2))), threshold=0.9)
    assert [[0, 1, 2, 3]] == groups_of(claims)


def test_thousands_of_sentences_that_are_nearly_equal():
    rng = np.random.default_rng(0)
    made = make_vectors(*((f"s{n % 500}", n / 1000) for n in range(3_000)))
    noise = rng.normal(0, 1e-3, made.matrix.shape).astype(np.float32)
    matrix = made.matrix + noise
    claims = find_claims(SentenceVectors(made.sentences, matrix / np.linalg.norm(matrix, axis=1, keepdims=True)))
    assert 3_000 == len(claims)
    assert 1 == claims["claim_id"].nunique()
