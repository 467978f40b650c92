"""Permutation of whole articles: how often chance alone parts two groups of articles as far.

The words of an article come together, so its words are no independent draws; articles are (Lijffijt and others 2016).
"""

from collections.abc import Iterator
from itertools import chain, combinations, islice
from math import comb
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from helpers.progress import tell, within

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

_CELLS = (
    500_000  # of each array of floats that a step makes: 4 MB, so that a handful of them fit a cache and any memory
)
_STEP = "exchanging articles"
_FEW = 10  # exceedances that make a p-value stable enough to stop at
_TIE = 1e-12  # of the pooled rate; differences that are equal on paper differ by less in floating point


def permute_labels(
    counts: csr_array,
    n_words: npt.ArrayLike,
    is_focus: npt.ArrayLike,
    *,
    n_permutations: int,
    max_permutations: int,
    seed: int,
) -> tuple[FloatArray, IntArray]:
    """Test for each term whether the focus's articles use it more, or less, than the others.

    The statistic is the absolute difference of the pooled rates: occurrences in a group over all words of the group.
    Labels are exchanged between whole articles. If there are at most `n_permutations` ways to label them, each is tried
    and p is the share of ways that part the groups at least as far, the observed one among them; otherwise p is
    (1 + such permutations) / (1 + permutations) (Phipson and Smyth 2010).

    Args:
        counts: Articles by terms.
        n_words: Words of each article.
        is_focus: Whether each article is one of the focus.
        n_permutations: Permutations of all terms.
        max_permutations: Most permutations of a term. Small p-values need more than others: those terms that fewer than
            10 permutations part as far go on, ten times as many at each step. No p is below 1 / (1 + this).
        seed: Of the random permutations.

    Returns:
        p and the number of permutations behind it, per term; empty and 0 if all articles have the same label.
    """
    labels = np.asarray(is_focus, dtype=bool)
    words = np.asarray(n_words, dtype=np.float64)
    n, k, n_terms = len(labels), int(labels.sum()), counts.shape[1]
    if k in {0, n} or n_permutations < 1:
        return np.full(n_terms, np.nan), np.zeros(n_terms, dtype=np.int64)
    observed = labels[:, None].astype(np.float64)
    if (n_ways := comb(n, k)) <= n_permutations:
        as_far = _count_as_far(counts, words, observed, _all_labels(n, k), n_ways)
        return as_far / n_ways, np.full(n_terms, n_ways, dtype=np.int64)
    rng = np.random.default_rng(seed)
    as_far = np.zeros(n_terms)
    tried = np.zeros(n_terms, dtype=np.int64)
    going, done, goal = np.arange(n_terms), 0, n_permutations
    while len(going) and goal > done:
        permuted = draw_labels(rng, n, k, goal - done)
        with within(_STEP, done, max_permutations, size=goal - done):
            as_far[going] += _count_as_far(counts[:, going], words, observed, permuted, goal - done)
        tried[going] = goal
        going = going[as_far[going] < _FEW]
        done, goal = goal, min(10 * goal + 9, max_permutations)
    return (1 + as_far) / (1 + tried), tried


def draw_labels(rng: np.random.Generator, n: int, k: int, size: int) -> Iterator[FloatArray]:
    """Yield random choices of k of n articles, as columns of 0 and 1, a chunk at a time, `size` in all."""
    chunk = max(1, _CELLS // n)
    for start in range(0, size, chunk):
        order = rng.random((min(chunk, size - start), n), dtype=np.float32)
        yield _mark(np.argpartition(order, k - 1, axis=1)[:, :k], n)


def _all_labels(n: int, k: int) -> Iterator[FloatArray]:
    choices = combinations(range(n), k)
    while chosen := list(islice(choices, max(1, _CELLS // n))):
        yield _mark(np.fromiter(chain.from_iterable(chosen), dtype=np.int64).reshape(-1, k), n)


def _mark(chosen: npt.NDArray[Any], n: int) -> FloatArray:
    """Return a column per choice, a row per article, 1 where it is chosen."""
    labels = np.zeros((n, len(chosen)))
    labels[chosen, np.arange(len(chosen))[:, None]] = 1
    return labels


def _count_as_far(
    counts: csr_array, words: FloatArray, observed: FloatArray, permuted: Iterator[FloatArray], n_permuted: int
) -> FloatArray:
    """Count, per term, the permutations that part the groups at least as far as they are."""
    done = 0
    by_term = csr_array(counts.T)
    totals = np.asarray(by_term.sum(axis=1), dtype=np.float64)
    tie = _TIE * totals / max(words.sum(), 1)
    needed = np.abs(_differ(by_term, totals, words, observed))[:, 0] - tie
    as_far = np.zeros(len(totals))
    for labels in permuted:
        rows = max(1, _CELLS // labels.shape[1])
        for start in range(0, len(totals), rows):
            part = slice(start, start + rows)
            differences = np.abs(_differ(by_term[part], totals[part], words, labels))
            as_far[part] += (differences >= needed[part, None]).sum(axis=1)
        done += labels.shape[1]
        tell(_STEP, done, n_permuted)
    return as_far


def _differ(by_term: csr_array, totals: FloatArray, words: FloatArray, labels: FloatArray) -> FloatArray:
    """Return, per term and column of labels, the rate where the label is 1 less the rate where it is 0."""
    words_in = csr_array(words[None, :]) @ labels  # dense, it would start threads, slower than itself
    words_out = words.sum() - words_in
    per_in, per_out = 1 / np.maximum(words_in[0], 1), 1 / np.maximum(words_out[0], 1)
    inside: FloatArray = by_term @ labels
    inside *= per_in + per_out
    inside -= np.outer(totals, per_out)
    return inside


def adjust_holm(p: npt.ArrayLike) -> FloatArray:
    """Return p-values corrected for their number by Holm (1979); empty ones stay so and are not counted."""
    values = np.asarray(p, dtype=np.float64)
    adjusted = np.full(values.shape, np.nan)
    tested = np.flatnonzero(~np.isnan(values))
    order = tested[np.argsort(values[tested], kind="stable")]
    steps = np.arange(len(order), 0, -1) * values[order]
    adjusted[order] = np.minimum(np.maximum.accumulate(steps), 1)
    return adjusted


def adjust_bh(p: npt.ArrayLike) -> FloatArray:
    """Return p-values corrected by Benjamini and Hochberg (1995); empty ones stay so and are not counted."""
    from scipy.stats import false_discovery_control  # noqa: PLC0415 - slow to load, and few need it

    values = np.asarray(p, dtype=np.float64)
    adjusted = np.full(values.shape, np.nan)
    tested = ~np.isnan(values)
    if tested.any():
        adjusted[tested] = false_discovery_control(values[tested])
    return adjusted
