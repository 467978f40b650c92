"""Texts that property tests draw: press-like and any, pages, bytes, rows, names. All is invented."""

import codecs
import json

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from helpers.tables import format_line


def examples(share: float) -> settings:
    """Return settings for a test that is slow: it tries a share of the inputs that others try."""
    return settings(max_examples=max(3, round(settings.default.max_examples * share)))


# What a `str` that came out of bytes can hold: everything but lone surrogates.
CHARACTERS = st.characters(exclude_categories=["Cs"])
ANY_TEXT = st.text(CHARACTERS, max_size=200)
ANY_STR = st.text(st.characters(), max_size=200)  # what a `str` may hold at all, lone surrogates too

NAMES = [
    "the United States", "United States", "U.S.", "US", "USA", "America", "American", "Americans", "Washington",
    "Washington, D.C.", "the White House", "Pentagon", "Obama", "Donald Trump", "US$", "Russia", "Russian", "Russians",
    "Moscow", "the Kremlin", "Vladimir Putin", "Putin", "Soviet Union", "U.S.S.R.", "United Nations", "Pakistan",
    "China", "Mr. Example", "Gen. Jane Q. Sample", "Dr. Placeholder Jr.", "Latin America", "Moscow Times",
]  # fmt: skip
_WORDS = [
    "he", "she", "it", "its", "they", "their", "we", "the", "a", "and", "but", "both", "countries", "country",
    "the two",
    "of", "to", "in", "with", "that", "who", "said", "says", "told", "according to", "added", "claimed", "denied",
    "praised", "condemned", "attacked", "sanctions", "talks", "trade", "minister", "officials", "sources", "week",
    "met",
    "great", "terrible", "not", "never", "don't", "can’t", "3.5", "1,817", "2016", "No. 5", "U.N.", "e.g.", "p.m.",
    "Lt. Gen.", "Inc.", "...", "…", "naïve", "co-operation", "AT&T", "20%", "$5bn", "Mr.", "X", "Москва", "北京说好。",
    "السلام", "שלום", "e\u0301te\u0301", "ﬁrst", "İstanbul", "ß", "\N{THUMBS UP SIGN}\U0001f3fd",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467", "\U0001f1f7\U0001f1fa", "soft\u00adhyphen", "zero\u200bwidth",
    "https://example.org/a?b=1&c=%20", "news@example.org", "<link>", "[image: A bridge]", "[image: [x]", "&amp;", "<b>",
]  # fmt: skip
_MARKS = [
    " ", " ", " ", " ", " ", " ", ", ", ". ", "? ", "! ", "; ", ": ", "\N{EM DASH}", " - ", " “", "” ", ",” ", " \"",
    "\" ",
    " ‘", "’ ", " '", "' ", "’s ", "'s ", " (", ") ", " [", "] ", "«", "»", "„", "\u00a0", "\u2009", "\t", "\n", "\r\n",
    "\r", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029", "\n\n", "\n \n", "", "-", "\u2011", "/", "'",
]  # fmt: skip
FURNITURE = [
    "Advertisement", "- Advertisement -", "Share on Facebook", "0 1,817", "Read more: A tale of two towns",
    "Subscribe to our newsletter", "Home > World > Europe", "By Jane Sample", "By JANE SAMPLE and John Example",
    "MOSCOW, Oct. 4 (Example News) —", "Published: 4 October 2012", "October 4, 2012", "Related stories", "Comments",
    "3 comments", "Leave a reply", "Editor's note: All of this is invented.",
    "© 2016 Example News. All rights reserved.",
    "---", "title: A tale", "Skip to content", "You may also like", "Tags: trade, talks", "# A heading", "* * *",
    "The views expressed here are not necessarily those of this paper.", "Photo: A bridge. (Example Agency)",
    "This site uses cookies", "Enter your email address", "WASHINGTON (Example) - ", "By", "By:", ">", "|",
]  # fmt: skip


def _join(pieces: list[tuple[str, str]]) -> str:
    return "".join(word + mark for word, mark in pieces)


PRESS_SENTENCE = st.lists(
    st.tuples(st.sampled_from(NAMES) | st.sampled_from(_WORDS), st.sampled_from(_MARKS)), min_size=1, max_size=30
).map(_join)
PRESS_LINE = PRESS_SENTENCE | st.sampled_from(FURNITURE) | st.just("") | st.text(CHARACTERS, max_size=30)
PRESS_TEXT = st.lists(st.tuples(PRESS_LINE, st.sampled_from(["\n", "\n\n", "\r\n", " ", "\n\n\n"])), max_size=12).map(
    _join
)
LONG_LINE = st.builds(
    lambda piece, n: piece * n, PRESS_SENTENCE | st.text(CHARACTERS, min_size=1, max_size=5), st.integers(50, 400)
)
TEXTS = PRESS_TEXT | PRESS_TEXT | ANY_TEXT  # what most tests read
ALL_TEXTS = st.one_of(PRESS_TEXT, PRESS_TEXT, PRESS_TEXT, ANY_TEXT, LONG_LINE)

# Names that come from outside: sources, titles, coders, files
TITLES = st.text(CHARACTERS.filter(lambda c: c not in "\r\n"), max_size=40) | PRESS_SENTENCE
SOURCES = (
    st.sampled_from(["Daily Example", "daily example", "Example’s “Post”", "=1+1", "<b>", "'", "\u202e", "名"]) | TITLES
)
FILE_NAMES = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="/\x00"), min_size=1, max_size=40
).filter(lambda name: name not in {".", ".."} and len(name.encode()) < 200)

_TAGS = ["p", "div", "h1", "h2", "span", "a", "b", "em", "ul", "li", "table", "tr", "td", "blockquote", "article", "br",
         "nav", "footer", "aside", "figure", "figcaption", "pre", "section", "main", "header", "time", "img", "svg",
         "script", "style", "noscript", "template", "iframe", "form", "button", "select", "option",
         "textarea"]  # fmt: skip
_ATTRIBUTES = [
    "",
    "",
    "",
    ' class="share"',
    ' id="comments"',
    " hidden",
    ' style="display:none"',
    ' href="/a"',
    " x=<y>",
]


def _element(children: SearchStrategy[str]) -> SearchStrategy[str]:
    return st.builds(
        lambda tag, attribute, inner: f"<{tag}{attribute}>{''.join(inner)}</{tag}>",
        st.sampled_from(_TAGS), st.sampled_from(_ATTRIBUTES), st.lists(children, max_size=4),
    )  # fmt: skip


_MARKUP_TEXT = PRESS_SENTENCE | st.sampled_from(
    [*FURNITURE, "&nbsp;", "&#0;", "&#xD800;", "&lt;p&gt;", "<!-- x -->", "\x00"]
)
_TREE = st.recursive(_MARKUP_TEXT, _element, max_leaves=12)
_HEAD = st.builds(
    lambda title, author, date, language: (
        f'<html lang="{language}"><head><title>{title}</title><meta name="author" content="{author}">'
        f'<meta property="article:published_time" content="{date}"><meta charset="utf-8"></head>'
    ),
    TITLES, TITLES, st.sampled_from(["2012-10-04", "2012-10-04T10:00:00Z", "04.10.2012", "soon", "9999-99-99", ""]),
    st.sampled_from(["en", "ru", ""]),
)  # fmt: skip
PAGES = st.builds(
    lambda head, body: f"<!DOCTYPE html>{head}<body>{''.join(body)}</body></html>", _HEAD, st.lists(_TREE, max_size=6)
)
_BROKEN = ["<", ">", "</", "<p", "</p>", "<!--", "-->", "<![CDATA[", "]]>", "<?xml version='1.0' encoding='utf-16'?>",
           "<script>", "</table>", "&#", "&amp", "\x00", "<html><html>", "</html>", "<body>", '"', "'",
           "<p/>"]  # fmt: skip
BROKEN_PAGES = st.builds(
    "".join, st.lists(st.sampled_from(_BROKEN) | _TREE | st.text(CHARACTERS, max_size=10), max_size=12)
)
MARKUP = st.one_of(PAGES, BROKEN_PAGES, PAGES.flatmap(lambda page: st.integers(0, len(page)).map(lambda n: page[:n])))

ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "cp1251", "latin-1",
    "koi8-r",
             "gb18030", "shift_jis", "iso8859-5", "mac-roman", "ascii", "utf-7"]  # fmt: skip
_BYTES_OF_FILES = [
    codecs.BOM_UTF8,
    codecs.BOM_UTF16_LE,
    codecs.BOM_UTF16_BE,
    b"%PDF-1.4",
    b"PK\x03\x04",
    b"\x1f\x8b\x08",
    b"\x00",
]


@st.composite
def spoiled_bytes(draw: st.DrawFn, texts: SearchStrategy[str] = PRESS_TEXT) -> bytes:
    """Draw a text in some encoding, cut or changed at a place."""
    data = draw(texts).encode(draw(st.sampled_from(ENCODINGS)), "replace")
    place = draw(st.integers(0, len(data)))
    inserted = draw(st.sampled_from([b"", b"", *_BYTES_OF_FILES]) | st.binary(max_size=6))
    return data[:place] + inserted + data[place + draw(st.integers(0, 4)) :]


BYTES = st.binary(max_size=300) | spoiled_bytes() | spoiled_bytes(MARKUP)

FIELDS = st.sampled_from(
    ["text", "title", "source", "date", "author", "url", "id", "body", "", "TEXT", "content", "=x"]
)
DATES = st.sampled_from(
    ["2012-10-04", "2012", "10/4/2012", "yesterday", "", "9999-99-99", "1349308800", "2012-10-04T10:00:00Z"]
)
CELLS = st.one_of(TEXTS, DATES, st.sampled_from(["", "=1+1", "-2", "'", "''=x", "NaN", "null", "1e309", "a;b,c", '"']))


@st.composite
def tables_of_rows(draw: st.DrawFn) -> str:
    """Draw a CSV file as an analyst may keep one: mostly sound, with odd columns and torn rows."""
    delimiter = draw(st.sampled_from([",", ";", "\t"]))
    header = draw(st.lists(FIELDS, min_size=1, max_size=5) | st.just(["source", "title", "date", "text"]))
    n_cells = st.sampled_from([len(header)] * 4 + [1, len(header) + 1])
    rows = draw(st.lists(n_cells.flatmap(lambda n: st.lists(CELLS, min_size=n, max_size=n)), max_size=5))
    text = "".join(format_line(row, delimiter) for row in [header, *rows])
    return text[: draw(st.sampled_from([len(text)] * 4 + [len(text) * 2 // 3]))]


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | ANY_STR | PRESS_TEXT | DATES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(FIELDS, inner, max_size=3), max_leaves=6,
)  # fmt: skip
JSON_ROWS = st.one_of(
    st.dictionaries(FIELDS, JSON_VALUES, max_size=5).map(json.dumps),
    st.fixed_dictionaries({"text": TEXTS, "source": SOURCES, "title": TITLES, "date": DATES}).map(json.dumps),
    JSON_VALUES.map(json.dumps), st.sampled_from(["", "{", "[]", '{"text": "\\ud800"}', '{"text": 1e999}', "\x00",
    "nul"]),
)  # fmt: skip
JSON_LINES = st.lists(JSON_ROWS, max_size=5).map("\n".join)
