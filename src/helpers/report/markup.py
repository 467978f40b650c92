"""HTML as its tags and the text between them: put together again, it is what it was, byte for byte."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"]
)


@dataclass(frozen=True)
class Piece:
    """A tag, or what stands between two.

    Attributes:
        raw: As it stands in the page.
        kind: ``start``, ``end`` or ``text``; comments and the content of scripts and styles are text.
        name: Of the element; empty for text.
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
        self.found: list[tuple[int, int, Piece]] = []
        self._html = html
        self._lines = [0]
        for line in html.split("\n"):
            self._lines.append(self._lines[-1] + len(line) + 1)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        raw = self.get_starttag_text() or ""
        self._note(raw, "start", tag, {name: value or "" for name, value in attrs})

    def handle_endtag(self, tag: str) -> None:
        start = self._find()
        self._note(self._html[start : self._html.find(">", start) + 1], "end", tag, {})

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def _note(self, raw: str, kind: str, name: str, attributes: dict[str, str]) -> None:
        start = self._find()
        self.found.append((start, start + len(raw), Piece(raw, kind, name, attributes)))

    def _find(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column


def split_tags(html: str) -> Iterator[Piece]:
    """Split HTML into tags and the text between them."""
    tags = _Tags(html)
    tags.feed(html)
    tags.close()
    position = 0
    for start, end, piece in tags.found:
        if start > position:
            yield Piece(html[position:start])
        yield piece
        position = end
    if position < len(html):
        yield Piece(html[position:])
