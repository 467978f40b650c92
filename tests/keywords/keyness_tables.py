"""Counts and articles of invented texts, by source."""

from itertools import chain

import pandas as pd
from building import make_articles

from helpers.keywords import count_terms
from helpers.language import count_article_words, split_sentences


def make_tables(texts, *, tokens=(1,)):
    """Return counts and articles of the texts of each source."""
    articles = make_articles(*chain.from_iterable(texts.values()))
    articles["source"] = pd.Series([name for name, own in texts.items() for _ in own], dtype="str")
    articles = count_article_words(articles)
    sentences = split_sentences(articles)
    return pd.concat([count_terms(articles, sentences, n=n) for n in tokens], ignore_index=True), articles
