"""Roles: whether a target acts in a clause or is acted on, and by which verb."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from helpers.language import parse_sentences
from helpers.schemas import Roles
from helpers.stance.clauses import (
    Clause,
    acts_for_owner,
    find_clause,
    find_named,
    find_owned,
    find_relative_clause,
    list_joined,
    name_verb,
)

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_KEPT = ["article_id", "file", "source", "target", "mention", "mention_start", "mention_end"]
_PREFIXES = ("pro", "anti", "non", "post", "pre", "un")
_SENTENCE = ["sentence_start", "sentence_end", "voice"]


class _Flat(NamedTuple):
    """A sentence as the parser reads it, each stretch of white space one space, and where its characters stood."""

    text: str
    places: list[int]


class _Found(NamedTuple):
    """A mention in a parsed sentence: who stands for it, and in whose name, and what that is."""

    target: str
    token: "Token"
    through: str
    clause: Clause | None


def find_roles(mentions: pd.DataFrame) -> pd.DataFrame:
    """Find for each mention whether its target acts, is acted on, or neither, and by which verb.

    The rules and their accuracy: ``docs/roles.md``. What they are to reach: ``data/roles/codebook.md``.

    Args:
        mentions: With the columns of `helpers.schemas.VoicedMentions`; scored or not, each mention counts once.

    Returns:
        The columns of `helpers.schemas.Roles`, in the order of the mentions.

    Raises:
        PresslensError: If the parser's files are missing or damaged.
    """
    once = mentions.drop_duplicates(["article_id", "target", "mention_start"])
    if once.empty:
        return Roles.empty()
    groups = [own for _, own in once.groupby(["article_id", "sentence_start"], sort=False)]
    flats = [_flatten(own["sentence"].iloc[0]) for own in groups]
    rows = [
        row
        for own, flat, doc in zip(groups, flats, parse_sentences(flat.text for flat in flats), strict=True)
        for row in _read_sentence(own, flat, doc)
    ]
    columns = [name for name in Roles.column_names() if name not in (*_KEPT, *_SENTENCE)]
    found = pd.DataFrame(rows, columns=["row", *columns]).set_index("row")
    return Roles.validate(once[[*_KEPT, *_SENTENCE]].join(found).reset_index(drop=True))


def _flatten(text: str) -> _Flat:
    places = [at for at, c in enumerate(text) if not c.isspace() or (at and not text[at - 1].isspace())]
    return _Flat("".join(" " if text[at].isspace() else text[at] for at in places), places)


def _read_sentence(mentions: pd.DataFrame, flat: _Flat, doc: "Doc") -> Iterator[tuple[Any, ...]]:
    """Yield the index of each mention of a sentence, and its role, in the order of the schema."""
    start = int(mentions["sentence_start"].iloc[0])
    columns = ["target", "alias_kind", "mention_start", "mention_end"]
    found = {
        index: _find(doc, flat, (first - start, end - start), target, kind)
        for index, target, kind, first, end in mentions[columns].itertuples(name=None)
    }
    targets: dict[int, str] = {}
    for one in found.values():
        if one is not None:
            targets.setdefault(one.token.i, one.target)
    for index, one in found.items():
        if one is None or one.clause is None:
            yield (index, "neither", "", "", -1, -1, "", False, "", "")
            continue
        verb, other = one.clause.verb, one.clause.other
        at = start + flat.places[verb.idx], start + flat.places[verb.idx + len(verb) - 1] + 1
        construction = "passive" if one.clause.is_passive else "active"
        joined = [] if other is None else [targets[t.i] for t in list_joined(other) if t.i in targets]
        sides = "" if other is None else other.text, joined[0] if joined else ""
        yield (index, one.clause.role, one.through, name_verb(verb), *at, construction, one.clause.is_negated, *sides)


def _find(doc: "Doc", flat: _Flat, span: tuple[int, int], target: str, kind: str) -> _Found | None:
    """Find who stands for a mention, and what that is; None if it only describes something, or was not parsed."""
    inside = [t for t in doc if flat.places[t.idx] < span[1] and flat.places[t.idx + len(t) - 1] >= span[0]]
    words = [token for token in inside if not token.is_space and not token.is_punct] or inside
    if not words:
        return None
    head = next((token for token in words if token.head not in words or token.head == token), words[-1])
    if _is_prefixed(doc, words[0].i):
        return None
    head = find_named(head)
    owned = find_owned(head, kind)
    if owned is None:
        return _Found(target, head, "", find_clause(head))
    if not acts_for_owner(owned):
        return _Found(target, head, "", find_relative_clause(head))
    return _Found(target, owned, owned.text, find_clause(owned))


def _is_prefixed(doc: "Doc", at: int) -> bool:
    """Tell whether a word has a prefix that turns it: "pro-Russian", "anti-Trump"."""
    return at > 1 and doc[at - 1].text == "-" and doc[at - 2].lower_ in _PREFIXES
