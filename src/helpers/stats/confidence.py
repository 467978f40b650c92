"""How sure a scorer is, and what changes without the mentions of which it is not."""

from collections.abc import Iterable

import pandas as pd

from helpers.stats.honesty import weigh_targets


def keep_confident(scored: pd.DataFrame, minimum: float) -> pd.DataFrame:
    """Return the scores that are sure enough: of scorers that do not say how sure they are, all.

    Args:
        scored: With the columns of `helpers.schemas.ScoredMentions`.
        minimum: Least confidence, 0 to 1.
    """
    return scored[~(scored["confidence"] < minimum)].reset_index(drop=True)


def compare_by_confidence(
    scored: pd.DataFrame, first: str, second: str, *, minima: Iterable[float] = (0.0, 0.5, 0.6, 0.7)
) -> pd.DataFrame:
    """Compare two targets anew with the mentions left out of which a scorer is less and less sure.

    Args:
        scored: With the columns of `helpers.schemas.ScoredMentions`.
        first: Key of a target.
        second: Key of another.
        minima: Least confidence, one comparison each.

    Returns:
        The columns of `helpers.stats.weigh_targets`, by scorer, with ``min_confidence``, ``n_kept`` (mentions) and
        ``share_left_out``; no row of scorers that give no confidence, and none where no article is left that names
        both.
    """
    rated = scored[scored["confidence"].notna()]
    every = rated.groupby("scorer").size()
    tables = []
    for minimum in minima:
        kept = keep_confident(rated, minimum)
        weighed = weigh_targets(kept, first, second)
        n_kept = weighed["scorer"].map(kept.groupby("scorer").size()).astype("int64")
        weighed.insert(1, "min_confidence", float(minimum))
        weighed.insert(2, "n_kept", n_kept)
        weighed.insert(3, "share_left_out", 1 - n_kept / weighed["scorer"].map(every).astype("float64"))
        tables.append(weighed)
    return pd.concat(tables).sort_values(["scorer", "min_confidence"], ignore_index=True)
