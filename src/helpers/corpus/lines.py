"""A trained line model: how likely each line of a scraped page belongs to the article.

A logistic regression over features that a reader can check by eye: length, punctuation, function words,
words of menus, position, and the same of the lines around. Short of the mark-up, these are what tells text
from boilerplate (Kohlschütter, Fankhauser and Nejdl 2010, "Boilerplate Detection using Shallow Text Features").
The most likely sequence of kept and removed lines is then found with a cost for each change between the two
(Viterbi). Weights lie in ``line_model.json``; ``training/train_line_model.py`` makes them.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from helpers.corpus.features import ENDS_SENTENCE, MAX_LINE, PROSE_WORDS, WORD, Array, measure_lines
from helpers.corpus.infer import split_lines
from helpers.shipped import read_shipped


@dataclass(frozen=True)
class LineModel:
    """Weights of the line model.

    Attributes:
        features: Names of the features, in order; ``word: X`` for the words that have a weight of their own.
        means: Mean of each feature in training.
        scales: Standard deviation of each feature in training.
        weights: Weight of each standardised feature; above 0 speaks for the article.
        intercept: Log odds of a line of average features.
        prose_prior: Log odds added for lines of prose, since to lose a paragraph is worse than to keep a teaser.
        switch_cost: Cost of a change between kept and removed lines, in log odds.
    """

    features: tuple[str, ...]
    means: Array
    scales: Array
    weights: Array
    intercept: float
    prose_prior: float
    switch_cost: float

    def contributions(self, texts: Sequence[str]) -> Array:
        """Return what each feature adds to the log odds of each line of a page, with shape (lines, features)."""
        return self._weigh(self._measure(texts))

    def log_odds(self, texts: Sequence[str], sizes: Sequence[int] = ()) -> Array:
        """Return the log odds that each line belongs to the article; for `sizes` see `measure_lines`."""
        if not texts:
            return np.zeros(0)
        values = self._measure(texts, sizes)
        prose = values["prose"].copy()
        long = [at for at, text in enumerate(texts) if len(text) > MAX_LINE]
        prose[long] = is_prose([texts[at] for at in long])
        return np.asarray(self.intercept + self._weigh(values).sum(axis=1) + self.prose_prior * prose)

    def _measure(self, texts: Sequence[str], sizes: Sequence[int] = ()) -> dict[str, Array]:
        return measure_lines(texts, [f[6:] for f in self.features if f.startswith("word: ")], sizes)

    def _weigh(self, values: dict[str, Array]) -> Array:
        table = np.column_stack([values[name] for name in self.features])
        table -= self.means
        table /= self.scales
        table *= self.weights
        return table


@cache
def read_line_model() -> LineModel:
    """Return the model that comes with Presslens."""
    stored = json.loads(read_shipped("corpus/line_model.json"))
    rows = stored["features"]
    means, scales, weights = (np.array([row[key] for row in rows], float) for key in ("mean", "scale", "weight"))
    names = tuple(row["name"] for row in rows)
    return LineModel(names, means, scales, weights, stored["intercept"], stored["prose_prior"], stored["switch_cost"])


def explain_lines(text: str, *, top: int = 4) -> pd.DataFrame:
    """Say how the line model judges each line of a text, and what weighed most.

    Args:
        text: As scraped.
        top: Features named for each line.

    Returns:
        ``start`` and ``end`` (characters), ``log_odds`` (natural logarithm; above 0 the line rather belongs to the
        article), ``reasons`` (the features that weighed most, with what each adds to the log odds) and ``text``.
    """
    lines = split_lines(text)
    texts = [line.text for line in lines]
    model = read_line_model()
    rows = []
    for line, odds, own in zip(lines, model.log_odds(texts), model.contributions(texts) if texts else [], strict=True):
        strongest = np.argsort(-np.abs(own), kind="stable")[:top]
        reasons = "; ".join(f"{model.features[i]} {own[i]:+.2f}" for i in strongest)
        rows.append((line.start, line.end, round(float(odds), 3), reasons, line.text))
    return pd.DataFrame(rows, columns=["start", "end", "log_odds", "reasons", "text"])


def explain_articles(articles: pd.DataFrame) -> pd.DataFrame:
    """Return what `explain_lines` says of the ``raw_text`` of each article, with its ``file``."""
    tables = [
        explain_lines(text).assign(file=file) for file, text in zip(articles["file"], articles["raw_text"], strict=True)
    ]
    return pd.concat(tables, ignore_index=True)[["file", "start", "end", "log_odds", "reasons", "text"]]


def is_prose(texts: Sequence[str]) -> Array:
    """Return 1 for lines of 12 words or more that end as a sentence does, else 0."""
    return np.array([bool(ENDS_SENTENCE.search(t[-20:])) and len(WORD.findall(t)) >= PROSE_WORDS for t in texts], float)


def find_best_sequence(log_odds: Array, switch_cost: float) -> npt.NDArray[np.bool_]:
    """Return the most likely sequence of two states, 1 having these log odds at each step (Viterbi)."""
    n = len(log_odds)
    keep = np.zeros(n, dtype=bool)
    if not n:
        return keep
    came_from = np.zeros((n, 2), dtype=bool)
    removed, kept = 0.0, float(log_odds[0])
    for i in range(1, n):
        from_removed, from_kept = kept - switch_cost > removed, kept >= removed - switch_cost
        came_from[i] = from_removed, from_kept
        removed, kept = (
            max(removed, kept - switch_cost),
            max(kept, removed - switch_cost) + float(log_odds[i]),
        )
    keep[-1] = kept > removed
    for i in range(n - 1, 0, -1):
        keep[i - 1] = came_from[i][int(keep[i])]
    return keep
