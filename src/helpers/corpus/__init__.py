"""Pages in, articles out: readers, metadata, cleaning.

`helpers.corpus.add` is not named here: it can reach the network, and no analysis may reach it.
"""

from helpers.corpus.clean import REASONS, clean_articles, cleaned_text, write_cleaned
from helpers.corpus.copies import count_copies, find_copies, keep_representatives
from helpers.corpus.labels import read_labels
from helpers.corpus.read import Corpus, list_problems, read_articles, read_corpus
from helpers.corpus.wire import add_wire_credits, find_wire_credit

__all__ = [
    "REASONS",
    "Corpus",
    "add_wire_credits",
    "clean_articles",
    "cleaned_text",
    "count_copies",
    "find_copies",
    "find_wire_credit",
    "keep_representatives",
    "list_problems",
    "read_articles",
    "read_corpus",
    "read_labels",
    "write_cleaned",
]
