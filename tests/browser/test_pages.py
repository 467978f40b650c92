"""A whole report in Chromium, an article of which is hostile: as readers with different eyes and settings meet it.

Nothing is requested and nothing of an article is run; axe finds nothing; every link leads somewhere; pages are small.
Screenshots of every page at 360 and 1280 px are kept in build/screenshots, for people to look at.
"""

import json
import re
import shutil
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pandas as pd
import pytest
from axe_playwright_python.sync_playwright import Axe
from making_hostile import EVIL, run_command

from helpers.browse import read_script
from helpers.report.frame import list_scripts

pytestmark = pytest.mark.browser

SHOTS = Path(__file__).parents[2] / "build" / "screenshots"
INDEX_KB, PAGE_KB, FIGURE_KB = 300, 1500, 200
TONE = "02_sentiment_us_russia"
BOOKS = ["00_corpus", "01_source_comparison", TONE, "03_keyword_frequency", "04_validation"]
PAGES = ["index", *BOOKS, "methods"]
SINGLE = "presslens"
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RULES = {"runOnly": {"type": "tag", "values": LEVELS}, "resultTypes": ["violations"]}
UNFOLD = "document.querySelectorAll('details').forEach(fold => fold.open = true)"
SIDEWAYS = "document.documentElement.scrollWidth - innerWidth"
LINKS = "[...document.querySelectorAll('[href]')].map(link => link.getAttribute('href'))"
ANCHORS = "[...document.querySelectorAll('[id]')].map(element => element.id)"
HEADINGS = "[...document.querySelectorAll('h1, h2, h3, h4')].map(heading => Number(heading.tagName[1]))"
NAMES = "[...document.querySelectorAll('a[download]')].map(link => link.ariaLabel ?? link.textContent)"
# How each setting is met once, and none twice: phone and light, desk and dark; the other two on a page of all kinds
SETTINGS = [(name, *setting) for name in PAGES for setting in ((360, "light"), (1280, "dark"))]
SETTINGS += [(TONE, 360, "dark"), (TONE, 1280, "light")]


@pytest.fixture
def open_page(open_file, built_report):
    """Open a page of the report by its name."""
    return lambda name, **options: open_file(built_report / f"{name}.html", **options)


@pytest.mark.parametrize(("name", "width", "scheme"), SETTINGS)
def test_a_page_is_for_everyone(open_page, name, width, scheme):
    page = open_page(name, width=width, color_scheme=scheme, reduced_motion="reduce")
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}_{width}_{scheme}.png", full_page=True)
    assert page.evaluate(SIDEWAYS) <= 0
    page.evaluate(UNFOLD)
    check_access(page)


def check_access(page):
    assert page.evaluate(SIDEWAYS) <= 0
    found = Axe().run(page, options=RULES).response["violations"]
    assert [] == [(rule["id"], len(rule["nodes"]), rule["nodes"][0]["html"][:200]) for rule in found]


@pytest.mark.parametrize("name", [*PAGES, SINGLE])
def test_nothing_of_an_article_is_run(open_page, name):
    check_hostile(open_page(name))


def check_hostile(page):
    page.evaluate(UNFOLD)
    scripts = page.locator("script:not([type='application/json'])").all_text_contents()
    assert {*scripts} <= {read_script(), *list_scripts('<details class="code"')}
    assert 0 == page.locator("iframe, main img[src^=http], svg[onload], main style").count()
    assert 0 == page.locator("[style]:not(canvas, button, .dot, .tip)").count()  # these are the script's
    assert "8351" not in page.locator("main").inner_text().split()  # {{7*1193}} is text, not a template


def test_nothing_of_an_article_is_run_in_evidence(open_page, built_report):
    held = [path for path in sorted(built_report.glob("evidence/*.html")) if "onerror" in path.read_text("utf-8")]
    assert held
    for path in held[:3]:
        page = open_page(f"evidence/{path.stem}", width=360)
        assert 0 == page.locator("script, iframe, img, svg").count()
        assert "window.hit=1" in page.locator("body").inner_text()


@pytest.fixture
def differences(built_report, tmp_path):
    """The page of two reports, of which one has lower scores and another answer."""
    other = tmp_path / "other"
    shutil.copytree(built_report, other, ignore=shutil.ignore_patterns(".cache", "evidence", "*.html"))
    for path in other.glob("tables/02_tone_by_*.csv"):
        table = pd.read_csv(path)
        table.assign(mean_score=table["mean_score"] - 0.5).to_csv(path, index=False)
    record = (other / "report.json").read_text(encoding="utf-8")
    (other / "report.json").write_text(record.replace('"answer": [', f'"answer": [{json.dumps(EVIL)},'), "utf-8")
    run_command("diff", built_report, other, "--out", tmp_path / "out")
    return tmp_path / "out" / "differences.html"


@pytest.fixture
def benchmark(tmp_path):
    """The page of scorers that were measured on hostile text."""
    mention = {"sentence": f"Peru thanked Chile {EVIL}", "from": 13, "to": 18, "mention": "Chile", "polarity": 1}
    data = tmp_path / "<img src=x onerror=window.hit=4>.jsonl"
    data.write_text(json.dumps(mention) + "\n", encoding="utf-8")
    run_command("benchmark", "--data", data, "--scorer", "vader_masked", "--out", tmp_path / "out")
    return tmp_path / "out" / "benchmark.html"


@pytest.mark.parametrize("name", ["differences", "benchmark"])
@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
def test_a_page_of_a_command(open_page, request, name, width, scheme):
    path = request.getfixturevalue(name)
    page = open_page(path.with_suffix(""), width=width, color_scheme=scheme)
    check_hostile(page)
    check_access(page)


@pytest.mark.parametrize("name", PAGES)
def test_headings_are_in_order_and_links_to_files_tell_them_apart(open_page, name):
    page = open_page(name)
    levels = page.evaluate(HEADINGS)
    assert [1] == [level for level in levels if level == 1]
    assert [] == [(above, level) for above, level in pairwise(levels) if level > above + 1]
    names = page.evaluate(NAMES)
    assert len(names) == len({*names})


@pytest.mark.parametrize("name", PAGES)
def test_a_page_and_its_figures_are_small(built_report, name):
    html = (built_report / f"{name}.html").read_text(encoding="utf-8")
    assert len(html.encode()) < (INDEX_KB if name == "index" else PAGE_KB) * 1000
    assert [] == [size for size in map(len, re.findall(r"<svg\b.*?</svg>", html, re.S)) if size > FIGURE_KB * 1000]


@pytest.fixture(scope="module")
def links(browser, built_report):
    """What each page leads to, and the places in it that can be led to, by its path."""
    found = {}
    page = browser.new_page(java_script_enabled=True)
    for path in sorted([*built_report.glob("*.html"), *built_report.glob("evidence/*.html")]):
        page.goto(path.as_uri())
        found[path.resolve()] = page.evaluate(LINKS), set(page.evaluate(ANCHORS))
    page.close()
    return found


def find_dead(links, path):
    """Yield the links of a page that lead out of the report, to no file, or to no place in it."""
    for link in links[path][0]:
        address = urlsplit(link)
        target = (path.parent / unquote(address.path)).resolve() if address.path else path
        if address.scheme in {"data", "http", "https"}:  # a source that is cited is asked for by a click only
            continue
        anchors = links.get(target, ([], {unquote(address.fragment)}))[1]
        if address.scheme or not target.is_file() or (address.fragment and unquote(address.fragment) not in anchors):
            yield link


def test_every_link_leads_somewhere(links):
    assert {} == {path.name: dead for path in links if (dead := [*find_dead(links, path)])}


def test_the_single_file_leads_to_no_other(links, built_report):
    path = (built_report / f"{SINGLE}.html").resolve()
    assert [] == [link for link in links[path][0] if not link.startswith(("#", "data:", "https:"))]


def test_every_table_can_be_reached(links, built_report):
    reached = {(path.parent / unquote(urlsplit(link).path)).resolve() for path in links for link in links[path][0]}
    tables = {path.resolve() for path in built_report.glob("tables/*.csv")}
    assert tables
    assert set() == tables - reached


def test_a_page_reads_without_scripts(browser, built_report):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((built_report / f"{TONE}.html").as_uri())
    assert page.locator("h1").is_visible()
    assert page.locator("nav.contents a").first.is_visible()
    assert page.locator(".wide svg text").first.is_visible()
    assert not page.locator(".narrow svg").first.is_visible()
    assert 0 == page.get_by_role("button", name="Open all code").count()
    page.get_by_role("link", name="How this was computed").first.click()  # the browser opens the fold itself
    assert 1 == page.locator("details.code[open]").count()
    context.close()


def test_code_opens_and_closes_at_once(open_page):
    page = open_page("00_corpus")
    folds = page.locator("details.code").count()
    assert folds
    page.get_by_role("button", name="Open all code").click()
    assert folds == page.locator("details.code[open]").count()
    page.get_by_role("button", name="Close all code").click()
    assert 0 == page.locator("details.code[open]").count()


# What has the focus, whether it is marked, and whether it can be seen: not under something, not out of the window
FOCUS = """(() => {
  const e = document.activeElement, box = e.getClientRects()[0], look = getComputedStyle(e);
  const [x, y] = [box.x + Math.min(box.width, innerWidth - box.x) / 2, box.y + Math.min(box.height, 20) / 2];
  const top = document.elementFromPoint(x, y);
  const isSeen = top !== null && (e.contains(top) || top.contains(e));
  return [e.getAttribute('role') ?? e.tagName, look.outlineStyle !== 'none', isSeen, e.outerHTML.slice(0, 150)];
})()"""


@pytest.mark.parametrize("width", [360, 1280])
def test_the_keyboard_reaches_links_folds_buttons_and_boxes_and_its_place_is_seen(open_page, width):
    page = open_page("00_corpus", width=width)
    met = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        kind, is_marked, is_seen, html = page.evaluate(FOCUS)
        assert (True, True) == (is_marked, is_seen), html
        met.add(kind)
    assert {"A", "SUMMARY", "BUTTON", "region"} <= met


@pytest.mark.parametrize(("width", "seen", "hidden"), [(360, ".narrow", ".wide"), (1280, ".wide", ".narrow")])
def test_a_phone_has_figures_of_its_own(open_page, width, seen, hidden):
    figure = open_page(TONE, width=width).locator("figure.chart:has(.narrow)").first
    assert figure.locator(seen).is_visible()
    assert not figure.locator(hidden).is_visible()


def test_text_of_twice_the_size_reflows(open_page):
    page = open_page(TONE, width=320)  # as a window of 1280 px at 400%
    page.evaluate(UNFOLD)
    assert page.evaluate(SIDEWAYS) <= 0


def test_paper_is_light_and_has_no_controls(open_page):
    page = open_page(TONE, width=360, color_scheme="dark")
    page.emulate_media(media="print")
    assert "rgb(255, 255, 255)" == page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert not page.locator("nav, details.code, button:not(.term), .how").filter(visible=True).count()
    assert page.locator(".answer .term").first.is_visible()  # a word of a sentence
    assert page.locator(".wide").first.is_visible()
    assert not page.locator(".narrow").first.is_visible()


def test_figures_are_drawn_in_the_font_of_the_page(open_page):
    page = open_page(TONE)
    page.evaluate("document.fonts.ready")
    faces = page.evaluate("[...document.fonts].map(f => [f.family.replaceAll('\"', ''), f.status])")
    assert ["DejaVu Sans", "loaded"] in faces
