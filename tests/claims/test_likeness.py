"""Likeness: mostly in meaning, a little in words, of the two sentences alone."""

import numpy as np
import pytest

from helpers.claims import likeness
from helpers.claims.likeness import read_features

SAME = np.tile(np.array([[1, 0]], dtype=np.float32), (2, 1))


def like(first, second, words=0.2):
    features = read_features([first, second], SAME)
    return float(features.compare(features)[0, 1])


@pytest.mark.parametrize(
    ("first", "second", "shared"),
    [
        ("The ferry sank.", "The ferry sank!", 1.0),
        ("The ferry sank.", "A ferry sank near the Ferry.", 1.0),  # each word once, no stop words
        ("The ferry sank.", "The bridge fell.", 0.0),
        ("Nine ferries sank.", "Nine trawlers sank, too.", 2 / 3),
        ("40 sank", "50 sank", 0.5),  # figures are words
        ("", "The ferry sank.", 0.0),
    ],
)
def test_words_count_a_fifth(monkeypatch, first, second, shared):
    monkeypatch.setattr(likeness, "WORDS", 0.2)
    assert 0.8 + 0.2 * shared == pytest.approx(like(first, second), abs=1e-5)


def test_pairs_and_sums():
    rng = np.random.default_rng(0)
    matrix = rng.normal(size=(6, 4)).astype(np.float32)
    features = read_features(["ferry", "bridge", "ferry bridge", "herring", "harbour", "ferry"], matrix)
    whole = features.compare(features)
    assert np.allclose(np.diag(whole[:, ::-1]), features.compare_pairs(features.take(np.arange(5, -1, -1))), atol=1e-5)
    groups, weights = np.array([0, 1, 0, 1, 1, 0]), np.array([1, 2, 3, 1, 1, 1])
    sums = features.add_up(groups, weights)
    expected = [[(whole[n] * weights)[groups == g].sum() for g in (0, 1)] for n in range(6)]
    assert np.allclose(expected, features.compare(sums), atol=1e-4)
