"""Pronouns that mean a country or a people named before them, resolved by the words of one sentence.

No parser: a name is taken for a subject by the words beside it, and is given up as antecedent as soon as another noun
that the pronoun may mean comes nearer. Words are read once, so a sentence of any length takes linear time.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from helpers.shipped import read_shipped

_MAX_WORDS = 18  # between a name, or a pronoun for it, and the next pronoun
_MAX_WORDS_LOOSE = 12  # before "as it ...", "because it ...": what happens there may be another's doing
_MAX_NOUN_WORDS = 6  # "the latest terrorist attacks"
_SHORT = 4  # characters of a name that before a noun is an adjective: "US", "U.S."
_POSSESSIVES = ("'s", "’s", "'", "’")
_TOKEN = re.compile(r"[^\W_]+(?:['’-](?!s\b)[^\W_]+)*|['’]s\b|[^\w\s]")
_PRONOUN = re.compile(r"(?<![^\W_])(?:its|itself|it|they|their|themselves)(?![^\W_])", re.IGNORECASE)


class Name(NamedTuple):
    """A name in a text: `country` tells whom it names, `target` whose mention it is; either may be empty.

    `kind` is one of `helpers.schemas.ALIAS_KINDS`; `plural` tells that it names people ("Russians").
    """

    start: int
    end: int
    country: str
    target: str
    kind: str
    plural: bool


class Token(NamedTuple):
    """A word, a sign or a whole name; `word` is in lower case."""

    start: int
    end: int
    word: str
    is_capital: bool
    name: Name | None


@dataclass(frozen=True)
class Antecedent:
    """Whom a pronoun would mean, and the token that says so.

    Attributes:
        name: The name.
        at: The token.
        is_soft: Whether another noun has come that "it" may mean.
        is_object: Whether the name is told or said to do something: "urged China to".
    """

    name: Name
    at: int
    is_soft: bool = False
    is_object: bool = False


def split_tokens(text: str, offset: int, names: Iterable[Name]) -> Iterator[Token]:
    """Yield the words and signs of a sentence that begins at an offset; a name is one token."""
    at = 0
    for name in [*names, None]:
        until = name.start - offset if name else len(text)
        for match in _TOKEN.finditer(text, at, max(at, until)):
            word = match.group()
            start = match.start() + offset
            yield Token(start, start + len(word), word.lower(), word[0].isupper(), None)
        if name:
            yield Token(name.start, name.end, text[until : name.end - offset].lower(), True, name)
            at = max(at, name.end - offset)


def has_pronoun(text: str) -> bool:
    """Tell whether a text may hold a pronoun that `Sentence` resolves."""
    return _PRONOUN.search(text) is not None


class Sentence:
    """Resolves the pronouns of a sentence.

    Args:
        tokens: Of the sentence.
        topic: What the sentence before was about, as its `Sentence.topic` says at the end.

    Attributes:
        topic: The country that "it" would mean after the words read so far.
        people: The people that "they" would mean.
    """

    def __init__(self, tokens: list[Token], topic: Antecedent | None) -> None:
        self.tokens = tokens
        self.before = topic
        self.topic: Antecedent | None = None
        self.people: Antecedent | None = None
        self._countries: set[str] = set()
        self._n_plurals = 0
        self._has_others = False  # "they" came, and it is not known who
        self._reports = False  # a verb of saying or wanting came after the topic

    def resolve(self) -> Iterator[tuple[Token, Name]]:
        """Yield the pronouns that mean a name that is a mention."""
        for at, token in enumerate(self.tokens):
            found = None
            if token.name:
                self._read_name(at, token.name)
            elif token.word in ("its", "itself"):
                found = self._its(at)
            elif token.word == "it":
                found = self._it(at)
            elif token.word in ("they", "their", "themselves"):
                found = self._they(at)
            else:
                self._read_word(at, token)
            if found and found.target:
                yield token, found

    def _word(self, at: int) -> str:
        return self.tokens[at].word if 0 <= at < len(self.tokens) else ""

    def _before(self, at: int) -> int:
        """Return the position before a name and its article."""
        return at - 2 if self._word(at - 1) == "the" else at - 1

    def _after(self, at: int) -> int:
        """Return the position after a word and its adverbs."""
        while self._word(at + 1) in _ADVERBS:
            at += 1
        return at + 1

    # Names

    def _read_name(self, at: int, name: Name) -> None:
        if name.plural:
            self.people = Antecedent(name, at) if self._is_people(at, at) else None
            self._n_plurals += 1
            return
        if name.kind == "leader":
            return
        after = self._word(at + 1)
        if name.kind == "demonym" and after in _OFFICIALS:
            self.people = Antecedent(name, at + 1) if self._is_people(at, at + 1) else None
        is_singular = _is_singular(name) or (name.kind == "demonym" and after in _STATE)
        is_other = self.topic is not None and self.topic.name.country != name.country
        if is_singular and name.country and self._is_subject(at, name):
            told = after in ("to", "of", "from", "for", "into")
            self.topic = None if is_other and self._reports else Antecedent(name, at, is_object=told)
            self._reports = False
        elif is_other:
            self.topic = None
        elif self.topic and name.target and is_singular:
            self.topic = replace(self.topic, at=at, is_soft=False)
        self._countries.add(name.country)

    def _is_joined(self, at: int) -> bool:
        """Tell whether a name is one of several: "Russia and Turkey"."""
        before = self._before(at)
        left = before > 0 and self._word(before) in ("and", "or", "&") and self.tokens[before - 1].name
        right = self._word(at + 1) in ("and", "or", ",", "&") and any(t.name for t in self.tokens[at + 2 : at + 4])
        return bool(left or right)

    def _is_people(self, at: int, last: int) -> bool:
        """Tell whether "they" may mean a people: it does something, or no other noun in the plural came."""
        before = self._word(self._before(at))
        if self._has_others or before in ("like", "than") or self._is_joined(at):
            return False
        verb = self._word(self._after(last))
        acts = verb in _PLURAL_AUXILIARIES or verb == "who" or (verb in _VERBS and not verb.endswith(("ing", "s")))
        return acts or (self._n_plurals == 0 and before != "as")

    def _is_subject(self, at: int, name: Name) -> bool:
        """Tell whether a country does what the words beside its name say."""
        if self._is_joined(at):
            return False
        before = self._word(self._before(at))
        last = at + 1 if name.kind == "demonym" else at
        after, then = self._word(last + 1), self._word(last + 2)
        if after in _POSSESSIVES:
            return self._is_plan(last + 2)
        if self._is_told(at, after) and then and then not in _DETERMINERS:
            return True
        if before in _PREPOSITIONS and before not in ("like", "than"):
            return False
        does = after in ("of", "from", "for", "into") and then.endswith("ing")
        return does or (after == "," and then == "which") or self._has_verb(last, before, name)

    def _is_plan(self, noun: int) -> bool:
        """Tell whether "Russia's ..." goes on with what Russia plans or claims, so that "it" is Russia."""
        if self._word(noun) in _CLAIMS and "that" in (self._word(noun + i) for i in (1, 2, 3)):
            return True
        return self._word(noun) in _PLANS and self._word(noun + 1) in ("to", "in", "for", "of")

    def _is_told(self, at: int, after: str) -> bool:
        """Tell whether somebody has a country do what follows: "urged China to", "call on China to", "let China"."""
        before = self._before(at)
        verb = self._word(before)
        if verb in _LETS:
            return True
        asked = verb in _CONTROL or verb == "for" or (verb == "on" and self._word(before - 1).startswith("call"))
        return after == "to" and asked

    def _has_verb(self, at: int, before: str, name: Name) -> bool:
        verb = self._after(at)
        word = self._word(verb)
        if word in _AUXILIARIES:
            return True
        if word not in _VERBS or self.tokens[verb].is_capital:
            return False
        if word not in _NOUNS_TOO or verb > at + 1 or before in _OPENERS:
            return True
        return name.end - name.start > _SHORT and self._word(verb + 1) not in _AFTER_NOUNS

    # Other words

    def _read_word(self, at: int, token: Token) -> None:
        word = token.word
        self._reports |= word in _REPORTS
        if _is_plural_noun(word):
            if not self.people or self.people.at != at:
                self.people = None
            self._n_plurals += 1
        if not self.topic:
            return
        ends = word in _ENDS or word in _FOUNDED or (word in _RIVALS and not self._is_own(at))
        if ends or (token.is_capital and at and word not in _CALENDAR and not self._is_person(at)):
            self.topic = None
        elif word in _DETERMINERS and self._begins_singular(at):
            self.topic = replace(self.topic, is_soft=True)

    def _is_own(self, at: int) -> bool:
        """Tell whether a noun belongs to the topic: "its military", "the Russian government"."""
        topic = self.topic
        if topic and topic.at == at - 1 and topic.name.kind == "demonym":
            return True
        return "its" in (self._word(at - 1), self._word(at - 2))

    def _is_person(self, at: int) -> bool:
        """Tell whether a capitalised word is a title or belongs to the name after one."""
        return any(self._word(at - i) in _TITLES for i in range(4))

    def _begins_singular(self, at: int) -> bool:
        """Tell whether an article begins what "it" may mean: a noun in the singular that is no time or the like."""
        noun = ""
        for token in self.tokens[at + 1 : at + 1 + _MAX_NOUN_WORDS]:
            if not token.name and (not token.word[0].isalnum() or token.word in _ENDS_NOUNS):
                break
            noun = token.word
        return bool(noun) and noun not in _PASSING and (not noun.endswith("s") or noun.endswith("ss"))

    # Pronouns

    def _its(self, at: int) -> Name | None:
        if self._word(at) == "its":
            if at == 0:
                return self._it_of_before()
            if beside := self._beside(at):
                self.topic = Antecedent(beside, at)
                return beside
            if ahead := self._ahead(at):
                return ahead
        topic = self._within_reach(self.topic, at)
        if topic is None or (topic.is_soft and (topic.is_object or self._word(at - 2) != "to")):
            return None
        if self._word(at) == "itself" and (topic.at == at - 1 or not self._word(at - 1).isalpha()):
            return None  # "Russia itself" names it already
        self.topic = replace(topic, at=at, is_soft=False)
        return topic.name

    def _within_reach(self, antecedent: Antecedent | None, at: int) -> Antecedent | None:
        return antecedent if antecedent and at - antecedent.at <= _MAX_WORDS else None

    def _beside(self, at: int) -> Name | None:
        """Return whom "its" means in "Russia and its neighbours", "blamed Russia for its role"."""
        name = self.tokens[at - 2].name if at >= 2 else None
        if name is None or not name.country or not _is_singular(name) or self._is_joined(at - 2):
            return None
        if name.kind in ("capital", "government") and self._word(self._before(at - 2)) in _PREPOSITIONS:
            return None
        if self._word(at - 1) in ("and", "or"):
            return name
        papers = any(self._word(at + i) in _PAPERS for i in (1, 2, 3))
        alone = not self._countries - {name.country} and not papers
        return name if alone and self._word(at - 1) in ("for", "over", "with", "by") else None

    def _ahead(self, at: int) -> Name | None:
        """Return whom "its" means in "In its statement, Russia said"."""
        first = self._word(0)
        opens = first in _PREPOSITIONS or first in _OPENERS or first.endswith("ing")
        if not opens or at > 4 or self.before or any(t.name or t.is_capital for t in self.tokens[1:at]):
            return None
        for i in range(at + 1, min(at + 9, len(self.tokens) - 2)):
            if self._word(i) == ",":
                follows = i + 2 if self._word(i + 1) == "the" else i + 1
                name = self.tokens[follows].name
                return (
                    name if name and name.country and _is_singular(name) and self._is_subject(follows, name) else None
                )
            if self.tokens[i].is_capital or not self._word(i)[0].isalnum():
                return None
        return None

    def _it(self, at: int) -> Name | None:
        if not self._does(self._after(at)):
            return None
        if at == 0:
            return self._it_of_before()
        topic = self._within_reach(self.topic, at)
        if topic is None or topic.is_soft or topic.is_object:
            return None
        before = self._word(at - 1)
        linked = before in _SAY or (before in ("and", "but") and self._word(at - 2) == ",")
        loose = before in _OPENERS and (before in ("if", "whether", "unless") or at - topic.at <= _MAX_WORDS_LOOSE)
        if not linked and not loose:
            return None
        self.topic = replace(topic, at=at)
        return topic.name

    def _does(self, verb: int) -> bool:
        """Tell whether what follows "it" says what somebody does, not what is the case: "it wants", "it seems"."""
        word = self._word(verb)
        if word in _AUXILIARIES and word not in _BE:
            verb = self._after(verb)
            word = self._word(verb)
        if word in _BE:
            state = self._word(self._after(verb))
            return (state in _VERBS and state.endswith("ing")) or state in _STATES
        return word in _VERBS or word in _STATES

    def _it_of_before(self) -> Name | None:
        """Return whom "It" or "Its" means at the beginning of a sentence."""
        if self.before is None or self.before.is_soft or self.before.is_object:
            return None
        self.topic = replace(self.before, at=0)
        return self.before.name

    def _they(self, at: int) -> Name | None:
        people = self._within_reach(self.people, at)
        if people is None:
            self.people, self._has_others = None, True
            return None
        if self._word(at) == "themselves" and people.at == at - 1:
            return None
        self.people = replace(people, at=at)
        return people.name


def _is_singular(name: Name) -> bool:
    return name.kind in ("country", "capital", "government", "historical")


def _is_plural_noun(word: str) -> bool:
    if word in _PEOPLE:
        return True
    ends = word.isalpha() and word.endswith("s") and not word.endswith("ss")
    return ends and word not in _NO_PLURAL and (word not in _VERBS or word in _NOUNS_TOO)


def _inflect(verbs: Iterable[str]) -> Iterator[str]:
    """Yield verbs in all regular forms, and a few that there are not."""
    for verb in verbs:
        stem = verb.removesuffix("e")
        y = verb.endswith("y") and verb[-2] not in "aeiou"
        yield verb
        yield verb[:-1] + "ies" if y else verb + ("es" if verb.endswith(("s", "sh", "ch", "x", "z", "o")) else "s")
        yield verb[:-1] + "ied" if y else stem + "ed"
        yield stem + "ing"
        if len(verb) > 2 and verb[-1] in "bdgmnprt" and verb[-2] in "aeiou" and verb[-3] not in "aeiou":
            yield from (verb + verb[-1] + "ed", verb + verb[-1] + "ing")


_LISTS = {
    key: frozenset(words.split())
    for key, words in tomllib.loads(read_shipped("stance/reference_words.toml").decode()).items()
}
_VERBS = frozenset(_inflect(_LISTS["verbs"]))
_ADVERBS = _LISTS["adverbs"]
_AUXILIARIES = _LISTS["auxiliaries"]
_BE = _LISTS["be"]
_CALENDAR = _LISTS["calendar"]
_CLAIMS = _LISTS["claims"]
_CONTROL = _LISTS["control"]
_DETERMINERS = _LISTS["determiners"]
_FOUNDED = _LISTS["founded"]
_LETS = _LISTS["lets"]
_NOUNS_TOO = _LISTS["nouns_too"]
_NO_PLURAL = _LISTS["no_plural"]
_OFFICIALS = _LISTS["officials"]
_OPENERS = _LISTS["openers"]
_PAPERS = _LISTS["papers"]
_PASSING = _LISTS["passing"]
_PEOPLE = _LISTS["people"]
_PLANS = _LISTS["plans"]
_PLURAL_AUXILIARIES = _LISTS["plural_auxiliaries"]
_PREPOSITIONS = _LISTS["prepositions"]
_REPORTS = _LISTS["reports"]
_RIVALS = _LISTS["rivals"]
_SAY = _LISTS["say"]
_STATE = _LISTS["state"]
_STATES = _LISTS["states"]
_TITLES = _LISTS["titles"]
_ENDS = frozenset(";:()”")
_AFTER_NOUNS = (_LISTS["clause_words"] | _PREPOSITIONS) - {"to"}
_ENDS_NOUNS = _PREPOSITIONS | _LISTS["clause_words"] | _AUXILIARIES | _DETERMINERS | _LISTS["pronouns"]
