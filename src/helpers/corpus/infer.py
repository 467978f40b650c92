"""Title, date, author and source of an article as its own text shows them; and given ones made uniform."""

import re
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from helpers.corpus.furniture import COMMENTS, FRONT_MATTER, PROSE_RULES, RULES, TEASERS, WEB_WORD
from helpers.corpus.words import MENU_WORDS

_MONTHS = {
    name: number
    for number, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
         "september sept sep", "october oct", "november nov", "december dec"),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = r"\b(" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
_ISO = re.compile(r"(?<!\d)(\d{4,5})[-/](\d{1,2})(?:[-/](\d{1,2}))?(?!\d)")
_MONTH_FIRST = re.compile(_MONTH + r"\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4,5})\b", re.IGNORECASE)
_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})(?:st|nd|rd|th)?\s+" + _MONTH + r",?\s+(\d{4,5})\b", re.IGNORECASE)
_MONTH_ONLY = re.compile(_MONTH + r",?\s+(\d{4,5})\b", re.IGNORECASE)
_NO_YEAR = re.compile(_MONTH + r"(?:\s+\d{1,2},?)?\s+\d{5}\b", re.IGNORECASE)
_YEAR = re.compile(r"^\s*(\d{4,5})\s*$")

_NAME = r"(?:[^\W\d_a-z][\w.’'-]*|van|von|der|de|la|di|el|al|bin|ul|ur)"  # a capital, or a particle between
_BYLINE = re.compile(
    rf"^[\s*_]*(?i:(?:(?:written|posted|reported)\s+)?by|author)[:\s]\s*"
    rf"(?P<name>{_NAME}(?:\s+(?:(?:and|&)\s+)?{_NAME}){{0,5}})(?:\s+in\s+[A-Z][\w ]{{2,30}})?[\s*_]*"
    rf"(?:[|,–—•\t].{{0,80}})?$"
)
_NAME_LINE = re.compile(r"^\s*(?P<name>[A-Z][a-z’'-]+(?:\s+[A-Z]\.)?(?:\s+[A-Z][a-z’'-]+){1,2})\s*$")
_NO_NAME = re.compile(
    r"\b(?:the|new|white|house|united|states|cold|war|foreign|state|defen[cs]e|missile|sanctions?|trade|world|news|breaking"
    r"|analysis|opinion|editorial|south|north|east|west|western|eastern|central|middle|asia|europe|america|africa|kremlin"
    r"|policy|politics|relations|talks|government|military|economy|energy|security|background)\b",
    re.IGNORECASE,
)
_CAPTION_END = re.compile(r"\b(?:19|20)\d\d\W*$")  # pictures are dated
_SECTION_LINE = re.compile(
    r"\W*(?:[\w&]+\s+){0,2}(?:news|politics|world|business|opinions?|sports?|asia|europe|africa|americas|analysis|editorials?"
    r"|headlines|features?|culture|technology|science|health|home|blogs?|videos?)\W*",
    re.IGNORECASE,
)
_OUTLET = r"[A-Z][\w.&’' -]{2,60}?"
_SOURCE_LINES = (
    re.compile(
        rf"(?:©|\(c\)|copyright)\s*(?:\d{{4}}\s*)?(?:by\s+)?(?P<name>{_OUTLET})\s*(?:[.,|]|all rights|$)", re.IGNORECASE
    ),
    re.compile(r"(?:policy|position|views?|opinions?) of (?:the )?(?P<name>[A-Z][\w&’'-]*(?: [A-Z][\w&’'-]*){0,4})"),
    re.compile(rf"^\s*(?:source|published (?:by|in)|first appeared in)\s*:?\s+(?P<name>{_OUTLET})\s*$", re.IGNORECASE),
)
_WORD = re.compile(r"\w+")
_DIGIT = re.compile(r"\d")
_ENDS_SENTENCE = re.compile(r"[.!?…][\"”’')\]]*\s*$")

_DATED = re.compile(
    r"\d{1,2}:\d\d|\b[ap]\.?m\b|\bago\b|\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./]\d{2,4}|"
    rf"\b(?:{'|'.join(_MONTHS)})\b\.? \d|\d{{1,2}} (?:{'|'.join(_MONTHS)})\b",
    re.IGNORECASE,
)
_NO_HEADLINE = re.compile(
    r"\W*(?:updated|posted|published?|last|share|sharing|copy|close|continue|read|author|by|tested|also|see|sources?"
    r"|filed?|tags?|follow|sign|you are|subscribe|listen|watch|recommended|more|photo|image|credit)\b"
    r"|\s*[*•»]|.*(?:https?:|www\.|@\w|[.:]\s*$)",
    re.IGNORECASE,
)
_OF_PICTURE = re.compile(r"\W*(?:file photo|photo|image|picture|caption|credit)\b", re.IGNORECASE)
_HEADLINE_ABOVE = 30  # lines above the article among which its headline is looked for
_HEADLINE_WORDS = (3, 30)
_KNOWN_WORDS = 2  # of a headline that is known; one word is the name of a section or a site
_SECTIONS_ABOVE = 3  # lines above a known headline that may name the section

MAX_TITLE = 300  # characters; a first line longer than this is a paragraph
_HEAD_LINES = 12
_TAIL_LINES = 6
_PROSE_WORDS = 12
_MAX_RULE_WORDS = 30  # a longer line is a paragraph, whatever it begins with
_MAX_RULE_CHARACTERS = 400
_REMEMBERED = 32_768  # lines, those of a thousand articles: each is counted and matched a dozen times on its way
# Words are counted among bytes, six times as fast, where all beyond ASCII are signs
_PLAIN = re.compile(r"[\x00-\x7f\xa0‘’“”–—…]*")
_AS_BLANKS = bytes(byte if chr(byte).isalnum() or byte == ord("_") else ord(" ") for byte in range(128)).ljust(256)


class Line(NamedTuple):
    """A line of text with its offsets; the end is before the line break."""

    start: int
    end: int
    text: str

    @property
    def n_words(self) -> int:
        """Number of words."""
        return _count_words(self.text)

    @property
    def is_prose(self) -> bool:
        """Whether it reads like a paragraph: 12 words or more, and a sentence ends it."""
        return self.n_words >= _PROSE_WORDS and bool(_ENDS_SENTENCE.search(self.text[-20:]))


@lru_cache(maxsize=_REMEMBERED)
def _count_words(text: str) -> int:
    if _PLAIN.fullmatch(text):
        return len(text.encode("ascii", "replace").translate(_AS_BLANKS).split())
    return len(_WORD.findall(text))


_LINE = re.compile(r"[^\r\n\u2028\u2029\x85]+")


def split_lines(text: str) -> list[Line]:
    """Return the lines of a text that hold more than white space."""
    return [Line(*m.span(), m.group()) for m in _LINE.finditer(text) if m.group().strip("\ufeff \t\xa0")]


def split_article(text: str) -> list[Line]:
    """Return the lines of a text below its front matter, if it is a Markdown file that has some."""
    front = FRONT_MATTER.match(text)
    return [line for line in split_lines(text) if front is None or line.start >= front.end()]


class Head(NamedTuple):
    """The lines above an article's first paragraph, by their role; None where there is no such line."""

    title: Line | None
    byline: Line | None
    navigation: list[Line]


def match_rules(line: Line) -> str:
    """Return why a line is page furniture by its own words alone, or an empty string."""
    return "" if line.n_words > _MAX_RULE_WORDS or len(line.text) > _MAX_RULE_CHARACTERS else _match_rules(line.text)


@lru_cache(maxsize=_REMEMBERED)
def _match_rules(text: str) -> str:
    line = Line(0, len(text), text)
    reason = next((reason for reason, pattern in RULES.items() if pattern.fullmatch(line.text)), "")
    if reason == "share counter" and line.text.rstrip().endswith("."):  # "Twitter." heads a part of an article
        return ""
    # "Join the alliance now, he told Kiev, and it will give you alerts." begins like an invitation
    return "" if reason in PROSE_RULES and line.is_prose and not WEB_WORD.search(line.text) else reason


def find_block(scores: Iterable[float]) -> tuple[int, int]:
    """Return start and end of the run of numbers with the highest sum; 0 and 0 if none is above 0 (Kadane)."""
    best = current = 0.0
    start = end = current_start = 0
    for place, score in enumerate(scores):
        if current <= 0:
            current, current_start = 0.0, place
        current += score
        if current > best:
            best, start, end = current, current_start, place + 1
    return start, end


def skip_menus(lines: list[Line]) -> list[Line]:
    """Return the lines of a page from its headline on, where menus stand above it; else all of them.

    The headline is looked for above the largest block of prose: near it, long enough, no date, credit or button, and
    more likely a line that stands twice, as headlines do.
    """
    counts = [line.n_words for line in lines]
    start, _ = _find_prose(lines)
    if start <= _HEAD_LINES:
        return lines
    first = max(0, start - _HEADLINE_ABOVE)
    places = [place for place in range(first, start) if _may_be_headline(lines[place], counts[place])]
    if not places:
        return lines[start:]
    texts = [line.text.strip().casefold() for line in lines]

    def rank(order: int) -> float:
        place = places[order]
        twice = texts.count(texts[place]) > 1
        return min(counts[place], 8) - (len(places) - 1 - order) - 0.15 * (start - place) + 3 * twice

    return lines[places[max(range(len(places)), key=rank)] :]


def _may_be_headline(line: Line, n_words: int) -> bool:
    if not _HEADLINE_WORDS[0] <= n_words <= _HEADLINE_WORDS[1] or len(line.text) > MAX_TITLE or match_rules(line):
        return False
    if TEASERS.fullmatch(line.text) or COMMENTS.fullmatch(line.text):
        return False
    menu = sum(word.casefold() in MENU_WORDS for word in _WORD.findall(line.text))
    return 3 * menu <= n_words and not _DATED.search(line.text) and not _NO_HEADLINE.match(line.text)


def read_head(lines: list[Line], title: str = "") -> Head:
    """Tell title, byline and section names among the first lines of an article, below the menus if there are any.

    A title that is known, from a page's metadata say, is looked for first, in front of the name of the site too.

    Lines that are furniture by their own words are passed over. The title is the first line of 4 words or more
    above the first paragraph, or else the first line that names no section. A byline says "By" in one of the
    first lines, or is a name alone right above the first paragraph or between a caption and a paragraph.
    """
    known = _find_title(lines, title)
    lines = lines[max(0, lines.index(known) - _SECTIONS_ABOVE) :] if known else skip_menus(lines)
    lines = [line for line in lines[: 2 * _HEAD_LINES] if not match_rules(line)]
    found, byline, short = known, None, None
    navigation = []
    prose_at = next((i for i, line in enumerate(lines) if line.is_prose), None)
    for position, line in enumerate(lines[:_HEAD_LINES]):
        if byline is None and _is_byline(lines, position, prose_at):
            byline = line
        elif prose_at is not None and position > prose_at:
            continue
        elif (
            line.n_words > 3
            and found is None
            and not _OF_PICTURE.match(line.text)
            and len(line.text) <= MAX_TITLE
            and not line.is_prose
        ):
            found = line
        elif 0 < line.n_words <= 3 and prose_at is not None:
            if _SECTION_LINE.fullmatch(line.text):
                navigation.append(line)
            elif not _ENDS_SENTENCE.search(line.text):
                short = short or line
    return Head(found or short, byline, navigation)


def _find_title(lines: list[Line], title: str) -> Line | None:
    """Return the line that is the title, or begins it before a site's name.

    Of several it is the first on top of the text, else the one nearest above the article: menus name titles too.
    """
    words = _WORD.findall(title.casefold())
    if len(words) < _KNOWN_WORDS:
        return None
    found = None
    last: int | None = None  # where the article begins, once that matters
    for place, line in enumerate(lines):
        if last is not None and place > last:
            break
        first = _WORD.search(line.text)
        if first is None or first.group().casefold()[: len(words[0])] != words[0]:
            continue
        own = _WORD.findall(line.text[: 2 * MAX_TITLE].casefold())
        if own == words or (len(own) >= 4 and 2 * len(own) >= len(words) and own == words[: len(own)]):
            last = _find_prose(lines)[0] if last is None else last
            if place > last:
                break
            if place < _HEAD_LINES:
                return line
            found = line
    return found


def _find_prose(lines: list[Line]) -> tuple[int, int]:
    """Return start and end of the largest block of prose; short lines cost it, other long ones add a little."""
    counts = [line.n_words for line in lines]
    return find_block(
        n if line.is_prose else (0.3 * n if n >= _PROSE_WORDS else -6.0) for line, n in zip(lines, counts, strict=True)
    )


def _is_byline(lines: list[Line], position: int, prose_at: int | None) -> bool:
    line = lines[position]
    if len(line.text) <= _MAX_RULE_CHARACTERS and _BYLINE.match(line.text):
        return True
    if prose_at is None or position == 0 or position + 1 >= len(lines) or not lines[position + 1].is_prose:
        return False
    in_place = position < prose_at or bool(_CAPTION_END.search(lines[position - 1].text[-20:]))
    return in_place and bool(_NAME_LINE.match(line.text)) and not _NO_NAME.search(line.text)


class Inferred(NamedTuple):
    """What a text shows about itself; empty strings where it does not."""

    title: str
    date: str
    author: str
    source: str


def read_front_matter(text: str) -> dict[str, str]:
    """Return the plain ``key: value`` lines of the block at the top of a Markdown file, keys in lower case."""
    block = FRONT_MATTER.match(text)
    pairs = (line.text.partition(":") for line in split_lines(block.group())) if block else []
    return {key.strip().lower(): value.strip(" \t\"'") for key, colon, value in pairs if colon and value.strip()}


def infer_metadata(text: str) -> Inferred:
    """Infer title, date, author and source from the first and last lines of a text."""
    front = read_front_matter(text)
    lines = skip_menus(split_article(text))
    head = read_head(lines)
    author = front.get("author", "")
    if head.byline and not author:
        match = _BYLINE.match(head.byline.text) or _NAME_LINE.match(head.byline.text)
        author = match["name"].strip() if match else ""
    edges = lines[:_HEAD_LINES] + lines[_HEAD_LINES:][-_TAIL_LINES:]
    return Inferred(
        title=front.get("title") or (head.title.text.strip("# \t") if head.title else ""),
        date=front.get("date") or _infer_date(edges),
        author=author,
        source=front.get("source") or _infer_source(edges),
    )


def _infer_date(lines: list[Line]) -> str:
    """Return the date of a line that is little else, else one at the end of a caption; ISO or empty."""
    dated = [line.text for line in lines if line.n_words <= 10 and not line.is_prose]
    for text in dated:
        if _NO_YEAR.search(text):
            return text.strip()  # which the reader of dates will refuse, and say so
    # The first word goes: it may be cut, and "24 October" end up as "4 October"
    captions = [re.sub(r"^\w+", "", line.text[-40:]) for line in lines[:_HEAD_LINES]]
    for text in filter(_DIGIT.search, dated + captions):
        try:
            parsed = parse_date(text)
        except ValueError:  # a number that only looks like a date
            continue
        if parsed and parsed.precision == "day":
            return parsed.iso
    return ""


def _infer_source(lines: list[Line]) -> str:
    for line in reversed(lines):
        for pattern in _SOURCE_LINES:
            match = pattern.search(line.text[:1000])
            if match:
                return match["name"].strip(" .,-")
    return ""


class ParsedDate(NamedTuple):
    """A date and how exact it is: day, month or year; the ISO form has as many parts."""

    day: date
    precision: str

    @property
    def iso(self) -> str:
        """ISO 8601 form, cut to the precision."""
        return self.day.isoformat()[: {"day": 10, "month": 7, "year": 4}[self.precision]]


def parse_date(text: str) -> ParsedDate | None:
    """Parse a date in ISO form or with an English month name.

    Returns:
        None if the text holds no date.

    Raises:
        ValueError: If it holds a date that cannot be, such as one in the year 20133 or on 31 February.
    """
    text = text[:200]
    if match := _ISO.search(text):
        year, month, day = match.groups()
        return _make_date(int(year), int(month), int(day) if day else None)
    if match := _MONTH_FIRST.search(text):
        month, day, year = match.groups()
        return _make_date(int(year), _MONTHS[month.lower()], int(day))
    if match := _DAY_FIRST.search(text):
        day, month, year = match.groups()
        return _make_date(int(year), _MONTHS[month.lower()], int(day))
    if match := _MONTH_ONLY.search(text):
        month, year = match.groups()
        return _make_date(int(year), _MONTHS[month.lower()], None)
    if match := _YEAR.match(text):
        return _make_date(int(match[1]), None, None)
    return None


def _make_date(year: int, month: int | None, day: int | None) -> ParsedDate:
    if not 1700 <= year <= 2200:  # newspapers are not older; pandas holds 1678 to 2261
        raise ValueError(f"there is no news from the year {year}")
    precision = "day" if day else "month" if month else "year"
    return ParsedDate(date(year, month or 1, day or 1), precision)
