"""The methods page: what notebooks use of the library, told by its docstrings."""

import re

import nbformat
import pytest

from helpers.report.frame import Page
from helpers.report.methods import list_imports, render_methods, split_docstring, used_functions


def notebook(*sources):
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])


def page(name):
    return Page(f"{name}.html", name.title(), "", [], "", "")


IMPORTS = (
    "from helpers.stats import weigh_targets as weigh, FEW_ARTICLES\nfrom helpers.figures import plot_dots\nimport os"
)


def test_imports_are_read_with_the_names_that_they_are_given():
    assert {
        "weigh": "helpers.stats:weigh_targets",
        "FEW_ARTICLES": "helpers.stats:FEW_ARTICLES",
        "plot_dots": "helpers.figures:plot_dots",
    } == list_imports(notebook(IMPORTS, "from json import loads", "from .helpers.stats import x"))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("plot_dots(weigh(a), FEW_ARTICLES)", ["plot_dots", "weigh_targets"]),
        ("display(map(weigh, [weigh]))", ["weigh_targets"]),
        ("'weigh' # plot_dots", []),
        ("%matplotlib inline", []),
        ("x = (", []),
        ("", []),
    ],
)
def test_a_cell_uses_the_functions_that_it_names(source, expected):
    assert expected == used_functions(source, list_imports(notebook(IMPORTS)))


def test_each_function_is_told_once_with_the_pages_that_use_it():
    first = notebook(IMPORTS, "weigh(1)")
    second = notebook(
        "from helpers.stats import weigh_targets", "weigh_targets(2)", "from helpers.nothing import x; x()"
    )
    html = render_methods([(page("00_a"), first), (page("01_b"), second)])
    assert ["weigh_targets"] == re.findall(r'<div id="(\w+)">', html)
    assert '<a href="00_a.html">00_A</a>, <a href="01_b.html">01_B</a>' in html
    assert '<h2 id="package-stats">stats</h2>' in html
    assert "figures" not in re.findall(r'id="package-(\w+)"', html)  # imported there, but not used


def test_code_that_is_not_ours_is_left_out_and_not_imported():
    html = render_methods([(page("00_a"), notebook("from antigravity import geohash\ngeohash()"))])
    assert "geohash" not in html
    assert "No page of this report uses" in html


def test_a_docstring_is_split_into_paragraphs_and_named_items():
    text = """Do a thing.

More of it,
over two lines.

Args:
    one: First <b>,
        which goes on.
    two: Second: with a colon.

Returns:
    A table: of rows.

Raises:
    PresslensError: If not."""
    assert [
        ("", [("", "More of it, over two lines.")]),
        ("Args", [("one", "First <b>, which goes on."), ("two", "Second: with a colon.")]),
        ("Returns", [("", "A table: of rows.")]),
        ("Raises", [("PresslensError", "If not.")]),
    ] == split_docstring(text)
    assert [] == split_docstring("One line.")
    assert [] == split_docstring("")
