"""What of the words tagged as a source can speak, and who speaks where none are tagged."""

import re

from helpers.stance.actors import is_place
from helpers.stance.speaker_words import BODIES, BODY_PRONOUNS, COMMON, NOT_NAMES, OFFICES, find_singular, list_words
from helpers.stance.statements import Span, Statement

# What is tagged as a speaker, and is none
_NOBODY = re.compile(
    r"(?:nobody|no one|none|nothing|now|then|there|however|albeit|yesterday|today|tomorrow"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|few|several|\d+)\s"
    r"(?:minute|hour|day|week|month|year|decade)s?(?:\s(?:ago|later|earlier|before|after))?)"
)
_ABSTRACT = re.compile(r"(?:[a-z-]+\s)?[a-z]+(?:tion|sion|ness|ism)s?")
_PART_OF_NAME = re.compile(r"\b(?:of|to|(?:the|an?|this|that|its|his|her|their|our|my)(?:\s[\w-]+)?)\s$", re.IGNORECASE)
_SPEAKING_GROUPS = list_words("delegation coalition opposition nation television petition publication")
_NAMES_SOMEONE, _MAY_SPEAK = OFFICES | COMMON | BODIES | NOT_NAMES, BODIES | _SPEAKING_GROUPS
_IS_OBJECT = re.compile(r"\b(?:in|into|inside|outside|near|with|against|towards?|between)\s(?:the\s)?$", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\([^()\n]*$")
_IS_PASSIVE = re.compile(r"\b(?:be|been|is|was)\b(?!.*ing$)", re.IGNORECASE | re.DOTALL)
_ANNOUNCES = re.compile(
    r"(?:^|[.;,!?:”\"\n])\s*([^.;:,!?“”\"\n]{2,60})\s(?:said|says|added|stated|wrote|tweeted|replied|noted|continued)"
    r"(?:\s[^.;:,!?“”\"\n]{2,30})?:\s*\n\s*[“\"]?$"
)
_BEFORE_COLON = 110  # characters before a quotation in which who says it may stand


def is_nobody(text: str, source: Span, cue: Span | None) -> bool:
    """Tell whether the words of a source cannot be a speaker: a time, a place where something is, "it is said"."""
    words, before = text[source.start : source.end], text[max(source.start - 80, 0) : source.start]
    lower = words.lower()
    if is_place(words.removeprefix("the ").removeprefix("The ")):
        is_dateline = text[source.end : source.end + 1] == ":" and not before.rpartition("\n")[2].strip()
        return bool(is_dateline or _IS_OBJECT.search(before) or _IN_BRACKETS.search(before))
    if lower in BODY_PRONOUNS:
        return cue is not None and bool(_IS_PASSIVE.search(text[cue.start : cue.end]))
    if _NOBODY.fullmatch(lower):
        return True
    if re.search(r"\b(?:is|are|was|were|be)\s$", before) and re.fullmatch("[a-z]+", words):
        return find_singular(words) not in _NAMES_SOMEONE
    is_abstract = _ABSTRACT.fullmatch(words) and find_singular(words.split()[-1]) not in _MAY_SPEAK
    return bool(is_abstract and not _PART_OF_NAME.search(before))


def find_announcer(text: str, start: int) -> Span | None:
    """Return who is named in "Ann Roe said:" at the end of the paragraph before a quotation."""
    first = max(start - _BEFORE_COLON, 0)
    found = _ANNOUNCES.search(text[first:start])
    return Span(first + found.start(1), first + found.end(1)) if found else None


def find_shared_source(text: str, statement: Statement, before: Statement | None) -> Span | None:
    """Return the source of the statement before, whose verb an "and" joins to that of this one in its paragraph."""
    is_joined = statement.cue and text[max(statement.cue.start - 5, 0) : statement.cue.start].strip() == "and"
    return before.source if is_joined and before and before.paragraph == statement.paragraph else None


def is_left_open(text: str, statement: Statement, following: Statement) -> bool:
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
