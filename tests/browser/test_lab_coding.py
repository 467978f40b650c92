"""The coding sheet in a real JupyterLab: keys that are typed become lines of a file."""

from contextlib import suppress

import pytest
from playwright.sync_api import TimeoutError as PlaywrightTimeout
from playwright.sync_api import expect
from test_lab import start_lab

pytestmark = pytest.mark.browser

MAKE_ITEMS = """
import pandas as pd
from helpers.coding import draw_items, write_items, copy_codebook
from helpers.display import show_note
from helpers.explore import code_mentions
bodies = [f"Text {n} <img src=x onerror=window.hit=1> came. Lima sent bread. Then all left." for n in range(6)]
articles = pd.DataFrame({"article_id": [f"{n:016x}" for n in range(6)], "source": "The Outlet", "body": bodies})
start = bodies[0].index("Lima")
mentions = articles[["article_id"]].assign(target="Lima", mention="Lima", mention_start=start, mention_end=start + 4)
write_items(draw_items(mentions, articles), "coding/items.csv")
copy_codebook(__import__("pathlib").Path("coding"))
"""
SHEET = 'code_mentions("coding/items.csv", "Anna", on_lock=lambda: show_note("Here is the comparison."))'


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """Return the home of a JupyterLab, and where it serves a notebook with a coding sheet."""
    home = tmp_path_factory.mktemp("home")
    with start_lab(home, MAKE_ITEMS, SHEET) as address:
        yield home, address


def wait_until_ready(page):
    """Wait until the kernel has answered: one that is told to start again before that may never be heard of."""
    page.wait_for_function("window.jupyterapp?.shell.currentWidget?.sessionContext?.isReady", timeout=40_000)
    page.wait_for_function(
        "window.jupyterapp.shell.currentWidget.sessionContext.session?.kernel?.status === 'idle'", timeout=40_000
    )


def run_sheet(page):
    """Run all cells, and once more where the lab drops them, as it may while a kernel starts again."""
    sheet = page.locator(".jp-Notebook .jp-CodeCell").nth(1).locator(".jp-Cell-outputArea")
    button = sheet.get_by_role("button", name="Lock …")
    for _ in range(3):
        page.evaluate("() => void window.jupyterapp.commands.execute('notebook:run-all-cells')")
        with suppress(PlaywrightTimeout):
            button.wait_for(timeout=25_000)
            break
    expect(button).to_be_visible()
    return sheet


def read_labels(home):
    rows = (home / "coding" / "codings_anna.csv").read_text().splitlines()[1:]
    return [(row.split(",")[1], row.split(",")[3], row.split(",")[4]) for row in rows]


def test_keys_become_lines_and_a_lock_shows_the_comparison(browser, lab):
    home, address = lab
    page = browser.new_page(viewport={"width": 1280, "height": 1000})
    page.goto(address)
    wait_until_ready(page)
    sheet = run_sheet(page)
    expect(sheet).to_contain_text("Item 1 of 6. 0 coded by Anna.")
    expect(sheet.locator("mark")).to_have_text("Lima")
    expect(sheet).to_contain_text("<img src=x onerror=window.hit=1>")
    expect(sheet).not_to_contain_text("The Outlet")

    sheet.get_by_placeholder("click here").click()
    for key, says in [("p", "Item 2 of 6"), ("0", "Item 3 of 6"), ("n", "Item 4 of 6"), ("u", "Item 3 of 6")]:
        page.keyboard.press(key)
        expect(sheet).to_contain_text(says)
        page.wait_for_timeout(300)  # a coder reads
    expect(sheet).to_contain_text("Item 3: taken back.")
    expected = [("1", "label", "positive"), ("2", "label", "neutral"), ("3", "label", "negative"), ("3", "undo", "")]
    assert expected == read_labels(home)
    page.keyboard.press("4")
    expect(sheet).to_contain_text("Item 3: unclear, saved.")

    page.keyboard.down("p")  # and held
    for _ in range(20):
        page.keyboard.down("p")
    page.keyboard.up("p")
    page.wait_for_timeout(1000)
    assert len(read_labels(home)) <= 7

    page.keyboard.press("Tab")
    expect(sheet.get_by_role("button", name="negative")).to_be_focused()
    sheet.get_by_text("Codebook", exact=True).click()
    expect(sheet).to_contain_text("Five rules before all others")
    assert page.evaluate("window.hit") is None

    page.reload()
    wait_until_ready(page)
    page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.restartKernel()")
    wait_until_ready(page)
    sheet = run_sheet(page)
    done = len({item for item, action, _ in read_labels(home) if action == "label"})
    expect(sheet).to_contain_text(f"{done} coded by Anna.")
    sheet.get_by_role("button", name="Lock …").click()
    expect(sheet).to_contain_text("After a lock no answer can be changed.")
    expect(sheet).not_to_contain_text("Here is the comparison.")
    sheet.get_by_role("button", name="Yes, lock").click()
    expect(sheet).to_contain_text("Here is the comparison.")
    expect(sheet.get_by_placeholder("click here")).to_be_disabled()
    assert ("0", "lock", "") == read_labels(home)[-1]
    page.close()
