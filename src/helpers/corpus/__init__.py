"""Pages in, articles out: readers, metadata, cleaning."""

from helpers.corpus.clean import REASONS, clean_articles, cleaned_text
from helpers.corpus.read import Corpus, read_articles, read_corpus

__all__ = ["REASONS", "Corpus", "clean_articles", "cleaned_text", "read_articles", "read_corpus"]
