"""A difference in words, by code that knows its interval: what can be shown, and what could have been."""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from helpers.answers.wording import say_count
from helpers.stats import FEW_ARTICLES

LEVEL = 0.05  # of p, up to which a difference counts
_LARGE = 10  # from which on a number needs no second decimal
_SMALL, _NONE = 0.005, 0.0005  # below which it needs a third one, and below which it is none


def is_shown(row: Mapping[Hashable, Any]) -> bool:
    """Tell whether a difference can be shown: its interval leaves 0 out, and the test of whole articles agrees.

    Args:
        row: With the columns of `helpers.schemas.Honesty`.
    """
    return bool((row["low"] > 0 or row["high"] < 0) and row["p"] <= LEVEL)


def count_least(row: Mapping[Hashable, Any]) -> int:
    """Return the articles of a comparison; of two groups, those of the smaller one.

    Args:
        row: With the columns of `helpers.schemas.Honesty`.
    """
    return int(min(row.get("n_articles_first", row["n_articles"]), row.get("n_articles_second", row["n_articles"])))


def say_finding(
    row: Mapping[Hashable, Any],
    first: str,
    second: str,
    *,
    what: str = "the tone",
    at: str = "toward",
    unit: str = "",
) -> str:
    """Say whether a difference could be shown; if not, what is seen, and how large it would have had to be.

    Args:
        row: With the columns of `helpers.schemas.Honesty`, as the functions of `helpers.stats` that begin with
            ``weigh`` return them.
        first: What is compared, as it stands in a sentence.
        second: What with, likewise.
        what: What differs, likewise.
        at: How both are joined to it: "toward" targets, "at" sources.
        unit: Of the difference, such as "per 1,000 words".
    """
    pair = f"{at} {first} and {at} {second}"
    if not row["n_articles"] or pd.isna(row["difference"]):
        if "n_articles_first" in row:
            return f"There is nothing to compare {what} {pair} by."
        return f"No article names both {first} and {second}, so {what} cannot be compared within articles."
    where, size = _say_where(row), _say_size(row["difference"], unit)
    same = "to three decimals the same" if row["difference"] else "the same"
    claim = f"{what} {at} {first} is {size or same} {'than' if size else 'as'} {at} {second}"
    if count_least(row) < FEW_ARTICLES:
        return f"In {where} {claim}; so few articles allow neither interval nor test, so nothing is said beyond them."
    if pd.isna(row["low"]):  # all articles say the same
        test = f"so there is no interval ({say_p(row['p'])})" if size else "so there is nothing to test"
        return f"In each of {where} {claim}, {test}."
    told = f"95% interval {say_span(row['low'], row['high'])}; {say_p(row['p'])}"
    if is_shown(row):
        return f"In {where} {claim} ({told})."
    none = f"No difference between {what} {pair} could be shown ({size or '0.00'}, {told})"
    return f"{none}{_say_power(row, where)}."


def _say_power(row: Mapping[Hashable, Any], where: str) -> str:
    """Say which difference could have been shown, or why a clear one is not."""
    is_clear = row["low"] > 0 or row["high"] < 0  # then it is no matter of size
    could = (
        ""
        if is_clear or pd.isna(row["detectable"])
        else f"only a difference above {_format(row['detectable'])} could have been"
    )
    if row["least_p"] > LEVEL:
        by_interval = f", and by the interval {could}" if could else ", though the interval leaves 0 out" * is_clear
        return f"; with {where} no test gives a p below {_trim(row['least_p'], 2)}{by_interval}"
    if is_clear:
        return "; the interval leaves 0 out, but the test of whole articles does not agree"
    return f"; with {where} {could}" if could else ""


def say_span(low: float, high: float) -> str:
    """Return both ends of an interval of a difference in words, such as "0.12 to 0.50 lower"."""
    if low >= 0 or high <= 0:
        near, far = sorted((abs(low), abs(high)))
        return f"{_format(near)} to {_format(far)} {'lower' if high <= 0 else 'higher'}"
    return f"{_say_size(low) or '0.00'} to {_say_size(high) or '0.00'}"


def say_p(p: float) -> str:
    """Return a p-value as it stands in a sentence."""
    return "p < .001" if p < 0.001 else f"p = {_trim(p, 3)}"


def _say_where(row: Mapping[Hashable, Any]) -> str:
    if "n_articles_first" in row:
        return f"these articles ({row['n_articles_first']:,} against {row['n_articles_second']:,})"
    n = int(row["n_articles"])
    return f"these {say_count(n, 'article')}" if n != 1 else "the one article"


def _say_size(difference: float, unit: str = "") -> str:
    """Return by how much more or less something is; nothing if that is 0 to the decimals that are shown."""
    size = _format(abs(difference))
    way = "lower" if difference < 0 else "higher"
    return " ".join(filter(None, [size, unit, way])) if float(size.replace(",", "")) else ""


def _format(size: float) -> str:
    if size >= _LARGE:
        return f"{size:,.1f}"
    return f"{size:.3f}" if _NONE <= size < _SMALL else f"{size:.2f}"


def _trim(p: float, decimals: int) -> str:
    text = f"{p:.{decimals}f}"
    return text.removeprefix("0")
