"""The whole report in one file: ids are unique, links lead to parts of it, tables are in it as far as they fit."""

import base64
import re

import pytest
from markupsafe import Markup

from helpers.report.frame import Page
from helpers.report.markup import prefix_ids, split_tags
from helpers.report.single import render_single

HOME = Page("index.html", "Presslens", "", [], "", "")
ONE, TWO = (Page(f"{name}.html", name.title(), "", [], "", "") for name in ("00_one", "01_two"))
BODY = (
    '<h1>A</h1><h2 id="part">Part</h2><a href="#part">up</a><label for="part">x</label>'
    '<svg><defs><path id="m" d="M 0 0"/></defs><use href="#m"/><g clip-path="url(#m)"/><text>id="m" #m</text></svg>'
)


@pytest.fixture
def tables(tmp_path):
    for name, text in {"00_small.csv": "a\n1\n", "01_large.csv": "b\n" + "2\n" * 4000}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return [tmp_path / "00_small.csv", tmp_path / "01_large.csv"]


def single(tables, *bodies, **options):
    front = '<a href="01_two.html#part">two</a><a href="tables/00_small.csv" download>small</a>'
    linked = '<a download href="tables/00_small.csv">data</a> <a href="tables/01_large.csv" download>more</a>'
    parts = [(HOME, front), (ONE, BODY + linked), (TWO, BODY), *bodies]
    return render_single([(page, Markup(body)) for page, body in parts], tables, **options)  # noqa: S704 - of this file


def test_ids_are_unique_and_every_link_leads_to_one(tables):
    html = single(tables)
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(set(ids)) == len(ids)
    links = re.findall(r'\shref="([^"]+)"|url\(([^)]+)\)|\sfor="([^"]+)"', html)
    targets = {"".join(found).removeprefix("#") for found in links if not "".join(found).startswith("data:")}
    assert targets <= set(ids)
    assert {"index", "00_one", "01_two", "01_two--part", "00_one--m"} <= set(ids)


def test_text_of_figures_is_not_changed(tables):
    assert 2 == single(tables).count('<text>id="m" #m</text>')


def test_data_stands_where_its_figure_is_and_the_front_page_leads_there(tables):
    html = single(tables)
    (data,) = re.findall(r'id="csv-00_small.csv" href="data:text/csv;charset=utf-8;base64,([^"]+)"', html)
    assert b"a\n1\n" == base64.b64decode(data)
    assert 'download="00_small.csv">data</a> (1 KB)' in html
    assert '<a href="#csv-00_small.csv">small</a>' in html
    assert "Not in this file" not in html


def test_the_largest_tables_are_left_out_beyond_the_budget_and_the_file_says_so(tables):
    html = single(tables, most_bytes=100)
    assert "<a>more</a> (8 KB, not in this file)" in html
    assert "Not in this file, as they are large: 01_large.csv (8 KB)." in html
    assert 'download="00_small.csv"' in html


def test_evidence_is_taken_in_once_for_all_pages(tables):
    seen = []
    html = single(tables, inline=lambda body: (body + Markup("<p>taken in</p>"), str(seen.append(body) or "")))
    assert 1 == len(seen)
    assert 1 == html.count("taken in")


def test_terms_are_listed_once(tables):
    html = single(tables, (Page("02_c.html", "C", "", [], "", ""), "<h2>C</h2><p>ICC</p>"))
    assert 1 == html.count('id="term-icc"')


def test_a_link_to_a_table_that_is_not_there_leads_nowhere():
    assert "<a>small</a> (not in this file)" in single([])


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<a id="x" href="#x">#x</a>', '<a id="2-x" href="#2-x">#x</a>'),  # no prefix that begins with a digit is read
        ('<p aria-labelledby="a b">', '<p aria-labelledby="2-a 2-b">'),
        ('<a href="x.html#y">', '<a href="x.html#y">'),
        ('<p title="url(x)" data-id="x">', '<p title="url(x)" data-id="x">'),
        ('<p>id="x"</p>', '<p>id="x"</p>'),
        ('<script type="application/json">{"a":"<b id=\\"x\\">"}</script>',) * 2,
    ],
)
def test_ids_and_what_points_to_them_get_a_prefix(html, expected):
    assert expected == prefix_ids(html, "2-")


@pytest.mark.parametrize(
    "html",
    [
        "",
        "no tags, a < b && c &lt; d &nope; &#39;",
        "<p\n class='a'>x</P ><br/><img src='>' alt=\"&quot;\">\r\n<!-- <p> --><!doctype html>",
        "<p>unclosed <b <i>x</p>\u2028\u0085end\f",
        "<svg><style>*{a:b}</style><text>ż</text></svg><script>'</p>'</script><textarea><p></textarea>",
    ],
)
def test_pieces_put_together_are_what_they_were_made_of(html):
    assert html == "".join(piece.raw for piece in split_tags(html))
