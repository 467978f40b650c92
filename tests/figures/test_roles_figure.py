import pandas as pd
import pytest

from helpers.figures import plot_roles
from helpers.schemas.comparison import RoleCounts

LABELS = {"US": "United States", "Russia": "Russia"}
COLORS = {"US": "#0072B2", "Russia": "#D55E00"}


def counts(rows):
    """Return counts of lines of source, target, agents, patients and interval."""
    columns = ["source", "target", "n_agent", "n_patient", "low", "high"]
    table = pd.DataFrame(rows, columns=columns).astype({"low": "float64", "high": "float64"})
    acted = table["n_agent"] + table["n_patient"]
    share = table["n_agent"] / acted.where(acted > 0)
    return RoleCounts.validate(
        table.assign(n_mentions=acted + 1, n_neither=1, share_agent=share, share_passive=None, n_articles=acted)
    )


def plot(table):
    return plot_roles(table, labels=LABELS, colors=COLORS, title="Who acts")


def test_the_alternative_text_tells_each_share_and_its_mentions():
    chart = plot(counts([("Daily", "US", 3, 1, 0.5, 1.0), ("Daily", "Russia", 1, 1, None, None)]))
    assert "United States: Daily 0.75 of 4; Russia: Daily 0.50 of 2." in chart.alt
    assert [ax.get_title(loc="left") for ax in chart.figure.axes] == ["United States", "Russia"]


def test_an_interval_is_a_line_and_its_absence_a_hollow_mark():
    chart = plot(counts([("Daily", "US", 3, 1, 0.5, 1.0), ("Weekly", "US", 1, 1, None, None)]))
    lines, filled, hollow = chart.figure.axes[0].collections
    assert [[(0.5, 0.0), (1.0, 0.0)]] == [[tuple(point) for point in path.vertices] for path in lines.get_paths()]
    assert [(0.75, 0.0)] == [tuple(point) for point in filled.get_offsets()]
    assert [(0.5, 1.0)] == [tuple(point) for point in hollow.get_offsets()]


def test_an_interval_without_width_is_none():
    chart = plot(counts([("Daily", "US", 6, 0, 1.0, 1.0), ("Weekly", "US", 3, 3, 0.4, 0.6)]))
    lines, filled, hollow = chart.figure.axes[0].collections
    assert [1, 1, 1] == [len(lines.get_paths()), len(filled.get_offsets()), len(hollow.get_offsets())]
    assert [(1.0, 0.0)] == [tuple(point) for point in hollow.get_offsets()]
    (says,) = chart.figure.legends[0].get_texts()
    assert "no interval: fewer than 5 articles, or the same share in all" == says.get_text()


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [("Daily", "US", 0, 0, None, None)],
    ],
)
def test_without_mentions_that_act_it_says_so(rows):
    chart = plot(counts(rows))
    assert chart.alt.endswith("No data.")
    assert chart.to_svg()


@pytest.mark.filterwarnings("error::UserWarning")
def test_many_sources_with_odd_names_stay_readable():
    names = ["$x$ <b>" + "long " * 60 + str(number) for number in range(500)]
    table = counts([(name, "US", 1, 1, None, None) for name in names])
    chart = plot(table)
    assert "first 30 of 500 rows" in chart.figure.axes[0].get_xlabel()
    assert chart.to_svg() == plot(table).to_svg()
    assert len(chart.data) == 500
