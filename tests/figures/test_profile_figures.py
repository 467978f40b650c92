"""The figure of sources shows what the table holds, says what it leaves out, and takes names for nothing but text."""

import pandas as pd
import pytest
from matplotlib.axes import Axes

from helpers.figures import MAX_ROWS, plot_profile, plot_stacked_bars
from helpers.schemas import SourceMeasures

PANELS = {"words": "words", "share_quoted": "words quoted", "tone": "tone, -1 to 1"}
LABELS, COLORS = {"US": "United States", "Russia": "Russia"}, {"US": "#0072b2", "Russia": "#d55e00"}
NASTY = ["$\\frac$", "a\nb\tc", "<b>bold</b>", "x" * 300, "\u202eevil\u0000", "العقوبات", ""]
NAN = float("nan")
ROWS = [
    ("one", "words", "", 1200, NAN, NAN, 6),
    ("one", "share_quoted", "", 0.25, NAN, NAN, 6),
    ("one", "tone", "US", -0.1, -0.3, 0.1, 6),
    ("one", "tone", "Russia", 0.2, NAN, NAN, 2),
    ("two", "words", "", 0, NAN, NAN, 1),
    ("two", "share_quoted", "", NAN, NAN, NAN, 1),
]


def draw(rows, sources, panels=PANELS):
    measures = pd.DataFrame(rows, columns=SourceMeasures.column_names()) if rows else SourceMeasures.empty()
    chart = plot_profile(measures, sources=sources, panels=panels, labels=LABELS, colors=COLORS, title="Sources")
    chart.to_svg()
    return chart


def texts(ax: Axes) -> list[str]:
    return [text.get_text() for text in ax.texts]


def test_values_marks_and_intervals_are_drawn():
    words, quoted, tone = draw(ROWS, ["one", "two"]).figure.axes
    assert ["1,200", "0"] == texts(words)
    assert ["25%", "–"] == texts(quoted)  # of two nothing is known
    assert ["–"] == texts(tone)
    assert ["one", "two"] == [label.get_text() for label in words.get_yticklabels()]
    marks = [offsets for part in tone.collections if len(offsets := part.get_offsets()) and part.get_facecolor().size]
    assert {-0.1, 0.2} <= {float(x) for offsets in marks for x, _ in offsets}
    assert 0.0 in [float(x) for line in tone.lines for x in line.get_xdata()]


def test_the_figure_is_told():
    alt = draw(ROWS, ["one", "two"]).alt
    assert "one: words 1,200; words quoted 25%; tone, -1 to 1 (United States) -0.10 (-0.30 to 0.10)" in alt
    assert "tone, -1 to 1 (Russia) 0.20. two: words 0." in alt
    assert "nan" not in alt


def test_sources_are_in_the_order_given_and_what_is_left_out_is_told():
    chart = draw(ROWS, ["two"])
    assert ["0"] == texts(chart.figure.axes[0])
    assert "1 of 2 sources; the CSV holds all" in chart.alt
    assert "one:" not in chart.alt


def test_no_more_rows_than_can_be_read():
    many = [(f"s{n:03}", "words", "", n, NAN, NAN, 1) for n in range(500)]
    chart = draw(many, [row[0] for row in many])
    assert MAX_ROWS == len(texts(chart.figure.axes[0]))
    assert "30 of 500 sources" in chart.alt


@pytest.mark.filterwarnings("ignore:Glyph")
def test_names_are_text():
    rows = [(name, "words", "", 1, NAN, NAN, 1) for name in NASTY]
    labels = draw(rows, NASTY).figure.axes[0].get_yticklabels()
    assert "\\$\\frac\\$" == labels[0].get_text()
    assert max(len(label.get_text()) for label in labels) < 30


@pytest.mark.filterwarnings("error::UserWarning")
@pytest.mark.parametrize("n_panels", [0, 1, 3])
def test_nothing_to_show(n_panels):
    assert "No data" in draw([], [], dict(list(PANELS.items())[:n_panels])).alt


@pytest.mark.filterwarnings("error::UserWarning")
def test_one_source():
    assert 9 == len(draw(ROWS, ["one"], {f"m{n}": "x" for n in range(9)} | {}).figure.axes[:9])


def test_parts_that_add_up_to_the_same_are_told_one_by_one():
    data = pd.DataFrame({"source": ["one", "two"], "journalist": [60.0, 100.0], "US": [40.0, 0.0]})
    parts = {"journalist": "journalist", "US": "US"}
    chart = plot_stacked_bars(data, label="source", parts=parts, title="Who", axis="% of words", totals=False)
    assert "one: journalist 60, US 40; two: journalist 100." in chart.alt
    assert ["60", "100", "40"] == texts(chart.figure.axes[0])


@pytest.mark.filterwarnings("error::UserWarning")
def test_signs_that_the_font_lacks_give_no_warning():
    assert draw(ROWS, ["one"], {"m0": "👩🏽‍🚀"}).to_svg()


def test_a_legend_shows_names_as_they_are_and_not_too_long():
    names = [r"$\frac$", "N" * 300]
    data = pd.DataFrame({"source": ["A"], **{name: [50.0] for name in names}})
    chart = plot_stacked_bars(data, label="source", parts={name: name for name in names}, title="Who", axis="%")
    assert [r"\$\frac\$", "N" * 33 + "…"] == [text.get_text() for text in chart.figure.legends[0].get_texts()]
    assert chart.to_svg()
