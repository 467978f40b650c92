"""Sentences as vectors."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray


@dataclass(frozen=True)
class SentenceVectors:
    """Sentences with their embeddings.

    Attributes:
        sentences: One row per sentence: ``article_id``, ``source``, ``sentence_index``, ``sentence_start``,
            ``sentence_end`` and ``text``.
        matrix: A row of length 1 per sentence.
    """

    sentences: pd.DataFrame
    matrix: NDArray[np.float32]
