"""The bundled sample is ours: retellings, not copies."""

import hashlib
import re

import pandas as pd
import pytest
from building import SAMPLE

from helpers.corpus import read_labels

MANIFEST = pd.read_csv(SAMPLE / "articles.csv", keep_default_na=False)
RUN = 6  # words in a row that a retelling may not share with its original


def words(text):
    return re.findall(r"[a-z0-9']+", text.lower().replace("’", "'"))


@pytest.mark.parametrize("file", MANIFEST["file"])
def test_a_retelling_has_200_to_450_words(file):
    assert 200 <= len((SAMPLE / file).read_text(encoding="utf-8").split()) <= 450


@pytest.mark.corpora
@pytest.mark.parametrize("row", MANIFEST.to_dict("records"), ids=MANIFEST["file"])
def test_a_retelling_shares_no_run_of_six_words_with_any_original(row, corpora):
    own = words((SAMPLE / row["file"]).read_text(encoding="utf-8"))
    shared = set()
    for original in (corpora / "articles").glob("*.txt"):
        theirs = words(original.read_text(encoding="utf-8"))
        runs = {tuple(theirs[i : i + RUN]) for i in range(len(theirs))}
        shared |= {tuple(own[i : i + RUN]) for i in range(len(own) - RUN + 1)} & runs
    assert set() == shared


@pytest.mark.corpora
def test_the_manifest_knows_the_originals_by_their_hash(corpora):
    files = (corpora / "articles").glob("*.txt")
    assert set(MANIFEST["original_sha256"]) == {hashlib.sha256(f.read_bytes()).hexdigest() for f in files}


def test_labels_point_at_the_mentions_they_name(sample):
    texts = dict(zip(sample["file"], sample["raw_text"], strict=True))
    labels = read_labels(sample)
    assert len(labels) > 90
    assert [] == [r for r in labels.itertuples() if texts[r.file][r.start : r.end] != r.mention]


def test_labels_hold_for_retellings_alone(sample):
    assert read_labels(sample.assign(text_kind="original")).empty


def test_each_source_of_the_manifest_is_described():
    sources = pd.read_csv(SAMPLE / "sources.csv", keep_default_na=False)
    assert set(MANIFEST["source"]) == set(sources["source"])
    assert (sources[["name", "country", "kind", "ownership"]] != "").all().all()
