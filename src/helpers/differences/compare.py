"""Two reports side by side."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from pathlib import Path

import pandas as pd

from helpers.differences.causes import find_causes, list_articles
from helpers.differences.figures import TableChange, compare_table
from helpers.differences.read import ReportFolder, read_report, read_table
from helpers.errors import Problem
from helpers.schemas import AnswerDifferences, Differences, TableDifferences

# Tables on which the sentences of the answers rest, most telling first; others follow by name.
HEADLINES = (
    "02_comparison",
    "02_tone_by_source",
    "02_tone_by_voice",
    "01_attention",
    "01_measures",
    "01_speaking",
    "03_keyness_top",
    "03_words",
    "04_specifications",
    "04_correction",
)


@dataclass(frozen=True)
class ReportDifferences:
    """What moved between two reports, and why.

    Attributes:
        causes: As in `helpers.schemas.Causes`.
        answers: As in `helpers.schemas.AnswerDifferences`.
        tables: As in `helpers.schemas.TableDifferences`.
        figures: As in `helpers.schemas.Differences`.
        problems: What could not be compared.
        has_answers: Whether both reports tell their answers.
    """

    causes: pd.DataFrame
    answers: pd.DataFrame
    tables: pd.DataFrame
    figures: pd.DataFrame
    problems: list[Problem]
    has_answers: bool

    @property
    def moved(self) -> bool:
        """Whether any answer or figure differs."""
        return not (self.answers.empty and self.tables.empty)

    def tabulate(self) -> dict[str, pd.DataFrame]:
        """Return the tables by the names of `helpers.schemas.DIFFERING`."""
        return {"causes": self.causes, "answers": self.answers, "tables": self.tables, "differences": self.figures}


def compare_reports(before: Path, after: Path, *, tolerance: float = 1e-9) -> ReportDifferences:
    """Say which answers and figures of two reports differ, by how much and why.

    Args:
        before: Folder of the first report.
        after: Folder of the second.
        tolerance: Share of its size by which a number may differ without being called moved.

    Raises:
        PresslensError: If one of them holds no report.
    """
    old, new = read_report(before), read_report(after)
    problems = [*old.problems, *new.problems]
    articles = list_articles(old, new)
    causes = find_causes(old, new, articles)
    changes = list(_compare_tables(old, new, tolerance, problems))
    changes.sort(key=lambda change: _rank(str(change.counts["table"])))
    figures = pd.concat([Differences.empty(), *(_name_causes(change.figures, articles, causes) for change in changes)])
    return ReportDifferences(
        causes,
        _compare_answers(old, new),
        TableDifferences.validate(
            pd.DataFrame([change.counts for change in changes], columns=TableDifferences.column_names())
        ),
        Differences.validate(figures[Differences.column_names()].reset_index(drop=True)),
        problems,
        has_answers=old.record is not None and new.record is not None,
    )


def _rank(name: str) -> tuple[int, str]:
    return HEADLINES.index(name) if name in HEADLINES else len(HEADLINES), name


def _compare_tables(
    old: ReportFolder, new: ReportFolder, tolerance: float, problems: list[Problem]
) -> Iterator[TableChange]:
    for name in sorted({*old.tables, *new.tables}):
        files = [report.tables[name] for report in (old, new) if name in report.tables]
        if len(files) == 2 and files[0].sha256 == files[1].sha256:
            continue
        tables = [read_table(file.path, problems) for file in files]
        if any(table is None for table in tables):
            continue
        read = [table for table in tables if table is not None]
        if len(read) == 1:
            yield _tell_single(name, read[0], is_new=name in new.tables)
        else:
            change = compare_table(name, read[0], read[1], tolerance=tolerance)
            if len(change.figures):
                yield change


def _tell_single(name: str, table: pd.DataFrame, *, is_new: bool) -> TableChange:
    n_rows = (0, len(table)) if is_new else (len(table), 0)
    remark = f"only in the {'second' if is_new else 'first'} report"
    counts = dict(zip(TableDifferences.column_names(), (name, *n_rows, 0, 0, 0, 0, remark), strict=True))
    return TableChange(counts, Differences.empty().assign(article_id="", file="", source=""))


def _name_causes(figures: pd.DataFrame, articles: pd.DataFrame, causes: pd.DataFrame) -> pd.DataFrame:
    """Name what may have moved each figure: of a row of articles that differ these, and all that is no article."""
    named = [(cause, f"{cause} {name}") for cause, name in zip(causes["cause"], causes["name"], strict=True)]
    whole, others = _join([told for _, told in named]), [told for cause, told in named if cause != "corpus"]
    by_place: dict[tuple[str, str], list[str]] = {}
    for file, what, ids, sources in articles[["file", "what", "ids", "sources"]].itertuples(index=False, name=None):
        for place in [("file", file), *(("article_id", one) for one in ids), *(("source", one) for one in sources)]:
            by_place.setdefault(place, []).append(f"{file} ({what})")
    names = ["article_id", "file", "source"]
    places = ([*zip(names, row, strict=True)] for row in figures[names].itertuples(index=False, name=None))
    found = ([by_place[place] for place in row if place in by_place] for row in places)
    return figures.assign(cause=[_join([*told[0], *others]) if told else whole for told in found])


def _join(told: list[str], most: int = 3) -> str:
    more = f" and {len(told) - most:,} more" if len(told) > most else ""
    return f"{'; '.join(told[:most])}{more}"


def _compare_answers(old: ReportFolder, new: ReportFolder) -> pd.DataFrame:
    rows: list[tuple[str, str, str]] = []
    if old.record and new.record:
        first, second = old.record.notebooks, new.record.notebooks
        for page in sorted({*first} & {*second}):
            pairs = _pair_sentences([*first[page].answer], [*second[page].answer])
            rows += ((page, *pair) for pair in pairs)
    return AnswerDifferences.validate(pd.DataFrame(rows, columns=AnswerDifferences.column_names(), dtype=str))


def _pair_sentences(before: list[str], after: list[str]) -> Iterator[tuple[str, str]]:
    """Yield sentences that differ, each with the one in its place."""
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag != "equal":
            yield from zip_longest(before[a:b], after[c:d], fillvalue="")
