"""Codings and scores for the tests of what compares them."""

import pandas as pd

from helpers.schemas import Codings


def coded(*rows):
    """Return codings from (article, mention, coder, label), or with a probability behind: all toward Russia."""
    table = pd.DataFrame(
        [(*row, 1.0)[:5] for row in rows], columns=["article_id", "mention_start", "coder", "label", "probability"]
    )
    items = table.groupby(["article_id", "mention_start"], sort=False).ngroup() + 1
    table = table.assign(item=items, article_id=[f"{n:016x}" for n in table["article_id"]], target="Russia")
    return Codings.validate(table.assign(mention_end=table["mention_start"] + 6))


def scored(*rows):
    """Return scores from (article, mention, scorer, score, label), or with a confidence behind: all toward Russia."""
    columns = ["article_id", "mention_start", "scorer", "score", "label", "confidence"]
    table = pd.DataFrame([(*row, None)[:6] for row in rows], columns=columns)
    table = table.assign(
        article_id=[f"{n:016x}" for n in table["article_id"]],
        target="Russia",
        voice="journalist",
        source="Daily",
        mention_end=table["mention_start"] + 6,
        sentence_start=table["mention_start"],
    )
    return table.astype({"confidence": "float64", "score": "float64"})
