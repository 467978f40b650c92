"""How often sources name targets."""

import pandas as pd
from score_tables import MENTIONS

from helpers.stats import measure_attention


def test_attention_counts_sources_that_name_nobody():
    articles = pd.DataFrame({"source": ["one", "one", "two", "silent"], "n_words": [500, 500, 100, 50]})
    found = measure_attention(MENTIONS, articles, ["US", "Russia"]).set_index(["source", "target"])
    assert (3, 3.0) == tuple(found.loc[("one", "US"), ["n_mentions", "rate_per_1k"]])
    assert 10.0 == found.loc[("two", "Russia"), "rate_per_1k"]
    assert 0.0 == found.loc[("silent", "US"), "rate_per_1k"]


def test_attention_counts_a_mention_once_however_many_scorers_there_are():
    twice = pd.concat([MENTIONS, MENTIONS.assign(scorer="other")])
    articles = pd.DataFrame({"source": ["one", "two"], "n_words": [1000, 1000]})
    assert 5 == measure_attention(twice, articles, ["US", "Russia"])["n_mentions"].sum()


def test_without_articles_there_is_no_rate():
    found = measure_attention(MENTIONS.head(0), pd.DataFrame({"source": [], "n_words": []}), ["US", "Russia"])
    assert found.empty
    assert ["source", "target", "n_mentions", "n_words", "rate_per_1k"] == list(found.columns)
