"""The heat map of likeness shows each pair twice, in the order and beside the tree that it is given."""

import numpy as np
import pandas as pd
import pytest

from helpers.claims import order_by_likeness
from helpers.figures import MAX_ROWS, plot_similarity

NASTY = ["$\\frac$", "a\nb", "<b>bold</b>", "x" * 300, "العقوبات", "🙂", ""]


def make_pairs(names, values=None):
    first, second = np.triu_indices(len(names), k=1)
    rows = {"first": [names[n] for n in first], "second": [names[n] for n in second], "unit": "source"}
    table = pd.DataFrame(rows, columns=["first", "second", "unit"])
    return table.assign(tfidf=np.linspace(0.9, 0.1, len(first)) if values is None else values)


def draw(table, names=None, **options):
    ordered = order_by_likeness(table, names=names)
    settings = {"value": "tfidf", "title": "T", "axis": "likeness"}
    return plot_similarity(table, order=ordered.order, linkage=ordered.linkage, **settings | options)


def row_names(ax):
    return [tick.get_text() for tick in ax.get_yticklabels()]


THREE = make_pairs(["a", "b", "c"], [0.9, 0.1, 0.2])  # a-b, a-c, b-c


def test_rows_are_numbered_and_cells_hold_the_values_of_the_pairs():
    ax = draw(THREE).figure.axes[1]
    order = [name.split()[0] for name in row_names(ax)]
    assert ["1", "2", "3"] == [name.split()[-1] for name in row_names(ax)]
    assert ["1", "2", "3"] == [tick.get_text() for tick in ax.get_xticklabels()]
    cells = {(order[int(y)], order[int(x)]): text.get_text() for text in ax.texts for x, y in [text.get_position()]}
    assert {("a", "b"): "0.90", ("a", "c"): "0.10", ("b", "c"): "0.20"}.items() <= cells.items()
    assert {(b, a) for a, b in cells} == set(cells)
    assert 6 == len(cells)


def test_the_tree_joins_rows_at_their_likeness():
    left = draw(THREE).figure.axes[0]
    assert [0.9, 0.15] == pytest.approx([line.get_xdata()[1] for line in left.lines])
    first, last = left.lines
    assert 1 == abs(np.diff(first.get_ydata())).max()
    assert 1.5 == abs(np.diff(last.get_ydata())).max()  # from the middle of the two to the third


def test_alternative_text_names_the_most_and_the_least_alike_and_the_groups():
    alt = draw(THREE).alt
    assert "Heat map of 3 pairs with a tree. T. likeness. Most alike: " in alt
    assert " 0.90; " in alt
    assert any(f"The tree parts {parts}." in alt for parts in ("c from b, a", "a, b from c"))


def test_of_many_pairs_three_at_each_end_are_named():
    alt = draw(make_pairs(list("abcde"))).alt
    most, least = alt.partition("Most alike: ")[2].split("Least alike: ")
    assert 3 == most.count(" and ") == least.partition("The tree")[0].count(" and ")
    assert least.index("0.10") < least.index("0.19")


def test_numbers_are_written_only_where_they_can_be_read():
    names = [f"s{n:02}" for n in range(13)]
    assert 13 * 12 - 24 == len(draw(make_pairs(names[:12])).figure.axes[1].texts)
    assert 0 == len(draw(make_pairs(names)).figure.axes[1].texts)


def test_of_too_many_rows_the_first_are_shown_without_a_tree():
    chart = draw(make_pairs([f"s{n:02}" for n in range(MAX_ROWS + 5)]))
    left, ax, bar = chart.figure.axes
    assert not left.get_visible()
    assert MAX_ROWS == len(row_names(ax))
    assert f"{MAX_ROWS} of {MAX_ROWS + 5} sources; the CSV holds all" in bar.get_xlabel()
    assert "with a tree" not in chart.alt


def test_chosen_rows_have_a_tree_and_the_others_are_told():
    left, ax, bar = draw(make_pairs(list("abcdef")), names=["a", "c", "f"]).figure.axes
    assert {"a", "c", "f"} == {name.split()[0] for name in row_names(ax)}
    assert 2 == len(left.lines)
    assert "3 of 6 sources" in bar.get_xlabel()


def test_pairs_without_a_value_are_grey_and_said_to_be():
    _, ax, bar = draw(make_pairs(["a", "b", "c"], [0.5, np.nan, 0.2])).figure.axes
    assert 4 == len(ax.texts)
    assert "grey: no value" in bar.get_xlabel()
    assert "grey" not in draw(THREE).figure.axes[2].get_xlabel()


def test_rows_can_be_called_by_other_names():
    chart = plot_similarity(
        THREE, order=["a", "b", "c"], linkage=np.zeros((0, 4)), value="tfidf", title="T", axis="x", names={"a": "Aye"}
    )
    assert ["Aye  1", "b  2", "c  3"] == row_names(chart.figure.axes[1])
    assert "Aye and b 0.90" in chart.alt


@pytest.mark.parametrize("names", [[], ["one"]], ids=["none", "one"])
def test_without_a_pair_the_figure_says_so(names):
    chart = draw(make_pairs(names), names=names)
    assert "Heat map. T. No data." == chart.alt
    assert "nothing to show" == chart.figure.axes[0].texts[0].get_text()


def test_pairs_of_which_none_has_a_value_are_no_data():
    assert draw(make_pairs(["a", "b"], [np.nan])).alt.endswith("No data.")


@pytest.mark.filterwarnings("ignore:Glyph")  # a sign that the font lacks is drawn as a box
@pytest.mark.parametrize("names", [["a", "b"], NASTY], ids=["two", "nasty"])
def test_any_names_can_be_drawn_and_formulas_stay_text(names):
    chart = draw(make_pairs(names))
    svg = chart.to_svg()
    assert svg == draw(make_pairs(names)).to_svg()
    assert 200_000 > len(svg)
    for name in row_names(chart.figure.axes[1]):
        assert len(name) < 40
        assert "frac" not in name or name.startswith("\\$\\frac\\$")


def test_thirty_rows_make_a_small_file():
    assert 200_000 > len(draw(make_pairs([f"s{n:02}" for n in range(MAX_ROWS)])).to_svg())


@pytest.mark.parametrize(("values", "has_bar"), [([0.4, 0.4, 0.4], False), ([0.4, 0.4, 0.5], True)])
def test_a_bar_shows_the_values_there_are_and_no_others(values, has_bar):
    figure = draw(make_pairs(["a", "b", "c"], values)).figure
    assert (3 if has_bar else 2) == len(figure.axes)
    assert ("likeness\nof every pair: 0.40" == figure.axes[1].get_xlabel()) != has_bar
    assert not has_bar or figure.axes[2].get_xlim() == (0.4, 0.5)
