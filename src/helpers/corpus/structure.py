"""What the lines and spans of an article are: headline, byline, dateline, lead, headings, captions, quotations.

A heading is no sentence, a dateline speaks of no capital, and a caption is not the journalist's voice: they are marked,
and left out of what is analysed unless asked for. Quotations and the lead are marked where they stand, in the text.
"""

import re
from collections.abc import Collection, Iterator
from itertools import pairwise
from typing import NamedTuple

import pandas as pd

from helpers.corpus.clean import Span, blank_out
from helpers.corpus.furniture import EDITORS_NOTE
from helpers.corpus.infer import Line, read_head, split_article
from helpers.corpus.wire import name_agency
from helpers.progress import track
from helpers.schemas import Structure

# Parts that stand beside the running text; of these the headline is analysed unless told otherwise.
SEPARATE = ("headline", "heading", "caption", "dateline")
ANALYSED = ("headline",)

_MAX_HEADING_WORDS = 12
_MIN_QUOTED_WORDS = 2  # a single word in quotation marks is more often mocked than quoted
_MAX_QUOTED = 2_000  # characters: a mark that is never closed quotes nothing
_MAX_CREDIT_WORDS = 12
_MAX_CAPTION_WORDS = 35
_PROSE_WORDS = 12

_NAME = r"[^\W\d_a-z]\w*"  # a word that begins in no small letter
_CREDIT_WORD = r"by|for|from|via|and|file|handout|credit|courtesy|(?<=ourtesy )of|(?:photo|image|picture)s?"
_CREDIT = re.compile(
    # Nothing but names beside the agency's, or "The launch of Sputnik" would be a credit
    rf"\W*(?:(?:{_NAME}|{_CREDIT_WORD})\W+){{0,10}}(?:AP|AFP|EPA|REUTERS|Reuters|Getty|GETTY|Xinhua|TASS|Sputnik"
    rf"|Bloomberg|Shutterstock|Alamy|Anadolu)\b(?:\W+(?:{_NAME}|\d+|{_CREDIT_WORD})\b){{0,10}}\W*$"
    r"|\W*(?i:(?:photo(?:graph)?|image|picture)s?|credit|courtesy|file photo|file)\b"
    r"(?:\s*(?i:credit|by|courtesy)\b|\s*[:/–]|\s+-|(?<=[Cc]ourtesy)\s+of\b|(?<=COURTESY)\s+OF\b)"
    r"|.*?\b(?i:Getty Images|AP Photo|Reuters/|AFP/|/AFP|/AP|via AP|via Getty|EPA/|Photo by|Image by)\b"
)
_CAPTION = re.compile(
    r", (?:left|right|center|centre|second (?:from )?(?:left|right)|far (?:left|right))\b"
    r"(?:,|\.| and (?:the |[^\W\d_a-z]))"
    r"|\((?:[LRC]|left|right|center|centre|file|pictured)\)"
    r"|\((?:AP Photo|Photo|Reuters|AFP|Getty|Image)\b[^()]*\)\W*$"
    r"|\b(?:file photo|this photo|in this (?:file )?photo|pictured (?:here|above|below|in)|undated photo)\b"
    # Prose, too, asks where something fits "in this picture"
    r"|^\W*[Ii]n this (?:file )?(?:picture|image)\b"
    r"|\bin this (?:file )?(?:picture|image),? "
    r"(?:taken|made|shot|posted|provided|released|distributed|obtained|dated)\b"
    r"|^\W*(?:FILE|PHOTO|CAPTION)\b\s*[-–—:]",
)
# A Republican stands on no side of a picture
_PARTY = re.compile(r"\b(?:Sen|Rep|Gov|Congress)[\w.]*\s[^()]{2,40}\(R\)")
_CAPITAL = "A-ZÀ-ÖØ-Þ"
_PLACE = rf"[{_CAPITAL}][{_CAPITAL}.’'/ -]{{2,30}}[{_CAPITAL}.]"
_NO_PLACE = (
    r"(?!(?:[A-Z]\.){2,}|(?:NATO|OPEC|BRICS|ASEAN|UNESCO|UNICEF|OSCE|BREAKING|EXCLUSIVE|ANALYSIS|OPINION|EDITORIAL"
    r"|COMMENTARY|INTERVIEW|UPDATED?|WATCH|LIVE|VIDEO|NOTE|QUESTION|ANSWER|HE SAID|SHE SAID|THEY SAID)\b)"
)
_AGENCY = r"\((?:[A-Z][\w.-]*|dpa)(?:[ /,]+[A-Z][\w.-]*){0,3}\)"
_DATELINE = re.compile(
    rf"[\s*_]*{_NO_PLACE}(?:{_PLACE}(?:, [A-Z][\w. ]{{1,24}}?)?"
    r"(?:,? (?:[A-Z][a-z]{2,8}\.? \d{1,2}|\d{1,2} [A-Z][a-z]{2,8}))?(?:,? \d{4})?"
    rf"(?:\s*(?P<agency>{_AGENCY})[*_]*\s*(?P<sign>--?|[–—:])?|\.?\s*/[A-Z][\w ]{{1,20}}/\.?|\s*(?:--|[–-](?=\s)|[—:]))"
    rf"|[{_CAPITAL}][\w.’'-]+(?: (?:[{_CAPITAL}][\w.’'-]+|de|del|la|el|al|of|upon)){{0,3}}(?:, [A-Z][\w. ]{{1,24}}?)?"
    rf"\s*{_AGENCY}[*_]*\s*(?:--?|[–—:]))\s*(?=\S)"
)
_EMPHASIS = re.compile(r"\s*(?:#{1,6}\s+\S.*|(\*{1,3}|_{1,3})[^*_]+\1)\s*")
_ENDS = re.compile(r"[.!?…:;,][\"”’')\]]*\s*$")
_NO_HEADING = re.compile(r"\s*(?:[-•–—]|[*+]\s|\d{1,2}[.)]\s|[\"“‘'«(\[]|[a-z])")
# Marks of other kinds than “ ”, which may stand within each other
_QUOTES = (
    re.compile(rf"„[^“”„]{{1,{_MAX_QUOTED}}}[“”]"),
    re.compile(rf"«[^«»]{{1,{_MAX_QUOTED}}}»"),
    re.compile(rf'(?<![\w"])"(?=[^\s"])[^"]{{1,{_MAX_QUOTED}}}"(?!\w)'),
    re.compile(r"(?<!\w)‘(?=\w)(?:[^‘’]|’(?=\w)){1,600}’(?!\w)"),
)
_CURLY = re.compile(r"[“”]|(?<=\S)\"")
_ENDS_SENTENCE = re.compile(r"[.!?…]\s+$")
_WORD = re.compile(r"\w+")


class Part(NamedTuple):
    """A stretch of an article and what it is."""

    start: int
    end: int
    part: str


def mark_structure(articles: pd.DataFrame) -> pd.DataFrame:
    """Mark what the parts of cleaned articles are.

    Args:
        articles: With the columns ``article_id``, ``file``, ``title``, ``raw_text`` and ``body``.

    Returns:
        The columns of `helpers.schemas.Structure`, by article and start. Headings, captions, datelines, headline
        and byline never overlap each other; quotations lie within lines, and the lead is a whole one.
    """
    rows = []
    columns = ["article_id", "file", "title", "raw_text", "body"]
    given = articles[columns].itertuples(index=False, name=None)
    for article_id, file, title, text, body in track(given, "marking structure", total=len(articles)):
        parts = sorted(find_parts(text, body, title))
        rows += [(article_id, file, part.start, part.end, part.part, text[part.start : part.end]) for part in parts]
    if not rows:
        return Structure.empty()
    return Structure.validate(pd.DataFrame(rows, columns=Structure.column_names()))


def set_apart(articles: pd.DataFrame, structure: pd.DataFrame, parts: Collection[str] = ANALYSED) -> pd.DataFrame:
    """Blank out of the bodies what stands beside the running text.

    Args:
        articles: With the columns ``article_id`` and ``body``.
        structure: As `mark_structure` returns it.
        parts: Of `SEPARATE`, those that stay.

    Raises:
        ValueError: If a part is none of `SEPARATE`.
    """
    if unknown := set(parts) - set(SEPARATE):
        raise ValueError(f"no such part: {', '.join(sorted(unknown))}; there are {', '.join(SEPARATE)}")
    apart = structure[structure["part"].isin(set(SEPARATE) - set(parts))]
    spans: dict[str, list[Span]] = {}
    for article_id, start, end, part in apart[["article_id", "start", "end", "part"]].itertuples(
        index=False, name=None
    ):
        spans.setdefault(article_id, []).append(Span(start, end, part))
    bodies = [
        blank_out(body, spans.get(article_id, []))
        for article_id, body in zip(articles["article_id"], articles["body"], strict=True)
    ]
    return articles.assign(body=pd.Series(bodies, index=articles.index, dtype="str"))


def find_parts(text: str, body: str, title: str = "") -> list[Part]:
    """Return the parts of an article.

    Args:
        text: As it came.
        body: The same with furniture blanked out.
        title: The headline, where it is known.
    """
    lines = split_article(text)
    head = read_head(lines, title)
    parts = [
        Part(line.start, line.end, name) for line, name in ((head.title, "headline"), (head.byline, "byline")) if line
    ]
    kept = [line for line in lines if line not in (head.title, head.byline) and body[line.start : line.end].strip()]
    captions = set(_find_captions(lines, kept))
    parts += [Part(line.start, line.end, "caption") for line in captions]
    running = [line for line in kept if line not in captions]
    lead = next((line for line in running if line.is_prose and not EDITORS_NOTE.match(line.text)), None)
    if lead:
        parts.append(Part(lead.start, lead.end, "lead"))
        parts += _find_dateline(lead)
        parts += [Part(line.start, line.end, "heading") for line in _find_headings(running, lead)]
    return [*parts, *_find_quotations(running)]


def _find_dateline(lead: Line) -> Iterator[Part]:
    """Yield the place, date and agency that a lead begins with; with no sign behind it, the agency must be known."""
    match = _DATELINE.match(lead.text[:200])
    if match and (not match["agency"] or match["sign"] or name_agency(re.split(r"[/,]", match["agency"][1:-1])[0])):
        yield Part(lead.start, lead.start + match.end(), "dateline")


def _find_captions(lines: list[Line], kept: list[Line]) -> list[Line]:
    """Return kept lines that say what a picture shows, or whose picture it is.

    The line above a credit is its caption, but not at the end of the text, where an agency signs its story, and not if
    it is a paragraph: to lose one is worse than to take a caption for the text.
    """
    below = dict(pairwise(lines))
    last = max((line.start for line in kept if line.is_prose), default=0)
    captions = []
    for line in kept:
        following = below.get(line)
        credited = (
            following is not None
            and following.start < last
            and _is_credit(following)
            and not (_is_credit(line) or line.is_prose)
        )
        if (
            _is_credit(line)
            or _CAPTION.search(_PARTY.sub("", line.text[:600]))
            or (credited and line.n_words <= _MAX_CAPTION_WORDS)
        ):
            captions.append(line)
    return captions


def _is_credit(line: Line) -> bool:
    is_short = line.n_words <= _MAX_CREDIT_WORDS and not line.text.rstrip().endswith((".", "]", "?", "!"))
    return is_short and bool(_CREDIT.match(line.text[:200]))


def _find_headings(running: list[Line], lead: Line) -> Iterator[Line]:
    """Yield the lines below the lead that head a section: short, no sentence, with running text below."""
    for line, following in zip(running, [*running[1:], None], strict=True):
        if line.start <= lead.start or not 0 < line.n_words <= _MAX_HEADING_WORDS:
            continue
        emphasised = _EMPHASIS.fullmatch(line.text)
        text = line.text.strip("*_# \t")
        if (emphasised and not (text.endswith(".") and line.n_words > 8)) or (
            following is not None
            and following.n_words >= _PROSE_WORDS
            and not _ENDS.search(text)
            and not _NO_HEADING.match(line.text)
        ):
            yield line


def _find_quotations(lines: list[Line]) -> Iterator[Part]:
    """Yield what stands in quotation marks, marks included; a quotation may run over paragraphs."""
    is_open = False
    for line in lines:
        curly, is_open = _find_curly(line.text, is_open)
        spans = [*curly, *(match.span() for pattern in _QUOTES for match in pattern.finditer(line.text))]
        taken = 0
        for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
            if start >= taken and len(_WORD.findall(line.text[start:end])) >= _MIN_QUOTED_WORDS:
                taken = end
                yield Part(line.start + start, line.start + end, "quotation")


def _find_curly(text: str, is_open: bool) -> tuple[list[tuple[int, int]], bool]:
    """Return the spans between “ and ”, and whether the last one is open at the end of the paragraph.

    One that the paragraph above left open goes on here, unless a new one begins first. A straight mark may close what
    a curly one opened, as in scraped texts that mix both. One within another belongs to the outer one.
    """
    marks = list(_CURLY.finditer(text))
    starts = [0] if is_open and marks and marks[0].group() != "“" else []
    spans = []
    for match in marks:
        if match.group() == "“":
            before = text[max(match.start() - 5, 0) : match.start()]
            if starts and _ENDS_SENTENCE.search(before):  # the one before was never closed
                spans.append((starts[0], match.start()))
                starts = []
            starts.append(match.start())
        elif starts:
            start = starts.pop()
            if not starts:
                spans.append((start, match.end()))
    if starts:
        spans.append((starts[0], len(text)))
    return [span for span in spans if span[1] - span[0] <= _MAX_QUOTED], bool(starts)
