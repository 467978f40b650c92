"""How many words stand in stretches of articles."""

import numpy as np
import pandas as pd

from helpers.language.tokens import CUT, Tokenizer

_STEP = 200  # texts at a time


def count_words_within(articles: pd.DataFrame, spans: pd.DataFrame) -> pd.Series:
    """Count the words of each stretch, so that stretches that do not overlap never count a word twice.

    A word belongs to the stretch in which it begins; all words of a body are as many as ``n_words`` of its article.

    Args:
        articles: With the columns ``article_id`` and ``body``.
        spans: With the columns ``article_id``, ``start`` and ``end``, of these articles.

    Returns:
        The number of words of each stretch, in the order of `spans`.
    """
    tokenizer = Tokenizer()
    owners = pd.Index(articles["article_id"]).get_indexer(spans["article_id"])
    n_words = np.zeros(len(spans), dtype=np.int64)
    for first in range(0, len(articles), _STEP):
        bodies = articles["body"].iloc[first : first + _STEP].to_list()
        tokens = tokenizer.read(bodies, places=True)
        is_word = tokens.ids > CUT
        width = max(map(len, bodies)) + 1  # so that a place after a place is a larger number, whatever the article
        places = np.repeat(np.arange(len(bodies)), np.diff(tokens.bounds)) * width + tokens.starts
        begins = places[is_word]
        own = np.flatnonzero((owners >= first) & (owners < first + _STEP))
        shift = (owners[own] - first) * width
        ends = (np.searchsorted(begins, shift + spans[name].to_numpy()[own]) for name in ("start", "end"))
        n_words[own] = -np.subtract(*ends)
    return pd.Series(n_words, index=spans.index, dtype="int64")
