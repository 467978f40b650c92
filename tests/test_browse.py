"""Parts that a reader can search: what is in the page without their script, how much, and that text stays text."""

import base64
import hashlib
import json
import re
from html import unescape

import pandas as pd
import pytest
from making_words import HOSTILE, make_concordance, make_keyness, make_lines, make_page

from helpers.browse import has_part, read_script, show_concordance, show_scatter
from helpers.display import show_table
from helpers.errors import PresslensError
from helpers.tables import cut_context

NAMES = {"focus": "Daily Example", "against": "Evening Example", "caption": "Words."}


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def scatter(table, lines=None, **options):
    return show_scatter(table, make_lines() if lines is None else lines, "words", ".", **NAMES, **options)._repr_html_()


def data_of(html):
    blocks = re.findall(r'<script type="application/json">(.*?)</script>', html, re.S)
    assert 1 == len(blocks)
    return json.loads(blocks[0])


def cells(html):
    rows = re.findall(r"<tr[^>]*>(<td.*?)</tr>", html)
    return [[unescape(re.sub(r"<[^>]*>", "", cell)) for cell in re.findall(r"<td.*?</td>", row)] for row in rows]


def tags(html):
    return set(re.findall(r"<(\w+)", re.sub(r"<script.*?</script>", "", html, flags=re.S)))


LINES = make_concordance(
    ("Daily Example", "2019-02-01", "they spoke with", "Russia", "about trade"),
    ("Daily Example", "", "the talks of", "Moscow", "ended"),
    ("Evening Example", "2019-03", "it praised", "Russia", "twice"),
)


def test_a_concordance_is_a_plain_table(here):
    html = show_concordance(LINES, "Lines!", here, caption="Names.")._repr_html_()
    assert [
        ["Daily Example", "2019-02-01", "they spoke with", "Russia", "about trade"],
        ["Daily Example", "", "the talks of", "Moscow", "ended"],
        ["Evening Example", "2019-03", "it praised", "Russia", "twice"],
    ] == cells(html)
    assert "<details" not in html
    assert 'href="tables/lines.csv"' in html
    assert 3 == len(pd.read_csv(here / "tables" / "lines.csv"))
    assert has_part(html)
    assert {"date", "word"} == set(re.findall(r'<td class="(\w+)" style="[^"]*white-space:nowrap', html))


def test_lines_after_the_first_are_folded(here):
    html = show_concordance(LINES, "lines", here, caption="Names.", open_lines=1)._repr_html_()
    before, _, after = html.partition("<details>")
    assert [1, 2] == [len(cells(before)), len(cells(after))]
    assert "<summary>Show the other lines (2)</summary>" in after


def test_of_many_lines_some_of_each_source_and_word_are_shown_and_all_are_written(here):
    many = pd.concat([LINES.iloc[[0]]] * 9 + [LINES], ignore_index=True)
    html = show_concordance(many, "lines", here, caption="Names.", limit=4)._repr_html_()
    assert ["Russia", "Russia", "Moscow", "Russia"] == [row[3] for row in cells(html)]
    assert "4 of 12 lines, evenly from all sources." in html
    assert 12 == len(pd.read_csv(here / "tables" / "lines.csv"))


def test_no_line_is_said(here):
    html = show_concordance(LINES.head(0), "lines", here, caption="Names.")._repr_html_()
    assert [["none"]] == cells(html)


@pytest.mark.parametrize("evil", HOSTILE)
def test_hostile_lines_stay_text(here, evil):
    lines = make_concordance((evil, evil, evil, evil, evil))
    html = show_concordance(lines, "lines", here, caption=evil)._repr_html_()
    plain = show_concordance(LINES, "lines", here, caption="Names.")._repr_html_()
    assert tags(plain) == tags(html)
    assert [[evil[:40] + " …" * (len(evil) > 40), evil, evil, evil, evil]] == cells(html)


WORDS = make_keyness(("sanctions", 12, 3), ("peace", 2, 40), ("new", 6, 0), ("old", 0, 1), ("same", 5, 10))


def test_each_side_has_its_words_in_a_table():
    html = scatter(WORDS)
    first, second = re.findall(r"<table.*?</table>", html)
    assert [
        ["sanctions", "12", "3", "12.00", "1.50", "+3.00", "+1.50"],
        ["new", "6", "0", "6.00", "0.00", "+4.70", "0.00"],
    ] == cells(first)
    assert ["peace", "old¹"] == [row[0] for row in cells(second)]
    assert "<details open>" in html  # a reader without the script sees them at once
    assert "more in Daily Example" in first
    assert "more in Evening Example" in second


def test_the_data_hold_all_words_in_order_of_their_rank():
    data = data_of(scatter(WORDS))
    assert ["Daily Example", "Evening Example"] == data["names"]
    assert [10_000, 20_000] == data["words"]
    assert [
        ["peace", 2, 40, 2, 3, -1.66, 0],
        ["sanctions", 12, 3, 3, 3, 1.5, 0],
        ["new", 6, 0, 3, 0, 0, 0],
        ["old", 0, 1, 0, 1, 0, 1],
        ["same", 5, 10, 3, 3, 0, 0],
    ] == data["terms"]
    assert [[]] * 5 == data["lines"]


@pytest.mark.parametrize(
    ("lrc", "g2", "expected"),
    [
        ((0.0, 1.0, -2.0, 3.0, -4.0), (9.0, 1.0, 1.0, 1.0, 0.0), ["same", "old", "new", "peace", "sanctions"]),
        ((0.0, 0.0, 0.0, 0.0, 0.0), (1.0, 2.0, 3.0, 4.0, 5.0), ["same", "old", "new", "peace", "sanctions"]),
        ((0.0, 0.0, 0.0, 0.0, 0.0), (1.0, 1.0, 1.0, 1.0, 1.0), ["peace", "same", "sanctions", "new", "old"]),
    ],
    ids=["the conservative ratio", "then G2", "then the counts: 42, 15, 15, 6, 1"],
)
def test_words_rank_by_how_much_they_surely_differ(lrc, g2, expected):
    data = data_of(scatter(WORDS.assign(lrc=lrc, g2=g2)))
    assert expected == [term[0] for term in data["terms"]]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (
            [("peace", 2, 40), ("old", 0, 1)],
            "more in Daily Example: none\nmore in Evening Example: peace, old¹\n"
            "¹ all its occurrences in the corpus are in one article",
        ),
        ([("peace", 2, 40)], "more in Daily Example: none\nmore in Evening Example: peace"),
    ],
    ids=["old is in one article", "none is"],
)
def test_a_word_of_one_article_is_marked_in_text_and_tables(here, rows, expected):
    shown = show_scatter(make_keyness(*rows), make_lines(), "words", here, **NAMES)
    assert f"Words.\n{expected}" == repr(shown)
    assert ("¹ all its occurrences in the corpus are in one article</p></details>" in shown._repr_html_()) == (
        len(rows) == 2
    )


@pytest.mark.parametrize("empty", [pd.Series([float("nan")] * 5), pd.Series([pd.NA] * 5, dtype="Int64")])
def test_what_is_not_known_is_empty(empty):
    data = data_of(scatter(WORDS.assign(n_articles_against=empty)))
    assert [None] * 5 == [term[4] for term in data["terms"]]


def test_the_csv_holds_all_words_and_the_page_the_most_frequent(here):
    html = scatter(WORDS, max_terms=2)
    assert ["peace", "sanctions"] == [term[0] for term in data_of(html)["terms"]]
    assert "The 2 most frequent of 5 words." in html
    assert list(WORDS["term"]) == list(pd.read_csv(here / "tables" / "words.csv")["term"])


@pytest.mark.parametrize(
    ("rows", "terms"), [([], []), ([("word", 1, 0)], ["word"]), ([("word", 0, 3)], ["word"])], ids=str
)
def test_few_words(rows, terms):
    html = scatter(make_keyness(*rows))
    assert 2 == html.count("<table>")
    assert 2 - len(terms) == html.count(">none<")
    assert terms == ([term[0] for term in data_of(html)["terms"]] if rows else [])


def test_a_line_is_its_source_and_context_and_the_keyword_if_it_is_not_the_word():
    lines = make_lines(("new", "A", "deal"), ("peace", "B", "talks"), ("unknown", "A", "thing"))
    data = data_of(scatter(WORDS, lines.assign(keyword=["New", "peace", "unknown"])))
    assert ["B", "A"] == data["sources"]
    told = dict(zip([term[0] for term in data["terms"]], data["lines"], strict=True))
    assert {"peace": [[0, "sklat", "talks"]], "sanctions": [], "new": [[1, "laed", "deal", "New"]]} == {
        word: told[word] for word in ("peace", "sanctions", "new")
    }


def test_the_sources_of_a_word_take_turns():
    lines = make_lines(*(("new", source, source * n) for source in "AB" for n in (1, 2, 3)))
    data = data_of(scatter(WORDS, lines))
    assert ["A", "B", "AA", "BB", "AAA", "BBB"] == [line[2] for line in data["lines"][2]]


@pytest.mark.parametrize(
    ("n_lines", "expected"),
    [
        (1, {"peace": 1}),
        (2, {"peace": 1, "sanctions": 1}),
        (5, dict.fromkeys(WORDS["term"], 1)),
        (10, dict.fromkeys(WORDS["term"], 2)),
    ],
    ids=["the most frequent word", "and the next", "one for each", "two for each"],
)
def test_every_word_gets_a_line_before_any_gets_a_second(n_lines, expected):
    lines = make_lines(*((word, "A", "x" * 60) for word in WORDS["term"] for _ in range(3)))
    size = len(scatter(WORDS).encode())
    pages = [scatter(WORDS, lines, max_bytes=most) for most in range(size + 1_600, size + 3_600, 10)]
    found = [data_of(page)["lines"] for page in pages if "most frequent of 5 words" not in page]
    told = [
        dict(zip(["peace", "sanctions", "new", "old", "same"], map(len, rows), strict=True))
        for rows in found
        if sum(map(len, rows)) == n_lines
    ]
    assert told
    assert all({word: n for word, n in counts.items() if n} == expected for counts in told)


@pytest.mark.parametrize(
    ("text", "most", "end", "expected"),
    [
        ("at the end of talks", 10, False, "at the end"),
        ("at the end of talks", 9, False, "at the"),
        ("at the end of talks", 8, True, "of talks"),
        ("at the end of talks", 10, True, "of talks"),
        ("at the end", 10, True, "at the end"),
        ("endlessword", 4, False, "endl"),
        ("endlessword", 4, True, "word"),
        ("", 4, False, ""),
    ],
)
def test_contexts_are_cut_between_words(text, most, end, expected):
    assert expected == cut_context(text, most, end=end)


def test_ten_thousand_words_have_a_line_each_in_less_than_a_megabyte():
    words = [f"word{n:04}" for n in range(10_000)]
    table = make_keyness(*((word, 12_000 - n, n + 1) for n, word in enumerate(words)))
    lines = make_lines(*((word, f"Source {turn % 2}", "abcdef " * 9) for word in words for turn in range(5)))
    html = scatter(table, lines)
    data = data_of(html)
    assert 900_000 < len(html.encode()) <= 950_000
    assert 10_000 == len(data["lines"])
    assert all(data["lines"])
    assert all(len(line[2]) >= 18 for found in data["lines"] for line in found)  # words of 20 characters at least


def test_of_ten_thousand_long_words_the_most_frequent_have_lines():
    words = [f"слово-{n:05}" for n in range(12_000)]  # two bytes a letter
    table = make_keyness(*((word, 12_000 - n, 1) for n, word in enumerate(words)))
    lines = make_lines(*((word, f"Source {turn}", "контекст " * 7) for word in words for turn in range(3)))
    html = scatter(table, lines)
    data = data_of(html)
    assert 900_000 < len(html.encode()) <= 950_000
    assert len(f"{html}{read_script()}".encode()) < 1_000_000
    assert 10_000 == len(data["terms"]) == len(data["lines"])
    assert "The 10,000 most frequent of 12,000 words." in html
    frequent = sorted(zip(data["terms"], data["lines"], strict=True), key=lambda pair: -pair[0][1])
    n_lines = [len(found) for _, found in frequent]
    assert 4_000 < sum(n_lines) < 10_000
    assert [1] * sum(n_lines) + [0] * (10_000 - sum(n_lines)) == n_lines


@pytest.mark.parametrize("most", [16_000, 20_000, 60_000])
def test_words_and_lines_are_left_out_until_the_rest_fits(most):
    table = make_keyness(*((f"word {n} <", n + 1, 5) for n in range(1_000)))
    lines = make_lines(*((f"word {n} <", "<" * 1_000, "<" * 1_000) for n in range(1_000)))
    html = scatter(table, lines, max_bytes=most)
    assert len(html.encode()) <= most
    assert "word 999 <" == max(data_of(html)["terms"], key=lambda term: term[1])[0]


def test_the_tables_stay_however_little_may_be_shown():
    html = scatter(WORDS, max_bytes=0)
    assert ["sanctions", "new", "peace", "old¹"] == [row[0] for row in cells(html)]
    assert "The 0 most frequent of 5 words." in html


@pytest.mark.parametrize("evil", HOSTILE)
def test_hostile_words_stay_text(here, evil):
    options = {"focus": evil, "against": evil, "caption": evil}
    html = show_scatter(make_keyness((evil, 3, 1)), make_lines((evil, evil, evil)), "w", here, **options)._repr_html_()
    assert tags(scatter(WORDS)) == tags(html)
    data = data_of(html)
    assert [evil, evil] == [data["terms"][0][0], data["sources"][0]]
    assert [[[0, cut_context(evil[::-1], 60, end=True), cut_context(evil, 60)]]] == data["lines"]
    assert evil == cells(html)[0][0]


def test_what_cannot_be_shown_is_said():
    with pytest.raises(PresslensError, match='"peace" is in the table more than once; pass the rows of one focus'):
        scatter(pd.concat([WORDS, WORDS.iloc[[1]]]))


def test_only_a_page_with_a_part_holds_the_script_and_allows_it_by_its_hash(here):
    chart = make_page(show_concordance(LINES, "lines", here, caption="Names."))
    table = make_page(show_table(LINES.assign(source='data-browse="scatter"'), "lines", here, caption="Names."))
    digest = base64.b64encode(hashlib.sha256(read_script().encode()).digest()).decode()
    assert f"img-src data:; script-src 'sha256-{digest}'; base-uri" in chart
    assert [read_script()] == re.findall(r"<script>(.*?)</script>", chart, re.S)
    assert "script" not in table.replace("description", "")


def test_the_script_makes_no_markup_and_no_code():
    script = read_script()
    assert not re.findall(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|Function\(|fetch|XMLHttp", script
    )
    assert not re.findall(r"</script|<!--|https?:", script, re.I)
    assert script.startswith('"use strict";')
