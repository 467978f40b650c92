"""Statistical terms of the pages: what they mean, shown where they stand."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from markupsafe import Markup

from helpers.report.markup import VOID, Piece, split_tags

_SLUG = re.compile(r"[^a-z0-9]+")
_PROSE = frozenset(["p", "li", "dd", "dt", "figcaption", "caption", "th"])
# Names, article text and what is pressed or followed stay as they are
_SKIPPED = frozenset(
    [
        "a",
        "button",
        "code",
        "del",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "label",
        "mark",
        "option",
        "pre",
        "script",
        "select",
        "strong",
        "style",
    ]
) | {*["sub", "summary", "sup", "svg", "template", "textarea", "title"]}
_TEXTS = frozenset(
    [
        "contents",
        "ev",
        "evidence",
        "failed",
        "files",
        "highlight",
        "kwic",
        "question",
        "raw",
        "sentence",
        "sentences",
        "why",
    ]
)
_SECTION = "h2"
# A browser breaks a line at either side of a button, before a full stop too
_BUTTON = r'<button type="button" class="term" [^>]*>[^<]*</button>'
_BOUND = re.compile(f"[(“‘]*{_BUTTON}[).,;:!?’”]+|[(“‘]+{_BUTTON}")


@dataclass(frozen=True)
class Term:
    """A term that pages explain.

    Attributes:
        name: As the glossary lists it.
        pattern: What it is found by in running text.
        heads: Heads of tables that it stands for.
        meaning: In plain words.
        source: Of the method; may be empty.
    """

    name: str
    pattern: str
    heads: tuple[str, ...]
    meaning: str
    source: str

    @property
    def anchor(self) -> str:
        """What its id in a page ends with."""
        return _SLUG.sub("-", self.name.lower()).strip("-")


@cache
def read_terms() -> tuple[Term, ...]:
    """Return the terms of ``glossary.toml`` in order of name."""
    listed = tomllib.loads((files("helpers.report") / "glossary.toml").read_text(encoding="utf-8"))["term"]
    terms = [
        Term(
            entry["name"],
            entry.get("pattern") or _match_names([entry["name"], *entry.get("also", [])]),
            tuple(entry.get("heads", ())),
            entry["meaning"],
            entry.get("source", ""),
        )
        for entry in listed
    ]
    return tuple(sorted(terms, key=lambda term: term.name.lower()))


def mark_terms(html: str, terms: Sequence[Term]) -> tuple[str, list[Term]]:
    """Make the first occurrence of each term in each section a button that shows what it means.

    Only prose, captions, notes and heads of plain tables are searched; text of articles, figures, code, links and
    controls stays as it is, byte for byte.

    Args:
        html: Body of a page.
        terms: To look for.

    Returns:
        The body, and the terms that it holds, in order of name.
    """
    finder = _Finder(terms)
    marked = "".join(finder.mark(piece) for piece in split_tags(html))
    return _BOUND.sub(r'<span class="bound">\g<0></span>', marked), [term for term in terms if term in finder.used]


def add_glossary(body: Markup, terms: Sequence[Term] | None = None) -> Markup:
    """Return a page body in which terms are explained where they stand, and listed at its end."""
    marked, used = mark_terms(body, read_terms() if terms is None else terms)
    return Markup(marked) + list_terms(used)  # noqa: S704 - it was markup before


def list_terms(terms: Sequence[Term]) -> Markup:
    """Return what shows terms: what opens above the page, and a list of them for its end."""
    if not terms:
        return Markup("")
    tips = [
        Markup('<div popover id="term-{}" class="meaning"><p><strong>{}</strong>: {}</p></div>').format(
            term.anchor, term.name, _explain(term)
        )
        for term in terms
    ]
    items = [Markup("<dt>{}</dt><dd>{}</dd>").format(term.name, _explain(term)) for term in terms]
    return Markup(
        '<section id="glossary" class="glossary"><details><summary>Glossary: {} terms of this page</summary>'
        "<dl>{}</dl></details>{}</section>"
    ).format(len(terms), Markup("").join(items), Markup("").join(tips))


class _Place(NamedTuple):
    """An element around what is read."""

    name: str
    in_prose: bool = False
    is_skipped: bool = False
    in_browse: bool = False


class _Finder:
    """Walks through a page and knows where it is."""

    def __init__(self, terms: Sequence[Term]) -> None:
        self.used: set[Term] = set()
        self._heads = {head: term for term in terms for head in term.heads}
        self._terms = dict(enumerate(terms))
        # The longest first, so that "log ratio" does not take what is of "conservative log ratio"
        order = sorted(self._terms, key=lambda number: -len(self._terms[number].pattern))
        found = "|".join(f"(?P<t{number}>{self._terms[number].pattern})" for number in order) or "$."
        self._pattern = re.compile(rf"(?<![\w-])(?=\w)(?:{found})")  # tried where a word begins, nowhere else
        self._open: list[_Place] = []
        self._section: set[Term] = set()

    def mark(self, piece: Piece) -> str:
        """Return a piece, with its terms marked."""
        if piece.kind == "start":
            self._enter(piece)
        elif piece.kind == "end":
            self._leave(piece.name)
        elif piece.kind == "text" and self._open and self._open[-1].in_prose and not self._open[-1].is_skipped:
            return self._mark_text(piece.raw)
        return piece.raw

    def _enter(self, piece: Piece) -> None:
        if piece.name == _SECTION:
            self._section = set()
        if piece.name in VOID or piece.raw.endswith("/>"):
            return
        around = self._open[-1] if self._open else _Place("")
        in_browse = around.in_browse or "data-browse" in piece.attributes
        is_text = not _TEXTS.isdisjoint(piece.attributes.get("class", "").split())
        self._open.append(
            _Place(
                piece.name,
                in_prose=piece.name in _PROSE or (around.in_prose and piece.name != "td"),
                # The script makes buttons of the heads of tables that can be sorted
                is_skipped=around.is_skipped or piece.name in _SKIPPED or is_text or (in_browse and piece.name == "th"),
                in_browse=in_browse,
            )
        )

    def _leave(self, name: str) -> None:
        for depth in range(len(self._open) - 1, -1, -1):
            if self._open[depth].name == name:
                del self._open[depth:]
                return

    def _mark_text(self, raw: str) -> str:
        if self._open[-1].name == "th":
            term = self._heads.get(raw.strip())
            return self._show(term, raw) if term and term not in self._section else raw
        return self._pattern.sub(self._replace, raw)

    def _replace(self, match: re.Match[str]) -> str:
        term = self._terms[int(str(match.lastgroup)[1:])]
        return match[0] if term in self._section else self._show(term, match[0])

    def _show(self, term: Term, raw: str) -> str:
        self._section.add(term)
        self.used.add(term)
        return f'<button type="button" class="term" popovertarget="term-{term.anchor}">{raw}</button>'


def _explain(term: Term) -> Markup:
    return (
        Markup("{} <cite>{}.</cite>").format(term.meaning, term.source)
        if term.source
        else Markup("{}").format(term.meaning)
    )


def _match_names(names: Sequence[str]) -> str:
    """Return what finds names as whole words; the first letter of a plain one may be a capital."""
    found = "|".join(_match_name(name) for name in sorted(names, key=lambda name: (-len(name), name)))
    return rf"(?<![\w-])(?:{found})(?![\w-])"


def _match_name(name: str) -> str:
    return f"(?i:{re.escape(name[0])}){re.escape(name[1:])}" if name.islower() else re.escape(name)
