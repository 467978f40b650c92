"""Words in context (keyword in context, KWIC)."""

import re
from bisect import bisect_right
from collections.abc import Callable, Collection, Hashable, Iterator

import numpy as np
import pandas as pd

from helpers.errors import PresslensError, printable
from helpers.language.scripts import MARKS, UNSPACED
from helpers.schemas import ConcordanceLines
from helpers.tables import cut_context, format_dates

ORDERS = ("text", "left", "right", "keyword", "source", "date")
_MAX_CHARACTERS = 200
_MAX_WORDS = 10

_LETTER = rf"[\w{MARKS}]"
_SPACED_LETTER = rf"(?![{UNSPACED}]){_LETTER}"
# No written word is longer. Without a bound, a star would cost the square of an endless run of letters.
_LETTERS = f"{_LETTER}{{0,100}}"
_JOINS = "[-'’.,]"  # with a letter on either side, within a word, as in helpers.language
_WORD = f"{_LETTER}++(?:{_JOINS}{_LETTER}++)*+"
_ANY_WORD = rf"(?:(?:[A-Za-z]\.){{2,}}+(?:-{_LETTER}++)*+|{_WORD})"
_APOSTROPHES = "['’‘ʼ]"

_HAS_LETTER = re.compile(_LETTER)
_IS_UNSPACED = re.compile(f"[{UNSPACED}]")
_SORTED_WORD = re.compile(f"[{UNSPACED}]|{_WORD}")
_ENDING = re.compile(rf"\A{_APOSTROPHES}s?(?!{_LETTER})")


def concordance(
    articles: pd.DataFrame, query: str, *, width: int = 60, sentences: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return each occurrence of a word or phrase with its context (keyword in context).

    Words of the query stand for whole words, over any white space, in any case; in the case given if it holds a
    capital ("US"). ``*`` in a word stands for any letters and digits (up to 100), also for none, ``?`` for one;
    a ``*`` alone stands for any one word. All else is literal, straight and curly apostrophes alike. Chinese and
    other text without spaces is matched anywhere. Nothing matches over a blank line or a removed span.

    Args:
        articles: With ``article_id``, ``file``, ``source`` and ``body``; with ``raw_text``, if anything was removed;
            with ``date`` and ``date_precision``, if dates shall be shown.
        query: Up to 10 words and 200 characters.
        width: Characters of context on each side, at least 1.
        sentences: Of these articles, with the columns of `helpers.schemas.Sentences`; if given, a match lies
            within one of them.

    Returns:
        The columns of `helpers.schemas.ConcordanceLines`, in the order of the articles and of their text.

    Raises:
        PresslensError: If the query is empty, too long or matches anything, or the width is below 1.
    """
    if width < 1:
        raise PresslensError(f"a context of {width} characters shows nothing; give a width of 1 or more")
    pattern = _compile_query(query)
    bounds = None if sentences is None else _list_bounds(sentences)
    is_dated = {"date", "date_precision"} <= set(articles.columns)
    dates = format_dates(articles) if is_dated else [""] * len(articles)
    raw_texts = articles["raw_text"] if "raw_text" in articles else articles["body"]
    rows = []
    facts = zip(articles["article_id"], articles["source"], dates, articles["file"], strict=True)
    for (article_id, *shown), raw, body in zip(facts, raw_texts, articles["body"], strict=True):
        own = None if bounds is None else bounds.get(article_id, ([], []))
        for start, end in _find(pattern, raw, body, own):
            left, right = _read_left(body, start, width), _read_right(body, end, width)
            rows.append((article_id, *shown, left, " ".join(body[start:end].split()), right, start, end))
    if not rows:
        return ConcordanceLines.empty()
    return ConcordanceLines.validate(pd.DataFrame(rows, columns=ConcordanceLines.column_names()))


def find_lines(
    articles: pd.DataFrame, queries: Collection[str], *, width: int = 60, sentences: pd.DataFrame | None = None
) -> tuple[pd.DataFrame, dict[str, str]]:
    """Search for several words and phrases; one that cannot be searched for does not stop the others.

    Args:
        articles: As for `concordance`.
        queries: Likewise.
        width: Likewise.
        sentences: Likewise.

    Returns:
        The columns of `helpers.schemas.ConcordanceLines` and ``query``, and what is wrong with each query left out.
    """
    problems: dict[str, str] = {}
    tables: list[pd.DataFrame] = [ConcordanceLines.empty().assign(query=pd.Series(dtype="str"))]
    for query in dict.fromkeys(queries):
        try:
            tables.append(concordance(articles, query, width=width, sentences=sentences).assign(query=query))
        except PresslensError as error:
            problems[query] = str(error)
    found = [table for table in tables if len(table)] or tables[:1]
    return pd.concat(found, ignore_index=True), problems


def quote_terms(
    articles: pd.DataFrame, words: pd.DataFrame, terms: Collection[str], *, limit: int = 5, width: int = 60
) -> pd.DataFrame:
    """Return a few lines of context for each of many terms, from all sources by turns, and from many articles.

    Unlike `concordance` this finds what was counted: "US" also where "U.S." is written.

    Args:
        articles: As for `concordance`.
        words: As `helpers.language.locate_words` returns them; those of other articles are left out.
        terms: Words, and names of several words, as these tables write them.
        limit: Most lines for one term.
        width: Characters of context on each side.

    Returns:
        The columns of `helpers.schemas.ConcordanceLines` and ``term``, in the order of the terms.
    """
    order = {term: number for number, term in enumerate(dict.fromkeys(terms))}
    sources = pd.Series(articles["source"].to_numpy(), index=articles["article_id"])
    found = words[words["word"].isin(list(order)) & words["article_id"].isin(sources.index)]
    found = found.assign(term=found["word"].map(order), source=found["article_id"].map(sources))
    # By turns: of each article its first, then its second; and of each source the first of these, then the second
    found["turn"] = found.groupby(["term", "article_id"], sort=False).cumcount()
    found = found.sort_values(["term", "turn"], kind="stable")
    found["turn"] = found.groupby(["term", "source"], sort=False).cumcount()
    found = found.sort_values(["term", "turn"], kind="stable").groupby("term", sort=False).head(limit)
    place = pd.Series(range(len(articles)), index=articles["article_id"])
    dates = format_dates(articles) if {"date", "date_precision"} <= set(articles.columns) else None
    bodies = articles["body"].to_list()
    at = place[found["article_id"]].to_numpy()
    lines = found[["article_id", "start", "end"]].assign(term=found["word"]).reset_index(drop=True)
    lines["source"], lines["file"] = found["source"].to_numpy(), articles["file"].to_numpy()[at]
    lines["date"] = "" if dates is None else dates.to_numpy()[at]
    spans = list(zip((bodies[k] for k in at), lines["start"], lines["end"], strict=True))
    lines["left"] = [_read_left(body, start, width) for body, start, _ in spans]
    lines["keyword"] = [" ".join(body[start:end].split()) for body, start, end in spans]
    lines["right"] = [_read_right(body, end, width) for body, _, end in spans]
    return ConcordanceLines.validate(lines[[*ConcordanceLines.column_names(), "term"]])


def _compile_query(query: str) -> re.Pattern[str]:
    """Return the pattern of a query; it takes time in proportion to the text, whatever either holds."""
    words = query.split()
    shown = printable(f"{query[:40]}…" if len(query) > 40 else query)
    if not words:
        raise PresslensError('there is nothing to search for; write a word or a phrase, such as "trade talks"')
    if len(query) > _MAX_CHARACTERS or len(words) > _MAX_WORDS:
        raise PresslensError(
            f"the query {shown!r} is too long; write at most {_MAX_WORDS} words and {_MAX_CHARACTERS} characters"
        )
    if not "".join(words).strip("*?"):
        raise PresslensError(f'the query {shown!r} matches any word; add a word or part of one, such as "sanction*"')
    phrase = r"\s++".join(map(_match_word, words))
    any_case = re.NOFLAG if any(map(str.isupper, query)) else re.IGNORECASE
    return re.compile(_match_start(words[0]) + phrase + _match_end(words[-1]), any_case)


def _match_word(word: str) -> str:
    """Return the pattern of one word of a query.

    Each part between stars is matched at its first place and never again (an atomic group): if the rest can match
    after a later place it can match after the first, as the star between takes any letters.
    """
    if word == "*":
        return _ANY_WORD
    first, *others = ("".join(map(_match_character, part)) for part in re.split(r"\*+", word))
    if not others:
        return first
    *inner, last = others
    return first + "".join(f"(?>{_LETTERS}?{part})" for part in inner) + _LETTERS + last


def _match_character(character: str) -> str:
    if character == "?":
        return _LETTER
    return _APOSTROPHES if character in _APOSTROPHES[1:-1] else re.escape(character)


def _match_start(word: str) -> str:
    """Return what must hold before a word: that no other letter of a script with spaces stands there."""
    if word == "*":
        return f"(?<!{_LETTER})(?<!{_LETTER}{_JOINS})"
    if word[0] in "*?":
        return f"(?<!{_LETTER})"
    return "" if _stands_anywhere(word, word[0]) else f"(?<!{_SPACED_LETTER})"


def _match_end(word: str) -> str:
    if word[-1] in "*?":
        return f"(?!{_LETTER})"
    return f"(?![{MARKS}])" if _stands_anywhere(word, word[-1]) else f"(?!{_SPACED_LETTER})"


def _stands_anywhere(word: str, edge: str) -> bool:
    """Return whether a word may touch others there: a script without spaces, or nothing but signs ("%")."""
    return bool(_IS_UNSPACED.match(edge)) or not (_HAS_LETTER.search(word) or set(word) & set("*?"))


Bounds = tuple[list[int], list[int]]


def _list_bounds(sentences: pd.DataFrame) -> dict[Hashable, Bounds]:
    """Return the starts and the ends of the sentences of each article."""
    ordered = sentences.sort_values("sentence_start")
    return {
        article_id: (own["sentence_start"].tolist(), own["sentence_end"].tolist())
        for article_id, own in ordered.groupby("article_id", sort=False)
    }


def _find(pattern: re.Pattern[str], raw: str, body: str, bounds: Bounds | None) -> Iterator[tuple[int, int]]:
    """Yield the offsets of the matches that neither a gap, a blank line nor a sentence end parts."""
    position = 0
    while match := pattern.search(body, position):
        start, end = match.span()
        is_whole = _is_unbroken(raw[start:end], body[start:end]) and _lies_within(start, end, bounds)
        position = end if is_whole else start + 1
        if is_whole:
            yield start, end


def _is_unbroken(raw: str, found: str) -> bool:
    """Return whether no removed span and no blank line lies within what was found."""
    return (raw == found or raw.split() == found.split()) and all(map(str.strip, found.splitlines()))


def _lies_within(start: int, end: int, bounds: Bounds | None) -> bool:
    if bounds is None:
        return True
    starts, ends = bounds
    n_before = bisect_right(starts, start)
    return n_before > 0 and end <= ends[n_before - 1]


def _read_left(body: str, start: int, width: int) -> str:
    """Return up to `width` characters before a place, however wide the gaps there are."""
    size = 2 * width
    while True:
        text = " ".join(body[max(0, start - size) : start].split())
        if len(text) > width or size >= start:
            return cut_context(text, width, end=True)
        size *= 4


def _read_right(body: str, end: int, width: int) -> str:
    size = 2 * width
    while True:
        text = " ".join(body[end : end + size].split())
        if len(text) > width or end + size >= len(body):
            return cut_context(text, width)
        size *= 4


def sort_lines(lines: pd.DataFrame, *, by: str = "text", position: int = 1) -> pd.DataFrame:
    """Sort the lines of a concordance, upper case like lower case; ties by source, file and place.

    Args:
        lines: As `concordance` returns them, or part of them.
        by: ``text`` (as they were found), ``left`` or ``right`` (a word of the context, then those further out; lines
            without it first), ``keyword``, ``source`` or ``date`` (lines without one last).
        position: Which word to the left or right, from 1, the nearest.

    Returns:
        The same lines; the index keeps the order in which they were found.

    Raises:
        PresslensError: If there is no such order, or the position is below 1.
    """
    if by not in ORDERS:
        raise PresslensError(f"lines cannot be sorted by {by!r}; give one of {', '.join(ORDERS)}")
    if position < 1:
        raise PresslensError(f"there is no word {position} beside the keyword; count from 1, the nearest")
    if by == "text":
        return lines.sort_index(kind="stable")
    keys: dict[str, Callable[[str], object]] = {
        "left": lambda text: _list_words(text)[::-1][position - 1 :],
        "right": lambda text: _list_words(_ENDING.sub("", text))[position - 1 :],
        "date": lambda text: (not text, text),
    }
    key = keys.get(by, str.casefold)
    places = zip(map(key, lines[by]), lines["source"], lines["file"], lines["start"], strict=True)
    order = [n for n, _ in sorted(enumerate(places), key=lambda pair: pair[1])]
    return lines.iloc[order]


def _list_words(text: str) -> list[str]:
    return [word.casefold() for word in _SORTED_WORD.findall(text)]


def filter_lines(lines: pd.DataFrame, *, sources: Collection[str] | None = None, containing: str = "") -> pd.DataFrame:
    """Keep the lines of some sources, or those that hold a text.

    Args:
        lines: As `concordance` returns them.
        sources: Names of the sources to keep; all of them if none are given.
        containing: What the line must hold, in any case, anywhere in context or keyword, also within a word; literal.

    Returns:
        These lines, in the order given.
    """
    if sources is not None:
        lines = lines[lines["source"].isin([sources] if isinstance(sources, str) else list(sources))]
    sought = " ".join(containing.casefold().split())
    texts = zip(lines["left"], lines["keyword"], lines["right"], strict=True)
    return lines[np.array([sought in " ".join(parts).casefold() for parts in texts], dtype=bool)]
