"""Which person or body the words before "said" name: in full, through surname, title or pronoun where that is safe."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from helpers.language import STOP_WORDS
from helpers.stance.actors import is_demonym, is_place
from helpers.stance.statements import Span, Statement


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_INITIAL = r"[^\W\d_a-z]\."
_UPPER = r"[A-ZÀ-ÖØ-ÞŠŽĆČŁŚŻĀ-ſА-ЯЁ]"
_SHORT_TITLE = r"(?:Mr|Mrs|Ms|Dr|Prof|Gen|Lt|Col|Maj|Brig|Capt|Adm|Sgt|Sen|Rep|Gov|Rev|Hon)\.(?=[ \xa0])"
_NAME_WORD = rf"(?:{_SHORT_TITLE}|{_UPPER}[\w’']*(?:-\w+)*)"
_PARTICLE = r"(?:al|bin|bint|ibn|de|del|della|da|di|dos|du|la|le|van|von|der|den|ter|ul|ur|e|el)"
_NAME = re.compile(
    rf"(?<![\w@]){_NAME_WORD}(?:[ \xa0]+(?:{_INITIAL}[ \xa0]?|{_PARTICLE}[ \xa0]+(?={_UPPER}))?{_NAME_WORD}){{0,5}}"
)
_TITLE_WORDS = _words(
    "president vice prime minister deputy foreign defence defense interior finance information state federal "
    "chief general lieutenant lt major maj brigadier brig colonel col captain capt admiral adm marshal air "
    "sergeant sgt commander commodore army staff secretary spokesman spokeswoman spokesperson ambassador envoy "
    "special senator sen representative rep congressman congresswoman governor gov mayor judge justice chairman "
    "chairwoman chairperson chair director adviser advisor professor prof doctor dr mr mrs ms miss sir lord lady dame "
    "king queen prince princess sheikh shaikh mullah maulana ayatollah pope archbishop bishop cardinal reverend "
    "rev imam speaker premier chancellor attorney candidate former ex-president then-president acting senior "
    "assistant under undersecretary national security minority majority homeland treasury leader republican "
    "democrat democratic opposition party analyst expert columnist correspondent reporter author historian "
    "diplomat rabbi first ceo head police detective officer sheriff retired the press political nominee "
    "strategist pollster economist journalist writer editor host us u.s"
)
# Words of offices by which "the minister" points back
_OFFICES = _words(
    "president minister secretary spokesman spokeswoman spokesperson ambassador envoy senator congressman "
    "congresswoman governor mayor judge general colonel admiral chairman chairwoman director adviser advisor "
    "professor king queen prince pope bishop chancellor premier leader candidate analyst expert diplomat official "
    "billionaire businessman columnist reporter author historian nominee strategist pollster economist journalist "
    "speaker commander lawyer attorney researcher scholar"
)
_BODIES = _words(
    "ministry department office government administration kremlin pentagon embassy agency committee council "
    "commission party campaign company bank army military navy court bureau university institute center centre "
    "group network newspaper times post journal magazine tribune news reuters press tv radio house senate "
    "congress parliament duma union nations organization organisation association foundation poll survey report "
    "statement study corporation police board league taliban team fund forum club society daily herald today "
    "observer guardian"
)
_NOT_NAMES = _words(
    "the a an this that these those it he she they we i you his her their its our my your but and or so if when "
    "while as at in on of for from by with after before since until because although though however meanwhile "
    "moreover according speaking asked also then there here what who why how where which yes no not now today "
    "yesterday monday tuesday wednesday thursday friday saturday sunday january february march april may june "
    "july august september october november december both one two three some many most all each every other "
    "another such only even just still yet once instead despite during under over about earlier later last next "
    "first nobody none nothing anyone anybody everyone everybody someone somebody three four five six seven eight nine "
    "ten dozens hundreds thousands millions nevertheless among nearly overall similarly"
)
_COMMON = _words(
    "source aide insider critic observer witness resident authority people other many some most several supporter "
    "opponent voter republican democrat lawmaker scientist activist protester worker student leader police "
    "democrats poll ally rival reporter expert conservative liberal american russian pakistani indian chinese"
)
_SMALL = re.compile(r"(?<![\w’'-])[a-z]{3,}(?!\w)")
_HE, _SHE = frozenset({"he", "his", "him", "himself"}), frozenset({"she", "her", "hers", "herself"})
_BODY_PRONOUNS = frozenset({"it", "its"})
_RELATIVES = frozenset({"who", "whose", "which", "that"})
_MEN = _words(
    "mr sir lord king prince sheikh father john donald barack bernie ted bill joe george james robert michael "
    "david richard thomas charles paul mark steven stephen andrew kevin brian peter jeff jeb marco mike jim tom "
    "dan daniel matt matthew ben chris scott eric frank larry rick harry mitch lindsey nigel boris tony gordon "
    "sergei sergey dmitry dmitri vladimir igor ivan alexander alexei alexey nikolai mikhail yuri oleg viktor "
    "imran nawaz shehbaz shahbaz asif tariq sartaj mahmood muhammad mohammad mohammed ahmed ahmad ali hassan "
    "hussain hussein khalid khawaja pervez raheel narendra manmohan rajnath ashraf hamid abdul abdullah recep "
    "benjamin emmanuel francois angus wang xi jinping geng kim shinzo javad hasan bashar"
)
_WOMEN = _words(
    "mrs ms miss lady dame queen princess mother hillary elizabeth maria sarah megyn nancy susan mary jennifer "
    "laura angela theresa michelle melania ivanka chelsea kellyanne debbie donna carly condoleezza samantha marie "
    "heather hina benazir sherry shireen maleeha maryam sushma indira sonia hua valentina elena olga natalia "
    "ekaterina anna julia kate katie karen lisa linda barbara patricia jane anne ann amy emily rachel rebecca "
    "jill victoria madeleine alice nikki federica christine aung loretta tulsi nina dana margaret diane"
)
_HEAD = re.compile(
    r",|[ \xa0](?:who|whose|which|of|in|for|from|at|on|with|familiar|close|by|against|about|near)[ \xa0]"
)
_NAMED_BEHIND = re.compile(r"(?:the|an?|its?|his|her|their)\s[^,]{2,60},\s([^,]{3,60}),?$", re.IGNORECASE)
_SPEAKS_FOR = re.compile(r"(?:spokes|official|statement|report|press)")
_APPOSITION = re.compile(r"\s?(?:\([^()]*\))?,\s(?:(?!who\b|said\b|says\b)[^.;:“”\"\n]){3,}?(?=[,.;:“”\"\n]|$)")
_CLAUSE = re.compile(r"[.;:!?“”\"\n]")
_THE = re.compile(r"(?:the|this)\s(?:[\w-]+\s){0,3}?(\w+)$")
_PARENTHESIS = re.compile(r"\s?\([^()]*\)?")
_MAX_NAMESAKES = 20
# By which the journalist may mean whoever spoke last, whatever his or her office
_ANY_OFFICE = frozenset({"diplomat", "official", "politician", "leader"})
# What is tagged as a speaker, and is none
_NOBODY = re.compile(
    r"(?:nobody|no one|none|nothing|now|then|there|however|albeit|yesterday|today|tomorrow"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|few|several|\d+)\s"
    r"(?:minute|hour|day|week|month|year|decade)s?(?:\s(?:ago|later|earlier|before|after))?)",
    re.IGNORECASE,
)
_ABSTRACT = re.compile(r"(?:[a-z-]+\s)?[a-z]+(?:tion|sion|ness|ism)s?")
_PART_OF_NAME = re.compile(r"\b(?:of|to|(?:the|an?|this|that|its|his|her|their|our|my)(?:\s[\w-]+)?)\s$", re.IGNORECASE)
_SPEAKING_GROUPS = _words("delegation coalition opposition nation television petition publication")
_IS_OBJECT = re.compile(r"\b(?:in|into|inside|outside|near|with|against|towards?|between)\s(?:the\s)?$", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\([^()\n]*$")
_IS_PASSIVE = re.compile(r"\b(?:be|been|is|was)\b(?!.*ing$)", re.IGNORECASE | re.DOTALL)
_RUNNING = re.compile(r"[a-zß-ÿ,]\s$")
_ANNOUNCES = re.compile(
    r"(?:^|[.;,!?:”\"\n])\s*([^.;:,!?“”\"\n]{2,60})\s(?:said|says|added|stated|wrote|tweeted|replied|noted|continued)"
    r"(?:\s[^.;:,!?“”\"\n]{2,30})?:\s*\n\s*[“\"]?$"
)
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
        self.found = [one for match in _NAME.finditer(text) if (one := _strip_titles(match))]
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
        self.offices: dict[str, list[Person]] = {}
        for person in {id(person): person for person in self.persons.values() if not person.is_body}.values():
            for office in person.offices:
                self.offices.setdefault(office, []).append(person)
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
            person.offices |= _OFFICES.intersection(self._words_before(one))
            person.n_full += 1
            self._note(person, one)
        for one in self.found:
            if len(one.words) == 1 and (person := self._by_surname(one)):
                self._note(person, one)
                person.by_surname = True

    def _note(self, person: Person, one: _Found) -> None:
        person.places.append(one.start)
        person.offices |= {title for title in one.titles if title in _OFFICES}
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
        while first and (words[first - 1].lower() in _TITLE_WORDS | _OFFICES or is_place(words[first - 1])):
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
        for match in _NAME.finditer(words):
            if one := _strip_titles(match):
                behind = words[match.end() :].strip(" \n\t\xa0,;")
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
        return lower in _NOT_NAMES or lower in self.small or _singular(lower) in _OFFICES | _COMMON

    def find_holder(self, office: str, at: int) -> Person | None:
        """Return the one person named before a place, or anywhere if nobody is, who holds an office."""
        holders = self.offices.get(office, [])
        before = [person for person in holders if min(person.places) < at] or holders
        return before[0] if len(before) == 1 else None

    def find_last(self, words: str) -> Person | None:
        """Return whom the last name within some words means."""
        found = [one for match in _NAME.finditer(words) if (one := _strip_titles(match))]
        return self._identify(found[-1], words, "") if found else None

    def only_named(self, at: int, pronoun: str) -> Person | None:
        """Return the one person of fitting gender whom the article names before a place, if there is but one."""
        fitting = {
            id(person): person
            for person in self.persons.values()
            if person.is_surely_human and _fits(person, pronoun) and min(person.places) < at
        }
        return next(iter(fitting.values())) if len(fitting) == 1 else None

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
            statement.source = _find_announcer(text, start)
        if statement.source is not None and _is_nobody(text, statement.source, statement.cue):
            statement.source = _find_shared_source(text, statement, last_statement)
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
        if not speakers[number].name and _is_left_open(text, *statements[number : number + 2]):
            speakers[number] = speakers[number + 1]
    return speakers


def _is_nobody(text: str, source: Span, cue: Span | None) -> bool:
    """Tell whether the words of a source cannot be a speaker: a time, a place where something is, "it is said"."""
    words, before = text[source.start : source.end], text[max(source.start - 80, 0) : source.start]
    lower = words.lower()
    if is_place(words.removeprefix("the ").removeprefix("The ")):
        is_dateline = text[source.end : source.end + 1] == ":" and before[-1:] in ("", "\n", " ")
        starts_line = not before.rpartition("\n")[2].strip()
        return bool(_IS_OBJECT.search(before) or _IN_BRACKETS.search(before) or (is_dateline and starts_line))
    if lower in _BODY_PRONOUNS:
        return cue is not None and bool(_IS_PASSIVE.search(text[cue.start : cue.end]))
    if _NOBODY.fullmatch(lower):
        return True
    if re.search(r"\b(?:is|are|was|were|be)\s$", before) and re.fullmatch("[a-z]+", words):
        return _singular(words) not in _OFFICES | _COMMON | _BODIES | _NOT_NAMES
    is_abstract = _ABSTRACT.fullmatch(words) and _singular(words.split()[-1]) not in _BODIES | _SPEAKING_GROUPS
    return bool(is_abstract and not _PART_OF_NAME.search(before))


def _find_announcer(text: str, start: int) -> Span | None:
    """Return who is named in "Ann Roe said:" at the end of the paragraph before a quotation."""
    first = max(start - _ROLE_REACH - 20, 0)
    found = _ANNOUNCES.search(text[first:start])
    return Span(first + found.start(1), first + found.end(1)) if found else None


def _find_shared_source(text: str, statement: Statement, before: Statement | None) -> Span | None:
    """Return the source of the statement before, whose verb an "and" joins to that of this one in its paragraph."""
    is_joined = statement.cue and text[max(statement.cue.start - 5, 0) : statement.cue.start].strip() == "and"
    return before.source if is_joined and before and before.paragraph == statement.paragraph else None


def _is_left_open(text: str, statement: Statement, following: Statement) -> bool:
    """Tell whether a quotation without cue is left open by its paragraph, and goes on in the next one."""
    between = text[statement.content[-1].end : following.content[0].start]
    return (
        statement.source is None
        and statement.cue is None
        and min(statement.quoted[-1], following.quoted[0]) > 0.8
        and not between.strip(' \t\n\r\xa0“"')
        and "\n" in between
        and '"' not in between[:1]
    )


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
    if lower in _BODY_PRONOUNS:
        return (before if before and before.is_body and is_near else None), words
    if lower in _RELATIVES:
        head = _CLAUSE.split(cast.text[max(source.start - 150, 0) : source.start])[-1].rstrip(" ,")
        return cast.find_last(head), head[-_ROLE_REACH:]
    person = cast.find_named(_HEAD.split(words, maxsplit=1)[0])
    if person is None and (named := _NAMED_BEHIND.match(words)):
        person = cast.find_named(named[1])
    if person is None and (match := _THE.match(lower)):
        person = cast.find_holder(match[1], source.start) if match[1] in _OFFICES else cast.bodies.get(match[1])
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


def _strip_titles(match: re.Match[str]) -> _Found | None:
    """Part the titles and bodies before a name from the name; nothing if no name is left."""
    words = match.group().replace("\xa0", " ").split()
    while words and (words[0].lower().strip(".’'") in _NOT_NAMES or words[0].endswith("-born")):
        words.pop(0)
    plain = [re.sub(r"['’]s?$", "", word.lower()).strip(".") for word in words]
    titled = [
        at
        for at, word in enumerate(plain[:-1])
        if word in _TITLE_WORDS or is_demonym(words[at]) or words[at].endswith(("'s", "’s"))
    ]
    titles: tuple[str, ...] = ()
    if titled and not _is_body(words[titled[-1] + 1 :]):
        titles = tuple(plain[: titled[-1] + 1])
        words = words[titled[-1] + 1 :]
    if not words:
        return None
    words[-1] = re.sub(r"['’]s?$", "", words[-1])
    if not words[-1] or (len(words) == 1 and (len(words[0]) == 1 or plain[-1] in _TITLE_WORDS | _NOT_NAMES)):
        return None
    return _Found(match.start(), match.end(), titles, tuple(words))


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


def _singular(lower: str) -> str:
    return lower[:-3] + "y" if lower.endswith("ies") else lower.removesuffix("s")


def _begins_sentence(text: str, place: int) -> bool:
    """Tell whether nothing but blanks stands between a place and the end of another sentence."""
    before = text[max(place - 8, 0) : place].rstrip(" \t\xa0“\"‘'")
    return not before or before[-1] in ".!?…\n\r”"


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
