"""Pages in, articles out: readers, metadata, cleaning."""

from helpers.corpus.add import add_articles
from helpers.corpus.clean import (
    CLEANING_MODEL,
    CLEANING_VERSION,
    REASONS,
    Span,
    blank_out,
    clean_articles,
    cleaned_text,
    write_cleaned,
)
from helpers.corpus.holdings import Holding, list_holdings
from helpers.corpus.labels import read_labels
from helpers.corpus.load import TEXTS
from helpers.corpus.read import Corpus, list_problems, read_articles, read_corpus

__all__ = [
    "CLEANING_MODEL",
    "CLEANING_VERSION",
    "REASONS",
    "TEXTS",
    "Corpus",
    "Holding",
    "Span",
    "add_articles",
    "blank_out",
    "clean_articles",
    "cleaned_text",
    "list_holdings",
    "list_problems",
    "read_articles",
    "read_corpus",
    "read_labels",
    "write_cleaned",
]
