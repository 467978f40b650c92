"""What scorers reach on the parts of a benchmark, as figures and as tables."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from helpers.benchmark.parts import Part
from helpers.progress import Plan
from helpers.schemas import BELIEVED, LABELS
from helpers.stance import Evaluation, Targets, get_scorer
from helpers.stance.evaluate import measure_rated, rate_labelled
from helpers.stance.measures import find_f1
from helpers.stats.draws import bound_draws, draw_counts
from helpers.stats.intervals import FEW_ARTICLES

ALWAYS_NEUTRAL = "always neutral"
_DRAWS = 2000


@dataclass(frozen=True)
class Measured:
    """What a scorer reaches on a part.

    Attributes:
        part: The part.
        n_articles: Articles, or sentences where the file does not tell them.
        low: Lower end of the 95% interval of macro-F1, by drawing articles; nan below 5.
        high: Upper end of it.
        evaluation: The figures.
    """

    part: Part
    n_articles: int
    low: float
    high: float
    evaluation: Evaluation

    def as_dict(self) -> dict[str, Any]:
        """Return the figures, rounded to four places."""
        ends = {"macro_f1_low": self.low, "macro_f1_high": self.high}
        rounded = {name: None if np.isnan(end) else round(end, 4) for name, end in ends.items()}
        own = {"part": self.part.name, "data": self.part.data, "n_articles": self.n_articles}
        return {**self.evaluation.as_dict(), **own, **rounded}


def measure_parts(parts: Sequence[Part], scorers: Sequence[str], targets: Targets) -> list[Measured]:
    """Measure scorers on parts, and beside them a label that is always the same.

    Args:
        parts: As `read_parts` returns them.
        scorers: Names of scorers.
        targets: Whose names masked scorers do not see.

    Returns:
        One row per part and scorer, in the order given; that of `ALWAYS_NEUTRAL` comes last in its part.
    """
    measured = []
    efforts = {
        (part.name, scorer): len(part.mentions) * get_scorer(scorer).effort for part in parts for scorer in scorers
    }
    plan = Plan({f"{part} {scorer}": effort for (part, scorer), effort in efforts.items()})
    for part in parts:
        for scorer in scorers:
            with plan.step(f"{part.name} {scorer}", say=f"measuring {scorer}"):
                measured.append(_measure(part, scorer, *rate_labelled(scorer, part.mentions, targets)))
        neutral = pd.DataFrame({"score": 0.0, "label": "neutral", "confidence": np.nan}, index=part.mentions.index)
        measured.append(_measure(part, ALWAYS_NEUTRAL, neutral, np.inf))
    return measured


def _measure(part: Part, scorer: str, rated: pd.DataFrame, seconds: float) -> Measured:
    labels, articles = part.mentions["label"], pd.factorize(part.mentions["article_id"])[0]
    counts = np.zeros((articles.max() + 1, len(LABELS), len(LABELS)))
    true, given = (pd.Categorical(column, categories=LABELS).codes for column in (labels, rated["label"]))
    np.add.at(counts, (articles, true, given), 1)
    low, high = bound_macro_f1(counts)
    return Measured(part, len(counts), low, high, measure_rated(scorer, labels, rated, seconds))


def bound_macro_f1(counts: NDArray[np.float64], *, n_draws: int = _DRAWS, seed: int = 0) -> tuple[float, float]:
    """Return the 95% interval of macro-F1 by drawing articles: what is said of two targets in one is not independent.

    Args:
        counts: Of each article how often each label was given where each was true, (articles, 3, 3).
        n_draws: How often articles are drawn.
        seed: Of the draws.

    Returns:
        Both ends; nan for fewer articles than `FEW_ARTICLES`.
    """
    n = len(counts)
    if n < FEW_ARTICLES:
        return float("nan"), float("nan")
    strata, flat = np.zeros(n, dtype=np.intp), counts.reshape(n, -1)
    drawn = [draws @ flat for draws in draw_counts(strata, n_draws=n_draws, seed=seed)]
    found = find_f1(np.concatenate(drawn).reshape(-1, *counts.shape[1:])).mean(axis=1)
    return bound_draws(found, strata)


def tabulate_benchmark(measured: Sequence[Measured]) -> dict[str, pd.DataFrame]:
    """Return what was measured as tables.

    Returns:
        ``benchmark``, ``benchmark_labels``, ``benchmark_confusion`` and ``benchmark_calibration``, with the columns of
        `BenchmarkScorers`, `BenchmarkLabels`, `BenchmarkConfusion` and `BenchmarkCalibration` of `helpers.schemas`.
    """
    rows = {
        "benchmark": map(_summarise, measured),
        "benchmark_labels": (row for one in measured for row in _list_labels(one)),
        "benchmark_confusion": (row for one in measured for row in _list_confusion(one)),
        "benchmark_calibration": (
            {"part": one.part.name, "scorer": one.evaluation.scorer, **row}
            for one in measured
            for row in one.evaluation.calibration
        ),
    }
    tables: dict[str, pd.DataFrame] = {}
    for name, own in rows.items():
        schema = BELIEVED[name]
        found = pd.DataFrame(list(own), columns=schema.column_names())
        tables[name] = schema.validate(found) if len(found) else schema.empty()
    return tables


def _summarise(one: Measured) -> dict[str, Any]:
    found = one.evaluation
    is_scorer = found.scorer != ALWAYS_NEUTRAL
    return {
        "part": one.part.name,
        "data": one.part.data,
        "scorer": found.scorer,
        "n_mentions": found.n,
        "n_articles": one.n_articles,
        "macro_f1": found.macro_f1,
        "low": one.low,
        "high": one.high,
        "accuracy": found.accuracy,
        "ece": found.ece,
        "per_second": round(found.sentences_per_second, 1) if is_scorer else None,
        "cores": found.cores,
    }


def _list_labels(one: Measured) -> Iterator[dict[str, Any]]:
    found = one.evaluation
    for label in LABELS:
        yield {
            "part": one.part.name,
            "scorer": found.scorer,
            "label": label,
            "n_true": sum(found.confusion[label].values()),
            "n_given": sum(given[label] for given in found.confusion.values()),
            "precision": found.precision[label],
            "recall": found.recall[label],
            "f1": found.f1[label],
        }


def _list_confusion(one: Measured) -> Iterator[dict[str, Any]]:
    for coded, given in one.evaluation.confusion.items():
        for scored, n in given.items():
            yield {
                "part": one.part.name,
                "scorer": one.evaluation.scorer,
                "coded_label": coded,
                "scored_label": scored,
                "n_mentions": n,
                "share": n / sum(given.values()) if sum(given.values()) else None,
            }
