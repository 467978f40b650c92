"""Figures say in words what they show, and never take article text for anything else."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import LineCollection

from helpers.figures import (
    MAX_PANELS,
    MAX_ROWS,
    color_groups,
    color_speakers,
    plot_bars,
    plot_dots,
    plot_grid,
    plot_stacked_bars,
    plot_strips,
    plot_words,
)
from helpers.figures.names import wrap_name

NASTY = ["$\\frac{1}{0}$", "a\nb\tc", "<script>alert(1)</script>", "x" * 5000, "\u202eevil\u0000", "日本", ""]
WORDS = pd.DataFrame({"name": ["first", "second"], "n": [3, 1], "m": [1, 1]})
GROUPS = {"US": "United States", "Russia": "Russia"}
COLORS = {"US": "#0072B2", "Russia": "#D55E00"}


def dots(names, **options):
    rows = [
        (name, key, value, panel) for name in names for panel in "ab" for key, value in (("US", -0.5), ("Russia", 0.5))
    ]
    data = pd.DataFrame(rows, columns=["name", "target", "score", "panel"])
    settings = {"label": "name", "value": "score", "group": "target", "title": "Tone", "axis": "score"}
    return plot_dots(data, groups=GROUPS, colors=COLORS, **settings, **options)


def charts(names):
    data = pd.DataFrame({"name": names, "n": range(1, len(names) + 1), "m": 1, "source": "one"})
    return {
        "bars": plot_bars(data, label="name", value="n", title="T", axis="n"),
        "stacked": plot_stacked_bars(data, label="name", parts={"n": "N", "m": "M"}, title="T", axis="n"),
        "grid": plot_grid(data, label="name", columns=["n", "m"], title="T", axis="n"),
        "words": plot_words(data, label="name", panel="source", value="n", title="T", axis="n"),
        "dots": dots(names, panel="panel", panels={"a": "A", "b": "B"}, limits=(-1, 1)),
    }


@pytest.mark.filterwarnings("ignore:Glyph")  # a name in Japanese is drawn as boxes; its CSV and alt text hold it
@pytest.mark.parametrize("names", [["one"], ["one", "two"], NASTY, []], ids=["one", "two", "nasty", "none"])
@pytest.mark.parametrize("kind", ["bars", "stacked", "grid", "words", "dots"])
def test_any_names_can_be_drawn(kind, names):
    assert "</svg>" in charts(names)[kind].to_svg()


def test_the_same_figure_has_the_same_bytes():
    assert charts(["one", "two"])["dots"].to_svg() == charts(["one", "two"])["dots"].to_svg()


def test_alternative_text_names_highest_and_lowest():
    chart = plot_bars(WORDS, label="name", value="n", title="How many", axis="items")
    assert "Bar chart. How many. items. Highest: first (3); lowest: second (1); 2 rows." == chart.alt


def test_alternative_text_of_dots_names_each_value():
    assert "one: United States -0.50, Russia +0.50" in dots(["one"], panel="panel", panels={"a": "A"}).alt


def test_figures_have_title_and_labelled_axes():
    chart = plot_bars(WORDS, label="name", value="n", title="How many", axis="items")
    assert "How many" == chart.title
    assert "items" == chart.figure.axes[0].get_xlabel()
    assert ["first", "second"] == [tick.get_text() for tick in chart.figure.axes[0].get_yticklabels()]


def test_many_rows_are_cut_and_said_so():
    data = pd.DataFrame({"name": [f"row {n}" for n in range(500)], "n": 1})
    chart = plot_bars(data, label="name", value="n", title="Many", axis="items")
    assert MAX_ROWS == len(chart.figure.axes[0].get_yticklabels())
    assert f"first {MAX_ROWS} of 500 rows" in chart.figure.axes[0].get_xlabel()
    assert 500 == len(chart.data)


def test_many_sources_are_cut_and_said_so():
    data = pd.DataFrame({"name": "word", "n": 1.0, "source": [f"source {n}" for n in range(99)]})
    words = plot_words(data, label="name", panel="source", value="n", title="T", axis="n")
    assert f"n\nfirst {MAX_PANELS} of 99 groups; the CSV holds all" == words.figure.get_supxlabel()
    assert 99 == len(words.data)
    wide = pd.DataFrame({"name": ["word"], **{f"source {n}": [1.0] for n in range(99)}})
    grid = plot_grid(wide, label="name", columns=list(wide.columns[1:]), title="T", axis="n")
    assert f"first {MAX_PANELS} of 99 columns" in grid.figure.axes[0].get_xlabel()


@pytest.mark.parametrize("n", [1, 2, 3, 5, 6])
def test_the_first_of_an_odd_number_of_panels_is_as_wide_as_two(n):
    panels = {letter: letter.upper() for letter in "abcdef"[:n]}
    figure = dots(["one", "two"], panel="panel", panels=panels).figure
    figure.draw_without_rendering()
    assert list(panels.values()) == [ax.get_title(loc="left") for ax in figure.axes]
    widths = [ax.get_position().width for ax in figure.axes]
    assert (n % 2 == 1 and n > 1) == (widths[0] > 1.5 * widths[-1])
    rows = [round(ax.get_position().y0, 2) for ax in figure.axes]
    assert -(-n // 2) == len(set(rows))


def test_groups_have_colors_apart_from_those_of_the_first_targets():
    colors = color_groups([f"scorer {n}" for n in range(9)])
    assert 9 == len(colors)
    assert not {*colors.values()} & {*COLORS.values()}
    assert 5 == len({*list(colors.values())[:5]})


def test_strips_show_each_text_in_one_row():
    segments = pd.DataFrame(
        [("a", 0, 60, "text"), ("a", 60, 80, "furniture"), ("b", 0, 20, "text")],
        columns=["article", "start", "end", "kind"],
    )
    kinds, colors = {"text": "analysed", "furniture": "furniture"}, {"text": "#0072B2", "furniture": "#E69F00"}
    look = {"kinds": kinds, "colors": colors, "title": "Pages", "axis": "characters"}
    chart = plot_strips(segments, label="article", kind="kind", **look)
    (ax,) = chart.figure.axes
    drawn = [(patch.get_x(), patch.get_width(), round(patch.get_y() + 0.33)) for patch in ax.patches]
    assert [(0, 60, 0), (0, 20, 1), (60, 20, 0)] == drawn
    assert "a: analysed 75%, furniture 25%; b: analysed 100%" in chart.alt
    assert segments.equals(chart.data)


def test_speakers_have_the_colours_of_their_countries_and_the_vague_ones_grey():
    names = ["journalist", "US", "Pakistani", "Indian", "other", "unknown speaker"]
    colors = color_speakers(names, {"US": "#0072B2", "Russian": "#D55E00"})
    assert "#0072B2" == colors["US"]
    assert len(names) == len(set(colors.values()))
    assert "#D55E00" not in colors.values()  # not even for a bloc of no target


def test_panels_may_have_scales_of_their_own_and_then_tell_values():
    data = pd.DataFrame({"verb": ["say", "ask", "go"], "who": ["A", "A", "B"], "n": [400, 20, 1]})
    look = {"label": "verb", "panel": "who", "value": "n", "title": "T", "axis": "clauses"}
    first, second = plot_words(data, same_scale=False, **look).figure.axes[:2]
    assert second.get_xlim()[1] < 2 < first.get_xlim()[1]
    assert ["400", "20"] == [text.get_text() for text in first.texts]
    first, second = plot_words(data, **look).figure.axes[:2]
    assert second.get_xlim() == first.get_xlim()
    assert ["1"] == [text.get_text() for text in second.texts]


@pytest.mark.parametrize("names", [["word"], ["a word of many letters, in truth"]], ids=["short", "long"])
@pytest.mark.parametrize("n", [1, 2, 3, 4, 12])
def test_headings_and_words_of_panels_keep_clear_of_one_another(n, names):
    groups = [f"Outlet {number:03} of a long list of them" for number in range(n)]
    data = pd.DataFrame([(g, name, 1.2) for g in groups for name in names], columns=["who", "word", "n"])
    figure = plot_words(data, label="word", panel="who", value="n", title="T", axis="log ratio").figure
    figure.draw_without_rendering()
    axes = [ax for ax in figure.axes if ax.get_visible()]
    headings = [ax._left_title.get_window_extent() for ax in axes]  # no public way to the title at the left
    labels = [tick.get_window_extent() for ax in axes for tick in ax.get_yticklabels()]
    assert all(box.x1 <= figure.bbox.x1 for box in headings)
    assert not any(box.count_overlaps([other for other in headings + labels if other is not box]) for box in headings)


@pytest.mark.parametrize("make", ["words", "grid"])
def test_without_rows_the_figure_says_so(make):
    (text,) = charts([])[make].figure.axes[0].texts
    assert "nothing to show" == text.get_text()


@pytest.mark.parametrize("size", [10, 60])
@pytest.mark.parametrize("end", ["", " of a town"], ids=["one word", "words"])
@pytest.mark.parametrize("n", [2, 5, 12])
def test_heads_of_a_grid_do_not_overlap(n, size, end):
    columns = [f"{number:02}{'Example' * 10}"[: size - len(end)] + end for number in range(n)]
    data = pd.DataFrame({"word": ["word", "w" * 60], **dict.fromkeys(columns, 1.0)})
    figure = plot_grid(data, label="word", columns=columns, title="T", axis="n").figure
    figure.draw_without_rendering()
    heads = figure.axes[0].get_xticklabels()
    boxes = [head.get_window_extent() for head in heads]
    assert n == len(heads)
    assert all(0 <= box.x0 and box.x1 <= figure.bbox.x1 for box in boxes)
    if heads[0].get_rotation():  # lines aslant at one height touch where their starts are nearer than a line is high
        height = 1.2 * heads[0].get_fontsize() * figure.dpi / 72
        step = np.diff(figure.axes[0].transData.transform([(0, 0), (1, 0)])[:, 0])[0]
        assert step / 2**0.5 > height
    else:
        assert all(left.x1 < right.x0 for left, right in pairwise(boxes))


@pytest.mark.filterwarnings("error::UserWarning")
def test_signs_that_the_font_lacks_give_no_warning_in_heads():
    data = pd.DataFrame({"word": ["👩🏽‍🚀"], "日本": [1.0], "👩🏽‍🚀": [1.0]})
    assert plot_grid(data, label="word", columns=list(data.columns[1:]), title="日", axis="n").to_svg()


def test_names_with_formulas_are_wrapped_whole():
    assert "aaaa\n\\$bb" == wrap_name("aaaa $bb", 4)
    assert "aaaaaaa\\$\nb" == wrap_name("aaaaaaa$b", 8)


def test_names_that_begin_with_an_underscore_stand_in_legends():
    wide = pd.DataFrame({"name": ["one"], "n": [1], "m": [1]})
    bars = plot_stacked_bars(wide, label="name", parts={"n": "_n", "m": "M"}, title="T", axis="n")
    look = {"label": "name", "value": "n", "group": "m", "groups": {1: "_n"}, "colors": {1: "#000000"}}
    dotted = plot_dots(wide, title="T", axis="n", **look)
    for chart, expected in ((bars, ["_n", "M"]), (dotted, ["_n"])):
        assert expected == [text.get_text() for text in chart.figure.legends[0].get_texts()]


def test_dots_have_bars_where_there_is_an_interval():
    data = pd.DataFrame(
        {
            "source": ["Herald", "Post"],
            "target": "US",
            "mean": [0.25, -0.5],
            "low": [0.125, float("nan")],
            "high": [0.375, float("nan")],
        }
    )
    look = {"label": "source", "value": "mean", "group": "target", "groups": {"US": "United States"}}
    look |= {"colors": {"US": "#0072B2"}, "title": "Tone", "axis": "mean"}
    chart = plot_dots(data, **look, low="low", high="high")
    bars = [c for c in chart.figure.axes[0].collections if isinstance(c, LineCollection)]
    assert [[[0.125, 0.0], [0.375, 0.0]]] == [line.tolist() for bar in bars for line in bar.get_segments()]
    assert (
        "mean; bars: 95% intervals. Herald: United States +0.25 (+0.12 to +0.38); Post: United States -0.50."
        in chart.alt
    )
    assert {"low", "high"} <= set(chart.data.columns)
    without = plot_dots(data.tail(1), **look, low="low", high="high")
    assert "bars" not in without.alt
    assert "interval" not in plot_dots(data, **look).alt


def test_dots_of_nothing_with_intervals():
    data = pd.DataFrame(columns=["source", "target", "mean", "low", "high"]).astype({"source": "str"})
    look = {"label": "source", "value": "mean", "group": "target", "groups": {"US": "United States"}}
    look |= {"colors": {"US": "#0072B2"}, "title": "Tone", "axis": "mean"}
    assert "nan" not in plot_dots(data, **look, low="low", high="high").alt


def test_names_of_axes_beside_one_another_do_not_run_into_each_other():
    names = ["x" * 60]
    rows = [(name, "US", 0.1, 0.0, 0.2, panel) for name in names for panel in "abc"]
    data = pd.DataFrame(rows, columns=["name", "target", "score", "low", "high", "panel"])
    look = {"label": "name", "value": "score", "group": "target", "groups": GROUPS, "colors": COLORS, "title": "Tone"}
    look |= {"panel": "panel", "panels": {panel: panel for panel in "abc"}, "low": "low", "high": "high"}
    chart = plot_dots(data, axis="mean score, -1 hostile to 1 friendly", **look)
    chart.figure.draw_without_rendering()
    boxes = [ax.xaxis.label.get_window_extent() for ax in chart.figure.axes]
    assert not any(one.overlaps(other) for n, one in enumerate(boxes) for other in boxes[:n])
