"""Keyness is the same from both sides, and no public function of the words lacks a property."""

import ast
from pathlib import Path

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st
from making_corpora import corpora
from making_texts import examples

import helpers.keywords
from helpers.keywords import (
    compare_sources,
    compare_with_list,
    count_terms,
    deviation_of_proportions,
    measure_dispersion,
)
from helpers.language import tokens
from helpers.schemas import (
    Dispersion,
    Keyness,
)

FREE = {"stop_words": (), "min_count": 1, "min_articles": 1}


@given(corpora(min_size=2, any_text=False), st.integers(0, 40))
@examples(0.2)
def test_keyness_is_alike_from_both_sides(made, n_permutations):
    articles = made.articles.assign(
        source=["One", "Two"] * 2 if len(made.articles) > 3 else ["One", "Two", "Two"][: len(made.articles)]
    )
    sources = dict(zip(articles["article_id"], articles["source"], strict=True))
    counts = count_terms(*made)
    counts["source"] = counts["article_id"].map(sources)
    options = {"n_permutations": n_permutations, "max_permutations": n_permutations, **FREE}
    table = compare_sources(counts, articles, **options)
    pd.testing.assert_frame_equal(table, Keyness.validate(table))
    one, two = (table[table["focus"] == name].set_index("term").sort_index() for name in ("One", "Two"))
    sizes = articles.groupby("source")["n_words"].sum()
    if not sizes.all():
        assert table.empty
        return
    held = counts.groupby(["source", "term"])["count"].agg(["sum", "size"])
    assert sorted(set(counts["term"])) == list(one.index) == list(two.index)
    for term in one.index:
        assert one.loc[term, "count"] == held["sum"].get(("One", term), 0) == two.loc[term, "count_against"]
        assert one.loc[term, "n_articles"] == held["size"].get(("One", term), 0) == two.loc[term, "n_articles_against"]
    assert (one["n_words"] == sizes["One"]).all()
    assert (one["n_words_against"] == sizes["Two"]).all()
    for name in ("log_ratio", "lrc", "log_odds", "log_odds_z"):
        assert np.allclose(one[name], -two[name], atol=1e-9)
    for name in ("g2", "chi2", "dp", "p", "p_holm", "p_bh"):
        assert np.allclose(one[name], two[name], atol=1e-9, equal_nan=True)
    assert np.allclose(one["odds_ratio"] * two["odds_ratio"], 1)
    assert np.allclose(one["log_ratio_low"], -two["log_ratio_high"])
    named = compare_sources(counts, articles, focus="One", against="Two", **options)
    left_out = ["against"]
    pd.testing.assert_frame_equal(
        named.drop(columns=left_out), table[table["focus"] == "One"].drop(columns=left_out).reset_index(drop=True)
    )
    other = held.loc["Two"].rename(columns={"sum": "count", "size": "n_articles"}).reset_index()
    listed = compare_with_list(counts, articles, other, name="a list", focus="One", n_words=int(sizes["Two"]), **FREE)
    listed = listed.set_index("term").sort_index()
    assert list(listed.index) == list(one.index)
    for name in (
        "count",
        "count_against",
        "log_ratio",
        "lrc",
        "g2",
        "chi2",
        "odds_ratio",
        "percent_difference",
        "log_odds",
    ):
        assert np.allclose(listed[name], one[name], atol=1e-9)
    assert listed["p"].isna().all()


@given(corpora(), st.integers(1, 4))
@examples(0.25)
def test_dispersion_over_articles_by_hand(made, min_count):
    counts = count_terms(*made)
    table = measure_dispersion(counts, made.articles, stop_words=["gas"], min_count=min_count)
    pd.testing.assert_frame_equal(table, Dispersion.validate(table))
    totals = counts.groupby("term")["count"].sum().drop("gas", errors="ignore")
    assert dict(totals[totals >= min_count]) == dict(zip(table["term"], table["count"], strict=True))
    parts = made.articles[made.articles["n_words"] > 0]
    sizes = parts["n_words"].to_numpy()
    for row in table.itertuples():
        own = (
            counts[counts["term"] == row.term]
            .set_index("article_id")["count"]
            .reindex(parts["article_id"], fill_value=0)
        )
        assert np.isclose(row.dp, deviation_of_proportions(own.to_numpy(), sizes)[0])
        assert ((own > 0).sum(), len(sizes)) == (row.n_articles, row.n_parts)
        assert row.one_article == (row.n_articles == 1)


def test_every_public_function_stands_in_a_property():
    files = Path(__file__).parent.glob("test_prop_*.py")
    called = {
        node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else getattr(node, "id", "")
        for file in files
        for function in ast.parse(file.read_text(encoding="utf-8")).body
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
    }
    assert {name for name in helpers.keywords.__all__ if name.islower()} <= called
    assert {name for name in vars(tokens) if is_own_function(name)} <= called


def is_own_function(name):
    found = getattr(tokens, name)
    return (
        name.islower()
        and callable(found)
        and not name.startswith("_")
        and getattr(found, "__module__", "") == tokens.__name__
    )
