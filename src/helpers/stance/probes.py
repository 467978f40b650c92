"""Texts that are changed in a way that must not move a score: invented sentences, and mentions of the analyst's own."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from helpers.corpus import clean_articles
from helpers.errors import Problem
from helpers.language import split_sentences
from helpers.schemas import ALIAS_KINDS
from helpers.stance.framing import country_names, country_of
from helpers.stance.mentions import find_mentions
from helpers.stance.targets import Target, Targets

# What is changed, in the order in which tables list it
SWAPPED = "targets swapped"
ALIASES = "aliases exchanged"
METONYMS = "capital, government or leader for country"
DEMONYM = "demonym for country"
NEUTRAL = "neutral sentences of every alias"
ALONE = "name alone"
FURNITURE = "furniture added to the page"
GLUED = "furniture glued to the sentence"
QUOTES = "quotes straightened"
OWN = ", own mentions"  # ends the name of a change that was made to the analyst's sentences

_PLURAL = "plural"  # form of a demonym: "Americans"
_PLACE = re.compile(r"([^{]*)(?:\{([^}]*)\})?")
_STRAIGHT = str.maketrans("‘’‚“”„–—\u00a0\u202f", "'''\"\"\"--  ")
_PARAGRAPHS = 5  # of an article that furniture is added to


class Probe(NamedTuple):
    """A mention in a text."""

    sentence: str
    start: int
    end: int
    target: str
    kind: str


class Pair(NamedTuple):
    """A text before and after a change; None stands for a text that says nothing of the target."""

    change: str
    before: Probe | None
    after: Probe | None


class _Name(NamedTuple):
    text: str
    target: str
    kind: str


@cache
def read_probes() -> dict[str, Any]:
    """Return the invented sentences, as described in ``probes.toml``."""
    return tomllib.loads(files("helpers.stance").joinpath("probes.toml").read_text(encoding="utf-8"))


def make_pairs(targets: Targets) -> list[Pair]:
    """Return all changes of the invented sentences, with the names of the targets."""
    changes = (_swap, _exchange_aliases, _put_metonyms, _put_demonyms, _say_nothing, _name_alone, _add_furniture)
    return [pair for change in changes for pair in change(targets)] + list(_change_marks(targets))


def make_own_pairs(mentions: pd.DataFrame, targets: Targets, *, limit: int, seed: int) -> list[Pair]:
    """Return the changes that can be made to any sentence, made to a sample of an analyst's mentions.

    Args:
        mentions: With the columns of `helpers.schemas.Mentions`; pronouns and joint references are left aside.
        targets: Whose names are exchanged.
        limit: Mentions drawn at most.
        seed: Of the draw.
    """
    own = mentions[mentions["alias_kind"].isin(ALIAS_KINDS)]
    own = own.drop_duplicates(["article_id", "target", "mention_start"]).sort_values(["article_id", "mention_start"])
    drawn = np.sort(np.random.default_rng(seed).permutation(len(own))[:limit])
    columns = ["sentence", "sentence_start", "mention_start", "mention_end", "target", "alias_kind"]
    pairs = []
    for sentence, first, start, end, target, kind in own.iloc[drawn][columns].itertuples(index=False, name=None):
        probe = Probe(sentence, start - first, end - first, target, kind)
        changed = (
            (SWAPPED, _swap_names(probe, targets)),
            (ALIASES, _exchange_alias(probe, targets)),
            (GLUED, _glue(probe)),
            (QUOTES, _straighten(probe)),
        )
        pairs += [Pair(change + OWN, probe, after) for change, after in changed if after]
    return pairs


def list_gaps(targets: Targets) -> list[Problem]:
    """Return what cannot be tried with these targets, since they have too few names."""
    one, other, *_ = targets
    gaps = []
    if not _forms(one).keys() & _forms(other).keys():
        reason = f"{one.key} and {other.key} have no names of the same kind, so they cannot be swapped"
        gaps.append((reason, "list names of both under one kind of [targets.KEY.aliases]"))
    for target in targets:
        if all(len(names) < 2 for names in _forms(target).values()):
            reason = f"{target.key} has no two names of a kind, so no alias can be exchanged"
            gaps.append((reason, f"add names under [targets.{target.key}.aliases]"))
    return [Problem("targets", "warning", reason, remedy) for reason, remedy in gaps]


def _forms(target: Target) -> dict[str, list[str]]:
    """Return the names that count, by kind: the usual one first, plurals apart ("Americans" is no adjective)."""
    forms = {kind: [name.removesuffix("*") for name in target.aliases.get(kind, [])] for kind in target.include}
    forms = {kind: sorted(names, key=lambda name: name != target.label) for kind, names in forms.items()}
    demonyms = forms.get("demonym", [])
    forms[_PLURAL] = [name for name in demonyms if name.removesuffix("s") in demonyms and name.endswith("s")]
    forms["demonym"] = [name for name in demonyms if name not in forms[_PLURAL]]
    return {form: names for form, names in forms.items() if names}


def _nouns(target: Target) -> Iterator[tuple[str, list[_Name]]]:
    """Yield each form that can stand as a noun, with its names."""
    for form, names in _forms(target).items():
        if form != "demonym":
            yield form, [_Name(name, target.key, "demonym" if form == _PLURAL else form) for name in names]


def _first_noun(target: Target) -> _Name | None:
    return next((names[0] for _, names in _nouns(target)), None)


def _first_demonym(target: Target) -> _Name | None:
    return next((_Name(name, target.key, "demonym") for name in _forms(target).get("demonym", [])), None)


def _fill(template: str, names: dict[str, _Name | None]) -> list[Probe]:
    """Return a sentence once for each name in it; none at all if a name is missing."""
    text, found = "", []
    for words, place in _PLACE.findall(template):
        text += words
        name = names.get(place)
        if place and name is None:
            return []
        if name:
            if place in ("name", "other") and _takes_the(name.text):
                text += "the " if any(c.isalpha() for c in text) else "The "
            found.append((len(text), len(text) + len(name.text), name.target, name.kind))
            text += name.text
    return [Probe(text, *where) for where in found]


def _takes_the(name: str) -> bool:
    return any(name == word or name.endswith(f" {word}") for word in read_probes()["takes_the"])


def _sentences(*lists: str) -> list[str]:
    return [text for name in lists for text in read_probes()[name]]


def _swap(targets: Targets) -> Iterator[Pair]:
    one, other, *_ = targets
    nouns, others = dict(_nouns(one)), dict(_nouns(other))
    shared = [(nouns[form][0], others[form][0]) for form in nouns if form in others]
    adjectives = (_first_demonym(one), _first_demonym(other))
    texts = dict.fromkeys(_sentences("positive", "negative", "neutral", "neutral_demonym"), shared[:1])
    for template, pairs in {**texts, **dict.fromkeys(_sentences("two"), shared)}.items():
        # A text without a noun is the same for all kinds of them
        for pair in pairs if re.search(r"\{(name|other)\}", template) else pairs[:1]:
            there, back = (
                _fill(template, _places(*nouns, *demonyms))
                for nouns, demonyms in ((pair, adjectives), (pair[::-1], adjectives[::-1]))
            )
            yield from (Pair(SWAPPED, *both) for both in zip(there, back, strict=True))


def _places(name: _Name, other: _Name, demonym: _Name | None, other_demonym: _Name | None) -> dict[str, _Name | None]:
    return {"name": name, "other": other, "demonym": demonym, "other demonym": other_demonym}


def _exchange_aliases(targets: Targets) -> Iterator[Pair]:
    for target in targets:
        demonyms = [_Name(name, target.key, "demonym") for name in _forms(target).get("demonym", [])]
        for place, names in [("name", names) for _, names in _nouns(target)] + [("demonym", demonyms)]:
            for template in _sentences("positive", "negative", "neutral", "neutral_demonym"):
                filled = [probe for name in names for probe in _fill(template, {place: name})]
                yield from (Pair(ALIASES, filled[0], probe) for probe in filled[1:])


def _put_metonyms(targets: Targets) -> Iterator[Pair]:
    for target in targets:
        nouns = dict(_nouns(target))
        others = [nouns[form][0] for form in ("capital", "government", "leader") if form in nouns]
        for template in _sentences("positive", "negative", "neutral") if "country" in nouns else []:
            before = _fill(template, {"name": nouns["country"][0]})
            yield from (
                Pair(METONYMS, *both)
                for name in others
                for both in zip(before, _fill(template, {"name": name}), strict=True)
            )


def _put_demonyms(targets: Targets) -> Iterator[Pair]:
    for target in targets:
        names = {"demonym": _first_demonym(target), "name": dict(_nouns(target)).get("country", [None])[0]}
        for adjective, noun in read_probes()["demonym_for_country"]:
            yield from (Pair(DEMONYM, *both) for both in zip(_fill(adjective, names), _fill(noun, names), strict=False))


def _say_nothing(targets: Targets) -> Iterator[Pair]:
    for target in targets:
        demonyms = [_Name(name, target.key, "demonym") for name in _forms(target).get("demonym", [])]
        nouns = [name for _, names in _nouns(target) for name in names]
        for place, names, sentences in (("name", nouns, "neutral"), ("demonym", demonyms, "neutral_demonym")):
            for template in _sentences(sentences):
                yield from (Pair(NEUTRAL, None, probe) for name in names for probe in _fill(template, {place: name}))


def _name_alone(targets: Targets) -> Iterator[Pair]:
    """Yield every alias, those that are switched off too, every excluded name and every institution."""
    names = [(name, target.key, kind) for target in targets for kind, own in target.aliases.items() for name in own]
    names += [(name, target.key, "") for target in targets for name in target.exclude]
    names += [(name, next(iter(targets)).key, "") for name in targets.masked]
    for name, target, kind in dict.fromkeys(names):
        plain = name.removesuffix("*")
        yield Pair(ALONE, None, Probe(f"{plain}.", 0, len(plain), target, kind))


def _add_furniture(targets: Targets) -> Iterator[Pair]:
    """Yield mentions of articles before and after furniture stands around them, both cleaned."""
    one, other, *_ = targets
    names = _places(*(_first_noun(t) for t in (one, other)), *(_first_demonym(t) for t in (one, other)))  # type: ignore[arg-type]
    filled = [_fill(template, names) for template in _sentences("positive", "negative", "neutral", "two")]
    texts = [probes[0].sentence for probes in filled if probes]
    bodies = ["\n\n".join(texts[i : i + _PARAGRAPHS]) for i in range(0, len(texts), _PARAGRAPHS)]
    above, below = ("\n".join(read_probes()[f"furniture_{place}"]) for place in ("above", "below"))
    above += "\n\n"
    plain = _mentions_of(bodies, targets)
    found = _mentions_of([f"{above}{body}\n\n{below}" for body in bodies], targets)
    for (article, start), probe in plain.items():
        yield Pair(FURNITURE, probe, found.get((article, start + len(above))))


def _mentions_of(bodies: list[str], targets: Targets) -> dict[tuple[str, int], Probe]:
    """Return the mentions of articles by article and place, each article at a source of its own: the hard case."""
    articles = pd.DataFrame({"raw_text": pd.Series(bodies, dtype="str")}).assign(title="", main_text="")
    articles["article_id"] = [f"{n:016x}" for n in range(len(bodies))]
    articles["file"] = articles["source"] = articles["article_id"]
    cleaned, _ = clean_articles(articles)
    mentions = find_mentions(cleaned, split_sentences(cleaned), targets)
    columns = ["article_id", "mention_start", "mention_end", "sentence", "sentence_start", "target", "alias_kind"]
    return {
        (article, start): Probe(sentence, start - first, end - first, target, kind)
        for article, start, end, sentence, first, target, kind in mentions[columns].itertuples(index=False, name=None)
    }


def _change_marks(targets: Targets) -> Iterator[Pair]:
    """Yield texts with furniture glued to them, as it happens without cleaning, and with plain marks."""
    one, other, *_ = targets
    names = _places(*(_first_noun(t) for t in (one, other)), *(_first_demonym(t) for t in (one, other)))  # type: ignore[arg-type]
    filled = [p for t in _sentences("positive", "negative", "neutral", "two") for p in _fill(t, names)]
    yield from (Pair(GLUED, probe, _glue(probe)) for probe in filled)
    yield from (Pair(QUOTES, probe, after) for probe in filled if (after := _straighten(probe)))


def _glue(probe: Probe) -> Probe:
    return probe._replace(sentence=f"{probe.sentence} {read_probes()['furniture_glued']}")


def _straighten(probe: Probe) -> Probe | None:
    straight = probe.sentence.translate(_STRAIGHT)
    return probe._replace(sentence=straight) if straight != probe.sentence else None


def _swap_names(probe: Probe, targets: Targets) -> Probe | None:
    """Return a sentence with the first two targets exchanged; None if a name in it has no counterpart."""
    one, other, *_ = targets
    back = {one.key: other, other.key: one}
    every = Targets({target.key: replace(target, include=ALIAS_KINDS) for target in targets})
    spans: list[tuple[int, int, str]] = []
    for name in every.names.find(probe.sentence):
        if name.target in back:
            new = _counterpart(probe.sentence[name.start : name.end], targets.targets[name.target], back[name.target])
            if not new:
                return None
            spans.append((name.start, name.end, new))
    if not spans or _stays_behind(probe.sentence, spans):
        return None
    swapped = _replace_spans(probe, spans)
    return swapped._replace(target=back[probe.target].key) if probe.target in back else swapped


def _counterpart(found: str, target: Target, other: Target) -> str:
    plain, theirs = " ".join(found.split()).replace("’", "'"), _forms(other)
    for form, names in _forms(target).items():
        for number, name in enumerate(names):
            if form in theirs and plain in (name, name.upper()):
                new = theirs[form][number % len(theirs[form])]
                return new if plain == name else new.upper()
    return ""


def _stays_behind(sentence: str, spans: list[tuple[int, int, str]]) -> bool:
    """Tell whether a name of a swapped country is left that the targets file does not list."""
    countries = {country_of(sentence[start:end]) for start, end, _ in spans} - {""}
    left = [name for name in country_names().find(sentence) if name.target in countries]
    return any(not any(start <= name.start < end for start, end, _ in spans) for name in left)


def _exchange_alias(probe: Probe, targets: Targets) -> Probe | None:
    target, mention = targets.targets.get(probe.target), probe.sentence[probe.start : probe.end]
    plain = " ".join(mention.split())
    for names in _forms(target).values() if target else ():
        if plain in names and len(names) > 1:
            new = names[(names.index(plain) + 1) % len(names)]
            return _replace_spans(probe, [(probe.start, probe.end, new)])
    return None


def _replace_spans(probe: Probe, spans: list[tuple[int, int, str]]) -> Probe:
    """Return a text with parts of it replaced, and where its mention stands now."""
    text, at = "", 0
    start, length = probe.start, probe.end - probe.start
    for first, last, new in spans:
        text, at = text + probe.sentence[at:first] + new, last
        if last <= probe.start:
            start += len(new) - (last - first)
        elif first == probe.start:
            length = len(new)
    return Probe(text + probe.sentence[at:], start, start + length, probe.target, probe.kind)
