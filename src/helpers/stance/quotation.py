"""What stands between quotation marks, of whatever kind and however badly kept.

Unlike `helpers.corpus.structure`, which marks quotations for the eye, this finds for the tagger and for `find_quotes`
every pair of marks, also around single words, and says which of them were never closed.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

_MARK = re.compile(r"[\"“”„«»‘’']")
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


def find_quoted(text: str, start: int, end: int) -> Iterator[Quoted]:
    """Yield what stands in quotation marks within a paragraph; what is quoted within a quotation belongs to it.

    A mark that nothing closes holds to the end of the paragraph, or to the next mark that begins a sentence.
    """
    opened: int | None = None
    depth = 0
    single: int | None = None
    for match in _MARK.finditer(text, start, end):
        at, mark = match.start(), match.group()
        before = text[at - 1] if at > start else " "
        after = text[at + 1] if at + 1 < end else " "
        if mark in "‘’'":
            if opened is None:
                if single is None:
                    if mark != "’" and _OPENS_AFTER.match(before) and after.isalnum():
                        single = at
                elif mark != "‘" and not before.isspace() and not after.isalnum():
                    if at - single <= _MAX_SINGLE:
                        yield Quoted(single, at + 1, True, True)
                    single = None
            continue
        begins = _begins(mark, before, after, is_open=opened is not None)
        if opened is None:
            if begins:
                opened, depth, single = at, 1, None
        elif not begins:
            depth -= 1 if mark in "”»" else depth
            if depth <= 0:
                yield Quoted(opened, at + 1, True, False)
                opened = None
        elif _SENTENCE_END.search(text, max(opened, at - 3), at):
            yield Quoted(opened, at, False, False)
            opened, depth = at, 1
        elif mark in "“„«":
            depth += 1
    if opened is not None:
        yield Quoted(opened, end, False, False)


def _begins(mark: str, before: str, after: str, *, is_open: bool) -> bool:
    """Tell whether a mark opens a quotation."""
    if mark in "“„«":
        return True
    if mark in "”»":
        return not is_open and after.isalnum() and before.isspace()
    if not after.isspace() and _OPENS_AFTER.match(before):
        return not is_open or before.isspace()
    return not is_open and after.isalnum()
