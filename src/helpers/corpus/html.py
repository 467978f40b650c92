"""HTML pages to the lines that a reader sees, with trafilatura's word on which of them are the article."""

import logging
import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from lxml import etree, html

from helpers.corpus.decode import UnusableError

_NO_TEXT = {
    "script",
    "style",
    "noscript",
    "template",
    "svg",
    "head",
    "iframe",
    "object",
    "select",
    "textarea",
}
_BLOCKS = {
    "address", "article", "aside", "blockquote", "br", "button", "caption", "dd", "details", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li",
    "main", "nav", "ol", "option", "p", "pre", "section", "summary", "table", "td", "th", "tr", "ul",
}  # fmt: skip
_SPACES = re.compile(r"[ \t\r\n\f]+")
_WORD = re.compile(r"\w+")

_VALUE = r"""=\s*(?:"[^"]*"?|'[^']*'?)"""
_TAG = re.compile(rf"<[a-zA-Z](?:[^>=]+|{_VALUE}|=)*+")
_BETWEEN_ATTRIBUTES = re.compile(rf"{_VALUE}|[\s/=]+")
_MOST_ATTRIBUTES = 5_000  # of a tag, each counted up to three times; the parser takes half a second for as many

# How trafilatura is asked, here and where it is measured alone.
# Above this trafilatura is told not to try other extractors: one of them takes time by the square of the lines, so that
# a page of a megabyte would take minutes. The longest of the 60 pages of our benchmark has 700 lines.
_MANY_LINES = 2_000
EXTRACTION = {
    "favor_precision": True,
    "include_comments": False,
    "with_metadata": True,
    "date_extraction_params": {"extensive_search": False},
}

logging.getLogger("trafilatura").addHandler(logging.NullHandler())


class Page(NamedTuple):
    """What a page says and says about itself; empty strings where it does not."""

    text: str
    main_text: str
    title: str
    date: str
    author: str
    source: str


def read_page(markup: str) -> Page:
    """Read an HTML page without running or fetching anything.

    Args:
        markup: The decoded page.

    Returns:
        The visible text, one block a line; the part that trafilatura takes for the article (empty if it
        finds none); and the title, date (ISO), author and site that the page's metadata give.

    Raises:
        UnusableError: If the page shows no text.
    """
    _require_short_tags(markup)
    # lxml refuses str with an XML encoding declaration, and huge_tree lifts its depth limit
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        tree = html.document_fromstring(markup.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        raise UnusableError("shows no text", "save the page again, or its text as .txt") from None
    if any("depth" in entry.message for entry in parser.error_log):
        raise UnusableError("is nested too deep to be read whole", "save its text as .txt")
    lines = [line for line in visible_lines(tree) if line]
    if not lines:
        raise UnusableError("shows no text", "save the page again, or its text as .txt")
    # Imported here: it costs most of a second, and most corpora hold no HTML.
    import trafilatura  # noqa: PLC0415

    try:
        found = trafilatura.bare_extraction(tree, **EXTRACTION, fast=len(lines) > _MANY_LINES)
    except Exception:  # a parser on hostile input: without its word we keep all the text that is seen
        found = None
    if found is None:
        return Page("\n".join(lines), "", "", "", "", "")
    return Page(
        "\n".join(lines),
        found.text or "",
        found.title or "",
        found.date or "",
        found.author or "",
        found.sitename or "",
    )


def _require_short_tags(markup: str) -> None:
    """Refuse a page with a tag of very many attributes, for which the parser takes time by their square."""
    for tag in _TAG.finditer(markup):
        n_bytes = tag.end() - tag.start()
        if n_bytes > _MOST_ATTRIBUTES and len(_BETWEEN_ATTRIBUTES.findall(tag.group())) > 3 * _MOST_ATTRIBUTES:
            raise UnusableError(f"has a tag of more than {_MOST_ATTRIBUTES:,} attributes", "save its text as .txt")


def visible_lines(tree: html.HtmlElement) -> list[str]:
    """Return the text of a parsed page, a block element a line, white space folded as a browser does."""
    lines: list[str] = []
    parts: list[str] = []

    def end_line() -> None:
        lines.append(_SPACES.sub(" ", "".join(parts)).strip(" "))
        parts.clear()

    hidden = 0
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else "script"
        if event == "start":
            hidden += tag in _NO_TEXT
            if tag in _BLOCKS:
                end_line()
            if not hidden and element.text:
                parts.append(element.text)
        else:
            hidden -= tag in _NO_TEXT
            if tag in _BLOCKS:
                end_line()
            if not hidden and element.tail:
                parts.append(element.tail)
    end_line()
    return lines


def shares_of_main_text(lines: Sequence[str], main_text: str) -> npt.NDArray[np.float64]:
    """Return for each line the share of its 3-word runs that stand in the main text.

    A shorter line has 1 if it is a line of the main text or a cell of a table there, else 0.
    """
    words = _WORD.findall(main_text.casefold())
    runs = set(zip(words, words[1:], words[2:], strict=False))
    cells = (cell for line in main_text.split("\n") for cell in (line, *line.split("|")))
    short = {tuple(_WORD.findall(cell.casefold())) for cell in cells}
    shares = []
    for line in lines:
        own = _WORD.findall(line.casefold())
        own_runs = list(zip(own, own[1:], own[2:], strict=False))
        shares.append(sum(run in runs for run in own_runs) / len(own_runs) if own_runs else tuple(own) in short)
    return np.array(shares, float)
