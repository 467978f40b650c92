"""Claims: sentences that say much the same, wherever they stand, each in exactly one claim."""

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandera.typing.pandas import DataFrame
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial.distance import squareform

from helpers.claims.conflicts import differ
from helpers.claims.likeness import Features, Floats, Integers, read_features
from helpers.language import SentenceVectors
from helpers.schemas import Claims

Pairs = tuple[Integers, Integers, Floats]  # two sentences and their likeness

THRESHOLD = 0.73  # chosen on the dev pairs of data/claims, see docs/claims.md
_BLOCK = 4_000_000  # likenesses at a time: 16 MB
_NEIGHBOURS = 64  # most pairs of a sentence with those behind it; what lies closer binds them as well
_LARGEST = 1_000  # sentences of which all pairs are compared at once
_SCALE = 10**4  # likenesses are told apart by four digits; beyond them machines differ


def find_claims(vectors: SentenceVectors, *, threshold: float = THRESHOLD) -> DataFrame[Claims]:
    """Return the claim of each sentence; most are claims of one sentence.

    Sentences whose likeness (`helpers.claims.likeness`) reaches the threshold are bound together. Where more than two
    hang together they are parted by average linkage, so that a chain of likenesses does not make one claim of them: on
    average, two sentences of a claim are as alike as the threshold. Those that contradict the one that stands for the
    claim (`helpers.claims.conflicts`) leave it, and make a claim among themselves. Equal sentences count once.

    Args:
        vectors: The sentences.
        threshold: Likeness from which two sentences say the same.

    Returns:
        A row per sentence, in the order of `vectors`.
    """
    sentences = vectors.sentences
    if sentences.empty:
        return Claims.validate(Claims.empty())
    texts, first = pd.factorize(sentences["text"])[0].astype(np.int64), ~sentences["text"].duplicated().to_numpy()
    distinct = list(sentences.loc[first, "text"])
    features = read_features(distinct, vectors.matrix[first])
    owners = _find_owners(texts, pd.factorize(sentences["source"])[0].astype(np.int64))
    pairs, nearest = _compare(features, owners, threshold)
    groups = _number_groups(features, pairs, threshold)
    chosen, similarity = _choose_agreeing(distinct, features, groups, np.bincount(texts))
    places = np.flatnonzero(first)[chosen]  # the sentence that stands for the claim of each distinct text
    names = sentences["article_id"] + "-" + sentences["sentence_index"].astype("str")
    own = sentences["source"].nunique() > 1
    claims = sentences.drop(columns="text").assign(
        claim_id=names.to_numpy()[places[texts]],
        is_representative=np.arange(len(sentences)) == places[texts],
        similarity=similarity[texts],
        nearest=nearest[texts] if own else np.nan,
    )
    return Claims.validate(claims[Claims.column_names()])


def _find_owners(texts: Integers, sources: Integers) -> Integers:
    """Return the source of each distinct text, or -1 if several have it."""
    owners = np.full(texts.max() + 1, -1)
    owners[texts] = sources
    several = texts[owners[texts] != sources]
    owners[several] = -1
    return owners


def _compare(features: Features, owners: Integers, threshold: float) -> tuple[Pairs, Floats]:
    """Return the pairs that reach a threshold, and the largest likeness of each to what another source says."""
    found: list[Pairs] = []
    nearest = np.ones(len(features), dtype=np.float32)
    for start, likeness in _blocks(features):
        rows = np.arange(start, start + len(likeness))
        found.append(_pick_pairs(likeness, rows, threshold))
        likeness[owners[rows][:, None] == owners] = -1
        only = owners[rows] >= 0  # a text of several sources is found in another as it is
        nearest[rows[only]] = np.clip(likeness[only].max(axis=1), -1, 1)
    first, second, values = (np.concatenate(parts) for parts in zip(*found, strict=True))
    return (first, second, values), nearest


def _blocks(features: Features) -> Iterator[tuple[int, Floats]]:
    """Yield the likenesses of some rows to all, never of all to all."""
    size = max(1, _BLOCK // len(features))
    for start in range(0, len(features), size):
        yield start, features.take(slice(start, start + size)).compare(features)


def _pick_pairs(likeness: Floats, rows: Integers, threshold: float) -> Pairs:
    """Return the pairs of some rows with those behind them that reach a threshold, of each row the closest ones."""
    at, second = np.nonzero(likeness >= threshold - 1 / _SCALE)
    values = likeness[at, second]
    kept = (second > rows[at]) & _reach(values, threshold)
    at, second, values = at[kept], second[kept], values[kept]
    order = np.lexsort((second, -values, at))
    at, second, values = at[order], second[order], values[order]
    rank = np.arange(len(at)) - np.searchsorted(at, at)
    kept = rank < _NEIGHBOURS
    return rows[at[kept]], second[kept], values[kept]


def _reach(likeness: Floats, threshold: float) -> NDArray[np.bool_]:
    """Tell which likenesses reach a threshold, in four digits."""
    return np.asarray(np.rint(likeness.astype(np.float64) * _SCALE) >= round(threshold * _SCALE))


def _number_groups(features: Features, pairs: Pairs, threshold: float) -> Integers:
    """Return the number of the group of each row."""
    groups = _connect(len(features), pairs)
    n_groups = groups.max() + 1
    order = np.argsort(groups, kind="stable")
    for members in np.split(order, np.flatnonzero(np.diff(groups[order])) + 1):
        if len(members) > 2:
            part = _part if len(members) <= _LARGEST else _part_large
            parts = part(features.take(members), threshold)
            groups[members] = np.where(parts == 1, groups[members], n_groups + parts)
            n_groups += parts.max() + 1
    return groups


def _connect(n: int, pairs: Pairs) -> Integers:
    """Return the number of the component of each row."""
    first, second, _ = pairs
    graph = coo_array((np.ones(len(first), dtype=np.int8), (first, second)), shape=(n, n))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)


def _part(features: Features, threshold: float) -> Integers:
    """Return the part of each of a few rows, from 1, by average linkage."""
    likeness = np.rint(features.compare(features).astype(np.float64) * _SCALE)
    distances = np.clip(_SCALE - likeness, 0, 2 * _SCALE)  # whole numbers, whose averages are the same on any machine
    np.fill_diagonal(distances, 0)
    tree = linkage(squareform(distances, checks=False), "average")
    return np.asarray(fcluster(tree, _SCALE - round(threshold * _SCALE), "distance"), dtype=np.int64)


def _part_large(features: Features, threshold: float) -> Integers:
    """Return the part of each of many rows, from 1: a row and all close to it, those nearest the mean first."""
    n = len(features)
    mean = features.add_up(np.zeros(n, dtype=np.int64), np.ones(n, dtype=np.int64))
    parts = np.zeros(n, dtype=np.int64)
    for row in np.argsort(-np.round(features.compare(mean)[:, 0].astype(np.float64), 3), kind="stable"):
        if not parts[row]:
            is_close = _reach(features.compare(features.take(slice(row, row + 1)))[:, 0], threshold)
            is_close[row] = True
            parts[(parts == 0) & is_close] = parts.max() + 1
    return parts


def _choose_agreeing(
    texts: Sequence[str], features: Features, groups: Integers, weights: Integers
) -> tuple[Integers, Floats]:
    """Return what `_choose` does; rows that contradict the one chosen make a group of their own, again and again."""
    chosen, similarity = _choose(features, groups, weights)
    rows = np.arange(len(groups))
    while True:
        rows = rows[chosen[rows] != rows]
        rows = rows[[bool(differ(texts[row], texts[of])) for row, of in zip(rows, chosen[rows], strict=True)]]
        if not len(rows):
            return chosen, similarity
        among, similarity[rows] = _choose(features.take(rows), groups[rows], weights[rows])
        chosen[rows] = rows[among]


def _choose(features: Features, groups: Integers, weights: Integers) -> tuple[Integers, Floats]:
    """Return for each row the one that stands for its group, and the likeness to it.

    That is the row most like all others, with equal sentences counted as often as they stand: the one closest to their
    sum. Of equals the first.
    """
    _, groups = np.unique(groups, return_inverse=True)
    sums = features.add_up(groups, weights)
    closeness = np.round(features.compare_pairs(sums.take(groups)).astype(np.float64), 5)
    best = np.lexsort((np.arange(len(groups)), -closeness, groups))
    chosen = best[np.unique(groups[best], return_index=True)[1]][groups]
    similarity = np.clip(features.compare_pairs(features.take(chosen)), -1, 1)
    similarity[chosen == np.arange(len(groups))] = 1
    return chosen, similarity
