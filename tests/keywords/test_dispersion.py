"""Dispersion against Gries' example and by hand."""

import numpy as np
import pandas as pd
import pytest
from building import make_articles
from scipy import sparse

from helpers.keywords.dispersion import (
    deviation_of_proportions,
    juilland_d,
    kl_divergence,
    measure_dispersion,
    normalise_deviation,
    place_terms,
    rosengren_s,
)
from helpers.schemas import Dispersion

GRIES = [1, 2, 3, 4, 5], [9, 10, 10, 10, 11]  # counts and sizes of five parts


def dp_norm(counts, sizes):
    return normalise_deviation(deviation_of_proportions(counts, sizes), sizes)


# design/methods.md
@pytest.mark.parametrize(
    ("measure", "gold", "exact"),
    [
        (deviation_of_proportions, 0.18, 2),
        (dp_norm, 0.2195, 4),
        (juilland_d, 0.7852, 4),
        (rosengren_s, 0.9498, 4),
        (kl_divergence, 0.1370, 4),
    ],
)
def test_gries_example(measure, gold, exact):
    assert [gold] == np.round(measure(*GRIES), exact).tolist()


@pytest.mark.parametrize(
    ("counts", "sizes", "expected"),  # DP, DPnorm, D, S, KL
    [
        ([2, 2], [10, 10], (0, 0, 1, 1, 0)),  # even
        ([1, 3], [10, 30], (0, 0, 1, 1, 0)),  # even, parts of unequal size
        ([4, 0], [10, 10], (0.5, 1, 0, 0.5, 1)),  # all in one of two
        ([0, 0, 0, 4], [10, 10, 10, 10], (0.75, 1, 0, 0.25, 2)),  # all in one of four
        ([0, 4], [30, 10], (0.75, 1, 0, 0.25, 2)),  # all in the smaller
    ],
)
def test_measures_by_hand(counts, sizes, expected):
    measures = (deviation_of_proportions, dp_norm, juilland_d, rosengren_s, kl_divergence)
    assert list(expected) == pytest.approx([measure(counts, sizes)[0] for measure in measures], abs=1e-12)


def test_one_part_has_no_spread():
    assert [0.0, 1.0, 0.0] == [m([5], [20])[0] for m in (deviation_of_proportions, rosengren_s, kl_divergence)]
    assert np.isnan([dp_norm([5], [20])[0], juilland_d([5], [20])[0]]).all()


@pytest.mark.parametrize("measure", [deviation_of_proportions, dp_norm, juilland_d, rosengren_s, kl_divergence])
def test_many_terms_at_once_are_measured_as_each_alone(measure):
    counts = np.random.default_rng(1).poisson(0.7, size=(40, 6)) + np.eye(40, 6, dtype=int)
    counts[6:, 0] += 1  # each occurs
    sizes = [90, 100, 40, 7, 300, 22]
    alone = [measure(row, sizes)[0] for row in counts]
    assert alone == pytest.approx(measure(counts, sizes).tolist(), abs=1e-12)
    assert alone == pytest.approx(measure(sparse.csr_array(counts), sizes).tolist(), abs=1e-12)


def prepare(*texts, n_words=None):
    """Return counts of the words of each text, and the articles."""
    rows = [
        {"article_id": f"{n:016x}", "source": "Daily Example", "term": word, "n_tokens": 1, "n_words_in_term": 1}
        | {"count": text.split().count(word)}
        for n, text in enumerate(texts)
        for word in dict.fromkeys(text.split())
    ]
    columns = ["article_id", "source", "term", "n_tokens", "n_words_in_term", "count"]
    articles = make_articles(*texts).assign(n_words=n_words or [len(text.split()) for text in texts])
    return pd.DataFrame(rows, columns=columns), articles


def test_terms_are_ranked_by_count_then_name():
    counts, articles = prepare("trade trade aid aid the", "trade visit visit visit the", "")
    table = measure_dispersion(counts, articles)
    columns = ["term", "count", "n_articles", "one_article", "n_parts", "n_tokens"]
    assert [
        ("trade", 3, 2, False, 2, 1),
        ("visit", 3, 1, True, 2, 1),
        ("aid", 2, 1, True, 2, 1),
    ] == list(table[columns].itertuples(index=False, name=None))
    assert [1 / 6, 0.5, 0.5] == pytest.approx(table["dp"].tolist())  # the article without a word is no part


def test_stop_words_and_rare_terms_stay_in_the_sizes():
    counts, articles = prepare("trade the the the rare", "trade")
    table = measure_dispersion(counts, articles)
    assert ["trade"] == table["term"].tolist()
    assert [5 / 6 - 1 / 2] == pytest.approx(table["dp"].tolist())


def test_the_same_words_as_a_name_and_as_a_phrase_are_two_terms():
    counts, articles = prepare("trade trade", "trade trade trade")
    phrases = counts.assign(n_tokens=2)
    table = measure_dispersion(pd.concat([counts, phrases]), articles)
    assert [("trade", 1, 5), ("trade", 2, 5)] == list(
        table[["term", "n_tokens", "count"]].itertuples(index=False, name=None)
    )


@pytest.mark.parametrize("texts", [(), ("",), ("the the of of",), ("word",), ("one two three",)])
def test_nothing_to_measure_is_an_empty_table(texts):
    table = measure_dispersion(*prepare(*texts))
    assert (0, Dispersion.column_names()) == (len(table), list(table.columns))


def test_a_corpus_of_one_article():
    table = measure_dispersion(*prepare("trade trade aid"))
    assert [("trade", 2, True, 1, 0.0)] == list(
        table[["term", "count", "one_article", "n_parts", "dp"]].itertuples(index=False, name=None)
    )
    assert table[["dp_norm", "juilland_d"]].isna().all(axis=None)


def test_counts_of_unknown_articles_are_left_out():
    counts, articles = prepare("trade trade", "trade trade")
    assert [2] == measure_dispersion(counts, articles.head(1))["count"].tolist()


def test_occurrences_are_placed_in_their_article():
    articles = make_articles("Aid came. Aid.", "No help.", "")
    lines = pd.DataFrame({"article_id": [f"{0:016x}"] * 2, "start": [0, 10], "query": ["aid", "aid"]})
    names = pd.Series(["A, 2020", "B", "C"], index=articles["article_id"])
    placed = place_terms(lines.set_axis([4, 7]), articles, names)
    assert ([0, 1], ["term", "article_id", "article", "position"]) == (list(placed.index), list(placed.columns))
    assert [("aid", "A, 2020", 0.0), ("aid", "A, 2020", 10 / 14)] == list(
        placed[["term", "article", "position"]].itertuples(index=False, name=None)
    )
    assert [] == place_terms(lines.head(0), articles, names)["position"].tolist()
