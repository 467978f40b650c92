"""What sets sources side by side is of one corpus: every table's counts add up to it."""

import pandas as pd
import pytest
from building import write_files

from helpers.comparison import compare_tables
from helpers.pipeline import build_tables

SCORER = "textblob_masked"


@pytest.fixture(scope="module")
def tables():
    return build_tables(scorers=[SCORER])


@pytest.fixture(scope="module")
def compared(tables):
    return compare_tables(tables, scorer=SCORER)


def test_articles_and_words_add_up(tables, compared):
    articles, profile = tables.articles, compared.profile
    assert (len(articles), articles["n_words"].sum()) == (profile["n_articles"].sum(), profile["n_words"].sum())
    assert articles["n_words"].sum() == compared.speaking["n_words"].sum() == compared.unnamed["n_words"].sum()
    assert tables.quotes["n_words"].sum() == profile["n_words_quoted"].sum()
    shares = compared.speaking.groupby("source")["share"].sum()
    assert [pytest.approx(1)] * len(profile) == shares.tolist()


def test_statements_add_up(tables, compared):
    n_statements = len(tables.quotes.drop_duplicates(["article_id", "statement"]))
    kinds = ["n_named", "n_unnamed", "n_described", "n_unknown"]
    assert n_statements == compared.unnamed["n_statements"].sum() == compared.unnamed[kinds].sum().sum()
    assert n_statements == compared.speaking["n_statements"].sum()
    assert compared.unnamed["n_named"].sum() == compared.speakers["n_statements"].sum()
    assert compared.unnamed["n_unnamed"].sum() == compared.called["n_statements"].sum()


def test_mentions_add_up(tables, compared):
    n_mentions = len(tables.mentions.drop_duplicates(["article_id", "target", "mention_start"]))
    counts = compared.role_counts
    assert n_mentions == len(compared.roles) == counts["n_mentions"].sum() == compared.attention["n_mentions"].sum()
    assert n_mentions == counts[["n_agent", "n_patient", "n_neither"]].sum().sum()
    assert counts[["n_agent", "n_patient"]].sum().sum() >= compared.actions["n_clauses"].sum() > 0


def test_sentences_add_up(compared):
    n_sentences = len(compared.vectors.sentences)
    assert n_sentences == len(compared.claims) == compared.claim_summary["n_sentences"].sum()
    assert n_sentences == compared.source_claims["n_sentences"].sum() == compared.claim_coverage["n_sentences"].sum()
    assert len(compared.claim_summary) == compared.claims["is_representative"].sum()


def test_a_target_that_nobody_names_and_nobody_who_speaks(tmp_path):
    corpus = write_files(
        tmp_path, {"a/1.txt": "Grain prices rose in the port again last week.\n", "b/1.txt": "Rain.\n"}
    )
    tables = build_tables(corpus, scorers=[SCORER])
    compared = compare_tables(tables, scorer=SCORER)
    empty = ["speakers", "called", "roles", "role_counts", "actions", "dyads"]
    assert [0] * len(empty) == [len(getattr(compared, name)) for name in empty]
    assert [0] * 4 == compared.attention["n_mentions"].tolist()
    assert pd.isna(compared.profile.set_index("source")["mattr"]).all()
    assert 1 == len(compared.claims)  # "Rain." is too short to be compared
    assert [("a", 1), ("b", 0)] == list(
        zip(*(compared.source_claims[n] for n in ("source", "n_sentences")), strict=True)
    )
