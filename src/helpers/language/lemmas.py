"""Lemmas, by simplemma, which ships its data."""

from functools import lru_cache

import simplemma


@lru_cache(maxsize=500_000)
def lemmatize_word(word: str) -> str:
    """Return the lemma of a folded English word ("talks", "talked": "talk").

    Initialisms ("US") and names of several words stay as they are. A word alone does not tell its part of speech:
    "saw" is always "see", "meeting" always "meet".
    """
    return word if " " in word or not word.islower() else str(simplemma.lemmatize(word, lang="en")).lower()
