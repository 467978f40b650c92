"""How far a finding depends on choices, in words."""

from collections.abc import Mapping

import numpy as np

from helpers.answers.wording import format_score, name_target, say_count
from helpers.stats import SpecificationSummary

_NAMES = {
    "scorer": "the scorer",
    "cleaning": "removing page furniture or not",
    "voice": "whose words count",
    "weighting": "the weighting",
    "copies": "counting reprints or not",
}
_WAYS = {-1: "lower than", 0: "the same as", 1: "higher than"}
_ALPHA = 0.05


def say_specifications(summary: SpecificationSummary, labels: Mapping[str, str]) -> list[str]:
    """Say how a specification curve runs, which choice matters most, and what the whole curve shows.

    Args:
        summary: As `helpers.stats.summarise_specifications` returns it.
        labels: Label of each target, the two compared first.
    """
    first, second = map(name_target, list(labels.values())[:2])
    if not summary.n_found:
        return [f"In no way of doing this analysis does an article name both {first} and {second}."]
    tone = f"the tone toward {first} is {_WAYS[summary.sign]} toward {second}"
    ways = say_count(summary.n_found, "way")
    many = f"In {summary.n_same_sign:,} of {ways} of doing this analysis {tone}"
    says = [f"{many}; {_say_intervals(summary)}.", _say_range(summary), _say_influence(summary), _say_test(summary)]
    if summary.n_found < summary.n_specifications:
        n = summary.n_specifications - summary.n_found
        says.append(f"In {say_count(n, 'further way')} no article names both.")
    return [sentence for sentence in says if sentence]


def _say_intervals(summary: SpecificationSummary) -> str:
    if not summary.n_intervals:
        return "none has an interval: fewer than 5 articles, or all say the same"
    n = summary.n_clear_against
    against = f", {'all' if n == summary.n_clear else f'{n:,}'} of them on the other side of it" if n else ""
    return f"in {f'{summary.n_clear:,}' if summary.n_clear else 'none'} the interval leaves 0 out{against}"


def _say_range(summary: SpecificationSummary) -> str:
    span = f"The differences run from {format_score(summary.least)} to {format_score(summary.most)}"
    middle = f"with a median of {format_score(summary.median)}"
    if np.isnan(summary.primary):
        return f"{span}, {middle}; the primary analysis of the plan is not among them."
    interval = ""
    if not np.isnan(summary.primary_low):
        interval = f" (95% interval {format_score(summary.primary_low)} to {format_score(summary.primary_high)})"
    return f"{span}, {middle}; the primary analysis, fixed beforehand, finds {format_score(summary.primary)}{interval}."


def _say_influence(summary: SpecificationSummary) -> str:
    every = summary.influence.dropna(subset="mean_change")
    known = every[every["mean_change"].round(2) > 0]
    if known.empty:
        return "No choice moves the difference." if len(every) else ""
    names, sizes = known["choice"].map(_NAMES).tolist(), [f"{change:.2f}" for change in known["mean_change"]]
    others = "".join(f"; {name} by {size}" for name, size in zip(names[1:], sizes[1:], strict=True))
    most = f"{names[0][0].upper()}{names[0][1:]}"
    idle = "".join(f"; {_NAMES[choice]} by nothing" for choice in every.loc[every["mean_change"] == 0, "choice"])
    return f"{most} matters most: changed alone, it moves the difference by {sizes[0]} on average{others}{idle}."


def _say_test(summary: SpecificationSummary) -> str:
    if np.isnan(summary.p_median):
        return ""
    p = f"p {summary.p_median:.3f}" if summary.p_median >= 0.001 else "p below 0.001"
    if summary.least_p > _ALPHA:
        return (
            f"So few articles cannot give a p below {summary.least_p:.3f} for all ways taken together, whatever they "
            f"say; the median has {p}."
        )
    shown = "is" if summary.p_median <= _ALPHA else "is not"
    return f"Taken together, the median of all ways {shown} told from 0 (sign flips of whole articles, {p})."
