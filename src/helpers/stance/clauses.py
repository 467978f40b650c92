"""What a word does in its clause, or what is done to it, read from a parsed sentence.

Rules over spaCy's dependency labels (ClearNLP style, Choi and Palmer 2012); what they are to reach is in
``data/roles/codebook.md``, the words they know in ``role_words.toml``.
"""

import tomllib
from functools import cache
from typing import TYPE_CHECKING, NamedTuple, Optional

from helpers.shipped import read_shipped

if TYPE_CHECKING:
    from spacy.tokens import Token

_NOUNS = ("NOUN", "PROPN", "PRON", "ADJ")  # demonyms are at times taken for adjectives
_RELATIVE = ("WDT", "WP", "WP$")
_MODIFIES = ("compound", "amod", "poss", "nmod", "nn")
_SUBJECTS = ("nsubj", "nsubjpass")
_NOBODY = ("no", "neither")
_MAX_STEPS = 20  # up or down a tree; no real sentence has more


class Clause(NamedTuple):
    """What a word is in its clause; `other` is the head of the other side."""

    role: str
    verb: "Token"
    is_passive: bool
    is_negated: bool
    other: Optional["Token"]


class _Link(NamedTuple):
    """How a word hangs on a verb; of its subject alone, a verb further down may be the one that counts."""

    role: str
    verb: "Token"
    is_passive: bool
    is_subject: bool = False


@cache
def read_words() -> dict[str, frozenset[str]]:
    """Return the word lists by name."""
    lists = tomllib.loads(read_shipped("stance/role_words.toml").decode())
    return {name: frozenset(words.split()) for group in lists.values() for name, words in group.items()}


def find_owned(token: "Token", kind: str) -> Optional["Token"]:
    """Return the noun that a mention only describes ("US *elections*", "the president of Russia"), if it does.

    Args:
        token: Head of the mention.
        kind: What kind of name it is, as in ``alias_kind``.
    """
    if token.dep_ in _MODIFIES and token.head.pos_ in _NOUNS:
        owned = token.head
        for _ in range(_MAX_STEPS):
            if owned.dep_ not in ("compound", "nmod") or owned.head.pos_ not in _NOUNS:
                break
            owned = owned.head
        return owned
    if token.dep_ != "pobj" or token.head.dep_ != "prep" or token.head.head.pos_ not in ("NOUN", "PROPN"):
        return None
    noun, preposition = token.head.head, token.head.lower_
    if preposition == "of" or (preposition == "from" and acts_for_owner(noun)):
        return noun
    resides = preposition == "in" and kind in ("capital", "country") and noun.lemma_.lower() in read_words()["residing"]
    return noun if resides else None


def find_named(token: "Token") -> "Token":
    """Return the amount that a mention is counted by ("*millions* of Americans"), which stands for it, or itself."""
    if token.dep_ == "pobj" and token.head.lower_ == "of" and token.head.head.lemma_.lower() in read_words()["amounts"]:
        return token.head.head
    return token


def acts_for_owner(noun: "Token") -> bool:
    """Tell whether a noun acts in the name of its owner: an office, a body, a force, or a name with such a word."""
    acting = read_words()["acting"]
    if noun.lemma_.lower() in acting or noun.lower_ in acting:
        return True
    titles = (child for child in noun.children if child.dep_ in _MODIFIES and child.i < noun.i)
    return noun.pos_ == "PROPN" and any(title.lemma_.lower() in acting for title in titles)


def find_clause(token: "Token") -> Clause | None:
    """Find what a word is in its clause, as agent or patient of a verb; None if it is neither."""
    own = _read_link(_read_place(_rise(token)), token)
    return own or find_relative_clause(token)


def find_relative_clause(token: "Token") -> Clause | None:
    """Find what a word is in the relative clause, or of the participle, that stands on it; None if it is neither."""
    return _read_link(_read_relative(token), token)


def _read_link(link: _Link | None, token: "Token") -> Clause | None:
    """Return the clause of the verb that counts."""
    if link is None:
        return None
    link, is_negated = _follow(link)
    is_negated |= any(child.lower_ in _NOBODY and child.dep_ in ("det", "preconj") for child in token.children)
    verb = link.verb
    if verb.lemma_ in read_words()["linking"] or verb.pos_ not in ("VERB", "AUX", "ADJ"):
        return None
    if link.role == "agent" and not link.is_passive and verb.lemma_ in read_words()["undergoing"]:
        return Clause("patient", verb, False, is_negated, None)
    return Clause(link.role, verb, link.is_passive, is_negated, _find_other(link, token))


def name_verb(verb: "Token") -> str:
    """Return the lemma of a verb with its particle."""
    particles = [child.lower_ for child in verb.children if child.dep_ == "prt"]
    return " ".join([verb.lemma_.lower(), *particles[:1]])


def list_joined(token: "Token") -> list["Token"]:
    """Return a word and those that stand in one list with it."""
    return [token, *token.conjuncts]


def _rise(token: "Token") -> "Token":
    """Climb from an apposition or a further part of a list to what it stands beside."""
    for _ in range(_MAX_STEPS):
        if token.dep_ not in ("appos", "conj") or token.head.pos_ not in _NOUNS:
            break
        token = token.head
    return token


def _read_place(token: "Token") -> _Link | None:
    """Return the verb on which a word hangs by its own place in the clause."""
    verb = token.head
    match token.dep_:
        case "nsubj":
            return _read_caused(verb) or _Link("agent", verb, False, True)
        case "nsubjpass":
            return _Link("patient", verb, True, True)
        case "dobj" | "dative" if verb.pos_ == "VERB" and verb.lemma_ not in read_words()["places"]:
            return _Link("patient", verb, _is_passive(verb))
        case "pobj":
            return _read_preposition(token.head)
        case "npadvmod" if verb.tag_ == "VBN" and verb.nbor(-1).text == "-":
            return _Link("agent", verb, True)
    return None


def _read_caused(verb: "Token") -> _Link | None:
    """Return the verb above whose subject makes another do something: "they *forced* Russia to leave"."""
    upper = verb.head
    is_bare = verb.tag_ == "VB" and not any(child.tag_ == "MD" for child in verb.children)
    if verb.dep_ == "ccomp" and is_bare and upper.lemma_ in read_words()["causing"]:
        return _Link("patient", upper, _is_passive(upper))
    return None


def _read_preposition(preposition: "Token") -> _Link | None:
    """Return the verb whose deed a preposition aims at its word."""
    words, upper, name = read_words(), preposition.head, preposition.lower_
    if preposition.dep_ == "agent" or (name == "by" and upper.tag_ == "VBN"):
        return _Link("agent", upper, True)
    if upper.pos_ == "VERB":
        aims = name in words["aimed"] and not (name.startswith("toward") and upper.lemma_ in words["moving"])
        aims = aims or (name == "to" and upper.lemma_ in words["giving"] | words["bringing"])
        aims = aims or (name == "for" and upper.lemma_ in words["supporting"])
        return _Link("patient", upper, _is_passive(upper)) if aims else None
    if (name == "to" or name in words["aimed"]) and upper.dep_ in ("dobj", "nsubjpass"):
        verb = upper.head
        brings = verb.lemma_ in words["bringing"] or (name == "to" and verb.lemma_ in words["giving"])
        return _Link("patient", verb, _is_passive(verb)) if brings else None
    return None


def _read_relative(token: "Token") -> _Link | None:
    """Return the verb of a relative clause or participle on a word."""
    for verb in token.rights:
        if verb.dep_ == "acl" and verb.tag_ in ("VBN", "VBG"):
            return _Link("patient", verb, True) if verb.tag_ == "VBN" else _Link("agent", verb, False, True)
        if verb.dep_ != "relcl":
            continue
        for child in verb.children:
            if child.tag_ in _RELATIVE and child.dep_ in (*_SUBJECTS, "dobj"):
                return _read_place(child)
    return None


def _follow(link: _Link) -> tuple[_Link, bool]:
    """Go down from verbs that only add time, chance or duty; tell whether one on the way is negated."""
    is_negated = _is_negated(link.verb)
    for _ in range(_MAX_STEPS):
        lower = _find_lower(link) if link.is_subject else None
        if lower is None:
            break
        passive = _is_passive(lower)
        link = _Link("patient" if passive else "agent", lower, passive, True)
        is_negated |= _is_negated(lower)
    return link, is_negated


def _find_lower(link: _Link) -> Optional["Token"]:
    words, verb = read_words(), link.verb
    if verb.lemma_ not in words["believed" if link.is_passive else "skipped"]:
        return None
    if verb.lemma_ in ("go", "use") and verb.tag_ not in ("VBG", "VBD"):
        return None
    uppers = [verb, *(child for child in verb.children if child.dep_ == "acomp" and child.lower_ in words["chances"])]
    for upper in uppers:
        for child in upper.children:
            if child.dep_ == "xcomp" and child.pos_ in ("VERB", "AUX"):
                return child
    return None


def _is_passive(verb: "Token") -> bool:
    if verb.dep_ in ("acl", "amod"):
        return bool(verb.tag_ == "VBN")
    return any(child.dep_ in ("auxpass", "nsubjpass") for child in verb.children)


def _is_negated(verb: "Token") -> bool:
    for child in verb.children:
        if child.dep_ == "neg" or (child.lower_ == "longer" and any(word.lower_ == "no" for word in child.children)):
            return True
    return False


def _find_other(link: _Link, token: "Token") -> Optional["Token"]:
    """Return the head of the other side of a verb."""
    if link.role == "agent" and link.is_passive:
        subjects = [child for child in link.verb.children if child.dep_ == "nsubjpass"]
        if subjects:
            return _name_relative(subjects[0])
        return link.verb.head if link.verb.dep_ in ("acl", "amod") else None
    if link.role == "patient":
        return _find_by(link.verb) if link.is_passive else _find_subject(link.verb)
    return _find_object(link.verb, token)


def _find_by(verb: "Token") -> Optional["Token"]:
    found = (word for child in verb.children if child.dep_ == "agent" for word in child.children)
    return next((word for word in found if word.dep_ == "pobj"), None)


def _find_object(verb: "Token", token: "Token") -> Optional["Token"]:
    for child in verb.children:
        if child.dep_ in ("dobj", "dative") and child.pos_ in _NOUNS and child != token:
            return _name_relative(child)
    for child in verb.children:
        link = _read_preposition(child) if child.dep_ in ("prep", "dative") else None
        found = next((word for word in child.children if word.dep_ == "pobj"), None) if link else None
        if found is not None:
            return found
    return None


def _find_subject(verb: "Token") -> Optional["Token"]:
    """Return the subject of an active verb, also where it stands with a verb above."""
    for _ in range(_MAX_STEPS):
        own = next((child for child in verb.children if child.dep_ in _SUBJECTS), None)
        if own is not None:
            return _name_relative(own)
        if verb.dep_ == "acl":
            return verb.head if verb.tag_ == "VBG" else None
        if verb.dep_ not in ("xcomp", "conj", "advcl", "pcomp", "prep", "acomp"):
            return None
        verb = verb.head
    return None


def _name_relative(token: "Token") -> "Token":
    """Return the noun that "who" or "which" stands for."""
    if token.tag_ in _RELATIVE and token.head.dep_ == "relcl":
        return token.head.head
    return token
