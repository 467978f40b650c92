"""Evidence in the page where it is small, beside it where it is not."""

import re

import pytest
from making_evidence import list_places, make_evidence
from markupsafe import Markup

from helpers.display import show_table
from helpers.report.evidence import inline_evidence
from helpers.stats import tone_by_source


@pytest.fixture
def page(tmp_path, monkeypatch, targets):
    """Return a page with two tables, whose numbers lead to sheets and articles beside it."""
    monkeypatch.chdir(tmp_path)
    tables, evidence = make_evidence(tmp_path, targets)
    tone = tone_by_source(tables.mentions)
    shown = [show_table(tone, name, tmp_path, caption="Tone.", evidence=evidence.of(tone)).markup for name in "ab"]
    return shown[0] + shown[1] + Markup('<a href="index.html">Home</a>')


def test_each_sheet_and_article_stands_in_the_page_once(page, tmp_path):
    html, _ = inline_evidence(page, list_places(tmp_path))
    written = {path.stem for path in (tmp_path / "evidence").iterdir()}
    assert written == set(re.findall(r'<div id="evidence-([^"]+)">', html))
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    links = re.findall(r'href="([^"]+)"', html)
    assert {"index.html", "tables/a.csv", "tables/b.csv"} == {to for to in links if not to.startswith("#")}
    assert {to[1:] for to in links if to.startswith("#")} <= set(ids)
    assert html.endswith("</section>\n")


def test_its_style_comes_with_it(page, tmp_path):
    _, style = inline_evidence(page, list_places(tmp_path))
    assert ".ev .t0 { --c: #" in style
    assert "body {" not in style  # the page's own stays as it is


def test_what_is_large_stays_beside_the_page(page, tmp_path):
    assert (page, "") == inline_evidence(page, list_places(tmp_path), most_bytes=1000)
    size = len(inline_evidence(page, list_places(tmp_path), most_bytes=None)[0].encode()) - len(page.encode())
    assert page != inline_evidence(page, list_places(tmp_path), most_bytes=size)[0]


def test_a_page_without_evidence_is_left_alone(tmp_path):
    html = Markup('<a href="tables/a.csv">CSV</a><a href="evidence/gone.html">1</a>')
    assert (html, "") == inline_evidence(html, list_places(tmp_path))


def test_it_is_the_same_each_time(page, tmp_path):
    assert inline_evidence(page, list_places(tmp_path)) == inline_evidence(page, list_places(tmp_path))
