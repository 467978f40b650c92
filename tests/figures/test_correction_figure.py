"""The figure of corrected tone shows both means, says what could not be corrected, and takes names for text."""

import pandas as pd
import pytest

from helpers.figures import MAX_PANELS, MAX_ROWS, plot_correction
from helpers.schemas import CorrectedTone

LABELS, COLORS = {"US": "United States", "Russia": "Russia"}, {"US": "#0072b2", "Russia": "#d55e00"}
NAN = float("nan")
NAMES = ["source", "target", "scorer", "raw", "raw_low", "raw_high", "corrected", "low", "high"]
ROWS = [
    ("all sources", "Russia", "x", 0.1, 0.0, 0.2, NAN, NAN, NAN),
    ("all sources", "US", "x", -0.3, -0.4, -0.2, -0.1, -0.3, 0.1),
    ("all sources", "difference", "x", 0.001, NAN, NAN, NAN, NAN, NAN),
]
pytestmark = pytest.mark.filterwarnings("error::UserWarning", "error::RuntimeWarning")


def draw(rows):
    counts = {"n_articles": 9, "n_mentions": 9, "n_coded": 9, "n_articles_coded": 9, "trust": 1.0}
    table = pd.DataFrame(rows, columns=NAMES).assign(**counts)[CorrectedTone.column_names()]
    chart = plot_correction(table if rows else CorrectedTone.empty(), labels=LABELS, colors=COLORS, title="Tone")
    assert chart.to_svg()
    return chart


def test_both_means_stand_side_by_side():
    chart = draw(ROWS)
    (ax,) = chart.figure.axes
    assert ["United States", "Russia", "difference"] == [name.get_text() for name in ax.get_yticklabels()]
    said = [text.get_text() for text in ax.texts]
    assert ["−0.30 as scored", "+0.10", "0.00", "−0.10 corrected", "too few coded", "too few coded"] == said
    assert "all sources, United States: as scored −0.30 (−0.40 to −0.20), corrected −0.10 (−0.30 to +0.10)" in chart.alt
    assert "all sources, difference: as scored 0.00, too few coded to correct" in chart.alt
    assert "nan" not in chart.alt


def test_no_more_rows_and_panels_than_can_be_read():
    (ax,) = draw([(f"s{n:02}", "US", "x", *ROWS[0][3:]) for n in range(40)]).figure.axes
    assert MAX_ROWS == len(ax.get_yticklabels())
    assert "first 30 of 40 rows" in ax.get_xlabel()
    many = [("all sources", "US", f"x{n:02}", *ROWS[0][3:]) for n in range(MAX_PANELS + 1)]
    assert MAX_PANELS == len(draw(many).figure.axes)


def test_names_are_text_and_targets_without_a_name_left_out():
    rows = [("$\\frac$ <b>" + "x" * 300, "US", "$x$", *ROWS[0][3:]), ("one", "Atlantis", "x", *ROWS[0][3:])]
    (ax,) = draw(rows).figure.axes
    assert ["\\$\\frac\\$ <b>xxxxxx…: United States"] == [name.get_text() for name in ax.get_yticklabels()]
    assert "\\$x\\$" == ax.get_title(loc="left")


def test_nothing_to_show():
    assert "No data" in draw([]).alt
