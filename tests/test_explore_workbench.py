"""The workbench without a lab: controls are set in code; its numbers are those of the notebooks."""

import json
import re
from threading import Event

import pandas as pd
import pytest
from building import SAMPLE, TARGETS, write_files
from lxml import etree

from helpers.errors import PresslensError
from helpers.explore import open_workbench
from helpers.explore.views import FIGURES
from helpers.pipeline import build_tables
from helpers.report import write_page
from helpers.stats import name_voices, tone_by_article, tone_by_source, tone_by_voice, weigh_targets

EVIL = "Beta</text> $x$ <img src=x onerror=hit()>"
ARTICLES = f"""file,source,title,date
a.txt,Alpha,One,2012-03-05
b.txt,Alpha,Two,2014-06-01
c.txt,{EVIL},Three,2014-07-01
d.txt,Gamma,Four,
"""
TEXTS = {
    "a.txt": 'Russia is a good friend. "Russia is a terrible enemy," said Barack Obama. The United States met Russia.',
    "b.txt": "The United States is wonderful. Russia lost badly. Russia and the United States spoke.",
    "c.txt": "Russia is a wonderful and happy place. The United States is an awful, terrible place.",
    "d.txt": "Russia won. The United States left in anger.",
}
FEW = ["textblob_masked", "vader_masked"]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    return write_files(tmp_path_factory.mktemp("corpus"), {**TEXTS, "articles.csv": ARTICLES})


@pytest.fixture(scope="module")
def tables(corpus):
    return build_tables(corpus, TARGETS, scorers=FEW)


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def build(tables):
    """Stands for `build_tables`: knows one corpus and tells its progress."""

    def read(corpus, targets, *, on_progress, copies=False):
        on_progress("reading", 0, 2)
        if "missing" in corpus:
            raise PresslensError("missing: no such folder; check the path")
        return tables

    return read


@pytest.fixture
def workbench(build, here):
    return open_workbench(build, ["corpus"], "targets.toml", "reports", write_page=write_page, copies=True)


def set_to(workbench, **values):
    for name, value in values.items():
        workbench.explorer.controls[name].value = value
    return workbench


def equal(expected, shown):
    pd.testing.assert_frame_equal(expected.reset_index(drop=True), shown[expected.columns].reset_index(drop=True))


def test_every_control_is_named_and_says_what_it_is(workbench):
    for control in [*workbench.explorer.controls.values(), *workbench.table.controls.values(), workbench.corpus]:
        assert control.description
        assert control.tooltip
    for button in (workbench.load_button, workbench.export_button, workbench.job.button):
        assert button.description
        assert button.tooltip


def test_numbers_are_those_of_the_notebooks(workbench, tables):
    own = tables.mentions[tables.mentions["scorer"] == FEW[0]]
    equal(tone_by_source(own), workbench.view.chart.data)
    [within, _] = workbench.view.weighed.values()
    equal(weigh_targets(own, "US", "Russia", by=["source"]), within)
    equal(tone_by_voice(own), set_to(workbench, figure="tone_by_voice").view.chart.data)
    shown = set_to(workbench, figure="tone_by_article", scorer="").view.chart.data
    keys = ["article_id", "target", "scorer"]
    equal(tone_by_article(tables.mentions).sort_values(keys), shown.sort_values(keys))


def test_of_a_part_they_are_those_of_the_filtered_tables(workbench, tables):
    set_to(workbench, sources=("Alpha", EVIL), since=pd.Timestamp("2014-01-01").date(), voice="journalist")
    kept = tables.articles[tables.articles["file"].isin(["b.txt", "c.txt"])]["article_id"]
    own = tables.mentions[tables.mentions["article_id"].isin(kept) & (tables.mentions["scorer"] == FEW[0])]
    equal(tone_by_source(own[name_voices(own) == "journalist"]), workbench.view.chart.data)
    assert "since 2014-01-01; voices: journalists." in workbench.view.caption
    assert "2 articles of 2 sources" in workbench.view.caption


@pytest.mark.parametrize(
    ("values", "n_articles"),
    [
        ({}, 4),
        ({"sources": ("Gamma",)}, 1),
        ({"since": "2012-03-05", "until": "2012-03-05"}, 1),
        ({"until": "2014-06-30"}, 2),
        ({"since": "2014-06-01"}, 2),  # of which the date is not known is left out
    ],
)
def test_sources_and_days_are_kept(workbench, values, n_articles):
    days = {key: pd.Timestamp(day).date() if isinstance(day, str) else day for key, day in values.items()}
    set_to(workbench, figure="coverage", **days)
    assert f"Based on {n_articles} article{'s' * (n_articles > 1)} of" in workbench.view.caption


def test_voices_are_parted(workbench, tables):
    counts = {}
    for voice in ("all", "journalist", "quoted"):
        set_to(workbench, figure="tone_by_voice", voice=voice)
        counts[voice] = workbench.view.chart.data["n_mentions"].sum()
    assert counts["all"] == counts["journalist"] + counts["quoted"]
    assert counts["quoted"] > 0
    assert "bloc:US" in [value for _, value in workbench.explorer.controls["voice"].options]


def test_every_figure_is_drawn(workbench):
    for name in FIGURES:
        set_to(workbench, figure=name)
        assert "" == workbench.explorer.message or name == "keyness"  # four short articles share too few words
        assert "nan" not in workbench.explorer.shown.text.lower().split()
    assert "coverage" == workbench.view.name


def test_targets_change_sides_and_are_never_the_same(workbench):
    set_to(workbench, first="Russia")
    assert "US" == workbench.explorer.controls["second"].value
    [within, _] = workbench.view.weighed.values()
    assert within["comparison"].str.contains("Russia").all()


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"since": pd.Timestamp("2030-01-01").date()}, "no article is left"),
        ({"sources": (EVIL,), "voice": "quoted"}, "no mention of these targets is left"),
        ({"sources": ("Gamma",), "figure": "keyness"}, "there are not two sources"),
    ],
)
def test_where_nothing_is_left_a_line_says_so_and_the_last_figure_stays(workbench, values, says):
    set_to(workbench, **values)
    assert says in workbench.explorer.message
    assert workbench.view is not None
    set_to(workbench, figure="tone_by_source", since=None, sources=(), voice="all")
    assert "" == workbench.explorer.message


def test_another_corpus_comes_only_when_it_is_read(build, here, tables):
    is_reading, may_end = Event(), Event()

    def read(corpus, targets, *, on_progress):
        if corpus == ("other",):
            is_reading.set()
            assert may_end.wait(10)
        return tables

    workbench = open_workbench(read, "corpus", "targets.toml", "reports")
    set_to(workbench, figure="tone_by_voice", voice="quoted")
    before, workbench.corpus.value = workbench.explorer, " other ;"
    workbench.load_button.click()
    assert is_reading.wait(10)
    assert workbench.load_button.disabled
    assert before is workbench.explorer
    assert "a corpus is being read" in workbench.export().text
    may_end.set()
    workbench.job.wait()
    assert before is not workbench.explorer
    assert ["other"] == workbench.settings["corpus"]
    assert "quoted" == workbench.explorer.controls["voice"].value
    assert not workbench.load_button.disabled


def test_a_corpus_that_cannot_be_read_or_is_stopped_changes_nothing(workbench):
    before, workbench.corpus.value = workbench.explorer, "missing"
    workbench.load()
    workbench.job.wait()
    assert "missing: no such folder; check the path" == workbench.job.message
    assert before is workbench.explorer
    assert ["corpus"] == workbench.settings["corpus"]
    workbench.corpus.value = " ; "
    workbench.load()
    workbench.job.wait()
    assert "no corpus is named" in workbench.job.message


def test_export_writes_what_is_shown_and_overwrites_nothing(workbench, here):
    set_to(workbench, voice="journalist")
    first = workbench.export()
    names = ["figure.svg", "figure.png", "figure.csv", "honesty_1.csv", "honesty_2.csv", "settings.json", "view.html"]
    folder = here / "reports" / "exports" / "001_tone_by_source"
    assert [f"reports/exports/001_tone_by_source/{name}" for name in names] == first.text.splitlines()
    assert all((folder / name).stat().st_size for name in names)
    shown = workbench.view.chart.data
    assert shown["n_mentions"].tolist() == pd.read_csv(folder / "figure.csv")["n_mentions"].tolist()
    before = (folder / "figure.svg").read_bytes()
    workbench.export_button.click()
    assert {"001_tone_by_source", "002_tone_by_source"} == {p.name for p in folder.parent.iterdir() if p.is_dir()}
    assert (
        before == (folder / "figure.svg").read_bytes() == (folder.parent / "002_tone_by_source/figure.svg").read_bytes()
    )


def test_an_exported_figure_stands_alone_and_runs_nothing(workbench, here):
    set_to(workbench, sources=(EVIL, "Alpha"))
    workbench.export()
    svg = etree.fromstring(workbench.written[0].read_bytes())
    space = {"s": "http://www.w3.org/2000/svg"}
    texts = [text.strip() for text in svg.itertext()]
    assert workbench.view.chart.title == svg.findtext("s:title", namespaces=space)
    assert workbench.view.chart.alt == svg.findtext("s:desc", namespaces=space)
    assert any(text.startswith("Based on") for text in texts)
    assert not svg.xpath("//*[local-name()='img' or local-name()='script']")
    for path in (path for path in workbench.written if path.suffix in {".svg", ".html"}):
        assert not re.search(rb"<img src=x|<script", path.read_bytes()), path
    page = workbench.written[-1].read_text()
    for link in re.findall(r'href="(tables/[^"]*)"', page):
        assert (workbench.written[-1].parent / link).exists()


def test_exported_choices_are_taken_up_again(workbench, build):
    set_to(
        workbench, figure="tone_by_voice", since=pd.Timestamp("2012-01-01").date(), sources=("Alpha",), first="Russia"
    )
    workbench.export()
    [settings] = [path for path in workbench.written if path.name == "settings.json"]
    assert {"copies": True} == json.loads(settings.read_text())["options"]
    again = open_workbench(build, settings=settings, out="elsewhere", copies=False)
    assert workbench.settings == again.settings
    assert workbench.view.caption == again.view.caption
    assert workbench.explorer.shown.text == again.explorer.shown.text


@pytest.mark.parametrize(
    "values",
    [{"figure": "gone"}, {"sources": ["gone"]}, {"since": "soon"}, {"voice": 7}, {"gone": 1}, {"sources": None}],
)
def test_choices_that_are_not_offered_are_named(values, build, here):
    given = {"corpus": ["corpus"], "targets": "", "controls": values}
    (here / "settings.json").write_text(json.dumps(given))
    workbench = open_workbench(build, settings="settings.json")
    assert f"Not offered here, so left out: {next(iter(values))}." in workbench.job.message
    assert "tone_by_source" == workbench.view.name


@pytest.mark.parametrize("content", [None, "{", "[]", '{"corpus": 1, "targets": "", "controls": {}}'])
def test_settings_that_cannot_be_read_are_one_line(content, build, here):
    if content is not None:
        (here / "settings.json").write_text(content)
    workbench = open_workbench(build, settings="settings.json")
    assert "name a settings.json of an export" in workbench.job.message
    assert workbench.view is None
    assert "Nothing is shown" in workbench.export().text


def test_no_export_where_articles_are_read(tables, here):
    folder = here / "reports" / "exports"
    folder.mkdir(parents=True)
    workbench = open_workbench(lambda *_, **__: tables, str(folder), out="reports")
    assert "Not written" in workbench.export().text


def test_the_real_chain_tells_its_steps(corpus, here):
    steps = []
    build_tables(corpus, scorers=[*FEW, "stance_fast"], on_progress=lambda *told: steps.append(told))
    names = ["reading", "cleaning", "finding sentences, quotes and mentions", "finding names"]
    names += [f"scoring with {name}" for name in (*FEW, "stance_fast")] + ["counting words"]
    assert names == list(dict.fromkeys(name for name, *_ in steps))
    shares = [done / total for _, done, total in steps]
    assert shares == sorted(shares)
    assert (0, 1) == (shares[0], shares[-1])
    assert 1 == len({total for *_, total in steps})


@pytest.mark.parametrize(
    "slow", ["finding sentences, quotes and mentions", "scoring with vader_masked", "scoring with stance_fast"]
)
def test_a_run_ends_where_its_progress_raises(corpus, slow, monkeypatch):
    monkeypatch.setattr("helpers.stance.voices._BATCH", 1)  # character: each article is a batch
    monkeypatch.setattr("helpers.progress.EVERY", 0)
    heard = []

    def stop(step, done, total):
        heard.append(step)
        if heard.count(slow) == 3:  # as it begins, and twice within
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build_tables(corpus, scorers=["vader_masked", "stance_fast"], on_progress=stop)
    assert slow == heard[-1]


def test_the_sample_is_shown_as_the_report_shows_it(here):
    workbench = open_workbench(build_tables, str(SAMPLE), str(TARGETS), scorers=FEW)
    expected = build_tables(SAMPLE, TARGETS, scorers=FEW)
    equal(tone_by_source(expected.mentions[expected.mentions["scorer"] == FEW[0]]), workbench.view.chart.data)
