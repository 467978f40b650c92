"""Where scorers differ in sign."""

from itertools import combinations

import numpy as np
import pandas as pd

from helpers.schemas import LABELS, Disagreement
from helpers.schemas.validation import SIGNS
from helpers.stats.reliability import UNIT, VALUES


def count_disagreement(scored: pd.DataFrame) -> pd.DataFrame:
    """Count for each two scorers which signs they give the same mentions.

    The sign is that of the label, by each scorer's own thresholds: the scores of trained scorers are never exactly 0,
    and those of word lists are often a hair off it.

    Args:
        scored: With the columns of `helpers.schemas.ScoredMentions`.

    Returns:
        The columns of `helpers.schemas.Disagreement`, nine rows per pair, scorers in the order in which they come;
        mentions that only one of the two scored are left out.
    """
    signs = _widen(scored.assign(sign=scored["label"].map(LABELS.index)), "sign")
    tables = []
    for one, other in combinations(signs.columns, 2):
        both = signs[[one, other]].dropna()
        counts = np.bincount(both[one].astype("int64") * 3 + both[other].astype("int64"), minlength=9)
        cells = pd.MultiIndex.from_product([SIGNS, SIGNS], names=["sign", "other_sign"]).to_frame(index=False)
        tables.append(cells.assign(scorer=one, other=other, n_mentions=counts, share=counts / max(1, counts.sum())))
    if not tables:
        return Disagreement.empty()
    return Disagreement.validate(pd.concat(tables, ignore_index=True)[Disagreement.column_names()])


def pick_disagreements(scored: pd.DataFrame, first: str, second: str | None = None, *, limit: int = 20) -> pd.DataFrame:
    """Pick the mentions that one scorer finds negative and another positive, the farthest apart first.

    Articles take turns, so that one with many mentions does not fill the list.

    Args:
        scored: With the columns of `helpers.schemas.ScoredMentions`.
        first: Name of a scorer.
        second: Name of another; by default whichever is farthest from the first.
        limit: Most mentions to pick.

    Returns:
        Rows of `scored`: of each mention those of both scorers, or of all where no second one is named; a sentence
        at most once per target.
    """
    used = scored if second is None else scored[scored["scorer"].isin([first, second])]
    signs, scores = _widen(used.assign(sign=used["label"].map(VALUES)), "sign"), _widen(used, "score")
    if first not in signs or signs.shape[1] < 2:
        return scored.head(0)
    opposed = signs.mul(signs[first], axis=0) < 0
    gaps = scores.sub(scores[first], axis=0).abs().where(opposed).max(axis=1).dropna().rename("gap").reset_index()
    places = used.drop_duplicates(UNIT)[[*UNIT, "sentence_start"]]
    gaps = gaps.merge(places, on=UNIT).sort_values(["gap", *UNIT], ascending=[False, *[True] * len(UNIT)])
    gaps = gaps.drop_duplicates(["article_id", "target", "sentence_start"])
    gaps = gaps.assign(turn=gaps.groupby("article_id").cumcount()).sort_values("turn", kind="stable").head(limit)
    picked = gaps.assign(place=range(len(gaps)))[[*UNIT, "place"]]
    return used.merge(picked, on=UNIT).sort_values("place", kind="stable", ignore_index=True).drop(columns="place")


def _widen(scored: pd.DataFrame, value: str) -> pd.DataFrame:
    """Return a row per mention and a column per scorer, in the order in which they come."""
    wide = scored.drop_duplicates([*UNIT, "scorer"]).pivot(index=UNIT, columns="scorer", values=value)
    return wide.reindex(columns=scored["scorer"].unique())
