"""Dispersion: how evenly a term is spread over the articles, and where in them it stands.

The measures take counts, one row per term and one column per part, and the sizes of the parts in words. A term that a
part lacks is no cell of a sparse matrix, yet its share of the parts counts.
"""

from collections.abc import Collection
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from helpers.language import STOP_WORDS
from helpers.schemas import Dispersion

Floats = npt.NDArray[np.float64]


def measure_dispersion(
    counts: pd.DataFrame,
    articles: pd.DataFrame,
    *,
    stop_words: Collection[str] = STOP_WORDS,
    min_count: int = 2,
) -> pd.DataFrame:
    """Measure how evenly each term is spread over the articles.

    Args:
        counts: With the columns of `helpers.schemas.TermCounts`.
        articles: With ``article_id`` and ``n_words``; those that have a word are the parts of the corpus.
        stop_words: Terms to leave out; they stay in the sizes of the parts.
        min_count: Least count of a term.

    Returns:
        The columns of `helpers.schemas.Dispersion`; highest count first, ties in order of the term.
    """
    parts = articles[articles["n_words"] > 0]
    part = pd.Index(parts["article_id"]).get_indexer(pd.Index(counts["article_id"]))
    kept = counts[(part >= 0) & ~counts["term"].isin(set(stop_words))]
    totals = kept.groupby(["term", "n_tokens"])["count"].transform("sum")
    kept = kept[totals >= min_count]
    if kept.empty:
        return Dispersion.empty()
    matrix, terms = _spread_counts(kept, pd.Index(parts["article_id"]))
    sizes = parts["n_words"].to_numpy(np.float64)
    dp = deviation_of_proportions(matrix, sizes)
    n_articles = np.diff(matrix.indptr)
    table = terms.assign(
        count=matrix.sum(axis=1),
        n_articles=n_articles,
        one_article=n_articles == 1,
        n_parts=len(parts),
        dp=dp,
        dp_norm=normalise_deviation(dp, sizes),
        juilland_d=juilland_d(matrix, sizes),
        rosengren_s=rosengren_s(matrix, sizes),
        kl_divergence=kl_divergence(matrix, sizes),
    ).sort_values(["count", "term", "n_tokens"], ascending=[False, True, True], ignore_index=True)
    return Dispersion.validate(table[Dispersion.column_names()])


def _spread_counts(counts: pd.DataFrame, parts: pd.Index) -> tuple[Any, pd.DataFrame]:
    """Return a sparse matrix of terms by parts, and the ``term`` and ``n_tokens`` of its rows."""
    keys = counts.groupby(["term", "n_tokens"], sort=False)
    rows, columns = keys.ngroup().to_numpy(), parts.get_indexer(pd.Index(counts["article_id"]))
    terms = counts[["term", "n_tokens"]].drop_duplicates(ignore_index=True)
    cells = (counts["count"].to_numpy(np.float64), (rows, columns))
    return sparse.csr_array(sparse.coo_array(cells, shape=(len(terms), len(parts)))), terms


def deviation_of_proportions(counts: Any, sizes: npt.ArrayLike) -> Floats:
    """Return DP of each term (Gries 2008): half the summed differences between where it stands and where words stand.

    Args:
        counts: By part, of one term or of several (rows), which may be a sparse matrix; each term occurs at least once.
        sizes: Of the parts, in words, all above 0.
    """
    cells = _Cells(counts, sizes)
    # All parts' shares sum to 1: take from that the shares of the parts that hold the term, and put in the differences.
    return np.clip((1 + cells.sum_by_term(np.abs(cells.proportion - cells.share) - cells.share)) / 2, 0, 1)


def normalise_deviation(dp: Floats, sizes: npt.ArrayLike) -> Floats:
    """Return DPnorm: DP over its largest possible value (Lijffijt and Gries 2012); empty for one part."""
    sizes = np.asarray(sizes, dtype=np.float64)
    if len(sizes) < 2:
        return np.full(len(dp), np.nan)
    return np.asarray(np.clip(dp / (1 - sizes.min() / sizes.sum()), 0, 1))


def juilland_d(counts: Any, sizes: npt.ArrayLike) -> Floats:
    """Return Juilland's D: 1 less the coefficient of variation of the rates over its largest value; empty for one part.

    Args:
        counts: As for `deviation_of_proportions`.
        sizes: As for `deviation_of_proportions`.
    """
    cells = _Cells(counts, sizes)
    if cells.n_parts < 2:
        return np.full(cells.n_terms, np.nan)
    rates = cells.count / cells.size
    mean = cells.sum_by_term(rates) / cells.n_parts
    n_without = cells.n_parts - cells.sum_by_term(np.ones(len(rates)))
    variance = (cells.sum_by_term((rates - mean[cells.term]) ** 2) + n_without * mean**2) / cells.n_parts
    return np.asarray(np.minimum(1 - np.sqrt(variance) / mean / np.sqrt(cells.n_parts - 1), 1))


def rosengren_s(counts: Any, sizes: npt.ArrayLike) -> Floats:
    """Return Rosengren's S, adjusted for unequal parts: 1 even, the share of the smallest part at worst.

    Args:
        counts: As for `deviation_of_proportions`.
        sizes: As for `deviation_of_proportions`.
    """
    cells = _Cells(counts, sizes)
    return np.clip(cells.sum_by_term(np.sqrt(cells.share * cells.proportion)) ** 2, 0, 1)


def kl_divergence(counts: Any, sizes: npt.ArrayLike) -> Floats:
    """Return the Kullback-Leibler divergence, in bits, of where a term stands from where words stand.

    Args:
        counts: As for `deviation_of_proportions`.
        sizes: As for `deviation_of_proportions`.
    """
    cells = _Cells(counts, sizes)
    return np.maximum(cells.sum_by_term(cells.proportion * np.log2(cells.proportion / cells.share)), 0)


class _Cells:
    """The cells of a matrix of terms by parts that are not 0: term, count, and size and share of the part."""

    def __init__(self, counts: Any, sizes: npt.ArrayLike) -> None:
        matrix = sparse.csr_array(counts if sparse.issparse(counts) else np.atleast_2d(counts)).tocoo()
        is_cell = matrix.data != 0
        self.n_terms, self.n_parts = matrix.shape
        self.term = matrix.row[is_cell]
        self.count = matrix.data[is_cell].astype(np.float64)
        all_sizes = np.asarray(sizes, dtype=np.float64)
        self.size = all_sizes[matrix.col[is_cell]]
        self.share = self.size / all_sizes.sum()
        self.proportion = self.count / self.sum_by_term(self.count)[self.term]

    def sum_by_term(self, values: Floats) -> Floats:
        """Return the sum of the cells' values for each term."""
        return np.bincount(self.term, weights=values, minlength=self.n_terms).astype(np.float64)


def place_terms(lines: pd.DataFrame, articles: pd.DataFrame, names: pd.Series) -> pd.DataFrame:
    """Return where in its article each occurrence stands, for a dispersion plot.

    Args:
        lines: Of a concordance, with ``article_id``, ``start`` and ``query`` (what was searched for).
        articles: With ``article_id`` and ``body``.
        names: Name of each article, by ``article_id``, as `helpers.answers.name_articles` returns them.

    Returns:
        One row per occurrence: ``term`` (the query), ``article_id``, ``article`` (its name) and ``position`` (share of
        the article's characters that stand before it, 0 to 1); in the order of the lines.
    """
    lengths = pd.Series(articles["body"].str.len().to_numpy(), index=articles["article_id"], dtype="int64")
    placed = lines[lines["article_id"].isin(lengths.index)]
    return pd.DataFrame(
        {
            "term": placed["query"].astype("str"),
            "article_id": placed["article_id"].astype("str"),
            "article": placed["article_id"].map(names).astype("str"),
            "position": placed["start"] / placed["article_id"].map(lengths).clip(lower=1).astype("float64"),
        }
    ).reset_index(drop=True)
