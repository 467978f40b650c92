"""Parts that a reader can search: what is in the page without their script, how much, and that text stays text."""

import base64
import hashlib
import json
import re
from html import unescape

import pandas as pd
import pytest
from making_words import HOSTILE, make_aligned, make_concordance, make_keyness, make_lines, make_page

from helpers.browse import has_part, read_script, show_concordance, show_filter_table, show_pairs, show_scatter
from helpers.claims import mark_differences
from helpers.display import show_table
from helpers.errors import PresslensError
from helpers.tables import cut_context, drop_turns

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
    said = drop_turns(evil)
    assert [[said[:40] + " …" * (len(said) > 40), said, said, said, said]] == cells(html)


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
    said = drop_turns(evil)
    assert [said, said] == [data["terms"][0][0], data["sources"][0]]
    assert [[[0, cut_context(said[::-1], 60, end=True), cut_context(said, 60)]]] == data["lines"]
    assert said == cells(html)[0][0]


def test_what_cannot_be_shown_is_said():
    with pytest.raises(PresslensError, match='"peace" is in the table more than once; pass the rows of one focus'):
        scatter(pd.concat([WORDS, WORDS.iloc[[1]]]))


SOURCES = pd.DataFrame({"source": ["Alpha", "Beta", "Gamma"], "n_words": [1_200, 90, 7], "share": [0.5, None, -0.25]})


def test_a_table_that_filters_is_a_plain_table(here):
    html = show_filter_table(SOURCES, "Sources!", here, caption="All.")._repr_html_()
    assert [["Alpha", "1,200", "0.50"], ["Beta", "90", "–"], ["Gamma", "7", "\N{MINUS SIGN}0.25"]] == cells(html)
    assert "<details" not in html
    assert ["source", "n words", "share"] == re.findall(r'<th scope="col"[^>]*>([^<]*)</th>', html)
    assert has_part(html)
    assert 3 == len(pd.read_csv(here / "tables" / "sources.csv"))


def test_rows_after_the_first_are_folded_and_those_after_the_last_only_written(here):
    shown = show_filter_table(SOURCES, "s", here, caption="All.", columns=["source"], rows=2, open_rows=1, digits=1)
    before, _, after = shown._repr_html_().partition("<details>")
    assert [[["Alpha"]], [["Beta"]]] == [cells(before), cells(after)]
    assert "<summary>Show the other rows (1)</summary>" in after
    assert "First 2 of 3 rows. 1 of 3 columns." in before
    assert list(SOURCES.columns) == list(pd.read_csv(here / "tables" / "s.csv").columns)
    assert ["All.", "source", "Alpha"] == repr(shown).split()


def test_no_row_is_said(here):
    html = show_filter_table(SOURCES.head(0), "s", here, caption="All.")._repr_html_()
    assert [["none"]] == cells(html)
    assert "<details" not in html


@pytest.mark.parametrize("evil", HOSTILE)
def test_hostile_cells_and_columns_stay_text(here, evil):
    html = show_filter_table(pd.DataFrame({evil: [evil]}), "t", here, caption=evil)._repr_html_()
    assert tags(show_filter_table(SOURCES, "s", here, caption="All.")._repr_html_()) == tags(html) - {"wbr"}
    assert [[drop_turns(evil)]] == cells(html)


ALIGNED = make_aligned(
    ("Alpha", "Beta", "Grain rose on Monday.", "On Tuesday grain rose.", 0.9),
    ("Alpha", "Beta", "Tea fell.", "Tea FELL!", 0.816),
    ("Alpha", "Gamma", "Tea fell.", "Steel fell.", 0.7),
)
ARTICLES = pd.DataFrame(
    {
        "article_id": [f"{1:016x}", f"{2:016x}"],
        "source": ["Alpha", "Beta"],
        "title": ["Markets", ""],
        "date": pd.to_datetime(["2019-03-05", None]),
        "date_precision": ["month", ""],
    }
)


def pairs(here, aligned=ALIGNED, **options):
    return show_pairs(aligned, "pairs", here, caption="Alike.", differences=mark_differences, **options)


def test_sentences_stand_side_by_side(here):
    html = pairs(here)._repr_html_()
    assert [
        ["Grain rose on Monday.", "On Tuesday grain rose.", "0.90"],
        ["Tea fell.", "Tea FELL!", "0.82same words"],
        ["Tea fell.", "Steel fell.", "0.70"],
    ] == cells(html)
    assert ["on Monday.", "On Tuesday", "Tea", "Steel"] == re.findall("<mark[^>]*>(.*?)</mark>", html)
    assert ["Alpha", "Beta", "likeness", "Alpha", "Gamma", "likeness"] == re.findall(r"<th [^>]*>([^<]*)</th>", html)
    assert ["Alpha", "Beta"] * 2 == re.findall('data-side="([^"]*)"', html)[:4]
    assert 3 == len(pd.read_csv(here / "tables" / "pairs.csv"))


@pytest.mark.parametrize(
    ("second", "note", "marked"),
    [
        ("Prices of tea fell sharply.", "", ["sharply."]),
        ("Tea prices fell.", "", ["of tea", "Tea"]),
        ("Tea was very cheap.", "mostly other words", []),
        ("Steel mills closed.", "mostly other words", []),
        ("“Prices of TEA fell”", "same words", []),
    ],
)
def test_words_are_marked_where_sentences_share_a_third_of_them(here, second, note, marked):
    html = pairs(here, make_aligned(("A", "B", "Prices of tea fell.", second, 0.6)))._repr_html_()
    assert [["Prices of tea fell.", second, f"0.60{note}"]] == cells(html)
    assert marked == re.findall("<mark[^>]*>(.*?)</mark>", html)


def test_a_pair_says_how_many_sentences_were_compared_and_aligned(here):
    shown = pairs(here, ALIGNED.assign(n_aligned=[3, 3, 1]))
    assert [
        "Alike.",
        "Alpha and Beta: 3 aligned, of 30 and 1,200 sentences; the 2 most alike are shown",
        "Alpha and Gamma: 1 aligned, of 30 and 1,200 sentences",
    ] == repr(shown).split("\n")
    assert "<small>(3 aligned, of 30 and 1,200 sentences; the 2 most alike are shown)</small>" in shown._repr_html_()


def test_articles_are_named_below_their_sentences(here):
    html = pairs(here, articles=ARTICLES)._repr_html_()
    assert ["2019-03 · Markets"] * 3 == re.findall("<small><bdi>(.*?)</bdi></small>", html)
    plain = pairs(here, articles=ARTICLES.drop(columns=["date", "date_precision"]))._repr_html_()
    assert ["Markets"] * 3 == re.findall("<small><bdi>(.*?)</bdi></small>", plain)


def test_of_two_articles_the_names_stand_above(here):
    aligned = ALIGNED.assign(first=ALIGNED["article_first"], second=ALIGNED["article_second"], n_aligned=3)
    shown = pairs(here, aligned, articles=ARTICLES)
    assert "<bdi>Alpha · 2019-03 · Markets</bdi> and <bdi>Beta</bdi>" in shown._repr_html_()
    assert "<small><bdi>" not in shown._repr_html_()
    assert "Alpha · 2019-03 · Markets and Beta: 3 aligned" in repr(shown)


@pytest.mark.parametrize(("n", "n_open", "is_part"), [(1, 1, False), (3, 3, False), (4, 1, True), (30, 1, True)])
def test_few_pairs_are_open_and_many_can_be_searched(here, n, n_open, is_part):
    html = pairs(here, make_aligned(*((f"A{k}", f"B{k}", "One.", "Two.", 0.9) for k in range(n))))._repr_html_()
    assert [n, n_open, is_part] == [html.count("<summary>"), html.count("<details open>"), has_part(html)]


def test_no_more_pairs_than_asked_are_shown_and_all_are_written(here):
    html = pairs(here, limit=1)._repr_html_()
    assert "First 1 of 2 pairs." in html
    assert 2 == len(cells(html))
    assert 3 == len(pd.read_csv(here / "tables" / "pairs.csv"))


def test_nothing_alike_is_said(here):
    shown = pairs(here, ALIGNED.head(0), articles=ARTICLES.head(0))
    assert "No sentences are that much alike." in shown._repr_html_()
    assert "Alike.\nNo sentences are that much alike." == repr(shown)


def test_a_runaway_sentence_is_cut(here):
    html = pairs(here, make_aligned(("A", "B", "word " * 5_000, "Tea. " + "other " * 5_000, 0.9)))._repr_html_()
    assert [True, True] == [1_190 < len(cell) < 1_300 and cell.endswith("…") for cell in cells(html)[0][:2]]


@pytest.mark.parametrize("evil", [*HOSTILE, "name " * 60])
def test_hostile_names_titles_and_sentences_stay_text(here, evil):
    named = ARTICLES.assign(title=evil, source=evil)
    aligned = make_aligned((evil, "Beta", evil, f"{evil} rose", 0.9))
    html = show_pairs(aligned, "p", here, caption=evil, differences=mark_differences, articles=named)._repr_html_()
    assert tags(pairs(here, articles=ARTICLES)._repr_html_()) == tags(html)
    shown = " ".join(drop_turns(evil).split())
    assert shown in cells(html)[0][0]
    assert f"{shown} rose" in cells(html)[0][1]


def test_only_a_page_with_a_part_holds_the_script_and_allows_it_by_its_hash(here):
    chart = make_page(show_concordance(LINES, "lines", here, caption="Names."))
    table = make_page(show_table(LINES.assign(source='data-browse="scatter"'), "lines", here, caption="Names."))
    digest = base64.b64encode(hashlib.sha256(read_script().encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}' " in unescape(chart)
    assert read_script() in chart
    assert read_script() not in table
    assert digest not in unescape(table)


def test_the_script_makes_no_markup_and_no_code():
    script = read_script()
    assert not re.findall(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|Function\(|fetch|XMLHttp", script
    )
    assert not re.findall(r"</script|<!--|https?:", script, re.I)
    assert script.startswith('"use strict";')
