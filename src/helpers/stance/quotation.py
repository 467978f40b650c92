"""What stands between quotation marks, of whatever kind and however badly kept.

Unlike `helpers.corpus.structure`, which marks quotations for the eye, this finds for the tagger and for `find_quotes`
every pair of marks, also around single words, and says which of them were never closed.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

_MARK = re.compile(r"[\"“”„«»‘’']")
_SINGLE, _OPENING, _CLOSING = "‘’'", "“„«", "”»"
_OPENS_AFTER = re.compile(r"[\s(\[—–\-/‘“\"']")
_SENTENCE_END = re.compile(r"[.!?…,]\s*$")
_MAX_SINGLE = 600  # characters between single marks; farther apart they are apostrophes


class Quoted(NamedTuple):
    """A stretch in quotation marks, the marks included.

    Attributes:
        start: First character.
        end: One past the last.
        closed: Whether the mark that closes it is there.
        single: Whether the marks are single ones.
    """

    start: int
    end: int
    closed: bool
    single: bool


def find_quoted(  # noqa: PLR0912 - a state machine, which reads best in one piece
    text: str, start: int, end: int, *, goes_on: bool = False
) -> Iterator[Quoted]:
    """Yield what stands in quotation marks within a paragraph; what is quoted within a quotation belongs to it.

    A mark that nothing closes holds to the end of the paragraph, or to the next mark that begins a sentence.

    Args:
        text: The text.
        start: First character of the paragraph.
        end: One past its last.
        goes_on: Whether the paragraph before left a quotation open: then one that begins with no mark may end here.
    """
    opened: int | None = None
    depth = 0
    single: int | None = None
    for match in _MARK.finditer(text, start, end):
        at, mark = match.start(), match.group()
        before = text[at - 1] if at > start else " "
        after = text[at + 1] if at + 1 < end else " "
        if mark in _SINGLE:
            if opened is None and single is not None and at - single > _MAX_SINGLE:
                single = None
            if opened is None and single is not None and _closes_single(mark, before, after):
                yield Quoted(single, at + 1, True, True)
                single = None
            elif opened is None and single is None and _opens_single(mark, before, after):
                single = at
            continue
        begins = _begins(mark, before, after, is_open=opened is not None)
        if opened is None and begins:
            opened, depth, single = at, 1, None
        elif opened is None and goes_on:
            yield Quoted(start, at + 1, True, False)
        elif opened is None:
            pass
        elif not begins:
            depth -= 1 if mark in _CLOSING else depth
            if depth <= 0:
                yield Quoted(opened, at + 1, True, False)
                opened = None
        elif _SENTENCE_END.search(text, max(opened, at - 3), at):
            yield Quoted(opened, at, False, False)
            opened, depth = at, 1
        elif mark in _OPENING:
            depth += 1
        goes_on = False
    if opened is not None:
        yield Quoted(opened, end, False, False)


def _opens_single(mark: str, before: str, after: str) -> bool:
    return mark != "’" and bool(_OPENS_AFTER.match(before)) and after.isalnum()


def _closes_single(mark: str, before: str, after: str) -> bool:
    return mark != "‘" and not before.isspace() and not after.isalnum()


def _begins(mark: str, before: str, after: str, *, is_open: bool) -> bool:
    """Tell whether a mark opens a quotation."""
    if mark in _OPENING:
        return True
    if mark in _CLOSING:
        return not is_open and after.isalnum() and before.isspace()
    if not after.isspace() and _OPENS_AFTER.match(before):
        return not is_open or before.isspace()
    return not is_open and after.isalnum()
