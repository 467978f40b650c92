"""All words of two sources in one figure, each with the lines it comes from."""

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
from markupsafe import Markup

from helpers.answers import format_score
from helpers.browse.part import cut_text, embed_data, to_json
from helpers.display import Html, _link_csv
from helpers.errors import PresslensError

_TOP = 25  # words of each side in the tables that stand in where no script runs
_BATCH = 2  # lines a word gets at a time, one of each source: they are to be compared
_LONGEST_TERM, _LONGEST_CONTEXT, _LONGEST_NAME = 100, 160, 60  # characters
_SPARE = 2_000  # bytes kept free for the frame of the data


def show_scatter(
    table: pd.DataFrame,
    lines: pd.DataFrame,
    name: str,
    out: str | Path,
    *,
    focus: str,
    against: str,
    caption: str,
    measure: str = "log_ratio",
    max_terms: int = 10_000,
    max_bytes: int = 950_000,
) -> Html:
    """Show how often each word stands in one source and in another, and write the table as CSV.

    In a report a reader can search a word and read its numbers and lines; without the script of the report the
    words that differ most are two tables.

    Args:
        table: With the columns of `helpers.schemas.Keyness`, of one focus and one against.
        lines: With ``term``, ``source``, ``left``, ``keyword`` and ``right``. As many as fit go into the page:
            two of each term, those that differ most first, then two more of each, and so on.
        name: Name of the CSV, without ending.
        out: Folder of the report; the CSV goes into its folder ``tables``.
        focus: What to call the one source.
        against: What to call the other.
        caption: What is compared.
        measure: Column of ``table`` by which terms differ most, its sign left aside.
        max_terms: Most terms to show; the most frequent ones.
        max_bytes: Most bytes of the whole part, as UTF-8; its two tables, some 15,000 bytes, stay in any case.

    Raises:
        PresslensError: If the measure is no column, or a term stands in the table twice.
    """
    _check(table, measure)
    focus, against = cut_text(focus, _LONGEST_NAME), cut_text(against, _LONGEST_NAME)
    ranked = _rank(table, measure)
    sides = [("more in", focus, ranked[ranked["log_ratio"] > 0]), ("more in", against, ranked[ranked["log_ratio"] < 0])]
    tables = Markup("").join(_table(f"{how} {side}", top, focus, against) for how, side, top in sides)
    link = _link_csv(table, name, out, "All as CSV")
    budget = max_bytes - _SPARE - len(f"{caption}{link}{tables}".encode())
    shown = _choose_terms(ranked, max_terms, budget)
    data = _gather(shown, lines, focus, against, budget)
    more = "" if len(shown) == len(table) else f" The {len(shown):,} most frequent of {len(table):,} words."
    markup = Markup(
        '<div class="browse" data-browse="scatter"><p class="note">{caption}{more} {link}</p>{data}'
        "<details open><summary>The words that differ most, as tables</summary>{tables}</details></div>"
    ).format(
        caption=caption,
        more=more,
        link=link,
        data=embed_data(data) if len(shown) else "",
        tables=tables,
    )
    tops = "\n".join(f"{how} {side}: {', '.join(top['term'].head(_TOP)) or 'none'}" for how, side, top in sides)
    return Html(markup, f"{caption}\n{tops}")


def _check(table: pd.DataFrame, measure: str) -> None:
    if measure not in table.columns:
        raise PresslensError(
            f"the table of words has no column {measure}; name a measure of Keyness, such as log_ratio"
        )
    twice = table.loc[table["term"].duplicated(), "term"]
    if len(twice):
        raise PresslensError(
            f'the word "{twice.iloc[0]}" is in the table more than once; pass the rows of one focus and one against'
        )


def _rank(table: pd.DataFrame, measure: str) -> pd.DataFrame:
    """Order terms by how much they differ; of equals the more frequent first."""
    order = table.assign(strength=table[measure].abs(), total=table["count"] + table["count_against"])
    return order.sort_values(["strength", "total", "term"], ascending=[False, False, True], ignore_index=True)


def _choose_terms(ranked: pd.DataFrame, max_terms: int, budget: int) -> pd.DataFrame:
    """Choose the most frequent terms that fit, in the order of their rank."""
    frequent = ranked.sort_values("total", ascending=False, kind="stable").head(max_terms)
    sizes = pd.Series([_size(record) for record in _records(frequent)], index=frequent.index, dtype="int64")
    return frequent[sizes.cumsum() <= budget].sort_index()


def _gather(terms: pd.DataFrame, lines: pd.DataFrame, focus: str, against: str, budget: int) -> dict[str, Any]:
    """Return what goes into the page: terms in order of their rank, and their lines by its number."""
    records = list(_records(terms))
    rows, sources = _choose_lines(lines, list(terms["term"]), budget - sum(map(_size, records)))
    words = [int(terms[column].max()) if len(terms) else 0 for column in ("n_words", "n_words_against")]
    return {"names": [focus, against], "words": words, "terms": records, "sources": sources, "lines": rows}


def _records(terms: pd.DataFrame) -> Iterator[list[Any]]:
    """Yield terms as the script reads them: two counts, articles, log ratios, then p and whether in one article."""
    columns = ["count", "count_against", "n_articles", "n_articles_against", "log_ratio", "lrc", "p_bh"]
    numbers = zip(*(terms[column] for column in columns), strict=True)
    for term, values, one in zip(terms["term"], numbers, terms["one_article"], strict=True):
        yield [cut_text(term, _LONGEST_TERM), *map(_number, values), int(one)]


def _number(value: float) -> float | None:
    """Return a number in three digits: less than a reader can see is left out; whole ones stay whole."""
    if not math.isfinite(value):
        return None
    return int(value) if float(value).is_integer() else float(f"{value:.3g}")


def _choose_lines(lines: pd.DataFrame, terms: list[str], budget: int) -> tuple[list[list[Any]], list[str]]:
    """Choose lines that fit: two of each term in order of rank, then two more; a term's sources by turns."""
    rank = {term: position for position, term in enumerate(terms)}
    known = lines[lines["term"].isin(terms)]
    known = known.assign(rank=known["term"].map(rank), turn=known.groupby(["term", "source"]).cumcount())
    known = known.sort_values(["rank", "turn"])
    known["turn"] = known.groupby("rank").cumcount()
    known["batch"] = known["turn"] // _BATCH
    known = known.sort_values(["batch", "rank", "turn"])
    rows: list[list[Any]] = []
    sources: dict[str, int] = {}
    for line in known[["rank", "source", "left", "keyword", "right"]].itertuples(index=False, name=None):
        position, source, left, keyword, right = line
        name = cut_text(source, _LONGEST_NAME)
        context = [cut_text(left, _LONGEST_CONTEXT, end=True), cut_text(keyword, _LONGEST_TERM)]
        row = [int(position), sources.get(name, len(sources)), *context, cut_text(right, _LONGEST_CONTEXT)]
        budget -= _size(row) + (0 if name in sources else _size(name))
        if budget < 0:
            break
        sources.setdefault(name, len(sources))
        rows.append(row)
    return rows, list(sources)


def _size(data: object) -> int:
    """Return the bytes of an item of a list in the page, its comma included."""
    return len(to_json(data).encode("utf-8")) + 1


def _table(title: str, terms: pd.DataFrame, focus: str, against: str) -> Markup:
    """Return the first terms of a side as a plain table."""
    heads = ["times in {}", "times in {}", "per 10,000 words in {}", "per 10,000 words in {}"]
    names = [head.format(side) for head, side in zip(heads, [focus, against] * 2, strict=True)]
    names += ["log ratio", "conservative log ratio", "p (Benjamini and Hochberg)"]
    head = Markup("").join(Markup('<th scope="col" style="text-align:right">{}</th>').format(name) for name in names)
    rows = Markup("").join(_row(term) for term in terms.head(_TOP).to_dict("records"))
    return Markup(
        '<div class="scroll" style="overflow-x:auto"><table><caption style="text-align:left">{}</caption><thead><tr>'
        '<th scope="col" style="text-align:left">word</th>{}</tr></thead><tbody>{}</tbody></table></div>'
    ).format(title, head, rows or Markup('<tr><td colspan="8">none</td></tr>'))


def _row(term: dict[Any, Any]) -> Markup:
    p = "–" if pd.isna(term["p_bh"]) else "< 0.001" if term["p_bh"] < 0.001 else f"{term['p_bh']:.3f}"
    cells = [f"{term[column]:,}" for column in ("count", "count_against")]
    cells += [f"{term[column]:,.2f}" for column in ("rate_per_10k", "rate_against_per_10k")]
    cells += [format_score(term["log_ratio"]), format_score(term["lrc"]), p]
    return Markup('<tr><td style="text-align:left">{}</td>{}</tr>').format(
        cut_text(term["term"], _LONGEST_TERM),
        Markup("").join(Markup('<td class="number" style="text-align:right">{}</td>').format(cell) for cell in cells),
    )
