"""Neighbours and sentences shared are those that one finds by counting."""

from collections import Counter

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st
from making_corpora import corpora
from making_tables import tables
from making_texts import examples

from helpers.keywords import (
    MEASURES,
    contrast_collocates,
    count_contrast,
    count_cooccurrence,
    find_collocates,
    log_dice,
    log_likelihood,
    mutual_information,
    nodes_of_mentions,
    order_terms,
    t_score,
)
from helpers.language import locate_words
from helpers.schemas import (
    CollocateContrast,
    Collocates,
    Cooccurrence,
    Mentions,
)

FREE = {"stop_words": (), "min_count": 1, "min_articles": 1}
LETTERS = st.lists(st.sampled_from(["p", "q", "r", "A", "B", "|"]), max_size=14)


def lay_out(drawn):
    """Return words, one character each, whose stretches end at "|", and the places of the nodes A and B."""
    words, nodes, stretch = [], [], 0
    for n, letters in enumerate(drawn):
        stretch += 1
        for at, letter in enumerate(letters):
            stretch += letter == "|"
            if letter != "|":
                words.append((f"{n:016x}", letter, at, at + 1, stretch))
            if letter in "AB":
                nodes.append((letter, f"{n:016x}", at, at + 1))
    return (
        pd.DataFrame(words, columns=["article_id", "word", "start", "end", "stretch"]),
        pd.DataFrame(nodes, columns=["node", "article_id", "start", "end"]),
    )


def measure_gaps(letters, node, span):
    """Return of each letter how many words away the nearest node in its stretch is; 0 for a node, None if far."""
    gaps = []
    for at, letter in enumerate(letters):
        near = [0] if letter == node else []
        for step in (-1, 1):
            for away in range(1, span + 1):
                place = at + step * away
                if not 0 <= place < len(letters) or letters[place] == "|":
                    break
                near += [away] if letters[place] == node else []
        gaps.append(min(near, default=None))
    return gaps


@given(st.lists(LETTERS, min_size=1, max_size=3), st.integers(1, 4), st.sampled_from(MEASURES))
@examples(0.5)
def test_neighbours_by_hand(drawn, span, measure):
    words, nodes = lay_out(drawn)
    table = find_collocates(words, nodes, span=span, measure=measure, **FREE)
    pd.testing.assert_frame_equal(table, Collocates.validate(table))
    assert list(range(len(table))) == table.index.tolist()
    for node in sorted(set(nodes["node"])):
        counts, totals, holders = Counter(), Counter(), {}
        for n, letters in enumerate(drawn):
            for letter, gap in zip(letters, measure_gaps(letters, node, span), strict=True):
                if letter not in {node, "|"}:
                    totals[letter] += 1
                    if gap:
                        counts[letter] += 1
                        holders.setdefault(letter, set()).add(n)
        own = table[table["node"] == node]
        assert dict(counts) == dict(zip(own["term"], own["count"], strict=True))
        n_node = sum(letters.count(node) for letters in drawn)
        for row in own.itertuples():
            everywhere = {n for n, letters in enumerate(drawn) if row.term in letters}
            assert (totals[row.term], len(holders[row.term])) == (row.count_total, row.n_articles)
            assert (n_node, counts.total(), totals.total()) == (row.n_node, row.n_window, row.n_words)
            assert row.one_article == (len(everywhere) == 1)
            both, expected = np.array([row.count]), row.count_total * row.n_window / row.n_words
            assert np.isclose(row.expected, expected)
            assert np.isclose(row.log_dice, log_dice(both, n_node, row.count_total)[0])
            assert np.isclose(row.t_score, t_score(both, expected)[0])
            assert np.isclose(row.mi, mutual_information(both, expected)[0])
            rest = (np.array([row.count_total - row.count]), row.n_window, row.n_words - row.n_window)
            assert np.isclose(abs(row.g2), log_likelihood(both, *rest)[0], atol=1e-9)
            assert row.g2 >= 0 or row.count < expected
            assert row.log_dice <= 14 or n_node < row.count
        order = list(zip(-own[measure], -own["count"], own["term"], strict=True))
        assert sorted(order) == order
    least = find_collocates(words, nodes, span=span, stop_words=["p"], min_count=2, min_articles=2)
    kept = table[(table["count"] >= 2) & (table["n_articles"] >= 2) & (table["term"] != "p")]
    assert sorted(zip(kept["node"], kept["term"], strict=True)) == sorted(
        zip(least["node"], least["term"], strict=True)
    )


@given(st.lists(LETTERS, min_size=1, max_size=4), st.integers(1, 4), st.integers(1, 40))
@examples(0.4)
def test_contrasts_by_hand(drawn, span, n_permutations):
    words, nodes = lay_out(drawn)
    options = {"span": span, "n_permutations": n_permutations, **FREE}
    table = contrast_collocates(words, nodes, "A", "B", **options)
    pd.testing.assert_frame_equal(table, CollocateContrast.validate(table))
    expected, sizes, by_article = {"A": Counter(), "B": Counter()}, Counter(), Counter()
    for n, letters in enumerate(drawn):
        to_a, to_b = (measure_gaps(letters, node, span) for node in "AB")
        for letter, gap_a, gap_b in zip(letters, to_a, to_b, strict=True):
            if letter in "AB|" or not (gap_a or gap_b):
                continue
            far = span + 1
            for node, own, other in (("A", gap_a, gap_b), ("B", gap_b, gap_a)):
                if (own or far) <= (other or far):
                    expected[node][letter] += 1
                    sizes[node] += 1
                    by_article[f"{n:016x}", letter, node] += 1
    if not (sizes["A"] and sizes["B"]):
        assert table.empty
        return
    assert list(range(len(table))) == table.index.tolist()
    found = table.set_index("term")
    assert dict(expected["A"]) == {term: n for term, n in found["count_first"].items() if n}
    assert dict(expected["B"]) == {term: n for term, n in found["count_second"].items() if n}
    assert {(sizes["A"], sizes["B"])} == set(zip(found["n_window_first"], found["n_window_second"], strict=True))
    assert ((table["p"] > 0) & (table["p"] <= 1)).all()
    turned = contrast_collocates(words, nodes, "B", "A", **options).set_index("term").loc[found.index]
    assert np.allclose(found["log_ratio"], -turned["log_ratio"])
    assert np.allclose(found["lrc"], -turned["lrc"])
    assert np.allclose(found["g2"], turned["g2"])
    assert np.allclose(found["p"], turned["p"])
    counted = count_contrast(words, nodes, table, span=span)
    for side, node in (("first", "A"), ("second", "B")):
        own = counted[counted[f"count_{side}"] > 0]
        shown = zip(own["article_id"], own["term"], own[f"count_{side}"], strict=True)
        assert {(a, t): n for (a, t, other), n in by_article.items() if other == node} == {
            (a, t): n for a, t, n in shown
        }
        assert sizes[node] == counted.drop_duplicates("article_id")[f"n_{side}"].sum()


@given(corpora(), st.lists(st.sampled_from(["gas", "oil", "talks", "said", "no such"]), max_size=4))
@examples(0.4)
def test_sentences_that_two_words_share_by_hand(made, terms):
    words = locate_words(*made)
    table = count_cooccurrence(words, made.sentences, terms)
    pd.testing.assert_frame_equal(table, Cooccurrence.validate(table))
    distinct = list(dict.fromkeys(terms))
    held = []
    for row in made.sentences.itertuples():
        own = words[
            (words["article_id"] == row.article_id) & words["start"].between(row.sentence_start, row.sentence_end - 1)
        ]
        held.append((row.article_id, set(own["word"])))
    pairs = [(a, b) for n, a in enumerate(distinct) for b in distinct[n + 1 :]]
    assert pairs == list(zip(table["term_a"], table["term_b"], strict=True))
    for row in table.itertuples():
        both = [article_id for article_id, own in held if {row.term_a, row.term_b} <= own]
        n_a, n_b = (sum(term in own for _, own in held) for term in (row.term_a, row.term_b))
        assert (len(both), len(set(both)), n_a, n_b) == (row.n_both, row.n_articles, row.n_a, row.n_b)
        assert len(held) == row.n_sentences
        g2 = log_likelihood(np.array([len(both)]), np.array([n_b - len(both)]), n_a, len(held) - n_a)[0]
        assert np.isclose(abs(row.g2), g2, atol=1e-9)
        assert (row.g2 < 0) <= (len(both) * len(held) < n_a * n_b)
        assert np.isclose(row.log_dice, log_dice(np.array([len(both)]), n_a, n_b)[0], equal_nan=True)
    assert sorted(order_terms(table)) == (sorted(distinct) if pairs else [])


@given(tables(Mentions, max_size=8))
@examples(0.3)
def test_nodes_are_places_of_mentions(mentions):
    labels = {"US": "the US", "x": "an X"}
    nodes = nodes_of_mentions(mentions, labels)
    assert not nodes.duplicated().any()
    kept = mentions[mentions["target"].isin(labels) & ~mentions["alias_kind"].isin(["pronoun", "joint"])]
    expected = {(labels[row.target], row.article_id, row.mention_start, row.mention_end) for row in kept.itertuples()}
    assert expected == set(nodes.itertuples(index=False, name=None))
