"""A trained tagger: which words say who speaks (source), that someone speaks (cue), and what is said (content).

A linear-chain conditional random field over the tokens of a paragraph (Lafferty, McCallum and Pereira 2001; as for
attribution in Pareti 2015, "Attribution: A Computational Approach"). What it sees of a token: the word, its lemma,
ending, shape and class, the same of its neighbours, quotation marks around it, its place in the sentence, and the
nearest words left and right that may tell of speech, with what stands between. Each observation is hashed to a row of
one table of weights, so that the model stores no text but lemmas in ``voice_words.json``; all texts are measured with
array operations. ``training/train_voice_model.py`` makes ``voice_model.npz`` and ``voice_words.json``.
"""

import io
import json
import re
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from helpers.errors import PresslensError
from helpers.shipped import read_card, read_checked
from helpers.stance.quotation import find_quoted

Ints = npt.NDArray[np.int64]
Hashes = npt.NDArray[np.uint32]
Floats = npt.NDArray[np.float32]

# Content that stands before its cue, and after it
TAGS = ("other", "source", "cue", "before", "after")
OTHER, SOURCE, CUE, BEFORE, AFTER = range(len(TAGS))

HASH_BITS = 18
MAX_RUN = 400  # tokens decoded at once; a longer paragraph is cut
_LINE_BREAK = re.compile(r"[\n\r\x85\u2028\u2029]")
_WORDLIKE = re.compile(r"\w+")
# Log odds that every word loses for being nobody's: finds more statements for few words of content too many
_LENIENCE = 0.1
_PAD = 3  # tokens of nothing between paragraphs, so that no window reaches into the next

_PIECE = re.compile(
    # The two commonest first, which no other begins with: a word that no sign follows, and a sign that stands alone
    r"[^\W\d_]\w*+(?![.'’-])|[^\w\s.'’-]"
    r"|(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Gen|Lt|Col|Sgt|Maj|Capt|Adm|Prof|Rev|Hon|Jr|Sr|St|vs|No)\.(?!\w)"
    r"|(?:[A-Za-z]\.){2,}"
    r"|\d+(?:[.,:]\d+)*"
    r"|\w+?(?=n['’]t\b)|n['’]t\b"
    r"|\w+(?:-\w+)*"
    r"|['’](?:s|re|ve|ll|d|m)\b"
    r"|--+|\.\.+"
    r"|[^\w\s]"
    r"|\s+"
)

_CLASSES = {
    "determiner": "the a an this these those some any each every no all both many several most another",
    "subject": "he she they we i",
    "object": "him them us me himself herself themselves",
    "possessive": "his her their its my our your",
    "pronoun": "it you one everyone anyone nobody someone there something nothing anything",
    "that": "that",
    "relative": "who which whom whose",
    "question": "when where why how what whether if",
    "preposition": "of in on at by for with from about against into over under between through during without among "
    "toward towards upon within across around despite like behind beyond near off out up down including",
    "to": "to",
    "and": "and or but nor yet",
    "because": "because although while as since after before until though unless than once whereas so",
    "modal": "will would can could may might must shall should 'll 'd wo ca",
    "be": "is are was were be been being am 're 'm ai",
    "have": "has have had having 've",
    "do": "do does did doing done",
    "not": "not n't n’t never neither",
    "according": "according",
    "time": "monday tuesday wednesday thursday friday saturday sunday today yesterday tomorrow week month year night "
    "morning afternoon evening january february march april may june july august september october november december "
    "earlier later recently ago last next",
}
_CLASS_OF_WORD = {
    word: number for number, words in enumerate(_CLASSES.values(), start=10) for word in reversed(words.split())
}
_CLASS_OF_WORD["may"] = 10 + list(_CLASSES).index("modal")
_MARKS = {",": 1, ".": 2, "!": 2, "?": 3, ":": 4, ";": 5, "—": 6, "–": 6, "-": 6, "(": 7, ")": 8, "[": 7, "]": 8}
_QUOTE_MARKS = "\"“”„«»‘’'"
_QUOTE_CLASS, _DOTS_CLASS, _SIGN_CLASS, _NUMBER_CLASS = 9, 60, 61, 62
_NAME_CLASS, _CAPITALS_CLASS, _TITLE_CLASS, _GENITIVE_CLASS = 63, 64, 65, 66
_SIGNS = {**_MARKS, **dict.fromkeys(_QUOTE_MARKS, _QUOTE_CLASS), "'s": _GENITIVE_CLASS, "’s": _GENITIVE_CLASS}
_ENDINGS = (("ing", 70), ("ed", 71), ("ly", 72), ("ies", 73), ("s", 73), ("tion", 74), ("er", 75), ("or", 75))
_LOWER_CLASS = 80
# The classes of words that others ask for, by name
KINDS = {
    **{name: number for number, name in enumerate(_CLASSES, start=10)},
    **dict(_ENDINGS),
    **_MARKS,
    "name": _NAME_CLASS,
    "capitals": _CAPITALS_CLASS,
    "title": _TITLE_CLASS,
}
_THAT = KINDS["that"]

_IRREGULAR = {
    form: lemma
    for lemma, forms in {
        "say": "said says",
        "tell": "told",
        "write": "wrote written",
        "think": "thought",
        "know": "knew known",
        "feel": "felt",
        "find": "found",
        "see": "saw seen",
        "speak": "spoke spoken",
        "hold": "held",
        "make": "made",
        "give": "gave given",
        "seek": "sought",
        "hear": "heard",
        "mean": "meant",
        "keep": "kept",
        "swear": "swore sworn",
        "draw": "drew drawn",
        "take": "took taken",
        "come": "came",
        "put": "putting",
        "understand": "understood",
        "begin": "began begun",
        "let": "letting",
        "lay": "laid",
        "choose": "chose chosen",
        "withdraw": "withdrew",
        "go": "went gone",
        "get": "got",
        "become": "became",
    }.items()
    for form in forms.split()
}


class Word(NamedTuple):
    """What a word shows by itself, as numbers."""

    word: int
    lemma: int
    ending: int
    shape: int
    kind: int


_NOTHING = Word(0, 0, 0, 0, 0)


@lru_cache(maxsize=100_000)
def describe_word(word: str) -> Word:
    """Describe a token by itself."""
    lower = word.lower().replace("’", "'")
    number = "0" if word[0].isdigit() else lower
    return Word(_hash(number), _hash(find_lemma(lower)), _hash(lower[-3:]), _shape(word), _kind(word, lower))


def find_lemma(lower: str) -> str:
    """Return a rough lemma of a word in lower case: the same for all forms of a regular verb, and of common others."""
    if lower in _CLASS_OF_WORD or len(lower) < 3:
        return lower
    stem = _IRREGULAR.get(lower, lower)
    for ending, rest in (("ies", "y"), ("ied", "y"), ("ing", ""), ("ed", ""), ("es", ""), ("s", "")):
        if stem.endswith(ending) and len(stem) - len(ending) >= 3 and not (ending == "s" and stem[-2] in "su"):
            stem = stem[: -len(ending)] + rest
            break
    stem = stem.removesuffix("e")
    return (stem[:-1] if len(stem) > 2 and stem[-1] == stem[-2] else stem) + "~"


def _hash(text: str) -> int:
    return zlib.crc32(text.encode("utf-8", "surrogatepass"))


def _shape(word: str) -> int:
    if word[0].isdigit():
        return 5
    if not word[0].isalpha():
        return 6
    if word.islower():
        return 1
    if word.isupper():
        return 2 if len(word) > 1 else 3
    return 4 if word[0].isupper() else 7


def _kind(word: str, lower: str) -> int:
    """Return the class of a word: of function words, of signs, or by shape and ending."""
    if word in _SIGNS:
        return _SIGNS[word]
    if lower in _CLASS_OF_WORD:
        return _CLASS_OF_WORD[lower]
    if not word[0].isalnum():
        return {".": _DOTS_CLASS, "-": _MARKS["-"]}.get(word[0], _SIGN_CLASS)
    if word[0].isdigit():
        return _NUMBER_CLASS
    if word[0].isupper():
        is_title = word.endswith(".") and "." not in word[:-1]
        return _TITLE_CLASS if is_title else _CAPITALS_CLASS if word.isupper() and len(word) > 1 else _NAME_CLASS
    return next((number for ending, number in _ENDINGS if lower.endswith(ending)), _LOWER_CLASS)


@dataclass(frozen=True)
class Tokens:
    """The tokens of texts, three empty ones before each paragraph and at the end, and what they show.

    Attributes:
        text: Number of the text.
        start: First character in its text; -1 for the empty ones.
        end: One past the last.
        paragraph: Number of the paragraph, counted over all texts; -1 for the empty ones.
        sentence: Number of the sentence, counted over all texts; -1 for the empty ones.
        rank: Place of the paragraph in its text, from 0.
        words: What each word shows by itself: the columns of `Word`.
        quoted: 0 outside quotation marks, 1 an opening mark, 2 within, 3 a closing mark, 4 within marks never closed,
            5 within single marks.
        n_quoted: Words in the quotation around it, 100 at most.
    """

    text: Ints
    start: Ints
    end: Ints
    paragraph: Ints
    sentence: Ints
    rank: Ints
    words: Ints
    quoted: Ints
    n_quoted: Ints


def read_tokens(texts: Sequence[tuple[str, Sequence[tuple[int, int]]]]) -> Tokens:
    """Cut texts into tokens.

    Args:
        texts: Each with the offsets of its sentences; what lies outside of them is no token.
    """
    pieces: list[str] = []
    sentences_: list[tuple[int, int, int, int]] = []
    paragraphs: list[int] = []
    quotations: list[tuple[int, int, int, int, int, int]] = []
    for number, (text, sentences) in enumerate(texts):
        is_open = False
        for rank, group in enumerate(_group_paragraphs(text, sentences)):
            quoted_here = list(find_quoted(text, group[0][0], group[-1][1], goes_on=is_open))
            is_open = bool(quoted_here) and not quoted_here[-1].closed
            for one in quoted_here:
                n_words = len(_WORDLIKE.findall(text, one.start, one.end))
                inside = 5 if one.single else 2 if one.closed else 4
                quotations.append((number, one.start, one.end, inside, one.closed, min(n_words, 100)))
            for first, last in group:
                sentences_.append((len(paragraphs), rank, first, len(pieces)))
                pieces += _PIECE.findall(text, first, last)
            paragraphs.append(number)
    return _arrange(pieces, sentences_, [*paragraphs, len(texts)], quotations)


class _Numbers(dict[str, int]):
    """Numbers words in the order in which they are asked for."""

    def __missing__(self, word: str) -> int:
        self[word] = number = len(self)
        return number


def _arrange(
    pieces: list[str],
    sentences: list[tuple[int, int, int, int]],
    texts: list[int],
    quotations: list[tuple[int, int, int, int, int, int]],
) -> Tokens:
    """Lay out pieces of texts as `Tokens`.

    Args:
        pieces: Tokens and the blanks between them.
        sentences: Paragraph, its rank, first character, and number of the first piece, of each sentence.
        texts: Number of the text of each paragraph, and one more.
        quotations: As `_mark_quoted` takes them.
    """
    numbers = _Numbers()
    which = np.fromiter(map(numbers.__getitem__, pieces), dtype=np.int64, count=len(pieces))
    described = np.array([_NOTHING if word.isspace() else describe_word(word) for word in numbers], dtype=np.int64)
    lengths = np.fromiter(map(len, numbers), dtype=np.int64, count=len(numbers))[which]
    stops = np.concatenate([[0], np.cumsum(lengths)])
    in_paragraph, ranks, starts, first_pieces = np.array(sentences, dtype=np.int64).reshape(-1, 4).T
    in_sentence = np.repeat(np.arange(len(sentences)), np.diff(first_pieces, append=len(pieces)))
    is_token = np.fromiter((not word.isspace() for word in numbers), dtype=bool, count=len(numbers))[which]
    which, in_sentence, lengths = which[is_token], in_sentence[is_token], lengths[is_token]
    own_paragraph = in_paragraph[in_sentence]
    sizes = np.bincount(own_paragraph, minlength=len(texts)) + _PAD
    place = np.arange(len(which)) + _PAD * (own_paragraph + 1)

    def spread(values: Ints, empty: int) -> Ints:
        laid = np.full(len(which) + _PAD * len(texts), empty, dtype=np.int64)
        laid[place] = values
        return laid

    text = np.repeat(texts, sizes)
    start = (starts - stops[first_pieces])[in_sentence] + stops[:-1][is_token]
    words = np.zeros((len(text), len(Word._fields)), dtype=np.int64)
    words[place] = described.reshape(-1, len(Word._fields))[which]
    start, end = spread(start, -1), spread(start + lengths, -1)
    quoted, n_quoted = _mark_quoted(text, start, end, quotations)
    paragraph, sentence = spread(own_paragraph, -1), spread(in_sentence, -1)
    return Tokens(text, start, end, paragraph, sentence, spread(ranks[in_sentence], 0), words, quoted, n_quoted)


def _group_paragraphs(text: str, sentences: Sequence[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """Group sentences that no line break parts."""
    groups: list[list[tuple[int, int]]] = []
    for start, end in sentences:
        if groups and not _LINE_BREAK.search(text, groups[-1][-1][1], start):
            groups[-1].append((start, end))
        else:
            groups.append([(start, end)])
    return groups


def _mark_quoted(
    text: Ints, start: Ints, end: Ints, quotations: list[tuple[int, int, int, int, int, int]]
) -> tuple[Ints, Ints]:
    """Return for each token its `Tokens.quoted` and `Tokens.n_quoted`."""
    state, length = np.zeros(len(start), dtype=np.int64), np.zeros(len(start), dtype=np.int64)
    if not quotations:
        return state, length
    in_text, first, last, inside, closed, n_words = np.array(sorted(quotations), dtype=np.int64).T
    scale = int(max(end.max(), last.max())) + 2
    at = np.searchsorted(in_text * scale + first, text * scale + start, side="right") - 1
    within = (at >= 0) & (start >= 0)
    within[within] = (text[within] == in_text[at[within]]) & (start[within] < last[at[within]])
    own = at[within]
    state[within] = np.where(
        start[within] == first[own], 1, np.where((end[within] == last[own]) & (closed[own] == 1), 3, inside[own])
    )
    length[within] = n_words[own]
    return state, length


# What is observed


_CUE_LEVELS = 6
_WEAK, _STRONG = 2, 4
_BINS = np.array([0, 1, 2, 3, 4, 6, 10, 16, 26])


def measure_tokens(tokens: Tokens, cues: dict[int, int], sources: dict[int, int]) -> Hashes:
    """Return the rows of the table of weights that belong to what is observed of each token: shape (tokens, kinds).

    Args:
        tokens: As `read_tokens` returns them.
        cues: How surely a lemma (its hash) tells of speech, 1 to 5.
        sources: How surely a lemma is part of a source, likewise.
    """
    rows: list[Hashes] = []
    _Observer(tokens, cues, sources, rows.append).observe()
    return np.stack(rows, axis=1)


class _Observer:
    """Observes all tokens at once, one kind of observation after the other; every array has one number per token."""

    def __init__(
        self, tokens: Tokens, cues: dict[int, int], sources: dict[int, int], take: Callable[[Hashes], object]
    ) -> None:
        self.n = len(tokens.start)
        self.tokens = tokens
        self.word, self.lemma, self.ending, self.shape, self.kind = np.ascontiguousarray(tokens.words.T)
        self.place = np.arange(self.n)
        self.take = take
        self.n_kinds = 0
        self._shifts: dict[tuple[int, int], Hashes] = {}
        self._mixing = np.empty(self.n, dtype=np.uint32)
        unique, back = np.unique(self.lemma, return_inverse=True)
        self.cue = np.array([cues.get(int(u), 0) for u in unique], dtype=np.int64)[back]
        self.source = np.array([sources.get(int(u), 0) for u in unique], dtype=np.int64)[back]
        real = tokens.sentence >= 0
        change = np.diff(tokens.sentence, prepend=-2) != 0
        self.first = np.maximum.accumulate(np.where(change, self.place, 0))
        change_next = np.diff(tokens.sentence, append=-2) != 0
        self.last = np.minimum.accumulate(np.where(change_next, self.place, self.n)[::-1])[::-1]
        long_quote = (tokens.n_quoted >= 4) & (tokens.quoted > 0)
        self.speech = np.where(real & ~long_quote, self.cue, 0)  # cues that are not quoted themselves
        signs = (
            (self.kind == 1, 3),
            (np.isin(self.kind, _BORDERS), 2),
            ((tokens.quoted == 1) | (tokens.quoted == 3), 3),
            (self.kind == _THAT, 1),
            (np.isin(self.kind, (4, 5, 6)), 1),
        )
        self.signs = [(np.cumsum(mask), most) for mask, most in signs]  # how many up to a place, and how many count

    def shift(self, values: Ints, by: int) -> Hashes:
        """Return the values of the tokens so many places on; a window never leaves the empty ones, which are all 0."""
        key = (id(values), by)
        if key not in self._shifts:
            self._shifts[key] = np.roll(values.astype(np.uint32), -by)
        return self._shifts[key]

    def add(self, *values: Ints | Hashes) -> None:
        """Hand over an observation made of one or more numbers, as rows of the table of weights."""
        self.n_kinds += 1
        mixed = np.full(self.n, self.n_kinds * 0x9E3779B1 & 0xFFFFFFFF, dtype=np.uint32)
        for value in values:
            mixed ^= value.astype(np.uint32, copy=False)
            mixed *= np.uint32(0x85EBCA6B)
            mixed ^= np.right_shift(mixed, np.uint32(15), out=self._mixing)
            mixed *= np.uint32(0xC2B2AE35)
            mixed ^= np.right_shift(mixed, np.uint32(13), out=self._mixing)
        self.take(mixed & np.uint32((1 << HASH_BITS) - 1))

    def observe(self) -> None:
        self._observe_words()
        self._observe_place()
        self._observe_cues()

    def _observe_words(self) -> None:
        shift, tokens = self.shift, self.tokens
        for by in (-2, -1, 0, 1, 2):
            self.add(shift(self.word, by))
            self.add(shift(self.kind, by), shift(self.shape, by))
        for by in (-1, 0, 1):
            self.add(shift(self.lemma, by))
            self.add(shift(self.cue, by), shift(self.source, by))
        self.add(self.ending, self.shape)
        for a, b in ((-1, 0), (0, 1)):
            self.add(shift(self.word, a), shift(self.word, b))
            self.add(shift(self.lemma, a), shift(self.kind, b))
            self.add(shift(self.kind, a), shift(self.lemma, b))
        for places in ((-2, -1, 0), (-1, 0, 1), (0, 1, 2)):
            self.add(*(shift(self.kind, by) for by in places))
        self.add(*(shift(self.kind, by) for by in (-3, -2, -1, 0, 1, 2, 3)))
        quoted, length = tokens.quoted, np.digitize(tokens.n_quoted, [2, 4, 7, 15])
        for values in ((quoted, length), (shift(quoted, -1), quoted, shift(quoted, 1)), (shift(quoted, -2), quoted)):
            self.add(*values)
        self.add(quoted, length, self.kind)
        self.add(quoted, length, shift(self.kind, -1))
        self.add(quoted, length, self.cue)

    def _observe_place(self) -> None:
        tokens = self.tokens
        from_start = np.digitize(self.place - self.first, _BINS)
        to_end = np.digitize(self.last - self.place, _BINS)
        rank = np.minimum(tokens.rank, 3)
        self.add(from_start, to_end)
        self.add(from_start, self.kind)
        self.add(to_end, self.kind)
        self.add(rank, self.shape)
        first_kind, first_word = self.kind[self.first], self.word[self.first]
        self.add(first_word)
        self.add(first_kind, self.kind[np.minimum(self.first + 1, self.n - 1)])
        # The sentence before, in the same paragraph
        before = np.where(tokens.paragraph[self.first - 1] == tokens.paragraph, self.first - 1, 0)
        self.add(tokens.quoted[before], self.kind[before], tokens.quoted)
        strongest = np.maximum.reduceat(self.speech, np.unique(self.first))
        number = np.searchsorted(np.unique(self.first), self.first)
        own = strongest[number]
        earlier = np.where(before > 0, strongest[number - 1], 0)
        any_quote = np.maximum.reduceat((tokens.quoted > 0) * 1, np.unique(self.first))
        self.add(own, any_quote[number], tokens.quoted)
        self.add(own, earlier, np.where(before > 0, any_quote[number - 1], 0))

    def _observe_cues(self) -> None:
        for level in (_WEAK, _STRONG):
            is_cue = self.speech >= level
            left = self._nearest(is_cue, backwards=True)
            right = self._nearest(is_cue, backwards=False)
            left_state = self._describe_cue(left)
            right_state = self._describe_cue(right)
            between_left, between_right = self._between(left), self._between(right)
            far_left = np.where(left >= 0, np.digitize(self.place - left, _BINS), 99)
            far_right = np.where(right >= 0, np.digitize(right - self.place, _BINS), 99)
            self.add(left_state, right_state)
            self.add(left_state, far_left)
            self.add(right_state, far_right)
            self.add(left_state, between_left)
            self.add(right_state, between_right)
            self.add(left_state, between_left, right_state, between_right)
            left_lemma = np.where(left >= 0, self.lemma[left], 1)
            right_lemma = np.where(right >= 0, self.lemma[right], 1)
            self.add(left_lemma, far_left)
            self.add(right_lemma, far_right)
            self.add(left_lemma, self.kind)
            self.add(left_lemma, between_left, np.where(left >= 0, self.kind[np.minimum(left + 1, self.n - 1)], 0))
            self.add(right_lemma, between_right, self.tokens.quoted)
            self.add(left_state, self.kind, self.shift(self.kind, -1))
            self.add(right_state, self.kind, self.shift(self.kind, 1))
            self.add(left_state, self.tokens.quoted, between_left)
            self.add(right_state, self.tokens.quoted, between_right)

    def _nearest(self, is_cue: npt.NDArray[np.bool_], *, backwards: bool) -> Ints:
        """Return the place of the nearest cue before (or behind) a token in its sentence; -1 if there is none."""
        if backwards:
            at = np.maximum.accumulate(np.where(is_cue, self.place, -1))
            at = np.concatenate([[-1], at[:-1]])
            return np.where(at >= self.first, at, -1)
        at = np.minimum.accumulate(np.where(is_cue, self.place, self.n)[::-1])[::-1]
        at = np.concatenate([at[1:], [self.n]])
        return np.where(at <= self.last, at, -1)

    def _describe_cue(self, at: Ints) -> Ints:
        """Number the cues by how sure they are, what stands on either side, and whether the sentence ends there."""
        level, before, after = self.speech[at], self.kind[at - 1], self.kind[np.minimum(at + 1, self.n - 1)]
        ends = np.digitize(self.last[at] - at, [2, 4, 8])
        return np.where(at >= 0, ((level * 100 + before) * 100 + after) * 4 + ends, 0)

    def _between(self, at: Ints) -> Ints:
        """Number what stands between a token and a place: commas, clause borders, quotation marks, "that"."""
        low, high = np.minimum(at, self.place), np.maximum(at, self.place)
        before = np.maximum(high - 1, 0)
        after = np.minimum(low, high - 1)
        number = np.zeros(self.n, dtype=np.int64)
        for total, most in self.signs:
            number = number * 4 + np.clip(total[before] - total[after], 0, most)
        return np.where(at >= 0, number, -1)


_BORDERS = [KINDS[name] for name in ("relative", "question", "because", "and")]


# Decoding


@dataclass(frozen=True)
class VoiceModel:
    """The weights of the tagger.

    Attributes:
        weights: Of each observation (row) for each tag (column).
        transitions: Of a tag (column) behind another (row).
        begins: Of a tag at the start of a paragraph.
        cues: How surely a lemma tells of speech, 1 to 5, by the lemma.
        sources: How surely a lemma is part of a source, likewise.
    """

    weights: Floats
    transitions: Floats
    begins: Floats
    cues: dict[str, int]
    sources: dict[str, int]

    def hashed_cues(self) -> dict[int, int]:
        """Return the levels of the cues by the hash of their lemma."""
        return {_hash(lemma): level for lemma, level in self.cues.items()}

    def hashed_sources(self) -> dict[int, int]:
        """Return the levels of the words of sources by the hash of their lemma."""
        return {_hash(lemma): level for lemma, level in self.sources.items()}

    def score(self, tokens: Tokens) -> Floats:
        """Return how much speaks for each tag of each token by itself."""
        scores = np.zeros((len(tokens.start), len(TAGS)), dtype=np.float32)
        own = np.empty_like(scores)

        def take(rows: Hashes) -> None:
            np.take(self.weights, rows.astype(np.intp), axis=0, out=own, mode="clip")  # thrice as fast as by index
            np.add(scores, own, out=scores)

        _Observer(tokens, self.hashed_cues(), self.hashed_sources(), take).observe()
        scores[:, OTHER] -= _LENIENCE
        return scores

    def tag(self, tokens: Tokens) -> Ints:
        """Return the most likely sequence of tags (Viterbi)."""
        return self.decode(tokens, self.score(tokens))

    def decode(self, tokens: Tokens, scores: Floats) -> Ints:
        """Return the most likely sequence of tags for scores that `score` returned."""
        return find_best_tags(scores, cut_runs(tokens), self.transitions, self.begins)


def cut_runs(tokens: Tokens) -> list[tuple[int, int]]:
    """Return first and last place (exclusive) of each run of tokens to be decoded together: a paragraph or a part."""
    changes = np.flatnonzero(np.diff(tokens.paragraph, prepend=-2, append=-2))
    runs = []
    for first, last in zip(changes[:-1].tolist(), changes[1:].tolist(), strict=True):
        if tokens.paragraph[first] >= 0:
            runs += [(at, min(at + MAX_RUN, last)) for at in range(first, last, MAX_RUN)]
    return runs


def find_best_tags(scores: Floats, runs: list[tuple[int, int]], transitions: Floats, begins: Floats) -> Ints:
    """Return the most likely tags, all runs decoded side by side; `OTHER` outside of them."""
    tags = np.zeros(len(scores), dtype=np.int64)
    if not runs:
        return tags
    ordered = sorted(runs, key=lambda run: run[0] - run[1])
    firsts = np.array([run[0] for run in ordered])
    lengths = np.array([run[1] - run[0] for run in ordered])
    best = scores[firsts] + begins
    came: list[Ints] = []
    ends = np.zeros(len(ordered), dtype=np.int64)
    for step in range(1, int(lengths[0])):
        active = int(np.searchsorted(-lengths, -step))  # runs longer than this, which come first
        ends[active : len(best)] = best[active:].argmax(axis=1)
        ways = best[:active, :, None] + transitions
        origin = ways.argmax(axis=1)
        came.append(origin)
        best = np.take_along_axis(ways, origin[:, None, :], axis=1)[:, 0] + scores[firsts[:active] + step]
    ends[: len(best)] = best.argmax(axis=1)
    state = ends
    for step in range(int(lengths[0]) - 1, -1, -1):
        active = int(np.searchsorted(-lengths, -step))
        tags[firsts[:active] + step] = state[:active]
        if step:
            state = state.copy()
            state[:active] = came[step - 1][np.arange(active), state[:active]]
    return tags


_WEIGHTS, _WORDS = "voice_model.npz", "voice_words.json"


@cache
def read_voice_model() -> VoiceModel:
    """Return the model that comes with Presslens.

    Raises:
        PresslensError: If its files are missing or damaged.
    """
    return load_voice_model(Path(str(files("helpers.stance"))))


def load_voice_model(folder: Path) -> VoiceModel:
    """Return the model that lies in a folder.

    Raises:
        PresslensError: If its files are missing or damaged.
    """
    try:
        words = json.loads(read_card(folder / _WORDS))
        expected, cues, sources = words["weights_sha256"], words["cues"], words["sources"]
    except (ValueError, TypeError, KeyError) as error:
        raise PresslensError(f"the model in {folder} cannot be read ({error}); install Presslens again") from error
    stored = read_checked(folder / _WEIGHTS, expected)
    with np.load(io.BytesIO(stored), allow_pickle=False) as arrays:
        weights = arrays["weights"].astype(np.float32) * arrays["scale"]
        return VoiceModel(weights, arrays["transitions"], arrays["begins"], cues, sources)
