"""How sources differ, in words."""

import pandas as pd

from helpers.answers.wording import name_target, say_count, say_rate


def answer_sources(
    articles: pd.DataFrame, attention: pd.DataFrame, shared: pd.DataFrame, labels: dict[str, str]
) -> list[str]:
    """Say how sources differ in attention to the targets, and how many words they share.

    Args:
        articles: With the columns of `helpers.schemas.CleanArticles`.
        attention: As `helpers.stats.measure_attention` returns it.
        shared: As `helpers.keywords.find_shared_terms` returns it.
        labels: Label of each target.
    """
    n_sources = articles["source"].nunique()
    if n_sources < 2:
        return [f"There is one source, {articles['source'].iloc[0]}, so there is nothing to compare."]
    says = []
    for target, label in labels.items():
        own = attention[attention["target"] == target].sort_values("rate_per_1k")
        low, high = own.iloc[0], own.iloc[-1]
        if low["rate_per_1k"] == high["rate_per_1k"]:
            says.append(
                f"{name_target(label)} is named alike by all sources "
                f"({say_rate(low['rate_per_1k'])} times per 1,000 words)"
            )
            continue
        says.append(
            f"{name_target(label)} is named most by {high['source']} ({say_rate(high['rate_per_1k'])} times per 1,000 "
            f"words) and least by {low['source']} ({say_rate(low['rate_per_1k'])})"
        )
    n_shared = int((shared["n_sources"] == n_sources).sum())
    stand = "stands" if n_shared == 1 else "stand"
    said = "; ".join(says)
    return [
        f"{said[0].upper()}{said[1:]}.",
        f"{say_count(n_shared, 'word')} other than function words {stand} in all {n_sources} sources.",
    ]
