"""The 4-word shingle measure, against counts made by hand."""

from collections import Counter

import pytest

from helpers.corpus.quality import (
    Overlap,
    bootstrap_quality,
    count_shingles,
    measure_overlap,
    summarise_quality,
)


@pytest.mark.parametrize(
    ("text", "shingles"),
    [
        ("", {}),
        (" \n–!?“”", {}),
        ("rain", {("rain",): 1}),
        ("rain in May", {("rain", "in", "May"): 1}),
        ("rain in May ends", {("rain", "in", "May", "ends"): 1}),
        ("rain in May ends soon", {("rain", "in", "May", "ends"): 1, ("in", "May", "ends", "soon"): 1}),
        ("no no no no no no", {("no", "no", "no", "no"): 3}),
        # Signs and line breaks part words and are none; a clitic is a word, an underscore and a number belong to one
        ("(Rain,\nin—May)  ends.", {("Rain", "in", "May", "ends"): 1}),
        ("the sun’s up", {("the", "sun", "s", "up"): 1}),
        ("4.5 mm_fell here", {("4", "5", "mm_fell", "here"): 1}),
        ("Дождь идёт весь день", {("Дождь", "идёт", "весь", "день"): 1}),
    ],
)
def test_shingles(text, shingles):
    assert Counter(shingles) == count_shingles(text)


# A letter stands for a word: "a b c d e" has the shingles abcd and bcde.
@pytest.mark.parametrize(
    ("true", "found", "precision", "recall"),
    [
        ("a b c d e", "a b c d e", 1, 1),
        ("a b c d e", "(a, b. c – d!)\n\n“e”", 1, 1),  # signs do not count
        ("a b c d e", "a b c D e", 0, 0),  # case does
        ("a b c d e f", "a b c d e", 1, 2 / 3),  # cde-f is missed
        ("a b c d e", "x a b c d e", 2 / 3, 1),  # xabc is too much
        ("a b c d e", "a b c d x", 1 / 2, 1 / 2),
        ("a b c d e f g h", "a b c d x e f g h", 2 / 6, 2 / 5),  # a word amid breaks 3 of 5 and makes 4 of its own
        ("a b c d", "e f g h", 0, 0),
        ("e f g h a b c d", "a b c d e f g h", 2 / 5, 2 / 5),  # order counts only within a shingle
        # Multiplicity: aaaa once in the one, twice and three times in the other
        ("a a a a", "a a a a a", 1 / 2, 1),
        ("a a a a a a", "a a a a", 1, 1 / 3),
        ("a b c d a b c d", "a b c d", 1, 1 / 5),
        # Texts of under 4 words are one shingle
        ("a b", "a b", 1, 1),
        ("a b", "a", 0, 0),
        ("a b c", "a b c d", 0, 0),
        ("a b c d", "b c d", 0, 0),
        # Nothing on a side
        ("", "", 1, 1),
        ("", "–!", 1, 1),
        ("", "a b c d", 0, 0),
        ("a b c d", "", 0, 0),
    ],
)
def test_overlap(true, found, precision, recall):
    assert (pytest.approx(precision), pytest.approx(recall)) == measure_overlap(true, found)


@pytest.mark.parametrize(
    ("overlaps", "quality"),
    [
        ([(1, 1)], (1, 1, 1)),
        ([(0, 0)], (0, 0, 0)),
        ([(0.5, 1)], (0.5, 1, 2 / 3)),
        ([(1, 0.5), (0.5, 1)], (0.75, 0.75, 0.75)),  # the mean of both F1 is 2/3
        ([(1, 1), (1, 1), (0, 0)], (2 / 3, 2 / 3, 2 / 3)),
        ([(1, 0), (0, 1)], (0.5, 0.5, 0.5)),  # the mean of both F1 is 0
        ([(1, 0.2), (0.6, 0.2)], (0.8, 0.2, 0.32)),
    ],
)
def test_f1_is_made_of_the_means(overlaps, quality):
    assert pytest.approx(quality) == tuple(summarise_quality([Overlap(*overlap) for overlap in overlaps]))


def test_no_texts_to_summarise():
    with pytest.raises(ValueError, match="no texts to summarise"):
        summarise_quality([])
    with pytest.raises(ValueError, match="no texts to summarise"):
        bootstrap_quality([])


NARROW = [Overlap(0.80 + 0.01 * (i % 5), 0.90 + 0.01 * (i % 3)) for i in range(30)]
WIDE = [Overlap(0.42 + 0.20 * (i % 5), 0.51 + 0.40 * (i % 2)) for i in range(30)]


@pytest.mark.parametrize("overlaps", [NARROW, WIDE])
def test_interval_holds_the_estimate(overlaps):
    low, high = bootstrap_quality(overlaps, n=300)
    for below, estimate, above in zip(low, summarise_quality(overlaps), high, strict=True):
        assert 0 <= below < estimate < above <= 1


def test_interval_widens_with_the_spread_and_narrows_with_more_texts():
    def width(overlaps):
        low, high = bootstrap_quality(overlaps, n=300)
        return high.f1 - low.f1

    assert 5 * width(NARROW) < width(WIDE)
    assert 1.5 * width(WIDE * 4) < width(WIDE)


def test_interval_of_texts_all_alike_has_no_width():
    low, high = bootstrap_quality([Overlap(0.5, 1)] * 10, n=50)
    assert pytest.approx((0.5, 1, 2 / 3)) == tuple(low) == tuple(high)


def test_interval_is_the_same_for_the_same_seed_and_another_for_another():
    first, again, other = (bootstrap_quality(WIDE, n=100, seed=seed) for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_interval_covers_95_percent_of_the_draws():
    """Two texts of 10 are wrong: the number drawn of them is binomial(10, 0.2), 5 and more in 3% of draws, 6 in 1%."""
    low, high = bootstrap_quality([Overlap(0, 0)] * 2 + [Overlap(1, 1)] * 8, n=2_000)
    assert (pytest.approx(0.5), 1) == (low.precision, high.precision)
