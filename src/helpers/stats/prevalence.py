"""Shares of mentions as coders would have found them: what a scorer's errors add to a share and take from it undone.

A scorer that finds the share Se of the mentions with a label, and spares the share Sp of those without, shows a share p
as p Se + (1 - p)(1 - Sp); Rogan and Gladen (1978) solve that for p. Se and Sp are known from the coded mentions, which
are a probability sample, and are found anew in each draw of articles, as is the share shown.
"""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from helpers.schemas import LABELS, CorrectedShares
from helpers.stats.agreement import pair_codings
from helpers.stats.draws import bound_draws, code_strata, draw_counts
from helpers.stats.intervals import FEW_ARTICLES, NO_LIMITS, SHARE

_ARTICLE = ["scorer", "target", "source", "article_id"]
# Of an article: its mentions and those given the label; and over its coded ones the weight of those that have it, of
# those among them given it, of those that lack it, and of those among them not given it
_SUMS = ["mentions", "given", "has", "found", "lacks", "spared"]
_COUNTS = ["n_coded", "n_coded_with"]
_FLAT = 1e-12  # sensitivity and specificity above chance, or width of an interval, that is none

Floats = NDArray[np.float64]


def correct_share(observed: ArrayLike, sensitivity: ArrayLike, specificity: ArrayLike) -> Floats:
    """Return the share that has a label, from the share that a scorer gives it to (Rogan and Gladen 1978).

    Args:
        observed: Share that is given the label, 0 to 1.
        sensitivity: Share that is given it of those that have it.
        specificity: Share that is not given it of those that lack it.

    Returns:
        Shares, cut to 0 and 1; nan where sensitivity and specificity are together 1 or less, that is where the scorer
        does no better than chance.
    """
    return np.clip(_undo_errors(observed, sensitivity, specificity), *SHARE)


def correct_shares(
    scored: pd.DataFrame, codings: pd.DataFrame, *, label: str = "negative", n_draws: int = 2000, seed: int = 0
) -> pd.DataFrame:
    """Return the share of mentions with a label toward each target, as scored and as corrected by coded mentions.

    Mentions weigh alike, not articles. Each target is corrected by its own coded mentions, each of which weighs one by
    the probability with which it was drawn. Of several coders the label of most counts; mentions that are tied or
    unclear are left out.

    Args:
        scored: With the columns of `helpers.schemas.ScoredMentions`.
        codings: With the columns of `helpers.schemas.Codings`; may be empty.
        label: Negative, neutral or positive.
        n_draws: How often articles are drawn, within their sources.
        seed: Of the draws.

    Returns:
        The columns of `helpers.schemas.CorrectedShares`. Nothing is corrected where no coded mention has the label, or
        none lacks it, or the scorer does no better than chance. There is no interval where fewer than 5 articles hold a
        coded mention, nor where all draws are alike.

    Raises:
        ValueError: If there is no such label.
    """
    if label not in LABELS:
        raise ValueError(f"{label!r} is no label: {', '.join(LABELS)}")
    own = scored[scored["score"].notna()]
    sums = _sum_articles(own, pair_codings(own, codings), label)
    rows = [
        {"scorer": scorer, "target": target, "label": label, **_summarise(articles, n_draws=n_draws, seed=seed)}
        for (scorer, target), articles in sums.groupby(["scorer", "target"], sort=True)
    ]
    return CorrectedShares.validate(pd.DataFrame(rows)) if rows else CorrectedShares.empty()


def _sum_articles(scored: pd.DataFrame, pairs: pd.DataFrame, label: str) -> pd.DataFrame:
    """Return the sums of each article, by scorer and target."""
    whole = scored.assign(mentions=1.0, given=scored["label"].eq(label).astype("float64"))
    given, has, weight = pairs["label"].eq(label), pairs["coded_label"].eq(label), pairs["weight"]
    coded = pairs.assign(has=weight * has, found=weight * (has & given), lacks=weight * ~has)
    coded = coded.assign(spared=weight * ~(has | given), n_coded=1, n_coded_with=has.astype("int64"))
    sums = coded.groupby(_ARTICLE)[[*_SUMS[2:], *_COUNTS]].sum()
    return whole.groupby(_ARTICLE, sort=True)[_SUMS[:2]].sum().join(sums).fillna(0.0)


def _summarise(articles: pd.DataFrame, *, n_draws: int, seed: int) -> dict[str, object]:
    sums, coded = articles[_SUMS].to_numpy(dtype="float64"), articles["n_coded"].to_numpy() > 0
    observed, sensitivity, specificity = _find_rates(sums.sum(axis=0))
    corrected = float(correct_share(observed, sensitivity, specificity))
    row: dict[str, object] = {
        "n_articles": len(articles),
        "n_mentions": int(articles["mentions"].sum()),
        **{name: int(articles[name].sum()) for name in _COUNTS},
        "n_articles_coded": int(coded.sum()),
        **{"observed": observed, "sensitivity": sensitivity, "specificity": specificity, "corrected": corrected},
        **{"low": np.nan, "high": np.nan},
    }
    if coded.sum() < FEW_ARTICLES or np.isnan(corrected):
        return row
    sources = pd.Series(articles.index.get_level_values("source"))
    counts = draw_counts(code_strata(sources), n_draws=n_draws, seed=seed)
    drawn = np.concatenate([_undo_errors(*_find_rates(block @ sums)) for block in counts])
    low, high = _bound(drawn, code_strata(sources[coded]))  # as wide as so few coded articles ask for
    return row | {"low": low, "high": high}


def _find_rates(totals: Floats) -> tuple[Floats, Floats, Floats]:
    """Return the share given the label, sensitivity and specificity, from sums over articles on the last axis."""
    mentions, given, has, found, lacks, spared = np.moveaxis(totals, -1, 0)
    with np.errstate(invalid="ignore", divide="ignore"):  # nan where no coded mention has the label, or lacks it
        return given / mentions, found / has, spared / lacks


def _undo_errors(observed: ArrayLike, sensitivity: ArrayLike, specificity: ArrayLike) -> Floats:
    """Return the share before it is cut to 0 and 1: cut draws would not tell how far they are apart."""
    share, better = np.asarray(observed, dtype="float64"), np.asarray(specificity, dtype="float64") - 1
    gain = np.asarray(sensitivity, dtype="float64") + better
    shares: Floats = (share + better) / np.where(gain > _FLAT, gain, np.nan)
    return shares


def _bound(drawn: Floats, strata: NDArray[np.intp]) -> tuple[float, float]:
    low, high = np.clip(bound_draws(drawn, strata, limits=NO_LIMITS), *SHARE)
    return (float(low), float(high)) if high - low > _FLAT else (np.nan, np.nan)
