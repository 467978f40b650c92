"""Who says which words: tagged sources, cues and contents joined into statements."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from helpers.stance.attribution import (
    AFTER,
    BEFORE,
    CUE,
    KINDS,
    OTHER,
    SOURCE,
    Floats,
    Ints,
    Tokens,
    VoiceModel,
    read_tokens,
)

_GAP = 3  # tokens between two parts of one cue
_MIN_QUOTED_WORDS = 5  # in quotation marks, and never tagged: speech all the same
_MIN_SHARE = 0.8
_FALLBACK_REACH = 12
_SIGN_SHAPE = 6
_COMMA, _PARTICIPLE = KINDS[","], KINDS["ing"]
_NAME_PARTS = frozenset(KINDS[name] for name in ("name", "capitals", "title"))
_NAMES = _NAME_PARTS | {KINDS["subject"]}
_BEFORE_SOURCES = frozenset(KINDS[name] for name in ("to", "preposition"))
_NO_SOURCES = frozenset(
    KINDS[name]
    for name in ("determiner", "preposition", "to", "and", "because", "modal", "be", "have", "do", "not", "time", "ly")
)
_MIN_SCORE, _AT_CUE = 0.0, 2.0  # log odds of a source that was not tagged; more beside the cue


class Span(NamedTuple):
    """A stretch of a text."""

    start: int
    end: int


@dataclass
class Statement:
    """What someone says.

    Attributes:
        text: Number of the text.
        paragraph: Number of the paragraph, counted over all texts.
        content: The stretches of what is said, in order.
        quoted: Share of the words of each stretch that stands in quotation marks.
        cue: The words that tell of speech; none if the quotation marks alone do.
        source: The words that name the speaker; none if there are none.
    """

    text: int
    paragraph: int
    content: list[Span]
    quoted: list[float]
    cue: Span | None = None
    source: Span | None = None


class _Segment(NamedTuple):
    role: int
    first: int
    last: int


def find_statements(texts: Sequence[tuple[str, Sequence[tuple[int, int]]]], model: VoiceModel) -> list[list[Statement]]:
    """Find the statements of texts.

    Args:
        texts: Each with the offsets of its sentences.
        model: The tagger.

    Returns:
        For each text its statements, by paragraph.
    """
    tokens = read_tokens(texts)
    scores = model.score(tokens)
    tags = model.decode(tokens, scores)
    return join_tags(len(texts), tokens, tags, scores)


def join_tags(n_texts: int, tokens: Tokens, tags: Ints, scores: Floats) -> list[list[Statement]]:
    """Join the tags of tokens into statements, for each text."""
    found: list[list[Statement]] = [[] for _ in range(n_texts)]
    changes = np.flatnonzero(np.diff(tokens.paragraph, prepend=-2, append=-2)).tolist()
    tags = _add_quotations(tokens, tags)
    reader = _Reader(tokens, tags, scores)
    for first, last in pairwise(changes):
        if tokens.paragraph[first] >= 0:
            found[tokens.text[first]] += reader.read(first, last)
    return found


def _add_quotations(tokens: Tokens, tags: Ints) -> Ints:
    """Tag as content what stands in quotation marks for long, where nothing is tagged."""
    tags = tags.copy()
    missed = (tokens.quoted > 0) & (tokens.quoted != 5) & (tokens.n_quoted >= _MIN_QUOTED_WORDS) & (tags == OTHER)
    tags[missed] = AFTER
    return tags


class _Reader:
    def __init__(self, tokens: Tokens, tags: Ints, scores: Floats) -> None:
        self.tokens, self.scores = tokens, scores
        self.tags = tags.tolist()
        self.sentence = tokens.sentence.tolist()
        self.shape = tokens.words[:, 3].tolist()
        self.kind = tokens.words[:, 4].tolist()
        self.start, self.end = tokens.start.tolist(), tokens.end.tolist()
        # Runs of one tag; the empty tokens between paragraphs have none
        starts = np.flatnonzero(np.diff(tags, prepend=OTHER))
        ends = np.append(starts, len(tags))[1:] - 1
        self.run_starts, self.run_ends = starts[tags[starts] != OTHER].tolist(), ends[tags[starts] != OTHER].tolist()
        is_word = tokens.words[:, 3] != _SIGN_SHAPE
        self.n_words = np.cumsum(is_word)  # up to a place, that with it
        self.n_quoted = np.cumsum(is_word & (tokens.quoted > 0))

    def read(self, first: int, last: int) -> Iterator[Statement]:
        """Yield the statements of a paragraph."""
        segments = self._segments(first, last)
        cues = self._join_cues([one for one in segments if one.role == CUE])
        sources = [one for one in segments if one.role == SOURCE]
        contents = [one for one in segments if one.role in (BEFORE, AFTER)]
        if not contents:
            return
        owner: dict[int, list[_Segment]] = {}
        orphans = []
        for content in contents:
            cue = self._choose_cue(content, cues)
            if cue is None:
                orphans.append(content)
            else:
                owner.setdefault(cue, []).append(content)
        used: set[_Segment] = set()
        for number, own in sorted(owner.items()):
            source, stretches = self._choose_source(number, cues, sources, used), own
            if source is None:
                source, stretches = self._split_off(cues[number], own)
            else:
                used.add(source)
            yield self._make(stretches, cues[number], source)
        for content in orphans:
            yield self._make([content], None, None)

    def _segments(self, first: int, last: int) -> list[_Segment]:
        """Return the runs of one tag in a paragraph, without the signs at the end of a source or cue."""
        segments: list[_Segment] = []
        for number in range(bisect_left(self.run_starts, first), bisect_left(self.run_starts, last)):
            begin, end = self.run_starts[number], self.run_ends[number]
            role = self.tags[begin]
            while role in (SOURCE, CUE) and end > begin and self.shape[end] == _SIGN_SHAPE:
                end -= 1
            segments.append(_Segment(role, begin, end))
        return segments

    def _join_cues(self, cues: list[_Segment]) -> list[_Segment]:
        joined: list[_Segment] = []
        for cue in cues:
            if joined and self.sentence[joined[-1].last] == self.sentence[cue.first]:
                between = self.tags[joined[-1].last + 1 : cue.first]
                if len(between) <= _GAP and all(tag == OTHER for tag in between):
                    joined[-1] = _Segment(CUE, joined[-1].first, cue.last)
                    continue
            joined.append(cue)
        return joined

    def _choose_cue(self, content: _Segment, cues: list[_Segment]) -> int | None:
        """Choose the cue that content belongs to: the tag says on which side it stands."""
        behind = bisect_left(cues, content.first, key=lambda cue: cue.first)
        left, right = behind - 1 if behind else None, behind if behind < len(cues) else None
        wanted, other = (right, left) if content.role == BEFORE else (left, right)
        if wanted is not None and self._is_near(content, cues[wanted]):
            return wanted
        if other is not None and self._is_near(content, cues[other]):
            return other
        return wanted if content.role == AFTER else None

    def _is_near(self, content: _Segment, cue: _Segment) -> bool:
        low = min(content.last, cue.last)
        high = max(content.first, cue.first)
        return self.sentence[high] - self.sentence[low] <= (1 if content.role == AFTER else 0) or high - low <= 4

    def _choose_source(
        self, number: int, cues: list[_Segment], sources: list[_Segment], used: set[_Segment]
    ) -> _Segment | None:
        """Choose the source of a cue: the nearest in its sentence, on the side where none else claims it."""
        cue = cues[number]
        sentence = self.sentence[cue.first]
        last_cue = cues[number - 1].last if number else -1
        next_cue = cues[number + 1].first if number + 1 < len(cues) else len(self.tags)
        behind = bisect_left(sources, cue.first, key=lambda source: source.first)
        left = sources[behind - 1] if behind and self.sentence[sources[behind - 1].first] == sentence else None
        right = sources[behind] if behind < len(sources) else None
        if right and not (right.first < next_cue and self.sentence[right.first] == sentence):
            right = None
        is_free = left is not None and left not in used and left.first > last_cue
        if left and is_free:
            # "said X" behind a quotation: nothing but the cue stands between
            is_inverted = right and right.first == cue.last + 1 and left.last < cue.first - 4
            return right if is_inverted else left
        if right and right.first - cue.last <= _FALLBACK_REACH:
            return right
        if left and self.kind[cue.first] == _PARTICIPLE:
            return left
        return self._search(cue, last_cue) or left or self._find_subject(cue)

    def _split_off(self, cue: _Segment, contents: list[_Segment]) -> tuple[_Segment | None, list[_Segment]]:
        """Part the source from what was tagged as content.

        Behind "according to" it is all before the first comma; before "said", a name behind the last comma.
        """
        for number, content in enumerate(contents):
            at = content.last
            while content.last == cue.first - 1 and at > content.first and self._is_name(at):
                at -= 1
            if content.first < at < content.last and self.kind[at] == _COMMA:
                rest = _Segment(content.role, content.first, at - 1)
                return _Segment(SOURCE, at + 1, content.last), [*contents[:number], rest, *contents[number + 1 :]]
        content = contents[0]
        if content.first != cue.last + 1 or self.kind[cue.last] not in _BEFORE_SOURCES:
            return None, contents
        for at in range(content.first, min(content.first + _FALLBACK_REACH, content.last)):
            if self.kind[at] == _COMMA:
                return _Segment(SOURCE, content.first, at - 1), [_Segment(AFTER, at + 1, content.last), *contents[1:]]
        return None, contents

    def _search(self, cue: _Segment, last_cue: int) -> _Segment | None:
        """Search for a source beside a cue that the tagger missed: the likeliest name or pronoun."""
        sentence = self.sentence[cue.first]
        best, best_score = None, _MIN_SCORE
        for at in range(max(cue.first - _FALLBACK_REACH, last_cue + 1), cue.last + 4):
            if not 0 <= at < len(self.tags) or self.sentence[at] != sentence or self.tags[at] != OTHER:
                continue
            if self.shape[at] == _SIGN_SHAPE or self.kind[at] in _NO_SOURCES:
                continue
            score = float(self.scores[at, SOURCE] - self.scores[at, OTHER]) + _AT_CUE * (at == cue.first - 1)
            if score > best_score:
                best, best_score = _Segment(SOURCE, at, at), score
        return best

    def _find_subject(self, cue: _Segment) -> _Segment | None:
        """Return the first name or pronoun of the sentence of a participle: more often than not its subject."""
        if self.kind[cue.first] != _PARTICIPLE:
            return None
        at = cue.first
        while at > 0 and self.sentence[at - 1] == self.sentence[cue.first]:
            at -= 1
        places = range(at, min(at + 8, cue.first))
        return next((_Segment(SOURCE, n, n) for n in places if self.kind[n] in _NAMES), None)

    def _widen(self, source: _Segment) -> _Segment:
        """Take in the rest of a name."""
        first, last = source.first, source.last
        sentence = self.sentence[first]
        while self.sentence[last + 1] == sentence and self.kind[last + 1] in _NAME_PARTS and self._is_name(last):
            last += 1
        while self.sentence[first - 1] == sentence and self.kind[first - 1] in _NAME_PARTS and self._is_name(first):
            first -= 1
        return _Segment(SOURCE, first, last)

    def _is_name(self, at: int) -> bool:
        return self.kind[at] in _NAME_PARTS

    def _make(self, contents: list[_Segment], cue: _Segment | None, source: _Segment | None) -> Statement:
        tokens = self.tokens
        spans, shares = [], []
        for content in contents:
            spans.append(Span(self.start[content.first], self.end[content.last]))
            n_words, n_quoted = (
                int(counts[content.last] - counts[content.first - 1]) for counts in (self.n_words, self.n_quoted)
            )
            shares.append(n_quoted / max(n_words, 1))
        source = self._widen(source) if source else None
        first = contents[0].first
        return Statement(
            int(tokens.text[first]),
            int(tokens.paragraph[first]),
            spans,
            shares,
            Span(self.start[cue.first], self.end[cue.last]) if cue else None,
            Span(self.start[source.first], self.end[source.last]) if source else None,
        )
