"""Which sentences of two sources are put side by side, and which of their words differ."""

import numpy as np
import pandas as pd
import pytest

from helpers.claims import align_sentences, align_sources, alignment, mark_differences
from helpers.errors import PresslensError
from helpers.language.vectors import SentenceVectors
from helpers.schemas import AlignedSentences

EVIL = '<img src=x onerror="hit()"> 👩🏽‍🚀 $x$ ' + "name " * 60


def make_vectors(*rows):
    """Return a sentence per source, article number, text and angle in degrees: the likeness of two is its cosine."""
    angles = np.radians([angle for *_, angle in rows])
    table = pd.DataFrame([row[:3] for row in rows], columns=["source", "article_id", "text"])
    table["article_id"] = [f"{n:016x}" for n in table["article_id"]]
    table["sentence_index"] = table.groupby("article_id").cumcount()
    table["sentence_start"] = table["sentence_index"] * 100
    table["sentence_end"] = table["sentence_start"] + table["text"].str.len()
    matrix = np.zeros((len(rows), 384), dtype=np.float32)
    matrix[:, 0], matrix[:, 1] = np.cos(angles), np.sin(angles)
    return SentenceVectors(table, matrix)


def pairs(table):
    return list(zip(table["sentence_first"], table["sentence_second"], table["similarity"], strict=True))


VECTORS = make_vectors(
    ("Alpha", 1, "Grain rose.", 0),
    ("Alpha", 1, "Grain rose a lot.", 20),
    ("Alpha", 2, "Tea fell.", 90),
    ("Beta", 3, "Prices of grain rose.", 15),
    ("Beta", 3, "Tea was cheaper.", 100),
    ("Gamma", 4, "Grain!", 40),
    ("Gamma", 4, "Nothing like it.", 250),
)


def test_sentences_that_are_each_others_best_match_are_paired_the_best_first():
    table = align_sentences(VECTORS, "Alpha", "Beta")
    assert [
        ("Grain rose a lot.", "Prices of grain rose.", 0.9962),  # not «Grain rose.», to which it is less like
        ("Tea fell.", "Tea was cheaper.", 0.9848),
    ] == pairs(table)
    first = table.iloc[0]
    assert (f"{1:016x}", 100, 117) == tuple(first[["article_first", "start_first", "end_first"]])
    assert (f"{3:016x}", 0, 21) == tuple(first[["article_second", "start_second", "end_second"]])
    assert {(3, 2, 2)} == set(table[["n_first", "n_second", "n_aligned"]].itertuples(index=False, name=None))


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"least": 0.99}, ["Grain rose a lot."]),
        ({"least": 0.9999}, []),
        ({"limit": 1}, ["Grain rose a lot."]),
        ({"limit": 0}, []),
    ],
)
def test_a_floor_and_a_limit_leave_fewer(options, expected):
    table = align_sentences(VECTORS, "Alpha", "Beta", **options)
    assert expected == list(table["sentence_first"])
    if "limit" in options and expected:
        assert [2] == list(table["n_aligned"])


def test_sides_can_be_swapped():
    one, other = (align_sentences(VECTORS, *names) for names in (("Alpha", "Beta"), ("Beta", "Alpha")))
    assert pairs(one) == [(b, a, similarity) for a, b, similarity in pairs(other)]


def test_articles_are_aligned_by_their_id():
    table = align_sentences(VECTORS, f"{2:016x}", f"{3:016x}", unit="article")
    assert [("Tea fell.", "Tea was cheaper.", 0.9848)] == pairs(table)
    assert [(f"{2:016x}", f"{3:016x}", 1, 2)] == list(
        table[["first", "second", "n_first", "n_second"]].itertuples(index=False, name=None)
    )
    with pytest.raises(PresslensError, match="one of article, source, not 'outlet'"):
        align_sentences(VECTORS, "Alpha", "Beta", unit="outlet")


@pytest.mark.parametrize("names", [("Alpha", "Nobody"), ("Nobody", "Alpha"), ("", "")])
def test_who_has_no_sentences_has_none_aligned(names):
    table = align_sentences(VECTORS, *names)
    assert ([], list(AlignedSentences.column_names())) == (pairs(table), list(table.columns))


def test_each_sentence_is_in_one_pair_even_if_it_is_repeated():
    vectors = make_vectors(
        *(("Alpha", n, f"Same {n}.", 0) for n in (1, 2)), *(("Beta", n, f"Same {n}.", 0) for n in (3, 4, 5))
    )
    assert [("Same 1.", "Same 3.", 1.0)] == pairs(align_sentences(vectors, "Alpha", "Beta"))


def test_all_pairs_of_sources_are_aligned_those_with_the_most_sentences_first():
    table = align_sources(VECTORS)
    assert ["Alpha Beta", "Alpha Beta", "Alpha Gamma", "Beta Gamma"] == list(table["first"] + " " + table["second"])
    assert [
        ("Grain rose a lot.", "Prices of grain rose.", 0.9962),
        ("Tea fell.", "Tea was cheaper.", 0.9848),
        ("Grain rose a lot.", "Grain!", 0.9397),
        ("Prices of grain rose.", "Grain!", 0.9063),
    ] == pairs(table)


def test_the_pairs_of_sources_with_the_most_are_kept_and_some_sentences_of_each():
    table = align_sources(VECTORS, limit_pairs=2, limit=1)
    assert [("Alpha", "Beta", 2), ("Alpha", "Gamma", 1)] == list(
        table[["first", "second", "n_aligned"]].itertuples(index=False, name=None)
    )
    assert ["Grain rose a lot."] * 2 == list(table["sentence_first"])


@pytest.mark.parametrize("cells", [1, 7, 16_000_000])
def test_all_at_once_is_the_same_as_pair_by_pair_in_blocks_of_any_size(monkeypatch, cells):
    monkeypatch.setattr(alignment, "_CELLS", cells)
    draw = np.random.default_rng(0)
    vectors = make_vectors(*(("CABD"[n % 4], n // 5, f"Sentence {n}.", draw.uniform(0, 360)) for n in range(80)))
    found = align_sources(vectors, limit_pairs=99, limit=99)
    assert 6 == found.groupby(["first", "second"]).ngroups
    for (first, second), own in found.groupby(["first", "second"]):
        alone = align_sentences(vectors, first, second)
        pd.testing.assert_frame_equal(alone, own.reset_index(drop=True))
        left, right = (vectors.sentences["source"] == name for name in (first, second))
        likeness = (vectors.matrix[left] @ vectors.matrix[right].T).round(4)
        expected = {
            (i, j) for i, j in np.ndindex(likeness.shape)
            if likeness[i].argmax() == j and likeness[:, j].argmax() == i and likeness[i, j] >= 0.6
        }  # fmt: skip
        texts = [vectors.sentences.loc[side, "text"].tolist() for side in (left, right)]
        assert {(texts[0][i], texts[1][j]) for i, j in expected} == {pair[:2] for pair in pairs(own)}


@pytest.mark.parametrize("rows", [(), (("Alpha", 1, "Grain rose.", 0),)], ids=["nothing", "one source"])
def test_without_two_sources_nothing_is_aligned(rows):
    table = align_sources(
        make_vectors(*rows) if rows else SentenceVectors(VECTORS.sentences.head(0), VECTORS.matrix[:0])
    )
    assert ([], list(AlignedSentences.column_names())) == (pairs(table), list(table.columns))


def test_names_and_texts_of_any_kind_are_kept():
    table = align_sources(make_vectors((EVIL, 1, EVIL, 0), ("__proto__", 2, "=cmd()", 1)))
    [row] = table[["first", "second", "sentence_first", "sentence_second"]].itertuples(index=False, name=None)
    assert (EVIL, "__proto__", EVIL, "=cmd()") == row


def test_five_hundred_sources_with_an_article_each():
    draw = np.random.default_rng(0)
    rows = ((f"Source {n % 500:03}", n % 500, f"Sentence {n}.", draw.uniform(0, 360)) for n in range(5_000))
    table = align_sources(make_vectors(*rows))
    assert 30 == table.groupby(["first", "second"]).ngroups
    assert list(table["n_aligned"]) == sorted(table["n_aligned"], reverse=True)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("Grain rose.", "Grain rose.", [("equal", "Grain rose.", "Grain rose.")]),
        ("Grain rose.", "GRAIN “rose”!", [("equal", "Grain rose.", "GRAIN “rose”!")]),
        (
            "On Monday grain rose.",
            "On Tuesday grain rose sharply.",
            [
                ("equal", "On", "On"),
                ("replace", "Monday", "Tuesday"),
                ("equal", "grain rose.", "grain rose"),
                ("second", "", "sharply."),
            ],
        ),
        ("Grain rose, too.", "Grain rose", [("equal", "Grain rose,", "Grain rose"), ("first", "too.", "")]),
        ("– rose", "… rose", [("equal", "– rose", "… rose")]),
        ("It’s grain", "It's tea", [("equal", "It’s", "It's"), ("replace", "grain", "tea")]),
        ("Tea", "Grain", [("replace", "Tea", "Grain")]),
        ("", "Grain", [("second", "", "Grain")]),
        ("Grain", " ", [("first", "Grain", "")]),
        ("", "", []),
    ],
)
def test_words_that_differ_are_told(first, second, expected):
    assert expected == mark_differences(first, second)


def test_a_word_that_is_everywhere_is_aligned_all_the_same():
    words = "the cat and the dog and " * 33 + "the"  # one more makes 200, where difflib's autojunk leaves these out
    assert ["second", "equal"] == [op for op, *_ in mark_differences(words, f"Not {words}")]


@pytest.mark.parametrize(
    ("first", "second", "ops"),
    [
        ("a b " * 2_500, "a c " * 2_500, {"equal", "replace"}),
        ("the " * 5_000, "the " * 4_000, {"equal", "replace"}),
        (" ".join(map(str, range(5_000))), " ".join(map(str, range(5_000))), {"equal"}),
        (" ".join(map(str, range(300))), " ".join(map(str, range(200))), {"equal", "first"}),
    ],
)
def test_of_runaway_sentences_no_word_is_lost(first, second, ops):
    found = mark_differences(first, second)
    assert ops == {op for op, *_ in found}
    assert [first.split(), second.split()] == [" ".join(piece[n] for piece in found).split() for n in (1, 2)]
