"""Sentences as vectors."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd


@dataclass(frozen=True)
class SentenceVectors:
    """Sentences, and a vector of unit length for each.

    Attributes:
        sentences: One row per sentence, with ``article_id``, ``source``, ``sentence_index``, ``sentence_start``,
            ``sentence_end`` and ``text``, its gaps as one space; in the order of articles and text.
        matrix: One row per sentence, in the same order.
    """

    sentences: pd.DataFrame
    matrix: npt.NDArray[np.float32]
