"""Mentions with scores, for the tests of what is made of them."""

import pandas as pd

A, B, C = (f"{n:016x}" for n in (1, 2, 3))


def scored(*rows):
    """Return mentions from (article, source, target, score); their labels are by sign."""
    table = pd.DataFrame(rows, columns=["article_id", "source", "target", "score"])
    table["mention_start"] = range(len(table))
    return table.assign(
        file=table["article_id"],
        scorer="test",
        mention_end=table["mention_start"] + 1,
        label=["neutral" if s == 0 else "positive" if s > 0 else "negative" for s in table["score"]],
    )


MENTIONS = scored(
    (A, "one", "US", -1.0),
    (A, "one", "US", 0.0),
    (A, "one", "Russia", 0.5),
    (B, "one", "US", 0.5),
    (C, "two", "Russia", 0.25),
)
