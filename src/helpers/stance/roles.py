"""Roles: whether a target acts in a clause or is acted on, and by which verb."""

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from helpers.language import parse_sentences
from helpers.progress import track
from helpers.schemas import Roles
from helpers.shipped import read_shipped
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


class _Mention(NamedTuple):
    """A mention: its row in the table, and its place in the sentence, which begins at `offset`."""

    row: int
    target: str
    kind: str
    start: int
    end: int
    offset: int


class _Found(NamedTuple):
    """A mention in a parsed sentence: who stands for it, and in whose name, and what that is."""

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
    groups = _group(once)
    docs = parse_sentences(flat.text for flat, _ in groups)
    rows = [
        row
        for (flat, own), doc in zip(track(groups, "finding roles"), docs, strict=True)
        for row in _read_sentence(flat, own, doc)
    ]
    columns = [name for name in Roles.column_names() if name not in (*_KEPT, *_SENTENCE)]
    found = pd.DataFrame(rows, columns=["row", *columns]).set_index("row")
    return Roles.validate(once[[*_KEPT, *_SENTENCE]].reset_index(drop=True).join(found))


def measured_roles() -> pd.DataFrame:
    """Return how well `find_roles` does on labelled clauses that the rules were not made from, beside other ways.

    Returns:
        A row per way: ``method``, ``accuracy`` with its 95% interval (by article), F1 of agents and patients, and of
        those found right the share with the right ``verb`` and ``construction``; all from 0 to 1. By
        ``python -m benchmarks.roles --write``; the labels are those of a language model.
    """
    return pd.read_csv(io.BytesIO(read_shipped("stance/roles_measured.csv")))


def _group(mentions: pd.DataFrame) -> list[tuple[_Flat, list[_Mention]]]:
    """Return each sentence with its mentions."""
    columns = ["article_id", "sentence", "sentence_start", "target", "alias_kind", "mention_start", "mention_end"]
    groups: dict[tuple[str, int, str], tuple[str, list[_Mention]]] = {}
    for row, given in enumerate(mentions[columns].itertuples(index=False, name=None)):
        article, sentence, first, target, kind, start, end = given
        _, own = groups.setdefault((article, first, sentence), (sentence, []))
        own.append(_Mention(row, target, kind, start - first, end - first, first))
    return [(_flatten(text), own) for text, own in groups.values()]


def _flatten(text: str) -> _Flat:
    places = [at for at, c in enumerate(text) if not c.isspace() or (at and not text[at - 1].isspace())]
    return _Flat("".join(" " if text[at].isspace() else text[at] for at in places), places)


def _read_sentence(flat: _Flat, mentions: list[_Mention], doc: "Doc") -> Iterator[tuple[Any, ...]]:
    """Yield the row of each mention of a sentence, and its role, in the order of the schema."""
    found = [_find(doc, flat, one) for one in mentions]
    targets: dict[int, str] = {}
    for mention, one in zip(mentions, found, strict=True):
        if one is not None:
            targets.setdefault(one.token.i, mention.target)
    for mention, one in zip(mentions, found, strict=True):
        if one is None or one.clause is None:
            yield (mention.row, "neither", "", "", -1, -1, "", False, "", "")
            continue
        verb, other = one.clause.verb, one.clause.other
        first, last = (mention.offset + flat.places[verb.idx + at] for at in (0, len(verb) - 1))
        construction = "passive" if one.clause.is_passive else "active"
        joined = [] if other is None else [targets[t.i] for t in list_joined(other) if t.i in targets]
        sides = "" if other is None else other.text, joined[0] if joined else ""
        verbs = name_verb(verb), first, last + 1
        yield (mention.row, one.clause.role, one.through, *verbs, construction, one.clause.is_negated, *sides)


def _find(doc: "Doc", flat: _Flat, mention: _Mention) -> _Found | None:
    """Find who stands for a mention, and what that is; None if it only describes something, or was not parsed."""
    inside = [t for t in doc if flat.places[t.idx] < mention.end and flat.places[t.idx + len(t) - 1] >= mention.start]
    words = [token for token in inside if not token.is_space and not token.is_punct] or inside
    if not words:
        return None
    head = next((token for token in words if token.head not in words or token.head == token), words[-1])
    if _is_prefixed(doc, words[0].i):
        return None
    head = find_named(head)
    owned = find_owned(head, mention.kind)
    if owned is None:
        return _Found(head, "", find_clause(head))
    if not acts_for_owner(owned):
        return _Found(head, "", find_relative_clause(head))
    return _Found(owned, owned.text, find_clause(owned))


def _is_prefixed(doc: "Doc", at: int) -> bool:
    """Tell whether a word has a prefix that turns it: "pro-Russian", "anti-Trump"."""
    return at > 1 and doc[at - 1].text == "-" and doc[at - 2].lower_ in _PREFIXES
