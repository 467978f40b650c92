"""Terms over time: by the month or the year of the articles."""

from collections.abc import Iterable

import pandas as pd

from helpers.errors import PresslensError
from helpers.keywords.counts import PER
from helpers.schemas import TermDates

_EXACT_ENOUGH = {"month": ("day", "month"), "year": ("day", "month", "year")}

_FORMATS = {"month": "%Y-%m", "year": "%Y"}


def count_by_period(
    counts: pd.DataFrame, articles: pd.DataFrame, terms: Iterable[str], *, period: str = "month"
) -> pd.DataFrame:
    """Count terms in the articles of each month or year.

    Args:
        counts: With the columns of `helpers.schemas.TermCounts`.
        articles: Of these counts, with ``article_id``, ``date``, ``date_precision`` and ``n_words``.
        terms: As in ``counts``.
        period: ``month`` or ``year``. Articles whose date is not known as exactly are left out; see `count_undated`.

    Returns:
        The columns of `helpers.schemas.TermDates`: each term in each period that has articles, 0 where it does not
        occur; the terms in the order given, then by period.

    Raises:
        PresslensError: If there is no such period.
    """
    dated = articles[_is_dated(articles, period)]
    asked = list(dict.fromkeys(terms))
    if dated.empty or not asked:
        return TermDates.empty()
    starts = dated["date"].dt.to_period(period[0].upper()).dt.to_timestamp()
    sizes = dated.groupby(starts.rename("period"))["n_words"].agg(n_articles="size", n_words="sum")
    found = counts[counts["term"].isin(asked)]
    found = found.assign(period=found["article_id"].map(pd.Series(starts.to_numpy(), index=dated["article_id"])))
    every = pd.MultiIndex.from_product([asked, sizes.index], names=["term", "period"])
    table = found.groupby(["term", "period"])["count"].sum().reindex(every, fill_value=0).reset_index()
    table = table.join(sizes, on="period")
    rates = table["count"] / table["n_words"].clip(lower=1) * PER
    return TermDates.validate(table.assign(rate_per_10k=rates))


def name_periods(articles: pd.DataFrame, *, period: str = "month") -> pd.Series:
    """Return the month ("2019-07") or year ("2019") of each article; missing where its date is not as exact.

    Args:
        articles: With ``date`` and ``date_precision``.
        period: ``month`` or ``year``.

    Raises:
        PresslensError: If there is no such period.
    """
    is_dated = _is_dated(articles, period)
    names: pd.Series = articles["date"].dt.strftime(_FORMATS[period])
    return names.where(is_dated)


def count_undated(articles: pd.DataFrame, *, period: str = "month") -> int:
    """Count the articles that `count_by_period` leaves out, as their date is not known to the month or year.

    Args:
        articles: With ``date`` and ``date_precision``.
        period: ``month`` or ``year``.

    Raises:
        PresslensError: If there is no such period.
    """
    return int((~_is_dated(articles, period)).sum())


def _is_dated(articles: pd.DataFrame, period: str) -> pd.Series:
    if period not in _EXACT_ENOUGH:
        raise PresslensError(f"there is no period {period!r}; give one of {', '.join(_EXACT_ENOUGH)}")
    return articles["date"].notna() & articles["date_precision"].isin(_EXACT_ENOUGH[period])
