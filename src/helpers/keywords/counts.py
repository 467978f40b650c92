"""Counts of terms and their rates."""

from collections import Counter
from collections.abc import Collection, Iterator

import pandas as pd
from nltk.util import ngrams

from helpers.language import STOP_WORDS, word_runs
from helpers.schemas import TermCounts

PER = 10_000  # rates are per so many words


def count_terms(articles: pd.DataFrame, sentences: pd.DataFrame, *, n: int = 1) -> pd.DataFrame:
    """Count words or phrases per article.

    Args:
        articles: With the columns ``article_id``, ``source`` and ``body``.
        sentences: Of these articles, with the columns of `helpers.schemas.Sentences`.
        n: Words in a term. A phrase never crosses a sentence end, a number, a sign or a removed span, and
            neither begins nor ends with a stop word; single words are all counted, stop words too.

    Returns:
        The columns of `helpers.schemas.TermCounts`.
    """
    spans = dict(iter(sentences.groupby("article_id", sort=False)))
    rows = []
    for article_id, source, body in zip(articles["article_id"], articles["source"], articles["body"], strict=True):
        own = spans.get(article_id)
        if own is None:
            continue
        counts: Counter[str] = Counter()
        for start, end in zip(own["sentence_start"], own["sentence_end"], strict=True):
            counts.update(_terms(body[start:end], n))
        rows += [(article_id, source, term, n, n, count) for term, count in counts.items()]
    if not rows:
        return TermCounts.empty()
    return TermCounts.validate(pd.DataFrame(rows, columns=TermCounts.column_names()))


def _terms(sentence: str, n: int) -> Iterator[str]:
    for run in word_runs(sentence):
        if n == 1:
            yield from run
        else:
            yield from (" ".join(g) for g in ngrams(run, n) if g[0] not in STOP_WORDS and g[-1] not in STOP_WORDS)


def rank_terms(
    counts: pd.DataFrame,
    articles: pd.DataFrame,
    *,
    by_source: bool = False,
    stop_words: Collection[str] = STOP_WORDS,
    min_count: int = 1,
) -> pd.DataFrame:
    """Rank terms by count.

    Args:
        counts: With the columns of `helpers.schemas.TermCounts`, of one n.
        articles: Of these counts, with the columns ``source`` and ``n_words``: the denominators.
        by_source: Whether to rank within each source.
        stop_words: Terms to leave out; they stay in the denominators.
        min_count: Least count of a term over all sources.

    Returns:
        Columns ``source`` (if asked for), ``term``, ``count``, ``n_articles`` (that hold it), ``n_words`` (all
        words of the source or corpus) and ``rate_per_10k``; highest count first, ties in order of the term.
    """
    kept = counts[~counts["term"].isin(set(stop_words))]
    totals = kept.groupby("term")["count"].sum()
    kept = kept[kept["term"].map(totals).fillna(0) >= min_count]
    keys = ["source", "term"] if by_source else ["term"]
    ranked = kept.groupby(keys).agg(count=("count", "sum"), n_articles=("article_id", "nunique")).reset_index()
    if by_source:
        ranked["n_words"] = ranked["source"].map(articles.groupby("source")["n_words"].sum()).astype("int64")
    else:
        ranked["n_words"] = int(articles["n_words"].sum())
    ranked["rate_per_10k"] = ranked["count"] / ranked["n_words"].clip(lower=1) * PER
    order = ["source"] * by_source + ["count", "term"]
    return ranked.sort_values(order, ascending=[True] * by_source + [False, True], ignore_index=True)


def find_shared_terms(
    counts: pd.DataFrame, articles: pd.DataFrame, *, min_sources: int = 2, stop_words: Collection[str] = STOP_WORDS
) -> pd.DataFrame:
    """Return terms that several sources use, in how many, with the rate in each.

    Args:
        counts: As for `rank_terms`.
        articles: As for `rank_terms`.
        min_sources: Least number of sources that use a term.
        stop_words: Terms to leave out.

    Returns:
        ``term``, ``n_sources``, ``count`` and one column per source with its rate per 10,000 words; the terms
        of most sources first, then by count.
    """
    ranked = rank_terms(counts, articles, by_source=True, stop_words=stop_words)
    rates = ranked.pivot_table(index="term", columns="source", values="rate_per_10k", fill_value=0.0)
    rates.columns.name = None
    grouped = ranked.groupby("term")
    table = pd.DataFrame({"n_sources": grouped["source"].nunique(), "count": grouped["count"].sum()}).join(rates)
    table = table[table["n_sources"] >= min_sources].reset_index()
    return table.sort_values(["n_sources", "count", "term"], ascending=[False, False, True], ignore_index=True)
