"""HTML as its tags and the text between them: put together again, it is what it was, byte for byte."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from html import unescape

VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"]
)
_CLOSED = r"<script\b.*?</script\s*>|<!--.*?-->"  # passed over whole; no text can end a script, as it is escaped
_START = r"<[a-zA-Z](?:[^>\"']++|\"[^\"]*\"|'[^']*')*+>"  # in a tag quoted values may hold anything
_TAGS = re.compile(f"{_CLOSED}|{_START}", re.DOTALL)
# Figures are whole, too: what is in them is no page
_PIECES = re.compile(rf"(?P<whole><svg\b.*?</svg>|{_CLOSED})|(?P<end></[a-zA-Z][^>]*>)|{_START}", re.DOTALL)
_NAME = re.compile(r"</?([^\s/>]+)")
_ATTRIBUTE = re.compile(r"\s([^\s\"'<>/=]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'=<>`]+)))?")
_NAMES = re.compile(
    r'(\s(?:id|for|headers|list|aria-labelledby|aria-describedby|aria-controls|popovertarget)=")([^"]+)'
)
_POINTERS = re.compile(r'(url\(#|\s(?:xlink:)?href="#)')


@dataclass(frozen=True)
class Piece:
    """A tag, or what stands between two.

    Attributes:
        raw: As it stands in the page.
        kind: ``start``, ``end``, ``text``, or ``whole`` for a comment, a script or a figure.
        name: Of the element; empty for text.
    """

    raw: str
    kind: str = "text"
    name: str = ""

    @cached_property
    def attributes(self) -> dict[str, str]:
        """Attributes of a start tag, by name."""
        return {name: value for _, name, value in list_attributes(self.raw)} if self.kind == "start" else {}


def split_tags(html: str) -> Iterator[Piece]:
    """Split HTML into tags and the text between them."""
    position = 0
    for found in _PIECES.finditer(html):
        if found.start() > position:
            yield Piece(html[position : found.start()])
        position, name = found.end(), _NAME.match(found[0])
        if found["whole"] or name is None:
            yield Piece(found[0], "whole")
        else:
            yield Piece(found[0], "end" if found["end"] else "start", name[1].lower())
    if position < len(html):
        yield Piece(html[position:])


def map_tags(html: str, change: Callable[[str], str]) -> str:
    """Return HTML with its start tags changed, those of figures too; text, comments and scripts stay as they are."""
    return _TAGS.sub(lambda found: found[0] if found[0].startswith(("<script", "<!--")) else change(found[0]), html)


def list_attributes(tag: str) -> list[tuple[str, str, str]]:
    """Return the attributes of a start tag: each as it is written, its name, and its value as text."""
    return [
        (found[0], found[1].lower(), unescape(found[2] or found[3] or found[4] or ""))
        for found in _ATTRIBUTE.finditer(tag)
    ]


def prefix_ids(html: str, prefix: str) -> str:
    """Return HTML whose ids begin with a prefix, with what points to them, so that it may stand beside others."""
    return map_tags(html, lambda tag: prefix_tag(tag, prefix))


def prefix_tag(tag: str, prefix: str) -> str:
    """Return a start tag whose ids begin with a prefix; see `prefix_ids`."""
    tag = _NAMES.sub(lambda found: found[1] + " ".join(prefix + name for name in found[2].split()), tag)
    return _POINTERS.sub(lambda found: found[1] + prefix, tag)
