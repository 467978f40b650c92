"""HTML as its tags and the text between them: put together again, it is what it was, byte for byte."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"]
)
# What is in these is no page; no text can begin or end one, as it is escaped
_WHOLE = re.compile(r"<svg\b.*?</svg>|<script\b.*?</script>|<!--.*?-->", re.DOTALL)
_TAG = re.compile(r"<[a-z][^<>]*>", re.IGNORECASE)  # in SVG, where no value of an attribute holds a ">"
_NAMES = re.compile(
    r'(\s(?:id|for|headers|list|aria-labelledby|aria-describedby|aria-controls|popovertarget)=")([^"]+)'
)
_POINTERS = re.compile(r'(url\(#|\s(?:xlink:)?href="#)')


@dataclass(frozen=True)
class Piece:
    """A tag, or what stands between two.

    Attributes:
        raw: As it stands in the page.
        kind: ``start``, ``end``, ``text``, or ``whole`` for a figure, a script or a comment.
        name: Of the element that a tag starts or ends.
        attributes: Of a start tag.
    """

    raw: str
    kind: str = "text"
    name: str = ""
    attributes: dict[str, str] = field(default_factory=dict)


class _Tags(HTMLParser):
    """Notes where tags begin and what they are."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=False)
        self.found: list[tuple[int, Piece]] = []
        self._html = html
        self._lines = [0]
        for line in html.split("\n"):
            self._lines.append(self._lines[-1] + len(line) + 1)
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        raw = self.get_starttag_text() or ""
        self.found.append((self._find(), Piece(raw, "start", tag, {name: value or "" for name, value in attrs})))

    def handle_endtag(self, tag: str) -> None:
        start = self._find()
        self.found.append((start, Piece(self._html[start : self._html.find(">", start) + 1], "end", tag)))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def _find(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column


def split_tags(html: str) -> Iterator[Piece]:
    """Split HTML into tags and the text between them."""
    position = 0
    for whole in _WHOLE.finditer(html):
        yield from _split(html[position : whole.start()])
        yield Piece(whole[0], "whole")
        position = whole.end()
    yield from _split(html[position:])


def change_tags(html: str, change: Callable[[str], str]) -> str:
    """Return HTML in which each start tag was changed, those of figures too; text stays as it is."""
    return "".join(
        change(piece.raw)
        if piece.kind == "start"
        else _TAG.sub(lambda found: change(found[0]), piece.raw)
        if piece.kind == "whole" and piece.raw.startswith("<svg")
        else piece.raw
        for piece in split_tags(html)
    )


def prefix_ids(html: str, prefix: str) -> str:
    """Return HTML whose ids begin with a prefix, with what points to them, so that it may stand beside others."""
    return change_tags(html, lambda tag: prefix_tag(tag, prefix))


def prefix_tag(tag: str, prefix: str) -> str:
    """Return a start tag whose ids begin with a prefix; see `prefix_ids`."""
    tag = _NAMES.sub(lambda found: found[1] + " ".join(prefix + name for name in found[2].split()), tag)
    return _POINTERS.sub(lambda found: found[1] + prefix, tag)


def _split(html: str) -> Iterator[Piece]:
    position = 0
    for start, piece in _Tags(html).found:
        if start > position:
            yield Piece(html[position:start])
        yield piece
        position = start + len(piece.raw)
    if position < len(html):
        yield Piece(html[position:])
