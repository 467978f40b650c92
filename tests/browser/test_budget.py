"""A report of five articles stays within its budget: small pages, no request, no dead link, small figures.

Screenshots of every page at 360 and 1280 px are kept in build/screenshots, for people to look at.
"""

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

pytestmark = pytest.mark.browser

SHOTS = Path(__file__).parents[2] / "build" / "screenshots"
INDEX_KB, PAGE_KB, FIGURE_KB = 300, 1500, 200
PAGES = [
    "index",
    "00_corpus",
    "01_source_comparison",
    "02_sentiment_us_russia",
    "03_keyword_frequency",
    "04_validation",
]
LINKS = "[...document.querySelectorAll('[href]')].map(a => a.getAttribute('href'))"
ANCHORS = "[...document.querySelectorAll('[id]')].map(e => e.id)"


def open_page(browser, path, width=1280):
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto(path.as_uri())
    return page


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_small(built_report, name):
    most = INDEX_KB if name == "index" else PAGE_KB
    assert (built_report / f"{name}.html").stat().st_size < most * 1000


@pytest.mark.parametrize("name", PAGES)
def test_figures_are_small(built_report, name):
    figures = re.findall(r"<svg\b.*?</svg>", (built_report / f"{name}.html").read_text(encoding="utf-8"), re.S)
    assert [] == [size for size in map(len, figures) if size > FIGURE_KB * 1000]


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_requested(browser, built_report, name):
    page = browser.new_page()
    requests = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto((built_report / f"{name}.html").as_uri())
    page.wait_for_timeout(200)
    page.close()
    assert [(built_report / f"{name}.html").as_uri()] == [url for url in requests if not url.startswith("data:")]


@pytest.fixture(scope="module")
def links(browser, built_report):
    """What each page leads to, and the places in it that can be led to, by its path."""
    found = {}
    for path in sorted([*built_report.glob("*.html"), *built_report.glob("evidence/*.html")]):
        page = open_page(browser, path)
        found[path.resolve()] = page.evaluate(LINKS), set(page.evaluate(ANCHORS))
        page.close()
    return found


def find_dead(links, path):
    """Return the links of a page that lead out of the report, to no file, or to no place in it."""
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


def test_every_table_can_be_reached(links, built_report):
    reached = {(path.parent / unquote(urlsplit(link).path)).resolve() for path in links for link in links[path][0]}
    tables = {path.resolve() for path in built_report.glob("tables/*.csv")}
    assert tables
    assert set() == tables - reached


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("name", PAGES)
def test_a_screenshot_is_kept(browser, built_report, name, width):
    page = open_page(browser, built_report / f"{name}.html", width)
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}_{width}.png", full_page=True)
    scrolls = page.evaluate("document.documentElement.scrollWidth")
    page.close()
    assert scrolls <= width
