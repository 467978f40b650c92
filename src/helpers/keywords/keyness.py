"""Keyness: which terms a source uses more, or less, than others, or than a list of frequencies."""

from collections.abc import Collection
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import csr_array

from helpers.errors import PresslensError, printable
from helpers.keywords.counts import PER
from helpers.keywords.dispersion import deviation_of_proportions
from helpers.keywords.measures import (
    bound_log_ratio,
    chi_squared,
    log_likelihood,
    log_ratio,
    odds_ratio,
    percent_difference,
    weigh_log_odds,
)
from helpers.keywords.permutation import adjust_bh, adjust_holm, permute_labels
from helpers.keywords.reference import tidy_reference
from helpers.language import STOP_WORDS
from helpers.schemas import Keyness

ALL_OTHERS = "all others"
FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

_SHOWN_NAMES = 8  # of the known sources in a message
_NAME_LENGTH = 40  # characters of each


class TermMatrix(NamedTuple):
    """Counts of all articles: a row per article, a column per term; the sources, words and terms to them."""

    counts: csr_array
    sources: npt.NDArray[Any]
    n_words: FloatArray
    terms: pd.DataFrame  # term, n_tokens, one_article


class Sides(NamedTuple):
    """Counts of terms in a focus and in what it is compared with, and all words of each."""

    own: FloatArray
    others: FloatArray
    words: float
    words_of_others: float

    def weigh(self, prior_words: float | None) -> pd.DataFrame:
        """Return log-odds with the counts of both sides, scaled to so many words, as prior."""
        pooled_words = max(self.words + self.words_of_others, 1.0)
        of_all = max(min(self.words, self.words_of_others), 1.0) if prior_words is None else prior_words
        prior = (self.own + self.others) * of_all / pooled_words
        return weigh_log_odds(*self, prior, prior_words=of_all)


def compare_sources(
    counts: pd.DataFrame,
    articles: pd.DataFrame,
    *,
    focus: str | Collection[str] | None = None,
    against: str | None = None,
    stop_words: Collection[str] = STOP_WORDS,
    min_count: int = 3,
    min_articles: int = 3,
    level: float = 0.95,
    prior_words: float | None = None,
    n_permutations: int = 999,
    max_permutations: int = 249_999,
    seed: int = 1,
) -> pd.DataFrame:
    """Compare each source's rate of a term with that of another source, or of all others together.

    Effects come first, as tokens in an article depend on one another and G2 overstates; the test permutes articles.

    Args:
        counts: With the columns of `helpers.schemas.TermCounts`, of words, phrases or both; those of articles that are
            not among `articles` are left out.
        articles: With the columns ``article_id``, ``source`` and ``n_words``: the denominators.
        focus: The source or sources to describe; all by default.
        against: The source to compare with; all others by default.
        stop_words: Terms to leave out; they stay in the denominators.
        min_count: Least count of a term on both sides together.
        min_articles: Least number of articles, on both sides together, that hold it. Terms that one side never uses
            are kept.
        level: Confidence of the intervals of the log ratio, over all terms of one focus (Bonferroni).
        prior_words: Weight of the prior of the log-odds: the counts of both sides, scaled to so many words. Monroe and
            others leave it to the analyst; by default the words of the smaller side, which then weighs as much as
            what it shares with the other.
        n_permutations: Permutations of every term, 0 for no test.
        max_permutations: Permutations of the terms with the smallest p-values, see `permute_labels`. No p is below
            1 / (1 + this), and Holm's correction multiplies the smallest by the number of terms: of 10,000 terms none
            can pass it at .05 with fewer than 200,000; Benjamini and Hochberg's needs far fewer.
        seed: Of the permutations.

    Returns:
        The columns of `helpers.schemas.Keyness`, by focus; of each the highest conservative log ratio first, then log
        ratio, G2, and the order of the term. Empty if there is nothing to compare with.

    Raises:
        PresslensError: If a source is not known, or is to be compared with itself, or an option is out of range.
    """
    _check_options(level, prior_words)
    chosen = choose_sources(articles, focus, against)
    matrix = arrange_counts(counts, articles, stop_words)
    tables = []
    for name in chosen:
        here = matrix.sources == name
        there = matrix.sources == against if against is not None else ~here
        kept = keep_frequent(matrix, here | there, min_count, min_articles)
        if not here.any() or not there.any() or not kept.any():
            continue
        table = _compare_groups(matrix, here, there, kept, level=level, prior_words=prior_words)
        part = matrix.counts[here | there][:, np.flatnonzero(kept)]
        n_words = matrix.n_words[here | there]
        p, tried = permute_labels(
            part,
            n_words,
            here[here | there],
            n_permutations=n_permutations,
            max_permutations=max_permutations,
            seed=seed,
        )
        tables.append(_correct(table.assign(focus=name, dp=_deviate(part, n_words), p=p, n_permutations=tried)))
    return _order(tables, ALL_OTHERS if against is None else against)


def compare_with_list(
    counts: pd.DataFrame,
    articles: pd.DataFrame,
    reference: pd.DataFrame,
    *,
    name: str,
    n_words: int | None = None,
    focus: str | Collection[str] | None = None,
    stop_words: Collection[str] = STOP_WORDS,
    min_count: int = 3,
    min_articles: int = 3,
    level: float = 0.95,
    prior_words: float | None = None,
) -> pd.DataFrame:
    """Compare each source's rate of a term with that in a list of frequencies.

    Args:
        counts: As for `compare_sources`.
        articles: As for `compare_sources`.
        reference: With the columns ``term``, ``count`` and, if known, ``n_articles``, as from
            `read_reference`; terms as Presslens counts them, lower case but for initialisms.
        name: What the list is called.
        n_words: All words of the corpus behind the list; by default the sum of its counts, which is too few if rare
            words are missing from it and too many if it has phrases besides words.
        focus: As for `compare_sources`.
        stop_words: As for `compare_sources`.
        min_count: As for `compare_sources`.
        min_articles: As for `compare_sources`. If the list has no ``n_articles``, it holds for the articles of the
            focus, and terms that the focus never uses are kept.
        level: As for `compare_sources`.
        prior_words: As for `compare_sources`.

    Returns:
        As `compare_sources`; p is empty, as a list has no articles to permute, and dp is over the focus's articles.

    Raises:
        PresslensError: As `compare_sources`, or if `n_words` is less than a count of the list.
    """
    _check_options(level, prior_words)
    chosen = choose_sources(articles, focus, None)
    reference = tidy_reference(reference, printable(name))
    matrix, listed = _align(arrange_counts(counts, articles, stop_words), reference, counts, stop_words)
    words = float(reference["count"].sum() if n_words is None else n_words)
    if words < reference["count"].max():
        raise PresslensError(
            f"{printable(name)}: n_words is less than one of its counts; give all words behind the list"
        )
    tables = []
    for source in chosen:
        here = matrix.sources == source
        if not here.any():
            continue
        part, own_words = matrix.counts[here], matrix.n_words[here]
        count, n_articles = total_counts(part), _count_articles(part)
        known = listed["n_articles"].to_numpy(dtype=float)
        in_enough = (np.nan_to_num(known) + n_articles >= min_articles) | (np.isnan(known) & (count == 0))
        kept = in_enough & (count + listed["count"].to_numpy() >= max(min_count, 1))
        if not kept.any():
            continue
        sides = Sides(count[kept], listed["count"].to_numpy(dtype=float)[kept], float(own_words.sum()), words)
        table = _measure(matrix.terms[kept], sides, level, prior_words)
        table = table.assign(n_articles=n_articles[kept], n_articles_against=known[kept], focus=source)
        dp = _deviate(part[:, np.flatnonzero(kept)], own_words)
        tables.append(_correct(table.assign(dp=dp, p=np.nan, n_permutations=0)))
    return _order(tables, name)


def arrange_counts(counts: pd.DataFrame, articles: pd.DataFrame, stop_words: Collection[str]) -> TermMatrix:
    """Return counts as a sparse matrix, of the articles that have words and in order of the terms, less stop words."""
    articles = articles[articles["n_words"] > 0]  # the others have no rates
    kept = counts[counts["article_id"].isin(articles["article_id"]) & ~counts["term"].isin(set(stop_words))]
    groups = kept.groupby(["term", "n_tokens"], sort=True)
    terms = groups.size().index.to_frame(index=False)
    rows = pd.Index(articles["article_id"]).get_indexer(pd.Index(kept["article_id"]))
    places = (rows, groups.ngroup().to_numpy())
    matrix = csr_array((kept["count"].to_numpy(dtype=float), places), shape=(len(articles), len(terms)))
    sources = articles["source"].to_numpy(dtype=object)
    terms["one_article"] = _count_articles(matrix) == 1
    return TermMatrix(matrix, sources, articles["n_words"].to_numpy(dtype=float), terms)


def _align(
    matrix: TermMatrix, reference: pd.DataFrame, counts: pd.DataFrame, stop_words: Collection[str]
) -> tuple[TermMatrix, pd.DataFrame]:
    """Return the matrix with a column for each term of the list, and the list with a row for each column.

    A term that no source uses is one token per word, and is left out if no such terms were counted.
    """
    listed = reference.set_index("term").reindex(columns=["count", "n_articles"])
    new = pd.Series(sorted(set(listed.index) - set(matrix.terms["term"]) - set(stop_words)), dtype="str")
    n_tokens = new.str.count(" ") + 1
    counted = n_tokens.isin(counts["n_tokens"].unique())
    added = pd.DataFrame({"term": new[counted], "n_tokens": n_tokens[counted], "one_article": False})
    terms = pd.concat([matrix.terms, added], ignore_index=True)
    wider = matrix.counts.copy()
    wider.resize((wider.shape[0], len(terms)))
    listed = listed.reindex(terms["term"]).reset_index(drop=True)
    return matrix._replace(counts=wider, terms=terms), listed.assign(count=listed["count"].fillna(0))


def _check_options(level: float, prior_words: float | None) -> None:
    if not 0 < level < 1:
        raise PresslensError(f"level is {level}; give a number between 0 and 1, such as 0.95")
    if prior_words is not None and not 0 < prior_words < np.inf:
        raise PresslensError(f"prior_words is {prior_words}; give a number of words above 0, or None")


def choose_sources(articles: pd.DataFrame, focus: str | Collection[str] | None, against: str | None) -> list[str]:
    """Return the sources to describe, in order.

    Raises:
        PresslensError: If one is not known, or was asked to be compared with itself.
    """
    known = sorted(set(articles["source"]))
    asked = known if focus is None else sorted({focus} if isinstance(focus, str) else set(focus))
    for name in [*asked, *([] if against is None else [against])]:
        if name not in known:
            raise PresslensError(f"no source is called {_shorten(name)}; known are {_list_names(known)}")
    if focus is not None and against in asked:
        raise PresslensError(f"{_shorten(against)} is both focus and against; name another source in one of them")
    return [name for name in asked if name != against]


def _list_names(names: Collection[str]) -> str:
    shown = [_shorten(name) for name in list(names)[:_SHOWN_NAMES]]
    more = len(names) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "") if shown else "none"


def _shorten(name: object) -> str:
    text = printable(str(name))
    return repr(text if len(text) <= _NAME_LENGTH else text[: _NAME_LENGTH - 1] + "…")


def total_counts(part: csr_array) -> FloatArray:
    """Return how often each term occurs."""
    return np.asarray(part.sum(axis=0), dtype=np.float64)


def _count_articles(part: csr_array) -> npt.NDArray[np.int64]:
    return np.bincount(part.indices, minlength=part.shape[1])


def keep_frequent(matrix: TermMatrix, rows: BoolArray, min_count: int, min_articles: int) -> BoolArray:
    """Tell of each term whether it reaches the floors in these articles."""
    part = matrix.counts[rows]
    kept: BoolArray = (total_counts(part) >= max(min_count, 1)) & (_count_articles(part) >= min_articles)
    return kept


def _compare_groups(
    matrix: TermMatrix, here: BoolArray, there: BoolArray, kept: BoolArray, *, level: float, prior_words: float | None
) -> pd.DataFrame:
    columns = np.flatnonzero(kept)
    own, others = matrix.counts[here][:, columns], matrix.counts[there][:, columns]
    words, words_against = (float(matrix.n_words[rows].sum()) for rows in (here, there))
    table = _measure(
        matrix.terms[kept], Sides(total_counts(own), total_counts(others), words, words_against), level, prior_words
    )
    return table.assign(n_articles=_count_articles(own), n_articles_against=_count_articles(others))


def _measure(terms: pd.DataFrame, sides: Sides, level: float, prior_words: float | None) -> pd.DataFrame:
    """Return the terms with all that follows from the counts of both sides."""
    bounds = bound_log_ratio(*sides, level=level, n_tests=len(terms))
    return terms.reset_index(drop=True).assign(
        count=sides.own,
        count_against=sides.others,
        n_words=sides.words,
        n_words_against=sides.words_of_others,
        rate_per_10k=sides.own / max(sides.words, 1) * PER,
        rate_against_per_10k=sides.others / max(sides.words_of_others, 1) * PER,
        log_ratio=log_ratio(*sides),
        log_ratio_low=bounds["low"],
        log_ratio_high=bounds["high"],
        lrc=bounds["lrc"],
        percent_difference=percent_difference(*sides),
        odds_ratio=odds_ratio(*sides),
        g2=log_likelihood(*sides),
        chi2=chi_squared(*sides),
        **sides.weigh(prior_words),
    )


def _deviate(part: csr_array, n_words: FloatArray) -> FloatArray:
    """Return Gries' deviation of proportions of each term over these articles; empty where a term is in none."""
    totals = total_counts(part)
    deviation = np.full(len(totals), np.nan)
    deviation[totals > 0] = deviation_of_proportions(csr_array(part.T)[totals > 0], n_words)
    return deviation


def _correct(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(p_holm=adjust_holm(table["p"]), p_bh=adjust_bh(table["p"]))


def _order(tables: list[pd.DataFrame], against: str) -> pd.DataFrame:
    if not tables:
        return Keyness.empty()
    by = {"focus": True, "lrc": False, "log_ratio": False, "g2": False, "term": True, "n_tokens": True}
    table = pd.concat(tables, ignore_index=True).assign(against=against)
    table = table.sort_values(list(by), ascending=list(by.values()), ignore_index=True)
    return Keyness.validate(table[Keyness.column_names()])
