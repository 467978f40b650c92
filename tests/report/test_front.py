"""The front page: of each topic its answer and its key figure, and what the report was made from."""

import re
from pathlib import Path

import nbformat
import pytest
from markupsafe import Markup

from helpers.report.frame import Page
from helpers.report.front import RunFacts, find_figure, render_front

WIDE = '<div class="wide" role="img" aria-label="a &gt; b" style="max-width:60em"><svg><path id="p-w-0"/></svg></div>'
NARROW = (
    '<div class="narrow" role="img" aria-label="a &gt; b" style="max-width:60em;display:none">'
    '<svg><use href="#p-n-0"/><path id="p-n-0"/></svg></div>'
)
FIGURE = f'<figure class="chart" id="fig-p"><figcaption>T</figcaption>{WIDE}{NARROW}<p>base</p>'
DATA = '<details class="data"><summary>Data</summary><table></table></details></figure>'


def page(name, **options):
    given = {"title": name.title(), "question": "Why?", "answer": ["One.", "Two.", "Three."], "corpus": "", "error": ""}
    return Page(f"{name}.html", **(given | options))


def figure(text=FIGURE):
    return Markup(f"{text}</figure>")  # noqa: S704 - of this file


def front(pages, tables=(), facts=None):
    return str(render_front(pages, [Path("tables") / name for name in tables], facts or RunFacts()))


def notebook(html, tags=("key",)):
    output = nbformat.v4.new_output("display_data", {"text/html": html, "text/plain": ""})
    return nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell("x", metadata={"tags": list(tags)}, outputs=[output])]
    )


@pytest.mark.parametrize(
    ("book", "expected"),
    [
        (notebook(f"<p>before</p>{FIGURE}{DATA}<p>after</p>"), f"{FIGURE}</figure>"),
        (notebook(f"{FIGURE}{DATA}", tags=["answer"]), ""),
        (notebook("<p>no figure</p>"), ""),
        (nbformat.v4.new_notebook(), ""),
    ],
)
def test_the_key_figure_is_found_without_its_data_table(book, expected):
    assert expected == find_figure(book)


def test_a_topic_has_its_title_as_link_its_question_and_two_sentences():
    html = front([page("00_a", title="<b>A</b>")])
    assert '<a href="00_a.html">&lt;b&gt;A&lt;/b&gt;</a>' in html
    assert "Why?" in html
    assert '<p class="answer">One. Two.</p>' in html
    assert "Three." not in html


def test_figures_of_two_pages_do_not_share_ids_and_lead_to_their_page():
    html = front([page("00_a", figure=figure()), page("01_b", figure=figure())])
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(set(ids)) == len(ids)
    assert {f"#{name}" for name in ids} >= set(re.findall(r'<use href="([^"]+)"', html))
    assert 'href="00_a.html#fig-p"' in html
    assert 'href="01_b.html#fig-p"' in html


def test_the_lead_is_drawn_wide_and_others_as_wide_as_a_column():
    html = front([page("00_a", figure=figure()), page("01_b", figure=figure(), is_lead=True)])
    lead, other = html.split('<div class="desks">')
    assert ("01_b.html" in lead, "00_a.html" in lead) == (True, False)
    assert ('class="wide"' in lead, 'class="narrow"' in lead) == (True, True)
    assert ('class="wide"' in other, 'class="narrow"' in other) == (False, False)
    assert '<div class="only" role="img" aria-label="a &gt; b" style="max-width:60em">' in other


@pytest.mark.parametrize(
    ("pages", "lead"),
    [
        ([page("00_a"), page("01_b", figure=figure())], "01_b"),
        ([page("00_a"), page("01_b")], "00_a"),
        ([page("00_a", figure=figure()), page("01_b", is_lead=True)], "01_b"),
    ],
)
def test_the_page_that_says_so_leads_else_the_first_with_a_figure(pages, lead):
    first = re.search(r'<article class="topic lead">.*?<a href="(\w+)\.html">', front(pages), re.DOTALL)
    assert lead == first[1]


def test_what_stopped_a_page_is_told():
    assert "<strong>Not complete.</strong> a.ipynb: &lt;x&gt;" in front([page("00_a", answer=[], error="a.ipynb: <x>")])


def test_the_box_holds_date_versions_parameters_and_hash_in_plain_words():
    facts = RunFacts(
        "2019-07-02",
        {"presslens": "1.0", "pandas": ""},
        {"COPIES": False, "CORPUS": ["…/a", "…/<b>"], "OUT": ".", "SOURCES": [], "MAX_MB": 5},
        "abc123",
    )
    text = " ".join(re.sub(r"<[^>]+>", " ", front([page("00_a")], facts=facts)).split())
    assert "As of 2019-07-02" in text
    assert "Corpus hash abc123" in text
    assert "presslens 1.0" in text
    assert "pandas" not in text
    assert "COPIES no , CORPUS …/a, …/&lt;b&gt; , SOURCES none , MAX_MB 5" in text
    assert "OUT" not in text


def test_tables_stand_under_the_page_that_their_names_begin_with():
    html = front([page("00_a"), page("01_b")], ["00_x.csv", "01_y.csv", "other.csv", "01_z.csv"])
    assert ["00_A (1)", "01_B (2)", "Other tables (1)"] == re.findall(r"<summary>(.*?)</summary>", html)
    assert '<a href="tables/01_y.csv" download>' in html


def test_a_report_of_nothing_has_a_front_page():
    assert "Who says what about whom" in front([])


@pytest.mark.parametrize(("height", "is_cut"), [(300, False), (900, True)])
def test_a_figure_much_higher_than_wide_is_cut_on_the_front_page(height, is_cut):
    drawn = FIGURE.replace("<svg>", f'<svg viewBox="0 0 260 {height}">')
    html = front([page("00_a", figure=figure(drawn)), page("01_b", figure=figure(drawn))])
    assert is_cut == ('<div class="only tall"' in html)
    assert is_cut == ("The whole figure" in html)
