"""Collocations: the words that stand near a node, and near one node rather than another.

Near means within so many words on either side and in the same stretch of text (surface co-occurrence, Evert 2008):
never across a sentence end or a removed span.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from helpers.errors import PresslensError
from helpers.keywords.counts import PER
from helpers.keywords.measures import (
    bound_log_ratio,
    log_dice,
    log_likelihood,
    log_ratio,
    mutual_information,
    t_score,
)
from helpers.keywords.permutation import adjust_bh, adjust_holm
from helpers.language import STOP_WORDS
from helpers.schemas import CollocateContrast, Collocates

MEASURES = ("log_dice", "g2", "t_score", "mi")
REFERENCES = ("pronoun", "joint")  # kinds of mention that stand for a name and are none
_CELLS = 4_000_000  # of the largest array that a permutation test holds at a time

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


def nodes_of_mentions(mentions: pd.DataFrame, labels: Mapping[str, str]) -> pd.DataFrame:
    """Return the places where targets are named, as nodes for `find_collocates`.

    Args:
        mentions: With ``article_id``, ``target``, ``alias_kind``, ``mention_start`` and ``mention_end``; several rows
            of one mention (one per scorer) count once. Pronouns and joint references ("both countries") are left out.
        labels: Label of each target; mentions of others are left out.

    Returns:
        ``node`` (the label), ``article_id``, ``start`` and ``end``.
    """
    named = mentions[mentions["target"].isin(list(labels)) & ~mentions["alias_kind"].isin(REFERENCES)]
    nodes = pd.DataFrame(
        {
            "node": named["target"].map(labels).astype("str"),
            "article_id": named["article_id"],
            "start": named["mention_start"],
            "end": named["mention_end"],
        }
    )
    return nodes.drop_duplicates(ignore_index=True)


def find_collocates(
    words: pd.DataFrame,
    nodes: pd.DataFrame,
    *,
    span: int = 5,
    stop_words: Collection[str] = STOP_WORDS,
    min_count: int = 3,
    min_articles: int = 2,
    measure: str = "log_dice",
) -> pd.DataFrame:
    """Measure how closely each word keeps company with each node.

    Args:
        words: As `helpers.language.locate_words` returns them.
        nodes: With ``node`` (a name), ``article_id``, ``start`` and ``end``: where each node stands.
        span: Words on either side that count as near, in the same stretch.
        stop_words: Words that take their place in the span but are not listed.
        min_count: Least number of times that a word stands near the node.
        min_articles: Least number of articles in which it does.
        measure: What to rank by: log_dice, g2, t_score or mi.

    Returns:
        The columns of `helpers.schemas.Collocates`. Words that the node itself covers are neither collocates nor in
        ``n_words`` and ``count_total``, and each word counts once however many windows hold it, so that count,
        ``count_total``, ``n_window`` and ``n_words`` make a table of four cells. Nodes in order of their name, then
        the highest measure first, of equal ones the highest count, then in order of the term.

    Raises:
        PresslensError: If the span is below 1, or there is no such measure.
    """
    _check_span(span)
    if measure not in MEASURES:
        raise PresslensError(f"there is no measure of collocates named {measure}; choose one of {', '.join(MEASURES)}")
    if words.empty or nodes.empty:
        return Collocates.empty()
    text, span = _read_words(words), min(span, len(words))
    limits = _Limits(stop_words, min_count, min_articles)
    tables = [
        _measure_near(text, places, span, limits).assign(node=str(name)) for name, places in nodes.groupby("node")
    ]
    ranked = pd.concat(tables).sort_values(
        ["node", measure, "count", "term"], ascending=[True, False, False, True], ignore_index=True
    )
    return Collocates.validate(ranked[Collocates.column_names()])


def contrast_collocates(
    words: pd.DataFrame,
    nodes: pd.DataFrame,
    first: str,
    second: str,
    *,
    span: int = 5,
    stop_words: Collection[str] = STOP_WORDS,
    min_count: int = 3,
    min_articles: int = 2,
    n_permutations: int = 999,
    seed: int = 1,
) -> pd.DataFrame:
    """Compare the words around one node with the words around another.

    A word near both counts for the nearer one, and for both at equal distance; words that either covers are left out.
    The test exchanges the two nodes, or not, in whole articles at random: under the null hypothesis it does not
    matter which of them an article's words stand near. Articles that name only one of the two take part.

    Args:
        words: As for `find_collocates`.
        nodes: As for `find_collocates`.
        first: Name of the one node.
        second: Name of the other.
        span: As for `find_collocates`.
        stop_words: As for `find_collocates`.
        min_count: Least number of times that a word stands near either.
        min_articles: Least number of articles in which it does.
        n_permutations: Random exchanges to draw. Where no more than these are possible, all are gone through.
        seed: Of the random exchanges.

    Returns:
        The columns of `helpers.schemas.CollocateContrast`; the words of the first on top, those of the second at the
        end (by ``lrc``, then ``log_ratio``, g2 and term). No rows if either node has no words near it.
        ``p`` is two-sided, of the difference of the two rates per word near the node.

    Raises:
        PresslensError: If the span or the number of permutations is below 1, or both nodes are the same.
    """
    _check_span(span)
    if n_permutations < 1:
        raise PresslensError(f"{n_permutations} permutations test nothing; give 1 or more")
    if first == second:
        raise PresslensError(f"{first} is compared with itself; name two different nodes")
    if words.empty or nodes.empty:
        return CollocateContrast.empty()
    text, span = _read_words(words), min(span, len(words))
    near_first, near_second, outside = _divide_words(text, nodes, first, second, span)
    if not (near_first.any() and near_second.any()):
        return CollocateContrast.empty()
    count = text.count_terms(near_first) + text.count_terms(near_second)
    limits = _Limits(stop_words, min_count, min_articles)
    chosen = _choose_terms(text, count, near_first | near_second, outside, limits)
    if chosen.empty:
        return CollocateContrast.empty()
    table = _compare_sides(text, chosen, near_first, near_second).assign(first=first, second=second)
    sides = _gather_sides(text, chosen["code"].to_numpy(), near_first, near_second)
    p, n_done = _test_exchange(sides, n_permutations, seed)
    table = table.assign(p=p, p_holm=adjust_holm(p), p_bh=adjust_bh(p), n_permutations=n_done)
    ranked = table.sort_values(
        ["lrc", "log_ratio", "g2", "term"], ascending=[False, False, False, True], ignore_index=True
    )
    return CollocateContrast.validate(ranked[CollocateContrast.column_names()])


def count_contrast(words: pd.DataFrame, nodes: pd.DataFrame, contrast: pd.DataFrame, *, span: int = 5) -> pd.DataFrame:
    """Count in each article the words that a contrast of two nodes is made of.

    Args:
        words: As for `contrast_collocates`.
        nodes: As for `contrast_collocates`.
        contrast: Rows of what that returned, of one pair of nodes.
        span: As it was given to that.

    Returns:
        ``article_id``, ``term``, ``count_first`` and ``count_second`` (occurrences near either node), ``n_first`` and
        ``n_second`` (all words near it): a row for each word of the contrast and article that has words near a node.

    Raises:
        PresslensError: If the span is below 1.
    """
    _check_span(span)
    columns = ["article_id", "term", "count_first", "count_second", "n_first", "n_second"]
    if words.empty or nodes.empty or contrast.empty:
        return pd.DataFrame(columns=columns)
    text, span = _read_words(words), min(span, len(words))
    first, second = contrast[["first", "second"]].iloc[0]
    near = _divide_words(text, nodes, first, second, span)[:2]
    codes = text.terms.get_indexer(pd.Index(contrast["term"]))
    codes = np.unique(codes[codes >= 0])
    sides = _gather_sides(text, codes, *near)
    articles = text.articles[np.flatnonzero(np.bincount(text.article[near[0] | near[1]]))]
    counts = [side.toarray().astype(np.int64).ravel() for side in sides.counts]
    sizes = [np.tile(side.astype(np.int64), len(codes)) for side in sides.sizes]
    terms = np.repeat(text.terms[codes], len(articles))
    return pd.DataFrame(
        dict(zip(columns, [np.tile(articles, len(codes)), terms, *counts, *sizes], strict=True))
    ).sort_values(["term", "article_id"], ignore_index=True)


def _check_span(span: int) -> None:
    if span < 1:
        raise PresslensError(f"a span of {span} words holds no neighbours; give 1 or more")


class _Limits(NamedTuple):
    """Which words are listed, as in `find_collocates`."""

    stop_words: Collection[str]
    min_count: int
    min_articles: int


@dataclass(frozen=True)
class _Text:
    """The words of a corpus as arrays, one element per word.

    Attributes:
        terms: Distinct words.
        articles: Distinct articles.
        term: Position of the word in `terms`.
        article: Position of its article in `articles`.
        first_character: Where it begins, counted through all articles one after the other.
        last_character: One past where it ends, likewise.
        stride: Characters from one article to the next.
        stretch_start: First word of its stretch; one element more, for the end of the text.
        stretch_end: One past the last word of the stretch of the word before; 0 for the first.
    """

    terms: pd.Index
    articles: pd.Index
    term: Ints
    article: Ints
    first_character: Ints
    last_character: Ints
    stride: int
    stretch_start: Ints
    stretch_end: Ints

    def count_terms(self, chosen: Bools) -> Ints:
        """Return how often each term occurs among the chosen words."""
        return np.bincount(self.term[chosen], minlength=len(self.terms))

    def count_articles(self, chosen: Bools) -> Ints:
        """Return in how many articles each term occurs among the chosen words."""
        pairs = np.unique(self.term[chosen] * len(self.articles) + self.article[chosen])
        return np.bincount(pairs // len(self.articles), minlength=len(self.terms))

    def find_single_article_terms(self, chosen: Bools) -> Bools:
        """Return which terms occur in no more than one article among the chosen words."""
        terms, articles = self.term[chosen], self.article[chosen]
        first, last = np.zeros((2, len(self.terms)), dtype=np.int64)
        last[terms] = articles  # of several assignments to one element the last one stays
        first[terms[::-1]] = articles[::-1]
        return np.asarray(first == last)


def _read_words(words: pd.DataFrame) -> _Text:
    article, articles = pd.factorize(words["article_id"])
    term, terms = pd.factorize(words["word"])
    stretch = words["stretch"].to_numpy()
    starts, ends = words["start"].to_numpy(np.int64), words["end"].to_numpy(np.int64)
    stride = int(ends.max()) + 1
    is_new = np.r_[True, (stretch[1:] != stretch[:-1]) | (article[1:] != article[:-1])]
    bounds = np.r_[np.flatnonzero(is_new), len(words)]
    lengths = np.diff(bounds)
    return _Text(
        terms=pd.Index(terms),
        articles=pd.Index(articles),
        term=term,
        article=article,
        first_character=article * stride + starts,
        last_character=article * stride + ends,
        stride=stride,
        stretch_start=np.r_[np.repeat(bounds[:-1], lengths), len(words)],
        stretch_end=np.r_[0, np.repeat(bounds[1:], lengths)],
    )


def _find_places(text: _Text, places: pd.DataFrame) -> tuple[Ints, Ints]:
    """Return for each place the first word that it covers, and one past the last; both alike if it covers none."""
    article = text.articles.get_indexer(pd.Index(places["article_id"]))
    known = article >= 0
    offsets = places[["start", "end"]].to_numpy(np.int64)[known].clip(0, text.stride - 1)
    offsets += article[known, None] * text.stride
    first = np.searchsorted(text.last_character, offsets[:, 0], side="right")
    last = np.searchsorted(text.first_character, offsets[:, 1], side="left")
    return first, last


def _measure_distance(text: _Text, first: Ints, last: Ints, span: int) -> npt.NDArray[np.int32]:
    """Return each word's distance from the nearest place: 0 inside, 1 next to it, span + 1 if it is not near.

    A place that covers no word (a year, say) stands between two words, and has neighbours if these share a stretch.
    """
    distance = np.full(len(text.term), span + 1, dtype=np.int32)
    left, right = text.stretch_start[first], text.stretch_end[last]
    furthest = max(np.max(first - left, initial=0), np.max(right - last, initial=0))
    for away in range(min(span, int(furthest)), 0, -1):  # nearer places overwrite those further off
        distance[(first - away)[first - away >= left]] = away
        distance[(last + away - 1)[last + away <= right]] = away
    steps = np.zeros(len(text.term) + 1, dtype=np.int32)
    np.add.at(steps, first, 1)
    np.add.at(steps, last, -1)
    distance[np.cumsum(steps[:-1]) > 0] = 0
    return distance


def _choose_terms(text: _Text, count: Ints, near: Bools, outside: Bools, limits: _Limits) -> pd.DataFrame:
    """Return the terms above the thresholds: ``code``, ``term``, ``count``, ``n_articles``, ``one_article``."""
    n_articles = text.count_articles(near)
    is_kept = (count >= max(limits.min_count, 1)) & (n_articles >= limits.min_articles)
    is_kept &= ~text.terms.isin(list(limits.stop_words))
    codes = np.flatnonzero(is_kept)
    single = text.find_single_article_terms(outside & is_kept[text.term])
    return pd.DataFrame(
        {
            "code": codes,
            "term": text.terms[codes],
            "count": count[codes],
            "n_articles": n_articles[codes],
            "one_article": single[codes],
        }
    )


def _measure_near(text: _Text, places: pd.DataFrame, span: int, limits: _Limits) -> pd.DataFrame:
    """Measure the words near the places of one node."""
    first, last = _find_places(text, places.drop_duplicates(["article_id", "start", "end"]))
    distance = _measure_distance(text, first, last, span)
    outside = distance > 0
    near = outside & (distance <= span)
    chosen = _choose_terms(text, text.count_terms(near), near, outside, limits)
    count, count_total = chosen["count"], pd.Series(text.count_terms(outside)[chosen["code"]], dtype="int64")
    n_node, n_window, n_words = len(first), int(near.sum()), int(outside.sum())
    expected = count_total * n_window / max(n_words, 1)
    g2 = log_likelihood(count, count_total - count, n_window, n_words - n_window)
    return chosen.assign(
        count_total=count_total,
        n_node=n_node,
        n_window=n_window,
        n_words=n_words,
        expected=expected,
        log_dice=log_dice(count, n_node, count_total),
        g2=g2 * np.where(count < expected, -1, 1),
        t_score=t_score(count, expected),
        mi=mutual_information(count, expected),
    )


def _divide_words(text: _Text, nodes: pd.DataFrame, first: str, second: str, span: int) -> tuple[Bools, Bools, Bools]:
    """Return which words are near the first node, which near the second, and which lie outside both."""
    to_first, to_second = (
        _measure_distance(text, *_find_places(text, nodes[nodes["node"] == name]), span) for name in (first, second)
    )
    outside = (to_first > 0) & (to_second > 0)
    near_first = outside & (to_first <= span) & (to_first <= to_second)
    near_second = outside & (to_second <= span) & (to_second <= to_first)
    return near_first, near_second, outside


def _compare_sides(text: _Text, chosen: pd.DataFrame, near_first: Bools, near_second: Bools) -> pd.DataFrame:
    """Add the counts on both sides and how they compare."""
    sides = [text.count_terms(near)[chosen["code"]] for near in (near_first, near_second)]
    a, b = (pd.Series(side, index=chosen.index) for side in sides)
    words_a, words_b = int(near_first.sum()), int(near_second.sum())
    return chosen.assign(
        count_first=a,
        count_second=b,
        n_window_first=words_a,
        n_window_second=words_b,
        rate_first_per_10k=a / words_a * PER,
        rate_second_per_10k=b / words_b * PER,
        log_ratio=log_ratio(a, b, words_a, words_b),
        lrc=bound_log_ratio(a, b, words_a, words_b, n_tests=len(chosen))["lrc"],
        g2=log_likelihood(a, b, words_a, words_b),
    )


@dataclass(frozen=True)
class _Sides:
    """What stands near the first node and near the second.

    Attributes:
        counts: Terms by articles, for either node.
        sizes: Words near the node in each article, likewise.
    """

    counts: tuple[Any, Any]
    sizes: tuple[Floats, Floats]

    def differ(self, exchanged: Floats) -> Floats:
        """Return the absolute difference of the rates of each term (row) after each exchange (column)."""
        (a, b), (size_a, size_b) = self.counts, self.sizes
        moved, moved_size = (b - a) @ exchanged, (size_b - size_a) @ exchanged
        rate_a = (a.sum(axis=1)[:, None] + moved) / np.maximum(size_a.sum() + moved_size, 1)
        rate_b = (b.sum(axis=1)[:, None] - moved) / np.maximum(size_b.sum() - moved_size, 1)
        return np.asarray(np.abs(rate_a - rate_b))


def _gather_sides(text: _Text, codes: Ints, near_first: Bools, near_second: Bools) -> _Sides:
    """Count the chosen terms in the articles that have a word near either node."""
    articles = np.flatnonzero(np.bincount(text.article[near_first | near_second]))
    row, column = np.full(len(text.terms), -1), np.full(len(text.articles), -1)
    row[codes], column[articles] = np.arange(len(codes)), np.arange(len(articles))
    counts, sizes = [], []
    for near in (near_first, near_second):
        listed = near & (row[text.term] >= 0)
        cells = (np.ones(int(listed.sum())), (row[text.term[listed]], column[text.article[listed]]))
        counts.append(sparse.csr_array(sparse.coo_array(cells, shape=(len(codes), len(articles)))))
        sizes.append(np.bincount(column[text.article[near]], minlength=len(articles)).astype(np.float64))
    return _Sides((counts[0], counts[1]), (sizes[0], sizes[1]))


def _test_exchange(sides: _Sides, n_permutations: int, seed: int) -> tuple[Floats, int]:
    """Return p of each term by exchanging the nodes in whole articles, and the number of exchanges behind it."""
    n_terms, n_articles = sides.counts[0].shape
    observed = sides.differ(np.zeros((n_articles, 1))) * (1 - 1e-9)  # equal but for rounding is as extreme
    is_exact = n_articles < n_permutations.bit_length()
    n_done = 2**n_articles if is_exact else n_permutations
    chunk = max(1, _CELLS // max(n_terms, n_articles))
    n_extreme = np.zeros(n_terms)
    for exchanged in _draw_exchanges(n_articles, n_done, is_exact, chunk, seed):
        n_extreme += (sides.differ(exchanged) >= observed).sum(axis=1)
    return (n_extreme / n_done if is_exact else (1 + n_extreme) / (1 + n_done)), n_done


def _draw_exchanges(n_articles: int, n: int, is_exact: bool, chunk: int, seed: int) -> Iterator[Floats]:
    """Yield n exchanges (columns) in chunks: 1 for each article (row) whose nodes change places; all if exact."""
    rng = np.random.default_rng(seed)
    for start in range(0, n, chunk):
        size = min(chunk, n - start)
        if is_exact:
            yield (np.arange(start, start + size) >> np.arange(n_articles)[:, None] & 1).astype(np.float64)
        else:
            yield np.ascontiguousarray(rng.random((size, n_articles)).T < 0.5).astype(np.float64)
