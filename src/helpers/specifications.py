"""The specification curve: the comparison of two targets in all ways that the analysis plan lists."""

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from helpers.corpus import keep_representatives
from helpers.errors import warn_of
from helpers.pipeline import Tables, find_anew
from helpers.plan import Plan
from helpers.progress import within
from helpers.stance import score_mentions, usable_scorers
from helpers.stats import (
    QUOTED,
    SpecificationSummary,
    measure_specifications,
    pair_targets,
    summarise_specifications,
    tone_by_article,
)

# What a scorer is given of a mention: two mentions that share it get the same score
_SEEN = ["target", "alias_kind", "mention", "sentence", "_start"]
_RATED = ["score", "label", "confidence"]


@dataclass(frozen=True)
class Curve:
    """A specification curve.

    Attributes:
        table: A row per way of doing the analysis, as `helpers.schemas.Specifications` describes it.
        pairs: The articles behind it, as `helpers.stats.pair_targets` returns them, with ``story``: the article that
            it is a reprint of, or itself.
        summary: How it runs.
    """

    table: pd.DataFrame
    pairs: pd.DataFrame
    summary: SpecificationSummary


def find_curve(
    tables: Tables,
    plan: Plan,
    *,
    scorers: Iterable[str] | None = None,
    first: str | None = None,
    second: str | None = None,
) -> Curve:
    """Compare two targets in all ways that a plan lists, and say how far they agree.

    Args:
        tables: Of the corpus, built without `copies`, so that what an article says twice stands in it once.
        plan: As `helpers.plan.read_plan` returns it. Its parts and references hold, whatever those of `tables` are.
        scorers: Names of scorers; by default those of the plan. One that cannot run is left out, and a warning says so.
        first: Key of a target; by default the first one.
        second: Key of another; by default the second one.

    Raises:
        PresslensError: If a scorer is unknown, or none can run.
    """
    usable, problems = usable_scorers(plan.choices["scorer"] if scorers is None else dict.fromkeys(scorers))
    warn_of(problems)
    one, other = (*tables.targets.labels,)[:2]
    pairs = _pair_variants(tables, plan, usable, (first or one, second or other))
    table = measure_specifications(pairs, {**plan.choices, "scorer": usable}, plan.primary)
    return Curve(table, pairs, summarise_specifications(table, pairs))


def _pair_variants(tables: Tables, plan: Plan, scorers: list[str], compared: tuple[str, str]) -> pd.DataFrame:
    """Return the articles that name both targets, of each scorer, cleaning, voice and way with copies."""
    found, ways = [], plan.choices["cleaning"]
    for at, cleaning in enumerate(ways):
        with within("finding mentions anew", at, 2 * len(ways)):
            mentions = find_anew(
                tables, is_cleaned=cleaning == "cleaned", parts=plan.parts, references=plan.references
            ).assign(cleaning=cleaning)
        found.append(mentions[mentions["target"].isin(compared)])
    with within("", len(ways), 2 * len(ways), size=len(ways)):
        scored = _score_once(pd.concat(found, ignore_index=True), tables, scorers)
    pairs = []
    for cleaning in plan.choices["cleaning"]:
        own = scored[scored["cleaning"] == cleaning]
        for copies in plan.choices["copies"]:
            counted = own if copies == "all reprints" else keep_representatives(own, tables.copies)
            for voice in plan.choices["voice"]:
                tone = tone_by_article(_keep_voice(counted, voice))
                pairs.append(pair_targets(tone.assign(cleaning=cleaning, voice=voice, copies=copies), *compared))
    found_pairs = pd.concat(pairs, ignore_index=True)
    stories = dict(zip(tables.copies["article_id"], tables.copies["cluster_id"], strict=True))
    return found_pairs.assign(story=found_pairs["article_id"].map(lambda article: stories.get(article, article)))


def _keep_voice(mentions: pd.DataFrame, voice: str) -> pd.DataFrame:
    if voice == "all voices":
        return mentions
    return mentions[mentions["voice"].isin(QUOTED) == (voice == "quoted")]


def _score_once(mentions: pd.DataFrame, tables: Tables, scorers: list[str]) -> pd.DataFrame:
    """Score mentions that stand in several variants once, and those not at all that the chain has scored."""
    placed = _place(mentions)
    distinct = placed.drop_duplicates(_SEEN)
    # From the names of all mentions a trained scorer learns which country a target is, so each name is scored anew
    names = distinct.drop_duplicates(["target", "mention"])
    known = _place(tables.mentions)
    parts = []
    for at, scorer in enumerate(scorers):
        own = known[known["scorer"] == scorer]
        asked = distinct.merge(own[_SEEN].drop_duplicates(), on=_SEEN, how="left", indicator="_known")
        new = asked[asked["_known"] == "left_only"]
        if len(new):
            with within(f"scoring with {scorer}", at, len(scorers)):
                own = pd.concat([own, score_mentions(pd.concat([names, new]), tables.targets, [scorer])])
        rated = own[[*_SEEN, *_RATED]].drop_duplicates(_SEEN)
        parts.append(placed.merge(rated, on=_SEEN).assign(scorer=scorer))
    return pd.concat(parts, ignore_index=True)


def _place(mentions: pd.DataFrame) -> pd.DataFrame:
    return mentions.assign(_start=mentions["mention_start"] - mentions["sentence_start"])
