"""The page of a benchmark: what scorers reach, and what others published."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd

from helpers.answers.wording import name_source
from helpers.benchmark.measured import ALWAYS_NEUTRAL, Measured, tabulate_benchmark
from helpers.display import Html, show_note, show_table
from helpers.report import write_page
from helpers.stance import published_figures

_TITLE, _QUESTION = "Benchmark", "How well does each scorer tell how a sentence portrays whom it names?"
_MEASURED = """## Scorers

Macro-F1 is the mean of the F1 of the three labels. Its 95% interval comes from drawing articles with replacement, since
what is said of two targets in one is not independent; below five articles there is none. `always neutral` is what giving
that label each time reaches."""
_PUBLISHED = """## Published figures

Taken from the abstract of the paper that is named, not measured by us. They are of the test parts of NewsMTSC, and of
the authors' own run: beside figures on other parts they show the order of size, no more. TextBlob and VADER, of which
we know no published figure on NewsMTSC, are measured above, in the same run as the others."""
_LIMITS = """## Limits

The trained scorers of Presslens were chosen and calibrated on the dev parts of NewsMTSC: expect a little less
elsewhere. Targets in NewsMTSC are mostly persons, and its labels differ in places from our codebook. Speed is of the
machine that made this page, beside whatever else ran on it; the word lists use one core whatever there is."""
_SHOWN = [
    "part",
    "scorer",
    "n_mentions",
    "n_articles",
    "macro_f1",
    "low",
    "high",
    "accuracy",
    "ece",
    "per_second",
    "cores",
]


def write_benchmark(measured: Sequence[Measured], problems: Sequence[str], out: Path) -> Path:
    """Write ``benchmark.html`` and the tables behind it.

    Args:
        measured: As `measure_parts` returns it.
        problems: What was left out or warned of, a line each.
        out: Folder to write to; tables go into its folder ``tables``.

    Returns:
        The page.
    """
    blocks = list(_make_blocks(tabulate_benchmark(measured), problems, out))
    return write_page(out / "benchmark.html", _TITLE, _QUESTION, say_best(measured), blocks)


def say_best(measured: Sequence[Measured]) -> str:
    """Say which scorer does best on each part, and what the baseline reaches there."""
    said = []
    for part in dict.fromkeys(one.part.name for one in measured):
        own = [one for one in measured if one.part.name == part]
        best = max(own, key=lambda one: one.evaluation.macro_f1)
        neutral = next(one for one in own if one.evaluation.scorer == ALWAYS_NEUTRAL)
        n = f"{best.evaluation.n:,} mention{'' if best.evaluation.n == 1 else 's'}"
        said.append(
            f"On {name_source(part)} ({n}) {best.evaluation.scorer} reaches the highest macro-F1, {_say_f1(best)}; "
            f"always neutral reaches {neutral.evaluation.macro_f1:.2f}."
        )
    return " ".join(said)


def _say_f1(one: Measured) -> str:
    found = f"{one.evaluation.macro_f1:.2f}"
    return found if pd.isna(one.low) else f"{found} (95% interval {one.low:.2f} to {one.high:.2f})"


def _make_blocks(tables: dict[str, pd.DataFrame], problems: Sequence[str], out: Path) -> Iterator[str | Html]:
    yield _MEASURED
    for line in problems:
        yield show_note(line)
    scorers = tables["benchmark"]
    yield show_table(scorers, "benchmark", out, caption="Each scorer on each part.", columns=_SHOWN, rows=60)
    yield "## By label"
    labels = tables["benchmark_labels"]
    yield show_table(labels, "benchmark_labels", out, caption="Precision, recall and F1 by label.", rows=90)
    yield _PUBLISHED
    published = published_figures()
    yield show_table(published, "published_figures", out, caption="Figures of others.", digits=3)
    yield _LIMITS
