"""How far scorers agree with labels."""

import pandas as pd

from helpers.schemas import LABELS


def measure_agreement(scored: pd.DataFrame, labels: pd.DataFrame) -> pd.DataFrame:
    """Measure how far scorers agree with labels that a coder gave.

    Args:
        scored: With the columns of `helpers.schemas.ScoredMentions`.
        labels: With ``file``, ``start``, ``end``, ``target`` and ``label``, as in ``data/sample/labels.csv``.

    Returns:
        ``scorer``, ``n_labelled``, ``accuracy`` (share of equal labels), ``macro_f1`` (mean of the F1 of the three
        labels, a label that nobody gave left out) and ``always_neutral`` (the accuracy of saying neutral each
        time). Empty if no mention was labelled.
    """
    given = labels.rename(columns={"start": "mention_start", "end": "mention_end", "label": "coded_label"})
    keys = ["file", "mention_start", "mention_end", "target"]
    both = scored.merge(given[[*keys, "coded_label"]], on=keys)
    rows = [
        {
            "scorer": scorer,
            "n_labelled": len(group),
            "accuracy": float((group["label"] == group["coded_label"]).mean()),
            "macro_f1": _macro_f1(group["coded_label"], group["label"]),
            "always_neutral": float((group["coded_label"] == "neutral").mean()),
        }
        for scorer, group in both.groupby("scorer", sort=False)
    ]
    return pd.DataFrame(rows, columns=["scorer", "n_labelled", "accuracy", "macro_f1", "always_neutral"])


def _macro_f1(true: pd.Series, given: pd.Series) -> float:
    scores = []
    for label in LABELS:
        hits = int(((true == label) & (given == label)).sum())
        named = int((true == label).sum()) + int((given == label).sum())
        if named:
            scores.append(2 * hits / named)
    return sum(scores) / len(scores)
