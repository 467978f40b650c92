"""Keyness by hand, and with too little to compare."""

import math

import numpy as np
import pandas as pd
import pytest
from keyness_tables import make_tables

from helpers.errors import PresslensError
from helpers.keywords import compare_sources, compare_with_list, count_terms, log_likelihood
from helpers.language import count_article_words, split_sentences
from helpers.schemas import Keyness, TermCounts

# Four articles of A, four of B; six of C, which is only there where it is asked for.
A = ["trade trade aid", "trade aid aid", "trade visit", "trade trade"]
B = ["aid visit visit", "aid visit", "aid trade visit", "visit"]
C = ["harvest harvest", "harvest aid", "harvest", "harvest trade", "trade", "visit"]
LOW = {"min_count": 1, "min_articles": 1, "stop_words": ()}


def row_of(table, focus, term):
    (row,) = table[(table["focus"] == focus) & (table["term"] == term)].to_dict("records")
    return row


def test_counts_and_denominators_by_hand():
    counts, articles = make_tables({"A": A, "B": B})
    row = row_of(compare_sources(counts, articles, **LOW), "A", "trade")
    expected = {
        "against": "all others",
        "n_tokens": 1,
        "count": 6,
        "count_against": 1,
        "n_words": 10,
        "n_words_against": 9,
        "n_articles": 4,
        "n_articles_against": 1,
        "one_article": False,
        "n_permutations": 70,  # ways to choose 4 of 8
    }
    assert expected == {name: row[name] for name in expected}
    assert 6000 == pytest.approx(row["rate_per_10k"])
    assert 10_000 / 9 == pytest.approx(row["rate_against_per_10k"])
    assert math.log2(6 / 10 * 9) == pytest.approx(row["log_ratio"])
    assert 440 == pytest.approx(row["percent_difference"])
    assert 6 / 4 * 8 == pytest.approx(row["odds_ratio"])
    assert log_likelihood(np.array([6]), np.array([1]), 10, 9)[0] == pytest.approx(row["g2"])
    assert row["log_ratio_low"] < 0 < row["log_ratio_high"]
    assert 0 == row["lrc"]


def test_the_share_of_words_in_each_article_is_what_dispersion_is_against():
    """Half of the words in each article: "trade" all in the first deviates by .5, "aid" in both evenly by 0."""
    counts, articles = make_tables({"A": ["trade trade aid"], "B": ["aid visit visit"]})
    table = compare_sources(counts, articles, **LOW)
    dp = {term: row_of(table, "A", term)["dp"] for term in ("trade", "aid", "visit")}
    assert {"trade": 0.5, "aid": 0, "visit": 0.5} == pytest.approx(dp)


def test_words_absent_from_one_side_are_kept_on_both():
    counts, articles = make_tables({"A": A, "B": B, "C": C})
    table = compare_sources(counts, articles)
    assert (5, 0) == (row_of(table, "C", "harvest")["count"], row_of(table, "C", "harvest")["count_against"])
    never = row_of(table, "A", "harvest")
    assert (0, 5, 0, 4) == tuple(never[name] for name in ("count", "count_against", "n_articles", "n_articles_against"))
    assert never["log_ratio_low"] == -math.inf
    assert never["log_ratio"] < 0


@pytest.mark.parametrize(
    ("floors", "expected"),
    [
        ({"min_count": 7, "min_articles": 1}, ["trade"]),  # aid 6, visit 6
        ({"min_count": 6, "min_articles": 1}, ["aid", "trade", "visit"]),
        ({"min_count": 1, "min_articles": 6}, []),
        ({"min_count": 0, "min_articles": 0}, ["aid", "trade", "visit"]),  # "harvest" is in neither
    ],
)
def test_floors_hold_for_both_sides_together(floors, expected):
    counts, articles = make_tables({"A": A, "B": B, "C": ["harvest"]})
    found = compare_sources(counts, articles, focus="A", against="B", n_permutations=0, **floors)
    assert expected == sorted(found["term"])


def test_a_pair_leaves_the_other_sources_out():
    counts, articles = make_tables({"A": A, "B": B, "C": C})
    pair = compare_sources(counts, articles, focus="A", against="B")
    alone = compare_sources(*make_tables({"A": A, "B": B}), focus="A", against="B")
    pd.testing.assert_frame_equal(alone, pair)
    assert {("A", "B")} == set(zip(pair["focus"], pair["against"], strict=True))


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, ["A", "B", "C"]),
        ({"focus": "B"}, ["B"]),
        ({"focus": ["C", "A", "A"]}, ["A", "C"]),
        ({"against": "A"}, ["B", "C"]),
        ({"focus": []}, []),
    ],
)
def test_which_sources_are_compared(options, expected):
    table = compare_sources(*make_tables({"A": A, "B": B, "C": C}), **options)
    assert expected == list(dict.fromkeys(table["focus"]))


def test_both_directions_are_mirror_images():
    table = compare_sources(*make_tables({"A": A, "B": B}), **LOW)
    first, second = (table[table["focus"] == name].set_index("term").sort_index() for name in "AB")
    for name in ("log_ratio", "lrc", "log_odds", "log_odds_z"):
        assert first[name].to_numpy() == pytest.approx(-second[name].to_numpy())
    for name in ("g2", "chi2", "dp", "p", "p_holm", "p_bh"):
        assert first[name].to_numpy() == pytest.approx(second[name].to_numpy())
    assert first["log_ratio_low"].to_numpy() == pytest.approx(-second["log_ratio_high"].to_numpy())


def test_order_is_by_effect_and_ties_by_the_term():
    articles = ["zebra apple mango trade trade trade trade trade trade", "zebra apple mango trade", "zebra apple mango"]
    table = compare_sources(*make_tables({"A": articles, "B": ["visit " * 40]}), focus="A", **LOW)
    assert ["trade", "apple", "mango", "zebra", "visit"] == table["term"].tolist()
    assert [1, 1, 1] == [table["log_ratio"][1:4].nunique(), table["g2"][1:4].nunique(), table["p"][1:4].nunique()]
    order = table[["lrc", "log_ratio", "g2"]].to_records(index=False).tolist()
    assert sorted(order, reverse=True) == order


def test_a_word_of_one_article_is_marked_whoever_is_compared():
    counts, articles = make_tables({"A": ["burst burst burst aid", "aid"], "B": ["aid"], "C": ["visit", "visit"]})
    table = compare_sources(counts, articles, **LOW)
    marked = table.groupby("term")["one_article"].agg(["min", "max"])
    assert {"burst": (True, True), "aid": (False, False), "visit": (False, False)} == {
        term: tuple(row) for term, *row in marked.itertuples()
    }


def test_a_burst_has_much_evidence_by_words_and_none_by_articles():
    plain = ["trade aid visit harvest"] * 20
    counts, articles = make_tables({"A": [*plain, "burst " * 50], "B": plain})
    row = row_of(compare_sources(counts, articles, **LOW), "A", "burst")
    assert row["g2"] > 30
    assert row["p"] > 0.4


def test_phrases_and_words_are_compared_in_one_table():
    counts, articles = make_tables({"A": ["trade talks"] * 4, "B": ["trade", "talks", "aid"]}, tokens=(1, 2))
    table = compare_sources(counts, articles, **LOW)
    phrase = row_of(table, "A", "trade talks")
    assert (2, 4, 0, 8) == tuple(phrase[name] for name in ("n_tokens", "count", "count_against", "n_words"))
    words = compare_sources(counts[counts["n_tokens"] == 1], articles, **LOW)
    assert row_of(words, "A", "trade")["log_odds_z"] == row_of(table, "A", "trade")["log_odds_z"]
    assert row_of(words, "A", "trade")["log_ratio_low"] > row_of(table, "A", "trade")["log_ratio_low"]  # fewer terms


def test_corrections_are_over_the_terms_of_one_focus():
    two = compare_sources(*make_tables({"A": A, "B": B}), **LOW)
    by_focus = two.groupby("focus")
    assert (by_focus["p"].min() * by_focus.size()).clip(upper=1).tolist() == pytest.approx(
        by_focus["p_holm"].min().tolist()
    )


def test_without_permutations_p_is_empty():
    table = compare_sources(*make_tables({"A": A, "B": B}), n_permutations=0)
    assert len(table)
    assert table[["p", "p_holm", "p_bh"]].isna().all(axis=None)
    assert {0} == set(table["n_permutations"])


def test_the_same_seed_gives_the_same_table():
    tables = make_tables({"A": A * 3, "B": B * 3})
    first = compare_sources(*tables)
    pd.testing.assert_frame_equal(first, compare_sources(*tables))
    assert first["p"].tolist() != compare_sources(*tables, seed=2)["p"].tolist()


def test_the_prior_weighs_as_much_as_it_is_given_words():
    tables = make_tables({"A": A, "B": B})
    z = [
        compare_sources(*tables, n_permutations=0, prior_words=words)["log_odds_z"].abs().max()
        for words in (1, None, 1_000, 10**9)
    ]
    assert sorted(set(z), reverse=True) == z
    nine = compare_sources(*tables, n_permutations=0, prior_words=9)  # the words of B, the smaller side
    pd.testing.assert_frame_equal(nine, compare_sources(*tables, n_permutations=0))


def test_a_term_used_three_times_in_three_articles_is_compared_unless_told_otherwise():
    tables = make_tables({"A": ["trade aid", "trade aid", "trade grain grain grain"], "B": ["visit"] * 3})
    assert ["trade", "visit"] == sorted(set(compare_sources(*tables, n_permutations=0)["term"]))


def test_rows_are_numbered_throughout():
    tables = make_tables({"A": A, "B": B})
    table = compare_sources(*tables, n_permutations=0, min_count=1, min_articles=1)
    assert list(range(len(table))) == list(table.index)
    assert 2 == table["focus"].nunique()


# What has nothing to compare, or hardly anything.
@pytest.mark.parametrize(
    ("texts", "n_rows"),
    [
        ({}, 0),
        ({"A": ["trade aid"]}, 0),  # one article
        ({"A": A}, 0),  # one source
        ({"A": [""], "B": [""]}, 0),
        ({"A": ["the of and"], "B": ["and the"]}, 0),  # only stop words
        ({"A": ["trade"], "B": ["trade"]}, 2),  # sources of one word
        ({"A": ["trade"], "B": ["aid"]}, 4),
        ({"A": ["trade aid", ""], "B": ["", "aid"]}, 4),
        ({"A": ["trade aid"], "B": [""]}, 0),  # a source without words has no rates
        ({"A": [""], "B": ["trade " * 500, "the"]}, 0),
    ],
)
def test_with_too_little_there_are_no_rows_and_no_errors(texts, n_rows):
    table = compare_sources(*make_tables(texts), min_count=1, min_articles=1)
    assert n_rows == len(table)
    assert Keyness.column_names() == list(table.columns)
    Keyness.validate(table)
    finite = table.drop(columns=["log_ratio_low", "log_ratio_high"]).select_dtypes("number")
    assert np.isfinite(finite).all(axis=None)
    assert table["p"].between(0, 1).all()


def test_one_article_a_source_tests_nothing_but_describes():
    table = compare_sources(*make_tables({"A": ["trade trade"], "B": ["aid"], "C": ["aid"]}), **LOW)
    row = row_of(table, "A", "trade")
    assert (pytest.approx(1 / 3), 3) == (row["p"], row["n_permutations"])
    assert row["log_ratio"] > 0


def test_articles_that_are_not_given_are_not_counted():
    counts, articles = make_tables({"A": A, "B": B})
    fewer = articles.drop(index=[0, 5])
    table = compare_sources(counts, fewer, **LOW)
    own = compare_sources(counts[counts["article_id"].isin(fewer["article_id"])], fewer, **LOW)
    pd.testing.assert_frame_equal(own, table)
    assert 4 == row_of(table, "A", "trade")["count"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"focus": "D"}, "no source is called 'D'; known are 'A', 'B'"),
        ({"against": "D"}, "no source is called 'D'; known are 'A', 'B'"),
        ({"focus": "A", "against": "A"}, "'A' is both focus and against; name another source in one of them"),
        ({"focus": "D" * 40}, f"no source is called '{'D' * 40}'; known are"),
        ({"focus": "D" * 41}, f"no source is called '{'D' * 39}…'; known are"),
        ({"focus": "D\n\x1b[31m" + "x" * 99}, "no source is called 'D\ufffd\ufffd[31m"),
        ({"level": 1}, "level is 1; give a number between 0 and 1, such as 0.95"),
        ({"level": 95}, "level is 95; give"),
        ({"prior_words": 0}, "prior_words is 0; give a number of words above 0, or None"),
    ],
)
def test_what_cannot_be_compared_is_said_in_a_line(options, message):
    with pytest.raises(PresslensError) as error:
        compare_sources(*make_tables({"A": A, "B": B}), **options)
    assert str(error.value).startswith(message)
    assert "\n" not in str(error.value)
    assert len(str(error.value)) < 200


def test_of_many_sources_the_first_are_named():
    tables = make_tables({f"{n:02} {'long ' * 20}": ["aid"] for n in range(30)})
    with pytest.raises(PresslensError, match=r"and 22 more$") as error:
        compare_sources(*tables, focus="none such")
    assert len(str(error.value)) < 500


LIST = pd.DataFrame(
    {"term": ["aid", "trade", "harvest", "storm"], "count": [50, 10, 20, 1], "n_articles": [30, 8, 9, 1]}
)


def test_a_list_is_compared_by_its_own_words():
    counts, articles = make_tables({"A": A, "B": B})
    table = compare_with_list(counts, articles, LIST, name="a list", n_words=1_000)
    row = row_of(table, "A", "trade")
    assert ("a list", 6, 10, 10, 1000, 4, 8) == tuple(
        row[name]
        for name in (
            "against",
            "count",
            "n_words",
            "count_against",
            "n_words_against",
            "n_articles",
            "n_articles_against",
        )
    )
    assert math.log2(6 / 10 * 1000 / 10) == pytest.approx(row["log_ratio"])
    assert table[["p", "p_holm", "p_bh"]].isna().all(axis=None)
    assert {0} == set(table["n_permutations"])
    assert ["A", "B"] == list(dict.fromkeys(table["focus"]))


def test_words_of_the_list_that_a_source_never_uses_are_kept():
    tables = make_tables({"A": A, "B": B})
    for reference in (LIST, LIST.drop(columns="n_articles")):
        found = compare_with_list(*tables, reference, name="a list", focus="A")
        assert {"trade", "harvest"} <= set(found["term"])
        assert not {"storm", "visit"} & set(found["term"])  # both once
        row = row_of(found, "A", "harvest")
        assert (0, 20, 81) == (row["count"], row["count_against"], row["n_words_against"])
        assert math.isnan(row["dp"])
        assert not row["one_article"]


def test_a_burst_of_the_source_is_below_the_floor_of_articles():
    tables = make_tables({"A": ["storm " * 50, "aid", "aid"]})
    assert ["aid", "harvest", "trade"] == sorted(
        compare_with_list(*tables, LIST.drop(columns="n_articles"), name="a list", min_articles=2)["term"]
    )
    assert "storm" in set(compare_with_list(*tables, LIST, name="a list", min_articles=2)["term"])  # 1 + 1 articles


def test_phrases_of_the_list_are_left_out_where_only_words_were_counted():
    reference = pd.DataFrame({"term": ["trade talks", "old trade talks", "the"], "count": [9, 9, 9]})
    for tokens, expected in (((1,), []), ((1, 2), ["trade talks"])):
        found = compare_with_list(*make_tables({"A": ["aid visit"]}, tokens=tokens), reference, name="a list")
        assert expected == found["term"].tolist()


def test_names_that_are_kept_whole_are_matched_with_the_list():
    counts, articles = make_tables({"A": A})
    name = {"article_id": articles["article_id"], "source": "A", "term": "new delhi", "n_tokens": 1}
    counts = TermCounts.validate(pd.concat([counts, pd.DataFrame(name).assign(n_words_in_term=2, count=1)]))
    reference = pd.DataFrame({"term": ["new delhi"], "count": [3]})
    row = row_of(compare_with_list(counts, articles, reference, name="a list", n_words=100), "A", "new delhi")
    assert (1, 4, 3) == (row["n_tokens"], row["count"], row["count_against"])


@pytest.mark.parametrize("texts", [{}, {"A": [""]}, {"A": ["the"]}, {"A": ["trade"]}])
def test_lists_and_too_little_text(texts):
    table = compare_with_list(*make_tables(texts), LIST, name="a list", min_count=1, min_articles=1)
    Keyness.validate(table)
    assert list(Keyness.column_names()) == list(table.columns)


@pytest.mark.parametrize("reference", [LIST.head(0), LIST.assign(count=0), LIST.assign(term=" ")])
def test_a_list_without_occurrences_is_refused(reference):
    with pytest.raises(PresslensError, match="a list lists no occurrences"):
        compare_with_list(*make_tables({"A": A}), reference, name="a list")


def test_a_list_must_have_as_many_words_as_its_counts():
    with pytest.raises(PresslensError, match="a list: n_words is less than one of its counts"):
        compare_with_list(*make_tables({"A": A}), LIST, name="a list", n_words=49)
    with pytest.raises(PresslensError, match="a list has no column 'count'"):
        compare_with_list(*make_tables({"A": A}), LIST[["term"]], name="a list")


def test_the_sample_is_compared(sample):
    articles = count_article_words(sample)
    table = compare_sources(count_terms(articles, split_sentences(articles)), articles, min_count=2, min_articles=1)
    assert set(articles["source"]) == set(table["focus"])
    per_term = table.groupby("term")
    assert (per_term["count"].sum() == per_term[["count", "count_against"]].first().sum(axis=1)).all()


def test_a_source_without_words_is_no_side_of_a_comparison():
    counts, articles = make_tables({"A": ["gas oil gas", "gas"], "B": ["oil"], "C": ["", " "]})
    with_blank = compare_sources(counts, articles, min_count=1, min_articles=1)
    filled = articles[articles["source"] != "C"]
    pd.testing.assert_frame_equal(compare_sources(counts, filled, min_count=1, min_articles=1), with_blank)
    assert compare_sources(counts, articles, focus="A", against="C", min_count=1, min_articles=1).empty
