"""The page of a benchmark: what scorers reach, and what others published."""

import math
from collections.abc import Iterator, Sequence
from contextlib import chdir
from pathlib import Path

import pandas as pd

from helpers.answers.wording import name_source, say_count
from helpers.benchmark.measured import ALWAYS_NEUTRAL, Measured, tabulate_benchmark
from helpers.display import Html, show_answer, show_chart, show_note, show_table
from helpers.figures import plot_calibration, plot_confusion
from helpers.report import write_page
from helpers.schemas import LABELS
from helpers.stance import published_figures
from helpers.stats.intervals import FEW_ARTICLES

_TITLE, _QUESTION = "Benchmark", "How well does each scorer tell how a sentence portrays whom it names?"
_MEASURED = """## Scorers

Macro-F1 is the mean of the F1 of the three labels. Its 95% interval comes from drawing articles with replacement, as
what is said of two targets in one is not independent; below five articles there is none. `always neutral` is what
giving that label alone reaches."""
_CONFUSION = """## Confusion

Which label each scorer gives where each label is true."""
_CALIBRATION = """## Calibration

How often a scorer is right against how sure it says it is. Word lists give no confidence and are not here."""
_PUBLISHED = """## Published figures

Taken from the abstract of the paper that is named, not measured by us. They are of the test parts of NewsMTSC, and of
the authors' own run: beside figures on other parts they show the order of size, no more. TextBlob and VADER, of which
we know no published figure on NewsMTSC, are measured above, in the same run as the others."""
_LIMITS = """## Limits

The trained scorers of Presslens were chosen and calibrated on the dev parts of NewsMTSC: expect a little less
elsewhere. Targets in NewsMTSC are mostly persons, and its labels differ in places from our codebook. Speed is of the
machine that made this page, beside whatever else ran on it; the word lists use one core whatever there is."""
_SHOWN = ["part", "scorer", "macro_f1", "low", "high", "accuracy", "ece"]
_SHOWN += ["per_second", "cores", "n_mentions", "n_articles"]
_MOST_PARTS = 6  # that have figures and a sentence; the tables hold all


def write_benchmark(measured: Sequence[Measured], problems: Sequence[str], out: Path) -> Path:
    """Write ``benchmark.html`` and the tables behind it.

    Args:
        measured: As `measure_parts` returns it.
        problems: What was left out or warned of, a line each.
        out: Folder to write to; tables go into its folder ``tables``.

    Returns:
        The page.
    """
    out.mkdir(parents=True, exist_ok=True)
    with chdir(out):  # links to tables hold from here, as where a notebook runs
        blocks = list(_make_blocks(tabulate_benchmark(measured), problems))
        write_page(Path("benchmark.html"), _TITLE, _QUESTION, show_answer(say_best(measured)).text, blocks)
    return out / "benchmark.html"


def say_best(measured: Sequence[Measured]) -> str:
    """Say which scorer does best on each part, and what the baseline reaches there."""
    parts = list(dict.fromkeys(one.part.name for one in measured))
    said = [_say_part([one for one in measured if one.part.name == part]) for part in parts[:_MOST_PARTS]]
    if len(parts) > _MOST_PARTS:
        said.append(f"The table holds {say_count(len(parts) - _MOST_PARTS, 'further part')}.")
    return " ".join(said)


def _say_part(own: Sequence[Measured]) -> str:
    """Say which scorer does best, and which may do as well: those whose interval reaches what it does."""
    best = max(own, key=lambda one: one.evaluation.macro_f1)
    neutral = next(one for one in own if one.evaluation.scorer == ALWAYS_NEUTRAL)
    reached, part = best.evaluation.macro_f1, name_source(best.part.name)
    says = f"On {part} ({say_count(best.evaluation.n, 'mention')})"
    if math.isnan(best.low):
        return f"{says} no scorer can be called better than another: they are of fewer than {FEW_ARTICLES} articles."
    says += f" {best.evaluation.scorer} has the highest macro-F1, {reached:.2f}"
    near = [
        f"{one.evaluation.scorer} ({one.evaluation.macro_f1:.2f})"
        for one in own
        if one is not best and one.high >= reached
    ]
    says += f" (95% interval {best.low:.2f} to {best.high:.2f})"
    says += f"; {' and '.join(near)} may do as well" if near else ""
    return f"{says}. Always neutral has {neutral.evaluation.macro_f1:.2f}."


def _make_blocks(tables: dict[str, pd.DataFrame], problems: Sequence[str]) -> Iterator[str | Html]:
    scorers, labels = tables["benchmark"], tables["benchmark_labels"]
    yield _MEASURED
    for line in problems:
        yield show_note(line)
    yield show_table(scorers, "benchmark", ".", caption="Each scorer on each part.", columns=_SHOWN, rows=60)
    yield "## By label"
    yield show_table(labels, "benchmark_labels", ".", caption="Precision, recall and F1 by label.", rows=90)
    confusion = tables["benchmark_confusion"]
    yield _CONFUSION
    yield from _show_confusion(confusion[confusion["scorer"] != ALWAYS_NEUTRAL])
    yield _CALIBRATION
    errors = scorers[["part", "scorer", "ece"]]
    yield from _show_calibration(tables["benchmark_calibration"].merge(errors, on=["part", "scorer"]))
    yield _PUBLISHED
    yield show_table(published_figures(), "published_figures", ".", caption="Figures of others.", digits=3)
    yield _LIMITS


def _show_confusion(confusion: pd.DataFrame) -> Iterator[Html]:
    for number, (part, own) in enumerate(_first_parts(confusion), start=1):
        chart = plot_confusion(
            own,
            panel="scorer",
            row="coded_label",
            column="scored_label",
            order=LABELS,
            title=f"Labels given on {name_source(part)}",
            axes=("true label", "label given"),
            share="share of the mentions with that true label",
        )
        yield show_chart(chart, f"confusion {number} {part[:60]}", ".")


def _show_calibration(calibration: pd.DataFrame) -> Iterator[Html]:
    for number, (part, own) in enumerate(_first_parts(calibration), start=1):
        chart = plot_calibration(own, title=f"Confidence and share of right labels on {name_source(part)}")
        yield show_chart(chart, f"calibration {number} {part[:60]}", ".")
    if calibration.empty:
        yield show_note("No scorer that was measured gives a confidence.")


def _first_parts(table: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield the rows of each part, of the first few parts."""
    for part in table["part"].drop_duplicates().head(_MOST_PARTS):
        yield part, table[table["part"] == part]
