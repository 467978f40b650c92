"""The labelled pairs of sentences: well formed, and their offsets hold sentences."""

import hashlib

import pandas as pd
import pytest
from building import ROOT

CLAIMS = ROOT / "data" / "claims"
COLUMNS = ["file_a", "start_a", "end_a", "file_b", "start_b", "end_b", "label", "sure", "split", "bin", "weight"]
BINS = {0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9}
# Fingerprints of what the offsets hold.
SENTENCES = {"pairs.csv": "ed1ae54a6a9b35f3", "pairs_originals.csv": "961070fa58e31a43"}
FOLDERS = {"pairs.csv": "polnear/text", "pairs_originals.csv": "articles"}


@pytest.fixture(params=["pairs.csv", "pairs_originals.csv"])
def name(request):
    return request.param


def read_pairs(name):
    """Return a file of labelled pairs."""
    return pd.read_csv(CLAIMS / name)


def read_sentences(pairs, folder):
    """Return the sentences of all pairs, a and b by turns."""
    texts = {file: (folder / file).read_bytes().decode("utf-8") for file in {*pairs["file_a"], *pairs["file_b"]}}
    places = pairs[["file_a", "start_a", "end_a"]].to_numpy(), pairs[["file_b", "start_b", "end_b"]].to_numpy()
    return [texts[file][start:end] for two in zip(*places, strict=True) for file, start, end in two]


def test_shape_and_values(name):
    pairs = read_pairs(name)
    assert list(pairs) == COLUMNS
    assert not pairs.isna().any(axis=None)
    assert not pairs.duplicated(COLUMNS[:6]).any()
    assert {"same", "part", "not"} == set(pairs["label"])
    assert {0, 1} == set(pairs["sure"])
    assert set(pairs["bin"]) <= BINS
    assert (pairs["weight"] >= 1).all()
    assert (pairs["file_a"] != pairs["file_b"]).all()
    assert (pairs["start_a"] < pairs["end_a"]).all()
    assert (pairs["start_b"] < pairs["end_b"]).all()


def test_enough_pairs_in_each_part():
    pairs = read_pairs("pairs.csv")
    assert BINS == set(pairs["bin"])
    counts = pairs.assign(same=pairs["label"] != "not").groupby("split")["same"].agg(["size", "sum"])
    assert {"dev", "test"} == set(counts.index)
    assert (counts["size"] >= 140).all()
    assert (counts["sum"] >= 30).all(), "too few pairs of the same claim to choose a threshold by"


def test_no_two_articles_in_both_parts():
    pairs = read_pairs("pairs.csv")
    pairs["articles"] = [frozenset(two) for two in zip(pairs["file_a"], pairs["file_b"], strict=True)]
    assert (pairs.groupby("articles")["split"].nunique() == 1).all()


@pytest.mark.corpora
def test_offsets_hold_sentences(corpora, name):
    sentences = read_sentences(read_pairs(name), corpora / FOLDERS[name])
    assert all(sentence == sentence.strip() and len(sentence.split()) >= 5 for sentence in sentences)
    assert SENTENCES[name] == hashlib.sha256("\n".join(sentences).encode()).hexdigest()[:16]
