"""Invariance: how far a score moves when a text is changed in a way that must not move it."""

from collections.abc import Hashable
from typing import Any

import pandas as pd

from helpers.errors import warn_of
from helpers.progress import Plan
from helpers.project import project_path
from helpers.schemas import LABELS, Invariance
from helpers.stance import alterations
from helpers.stance.alterations import OWN, Pair, Probe, alter_mentions
from helpers.stance.evaluate import as_mentions
from helpers.stance.probes import list_gaps, make_pairs
from helpers.stance.scorers import get_scorer, prepare_mentions, usable_scorers
from helpers.stance.targets import Targets, read_targets

# A mean drift below which a finding would not change: from .05 on, VADER's authors take a score for an opinion.
_SMALL = 0.05
_ROUNDING = 1e-6  # of two runs of a net
_SMALLEST = 0.0005  # that is shown as more than 0
# By change: the mean drift that is passed; 0 where nothing that is said has changed, so that no score may move.
ALLOWED = {
    alterations.SWAPPED: 0.0,  # the same is said of another: the comparison itself rests on it
    alterations.ALIASES: _SMALL,  # articles come and go with the name ("the Kremlin", "Moscow")
    alterations.METONYMS: _SMALL,  # nearly the same: Moscow is Russia to the press, to a reader not wholly
    alterations.DEMONYM: _SMALL,  # the same in other words
    alterations.NEUTRAL: _SMALL,  # some hear a tone in any fact; but all must be labelled neutral too
    alterations.ALONE: 0.0,  # nothing is said
    alterations.FURNITURE: 0.0,  # cleaning leaves the same sentences
    alterations.GLUED: _SMALL,  # more is said, but nothing of the target
    alterations.QUOTES: 0.0,  # typesetting
}
_COLUMNS = [
    "scorer",
    "change",
    "text_before",
    "text_after",
    "score_before",
    "score_after",
    "label_before",
    "label_after",
]


def measure_drifts(
    scorers: list[str] | None = None,
    targets: Targets | None = None,
    mentions: pd.DataFrame | None = None,
    *,
    limit: int = 200,
    seed: int = 0,
) -> pd.DataFrame:
    """Score each probe before and after each change that must not move a score.

    Args:
        scorers: Names of scorers; by default those that need not be asked for.
        targets: Whose names are put into the invented sentences; the first two are swapped. By default those of
            ``data/targets.toml``.
        mentions: An analyst's own, with the columns of `helpers.schemas.Mentions`, to change a sample of them too.
        limit: Own mentions drawn at most.
        seed: Of that draw.

    Returns:
        ``scorer``, ``change``, ``text_before``, ``text_after``, ``score_before``, ``score_after``, ``label_before``,
        ``label_after`` and ``drift``, the absolute change of the score. Where the text before is empty, nothing was
        said, so its score is 0; where the text after is, cleaning took it. A change that the targets have too few names
        for has no row and is warned of.

    Raises:
        PresslensError: If a scorer is unknown, or none can run.
    """
    described = targets or read_targets(project_path("data", "targets.toml"))
    usable, problems = usable_scorers(scorers)
    warn_of([*problems, *list_gaps(described)])
    pairs = make_pairs(described)
    if mentions is not None:
        pairs += alter_mentions(mentions, described, limit=limit, seed=seed)
    rows, plan = [], Plan({scorer: get_scorer(scorer).effort for scorer in usable})
    for scorer in usable:
        with plan.step(scorer, say="testing " + scorer):
            rows += _score_pairs(scorer, pairs, described)
    scored = pd.DataFrame(rows, columns=_COLUMNS)
    return scored.assign(drift=(scored["score_after"] - scored["score_before"]).abs())


def summarize_drifts(drifts: pd.DataFrame) -> pd.DataFrame:
    """Return what `measure_drifts` found as a table with the columns of `helpers.schemas.Invariance`."""
    rows = []
    for (scorer, change), own in drifts.groupby(["scorer", "change"], sort=False):
        mean, largest = float(own["drift"].mean()), float(own["drift"].max())
        allowed = ALLOWED[str(change).removesuffix(OWN)]
        # Only of two scores can one be rounded otherwise: a name alone scores 0 or it does not
        least = 0.0 if change == alterations.ALONE else _ROUNDING
        flipped = float((own["label_before"] != own["label_after"]).mean())
        passed = mean <= allowed if allowed else largest <= least
        if change == alterations.NEUTRAL:  # a fact is no praise under any name
            passed = passed and flipped == 0
        rows.append((scorer, change, len(own), mean, largest, flipped, allowed, passed))
    if not rows:
        return Invariance.empty()
    return Invariance.validate(pd.DataFrame(rows, columns=Invariance.column_names()))


def spread_invariance(invariance: pd.DataFrame) -> pd.DataFrame:
    """Return the table as a reader sees it at one glance: a row per change, a column per scorer.

    Args:
        invariance: With the columns of `helpers.schemas.Invariance`.

    Returns:
        ``change``, ``n_texts``, ``allowed`` and a column per scorer: the mean drift, and whether it passed; why not,
        where the mean alone would have.
    """
    said = [_say_verdict(row) for row in invariance.to_dict("records")]
    scorers, changes = (list(dict.fromkeys(invariance[name])) for name in ("scorer", "change"))
    facts = invariance.drop_duplicates("change")[["change", "n_texts", "allowed"]].set_index("change")
    wide = invariance.assign(said=said).pivot(index="change", columns="scorer", values="said")
    wide = wide.reindex(index=changes, columns=scorers).fillna("")
    return facts.join(wide).reset_index()


def _say_verdict(row: dict[Hashable, Any]) -> str:
    mean = f"{row['mean_drift']:.3f}"
    if row["passed"]:
        return f"{mean} pass"
    if 0 < row["mean_drift"] < _SMALLEST:
        mean = f"below {2 * _SMALLEST:g}"
    kept = 0 < row["mean_drift"] <= row["allowed"]
    return f"{mean} FAIL" + (f" ({row['share_flipped']:.1%} of labels move)" if kept else "")


def list_drifts(drifts: pd.DataFrame, *, limit: int = 10, scorer: str | None = None) -> pd.DataFrame:
    """List the worst cases.

    Args:
        drifts: As `measure_drifts` returns them.
        limit: Cases at most; the worst of each scorer and change comes before the second of any.
        scorer: Name of the scorer to list; all if None.

    Returns:
        The columns of `measure_drifts`, largest drift first; no case whose score stayed, and of cases that were scored
        alike one.
    """
    moved = drifts[(drifts["drift"] > _ROUNDING) & (drifts["scorer"].eq(scorer) if scorer else True)]
    order = ["drift", "scorer", "change", "text_before", "text_after"]
    falling = [False, *[True] * 4]
    # To a scorer that names are hidden from, a sentence is the same with each of them
    worst = moved.sort_values(order, ascending=falling).drop_duplicates(
        ["scorer", "change", "score_before", "score_after"]
    )
    place = worst.groupby(["scorer", "change"]).cumcount()
    chosen = worst.assign(place=place).sort_values(["place", *order], ascending=[True, *falling]).head(limit)
    return chosen.sort_values(order, ascending=falling)[drifts.columns].reset_index(drop=True)


def _score_pairs(scorer: str, pairs: list[Pair], targets: Targets) -> list[tuple[object, ...]]:
    """Return the rows of a scorer, each distinct text scored once."""
    distinct = list(dict.fromkeys(probe for pair in pairs for probe in (pair.before, pair.after) if probe))
    rated = get_scorer(scorer).rate(_as_table(distinct, targets))
    found: dict[Probe | None, tuple[float, str]] = dict(
        zip(distinct, zip(rated["score"].astype("float64"), rated["label"], strict=True), strict=True)
    )
    found[None] = (0.0, LABELS[1])
    return [
        (
            scorer,
            pair.change,
            pair.before.sentence if pair.before else "",
            pair.after.sentence if pair.after else "",
            *(found[probe][0] for probe in (pair.before, pair.after)),
            *(found[probe][1] for probe in (pair.before, pair.after)),
        )
        for pair in pairs
    ]


def _as_table(texts: list[Probe], targets: Targets) -> pd.DataFrame:
    table = as_mentions([(probe.sentence, probe.start, probe.end, "") for probe in texts])
    table = table.assign(target=[probe.target for probe in texts], alias_kind=[probe.kind for probe in texts])
    return prepare_mentions(table, targets)
