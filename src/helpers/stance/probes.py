"""Invented sentences with the names of any targets, before and after changes that must not move a score."""

import re
from collections.abc import Iterator
from typing import NamedTuple

import pandas as pd

from helpers.corpus import clean_articles
from helpers.errors import Problem
from helpers.language import split_sentences
from helpers.stance.alterations import (
    ALIASES,
    ALONE,
    DEMONYM,
    FURNITURE,
    GLUED,
    METONYMS,
    NEUTRAL,
    PLURAL,
    QUOTES,
    SWAPPED,
    Pair,
    Probe,
    glue_furniture,
    list_forms,
    read_probes,
    straighten_marks,
)
from helpers.stance.mentions import find_mentions
from helpers.stance.targets import Target, Targets

_PLACE = re.compile(r"([^{]*)(?:\{([^}]*)\})?")
_JUDGED = ("positive", "negative")
_ONE = (*_JUDGED, "neutral", "neutral_demonym")  # lists of sentences on one target
_PARAGRAPHS = 5  # of an article that furniture is added to


class _Name(NamedTuple):
    text: str
    target: str
    kind: str


_Names = dict[str, _Name | None]  # by the place in a sentence that they are put into


def make_pairs(targets: Targets) -> list[Pair]:
    """Return all changes of the invented sentences, with the names of the targets."""
    changes = (_swap, _exchange_aliases, _put_metonyms, _put_demonyms, _say_nothing, _name_alone, _add_furniture)
    return [pair for change in (*changes, _glue, _straighten) for pair in change(targets)]


def list_gaps(targets: Targets) -> list[Problem]:
    """Return what cannot be tried with these targets, since they have too few names."""
    one, other, *_ = targets
    gaps = []
    if not _nouns(one).keys() & _nouns(other).keys():
        reason = f"{one.key} and {other.key} have no names of the same kind, so they cannot be swapped"
        gaps.append((reason, "list names of both under one kind of [targets.KEY.aliases]"))
    for target in targets:
        if all(len(names) < 2 for names in list_forms(target).values()):
            reason = f"{target.key} has no two names of a kind, so no alias can be exchanged"
            gaps.append((reason, f"add names under [targets.{target.key}.aliases]"))
    return [Problem("targets", "warning", reason, remedy) for reason, remedy in gaps]


def _nouns(target: Target) -> dict[str, list[_Name]]:
    """Return the names that can stand as a noun, by form."""
    return {
        form: [_Name(name, target.key, "demonym" if form == PLURAL else form) for name in names]
        for form, names in list_forms(target).items()
        if form != "demonym"
    }


def _adjectives(target: Target) -> list[_Name]:
    return [_Name(name, target.key, "demonym") for name in list_forms(target).get("demonym", [])]


def _usual(targets: Targets) -> _Names:
    """Return the first names of the first two targets."""
    one, other, *_ = targets
    nouns = [next((names[0] for names in _nouns(target).values()), None) for target in (one, other)]
    return _places(*nouns, *(next(iter(_adjectives(target)), None) for target in (one, other)))


def _places(name: _Name | None, other: _Name | None, demonym: _Name | None, other_demonym: _Name | None) -> _Names:
    return {"name": name, "other": other, "demonym": demonym, "other demonym": other_demonym}


def _sentences(*lists: str) -> list[str]:
    return [text for name in lists for text in read_probes()[name]]


def _fill(template: str, names: _Names) -> list[Probe]:
    """Return a sentence once for each name in it; none at all if a name is missing."""
    text, found = "", []
    for words, place in _PLACE.findall(template):
        text += words
        if not place:
            continue
        name = names.get(place)
        if name is None:
            return []
        if place in ("name", "other") and _takes_the(name.text):
            text += "the " if any(c.isalpha() for c in text) else "The "
        found.append((len(text), len(text) + len(name.text), name.target, name.kind))
        text += name.text
    return [Probe(text, *where) for where in found]


def _takes_the(name: str) -> bool:
    return any(f" {name}".endswith(f" {word}") for word in read_probes()["takes_the"])


def _swap(targets: Targets) -> Iterator[Pair]:
    one, other, *_ = targets
    nouns, others, usual = _nouns(one), _nouns(other), _usual(targets)
    shared = [(names[0], others[form][0]) for form, names in nouns.items() if form in others]
    adjectives = usual["demonym"], usual["other demonym"]
    texts = dict.fromkeys(_sentences(*_ONE), shared[:1]) | dict.fromkeys(_sentences("two"), shared)
    for template, pairs in texts.items():
        # A sentence without a noun is the same for all kinds of them
        for pair in pairs if "{name}" in template or "{other}" in template else pairs[:1]:
            there = _fill(template, _places(*pair, *adjectives))
            back = _fill(template, _places(*pair[::-1], *adjectives[::-1]))
            yield from _pair_up(SWAPPED, there, back)


def _pair_up(change: str, before: list[Probe], after: list[Probe]) -> Iterator[Pair]:
    """Yield a sentence before and after, once for each mention; nothing if either lacks a name."""
    if before and after:
        yield from (Pair(change, *both) for both in zip(before, after, strict=True))


def _exchange_aliases(targets: Targets) -> Iterator[Pair]:
    for target in targets:
        for place, names in [("name", names) for names in _nouns(target).values()] + [("demonym", _adjectives(target))]:
            for template in _sentences(*_ONE):
                filled = [probe for name in names for probe in _fill(template, {place: name})]
                yield from (Pair(ALIASES, filled[0], probe) for probe in filled[1:])


def _put_metonyms(targets: Targets) -> Iterator[Pair]:
    for target in targets:
        nouns = _nouns(target)
        others = [nouns[form][0] for form in ("capital", "government", "leader") if form in nouns]
        for template in _sentences(*_JUDGED, "neutral") if "country" in nouns else []:
            before = _fill(template, {"name": nouns["country"][0]})
            for name in others:
                yield from _pair_up(METONYMS, before, _fill(template, {"name": name}))


def _put_demonyms(targets: Targets) -> Iterator[Pair]:
    for target in targets:
        country = next(iter(_nouns(target).get("country", [])), None)
        for adjective, noun in read_probes()["demonym_for_country"]:
            for name in _adjectives(target)[:1]:
                yield from _pair_up(DEMONYM, _fill(noun, {"name": country}), _fill(adjective, {"demonym": name}))


def _say_nothing(targets: Targets) -> Iterator[Pair]:
    for target in targets:
        nouns = [name for names in _nouns(target).values() for name in names]
        for place, names, texts in (
            ("name", nouns, "neutral"),
            ("demonym", _adjectives(target), "neutral_demonym"),
        ):
            for template in _sentences(texts):
                yield from (Pair(NEUTRAL, None, probe) for name in names for probe in _fill(template, {place: name}))


def _name_alone(targets: Targets) -> Iterator[Pair]:
    """Yield every alias, those that are switched off too, every excluded name and every institution."""
    names = [(name, target.key, kind) for target in targets for kind, own in target.aliases.items() for name in own]
    names += [(name, target.key, "") for target in targets for name in target.exclude]
    names += [(name, next(iter(targets)).key, "") for name in targets.masked]
    for name, target, kind in dict.fromkeys(names):
        plain = name.removesuffix("*")
        yield Pair(ALONE, None, Probe(f"{plain}.", 0, len(plain), target, kind))


def _usual_probes(targets: Targets) -> list[list[Probe]]:
    """Return each sentence with the usual names, once for each of them."""
    names = _usual(targets)
    return [probes for text in _sentences(*_JUDGED, "neutral", "two") if (probes := _fill(text, names))]


def _glue(targets: Targets) -> Iterator[Pair]:
    yield from (Pair(GLUED, probe, glue_furniture(probe)) for probes in _usual_probes(targets) for probe in probes)


def _straighten(targets: Targets) -> Iterator[Pair]:
    for probes in _usual_probes(targets):
        yield from (Pair(QUOTES, probe, after) for probe in probes for after in straighten_marks(probe))


def _add_furniture(targets: Targets) -> Iterator[Pair]:
    """Yield mentions of articles before and after furniture stands around them, both cleaned."""
    texts = [probes[0].sentence for probes in _usual_probes(targets)]
    bodies = ["\n\n".join(texts[i : i + _PARAGRAPHS]) for i in range(0, len(texts), _PARAGRAPHS)]
    above = "\n".join(read_probes()["furniture_above"]) + "\n\n"
    below = "\n\n" + "\n".join(read_probes()["furniture_below"])
    found = _mentions_of([f"{above}{body}{below}" for body in bodies], targets)
    for (article, start), probe in _mentions_of(bodies, targets).items():
        yield Pair(FURNITURE, probe, found.get((article, start + len(above))))


def _mentions_of(texts: list[str], targets: Targets) -> dict[tuple[str, int], Probe]:
    """Return the mentions of articles by article and place, each article of a source of its own: the hard case."""
    articles = pd.DataFrame({"raw_text": pd.Series(texts, dtype="str")}).assign(title="", main_text="")
    articles["article_id"] = [f"{number:016x}" for number in range(len(texts))]
    articles["file"] = articles["source"] = articles["article_id"]
    cleaned, _ = clean_articles(articles)
    mentions = find_mentions(cleaned, split_sentences(cleaned), targets)
    columns = ["article_id", "mention_start", "mention_end", "sentence", "sentence_start", "target", "alias_kind"]
    return {
        (article, start): Probe(sentence, start - first, end - first, target, kind)
        for article, start, end, sentence, first, target, kind in mentions[columns].itertuples(index=False, name=None)
    }
