"""Tables of keywords: terms, their counts, and what is measured of them.

A term is a word, a name of several words that is kept whole, or a phrase of two to five of these.
"""

import pandas as pd
from pandera.typing.pandas import Series

from helpers.schemas.base import ID, Table, column

NAME_ORIGINS = ("list", "target", "corpus")
_TERM = "a word, or words with one space between; lower case but for initialisms (US, NATO)"
_RATE = "occurrences per 10,000 words"


class TermCounts(Table):
    """One row per term and article."""

    article_id: Series[str] = column(
        "the article, as in articles.article_id"
    )  # not matched: there are millions of rows
    source: Series[str] = column("the article's outlet")
    term: Series[str] = column(_TERM)
    n_tokens: Series[int] = column(
        "1 for words and for names that are kept whole, 2 to 5 for phrases of these", unit="tokens", ge=1, le=5
    )
    n_words_in_term: Series[int] = column(
        "words in it; times count, summed over the terms of 1 token, they are the words of the article",
        unit="words",
        ge=1,
    )
    count: Series[int] = column("how often it occurs", unit="occurrences", ge=1)


class TermTotals(Table):
    """One row per source and term."""

    source: Series[str] = column("the outlet")
    term: Series[str] = column(_TERM)
    n_tokens: Series[int] = column("as in terms", unit="tokens", ge=1, le=5)
    n_words_in_term: Series[int] = column("as in terms", unit="words", ge=1)
    count: Series[int] = column("how often it occurs at the source", unit="occurrences", ge=1)
    n_articles: Series[int] = column("articles of the source that hold it", unit="articles", ge=1)


class NamedTerms(Table):
    """One row per name of several words that is counted as one term."""

    term: Series[str] = column(_TERM)
    n_words_in_term: Series[int] = column("words in it", unit="words", ge=2)
    origin: Series[str] = column(
        "where it comes from: data/named_terms.txt, the names of a target, or learnt from the corpus", isin=NAME_ORIGINS
    )
    count: Series[int] = column("how often it occurs in the corpus", unit="occurrences", ge=0)
    n_articles: Series[int] = column("articles that hold it", unit="articles", ge=0)


class Measured(Table):
    """What all tables of single terms share."""

    term: Series[str] = column(_TERM)
    count: Series[int] = column("how often it occurs here", unit="occurrences", ge=0)
    n_articles: Series[int] = column("articles that hold it here", unit="articles", ge=0)
    one_article: Series[bool] = column("whether all its occurrences in the corpus are in a single article")


class TermRates(Measured):
    """One row per term, and per source, article or month where asked for."""

    n_words: Series[int] = column("all words here, the denominator of the rate", unit="words", ge=0)
    rate_per_10k: Series[float] = column("count / n_words", unit=_RATE, ge=0)


class Keyness(Measured):
    """One row per focus, what it is compared with, and term."""

    focus: Series[str] = column("the source whose words are described")
    against: Series[str] = column("what it is compared with: another source, all others, or a reference list")
    n_tokens: Series[int] = column("as in terms", unit="tokens", ge=1, le=5)
    count_against: Series[int] = column("how often it occurs there", unit="occurrences", ge=0)
    n_words: Series[int] = column("all words of the focus", unit="words", ge=0)
    n_words_against: Series[int] = column("all words there", unit="words", ge=0)
    n_articles_against: Series[pd.Int64Dtype] = column(
        "articles that hold it there; empty for a reference list without them", unit="articles", ge=0, nullable=True
    )
    rate_per_10k: Series[float] = column("count / n_words", unit=_RATE, ge=0)
    rate_against_per_10k: Series[float] = column("count_against / n_words_against", unit=_RATE, ge=0)
    log_ratio: Series[float] = column(
        "binary logarithm of the ratio of the rates (Hardie 2014); where one count is 0, 0.5 is added to both, and 0 "
        "stands where that would turn its sign"
    )
    log_ratio_low: Series[float] = column(
        "lower end of its exact interval (Clopper and Pearson), corrected for the number of terms (Bonferroni); "
        "minus infinity (empty in CSV) where count is 0",
        nullable=True,
    )
    log_ratio_high: Series[float] = column(
        "upper end likewise; infinity (empty in CSV) where count_against is 0", nullable=True
    )
    lrc: Series[float] = column(
        "conservative log ratio (Evert 2022): the end of that interval that is nearer to 0, or 0 if it holds 0"
    )
    percent_difference: Series[float] = column(
        "difference of the rates in percent of the rate there (%DIFF, Gabrielatos and Marchi 2011); where "
        "count_against is 0, 0.5 takes its place",
        unit="percent",
        ge=-100,
    )
    odds_ratio: Series[float] = column(
        "odds of the term in the focus over its odds there; 0.5 is added to all four cells if one is 0", ge=0
    )
    g2: Series[float] = column("log-likelihood ratio over all four cells (Dunning 1993)", ge=0)
    chi2: Series[float] = column("Pearson's chi-squared, without Yates' correction", ge=0)
    log_odds: Series[float] = column(
        "difference of log-odds with an informative Dirichlet prior (Monroe, Colaresi and Quinn 2008)"
    )
    log_odds_z: Series[float] = column("the same, over its standard error")
    dp: Series[float] = column(
        "Gries' deviation of proportions over the articles of both sides: 0 spread evenly, towards 1 in few articles",
        ge=0,
        le=1,
        nullable=True,
    )
    p: Series[float] = column(
        "two-sided, by permutation of whole articles; empty without articles to permute",
        unit="probability",
        ge=0,
        le=1,
        nullable=True,
    )
    p_holm: Series[float] = column("p by Holm's correction, over the terms of one focus", ge=0, le=1, nullable=True)
    p_bh: Series[float] = column("p by Benjamini and Hochberg's, likewise", ge=0, le=1, nullable=True)
    n_permutations: Series[int] = column("permutations behind p; all there are, if these are few", ge=0)


class NullScores(Table):
    """One row per source, measure and random split of the source's own articles into halves."""

    focus: Series[str] = column("the source")
    measure: Series[str] = column("a column of Keyness: log_ratio, lrc, g2 or log_odds_z")
    split: Series[int] = column("number of the split, from 0", ge=0)
    score: Series[float] = column("largest absolute score of a term between the halves", ge=0)
    term: Series[str] = column("the term that has it")
    n_articles: Series[int] = column("articles of the source", unit="articles", ge=2)


class Collocates(Measured):
    """One row per node and word near it."""

    node: Series[str] = column("the word, phrase or target whose neighbours are counted")
    count_total: Series[int] = column("how often the word occurs in the corpus", unit="occurrences", ge=1)
    n_node: Series[int] = column("how often the node occurs", unit="occurrences", ge=1)
    n_window: Series[int] = column("words that stand near the node, each once", unit="words", ge=0)
    n_words: Series[int] = column("all words of the corpus that are no node", unit="words", ge=0)
    expected: Series[float] = column("count if the word were spread evenly", unit="occurrences", ge=0)
    log_dice: Series[float] = column("14 + log2 of 2 count / (n_node + count_total) (Rychly 2008)", le=15)
    g2: Series[float] = column("log-likelihood ratio over all four cells; below 0 where count is below expected")
    t_score: Series[float] = column("(count - expected) / square root of count (Church and others 1991)")
    mi: Series[float] = column("log2 of count / expected (Church and Hanks 1990)")


class CollocateContrast(Measured):
    """One row per word near either of two nodes; count and n_articles are of both together."""

    first: Series[str] = column("the first node")
    second: Series[str] = column("the second")
    count_first: Series[int] = column("occurrences near the first", unit="occurrences", ge=0)
    count_second: Series[int] = column("occurrences near the second", unit="occurrences", ge=0)
    n_window_first: Series[int] = column("all words near the first", unit="words", ge=0)
    n_window_second: Series[int] = column("all words near the second", unit="words", ge=0)
    rate_first_per_10k: Series[float] = column("count_first / n_window_first", unit=_RATE, ge=0)
    rate_second_per_10k: Series[float] = column("count_second / n_window_second", unit=_RATE, ge=0)
    log_ratio: Series[float] = column("as in Keyness; above 0 nearer to the first")
    lrc: Series[float] = column("as in Keyness")
    g2: Series[float] = column("as in Keyness", ge=0)
    p: Series[float] = column(
        "two-sided, by exchanging the nodes in whole articles", unit="probability", ge=0, le=1, nullable=True
    )
    p_holm: Series[float] = column("p by Holm's correction", ge=0, le=1, nullable=True)
    p_bh: Series[float] = column("p by Benjamini and Hochberg's", ge=0, le=1, nullable=True)
    n_permutations: Series[int] = column("permutations behind p; all there are, if these are few", ge=0)


class Dispersion(Measured):
    """One row per term: how evenly it is spread over the articles."""

    n_tokens: Series[int] = column("as in terms", unit="tokens", ge=1, le=5)
    n_parts: Series[int] = column("articles of the corpus", unit="articles", ge=1)
    dp: Series[float] = column("deviation of proportions (Gries 2008): 0 even, towards 1 uneven", ge=0, le=1)
    dp_norm: Series[float] = column(
        "the same over its largest possible value (Lijffijt and Gries 2012); empty for one article",
        ge=0,
        le=1,
        nullable=True,
    )
    juilland_d: Series[float] = column(
        "Juilland's D over the rates per article: 1 even, 0 uneven; empty for one article", le=1, nullable=True
    )
    rosengren_s: Series[float] = column("Rosengren's S, adjusted for the sizes of the articles: 1 even", ge=0, le=1)
    kl_divergence: Series[float] = column(
        "Kullback-Leibler divergence of where it stands from the sizes of the articles: 0 even", unit="bits", ge=0
    )


class ConcordanceLines(Table):
    """One row per occurrence of what was searched for."""

    article_id: Series[str] = column("the article", str_matches=ID)
    source: Series[str] = column("its outlet")
    date: Series[str] = column("its date, as exact as it is known; empty if it is not")
    file: Series[str] = column("its file")
    left: Series[str] = column("what stands before, breaks and gaps as one space")
    keyword: Series[str] = column("what was found")
    right: Series[str] = column("what stands after")
    start: Series[int] = column("first character of what was found", unit="characters", ge=0)
    end: Series[int] = column("one past the last character", unit="characters", ge=0)


class Cooccurrence(Table):
    """One row per pair of terms that stand in the same sentences."""

    term_a: Series[str] = column("the one")
    term_b: Series[str] = column("the other")
    n_both: Series[int] = column("sentences that hold both", unit="sentences", ge=0)
    n_a: Series[int] = column("sentences that hold the one", unit="sentences", ge=0)
    n_b: Series[int] = column("sentences that hold the other", unit="sentences", ge=0)
    n_articles: Series[int] = column("articles with such a sentence", unit="articles", ge=0)
    n_sentences: Series[int] = column("all sentences", unit="sentences", ge=0)
    log_dice: Series[float] = column("14 + log2 of 2 n_both / (n_a + n_b); empty if n_both is 0", le=14, nullable=True)
    g2: Series[float] = column("log-likelihood ratio; below 0 where they avoid one another")


class TermDates(Table):
    """One row per term and period with dated articles."""

    term: Series[str] = column(_TERM)
    period: Series[pd.Timestamp] = column("first day of the month, or of the year")
    count: Series[int] = column("how often it occurs in the articles of the period", unit="occurrences", ge=0)
    n_articles: Series[int] = column("articles of the period, those without the term among them", ge=1)
    n_words: Series[int] = column("words of these articles", unit="words", ge=0)
    rate_per_10k: Series[float] = column("count / n_words", unit=_RATE, ge=0)
