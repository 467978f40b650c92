"""How sources differ, in words."""

from collections.abc import Hashable
from typing import Any

import pandas as pd

from helpers.answers.findings import LEVEL, is_shown, say_span
from helpers.answers.tone import NO_BLOCS, name_group
from helpers.answers.wording import name_source, name_target, say_count, say_rate
from helpers.stats import FEW_ARTICLES, JOURNALIST

_MAX_BLOCS = 2  # that the answer on voices names
_MAX_VERBS = 2  # of a target and role, that the answer on roles names
_SPEECH = ("say", "tell", "state", "add", "note", "speak", "talk", "explain", "reply", "mention", "comment")
_TWO = 2  # sources, from which on there is something to compare


def answer_sources(
    articles: pd.DataFrame,
    attention: pd.DataFrame,
    shared: pd.DataFrame,
    labels: dict[str, str],
    weighed: pd.DataFrame,
) -> list[str]:
    """Say how sources differ in attention to the targets, how far that is beyond chance, and how many words they share.

    Args:
        articles: With the columns of `helpers.schemas.CleanArticles`.
        attention: As `helpers.stats.measure_attention` returns it.
        shared: As `helpers.keywords.find_shared_terms` returns it.
        labels: Label of each target.
        weighed: As `helpers.stats.weigh_attention` returns it.
    """
    n_sources = articles["source"].nunique()
    if n_sources < _TWO:
        return [f"There is one source, {name_source(articles['source'].iloc[0])}, so there is nothing to compare."]
    tests = {(row["source"], row["target"]): row for row in weighed.to_dict("records")}
    says = []
    for target, label in labels.items():
        own = attention[attention["target"] == target].sort_values("rate_per_1k")
        low, high = own.iloc[0], own.iloc[-1]
        if not high["rate_per_1k"]:
            says.append(f"{name_target(label)} is not named at all")
            continue
        if low["rate_per_1k"] == high["rate_per_1k"]:
            says.append(
                f"{name_target(label)} is named alike by all sources "
                f"({say_rate(low['rate_per_1k'])} times per 1,000 words)"
            )
            continue
        most, least = (_judge(tests.get((row["source"], target))) for row in (high, low))
        says.append(
            f"{name_target(label)} is named most by {name_source(high['source'])} "
            f"({say_rate(high['rate_per_1k'])} times per 1,000 words{most}) and least by {name_source(low['source'])} "
            f"({say_rate(low['rate_per_1k'])}{least})"
        )
    n_shared = int((shared["n_sources"] == n_sources).sum())
    stand = "stands" if n_shared == 1 else "stand"
    said = "; ".join(says)
    return [
        f"{said[0].upper()}{said[1:]}.{_say_untold(weighed, labels)}",
        f"{say_count(n_shared, 'word')} other than function words {stand} in all {n_sources} sources.",
    ]


def _judge(row: dict[Hashable, Any] | None) -> str:
    """Say by how much a source differs from all others, if that can be shown."""
    if row is None or not is_shown(row):
        return ""
    return f", 95% interval {say_span(row['low'], row['high'])} than all others"


def _say_untold(weighed: pd.DataFrame, labels: dict[str, str]) -> str:
    """Say of how many sources it cannot be shown that they differ from all others."""
    own = weighed[weighed["target"].isin(labels)]
    n_shown = sum(map(is_shown, own.to_dict("records")))
    if n_shown == len(own):
        return ""
    why = f", for want of {FEW_ARTICLES} articles on both sides" if own["low"].isna().all() else ""
    if not n_shown:
        return f" No source's rate can be told from that of all others{why}: such differences may be chance."
    chance = f" (by chance alone up to {LEVEL * len(own):.1f} would be on average)"
    return (
        f" Of {len(own):,} such rates {n_shown:,} can be told from that of all others{chance}; the rest may be chance."
    )


def answer_speaking(speaking: pd.DataFrame, unnamed: pd.DataFrame) -> list[str]:
    """Say how much is quoted or reported, who is given most words, and how much comes from nobody with a name.

    Args:
        speaking: With the columns of `helpers.schemas.Speaking`.
        unnamed: With the columns of `helpers.schemas.UnnamedSources`.
    """
    quoted = speaking[speaking["said_by"] != JOURNALIST]
    n_words, n_statements = int(quoted["n_words"].sum()), int(unnamed["n_statements"].sum())
    if not n_words:
        return ["Nobody is quoted or reported."]
    shares = quoted.groupby("source")["share"].sum().reindex(speaking["source"].unique(), fill_value=0.0)
    blocs = quoted[~quoted["said_by"].isin(NO_BLOCS)].groupby("said_by")["n_words"].sum()
    blocs = blocs.sort_values(ascending=False, kind="stable").head(_MAX_BLOCS)
    shares_of = {name_group(str(bloc)).removeprefix("quoted "): n / n_words for bloc, n in blocs.to_dict().items()}
    given = " and ".join(f"{name} ({share:.0%})" for name, share in shares_of.items())
    most = f"; the largest shares of these are by {given}" if given else ""
    n_unnamed, n_unknown = int(unnamed["n_unnamed"].sum()), int(unnamed["n_unknown"].sum())
    unknown = f", and for {n_unknown:,} nothing tells who speaks" if n_unknown else ""
    return [
        f"Quoted or reported are {_span_shares(shares)} of the words{most}.",
        f"{n_unnamed:,} of {say_count(n_statements, 'statement')} ({n_unnamed / max(n_statements, 1):.0%}) "
        f"{'comes' if n_unnamed == 1 else 'come'} from speakers without a name{unknown}.",
    ]


def _span_shares(shares: pd.Series) -> str:
    """Say from which to which share sources go, with the names of those at the ends."""
    ordered = shares.sort_values(kind="stable")
    (low, least), (high, most) = ((name_source(ordered.index[at]), f"{ordered.iloc[at]:.0%}") for at in (0, -1))
    return most if least == most else f"{least} ({low}) to {most} ({high})"


def answer_roles(counts: pd.DataFrame, actions: pd.DataFrame, labels: dict[str, str]) -> list[str]:
    """Say how often each target acts and is acted on, over all sources, and by which verbs most.

    Args:
        counts: With the columns of `helpers.schemas.RoleCounts`.
        actions: As `helpers.stats.list_actions` returns it.
        labels: Label of each target.
    """
    sums = counts.groupby("target")[["n_agent", "n_patient"]].sum().to_dict("index")
    says = []
    for target, label in labels.items():
        n_agent, n_patient = sums.get(target, {"n_agent": 0, "n_patient": 0}).values()
        if not n_agent + n_patient:
            continue
        verbs = actions[(actions["target"] == target) & (actions["n_clauses"] > 1) & ~actions["verb"].isin(_SPEECH)]
        named = [_name_verbs(verbs[verbs["role"] == role]) for role in ("agent", "patient")]
        doing, done = (f", most often {verbs}" if verbs else "" for verbs in named)
        says.append(f"{name_target(label)} acts in {n_agent:,}{doing}, and is acted on in {n_patient:,}{done}")
    if not says:
        return ["No target acts or is acted on in a clause that could be read."]
    said = "; ".join(says)
    return [f"Of {say_count(int(counts['n_mentions'].sum()), 'mention')}, {said}."]


def _name_verbs(actions: pd.DataFrame) -> str:
    most = actions.sort_values("n_clauses", ascending=False, kind="stable").head(_MAX_VERBS)
    named = [
        f"“{verb}” ({n:,} clauses{f', {n_negated:,} negated' if n_negated else ''})"
        for verb, n, n_negated in most[["verb", "n_clauses", "n_negated"]].itertuples(index=False, name=None)
    ]
    return " and ".join(named)


def name_actions(actions: pd.DataFrame, labels: dict[str, str]) -> pd.DataFrame:
    """Add ``panel``, what the rows of a target and role have in common: "Russia acts", "Russia is acted on".

    Verbs of plain speech ("say") are left out: who speaks is told by voices, and they would hide all others.

    Args:
        actions: As `helpers.stats.list_actions` returns it.
        labels: Label of each target; rows come in this order.
    """
    actions = actions[~actions["verb"].isin(_SPEECH)]
    says = {"agent": "acts", "patient": "is acted on"}
    order = {(target, role): place for place, (target, role) in enumerate((t, r) for t in labels for r in says)}
    keys = list(zip(actions["target"], actions["role"], strict=True))
    named = actions.assign(
        panel=[f"{labels.get(target, target)} {says[role]}" for target, role in keys],
        place=[order.get(key, len(order)) for key in keys],
    )
    return named.sort_values("place", kind="stable", ignore_index=True).drop(columns="place")


def answer_claims(per_source: pd.DataFrame, summary: pd.DataFrame) -> list[str]:
    """Say how many sentences were found to say what another source says, too.

    Args:
        per_source: With the columns of `helpers.schemas.SourceClaims`.
        summary: With the columns of `helpers.schemas.ClaimSummary`.
    """
    n_sentences, n_shared = int(per_source["n_sentences"].sum()), int(per_source["n_shared"].sum())
    if not n_sentences:
        return ["There are no sentences to compare."]
    if len(per_source) < _TWO:
        return [f"{say_count(n_sentences, 'sentence')} were read; with one source no claim can be shared."]
    claims = summary[summary["n_sources"] > 1]
    if not n_shared:
        return [f"Of {say_count(n_sentences, 'sentence')} compared, none was found to say what another source says."]
    return [
        f"Of {say_count(n_sentences, 'sentence')} compared, {n_shared:,} ({n_shared / n_sentences:.1%}) were found to "
        f"say what another source says, in {say_count(len(claims), 'claim')}; the claim found at most sources stands "
        f"at {claims['n_sources'].max():,}."
    ]
