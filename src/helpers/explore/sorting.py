"""A table that can be searched, sorted and paged through in the lab, with nothing but widgets that VS Code has, too."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd
from markupsafe import Markup

from helpers.browse import show_filter_table
from helpers.display import Html, link_csv, make_rows
from helpers.explore.controls import Explorer, Settings, choose, cut, type_count, type_text

_AS_IT_IS = ""  # no column is called so


def explore_table(
    table: pd.DataFrame,
    name: str,
    out: str | Path,
    *,
    caption: str,
    columns: Sequence[str] | None = None,
    rows: int = 200,
    open_rows: int = 15,
    digits: int = 2,
    evidence: Sequence[str] = (),
) -> Explorer:
    """Let an analyst search, sort and page through a table; a report shows it as `helpers.browse.show_filter_table`.

    Args:
        table: What to show; column names are shown with spaces.
        name: Name of the CSV, without ending; it holds the rows that were found, in their order, with all columns.
        out: Folder of the report; the CSV goes into its folder ``tables``.
        caption: What the table holds.
        columns: Columns to show and to search; all by default.
        rows: Most rows that a report shows; the lab has them all.
        open_rows: Rows to show at first.
        digits: Decimals of numbers that are not whole.
        evidence: For each row, the address of what it rests on; see `helpers.display.make_rows`.
    """
    shown = list(columns or table.columns)
    leads = pd.Series(list(evidence), dtype="str").reindex(range(len(table)), fill_value="")
    table = table.reset_index(drop=True)  # so that a row is known by its place
    heads = [(cut(str(column).replace("_", " ")), column) for column in shown]
    controls = {
        "search": type_text("search", "", "rows that hold this text in any column; empty: all"),
        "by": choose("sort by", [("the order it has", _AS_IT_IS), *heads], "the column that rows are ordered by"),
        "way": choose("order", [("highest first", False), ("lowest first", True)], "numbers by size, text by letters"),
        "rows": type_count("rows", open_rows, "rows on a page", most=500),
        "page": type_count("page", 1, "which page of rows"),
    }

    def adapt(changed: str) -> None:
        if changed != "page":
            controls["page"].value = 1

    def draw(chosen: Settings) -> Html:
        wanted = " ".join(chosen["search"].split()).casefold()
        found = table[_fold(table[shown]).str.contains(wanted, regex=False)] if wanted else table
        if chosen["by"] != _AS_IT_IS:
            found = found.sort_values(chosen["by"], ascending=chosen["way"], key=_ignore_case, kind="stable")
        n_pages = max(1, -(-len(found) // chosen["rows"]))
        page = min(chosen["page"], n_pages)
        first = (page - 1) * chosen["rows"]
        part = found.iloc[first : first + chosen["rows"]]
        span = f" Rows {first + 1:,} to {first + len(part):,} of" if n_pages > 1 else " Rows:"
        more = f"{span} {len(found):,}{f' found in {len(table):,}' if wanted else ''}; page {page:,} of {n_pages:,}."
        head, lines = make_rows(part[shown], digits, leads[part.index].tolist())
        body = Markup("").join(lines) or Markup('<tr><td colspan="{}">none</td></tr>').format(len(shown))
        markup = Markup(
            '<div class="scroll" style="overflow-x:auto"><table><caption style="text-align:left">{}{} {}</caption>'
            "<thead>{}</thead><tbody>{}</tbody></table></div>"
        ).format(caption, more, link_csv(found, name, out, "These rows as CSV"), head, body)
        return Html(markup, f"{caption}{more}\n{part[shown].to_string(index=False)}")

    in_report = show_filter_table(
        table,
        name,
        out,
        caption=caption,
        columns=columns,
        rows=rows,
        open_rows=open_rows,
        digits=digits,
        evidence=evidence,
    )
    return Explorer(controls, draw, adapt, in_report=in_report)


def _ignore_case(column: pd.Series) -> pd.Series:
    """Return what a column is ordered by: numbers and dates by themselves, all else as text."""
    if pd.api.types.is_numeric_dtype(column) or pd.api.types.is_datetime64_any_dtype(column):
        return column
    return column.map(lambda value: str(value).casefold(), na_action="ignore")


def _fold(table: pd.DataFrame) -> pd.Series:
    """Return each row as one text to search in, whatever its case; cells do not run together."""
    rows = table.itertuples(index=False, name=None)
    texts = ["\t".join(" ".join(str(cell).split()) for cell in row).casefold() for row in rows]
    return pd.Series(texts, index=table.index, dtype="str")
