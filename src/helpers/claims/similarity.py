"""How alike articles or sources are: by the words they use, and by what their sentences mean."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse
from scipy.cluster.hierarchy import leaves_list, linkage
from scipy.spatial.distance import squareform

from helpers.errors import PresslensError
from helpers.language import STOP_WORDS, take_text
from helpers.language.vectors import SentenceVectors
from helpers.schemas import Similarity
from helpers.schemas.comparison import UNITS

Floats = NDArray[np.float64]

MAX_COMPARED = 2000  # sources or articles: two million pairs
_COLUMNS = {"source": "source", "article": "article_id"}


@dataclass(frozen=True)
class LikenessOrder:
    """Sources or articles in such an order that those alike stand side by side.

    Attributes:
        order: Their names, from the top.
        linkage: The tree over them as `scipy.cluster.hierarchy.linkage` gives it, a row per joint: the two that are
            joined (the places of the names in ``order``, then the joints), 1 less their mean likeness, and how many
            they hold.
    """

    order: list[str]
    linkage: Floats


def measure_similarity(
    terms: pd.DataFrame,
    articles: pd.DataFrame,
    vectors: SentenceVectors,
    *,
    unit: Literal["source", "article"] = "source",
    among: Collection[str] | None = None,
) -> pd.DataFrame:
    """Measure how alike each two sources or articles are.

    TF-IDF weighs a word by (1 + ln count) (1 + ln((1 + articles) / (1 + articles that hold it))), the count being
    that of the source or article; stop words are left out (Manning, Raghavan and Schütze 2008, chapter 6). Both
    measures rise with the length of what is compared: sources of unlike size are compared with care.

    Args:
        terms: With the columns of `helpers.schemas.TermCounts`; phrases, and terms of other articles, are left out.
        articles: With ``article_id`` and ``source``.
        vectors: Embeddings of their sentences.
        unit: What to compare.
        among: Names of those that are compared; all by default. How rare a word is is told by all articles.

    Returns:
        The columns of `helpers.schemas.Similarity`: each pair once, in order of the names.

    Raises:
        PresslensError: If there is no such unit, or more than 2,000 of it.
    """
    if unit not in UNITS:
        raise PresslensError(f"unit is {unit!r}; give one of {', '.join(UNITS)}")
    every = set(articles[_COLUMNS[unit]])
    names = sorted(every if among is None else every & set(among))
    if len(names) > MAX_COMPARED:
        advice = "choose fewer" if unit == "source" else "choose fewer, or compare sources"
        raise PresslensError(f"{len(names):,} {unit}s cannot be compared pair by pair, only {MAX_COMPARED:,}; {advice}")
    owners = pd.Series(pd.Index(names).get_indexer(articles[_COLUMNS[unit]]), index=articles["article_id"])
    first, second = np.triu_indices(len(names), k=1)
    measures = {"tfidf": _weigh_words(terms, owners, len(names)), "embedding": _average(vectors, owners, len(names))}
    table = pd.DataFrame({"first": take_text(names, first), "second": take_text(names, second), "unit": unit})
    for name, rows in measures.items():
        table[name] = _compare(rows)[first, second]
    return Similarity.validate(table)


def _weigh_words(terms: pd.DataFrame, owners: pd.Series, n: int) -> Any:
    """Return a sparse matrix of units by words with their TF-IDF weights; articles of none (-1) only weigh words."""
    words = terms[(terms["n_tokens"] == 1) & terms["article_id"].isin(owners.index)]
    words = words[~words["term"].isin(STOP_WORDS)]
    columns, vocabulary = pd.factorize(words["term"], sort=True)
    n_articles = np.bincount(columns, minlength=len(vocabulary))  # a term has one row per article
    rarity = 1 + np.log((1 + len(owners)) / (1 + n_articles))
    rows = owners[words["article_id"]].to_numpy()
    among = rows >= 0
    cells = (words["count"].to_numpy()[among], (rows[among], columns[among]))
    counts = sparse.csr_array(sparse.coo_array(cells, shape=(n, len(vocabulary))), dtype=np.float64)
    counts.data = (1 + np.log(counts.data)) * rarity[counts.indices]
    return counts


def _average(vectors: SentenceVectors, owners: pd.Series, n: int) -> Floats:
    """Return the mean embedding of each unit."""
    known = vectors.sentences.reset_index(drop=True)
    known = known[known["article_id"].isin(owners.index[owners >= 0])].sort_values(["article_id", "sentence_index"])
    rows = owners[known["article_id"]].to_numpy()
    adds = sparse.csr_array((np.ones(len(rows)), (rows, np.arange(len(rows)))), shape=(n, len(rows)))
    sums: Floats = adds @ vectors.matrix[known.index].astype(np.float64)
    return sums / np.maximum(1, np.bincount(rows, minlength=n))[:, None]


def _compare(rows: Any) -> Floats:
    """Return the cosine of each two rows; none where a row is all 0."""
    lengths = np.sqrt(np.asarray((rows * rows).sum(axis=1)).ravel())
    products = rows @ rows.T
    products = products.toarray() if sparse.issparse(products) else products
    scale = np.where(lengths > 0, lengths, np.nan)
    cosines: Floats = np.clip(products / scale[:, None] / scale[None, :], -1, 1)
    return cosines


def order_by_likeness(
    similarity: pd.DataFrame,
    *,
    by: Literal["tfidf", "embedding"] = "tfidf",
    names: Iterable[str] | None = None,
) -> LikenessOrder:
    """Put sources or articles that are alike side by side, as a heat map needs them.

    Average linkage over 1 less the likeness, the leaves in the best order that the tree allows (Bar-Joseph, Gifford
    and Jaakkola 2001). A pair without a value counts as not alike at all.

    Args:
        similarity: As `measure_similarity` returns it.
        by: The measure.
        names: Which to order; by default all that have a pair.
    """
    every = sorted({*similarity["first"], *similarity["second"]} if names is None else set(names))
    if len(every) < 2:
        return LikenessOrder(every, np.zeros((0, 4)))
    first, second = (pd.Index(every).get_indexer(similarity[column]) for column in ("first", "second"))
    asked = (first >= 0) & (second >= 0)
    distance = np.ones((len(every), len(every)))
    np.fill_diagonal(distance, 0)
    values = 1 - similarity[by].fillna(0).to_numpy(dtype=float)[asked]
    distance[first[asked], second[asked]] = distance[second[asked], first[asked]] = values
    tree = linkage(squareform(distance, checks=False), method="average", optimal_ordering=True)
    leaves = leaves_list(tree)
    joined = tree[:, :2].astype(int)
    is_leaf = joined < len(every)
    tree[:, :2][is_leaf] = np.argsort(leaves)[joined[is_leaf]]
    return LikenessOrder([every[leaf] for leaf in leaves], tree)
