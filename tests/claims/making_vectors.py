"""Sentences with vectors that a reader can check: each points in a direction of the plane, given in degrees."""

import numpy as np
import pandas as pd

from helpers.language import SentenceVectors


def make_vectors(*sentences: tuple[str, float]) -> SentenceVectors:
    """Return vectors of sentences given as source and direction; equal directions of a source are equal texts.

    Each source has one article, and the text of a sentence is its direction.
    """
    sources = [source for source, _ in sentences]
    degrees = np.array([degree for _, degree in sentences], dtype=float)
    names = {source: f"{number:016x}" for number, source in enumerate(dict.fromkeys(sources))}
    table = pd.DataFrame({"source": pd.Series(sources, dtype="str")})
    table["article_id"] = table["source"].map(names).astype("str")
    table["sentence_index"] = table.groupby("source").cumcount()
    table["sentence_start"] = table["sentence_index"] * 10
    table["sentence_end"] = table["sentence_start"] + 9
    table["text"] = [f"at {degree:g} degrees" for degree in degrees]
    angles = np.radians(degrees)
    matrix = np.stack([np.cos(angles), np.sin(angles)], axis=1).reshape(-1, 2).astype(np.float32)
    return SentenceVectors(table, matrix)
