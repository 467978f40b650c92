"""Mentions: where an article names a target."""

from bisect import bisect_right

import pandas as pd

from helpers.progress import track
from helpers.schemas import Mentions
from helpers.stance.targets import Targets

_AMBIGUOUS = 2  # letters of a name that may be a word where all is in capitals


def _may_be_pronoun(sentence: str, position: int) -> bool:
    """Tell whether "US" may be "us": all is in capitals, and it neither begins the sentence nor follows "THE"."""
    before = sentence[:position].split()
    return not any(c.islower() for c in sentence) and bool(before) and before[-1] != "THE"


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
    told = articles[["article_id", "file", "source", "body"]].itertuples(index=False, name=None)
    for article_id, file, source, body in track(told, "finding mentions", total=len(articles)):
        own = spans.get(article_id, [])
        starts = [start for start, _, _ in own]
        for name in targets.names.find(body):
            position = bisect_right(starts, name.start) - 1
            if not name.target or position < 0:
                continue
            start, _, index = own[position]
            # A name over a line break shows that the sentence goes on there, whatever the lines looked like
            end = own[bisect_right(starts, name.end - 1) - 1][1]
            mention, sentence = body[name.start : name.end], body[start:end]
            if len(mention) == _AMBIGUOUS and _may_be_pronoun(sentence, name.start - start):
                continue
            where = (name.target, name.kind, mention, name.start, name.end, sentence, index, start, end)
            rows.append((file, article_id, source, *where))
    if not rows:
        return Mentions.empty()
    return Mentions.validate(pd.DataFrame(rows, columns=Mentions.column_names()))
