"""What moved between two reports, in lines for a terminal."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from helpers.answers.wording import say_count
from helpers.differences.compare import ReportDifferences

_NOUNS = {"corpus": "article", "parameter": "parameter", "version": "version", "input": "input", "notebook": "notebook"}
_MOST_TABLES, _MOST_FIGURES, _MOST_CAUSES = 12, 3, 20
_WIDTH = 160  # characters of a name or sentence that are shown


def say_differences(found: ReportDifferences) -> list[str]:
    """Say whether anything moved, then why, then what, the heaviest first; the tables hold all."""
    return [say_verdict(found), *_say_causes(found.causes), *_say_answers(found.answers), *_say_tables(found)]


def say_verdict(found: ReportDifferences) -> str:
    """Say in a sentence whether anything moved."""
    counts = found.causes["cause"].value_counts(sort=False)
    why = ", ".join(say_count(int(counts[cause]), noun) for cause, noun in _NOUNS.items() if cause in counts)
    made = f" What differs in how the reports were made: {why}." if why else ""
    if not found.moved:
        same = f"{'the answers and ' if found.has_answers else ''}all figures"
        same = f"of what could be compared, {same}" if found.problems else same
        return f"Nothing moved: {same} are the same.{made}"
    says = f"{say_count(len(found.tables), 'table')} differ"
    if found.has_answers:
        says = f"{say_count(len(found.answers), 'sentence')} of the answers and {says}"
    if made:
        return f"{says}.{made}"
    return f"{says}, but nothing that is recorded does: files were edited, or something is not recorded."


def _say_causes(causes: pd.DataFrame) -> Iterator[str]:
    for cause, name, before, after in causes.head(_MOST_CAUSES).itertuples(index=False, name=None):
        yield f"why: {cause} {_cut(name)}: {_cut(before) or 'none'} -> {_cut(after) or 'none'}"
    if len(causes) > _MOST_CAUSES:
        yield f"why: {len(causes) - _MOST_CAUSES:,} more"


def _say_answers(answers: pd.DataFrame) -> Iterator[str]:
    for page, before, after in answers.itertuples(index=False, name=None):
        yield f"answer: {page}: {before or '(none)'}"
        yield f"     -> {after or '(none)'}"


def _say_tables(found: ReportDifferences) -> Iterator[str]:
    for row in found.tables.head(_MOST_TABLES).itertuples():
        yield f"table: {row.table}: {say_table(row)}"
        own = found.figures[found.figures["table"] == row.table]
        yield from (f"  {say_figure(figure)}" for figure in own.head(_MOST_FIGURES).itertuples())
    if len(found.tables) > _MOST_TABLES:
        rest = found.tables["table"].iloc[_MOST_TABLES:]
        yield f"tables that differ too: {', '.join(rest)}"


def say_table(row: Any) -> str:
    """Say how many rows of a table differ, given a row of `helpers.schemas.TableDifferences`."""
    if row.remark:
        return f"{row.remark}, {say_count(row.n_rows_before + row.n_rows_after, 'row')}"
    says = [f"{row.n_rows_moved:,} of {say_count(row.n_rows_before, 'row')} differ"]
    says += [f"{row.n_rows_new:,} new"] if row.n_rows_new else []
    says += [f"{row.n_rows_gone:,} gone"] if row.n_rows_gone else []
    return ", ".join(says)


def say_figure(row: Any) -> str:
    """Say what became of a figure, given a row of `helpers.schemas.Differences`."""
    place = ", ".join(filter(None, [_cut(row.row), row.figure.replace("_", " ")]))
    if not row.before and not row.after:
        says = f"{row.change}: {place}" if place else row.change
    else:
        says = f"{place}: {shorten_figure(row.before) or 'none'} -> {shorten_figure(row.after) or 'none'}"
    if pd.notna(row.difference):
        weight = f", {100 * row.relative:+.1f}%" if pd.notna(row.relative) else ""
        weight = f", {100 * row.intervals:.0f}% of its interval" if pd.notna(row.intervals) else weight
        says += f" ({row.difference:+.3g}{weight})"
    return f"{says}; {_cut(row.cause)}" if row.cause else says


def shorten_figure(figure: str) -> str:
    """Return a figure with the digits that tell something, and a text with as many characters as can be read."""
    try:
        return f"{float(figure):.4g}" if "." in figure else _cut(figure)
    except ValueError:
        return _cut(figure)


def _cut(text: str) -> str:
    return text if len(text) <= _WIDTH else f"{text[:_WIDTH]}…"
