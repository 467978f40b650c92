"""Sentences, words, lemmas and stop words: the only place that touches a tokenizer."""

from helpers.language.lemmas import lemmatize_word
from helpers.language.scripts import find_unsegmented
from helpers.language.sentences import split_sentences
from helpers.language.tokens import (
    CUT,
    GAP,
    UNITS,
    Tokenizer,
    Tokens,
    count_article_words,
    count_words_apart,
    fold_terms,
    locate_words,
    read_batches,
    take_text,
    words_of,
)
from helpers.language.vectors import SentenceVectors, embed_sentences, embed_texts
from helpers.language.words import STOP_WORDS, fold_word, word_spans

__all__ = [
    "CUT",
    "GAP",
    "STOP_WORDS",
    "UNITS",
    "SentenceVectors",
    "Tokenizer",
    "Tokens",
    "count_article_words",
    "count_words_apart",
    "embed_sentences",
    "embed_texts",
    "find_unsegmented",
    "fold_terms",
    "fold_word",
    "lemmatize_word",
    "locate_words",
    "read_batches",
    "split_sentences",
    "take_text",
    "word_spans",
    "words_of",
]
