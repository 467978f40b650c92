"""How rich the vocabulary of a source is."""

from collections import Counter
from collections.abc import Iterator

import numpy as np
import pandas as pd

from helpers.language import words_of


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
    rows = []
    for source, group in articles.groupby("source"):
        texts = [words_of(body) for body in group["body"]]
        ratios = [ratio for words in texts for ratio in _window_ratios(words, window)]
        rows.append(
            {
                "source": source,
                "n_articles": len(group),
                "n_words": sum(map(len, texts)),
                "n_distinct_words": len({word for words in texts for word in words}),
                "mattr": float(np.mean(ratios)) if ratios else float("nan"),
            }
        )
    return pd.DataFrame(rows)


def _window_ratios(words: list[str], window: int) -> Iterator[float]:
    """Yield the share of distinct words in each window, counting words in and out as it moves."""
    counts: Counter[str] = Counter()
    for position, word in enumerate(words):
        counts[word] += 1
        if position >= window:
            gone = words[position - window]
            counts[gone] -= 1
            if not counts[gone]:
                del counts[gone]
        if position >= window - 1:
            yield len(counts) / window
