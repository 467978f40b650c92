"""Chromium, for the tests that look at pages."""

import os
import shutil

import pytest
from building import write_files
from making_hostile import ARTICLES, MANIFEST, run_command
from playwright.sync_api import sync_playwright


@pytest.fixture(scope="module")
def browser():
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        if os.environ.get("PRESSLENS_NO_SKIP"):
            pytest.fail("needs Chromium (Debian: apt-get install chromium)")
        pytest.skip("needs Chromium (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        # CI runs as root, where Chromium's sandbox does not start
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def built_report(tmp_path_factory):
    """The report of five invented articles, one of them hostile; it takes a minute, and tests only read it."""
    folder = tmp_path_factory.mktemp("five")
    corpus = write_files(folder / "corpus", {**ARTICLES, "articles.csv": MANIFEST})
    run_command("report", "--corpus", corpus, "--out", folder / "out", "--single-file")
    return folder / "out"


@pytest.fixture
def open_file(browser):
    """Open a page from its file; what it requests beyond that, logs or runs of others' fails the test."""
    opened = []

    def open_file(path, *, width=1280, **options):
        context = browser.new_context(viewport={"width": width, "height": 800}, **options)
        page, said = context.new_page(), []
        page.on("request", lambda request: request.url.startswith("data:") or said.append(request.url))
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("dialog", lambda dialog: said.append(dialog.message))
        page.goto(path.as_uri())
        opened.append((context, page, said, path.as_uri()))
        return page

    yield open_file
    for context, page, said, address in opened:
        assert [address] == said
        assert page.evaluate("window.hit") is None
        context.close()
