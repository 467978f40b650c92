"""Figures for phones, and for desks: nothing is cut, no letters are too small, and no pictures are needed."""

import re
from itertools import product

import numpy as np
import pandas as pd
import pytest

from helpers.claims import order_by_likeness
from helpers.figures import (
    plot_bars,
    plot_coverage,
    plot_dots,
    plot_grid,
    plot_profile,
    plot_roles,
    plot_similarity,
    plot_stacked_bars,
    plot_strips,
    plot_words,
)
from helpers.figures.colors import choose_edge
from helpers.figures.names import cut_name, tell_some
from helpers.schemas import RoleCounts, SourceMeasures

NAMES = {
    "one": ["Daily"],
    "long": [
        "W" * 300,
        "a long name of words " * 20,
        "\u0639\u0642\u0648\u0628\u0627\u062a " * 40,
        "\U0001f642" * 99,
        "\u65e5\u672c" * 90,
        "$x$",
    ],
    "many": [f"Source {n:03}" for n in range(500)],
}
LABELS = {"US": "United States", "Russia": "Russia"}
COLORS = {"US": "#0072B2", "Russia": "#D55E00"}
NAN = float("nan")


def draw_bars(names):
    data = pd.DataFrame({"name": names, "n": range(1, len(names) + 1)})
    return plot_bars(data, label="name", value="n", title="T", axis="words")


def draw_stacked(names):
    data = pd.DataFrame({"name": names, **{f"speaker {n}": 10.0 for n in range(10)}})
    parts = {name: name for name in data.columns[1:]}
    colors = dict.fromkeys(parts, "#d0d7de")
    return plot_stacked_bars(data, label="name", parts=parts, title="T", axis="%", totals=False, colors=colors)


def draw_strips(names):
    segments = pd.DataFrame({"name": names, "start": 0, "end": 90, "kind": "text"})
    look = {"kinds": {"text": "analysed"}, "colors": {"text": "#E69F00"}, "title": "T", "axis": "characters"}
    return plot_strips(segments, label="name", kind="kind", **look)


def draw_dots(names):
    rows = [(*row, 0.1, -0.2, 0.4) for row in product(names, LABELS, ["stance", "vader masked"])]
    data = pd.DataFrame(rows, columns=["name", "target", "scorer", "mean", "low", "high"])
    look = {"label": "name", "value": "mean", "group": "target", "groups": LABELS, "colors": COLORS}
    look |= {"panel": "scorer", "panels": {name: name for name in ("stance", "vader masked")}, "limits": (-1, 1)}
    return plot_dots(data, title="T", axis="mean score, -1 hostile to 1 friendly", low="low", high="high", **look)


def draw_grid(names):
    data = pd.DataFrame({"term": ["sanctions", "peace" * 30], **dict.fromkeys(names, 123.45)})
    return plot_grid(data, label="term", columns=names, title="T", axis="per 10,000 words of the source")


def draw_words(names):
    data = pd.DataFrame([(name, word, 5.5) for name in names for word in "abcdefgh"], columns=["who", "word", "n"])
    return plot_words(data, label="word", panel="who", value="n", title="T", axis="log ratio")


def draw_profile(names):
    measures = {"words": "", "share_quoted": "", "attention": "US", "tone": "Russia"}
    rows = [(name, measure, target, 0.5, NAN, NAN, 1) for name in names for measure, target in measures.items()]
    table = pd.DataFrame(rows, columns=SourceMeasures.column_names())
    return plot_profile(table, sources=names, labels=LABELS, colors=COLORS, title="T")


def draw_roles(names):
    rows = [(name, target, 1234, 617, 0.5, 0.8) for name, target in product(names, LABELS)]
    table = pd.DataFrame(rows, columns=["source", "target", "n_agent", "n_patient", "low", "high"])
    counted = {"n_mentions": 2000, "n_neither": 149, "share_agent": 0.67, "share_passive": None, "n_articles": 9}
    return plot_roles(RoleCounts.validate(table.assign(**counted)), labels=LABELS, colors=COLORS, title="T")


def draw_similarity(names):
    names = [*names[:40], "another"]
    first, second = np.triu_indices(len(names), k=1)
    table = pd.DataFrame({"first": [names[n] for n in first], "second": [names[n] for n in second], "unit": "source"})
    table = table.assign(tfidf=np.linspace(0.1, 0.9, len(table)))
    found = order_by_likeness(table)
    view = {"order": found.order, "linkage": found.linkage, "value": "tfidf"}
    return plot_similarity(table, title="T", axis="cosine of TF-IDF weights, 1 for the same", **view)


def draw_coverage(names):
    days = pd.to_datetime(["2014-01-01", "2018-06-01"])
    rows = [(name, day, 3) for name in names for day in days]
    events = pd.DataFrame({"date": days, "event": [f"{'A meeting of ministers ' * 20}", "W" * 300]})
    return plot_coverage(pd.DataFrame(rows, columns=["source", "period", "n_articles"]), events, title="T")


DRAW = [draw_bars, draw_stacked, draw_strips, draw_dots, draw_grid, draw_words]
DRAW += [draw_profile, draw_roles, draw_similarity, draw_coverage]


@pytest.mark.filterwarnings("error:constrained_layout not applied")
@pytest.mark.filterwarnings("ignore:Glyph")
@pytest.mark.parametrize("names", NAMES.values(), ids=NAMES)
@pytest.mark.parametrize("draw", DRAW, ids=lambda draw: draw.__name__)
def test_nothing_is_cut_and_all_can_be_read(draw, names):
    chart = draw(names)
    for figure, narrow in ((chart.figure, False), (chart.narrow, True)):
        svg = chart.to_svg(narrow=narrow)
        assert len(svg.encode()) < 200_000
        assert "<image" not in svg
        sizes = {
            float(size)
            for size in re.findall(r"font-size: ([0-9.]+)px|font: (?:\w+ )?([0-9.]+)px", svg)
            for size in size
            if size
        }
        assert min(sizes) >= 8
        figure.draw_without_rendering()
        drawn = figure.get_tightbbox().transformed(figure.dpi_scale_trans)  # less the names that stand above rows
        written = [(text.get_text(), text.get_window_extent()) for ax in figure.axes for text in ax.texts]
        for text, box in [("figure", drawn), *written]:
            assert box.x0 >= -1, text
            assert box.y0 >= -1, text
            assert box.x1 <= figure.bbox.x1 + 1, text
            assert box.y1 <= figure.bbox.y1 + 1, text
    assert len(chart.alt) < 1500


@pytest.mark.parametrize("draw", [draw_bars, draw_stacked, draw_strips, draw_dots, draw_roles, draw_coverage])
def test_on_phones_names_stand_above_their_rows(draw):
    chart = draw(["Daily", "Weekly"])
    assert [] == [tick.get_text() for tick in chart.narrow.axes[0].get_yticklabels()]
    above = {text.get_text().split(" (")[0]: text.get_position() for text in chart.narrow.axes[0].texts}
    assert all(0 == above[name][0] and row - 0.5 < above[name][1] < row for row, name in enumerate(["Daily", "Weekly"]))


def test_panels_stand_below_one_another_on_phones():
    chart = draw_dots(["Daily"])
    assert 1 == len({ax.get_subplotspec().colspan for ax in chart.narrow.axes})
    assert 2 == len({ax.get_subplotspec().colspan for ax in chart.figure.axes})


def test_pale_shapes_have_an_edge_that_can_be_seen():
    assert "white" == choose_edge("#0072B2")
    assert "white" != choose_edge("#E69F00") == choose_edge("#d0d7de")


def test_wide_letters_take_the_room_of_two():
    assert "a" * 10 == cut_name("a" * 10, 10)
    assert "\u65e5\u672c\u65e5\u672c\u2026" == cut_name("\u65e5\u672c" * 9, 10)
    assert "i" * 9 + "\u2026" == cut_name("i" * 99, 10)


def test_long_lists_are_told_in_part():
    assert "one; two" == tell_some(["one", "two"])
    assert ("x" * 300 + "; 2 more in the data table") == tell_some(["x" * 300, "y" * 300, "z"])
