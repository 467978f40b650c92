"""Figures of keywords show what the table holds, say what they leave out, and take terms for nothing but text."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex

from helpers.figures import (
    MAX_ROWS,
    PALETTE,
    plot_contrast,
    plot_keyness,
    plot_matrix,
    plot_positions,
    plot_rates,
    plot_timeline,
)
from helpers.figures.names import shorten

INF = float("inf")
NASTY = ["$\\frac$", "$\\frac{1}{0}$", "a\nb\tc", "<b>bold</b>", "x" * 5000, "\u202eevil\u0000", "العقوبات", "🙂", ""]
HOLLOW = "#ffffff"


def draw_keyness(rows, *, ends=True, **options):
    data = pd.DataFrame(rows, columns=["focus", "term", "value", "low", "high"])
    columns = {"low": "low", "high": "high"} if ends else {"low": None, "high": None}
    settings = {"label": "term", "value": "value", "panel": "focus", "nulls": {}, "title": "T", "axis": "log ratio"}
    return plot_keyness(data, **columns, **settings | options)


def draw_contrast(rows, **options):
    data = pd.DataFrame(rows, columns=["term", "value", "low", "high", "sure"])
    sides = {"sides": {"a": "near A", "b": "near B"}, "colors": {"a": "#0072b2", "b": "#d55e00"}}
    columns = {"label": "term", "value": "value", "low": "low", "high": "high"}
    return plot_contrast(data, **columns, **sides, title="T", axis="log ratio", **options)


def draw_positions(rows):
    data = pd.DataFrame(rows, columns=["article", "term", "position"])
    return plot_positions(data, row="article", panel="term", position="position", title="T")


def draw_matrix(rows, order):
    data = pd.DataFrame(rows, columns=["a", "b", "value"])
    return plot_matrix(data, row="a", column="b", value="value", order=order, title="T", axis="logDice")


def draw_timeline(rows, by="month"):
    data = pd.DataFrame(rows, columns=["term", "period", "rate", "n"])
    columns = {"label": "term", "period": "period", "value": "rate", "count": "n"}
    return plot_timeline(data, **columns, title="T", axis="per 10,000 words", by=by)


def draw_rates(rows, highlight):
    data = pd.DataFrame(rows, columns=["term", "a", "b"])
    return plot_rates(data, x="a", y="b", label="term", highlight=highlight, title="T", axes=("$A$", "B"))


def charts(names):
    numbers = range(1, len(names) + 1)
    return {
        "keyness": draw_keyness([(name, name, 1.0 - n, -INF, INF) for n, name in enumerate(names)]),
        "contrast": draw_contrast([(name, (-1.0) ** n, -INF, INF, n > 1) for n, name in enumerate(names)]),
        "positions": draw_positions([(name, name, 0.5) for name in names]),
        "matrix": draw_matrix([(name, names[0], 5.0) for name in names[1:]], names),
        "timeline": draw_timeline([(name, "2019-01-01", 3.0, 2) for name in names]),
        "rates": draw_rates([(name, 10 - n, n) for n, name in zip(numbers, names, strict=True)], names),
    }


KINDS = list(charts(["one"]))


@pytest.mark.filterwarnings("ignore:Glyph")  # a sign that the font lacks is drawn as a box; CSV and alt text hold it
@pytest.mark.parametrize("names", [["one"], ["one", "two"], NASTY, []], ids=["one", "two", "nasty", "none"])
@pytest.mark.parametrize("kind", KINDS)
def test_any_terms_can_be_drawn(kind, names):
    chart = charts(names)[kind]
    assert "</svg>" in chart.to_svg()
    assert 8.4 == chart.figure.get_size_inches()[0]
    assert "T" == chart.title


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_figure_has_the_same_bytes(kind):
    assert charts(["one", "two"])[kind].to_svg() == charts(["one", "two"])[kind].to_svg()


@pytest.mark.parametrize("kind", KINDS)
def test_without_rows_alternative_text_says_so(kind):
    assert charts([])[kind].alt.endswith("T. No data.")


@pytest.mark.parametrize("kind", KINDS)
def test_formulas_stay_text(kind):
    chart = charts(["$\\frac$", "two"])[kind]
    texts = [text for text in chart.figure.findobj(lambda artist: hasattr(artist, "get_text")) if text.get_text()]
    drawn = [text.get_text() for text in texts if "frac" in text.get_text()]
    assert drawn
    assert {"\\$\\frac\\$"} == set(drawn)


def panel_names(chart):
    return [ax.get_title(loc="left") for ax in chart.figure.axes if ax.get_visible()]


def row_names(ax):
    return [tick.get_text() for tick in ax.get_yticklabels()]


def faces(ax):
    """Return the colours of the dots, which are drawn last."""
    return [to_hex(color) for color in ax.collections[-1].get_facecolors()]


SIX = [("x", name, value, value - 1, value + 1) for name, value in zip("abcdef", (3, 2, 1, -1, -2, -3), strict=True)]


@pytest.mark.parametrize(
    ("top", "expected"),
    [(8, list("abcdef")), (4, list("abcef")), (2, list("abf")), (1, ["a"])],
)
def test_keyness_shows_the_highest_and_half_as_many_of_the_lowest(top, expected):
    chart = draw_keyness(SIX, top=top)
    assert expected == row_names(chart.figure.axes[0])
    assert f"{len(expected)} of 6 terms" in chart.figure.axes[0].get_xlabel()
    assert 6 == len(chart.data)


def test_equal_values_keep_the_order_of_the_table():
    rows = [("x", name, 1, 0, 2) for name in "cab"] + [("x", name, -1, -2, 0) for name in "fde"]
    assert ["c", "a", "f"] == row_names(draw_keyness(rows, top=2).figure.axes[0])


def test_values_that_are_no_numbers_are_not_drawn():
    rows = [("x", "a", 1, 0, 2), ("x", "b", float("nan"), 0, 2), ("x", "c", INF, 0, 2)]
    assert ["a"] == row_names(draw_keyness(rows).figure.axes[0])


@pytest.mark.parametrize(
    ("nulls", "expected"),
    [
        ({"x": 1.5}, [PALETTE[0], PALETTE[0], HOLLOW, HOLLOW, PALETTE[0], PALETTE[0]]),
        ({"x": 3.0}, [HOLLOW] * 6),
        ({"x": float("nan")}, [PALETTE[0]] * 6),
        ({}, [PALETTE[0]] * 6),
        (None, [PALETTE[0]] * 6),
    ],
)
def test_dots_inside_the_noise_band_are_hollow(nulls, expected):
    assert [color.lower() for color in expected] == faces(draw_keyness(SIX, nulls=nulls).figure.axes[0])


@pytest.mark.parametrize(
    ("nulls", "expected"), [({"x": 1.0}, [False, True]), ({}, [False, False]), (None, [False, False])]
)
def test_panels_without_a_noise_band_say_why(nulls, expected):
    chart = draw_keyness([*SIX, ("y", "a", 1, 0, 2)], nulls=nulls)
    assert expected == ["too few articles" in ax.get_xlabel() for ax in chart.figure.axes]
    note = "".join(legend.get_title().get_text() for legend in chart.figure.legends)
    assert (nulls == {}) == ("too few articles" in note)  # said once where it holds for all
    legend = [text.get_text() for legend in chart.figure.legends for text in legend.get_texts()]
    assert bool(nulls) == any("95% of random halvings" in text for text in legend)


@pytest.mark.parametrize(
    ("low", "high", "n_left", "n_right"), [(0.9, 1.2, 0, 0), (-INF, 1.2, 1, 0), (0.9, 9, 0, 1), (-INF, INF, 1, 1)]
)
def test_intervals_that_leave_the_panel_have_an_arrow_at_its_edge(low, high, n_left, n_right):
    ax = draw_keyness([("x", "a", 1, low, high)]).figure.axes[0]
    _, left, right, _ = ax.collections
    assert (n_left, n_right) == (len(left.get_offsets()), len(right.get_offsets()))
    edges = ax.get_xlim()
    assert [edges[0]] * n_left + [edges[1]] * n_right == [x for x, _ in [*left.get_offsets(), *right.get_offsets()]]


def test_keyness_says_which_sources_are_left_out():
    chart = draw_keyness([(f"source {n}", "a", 1, 0, 2) for n in range(20)])
    assert [f"source {n}" for n in range(8)] == panel_names(chart)
    assert "first 8 of 20 groups; the CSV holds all" in chart.figure.legends[0].get_title().get_text()


def test_alternative_text_of_keyness_names_both_ends_and_the_band():
    chart = draw_keyness(SIX, top=2, nulls={"x": 1.25})
    assert "log ratio. x: highest a +3.0, b +2.0; lowest f -3.0; noise band up to 1.2." in chart.alt


def test_contrast_shows_each_side_in_its_color_and_what_is_not_sure_hollow():
    rows = [("a", 2, 1, 3, True), ("b", -1, -3, 1, False), ("c", 1, -1, 3, False), ("d", -2, -INF, -1, True)]
    chart = draw_contrast([*rows, ("e", 0, -1, 1, False)])
    (ax,) = chart.figure.axes
    assert ["a", "c", "b", "d"] == row_names(ax)
    assert ["#0072b2", HOLLOW, HOLLOW, "#d55e00"] == faces(ax)
    bars = [(bar.get_width(), to_hex(bar.get_facecolor())) for bar in ax.patches if bar.get_height() < 1]
    assert [(2, "#0072b2"), (1, "#0072b2"), (-1, "#d55e00"), (-2, "#d55e00")] == bars
    assert ax.get_xlim()[0] == -ax.get_xlim()[1]
    assert "near A: highest a +2.0, c +1.0 (not sure). near B: lowest d -2.0, b -1.0 (not sure)." in chart.alt


def test_contrast_shows_the_top_of_each_side():
    rows = [(f"{side}{n}", sign * n, 0, 0, True) for side, sign in (("r", 1), ("l", -1)) for n in range(1, 10)]
    chart = draw_contrast(rows, top=2)
    assert ["r9", "r8", "l8", "l9"] == row_names(chart.figure.axes[0])
    assert "4 of 18 terms" in chart.figure.axes[0].get_xlabel()


def segments(line):
    """Return both ends of each piece of a broken line."""
    return [(a, b, c, d) for (a, b), (c, d), _ in line.get_xydata().reshape(-1, 3, 2).tolist()]


def test_positions_have_a_tick_per_occurrence_and_a_line_per_article():
    rows = [
        ("one", "gas", 0.1),
        ("one", "gas", 0.9),
        ("two", "gas", np.nan),
        ("two", "oil", 0.5),
        ("three", "oil", np.nan),
    ]
    chart = draw_positions(rows)
    assert ["gas", "oil"] == panel_names(chart)
    gas, oil = chart.figure.axes
    assert ["one", "two", "three"] == row_names(gas)
    lines, ticks = gas.lines
    assert [(0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 1, 2)] == segments(lines)
    assert [(0.1, -0.33, 0.1, 0.33), (0.9, -0.33, 0.9, 0.33)] == segments(ticks)
    assert 1 == len(segments(oil.lines[1]))
    assert "gas 2 in 1 article; oil 1 in 1 article; of 3 articles." in chart.alt


def test_positions_say_which_articles_and_terms_are_left_out():
    rows = [(f"article {n}", f"term {term}", 0.5) for n in range(40) for term in range(9)]
    chart = draw_positions(rows)
    assert 6 == len(chart.figure.axes)
    assert MAX_ROWS == len(segments(chart.figure.axes[0].lines[1]))
    note = chart.figure.legends[0].get_title().get_text()
    assert "first 30 of 40 articles" in note
    assert "first 6 of 9 terms" in note
    assert "term 0 40 in 40 articles" in chart.alt


def test_matrix_is_the_lower_triangle_of_pairs_in_either_order():
    chart = draw_matrix([("a", "b", 1.0), ("c", "a", 2.0), ("b", "c", np.nan), ("a", "z", 9.0)], list("abc"))
    ax = chart.figure.axes[0]
    assert [[1.0, None], [2.0, None]] == ax.collections[0].get_array().tolist()
    written = {text.get_text(): text.get_position() for text in ax.texts}
    assert {"1.0": (0, 0), "2.0": (0, 1)}.items() <= written.items()
    # each term stands at the end of its row, above its column
    assert {"a": (-0.4, -1), "b": (0.6, 0), "c": (1.6, 1)}.items() <= written.items()
    assert "logDice" == chart.figure.axes[1].get_xlabel()
    assert "Highest of 2 pairs: a and c 2.0; a and b 1.0." in chart.alt


@pytest.mark.parametrize(("n", "n_numbers", "n_rows"), [(15, 105, 14), (16, 0, 15), (40, 0, MAX_ROWS - 1)])
def test_matrix_writes_numbers_where_there_is_room(n, n_numbers, n_rows):
    terms = [f"term {i}" for i in range(n)]
    chart = draw_matrix([(a, b, 1.0 + i) for i, a in enumerate(terms) for b in terms[:i]], terms)
    ax = chart.figure.axes[0]
    assert n_numbers + n_rows + 1 == len(ax.texts)
    assert n_rows == len(ax.collections[0].get_array())
    assert (n > MAX_ROWS) == (f"first {MAX_ROWS} of {n} terms" in chart.figure.legends[0].get_title().get_text())


@pytest.mark.parametrize(
    ("by", "periods", "expected"),
    [
        ("month", ["2019-01-01"], [1]),
        ("month", ["2018-12-01", "2019-01-01", "2019-03-01"], [2, 1]),
        ("month", ["2019-03-01", "2019-01-01", "2019-02-01"], [3]),
        ("month", ["2018-01-01", "2019-01-01"], [1, 1]),
        ("year", ["2016-01-01", "2018-01-01", "2019-01-01"], [1, 2]),
    ],
)
def test_only_periods_that_follow_one_another_are_joined(by, periods, expected):
    ax = draw_timeline([("gas", period, 3.0, 2) for period in periods], by).figure.axes[0]
    assert expected == [len(line.get_xdata()) for line in ax.lines[:-1]]  # the last one is at 0
    assert len(periods) == len(ax.collections[0].get_offsets())


def test_timeline_draws_dots_by_their_number_of_articles_on_one_scale():
    rows = [("gas", "2019-01-01", 3.0, 4), ("gas", "2019-02-01", 9.0, 2), ("oil", "2019-01-01", 1.0, 4)]
    chart = draw_timeline(rows)
    gas, oil = chart.figure.axes
    small, large = (dots.get_sizes()[0] for dots in gas.collections)
    assert large == pytest.approx(2 * small, rel=0.1)
    assert ["9"] == [text.get_text() for text in gas.texts]  # the highest
    assert gas.get_ylim() == oil.get_ylim()
    legend = [text.get_text() for text in chart.figure.legends[0].get_texts()]
    assert ["2 articles of that month", "4 articles of that month"] == legend
    assert "gas: first 3.0 in January 2019 (4 articles), highest 9.0 in February 2019 (2 articles)" in chart.alt


def test_timeline_says_which_terms_are_left_out():
    chart = draw_timeline([(f"term {n}", "2019-01-01", 1.0, 1) for n in range(11)])
    assert [f"term {n}" for n in range(8)] == panel_names(chart)
    assert "first 8 of 11 terms; the CSV holds all" == chart.figure.legends[0].get_title().get_text()


def dots_of(line):
    return [(a, b) for a, b, *_ in segments(line)]


def test_rates_of_0_stand_in_a_strip_of_their_own():
    chart = draw_rates([("gas", 0, 5), ("oil", 5, 0), ("tea", 5, 50), ("air", 0, 0)], [])
    ax = chart.figure.axes[0]
    drawn = dots_of(ax.lines[1])
    zero = ax.get_xticks()[0]
    assert "0" == ax.get_xticklabels()[0].get_text()
    assert [(zero, 5), (5, zero), (5, 50)] == drawn
    assert ax.get_xlim()[0] < zero < 5
    assert "3 terms" in chart.alt


def test_rates_draw_terms_at_the_same_place_once():
    chart = draw_rates([(f"term {n}", 1, n % 2) for n in range(100)], ["term 3"])
    _, named, others = chart.figure.axes[0].lines
    assert (2, 1) == (len(dots_of(others)), len(dots_of(named)))
    legend = [text.get_text() for text in chart.figure.legends[0].get_texts()]
    assert ["chosen terms, named where there is room", "99 other terms, one dot for those at the same place"] == legend
    assert "Chosen, with their rates: term 3 1.0 and 1.0." in chart.alt


def named_boxes(chart):
    chart.figure.draw_without_rendering()
    line, *names = chart.figure.axes[0].texts
    assert "same rate" == line.get_text().strip()
    return {text.get_text(): text.get_window_extent() for text in names}


def test_names_do_not_cover_one_another_and_stay_inside():
    random = np.random.default_rng(5)
    rows = [(f"a longer term {n}", *random.choice([0, 1, 2, 3, 50], 2)) for n in range(60)]
    chart = draw_rates(rows, [name for name, *_ in rows])
    boxes = list(named_boxes(chart).values())
    assert 15 < len(boxes) <= MAX_ROWS
    assert [1] * len(boxes) == [box.count_overlaps(boxes) for box in boxes]
    frame = chart.figure.axes[0].get_window_extent()
    assert all(frame.x0 < box.x0 and box.x1 < frame.x1 for box in boxes)


def test_of_names_without_room_the_first_chosen_are_written():
    rows = [(f"term {n}", 2, 3) for n in range(30)]
    chart = draw_rates(rows, [f"term {n}" for n in reversed(range(30))])
    assert {"term 29", "term 28"} <= set(named_boxes(chart))
    assert len(named_boxes(chart)) < 30


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("short (1 article)", "short (1 article)"),
        ("a very long term of many words (1 article)", "a very long… (1 article)"),
        ("a very long term of many words", "a very long term of man…"),
        ("x" * 30 + " (one two three four five)", "x" * 23 + "…"),
        ("a\nb $x$", "a b \\$x\\$"),
    ],
)
def test_long_names_keep_what_stands_in_brackets(text, expected):
    assert expected == shorten(text, 24)
