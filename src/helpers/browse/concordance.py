"""A concordance whose lines a reader can filter and sort."""

from pathlib import Path

import pandas as pd
from markupsafe import Markup

from helpers.browse.part import cut_text
from helpers.display import Html, link_csv

_NAME = 40  # characters of a source that are shown


def show_concordance(
    lines: pd.DataFrame, name: str, out: str | Path, *, caption: str, limit: int = 500, open_lines: int = 15
) -> Html:
    """Show words in context, keywords under one another, and write all lines as CSV.

    In a report a reader can search the lines, pick a source or a word, and sort; without the script of the report
    (in the lab, on paper) they are a plain table, the lines after the first ones folded.

    Args:
        lines: With the columns of `helpers.schemas.ConcordanceLines` and ``query``, the word searched for.
        name: Name of the CSV, without ending.
        out: Folder of the report; the CSV goes into its folder ``tables``.
        caption: What the lines are.
        limit: Most lines to show; if there are more, they are taken evenly from all words and sources.
        open_lines: Lines to show at first.
    """
    shown = _spread(lines, limit)
    more = "" if len(shown) == len(lines) else f" {len(shown):,} of {len(lines):,} lines, evenly from all sources."
    title = Markup('<p class="note">{}{} {}</p>').format(caption, more, link_csv(lines, name, out, "All as CSV"))
    rest = shown.iloc[open_lines:]
    folded = Markup("<details><summary>Show the other lines ({:,})</summary>{}</details>").format(
        len(rest), _table(rest)
    )
    markup = Markup('<div class="browse" data-browse="concordance">{}{}{}</div>').format(
        title, _table(shown.head(open_lines)), folded if len(rest) else ""
    )
    columns = ["source", "left", "keyword", "right"]
    return Html(markup, f"{caption}\n{lines[columns].head(open_lines).to_string(index=False)}")


def _spread(lines: pd.DataFrame, limit: int) -> pd.DataFrame:
    """Choose lines: the first of each word and source, then the second of each, and so on; in their own order."""
    turn = lines.reset_index(drop=True).groupby(["query", "source"]).cumcount()
    return lines.iloc[sorted(turn.sort_values(kind="stable").index[:limit])]


def _table(lines: pd.DataFrame) -> Markup:
    rows = Markup("").join(
        Markup(
            '<tr data-query="{}" data-source="{}"><td class="source" style="text-align:left">{}</td>'
            '<td class="date" style="text-align:left;white-space:nowrap">{}</td>'
            '<td class="left" style="text-align:right">{}</td>'
            '<td class="word" style="text-align:left;white-space:nowrap"><strong>{}</strong></td>'
            '<td class="right" style="text-align:left">{}</td></tr>'
        ).format(
            line.query, line.source, cut_text(str(line.source), _NAME), line.date, line.left, line.keyword, line.right
        )
        for line in lines.itertuples()
    )
    return Markup(
        '<div class="scroll lines" style="overflow-x:auto"><table class="kwic"><thead><tr>'
        '<th scope="col" style="text-align:left">source</th><th scope="col" style="text-align:left">date</th>'
        '<th scope="col" style="text-align:right">left</th><th scope="col" style="text-align:left">keyword</th>'
        '<th scope="col" style="text-align:left">right</th></tr></thead><tbody>{}</tbody></table></div>'
    ).format(rows or Markup('<tr><td colspan="5">none</td></tr>'))
