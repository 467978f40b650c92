"""A table that is searched, sorted and paged through."""

import re

import pandas as pd
import pytest

from helpers.browse import show_filter_table
from helpers.explore import explore_table

EVIL = "<img src=x onerror=hit()>"


@pytest.fixture
def table():
    return pd.DataFrame(
        {"source": ["Beta", "alpha", "Gamma", "Delta"], "mean_score": [0.5, -0.25, None, 2.0], "n": [3, 20, 1, 100]}
    )


@pytest.fixture
def explorer(table, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return explore_table(table, "scores", "out", caption="Scores.")


def rows(explorer):
    """Return the first cell of each row that is shown."""
    return re.findall(r"<tr><td[^>]*>(.*?)</td>", str(explorer.shown.markup))


def set_to(explorer, **values):
    for name, value in values.items():
        explorer.controls[name].value = value
    return explorer


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, ["Beta", "alpha", "Gamma", "Delta"]),
        ({"by": "n"}, ["Delta", "alpha", "Beta", "Gamma"]),
        ({"by": "n", "way": True}, ["Gamma", "Beta", "alpha", "Delta"]),
        ({"by": "mean_score"}, ["Delta", "Beta", "alpha", "Gamma"]),  # what is not known stands last
        ({"by": "mean_score", "way": True}, ["alpha", "Beta", "Delta", "Gamma"]),
        ({"by": "source", "way": True}, ["alpha", "Beta", "Delta", "Gamma"]),
        ({"search": "TA"}, ["Beta", "Delta"]),
        ({"search": " ta ", "by": "n"}, ["Delta", "Beta"]),
        ({"search": "100"}, ["Delta"]),
        ({"search": ".*"}, []),
        ({"search": "nothing"}, []),
        ({"rows": 3}, ["Beta", "alpha", "Gamma"]),
        ({"rows": 3, "page": 2}, ["Delta"]),
        ({"rows": 3, "page": 99}, ["Delta"]),
    ],
)
def test_rows_are_found_ordered_and_paged(explorer, values, expected):
    assert expected == [name for name in rows(set_to(explorer, **values)) if name != "none"]


def test_it_says_which_rows_are_shown(explorer):
    assert "Scores. Rows 4 to 4 of 4; page 2 of 2." in set_to(explorer, rows=3, page=2).shown.text
    assert "Scores. Rows: 2 found in 4; page 1 of 1." in set_to(explorer, search="ta").shown.text


def test_a_new_search_begins_on_the_first_page(explorer):
    set_to(explorer, rows=1, page=3, search="a")
    assert 1 == explorer.controls["page"].value
    assert ["Beta"] == rows(explorer)


def test_the_csv_holds_all_that_was_found_with_all_columns(table, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    explorer = explore_table(table, "scores", "out", caption="Scores.", columns=["source"], open_rows=1)
    set_to(explorer, search="ta", by="source")
    written = pd.read_csv(tmp_path / "out" / "tables" / "scores.csv")
    assert [["Delta", 2.0, 100], ["Beta", 0.5, 3]] == written.to_numpy().tolist()


def test_a_report_shows_what_show_filter_table_makes(table, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    style = {"caption": "Scores.", "columns": ["source", "n"], "rows": 3, "open_rows": 2, "digits": 1}
    style["evidence"] = ["a.html", "", "c.html", "d.html"]
    expected = show_filter_table(table, "scores", "out", **style)
    csv = (tmp_path / "out" / "tables" / "scores.csv").read_bytes()
    bundle = explore_table(table, "scores", "out", **style)._repr_mimebundle_()
    assert str(expected.markup) == bundle["text/html"]
    assert expected.text == bundle["text/plain"]
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert csv == (tmp_path / "out" / "tables" / "scores.csv").read_bytes()


def test_numbers_lead_to_what_they_rest_on_however_rows_are_ordered(table, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    table.index = [7, 7, 8, 9]  # as of a table that was put together
    explorer = explore_table(table, "scores", "out", caption="Scores.", evidence=["b.html", "a.html", "", "d.html"])
    set_to(explorer, by="n")
    assert ["d.html", "d.html", "a.html", "a.html", "b.html", "b.html"] == re.findall(
        r'class="evidence" href="(.*?)"', str(explorer.shown.markup)
    )


@pytest.mark.parametrize("names", [[], [EVIL]])
def test_odd_tables(names, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    table = pd.DataFrame({EVIL: pd.Series(names, dtype="str"), "n": pd.Series(range(len(names)), dtype="int64")})
    explorer = explore_table(table, "odd", "out", caption=EVIL)
    set_to(explorer, search="IMG", by=EVIL)
    assert "" == explorer.message
    assert "<img" not in explorer.shown.markup
    assert (rows(explorer) == ["none"]) is (not names)
