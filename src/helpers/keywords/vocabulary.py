"""How rich the vocabulary of a source is."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from helpers.language import CUT, Tokenizer


def measure_vocabulary(articles: pd.DataFrame, *, window: int = 50) -> pd.DataFrame:
    """Measure the vocabulary of each source.

    Args:
        articles: With the columns ``source``, ``body`` and ``n_words``.
        window: Words in a window of the moving average.

    Returns:
        ``source``, ``n_articles``, ``n_words``, ``n_distinct_words`` (grows with length: no measure to compare by) and
        ``mattr``: the mean share of distinct words in each window of running words (moving-average type-token
        ratio, Covington and McFall 2010), 0 to 1, which does not depend on length; missing under one window.
    """
    tokenizer = Tokenizer()
    rows = []
    for source, group in articles.groupby("source"):
        tokens = tokenizer.read(group["body"].to_list())
        words = [own[own > CUT] for own in np.split(tokens.ids, tokens.bounds[1:-1])]
        n_windows = sum(max(len(own) - window + 1, 0) for own in words)
        n_distinct = sum(_count_distinct(own, window) for own in words)
        rows.append(
            {
                "source": source,
                "n_articles": len(group),
                "n_words": sum(map(len, words)),
                "n_distinct_words": len(np.unique(np.concatenate(words))),
                "mattr": n_distinct / (n_windows * window) if n_windows else float("nan"),
            }
        )
    return pd.DataFrame(rows)


def _count_distinct(words: NDArray[np.int64], window: int) -> int:
    """Return the sum, over all windows of running words, of how many of their words differ.

    A word counts in the windows that hold it but not the same word before it.
    """
    order = np.argsort(words, kind="stable")
    before = np.full(len(words), -1)
    again = np.flatnonzero(words[order][1:] == words[order][:-1])
    before[order[again + 1]] = order[again]
    places = np.arange(len(words))
    first = np.maximum(np.maximum(before + 1, places - window + 1), 0)
    last = np.minimum(places, len(words) - window)
    return int(np.maximum(last - first + 1, 0).sum())
