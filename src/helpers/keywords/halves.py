"""The split-half null: how far two halves of one source differ, where nothing but chance parts them."""

from collections.abc import Callable, Collection, Iterator, Sequence

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from helpers.errors import PresslensError, printable
from helpers.keywords.keyness import (
    FloatArray,
    Sides,
    arrange_counts,
    choose_sources,
    keep_frequent,
    total_counts,
)
from helpers.keywords.measures import bound_log_ratio, log_likelihood, log_ratio
from helpers.keywords.permutation import draw_labels
from helpers.language import STOP_WORDS
from helpers.schemas import NullScores

MIN_HALVED = 4  # articles; halves of one article would compare single texts
LEVEL = 0.95  # of the intervals behind lrc, as by default in `compare_sources`


def split_halves(
    counts: pd.DataFrame,
    articles: pd.DataFrame,
    *,
    focus: str | Collection[str] | None = None,
    measures: Sequence[str] = ("log_ratio", "lrc", "g2", "log_odds_z"),
    n_splits: int = 100,
    stop_words: Collection[str] = STOP_WORDS,
    min_count: int = 3,
    min_articles: int = 3,
    seed: int = 1,
) -> pd.DataFrame:
    """Split the articles of each source into halves at random, and find the largest score between them.

    What a source against others must exceed to be more than noise. A half has less text than a source, and G2 and z
    grow with the text, so noise between whole sources is, for these, rather larger than here.

    Args:
        counts: As for `compare_sources`.
        articles: As for `compare_sources`.
        focus: The source or sources; all by default. Those with fewer than 4 articles are left out.
        measures: Columns of `helpers.schemas.Keyness`, of those above.
        n_splits: Random splits of each source; of an odd number of articles the second half has one more.
        stop_words: As for `compare_sources`.
        min_count: As for `compare_sources`.
        min_articles: As for `compare_sources`.
        seed: Of the splits.

    Returns:
        The columns of `helpers.schemas.NullScores`, by source, measure in the order given, and split; of terms with the
        same score the first in order. A source none of whose terms reaches the floors has no rows.

    Raises:
        PresslensError: If a source or measure is not known.
    """
    if unknown := [name for name in measures if name not in _SCORES]:
        name = printable(str(unknown[0]))[:40]
        raise PresslensError(f"{name!r} is no measure of halves; known are {', '.join(_SCORES)}")
    matrix = arrange_counts(counts, articles, stop_words)
    rows = []
    for source in choose_sources(articles, focus, None):
        here = matrix.sources == source
        columns = np.flatnonzero(keep_frequent(matrix, here, min_count, min_articles))
        if here.sum() < MIN_HALVED or not len(columns):
            continue
        terms = matrix.terms["term"].to_numpy(dtype=object)[columns]
        halves = _draw_halves(matrix.counts[here][:, columns], matrix.n_words[here], n_splits, seed)
        for split, sides in enumerate(halves):
            for position, measure in enumerate(measures):
                scores = np.abs(_SCORES[measure](sides))
                best = int(scores.argmax())
                rows.append((source, position, split, float(scores[best]), terms[best], int(here.sum())))
    if not rows:
        return NullScores.empty()
    table = pd.DataFrame(sorted(rows), columns=["focus", "measure", "split", "score", "term", "n_articles"])
    return NullScores.validate(table.assign(measure=[measures[position] for position in table["measure"]]))


def summarise_null(null: pd.DataFrame, *, share: float = 0.95) -> pd.DataFrame:
    """Return for each source and measure the score that the largest of a split seldom exceeds.

    Args:
        null: With the columns of `helpers.schemas.NullScores`.
        share: Least share of the splits that stay at or below the score, 0 to 1.

    Returns:
        ``focus``, ``measure``, ``score``, ``n_splits`` and ``n_articles``, in the order of `null`.
    """
    if not 0 <= share <= 1:
        raise PresslensError(f"share is {share}; give a number between 0 and 1, such as 0.95")
    groups = null.groupby(["focus", "measure"], sort=False)
    table = groups.agg(
        score=("score", lambda scores: np.quantile(scores, share, method="inverted_cdf")),
        n_splits=("split", "size"),
        n_articles=("n_articles", "first"),
    )
    return table.reset_index()


def _draw_halves(part: csr_array, n_words: FloatArray, n_splits: int, seed: int) -> Iterator[Sides]:
    """Yield both halves of each random split of a source: articles by terms, and the words of each article."""
    by_term, totals, words = csr_array(part.T), total_counts(part), float(n_words.sum())
    n = len(n_words)
    for labels in draw_labels(np.random.default_rng(seed), n, n // 2, n_splits):
        for label in labels.T:
            first, first_words = by_term @ label, float(n_words @ label)
            yield Sides(first, totals - first, first_words, words - first_words)


def _bound(sides: Sides) -> FloatArray:
    """Return the conservative log ratios of halves, computed where they can differ from 0.

    One is not 0 if the tail of the binomial distribution is lighter than that of the interval. By Stirling's bounds the
    tail is at least exp(-G2 / 2) / sqrt(2 n) for n occurrences (Ash 1965), and G2 of two cells is at most that of four.
    """
    n_tests = len(sides.own)
    lightest = (1 - LEVEL) / n_tests / 2
    possible = log_likelihood(*sides) >= -2 * np.log(lightest) - np.log(2 * (sides.own + sides.others)) - 1e-6
    lrc = np.zeros(n_tests)
    own, others = sides.own[possible], sides.others[possible]
    bounds = bound_log_ratio(own, others, *sides[2:], level=LEVEL, n_tests=n_tests)
    lrc[possible] = bounds["lrc"]
    return lrc


_SCORES: dict[str, Callable[[Sides], FloatArray]] = {
    "log_ratio": lambda sides: log_ratio(*sides),
    "lrc": _bound,
    "g2": lambda sides: log_likelihood(*sides),
    "log_odds_z": lambda sides: sides.weigh(None)["log_odds_z"].to_numpy(),
}
