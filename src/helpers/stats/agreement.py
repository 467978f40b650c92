"""How far scorers agree with coders: errors by target and by voice, and which label becomes which."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from helpers.schemas import LABELS, CodedErrors, Codings
from helpers.stats.intervals import Interval, estimate_interval
from helpers.stats.reliability import UNIT, VALUES

TIED = "tied"


def codings_of_labels(labels: pd.DataFrame, scored: pd.DataFrame) -> pd.DataFrame:
    """Return labels as codings by one coder of all that there was to label, so that they can be compared likewise.

    Args:
        labels: With the columns of `helpers.schemas.Labels`.
        scored: With the columns of `helpers.schemas.ScoredMentions`: which article a file is.

    Returns:
        The columns of `helpers.schemas.Codings`, with the probability 1; labels of places that are no mention are left
        out.
    """
    given = labels.rename(columns={"start": "mention_start", "end": "mention_end"})
    known = scored[["file", *UNIT]].drop_duplicates()
    found = given.drop_duplicates(["file", *UNIT[1:]]).merge(known, on=["file", *UNIT[1:]])
    if found.empty:
        return Codings.empty()
    found = found.assign(item=range(1, len(found) + 1), coder="labels", probability=1.0)
    return Codings.validate(found[Codings.column_names()])


def settle_codings(codings: pd.DataFrame) -> pd.DataFrame:
    """Return one label per item: that of most coders.

    Args:
        codings: With the columns of `helpers.schemas.Codings`.

    Returns:
        The columns ``article_id``, ``target``, ``mention_start``, ``mention_end``, ``probability``, ``n_coders`` and
        ``coded_label``, a row per item: a label, "unclear" if most coders say so, or "tied" if no label has most.
    """
    votes = codings.groupby([*UNIT, "label"], sort=True).size().rename("votes").reset_index()
    votes = votes.sort_values([*UNIT, "votes"], ascending=[*[True] * len(UNIT), False], kind="stable")
    best = votes.drop_duplicates(UNIT).set_index(UNIT)
    has_most = votes["votes"] == votes.groupby(UNIT)["votes"].transform("max")
    is_tied = has_most.groupby([votes[key] for key in UNIT]).sum() > 1
    items = codings.groupby(UNIT, sort=True).agg(probability=("probability", "min"), n_coders=("coder", "nunique"))
    return items.assign(coded_label=best["label"].mask(is_tied, TIED)).reset_index()


def pair_codings(scored: pd.DataFrame, codings: pd.DataFrame) -> pd.DataFrame:
    """Put beside each score of a coded mention what coders say of it.

    Items that are unclear or tied are left out (`settle_codings` shows them), as is what could not have been drawn.

    Args:
        scored: With the columns of `helpers.schemas.ScoredMentions`.
        codings: With the columns of `helpers.schemas.Codings`.

    Returns:
        The rows of `scored` that were coded, with ``coded_label``, ``coded`` (-1, 0 or 1) and ``weight`` (mentions of
        the corpus that it stands for: one by the probability with which it was drawn).
    """
    settled = settle_codings(codings)
    usable = settled[settled["coded_label"].isin(LABELS) & (settled["probability"] > 0)]
    coded = usable.assign(
        coded=usable["coded_label"].map(VALUES).astype("float64"), weight=1 / usable["probability"].astype("float64")
    )
    return scored.merge(coded[[*UNIT, "coded_label", "coded", "weight"]], on=UNIT)


def measure_coded_errors(scored: pd.DataFrame, codings: pd.DataFrame) -> pd.DataFrame:
    """Measure how far scorers are from coders, over all mentions, by target and by voice.

    Of several coders the label of most counts; mentions that are tied or unclear are left out. Each mention weighs one
    by the probability with which it was drawn, so that the figures are of the corpus. The interval of the bias is
    that of articles within sources: see `helpers.stats.intervals`.

    Args:
        scored: With the columns of `helpers.schemas.ScoredMentions`.
        codings: With the columns of `helpers.schemas.Codings`.

    Returns:
        The columns of `helpers.schemas.CodedErrors`; empty if no mention was coded.
    """
    pairs = pair_codings(scored, codings)
    rows = [
        {"scorer": scorer, "by": by, "group": group, **_measure_errors(own)}
        for scorer, of_scorer in pairs.groupby("scorer", sort=False)
        for by, group, own in _split(of_scorer)
    ]
    return CodedErrors.validate(pd.DataFrame(rows)) if rows else CodedErrors.empty()


def _split(pairs: pd.DataFrame) -> Iterator[tuple[str, str, pd.DataFrame]]:
    yield "all", "all", pairs
    for by in ("target", "voice"):
        for group, own in pairs.groupby(by, sort=True):
            yield by, str(group), own


def _measure_errors(pairs: pd.DataFrame) -> dict[str, float]:
    low, high, _ = bound_bias(pairs)
    return {
        "n_mentions": len(pairs),
        "n_articles": pairs["article_id"].nunique(),
        "accuracy": _accuracy(pairs),
        "macro_f1": _macro_f1(pairs),
        "bias": float(np.average(pairs["score"] - pairs["coded"], weights=pairs["weight"])),
        "bias_low": low,
        "bias_high": high,
    }


def bound_bias(pairs: pd.DataFrame) -> Interval:
    """Return the 95% interval of the mean of score less coded label.

    Args:
        pairs: As `pair_codings` returns them, of one scorer.
    """
    errors = pairs.assign(error=(pairs["score"] - pairs["coded"]) * pairs["weight"])
    sums = errors.groupby("article_id", sort=True).agg(
        error=("error", "sum"), weight=("weight", "sum"), source=("source", "first")
    )
    return estimate_interval(sums["error"], sums["weight"], sources=sums["source"], limits=(-2.0, 2.0))


def measure_agreement(scored: pd.DataFrame, labels: pd.DataFrame) -> pd.DataFrame:
    """Measure how far scorers agree with labels that a coder gave.

    Args:
        scored: With the columns of `helpers.schemas.ScoredMentions`.
        labels: With the columns of `helpers.schemas.Labels`.

    Returns:
        ``scorer``, ``n_labelled``, ``accuracy`` (share of equal labels), ``macro_f1`` (mean of the F1 of the three
        labels, a label that nobody gave left out) and ``always_neutral`` (the accuracy of saying neutral each
        time). Empty if no mention was labelled.
    """
    pairs = pair_codings(scored, codings_of_labels(labels, scored))
    rows = [
        (scorer, len(own), _accuracy(own), _macro_f1(own), float((own["coded_label"] == "neutral").mean()))
        for scorer, own in pairs.groupby("scorer", sort=False)
    ]
    return pd.DataFrame(rows, columns=["scorer", "n_labelled", "accuracy", "macro_f1", "always_neutral"])


def _accuracy(pairs: pd.DataFrame) -> float:
    return float(np.average(pairs["label"] == pairs["coded_label"], weights=pairs["weight"]))


def _macro_f1(pairs: pd.DataFrame) -> float:
    weight, scores = pairs["weight"], []
    for label in LABELS:
        true, given = pairs["coded_label"] == label, pairs["label"] == label
        if named := float(weight[true].sum() + weight[given].sum()):
            scores.append(2 * float(weight[true & given].sum()) / named)
    return sum(scores) / len(scores)


def count_confusion(scored: pd.DataFrame, codings: pd.DataFrame) -> pd.DataFrame:
    """Count which coded label becomes which label of each scorer.

    Args:
        scored: With the columns of `helpers.schemas.ScoredMentions`.
        codings: With the columns of `helpers.schemas.Codings`.

    Returns:
        ``scorer``, ``coded_label``, ``scored_label``, ``n_mentions`` (coded ones) and ``share`` (of the mentions in the
        corpus with that coded label, 0 to 1; empty if there is none): nine rows per scorer.
    """
    keys = ["scorer", "coded_label", "scored_label"]
    pairs = pair_codings(scored, codings).rename(columns={"label": "scored_label"})
    every = pd.MultiIndex.from_product([pairs["scorer"].unique(), LABELS, LABELS], names=keys)
    found = pairs.groupby(keys)["weight"].agg(["size", "sum"]).reindex(every, fill_value=0)
    totals = found.groupby(keys[:2])["sum"].transform("sum")
    table = found.assign(n_mentions=found["size"].astype("int64"), share=found["sum"] / totals.where(totals > 0))
    return table[["n_mentions", "share"]].reset_index()
