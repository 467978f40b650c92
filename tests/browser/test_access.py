"""Pages in Chromium, as readers with different eyes, hands and settings meet them."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from building import write_files
from click.testing import CliRunner

from helpers.cli import main

pytestmark = pytest.mark.browser

ARTICLES = {
    "harbour.txt": 'Russia praised the harbour deal. "We trust Moscow," said Ann Lee, a minister. America was cruel to '
    "the fishermen, and Washington lied to them.",
    "bridge.txt": "America built a fine bridge for its friends. Russia attacked the bridge on Monday, and Moscow "
    'denied it. "The United States helped us," said the mayor.',
}
MANIFEST = "file,source,title,date\nharbour.txt,Harbour_Times,A,2019-01-01\nbridge.txt,Bridge Post,B,2019-02-01\n"
PAGES = ["index", "00_corpus", "01_source_comparison", "02_sentiment_us_russia", "03_keyword_frequency"]
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RULES = {"runOnly": {"type": "tag", "values": LEVELS}, "resultTypes": ["violations"]}
UNFOLD = "open => document.querySelectorAll('details').forEach(d => d.open = open)"


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    folder = tmp_path_factory.mktemp("access")
    corpus = write_files(folder / "corpus", {**ARTICLES, "articles.csv": MANIFEST})
    result = CliRunner().invoke(main, ["report", "--corpus", str(corpus), "--out", str(folder / "out")])
    assert 0 == result.exit_code, result.output
    return folder / "out"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(browser, report, name, width, scheme):
    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme, reduced_motion="reduce")
    messages, requests = [], []
    page.on("console", lambda message: messages.append(message.text))
    page.on("pageerror", lambda error: messages.append(str(error)))
    page.on("request", lambda request: requests.append(request.url))
    page.goto((report / f"{name}.html").as_uri())
    for unfolded in (True, False):
        page.evaluate(UNFOLD, unfolded)
        found = Axe().run(page, options=RULES)
        told = [(v["id"], v["nodes"][0]["html"][:200], len(v["nodes"])) for v in found.response["violations"]]
        assert [] == told
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert [] == messages
    assert [page.url] == [url for url in requests if not url.startswith("data:")]
    page.close()


def test_text_is_there_without_scripts(browser, report):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((report / "02_sentiment_us_russia.html").as_uri())
    assert page.locator("h1").is_visible()
    assert page.locator("nav.contents a").first.is_visible()
    assert page.locator(".wide svg text").first.is_visible()
    assert not page.locator(".narrow svg").first.is_visible()
    assert 0 == page.get_by_role("button", name="Open all code").count()
    page.get_by_role("link", name="How this was computed").first.click()  # the browser opens the fold itself
    assert 1 == page.locator("details.code[open]").count()
    context.close()


def test_code_opens_and_closes_at_once(browser, report):
    page = browser.new_page()
    page.goto((report / "00_corpus.html").as_uri())
    folds = page.locator("details.code").count()
    assert folds
    page.get_by_role("button", name="Open all code").click()
    assert folds == page.locator("details.code[open]").count()
    page.get_by_role("button", name="Close all code").click()
    assert 0 == page.locator("details.code[open]").count()
    page.close()


def test_the_keyboard_reaches_links_folds_buttons_and_boxes(browser, report):
    page = browser.new_page(viewport={"width": 360, "height": 800})
    page.goto((report / "00_corpus.html").as_uri())
    met = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        tag, role, line = page.evaluate(
            "(() => { const e = document.activeElement;"
            " return [e.tagName, e.getAttribute('role'), getComputedStyle(e).outlineStyle]; })()"
        )
        assert "none" != line, tag  # its focus is seen
        met.add(role or tag)
    assert {"A", "SUMMARY", "BUTTON", "region"} <= met
    page.close()


@pytest.mark.parametrize(("width", "seen", "hidden"), [(360, ".narrow", ".wide"), (1280, ".wide", ".narrow")])
def test_a_phone_has_figures_of_its_own(browser, report, width, seen, hidden):
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto((report / "02_sentiment_us_russia.html").as_uri())
    figure = page.locator("figure.chart:has(.narrow)").first
    assert figure.locator(seen).is_visible()
    assert not figure.locator(hidden).is_visible()
    page.close()


def test_paper_is_light_and_has_no_controls(browser, report):
    page = browser.new_page(viewport={"width": 360, "height": 800}, color_scheme="dark")
    page.goto((report / "02_sentiment_us_russia.html").as_uri())
    page.emulate_media(media="print")
    assert "rgb(255, 255, 255)" == page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert not page.locator("nav, details.code, button, .how").filter(visible=True).count()
    assert page.locator(".wide").first.is_visible()
    assert not page.locator(".narrow").first.is_visible()
    page.close()


def test_figures_are_drawn_in_the_font_of_the_page(browser, report):
    page = browser.new_page()
    page.goto((report / "02_sentiment_us_russia.html").as_uri())
    page.evaluate("document.fonts.ready")
    faces = page.evaluate("[...document.fonts].map(f => [f.family.replaceAll('\"', ''), f.status])")
    assert ["DejaVu Sans", "loaded"] in faces
    page.close()
