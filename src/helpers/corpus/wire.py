"""Credits to news agencies: in datelines, bylines and closing lines, never in what a text says of an agency."""

import re
import tomllib
from functools import cache
from typing import NamedTuple

import pandas as pd

from helpers.corpus.clean import Span, blank_out
from helpers.corpus.infer import Line, split_lines
from helpers.shipped import read_shipped

_HEAD_LINES = 8  # a dateline stands in the first of them, below headline, byline and caption
_HEAD_PARAGRAPHS = 3  # the headline may be a sentence, and a caption stand above the lead
_TAIL_LINES = 6  # closing lines: credit, signature, copyright
_LAST_LINES = 2  # only here does a bare "(AFP)" behind a sentence close the article; higher up it ends a caption
_MAX_CREDIT_WORDS = 16  # a longer line is prose
_EDGE = 300  # characters at the ends of a line that are looked at: no dateline is longer
_CREDIT_REASONS = {"byline", "disclaimer"}  # furniture that may name the agency

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec"
_NOT_PLACE = r"(?:The|An?|By|Source)\b"
# Capitals, days and particles: "ST. PETERSBURG, Fla., Aug. 10", "Rio de Janeiro"; then a date may follow.
_PLACE_WORD = r"(?:[A-Z\d][\w.’'/-]*|\[[A-Z][\w ]{1,30}\]|de|del|la|le|el|al|of|upon|and)"
_PLACE = rf"(?P<place>[A-Z\d][\w.’'/-]*,?(?:[ \t]+{_PLACE_WORD},?){{0,7}})"
_NAMES = r"(?:[A-Z][\w.’'-]*,?[ \t]+(?:(?:and|&|de|van|von|al|bin)[ \t]+)?){1,8}?"
_TITLES = (
    r"(?:[ \t]+(?:news(?:[ \t]+(?:agency|service))?|agency|wire|newswire|staff|writers?|reporters?|correspondents?"
    r"|[\w-]+[ \t]+writers?))*"
)
_DATE = r"(?:\W.{0,60}\b\d{4}\b.{0,30}|\W+updated\b.{0,60})?"


class _Rules(NamedTuple):
    """Patterns for the credits of all agencies; the group ``agency`` is what is named."""

    names: dict[str, str]
    dateline: re.Pattern[str]
    dash_dateline: re.Pattern[str]
    byline: re.Pattern[str]
    bare: re.Pattern[str]
    name_and_agency: re.Pattern[str]
    closing: tuple[re.Pattern[str], ...]
    last: re.Pattern[str]
    author: re.Pattern[str]


# Reuters signs its stories with who reported, wrote and edited, and not always with its name.
_SIGNATURE = re.compile(
    r"(?:[Rr]eporting|[Ww]riting)(?: and [Ww]riting)? by [^()]{3,300}?[;.] ?(?:[^()]{0,200}[;.] ?)?[Ee]diting by "
)
_CAPITALS = re.compile(r"[A-Z.,]+(?: [A-Z.,]+)?")  # "ISLAMABAD", "NEW DELHI"
_DATED = re.compile(rf"\b(?:{_MONTHS.replace(' ', '|')})[a-z]*\b|\d", re.IGNORECASE)


@cache
def _read_rules() -> _Rules:
    agencies = tomllib.loads(read_shipped("corpus/agencies.toml").decode())
    names = {form.casefold(): name for name, forms in agencies.items() for form in forms}
    forms = {spelt for all_forms in agencies.values() for form in all_forms for spelt in (form, form.upper())}
    # Longest first: "Associated Press of Pakistan" is not the Associated Press
    agency = rf"(?P<agency>{'|'.join(map(re.escape, sorted(forms, key=lambda form: (-len(form), form))))})\b"
    others = r"(?:[ \t]*[/,;&|-][ \t]*\w[\w ]{1,25})*"  # "(Reuters/AFP)"
    the = r"(?:[Tt]he[ \t]+|THE[ \t]+)?"
    start, end = r"^[\s*_#>]*", r"[\s*_.)]*$"
    return _Rules(
        names=names,
        dateline=re.compile(
            rf"{start}(?!{_NOT_PLACE})(?:{_PLACE}[ \t]*)?[-–—, ]*[(\[]{the}{agency}{others}[)\]][ \t]*"
            r"(?P<after>[-–—:.]?)"
        ),
        dash_dateline=re.compile(
            rf"{start}(?!{_NOT_PLACE}){_PLACE}[ \t]*[-–—,/:|.]+[ \t]*/?{agency}/?[ \t]*(?:[-–—:./]|$)"
        ),
        byline=re.compile(
            rf"{start}\(?(?i:by|from|sources?|courtesy(?: of)?|credits?|agency)\b[: \t]+"
            rf"(?:{_NAMES}(?:[,|/–—-]+[ \t]*|(?:of|for|in)[ \t]+)?)?{the}{agency}(?i:{_TITLES}){others}{_DATE}{end}"
        ),
        bare=re.compile(rf"{start}[-–—(\[]*[ \t]*{the}{agency}(?i:{_TITLES})[)\]]?{_DATE}{end}"),
        name_and_agency=re.compile(
            rf"{start}(?:[A-Z][\w.’'-]*[ \t]+){{1,3}}(?:[A-Z][\w.’'-]*)[ \t]*[,|/][ \t]*{the}{agency}(?i:{_TITLES})"
            rf"{_DATE}{end}"
        ),
        closing=(
            re.compile(
                rf"(?:©|\([cC]\)|\b(?i:copyright))[ \t©,-]*\d{{4}}(?:-\d{{4}})?[ \t]*(?i:by[ \t]+)?{the}{agency}"
            ),
            re.compile(rf"\b[Ww]ith (?:\w+ )?(?:inputs?|additional inputs?) from [^.;]{{0,40}}?\b{agency}"),
            re.compile(rf"\b[Ww]ith {agency} inputs?\b"),
            re.compile(
                rf"\b[Tt]his (?:article|story|report|item) (?:was |is |has been )?(?:originally |first )*(?:published"
                rf"|appeared|provided|produced|distributed|taken|released)(?: by| in| on| at| from)+ {the}{agency}"
            ),
        ),
        last=re.compile(rf"[.!?…][\"”’')]*[ \t]*(?:[(\[]|[-–—/]+[ \t]*)[ \t]*{agency}{others}[)\]/]?[.\s]*$"),
        author=re.compile(rf"^(?:(?i:by)[ \t]+)?{the}{agency}(?i:{_TITLES})$"),
    )


def find_wire_credit(text: str, author: str = "") -> str:
    """Return the news agency that an article credits with its text, or an empty string.

    Datelines ("WASHINGTON (AP) —", "ISLAMABAD – Sputnik"), bylines ("By Jane Doe, Associated Press"), closing
    lines ("Source: Reuters", "With inputs from PTI", "© 2016 Agence France-Presse", "(ANI)", the signature
    "(Reporting by …; Editing by …)" of Reuters) and the author count. What a text says of an agency ("told
    Reuters", "according to TASS") does not, nor does a credit for a picture or for a contribution ("The Associated
    Press contributed to this report"): such articles are the outlet's own. Of several agencies the first named is
    returned. The agencies are listed in ``agencies.toml`` beside this module.

    Args:
        text: An article, page furniture left out; a line per paragraph.
        author: As printed.
    """
    rules = _read_rules()
    lines = [Line(line.start, line.end, line.text.strip()) for line in split_lines(text) if line.text.strip()]
    match = _match_head(lines, rules) or _match_tail(lines, rules) or _match_author(author, rules)
    if match:
        return rules.names[" ".join(match["agency"].split()).casefold()]
    closing = " ".join(line.text[-2 * _EDGE :] for line in lines[-_TAIL_LINES:])
    return "Reuters" if _SIGNATURE.search(closing) else ""


def name_agency(name: str) -> str:
    """Return the agency that a name of an outlet or author stands for, or an empty string."""
    match = _match_author(name, _read_rules())
    return _read_rules().names[match["agency"].casefold()] if match else ""


def add_wire_credits(articles: pd.DataFrame, removed: pd.DataFrame) -> pd.DataFrame:
    """Return articles with the column ``wire_credit``.

    Args:
        articles: With the columns ``article_id``, ``raw_text``, ``body`` and ``author``.
        removed: What cleaning took out, with the columns of `helpers.schemas.Removed`: bylines and copyright lines
            are no part of a body, but they name agencies.
    """
    others = removed[~removed["reason"].isin(_CREDIT_REASONS)]
    spans: dict[str, list[Span]] = {}
    for article_id, start, end, reason in others[["article_id", "start", "end", "reason"]].itertuples(index=False):
        spans.setdefault(article_id, []).append(Span(start, end, reason))
    credits = [
        find_wire_credit(blank_out(text, spans.get(article_id, [])), author)
        for article_id, text, author in zip(
            articles["article_id"], articles["raw_text"], articles["author"], strict=True
        )
    ]
    return articles.assign(wire_credit=pd.Series(credits, index=articles.index, dtype="str"))


def _match_head(lines: list[Line], rules: _Rules) -> re.Match[str] | None:
    paragraphs = 0
    for position, line in enumerate(lines[:_HEAD_LINES]):
        match = _match_dateline(line.text[:_EDGE], rules, is_first=position == 0) or _match_credit(line, rules)
        if not match and position and line.n_words <= _MAX_CREDIT_WORDS:
            match = rules.name_and_agency.search(line.text[:_EDGE])
        if match:
            return match
        paragraphs += line.is_prose
        if paragraphs == _HEAD_PARAGRAPHS:
            break
    return None


def _match_dateline(text: str, rules: _Rules, *, is_first: bool) -> re.Match[str] | None:
    match = rules.dateline.search(text)
    if match:
        place = match["place"] or ""
        city = place.split(" ")[0].rstrip(",")
        # "Vladimir Putin (AFP)" is a caption; a dateline has a dash, a date, capitals, or one word only
        if match["after"] or city in {place, city.upper()} or _DATED.search(place):
            return match
    match = rules.dash_dateline.search(text)
    # A headline may end in the agency that it cites: "Talks Fail – TASS"
    if match and is_first and match.end() == len(text) and not _CAPITALS.fullmatch(match["place"]):
        return None
    return match


def _match_credit(line: Line, rules: _Rules) -> re.Match[str] | None:
    """Match a line that is nothing but a credit."""
    if line.n_words > _MAX_CREDIT_WORDS or len(line.text) > _EDGE:
        return None
    return rules.byline.search(line.text) or rules.bare.search(line.text)


def _match_tail(lines: list[Line], rules: _Rules) -> re.Match[str] | None:
    for line in reversed(lines[-_TAIL_LINES:]):
        end = line.text[-_EDGE:]
        found = [_match_credit(line, rules), *(pattern.search(end) for pattern in rules.closing)]
        if line in lines[-_LAST_LINES:]:
            found.append(rules.last.search(end))
        if match := next(filter(None, found), None):
            return match
    return None


def _match_author(author: str, rules: _Rules) -> re.Match[str] | None:
    parts = re.split(r"[,/|;&()]|\band\b|\bfor\b|\bof the\b", author)
    whole = rules.author.search(author.strip())  # "Associated Press of Pakistan" must not be cut
    return whole or next(filter(None, (rules.author.search(part.strip()) for part in parts)), None)
