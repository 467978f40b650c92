"""The controls in a real JupyterLab: they are shown, what they show follows, and nothing is asked of other machines."""

import json
import os
import re
import socket
import subprocess
import sys
from contextlib import contextmanager
from urllib.parse import urlsplit
from urllib.request import urlopen

import nbformat
import pytest
from building import ROOT, write_files
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

TOKEN = "of-this-test"  # noqa: S105 - of a server that lives for a minute
MAKE_TABLES = """
import pandas as pd
from helpers.explore import explore_concordance, explore_keyness
from helpers.keywords import count_terms
from helpers.language import count_article_words, split_sentences
texts = {
    "Alpha <b>": "Grain grew. Grain rose over grain.",
    "Beta": "Steel fell. Steel mills closed <img src=x onerror=window.hit=1>",
    "Gamma": "Tea arrived. Tea and grain.",
}
articles = pd.DataFrame({"article_id": [f"{n:016x}" for n in range(3)], "file": "a.txt", "source": list(texts)})
articles = count_article_words(articles.assign(body=list(texts.values()), raw_text=list(texts.values())))
counts = count_terms(articles, split_sentences(articles))
"""
KEYNESS = 'explore_keyness(counts, articles, out="out", name="key", min_count=1, min_articles=1)'
LINES = 'explore_concordance(articles, "grain", out="out", name="lines")'
SETTINGS = {  # of a user: no news, and cells are drawn wherever they are
    "@jupyterlab/apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "@jupyterlab/notebook-extension/tracker": {"windowingMode": "none"},
}


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """Return where a JupyterLab serves a notebook with the controls."""
    home = tmp_path_factory.mktemp("home")
    with start_lab(home, MAKE_TABLES, KEYNESS, LINES) as address:
        yield address


@contextmanager
def start_lab(home, *sources):
    """Start JupyterLab in a home of its own; yield where it serves a notebook with these cells."""
    names = {"HOME": "", "JUPYTER_CONFIG_DIR": "config", "JUPYTER_DATA_DIR": "data", "JUPYTER_RUNTIME_DIR": "runtime"}
    names |= {"IPYTHONDIR": "ipython", "JUPYTERLAB_SETTINGS_DIR": "settings", "JUPYTERLAB_WORKSPACES_DIR": "spaces"}
    write_files(home / "settings", {f"{k}.jupyterlab-settings": json.dumps(v) for k, v in SETTINGS.items()})
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), home / "words.ipynb")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--no-browser", "--ip=127.0.0.1", f"--port={port}", "--ServerApp.port_retries=0", "--allow-root"]
    options += [f"--IdentityProvider.token={TOKEN}", f"--ServerApp.root_dir={home}", "--expose-app-in-browser"]
    options += [
        "--LabApp.extension_manager=readonly",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ]
    environment = {**os.environ, **{name: str(home / path) for name, path in names.items()}}
    environment["PYTHONPATH"] = str(ROOT / "src")
    with (home / "log").open("wb") as log:
        server = subprocess.Popen([sys.executable, "-m", "jupyterlab", *options], cwd=home, env=environment, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(server, f"{address}/api/status?token={TOKEN}", home / "log")
        yield f"{address}/lab/tree/words.ipynb?token={TOKEN}"
    finally:
        server.terminate()
        server.wait(20)


def wait_for(server, address, log):
    for _ in range(120):
        if server.poll() is not None:
            break
        try:
            with urlopen(address, timeout=1):  # noqa: S310 - our own server
                return
        except OSError:
            try:
                server.wait(0.25)
            except subprocess.TimeoutExpired:
                continue
    pytest.fail(f"JupyterLab did not start: {log.read_text(errors='replace')[-2000:]}")


def test_an_analyst_changes_what_is_shown(browser, lab):
    page = browser.new_page(viewport={"width": 1280, "height": 1000})
    requests = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto(lab)
    page.wait_for_function("window.jupyterapp?.shell.currentWidget?.sessionContext?.isReady", timeout=40_000)
    page.evaluate("() => void window.jupyterapp.commands.execute('notebook:run-all-cells')")
    keyness, lines = (page.locator(".jp-Notebook .jp-CodeCell").nth(number) for number in (1, 2))
    first = lambda cell: cell.locator("tbody tr").first  # noqa: E731
    expect(first(keyness)).to_contain_text("grain", timeout=30_000)

    expect(keyness).not_to_contain_text("In the lab, these can be changed")
    expect(keyness.locator("figure .wide svg")).to_be_visible()
    expect(keyness.get_by_label("focus").locator("option")).to_have_text(["Alpha <b>", "Beta", "Gamma"])
    keyness.get_by_label("focus").select_option("Beta")
    expect(first(keyness)).to_contain_text("steel")
    keyness.get_by_label("least articles").fill("2")
    keyness.get_by_label("least articles").press("Enter")
    expect(keyness.locator("div.scroll").last.locator("tbody tr")).to_have_count(1)
    link = keyness.get_by_role("link", name="All as CSV")
    expect(link).to_have_attribute("href", re.compile("/files/out/tables/key_table.csv"))

    query = lines.get_by_label("search for")
    query.fill("*")
    query.press("Enter")
    expect(lines).to_contain_text("matches any word")
    expect(lines.locator("tbody tr")).to_have_count(4)
    query.fill("st*")
    query.press("Enter")
    expect(lines.locator("tbody tr")).to_have_count(2)
    expect(lines).not_to_contain_text("matches any word")
    expect(lines).to_contain_text("<img src=x onerror=window.hit=1>")

    query.fill("gr*")
    query.press("Enter")
    lines.get_by_label("sort by").select_option("words to the right")  # while the lab still draws
    expect(first(lines).locator("td.left")).to_have_text("Grain grew. Grain rose over")

    assert page.evaluate("window.hit") is None
    hosts = {urlsplit(url).hostname for url in requests if not re.match("(data|blob):", url)}
    assert {"127.0.0.1"} == hosts
    page.close()
