"""Tone toward targets, in words, and who says it."""

import pandas as pd

from helpers.answers.findings import say_finding
from helpers.answers.wording import format_score, name_target, say_count
from helpers.stats import JOURNALIST, UNKNOWN_SPEAKER

_HOW = {"direct": "quoted", "indirect": "reported"}


_MAX_BLOCS = 3  # that the answer on tone names


NO_BLOCS = (UNKNOWN_SPEAKER, "unnamed", "other")  # not named in the answer: they speak for nobody in particular


def name_group(said_by: str) -> str:
    """Return what to call those who say something, by ``said_by`` of `helpers.schemas.ToneByVoice`."""
    if said_by == JOURNALIST:
        return "journalists"
    plain = {UNKNOWN_SPEAKER: "unknown speakers", "analyst": "analysts"}
    return f"quoted {plain.get(said_by, f'{said_by} speakers')}"


def name_groups(by_voice: pd.DataFrame) -> pd.Series:
    """Return what to call those who say something, with the number of their mentions.

    Args:
        by_voice: As `helpers.stats.tone_by_voice` returns it, of one scorer.
    """
    n_mentions = by_voice.groupby("said_by")["n_mentions"].transform("sum")
    names = [f"{name_group(group)} ({n:,})" for group, n in zip(by_voice["said_by"], n_mentions, strict=True)]
    return pd.Series(names, index=by_voice.index, dtype="str")


def name_speaker(voice: str, speaker: str, bloc: str) -> str:
    """Return in a few words who says something, from columns of `helpers.schemas.VoicedMentions`."""
    if voice not in _HOW:
        return voice
    who = speaker or ("unnamed speaker" if bloc else "unknown speaker")
    return f"{_HOW[voice]}: {who}" + (f" ({bloc})" if bloc and bloc != "unnamed" else "")


def answer_tone(
    comparison: pd.DataFrame,
    agreement: pd.DataFrame,
    labels: dict[str, str],
    scorer: str,
    by_voice: pd.DataFrame | None = None,
) -> list[str]:
    """Say how the tone toward two targets compares within articles, who says it, and how far to trust it.

    Args:
        comparison: As `helpers.stats.weigh_targets` returns it, for the first two targets.
        agreement: As `helpers.stats.measure_agreement` returns it; may be empty.
        labels: Label of each target, the two compared first.
        scorer: Name of the scorer to report.
        by_voice: As `helpers.stats.tone_by_voice` returns it; without it nothing is said of who says it.
    """
    first, second = map(name_target, list(labels.values())[:2])
    own, others = comparison[comparison["scorer"] == scorer], comparison[comparison["scorer"] != scorer]
    if own.empty and len(others):
        return [f"The scorer {scorer} gave no scores to compare {first} and {second} by; the figures hold the others'."]
    if own.empty:
        return [f"No article names both {first} and {second}, so their tone cannot be compared within articles."]
    row = own.iloc[0]
    is_lower = row["n_second_higher"] >= row["n_first_higher"]
    way, count = ("lower", "n_second_higher") if is_lower else ("higher", "n_first_higher")
    says = (
        f"By {scorer}, on a scale from \N{MINUS SIGN}1 to 1, it is {way} in {row[count]} of "
        f"{say_count(int(row['n_articles']), 'article')} that name both"
    )
    if len(others):
        span = f"{others[count].min()} to {others[count].max()}" if others[count].nunique() > 1 else others[count].min()
        says += f" ({span} by the other {len(others)} scorers)" if len(others) > 1 else f" ({span} by the other scorer)"
    voices = [] if by_voice is None else _say_who(by_voice[by_voice["scorer"] == scorer], labels)
    rest = f" The other {len(labels) - 2} targets are in the figures alone." if len(labels) > 2 else ""
    return [say_finding(row.to_dict(), first, second), f"{says}.", *voices, _trust(agreement, scorer) + rest]


def _say_who(by_voice: pd.DataFrame, labels: dict[str, str]) -> list[str]:
    """Put the journalists' tone toward the first two targets beside that of the blocs that are quoted most."""
    pair = list(labels)[:2]
    rows = by_voice[by_voice["target"].isin(pair)]
    if JOURNALIST not in set(rows["said_by"]):
        return []
    known = [group for group in rows["said_by"].unique() if group not in NO_BLOCS]
    says: list[str] = []
    for group in known[: _MAX_BLOCS + 1]:
        own = rows[rows["said_by"] == group]
        means = own.set_index("target")[["mean_score", "low", "high"]].to_dict("index")
        tones = [
            f"{_say_mean(**means[target])} toward {name_target(labels[target])}" for target in pair if target in means
        ]
        who = name_group(group) if says else "The journalists' own words score"
        says.append(f"{who} {' and '.join(tones)} ({say_count(int(own['n_mentions'].sum()), 'mention')})")
    return [f"{'; '.join(says)}."]


def _say_mean(mean_score: float, low: float, high: float) -> str:
    """Return a mean with its 95% interval, if it has one."""
    ends = "" if pd.isna(low) else f" (95% interval {format_score(low)} to {format_score(high)})"
    return f"{format_score(mean_score)}{ends}"


def describe_left_out(before: pd.DataFrame, after: pd.DataFrame, minimum: float) -> str:
    """Say how many mentions are left out because a scorer is not sure enough of them.

    Args:
        before: All scores, with ``scorer`` and ``confidence``.
        after: What `helpers.stats.keep_confident` left of them.
        minimum: Least confidence.
    """
    kept = after["scorer"].value_counts()
    rated = before.loc[before["confidence"].notna(), "scorer"].value_counts().sort_index()
    if not minimum or rated.empty:
        return "No mention is left out for low confidence."
    gone = [f"{n - kept.get(scorer, 0):,} of {say_count(n, 'mention')} by {scorer}" for scorer, n in rated.items()]
    return f"Left out for a confidence below {minimum:g}: {', '.join(gone)}."


def _trust(agreement: pd.DataFrame, scorer: str) -> str:
    own = agreement[agreement["scorer"] == scorer]
    if own.empty:
        return "No labels are at hand for this corpus, so how far to trust this is not known here."
    row = own.iloc[0]
    return (
        f"This scorer agrees with the labels that came with the corpus (of the sample, by a language model) on "
        f"{row['accuracy']:.0%} of {row['n_labelled']:.0f} mentions; saying neutral each time would on "
        f"{row['always_neutral']:.0%}."
    )
