"""Taking page furniture out of scraped text: what is removed is recorded, never silently lost.

A line is the unit, since scraped pages keep a block a line. A trained model says how likely each line belongs
to the article (`helpers.corpus.lines`). Rules, anchored to whole lines and bounded in words, know what some
lines are, such as a share counter amid the text; they name the reason, and decide unless the model is sure.
Where nothing on a page looks like furniture for certain, the model removes nothing.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache, partial
from itertools import chain, groupby, pairwise
from pathlib import Path, PurePosixPath
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from helpers.corpus.features import Array
from helpers.corpus.furniture import (
    COMMENTS,
    DISCLAIMER,
    EDITORS_NOTE,
    FORM,
    FRONT_MATTER,
    MARKS,
    TEASERS,
)
from helpers.corpus.html import shares_of_main_text
from helpers.corpus.infer import Head, Line, match_rules, read_head, split_article
from helpers.corpus.lines import LineModel, find_best_sequence, read_line_model
from helpers.corpus.stock import find_stock, hash_line, list_lines
from helpers.filenames import Names, propose_names, tame_path
from helpers.progress import track
from helpers.schemas import Removed
from helpers.tables import write_atomically

# Raised with each change to what is removed: a text-free corpus tells by it why bodies differ.
CLEANING_VERSION = 2
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
    "navigation": "menu, section name or other lines above the article",
    "other furniture": "reads like a menu, teaser or form to the line model",
    "outside the main text": "part of an HTML page that is not the article",
    "related stories": "links and teasers to other stories",
    "repeated at the source": "stands in several articles of the source",
    "repeated text": "stands elsewhere in the article, word for word or within a longer paragraph",
    "repeated title": "the headline once more",
    "share counter": "share buttons and their counts",
    "subscription": "invitation to subscribe or follow",
    "technical notice": "message of the page's software",
}

_SURE = 1.0  # log odds from which a line is the article, whatever heading stands above and however it begins
_EVIDENCE = -3.0  # log odds of a line that is furniture for certain
# Of an HTML page: log odds for or against a line by trafilatura's word; the model alone counts for so much at most, so
# that it brings back paragraphs that were missed and takes out nothing alone; chosen by leave-one-site-out on 60 pages.
_MAIN_TEXT_WEIGHT = 4.5
_MODEL_BOUNDS = (-4.0, 5.0)
_MAIN_TEXT_SWITCH = 2.0  # cost of a change between kept and removed lines

_BATCH_LINES = 5_000  # that are measured at once: enough for speed, little for memory
_REMEMBERED = 4_096  # lines, those of a long page, whose words are compared several times
_MAX_HEADING_WORDS = 20
_MAX_HEADING_CHARACTERS = 400
_MAX_TEASER_HEADING = 8

_WORD = re.compile(r"\w+")
_NOT_LINE_BREAK = re.compile(r"[^\r\n\u2028\u2029\x85]")
_MIN_REPEAT_WORDS = 6  # shorter lines, and questions of an interview, may recur on purpose
_MIN_NEAR_REPEAT_WORDS = 10
_NEAR_REPEAT = 0.9  # share of the 4-word runs of the shorter paragraph that stand in the other
_COMMENTS_FROM = 0.3  # share of an article's words above a heading "Comments" for it to be the form
_TEASERS_FROM = 0.4  # the same for "You may like": above that, the article may go on below
_DISCLAIMER_FROM = 0.7


class Span(NamedTuple):
    """A stretch of an article's raw text and why it is to be removed."""

    start: int
    end: int
    reason: str


class Judged(NamedTuple):
    """The lines of an article, and the log odds by the line model that each belongs to it."""

    lines: list[Line]
    odds: Array


def clean_articles(
    articles: pd.DataFrame, *, keep_repeats: bool = False, stock: pd.DataFrame | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Take page furniture out of articles.

    Args:
        articles: With the columns of `helpers.schemas.Articles`.
        keep_repeats: Whether paragraphs and headlines that an article says twice are left in it.
        stock: Lines that articles of a source have in common, as `find_stock` returns them of the whole corpus; by
            default those of the articles given.

    Returns:
        The articles with the column ``body`` (``raw_text`` in which each removed character is a space, so
        offsets stay), and what was removed, with the columns of `helpers.schemas.Removed`: ordered by
        article and start, spans never overlapping.
    """
    stock = find_stock(list_lines(articles)) if stock is None else stock
    own_stock = {source: frozenset(lines) for source, lines in stock.groupby("source")["line"]}
    bodies, rows = [], []
    columns = ["article_id", "file", "source", "title", "raw_text", "main_text"]
    judged = judge_lines(articles["raw_text"])
    given = articles[columns].itertuples(index=False, name=None)
    for article_id, file, source, title, text, main_text in track(given, "cleaning", total=len(articles)):
        known = own_stock.get(source, frozenset())
        spans = find_furniture(
            text, main_text, title=title, keep_repeats=keep_repeats, stock=known, judged=next(judged)
        )
        bodies.append(blank_out(text, spans))
        rows += [(article_id, file, s.start, s.end, s.reason, text[s.start : s.end]) for s in spans]
    removed = pd.DataFrame(rows, columns=Removed.column_names()) if rows else Removed.empty()
    return articles.assign(body=pd.Series(bodies, index=articles.index, dtype="str")), Removed.validate(removed)


def find_furniture(
    text: str,
    main_text: str = "",
    *,
    title: str = "",
    keep_repeats: bool = False,
    stock: frozenset[int] = frozenset(),
    model: LineModel | None = None,
    judged: Judged | None = None,
) -> list[Span]:
    """Return the spans of a text that are page furniture, in order and without overlap.

    Args:
        text: An article as scraped.
        main_text: For the text of an HTML page, the part that an extractor takes for the article.
        title: The headline, where it is known.
        keep_repeats: As for `clean_articles`.
        stock: Hashes of lines of the source's furniture, as `find_stock` returns them.
        model: Line model; by default the one that comes with Presslens.
        judged: What `judge_lines` says of the text, where that is known.
    """
    spans: list[Span] = []
    if front := FRONT_MATTER.match(text):
        spans.append(Span(front.start(), front.end(), "front matter"))
    model = model or read_line_model()
    judged = judged or next(judge_lines([text], model))
    lines, head = judged.lines, read_head(judged.lines, title)
    reasons = _find_reasons(
        judged, head, main_text=main_text, keep_repeats=keep_repeats, stock=stock, switch_cost=model.switch_cost
    )
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
        The paths. Where two files differ in their ending only, the second keeps it: ``NAME.html.txt``. A name that
        some system does not take is changed, and one that is another's where case is ignored gets a number.
    """
    names, paths = Names(), list[Path]()
    for file, body in zip(articles["file"], articles["body"], strict=True):
        whole = f"{file.replace('#', '_')}.txt"
        short = PurePosixPath(tame_path(file)).with_suffix(".txt")
        name = names.take(chain([] if "#" in file else [str(short)], propose_names(whole)))
        paths.append(out / name)
        write_atomically(paths[-1], partial(Path.write_bytes, data=cleaned_text(body).encode("utf-8")))
    return paths


def _find_marks(line: Line) -> Iterator[Span]:
    for reason, pattern in MARKS.items():
        for match in pattern.finditer(line.text):
            yield Span(line.start + match.start(), line.start + match.end(), reason)


def judge_lines(texts: Iterable[str], model: LineModel | None = None) -> Iterator[Judged]:
    """Yield the lines of each text with what the line model says of them; many texts are measured at once.

    The same line many times on end counts as one, or nothing else would count.
    """
    model = model or read_line_model()
    batch: list[list[Line]] = []
    n_lines = 0
    for text in texts:
        batch.append(split_article(text))
        n_lines += len(batch[-1])
        if n_lines > _BATCH_LINES:
            yield from _judge_batch(batch, model)
            batch, n_lines = [], 0
    yield from _judge_batch(batch, model)


def _judge_batch(batch: list[list[Line]], model: LineModel) -> Iterator[Judged]:
    runs = [[text for text, _ in groupby(line.text for line in lines)] for lines in batch]
    sizes = [len(texts) for texts in runs]
    odds = model.log_odds(list(chain.from_iterable(runs)), [size for size in sizes if size])
    for lines, own in zip(batch, np.split(odds, np.cumsum(sizes)[:-1]), strict=True):
        lengths = [sum(1 for _ in group) for _, group in groupby(line.text for line in lines)]
        yield Judged(lines, np.repeat(own, lengths))


def _find_reasons(
    judged: Judged,
    head: Head,
    *,
    main_text: str,
    keep_repeats: bool,
    stock: frozenset[int],
    switch_cost: float,
) -> list[str]:
    """Return for each line why it is furniture, or an empty string."""
    lines, odds = judged
    outside = np.zeros(len(lines), dtype=bool)
    if main_text:
        outside = shares_of_main_text([line.text for line in lines], main_text) < 0.5
        odds = np.clip(odds, *_MODEL_BOUNDS) + np.where(outside, -1, 1) * _MAIN_TEXT_WEIGHT
        switch_cost = _MAIN_TEXT_SWITCH
    reasons = _judge_by_rules(lines, odds, head, stock)
    keep = find_best_sequence(odds, switch_cost)
    told = any(reason not in {"", "repeated at the source"} for reason in reasons)  # a stock line tells of itself alone
    if not (told or (odds < _EVIDENCE).any()):
        keep[:] = True
    if main_text and not (keep & ~outside).any():  # of what trafilatura found, something is the article
        keep |= ~outside
    for position, line in enumerate(lines):
        if not reasons[position] and not keep[position] and line != head.title:
            reasons[position] = "outside the main text" if outside[position] else "other furniture"
    left = [position for position, reason in enumerate(reasons) if not reason]
    if len(lines) > 2 and len(left) == 1 and lines[left[0]] == head.title and not keep[left[0]]:
        reasons[left[0]] = "other furniture"  # a teaser, where nothing below it is an article
    _name_menus(reasons)
    _judge_head(lines, reasons, head, keep_repeats)
    if not keep_repeats:
        _judge_repeats(lines, reasons)
    return reasons


def _judge_by_rules(lines: list[Line], odds: Array, head: Head, stock: frozenset[int]) -> list[str]:
    """Return for each line what the rules say of it, unless they guess and the model is sure of the contrary."""
    sure = (odds >= _SURE) & np.array([line.n_words > 3 for line in lines], dtype=bool)
    reasons = [match_rules(line) for line in lines]
    reasons = ["" if is_sure and r == "related stories" else r for r, is_sure in zip(reasons, sure, strict=True)]
    _judge_tail(lines, reasons, sure)
    for position, line in enumerate(lines):
        if line == head.title:
            reasons[position] = ""
        elif not reasons[position] and stock and hash_line(line.text) in stock:
            reasons[position] = "repeated at the source"
    return reasons


def _name_menus(reasons: list[str]) -> None:
    """Call furniture above the first kept line navigation."""
    for position, reason in enumerate(reasons):
        if not reason:
            return
        if reason == "other furniture":
            reasons[position] = "navigation"


def _judge_head(lines: list[Line], reasons: list[str], head: Head, keep_repeats: bool) -> None:
    for position, line in enumerate(lines):
        if line in head.navigation:
            reasons[position] = reasons[position] or "navigation"
        elif line == head.byline:
            reasons[position] = "byline"
        elif keep_repeats:
            continue
        elif head.title and line.start > head.title.start and _words(line) == _words(head.title):
            reasons[position] = "repeated title"


def _judge_repeats(lines: list[Line], reasons: list[str]) -> None:
    """Mark all but one of the lines that say the same; of a lead and an editor's note, the note."""
    first: dict[tuple[str, ...], int] = {}
    for position, line in enumerate(lines):
        if reasons[position] or line.n_words < _MIN_REPEAT_WORDS or line.text.rstrip().endswith("?"):
            continue
        note = EDITORS_NOTE.match(line.text)
        words = tuple(_WORD.findall(line.text[note.end() :].casefold())) if note else _words(line)
        earlier = first.setdefault(words, position)
        if earlier != position:
            repeat = earlier if EDITORS_NOTE.match(lines[earlier].text) else position
            reasons[repeat] = "repeated text"
            first[words] = position if repeat == earlier else earlier
    _judge_near_repeats(lines, reasons)


def _judge_near_repeats(lines: list[Line], reasons: list[str]) -> None:
    """Mark a paragraph whose words stand nearly all in another: a lead said twice, a summary, a pull quote.

    Of two the longer one stays, of equals the first.
    """
    runs: dict[int, set[tuple[str, ...]]] = {}
    seen: set[tuple[str, ...]] = set()
    holder: dict[tuple[str, ...], int] = {}  # run of words to the first paragraph that holds it
    unlisted: list[int] = []  # paragraphs whose runs are not in it yet: most pages never need it
    for position, line in enumerate(lines):
        words = _words(line)
        if reasons[position] or len(words) < _MIN_NEAR_REPEAT_WORDS:
            continue
        own: set[tuple[str, ...]] = set(zip(words, words[1:], words[2:], words[3:], strict=False))
        if not own.isdisjoint(seen):
            for other in unlisted:
                for run in runs[other]:
                    holder.setdefault(run, other)
            unlisted.clear()
            ((other, n),) = Counter(holder[run] for run in own if run in holder).most_common(1)
            if n >= _NEAR_REPEAT * min(len(own), len(runs[other])):
                shorter = position if len(own) <= len(runs[other]) else other
                reasons[shorter] = reasons[shorter] or "repeated text"
        runs[position] = own
        seen |= own
        unlisted.append(position)


def _judge_tail(lines: list[Line], reasons: list[str], sure: npt.NDArray[np.bool_]) -> None:
    """Mark comment forms, teasers and disclaimers below the article, but for lines that are the article for sure."""
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
                _mark(reasons, range(position, len(lines)), "comment form", sure)
                return
        if position >= teasers_end and line.n_words <= _MAX_TEASER_HEADING and _is_heading(line, TEASERS):
            ends = pairs if share >= _TEASERS_FROM else prose
            nearest = bisect_right(ends, position)
            teasers_end = ends[nearest] if nearest < len(ends) else len(lines)
            _mark(reasons, range(position, teasers_end), "related stories", sure)
        if not reasons[position] and share >= _DISCLAIMER_FROM and DISCLAIMER.search(line.text):
            reasons[position] = "disclaimer"


def _is_heading(line: Line, pattern: re.Pattern[str]) -> bool:
    short = line.n_words <= _MAX_HEADING_WORDS and len(line.text) <= _MAX_HEADING_CHARACTERS
    return short and bool(pattern.fullmatch(line.text))


def _mark(reasons: list[str], positions: range, reason: str, sure: npt.NDArray[np.bool_]) -> None:
    reasons[positions[0]] = reason  # the heading, whatever else it looks like
    for position in positions:
        reasons[position] = reasons[position] or ("" if sure[position] else reason)


def _words(line: Line) -> tuple[str, ...]:
    return _split_words(line.text)


@lru_cache(maxsize=_REMEMBERED)
def _split_words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text.casefold()))
