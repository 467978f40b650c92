"""Co-occurrence: which terms stand in the same sentences."""

from collections.abc import Collection
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse
from scipy.cluster.hierarchy import leaves_list, linkage
from scipy.spatial.distance import squareform

from helpers.keywords.measures import log_dice, log_likelihood
from helpers.schemas import Cooccurrence

Ints = npt.NDArray[np.int64]


def count_cooccurrence(words: pd.DataFrame, sentences: pd.DataFrame, terms: Collection[str]) -> pd.DataFrame:
    """Count the sentences that two terms share, for each pair of the given terms.

    Args:
        words: As `helpers.language.locate_words` returns them.
        sentences: Of the same articles, with the columns of `helpers.schemas.Sentences`.
        terms: Words, or names that are counted as one word, as they stand in ``words``.

    Returns:
        The columns of `helpers.schemas.Cooccurrence`: one row per pair, those that never meet too, in the order in
        which the terms are given.
    """
    distinct = list(dict.fromkeys(terms))
    if len(distinct) < 2:
        return Cooccurrence.empty()
    holds = _mark_sentences(words, sentences, distinct)
    n_each = holds.sum(axis=0)
    a, b = np.array(list(combinations(range(len(distinct)), 2))).T
    both, n_articles = _count_pairs(holds, pd.factorize(sentences["article_id"])[0])
    table = pd.DataFrame(
        {
            "term_a": [distinct[i] for i in a],
            "term_b": [distinct[i] for i in b],
            "n_both": both[a, b],
            "n_a": n_each[a],
            "n_b": n_each[b],
            "n_articles": n_articles[a, b],
            "n_sentences": len(sentences),
        }
    )
    return Cooccurrence.validate(_measure_pairs(table))


def order_terms(cooccurrence: pd.DataFrame) -> list[str]:
    """Return the terms so that those which share sentences stand side by side, as a heat map needs them.

    Average linkage over 1 less Dice's coefficient, the leaves in the best order that the tree allows.

    Args:
        cooccurrence: As `count_cooccurrence` returns it: all pairs, or none.
    """
    if cooccurrence.empty:
        return []
    terms = list(dict.fromkeys([*cooccurrence["term_a"], *cooccurrence["term_b"]]))
    in_order = {term: n for n, term in enumerate(terms)}
    dice = 2 * cooccurrence["n_both"] / (cooccurrence["n_a"] + cooccurrence["n_b"]).clip(lower=1)
    a, b = (cooccurrence[name].map(in_order).to_numpy() for name in ("term_a", "term_b"))
    distance = np.zeros((len(terms), len(terms)))
    distance[a, b] = distance[b, a] = 1 - dice
    tree = linkage(squareform(distance), method="average", optimal_ordering=True)
    return [terms[n] for n in leaves_list(tree)]


def _mark_sentences(words: pd.DataFrame, sentences: pd.DataFrame, terms: list[str]) -> Any:
    """Return a sparse matrix of sentences by terms: 1 where the sentence holds the term."""
    term = pd.Index(terms).get_indexer(pd.Index(words["word"]))
    listed = words[term >= 0]
    sentence = _find_sentences(listed, sentences)
    inside = sentence >= 0
    cells = (np.ones(int(inside.sum()), dtype=np.int64), (sentence[inside], term[term >= 0][inside]))
    holds = sparse.csr_array(sparse.coo_array(cells, shape=(len(sentences), len(terms))))
    holds.data[:] = 1  # however often it holds it
    return holds


def _find_sentences(words: pd.DataFrame, sentences: pd.DataFrame) -> Ints:
    """Return the row of the sentence in which each word begins, or -1."""
    if words.empty or sentences.empty:
        return np.full(len(words), -1)
    own_article, articles = pd.factorize(sentences["article_id"])
    article = pd.Index(articles).get_indexer(pd.Index(words["article_id"]))
    stride = int(max(sentences["sentence_end"].max(), words["end"].max())) + 1
    starts = own_article * stride + sentences["sentence_start"].to_numpy(np.int64)
    ends = own_article * stride + sentences["sentence_end"].to_numpy(np.int64)
    order = np.argsort(starts, kind="stable")
    places = article * stride + words["start"].to_numpy(np.int64)
    found = order[np.searchsorted(starts[order], places, side="right") - 1]
    return np.where((article >= 0) & (places >= starts[found]) & (places < ends[found]), found, -1)


def _count_pairs(holds: Any, article: Ints) -> tuple[Ints, Ints]:
    """Return how many sentences, and how many articles' sentences, hold each pair of terms."""
    n_terms = holds.shape[1]
    both = (holds.T @ holds).toarray()
    n_articles = np.zeros((n_terms, n_terms), dtype=np.int64)
    for n in range(n_terms):
        with_term = holds[:, [n]].tocoo().row
        others = holds[with_term].tocoo()
        met = np.unique(article[with_term][others.row] * n_terms + others.col)
        n_articles[n] = np.bincount(met % n_terms, minlength=n_terms)
    return both, n_articles


def _measure_pairs(table: pd.DataFrame) -> pd.DataFrame:
    """Add ``log_dice`` and ``g2``."""
    both, a, b, n = (table[name] for name in ("n_both", "n_a", "n_b", "n_sentences"))
    sign = np.where(both * n < a * b, -1, 1)
    return table.assign(log_dice=log_dice(both, a, b), g2=log_likelihood(both, b - both, a, n - a) * sign)
