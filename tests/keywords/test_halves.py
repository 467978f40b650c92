"""The split-half null: what a source's own halves differ by."""

import numpy as np
import pandas as pd
import pytest
from keyness_tables import make_tables

from helpers.errors import PresslensError
from helpers.keywords import bound_log_ratio, compare_sources, halves, split_halves, summarise_null
from helpers.keywords.keyness import Sides
from helpers.schemas import NullScores

MEASURES = ["log_ratio", "lrc", "g2", "log_odds_z"]
LOW = {"min_count": 1, "min_articles": 1, "stop_words": ()}


def random_texts(n, *, seed=1):
    """Return texts of 200 words whose rates differ by nothing but chance."""
    rng = np.random.default_rng(seed)
    words = [f"word{number}" for number in range(80)]
    return [" ".join(rng.choice(words, 200)) for _ in range(n)]


@pytest.fixture(scope="module")
def null():
    return split_halves(*make_tables({"B": random_texts(12), "A": random_texts(9, seed=2)}), n_splits=20)


def test_each_source_measure_and_split_has_a_row_in_order(null):
    NullScores.validate(null)
    assert NullScores.column_names() == list(null.columns)
    expected = [(source, measure, split) for source in "AB" for measure in MEASURES for split in range(20)]
    assert expected == list(null[["focus", "measure", "split"]].itertuples(index=False, name=None))
    assert {("A", 9), ("B", 12)} == set(zip(null["focus"], null["n_articles"], strict=True))


def test_scores_are_those_of_the_halves():
    """Of four articles with one word each, every split parts the words evenly or 2 to 0 (2.5 to 0.5)."""
    null = split_halves(*make_tables({"A": ["aid", "aid", "trade", "trade"]}), measures=["log_ratio"], **LOW)
    evenly, apart = 0.0, np.log2(2.5 / 0.5)
    assert [evenly, apart] == pytest.approx(sorted(set(null["score"])))
    assert {"aid"} == set(null["term"])  # "trade" has the same score, and comes later


def test_a_source_is_split_as_if_its_halves_were_sources(monkeypatch):
    counts, articles = make_tables({"A": random_texts(10)})
    first_half = np.zeros((10, 1))
    first_half[[0, 2, 3, 7, 8]] = 1
    monkeypatch.setattr(halves, "draw_labels", lambda *_: [first_half])
    null = split_halves(counts, articles, n_splits=1).set_index("measure")["score"]
    named = articles.assign(source=np.where(first_half[:, 0] == 1, "first", "second"))
    table = compare_sources(counts, named, focus="first", n_permutations=0)
    assert table[MEASURES].abs().max().to_dict() == pytest.approx(null.to_dict())


def test_the_conservative_log_ratio_is_computed_wherever_it_is_not_0():
    rng = np.random.default_rng(4)
    total = np.concatenate([np.arange(1, 400), rng.integers(1, 5000, 2000)]).astype(float)
    own = rng.binomial(total.astype(int), rng.beta(3, 3, len(total))).astype(float)
    own[:60] = total[:60]  # all in one half
    sides = Sides(own, total - own, 40_000.0, 60_000.0)
    expected = bound_log_ratio(*sides, n_tests=len(total))["lrc"].to_numpy()
    assert 200 < (expected != 0).sum() < len(total) - 200
    assert expected.tolist() == halves._bound(sides).tolist()


def test_a_word_in_one_article_makes_much_noise():
    plain = random_texts(8)
    burst = [*plain[:-1], plain[-1] + " storm" * 60]
    scores = [
        summarise_null(split_halves(*make_tables({"A": texts}), **LOW)).set_index("measure")["score"]
        for texts in (plain, burst)
    ]
    assert scores[1]["g2"] > 3 * scores[0]["g2"]
    assert scores[1]["lrc"] > 1 > scores[0]["lrc"]


def test_the_same_seed_gives_the_same_splits_whoever_else_is_split(null):
    tables = make_tables({"B": random_texts(12), "A": random_texts(9, seed=2)})
    alone = split_halves(*tables, focus="B", n_splits=20)
    pd.testing.assert_frame_equal(null[null["focus"] == "B"].reset_index(drop=True), alone)
    other = split_halves(*tables, focus="B", n_splits=20, seed=2)
    assert alone["score"].tolist() != other["score"].tolist()


def test_a_term_in_three_articles_is_enough():
    null = split_halves(*make_tables({"A": ["trade", "trade", "trade", "aid"]}), n_splits=2)
    assert {"trade"} == set(null["term"])


@pytest.mark.parametrize(
    "texts",
    [
        {},
        {"A": ["trade", "trade", "trade"]},  # three articles
        {"A": [""] * 5},
        {"A": ["the", "of"] * 5},  # only stop words
        {"A": ["trade", "aid", "visit", "harvest"]},  # nothing reaches the floors
    ],
)
def test_sources_with_too_little_are_left_out(texts):
    null = split_halves(*make_tables(texts))
    assert NullScores.column_names() == list(null.columns)
    assert null.empty
    assert ["focus", "measure", "score", "n_splits", "n_articles"] == list(summarise_null(null).columns)


def test_a_source_of_one_word():
    null = split_halves(*make_tables({"A": ["trade", "trade trade", "trade", "", "trade"]}))
    assert 400 == len(null)
    assert {"trade"} == set(null["term"])
    assert np.isfinite(null["score"]).all()


def test_what_is_not_known_is_said_in_a_line():
    tables = make_tables({"A": random_texts(4)})
    with pytest.raises(
        PresslensError, match=r"^'chi3' is no measure of halves; known are log_ratio, lrc, g2, log_odds_z$"
    ):
        split_halves(*tables, measures=["g2", "chi3"])
    with pytest.raises(PresslensError, match=r"^no source is called 'B'"):
        split_halves(*tables, focus="B")


@pytest.mark.parametrize(("share", "expected"), [(0.95, 19.0), (0.5, 10.0), (1, 20.0), (0, 1.0), (0.951, 20.0)])
def test_that_share_of_the_splits_stays_below(share, expected):
    rows = {"focus": "A", "measure": "g2", "split": range(20), "term": "aid", "n_articles": 8}
    null = NullScores.validate(pd.DataFrame(rows).assign(score=np.arange(1.0, 21.0)[::-1]))
    found = summarise_null(null, share=share)
    assert ("A", "g2", 20, 8) == tuple(found.loc[0, ["focus", "measure", "n_splits", "n_articles"]])
    assert expected == found["score"][0]
    assert (null["score"] <= expected).mean() >= share


def test_a_share_is_between_0_and_1(null):
    with pytest.raises(PresslensError, match=r"^share is 95; give a number between 0 and 1"):
        summarise_null(null, share=95)


def test_articles_without_words_are_no_part_of_a_half():
    texts = ["gas oil tea", "gas oil", "gas tea", "oil tea"]
    blank, full = make_tables({"A": [*texts, "", "", ""]}), make_tables({"A": texts})
    floors = {"min_count": 1, "min_articles": 1, "n_splits": 9}
    pd.testing.assert_frame_equal(split_halves(*full, **floors), split_halves(*blank, **floors))
    assert split_halves(*make_tables({"A": [*texts[:3], "", ""]}), **floors).empty
