"""Sentences with exact offsets, by nupunkt with the abbreviations of English news."""

import re
from collections.abc import Iterator
from functools import cache

import nupunkt
import pandas as pd
from nupunkt import PunktSentenceTokenizer

from helpers.language.words import STOP_WORDS, read_word_list
from helpers.schemas import Sentences

# nupunkt's own list was learnt from legal and scanned text: 5,865 entries, among them "all", "met", "week"
# and "Iowa", after which it then sees no sentence end. These replace it.
_TITLES = read_word_list("titles.txt")
_ABBREVIATIONS = _TITLES | read_word_list("abbreviations.txt")

# Begins with the line break: a run of blanks before it, where text was removed, must cost nothing.
_PARAGRAPH_BREAK = re.compile(r"(?:(?:\r\n|[\n\r\x85\u2028\u2029])[ \t\xa0\f\v]*)+")
_LINE_BREAK = re.compile(r"\r\n|[\n\r\x85\u2028\u2029]")
_LAST_TOKEN = re.compile(r"(\S+)\s*$")
_FIRST_WORD = re.compile(r"[^\w\s]*\s*(\w+)")
_INITIALS = re.compile(r"^[(\[\"'“‘]*(?:[A-Z]\.)+$")
_ENDS_SENTENCE = re.compile(r"[.!?…:;][\"”’')\]]*$")
_MAX_CHARACTERS = 5_000  # no sentence is longer: a table or a list without stops, cut between words


def split_sentences(articles: pd.DataFrame) -> pd.DataFrame:
    """Split bodies into sentences.

    A blank line always ends a sentence, and so does the end of a line unless the line was wrapped: the next
    one begins in lower case, or the paragraph's lines are of much the same length. Abbreviations, initials
    and quotation marks are handled as in news: see the table in ``tests/language``.

    Args:
        articles: With the columns ``article_id`` and ``body``.

    Returns:
        The columns of `helpers.schemas.Sentences`, offsets into ``body``, in the order of the text.
        A sentence begins and ends with a character that is no white space, and never overlaps another.
    """
    rows = [
        (article_id, index, start, end)
        for article_id, body in zip(articles["article_id"], articles["body"], strict=True)
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
    """Yield the offsets of paragraphs, wrapped lines joined."""
    start = 0
    breaks = list(_PARAGRAPH_BREAK.finditer(text))
    for position, match in enumerate(breaks):
        if len(_LINE_BREAK.findall(match.group())) > 1 or not _is_wrapped(text, start, match, breaks, position):
            yield start, match.start()
            start = match.end()
    yield start, len(text)


def _is_wrapped(text: str, start: int, match: re.Match[str], breaks: list[re.Match[str]], position: int) -> bool:
    """Tell whether a single line break stands within a sentence."""
    line_start = max(start, breaks[position - 1].end() if position else 0)
    line = text[line_start : match.start()].rstrip()
    line_after = text[match.end() : breaks[position + 1].start() if position + 1 < len(breaks) else len(text)]
    following = line_after.lstrip("\"'“‘( ")[:1]
    if not line or not following or following in "-*•#|":
        return False
    if following.islower() and not _ENDS_SENTENCE.search(line):
        return True
    # Wrapped by a program: a full line that could not have taken the next line's first word
    return (
        60 <= len(line) <= 100 and len(line) + 1 + len(line_after.split(maxsplit=1)[0]) > 72 and len(line_after) <= 100
    )


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
