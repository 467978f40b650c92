"""Notebooks in, pages out; one that fails is named and stops nothing."""

import gc
import json
import os
import re
import subprocess
import sys
import warnings
from html import unescape
from pathlib import Path

import nbformat
import pytest
from building import ROOT, SAMPLE, write_files
from click.testing import CliRunner
from making_notebooks import write_notebook

from helpers.cli import main
from helpers.errors import PresslensError
from helpers.report import build_report, list_notebooks
from helpers.report.frame import list_scripts
from helpers.report.run import inject_parameters, run_notebooks
from helpers.report.style import list_attributes


def run(*arguments):
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture(scope="module")
def sample_report(tmp_path_factory):
    out = tmp_path_factory.mktemp("report")
    result = run("report", "--corpus", SAMPLE, "--out", out, "--json")
    assert 0 == result.exit_code, result.output
    return out, json.loads(result.stdout)


def test_each_notebook_runs_from_a_clean_kernel_and_has_a_page_with_an_answer(sample_report):
    out, printed = sample_report
    assert [path.with_suffix(".html").name for path in list_notebooks(ROOT / "notebooks")] == [
        page["page"] for page in printed["pages"]
    ]
    for page in printed["pages"]:
        html = (out / page["page"]).read_text(encoding="utf-8")
        assert page["answer"]
        assert html.count("<h1>") == 1
        assert 'class="failed"' not in html


def test_pages_load_nothing_and_run_nothing(sample_report):
    out, _ = sample_report
    for path in out.glob("*.html"):
        html = path.read_text(encoding="utf-8")
        head = unescape(html.partition("<title>")[0])
        assert "default-src 'none'" in head
        assert "unsafe" not in head
        assert not re.search(r"<[^>]* style=", re.sub(r"<script.*?</script>", "", html, flags=re.DOTALL))
        assert not re.search(r"<(link|iframe|object|embed|base)\b", html)
        # The scripts are ours, each allowed by its hash, and only where there is something for them to do
        scripts = re.findall(r"<script([^>]*)>(.*?)</script>", html, re.DOTALL)
        run = [text for kind, text in scripts if "application/json" not in kind]
        assert run == list_scripts(html)
        html = re.sub(r"<script.*?</script>", "", html, flags=re.DOTALL)
        loaded = re.findall(r"""(?:src|srcset|poster|action|data)\s*=\s*["']([^"']*)""", html) + re.findall(
            r"url\(([^)]*)", html
        )
        assert [] == [url for url in loaded if not url.startswith(("data:image/", "data:font/", "#"))]
        tags = re.findall(r"<[a-z](?:[^>\"']|\"[^\"]*\"|'[^']*')*>", html)
        assert [] == [tag for tag in tags if any(name.startswith("on") for _, name, _ in list_attributes(tag))]


def test_links_resolve_and_every_csv_is_linked(sample_report):
    out, _ = sample_report
    linked = set()
    for path in out.glob("*.html"):
        html = path.read_text(encoding="utf-8")
        ids = {unescape(name) for name in re.findall(r'\bid="([^"]+)"', html)}
        for href in re.findall(r'href="([^"]+)"', html):
            name, _, anchor = unescape(href).partition("#")
            if not name:
                assert anchor in ids, (path.name, href)
            elif not name.startswith(("https://", "data:")):  # of a source that is cited; asked for by a click only
                assert (out / name).is_file(), (path.name, href)
                linked.add(name)
    assert {f"tables/{path.name}" for path in (out / "tables").glob("*.csv")} <= linked


def test_every_figure_has_alternative_text_and_its_data(sample_report):
    out, _ = sample_report
    figures = [
        f
        for path in out.glob("0*.html")
        for f in re.findall(r"<figure.*?</figure>", path.read_text(encoding="utf-8"), re.S)
    ]
    assert len(figures) >= 10
    for figure in figures:
        drawn = [list_attributes(tag) for tag in re.findall(r"<div[^>]*>", figure) if 'role="img"' in tag]
        assert drawn
        assert all(len(value) > 30 for tag in drawn for _, name, value in tag if name == "aria-label")
        assert "Data behind this figure" in figure


def test_every_report_says_that_it_ran_on_retellings(sample_report):
    out, _ = sample_report
    for path in set(out.glob("*.html")) - {out / "methods.html"}:
        assert "5 are our own retellings of originals" in path.read_text(encoding="utf-8")


def test_no_page_holds_a_path_of_this_machine(sample_report):
    out, _ = sample_report
    for path in [*out.glob("*.html"), *(out / "tables").glob("*.csv")]:
        text = path.read_text(encoding="utf-8")
        assert str(ROOT.parent) + "/" not in text
        assert str(out) not in text


def test_the_same_corpus_gives_the_same_bytes(sample_report, tmp_path_factory):
    out, _ = sample_report
    again = tmp_path_factory.mktemp("again") / "deep" / "er"
    command = [sys.executable, "-c", "from helpers.cli import main; main()", "report", "--corpus", str(SAMPLE)]
    subprocess.run([*command, "--out", str(again), "--jobs", "1"], check=True, env=os.environ | {"PYTHONHASHSEED": "1"})
    names = {p.relative_to(out) for p in out.rglob("*") if p.is_file() and ".cache" not in p.parts}
    assert Path("report.json") in names
    for name in sorted(names):
        assert (name, out.joinpath(name).read_bytes()) == (name, again.joinpath(name).read_bytes())


def test_a_failing_notebook_is_named_with_cell_and_error_and_the_rest_goes_on(tmp_path):
    books = tmp_path / "books"
    write_notebook(books, "a.ipynb", "1 + 1", "raise ValueError('no <b>luck</b>\\n today')")
    write_notebook(books, "b.ipynb", "'fine'", head="# Fine\n\nIs it?")
    result = run("report", "--corpus", SAMPLE, "--notebooks", books, "--out", tmp_path / "out")
    assert 1 == result.exit_code
    assert "failed: a.ipynb, code cell 2 (raise ValueError" in result.stderr
    assert "ValueError: no <b>luck</b> today" in result.stderr
    failed, fine, index = (
        tmp_path.joinpath("out", n).read_text(encoding="utf-8") for n in ("a.html", "b.html", "index.html")
    )
    assert "This page is not complete." in failed
    assert "<b>luck" not in failed
    assert "fine" in fine
    assert "Not complete." in index


@pytest.mark.parametrize(
    ("source", "timeout", "says"),
    [
        ("import os; os._exit(1)", 300, "a.ipynb, code cell 1 (import os; os._exit(1)): the kernel ended itself"),
        ("import time; time.sleep(600)", 2, "a.ipynb, code cell 1 (import time; time.sleep(600)): took more than 2 s"),
        ("x = (", 300, "a.ipynb, code cell 1 (x = (): "),
    ],
)
def test_a_kernel_that_dies_or_hangs_is_named(tmp_path, source, timeout, says):
    book = write_notebook(tmp_path, "a.ipynb", source)
    report = build_report([book], {}, tmp_path / "out", timeout=timeout)
    assert report.errors[0].startswith(says)
    assert (tmp_path / "out" / "a.html").is_file()


def test_a_run_leaves_no_event_loop_open(tmp_path):
    path = write_notebook(tmp_path, "00_a.ipynb", "1 + 1")
    gc.collect()  # what other tests left
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", ResourceWarning)
        run_notebooks([path], {}, tmp_path)
        gc.collect()
    assert [] == [str(warning.message) for warning in caught if "event loop" in str(warning.message)]


def test_a_file_that_is_no_notebook_is_named(tmp_path):
    (tmp_path / "a.ipynb").write_text("not json", encoding="utf-8")
    report = build_report([tmp_path / "a.ipynb"], {}, tmp_path / "out")
    assert report.errors[0].startswith("a.ipynb is no readable notebook")


def test_parameters_take_the_place_of_those_in_the_tagged_cell(tmp_path):
    book = write_notebook(tmp_path, "a.ipynb", ("NAME = 'old'\nKEPT = 1", ["parameters"]), ("print(NAME, KEPT)", []))
    build_report([book], {"NAME": ["it's", 'a "list"'], "UNKNOWN": 5}, tmp_path / "out")
    html = (tmp_path / "out" / "a.html").read_text(encoding="utf-8")
    assert "[&#39;it&#39;, " not in html
    assert "a &#34;list&#34;" in html or 'a "list"' in html
    assert "UNKNOWN" not in html


def test_a_parameter_is_a_literal(tmp_path):
    book = nbformat.read(write_notebook(tmp_path, "a.ipynb", ("X = 1", ["parameters"])), as_version=4)
    with pytest.raises(PresslensError, match="must be text"):
        inject_parameters(book, {"X": object()}, tmp_path)


def test_only_its_own_stale_files_are_removed(tmp_path):
    out, books = tmp_path / "out", tmp_path / "books"
    one = write_notebook(books, "one.ipynb", "from pathlib import Path; Path('tables/one.csv').write_text('a')")
    two = write_notebook(books, "two.ipynb", "1")
    build_report([one, two], {}, out)
    (out / "tables" / "mine.csv").write_text("the analyst's own", encoding="utf-8")
    (out / "notes.html").write_text("likewise", encoding="utf-8")
    report = build_report([two], {}, out)
    left = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    left = {name for name in left if not name.startswith(".cache/")}
    assert {"index.html", "methods.html", "two.html", "report.json", "notes.html", "tables/mine.csv"} == left
    assert [] == report.tables


def test_a_record_that_was_tampered_with_removes_nothing_outside(tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (tmp_path / "victim.csv").write_text("keep me", encoding="utf-8")
    (out / "report.json").write_text(json.dumps({"files": ["../victim.csv", 5, "/etc/passwd"]}), encoding="utf-8")
    build_report([write_notebook(tmp_path, "a.ipynb", "1")], {}, out)
    assert (tmp_path / "victim.csv").is_file()


def test_settings_of_the_analyst_do_not_reach_a_notebook(tmp_path, monkeypatch):
    files = {"matplotlibrc": "font.size: 30", "ipython/profile_default/startup/mine.py": "MINE = 7"}
    write_files(tmp_path, files)
    monkeypatch.setenv("MATPLOTLIBRC", str(tmp_path / "matplotlibrc"))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    code = "import matplotlib\nprint(matplotlib.rcParams['font.size'], 'MINE' in globals())"
    path = write_notebook(tmp_path, "a.ipynb", code)
    [run] = run_notebooks([path], {}, tmp_path / "work")
    assert ["10.0 False\n"] == [output.text for cell in run.notebook.cells[1:] for output in cell.outputs]
