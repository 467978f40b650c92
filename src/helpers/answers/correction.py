"""What the correction by coded mentions changes, in words."""

from typing import Any

import pandas as pd

from helpers.answers.wording import format_score, name_target, say_count
from helpers.stats import ALL_SOURCES, DIFFERENCE, FEW_ARTICLES


def say_correction(table: pd.DataFrame, labels: dict[str, str], scorer: str) -> str:
    """Say what the correction changes over all sources, and whether it matters for which target fares better.

    Args:
        table: As `helpers.stats.correct_tone` returns it.
        labels: Label of each target, the two compared first.
        scorer: Name of the scorer to report.
    """
    own = table[(table["scorer"] == scorer) & (table["source"] == ALL_SOURCES)].set_index("target", drop=False)
    targets = [target for target in labels if target in own.index][:2]
    if not targets:
        return f"The scorer {scorer} gave no scores that could be corrected."
    if not own.loc[targets, "n_coded"].sum():
        return (
            f"No mention is coded, so the tone by the scorer {scorer} is not corrected, and its error not known here."
        )
    if DIFFERENCE in own.index:
        return _say_difference(own.loc[DIFFERENCE], [name_target(labels[target]) for target in targets], scorer)
    return " ".join(_say_target(own.loc[target], name_target(labels[target]), scorer) for target in targets)


def _say_difference(row: Any, names: list[str], scorer: str) -> str:
    what = f"the difference of tone, {' less '.join(names)}, within the articles that name both"
    if pd.isna(row["corrected"]):
        return f"{_say_few(row)} {what} is not corrected: {_give(row, 'raw')} as scored by {scorer}."
    says = f"Corrected by {say_count(int(row['n_coded']), 'coded mention')}, {what} is {_give(row, 'corrected')}"
    return f"{says}; as scored by {scorer} it is {_give(row, 'raw')}. {_weigh(row)}"


def _say_target(row: Any, name: str, scorer: str) -> str:
    if pd.isna(row["corrected"]):
        return f"{_say_few(row)} the tone toward {name} is not corrected: {_give(row, 'raw')} as scored by {scorer}."
    says = f"Corrected by {say_count(int(row['n_coded']), 'coded mention')}, the tone toward {name} is"
    return f"{says} {_give(row, 'corrected')}; as scored by {scorer} it is {_give(row, 'raw')}."


def _say_few(row: Any) -> str:
    n, each = int(row["n_articles_coded"]), " of each" if row["target"] == DIFFERENCE else ""
    return f"With coded mentions{each} in {say_count(n, 'article')}, where it takes {FEW_ARTICLES},"


def _give(row: Any, mean: str) -> str:
    low, high = ("raw_low", "raw_high") if mean == "raw" else ("low", "high")
    interval = "" if pd.isna(row[low]) else f" (95% interval {format_score(row[low])} to {format_score(row[high])})"
    return f"{format_score(row[mean])}{interval}"


def _weigh(row: Any) -> str:
    """Say whether the correction changes on what side of 0 the interval lies; what is shown, the test says as well."""
    if pd.isna(row["low"]):
        return "Coded mentions are all alike, so nothing tells how sure that is."
    raw, corrected = _find_side(row["raw_low"], row["raw_high"]), _find_side(row["low"], row["high"])
    if raw and corrected:
        return (
            "Both intervals lie on the same side of 0."
            if raw == corrected
            else "The intervals lie on different sides of 0: the correction turns the sign round."
        )
    if raw:  # intervals alone show nothing: that takes the test too, which is told elsewhere
        return "As scored the interval leaves 0 out, corrected it does not: it may be no more than the scorer's error."
    return "Only the corrected interval leaves 0 out." if corrected else "Neither interval leaves 0 out."


def _find_side(low: float, high: float) -> int:
    """Return the sign of an interval, 0 if it holds 0."""
    return int(low > 0) - int(high < 0)
