"""The text of a mention as the trained scorers read it: who is meant is hidden, what is said stays.

A country's name must not sway its score. So each name of a country in the sentence becomes a placeholder that
tells its role and its kind: ``[TC]`` is the target's country name, ``[TD]`` its demonym, ``[TP]`` its capital or
government, ``[TL]`` its leader; ``[AC]`` ... are those of the other country that is named first, ``[BC]`` ... of all
further ones. An article that would tell them apart goes ("the US") or loses its ending ("an American"). Two texts that
differ in the names of their countries alone are the same to a model, so exchanging them exchanges the scores. Targets
that are no country, persons for instance, stand as they are.
"""

import csv
import re
from dataclasses import dataclass
from functools import cache

from helpers.shipped import read_shipped
from helpers.stance.targets import FoundName, Names

TARGET_OPENS, TARGET_CLOSES = "[T]", "[/T]"
ROLES = ("T", "A", "B")
KINDS = {
    "country": "C",
    "demonym": "D",
    "capital": "P",
    "government": "P",
    "leader": "L",
    "historical": "C",
    "pronoun": "C",
    "joint": "C",
}
PLACEHOLDERS = [f"[{role}{kind}]" for role in ROLES for kind in "CDPL"]
SPECIAL_TOKENS = [TARGET_OPENS, TARGET_CLOSES, *PLACEHOLDERS]

_REACH = 800  # characters on either side of a mention that a model may see; 5,000-word sentences occur
_COLUMNS = {"names": "country", "demonyms": "demonym", "seats": "capital", "leaders": "leader"}
# One character for one, so that offsets hold
PLAIN_MARKS = str.maketrans("‘’‚“”„–—\u00a0\u202f", "'''\"\"\"--  ")
_POSSESSIVES = ("its", "their", "our")
_ARTICLE = re.compile(r"\Athe\s+", re.IGNORECASE)
_THE = re.compile(r"\bthe (?=(?:\[T\] )?\[[TAB]C\])", re.IGNORECASE)  # "the US", but "Russia"
_AN = re.compile(r"\b(a)n (?=(?:\[T\] )?\[[TAB][CDPL]\])", re.IGNORECASE)  # "an American", but "a Russian"
# Beside a name these judge nothing; "with", "for", "no" or "only" may, and so may a smiley
_SAYS_NOTHING = re.compile(
    r"(?:\[[AB][CDPL]\]|\b(?:the|an?|this|that|and|or|of|in|at|on|from|to|by|between|s)\b|[\s.,:;!?'\"()/-])*",
    re.IGNORECASE,
)
_TYPED_TOKEN = re.compile(r"([\[<])(?=/?[A-Za-z]{1,4}[\]>])")  # "[T]" and "</s>" steer a model; authors must not
_HALF_CHARACTER = re.compile(r"[\ud800-\udfff]")  # no tokenizer takes one


@dataclass(frozen=True)
class Framed:
    """What a model reads.

    Attributes:
        text: The sentence, or what stands around the mention, which is set between `TARGET_OPENS` and
            `TARGET_CLOSES`.
        target: The mention alone, for the second segment.
    """

    text: str
    target: str


@cache
def country_names() -> Names:
    """Return what finds names of countries (``countries.csv``); `target` of a name is its country, empty for others."""
    rows = csv.DictReader(read_shipped("stance/countries.csv").decode().splitlines())
    names = []
    for row in rows:
        for column, kind in _COLUMNS.items():
            country = row["country"]
            names += [(name, country, kind if country else "", False) for name in row[column].split(";") if name]
    return Names(names)


def frame_mention(sentence: str, start: int, end: int, kind: str = "", country: str = "") -> Framed:
    """Return a mention as the trained scorers read it.

    Args:
        sentence: Any text.
        start: First character of the mention in it.
        end: One past the last.
        kind: Kind of alias (`helpers.schemas.ALIAS_KINDS`) where the target is known to be a country or alike;
            otherwise it is looked up, and a leader's name counts as the person.
        country: What the target is called in ``countries.csv``, for mentions that do not name it ("its").
    """
    first, last = _cut_left(sentence, start), _cut_right(sentence, end)
    before, mention, after = (_plain(part) for part in (sentence[first:start], sentence[start:end], sentence[end:last]))
    named = _ARTICLE.sub("", mention.strip(), count=1)
    found = look_up(named)
    country = found.target if found else country
    if not kind:
        kind = found.kind if found and found.kind != "leader" else ""
    if not kind:
        return Framed(f"{before}{TARGET_OPENS} {mention} {TARGET_CLOSES}{after}", mention)
    own = f"[T{KINDS[kind]}]" + ("'s" if named.casefold() in _POSSESSIVES else "")
    roles = {country: "T"} if country else {}
    before, after = (_hide(part, roles) for part in (before, after))
    text = f"{before}{TARGET_OPENS} {own} {TARGET_CLOSES}{after}"
    return Framed(_AN.sub(r"\1 ", _THE.sub("", text)), own)


def says_anything(framed: Framed) -> bool:
    """Tell whether more stands beside a mention than names of countries, articles, prepositions and marks."""
    before, _, rest = framed.text.partition(TARGET_OPENS)
    after = rest.rpartition(TARGET_CLOSES)[2]
    return not (_SAYS_NOTHING.fullmatch(before) and _SAYS_NOTHING.fullmatch(after))


def country_of(name: str) -> str:
    """Return the country that a name stands for, a leader's too; empty if it is none."""
    found = look_up(name)
    return found.target if found else ""


def look_up(name: str) -> FoundName | None:
    """Return what a name as a whole stands for, nothing if it is no name of ``countries.csv``."""
    found = next(country_names().find(name), None)
    return found if found and (found.start, found.end) == (0, len(name)) else None


def hide_countries(text: str) -> str:
    """Return a text with the names of countries, but not of leaders, replaced by placeholders of others."""
    return _hide(text, {}, leaders=False)


def _hide(text: str, roles: dict[str, str], *, leaders: bool = True) -> str:
    parts, at = [], 0
    for name in country_names().find(text):
        if name.target and (leaders or name.kind != "leader"):
            role = roles.setdefault(name.target, "B" if "A" in roles.values() else "A")
            parts += [text[at : name.start], f"[{role}{KINDS[name.kind]}]"]
            at = name.end
    return "".join([*parts, text[at:]])


def _plain(text: str) -> str:
    """Return a text in which quotation marks, dashes and spaces look alike whoever typed them, and no token stands."""
    whole = _HALF_CHARACTER.sub("\N{REPLACEMENT CHARACTER}", text.translate(PLAIN_MARKS))
    return _TYPED_TOKEN.sub(r"\1 ", re.sub(r"\s+", " ", whole))


def _cut_left(text: str, start: int) -> int:
    if start <= _REACH:
        return 0
    space = text.find(" ", start - _REACH, start)
    return space + 1 if space >= 0 else start - _REACH


def _cut_right(text: str, end: int) -> int:
    if len(text) - end <= _REACH:
        return len(text)
    space = text.rfind(" ", end, end + _REACH)
    return space if space >= 0 else end + _REACH
