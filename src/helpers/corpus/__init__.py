"""Pages in, articles out: readers, metadata, cleaning.

`helpers.corpus.add` is not named here: it can reach the network, and no analysis may reach it.
"""

from helpers.corpus.clean import REASONS, clean_articles, cleaned_text, write_cleaned
from helpers.corpus.labels import read_labels
from helpers.corpus.read import Corpus, list_problems, read_articles, read_corpus

__all__ = [
    "REASONS",
    "Corpus",
    "clean_articles",
    "cleaned_text",
    "list_problems",
    "read_articles",
    "read_corpus",
    "read_labels",
    "write_cleaned",
]
