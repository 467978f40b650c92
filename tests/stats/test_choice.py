"""Which sources a figure shows."""

import pandas as pd
import pytest

from helpers.stats import choose_sources, describe_choice

TABLE = pd.DataFrame({"source": list("abcdefgh"), "n_words": [1, 8, 3, 3, 7, 5, 2, None]})


# limit, chosen -> sources
@pytest.mark.parametrize(
    ("limit", "chosen", "expected"),
    [
        (8, [], "befcdgah"),  # all: the one without a value last, equal ones by name
        (8, ["a"], "befcdgah"),
        (4, [], "bega"),
        (3, [], "bea"),
        (4, ["c", "nobody", "c"], "cbea"),
        (4, ["a", "b"], "abeg"),
        (2, ["h", "c", "d"], "hc"),
        (1, [], "b"),
    ],
)
def test_choice(limit, chosen, expected):
    assert list(expected) == choose_sources(TABLE, "n_words", limit=limit, chosen=chosen)


@pytest.mark.parametrize(
    ("limit", "chosen", "expected"),
    [
        (8, ["a"], ""),
        (3, [], "3 of 8 {}, the 2 highest and the 1 lowest by words; {}"),
        (4, ["c"], "4 of 8 {}, the 1 chosen and the 2 highest and the 1 lowest by words; {}"),
        (2, ["h", "c"], "2 of 8 {}, the 2 chosen; {}"),
    ],
)
def test_the_choice_is_told(limit, chosen, expected):
    told = expected.format("sources are shown in most figures", "the CSVs hold all.")
    assert told == describe_choice(TABLE, "n_words", limit=limit, chosen=chosen)


def test_a_measure_has_a_name():
    assert "by length of articles;" in describe_choice(TABLE, "n_words", limit=3, name="length of articles")


def test_nothing_to_choose_from():
    assert [] == choose_sources(TABLE.head(0), "n_words", chosen=["a"])
    assert "" == describe_choice(TABLE.head(0), "n_words")


def test_a_source_that_is_not_there_is_told():
    assert "Not among the sources: z, y." == describe_choice(TABLE, "n_words", chosen=["z", "a", "y"])
    assert describe_choice(TABLE, "n_words", chosen=["z"], limit=2).endswith("hold all. Not among the sources: z.")
