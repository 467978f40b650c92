"""Taking page furniture out of scraped text: what is removed is recorded, never silently lost.

A line is the unit, since scraped pages keep a block a line. Rules below are anchored to whole lines and
bounded in words, so that a paragraph which only speaks of subscriptions stays. They are a first step: a
trained line model is to take their place behind the same function and the same table.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

import pandas as pd

from helpers.corpus.html import spans_outside
from helpers.corpus.infer import Line, read_head, split_lines
from helpers.schemas import Removed

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

_MAX_RULE_WORDS = 30  # a longer line is a paragraph, whatever it begins with


def _lines(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"^[\W_]*(?:{pattern})[\W_]*$", re.IGNORECASE)


_NETWORK = r"(?:facebook|twitter|x|whatsapp|linkedin|telegram|reddit|pinterest|google\+?|tumblr|email|e-mail|print|instagram|youtube|vk)"
_RULES: list[tuple[str, re.Pattern[str]]] = [
    ("advertisement", _lines(r"(?:- *)?advertisements?(?: *-)?|sponsored(?: content| post)?|promoted(?: content)?|ad")),
    ("share counter", _lines(rf"(?:share|tweet|like|pin|follow us)(?: (?:this|it|on|with|via|this (?:article|story|post)|the (?:article|story)|your friends|{_NETWORK}|and|or|us)\b[, ]*)*(?:[:\W]*[\d,.]+[km]?)?")),
    ("share counter", _lines(rf"(?:{_NETWORK}[\W\d_]*)+|[\d.,]+[km]?\s+(?:shares?|likes?|views?|tweets?|comments?|reads?)(?:\W+[\d.,]+[km]?\s+(?:shares?|likes?|views?|comments?))*|(?:total )?(?:shares?|views?|likes?)\W*[\d.,]+[km]?")),
    ("share counter", re.compile(r"^\W*\d{1,3}(?:,\d{3})*(?:\s+\d{1,3}(?:,\d{3})*)*\W*$")),
    ("subscription", _lines(r"(?:please )?(?:subscribe|sign ?up|join|register|follow us|like us)\b.*(?:newsletter|inbox|e-?mail|updates?|alerts?|channel|facebook|twitter|telegram|whatsapp|daily|offers|free|now|here)\b.*")),
    ("subscription", _lines(r"(?:get|receive|never miss|enter your|don['’]t miss)\b.*(?:subscribe|newsletter|inbox|e-?mail(?: address)?|real[- ]time updates|notifications?|news alerts?|updates)\b.*")),
    ("subscription", _lines(r"(?:join|leave|turn on|enable|switch on|activate|click|tap|type|add|send|give)\b.*\b(?:mailing list|newsletter|inbox|(?:push )?notifications?|(?:news |turn on )?alerts?)\b.*")),
    ("subscription", _lines(r"subscribe(?: now| today)?|(?:our |daily |weekly )?newsletters?|support our (?:journalism|work)\b.*|donate(?: now| today)?|become a (?:member|subscriber|patron)\b.*")),
    ("navigation", _lines(r"(?:home|news|world|politics|opinion|sports?|business|technology|entertainment|asia|europe|africa|americas?|middle east|pakistan|india|russia)(?:\s*[/|>»›·]\s*[\w &-]{2,30})+")),
    ("navigation", _lines(r"skip to (?:main )?content|back to top|menu|search|home|log ?in|sign ?in|next(?: post| article| page)?|previous(?: post| article| page)?|print(?: this)?(?: page| article)?|listen to (?:this )?article|tags?\s*:.*|filed under\s*:.*|categor(?:y|ies)\s*:.*|apple\W*android|app ?store\W*google ?play|download our app.*|terms of (?:use|service)|privacy policy|cookie policy|contact us|about us")),
    ("technical notice", _lines(r".*\b(?:java ?script|flash player|your browser|cookies)\b.*\b(?:off|disabled|old version|required|enable|enabled|latest|not support(?:ed)?|supports?|use of|accept|turned|get)\b.*|.*\b(?:this site|this website|we) uses? cookies\b.*|javascript is (?:off|disabled)")),
    ("disclaimer", _lines(r"(?:copyright|©|\(c\))\s*\d{4}.*|.*\ball rights reserved\b.*")),
    ("related stories", _lines(r"(?:read (?:more|also|next|this)|also read|see also|watch|related|more)\s*:.*|read more|(?:click|tap) here (?:to|for)\b.*|more|video|x|photos?|gallery|live")),
]  # fmt: skip

# From such a line on, teasers to other stories follow.
_TEASERS = _lines(
    r"you (?:may|might) (?:also )?(?:like|be interested in|enjoy)|related(?: (?:stor(?:y|ies)|articles?|posts?|news|videos?|"
    r"topics?|coverage|content|links))?|more (?:stories|news|videos?|articles|from|on this|in)\b.{0,40}|featured (?:videos?|stories|"
    r"articles)|most (?:read|popular|viewed|shared|commented)(?: stories| articles)?|recommended(?: for you| stories| reading)?|"
    r"trending(?: now| stories)?|popular (?:posts|stories|now)|latest (?:news|stories|videos?)|top (?:stories|news|videos?)|"
    r"(?:don['’]t miss|editor['’]?s['’]? picks?|read next|up next|around the web|from the web|in other news|other news|also in the news)"
)
# From such a line on, the page belongs to its readers' comments.
_COMMENTS = _lines(
    r"leave (?:a|your) (?:reply|comment)(?: cancel reply)?|post (?:a|your) comment|add (?:a|your) comment|write a comment|"
    r"(?:\d+ )?(?:comments?|responses?|replies|thoughts on .{0,120})|join the (?:conversation|discussion)|be the first to comment|"
    r"your email address will not be published\b.*"
)
_DISCLAIMER = re.compile(
    r"not necessarily (?:those|that|the views?|reflect|represent)|(?:do|does) not (?:necessarily )?(?:reflect|represent) the"
    r"|(?:views?|opinions?)(?: and (?:views?|opinions?))? expressed (?:in|here|by|are)",
    re.IGNORECASE,
)
_EDITORS_NOTE = re.compile(r"^\W*editor(?:[’']?s)?[’']?s? note\W+", re.IGNORECASE)
_MARKS = (
    ("link mark", re.compile(r"<link>", re.IGNORECASE)),
    (
        "image mark",
        re.compile(r"\[(?:image|photo|picture|img|caption|video)\b[^\[\]\n]{0,1000}\]", re.IGNORECASE),
    ),
)
_FRONT_MATTER = re.compile(r"\A\ufeff?---[ \t]*\r?\n(?:[^\r\n]*\r?\n){0,60}?---[ \t]*(?=\r?\n)")
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
    return articles.assign(body=pd.Series(bodies, index=articles.index, dtype="str")), Removed.validate(
        removed
    )


def find_furniture(text: str, main_text: str = "") -> list[Span]:
    """Return the spans of a text that are page furniture, in order and without overlap.

    Args:
        text: An article as scraped.
        main_text: For the text of an HTML page, the part that an extractor takes for the article.
    """
    spans: list[Span] = []
    if front := _FRONT_MATTER.match(text):
        spans.append(Span(front.start(), front.end(), "front matter"))
    if main_text:
        spans += [Span(start, end, "outside the main text") for start, end in spans_outside(text, main_text)]
    lines = [line for line in split_lines(text) if not _is_inside(line, spans)]
    reasons = _judge_lines(lines)
    for line, reason in zip(lines, reasons, strict=True):
        if reason:
            spans.append(Span(line.start, line.end, reason))
        else:
            spans += _find_marks(line)
    return sorted(spans)


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


def _is_inside(line: Line, spans: list[Span]) -> bool:
    return any(span.start <= line.start and line.end <= span.end for span in spans)


def _find_marks(line: Line) -> Iterator[Span]:
    for reason, pattern in _MARKS:
        for match in pattern.finditer(line.text):
            yield Span(line.start + match.start(), line.start + match.end(), reason)


def _judge_lines(lines: list[Line]) -> list[str]:
    """Return for each line why it is furniture, or an empty string."""
    reasons = [_match_rules(line) for line in lines]
    _judge_head(lines, reasons)
    _judge_repeats(lines, reasons)
    _judge_tail(lines, reasons)
    return reasons


def _match_rules(line: Line) -> str:
    if line.n_words > _MAX_RULE_WORDS:
        return ""
    return next((reason for reason, pattern in _RULES if pattern.match(line.text)), "")


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
        note = _EDITORS_NOTE.match(line.text)
        words = tuple(_WORD.findall(line.text[note.end() :].casefold())) if note else _words(line)
        earlier = first.setdefault(words, position)
        if earlier != position:
            repeat = earlier if _EDITORS_NOTE.match(lines[earlier].text) else position
            reasons[repeat] = "repeated text"
            first[words] = position if repeat == earlier else earlier


def _judge_tail(lines: list[Line], reasons: list[str]) -> None:
    """Mark comment forms, teasers and disclaimers below the article."""
    total = sum(line.n_words for line in lines) or 1
    above = 0
    for position, line in enumerate(lines):
        share = above / total
        above += line.n_words
        if share >= _COMMENTS_FROM and _COMMENTS.match(line.text):
            _mark_rest(reasons, position, "comment form")
            return
        if _TEASERS.match(line.text) and line.n_words <= 8:
            if share >= _TEASERS_FROM:
                _mark_rest(reasons, position, "related stories")
                return
            _mark_teasers(lines, reasons, position)
        if not reasons[position] and share >= _DISCLAIMER_FROM and _DISCLAIMER.search(line.text):
            reasons[position] = "disclaimer"


def _mark_rest(reasons: list[str], position: int, reason: str) -> None:
    for later in range(position, len(reasons)):
        reasons[later] = reasons[later] or reason


def _mark_teasers(lines: list[Line], reasons: list[str], position: int) -> None:
    """Mark a heading of teasers in the midst of an article, and the short lines below it."""
    for later in range(position, len(lines)):
        if later > position and lines[later].is_prose:
            return
        reasons[later] = reasons[later] or "related stories"


def _words(line: Line) -> tuple[str, ...]:
    return tuple(_WORD.findall(line.text.casefold()))
