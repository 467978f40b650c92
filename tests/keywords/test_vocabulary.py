"""How rich the vocabulary of a source is, against counting window by window. Every sentence is invented."""

import pandas as pd
import pytest

from helpers.keywords import measure_vocabulary
from helpers.language import words_of

RAIN = "Rain fell on the town and rain fell on the fields and nobody came"
TEXTS = [RAIN, "Gas is gas", "", "One two one two one two", f"{RAIN}. 1,200 - {RAIN}"]


def _ratios(text, window):
    words = words_of(text)
    return [len(set(words[at : at + window])) / window for at in range(len(words) - window + 1)]


@pytest.mark.parametrize("window", [1, 2, 3, 5, 13, 26])
def test_the_mean_over_all_windows(window):
    articles = pd.DataFrame({"source": ["one", "two", "two", "one", "one"], "body": TEXTS, "n_words": 1})
    found = measure_vocabulary(articles, window=window).set_index("source")["mattr"]
    for source, group in articles.groupby("source"):
        ratios = [ratio for text in group["body"] for ratio in _ratios(text, window)]
        expected = sum(ratios) / len(ratios) if ratios else float("nan")
        assert expected == pytest.approx(found[source], nan_ok=True)
