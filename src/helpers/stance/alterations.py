"""Changes that can be made to any sentence and must not move a score: other names, plain marks, furniture."""

import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from helpers.schemas import ALIAS_KINDS
from helpers.shipped import read_shipped
from helpers.stance.framing import PLAIN_MARKS, country_names, country_of
from helpers.stance.targets import Names, Target, Targets

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

PLURAL = "plural"  # form of a demonym: "Americans"
_Span = tuple[int, int, str]


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


@cache
def read_probes() -> dict[str, Any]:
    """Return the invented sentences, as described in ``probes.toml``."""
    return tomllib.loads(read_shipped("stance/probes.toml").decode())


def list_forms(target: Target) -> dict[str, list[str]]:
    """Return the names that count, by kind: the usual one first, plurals apart ("Americans" is no adjective)."""
    forms = {kind: [name.removesuffix("*") for name in target.aliases.get(kind, [])] for kind in target.include}
    forms = {kind: sorted(names, key=lambda name: name != target.label) for kind, names in forms.items()}
    demonyms = forms.get("demonym", [])
    forms[PLURAL] = [name for name in demonyms if name.endswith("s") and name[:-1] in demonyms]
    forms["demonym"] = [name for name in demonyms if name not in forms[PLURAL]]
    return {form: names for form, names in forms.items() if names}


def alter_mentions(mentions: pd.DataFrame, targets: Targets, *, limit: int, seed: int) -> list[Pair]:
    """Return a sample of an analyst's mentions with each change that can be made to any sentence.

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
    every = Targets({target.key: replace(target, include=ALIAS_KINDS) for target in targets}).names
    probes = [
        Probe(sentence, start - first, end - first, target, kind)
        for sentence, first, start, end, target, kind in own.iloc[drawn][columns].itertuples(index=False, name=None)
    ]
    changes: dict[str, Callable[[Probe], Iterable[Probe]]] = {
        SWAPPED: lambda probe: swap_names(probe, targets, every),
        ALIASES: lambda probe: exchange_alias(probe, targets),
        GLUED: lambda probe: [glue_furniture(probe)],
        QUOTES: straighten_marks,
    }
    return [
        Pair(change + OWN, probe, after)
        for change, alter in changes.items()
        for probe in probes
        for after in alter(probe)
    ]


def glue_furniture(probe: Probe) -> Probe:
    """Return a text that page furniture follows, as it does where nothing is cleaned."""
    return probe._replace(sentence=f"{probe.sentence} {read_probes()['furniture_glued']}")


def straighten_marks(probe: Probe) -> Iterator[Probe]:
    """Yield a text with plain quotes, dashes and spaces, if it has others."""
    straight = probe.sentence.translate(PLAIN_MARKS)
    if straight != probe.sentence:
        yield probe._replace(sentence=straight)


def swap_names(probe: Probe, targets: Targets, names: Names) -> Iterator[Probe]:
    """Yield a sentence with the first two targets exchanged, unless a name of theirs in it has no counterpart.

    Args:
        probe: Any mention.
        targets: Of the analysis.
        names: Finds their names, those of kinds that are switched off too.
    """
    one, other, *_ = targets
    back = {one.key: other, other.key: one}
    spans = [
        (name.start, name.end, _counterpart(probe.sentence[name.start : name.end], targets.targets[name.target], to))
        for name in names.find(probe.sentence)
        if (to := back.get(name.target))
    ]
    is_named = probe.target not in back or any((first, last) == (probe.start, probe.end) for first, last, _ in spans)
    if spans and is_named and all(new for _, _, new in spans) and not _stays_behind(probe.sentence, spans):
        swapped = _replace_spans(probe, spans)
        yield swapped._replace(target=back[probe.target].key) if probe.target in back else swapped


def exchange_alias(probe: Probe, targets: Targets) -> Iterator[Probe]:
    """Yield a sentence with each other name of the same kind of the target in place of the mention."""
    mention = " ".join(probe.sentence[probe.start : probe.end].split())
    target = targets.targets.get(probe.target)
    for names in list_forms(target).values() if target else ():
        if mention in names:
            others = [name for name in names if name != mention]
            yield from (_replace_spans(probe, [(probe.start, probe.end, name)]) for name in others)


def _counterpart(found: str, target: Target, other: Target) -> str:
    """Return the name of another target at this one's place in the list, else the first; empty if there is none."""
    plain, theirs = " ".join(found.split()).replace("’", "'"), list_forms(other)
    for form, names in list_forms(target).items():
        for number, name in enumerate(names):
            if form in theirs and plain in (name, name.upper()):
                new = theirs[form][number if number < len(theirs[form]) else 0]
                return new if plain == name else new.upper()
    return ""


def _stays_behind(sentence: str, spans: list[_Span]) -> bool:
    """Tell whether a name of a swapped country is left, since the targets file does not list it."""
    countries = {country_of(sentence[start:end]) for start, end, _ in spans} - {""}
    left = [name for name in country_names().find(sentence) if name.target in countries]
    return any(not any(start <= name.start < end for start, end, _ in spans) for name in left)


def _replace_spans(probe: Probe, spans: list[_Span]) -> Probe:
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
