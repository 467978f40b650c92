"""How much each source published when."""

from typing import Literal

import pandas as pd

from helpers.errors import PresslensError
from helpers.schemas import CoverageDates

Period = Literal["day", "month", "year"]

PERIODS: tuple[Period, ...] = ("day", "month", "year")
_MOST_DAYS = {"day": 92, "month": 12 * 366}  # between the first and the last article


def choose_period(articles: pd.DataFrame) -> Period:
    """Return the period by which articles are best counted.

    A day within about 3 months, a month within about 12 years, else a year; but none to which less than half of the
    articles are dated.

    Args:
        articles: With ``date`` and ``date_precision``; without dates the period is a month.
    """
    dates = articles["date"].dropna()
    if dates.empty:
        return "month"
    days = (dates.max() - dates.min()).days
    for by in PERIODS[:-1]:
        if days < _MOST_DAYS[by] and count_inexact(articles, by=by) <= len(dates) / 2:
            return by
    return "year"


def count_coverage(articles: pd.DataFrame, *, by: Period | None = "month") -> pd.DataFrame:
    """Count the articles of each source in each day, month or year.

    Articles of which only the month or the year is known count at its first day: see `count_inexact`.

    Args:
        articles: With ``source``, ``date`` and ``n_words``; those without a date are left out.
        by: What a period is; None for what `choose_period` says.

    Returns:
        The columns of `helpers.schemas.CoverageDates`, by source and period; no row where a source has no articles.

    Raises:
        PresslensError: If there is no such period.
    """
    by = choose_period(articles) if by is None else by
    _check(by)
    dated = articles[articles["date"].notna()]
    if dated.empty:
        return CoverageDates.empty()
    periods = dated["date"].dt.to_period(by[0].upper()).dt.to_timestamp().rename("period")
    table = dated.groupby([dated["source"], periods])["n_words"].agg(n_articles="size", n_words="sum")
    return CoverageDates.validate(table.reset_index())


def count_inexact(articles: pd.DataFrame, *, by: Period | None = "month") -> int:
    """Count the articles whose date is not known to the day, month or year, and that count at the first day of theirs.

    Args:
        articles: With ``date`` and ``date_precision``; those without a date do not count.
        by: As for `count_coverage`.

    Raises:
        PresslensError: If there is no such period.
    """
    by = choose_period(articles) if by is None else by
    _check(by)
    exact = PERIODS[: PERIODS.index(by) + 1]
    return int((articles["date"].notna() & ~articles["date_precision"].isin(exact)).sum())


def _check(by: str) -> None:
    if by not in PERIODS:
        raise PresslensError(f"there is no period {by!r}; give one of {', '.join(PERIODS)}")
