"""All words of two sources in one figure, each with the lines it comes from."""

import math
from bisect import bisect_right
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
from markupsafe import Markup

from helpers.answers import format_score
from helpers.browse.part import cut_text, embed_data, to_json
from helpers.display import Html, link_csv
from helpers.errors import PresslensError
from helpers.tables import cut_context

_TOP = 25  # words of each side in the tables that stand in where no script runs
_LONGEST_TERM, _LONGEST_NAME = 100, 60  # characters
_LEAST_CONTEXT, _MOST_CONTEXT = 20, 60  # characters on each side of a word in its line
_SPARE = 2_000  # bytes kept free for the frame of the data
_ONE, _ONE_MEANS = "¹", "¹ all its occurrences in the corpus are in one article"

_Row = list[Any]  # as in the page
_Line = tuple[int, str, str, str, str]  # number of the source, left, right, keyword, term


def show_scatter(
    table: pd.DataFrame,
    lines: pd.DataFrame,
    name: str,
    out: str | Path,
    *,
    focus: str,
    against: str,
    caption: str,
    figure: Html | None = None,
    max_terms: int = 10_000,
    max_bytes: int = 950_000,
) -> Html:
    """Show how often each word stands in one source and in another, and write the table as CSV.

    In a report a reader can search a word and read its numbers and lines; without the script of the report the
    words that differ most are two tables. These are the words with the largest conservative log ratio, its sign left
    aside; of equals those with the larger G2. A word that is in one article alone is marked.

    Args:
        table: With the columns of `helpers.schemas.Keyness`, of one focus and one against.
        lines: With ``term``, ``source``, ``left``, ``keyword`` and ``right``. As many as fit go into the page:
            one of each term, the most frequent terms first, then one more of each, those that differ most first, and
            so on; the sources of a term take turns. Contexts have up to 60 characters on each side, or fewer, down to
            20, where else not every term had a line.
        name: Name of the CSV, without ending.
        out: Folder of the report; the CSV goes into its folder ``tables``.
        focus: What to call the one source.
        against: What to call the other.
        caption: What is compared.
        figure: The same as a figure that stands still, for where no script runs.
        max_terms: Most terms to show; the most frequent ones.
        max_bytes: Most bytes of the part, as UTF-8, without the figure; its two tables, some 15,000 bytes, stay in any
            case.

    Raises:
        PresslensError: If a term stands in the table twice.
    """
    _check(table)
    focus, against = cut_text(focus, _LONGEST_NAME), cut_text(against, _LONGEST_NAME)
    ranked = _rank(table)
    sides = [("more in", focus, ranked[ranked["log_ratio"] > 0]), ("more in", against, ranked[ranked["log_ratio"] < 0])]
    sides = [(how, side, top.head(_TOP)) for how, side, top in sides]
    is_marked = any(top["one_article"].any() for _, _, top in sides)
    tables = Markup("").join(_table(f"{how} {side}", top, focus, against) for how, side, top in sides)
    tables += Markup('<p class="note">{}</p>').format(_ONE_MEANS) if is_marked else Markup("")
    link = link_csv(table, name, out, "All as CSV")
    budget = max_bytes - _SPARE - len(f"{caption}{link}{tables}".encode())
    shown = _choose_terms(ranked, max_terms, budget)
    data = _gather(shown, lines, focus, against, budget)
    more = "" if len(shown) == len(table) else f" The {len(shown):,} most frequent of {len(table):,} words."
    markup = Markup(
        '<div class="browse" data-browse="scatter"><p class="note">{caption}{more} {link}</p>{data}'
        "<details open><summary>{summary}</summary>{figure}{tables}</details></div>"
    ).format(
        caption=caption,
        more=more,
        link=link,
        data=embed_data(data) if len(shown) else "",
        summary=f"The words that differ most, as {'a figure and ' if figure else ''}tables",
        figure=figure.markup if figure else "",
        tables=tables,
    )
    told = [caption, *(f"{how} {side}: {', '.join(_mark_terms(top)) or 'none'}" for how, side, top in sides)]
    return Html(markup, "\n".join([*told, _ONE_MEANS] if is_marked else told))


def _check(table: pd.DataFrame) -> None:
    twice = table.loc[table["term"].duplicated(), "term"]
    if len(twice):
        raise PresslensError(
            f'the word "{twice.iloc[0]}" is in the table more than once; pass the rows of one focus and one against'
        )


def _rank(table: pd.DataFrame) -> pd.DataFrame:
    """Order terms by how much they surely differ; of equals those of more evidence, then the more frequent, first."""
    order = table.assign(strength=table["lrc"].abs(), total=table["count"] + table["count_against"])
    by = ["strength", "g2", "total", "term"]
    return order.sort_values(by, ascending=[False, False, False, True], ignore_index=True)


def _mark_terms(terms: pd.DataFrame) -> list[str]:
    """Return terms as they are shown, those of one article marked."""
    marks = terms["one_article"].map({True: _ONE, False: ""})
    return [cut_text(term, _LONGEST_TERM) + mark for term, mark in zip(terms["term"], marks, strict=True)]


def _choose_terms(ranked: pd.DataFrame, max_terms: int, budget: int) -> pd.DataFrame:
    """Choose the most frequent terms that fit, in the order of their rank."""
    frequent = ranked.sort_values("total", ascending=False, kind="stable").head(max_terms)
    sizes = pd.Series([_size_of_term(record) for record in _records(frequent)], index=frequent.index, dtype="int64")
    return frequent[sizes.cumsum() <= budget].sort_index()


def _gather(terms: pd.DataFrame, lines: pd.DataFrame, focus: str, against: str, budget: int) -> dict[str, Any]:
    """Return what goes into the page: terms in order of their rank, and the lines of each."""
    records = list(_records(terms))
    rows, sources = _choose_lines(_order_lines(lines, terms), len(terms), budget - sum(map(_size_of_term, records)))
    words = [int(terms[column].max()) if len(terms) else 0 for column in ("n_words", "n_words_against")]
    return {"names": [focus, against], "words": words, "terms": records, "sources": sources, "lines": rows}


def _records(terms: pd.DataFrame) -> Iterator[_Row]:
    """Yield terms as the script reads them: counts, articles, conservative log ratio, and whether in one article."""
    columns = ["count", "count_against", "n_articles", "n_articles_against", "lrc", "one_article"]
    numbers = zip(*(terms[column] for column in columns), strict=True)
    for term, values in zip(terms["term"], numbers, strict=True):
        yield [cut_text(term, _LONGEST_TERM), *map(_number, values)]


def _number(value: float) -> float | None:
    """Return a number in three digits: less than a reader can see is left out; whole ones stay whole."""
    if pd.isna(value) or not math.isfinite(value):
        return None
    return int(value) if float(value).is_integer() else float(f"{value:.3g}")


def _order_lines(lines: pd.DataFrame, terms: pd.DataFrame) -> pd.DataFrame:
    """Order lines: the first of each term, frequent terms first, then the second of each by rank, and so on."""
    rank = {term: position for position, term in enumerate(terms["term"])}
    known = lines[lines["term"].isin(list(rank))]
    known = known.assign(rank=known["term"].map(rank), turn=known.groupby(["term", "source"]).cumcount())
    known = known.sort_values(["rank", "turn"])  # the sources of a term by turns
    known["turn"] = known.groupby("rank").cumcount()
    rarity = terms["total"].rank(method="first", ascending=False).to_numpy()
    known["place"] = [rarity[n] if turn == 0 else n for n, turn in zip(known["rank"], known["turn"], strict=True)]
    return known.sort_values(["turn", "place"])


def _choose_lines(lines: pd.DataFrame, n_terms: int, budget: int) -> tuple[list[list[_Row]], list[str]]:
    """Choose the first lines that fit, for each term; their contexts are as wide as lets every term have one."""
    codes, sources = pd.factorize(lines["source"].map(lambda source: cut_text(source, _LONGEST_NAME)))
    texts = [lines[name] for name in ("left", "right", "keyword", "term")]
    found: list[_Line] = list(zip(codes.tolist(), *texts, strict=True))
    firsts = found[: lines["rank"].nunique()]
    width = _choose_width(firsts, budget - sum(map(_size, sources[: 1 + max(codes[: len(firsts)], default=-1)])))
    chosen: list[list[_Row]] = [[] for _ in range(n_terms)]
    n_sources = 0
    for rank, line in zip(lines["rank"], found, strict=True):
        row = _make_row(line, width)
        is_new = line[0] == n_sources  # sources are numbered as they come
        budget -= _size(row) + (_size(sources[n_sources]) if is_new else 0)
        if budget < 0:
            break
        n_sources += is_new
        chosen[rank].append(row)
    return chosen, list(sources[:n_sources])


def _choose_width(lines: list[_Line], budget: int) -> int:
    """Choose the most characters of context with which all these lines fit, within bounds."""
    widths = range(_LEAST_CONTEXT, _MOST_CONTEXT + 1)
    fitting = bisect_right(widths, budget, key=lambda width: sum(_size(_make_row(line, width)) for line in lines))
    return widths[max(fitting - 1, 0)]


def _make_row(line: _Line, width: int) -> _Row:
    """Return a line as the script reads it: number of the source, contexts, and the keyword if it is not the term."""
    source, left, right, keyword, term = line
    row = [source, cut_context(left, width, end=True), cut_context(right, width)]
    return row if keyword == term else [*row, cut_text(keyword, _LONGEST_TERM)]


def _size_of_term(record: _Row) -> int:
    """Return the bytes of a term in the page, with the list of its lines while that is empty."""
    return _size(record) + _size([])


def _size(data: object) -> int:
    """Return the bytes of an item of a list in the page, its comma included."""
    return len(to_json(data).encode("utf-8")) + 1


def _table(title: str, terms: pd.DataFrame, focus: str, against: str) -> Markup:
    """Return terms of a side as a plain table."""
    heads = ["times in {}", "times in {}", "per 10,000 words in {}", "per 10,000 words in {}"]
    names = [head.format(side) for head, side in zip(heads, [focus, against] * 2, strict=True)]
    names += ["log ratio", "conservative log ratio"]
    head = Markup("").join(Markup('<th scope="col" style="text-align:right">{}</th>').format(name) for name in names)
    shown = terms.assign(term=_mark_terms(terms))
    rows = Markup("").join(_row(term) for term in shown.to_dict("records"))
    return Markup(
        '<div class="scroll" style="overflow-x:auto"><table><caption style="text-align:left">{}</caption><thead><tr>'
        '<th scope="col" style="text-align:left">word</th>{}</tr></thead><tbody>{}</tbody></table></div>'
    ).format(title, head, rows or Markup('<tr><td colspan="7">none</td></tr>'))


def _row(term: dict[Any, Any]) -> Markup:
    cells = [f"{term[column]:,}" for column in ("count", "count_against")]
    cells += [f"{term[column]:,.2f}" for column in ("rate_per_10k", "rate_against_per_10k")]
    cells += [format_score(term["log_ratio"]), format_score(term["lrc"])]
    return Markup('<tr><td style="text-align:left">{}</td>{}</tr>').format(
        term["term"],
        Markup("").join(Markup('<td class="number" style="text-align:right">{}</td>').format(cell) for cell in cells),
    )
