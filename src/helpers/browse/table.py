"""A table whose rows a reader can filter and sort."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd
from markupsafe import Markup

from helpers.display import Html, link_csv, make_rows


def show_filter_table(
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
) -> Html:
    """Show a table with a caption, and write all of it as CSV.

    In a report a reader can filter the rows, and sort them by any column; without the script of the report they are a
    plain table, the rows after the first ones folded.

    Args:
        table: What to write; column names are shown with spaces.
        name: Name of the CSV, without ending.
        out: Folder of the report; the CSV goes into its folder ``tables``.
        caption: What the table holds.
        columns: Columns to show; all by default.
        rows: Most rows to show: the first ones.
        open_rows: Rows to show at first.
        digits: Decimals of numbers that are not whole.
        evidence: For each row, the address of what it rests on; see `helpers.display.make_rows`.
    """
    shown = (table[list(columns)] if columns else table).head(rows)
    head, lines = make_rows(shown, digits, evidence)
    more = f" First {rows:,} of {len(table):,} rows." if len(table) > rows else ""
    if columns and shown.shape[1] < table.shape[1]:
        more += f" {shown.shape[1]} of {table.shape[1]} columns."
    title = Markup('<p class="note">{}{} {}</p>').format(caption, more, link_csv(table, name, out, "All as CSV"))
    none = Markup('<tr><td colspan="{}">none</td></tr>').format(shown.shape[1])
    rest = Markup("<details><summary>Show the other rows ({:,})</summary>{}</details>").format(
        len(lines) - open_rows, _table(head, lines[open_rows:])
    )
    markup = Markup('<div class="browse" data-browse="table">{}{}{}</div>').format(
        title, _table(head, lines[:open_rows] or [none]), rest if len(lines) > open_rows else ""
    )
    return Html(markup, f"{caption}\n{shown.head(open_rows).to_string(index=False)}")


def _table(head: Markup, lines: list[Markup]) -> Markup:
    return Markup(
        '<div class="scroll" style="overflow-x:auto"><table><thead>{}</thead><tbody>{}</tbody></table></div>'
    ).format(head, Markup("").join(lines))
