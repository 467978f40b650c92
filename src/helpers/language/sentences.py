"""Sentences with exact offsets, by nupunkt with the abbreviations of English news."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

import nupunkt
import pandas as pd
from nupunkt import PunktSentenceTokenizer

from helpers.language.words import STOP_WORDS
from helpers.progress import track
from helpers.project import read_word_list
from helpers.schemas import Sentences

# nupunkt's own list was learnt from legal and scanned text: 5,865 entries, among them "all", "met", "week"
# and "Iowa", after which it then sees no sentence end. These replace it.
_TITLES = read_word_list(__package__, "titles.txt")
_ABBREVIATIONS = _TITLES | read_word_list(__package__, "abbreviations.txt")

# Begins with the line break: a run of blanks before it, where text was removed, must cost nothing.
_PARAGRAPH_BREAK = re.compile(r"(?:(?:\r\n|[\n\r\x85\u2028\u2029])[ \t\xa0\f\v]*)+")
_LINE_BREAK = re.compile(r"\r\n|[\n\r\x85\u2028\u2029]")
_LAST_TOKEN = re.compile(r"(\S+)\s*$")
_FIRST_WORD = re.compile(r"[^\w\s]*\s*(\w+)")
_INITIALS = re.compile(r"^[(\[\"'“‘]*(?:[A-Z]\.)+$")
_ENDS_SENTENCE = re.compile(r"[.!?…:;][\"”’')\]]*$")
_FILLED_LINES = 3  # two lines of like length may be two headlines
_FILLED_WIDTHS = (40, 120)
_MAX_CHARACTERS = 5_000  # no sentence is longer: a table or a list without stops, cut between words


def split_sentences(articles: pd.DataFrame) -> pd.DataFrame:
    """Split bodies into sentences.

    A blank line always ends a sentence, and so does the end of a line unless the line was wrapped: the next
    one begins in lower case, this one ends with a function word, or all lines are filled to one width.
    Abbreviations, initials and quotation marks are handled as in news: see the table in ``tests/language``.

    Args:
        articles: With the columns ``article_id`` and ``body``.

    Returns:
        The columns of `helpers.schemas.Sentences`, offsets into ``body``, in the order of the text.
        A sentence begins and ends with a character that is no white space, and never overlaps another.
    """
    bodies = zip(articles["article_id"], articles["body"], strict=True)
    rows = [
        (article_id, index, start, end)
        for article_id, body in track(bodies, "splitting sentences", total=len(articles))
        for index, (start, end) in enumerate(sentence_spans(body))
    ]
    if not rows:
        return Sentences.empty()
    return Sentences.validate(pd.DataFrame(rows, columns=Sentences.column_names()))


def sentence_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield the offsets of the sentences of a text that hold a letter or digit."""
    for block_start, block_end in _block_spans(text):
        block = text[block_start:block_end]
        for start, end in _joined(block, _tokenizer().span_tokenize(block)):
            for a, b in _cut(block, start, end):
                stripped = block[a:b].strip()
                if any(c.isalnum() for c in stripped):
                    first = block_start + a + (len(block[a:b]) - len(block[a:b].lstrip()))
                    yield first, first + len(stripped)


@cache
def _tokenizer() -> PunktSentenceTokenizer:
    tokenizer = nupunkt.load_default_model()
    for abbreviation in set(tokenizer.parameters.abbrev_types) - _ABBREVIATIONS:
        tokenizer.remove_abbreviation(abbreviation)
    tokenizer.add_abbreviations(sorted(_ABBREVIATIONS))
    tokenizer.clear_decision_cache()
    return tokenizer


def _block_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield the offsets of what a sentence cannot leave: paragraphs if their lines are wrapped, else lines."""
    start = 0
    lines: list[tuple[int, int]] = []
    for match in _PARAGRAPH_BREAK.finditer(text):
        lines.append((start, match.start()))
        start = match.end()
        if len(_LINE_BREAK.findall(match.group())) > 1:
            yield from _join_wrapped(text, lines)
            lines = []
    yield from _join_wrapped(text, [*lines, (start, len(text))])


def _join_wrapped(text: str, lines: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join the lines of a paragraph over which its sentences run."""
    texts = [text[start:end].rstrip() for start, end in lines]
    filled = _is_filled(texts)
    joined = lines[:1]
    for before, line, span in zip(texts, texts[1:], lines[1:], strict=False):
        if filled or _runs_on(before, line):
            joined[-1] = (joined[-1][0], span[1])
        else:
            joined.append(span)
    return joined


def _is_filled(lines: list[str]) -> bool:
    """Tell whether a program filled the lines: none but the last could have taken the next one's first word."""
    width = max(map(len, lines))
    if len(lines) < _FILLED_LINES or not _FILLED_WIDTHS[0] <= width <= _FILLED_WIDTHS[1]:
        return False
    return all(
        after.strip() and len(line) + 1 + len(after.split(maxsplit=1)[0]) > width for line, after in pairwise(lines)
    )


def _runs_on(line: str, following: str) -> bool:
    """Tell whether a sentence goes on in the next line: that begins small, or this one ends with a function word."""
    first = following.lstrip("\"'“‘( ")[:1]
    if not line or not first or first in "-*•#|" or _ENDS_SENTENCE.search(line[-20:]):
        return False
    last_word = line.rsplit(maxsplit=1)[-1].lower()
    return first.islower() or (last_word in STOP_WORDS and line[-len(last_word) :].islower())


def _joined(block: str, spans: Iterator[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join spans that were split after a title ("Lt. | Gen.") or initials ("U.S. | Secretary", "H.W. | Bush")."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and _goes_on(block[joined[-1][0] : joined[-1][1]], block[start:end]):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _goes_on(before: str, after: str) -> bool:
    last, first = _LAST_TOKEN.search(before[-40:]), _FIRST_WORD.match(after)
    if not last or not first:
        return False
    token = last[1]
    if token.lower() in {"no.", "nos."} and first[1][0].isdigit():
        return True
    if token.rstrip(".").strip("(\"'“‘").lower() in _TITLES and token.endswith("."):
        return True
    # After "U.S." only a function word ("The", "In") begins a sentence; a name or title goes on with this one.
    return bool(_INITIALS.match(token)) and first[1].lower() not in STOP_WORDS


def _cut(block: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut what is too long for a sentence between words."""
    while end - start > _MAX_CHARACTERS:
        cut = block.rfind(" ", start, start + _MAX_CHARACTERS) + 1
        cut = cut if cut > start else start + _MAX_CHARACTERS
        yield start, cut
        start = cut
    yield start, end
