"""Sentences of two sources or two articles side by side: which are alike, and which of their words differ."""

import string
from difflib import SequenceMatcher

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandera.typing.pandas import DataFrame

from helpers.errors import PresslensError
from helpers.language.vectors import SentenceVectors
from helpers.schemas import AlignedSentences
from helpers.schemas.comparison import UNITS

LEAST = 0.6  # from here on sentences are worth reading side by side; few say the same, see docs/claims.md
_CELLS = 16_000_000  # likenesses that are held at a time: 64 MB
_DIGITS = 4  # of a likeness; beyond them machines differ
_MOST_WORDS = 200  # of a sentence that are aligned one by one: the time grows with their cube
_COLUMNS = {"source": "source", "article": "article_id"}
_EDGES = string.punctuation + "“”„‘’‚«»‹›…–—¡¿"
_OPS = {"equal": "equal", "delete": "first", "insert": "second", "replace": "replace"}

Difference = tuple[str, str, str]  # equal, first, second or replace; words of the first; words of the second
_FIELDS = {"article": "article_id", "start": "sentence_start", "end": "sentence_end", "sentence": "text"}
_Matrix = npt.NDArray[np.float32]
_Pairs = tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.float64]]


def align_sentences(
    vectors: SentenceVectors,
    first: str,
    second: str,
    *,
    unit: str = "source",
    least: float = LEAST,
    limit: int | None = None,
) -> DataFrame[AlignedSentences]:
    """Pair the sentences of two sources or two articles that are each other's best match.

    Args:
        vectors: Of the sentences of both.
        first: Name of the one source, or ``article_id`` of the one article.
        second: Of the other.
        unit: ``source`` or ``article``.
        least: Least likeness of a pair, cosine of the two vectors.
        limit: Most pairs; all by default.

    Returns:
        A table with the columns of `helpers.schemas.AlignedSentences`, the most alike first, then in the order of the
        first's text.

    Raises:
        PresslensError: If ``unit`` is neither.
    """
    if unit not in UNITS:
        raise PresslensError(f"sentences are aligned by one of {', '.join(UNITS)}, not {unit!r}")
    names = vectors.sentences[_COLUMNS[unit]]
    left, right = (np.flatnonzero(names == name) for name in (first, second))
    row, column, likeness = _match(vectors.matrix[left], vectors.matrix[right], np.zeros(1, dtype=np.int64))
    kept = likeness >= least
    return _tabulate(vectors, (left[row[kept]], right[column[kept]], likeness[kept]), unit, limit_pairs=1, limit=limit)


def align_sources(
    vectors: SentenceVectors, *, limit_pairs: int = 30, limit: int = 12, least: float = LEAST
) -> DataFrame[AlignedSentences]:
    """Pair the sentences of each two sources that are each other's best match.

    Args:
        vectors: Of the sentences of all sources.
        limit_pairs: Most pairs of sources: those with the most aligned sentences.
        limit: Most sentences of a pair of sources: the most alike.
        least: Least likeness, as for `align_sentences`.

    Returns:
        A table with the columns of `helpers.schemas.AlignedSentences`, the pairs of sources with the most aligned
        sentences first; of two sources ``first`` is the one whose name comes first.
    """
    codes, sources = pd.factorize(vectors.sentences["source"], sort=True)
    order = np.argsort(codes, kind="stable")
    bounds = np.searchsorted(codes[order], np.arange(len(sources) + 1))
    matrix = vectors.matrix[order]
    parts: list[_Pairs] = []
    for number in range(1, len(sources)):
        begin, end = bounds[number - 1], bounds[number]
        row, column, likeness = _match(matrix[begin:end], matrix[end:], bounds[number:-1] - end)
        kept = likeness >= least
        parts.append((order[begin + row[kept]], order[end + column[kept]], likeness[kept]))
    if not parts:
        return AlignedSentences.empty()
    at_first, at_second, likeness = (np.concatenate(part) for part in zip(*parts, strict=True))
    return _tabulate(vectors, (at_first, at_second, likeness), "source", limit_pairs=limit_pairs, limit=limit)


def mark_differences(first: str, second: str) -> list[Difference]:
    """Tell which words two sentences share, in their order, and which only one of them has.

    Words are compared without case, the punctuation around them and the form of an apostrophe: the first 200 of each
    one by one (Ratcliff and Obershelp's method, `difflib`), what follows as a whole.

    Returns:
        Pieces of the two sentences, from their beginnings to their ends: ``equal``, ``first`` (only the first has
        it), ``second`` or ``replace``; the words of the first; those of the second.
    """
    words = first.split(), second.split()
    left, right = ([word.replace("’", "'").strip(_EDGES).casefold() for word in side] for side in words)
    matcher = SequenceMatcher(None, left[:_MOST_WORDS], right[:_MOST_WORDS], autojunk=False)
    pieces = [(_OPS[tag], words[0][a:b], words[1][c:d]) for tag, a, b, c, d in matcher.get_opcodes()]
    rests = words[0][_MOST_WORDS:], words[1][_MOST_WORDS:]
    if any(rests):
        same = left[_MOST_WORDS:] == right[_MOST_WORDS:]
        op = "equal" if same else "replace" if all(rests) else "first" if rests[0] else "second"
        pieces.append((op, *rests))
    return [(op, " ".join(a), " ".join(b)) for op, a, b in pieces]


def _match(left: _Matrix, right: _Matrix, starts: npt.NDArray[np.int64]) -> _Pairs:
    """Pair rows of two matrices that are each other's best match, for each group of rows of the second.

    Args:
        left: Vectors of unit length.
        right: Likewise, those of a group together.
        starts: First row of each group.

    Returns:
        Rows of the first, rows of the second, and their likeness; each row of the second once at most, each of the
        first once at most in a group.
    """
    if not len(left) or not len(right):
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64), np.empty(0)
    row, best = np.zeros(len(right), dtype=np.int64), np.full(len(right), -np.inf, dtype=np.float32)
    highest = np.empty((len(starts), len(left)), dtype=np.float32)
    step = max(1, _CELLS // len(right))
    for begin in range(0, len(left), step):
        likeness = right @ (left[begin : begin + step].T * np.float32(10**_DIGITS))
        np.rint(likeness, out=likeness)  # so that equal sentences are ties on any machine
        for group, part in enumerate(np.split(likeness, starts[1:])):  # faster than maximum.reduceat
            highest[group, begin : begin + step] = part.max(axis=0)
        at = likeness.argmax(axis=1)
        found = likeness[np.arange(len(right)), at]
        is_better = found > best
        row[is_better], best[is_better] = begin + at[is_better], found[is_better]
    groups = np.repeat(np.arange(len(starts)), np.diff(starts, append=len(right)))
    column = np.flatnonzero(best == highest[groups, row])
    _, once = np.unique(groups[column] * len(left) + row[column], return_index=True)
    column = column[once]
    return row[column], column, (best[column].astype(np.float64) / 10**_DIGITS).clip(-1, 1)


def _tabulate(
    vectors: SentenceVectors, pairs: _Pairs, unit: str, *, limit_pairs: int, limit: int | None
) -> DataFrame[AlignedSentences]:
    """Return the best pairs of sentences of those two that have the most, with how many there are."""
    sentences, names = vectors.sentences, vectors.sentences[_COLUMNS[unit]]
    at_first, at_second, similarity = pairs
    keys = ["first", "second"]
    table = pd.DataFrame({"at_first": at_first, "at_second": at_second, "similarity": similarity})
    for side in keys:
        table[side] = names.to_numpy()[table[f"at_{side}"]]
    table["n_aligned"] = table.groupby(keys)["similarity"].transform("size")
    order = ["n_aligned", "first", "second", "similarity", "at_first"]
    table = table.sort_values(order, ascending=[False, True, True, False, True], ignore_index=True)
    table = table[table.groupby(keys, sort=False).ngroup() < limit_pairs]
    table = table if limit is None else table.groupby(keys, sort=False).head(limit)
    sizes = names.value_counts()
    for side in keys:
        own = sentences.iloc[table[f"at_{side}"]]
        table[f"n_{side}"] = table[side].map(sizes)
        for name, column in _FIELDS.items():
            table[f"{name}_{side}"] = own[column].to_numpy()
    return AlignedSentences.validate(table[AlignedSentences.column_names()].reset_index(drop=True))
