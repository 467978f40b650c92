"""Taking page furniture out of scraped text: what is removed is recorded, never silently lost.

A line is the unit, since scraped pages keep a block a line. Rules below are anchored to whole lines and
bounded in words, so that a paragraph which only speaks of subscriptions stays. They are a first step: a
trained line model is to take their place behind the same function and the same table.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import partial
from itertools import pairwise
from pathlib import Path, PurePosixPath
from typing import NamedTuple

import pandas as pd

from helpers.corpus.furniture import (
    COMMENTS,
    DISCLAIMER,
    EDITORS_NOTE,
    FORM,
    FRONT_MATTER,
    MARKS,
    TEASERS,
)
from helpers.corpus.html import spans_outside
from helpers.corpus.infer import Line, match_rules, read_head, split_lines
from helpers.schemas import Removed
from helpers.tables import write_atomically

# Raised with each change to what is removed: a text-free corpus tells by it why bodies differ.
CLEANING_VERSION = 1
# Weights of the line model; a text-free corpus names their SHA-256.
CLEANING_MODEL = Path(__file__).with_name("line_model.json")

# Why a span was removed. The values are what a reader is told.
REASONS = {
    "advertisement": "mark of an advertisement",
    "byline": "the author's name, kept in the column author",
    "comment form": "form for readers' comments, and all below it",
    "disclaimer": "legal note on whose views these are, or copyright",
    "front matter": "metadata block of a Markdown file",
    "image mark": "mark that stood for a picture",
    "link mark": "mark that stood for a link",
    "navigation": "menu, section name or breadcrumb",
    "outside the main text": "part of an HTML page that is not the article",
    "related stories": "links and teasers to other stories",
    "repeated text": "stands word for word elsewhere in the article",
    "repeated title": "the headline once more",
    "share counter": "share buttons and their counts",
    "subscription": "invitation to subscribe or follow",
    "technical notice": "message of the page's software",
}

_MAX_HEADING_WORDS = 20
_MAX_HEADING_CHARACTERS = 400
_MAX_TEASER_HEADING = 8

_WORD = re.compile(r"\w+")
_NOT_LINE_BREAK = re.compile(r"[^\r\n\u2028\u2029\x85]")
_MIN_REPEAT_WORDS = 6  # shorter lines, such as questions of an interview, may recur on purpose
_COMMENTS_FROM = 0.3  # share of an article's words above a heading "Comments" for it to be the form
_TEASERS_FROM = 0.4  # the same for "You may like": above that, the article may go on below
_DISCLAIMER_FROM = 0.7


class Span(NamedTuple):
    """A stretch of an article's raw text and why it is to be removed."""

    start: int
    end: int
    reason: str


def clean_articles(articles: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Take page furniture out of articles.

    Args:
        articles: With the columns of `helpers.schemas.Articles`.

    Returns:
        The articles with the column ``body`` (``raw_text`` in which each removed character is a space, so
        offsets stay), and what was removed, with the columns of `helpers.schemas.Removed`: ordered by
        article and start, spans never overlapping.
    """
    bodies, rows = [], []
    for article_id, file, text, main_text in zip(
        articles["article_id"], articles["file"], articles["raw_text"], articles["main_text"], strict=True
    ):
        spans = find_furniture(text, main_text)
        bodies.append(blank_out(text, spans))
        rows += [(article_id, file, s.start, s.end, s.reason, text[s.start : s.end]) for s in spans]
    removed = pd.DataFrame(rows, columns=Removed.column_names()) if rows else Removed.empty()
    return articles.assign(body=pd.Series(bodies, index=articles.index, dtype="str")), Removed.validate(removed)


def find_furniture(text: str, main_text: str = "") -> list[Span]:
    """Return the spans of a text that are page furniture, in order and without overlap.

    Args:
        text: An article as scraped.
        main_text: For the text of an HTML page, the part that an extractor takes for the article.
    """
    spans: list[Span] = []
    if front := FRONT_MATTER.match(text):
        spans.append(Span(front.start(), front.end(), "front matter"))
    if main_text:
        spans += [Span(start, end, "outside the main text") for start, end in spans_outside(text, main_text)]
    lines = split_lines(blank_out(text, _without_overlap(spans)))
    reasons = _judge_lines(lines)
    for line, reason in zip(lines, reasons, strict=True):
        if reason:
            spans.append(Span(line.start, line.end, reason))
        else:
            spans += _find_marks(line)
    return _without_overlap(spans)


def _without_overlap(spans: list[Span]) -> list[Span]:
    """Return spans in order, without what an earlier one holds already: a mark within a mark, say."""
    kept: list[Span] = []
    position = 0
    for start, end, reason in sorted(spans, key=lambda span: (span.start, -span.end)):
        if end > position:
            kept.append(Span(max(start, position), end, reason))
            position = end
    return kept


def blank_out(text: str, spans: list[Span]) -> str:
    """Return the text with each character of the spans but line breaks replaced by a space."""
    parts, position = [], 0
    for span in spans:
        parts += [text[position : span.start], _NOT_LINE_BREAK.sub(" ", text[span.start : span.end])]
        position = span.end
    return "".join([*parts, text[position:]])


def cleaned_text(body: str) -> str:
    """Return a body to read: without the gaps that removal left, at most one empty line at a stretch."""
    lines = [re.sub(r"(?<=\S) {5,}(?=\S)", " ", line).strip(" ") for line in body.splitlines()]
    text = "\n".join(lines).strip()
    return re.sub(r"\n{3,}", "\n\n", text) + "\n"


def write_cleaned(articles: pd.DataFrame, out: Path) -> list[Path]:
    """Write each body as a text file: ``NAME.txt`` for ``NAME.html``, below the same sub-folder.

    Args:
        articles: With the columns ``file`` and ``body``.
        out: Folder to write to.

    Returns:
        The paths. Where two files differ in their ending only, the second keeps it: ``NAME.html.txt``.
    """
    paths: dict[Path, str] = {}
    for file, body in zip(articles["file"], articles["body"], strict=True):
        relative = PurePosixPath(file.replace("#", "_"))
        path = out.joinpath(relative.with_suffix(".txt") if "#" not in file else f"{relative}.txt")
        path = path if path not in paths else out / f"{relative}.txt"
        paths[path] = cleaned_text(body)
    for path, text in paths.items():
        write_atomically(path, partial(Path.write_bytes, data=text.encode("utf-8")))
    return list(paths)


def _find_marks(line: Line) -> Iterator[Span]:
    for reason, pattern in MARKS.items():
        for match in pattern.finditer(line.text):
            yield Span(line.start + match.start(), line.start + match.end(), reason)


def _judge_lines(lines: list[Line]) -> list[str]:
    """Return for each line why it is furniture, or an empty string."""
    reasons = [match_rules(line) for line in lines]
    _judge_head(lines, reasons)
    _judge_repeats(lines, reasons)
    _judge_tail(lines, reasons)
    return reasons


def _judge_head(lines: list[Line], reasons: list[str]) -> None:
    head = read_head(lines)
    for position, line in enumerate(lines):
        if line in head.navigation:
            reasons[position] = reasons[position] or "navigation"
        elif line == head.byline:
            reasons[position] = "byline"
        elif head.title and line.start > head.title.start and _words(line) == _words(head.title):
            reasons[position] = "repeated title"


def _judge_repeats(lines: list[Line], reasons: list[str]) -> None:
    """Mark all but one of the lines that say the same; of a lead and an editor's note, the note."""
    first: dict[tuple[str, ...], int] = {}
    for position, line in enumerate(lines):
        if reasons[position] or line.n_words < _MIN_REPEAT_WORDS:
            continue
        note = EDITORS_NOTE.match(line.text)
        words = tuple(_WORD.findall(line.text[note.end() :].casefold())) if note else _words(line)
        earlier = first.setdefault(words, position)
        if earlier != position:
            repeat = earlier if EDITORS_NOTE.match(lines[earlier].text) else position
            reasons[repeat] = "repeated text"
            first[words] = position if repeat == earlier else earlier


def _judge_tail(lines: list[Line], reasons: list[str]) -> None:
    """Mark comment forms, teasers and disclaimers below the article."""
    prose = [position for position, line in enumerate(lines) if line.is_prose]
    # Where two paragraphs stand next to each other, the article goes on; teasers are single ones
    pairs = [one for one, two in pairwise(prose) if two == one + 1]
    total = sum(line.n_words for line in lines) or 1
    above = teasers_end = 0
    for position, line in enumerate(lines):
        share = above / total
        above += line.n_words
        if share >= _COMMENTS_FROM and _is_heading(line, COMMENTS):
            is_form = any(FORM.search(below.text) for below in lines[position + 1 : position + 5])
            if is_form or not pairs or pairs[-1] <= position:  # and no mere link, with the article going on below
                _mark(reasons, range(position, len(lines)), "comment form")
                return
        if position >= teasers_end and line.n_words <= _MAX_TEASER_HEADING and _is_heading(line, TEASERS):
            ends = pairs if share >= _TEASERS_FROM else prose
            nearest = bisect_right(ends, position)
            teasers_end = ends[nearest] if nearest < len(ends) else len(lines)
            _mark(reasons, range(position, teasers_end), "related stories")
        if not reasons[position] and share >= _DISCLAIMER_FROM and DISCLAIMER.search(line.text):
            reasons[position] = "disclaimer"


def _is_heading(line: Line, pattern: re.Pattern[str]) -> bool:
    short = line.n_words <= _MAX_HEADING_WORDS and len(line.text) <= _MAX_HEADING_CHARACTERS
    return short and bool(pattern.fullmatch(line.text))


def _mark(reasons: list[str], positions: range, reason: str) -> None:
    reasons[positions[0]] = reason  # the heading, whatever else it looks like
    for position in positions:
        reasons[position] = reasons[position] or reason


def _words(line: Line) -> tuple[str, ...]:
    return tuple(_WORD.findall(line.text.casefold()))
