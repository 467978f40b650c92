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
