"""Keywords: counts, rates, distinctive and shared terms, vocabulary and concordance."""

import re
from collections import Counter
from collections.abc import Collection, Iterator

import numpy as np
import pandas as pd
from nltk.util import ngrams

from helpers.language import STOP_WORDS, word_runs, words_of
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
        rows += [(article_id, source, term, n, count) for term, count in counts.items()]
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


def find_distinctive_terms(
    counts: pd.DataFrame, articles: pd.DataFrame, *, stop_words: Collection[str] = STOP_WORDS, min_count: int = 3
) -> pd.DataFrame:
    """Compare each source's rate of a term with that of all other sources together.

    Args:
        counts: As for `rank_terms`.
        articles: As for `rank_terms`.
        stop_words: Terms to leave out.
        min_count: Least count of a term over all sources.

    Returns:
        One row per source and term that it uses: ``source``, ``term``, ``count``, ``count_rest``, ``n_articles``,
        ``rate_per_10k``, ``rate_rest_per_10k``, ``log_ratio`` (Hardie 2014: base 2; 0.5 is added to both counts
        where one is 0, so that it can be shown) and ``g2`` (Dunning 1993, 4 terms); per source the highest log
        ratio first, of equal ones the highest G2. With few articles these describe the texts at hand and test nothing.
    """
    ranked = rank_terms(counts, articles, by_source=True, stop_words=stop_words, min_count=min_count)
    total_words = int(articles["n_words"].sum())
    totals = ranked.groupby("term")["count"].transform("sum")
    rest, rest_words = totals - ranked["count"], total_words - ranked["n_words"]
    table = ranked.assign(
        count_rest=rest,
        rate_rest_per_10k=rest / rest_words.clip(lower=1) * PER,
        log_ratio=log_ratio(ranked["count"], rest, ranked["n_words"], rest_words),
        g2=log_likelihood(ranked["count"], rest, ranked["n_words"], rest_words),
    ).sort_values(["source", "log_ratio", "g2", "term"], ascending=[True, False, False, True], ignore_index=True)
    columns = ["source", "term", "count", "count_rest", "n_articles", "rate_per_10k", "rate_rest_per_10k"]
    return table[[*columns, "log_ratio", "g2"]]


def log_ratio(count_a: pd.Series, count_b: pd.Series, words_a: pd.Series, words_b: pd.Series) -> pd.Series:
    """Return the binary logarithm of the ratio of two rates (Hardie 2014); 0.5 on both counts if one is 0."""
    plus = 0.5 * ((count_a == 0) | (count_b == 0))
    ratio = ((count_a + plus) / words_a.clip(lower=1)) / ((count_b + plus) / words_b.clip(lower=1))
    return pd.Series(np.log2(ratio))


def log_likelihood(count_a: pd.Series, count_b: pd.Series, words_a: pd.Series, words_b: pd.Series) -> pd.Series:
    """Return G2 over all four cells of the table term / other words by corpus a / b (Dunning 1993)."""
    cells = [count_a, count_b, words_a - count_a, words_b - count_b]
    total = words_a + words_b
    term = count_a + count_b
    expected = [
        term * words_a / total,
        term * words_b / total,
        (total - term) * words_a / total,
        (total - term) * words_b / total,
    ]
    terms = [_x_log_x_over_y(o, e) for o, e in zip(cells, expected, strict=True)]
    return 2 * (terms[0] + terms[1] + terms[2] + terms[3])


def _x_log_x_over_y(x: pd.Series, y: pd.Series) -> pd.Series:
    return x * np.log(np.where(x > 0, x, 1) / np.where(x > 0, y, 1))


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


def measure_vocabulary(articles: pd.DataFrame, *, window: int = 50) -> pd.DataFrame:
    """Measure the vocabulary of each source.

    Args:
        articles: With the columns ``source``, ``body`` and ``n_words``.
        window: Words in a window of the moving average.

    Returns:
        ``source``, ``n_articles``, ``n_words``, ``n_distinct_words`` (grows with length: no measure to compare by) and
        ``mattr``: the mean share of distinct words in each window of running words (moving-average type-token
        ratio, Covington and McFall 2010), 0 to 1, which does not depend on length; missing under one window.
    """
    rows = []
    for source, group in articles.groupby("source"):
        texts = [words_of(body) for body in group["body"]]
        ratios = [ratio for words in texts for ratio in _window_ratios(words, window)]
        rows.append(
            {
                "source": source,
                "n_articles": len(group),
                "n_words": sum(map(len, texts)),
                "n_distinct_words": len({word for words in texts for word in words}),
                "mattr": float(np.mean(ratios)) if ratios else float("nan"),
            }
        )
    return pd.DataFrame(rows)


def _window_ratios(words: list[str], window: int) -> Iterator[float]:
    """Yield the share of distinct words in each window, counting words in and out as it moves."""
    counts: Counter[str] = Counter()
    for position, word in enumerate(words):
        counts[word] += 1
        if position >= window:
            gone = words[position - window]
            counts[gone] -= 1
            if not counts[gone]:
                del counts[gone]
        if position >= window - 1:
            yield len(counts) / window


def concordance(articles: pd.DataFrame, phrase: str, *, width: int = 60) -> pd.DataFrame:
    """Return each occurrence of a word or phrase with its context (keyword in context).

    Args:
        articles: With the columns ``file``, ``source`` and ``body``.
        phrase: Matched as whole words in any case; in the case given if it holds a capital ("US").
        width: Characters of context on each side.

    Returns:
        ``source``, ``file``, ``left``, ``keyword``, ``right``, ``start``, ``end`` (offsets into the body), in
        the order of the text; line breaks and gaps in the context are shown as one space.
    """
    columns = ["source", "file", "left", "keyword", "right", "start", "end"]
    words = phrase.split()
    if not words:
        return pd.DataFrame(columns=columns)
    any_case = re.IGNORECASE if phrase.islower() else 0
    pattern = re.compile(r"(?<!\w)" + r"\s+".join(map(re.escape, words)) + r"(?!\w)", any_case)
    rows = []
    for source, file, body in zip(articles["source"], articles["file"], articles["body"], strict=True):
        for match in pattern.finditer(body):
            left = " ".join(body[max(0, match.start() - 2 * width) : match.start()].split())[-width:]
            right = " ".join(body[match.end() : match.end() + 2 * width].split())[:width]
            rows.append((source, file, left, " ".join(match.group().split()), right, match.start(), match.end()))
    return pd.DataFrame(rows, columns=columns)


def spread_lines(lines: pd.DataFrame, limit: int) -> pd.DataFrame:
    """Choose lines of a concordance from all sources: the first of each, then the second of each, and so on."""
    turn = lines.groupby("source").cumcount()
    return lines.loc[turn.sort_values(kind="stable").index[:limit]].sort_index()
