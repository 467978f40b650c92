"""Keyness: which terms a source uses more, or less, than others."""

from collections.abc import Collection

import pandas as pd

from helpers.keywords.counts import PER, rank_terms
from helpers.keywords.measures import log_likelihood, log_ratio
from helpers.language import STOP_WORDS


def find_distinctive_terms(
    counts: pd.DataFrame, articles: pd.DataFrame, *, stop_words: Collection[str] = STOP_WORDS, min_count: int = 3
) -> pd.DataFrame:
    """Compare each source's rate of a term with that of all other sources together.

    Args:
        counts: As for `rank_terms`.
        articles: As for `rank_terms`.
        stop_words: Terms to leave out.
        min_count: Least count of a term over all sources.

    Returns:
        One row per source and term that it uses: ``source``, ``term``, ``count``, ``count_rest``, ``n_articles``,
        ``rate_per_10k``, ``rate_rest_per_10k``, ``log_ratio`` (Hardie 2014: base 2; 0.5 is added to both counts
        where one is 0, so that it can be shown) and ``g2`` (Dunning 1993, 4 terms); per source the highest log
        ratio first, of equal ones the highest G2. With few articles these describe the texts at hand and test nothing.
    """
    ranked = rank_terms(counts, articles, by="source", stop_words=stop_words, min_count=min_count)
    total_words = int(articles["n_words"].sum())
    totals = ranked.groupby("term")["count"].transform("sum")
    rest, rest_words = totals - ranked["count"], total_words - ranked["n_words"]
    table = ranked.assign(
        count_rest=rest,
        rate_rest_per_10k=rest / rest_words.clip(lower=1) * PER,
        log_ratio=log_ratio(ranked["count"], rest, ranked["n_words"], rest_words),
        g2=log_likelihood(ranked["count"], rest, ranked["n_words"], rest_words),
    ).sort_values(["source", "log_ratio", "g2", "term"], ascending=[True, False, False, True], ignore_index=True)
    columns = ["source", "term", "count", "count_rest", "n_articles", "rate_per_10k", "rate_rest_per_10k"]
    return table[[*columns, "log_ratio", "g2"]]
