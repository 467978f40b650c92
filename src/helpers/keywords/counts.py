"""Counts of terms and their rates."""

from collections.abc import Collection
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from helpers.errors import PresslensError
from helpers.language import CUT, STOP_WORDS, UNITS, Tokenizer, read_batches, take_text
from helpers.queries import Given, query, write_query
from helpers.schemas import TermCounts, TermRates, TermTotals
from helpers.tables import write_atomically

Integers = NDArray[np.int64]

PER = 10_000  # rates are per so many words
MAX_TOKENS = 5  # in a phrase
_TOTALS = """
    SELECT source, term, n_tokens, n_words_in_term, sum(count)::BIGINT AS count, count(*) AS n_articles
    FROM counts GROUP BY source, term, n_tokens, n_words_in_term
    ORDER BY source, term, n_tokens, n_words_in_term
"""


def count_terms(
    articles: pd.DataFrame,
    sentences: pd.DataFrame,
    *,
    n: int | Collection[int] = 1,
    unit: str = "word",
    names: Collection[str] = (),
    stop_words: Collection[str] = STOP_WORDS,
) -> pd.DataFrame:
    """Count words, names and phrases per article.

    Texts are read some megabytes at a time and not held.

    Args:
        articles: With the columns ``article_id``, ``source`` and ``body``; where ``raw_text`` is there, it tells
            what was removed.
        sentences: Of these articles, with the columns of `helpers.schemas.Sentences`.
        n: Tokens in a term, 1 to 5, or several such numbers. A phrase never crosses a sentence end, a number, a sign
            or a removed span, and neither begins nor ends with a stop word; single words are all counted, stop words
            too.
        unit: "word", or "lemma" for the forms of a word under one.
        names: Names of several words ("united states") that are counted as one token.
        stop_words: Words with which no phrase begins or ends.

    Returns:
        The columns of `helpers.schemas.TermCounts`, in the order of the articles.

    Raises:
        PresslensError: If ``n`` or ``unit`` is none of these.
    """
    sizes = sorted(set(n) if isinstance(n, Collection) else {int(n)})
    if not sizes or not 1 <= sizes[0] <= sizes[-1] <= MAX_TOKENS:
        raise PresslensError(f"n is {n}; give numbers of words from 1 to {MAX_TOKENS}")
    if unit not in UNITS:
        raise PresslensError(f"unit is {unit!r}; give one of {', '.join(UNITS)}")
    tokenizer = Tokenizer(names=names, unit=unit)
    parts: dict[int, list[Integers]] = {size: [] for size in sizes}
    for batch in read_batches(articles, sentences):
        tokens = tokenizer.read(batch.pieces)
        owners = np.repeat(np.array(batch.articles), np.diff(tokens.bounds))
        stops = flag_words(tokenizer, stop_words if sizes[-1] > 1 else ())
        for size in sizes:
            parts[size].append(count_phrases(tokens.ids, owners, size, stops))
    tables = [name_terms(parts[size], size, articles, tokenizer) for size in sizes]
    tables = [table for table in tables if len(table)]
    return TermCounts.validate(pd.concat(tables, ignore_index=True)) if tables else TermCounts.empty()


def flag_words(tokenizer: Tokenizer, words: Collection[str]) -> NDArray[np.bool_]:
    """Tell for each word of a tokenizer whether it is one of some words."""
    wanted = frozenset(words)
    return np.fromiter((word in wanted for word in tokenizer.words), dtype=bool, count=len(tokenizer.words))


def count_phrases(ids: Integers, owners: Integers, size: int, stops: NDArray[np.bool_]) -> Integers:
    """Count the phrases of so many words in each article.

    Args:
        ids: Words of some texts, as `helpers.language.Tokens` holds them.
        owners: The article of each.
        size: Words in a phrase.
        stops: Of each word of the tokenizer whether no phrase begins or ends with it; single words are all counted.

    Returns:
        A row per article and phrase of it: article, count, and the numbers of its words.
    """
    length = len(ids) - size + 1
    if length < 1:
        return np.zeros((0, size + 2), dtype=np.int64)
    is_word, n_words = ids > CUT, len(stops)
    fits = np.logical_and.reduce([is_word[k : k + length] for k in range(size)])
    if size > 1:
        fits &= ~stops[ids[:length]] & ~stops[ids[size - 1 :]]
    at = np.flatnonzero(fits)
    if size == 1:
        keys, counts = np.unique(owners[at] * n_words + ids[at], return_counts=True)
        return np.column_stack([keys // n_words, counts, keys % n_words])
    # Numbers of phrases grow word by word, so that a key never overflows
    keys = ids[at]
    for k in range(1, size):
        keys = np.unique(keys, return_inverse=True)[1] * n_words + ids[at + k]
    keys = np.unique(keys, return_inverse=True)[1]
    _, first, counts = np.unique(owners[at] * len(keys) + keys, return_index=True, return_counts=True)
    places = at[first]
    return np.column_stack([owners[places], counts, *(ids[places + k] for k in range(size))])


def name_terms(parts: list[Integers], size: int, articles: pd.DataFrame, tokenizer: Tokenizer) -> pd.DataFrame:
    """Return rows as `count_phrases` makes them as a table with words in the place of numbers.

    Args:
        parts: Such rows, in the order of the articles.
        size: Words in a phrase.
        articles: As for `count_terms`.
        tokenizer: Which gave the words their numbers.

    Returns:
        The columns of `helpers.schemas.TermCounts`, in the order of the articles, their terms in alphabetical order.
    """
    rows = np.concatenate(parts) if parts else np.zeros((0, size + 2), dtype=np.int64)
    # Numbers of words hang on what other articles hold, and so must not tell the order
    words = pa.array(tokenizer.words, pa.large_string())
    alphabetical = pc.array_sort_indices(words).to_numpy()
    ranks = np.argsort(alphabetical)
    rows[:, 2:] = ranks[rows[:, 2:]]
    rows = rows[np.lexsort([*rows[:, :1:-1].T, rows[:, 0]])]
    rows = _join_equal(rows)
    rows[:, 2:] = alphabetical[rows[:, 2:]]
    columns = [words.take(pa.array(rows[:, k])) for k in range(2, size + 2)]
    terms = pc.binary_join_element_wise(*columns, pa.scalar(" ", pa.large_string())) if size > 1 else columns[0]
    table = pd.DataFrame(
        {
            "article_id": take_text(articles["article_id"].to_list(), rows[:, 0]),
            "source": take_text(articles["source"].to_list(), rows[:, 0]),
            "term": pd.array(terms, dtype=pd.StringDtype("pyarrow", na_value=np.nan)),
            "n_tokens": np.full(len(rows), size),
            "n_words_in_term": tokenizer.count_words()[rows[:, 2:]].sum(axis=1),
            "count": rows[:, 1],
        }
    )
    # A name and a word may read as another word and a name
    is_mixed = table["n_words_in_term"] > size
    if size > 1 and table.loc[is_mixed, ["article_id", "term"]].duplicated().any():
        table = table.groupby(list(table)[:-1], sort=False)["count"].sum().reset_index()
    return table


def _join_equal(rows: Integers) -> Integers:
    """Add up rows of the same phrase in the same article, which are several where it was read in several batches."""
    if not len(rows):
        return rows
    keys = np.delete(rows, 1, axis=1)
    first = np.flatnonzero(np.concatenate([[True], (keys[1:] != keys[:-1]).any(axis=1)]))
    joined = rows[first]
    joined[:, 1] = np.add.reduceat(rows[:, 1], first)
    return joined


def sum_terms(counts: Given) -> pd.DataFrame:
    """Add up the counts of articles over each source.

    Args:
        counts: With the columns of `helpers.schemas.TermCounts`, no article in two of several files.

    Returns:
        The columns of `helpers.schemas.TermTotals`, in order of these.
    """
    return TermTotals.validate(query(_TOTALS, counts=counts))


def write_term_totals(counts: Given, path: Path) -> Path:
    """Write as Parquet what `sum_terms` returns, where a corpus has too many terms for memory."""
    write_atomically(path, lambda part: write_query(_TOTALS, part, counts=counts))
    return path


def rank_terms(
    counts: pd.DataFrame,
    articles: pd.DataFrame,
    *,
    by: str | None = None,
    stop_words: Collection[str] = STOP_WORDS,
    min_count: int = 1,
    min_articles: int = 1,
) -> pd.DataFrame:
    """Rank terms by count, in the corpus or in each part of it.

    Args:
        counts: With the columns of `helpers.schemas.TermCounts`; those of other articles are left out, and equal terms
            of different n are added up.
        articles: Of these counts, with the columns ``article_id`` and ``n_words``: the denominators.
        by: Column of the articles by whose values to count apart, such as ``source`` or ``article_id``.
        stop_words: Terms to leave out; they stay in the denominators.
        min_count: Least count of a term over the corpus.
        min_articles: Least number of articles that hold it.

    Returns:
        The columns of `helpers.schemas.TermRates`, with ``by`` before them; highest count first, ties in order of
        the term. ``n_words`` holds all words of the part: of articles without a value of ``by`` none.
    """
    kept = counts[~counts["term"].isin(set(stop_words)) & counts["article_id"].isin(articles["article_id"])]
    whole = kept.groupby("term").agg(count=("count", "sum"), n_articles=("article_id", "nunique"))
    whole = whole[(whole["count"] >= min_count) & (whole["n_articles"] >= min_articles)]
    kept = kept[kept["term"].isin(whole.index)]
    parts, sizes = _part(articles, by)
    kept = kept.assign(part=kept["article_id"].map(parts)).dropna(subset="part")
    ranked = kept.groupby(["part", "term"]).agg(count=("count", "sum"), n_articles=("article_id", "nunique"))
    ranked = ranked.reset_index()
    ranked["n_words"] = ranked["part"].map(sizes).astype("int64")
    ranked["rate_per_10k"] = ranked["count"] / ranked["n_words"].clip(lower=1) * PER
    ranked["one_article"] = ranked["term"].map(whole["n_articles"]) == 1
    ranked = ranked.sort_values(["part", "count", "term"], ascending=[True, False, True], ignore_index=True)
    ranked = ranked.rename(columns={"part": by}) if by else ranked.drop(columns="part")
    return TermRates.validate(ranked[[*([by] if by else []), *TermRates.column_names()]])


def _part(articles: pd.DataFrame, by: str | None) -> tuple[pd.Series, pd.Series]:
    """Return the part of each article, by its id, and the words of each part."""
    parts = pd.Series("all", index=articles.index) if by is None else articles[by]
    sizes = articles["n_words"].groupby(parts).sum()
    return pd.Series(parts.to_numpy(), index=articles["article_id"]), sizes


def find_shared_terms(
    counts: pd.DataFrame, articles: pd.DataFrame, *, min_sources: int = 2, stop_words: Collection[str] = STOP_WORDS
) -> pd.DataFrame:
    """Return terms that several sources use, in how many, with the rate in each.

    Args:
        counts: As for `rank_terms`.
        articles: As for `rank_terms`, with the column ``source``.
        min_sources: Least number of sources that use a term.
        stop_words: Terms to leave out.

    Returns:
        ``term``, ``n_sources``, ``count``, ``one_article`` (as in `helpers.schemas.TermRates`) and one column per
        source with its rate per 10,000 words, 0 where it uses none of them; the terms of most sources first, then by
        count.
    """
    ranked = rank_terms(counts, articles, by="source", stop_words=stop_words)
    rates = ranked.pivot_table(index="term", columns="source", values="rate_per_10k", fill_value=0.0)
    if taken := {"term", "n_sources", "count", "one_article"} & set(articles["source"]):
        raise PresslensError(f"a source is called {min(taken)}, as a column of this table is; give it another name")
    rates = rates.reindex(columns=sorted(articles["source"].unique()), fill_value=0.0).rename_axis(columns=None)
    grouped = ranked.groupby("term")
    whole = {"n_sources": ("source", "nunique"), "count": ("count", "sum"), "one_article": ("one_article", "first")}
    table = grouped.agg(**whole).join(rates)
    table = table[table["n_sources"] >= min_sources].reset_index()
    return table.sort_values(["n_sources", "count", "term"], ascending=[False, False, True], ignore_index=True)
