"""Hostile strings in figures: each is drawn as text, and the SVG holds nothing else than with a harmless text."""

import pandas as pd
import pytest
from lxml import etree
from making_markup import normalise
from making_strings import STRINGS, UNICODE

from helpers.explore.export import draw_png, draw_svg
from helpers.figures import plot_bars, plot_coverage, plot_dots, plot_grid, plot_words
from helpers.figures.base import STYLE, start_figure
from helpers.figures.names import shorten
from helpers.figures.svg import render_svg

BATCH = 30  # rows that a figure has room for
SEEN = 6  # characters of a string that a figure shows in any case
TAGS = {"svg", "g", "defs", "style", "clipPath", "rect", "path", "use", "text", "tspan", "title", "desc"}
ATTRIBUTES = {"id", "d", "style", "transform", "viewBox", "version", "x", "y", "width", "height", "href", "clip-path"}
ATTRIBUTES |= {"type", "role", "fill", "font-family", "font-size", "font-weight"}


def draw_bars(texts):
    data = pd.DataFrame({"x": texts, "v": range(1, len(texts) + 1)})
    return plot_bars(data, label="x", value="v", title="".join(texts), axis="".join(texts))


def draw_dots(texts):
    data = pd.DataFrame({"x": texts, "v": 0.5, "group": [f"g{n % 6}" for n in range(len(texts))]})
    groups = {f"g{n}": text for n, text in enumerate(texts[:6])}
    look = {"colors": dict.fromkeys(groups, "#0072B2"), "title": texts[0], "axis": "".join(texts)}
    return plot_dots(data, label="x", value="v", group="group", groups=groups, **look)


def draw_grid(texts):
    columns = list(dict.fromkeys(texts[:10]))
    data = pd.DataFrame({"x": texts, **dict.fromkeys(columns, 0.5)})
    return plot_grid(data, label="x", columns=columns, title=texts[0], axis="".join(texts))


def draw_words(texts):
    data = pd.DataFrame({"x": texts, "panel": [texts[n % 3] for n in range(len(texts))], "v": 1.0})
    return plot_words(data, label="x", panel="panel", value="v", title=texts[0], axis="".join(texts))


def draw_coverage(texts):
    days = pd.date_range("2016-01-01", periods=len(texts), freq="D")
    data = pd.DataFrame({"source": texts, "period": days, "n_articles": 1})
    events = pd.DataFrame({"date": days, "event": texts, "reference": texts, "date_precision": "day"})
    return plot_coverage(data, events, title=texts[0], by="day")


CHARTS = {"bars": draw_bars, "dots": draw_dots, "grid": draw_grid, "words": draw_words, "coverage": draw_coverage}


EVERY = list(STRINGS.values())
MIXED = [*EVERY[:: len(EVERY) // BATCH + 1], UNICODE["NUL"], UNICODE["controls"], UNICODE["no characters"]]


def check_svg(svg):
    """Return the text of an SVG in which nothing stands but what figures are made of."""
    root = etree.fromstring(svg.encode())
    found = [(etree.QName(element).localname, *element.keys()) for element in root.iter()]
    assert {tag for tag, *_ in found} <= TAGS
    assert {name for _, *names in found for name in names} <= ATTRIBUTES
    assert all(value.startswith("#") for value in root.xpath("//@href"))
    return normalise("".join(root.itertext()))


@pytest.mark.parametrize("chart", CHARTS)
def test_a_figure_is_made_of_what_figures_are_made_of(chart):
    drawn = CHARTS[chart](MIXED)
    check_svg(drawn.to_svg("x"))
    check_svg(drawn.to_svg("x", narrow=True))


@pytest.mark.parametrize("start", range(0, len(EVERY), BATCH))
def test_a_row_is_named_as_it_is_called(start):
    own = EVERY[start : start + BATCH]
    text = check_svg(draw_bars(own).to_svg("x"))
    assert [] == [name for name in own if normalise(name)[:SEEN] not in text]


def test_a_text_is_written_as_it_is():
    """Text by text: no formula comes of any, and no sign of it is lost."""
    figure = start_figure(3)
    for text in STRINGS.values():
        figure.text(0, 0, shorten(text, 60))
    text = check_svg(render_svg(figure, "x", STYLE))
    assert [] == [name for name, own in STRINGS.items() if normalise(own)[:SEEN] not in text]


def test_a_figure_that_is_exported_stands_alone():
    texts = list(STRINGS.values())
    chart, caption = draw_bars(texts[:2]), "".join(texts)
    text = check_svg(draw_svg(chart, caption))
    assert [] == [name for name, own in STRINGS.items() if normalise(own)[:SEEN] not in text]
    before = chart.to_svg("x")
    assert draw_png(chart, caption[:2000]).startswith(b"\x89PNG")
    assert before == chart.to_svg("x")


@pytest.mark.parametrize("text", [' xmlns="a" b', "xlink:href=#x", "a\x01b\x1bc\ufffed"])
def test_what_looks_like_markup_of_ours_stays_and_what_no_xml_holds_goes(text):
    figure = start_figure(1)
    figure.text(0, 0, text)
    [shown] = etree.fromstring(render_svg(figure, "x", STYLE).encode()).iter("text")
    assert normalise(text) == normalise("".join(shown.itertext()))
