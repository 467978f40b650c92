"""How well a text was cleaned: the 4-word shingle measure of the public article-extraction benchmark.

Source of the method: Scrapinghub (2020), "Article Extraction Benchmark", whose ``evaluate.py`` this follows: shingles
are counted with their multiplicity, precision and recall are means over pages, and F1 is made of these two means.
"""

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

_WORD = re.compile(r"\w+")
SHINGLE = 4  # words


class Overlap(NamedTuple):
    """Precision and recall of one text, each from 0 to 1."""

    precision: float
    recall: float


class Quality(NamedTuple):
    """Precision, recall and F1 over texts, each from 0 to 1."""

    precision: float
    recall: float
    f1: float


def count_shingles(text: str, n: int = SHINGLE) -> Counter[tuple[str, ...]]:
    """Count the runs of n words of a text; one of fewer words is a single run."""
    words = _WORD.findall(text)
    return Counter(tuple(words[i : i + n]) for i in range(max(1, len(words) - n + 1))) if words else Counter()


def measure_overlap(true: str, found: str) -> Overlap:
    """Compare a text that was found with the true one.

    Args:
        true: The article as a reader marked it.
        found: The article as a program found it.

    Returns:
        Precision (share of the shingles found that are true) and recall (share of the true ones that were found);
        both 1 where nothing is missing nor too much, 0 where nothing agrees.
    """
    truth, guess = count_shingles(true), count_shingles(found)
    hits = (truth & guess).total()
    extra, missed = guess.total() - hits, truth.total() - hits
    return Overlap(_share(hits, extra, missed), _share(hits, missed, extra))


def _share(hits: int, wrong: int, other: int) -> float:
    if not wrong and not other:
        return 1.0
    return hits / (hits + wrong) if hits else 0.0


def summarise_quality(overlaps: Sequence[Overlap]) -> Quality:
    """Return mean precision, mean recall and the F1 of these means.

    Raises:
        ValueError: If there are no texts.
    """
    if not overlaps:
        raise ValueError("no texts to summarise")
    precision, recall = (float(mean) for mean in np.mean(np.array(overlaps), axis=0))
    return Quality(precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0)


def bootstrap_quality(overlaps: Sequence[Overlap], *, n: int = 2_000, seed: int = 0) -> tuple[Quality, Quality]:
    """Return the lower and upper ends of 95% intervals, by drawing texts with replacement (percentile bootstrap)."""
    draws = np.random.default_rng(seed).integers(len(overlaps), size=(n, len(overlaps)))
    summaries = np.array([summarise_quality([overlaps[i] for i in draw]) for draw in draws])
    low, high = np.percentile(summaries, [2.5, 97.5], axis=0)
    return Quality(*map(float, low)), Quality(*map(float, high))


def bootstrap_difference(
    ours: Sequence[Overlap], theirs: Sequence[Overlap], *, n: int = 2_000, seed: int = 0
) -> tuple[Quality, Quality]:
    """Return the ends of 95% intervals of our quality minus theirs on the same texts, which are drawn together."""
    draws = np.random.default_rng(seed).integers(len(ours), size=(n, len(ours)))
    summaries = [[summarise_quality([one[i] for i in draw]) for one in (ours, theirs)] for draw in draws]
    low, high = np.percentile([np.subtract(us, them) for us, them in summaries], [2.5, 97.5], axis=0)
    return Quality(*map(float, low)), Quality(*map(float, high))
