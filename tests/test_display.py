"""What is shown is escaped once, and each figure leaves its data behind."""

import re
from html import unescape

import pandas as pd
import pytest
from building import make_articles

from helpers.corpus import clean_articles
from helpers.display import (
    show_answer,
    show_chart,
    show_explanations,
    show_note,
    show_removed,
    show_sentences,
    show_table,
)
from helpers.figures import plot_bars
from helpers.language import split_sentences
from helpers.schemas import Quotes, Structure
from helpers.stance import add_voices, explain_mentions, find_mentions, score_mentions

EVIL = '<img src=x onerror="alert(1)">{{7*7}}</td></table>'


def score(articles, targets, scorers=("vader_masked",)):
    """Return scored mentions, all in the journalist's voice."""
    mentions = find_mentions(articles, split_sentences(articles), targets)
    return score_mentions(add_voices(mentions, Quotes.empty(), Structure.empty()), targets, list(scorers))


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_links_with_the_same_text_tell_their_tables(here):
    table = pd.DataFrame({"n": [1]})
    shown = [show_table(table, name, here, caption="Counts.").markup for name in ("Tone by source", "words")]
    names = [re.search(r'download aria-label="([^"]*)">All as CSV</a>', html)[1] for html in shown]
    assert ["All as CSV: tone_by_source.csv", "All as CSV: words.csv"] == names


def test_text_is_escaped_everywhere(here, targets):
    articles = make_articles(f"Russia {EVIL} met America {EVIL} at 10.").assign(title=EVIL, source=EVIL, file=EVIL)
    articles, removed = clean_articles(articles)
    mentions = score(articles, targets).assign(voice="direct", speaker=EVIL, bloc=EVIL)
    look = {"by": "file", "labels": {"US": EVIL, "Russia": EVIL}, "colors": targets.colors}
    effects = explain_mentions(mentions, targets, "vader_masked")
    effects["word"] = effects["word"].where(effects.index > 0, EVIL)
    effects["effect"] = 0.5
    table = pd.DataFrame({EVIL: [EVIL]})
    chart = plot_bars(pd.DataFrame({"name": [EVIL], "n": [1]}), label="name", value="n", title=EVIL, axis=EVIL)
    shown = [
        show_answer(EVIL),
        show_note(EVIL),
        show_table(table, "evil", here, caption=EVIL),
        show_chart(chart, "evil_chart", here),
        show_removed(articles, removed),
        show_sentences(mentions, scorers=["vader_masked"], **look),
        show_explanations(mentions, effects, **look),
    ]
    for html in shown:
        assert "<img src=x" not in html._repr_html_()
        assert not re.search(r'<[^<>]*onerror="', html._repr_html_())  # in text it is text
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
    assert 2 == html.count(f'role="img" aria-label="{chart.alt}"')  # for desk and phone
    assert '<strong class="title">T</strong>' in html
    assert '"a",1' in (here / "tables" / "chart.csv").read_text(encoding="utf-8")


def test_names_of_targets_are_marked_in_their_sentence(targets):
    articles = make_articles("Russia praised the United States. Nobody was named here.")
    mentions = score(articles, targets)
    html = show_sentences(
        mentions, by="file", labels=targets.labels, colors=targets.colors, scorers=["vader_masked"]
    )._repr_html_()
    assert ">Russia</mark> praised the <mark" in html
    assert ">United States</mark>." in html
    assert "Nobody" not in html


def test_many_sentences_are_cut_and_said_so(targets):
    articles = make_articles("Russia is big. " * 20)
    mentions = score(articles, targets)
    options = {"labels": targets.labels, "colors": targets.colors, "scorers": ["vader_masked"], "limit": 5}
    html = show_sentences(mentions, by="file", **options)._repr_html_()
    assert "20 sentences; the first 5 are shown" in html
    assert 5 == html.count("<tr><td")


def cells(html):
    """Return the text of the cells of each row of a table's body."""
    rows = re.findall(r"<tr>(.*?)</tr>", html.partition("<tbody>")[2])
    return [[unescape(re.sub(r"<[^>]*>", "", cell)) for cell in re.findall(r"<td.*?</td>", row)] for row in rows]


def test_each_target_of_a_sentence_has_its_own_row(targets):
    mentions = score(make_articles("Russia praised the US, and the US said so. Russia left."), targets)
    mentions["score"] = [0.25, -0.5, -1.0, 0.0]
    mentions["confidence"] = [0.9, 0.6, 0.8, 0.5]
    mentions["voice"] = ["direct", "indirect", "journalist", "headline"]
    mentions["speaker"], mentions["bloc"] = ["Ann Lee", "", "", ""], ["Turkish", "unnamed", "", ""]
    look = {"by": "file", "labels": targets.labels, "colors": targets.colors}
    shown = show_sentences(mentions, scorers=["vader_masked", "other"], **look)._repr_html_()
    assert [
        ["Russia praised the US, and the US said so.", "Russia", "quoted: Ann Lee (Turkish)", "+0.25", "90%", "–"],
        ["United States", "reported: unnamed speaker; journalist", "\N{MINUS SIGN}0.75", "70%", "–"],  # means of two
        ["Russia left.", "Russia", "headline", "0.00", "50%", "–"],
    ] == cells(shown)
    assert 1 == shown.count('rowspan="2"')
    unsure = show_sentences(mentions.assign(confidence=float("nan")), scorers=["vader_masked"], **look)._repr_html_()
    assert "confidence" not in unsure


EFFECTS = {"A": 0.0, "cruel": -0.5, "war": -0.4, "of": 0.05, "praised": 0.3, "all": -0.19}


def explained(targets, text="A cruel war of Russia\n praised all."):
    mentions = score(make_articles(text), targets).assign(confidence=0.875, score=-0.5)
    effects = explain_mentions(mentions, targets, "vader_masked")
    effects["effect"] = effects["word"].map(EFFECTS).fillna(0.0)
    look = {"by": "file", "labels": targets.labels, "colors": targets.colors}
    return show_explanations(mentions, effects, **look)


def test_words_are_shaded_by_their_effect(targets):
    html = explained(targets)._repr_html_().partition("<blockquote")[2].partition("</blockquote>")[0]
    assert "A cruel war of Russia praised all." == unescape(re.sub(r"^[^>]*>|<[^>]*>", "", html))
    shades = re.findall(r'<span title="([^"]+)"(?: style="background:(#\w{6})(\w\w);[^"]*underline (\w+))?', html)
    effects, colors, grounds, lines = zip(*shades, strict=True)
    assert ("0.00", "−0.50", "−0.40", "+0.05", "+0.30", "−0.19") == effects
    assert ("", "wavy", "wavy", "", "solid", "wavy") == lines  # the sign is told without colour
    assert 2 == len({*colors} - {""})
    assert int(grounds[1], 16) > int(grounds[2], 16) > int(grounds[5], 16)
    assert re.search(r"<strong [^>]*>Russia</strong>", html)


def test_what_moved_a_score_is_said_in_words_too(targets):
    shown = explained(targets)
    html = shown._repr_html_()
    assert "0.txt · journalist · confidence 88%" in html
    assert "Moved it most: cruel −0.50, war −0.40, praised +0.30, all −0.19." in html
    assert repr(shown).startswith("−0.50 toward Russia (0.txt): cruel −0.50")


def test_only_what_was_tried_of_a_runaway_sentence_is_shown(targets):
    html = explained(targets, "far " * 900 + "Russia" + " far" * 900)._repr_html_()
    assert 120 == html.count(">far<")
    assert "… " in html
    assert " …" in html


def test_nothing_to_explain_is_said(targets):
    empty = score(make_articles("Nobody."), targets)
    look = {"by": "file", "labels": targets.labels, "colors": targets.colors}
    assert "No mention to explain." == repr(show_explanations(empty, explain_mentions(empty, targets), **look))


def test_text_cannot_turn_the_line_it_stands_in(here):
    evil, mark = "a\u202eb\u2066c\u200fd", re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
    chart = plot_bars(pd.DataFrame({"name": [evil], "n": [1]}), label="name", value="n", title=evil, axis="n")
    table = pd.DataFrame({evil: [evil]})
    shown = [
        show_answer(evil),
        show_note(evil),
        show_table(table, "t", here, caption=evil),
        show_chart(chart, "c", here),
    ]
    for html in shown:
        assert "abcd" in html._repr_html_()
        assert "abcd" in repr(html)
        assert not mark.search(html._repr_html_() + repr(html))
    assert ["abcd"] == [tick.get_text() for tick in chart.figure.axes[0].get_yticklabels()]
    assert evil in (here / "tables" / "t.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "style"),
    [
        ("x" * 12, "white-space:nowrap"),
        ("y " * 10, "min-width:8em;max-width:34em;overflow-wrap:anywhere"),
        ("z " * 25, "min-width:15em;max-width:34em;overflow-wrap:anywhere"),
        ("z" * 300, "min-width:24em;max-width:34em;overflow-wrap:anywhere"),
    ],
)
def test_texts_are_given_room_by_their_length_and_never_all_of_it(here, text, style):
    html = show_table(pd.DataFrame({"a": [text]}), "t", here, caption="c")._repr_html_()
    assert [style] == re.findall(r'<td style="text-align:left;([^"]*)"', html)


def test_a_name_breaks_after_its_parts(here):
    html = show_table(pd.DataFrame({"a": ["some_<b>_scorer"]}), "t", here, caption="c")._repr_html_()
    assert ">some_<wbr>&lt;b&gt;_<wbr>scorer</td>" in html


def test_a_long_head_is_cut_and_broken(here):
    html = show_table(pd.DataFrame({"n" * 300: ["x"], "n_articles": ["x"]}), "t", here, caption="c")._repr_html_()
    first, second = re.findall(r'<th scope="col" style="text-align:left([^"]*)">(.*?)</th>', html)
    assert ("n" * 60 + " …", True) == (first[1], "overflow-wrap:anywhere" in first[0])
    assert ("", "n articles") == second


def test_a_tiny_loss_is_shown_as_nothing(here):
    html = show_table(pd.DataFrame({"a": [-0.001, -0.01]}), "t", here, caption="c")._repr_html_()
    assert [["0.00"], ["\N{MINUS SIGN}0.01"]] == cells(html)


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


def test_whole_numbers_that_may_be_missing_stand_to_the_right(tmp_path):
    table = pd.DataFrame({"n": pd.array([1, None, 1_200], dtype="Int64")})
    html = str(show_table(table, "t", tmp_path, caption="").markup)
    assert 2 == html.count('<td class="number"')
    assert "1,200" in html
    assert '<td style="text-align:right">–</td>' in html


def test_a_name_cannot_turn_the_rest_of_a_line_round(tmp_path):
    evil = "\u202eevil\u2066 name"
    table = show_table(pd.DataFrame({"source": [evil]}), "t", tmp_path, caption=evil)
    for shown in (show_answer(f"{evil} is a source."), show_note(evil), table):
        assert "evil name" in str(shown.markup)
        assert not re.search("[\u202a-\u202e\u2066-\u2069]", str(shown.markup) + shown.text)


def test_yes_and_no_stand_to_the_left_under_their_head_and_minus_is_a_minus(tmp_path):
    table = pd.DataFrame({"sure": [True, False], "n": [-935, 2]})
    html = str(show_table(table, "t", tmp_path, caption="").markup)
    assert '<th scope="col" style="text-align:left">sure</th>' in html
    assert '<td style="text-align:left">yes</td>' in html
    assert ">\N{MINUS SIGN}935<" in html
