"""Pages in Chromium: nothing is requested, nothing of an article is run, nothing scrolls sideways."""

import pytest
from building import write_files
from click.testing import CliRunner

from helpers.browse import read_script
from helpers.cli import main
from helpers.report.frame import list_scripts

pytestmark = pytest.mark.browser

EVIL = (
    "<script>window.hit=1</script><img src=http://127.0.0.1:9/x onerror=window.hit=2> {{7*7}} ${7*7} $\\frac{a}{b}$ "
    "</td></table></details><svg onload=window.hit=3> =cmd()"
)
ARTICLE = (
    f"Headline of the day {EVIL}\n\nRussia {EVIL} and the United States met on Monday to talk about trade. "
    f"America praised Moscow {EVIL} for its help.\n\nLeave a Reply {EVIL}\n"
)
MANIFEST = 'file,source,title,date,author\nevil.txt,"{0}","{0}",2019-01-01,"{0}"\n'.format(EVIL.replace('"', '""'))


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    folder = tmp_path_factory.mktemp("evil")
    corpus = write_files(folder / "corpus", {"evil.txt": ARTICLE, "articles.csv": MANIFEST})
    result = CliRunner().invoke(main, ["report", "--corpus", str(corpus), "--out", str(folder / "out")])
    assert 0 == result.exit_code, result.output
    return folder / "out"


PAGES = ["index", "00_corpus", "01_source_comparison", "02_sentiment_us_russia", "03_keyword_frequency"]


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_made_of_hostile_text(browser, report, name, width):
    page = browser.new_page(viewport={"width": width, "height": 800})
    requests, messages, dialogs = [], [], []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: messages.append(message.text))
    page.on("pageerror", lambda error: messages.append(str(error)))
    page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    page.goto((report / f"{name}.html").as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert [(report / f"{name}.html").as_uri()] == [url for url in requests if not url.startswith("data:")]
    assert ([], []) == (messages, dialogs)
    assert page.evaluate("window.hit") is None
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert 1 == page.locator("h1").count()
    scripts = page.locator("script:not([type='application/json'])").all_text_contents()
    assert {*scripts} <= {read_script(), *list_scripts('<details class="code"')}
    assert 0 == page.locator("iframe, svg[onload], [style]:not(canvas, button, .dot, .tip)").count()
    assert "49" not in page.locator("main").inner_text().split()  # {{7*7}} is text, not a template
    page.close()
