"""Which person or body the words before "said" name: in full, through surname, title or pronoun where that is safe."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from helpers.stance.statements import Span, Statement

_INITIAL = r"[^\W\d_a-z]\."
_UPPER = r"[A-ZÀ-ÖØ-ÞŠŽĆČŁŚŻĀ-ſА-ЯЁ]"
_NAME_WORD = rf"(?:{_UPPER}[\w’']*(?:-\w+)*)"
_PARTICLE = r"(?:al|bin|bint|ibn|de|del|della|da|di|dos|du|la|le|van|von|der|den|ter|ul|ur|e|el)"
_NAME = re.compile(
    rf"(?<![\w@]){_NAME_WORD}(?:[ \xa0]+(?:{_INITIAL}[ \xa0]?|{_PARTICLE}[ \xa0]+(?={_UPPER}))?{_NAME_WORD}){{0,5}}"
)
_TITLES = (
    "president vice prime minister deputy foreign defence defense interior finance information state federal chief "
    "general lieutenant lt major maj brigadier brig colonel col captain capt admiral adm marshal air sergeant sgt "
    "commander commodore army staff secretary spokesman spokeswoman spokesperson ambassador envoy special senator sen "
    "representative rep congressman congresswoman governor gov mayor judge justice chairman chairwoman chairperson "
    "director adviser advisor professor prof doctor dr mr mrs ms miss sir lord lady dame king queen prince princess "
    "sheikh shaikh mullah maulana ayatollah pope archbishop bishop cardinal reverend rev imam speaker premier "
    "chancellor attorney candidate former ex-president then-president acting senior assistant under undersecretary "
    "national security homeland treasury leader republican democrat democratic opposition party analyst expert "
    "columnist correspondent reporter author historian diplomat minister rabbi first lady ceo head police detective "
    "officer sheriff retired the us u.s american russian pakistani indian chinese afghan british french german turkish "
    "iranian israeli foreign press political nominee strategist pollster economist journalist writer editor host"
).split()
_TITLE_WORDS = frozenset(_TITLES)
# Words of offices by which "the minister" points back
_OFFICES = frozenset(
    "president minister secretary spokesman spokeswoman spokesperson ambassador envoy senator congressman congresswoman "
    "governor mayor judge general colonel admiral chairman chairwoman director adviser advisor professor king queen "
    "prince pope bishop chancellor premier leader candidate analyst expert diplomat official billionaire businessman "
    "columnist reporter author historian nominee strategist pollster economist journalist speaker commander lawyer "
    "attorney researcher scholar".split()
)
_BODIES = frozenset(
    "ministry department office government administration kremlin pentagon embassy agency committee council commission "
    "party campaign company bank army military navy court bureau university institute center centre group network "
    "newspaper times post journal magazine tribune news reuters press tv radio house senate congress parliament duma "
    "union nations organization organisation association foundation poll survey report statement study corporation "
    "police board league taliban team fund forum club society daily herald today observer guardian".split()
)
_NOT_NAMES = frozenset(
    "the a an this that these those it he she they we i you his her their its our my your but and or so if when while "
    "as at in on of for from by with after before since until because although though however meanwhile moreover "
    "according speaking asked also then there here what who why how where which yes no not now today yesterday "
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december both one two three some many most all each every other another such only even "
    "just still yet once instead despite during under over about earlier later last next first".split()
)
_HE, _SHE = frozenset({"he", "his", "him", "himself"}), frozenset({"she", "her", "hers", "herself"})
_BODY_PRONOUNS = frozenset({"it", "its"})
_RELATIVES = frozenset({"who", "whose", "which", "that"})
_MEN = frozenset(
    "mr sir lord king prince sheikh father john donald barack bernie ted bill joe george james robert michael david "
    "richard thomas charles paul mark steven stephen andrew kevin brian peter jeff jeb marco mike jim tom dan daniel "
    "matt matthew ben chris scott eric frank larry rick harry mitch lindsey nigel boris tony gordon sergei sergey "
    "dmitry dmitri vladimir igor ivan alexander alexei alexey nikolai mikhail yuri oleg viktor imran nawaz shehbaz "
    "shahbaz asif tariq sartaj mahmood muhammad mohammad mohammed ahmed ahmad ali hassan hussain hussein khalid "
    "khawaja pervez raheel narendra manmohan rajnath ashraf hamid abdul abdullah recep benjamin emmanuel francois "
    "angus wang xi jinping geng kim shinzo javad hasan bashar".split()
)
_WOMEN = frozenset(
    "mrs ms miss lady dame queen princess mother hillary elizabeth maria sarah megyn nancy susan mary jennifer laura "
    "angela theresa michelle melania ivanka chelsea kellyanne debbie donna carly condoleezza samantha marie heather "
    "hina benazir sherry shireen maleeha maryam sushma indira sonia hua valentina elena olga natalia ekaterina anna "
    "julia kate katie karen lisa linda barbara patricia jane anne ann amy emily rachel rebecca jill victoria madeleine "
    "alice nikki federica christine aung loretta tulsi nina dana margaret diane".split()
)
_REACH = 1_200  # characters back to whom a pronoun points
_ROLE_REACH = 90  # characters beside a name in which its role may stand


@dataclass
class Person:
    """A person or body that an article names.

    Attributes:
        name: As first given in full, without titles.
        role: The words around the first full name that say who this is.
        is_body: Whether it is a ministry, an agency or the like.
        gender: ``m``, ``f`` or nothing.
        offices: Words of offices beside the name.
        places: Where it is named, by any part of the name.
    """

    name: str
    role: str = ""
    is_body: bool = False
    gender: str = ""
    offices: set[str] = field(default_factory=set)
    places: list[int] = field(default_factory=list)


class Speaker(NamedTuple):
    """Who speaks.

    Attributes:
        name: As first given in full; empty if unknown.
        description: The words that say who this is.
    """

    name: str
    description: str


class _Found(NamedTuple):
    start: int
    end: int
    titles: tuple[str, ...]
    words: tuple[str, ...]


class Cast:
    """The persons and bodies of one article."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.found = [one for match in _NAME.finditer(text) if (one := _strip_titles(match))]
        self.persons: dict[str, Person] = {}
        self.by_last: dict[str, Person | None] = {}
        self._collect()
        self.named = sorted(
            (place, person.name) for person in self.persons.values() if not person.is_body for place in person.places
        )
        self.offices = self._index_offices()

    def _collect(self) -> None:
        for one in self.found:
            if len(one.words) < 2 and not (one.words[-1].lower() in _BODIES):
                continue
            name = " ".join(one.words)
            person = self.persons.get(name)
            if person is None:
                person = self.persons[name] = Person(name, self._role(one), _is_body(one.words))
                person.gender = _gender(one)
                last = _plain(one.words[-1])
                known = self.by_last.get(last)
                if last not in self.by_last:
                    self.by_last[last] = person
                elif known is not None and not _is_same(known.name, name):
                    # Two of one surname: the surname alone says nothing
                    self.by_last[last] = None
            person.offices |= {title for title in one.titles if title in _OFFICES}
            person.offices |= _offices(self.text[one.end : one.end + _ROLE_REACH])
            person.places.append(one.start)
            person.gender = person.gender or _gender(one)
        for one in self.found:
            if len(one.words) == 1 and (person := self.by_last.get(_plain(one.words[0]))):
                person.places.append(one.start)
                person.offices |= {title for title in one.titles if title in _OFFICES}
                person.gender = person.gender or _gender(one)

    def _role(self, one: _Found) -> str:
        """Return a name with its titles and, behind a comma, its apposition."""
        behind = self.text[one.end : one.end + _ROLE_REACH]
        match = re.match(r"\s?(?:\([^()]*\))?,\s(?:(?!who\b|said\b|says\b)[^.;:“”\"\n]){3,}?(?=[,.;:“”\"\n]|$)", behind)
        return self.text[one.start : one.end] + (match.group() if match else "")

    def _index_offices(self) -> dict[str, Person | None]:
        """Return who holds an office, where only one in the article does."""
        holders: dict[str, Person | None] = {}
        for person in self.persons.values():
            if person.is_body:
                continue
            for office in person.offices:
                holders[office] = person if holders.get(office, person) is person else None
        return holders

    def find_named(self, words: str) -> Person | None:
        """Return whom a name within some words means."""
        for match in _NAME.finditer(words):
            one = _strip_titles(match)
            if one is None:
                continue
            name = " ".join(one.words)
            if len(one.words) > 1:
                known = self.persons.get(name)
                longer = self.by_last.get(_plain(one.words[-1]))
                if longer is not None and _is_same(longer.name, name):
                    return longer
                return known or Person(name, words, _is_body(one.words))
            last = _plain(one.words[0])
            if person := self.by_last.get(last):
                return person
            if one.words[0].lower() not in _NOT_NAMES:
                return Person(one.words[0], words, _is_body(one.words))
        return None

    def last_named(self, at: int, pronoun: str, *, since: int = 0) -> Person | None:
        """Return the person named last before a place, if of fitting gender."""
        number = bisect_left(self.named, (at, ""))
        for place, name in reversed(self.named[max(number - 6, 0) : number]):
            if place < max(at - _REACH, since):
                break
            if _fits(self.persons[name], pronoun):
                return self.persons[name]
        return None


def resolve_speakers(text: str, statements: Sequence[Statement]) -> list[Speaker]:
    """Find who speaks in each statement of an article, in the order of the text.

    A pronoun means the speaker of the statement before, if that one is near and of fitting gender, else the person
    named last; "the minister" means the one minister of the article; a quotation with neither cue nor source goes on
    with the speaker of the paragraph before.
    """
    cast = Cast(text)
    speakers: list[Speaker] = []
    before: Person | None = None
    place = -_REACH
    last_statement: Statement | None = None
    for statement in statements:
        person, description = None, ""
        start = statement.content[0].start
        if statement.source is not None:
            person, description = _resolve(cast, statement.source, before, place)
            start = statement.source.start
        elif last_statement is not None and _goes_on(statement, last_statement):
            person, description = before, speakers[-1].description
        name = person.name if person else ""
        if person and person.role and person.role not in description:
            description = f"{person.role} ; {description}"
        speakers.append(Speaker(name, description))
        if person is not None or statement.source is not None:
            before, place = person, start
        last_statement = statement
    return speakers


def _goes_on(statement: Statement, before: Statement) -> bool:
    """Tell whether a quotation without cue goes on with what was said in its paragraph or the one before."""
    return statement.quoted[0] > 0.8 and statement.paragraph - before.paragraph <= 1 and before.quoted[-1] > 0


def _resolve(cast: Cast, source: Span, before: Person | None, place: int) -> tuple[Person | None, str]:
    words = cast.text[source.start : source.end]
    lower = words.lower().strip(" \t\n\xa0,;:–—-()")
    if lower in _HE or lower in _SHE:
        if before and not before.is_body and _fits(before, lower) and source.start - place <= _REACH:
            # Someone named since then, and nearer, is the likelier one
            since = cast.last_named(source.start, lower, since=place)
            return (since or before), words
        return cast.last_named(source.start, lower), words
    if lower in _BODY_PRONOUNS:
        return (before if before and before.is_body and source.start - place <= _REACH else None), words
    if lower in _RELATIVES:
        stretch = cast.text[max(source.start - 150, 0) : source.start]
        head = re.split(r"[.;:!?“”\"\n]", stretch)[-1].rstrip(" ,")
        names = [one for match in _NAME.finditer(head) if (one := _strip_titles(match))]
        person = cast.find_named(" ".join(names[-1].words)) if names else None
        return person, head[-_ROLE_REACH:] if not person else words
    head = re.split(r",| who | of | in | for | from | at | on ", words)[0]
    if person := cast.find_named(head) or (cast.find_named(words) if "," in words else None):
        office_first = re.match(r"(?:the|a|an)\s", lower) and not person.is_body and person.name not in words
        if not office_first or _plain(person.name.split()[-1]) in lower:
            return person, words
    if match := re.match(r"(?:the|this)\s(?:[\w-]+\s){0,3}?(\w+)$", lower):
        noun = match[1]
        if noun in _OFFICES:
            return cast.offices.get(noun), words
        if noun in _BODIES:
            bodies = {one.name for one in cast.persons.values() if one.is_body and noun in one.name.lower().split()}
            return (cast.persons[bodies.pop()] if len(bodies) == 1 else None), words
    return None, words


def _strip_titles(match: re.Match[str]) -> _Found | None:
    """Part the titles before a name from the name; nothing if no name is left."""
    words = match.group().replace("\xa0", " ").split()
    titles = []
    while words and words[0].lower().strip(".’'") in _NOT_NAMES:
        words.pop(0)
    while len(words) > 1 and words[0].lower().strip(".") in _TITLE_WORDS and not _is_body(words):
        titles.append(words.pop(0).lower().strip("."))
    if not words:
        return None
    words[-1] = re.sub(r"['’]s?$", "", words[-1])
    if not words[-1] or (len(words) == 1 and words[0].lower() in _TITLE_WORDS | _NOT_NAMES):
        return None
    return _Found(match.start(), match.end(), tuple(titles), tuple(words))


def _is_body(words: Sequence[str]) -> bool:
    return any(word.lower().strip(".") in _BODIES for word in words)


def _plain(word: str) -> str:
    return word.lower().replace("’", "'").strip(".")


def _is_same(one: str, other: str) -> bool:
    """Tell whether two full names may be one person's: the same first name or its initial."""
    a, b = one.split(), other.split()
    return a[0] == b[0] or (a[0][0] == b[0][0] and "." in a[0] + b[0])


def _gender(one: _Found) -> str:
    words = {*one.titles, one.words[0].lower().strip(".")} if len(one.words) > 1 else set(one.titles)
    return "m" if words & _MEN else "f" if words & _WOMEN else ""


def _fits(person: Person, pronoun: str) -> bool:
    wanted = "m" if pronoun in _HE else "f"
    return not person.gender or person.gender == wanted


@cache
def _office_pattern() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(sorted(_OFFICES))})\b")


def _offices(behind: str) -> set[str]:
    """Return the offices in an apposition behind a name."""
    match = re.match(r",\s((?:the|a|an|who is)\s)?([^,.;:“”\"\n]{3,70})[,.;]", behind)
    return set(_office_pattern().findall(match[2].lower())) if match else set()
