"""Front page, methods, glossary and the single file in Chromium: they read without a script and load nothing."""

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from markupsafe import Markup

from helpers.report.frame import HOME, Page
from helpers.report.front import RunFacts, render_front
from helpers.report.methods import METHODS, render_methods
from helpers.report.page import describe_run, frame_body, render_body
from helpers.report.run import NotebookRun
from helpers.report.single import SINGLE, render_single

pytestmark = pytest.mark.browser

EVIL = "<script>window.hit=1</script><img src=x onerror=window.hit=2> ICC " + "long" * 60
FIGURE = (
    '<figure class="chart" id="fig-{0}"><figcaption><strong class="title">A title</strong></figcaption>'
    '<div class="wide" role="img" aria-label="Two bars" style="max-width:60em"><svg viewBox="0 0 90 20">'
    '<defs><path id="{0}-w-0" d="M 0 0 L 9 9"/></defs><use href="#{0}-w-0"/><text x="5" y="9">ICC</text></svg></div>'
    '<p class="note base">ICC of 5 articles. <a href="tables/{0}.csv" download>Data behind this figure</a></p></figure>'
)


def book(path, number):
    cells = [
        nbformat.v4.new_markdown_cell(f"# Topic {number}\n\nA question?"),
        nbformat.v4.new_code_cell("from helpers.stats import weigh_targets\nweigh_targets"),
        nbformat.v4.new_markdown_cell("## A part\n\nThe ICC and the log ratio."),
        nbformat.v4.new_code_cell(
            "show",
            metadata={"tags": ["key"]},
            outputs=[nbformat.v4.new_output("display_data", {"text/html": FIGURE.format(number), "text/plain": ""})],
        ),
    ]
    for position, cell in enumerate(cells):
        cell.id = f"c{position}"
    return NotebookRun(path / f"{number}.ipynb", nbformat.v4.new_notebook(cells=cells), EVIL)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    out = tmp_path_factory.mktemp("site")
    (out / "tables").mkdir()
    tables = [out / "tables" / f"{number}.csv" for number in ("00", "01")]
    for table in tables:
        table.write_text("a,b\n1,2\n", encoding="utf-8")
    runs = [book(out, number) for number in ("00", "01")]
    pages = [describe_run(run) for run in runs]
    facts = RunFacts("2019-07", {"presslens": "1"}, {"CORPUS": [EVIL]}, "0" * 64)
    methods = render_methods([(page, run.notebook) for page, run in zip(pages, runs, strict=True)])
    home = Page(HOME, "Presslens report", "", [], "", "")
    bodies = [render_body(run) for run in runs]
    parts = [(home, render_front(pages, tables, facts)), *zip(pages, bodies, strict=True), (METHODS, methods)]
    for page, body in parts:
        (out / page.name).write_text(frame_body(page, body, [*pages, METHODS]), encoding="utf-8")
    single = render_single([(page, Markup(body)) for page, body in parts], tables)  # noqa: S704 - of our renderers
    (out / SINGLE).write_text(single, encoding="utf-8")
    return out


def open_page(browser, path, **options):
    page = browser.new_page(**options)
    page.seen = []
    page.on("request", lambda request: page.seen.append(request.url))
    page.on("console", lambda message: page.seen.append(message.text))
    page.on("pageerror", lambda error: page.seen.append(str(error)))
    page.goto(path)
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("name", [HOME, "00.html", METHODS.name, SINGLE])
def test_a_page_is_accessible_loads_nothing_and_does_not_scroll_sideways(browser, site, name, width, scheme):
    address = (site / name).as_uri()
    page = open_page(browser, address, viewport={"width": width, "height": 800}, color_scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert [address] == page.seen
    assert page.evaluate("window.hit") is None
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
    assert [] == [(one["id"], one["nodes"][0]["html"][:200]) for one in found.response["violations"]]
    page.close()


@pytest.mark.parametrize("with_script", [True, False])
@pytest.mark.parametrize("name", ["00.html", SINGLE])
def test_a_term_shows_what_it_means_by_mouse_and_by_key(browser, site, name, with_script):
    context = browser.new_context(java_script_enabled=with_script)
    page = open_page(context, (site / name).as_uri())
    term = page.locator("button.term").first
    meaning = page.locator("#term-icc")
    assert not meaning.is_visible()
    term.click()
    assert meaning.is_visible()
    assert "Intraclass correlation" in meaning.inner_text()
    page.keyboard.press("Escape")
    assert not meaning.is_visible()
    page.keyboard.press("Enter")  # the focus is on the term again
    assert meaning.is_visible()
    context.close()


def test_a_link_to_a_function_opens_what_is_said_of_it(browser, site):
    page = open_page(browser, (site / "00.html").as_uri())
    page.locator("details.code").first.evaluate("fold => fold.open = true")
    page.get_by_role("link", name="weigh_targets").first.click()
    page.wait_for_url("**/methods.html#weigh_targets")
    assert page.locator("#weigh_targets").is_visible()
    page.close()


def test_the_front_page_leads_to_the_figure_of_a_page(browser, site):
    page = open_page(browser, (site / HOME).as_uri())
    page.get_by_role("link", name="On its page").first.click()
    page.wait_for_url("**/00.html#fig-00")
    page.close()


@pytest.mark.parametrize("with_script", [True, False])
def test_the_single_file_gives_its_tables_and_leads_to_its_parts(browser, site, with_script):
    context = browser.new_context(java_script_enabled=with_script, accept_downloads=True)
    page = open_page(context, (site / SINGLE).as_uri())
    with page.expect_download() as download:
        page.locator("article#\\30 0 a[download]").click()
    assert "a,b\n1,2\n" == download.value.path().read_text(encoding="utf-8")
    assert "00.csv" == download.value.suggested_filename
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="Topic 01").click()
    assert page.url.endswith("#01")
    context.close()
