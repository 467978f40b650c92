"""The page of two reports: what moved between them, and why."""

from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path

from helpers.differences.compare import ReportDifferences
from helpers.differences.wording import say_verdict, shorten_figure
from helpers.display import Html, show_answer, show_note, show_table
from helpers.report import write_page
from helpers.tables import write_csv

_TITLE, _QUESTION = "Two reports", "Which answers and figures moved between two reports, by how much, and why?"
_CAUSES = """## Why

What was another when the second report was made. Of articles and files the first digits of their SHA-256 are shown."""
_ANSWERS = """## Answers

Sentences that read differently."""
_TABLES = """## Tables

Those on which the answers rest stand first."""
_FIGURES = """## Figures

The heaviest changes of each table come first: values that came or went, then by the share of the 95% interval of the
first report, then by relative change. The cause of a row of articles is those of them that differ, with whatever
differs besides articles; of other rows, all that differs."""


def write_differences(found: ReportDifferences, out: Path) -> Path:
    """Write ``differences.html`` and the tables behind it.

    Args:
        found: As `compare_reports` returns it.
        out: Folder to write to; tables go into its folder ``tables``.

    Returns:
        The page.
    """
    out.mkdir(parents=True, exist_ok=True)
    with chdir(out):  # links to tables hold from here, as where a notebook runs
        blocks = list(_make_blocks(found))
        write_page(Path("differences.html"), _TITLE, _QUESTION, show_answer(say_verdict(found)).text, blocks)
    return out / "differences.html"


def _make_blocks(found: ReportDifferences) -> Iterator[str | Html]:
    for problem in found.problems:
        yield show_note(str(problem))
    yield _CAUSES
    yield show_table(found.causes, "causes", ".", caption="What differs in how the reports were made.", rows=100)
    yield _ANSWERS
    yield show_table(found.answers, "answers", ".", caption="Answers, before and after.", rows=100)
    yield _TABLES
    yield show_table(found.tables, "tables", ".", caption="Tables that differ.", rows=300)
    yield _FIGURES
    shown = found.figures.assign(**{side: found.figures[side].map(shorten_figure) for side in ("before", "after")})
    yield show_table(shown, "differences", ".", caption="Figures that differ.", rows=200, digits=3)
    write_csv(found.figures, Path("tables") / "differences.csv")  # with all digits
