"""Controls and what follows from them, without a lab: values are set in code."""

import re
from threading import Event, Thread
from zlib import crc32

import nbformat
import numpy as np
import pandas as pd
import pytest
from building import make_articles

from helpers.errors import PresslensError
from helpers.explore import explore_concordance, explore_keyness, explore_pairs, explore_terms
from helpers.keywords import count_terms
from helpers.language import count_article_words, split_sentences
from helpers.language.vectors import SentenceVectors
from helpers.report.page import render_page
from helpers.report.run import run_notebooks

EVIL = '<img src=x onerror="hit()"></table> & $x$'
TEXTS = {
    "Alpha": ["Grain grew. Grain rose over grain.", "Grain ships left the harbour. Trade talks began."],
    "Beta": ["Steel fell. Steel mills closed.", "Steel and grain. Trade talks ended."],
    "Gamma": ["Tea arrived.", "Tea and steel and tea."],
}
DATES = {"date": pd.to_datetime(["2019-03-05", "2019-03-06", "2019-04-01", "2020-01-01", "2018-05-01", None])}
PRECISIONS = ["day", "day", "month", "year", "day", ""]


def make_tables(texts, *, n=(1, 2)):
    articles = make_articles(*(text for own in texts.values() for text in own))
    articles["source"] = pd.Series([name for name, own in texts.items() for _ in own], dtype="str")
    articles["title"] = [f"Title {number}" for number in range(len(articles))]
    articles = count_article_words(articles)
    return count_terms(articles, split_sentences(articles), n=n), articles


@pytest.fixture(scope="module")
def tables():
    counts, articles = make_tables(TEXTS)
    return counts, articles.assign(**DATES, date_precision=PRECISIONS)


@pytest.fixture
def out(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path / "reports"


@pytest.fixture
def keyness(tables, out):
    return explore_keyness(*tables, out=out, name="key", min_count=1, min_articles=1)


@pytest.fixture
def terms(tables, out):
    return explore_terms(*tables, out=out, name="terms")


@pytest.fixture
def lines(tables, out):
    return explore_concordance(tables[1], "grain", out=out, name="lines")


def make_vectors(articles):
    """Return the sentences of articles; the likeness of two is that of the words they are made of."""
    found = split_sentences(articles).merge(articles[["article_id", "source", "body"]], on="article_id")
    places = zip(found["body"], found["sentence_start"], found["sentence_end"], strict=True)
    found["text"] = pd.Series([body[start:end] for body, start, end in places], dtype="str")
    words = [[crc32(word.strip(".").lower().encode()) % 384 for word in text.split()] for text in found["text"]]
    matrix = np.array([np.bincount(own, minlength=384) for own in words], dtype=np.float32).reshape(-1, 384)
    return SentenceVectors(found, matrix / np.linalg.norm(matrix, axis=1, keepdims=True))


@pytest.fixture
def pairs(tables, out):
    return explore_pairs(tables[1], make_vectors(tables[1]), out=out, name="pairs")


def column(explorer, number, *, tag="td"):
    """Return the text of a column of the table that is shown, not of that which is folded below a figure."""
    shown = re.sub('<details class="data">.*?</details>', "", str(explorer.shown.markup), flags=re.S)
    rows = re.findall(r"<tr[ >].*?</tr>", shown, flags=re.S)
    cells = [re.findall(rf"<{tag}[ >].*?</{tag}>", row, flags=re.S) for row in rows]
    return [re.sub("<.*?>", "", own[number]) for own in cells if own and len(own) > number]


def view(explorer):
    """Return the HTML that the lab shows below the controls."""
    return [output["data"]["text/html"] for output in explorer._view.outputs]


def set_to(explorer, **values):
    for name, value in values.items():
        explorer.controls[name].value = value
    return explorer


ALL = [keyness.__name__, terms.__name__, lines.__name__, pairs.__name__]


@pytest.mark.parametrize("name", ALL)
def test_the_lab_gets_a_widget_and_a_report_the_view(name, request):
    explorer = request.getfixturevalue(name)
    bundle = explorer._repr_mimebundle_(include=None, exclude=None)
    assert {"text/html", "text/plain", "application/vnd.jupyter.widget-view+json"} == set(bundle)
    assert explorer.widget.model_id == bundle["application/vnd.jupyter.widget-view+json"]["model_id"]
    assert [str(explorer.shown.markup)] == view(explorer)
    assert f"</summary>{view(explorer)[0]}</details>" in bundle["text/html"]
    assert "<script" not in bundle["text/html"]
    assert repr(explorer) == bundle["text/plain"]


@pytest.mark.parametrize("name", ALL)
def test_a_report_keeps_what_was_shown_at_first(name, request):
    explorer = request.getfixturevalue(name)
    before, html = explorer._repr_mimebundle_()["text/html"], str(explorer.shown.markup)
    last = {"keyness": {"focus": "Beta"}, "terms": {"top": 1}, "lines": {"query": "steel"}, "pairs": {"first": "Beta"}}
    last = last[name]
    assert html != str(set_to(explorer, **last).shown.markup)
    assert before == explorer._repr_mimebundle_()["text/html"]


@pytest.mark.parametrize("name", ALL)
def test_each_control_says_what_it_is_and_waits_until_typing_ends(name, request):
    for control in request.getfixturevalue(name).controls.values():
        assert control.description
        assert control.tooltip
        assert not getattr(control, "continuous_update", False)
        assert not getattr(control, "description_allow_html", False)


def test_the_settings_are_said_in_a_report(keyness):
    assert "focus: Alpha; against: all others; terms: words and names" in repr(keyness)
    assert "test by article: no." in repr(keyness)


def test_another_focus_has_other_terms(keyness):
    assert "grain" == column(keyness, 0)[0]
    assert "steel" == column(set_to(keyness, focus="Beta"), 0)[0]
    assert "tea" == column(set_to(keyness, focus="Gamma"), 0)[0]


def test_a_source_is_not_offered_to_compare_with_itself(keyness):
    labels = lambda: [label for label, _ in keyness.controls["against"].options]  # noqa: E731
    assert ["all others", "Beta", "Gamma"] == labels()
    set_to(keyness, against="Beta", focus="Gamma")
    assert (["all others", "Alpha", "Beta"], "Beta") == (labels(), keyness.controls["against"].value)
    set_to(keyness, focus="Beta")
    assert "Beta against all others" in keyness.shown.text


def test_another_side_has_other_counts(keyness):
    counts = lambda: dict(zip(column(keyness, 0), column(keyness, 2), strict=True))["grain"]  # noqa: E731
    assert "1" == counts()
    set_to(keyness, against="Gamma")
    assert "0" == counts()


@pytest.mark.parametrize(
    ("floors", "expected"),
    [
        ({"min_articles": 2}, {"grain", "steel", "tea", "trade", "talks"}),
        ({"min_articles": 3}, {"grain", "steel"}),
        ({"min_count": 5}, {"grain"}),
        ({"min_count": 50}, set()),
    ],
)
def test_higher_floors_leave_fewer_terms(keyness, floors, expected):
    shown = set(column(set_to(keyness, **floors), 0)) - {"none"}
    assert expected == shown
    assert "" == keyness.message


def test_phrases_can_be_chosen_where_they_were_counted(keyness, tables, out):
    assert [1, 2] == [n for _, n in keyness.controls["n"].options]
    assert "trade talks" in column(set_to(keyness, n=2), 0)
    counts, articles = tables
    words = explore_keyness(counts[counts["n_tokens"] == 1], articles, out=out, name="words")
    assert [1] == [n for _, n in words.controls["n"].options]


@pytest.mark.parametrize(
    "measure", ["lrc", "log_ratio", "g2", "log_odds_z", "percent_difference", "odds_ratio", "chi2"]
)
def test_any_measure_puts_what_the_focus_uses_more_before_what_it_uses_less(keyness, measure):
    shown = column(set_to(keyness, measure=measure), 0)
    assert "" == keyness.message
    if measure != "lrc":  # so few words are all told apart from nothing
        assert shown.index("grain") < shown.index("trade") < shown.index("steel")


def test_terms_are_tested_when_asked(keyness):
    assert "p bh" not in column(keyness, -1, tag="th")
    assert "p bh" == column(set_to(keyness, test=True), -1, tag="th")[0]


def test_noise_bands_are_drawn_only_for_the_floors_they_hold_for(tables, out):
    nulls = pd.DataFrame({"focus": ["Alpha"], "measure": ["log_ratio"], "score": [2.5]})
    explorer = explore_keyness(*tables, out=out, name="key", min_count=1, min_articles=1, nulls=nulls)
    says = lambda: "noise band up to 2.5" in explorer.shown.text  # noqa: E731
    assert [False, True] == [says(), set_to(explorer, measure="log_ratio") and says()]
    for change in ({"min_count": 2}, {"min_count": 1, "n": 2}, {"n": 1, "against": "Beta"}):
        set_to(explorer, **change)
        assert not says()


def test_one_source_is_said_to_have_nothing_to_be_compared_with(out):
    explorer = explore_keyness(*make_tables({"Alpha": TEXTS["Alpha"]}), out=out, name="key")
    assert explorer.message.startswith("there are not two sources")
    assert explorer.message in explorer._repr_mimebundle_()["text/html"]


def test_an_unknown_focus_is_said(tables, out):
    with pytest.raises(PresslensError, match="focus: there is no 'Delta'"):
        explore_keyness(*tables, out=out, name="key", focus="Delta")


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, ["grain", "steel", "tea"]),
        ({"by": "source", "which": "Gamma"}, ["tea", "arrived", "steel"]),
        ({"by": "article", "which": f"{2:016x}"}, ["steel", "closed", "fell"]),
        ({"by": "month"}, ["arrived", "tea"]),
        ({"by": "month", "which": "2019-03"}, ["grain", "began", "grew"]),
        ({"by": "year", "which": "2020"}, ["ended", "grain", "steel"]),
        ({"more": "grain, Steel"}, ["tea", "talks", "trade"]),
        ({"n": 2}, ["trade talks", "grain grew", "grain rose"]),
        ({"min_count": 4}, ["grain", "steel"]),
        ({"top": 2}, ["grain", "steel"]),
    ],
)
def test_terms_of_a_part_of_the_corpus(terms, values, expected):
    assert expected == column(set_to(terms, **values), 0)[:3]
    assert "" == terms.message


def test_articles_without_a_month_are_counted(terms):
    assert "Articles whose month is not known: 2." in set_to(terms, by="month").shown.text
    assert "not known" not in set_to(terms, by="source").shown.text


def test_without_dates_no_period_is_offered(tables, out):
    counts, articles = tables
    undated = explore_terms(counts, articles.drop(columns=["date", "date_precision"]), out=out, name="terms")
    assert ["corpus", "source", "article"] == [way for way, _ in undated.controls["by"].options]


def test_dates_that_tell_no_month_are_said(tables, out):
    counts, articles = tables
    explorer = explore_terms(counts, articles.assign(date_precision="year"), out=out, name="terms")
    assert set_to(explorer, by="month").message.startswith("no article has a date that tells its month")
    assert "" == set_to(explorer, by="year").message


def test_no_words_are_no_error(out):
    counts, articles = make_tables({"Alpha": ["1 2 3"], "Beta": ["4"]})
    for explorer in (
        explore_terms(counts, articles, out=out, name="terms"),
        explore_keyness(counts, articles, out=out, name="key"),
        explore_concordance(articles, "grain", out=out, name="lines"),
    ):
        assert ("", ["none"]) == (explorer.message, column(explorer, 0))


def test_a_bad_query_is_said_in_one_line_and_nothing_is_lost(lines):
    before = view(lines)
    set_to(lines, query="  ")
    assert lines.message.startswith("there is nothing to search for")
    assert [before, True] == [view(lines), lines.message in lines._line.outputs[0]["data"]["text/plain"]]
    set_to(lines, query="st?el")
    assert ("", ()) == (lines.message, lines._line.outputs)
    assert ["Steel", "Steel", "Steel", "steel"] == column(lines, 3)


def test_lines_are_sorted_and_chosen(lines):
    assert ["Grain", "Grain", "grain", "Grain", "grain"] == column(lines, 3)
    set_to(lines, by="right")
    assert "Grain" != column(lines, 3)[0]  # the one that ends a text has nothing to its right
    assert {"Beta"} == set(column(set_to(lines, sources=("Beta",)), 0))
    assert {"Alpha", "Beta"} == set(column(set_to(lines, sources=()), 0))
    assert 2 == len(column(set_to(lines, limit=2), 0))
    assert "Steel and" == column(set_to(lines, limit=25, by="source"), 2)[-1]
    assert "and" == column(set_to(lines, width=3), 2)[-1]


def labels(explorer, name):
    return [label for label, _ in explorer.controls[name].options]


def test_two_sources_are_put_side_by_side(pairs):
    assert ("Alpha", "Beta") == (pairs.controls["first"].value, pairs.controls["second"].value)
    assert ["Trade talks began.2019-03-06 · Title 1", "Trade talks ended.2020 · Title 3"] == [
        column(pairs, n)[0] for n in (0, 1)
    ]
    assert "Sentences of Alpha and Beta" in pairs.shown.text
    assert "1 aligned, of 4 and 4 sentences" in pairs.shown.text
    assert ["began.", "ended."] == re.findall("<mark[^>]*>(.*?)</mark>", pairs.shown.markup)


def test_two_articles_are_put_side_by_side(pairs):
    set_to(pairs, unit="article")
    named = [f"{name}: Title {n}" for n, name in enumerate(["Alpha"] * 2 + ["Beta"] * 2 + ["Gamma"] * 2)]
    assert named == labels(pairs, "first")
    set_to(pairs, first=f"{1:016x}", second=f"{3:016x}")
    assert [["Trade talks began."], ["Trade talks ended."]] == [column(pairs, n) for n in (0, 1)]
    assert "Sentences of Alpha: Title 1 and Beta: Title 3" in pairs.shown.text
    set_to(pairs, unit="source")
    assert ("", True) == (pairs.message, "Sentences of Alpha and Beta" in pairs.shown.text)


def test_the_right_side_is_never_the_left_one(pairs):
    assert ["Beta", "Gamma"] == labels(pairs, "second")
    set_to(pairs, first="Beta")
    assert (["Alpha", "Gamma"], "Alpha") == (labels(pairs, "second"), pairs.controls["second"].value)
    set_to(pairs, second="Gamma", first="Alpha")
    assert "Gamma" == pairs.controls["second"].value  # what was chosen stays


def test_lists_are_narrowed_by_a_text(pairs):
    set_to(pairs, find_first=" gAM ", find_second="A")
    assert (["Gamma"], ["Alpha", "Beta"]) == (labels(pairs, "first"), labels(pairs, "second"))
    assert "Sentences of Gamma and Beta" in pairs.shown.text
    set_to(pairs, find_second="gamma")
    assert pairs.message.startswith("there are not two sources with such names")
    set_to(pairs, find_second="")
    assert ("", ["Alpha", "Beta"]) == (pairs.message, labels(pairs, "second"))


def test_the_likeness_and_number_of_sentences_can_be_set(pairs):
    assert (1, 2) == (len(column(pairs, 0)), len(column(set_to(pairs, least=0.1), 0)))
    assert ["0.67"] == column(set_to(pairs, limit=1), 2)
    set_to(pairs, least=1.0)
    assert ([], "") == (column(pairs, 0), pairs.message)
    assert "No sentences are that much alike." in pairs.shown.text


def test_many_sources_and_articles_can_be_chosen_from(out):
    articles = make_tables({f"Source {n:03} {'long ' * 60}": ["Grain rose."] for n in range(600)}, n=(1,))[1]
    explorer = explore_pairs(articles, make_vectors(articles), out=out, name="pairs")
    assert [500, 500] == [len(labels(explorer, name)) for name in ("first", "second")]
    assert max(map(len, labels(explorer, "first"))) <= 60
    set_to(explorer, unit="article", find_second="source 599")
    assert [1, ""] == [len(labels(explorer, "second")), explorer.message]


@pytest.mark.parametrize(
    ("texts", "says"),
    [
        ({"Alpha": ["Grain rose. Tea fell.", "Grain rose. Steel fell."]}, ""),
        ({"Alpha": ["Grain rose."]}, "there is nothing to compare: there are not two articles"),
        ({"Alpha": ["1 2 3"], "Beta": ["4"]}, ""),
    ],
    ids=["one source", "one article", "no words"],
)
def test_where_there_are_no_two_sources_articles_are_compared(out, texts, says):
    articles = make_tables(texts)[1]
    explorer = explore_pairs(articles, make_vectors(articles), out=out, name="pairs")
    assert ("source" if "Beta" in texts else "article") == explorer.controls["unit"].value
    assert (says, bool(says)) == (explorer.message[: len(says)], bool(explorer.message))


def test_of_one_article_a_report_says_that_there_is_nothing_to_compare(out):
    articles = make_tables({"Alpha": ["Grain rose."]})[1]
    told = repr(explore_pairs(articles, make_vectors(articles), out=out, name="pairs"))
    assert "second: none;" in told
    assert "there is nothing to compare" in told
    assert "None" not in told


def test_what_is_shown_is_written(keyness, terms, lines, pairs, out):
    assert ["key.csv", "key_table.csv", "lines.csv", "pairs.csv", "terms.csv", "terms_table.csv"] == sorted(
        path.name for path in (out / "tables").iterdir()
    )
    set_to(keyness, focus="Gamma")
    assert {"Gamma"} == set(pd.read_csv(out / "tables" / "key_table.csv")["focus"])


def test_names_and_texts_are_never_markup(out):
    counts, articles = make_tables({EVIL: [f"Grain {EVIL} grew."], "Beta\n<b>": [f"Steel {EVIL} fell."]})
    articles["title"] = EVIL
    explorers = [
        explore_keyness(counts, articles, out=out, name="key", min_count=1, min_articles=1),
        explore_terms(counts, articles, out=out, name="terms"),
        explore_concordance(articles, "gr*", out=out, name="lines"),
        explore_pairs(articles, make_vectors(articles), out=out, name="pairs", least=0.1),
    ]
    set_to(explorers[0], focus=EVIL)
    set_to(explorers[1], by="article")
    set_to(explorers[2], sources=(EVIL,))
    for explorer in explorers:
        assert "" == explorer.message
        assert "&lt;img" in explorer.shown.markup
        for html in (*view(explorer), explorer._repr_mimebundle_()["text/html"]):
            assert not re.search(r"<img src=x|<b>|</table> &", html)
    assert "�" not in explorers[0].controls["focus"].label
    assert {"Beta <b>", EVIL} == {label for label, _ in explorers[0].controls["focus"].options}


def test_a_change_in_another_thread_waits_and_is_not_lost(lines, monkeypatch):
    is_drawing, may_end, draw = Event(), Event(), lines._draw

    def draw_slowly(chosen):
        is_drawing.set()
        assert may_end.wait(10)
        return draw(chosen)

    monkeypatch.setattr(lines, "_draw", draw_slowly)
    first, second = (Thread(target=set_to, args=[lines], kwargs=own) for own in ({"query": "st*"}, {"by": "right"}))
    first.start()
    assert is_drawing.wait(10)
    second.start()
    second.join(0.2)
    may_end.set()
    first.join(10)
    second.join(10)
    assert ["and grain. Trade talks ended.", "and tea.", "fell. Steel mills closed.", "mills closed."] == column(
        lines, 4
    )


def test_a_failure_is_one_line_not_a_traceback(lines, monkeypatch):
    def fail(chosen):
        raise ValueError(f"two\nlines {EVIL}")

    monkeypatch.setattr(lines, "_draw", fail)
    set_to(lines, query="steel")
    assert f"ValueError: two lines {EVIL}" == lines.message
    assert "<img" not in lines._line.outputs[0]["data"]["text/html"]


def test_a_report_holds_the_view_and_no_widget(tmp_path):
    source = (
        "import pandas as pd\nfrom helpers.explore import explore_concordance\n"
        "articles = pd.DataFrame({'article_id': ['0' * 16], 'file': '', 'source': 'Alpha', 'body': ['Grain grew.']})\n"
        "explore_concordance(articles, 'grain', out='out', name='lines')"
    )
    cells = [nbformat.v4.new_markdown_cell("# Words\n\nWhich?"), nbformat.v4.new_code_cell(source)]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "words.ipynb")
    [run] = run_notebooks([tmp_path / "words.ipynb"], {}, tmp_path)
    assert "" == run.error
    [output] = run.notebook.cells[1].outputs
    assert "application/vnd.jupyter.widget-view+json" not in output["data"]
    page = render_page(run, [])
    assert "In the lab, these can be changed" in page
    assert "<strong>Grain</strong>" in page
    assert not re.search(r"widget-view|widget-state|https?://|require\.js|jupyter-widgets", page)
