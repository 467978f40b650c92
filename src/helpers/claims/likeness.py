"""How alike sentences are: mostly in meaning, a little in words, which tells names and figures apart.

The likeness of two sentences is 0.8 times the cosine of their vectors and 0.2 times that of their words (each once,
stop words left out). It depends on the two alone, not on the corpus they are in.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array

from helpers.language import STOP_WORDS, fold_word, word_spans

Integers = NDArray[np.int64]
Floats = NDArray[np.float32]

WORDS = 0.2  # share of the words; of 0 to 0.5 that of the largest average precision on the dev pairs of data/claims


@dataclass(frozen=True)
class Features:
    """Sentences, ready to be compared: the sum of the products of two rows is their likeness.

    Attributes:
        meaning: Their vectors, (n, width).
        words: Their words, (n, vocabulary).
    """

    meaning: Floats
    words: Any  # a csr_array, of which SciPy's types say little

    def __len__(self) -> int:
        return len(self.meaning)

    def take(self, rows: Integers | NDArray[np.bool_] | slice) -> "Features":
        """Return some of the sentences."""
        return Features(self.meaning[rows], self.words[rows])

    def compare(self, others: "Features") -> Floats:
        """Return the likeness of each to each of others, (n, m)."""
        return np.asarray(self.meaning @ others.meaning.T + (self.words @ others.words.T).toarray(), dtype=np.float32)

    def compare_pairs(self, others: "Features") -> Floats:
        """Return the likeness of each to the one of others in the same place, (n,)."""
        in_words = np.asarray(self.words.multiply(others.words).sum(axis=1)).ravel()
        return np.asarray((self.meaning * others.meaning).sum(axis=1) + in_words, dtype=np.float32)

    def add_up(self, groups: Integers, weights: Integers) -> "Features":
        """Return the sum of each group, from 0, of sentences that count as often as weights say."""
        shape = (int(groups.max()) + 1, len(groups))
        sums = csr_array((weights.astype(np.float32), (groups, np.arange(len(groups)))), shape=shape)
        return Features(sums @ self.meaning, sums @ self.words)


def read_features(texts: Sequence[str], matrix: Floats) -> Features:
    """Return what sentences are compared by.

    Args:
        texts: The sentences.
        matrix: Their vectors, rows of length 1.
    """
    own = [sorted({fold_word(text[a:b]) for a, b in word_spans(text)} - STOP_WORDS) for text in texts]
    sizes = np.array([len(words) for words in own], dtype=np.int64)
    numbers, vocabulary = pd.factorize(np.array([word for words in own for word in words], dtype=object))
    values = np.sqrt(WORDS / np.repeat(sizes, sizes)).astype(np.float32)
    places = (np.repeat(np.arange(len(texts)), sizes), numbers)
    words = csr_array((values, places), shape=(len(texts), len(vocabulary)))
    return Features(matrix * np.float32(np.sqrt(1 - WORDS)), words)
