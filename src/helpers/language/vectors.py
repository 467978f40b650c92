"""Sentences as vectors: a small encoder, so that sentences that say much the same lie close together.

The encoder is all-MiniLM-L6-v2 (Apache-2.0; Reimers and Gurevych 2019, Wang et al. 2020) in 8 bits, as
``training/export_encoder.py`` writes it. How like it is to the original: ``models/sentence_encoder.json``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, partial
from importlib.resources import files
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from helpers.language.nets import Net, load_net, run_each
from helpers.language.words import word_spans

MODELS = Path(str(files("helpers.language").joinpath("models")))
MAX_PIECES = 128  # of a sentence, with the marks at its ends; the rest is not read
WIDTH = 384
_COLUMNS = ["article_id", "source", "sentence_index", "sentence_start", "sentence_end", "text"]


@dataclass(frozen=True)
class SentenceVectors:
    """Sentences of a corpus with their vectors.

    Attributes:
        sentences: ``article_id``, ``source``, ``sentence_index``, ``sentence_start``, ``sentence_end`` and ``text``
            (breaks and gaps as one space), numbered from 0 in the order of articles and text.
        matrix: One row of length 1 per sentence, (n, 384): the product of two rows is their cosine.
    """

    sentences: pd.DataFrame
    matrix: NDArray[np.float32]


def embed_sentences(articles: pd.DataFrame, sentences: pd.DataFrame, *, min_words: int = 5) -> SentenceVectors:
    """Return the sentences of a corpus with their vectors.

    Args:
        articles: With the columns ``article_id``, ``source`` and ``body``.
        sentences: As `helpers.schemas.Sentences`.
        min_words: Sentences of fewer words are left out: bylines, datelines, "He agreed."
    """
    columns = ["article_id", "sentence_index", "sentence_start", "sentence_end"]
    ordered = sentences[columns].sort_values("sentence_index", kind="stable")
    found = articles[["article_id", "source", "body"]].merge(ordered, on="article_id")
    places = found[["body", "sentence_start", "sentence_end"]].itertuples(index=False, name=None)
    found["text"] = pd.Series([" ".join(body[start:end].split()) for body, start, end in places], dtype="str")
    is_long = np.array([len(word_spans(text)) >= min_words for text in found["text"]], dtype=bool)
    found = found.loc[is_long, _COLUMNS].reset_index(drop=True)
    return SentenceVectors(found, embed_texts(list(found["text"])))


def embed_texts(texts: Sequence[str]) -> NDArray[np.float32]:
    """Return one vector of length 1 per text, (n, 384); it depends on no other text, and equal texts are run once."""
    if not len(texts):
        return np.zeros((0, WIDTH), dtype=np.float32)
    numbers = {text: number for number, text in enumerate(dict.fromkeys(texts))}
    vectors = np.vstack(run_each(partial(_embed, _load_encoder()), list(numbers), step="comparing sentences"))
    return vectors[[numbers[text] for text in texts]]


def encode(net: Net, text: str) -> NDArray[np.int64]:
    """Return what the encoder is fed for a text: the numbers of its word pieces, (1, length)."""
    known = text.encode("utf-8", "replace").decode("utf-8")  # half an emoji is no text to the tokenizer
    ids = net.tokenizer.encode(known, add_special_tokens=False).ids[: MAX_PIECES - 2]
    first, last = map(net.tokenizer.token_to_id, ("[CLS]", "[SEP]"))
    return np.array([[first, *ids, last]], dtype=np.int64)


def _embed(net: Net, text: str) -> NDArray[np.float32]:
    (vectors,) = net.session.run(None, {"ids": encode(net, text)})
    return np.asarray(vectors, dtype=np.float32)


@cache
def _load_encoder() -> Net:
    return load_net("sentence_encoder", MODELS)
