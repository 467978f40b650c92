"""The timeline of coverage has a row per source, a line per event of its time, and says what it leaves out."""

import numpy as np
import pandas as pd
import pytest

from helpers.figures import MAX_ROWS, plot_coverage
from helpers.schemas import Events

NASTY = ["$\\frac$", "a\nb", "<b>bold</b>", "x" * 300, "العقوبات", "🙂", ""]


def make_counts(*rows):
    table = pd.DataFrame(rows, columns=["source", "period", "n_articles"])
    return table.astype({"period": "datetime64[ns]", "n_articles": "int64", "source": "str"}).assign(n_words=1)


def make_events(*dates, event="It happened"):
    if not dates:
        return Events.empty()
    return pd.DataFrame({"date": pd.to_datetime(list(dates)), "event": event, "reference": ""})


def draw(data, events=None, **options):
    return plot_coverage(data, make_events() if events is None else events, **{"title": "T"} | options)


def row_names(chart):
    return [tick.get_text() for tick in chart.figure.axes[0].get_yticklabels()]


def dots(chart):
    """Return date and hour, row and area of each dot."""
    points = chart.figure.axes[0].collections[-1]
    days = [str(np.datetime64("1970-01-01T00") + np.timedelta64(int(24 * x), "h")) for x, _ in points.get_offsets()]
    return list(zip(days, points.get_offsets()[:, 1], points.get_sizes(), strict=True))


def numbers(chart):
    """Return the number of each event and how high above the panel it stands, in points."""
    return [(text.get_text(), text.xyann[1]) for text in chart.figure.axes[0].texts]


def listed(chart):
    texts = [text.get_text() for text in chart.figure.axes[1].texts]
    return [tuple(texts[n : n + 3]) for n in range(0, len(texts), 3)]


def note(chart):
    return [legend.get_title().get_text() for legend in chart.figure.legends]


COUNTS = make_counts(("a", "2019-01-01", 2), ("a", "2019-03-01", 8), ("b", "2019-01-01", 20))


def test_rows_begin_with_the_source_of_most_articles():
    assert ["b (20 articles)", "a (10 articles)"] == row_names(draw(COUNTS))
    assert ["a (10 articles)", "b (20 articles)"] == row_names(draw(COUNTS, chosen=["a", "nobody"]))


@pytest.mark.parametrize(
    ("by", "expected"), [("day", ["2019-01-01T00", "2019-03-01T00"]), ("month", ["2019-01-16T12", "2019-03-16T12"])]
)
def test_dots_stand_in_the_middle_of_their_period_a_day_at_its_tick(by, expected):
    assert expected == sorted({day for day, _, _ in dots(draw(COUNTS, by=by))})


def test_dots_are_sized_by_articles():
    assert [(0, 180), (1, 18), (1, 72)] == [(row, size) for _, row, size in dots(draw(COUNTS))]


@pytest.mark.parametrize(
    ("date", "is_drawn"), [("2018-12-31", False), ("2019-01-01", True), ("2019-03-31", True), ("2019-04-01", False)]
)
def test_events_are_drawn_within_the_time_of_the_articles(date, is_drawn):
    chart = draw(COUNTS, make_events(date))
    assert is_drawn == bool(numbers(chart)) == bool(listed(chart))
    assert is_drawn == ("1 of 1 event lies outside the time of the articles" not in chart.alt)
    assert (note(chart) == [""]) == is_drawn


def test_events_are_numbered_in_order_of_time():
    events = make_events("2019-03-01", "2019-01-05")
    events["event"] = ["later", "sooner"]
    chart = draw(COUNTS, events)
    assert [("1", "2019-01-05", "sooner"), ("2", "2019-03-01", "later")] == listed(chart)
    assert "Events: 2019-01-05 sooner; 2019-03-01 later." in chart.alt


def test_numbers_of_near_events_stand_above_one_another():
    heights = dict(numbers(draw(COUNTS, make_events("2019-01-05", "2019-01-05", "2019-01-06", "2019-01-20"))))
    assert heights["1"] == heights["4"] < heights["2"] < heights["3"]


def test_of_many_events_the_first_are_drawn():
    chart = draw(COUNTS, make_events(*["2019-01-05"] * 25))
    assert 20 == len(listed(chart))
    assert "the first 20 of 25 events within the time of the articles are drawn" in chart.alt


def test_events_outside_the_time_of_the_articles_are_no_matter_of_their_number():
    dates = ["2019-01-05"] * 10 + ["2018-01-01"] * 3
    assert ["3 of 13 events lie outside the time of the articles"] == note(draw(COUNTS, make_events(*dates)))
    many = draw(COUNTS, make_events(*dates, *["2019-02-05"] * 11))
    assert [
        "3 of 24 events lie outside the time of the articles\n"
        "the first 20 of 21 events within the time of the articles are drawn"
    ] == note(many)


def test_what_is_not_known_exactly_is_told():
    chart = draw(COUNTS, n_undated=1, n_inexact=2)
    assert [
        "1 article without a date left out\n2 articles counted at the beginning of a month or year: no more is known"
    ] == note(chart)
    assert "1 article without a date left out." in chart.alt


@pytest.mark.parametrize("n", [MAX_ROWS, 500])
def test_of_many_sources_the_last_row_holds_the_rest(n):
    chart = draw(make_counts(*((f"s{k:03}", "2019-01-01", 1) for k in range(n))), chosen=[f"s{n - 1:03}"])
    names = row_names(chart)
    assert MAX_ROWS == len(names)
    assert f"s{n - 1:03} (1 article)" == names[0]
    assert (n == 500) == (names[-1] == "471 other sources (471 articles)")
    assert n == 500 or 180 == dots(chart)[-1][2]
    assert "20 further rows" in chart.alt


def test_alternative_text_says_when_a_source_has_most():
    assert "T. A row per source, from January 2019 to March 2019. b (20 articles), January 2019. " in draw(COUNTS).alt
    assert "a (10 articles), most in March 2019: 8." in draw(COUNTS).alt


@pytest.mark.parametrize("by", ["day", "month", "year"])
def test_one_period_is_named(by):
    chart = draw(make_counts(("a", "2019-01-01", 1)), make_events("2019-01-01"), by=by)
    (tick,) = chart.figure.axes[0].get_xticklabels()
    assert {"day": "2019-01-01", "month": "January 2019", "year": "2019"}[by] == tick.get_text()
    assert 1 == len(listed(chart))


def test_without_dated_articles_the_figure_says_so():
    chart = draw(make_counts(), make_events("2019-01-01"), n_undated=3)
    assert "Timeline. T. No data. 3 articles without a date left out." == chart.alt
    assert "nothing to show" == chart.figure.axes[0].texts[0].get_text()
    assert ["3 articles without a date left out"] == note(chart)
    assert "</svg>" in chart.to_svg()


@pytest.mark.filterwarnings("ignore:Glyph")  # a sign that the font lacks is drawn as a box
def test_any_names_can_be_drawn_and_formulas_stay_text():
    counts = make_counts(*((name, "2019-01-01", 1) for name in NASTY))
    events = make_events(*["2019-01-05"] * len(NASTY))
    events["event"] = NASTY
    chart = draw(counts, events)
    assert chart.to_svg() == draw(counts, events).to_svg()
    assert "\\$\\frac\\$ (1 article)" in row_names(chart)
    assert "\\$\\frac\\$" in [text for _, _, text in listed(chart)]
    assert max(map(len, row_names(chart))) <= 46


def test_more_periods_than_have_room_are_drawn_as_longer_ones():
    months = pd.date_range("2010-01-01", periods=72, freq="MS")
    chart = draw(make_counts(*(("a", month, 1) for month in months)))
    assert "a dot in the middle of each year" == chart.figure.axes[0].get_xlabel()
    assert "from 2010 to 2015" in chart.alt
    assert 72 == len(chart.data)
