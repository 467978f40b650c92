"""Lines that articles of a source have in common, told from tables of lines. Every text is invented."""

import pandas as pd
import pytest
from building import make_articles

from helpers.corpus import clean_articles, find_stock, list_lines, list_stock_held
from helpers.corpus.read import UNKNOWN_SOURCE
from helpers.corpus.stock import hash_line

SLOGAN = "Daily Example – news that travels"
PLEA = "Help us to print more of it"
STORIES = [f"Report {name}\n\n" + f"The {name} was seen at noon. Nobody spoke of it. " * 3 for name in "abcdefgh"]


def make_pages(*furniture, source="Daily"):
    """Return articles that differ but for the lines below each."""
    texts = ["\n".join([story, *own]) for story, own in zip(STORIES, furniture, strict=False)]
    return make_articles(*texts).assign(source=source)


def test_lines():
    articles = make_articles("Twelve ships\n\nThey sailed.\r\ntwelve SHIPS!\n1,817\n* * *").assign(source="Daily")
    lines = list_lines(articles)
    assert [2, 2, 2, 0] == list(lines["n_words"])
    assert [True, True, False, False] == list(lines["is_telling"])
    assert [hash_line(line) for line in ("twelve ships", "they sailed", "1 817", "")] == list(lines["line"])
    assert {("Daily", "0" * 16)} == set(zip(lines["source"], lines["article_id"], strict=True))


def test_hashes_of_lines_never_change():
    assert 0x4078EDBDC85EF3D4 == hash_line("Twelve ships")


@pytest.mark.parametrize("articles", [make_articles(), make_articles("", "\n")])
def test_without_lines_there_is_no_stock(articles):
    lines = list_lines(articles)
    stock = find_stock(lines)
    assert (0, 0, 0) == (len(lines), len(stock), len(list_stock_held(lines, stock)))
    assert list(articles["body"]) == list(clean_articles(articles, stock=stock)[0]["body"])


@pytest.mark.parametrize(
    ("furniture", "source", "stock"),
    [
        ([[SLOGAN]] * 3, "Daily", [("Daily", SLOGAN)]),
        ([[SLOGAN]] * 2 + [[]], "Daily", []),
        ([[SLOGAN, SLOGAN]] * 2, "Daily", []),
        ([[SLOGAN]] * 8, ["Daily"] * 4 + ["Weekly"] * 4, [("Daily", SLOGAN), ("Weekly", SLOGAN)]),
        ([[SLOGAN]] * 6, ["Daily"] * 4 + ["Weekly"] * 2, [("Daily", SLOGAN)]),
        ([[SLOGAN]] * 8, UNKNOWN_SOURCE, []),
        ([["12:30"]] * 8, "Daily", []),
        ([[SLOGAN, PLEA]] * 3 + [[PLEA]] * 3, "Daily", [("Daily", SLOGAN), ("Daily", PLEA)]),
    ],
)
def test_stock(furniture, source, stock):
    found = find_stock(list_lines(make_pages(*furniture, source=source)))
    assert {(name, hash_line(line)) for name, line in stock} == set(found.itertuples(index=False, name=None))


def test_the_rule_is_the_same_over_several_files(tmp_path):
    lines = list_lines(make_pages(*[[SLOGAN, PLEA]] * 5, [SLOGAN], [PLEA], []))
    paths = [tmp_path / f"{n}.parquet" for n in range(3)]
    for n, path in enumerate(paths):  # one of them without a row
        lines.iloc[n::2][: None if n < 2 else 0].to_parquet(path, index=False)
    stock = find_stock(lines)
    assert 2 == len(stock)
    pd.testing.assert_frame_equal(stock, find_stock(paths))
    pd.testing.assert_frame_equal(list_stock_held(lines, stock), list_stock_held(paths, stock))


def test_what_articles_hold_of_the_stock_tells_which_to_clean_anew():
    lines = list_lines(make_pages([SLOGAN, PLEA], [SLOGAN], [PLEA, SLOGAN], [PLEA], []))
    stock = find_stock(lines)
    held = list_stock_held(lines, stock).set_index("article_id")["held"]
    assert [f"{n:016x}" for n in range(4)] == list(held.index)
    assert held.iloc[0] == held.iloc[2]
    assert 3 == held.nunique()
    slogan = stock[stock["line"] == hash_line(SLOGAN)]
    assert 3 == len(list_stock_held(lines, slogan))


def test_a_part_is_cleaned_by_the_stock_of_the_whole():
    articles = make_pages(*[[SLOGAN]] * 4)
    whole, removed = clean_articles(articles)
    stock = find_stock(list_lines(articles))
    parts = [clean_articles(articles.iloc[[n]], stock=stock) for n in range(4)]
    assert ["repeated at the source"] * 4 == list(removed["reason"])
    pd.testing.assert_frame_equal(whole, pd.concat([cleaned for cleaned, _ in parts]))
    pd.testing.assert_frame_equal(removed, pd.concat([rows for _, rows in parts], ignore_index=True))
    assert clean_articles(articles.iloc[[0]])[1].empty
