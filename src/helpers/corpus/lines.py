"""A trained line model: how likely each line of a scraped page belongs to the article.

A logistic regression over features that a reader can check by eye: length, punctuation, function words,
words of menus, position, and the same of the lines around. Short of the mark-up, these are what tells text
from boilerplate (Kohlschütter, Fankhauser and Nejdl 2010, "Boilerplate Detection using Shallow Text Features").
The most likely sequence of kept and removed lines is then found with a cost for each change between the two
(Viterbi). Weights lie in ``line_model.json``; ``training/train_line_model.py`` makes them.
"""

import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt
import pandas as pd

from helpers.corpus.furniture import COMMENTS, DISCLAIMER, TEASERS
from helpers.corpus.infer import Line, find_block, match_rules, split_lines
from helpers.corpus.words import FUNCTION_WORDS, MENU_WORDS

Array = npt.NDArray[np.float64]

_WORD = re.compile(r"\w+(?:['’]\w+)*")
_ENDS_SENTENCE = re.compile(r"[.!?…。][\"”’')\]»]*\s*$")
_SENTENCE_INSIDE = re.compile(r"[.!?…][\"”’')]*\s+[\"“‘(]?[^\W\d_a-z]")
# Of text in lower case; to look at the first character beforehand makes it three times as fast
_DATE_OR_TIME = re.compile(
    r"(?=[\djfmasondp])(?:\b(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b"
    r"|\d{1,2}:\d\d|\b[ap]\.?m\b|\bago\b|\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./]\d{2,4})"
)
_ADDRESS = re.compile(r"https?://|www\.|@\w|\.com\b|#\w")
_SEPARATOR = re.compile(r"[|›»•·→/]\s|\s[|›»•·→]")
_QUOTE_START = re.compile(r"\s*[\"“‘«„]")
_LIST_MARK = re.compile(r"\s*(?:\d{1,2}[.)]\s|[-•*–]\s)")
_BY = re.compile(r"\s*by\b", re.IGNORECASE)
_CREDIT = re.compile(
    r"\b(?:AP|AFP|EPA|Getty|Reuters|Shutterstock|Alamy|Images?|Photos?|Photograph|File|Courtesy|Credit|Bloomberg"
    r"|Wikimedia)\b.{0,40}$"
    r"|^\W*(?:Photo|Image|Picture|File|Caption|Credit|FILE)\b.{0,20}[:–-]|\(Photo|\(AP|/AP\b|\bvia [A-Z]",
)
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

_PROSE_WORDS = 12
_WINDOWS = ((-1, -1), (1, 1), (-3, -1), (1, 3), (-8, -1), (1, 8))
_BLOCK_COSTS = (2.0, 6.0, 15.0)  # what a short line costs a block of prose, in words
_MAX_LINE = 4_000  # characters looked at; longer lines are paragraphs anyhow


@dataclass(frozen=True)
class LineModel:
    """Weights of the line model.

    Attributes:
        features: Names of the features, in order; ``word: X`` for the words that have a weight of their own.
        means: Mean of each feature in training.
        scales: Standard deviation of each feature in training.
        weights: Weight of each standardised feature; above 0 speaks for the article.
        intercept: Log odds of a line of average features.
        prose_prior: Log odds added for lines of prose, since to lose a paragraph is worse than to keep a teaser.
        switch_cost: Cost of a change between kept and removed lines, in log odds.
    """

    features: tuple[str, ...]
    means: Array
    scales: Array
    weights: Array
    intercept: float
    prose_prior: float
    switch_cost: float

    def contributions(self, texts: Sequence[str]) -> Array:
        """Return what each feature adds to the log odds of each line, with shape (lines, features)."""
        values = measure_lines(texts, words=[f[6:] for f in self.features if f.startswith("word: ")])
        table = np.column_stack([values[name] for name in self.features])
        return np.asarray((table - self.means) / self.scales * self.weights)

    def log_odds(self, texts: Sequence[str]) -> Array:
        """Return the log odds that each line belongs to the article."""
        if not texts:
            return np.zeros(0)
        return np.asarray(self.intercept + self.contributions(texts).sum(axis=1) + self.prose_prior * is_prose(texts))


@cache
def read_line_model() -> LineModel:
    """Return the model that comes with Presslens."""
    stored = json.loads(files("helpers.corpus").joinpath("line_model.json").read_text(encoding="utf-8"))
    rows = stored["features"]
    means, scales, weights = (np.array([row[key] for row in rows], float) for key in ("mean", "scale", "weight"))
    names = tuple(row["name"] for row in rows)
    return LineModel(names, means, scales, weights, stored["intercept"], stored["prose_prior"], stored["switch_cost"])


def explain_lines(text: str, *, top: int = 4) -> pd.DataFrame:
    """Say how the line model judges each line of a text, and what weighed most.

    Args:
        text: As scraped.
        top: Features named for each line.

    Returns:
        ``start`` and ``end`` (characters), ``log_odds`` (natural logarithm; above 0 the line rather belongs to the
        article), ``reasons`` (the features that weighed most, with what each adds to the log odds) and ``text``.
    """
    lines = split_lines(text)
    texts = [line.text for line in lines]
    model = read_line_model()
    rows = []
    for line, odds, own in zip(lines, model.log_odds(texts), model.contributions(texts) if texts else [], strict=True):
        strongest = np.argsort(-np.abs(own), kind="stable")[:top]
        reasons = "; ".join(f"{model.features[i]} {own[i]:+.2f}" for i in strongest)
        rows.append((line.start, line.end, round(float(odds), 3), reasons, line.text))
    return pd.DataFrame(rows, columns=["start", "end", "log_odds", "reasons", "text"])


def explain_articles(articles: pd.DataFrame) -> pd.DataFrame:
    """Return what `explain_lines` says of the ``raw_text`` of each article, with its ``file``."""
    tables = [
        explain_lines(text).assign(file=file) for file, text in zip(articles["file"], articles["raw_text"], strict=True)
    ]
    return pd.concat(tables, ignore_index=True)[["file", "start", "end", "log_odds", "reasons", "text"]]


def is_prose(texts: Sequence[str]) -> Array:
    """Return 1 for lines of 12 words or more that end as a sentence does, else 0."""
    return np.array(
        [bool(_ENDS_SENTENCE.search(t[-20:])) and len(_WORD.findall(t)) >= _PROSE_WORDS for t in texts], float
    )


def find_best_sequence(log_odds: Array, switch_cost: float) -> npt.NDArray[np.bool_]:
    """Return the most likely sequence of two states, 1 having these log odds at each step (Viterbi)."""
    n = len(log_odds)
    keep = np.zeros(n, dtype=bool)
    if not n:
        return keep
    came_from = np.zeros((n, 2), dtype=bool)
    removed, kept = 0.0, float(log_odds[0])
    for i in range(1, n):
        from_removed, from_kept = kept - switch_cost > removed, kept >= removed - switch_cost
        came_from[i] = from_removed, from_kept
        removed, kept = (
            max(removed, kept - switch_cost),
            max(kept, removed - switch_cost) + float(log_odds[i]),
        )
    keep[-1] = kept > removed
    for i in range(n - 1, 0, -1):
        keep[i - 1] = came_from[i][int(keep[i])]
    return keep


def measure_lines(texts: Sequence[str], words: Sequence[str] = ()) -> dict[str, Array]:
    """Measure the features of the lines of one text.

    Args:
        texts: The lines, none of them blank.
        words: Words that are features of their own: how often a line holds them, over the root of its length.

    Returns:
        An array per feature, one value per line.
    """
    texts = [text[:_MAX_LINE] for text in texts]
    tokens = [_WORD.findall(text) for text in texts]
    n_words = np.array([len(words) for words in tokens], float)
    own = _measure_own(texts, tokens, n_words)
    return {
        **own,
        **_measure_neighbours(own),
        **_measure_place(own, n_words, talk=_marks(_TALK, texts) * (n_words <= 7)),
        **_measure_words(tokens, words),
    }


def _marks(pattern: re.Pattern[str], texts: Sequence[str]) -> Array:
    return np.array([bool(pattern.search(text)) for text in texts], float)


def _measure_own(texts: list[str], tokens: list[list[str]], n: Array) -> dict[str, Array]:
    """Measure what a line of n words shows by itself."""
    length = np.maximum(n, 1)
    lower = [[word.lower() for word in words] for words in tokens]

    def share(count: list[int]) -> Array:
        return np.array(count) / length

    def ends(sign: str | tuple[str, ...]) -> Array:
        return np.array([text.rstrip().endswith(sign) for text in texts], float)

    menu = share([sum(word in MENU_WORDS for word in words) for words in lower])
    dated = _marks(_DATE_OR_TIME, [text.lower() for text in texts])
    sentence_end = _marks(_ENDS_SENTENCE, [text[-20:] for text in texts])
    question, colon = ends("?"), ends(":")
    prose = (n >= _PROSE_WORDS) * sentence_end
    times = Counter(map(tuple, lower))
    credit = _marks(_CREDIT, texts)
    return {
        "words": np.log1p(n),
        "under 4 words": (n < 4) * 1.0,
        "4 to 11 words": ((n >= 4) & (n < _PROSE_WORDS)) * 1.0,
        "25 words or more": (n >= 25) * 1.0,
        "length of words": share([sum(map(len, words)) for words in tokens]),
        "ends a sentence": sentence_end,
        "sentences inside": np.log1p([len(_SENTENCE_INSIDE.findall(text)) for text in texts]),
        "commas": share([text.count(",") for text in texts]),
        "any comma": np.array(["," in text for text in texts], float),
        "function words": share([sum(word in FUNCTION_WORDS for word in words) for words in lower]),
        "words in lower case": share([sum(word[0].islower() for word in words) for words in tokens]),
        "words in capitals": share([sum(word.isupper() and len(word) > 1 for word in words) for words in tokens]),
        "numbers": share([sum(word[0].isdigit() for word in words) for words in tokens]),
        "menu words": menu,
        "any menu word": (menu > 0) * 1.0,
        "date or time": dated,
        "short with date or time": dated * (n < _PROSE_WORDS),
        "address": _marks(_ADDRESS, texts),
        "separator": _marks(_SEPARATOR, texts),
        "starts with a quotation mark": np.array([bool(_QUOTE_START.match(text)) for text in texts], float),
        "ends with a question mark": question,
        "ends with a colon": colon,
        "ends with dots": ends(("...", "…")),
        "starts in lower case": np.array([text.lstrip()[:1].islower() for text in texts], float),
        "credit": credit,
        "short credit": credit * (n < 16),
        "list mark": np.array([bool(_LIST_MARK.match(text)) for text in texts], float),
        "starts as an invitation": np.array([bool(_INVITATION.match(text)) for text in texts], float),
        "starts with By": np.array([bool(_BY.match(text)) for text in texts], float),
        "furniture by a rule": np.array([bool(match_rules(Line(0, len(text), text))) for text in texts], float),
        "disclaimer": _marks(DISCLAIMER, texts),
        "heading of teasers": (n <= 8) * np.array([bool(TEASERS.fullmatch(text[:400])) for text in texts], float),
        "heading of comments": (n <= 20) * np.array([bool(COMMENTS.fullmatch(text[:400])) for text in texts], float),
        "stands twice": np.array([bool(words) and times[tuple(words)] > 1 for words in lower], float),
        "prose": prose,
        "question or colon": np.maximum(question, colon),
        "mostly menu words": (menu > 1 / 3) * 1.0,
    }


def _measure_neighbours(own: dict[str, Array]) -> dict[str, Array]:
    """Measure what stands around a line; windows count lines, -1 the one above."""
    around = {}
    for name in ("prose", "furniture by a rule", "under 4 words", "menu words", "ends a sentence"):
        for first, last in _WINDOWS:
            around[f"{name} in {first}..{last}"] = _mean_in_window(own[name], first, last)
    for name in ("words", "short credit"):
        around[f"{name} above"] = np.concatenate([[0], own[name]])[:-1]
        around[f"{name} below"] = np.concatenate([own[name], [0]])[1:]
    prose, marks = own["prose"], own["list mark"]
    between = (_mean_in_window(prose, -2, -1) > 0) * (_mean_in_window(prose, 1, 2) > 0) * 1.0
    near = (_mean_in_window(prose, -12, -1) > 0) * (_mean_in_window(prose, 1, 12) > 0) * 1.0
    no_rule = 1 - own["furniture by a rule"]
    lone = (_mean_in_window(prose, -3, -1) == 0) * (_mean_in_window(prose, 1, 3) == 0)
    return {
        **around,
        "between prose": between,
        "between prose, no furniture by itself": between * no_rule * (1 - own["mostly menu words"]),
        "between prose, question or colon": between * own["question or colon"],
        "list marks around": _mean_in_window(marks, -5, 5),
        "list mark in a list": marks * _mean_in_window(marks, -5, 5),
        "list mark with prose near": marks * near,
        "prose alone": prose * lone,
    }


def _measure_place(own: dict[str, Array], n_words: Array, talk: Array) -> dict[str, Array]:
    """Measure where a line stands: on the page, among its prose, and beside its largest block of prose."""
    n = len(n_words)
    prose, short = own["prose"], own["under 4 words"]
    words = prose * n_words
    total = max(float(words.sum()), 1.0)
    above = (np.cumsum(words) - words) / total
    below = 1 - above - words / total
    talk = talk * (above > 0.25)
    talked = np.cumsum(talk) - talk
    teased, commented = (
        np.cumsum(own[f"heading of {what}"]) - own[f"heading of {what}"] for what in ("teasers", "comments")
    )
    blocks: dict[str, Array] = {}
    ends = {cost: _find_block(prose, n_words, cost) for cost in _BLOCK_COSTS}
    for cost, (start, end) in ends.items():
        inside = np.zeros(n)
        inside[start:end] = 1
        name = f"in block {cost:g}"
        blocks |= {name: inside, f"{name}, prose": inside * prose, f"{name}, under 4 words": inside * short}
    start, end = ends[_BLOCK_COSTS[1]]
    place = np.arange(n)
    main = blocks[f"in block {_BLOCK_COSTS[1]:g}"]
    return {
        "position": place / max(n - 1, 1),
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
        "prose on page": np.full(n, np.log1p(total)),
        "lines on page": np.full(n, np.log1p(n)),
    }


def _measure_words(tokens: list[list[str]], words: Sequence[str]) -> dict[str, Array]:
    place = {word: column for column, word in enumerate(words)}
    table = np.zeros((len(tokens), len(words)))
    for row, line in enumerate(tokens):
        for word in {token.lower() for token in line}.intersection(place):
            table[row, place[word]] = 1 / np.sqrt(len(line))
    return {f"word: {word}": table[:, column] for word, column in place.items()}


def _mean_in_window(values: Array, first: int, last: int) -> Array:
    """Return the mean of values in a window around each place, 0 beyond the ends."""
    n = len(values)
    sums = np.concatenate([[0], np.cumsum(values)])
    place = np.arange(n)
    # Maximum and minimum, since np.clip takes several times as long on so few numbers
    ends, starts = (np.maximum(np.minimum(place + at, n), 0) for at in (last + 1, first))
    in_window = sums[ends] - sums[starts]
    return np.asarray(in_window / (last - first + 1))


def _find_block(prose: Array, n_words: Array, cost: float) -> tuple[int, int]:
    """Return start and end of the largest block of prose: the run of lines of the highest sum.

    A line of prose counts its words, another long line a third of them, a short one minus the cost.
    """
    scores = np.where(prose > 0, n_words, np.where(n_words >= _PROSE_WORDS, 0.3 * n_words, -cost))
    return find_block(scores.tolist())
