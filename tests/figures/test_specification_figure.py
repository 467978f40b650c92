"""The specification curve shows each way of doing the analysis, and which one counts."""

from itertools import product

import numpy as np
import pandas as pd
import pytest

from helpers.figures import MAX_ROWS, plot_specifications
from helpers.schemas import OPTIONS, Specifications

NAN = float("nan")
NASTY = ["$\\frac$", "a\nb\tc", "<b>bold</b>", "x" * 300, "\u202eevil\u0000", "العقوبات"]


def make(scorers=("a",), *, width=0.1, n_missing=0, primary=0):
    """Return a table whose differences rise from -0.3, by 0.02 each."""
    ways = list(product(scorers, *OPTIONS.values()))
    rows = []
    for n, options in enumerate(ways):
        d = -0.3 + 0.02 * (n - n_missing) if n >= n_missing else NAN
        rows.append((*options, n == primary, 9, 90, d, d - width, d + width, 0.5))
    table = pd.DataFrame(rows, columns=Specifications.column_names())
    return table.assign(difference=table["difference"].clip(-2, 2))


def draw(table):
    chart = plot_specifications(table, title="Tone", axis="US less Russia")
    return chart, chart.to_svg()


def points(line):
    y = np.asarray(line.get_ydata(), dtype="float64")
    return y[~np.isnan(y)]


def test_the_primary_one_is_marked_and_named():
    chart, _ = draw(make(primary=3))
    above, below = chart.figure.axes
    assert ["primary: −0.24"] == [text.get_text() for text in above.texts]
    (diamond,) = [line for line in above.lines if line.get_marker() == "D"]
    assert ([3], [pytest.approx(-0.24)]) == (list(diamond.get_xdata()), list(diamond.get_ydata()))
    names = [tick.get_text() for tick in below.get_yticklabels()]
    assert ["scorer", "a", "page furniture", "cleaned", "as scraped", "whose words", "all voices"] == names[:7]
    assert 5 == sum(len(points(line)) // 2 for line in below.lines if line.get_color() == "#882255" and _is_bars(line))


def _is_bars(line):
    return np.isnan(np.asarray(line.get_ydata(), dtype="float64")).any()


def test_each_way_has_a_mark_in_each_choice():
    chart, _ = draw(make())
    _, below = chart.figure.axes
    assert 24 * 5 == sum(len(points(line)) // 2 for line in below.lines if _is_bars(line))


def test_differences_are_drawn_in_order_with_their_intervals():
    chart, _ = draw(make().iloc[::-1])
    above, _ = chart.figure.axes
    bars = [line for line in above.lines if _is_bars(line)]
    ends = np.sort(np.concatenate([points(line) for line in bars]))
    assert 4 * 24 == len(ends)
    assert (pytest.approx(-0.4), pytest.approx(0.26)) == (ends[0], ends[-1])
    for line in bars:
        assert (np.diff(points(line)[::2]) > 0).all()


def test_the_figure_is_told():
    alt = draw(make())[0].alt
    assert "24 ways of doing the analysis" in alt
    assert "15 are below 0, 8 above; 13 of 24 intervals leave 0 out" in alt
    assert "Lowest −0.30, median −0.07, highest 0.16." in alt
    assert "The primary one (scorer a; page furniture cleaned; whose words all voices;" in alt
    assert "−0.30 (−0.40 to −0.20)." in alt


def test_what_is_missing_is_left_out_and_told():
    chart, _ = draw(make(n_missing=5, primary=0))
    assert "19 ways" in chart.alt
    assert "5 more find no article that names both" in chart.alt
    assert "primary" not in chart.alt
    assert "nan" not in chart.alt
    assert [] == [text.get_text() for text in chart.figure.axes[0].texts]
    assert "5 more" in chart.figure.axes[1].get_xlabel()


def test_without_intervals_there_are_dots():
    chart, _ = draw(make(width=NAN))
    assert "no interval" in chart.alt
    legend = [text.get_text() for text in chart.figure.legends[0].texts]
    assert ["no interval: under 5 articles, or all say the same"] == legend


@pytest.mark.filterwarnings("error::RuntimeWarning", "error::UserWarning")
@pytest.mark.parametrize("table", [Specifications.empty(), make(n_missing=24), make().head(1), make(width=0.0)])
def test_little_to_show_breaks_nothing(table):
    chart, svg = draw(table)
    assert svg.startswith("<svg")
    assert ("No data" in chart.alt) == table["difference"].isna().all()
    assert (chart.figure.get_figheight() < 2) == table["difference"].isna().all()  # nothing takes little room


def test_names_are_nothing_but_text():
    _, svg = draw(make(NASTY))
    assert "<b>" not in svg


def test_hundreds_of_ways_make_a_small_file_that_is_the_same_each_time():
    table = make([f"scorer {n}" for n in range(12)])
    chart, svg = draw(table)
    assert 288 == len(table)
    assert len(svg) < 200_000
    assert svg == draw(table)[1]
    assert chart.data is table


def test_no_more_scorers_than_can_be_read():
    chart, _ = draw(make([f"scorer {n}" for n in range(40)]))
    names = [tick.get_text() for tick in chart.figure.axes[1].get_yticklabels()]
    assert MAX_ROWS == sum(name.startswith("scorer ") for name in names)
