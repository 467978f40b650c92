"""Sentences much alike that contradict on their face: one negated, other numbers, or other names on the two sides.

Rules of words alone, for sentences whose likeness is high already. Words of opposite meaning ("welcomed", "rejected")
are out of their reach.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice, pairwise, takewhile

from helpers.language import STOP_WORDS, fold_word, lemmatize_word, word_spans
from helpers.shipped import read_shipped

KINDS = ("negation", "numbers", "names")
_ALIKE = (
    0.5  # least share of the words of the shorter, negations aside, that a sentence and its negation have in common
)
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_YEAR = re.compile(r"(?:19|20)\d\d")
_JOINS = re.compile(r"[.$£€%]?\s+[$£€]?")  # between words of one stretch; other signs part them
_LINKS = STOP_WORDS - {"and", "by", "from", "or", "with"}
_MOST_WORDS, _MOST_NAMES = 200, 12  # of a sentence that are read, and set against one another

Words = frozenset[str]
Deed = tuple[str, str, str]  # who, what, to whom


@dataclass(frozen=True)
class _Marks:
    """What of a sentence is compared.

    Attributes:
        is_negated: Whether a word negates something in it.
        negated: The word behind each such word, adverbs left out.
        words: Its lemmas, without stop words and negations.
        numbers: Its numbers: years, days of a month and others.
        names: Its names; what stands for a country is that country.
        opening: The words in front of its first name.
        subject: That name, or nothing if it may be none.
        deeds: Who, what and to whom, for each two names with words between.
    """

    is_negated: bool
    negated: Words
    words: Words
    numbers: Mapping[str, frozenset[float]]
    names: frozenset[str]
    opening: Words
    subject: str
    deeds: frozenset[Deed]


@dataclass(frozen=True)
class _Name:
    """A name: its first word, one past its last, how it counts, and whether it may be a common word."""

    start: int
    end: int
    key: str
    is_sure: bool


def differ(first: str, second: str) -> str:
    """Tell how two sentences that are much alike contradict on their face.

    - ``negation``: one is negated, the other is not but says the word that is, and half of the words of the shorter are
      in both.
    - ``numbers``: each has a number that the other lacks. Years, days of a month and other numbers are compared apart,
      and an added number is no contradiction.
    - ``names``: two names have changed places around a word of both ("Oslo thanked Lima", "Lima thanked Oslo"; "was
      thanked by" turns them round), or both begin with a country, each with one that the other does not name.

    Returns:
        The first of `KINDS` that applies, or nothing.
    """
    one, other = _read(first), _read(second)
    checks = (_differ_in_negation, _differ_in_numbers, _differ_in_names)
    return next((kind for kind, check in zip(KINDS, checks, strict=True) if check(one, other)), "")


def _differ_in_negation(one: _Marks, other: _Marks) -> bool:
    # What is negated must stand in the other one, too: not in an added part ("..., I don't know")
    is_alike = len(one.words & other.words) >= _ALIKE * min(len(one.words), len(other.words))
    told = (one.negated & other.words) | (other.negated & one.words)
    return one.is_negated != other.is_negated and is_alike and bool(told)


def _differ_in_numbers(one: _Marks, other: _Marks) -> bool:
    pairs = [(one.numbers[kind], other.numbers[kind]) for kind in one.numbers]
    return any(bool(a - b) and bool(b - a) for a, b in pairs)


def _differ_in_names(one: _Marks, other: _Marks) -> bool:
    turned = {(whom, deed, who) for who, deed, whom in one.deeds} & other.deeds
    if turned - one.deeds:
        return True
    begin_alike = bool(one.subject and other.subject) and one.opening == other.opening
    return begin_alike and one.subject not in other.names and other.subject not in one.names


@lru_cache(maxsize=10_000)
def _read(text: str) -> _Marks:
    """Return what of a sentence is compared."""
    spans = word_spans(text)[:_MOST_WORDS]
    raw = [text[start:end] for start, end in spans]
    folded = [fold_word(word) for word in raw]
    lemmas = [lemmatize_word(word) for word in folded]
    parted = [not _JOINS.fullmatch(text[a[1] : b[0]]) for a, b in pairwise(spans)]
    names = list(_find_names(raw, folded, parted))
    told = [lemma if word not in STOP_WORDS else "" for word, lemma in zip(folded, lemmas, strict=True)]
    negations = list(_find_negations(folded, lemmas, parted))
    subject = names[0] if names else None
    return _Marks(
        is_negated=bool(negations),
        negated=frozenset(_find_negated(told, negations)),
        words=frozenset(word for place, word in enumerate(told) if place not in negations) - {""},
        numbers=_find_numbers(folded),
        names=frozenset(name.key for name in names),
        opening=frozenset(told[: subject.start] if subject else []) - {""},
        subject=subject.key if subject and subject.key in _countries().values() else "",
        deeds=frozenset(_find_deeds(names, folded, told, parted)),
    )


def _find_negations(folded: list[str], lemmas: list[str], parted: list[bool]) -> Iterator[int]:
    """Yield the places of the words that negate."""
    words, verbs, none_before = (_list("negations", name) for name in ("words", "verbs", "none_before"))
    for place, word in enumerate(folded):
        is_reply = word == "no" and any(parted[place : place + 1])
        if (word in words or word.endswith("n't")) and not is_reply:
            if none_before.isdisjoint(folded[place + 1 : place + 2]):
                yield place
        elif lemmas[place] in verbs:
            yield place


def _find_negated(told: list[str], negations: list[int]) -> Iterator[str]:
    """Yield the word behind each negation, adverbs passed over."""
    passed = _list("negations", "passed") | {""}
    for place in negations:
        behind = (word for word in told[place + 1 :] if word not in passed and not word.endswith("ly"))
        yield from islice(behind, 1)


def _find_numbers(folded: list[str]) -> Mapping[str, frozenset[float]]:
    """Return the numbers by kind; those with a letter or a hyphen are left out."""
    found: dict[str, set[float]] = {"year": set(), "day": set(), "other": set()}
    months, values, scales = _list("dates", "months"), _values("words"), _values("scales")
    for place, word in enumerate(folded):
        around = {*folded[max(place - 1, 0) : place], *folded[place + 1 : place + 2]}
        if word in values or _NUMBER.fullmatch(word):
            value = values[word] if word in values else float(word.replace(",", ""))
            scale = next((scales[after] for after in folded[place + 1 : place + 2] if after in scales), 1.0)
            kind = "year" if _YEAR.fullmatch(word) else "day" if around & months else "other"
            found[kind].add(value * scale)
    return {kind: frozenset(numbers) for kind, numbers in found.items()}


def _find_names(raw: list[str], folded: list[str], parted: list[bool]) -> Iterator[_Name]:
    """Yield the names: countries, and of other words in a row that begin with a capital the last."""
    dates = _list("dates", "months") | _list("dates", "days")
    can_be = [
        word[0].isupper() and low not in STOP_WORDS and low.lower() not in dates
        for word, low in zip(raw, folded, strict=True)
    ]
    start = place = 0
    while place < len(raw):
        key, size = _find_country(folded, place) if can_be[place] else ("", 0)
        end = place + (size or 1)
        goes_on = not size and can_be[place] and end < len(raw) and can_be[end] and not parted[place]
        goes_on = goes_on and not raw[place].endswith(("'s", "’s")) and not _find_country(folded, end)[1]
        if can_be[place] and not goes_on:
            yield _Name(start, end, key or folded[place], bool(size) or end - start > 1 or start > 0)
        start = start if goes_on else end
        place = end


def _find_country(folded: list[str], place: int) -> tuple[str, int]:
    """Return the country that is named at a place and in how many words, or nothing and 0."""
    for size in (2, 1):
        key = _countries().get(" ".join(folded[place : place + size]).lower())
        if key:
            return key, size
    return "", 0


def _find_deeds(names: list[_Name], folded: list[str], told: list[str], parted: list[bool]) -> Iterator[Deed]:
    """Yield who, what and to whom for each two names in one stretch; what may be done by both is left out."""
    in_names = {place for name in names for place in range(name.start, name.end)}
    for number, one in enumerate(names[:_MOST_NAMES]):
        for other in names[number + 1 : _MOST_NAMES]:
            if any(parted[one.end - 1 : other.start]):
                break
            between = range(one.end, other.start)
            joint = next((folded[place] for place in reversed(between) if folded[place] not in _LINKS), "")
            # Behind "and" something else begins
            own = takewhile(lambda place: folded[place] not in ("and", "or"), between)
            words = [told[place] for place in own if told[place] and place not in in_names]
            if one.key == other.key or joint in ("from", "with") or not _list("deeds", "mutual").isdisjoint(words):
                continue
            who, whom = (other.key, one.key) if joint == "by" else (one.key, other.key)
            yield from ((who, word, whom) for word in words)


@cache
def _read_words() -> dict[str, dict[str, str]]:
    """Return the word lists."""
    return tomllib.loads(read_shipped("claims/conflict_words.toml").decode())


@cache
def _list(group: str, name: str) -> Words:
    return frozenset(_read_words()[group][name].split())


@cache
def _values(name: str) -> dict[str, float]:
    pairs = (pair.split("=") for pair in _read_words()["numbers"][name].split())
    return {word: float(value) for word, value in pairs}


@cache
def _countries() -> dict[str, str]:
    """Return the country of each name."""
    return {name.strip(): key for key, names in _read_words()["names"].items() for name in names.split(",")}
