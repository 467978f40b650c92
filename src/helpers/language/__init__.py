"""Sentences, words and stop words: the only place that touches a tokenizer."""

from helpers.language.sentences import split_sentences
from helpers.language.words import (
    STOP_WORDS,
    count_article_words,
    count_words_apart,
    fold_word,
    locate_words,
    word_runs,
    word_spans,
    words_of,
)

__all__ = [
    "STOP_WORDS",
    "count_article_words",
    "count_words_apart",
    "fold_word",
    "locate_words",
    "split_sentences",
    "word_runs",
    "word_spans",
    "words_of",
]
