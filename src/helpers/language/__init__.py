"""Sentences, words, lemmas and stop words: the only place that touches a tokenizer."""

from helpers.language.lemmas import lemmatize_word
from helpers.language.parser import parse_sentences
from helpers.language.readability import count_syllables, measure_readability
from helpers.language.scripts import find_unsegmented
from helpers.language.sentences import split_sentences
from helpers.language.spans import count_words_within
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
    "count_syllables",
    "count_words_apart",
    "count_words_within",
    "embed_sentences",
    "embed_texts",
    "find_unsegmented",
    "fold_terms",
    "fold_word",
    "lemmatize_word",
    "locate_words",
    "measure_readability",
    "parse_sentences",
    "read_batches",
    "split_sentences",
    "take_text",
    "word_spans",
    "words_of",
]
