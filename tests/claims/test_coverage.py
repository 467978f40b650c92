"""Which source makes which claim: counts by hand, and sums that add up."""

import numpy as np
import pandas as pd
import pytest
from making_vectors import make_vectors

from helpers.claims import (
    THRESHOLD,
    count_claims,
    cover_claims,
    find_claims,
    list_absent,
    list_single,
    measured_claims,
    pick_articles,
    summarise_claims,
)

# Claims: 0 degrees by A (twice), B and C; 90 by A and B; 180 by B alone; 40 by C alone (twice)
SENTENCES = [("A", 0), ("A", 2), ("A", 90), ("B", 1), ("B", 91), ("B", 180), ("C", 0), ("C", 40), ("C", 41)]


@pytest.fixture
def vectors():
    return make_vectors(*SENTENCES)


@pytest.fixture
def claims(vectors):
    return find_claims(vectors, threshold=0.9)


@pytest.fixture
def summary(claims, vectors):
    return summarise_claims(claims, vectors)


def test_a_claim_with_its_sentence_and_counts(claims, vectors):
    table = summarise_claims(claims, vectors)
    counted = table[["sentence", "n_sentences", "n_articles", "n_sources", "sources"]]
    assert [
        ("at 1 degrees", 4, 3, 3, "A; B; C"),
        ("at 90 degrees", 2, 2, 2, "A; B"),
        ("at 40 degrees", 2, 1, 1, "C"),
        ("at 180 degrees", 1, 1, 1, "B"),
    ] == list(counted.itertuples(index=False, name=None))
    assert len(SENTENCES) == table["n_sentences"].sum()


def test_a_row_per_claim_and_source(claims):
    table = cover_claims(claims)
    assert [("A", 2), ("A", 1), ("B", 1), ("B", 1), ("B", 1), ("C", 1), ("C", 2)] == sorted(
        zip(table["source"], table["n_sentences"], strict=True), key=lambda row: row[0]
    )
    assert len(SENTENCES) == table["n_sentences"].sum()


def test_what_others_say_too(claims):
    table = count_claims(claims)
    rows = list(table.itertuples(index=False, name=None))
    assert [("A", 3, 3, 0, 1.0, 0), ("B", 3, 2, 1, 2 / 3, 0), ("C", 3, 1, 2, 1 / 3, 1)] == rows
    assert len(SENTENCES) == table["n_sentences"].sum() == table[["n_shared", "n_single"]].sum().sum()


def test_what_only_one_source_says_least_like_anything_else_first(claims, summary):
    table = list_single(claims, summary)
    assert ["at 180 degrees", "at 40 degrees"] == list(table["sentence"])
    assert np.allclose(np.cos(np.radians([90, 38])), table["nearest"], atol=1e-6)
    assert ["at 40 degrees"] == list(list_single(claims, summary, source="C")["sentence"])
    assert [] == list(list_single(claims, summary, source="A")["sentence"])


def test_claims_that_name_targets_come_first(claims, summary, vectors):
    only = vectors.sentences[vectors.sentences["text"] == "at 40 degrees"]
    mentions = pd.concat([only.assign(target="US"), only.assign(target="Russia"), only.assign(target="US")])
    table = list_single(claims, summary, mentions=mentions)
    assert [("at 40 degrees", "Russia, US"), ("at 180 degrees", "")] == list(
        table[["sentence", "targets"]].itertuples(index=False, name=None)
    )
    assert ["", ""] == list_single(claims, summary, mentions=mentions.head(0))["targets"].tolist()


def test_what_was_not_found_in_a_source(claims, summary):
    assert ["at 90 degrees"] == list(list_absent(claims, summary, sources=["C"])["sentence"])
    assert [] == list(list_absent(claims, summary, sources=["B"])["sentence"])
    assert ["at 1 degrees", "at 90 degrees"] == list(list_absent(claims, summary, sources=["D"])["sentence"])
    absent = {source: len(list_absent(claims, summary, sources=[source])) for source in "ABC"}
    assert absent == count_claims(claims).set_index("source")["n_claims_absent"].to_dict()


def test_one_source():
    vectors = make_vectors(("A", 0), ("A", 1), ("A", 90))
    claims = find_claims(vectors, threshold=0.9)
    assert [("A", 3, 0, 3, 0.0, 0)] == list(count_claims(claims).itertuples(index=False, name=None))
    assert 2 == len(list_single(claims, summarise_claims(claims, vectors)))
    assert 0 == len(list_absent(claims, summarise_claims(claims, vectors), sources=["A"]))


def test_nothing():
    vectors = make_vectors()
    claims = find_claims(vectors)
    tables = [summarise_claims(claims, vectors), cover_claims(claims), count_claims(claims)]
    tables += [
        list_single(claims, summarise_claims(claims, vectors)),
        list_absent(claims, summarise_claims(claims, vectors), sources=["A"]),
    ]
    assert [0] * 5 == list(map(len, tables))


def test_sums_with_500_sources():
    rng = np.random.default_rng(0)
    made = make_vectors(*((f"s{n:03}", float(d)) for n in range(500) for d in rng.choice(360, 8, replace=False)))
    claims = find_claims(made, threshold=0.9999)
    summary, covered, counted = summarise_claims(claims, made), cover_claims(claims), count_claims(claims)
    assert 4_000 == summary["n_sentences"].sum() == covered["n_sentences"].sum() == counted["n_sentences"].sum()
    assert 500 == len(counted)
    assert len(covered) == summary["n_sources"].sum()
    shared = summary["n_sources"] > 1
    assert counted["n_shared"].sum() == summary.loc[shared, "n_sentences"].sum()
    here = covered[covered["claim_id"].isin(summary.loc[shared, "claim_id"])].groupby("source").size()
    expected = pd.Series(int(shared.sum()) - here.reindex(counted["source"], fill_value=0).to_numpy())
    assert list(expected) == list(counted["n_claims_absent"])


def test_articles_that_share_most_come_first():
    claims = pd.DataFrame(
        [("c", "1", "A"), ("c", "2", "B"), ("d", "3", "A"), ("e", "2", "B"), ("e", "1", "A")],
        columns=["claim_id", "article_id", "source"],
    ).astype({"source": "str"})
    articles = pd.DataFrame({"article_id": ["1", "2", "3", "4"], "n_words": [10, 20, 5, 50]})
    assert ["2", "1", "4", "3"] == pick_articles(claims, articles)
    assert ["2"] == pick_articles(claims, articles, limit=1)
    again = pd.concat([claims, claims.iloc[[0, 0]]])  # a claim that an article makes thrice is one
    assert ["2", "1", "4", "3"] == pick_articles(again, articles)
    assert ["4", "2", "1", "3"] == pick_articles(claims.head(0), articles)


def test_precision_and_recall_are_told_for_the_threshold_in_use():
    curve = measured_claims()
    assert [THRESHOLD] == curve.loc[curve["in_use"] == "yes", "threshold"].tolist()
    assert curve["recall"].is_monotonic_decreasing
    assert (curve["recall_weighted"] <= curve["recall"]).all()
    assert 8 < len(curve) < 12


def test_a_source_without_a_sentence_has_a_row(claims):
    table = count_claims(claims, sources=["Zero", "C", "A", "B"]).set_index("source")
    assert ["A", "B", "C", "Zero"] == list(table.index)
    assert [0, 0, 0, 2] == table.loc["Zero", ["n_sentences", "n_shared", "n_single", "n_claims_absent"]].tolist()
    assert pd.isna(table.loc["Zero", "share_shared"])
    pd.testing.assert_frame_equal(count_claims(claims).set_index("source"), table.drop("Zero"))
    of_none = count_claims(claims.head(0), sources=["A"])
    assert [("A", 0, 0, 0, 0)] == list(of_none.drop(columns="share_shared").itertuples(index=False, name=None))
