"""Which person or body the words before "said" name: in full, through surname, title or pronoun where that is safe."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import NamedTuple

from helpers.language import STOP_WORDS
from helpers.stance.actors import is_demonym, is_place
from helpers.stance.sources import find_announcer, find_shared_source, is_left_open, is_nobody
from helpers.stance.speaker_words import (
    BODIES,
    BODY_PRONOUNS,
    COMMON,
    MEN,
    NOT_NAMES,
    OFFICES,
    TITLE_WORDS,
    WOMEN,
    find_singular,
)
from helpers.stance.statements import Span, Statement

_INITIAL = r"[^\W\d_a-z]\."
_UPPER = r"[A-ZÀ-ÖØ-ÞŠŽĆČŁŚŻĀ-ſА-ЯЁ]"
_SHORT_TITLE = r"(?:Mr|Mrs|Ms|Dr|Prof|Gen|Lt|Col|Maj|Brig|Capt|Adm|Sgt|Sen|Rep|Gov|Rev|Hon)\.(?=[ \xa0])"
_NAME_WORD = rf"(?:{_SHORT_TITLE}|{_UPPER}[\w’']*(?:-\w+)*)"
_PARTICLE = r"(?:al|bin|bint|ibn|de|del|della|da|di|dos|du|la|le|van|von|der|den|ter|ul|ur|e|el)"
_NAME = re.compile(
    rf"(?<![\w@]){_NAME_WORD}(?:[ \xa0]+(?:{_INITIAL}[ \xa0]?|{_PARTICLE}[ \xa0]+(?={_UPPER}))?{_NAME_WORD}){{0,5}}"
)
_SMALL = re.compile(r"(?<![\w’'-])[a-z]{3,}(?!\w)")
_HE, _SHE = frozenset({"he", "his", "him", "himself"}), frozenset({"she", "her", "hers", "herself"})
_RELATIVES = frozenset({"who", "whose", "which", "that"})
_HEAD = re.compile(
    r",|[ \xa0](?:who|whose|which|of|in|for|from|at|on|with|familiar|close|by|against|about|near)[ \xa0]"
)
_NAMED_BEHIND = re.compile(r"(?:the|an?|its?|his|her|their)\s[^,]{2,60},\s([^,]{3,60}),?$", re.IGNORECASE)
_SPEAKS_FOR = re.compile(r"(?:spokes|official|statement|report|press)")
_APPOSITION = re.compile(r"\s?(?:\([^()]*\))?,\s(?:(?!who\b|said\b|says\b)[^.;:“”\"\n]){3,}?(?=[,.;:“”\"\n]|$)")
_CLAUSE = re.compile(r"[.;:!?“”\"\n]")
_THE = re.compile(r"(?:the|this)\s(?:[\w-]+\s){0,3}?(\w+)$")
_PARENTHESIS = re.compile(r"\s?\([^()]*\)?")
_GENITIVE = re.compile(r"['’]s?$")
_MAX_NAMESAKES = 20
_BEFORE_NAMES, _ALONE_NO_NAMES, _MEANS_ANYBODY = TITLE_WORDS | OFFICES, TITLE_WORDS | NOT_NAMES, OFFICES | COMMON
# By which the journalist may mean whoever spoke last, whatever his or her office
_ANY_OFFICE = frozenset({"diplomat", "official", "politician", "leader"})
_RUNNING = re.compile(r"[a-zß-ÿ,]\s$")
_FAR_MORE = 2  # times as often named in full as another of that surname
_REACH = 1_200  # characters back to whom a pronoun points
_ROLE_REACH = 90  # characters beside a name in which its role may stand


@dataclass
class Person:
    """A person or body that an article names.

    Attributes:
        name: In its fullest form, without titles.
        role: The words around the first full name that say who this is.
        is_body: Whether it is a ministry, an agency or the like.
        gender: ``m``, ``f`` or nothing.
        offices: Words of offices beside the name.
        places: Where it is named, by any part of the name.
        n_full: How often in full.
        by_surname: Whether the surname also stands alone.
    """

    name: str
    role: str = ""
    is_body: bool = False
    gender: str = ""
    offices: set[str] = field(default_factory=set)
    places: list[int] = field(default_factory=list)
    n_full: int = 0
    by_surname: bool = False

    @property
    def is_surely_human(self) -> bool:
        """Whether the article treats it as a person: by title, first name, office or surname."""
        return not self.is_body and bool(self.gender or self.offices or self.by_surname)


class Speaker(NamedTuple):
    """Who speaks.

    Attributes:
        name: In its fullest form; empty if unknown.
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
    """The persons and bodies of one article.

    Args:
        text: The article.
        spoken: What is said in it, by start: a name in there is nobody whom a pronoun of the journalist means.
    """

    def __init__(self, text: str, spoken: Sequence[Span] = ()) -> None:
        self.text = text
        self.small = frozenset(_SMALL.findall(text))
        self.found = list(_find_names(text))
        self.persons: dict[str, Person] = {}
        self.by_last: dict[str, list[Person]] = {}
        self.fullest = _find_fullest(text, self.found, self.small | STOP_WORDS)
        self._collect()
        starts, ends = [span.start for span in spoken], [span.end for span in spoken]

        def is_said(place: int) -> bool:
            number = bisect_right(starts, place) - 1
            return number >= 0 and place < ends[number]

        self.named = sorted(
            (place, person.name)
            for person in self.persons.values()
            if person.is_surely_human
            for place in person.places
            if not is_said(place)
        )
        people = {id(one): one for one in self.persons.values() if not one.is_body}.values()
        self.offices: dict[str, list[Person]] = {}
        self.fitting: dict[str, list[Person]] = {}
        for person in people:
            person.places.sort()
        for person in sorted(people, key=lambda person: person.places[0]):
            for office in person.offices:
                self.offices.setdefault(office, []).append(person)
            for pronoun in ("he", "she"):
                if person.is_surely_human and _fits(person, pronoun):
                    self.fitting.setdefault(pronoun, []).append(person)
        self.bodies = self._index(lambda person: person.name.lower().split() if person.is_body else ())

    def _collect(self) -> None:
        for one in self.found:
            is_body = _is_body(one.words)
            if (len(one.words) < 2 and not is_body) or is_place(" ".join(one.words)):
                continue
            name = " ".join(one.words)
            fullest = self.fullest.get(name, name)
            person = self.persons.get(name) or self.persons.get(fullest)
            if person is None:
                person = self._same(one) or Person(fullest, self._role(one), is_body)
            if name not in self.persons:
                self.persons[name] = self.persons[person.name] = person
                namesakes = self.by_last.setdefault(_plain(one.words[-1]), [])
                if person not in namesakes and len(namesakes) < _MAX_NAMESAKES:
                    namesakes.append(person)
            person.offices |= _offices(self.text[one.end : one.end + _ROLE_REACH])
            person.offices |= OFFICES.intersection(self._words_before(one))
            person.n_full += 1
            self._note(person, one)
        for one in self.found:
            if len(one.words) == 1 and (person := self._by_surname(one)):
                self._note(person, one)
                person.by_surname = True

    def _note(self, person: Person, one: _Found) -> None:
        person.places.append(one.start)
        person.offices |= OFFICES.intersection(one.titles)
        person.gender = person.gender or _gender(one)

    def _same(self, one: _Found) -> Person | None:
        """Return the person who was first named with another middle name or initial."""
        name = " ".join(one.words)
        return next(
            (known for known in self.by_last.get(_plain(one.words[-1]), ()) if _is_same(known.name, name)), None
        )

    def _by_surname(self, one: _Found) -> Person | None:
        """Return whom a surname means: of several who bear it the one whom "Mr" or "Mrs" fits, or who is named most."""
        known = self.by_last.get(_plain(one.words[0]), [])
        if len(known) > 1 and (gender := _gender(one)):
            known = [person for person in known if person.gender in ("", gender)]
        if len(known) > 1:
            most, second = sorted(known, key=lambda person: -person.n_full)[:2]
            known = [most] if most.n_full >= _FAR_MORE * second.n_full else []
        return known[0] if known else None

    def _role(self, one: _Found) -> str:
        """Return a name with the titles before it and, behind a comma, its apposition."""
        behind = self.text[one.end : one.end + _ROLE_REACH]
        match = _APPOSITION.match(behind)
        return " ".join([*self._words_before(one), self.text[one.start : one.end] + (match.group() if match else "")])

    def _words_before(self, one: _Found) -> list[str]:
        """Return the words of an office right before a name, as in "Russian deputy envoy Ivan Petrov"."""
        clause = _CLAUSE.split(self.text[max(one.start - _ROLE_REACH, 0) : one.start])[-1]
        words = clause.split()
        first = len(words)
        while first and (words[first - 1].lower() in _BEFORE_NAMES or is_place(words[first - 1])):
            first -= 1
        return words[first:]

    def _index(self, words_of: Callable[[Person], Iterable[str]]) -> dict[str, Person | None]:
        """Return whom a word means, where it fits only one in the article."""
        holders: dict[str, Person | None] = {}
        for person in self.persons.values():
            for word in words_of(person):
                holders[word] = person if holders.get(word, person) is person else None
        return holders

    def find_named(self, words: str) -> Person | None:
        """Return whom a name within some words means: a person rather than the body that he or she speaks for."""
        people = []
        for one in _find_names(words):
            behind = words[one.end :].strip(" \n\t\xa0,;")
            if person := self._identify(one, words, behind):
                people.append(person)
        humans = [one for one in people if not one.is_body]
        if " and " in words or " & " in words:
            return humans[0] if humans else people[0] if people else None
        return humans[-1] if humans else people[0] if people else None

    def _identify(self, one: _Found, words: str, behind: str) -> Person | None:
        """Return whom a name means, given what stands behind it."""
        name = " ".join(one.words)
        if is_place(name):
            return None
        is_body = _is_body(one.words)
        speaks_for = is_body and _SPEAKS_FOR.match(behind)
        is_amid = behind[:1].islower() and not speaks_for
        if len(one.words) > 1:
            if is_body and is_amid:
                return None  # "the Senate minority leader" is not the Senate
            return self.persons.get(name) or self._same(one) or Person(name, words, is_body, _gender(one))
        if person := self._by_surname(one):
            return person
        return None if is_amid or self._is_common(name) else Person(name, words, is_body, _gender(one))

    def _is_common(self, word: str) -> bool:
        """Tell whether a word that begins large names nobody: the article also writes it small, or it is a plural."""
        lower = word.lower()
        return lower in NOT_NAMES or lower in self.small or find_singular(lower) in _MEANS_ANYBODY

    def find_holder(self, office: str, at: int) -> Person | None:
        """Return the one person named before a place, or anywhere if nobody is, who holds an office."""
        holders = self.offices.get(office, [])
        return _find_only(holders, at) or (holders[0] if len(holders) == 1 else None)

    def find_last(self, words: str) -> Person | None:
        """Return whom the last name within some words means."""
        found = list(_find_names(words))
        return self._identify(found[-1], words, "") if found else None

    def only_named(self, at: int, pronoun: str) -> Person | None:
        """Return the one person of fitting gender whom the article names before a place, if there is but one."""
        return _find_only(self.fitting.get("he" if pronoun in _HE else "she", []), at)

    def last_named(self, at: int, pronoun: str, *, since: int, as_subject: bool) -> Person | None:
        """Return the person of fitting gender who is named last before a place.

        Args:
            at: The place.
            pronoun: The pronoun that stands there, in small letters.
            since: Where the search begins.
            as_subject: Whether only names at the start of a sentence count.
        """
        number = bisect_left(self.named, (at, ""))
        for place, name in reversed(self.named[max(number - 12, 0) : number]):
            if place < max(at - _REACH, since):
                break
            if _fits(self.persons[name], pronoun) and (not as_subject or _begins_sentence(self.text, place)):
                return self.persons[name]
        return None


def resolve_speakers(text: str, statements: Sequence[Statement]) -> list[Speaker]:
    """Find who speaks in each statement of an article, in the order of the text.

    A pronoun means the speaker of the statement before, if that one is near and of fitting gender, else the person
    named last; "the minister" means the one minister of the article; a quotation with neither cue nor source goes on
    with the speaker of the paragraph before.
    """
    spoken = sorted(stretch for statement in statements for stretch in statement.content)
    cast = Cast(text, spoken)
    speakers: list[Speaker] = []
    before: Person | None = None
    place = -_REACH
    last_statement: Statement | None = None
    for statement in statements:
        person, description = None, ""
        start = statement.content[0].start
        if statement.source is None and statement.cue is None and statement.quoted[0] > 0.8:
            statement.source = find_announcer(text, start)
        if statement.source is not None and is_nobody(text, statement.source, statement.cue):
            statement.source = find_shared_source(text, statement, last_statement)
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
    for number in range(len(statements) - 2, -1, -1):
        if not speakers[number].name and is_left_open(text, *statements[number : number + 2]):
            speakers[number] = speakers[number + 1]
    return speakers


def _goes_on(statement: Statement, before: Statement) -> bool:
    """Tell whether a quotation without cue goes on with what was said in its paragraph or the one before."""
    return statement.quoted[0] > 0.8 and statement.paragraph - before.paragraph <= 1 and before.quoted[-1] > 0


def _resolve(cast: Cast, source: Span, before: Person | None, place: int) -> tuple[Person | None, str]:
    """Return whom the words of a source mean, and the words that describe him, her or it."""
    words = _PARENTHESIS.sub("", cast.text[source.start : source.end])
    lower = words.lower().strip(" \t\n\xa0,;:–—-()")
    is_near = before is not None and source.start - place <= _REACH
    if lower in _HE or lower in _SHE:
        return _resolve_pronoun(cast, source, lower, before if is_near else None, place), words
    if lower in BODY_PRONOUNS:
        return (before if before and before.is_body and is_near else None), words
    if lower in _RELATIVES:
        head = _CLAUSE.split(cast.text[max(source.start - 150, 0) : source.start])[-1].rstrip(" ,")
        return cast.find_last(head), head[-_ROLE_REACH:]
    person = cast.find_named(_HEAD.split(words, maxsplit=1)[0])
    if person is None and (named := _NAMED_BEHIND.match(words)):
        person = cast.find_named(named[1])
    if person is None and (match := _THE.match(lower)):
        person = cast.find_holder(match[1], source.start) if match[1] in OFFICES else cast.bodies.get(match[1])
        if match[1] in _ANY_OFFICE and match[1] not in cast.offices and before and is_near and before.is_surely_human:
            person = before
    return person, words


def _resolve_pronoun(cast: Cast, source: Span, pronoun: str, before: Person | None, place: int) -> Person | None:
    """Return whom "he" or "she" means: who spoke before, unless someone else began a sentence since then."""
    speaker = before if before and not before.is_body and _fits(before, pronoun) else None
    newer = cast.last_named(source.start, pronoun, since=place + 1 if speaker else 0, as_subject=True)
    return (
        newer
        or speaker
        or cast.last_named(source.start, pronoun, since=0, as_subject=False)
        or cast.only_named(source.start, pronoun)
    )


def _find_names(text: str) -> Iterator[_Found]:
    """Yield the names in a text, parted from the titles and bodies before them."""
    for match in _NAME.finditer(text):
        if parted := _part_titles(match.group()):
            yield _Found(match.start(), match.end(), *parted)


@lru_cache(maxsize=100_000)
def _part_titles(name: str) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """Return the titles before a name, in small letters, and the words of the name; nothing if none are left."""
    words = name.replace("\xa0", " ").split()
    while words and (words[0].lower().strip(".’'") in NOT_NAMES or words[0].endswith("-born")):
        words.pop(0)
    plain = [_GENITIVE.sub("", word.lower()).strip(".") for word in words]
    titled = [
        at
        for at, word in enumerate(plain[:-1])
        if word in TITLE_WORDS or is_demonym(words[at]) or words[at].endswith(("'s", "’s"))
    ]
    titles: tuple[str, ...] = ()
    if titled and not _is_body(words[titled[-1] + 1 :]):
        titles = tuple(plain[: titled[-1] + 1])
        words = words[titled[-1] + 1 :]
    if not words:
        return None
    words[-1] = _GENITIVE.sub("", words[-1])
    if not words[-1] or (len(words) == 1 and (len(words[0]) == 1 or plain[-1] in _ALONE_NO_NAMES)):
        return None
    return titles, tuple(words)


def _find_fullest(text: str, found: Sequence[_Found], ordinary: Set[str]) -> dict[str, str]:
    """Return for names of persons the one fuller form that holds their words in order and ends alike.

    Not the headline "Voters See Ann Roe": a fuller form holds no ordinary word, and stands once behind a small word or
    a comma. A name that fits two, such as "Ann Roe" with "Mary Ann Roe" and "Jane Ann Roe", is left as it is.
    """
    forms: dict[str, dict[tuple[str, ...], bool]] = {}
    for one in found:
        if len(one.words) > 1 and not _is_body(one.words):
            own = forms.setdefault(_plain(one.words[-1]), {})
            if one.words in own or len(own) < _MAX_NAMESAKES:
                is_running = bool(_RUNNING.search(text[max(one.start - 2, 0) : one.start])) and ordinary.isdisjoint(
                    word.lower() for word in one.words
                )
                own[one.words] = own.get(one.words, False) or is_running
    fullest = {}
    for own in forms.values():
        for words in own:
            fuller = [other for other, is_running in own.items() if is_running and _holds(other, words)]
            longest = max(fuller, key=len, default=words)
            if all(_holds(longest, other) or other == longest for other in fuller):
                fullest[" ".join(words)] = " ".join(longest)
    return fullest


def _holds(fuller: Sequence[str], words: Sequence[str]) -> bool:
    """Tell whether a name holds the words of another in their order, and more before the last of them."""
    rest = iter(fuller)
    return len(fuller) > len(words) and _plain(fuller[-1]) == _plain(words[-1]) and all(word in rest for word in words)


def _begins_sentence(text: str, place: int) -> bool:
    """Tell whether nothing but blanks stands between a place and the end of another sentence."""
    before = text[max(place - 8, 0) : place].rstrip(" \t\xa0“\"‘'")
    return not before or before[-1] in ".!?…\n\r”"


def _is_body(words: Sequence[str]) -> bool:
    return any(word.lower().strip(".") in BODIES for word in words)


def _plain(word: str) -> str:
    return word.lower().replace("’", "'").strip(".")


def _is_same(one: str, other: str) -> bool:
    """Tell whether two full names may be one person's: the same first name or its initial."""
    a, b = one.split(), other.split()
    return a[0] == b[0] or (a[0][0] == b[0][0] and "." in a[0] + b[0])


def _gender(one: _Found) -> str:
    words = {*one.titles, one.words[0].lower().strip(".")} if len(one.words) > 1 else set(one.titles)
    return "m" if words & MEN else "f" if words & WOMEN else ""


def _find_only(people: Sequence[Person], at: int) -> Person | None:
    """Return who of some people, in the order of the article, is named before a place, if only one is."""
    n_before = sum(person.places[0] < at for person in people[:2])
    return people[0] if n_before == 1 else None


def _fits(person: Person, pronoun: str) -> bool:
    wanted = "m" if pronoun in _HE else "f"
    return not person.gender or person.gender == wanted


@cache
def _office_pattern() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(sorted(OFFICES))})\b")


def _offices(behind: str) -> set[str]:
    """Return the offices in an apposition behind a name."""
    match = re.match(r",\s((?:the|a|an|who is)\s)?([^,.;:“”\"\n]{3,70})[,.;]", behind)
    return set(_office_pattern().findall(match[2].lower())) if match else set()
