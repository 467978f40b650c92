"""Codings and scores for the tests of what compares them."""

import pandas as pd

from helpers.schemas import Codings

LABEL_OF = {-1: "negative", 0: "neutral", 1: "positive"}


def coded(*rows):
    """Return codings from (article, mention, coder, label), or with a probability behind: all toward Russia."""
    columns = ["article_id", "mention_start", "coder", "label", "probability"]
    table = pd.DataFrame([(*row, 1.0)[:5] for row in rows], columns=columns)
    items = table.groupby(["article_id", "mention_start"], sort=False).ngroup() + 1
    table = table.assign(item=items, article_id=[f"{n:016x}" for n in table["article_id"]], target="Russia")
    return Codings.validate(table.assign(mention_end=table["mention_start"] + 6))


def scored(*rows):
    """Return scores from (article, mention, scorer, score), or with a confidence behind: all toward Russia.

    The label is the sign of the score rounded to a whole number.
    """
    columns = ["article_id", "mention_start", "scorer", "score", "confidence"]
    table = pd.DataFrame([(*row, None)[:5] for row in rows], columns=columns)
    table = table.astype({"confidence": "float64", "score": "float64", "mention_start": "int64"})
    return table.assign(
        article_id=[f"{n:016x}" for n in table["article_id"]],
        file=[f"{n}.txt" for n in table["article_id"]],
        target="Russia",
        voice="journalist",
        source="Daily",
        label=[LABEL_OF[round(score)] for score in table["score"]],
        mention_end=table["mention_start"] + 6,
        sentence_start=table["mention_start"] // 100 * 100,
    )
