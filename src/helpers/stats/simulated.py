"""How often the intervals that are shown hold the truth, as measured on simulated corpora."""

import io
from functools import cache

import numpy as np
import pandas as pd

from helpers.schemas import MeasuredCoverage
from helpers.shipped import read_shipped
from helpers.stats.intervals import FEW_ARTICLES

SHOWN = "shown"  # what `estimate_interval` is called in the table
_NOMINAL, _KEPT = 0.95, (0.93, 0.97)  # coverage of 95% intervals that needs no word


def measured_coverage() -> pd.DataFrame:
    """Return how often 95% intervals held the truth in simulated corpora, as ``benchmarks/coverage.py`` measured it.

    Returns:
        The columns of `helpers.schemas.MeasuredCoverage`; the method `SHOWN` is that of `estimate_interval`.
    """
    return _read_coverage().copy()


@cache  # it is asked for each of many comparisons
def _read_coverage() -> pd.DataFrame:
    table = pd.read_csv(io.BytesIO(read_shipped("stats/coverage_measured.csv")))
    return MeasuredCoverage.validate(table)


def warn_coverage(n_articles: int, icc: float, *, of: str = "difference") -> str:
    """Say in a line how often such intervals hold the truth, where that is not in 93 to 97 of 100 simulated corpora.

    Args:
        n_articles: Articles of the comparison.
        icc: Intraclass correlation of its mentions; nan if unknown, then the worst that was measured counts.
        of: What the interval is of: ``difference``, a mean of what articles show, each weighted alike; ``ratio``, a
            mean of mentions; or ``share``, such as of mentions as agent.

    Returns:
        Of the simulated corpora most like this one the worst kind; nothing below `FEW_ARTICLES`, where no interval is.
    """
    if n_articles < FEW_ARTICLES:
        return ""
    table = measured_coverage()
    table = table[(table["method"] == SHOWN) & table["design"].str.startswith(of)]
    table = table[_is_nearest(np.log(table["n_articles"]), np.log(n_articles))]
    if not np.isnan(icc):
        table = table[_is_nearest(table["icc"], icc)]
    worst = table.iloc[int((table["coverage"] - _NOMINAL).abs().argmax())]
    if _KEPT[0] <= round(worst["coverage"], 3) <= _KEPT[1]:  # as it would be told
        return ""
    return (
        f"of simulated corpora with {worst['n_articles']} articles and an ICC of {worst['icc']:g} ({worst['design']}) "
        f"these intervals held the truth in {worst['coverage']:.1%}, not {_NOMINAL:.0%}: they are rather too "
        f"{'narrow' if worst['coverage'] < _NOMINAL else 'wide'} here"
    )


def _is_nearest(measured: pd.Series, own: float) -> pd.Series:
    distance = (measured - own).abs()
    return distance.le(distance.min() + 1e-9)
