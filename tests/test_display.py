"""What is shown is escaped once, and each figure leaves its data behind."""

import re
from html import unescape

import pandas as pd
import pytest
from building import make_articles

from helpers.corpus import clean_articles
from helpers.display import show_answer, show_chart, show_lines, show_note, show_removed, show_sentences, show_table
from helpers.figures import plot_bars
from helpers.keywords import concordance
from helpers.language import split_sentences
from helpers.stance import find_mentions, score_mentions

EVIL = '<img src=x onerror="alert(1)">{{7*7}}</td></table>'


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_text_is_escaped_everywhere(here, targets):
    articles = make_articles(f"Russia {EVIL} met America {EVIL} at 10.").assign(title=EVIL, source=EVIL, file=EVIL)
    articles, removed = clean_articles(articles)
    mentions = score_mentions(find_mentions(articles, split_sentences(articles), targets), targets, ["vader_masked"])
    table = pd.DataFrame({EVIL: [EVIL]})
    chart = plot_bars(pd.DataFrame({"name": [EVIL], "n": [1]}), label="name", value="n", title=EVIL, axis=EVIL)
    shown = [
        show_answer(EVIL),
        show_note(EVIL),
        show_table(table, "evil", here, caption=EVIL),
        show_chart(chart, "evil_chart", here),
        show_removed(articles, removed),
        show_lines(concordance(articles, "met")),
        show_sentences(
            mentions, by="file", labels={"US": EVIL, "Russia": EVIL}, colors=targets.colors, scorers=["vader_masked"]
        ),
    ]
    for html in shown:
        assert "<img src=x" not in html._repr_html_()
        assert 'onerror="' not in html._repr_html_()
    assert all("&lt;img src=x" in html._repr_html_() for html in shown)


def test_a_table_is_written_whole_and_shown_in_part(here):
    table = pd.DataFrame({"name": [f"row {n}" for n in range(100)], "n_words": range(100)})
    html = show_table(table, "My Table!", here, caption="All rows.", rows=3)._repr_html_()
    assert 3 == html.count("<tr><td")
    assert "First 3 of 100 rows." in html
    assert 'href="tables/my_table.csv"' in html
    assert 100 == len(pd.read_csv(here / "tables" / "my_table.csv"))


def test_the_link_to_a_table_holds_from_the_notebook_in_the_lab(here, monkeypatch):
    (here / "notebooks").mkdir()
    monkeypatch.chdir(here / "notebooks")
    html = show_table(pd.DataFrame({"a": [1]}), "t", "../reports", caption="c")._repr_html_()
    assert 'href="../reports/tables/t.csv"' in html
    assert (here / "reports" / "tables" / "t.csv").is_file()


def test_a_chart_has_alternative_text_and_its_data(here):
    chart = plot_bars(pd.DataFrame({"name": ["a"], "n": [1]}), label="name", value="n", title="T", axis="n")
    html = show_chart(chart, "chart", here)._repr_html_()
    assert f'alt="{chart.alt}"' in html
    assert '"a",1' in (here / "tables" / "chart.csv").read_text(encoding="utf-8")


def test_names_of_targets_are_marked_in_their_sentence(targets):
    articles = make_articles("Russia praised the United States. Nobody was named here.")
    mentions = score_mentions(find_mentions(articles, split_sentences(articles), targets), targets)
    html = show_sentences(
        mentions, by="file", labels=targets.labels, colors=targets.colors, scorers=["vader_masked"]
    )._repr_html_()
    assert ">Russia</mark> praised the <mark" in html
    assert ">United States</mark>." in html
    assert "Nobody" not in html


def test_many_sentences_are_cut_and_said_so(targets):
    articles = make_articles("Russia is big. " * 20)
    mentions = score_mentions(find_mentions(articles, split_sentences(articles), targets), targets, ["vader_masked"])
    options = {"labels": targets.labels, "colors": targets.colors, "scorers": ["vader_masked"], "limit": 5}
    html = show_sentences(mentions, by="file", **options)._repr_html_()
    assert "20 sentences; the first 5 are shown" in html
    assert 5 == html.count("<tr><td")


def test_removed_parts_are_struck_out_with_their_reason():
    articles = make_articles("The ministers met on Monday in the capital and spoke about trade for hours <link>.")
    articles, removed = clean_articles(articles.assign(title="T"))
    html = show_removed(articles, removed)._repr_html_()
    assert '<del title="link mark">&lt;link&gt;</del>' in html


def test_parts_are_named_around_what_was_removed():
    text = 'He said "we <link> agree" on Monday.'
    articles = make_articles(text).assign(title="Talks")
    removed = pd.DataFrame([("0" * 16, 12, 18, "link mark")], columns=["article_id", "start", "end", "reason"])
    parts = [("0" * 16, 0, 36, "lead"), ("0" * 16, 8, 25, "quotation"), ("0" * 16, 29, 35, "dateline")]
    structure = pd.DataFrame(parts, columns=["article_id", "start", "end", "part"])
    html = show_removed(articles, removed, structure)._repr_html_()
    shown = html.partition('max-width:70ch">')[2].partition("</div>")[0]
    assert text == unescape(re.sub(r"<small.*?</small>|<[^>]*>", "", shown))
    assert '<del title="link mark">&lt;link&gt;</del>' in shown
    assert 2 == shown.count('title="quotation"')
    assert ["[link mark]", "[dateline]"] == re.findall(r"\[[\w ]+\]", shown)
