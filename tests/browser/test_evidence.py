"""Numbers and sentences clicked in Chromium, from file://, with the evidence in the page and beside it."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from making_evidence import list_places, make_evidence
from markupsafe import Markup

from helpers.display import show_sentences, show_table
from helpers.report.evidence import inline_evidence
from helpers.report.frame import frame_page
from helpers.stats import tone_by_source

pytestmark = pytest.mark.browser

EVIL = '"><script>window.hit=1</script><img src=http://127.0.0.1:9/x onerror=window.hit=2></main>]]>' + "x" * 300
TAGS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


@pytest.fixture
def report(tmp_path, monkeypatch, targets):
    """Return a folder with a page whose evidence lies beside it, and one that holds its evidence."""
    monkeypatch.chdir(tmp_path)
    texts = [
        "Russia won. America lost in Moscow.\n\n" + "Nobody came. " * 400 + f"Russia {EVIL} rose.",
        "America helped.",
    ]
    tables, evidence = make_evidence(tmp_path, targets, *texts, title=EVIL, source=EVIL)
    tone = tone_by_source(tables.mentions)
    look = {"labels": targets.labels, "colors": targets.colors, "by": "file", "scorers": ["stance"]}
    body = Markup("<h1>Tone</h1>{}{}").format(
        show_table(tone, "tone", tmp_path, caption="Tone.", evidence=evidence.of(tone)).markup,
        show_sentences(tables.mentions, place=evidence.place, **look).markup,
    )
    whole, style = inline_evidence(body, list_places(tmp_path))
    frame = {"title": "Tone", "current": "02_tone.html", "pages": []}
    for name in ("02_tone.html", "index.html"):
        (tmp_path / name).write_text(frame_page(body, **frame), encoding="utf-8")
    (tmp_path / "one.html").write_text(frame_page(whole, more_style=style, **frame), encoding="utf-8")
    return tmp_path


@pytest.fixture
def open_page(browser, report):
    """Open a page; what it requests but files of the report, logs or runs of theirs fails the test."""
    opened = []

    def open_page(name, **options):
        context = browser.new_context(**({"viewport": {"width": 1280, "height": 800}} | options))
        page, said = context.new_page(), []
        page.on("request", lambda request: request.url.startswith(report.as_uri()) or said.append(request.url))
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto((report / name).as_uri())
        opened.append((context, page, said))
        return page

    yield open_page
    for context, page, said in opened:
        assert [] == said
        if context.pages and page.evaluate("true"):
            assert page.evaluate("window.hit") is None
        context.close()


def list_violations(page, within=None):
    found = Axe().run(page, context=within, options=TAGS).response["violations"]
    return [(rule["id"], node["html"][:120]) for rule in found for node in rule["nodes"]]


@pytest.mark.parametrize("name", ["02_tone.html", "one.html"])
def test_a_number_opens_its_sentences_and_a_sentence_its_article(open_page, name):
    page = open_page(name)
    number = page.locator("td.number a.evidence").first
    number.focus()
    page.keyboard.press("Enter")
    box = page.get_by_role("dialog")
    box.wait_for()
    inside = page.frame_locator(".evidence-box iframe") if name == "02_tone.html" else box
    inside.locator("a.place").last.click()
    sentence = inside.locator(".s:target, .s.is-here")
    sentence.wait_for()
    assert "rose" in sentence.text_content()
    place = sentence.bounding_box()
    assert 0 < place["y"] < 800
    page.get_by_role("button", name="Back to the sentences").click()
    inside.locator("a.place").first.wait_for()
    assert page.get_by_role("button", name="Back to the sentences").count() == 0
    page.keyboard.press("Escape")
    page.locator(".evidence-box").wait_for(state="hidden")
    page.wait_for_function("document.activeElement.matches('td.number a.evidence')")
    assert page.url.endswith(name)


@pytest.mark.parametrize("name", ["02_tone.html", "one.html"])
def test_a_sentence_on_the_page_opens_its_article(open_page, name):
    page = open_page(name)
    page.locator("summary").first.click()
    page.locator("td.sentence a.evidence").first.click()
    page.get_by_role("dialog").wait_for()
    page.get_by_role("button", name="Close").click()
    page.locator("td.sentence a.evidence").first.click()
    inside = page.frame_locator(".evidence-box iframe") if name == "02_tone.html" else page.get_by_role("dialog")
    assert inside.locator(".s:target, .s.is-here").text_content().endswith("Russia won.")
    page.wait_for_timeout(300)
    page.keyboard.press("Escape")
    assert not page.locator(".evidence-box").is_visible()


@pytest.mark.parametrize("name", ["02_tone.html", "one.html"])
def test_without_script_links_lead_there(open_page, name):
    page = open_page(name, java_script_enabled=False)
    page.locator("td.number a.evidence").first.click()
    page.locator("a.place >> visible=true").first.wait_for()
    page.locator("a.place >> visible=true").last.click()
    assert page.locator(".s:target").is_visible()
    assert "rose" in page.locator(".s:target").text_content()


def test_no_id_is_twice_in_the_page_while_the_box_is_open(open_page):
    page = open_page("one.html")
    page.locator("td.number a.evidence").first.click()
    page.locator(".evidence-box a.place").first.click()
    assert [] == page.evaluate(
        "[...document.querySelectorAll('[id]')].map((e) => e.id).filter((id, at, all) => all.indexOf(id) !== at)"
    )
    page.get_by_role("button", name="Close").click()
    page.locator(".evidence-sheets .evidence-item").nth(3).wait_for(state="attached")  # all are back in their places


def test_an_address_of_evidence_opens_it(open_page):
    page = open_page("one.html")
    address = page.locator("td.number a.evidence").first.get_attribute("href")
    page.goto(page.url + address)
    page.reload()
    assert page.get_by_role("dialog").locator("a.place").first.is_visible()


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_sheets_articles_and_the_box_are_accessible(open_page, report, color_scheme, width):
    options = {"viewport": {"width": width, "height": 800}, "color_scheme": color_scheme}
    for path in sorted((report / "evidence").iterdir()):
        page = open_page(f"evidence/{path.name}", **options)
        assert [] == list_violations(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page = open_page("one.html", **options)
    page.locator("td.number a.evidence").first.click()
    page.get_by_role("dialog").wait_for()
    page.wait_for_timeout(300)  # it slides in
    assert [] == list_violations(page, ".evidence-box")
    page.locator(".evidence-box a.place").last.click()
    assert [] == list_violations(page, ".evidence-box")


def test_the_keyboard_scrolls_an_article(open_page):
    page = open_page("one.html", viewport={"width": 360, "height": 400})
    page.locator("td.number a.evidence").first.click()
    page.locator(".evidence-box a.place").first.click()
    text = page.get_by_role("region", name="Sentences or article")
    text.focus()
    before = text.evaluate("text => text.scrollTop")
    page.keyboard.press("PageDown")
    page.wait_for_function("before => document.querySelector('.evidence-box > .ev').scrollTop > before", arg=before)
