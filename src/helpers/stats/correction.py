"""Tone as coders would have found it: scores corrected by the mentions that were coded (prediction-powered inference).

A scorer's mean is off by its mean error. The error is known for coded mentions, which are a probability sample; its
mean, taken from the scorer's mean over all mentions, leaves an estimate that is right however bad the scorer is
(Angelopoulos et al. 2023; the same as design-based supervised learning, Egami et al. 2023, and as the difference
estimator of Saerndal et al. 1992). How far scores are leaned on, 0 to 1, is tuned as in PPI++ (Angelopoulos, Duchi and
Zrnic 2023). Articles weigh alike, and the whole correction is done anew in each draw of articles.
"""

import io
from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from helpers.schemas import CorrectedTone, MeasuredCoverage
from helpers.shipped import read_shipped
from helpers.stats.agreement import settle_codings
from helpers.stats.draws import bound_draws, code_strata, draw_counts
from helpers.stats.intervals import FEW_ARTICLES, NO_LIMITS, estimate_interval
from helpers.stats.reliability import UNIT, VALUES

ALL_SOURCES, DIFFERENCE = "all sources", "difference"
_ARTICLE = ["group", "scorer", "target", "source", "article_id"]
# Of an article: 1, its mean score, and over its coded mentions the sums of weight times 1, label, score, score squared,
# and score times label
_SUMS = ["article", "mean_score", "weight", "label", "score", "square", "product"]
_FLAT = 1e-12  # variance of scores, or width of an interval, that is none

Floats = NDArray[np.float64]


def correct_tone(
    scored: pd.DataFrame,
    codings: pd.DataFrame,
    *,
    first: str | None = None,
    second: str | None = None,
    by: Sequence[str] = (),
    n_draws: int = 2000,
    seed: int = 0,
) -> pd.DataFrame:
    """Return the mean score toward each target, as scored and as corrected by coded mentions, with intervals.

    Each target is corrected by its own coded mentions, as a scorer's errors differ by target. Of several coders the
    mean of their labels counts. Left out are labels 'unclear' and mentions that are not in `scored`: `count_codings`
    tells how many.

    Args:
        scored: With the columns of `helpers.schemas.ScoredMentions`.
        codings: With the columns of `helpers.schemas.Codings`; may be empty.
        first: Key of a target, to be compared with `second` within the articles that name both.
        second: Key of another.
        by: Columns of `scored` by which mentions are grouped, such as ``source``; each adds rows to those of all.
        n_draws: How often articles are drawn, within their sources.
        seed: Of the draws.

    Returns:
        The columns of `helpers.schemas.CorrectedTone`, 'all sources' first; in ``n_articles_coded`` a difference has
        the fewer of its two targets, and in ``trust`` their mean. Nothing is corrected where fewer than 5 articles
        hold a coded mention, and there is no interval below 5 articles or where all are alike.
    """
    joined = _join_codings(scored, codings)
    parts, names = [joined.assign(group=0)], [ALL_SOURCES]
    for column in by:
        own = joined[joined[column].notna()]
        codes, found = pd.factorize(own[column], sort=True)
        parts.append(own.assign(group=codes + len(names)))
        names += map(str, found)
    sums = _sum_articles(pd.concat(parts, ignore_index=True))
    rows = [
        {"source": name, "scorer": scorer, **row}
        for name, (_, group) in zip(names, sums.groupby("group", sort=True), strict=len(joined) > 0)
        for scorer, own in group.groupby("scorer", sort=True)
        for row in _correct_targets(own.droplevel(["group", "scorer"]), (first, second), n_draws=n_draws, seed=seed)
    ]
    return CorrectedTone.validate(pd.DataFrame(rows)[CorrectedTone.column_names()]) if rows else CorrectedTone.empty()


def count_codings(scored: pd.DataFrame, codings: pd.DataFrame) -> dict[str, int]:
    """Return what becomes of coded mentions when scores are corrected.

    Returns:
        How many mentions are ``used``, are ``unclear`` to all who coded them (or cannot have been drawn, at probability
        0), and are ``unknown``: not among the scored ones, as when they come from another corpus. They add up to the
        coded mentions. Of those used, ``undecided`` have no label that most coders give: they are corrected by, but
        left out where scores are set against one label.
    """
    clear = codings["label"].isin(VALUES) & (codings["probability"] > 0)
    coded = codings.assign(clear=clear).groupby(UNIT)["clear"].any()
    known = coded.index.isin(pd.MultiIndex.from_frame(scored[UNIT]))
    settled = settle_codings(codings).set_index(UNIT)["coded_label"].reindex(coded.index)
    return {
        "used": int((known & coded).sum()),
        "undecided": int((known & coded & ~settled.isin(VALUES)).sum()),
        "unclear": int((known & ~coded).sum()),
        "unknown": int((~known).sum()),
    }


def measured_correction() -> pd.DataFrame:
    """Return how often raw and corrected intervals held the truth, as ``benchmarks/correction.py`` measured it.

    Returns:
        The columns of `helpers.schemas.MeasuredCoverage`; the methods are 'raw' and 'corrected'.
    """
    table = pd.read_csv(io.BytesIO(read_shipped("stats/correction_measured.csv")))
    return MeasuredCoverage.validate(table)


def _join_codings(scored: pd.DataFrame, codings: pd.DataFrame) -> pd.DataFrame:
    """Return the scores with ``coded``, -1 to 1 and nan where nobody said, and ``probability`` of being coded."""
    clear = codings[codings["label"].isin(VALUES) & (codings["probability"] > 0)]
    clear = clear.assign(coded=clear["label"].map(VALUES).astype("float64"))
    coded = clear.groupby(UNIT).agg(coded=("coded", "mean"), probability=("probability", "first")).reset_index()
    return scored[scored["score"].notna()].merge(coded, on=UNIT, how="left")


def _sum_articles(joined: pd.DataFrame) -> pd.DataFrame:
    """Return the sums of each article by group, scorer and target; a mention weighs 1 by those in its article."""
    share = 1 / joined.groupby(_ARTICLE)["score"].transform("size")
    weight = (share / joined["probability"]).fillna(0.0)
    score, label = joined["score"], joined["coded"].fillna(0.0)
    table = joined[_ARTICLE].assign(article=share, mean_score=share * score, weight=weight, label=weight * label)
    table = table.assign(score=weight * score, square=weight * score**2, product=weight * score * label)
    table = table.assign(n_mentions=1, n_coded=joined["coded"].notna().astype("int64"))
    return table.groupby(_ARTICLE, sort=True).sum()


def _correct_targets(
    sums: pd.DataFrame, pair: tuple[str | None, str | None], *, n_draws: int, seed: int
) -> list[dict[str, object]]:
    """Return a row per target, and one for the difference of the pair within articles that name both."""
    by_target = {str(target): own.droplevel("target") for target, own in sums.groupby("target", sort=True)}
    compared = [by_target[target] for target in pair if target in by_target]
    sets = {target: [own] for target, own in by_target.items()}
    if len(compared) == 2:
        both = compared[0].index.intersection(compared[1].index).sort_values()
        sets |= {DIFFERENCE: [own.loc[both] for own in compared]} if len(both) else {}
    return [{"target": name, **_summarise(parts, n_draws=n_draws, seed=seed)} for name, parts in sets.items()]


def _summarise(parts: list[pd.DataFrame], *, n_draws: int, seed: int) -> dict[str, object]:
    """Return the figures of one target, or of one less another, from the sums of the same articles."""
    signs = np.array([1.0, -1.0])[: len(parts)]
    sums = np.stack([part[_SUMS].to_numpy(dtype="float64") for part in parts])
    sources = pd.Series(parts[0].index.get_level_values("source"))
    coded = [part["n_coded"].to_numpy() > 0 for part in parts]
    raw, corrected, trust = _estimate(sums.sum(axis=1))
    means, most = signs @ sums[:, :, _SUMS.index("mean_score")], float(len(parts))
    limits, options = (-most, most), {"n_draws": n_draws, "seed": seed}
    interval = estimate_interval(means, np.ones(len(means)), sources=sources, limits=limits, **options)
    row: dict[str, object] = {
        "n_articles": len(sources),
        "n_mentions": sum(int(part["n_mentions"].sum()) for part in parts),
        "n_coded": sum(int(part["n_coded"].sum()) for part in parts),
        "n_articles_coded": min(int(one.sum()) for one in coded),
        **{"raw": signs @ raw, "raw_low": interval.low, "raw_high": interval.high},
        **dict.fromkeys(("corrected", "low", "high", "trust"), np.nan),
    }
    if np.sum(coded, axis=1).min() < FEW_ARTICLES:
        return row
    counts = draw_counts(code_strata(sources), **options)
    drawn = np.concatenate([signs @ _estimate(block @ sums)[1] for block in counts])
    holders = code_strata(sources[np.any(coded, axis=0)])  # the interval is as wide as so few articles ask for
    ends = bound_draws(drawn, holders, limits=NO_LIMITS)
    if ends[1] - ends[0] < _FLAT:  # where all coded mentions are alike nothing tells how far others would lie
        ends = (np.nan, np.nan)
    found = np.clip([signs @ corrected, *ends], *limits)
    return row | dict(zip(("corrected", "low", "high"), found, strict=True)) | {"trust": float(trust.mean())}


def _estimate(totals: Floats) -> tuple[Floats, Floats, Floats]:
    """Return raw and corrected mean, and how far scores are leaned on, from sums over articles on the last axis.

    The latter is the slope of label on score in coded mentions, which makes the variance least: all scores are
    leaned on if they are as wide as labels, none if they have nothing to do with them.
    """
    n, mean_score, weight, label, score, square, product = np.moveaxis(totals, -1, 0)
    with np.errstate(invalid="ignore", divide="ignore"):  # nan in draws without a coded mention
        raw, label, score = mean_score / n, label / weight, score / weight
        spread = square / weight - score**2
        slope = np.where(spread > _FLAT, (product / weight - score * label) / spread, 0.0)
    trust = np.clip(slope, 0, 1)
    return raw, label + trust * (raw - score), trust
