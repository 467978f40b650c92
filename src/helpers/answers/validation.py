"""How far the figures can be believed, in words."""

from collections.abc import Collection, Iterable, Mapping

import pandas as pd

from helpers.answers.correction import say_correction
from helpers.answers.findings import say_finding
from helpers.answers.specifications import say_specifications
from helpers.answers.wording import name_target, say_count
from helpers.plan import Plan
from helpers.schemas import CHOICES, OPTIONS
from helpers.stats import SpecificationSummary

_MOST_PROBLEMS = 5
_LENT = "their labels came with the corpus (of the sample, by a language model)"


def answer_validation(
    honesty: pd.DataFrame,
    curve: SpecificationSummary,
    invariance: pd.DataFrame,
    corrected: pd.DataFrame,
    labels: dict[str, str],
    *,
    scorer: str,
    by_coders: bool = True,
) -> list[str]:
    """Answer how far the comparison of the first two targets can be believed.

    Args:
        honesty: As `helpers.stats.weigh_targets` returns it.
        curve: As `helpers.stats.summarise_specifications` returns it.
        invariance: With the columns of `helpers.schemas.Invariance`.
        corrected: As `helpers.stats.correct_tone` returns it.
        labels: Label of each target, the two compared first.
        scorer: Name of the scorer to report.
        by_coders: Whether people coded what is corrected by; else the labels came with the corpus.
    """
    first, second = map(name_target, list(labels.values())[:2])
    own = honesty[honesty["scorer"] == scorer]
    found = (
        say_finding(own.iloc[0].to_dict(), first, second)
        if len(own)
        else f"No article names both {first} and {second}, so there is nothing to believe or doubt."
    )
    is_lent = not by_coders and bool(corrected["n_coded"].sum())
    lent = [f"Nobody coded these mentions: {_LENT}."] if is_lent else []
    ways = say_specifications(curve, labels)[:1]  # first: the page on tone begins with what was found
    return [*ways, found, _say_invariance(invariance, scorer), say_correction(corrected, labels, scorer), *lent]


def _say_invariance(invariance: pd.DataFrame, scorer: str) -> str:
    own = invariance[invariance["scorer"] == scorer]
    if own.empty:
        return f"Whether {scorer} moves where it must not was not measured."
    failed = own.loc[~own["passed"], "change"].tolist()
    if not failed:
        return f"The score of {scorer} stays where it must in all {len(own)} checks."
    many = f"{len(own) - len(failed)} of {len(own)} checks"
    return f"The score of {scorer} stays where it must in {many}, and moves in: {', '.join(failed)}."


def describe_plan(
    plan: Plan,
    scorer: str,
    *,
    copies: bool = False,
    references: bool | None = None,
    parts: Collection[str] | None = None,
) -> str:
    """Say which plan holds, since when, and where what a page reports is another analysis than the plan's.

    Args:
        plan: As `helpers.plan.read_plan` returns it.
        scorer: Name of the scorer that the page reports.
        copies: Whether the page counts reprints.
        references: Whether it counts pronouns and joint phrases; as the plan does if None.
        parts: What it analyses besides the running text; as the plan does if None.
    """
    said = f"Analysis plan of {plan.fixed:%Y-%m-%d} ({plan.fingerprint[:12]}); the analysis that counts: "
    said += f"{', '.join(plan.primary.values())}."
    # Beside the curve, pages take the first option of each choice, unless they are told otherwise
    taken = {choice: options[0] for choice, options in OPTIONS.items()}
    taken |= {"scorer": scorer, "copies": OPTIONS["copies"][copies]}
    other = [
        f"{taken[choice]}, not {plan.primary[choice]}" for choice in CHOICES if taken[choice] != plan.primary[choice]
    ]
    if references not in (None, plan.references):
        other.append("with pronouns and joint phrases" if references else "without pronouns and joint phrases")
    if parts is not None and set(parts) != set(plan.parts):
        other.append(f"besides the text {_list_parts(parts)}, not {_list_parts(plan.parts)}")
    return f"{said} Except for the curve, this page reports another one: {'; '.join(other)}." if other else said


def _list_parts(parts: Collection[str]) -> str:
    return " and ".join(sorted(parts)) or "nothing"


def describe_codings(
    coders: pd.DataFrame, coded: pd.DataFrame, counts: Mapping[str, int], problems: Iterable[object]
) -> str:
    """Say what scores are compared with: codings of this corpus, labels that came with it, or nothing.

    Args:
        coders: As `helpers.coding.list_coders` returns it.
        coded: The codings of coders who have locked, as `helpers.coding.read_codings` returns them.
        counts: What becomes of what scores are compared with, as `helpers.stats.count_codings` returns it.
        problems: What is wrong in the files of the coders.
    """
    told = [str(problem) for problem in problems]
    rest = [f"{len(told) - _MOST_PROBLEMS:,} further problems."] if len(told) > _MOST_PROBLEMS else []
    waiting = [
        f"{row.coder} has coded {row.n_done:,} of {row.n_items:,}, and not locked."
        for row in coders[~coders["locked"]].itertuples()
    ]
    return " ".join([_say_basis(coded, counts), *waiting, *told[:_MOST_PROBLEMS], *rest])


def _say_basis(coded: pd.DataFrame, counts: Mapping[str, int]) -> str:
    used, left = counts["used"], []
    if counts["unclear"]:
        left.append(f"{counts['unclear']:,} are unclear to all who coded them")
    if counts["unknown"]:
        left.append(f"{counts['unknown']:,} are not among the mentions of this corpus, as if drawn from another")
    rest = f" Left out: {'; '.join(left)}." if left else ""
    if len(coded):
        who = say_count(coded["coder"].nunique(), "coder")
        several = f" For {counts['undecided']:,} of them coders give no one label: they count in the correction alone."
        told = several if counts["undecided"] else ""
        return f"Scores are compared with {say_count(used, 'mention')} coded by {who}.{told}{rest}"
    if not used:
        return f"Nobody has coded and locked, and the corpus came with no labels of its mentions.{rest}"
    labels = say_count(used, "label")
    return (
        f"Nobody has coded and locked: scores are compared with {labels} that came with the corpus (of the sample, by "
        f"a language model).{rest}"
    )
