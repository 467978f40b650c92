"""What the lines of scraped pages show: the features of the line model.

The lines of many pages are measured at once. Their words are numbered, and each distinct word is looked at once;
patterns run where a word or a sign says that they may match. Sums run over each page by itself.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import chain, pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from helpers.corpus.furniture import COMMENTS, DISCLAIMER, TEASERS
from helpers.corpus.infer import Line, find_block, match_rules
from helpers.corpus.words import FUNCTION_WORDS, MENU_WORDS

Array = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

WORD = re.compile(r"\w+(?:['’]\w+)*")
ENDS_SENTENCE = re.compile(r"[.!?…。][\"”’')\]»]*\s*$")
PROSE_WORDS = 12
MAX_LINE = 4_000  # characters looked at; longer lines are paragraphs anyhow

_SENTENCE_INSIDE = re.compile(r"[.!?…][\"”’')]*\s+[\"“‘(]?[^\W\d_a-z]")
# Of text in lower case: words, and what holds a digit or a point
_DATE_WORD = re.compile(
    r"\b(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|ago|[ap]m)\b"
)
_DATE_SIGNS = re.compile(r"(?=[\dap])(?:\d{1,2}:\d\d|\b[ap]\.m\b|\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./]\d{2,4})")
_ADDRESS = re.compile(r"https?://|www\.|@\w|\.com\b|#\w")
_ADDRESS_SIGNS = ("://", "www.", "@", ".com", "#")
_SEPARATOR = re.compile(r"[|›»•·→/]\s|\s[|›»•·→]")
_SEPARATOR_SIGN = re.compile(r"[|›»•·→/]")
_QUOTE_START = re.compile(r"\s*[\"“‘«„]")
_LIST_MARK = re.compile(r"\s*(?:\d{1,2}[.)]\s|[-•*–]\s)")
_BY = re.compile(r"\s*by\b", re.IGNORECASE)
_CREDIT = re.compile(
    r"\b(?:AP|AFP|EPA|Getty|Reuters|Shutterstock|Alamy|Images?|Photos?|Photograph|File|Courtesy|Credit|Bloomberg"
    r"|Wikimedia)\b.{0,40}$"
    r"|^\W*(?:Photo|Image|Picture|File|Caption|Credit|FILE)\b.{0,20}[:–-]|\(Photo|\(AP|/AP\b|\bvia [A-Z]",
)
_CREDIT_WORD = re.compile(
    r"AP|AFP|EPA|Getty|Reuters|Shutterstock|Alamy|Image|Photo|File|Courtesy|Credit|Bloomberg|Wikimedia|Picture|Caption"
    r"|FILE|via"
)
_DISCLAIMER_WORD = re.compile("necessarily|reflect|represent|expressed", re.IGNORECASE)
_INVITATION = re.compile(
    r"\W*(?:related|read more|read also|also read|see also|more|watch|video|photos?|gallery|tags?|sources?|follow"
    r"|click|sign up|subscribe|get|download)\b",
    re.IGNORECASE,
)
_TALK = re.compile(
    r"\b(?:comments?|repl(?:y|ies)|likes?|respon(?:d|ses?)|discussion|coment[aá]rios?|kommentare?|commenti"
    r"|commentaires?|комментари\w*)\b",
    re.IGNORECASE,
)

_WINDOWS = ((-1, -1), (1, 1), (-3, -1), (1, 3), (-8, -1), (1, 8))
_BLOCK_COSTS = (2.0, 6.0, 15.0)  # what a short line costs a block of prose, in words


class _Pages:
    """Which lines are of which page.

    Args:
        sizes: How many lines each page has, none of them 0.

    Attributes:
        bounds: First line of each page, and the end of the last.
        page: Page of each line.
        first: First line of its page, for each line.
        end: End of its page, for each line.
    """

    def __init__(self, sizes: Sequence[int]) -> None:
        self.bounds = np.concatenate([[0], np.cumsum(np.array(sizes, dtype=np.int64))])
        self.page = np.repeat(np.arange(len(sizes)), sizes)
        self.first, self.end = self.bounds[self.page], self.bounds[self.page + 1]
        self.place = np.arange(len(self.page))

    def add_up(self, values: Array) -> Array:
        """Return the sums of values from the top of each page on; before each page's stands a 0."""
        sums = np.zeros(len(values) + len(self.bounds) - 1)
        for page, (first, end) in enumerate(zip(self.bounds[:-1].tolist(), self.bounds[1:].tolist(), strict=True)):
            np.cumsum(values[first:end], out=sums[first + page + 1 : end + page + 1])
        return sums

    def count_above(self, values: Array) -> Array:
        """Return the sum of the values of the lines above each on its page."""
        return np.asarray(self.add_up(values)[self.place + self.page + 1] - values)

    def spread_totals(self, values: Array) -> Array:
        """Return for each line the sum of the values of its page."""
        return self.add_up(values)[self.end + self.page]

    def mean_in_window(self, sums: Array, first: int, last: int) -> Array:
        """Return the mean of values, given their sums, in a window around each line; 0 beyond the ends of its page."""
        starts, ends = (np.clip(self.place + at, self.first, self.end) + self.page for at in (first, last + 1))
        return np.asarray((sums[ends] - sums[starts]) / (last - first + 1))

    def move(self, values: Array, by: int) -> Array:
        """Return for each line the value of the one that stands so much below it on its page, or 0."""
        at = self.place + by
        inside = (at >= self.first) & (at < self.end)
        return np.where(inside, values[np.where(inside, at, 0)], 0.0)


class _Words(NamedTuple):
    """The words of lines as numbers.

    Attributes:
        distinct: Each word once.
        ids: Which of these each word is.
        bounds: First word of each line, and the end of the last.
    """

    distinct: list[str]
    ids: Integers
    bounds: Integers

    def add_up(self, values: Iterable[int]) -> Integers:
        """Return the sums over each line of the values of its words; `values` has one for each distinct word."""
        own = np.fromiter(values, dtype=np.int64, count=len(self.distinct))
        sums = np.concatenate([[0], np.cumsum(own[self.ids])])
        return np.asarray(sums[self.bounds[1:]] - sums[self.bounds[:-1]])

    def find(self, is_meant: Callable[[str], object]) -> npt.NDArray[np.bool_]:
        """Tell of each line whether it holds a word of which this is true."""
        return self.add_up(map(bool, map(is_meant, self.distinct))) > 0


def _number_words(texts: Sequence[str]) -> _Words:
    lines = [WORD.findall(text) for text in texts]
    words = list(chain.from_iterable(lines))
    numbers = {word: number for number, word in enumerate(dict.fromkeys(words))}
    ids = np.fromiter(map(numbers.__getitem__, words), dtype=np.int64, count=len(words))
    sizes = np.fromiter(map(len, lines), dtype=np.int64, count=len(lines))
    return _Words(list(numbers), ids, np.concatenate([[0], np.cumsum(sizes)]))


def measure_lines(texts: Sequence[str], words: Sequence[str] = (), sizes: Sequence[int] = ()) -> dict[str, Array]:
    """Measure the features of the lines of one text, or of several.

    Args:
        texts: The lines, none of them blank.
        words: Words that are features of their own: how often a line holds them, over the root of its length.
        sizes: How many of the lines each text has, none of them 0; by default all are of one.

    Returns:
        An array per feature, one value per line.
    """
    pages = _Pages(sizes or [len(texts)])
    texts = [text[:MAX_LINE] for text in texts]
    found = _number_words(texts)
    n_words = np.diff(found.bounds).astype(float)
    own = _measure_own(texts, found, n_words, pages)
    talk = np.zeros(len(texts))
    for at in np.flatnonzero(n_words <= 7).tolist():
        talk[at] = bool(_TALK.search(texts[at]))
    return {
        **own,
        **_measure_neighbours(own, pages),
        **_measure_place(own, n_words, talk, pages),
        **_measure_words(found, n_words, words),
    }


def _marks(pattern: re.Pattern[str], texts: Sequence[str], where: npt.NDArray[np.bool_]) -> Array:
    """Tell where a pattern is found, looking only at some of the texts."""
    marks = np.zeros(len(texts))
    for at in np.flatnonzero(where).tolist():
        marks[at] = pattern.search(texts[at]) is not None
    return marks


def _measure_own(texts: list[str], words: _Words, n: Array, pages: _Pages) -> dict[str, Array]:
    """Measure what a line of n words shows by itself."""
    length = np.maximum(n, 1)
    lower = [word.lower() for word in words.distinct]

    def flags(values: Iterable[object]) -> Array:
        return np.fromiter(map(bool, values), dtype=float, count=len(texts))

    def ends(sign: str | tuple[str, ...]) -> Array:
        return flags(text.endswith(sign) for text in stripped)

    def holds(*signs: str) -> npt.NDArray[np.bool_]:
        return flags(any(sign in text for sign in signs) for text in texts) > 0

    stripped = [text.rstrip() for text in texts]
    menu = words.add_up(map(MENU_WORDS.__contains__, lower)) / length
    digits = words.find(re.compile(r"\d").search) | holds("a.", "p.", "A.", "P.")
    dated = np.maximum(
        words.add_up(bool(_DATE_WORD.search(word)) for word in lower) > 0,
        _marks(_DATE_SIGNS, [text.lower() for text in texts], digits),
    )
    sentence_end = flags(ENDS_SENTENCE.search(text[-20:]) for text in texts)
    question, colon = ends("?"), ends(":")
    prose = (n >= PROSE_WORDS) * sentence_end
    credit = _marks(_CREDIT, texts, words.find(_CREDIT_WORD.search))
    commas = np.array([text.count(",") for text in texts])
    return {
        "words": np.log1p(n).astype(float),
        "under 4 words": (n < 4) * 1.0,
        "4 to 11 words": ((n >= 4) & (n < PROSE_WORDS)) * 1.0,
        "25 words or more": (n >= 25) * 1.0,
        "length of words": words.add_up(map(len, words.distinct)) / length,
        "ends a sentence": sentence_end,
        "sentences inside": np.log1p([len(_SENTENCE_INSIDE.findall(text)) for text in texts]),
        "commas": commas / length,
        "any comma": (commas > 0) * 1.0,
        "function words": words.add_up(map(FUNCTION_WORDS.__contains__, lower)) / length,
        "words in lower case": words.add_up(word[0].islower() for word in words.distinct) / length,
        "words in capitals": words.add_up(len(word) > 1 and word.isupper() for word in words.distinct) / length,
        "numbers": words.add_up(word[0].isdigit() for word in words.distinct) / length,
        "menu words": menu,
        "any menu word": (menu > 0) * 1.0,
        "date or time": dated,
        "short with date or time": dated * (n < PROSE_WORDS),
        "address": _marks(_ADDRESS, texts, holds(*_ADDRESS_SIGNS)),
        "separator": _marks(_SEPARATOR, texts, flags(map(_SEPARATOR_SIGN.search, texts)) > 0),
        "starts with a quotation mark": flags(map(_QUOTE_START.match, texts)),
        "ends with a question mark": question,
        "ends with a colon": colon,
        "ends with dots": ends(("...", "…")),
        "starts in lower case": flags(text.lstrip()[:1].islower() for text in texts),
        "credit": credit,
        "short credit": credit * (n < 16),
        "list mark": flags(map(_LIST_MARK.match, texts)),
        "starts as an invitation": flags(map(_INVITATION.match, texts)),
        "starts with By": flags(map(_BY.match, texts)),
        "furniture by a rule": flags(match_rules(Line(0, len(text), text)) for text in texts),
        "disclaimer": _marks(DISCLAIMER, texts, words.find(_DISCLAIMER_WORD.search)),
        "heading of teasers": flags(
            few and TEASERS.fullmatch(text[:400]) for text, few in zip(texts, (n <= 8).tolist(), strict=True)
        ),
        "heading of comments": flags(
            few and COMMENTS.fullmatch(text[:400]) for text, few in zip(texts, (n <= 20).tolist(), strict=True)
        ),
        "stands twice": _find_twice(words, lower, pages),
        "prose": prose,
        "question or colon": np.maximum(question, colon),
        "mostly menu words": (menu > 1 / 3) * 1.0,
    }


def _find_twice(words: _Words, lower: list[str], pages: _Pages) -> Array:
    """Return 1 for the lines that another of their page repeats, case and signs aside."""
    numbers: dict[str, int] = {}
    ids = np.array([numbers.setdefault(word, len(numbers)) for word in lower], dtype=np.int64)[words.ids]
    bounds = words.bounds.tolist()
    by_words: dict[tuple[int, bytes], list[int]] = {}
    for line, page in enumerate(pages.page.tolist()):
        if bounds[line + 1] > bounds[line]:
            own = ids[bounds[line] : bounds[line + 1]].tobytes()
            by_words.setdefault((page, own), []).append(line)
    twice = np.zeros(len(pages.page))
    for lines in by_words.values():
        if len(lines) > 1:
            twice[lines] = 1
    return twice


def _measure_neighbours(own: dict[str, Array], pages: _Pages) -> dict[str, Array]:
    """Measure what stands around a line; windows count lines, -1 the one above."""
    around = {}
    for name in ("prose", "furniture by a rule", "under 4 words", "menu words", "ends a sentence"):
        sums = pages.add_up(own[name])
        for first, last in _WINDOWS:
            around[f"{name} in {first}..{last}"] = pages.mean_in_window(sums, first, last)
    for name in ("words", "short credit"):
        around[f"{name} above"] = pages.move(own[name], -1)
        around[f"{name} below"] = pages.move(own[name], 1)
    prose, marks = own["prose"], own["list mark"]
    of_prose = pages.add_up(prose)

    def has_prose(first: int, last: int) -> npt.NDArray[np.bool_]:
        return pages.mean_in_window(of_prose, first, last) > 0

    between = (has_prose(-2, -1) & has_prose(1, 2)) * 1.0
    near = (has_prose(-12, -1) & has_prose(1, 12)) * 1.0
    listed = pages.mean_in_window(pages.add_up(marks), -5, 5)
    no_rule = 1 - own["furniture by a rule"]
    lone = ~has_prose(-3, -1) & ~has_prose(1, 3)
    return {
        **around,
        "between prose": between,
        "between prose, no furniture by itself": between * no_rule * (1 - own["mostly menu words"]),
        "between prose, question or colon": between * own["question or colon"],
        "list marks around": listed,
        "list mark in a list": marks * listed,
        "list mark with prose near": marks * near,
        "prose alone": prose * lone,
    }


def _measure_place(own: dict[str, Array], n_words: Array, talk: Array, pages: _Pages) -> dict[str, Array]:
    """Measure where a line stands: on the page, among its prose, and beside its largest block of prose."""
    prose, short = own["prose"], own["under 4 words"]
    words = prose * n_words
    total = np.maximum(pages.spread_totals(words), 1.0)
    above = pages.count_above(words) / total
    below = 1 - above - words / total
    talked = pages.count_above(talk * (above > 0.25))
    teased, commented = (pages.count_above(own[f"heading of {what}"]) for what in ("teasers", "comments"))
    blocks: dict[str, Array] = {}
    ends = {cost: _find_blocks(prose, n_words, cost, pages) for cost in _BLOCK_COSTS}
    for cost, (start, end) in ends.items():
        inside = np.where((pages.place >= start) & (pages.place < end), 1.0, 0.0)
        name = f"in block {cost:g}"
        blocks |= {name: inside, f"{name}, prose": inside * prose, f"{name}, under 4 words": inside * short}
    start, end = ends[_BLOCK_COSTS[1]]
    place, n = pages.place, (pages.end - pages.first).astype(float)
    main = blocks[f"in block {_BLOCK_COSTS[1]:g}"]
    return {
        "position": (place - pages.first) / np.maximum(n - 1, 1),
        "prose above": above,
        "prose below": below,
        "no prose above": (above <= 0) * 1.0,
        "no prose below": (below <= 1e-9) * 1.0,
        "amid prose": above * below,
        "first prose": prose * (above <= 0),
        "last prose": prose * (below <= 1e-9),
        "headings of teasers above": np.minimum(teased, 3) / 3,
        "heading of comments above": np.minimum(commented, 1),
        "talk above": np.minimum(talked, 1),
        "much talk above": np.minimum(talked, 3) / 3,
        "prose below talk": np.minimum(talked, 1) * prose,
        **blocks,
        "distance from block": np.log1p(np.maximum(np.maximum(start - place, place - end + 1), 0)),
        "above block": (place < start) * 1.0,
        "below block": (place >= end) * 1.0,
        "prose outside block": (1 - main) * prose,
        "4 to 11 words in block": main * own["4 to 11 words"],
        "words in block": main * own["words"],
        "prose on page": np.log1p(total),
        "lines on page": np.log1p(n),
    }


def _measure_words(found: _Words, n_words: Array, words: Sequence[str]) -> dict[str, Array]:
    place = {word: column for column, word in enumerate(words)}
    columns = np.array([place.get(word.lower(), -1) for word in found.distinct], dtype=np.int64)[found.ids]
    at = np.flatnonzero(columns >= 0)
    rows = np.searchsorted(found.bounds, at, side="right") - 1
    table = np.zeros((len(words), len(n_words)))
    table[columns[at], rows] = 1 / np.sqrt(n_words[rows])
    return {f"word: {word}": table[column] for word, column in place.items()}


def _find_blocks(prose: Array, n_words: Array, cost: float, pages: _Pages) -> tuple[Integers, Integers]:
    """Return for each line start and end of its page's largest block of prose: the run of lines of the highest sum.

    A line of prose counts its words, another long line a third of them, a short one minus the cost.
    """
    scores = np.where(prose > 0, n_words, np.where(n_words >= PROSE_WORDS, 0.3 * n_words, -cost)).tolist()
    bounds = pages.bounds.tolist()
    blocks = [find_block(scores[first:end]) for first, end in pairwise(bounds)]
    found = np.array(blocks, dtype=np.int64)[pages.page] + pages.first[:, None]
    return found[:, 0], found[:, 1]
