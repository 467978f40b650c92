import pandas as pd
import pytest
from building import make_articles

from helpers.errors import PresslensError
from helpers.keywords.periods import count_by_period, count_undated, name_periods
from helpers.schemas import TermCounts, TermDates

DATES = [  # day, precision, words
    ("2018-03-07", "day", 10),
    ("2018-03-01", "month", 30),
    ("2018-01-01", "year", 20),
    (None, "", 40),
    ("2019-05-31", "day", 0),
]
COUNTS = [(0, "trade", 2), (1, "trade", 1), (1, "aid", 3), (2, "trade", 4), (3, "trade", 5)]


def tables(dates=DATES):
    articles = make_articles(*[""] * len(dates))
    days, articles["date_precision"], articles["n_words"] = zip(*dates, strict=True)
    articles["date"] = pd.to_datetime(pd.Series(days))
    rows = [(f"{n:016x}", "Daily Example", term, 1, 1, count) for n, term, count in COUNTS if n < len(dates)]
    return TermCounts.validate(pd.DataFrame(rows, columns=TermCounts.column_names())), articles


def rows_of(table):
    days = table["period"].dt.strftime("%Y-%m-%d")
    return list(table.assign(period=days).itertuples(index=False, name=None))


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        (
            "month",
            [
                ("trade", "2018-03-01", 3, 2, 40, 750.0),
                ("trade", "2019-05-01", 0, 1, 0, 0.0),
                ("visit", "2018-03-01", 0, 2, 40, 0.0),
                ("visit", "2019-05-01", 0, 1, 0, 0.0),
                ("aid", "2018-03-01", 3, 2, 40, 750.0),
                ("aid", "2019-05-01", 0, 1, 0, 0.0),
            ],
        ),
        (
            "year",
            [
                ("trade", "2018-01-01", 7, 3, 60, 7 / 60 * 10_000),
                ("trade", "2019-01-01", 0, 1, 0, 0.0),
                ("visit", "2018-01-01", 0, 3, 60, 0.0),
                ("visit", "2019-01-01", 0, 1, 0, 0.0),
                ("aid", "2018-01-01", 3, 3, 60, 500.0),
                ("aid", "2019-01-01", 0, 1, 0, 0.0),
            ],
        ),
    ],
)
def test_terms_are_counted_by_period(period, expected):
    found = count_by_period(*tables(), ["trade", "visit", "aid", "trade"], period=period)
    assert expected == rows_of(found)
    assert TermDates.column_names() == list(found.columns)


@pytest.mark.parametrize(("period", "n"), [("month", 2), ("year", 1)])
def test_undated_articles_are_counted(period, n):
    assert n == count_undated(tables()[1], period=period)


@pytest.mark.parametrize(("dates", "terms"), [([(None, "", 5)] * 4, ["trade"]), (DATES[2:4], ["trade"]), (DATES, [])])
def test_without_dates_or_terms_the_table_is_empty(dates, terms):
    found = count_by_period(*tables(dates), terms)
    assert found.empty
    assert TermDates.column_names() == list(found.columns)


def test_an_article_dated_by_year_alone_counts_in_its_year_not_in_a_month():
    counts, articles = tables([("2018-01-01", "year", 5)])
    assert count_by_period(counts, articles, ["trade"], period="month").empty
    assert 2 == count_by_period(counts, articles, ["trade"], period="year")["count"].sum()


def test_unknown_periods_are_refused():
    counts, articles = tables()
    with pytest.raises(PresslensError, match="give one of month, year"):
        count_by_period(counts, articles, ["trade"], period="week")
    with pytest.raises(PresslensError, match="give one of month, year"):
        count_undated(articles, period="week")


@pytest.mark.parametrize(
    ("period", "names"),
    [("month", ["2018-03", "2018-03", "", "", "2019-05"]), ("year", ["2018", "2018", "2018", "", "2019"])],
)
def test_periods_are_named_where_the_date_is_exact_enough(period, names):
    assert names == name_periods(tables()[1], period=period).fillna("").tolist()
