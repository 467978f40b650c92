"""Articles are counted in the period of their date, and those of no exact date are told."""

import pandas as pd
import pytest

from helpers.errors import PresslensError
from helpers.schemas import CoverageDates
from helpers.stats import choose_period, count_coverage, count_inexact


def make_articles(*rows):
    """Return articles from (source, date as exact as it is known)."""
    table = pd.DataFrame(rows, columns=["source", "known"])
    dates = pd.to_datetime(table["known"].where(table["known"] != ""), format="ISO8601")
    precision = table["known"].str.len().map({10: "day", 7: "month", 4: "year"}).fillna("")
    return table.assign(date=dates.astype("datetime64[ns]"), date_precision=precision.astype("str"), n_words=100)


ARTICLES = make_articles(
    ("North", "2019-07-22"), ("North", "2019-07-02"), ("North", "2018"), ("East", "2019-07"), ("East", "")
)


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("year", {("East", "2019-01-01"): 1, ("North", "2018-01-01"): 1, ("North", "2019-01-01"): 2}),
        ("month", {("East", "2019-07-01"): 1, ("North", "2018-01-01"): 1, ("North", "2019-07-01"): 2}),
        (
            "day",
            {
                ("East", "2019-07-01"): 1,
                ("North", "2018-01-01"): 1,
                ("North", "2019-07-02"): 1,
                ("North", "2019-07-22"): 1,
            },
        ),
    ],
)
def test_articles_and_words_are_counted_by_source_and_period(by, expected):
    table = count_coverage(ARTICLES, by=by)
    keys = zip(table["source"], table["period"].dt.strftime("%Y-%m-%d"), strict=True)
    assert list(expected.items()) == list(zip(keys, table["n_articles"], strict=True))
    assert (table["n_words"] == 100 * table["n_articles"]).all()


@pytest.mark.parametrize(("by", "expected"), [("year", 0), ("month", 1), ("day", 2)])
def test_articles_that_count_at_the_first_day_of_a_longer_time_are_told(by, expected):
    assert expected == count_inexact(ARTICLES, by=by)


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("2019-01-01", "2019-01-01", "day"),
        ("2019-01-01", "2019-04-02", "day"),
        ("2019-01-01", "2019-04-03", "month"),
        ("2008-01-01", "2019-12-31", "month"),
        ("2008-01-01", "2020-03-01", "year"),
        ("2019-01", "2019-02", "month"),
        ("2019-01", "2019-02-02", "day"),
        ("2018", "2019", "year"),
        ("", "", "month"),
    ],
)
def test_the_period_is_chosen_by_the_time_between_and_how_exact_dates_are(first, last, expected):
    articles = make_articles(("North", first), ("East", last), ("East", ""))
    assert expected == choose_period(articles)
    pd.testing.assert_frame_equal(count_coverage(articles, by=expected), count_coverage(articles, by=None))
    assert count_inexact(articles, by=expected) == count_inexact(articles, by=None)


@pytest.mark.parametrize("articles", [ARTICLES.tail(1), ARTICLES.head(0)], ids=["undated", "none"])
def test_without_dates_the_table_is_empty(articles):
    table = count_coverage(articles)
    assert table.empty
    assert CoverageDates.column_names() == list(table.columns)
    assert 0 == count_inexact(articles)


def test_a_period_that_is_none_is_an_error():
    with pytest.raises(PresslensError, match="no period 'week'; give one of day, month, year"):
        count_coverage(ARTICLES, by="week")
