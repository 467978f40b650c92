"""Which bloc a speaker belongs to: Pakistani, Russian, US, Indian, ..., analyst, unnamed, other.

By the rows of ``data/actors.csv``, which the analyst edits; then by the country that the speaker's description names
("the Turkish foreign minister", "Pentagon spokesman"), with the names of ``countries.csv``.
"""

import csv
import difflib
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from helpers.errors import Problem
from helpers.shipped import read_shipped
from helpers.tables import read_edited_csv

UNNAMED, OTHER = "unnamed", "other"
COLUMNS = ("kind", "pattern", "bloc")
KINDS = ("name", "title")
# Where the bloc has another name than the first demonym
_BLOC_NAMES = {"United States": "US", "United Kingdom": "British", "United Nations": "UN"}

_PATTERN = re.compile(r"[^\W_](?:[\w .,'’&/$-]*[\w.*])?")
_MAX_PATTERN = 80
_UNNAMED = re.compile(
    r"\W*(?:(?:the|an?|some|several|many|most|other|others|one|two|three|four|various|certain|few|more|senior|top|high"
    r"|local|western|european|foreign|regional|security|government|military|intelligence|defen[cs]e|diplomatic|official|well|informed|placed|ranking|level"
    r"|anonymous|unnamed|unidentified|reliable|credible|person|people|those|familiar|close|with|to|matter|of|in|and"
    r"|knowledge|who|also|both)\W+)*"
    r"(?:officials?|sources?|insiders?|diplomats?|aides?|someone|people|person|others|some|many|critics|observers"
    r"|reports?|rumou?rs|witnesses|eyewitnesses|residents|authorities|media|spokes(?:man|woman|person))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Actors:
    """Names and titles with their blocs.

    Attributes:
        rows: Kind, pattern and bloc, in the order of the file.
        problems: What was found wrong in the file.
    """

    rows: tuple[tuple[str, str, str], ...]
    problems: tuple[Problem, ...] = ()

    def find_bloc(self, name: str, description: str = "") -> str:
        """Return the bloc of a speaker.

        Args:
            name: The speaker's name; empty if none is known.
            description: The words that name or introduce the speaker, such as "Russian Foreign Minister Sergei Lavrov".

        Returns:
            The bloc, ``unnamed``, ``other``, or nothing if there is neither name nor description.
        """
        told = f"{name} ; {description}"
        if not told.strip(" ;"):
            return ""
        names, titles = _compile(self.rows)
        leaders, places = _country_patterns()
        # By the name alone first: "Lavrov, beside Pakistan's foreign minister" names two
        for (pattern, blocs), text in ((names, name), (names, told), (titles, told)):
            if pattern and (found := pattern.search(text)):
                # "The Russian foreign office" is not the row "Foreign Office"; but an Indian analyst is an analyst
                country = _country_before(text[: found.start()]) if pattern is names[0] else ""
                return country or blocs[int(str(found.lastgroup)[1:])]
            if led := leaders.search(name):
                return _country_blocs()[led.group()]
        # A person is of the country that the description begins with: "Turkish envoy to Russia" is Turkish
        if found := places.search(_without_foreign(description) or name):
            return _country_blocs()[found.group()]
        return UNNAMED if not name and _UNNAMED.match(description) else OTHER


@cache
def _compile(
    rows: tuple[tuple[str, str, str], ...],
) -> tuple[tuple[re.Pattern[str] | None, list[str]], tuple[re.Pattern[str] | None, list[str]]]:
    """Return for names and for titles one pattern, whose groups are the rows, and the blocs of the rows."""
    made = []
    for kind in KINDS:
        own = [(pattern, bloc) for row_kind, pattern, bloc in rows if row_kind == kind]
        parts = [
            (pattern[0].lower(), rf"(?P<g{number}>{_regex(kind, pattern)})") for number, (pattern, _) in enumerate(own)
        ]
        joined = re.compile(rf"(?<!\w){_join_patterns(parts)}", re.IGNORECASE) if parts else None
        made.append((joined, [bloc for _, bloc in own]))
    return made[0], made[1]


def _join_patterns(parts: Iterable[tuple[str, str]]) -> str:
    """Join patterns by the character with which they begin, so that few are tried at a place."""
    groups: dict[str, list[str]] = {}
    for first, pattern in parts:
        groups.setdefault(first, []).append(pattern)
    tries = [f"(?={re.escape(first)})(?:{'|'.join(group)})" for first, group in groups.items()]
    return rf"(?=[{''.join(map(re.escape, groups))}])(?:{'|'.join(tries)})"


def _regex(kind: str, pattern: str) -> str:
    """Return a pattern of a row; between the first and the last word of a name other names may stand."""
    words = [
        re.escape(word.removesuffix("*")) + (r"\w*" if word.endswith("*") else r"(?!\w)") for word in pattern.split()
    ]
    gap = r"\s+(?-i:[A-Z][\w.]*\s+){0,2}" if kind == "name" and len(words) == 2 else r"\s+"
    return gap.join(words).replace("'", "['’]")


def _country_before(words: str) -> str:
    """Return the bloc of the country with which some words end: "the Russian", "Russia's"."""
    last = re.search(r"(?:[\w.-]+\s)?[\w.-]+$", re.sub(r"(?:['’]s)?\s+$", "", words))
    names = (last.group(), last.group().rpartition(" ")[2]) if last and words[-1:].isspace() else ()
    return next((_country_blocs()[name] for name in names if name in _country_blocs()), "")


_FOREIGN = re.compile(
    r"\b(?:to|in|on|with|against|for|about|of|from|at|between|near)\s+(?:the\s+)?(?=[A-Z])(?P<rest>.*)", re.DOTALL
)


def _without_foreign(description: str) -> str:
    """Return a description up to the country that it only concerns, unless it names none but that."""
    match = _FOREIGN.search(description)
    head = description[: match.start()] if match else description
    _, places = _country_patterns()
    return head if places.search(head) else description


class _Country(NamedTuple):
    bloc: str
    places: tuple[str, ...]
    demonyms: tuple[str, ...]
    leaders: tuple[str, ...]


@cache
def _countries() -> tuple[_Country, ...]:
    text = read_shipped("stance/countries.csv").decode()
    made = []
    for row in csv.DictReader(io.StringIO(text)):
        names, demonyms, seats, leaders = (
            tuple(part for part in (row[key] or "").split(";") if part)
            for key in ("names", "demonyms", "seats", "leaders")
        )
        bloc = _BLOC_NAMES.get(row["country"], demonyms[0] if demonyms else row["country"])
        made.append(_Country(bloc, names + seats, demonyms, leaders))
    return tuple(made)


@cache
def _country_blocs() -> dict[str, str]:
    return {name: one.bloc for one in reversed(_countries()) for name in (*one.places, *one.demonyms, *one.leaders)}


@cache
def _country_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return a pattern of leaders, and one of places and demonyms."""

    def join(names: Iterable[str]) -> re.Pattern[str]:
        ordered = sorted(set(names), key=lambda name: (-len(name), name))
        return re.compile(rf"(?<![\w.]){_join_patterns((name[0], re.escape(name)) for name in ordered)}(?!\w)")

    countries = _countries()
    leaders = join(name for one in countries for name in one.leaders)
    return leaders, join(name for one in countries for name in (*one.places, *one.demonyms))


def is_place(name: str) -> bool:
    """Tell whether a name is a country's, a people's or a seat of government's."""
    return name in _place_names()


def is_demonym(word: str) -> bool:
    """Tell whether a word says of what country someone is, as "Turkish" does."""
    return word in _demonyms()


@cache
def _demonyms() -> frozenset[str]:
    return frozenset(name for country in _countries() for name in country.demonyms)


@cache
def _place_names() -> frozenset[str]:
    return frozenset(name for one in _countries() for name in (*one.places, *one.demonyms)) - {"Kremlin", "Pentagon"}


def read_actors(path: str | Path) -> Actors:
    """Read the table of actors.

    Args:
        path: A CSV file with the columns kind, pattern and bloc; lines that begin with # are remarks.

    Returns:
        The rows that can be used, with one problem for each line that cannot.

    Raises:
        PresslensError: If the file cannot be read, or lacks a column.
    """
    lines, problems = read_edited_csv(Path(path), COLUMNS, what="actors")
    rows: list[tuple[str, str, str]] = []
    seen: dict[tuple[str, str], str] = {}
    for place, kind, pattern, bloc in lines:
        if fault := _find_fault(kind, pattern, bloc, seen):
            problems.append(Problem(place, "left out", *fault))
            continue
        seen[kind.lower(), pattern.casefold()] = bloc
        rows.append((kind.lower(), pattern, bloc))
    return Actors(tuple(rows), tuple(problems))


def _find_fault(kind: str, pattern: str, bloc: str, seen: dict[tuple[str, str], str]) -> tuple[str, str] | None:
    """Return what is wrong with a row and how to mend it; nothing if it can be used."""
    if kind.lower() not in KINDS:
        near = difflib.get_close_matches(kind.lower(), KINDS, n=1)
        return f"'{kind[:40]}' is no kind of actor", f"did you mean '{near[0]}'?" if near else "write name or title"
    if len(pattern) > _MAX_PATTERN or not _PATTERN.fullmatch(pattern) or "*" in pattern.replace("* ", " ")[:-1]:
        return (
            f"'{pattern[:40]}' is no usable pattern",
            f"begin with a letter, use at most {_MAX_PATTERN} letters, digits, spaces and . , ' & / $ -, "
            "and * only at the end of a word",
        )
    if not bloc or len(bloc) > _MAX_PATTERN or not bloc.isprintable():
        return "names no bloc", "write one into the column bloc, such as Russian or analyst"
    known = seen.get((kind.lower(), pattern.casefold()))
    if known is not None:
        return f"'{pattern[:40]}' stands twice", f"it counts for {known}; remove one of the two"
    return None
