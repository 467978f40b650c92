"""References: where a text means a target without naming it, by pronoun or together with another country.

A reference counts only where it is plain who is meant, so most pronouns are passed over: a missed one costs a
mention, a wrong one puts the tone of a sentence on a country that it is not about. How many are right was read one
by one: ``data/stance/references.csv``.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import NamedTuple

import pandas as pd

from helpers.progress import track
from helpers.schemas import Mentions
from helpers.stance.framing import country_names, look_up
from helpers.stance.pronouns import Antecedent, Name, Sentence, has_pronoun, split_tokens
from helpers.stance.targets import Target, Targets

_ALLIANCES = frozenset({"European Union", "NATO"})  # in countries.csv, but none of "both countries"
_JOINT = re.compile(
    r"\b(?:both(?:\s+of)?(?:\s+(?:the|our|these|those|their))?|(?:the|our|these|those|their)\s+two)"
    r"(?:\s+(?:great|big|rival|neighbou?ring|nuclear|world|major|old|longtime|large|powerful|former|friendly|Asian|"
    r"European|Arab|Muslim|brotherly|nuclear-armed))?"
    r"\s+(countries|nations|governments|sides|allies|powers|superpowers|capitals|neighbou?rs|peoples)\b",
    re.IGNORECASE,
)
_SIDES = ("sides", "allies", "powers")  # of which there are others than countries
_PARTISAN = re.compile(r"\b(?:Democrat\w*|Republican\w*|campaigns?|candidates?|part(?:y|ies)|debate|aisle|Congress)\b")
_COUNTRY = re.compile(r"\b[Tt]he\s+country\b")
_RESTRICTED = re.compile(r"\s+(?:of|that|where|whose|with|most|which|who|whom|I|we|he|she|they)\b")
_NO_NOUN = re.compile(  # after "the country": so it is not the country club
    r"[.,;:!?)\]\"”—–-]|['’]s\b|$|\s+[—–-]|\s+(?:and|is|was|has|had|would|will|to|in|by|from|for|after|since|as|but|on|"
    r"at|into|during|when|while|could|should|must|may|might|can|because|or|does|did|until|before|not|closer|under|"
    r"through|without|over|if)\b"
)
# "Entering the country", "around the country": often the one at home, which need not be named
_AT_HOME = re.compile(
    r"\b(?:into|around|across|throughout|enter(?:ing|s|ed)?|of|all\s+over|left|leav(?:e|ing)|anywhere\s+in|from|"
    r"run(?:ning)?|divid\w+|lead(?:ing)?|everyone\s+in|people\s+in)\s+$",
    re.IGNORECASE,
)
_LOOK_BACK = 24  # characters in which these stand


class _Reference(NamedTuple):
    start: int
    end: int
    target: str
    kind: str


def find_references(
    mentions: pd.DataFrame, articles: pd.DataFrame, sentences: pd.DataFrame, targets: Targets
) -> pd.DataFrame:
    """Find where targets that are countries are meant by a pronoun, as "the country", or with another ("both sides").

    Args:
        mentions: What `helpers.stance.find_mentions` found in these articles.
        articles: With the columns ``article_id``, ``file``, ``source`` and ``body``.
        sentences: Of these articles, with the columns of `helpers.schemas.Sentences`.
        targets: What the mentions are of.

    Returns:
        The columns of `helpers.schemas.Mentions` with the alias kinds ``pronoun`` and ``joint``, in the order of the
        articles and their text. A joint reference has a row for each of its two countries that is a target. None
        overlaps a mention.
    """
    countries = {target.key: _country_of(target) for target in targets}
    named = {key: group for key, group in mentions.groupby("article_id", sort=False)}  # noqa: C416 - typed as dict
    spans = {key: group for key, group in sentences.groupby("article_id", sort=False) if key in named}
    rows = []
    told = articles[["article_id", "file", "source", "body"]].itertuples(index=False, name=None)
    for article_id, file, source, body in track(told, "finding references", total=len(articles)):
        if article_id not in spans:
            continue
        own = spans[article_id]
        bounds = list(zip(own["sentence_start"], own["sentence_end"], strict=True))
        names = _names(body, named[article_id], countries)
        for (start, end), index, found in zip(bounds, own["sentence_index"], _find(body, bounds, names), strict=True):
            for place in found:
                where = (place.target, place.kind, body[place.start : place.end], place.start, place.end)
                rows.append((file, article_id, source, *where, body[start:end], index, start, end))
    if not rows:
        return Mentions.empty()
    return Mentions.validate(pd.DataFrame(rows, columns=Mentions.column_names()))


def add_references(mentions: pd.DataFrame, references: pd.DataFrame) -> pd.DataFrame:
    """Return mentions and references in the order of the articles and their text."""
    if references.empty:
        return mentions
    order = {article_id: number for number, article_id in enumerate(mentions["article_id"].unique())}
    table = pd.concat([mentions, references], ignore_index=True)
    table = table.assign(_at=table["article_id"].map(order)).sort_values(["_at", "mention_start"], kind="stable")
    return Mentions.validate(table.drop(columns="_at").reset_index(drop=True))


def _country_of(target: Target) -> str:
    """Return the country of ``countries.csv`` that a target is, its key if it is another, or nothing if it is none."""
    names = {kind: target.aliases.get(kind, []) for kind in ("country", "demonym", "capital")}
    for alias in (alias for given in names.values() for alias in given):
        found = look_up(alias)
        if found and found.target and found.kind != "leader":
            return found.target
    # A country that the list lacks has names of more than one kind; a person or a company has not
    return target.key if names["country"] and (names["demonym"] or names["capital"]) else ""


def _names(body: str, mentions: pd.DataFrame, countries: dict[str, str]) -> list[Name]:
    """Return the mentions and all other names of countries, in order."""
    own = []
    for start, end, target, given in zip(
        mentions["mention_start"], mentions["mention_end"], mentions["target"], mentions["alias_kind"], strict=True
    ):
        found = look_up(body[start:end])
        kind = (found and found.kind) or given
        own.append(Name(start, end, countries.get(target, ""), target, kind, _is_plural(body[start:end], kind)))
    own.sort()
    starts = [name.start for name in own]
    others = []
    for other in country_names().find(body):
        at = bisect_right(starts, other.end - 1) - 1
        if other.target and (at < 0 or own[at].end <= other.start):
            plural = _is_plural(body[other.start : other.end], other.kind)
            others.append(Name(other.start, other.end, other.target, "", other.kind, plural))
    return sorted([*own, *others])


def _is_plural(name: str, kind: str) -> bool:
    lower = name.lower()
    return kind == "demonym" and lower.endswith(("s", "men")) and not lower.endswith("ss")


def _find(body: str, bounds: list[tuple[int, int]], names: list[Name]) -> Iterator[list[_Reference]]:
    """Yield the references of each sentence."""
    starts = [name.start for name in names]
    topic: Antecedent | None = None
    unread: tuple[str, int, list[Name]] | None = None  # the sentence before, where nothing asked for its topic
    before: list[list[Name]] = [[], []]  # names of the two sentences before
    for start, end in bounds:
        within = names[bisect_left(starts, start) : bisect_left(starts, end)]
        if within or any(before):
            text = body[start:end]
            found = [*_find_joint(text, start, within, before), *_find_the_country(text, start, within, before)]
            if has_pronoun(text):
                topic = _find_topic(*unread) if unread else topic
                sentence = Sentence(list(split_tokens(text, start, within)), topic)
                found += [_Reference(t.start, t.end, name.target, "pronoun") for t, name in sentence.resolve()]
                topic, unread = sentence.topic, None
            else:
                unread = text, start, within
            yield [place for place in sorted(found) if not _overlaps(place, within)]
        else:
            topic, unread = None, None
            yield []
        before = [before[1], within]


def _find_topic(text: str, start: int, within: list[Name]) -> Antecedent | None:
    """Return what a sentence without pronouns is about: that hangs on no sentence before it."""
    sentence = Sentence(list(split_tokens(text, start, within)), None)
    for _ in sentence.resolve():
        pass
    return sentence.topic


def _overlaps(place: _Reference, names: list[Name]) -> bool:
    return any(name.start < place.end and place.start < name.end for name in names)


def _find_joint(text: str, offset: int, within: list[Name], before: list[list[Name]]) -> Iterator[_Reference]:
    """Yield "both countries" and the like once for each of the two, if it is plain which."""
    for match in _JOINT.finditer(text):
        sides = match[1].lower() in _SIDES
        if _RESTRICTED.match(text, match.end()) or (sides and _PARTISAN.search(text)):
            continue
        start = offset + match.start()
        pair = _find_pair([name for name in within if name.start < start], before, sides=sides)
        later = {name.country for name in within if name.start > start and name.kind != "leader"} - _ALLIANCES
        if pair and later <= pair.keys():
            for target in filter(None, pair.values()):
                yield _Reference(start, offset + match.end(), target, "joint")


def _find_pair(own: list[Name], before: list[list[Name]], *, sides: bool) -> dict[str, str]:
    """Return the two countries that a sentence named last, and the target of each; empty if a third came since.

    Two that stand apart in two sentences are seldom the pair. A leader counts for the country where it needs one.
    """
    for leaders in (False,) if sides else (False, True):
        all_named: dict[str, str] = {}
        for names in (own, before[1], before[0]):
            named = {
                name.country: name.target
                for name in names
                if name.country and (leaders or name.kind != "leader") and (sides or name.country not in _ALLIANCES)
            }
            all_named = {**named, **all_named}
            if len(all_named) > 2:
                return {}
            if len(named) == 2:
                return all_named
    return {}


def _find_the_country(text: str, offset: int, within: list[Name], before: list[list[Name]]) -> Iterator[_Reference]:
    """Yield "the country" where only one is named in the sentence and in the one before."""
    for match in _COUNTRY.finditer(text):
        if not _NO_NOUN.match(text, match.end()) or _RESTRICTED.match(text, match.end()):
            continue
        if _AT_HOME.search(text, max(0, match.start() - _LOOK_BACK), match.start()):
            continue
        start = offset + match.start()
        near = [n for n in [*before[1], *within] if n.country and n.country not in _ALLIANCES]
        earlier = [n for n in near if n.start < start and n.target and n.kind in ("country", "demonym")]
        if earlier and len({name.country for name in near}) == 1:
            yield _Reference(start, offset + match.end(), earlier[-1].target, "pronoun")
