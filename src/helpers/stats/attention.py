"""How often sources name targets."""

from collections.abc import Iterable

import pandas as pd


def measure_attention(mentions: pd.DataFrame, articles: pd.DataFrame, targets: Iterable[str]) -> pd.DataFrame:
    """Measure how often each source names each target.

    Args:
        mentions: With the columns of `helpers.schemas.ScoredMentions`; a mention counts once.
        articles: With the columns ``source`` and ``n_words``.
        targets: Keys of the targets.

    Returns:
        One row per source and target, 0 included: ``source``, ``target``, ``n_mentions``, ``n_words`` (of the
        source) and ``rate_per_1k`` (mentions per 1,000 words).
    """
    words = articles.groupby("source")["n_words"].sum()
    once = mentions.drop_duplicates(["article_id", "target", "mention_start"])
    rows = pd.MultiIndex.from_product([words.index, list(targets)], names=["source", "target"])
    table = once.groupby(["source", "target"]).size().reindex(rows, fill_value=0).rename("n_mentions").reset_index()
    table["n_words"] = table["source"].map(words)
    return table.assign(rate_per_1k=table["n_mentions"] / table["n_words"].clip(lower=1) * 1000)
