"""Each notebook runs from a clean kernel where it lies, as "restart and run all" does in the lab."""

import asyncio
import re

import nbformat
import pandas as pd
import pytest
from building import FRIDAY, MONDAY, ROOT, SAMPLE, TARGETS, write_files
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from helpers.explore import open_workbench
from helpers.pipeline import build_tables
from helpers.report import build_report

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
# As pyproject.toml has it for the tests: what will change or go is an error where a cell or our code calls it
STRICT = """
import warnings
for category in (DeprecationWarning, PendingDeprecationWarning, FutureWarning):
    warnings.filterwarnings("error", category=category, module="helpers|__main__")
"""


def run_strictly(notebook, folder):
    notebook.cells.insert(0, nbformat.v4.new_code_cell(STRICT))
    client = NotebookClient(notebook, kernel_name="python3", resources={"metadata": {"path": str(folder)}})
    asyncio.run(client.async_execute())


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_runs_in_its_own_folder(path, tmp_path):
    notebook = nbformat.read(path, as_version=4)
    parameters = next(c for c in notebook.cells if "parameters" in c.metadata.get("tags", []))
    assert 'OUT = "../reports"' in parameters.source
    parameters.source = parameters.source.replace('"../reports"', repr(str(tmp_path)))  # leave the clone alone
    run_strictly(notebook, path.parent)
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    assert [] == [output for output in outputs if output.output_type in {"error", "stream"}]  # no warnings either
    prefix = "lab" if path.stem == "start_here" else path.stem[:2]
    assert list(tmp_path.joinpath("tables").glob(f"{prefix}_*.csv"))


@pytest.mark.parametrize("module", ["helpers.display", "__main__"])
def test_what_will_go_is_an_error_in_a_kernel(module, tmp_path):
    code = f"warnings.warn_explicit('use the new one', DeprecationWarning, 'planted.py', 1, module={module!r})"
    with pytest.raises(CellExecutionError, match="use the new one"):
        run_strictly(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)]), tmp_path)


def test_the_workbench_shows_the_numbers_of_the_page(tmp_path, monkeypatch):
    report_on(SAMPLE, tmp_path / "out", "02")
    monkeypatch.chdir(tmp_path)
    workbench = open_workbench(build_tables, str(SAMPLE), str(TARGETS), "lab")
    keys = ["article_id", "source", "said_by", "target", "scorer"]
    for figure, scorer in {"tone_by_source": "", "tone_by_article": "", "tone_by_voice": "stance"}.items():
        workbench.explorer.controls["scorer"].value = scorer
        workbench.explorer.controls["figure"].value = figure
        shown = pd.read_csv(tmp_path / "lab" / "tables" / f"lab_{figure}.csv")
        page = pd.read_csv(tmp_path / "out" / "tables" / f"02_{figure}.csv")
        page = page[page["scorer"].isin(shown["scorer"])]
        by = [key for key in keys if key in page]
        columns = [*by, "n_mentions", "n_articles", "mean_score", "share_zero"]
        expected, found = (table[columns].sort_values(by, ignore_index=True) for table in (page, shown))
        pd.testing.assert_frame_equal(expected, found)


# What a corpus may be made of, and what the page on keywords then says.
ODD = {
    "only stop words": (
        {"a/1.txt": "And so it was to be. They are and we were.\n", "b/1.txt": "It is what it is.\n"},
        "none",
    ),
    "no words": ({"a/1.txt": "1 2 3. 4 5 6.\n", "b/1.txt": "7 8 9.\n"}, "none"),
    "a source without content words": (
        {"a/1.txt": "Grain prices rose in the port again.\n", "b/1.txt": "And so it was to be.\n"},
        "grain",
    ),
}


def report_on(corpus, out, name):
    """Return the record of a report of one notebook, its answer, and its page."""
    (path,) = (ROOT / "notebooks").glob(f"{name}_*.ipynb")
    places = {"CORPUS": [str(corpus)], "TARGETS": str(TARGETS), "OUT": "."}
    data = {"EVENTS": str(ROOT / "data" / "events.csv"), "PLAN": str(ROOT / "data" / "analysis_plan.toml")}
    report = build_report([path], places | data | {"CODING": "coding"}, out)
    answer = " ".join(report.notebooks[path.stem].answer)
    return report, answer, (out / f"{path.stem}.html").read_text(encoding="utf-8")


def write_table(path, rows):
    """Write articles of (source, text) as a table without dates."""
    pd.DataFrame(rows, columns=["source", "text"]).to_csv(path, index=False)
    return path


NASTY = ["<script>alert(1)</script>", "name " * 60, "\N{ROCKET} العقوبات", "=1+1", "$x$ & 'y'"]
SPOKEN = 'Russia praised the port of {n}. "Ships number {n} will come soon," officials in Moscow said on Monday.'
SHARED = "Russia praised the new port on Monday, officials in Moscow said."


def lengthen(n):
    """Return sentences of an article's own, so that it is no copy of others."""
    return " ".join(f"Mr A{n}b{k} left the c{n}d{k} for e{n}f{k} in the g{n}h{k}." for k in range(4))


# Articles, and what the page on sources then says
ODD_SOURCES = {
    "one source": ([("Herald", MONDAY), ("Herald", FRIDAY)], "There is one source, Herald"),
    "no target": ([("Herald", MONDAY), ("Post", FRIDAY)], "No target acts or is acted on"),
    "nasty names": ([(name, f"{SPOKEN.format(n=n)} Rain fell.") for n, name in enumerate(NASTY)], "Russia acts in"),
    "many sources": ([(f"Outlet {n:02}", f"{SHARED} {lengthen(n)}") for n in range(60)], "stands at 60."),
}


@pytest.mark.parametrize("name", ODD_SOURCES)
def test_sources_of_an_odd_corpus(name, tmp_path):
    rows, said = ODD_SOURCES[name]
    report, answer, page = report_on(write_table(tmp_path / "corpus.csv", rows), tmp_path / "out", "01")
    assert [] == report.errors
    assert said in answer
    assert "nan" not in re.sub(r"<[^>]*>", " ", page).split()
    assert "<script>alert" not in page


# Articles, and what the pages on tone and on validation then say first
ODD_TONE = {
    "no target": ([("Herald", "Grain prices rose in the port again."), ("Post", "Rain fell.")], "No article names"),
    "one article": ([("Herald", "Russia praised the port. The US blamed it.")], "In the one article"),
    "all the same": (
        [(f"Outlet {n % 2}", f"The US and Russia met in the port. {lengthen(n)}") for n in range(6)],
        "In each of these 6 articles",
    ),
}


@pytest.mark.parametrize("page", ["02", "04"])
@pytest.mark.parametrize("name", ODD_TONE)
def test_tone_of_an_odd_corpus(name, page, tmp_path):
    rows, said = ODD_TONE[name]
    report, answer, html = report_on(write_table(tmp_path / "corpus.csv", rows), tmp_path / "out", page)
    assert [] == report.errors
    assert said in answer
    assert "nan" not in re.sub(r"<[^>]*>", " ", html).split()


@pytest.mark.parametrize("name", ODD)
def test_keywords_of_an_odd_corpus(name, tmp_path):
    files, said = ODD[name]
    corpus = write_files(tmp_path / "corpus", files)
    report, answer, _ = report_on(corpus, tmp_path / "out", "03")
    assert [] == report.errors
    assert said in answer
