"""The landing notebook in a real JupyterLab: its workbench is used as an analyst would."""

import re
import shutil

import pytest
from building import ROOT
from playwright.sync_api import expect
from test_lab import start_lab

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    home = tmp_path_factory.mktemp("workbench")
    (home / "notebooks").mkdir()
    shutil.copy(ROOT / "notebooks" / "start_here.ipynb", home / "notebooks")
    shutil.copytree(ROOT / "data", home / "data", ignore=shutil.ignore_patterns("raw", "processed"))
    (home / "data" / "raw").mkdir()
    return home


@pytest.fixture
def page(browser, home):
    with start_lab(home) as address:
        page = browser.new_page(viewport={"width": 1280, "height": 1400})
        page.goto(address.replace("words.ipynb", "notebooks/start_here.ipynb"))
        page.wait_for_function("window.jupyterapp?.shell.currentWidget?.sessionContext?.isReady", timeout=60_000)
        yield page
        page.close()


def test_an_analyst_works_at_the_workbench(page, home):
    page.evaluate("() => void window.jupyterapp.commands.execute('notebook:run-all-cells')")
    bench = page.locator(".jp-Notebook .jp-CodeCell").nth(2)
    status = bench.get_by_role("status")
    expect(bench.get_by_role("button", name="Stop")).to_be_visible(timeout=60_000)
    expect(status).to_have_text("5 articles of 5 sources are loaded.", timeout=180_000)
    expect(bench.get_by_role("button", name="Stop")).to_be_hidden()
    figure = bench.locator("figure.chart")
    expect(figure.locator("svg").first).to_be_visible()
    assert figure.locator("svg").first.bounding_box()["width"] > 400
    assert figure.locator("svg text").count() > 0  # text is text in the lab, too
    expect(bench.locator("aside.honesty").first).to_be_visible()
    links = page.locator(".jp-Notebook .jp-MarkdownCell a[href*='.ipynb']")
    expect(links).to_have_count(5)

    move_controls(bench)
    sort_rows(bench)
    load_another(page, bench)
    export(bench, home)
    for width, seen, hidden in ((1280, "wide", "narrow"), (700, "narrow", "wide")):
        page.set_viewport_size({"width": width, "height": 1400})
        expect(figure.locator(f".{seen} svg")).to_be_visible()
        expect(figure.locator(f".{hidden} svg")).to_be_hidden()
        assert figure.evaluate("figure => figure.scrollWidth <= figure.clientWidth + 1")
        cut = "labels => labels.filter(l => l.scrollWidth > l.clientWidth + 1).map(l => l.textContent)"
        assert [] == bench.locator(".widget-label").evaluate_all(cut)


def move_controls(bench):
    figure = bench.locator("figure.chart")
    bench.get_by_label("figure", exact=True).select_option("tone by who says it")
    expect(figure).to_contain_text("by who says it (stance)", timeout=30_000)
    bench.get_by_label("voice", exact=True).select_option("journalists")
    expect(figure).to_contain_text("Chosen: voices: journalists.", timeout=30_000)
    bench.get_by_label("from", exact=True).fill("2030-01-01")
    expect(bench).to_contain_text("no article is left", timeout=30_000)
    expect(figure).to_contain_text("Chosen: voices: journalists.")
    bench.get_by_label("from", exact=True).fill("2016-01-01")
    expect(figure).to_contain_text("since 2016-01-01", timeout=30_000)
    bench.get_by_label("figure", exact=True).select_option("tone by source")
    expect(figure).to_contain_text("by source and scorer", timeout=30_000)


def sort_rows(bench):
    table = bench.locator("table", has_text="These rows as CSV")
    bench.get_by_label("search", exact=True).fill("russia")
    bench.get_by_label("search", exact=True).press("Enter")
    expect(table).to_contain_text("found in", timeout=30_000)
    assert {"Russia"} == set(table.locator("tbody td:nth-child(2)").all_inner_texts())
    bench.get_by_label("sort by", exact=True).select_option("mean score")
    expect(table).to_contain_text("found in", timeout=30_000)
    bench.page.wait_for_timeout(500)
    scores = [text.replace("−", "-") for text in table.locator("tbody td:nth-child(6)").all_inner_texts()]
    assert scores == sorted(scores, key=float, reverse=True)


def load_another(page, bench):
    figure = bench.locator("figure.chart")
    status = bench.get_by_role("status")
    corpus = bench.get_by_label("corpus", exact=True)
    corpus.fill("../data/sample/fort_russ_news.txt; ../data/sample/dispatch_news_desk.txt")
    corpus.press("Enter")
    for stop in (
        lambda: bench.get_by_role("button", name="Stop").click(),
        lambda: page.evaluate("() => void window.jupyterapp.commands.execute('notebook:interrupt-kernel')"),
    ):
        bench.get_by_role("button", name="Load").click()
        expect(bench.get_by_role("button", name="Stop")).to_be_visible()
        stop()
        expect(status).to_have_text("Stopped; nothing was changed.", timeout=60_000)
        expect(figure).to_contain_text("since 2016-01-01")
    corpus.fill("../nothing")
    corpus.press("Enter")
    bench.get_by_role("button", name="Load").click()
    expect(status).to_contain_text("../nothing", timeout=60_000)  # the line before it says "nothing", too
    expect(bench.get_by_role("button", name="Stop")).to_be_hidden()
    expect(bench).not_to_contain_text("Traceback")
    expect(figure).to_contain_text("since 2016-01-01")


def export(bench, home):
    bench.get_by_role("button", name="Export").click()
    expect(bench).to_contain_text("002_tone_by_source/view.html", timeout=60_000)  # 001 is that of the cell below
    folder = home / "reports" / "exports" / "002_tone_by_source"
    assert "since 2016-01-01" in (folder / "figure.svg").read_text(encoding="utf-8")
    assert re.search(r'"since": "2016-01-01"', (folder / "settings.json").read_text(encoding="utf-8"))
