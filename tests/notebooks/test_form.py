"""The notebooks have the form of design/style.md, and are committed without outputs."""

import ast
import re

import nbformat
import pytest
from building import ROOT

from helpers.report import list_notebooks

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
PAGES = list_notebooks(ROOT / "notebooks")  # without the one that the lab opens on, which is no page of a report
MAX_LINES = 10  # of a code cell; imports and parameters may be longer
NAMES = {"00", "01", "02", "03", "04"}  # of notebooks and their tables


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request):
    return nbformat.read(request.param, as_version=4)


@pytest.fixture(params=PAGES, ids=lambda path: path.stem)
def page(request):
    return nbformat.read(request.param, as_version=4)


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def tagged(notebook, tag):
    return [cell for cell in code_cells(notebook) if tag in cell.metadata.get("tags", [])]


def test_there_are_those_that_were_asked_for():
    assert {path.stem for path in NOTEBOOKS} - {path.stem for path in PAGES} == {"start_here"}
    names = {path.stem for path in PAGES}
    assert {
        "00_corpus",
        "01_source_comparison",
        "02_sentiment_us_russia",
        "03_keyword_frequency",
        "04_validation",
    } == names


def test_it_is_valid_and_carries_no_outputs(notebook):
    nbformat.validate(notebook)
    assert [] == [cell.source for cell in code_cells(notebook) if cell.outputs or cell.execution_count]


def test_it_begins_with_title_and_question(page):
    title, _, question = page.cells[0].source.partition("\n\n")
    assert title.startswith("# ")
    assert question.rstrip().endswith("?")


def test_imports_stand_in_the_first_code_cell_alone(notebook):
    first, *rest = code_cells(notebook)
    assert all(isinstance(node, ast.Import | ast.ImportFrom) for node in ast.parse(first.source).body)
    assert [] == [cell.source for cell in rest if re.search(r"^\s*(import|from) ", cell.source, re.MULTILINE)]


def test_parameters_are_literals_in_one_tagged_cell(notebook):
    (cell,) = tagged(notebook, "parameters")
    assert code_cells(notebook)[1] is cell
    values = {node.targets[0].id: ast.literal_eval(node.value) for node in ast.parse(cell.source).body}
    assert {"CORPUS", "TARGETS", "OUT"} <= set(values)


def test_the_first_one_leads_to_all_others():
    notebook = nbformat.read(ROOT / "notebooks" / "start_here.ipynb", as_version=4)
    text = "".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    assert [path.name for path in PAGES] == re.findall(r"\]\(([^)]*)\)", text)


def test_it_says_what_it_ran_on_and_computes_its_answer(page):
    assert 1 == len(tagged(page, "corpus"))
    (answer,) = tagged(page, "answer")
    assert "show_answer(*answer" in answer.source
    assert re.search(r"\banswer_(?!drawn)\w+\(", answer.source)  # from tables, not from strings


@pytest.mark.parametrize("heading", ["## Limits", "## Tables written"])
def test_it_ends_with_limits_and_tables(page, heading):
    assert any(cell.source.startswith(heading) for cell in page.cells if cell.cell_type == "markdown")


def test_it_defines_nothing_and_reaches_for_no_shell(notebook):
    for cell in code_cells(notebook):
        assert not re.search(r"^\s*(def|class|lambda|%|!)|sys\.path|pip install", cell.source, re.MULTILINE), (
            cell.source
        )


def test_cells_are_short(notebook):
    cells = [c for c in code_cells(notebook)[1:] if "parameters" not in c.metadata.get("tags", [])]
    assert [] == [cell.source for cell in cells if cell.source.count("\n") >= MAX_LINES]


def test_text_holds_no_finding(notebook):
    """Numbers in prose are years of references or fixed settings, not results."""
    prose = " ".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    numbers = set(re.findall(r"(?<![\w`])\d[\d.,]*\d|\b\d+%", prose))
    years = {"1948", "2006", "2008", "2010", "2014", "2016", "2021", "2022", "2023"}
    assert numbers <= years | NAMES | {"30", "50", "60", "93", "95", "97", "100", "1,000", "10,000"}
