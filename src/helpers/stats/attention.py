"""How often sources name targets."""

from collections.abc import Iterable

import pandas as pd

from helpers.stats.evidence import SIDES, collect_rows
from helpers.stats.honesty import weigh_rates


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
    table["n_words"] = table["source"].map(words).astype("int64")
    return table.assign(rate_per_1k=table["n_mentions"] / table["n_words"].clip(lower=1) * 1000)


def weigh_attention(mentions: pd.DataFrame, articles: pd.DataFrame, targets: Iterable[str]) -> pd.DataFrame:
    """Weigh how often each source names each target against how often all others do.

    Args:
        mentions: With the columns of `helpers.schemas.ScoredMentions`; a mention counts once.
        articles: With the columns ``article_id``, ``source`` and ``n_words``.
        targets: Keys of the targets.

    Returns:
        ``target`` and the columns of `helpers.stats.weigh_rates`: differences in mentions per 1,000 words.
    """
    once = mentions.drop_duplicates(["article_id", "target", "mention_start"])
    tables = [collect_rows([], ["target", "source"], SIDES)]
    for target in targets:
        named = once[once["target"] == target].groupby("article_id").size()
        counted = articles.assign(n_mentions=articles["article_id"].map(named).fillna(0))
        table = weigh_rates(
            counted, part="n_mentions", whole="n_words", what=f"mentions of {target} per 1,000 words", scale=1000
        )
        table.insert(0, "target", target)
        tables.append(table)
    return pd.concat([table for table in tables if len(table)] or tables, ignore_index=True)
