"""Mentions: where an article names a target."""

from bisect import bisect_right

import pandas as pd

from helpers.schemas import Mentions
from helpers.stance.targets import Targets


def find_mentions(articles: pd.DataFrame, sentences: pd.DataFrame, targets: Targets) -> pd.DataFrame:
    """Find the mentions of targets.

    Args:
        articles: With the columns ``article_id``, ``file``, ``source`` and ``body``.
        sentences: Of these articles, with the columns of `helpers.schemas.Sentences`.
        targets: What to look for.

    Returns:
        The columns of `helpers.schemas.Mentions`, in the order of the articles and their text. Mentions do
        not overlap; each lies in one sentence.
    """
    spans = {
        article_id: list(zip(group["sentence_start"], group["sentence_end"], group["sentence_index"], strict=True))
        for article_id, group in sentences.groupby("article_id", sort=False)
    }
    rows = []
    for article_id, file, source, body in zip(
        articles["article_id"], articles["file"], articles["source"], articles["body"], strict=True
    ):
        own = spans.get(article_id, [])
        starts = [start for start, _, _ in own]
        for name in targets.names.find(body):
            position = bisect_right(starts, name.start) - 1
            if not name.target or position < 0:
                continue
            start, end, index = own[position]
            mention, sentence = body[name.start : name.end], body[start:end]
            if name.end > end or (len(mention) == 2 and not any(c.islower() for c in sentence)):
                continue  # beyond the sentence's end; or "US" among capitals, which may be the pronoun
            rows.append(
                (
                    file,
                    article_id,
                    source,
                    name.target,
                    name.kind,
                    mention,
                    name.start,
                    name.end,
                    sentence,
                    index,
                    start,
                    end,
                )
            )
    if not rows:
        return Mentions.empty()
    return Mentions.validate(pd.DataFrame(rows, columns=Mentions.column_names()))
