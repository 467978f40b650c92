"""How often 95% intervals hold the truth in simulated corpora: the figures that `measured_coverage` shows.

    python -m benchmarks.coverage [--runs N] [--methods NAME...] [--write]

Scores lie in -1 to 1, a part of them exactly 0, as scorers give them. Within an article each mention has, with a
probability of the root of the ICC, the score of the article, else one of its own from the same distribution: so mean,
spike at 0 and ICC are exactly those that are set. Articles hold 1 and more mentions, by negative binomials like the
mentions of the US (mean 12, coefficient of variation .9) and of Russia (5.4, 1.3) in the news of ``corpora/polnear``.

difference   Mean over articles, weighted alike, of the mean score of one target less that of another.
ratio        Sum of scores by number of mentions of one target: larger articles weigh more.
share        The same of mentions that are 1 with a probability of .2, else 0, such as whether a target is agent.
1 source     All articles alike.
5 sources    Unequal numbers of articles, sources differ in tone (standard deviation of about .06 about their mean).

percentile   Percentiles of the bootstrap as it is, for comparison.
bootstrap, wild, jackknife, shown   As `helpers.stats` gives them; shown is `estimate_interval`.
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterable
from functools import partial
from itertools import product
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from helpers.schemas import MeasuredCoverage
from helpers.stats import Interval, bootstrap_interval, estimate_interval, jackknife_interval, wild_interval
from helpers.stats.draws import code_strata, draw_counts
from helpers.stats.intervals import NO_LIMITS
from helpers.stats.intervals import SHARE as SHARE_LIMITS
from helpers.stats.simulated import SHOWN
from training.note_hashes import note_hashes

MEASURED = Path(__file__).parents[1] / "src" / "helpers" / "stats" / "coverage_measured.csv"
N_ARTICLES, ICCS = (5, 10, 20, 50), (0.0, 0.1, 0.3)
SHARES = {5: (1, 1, 1, 1, 1), 10: (4, 2, 2, 1, 1), 20: (8, 5, 3, 2, 2), 50: (20, 12, 8, 5, 5)}  # articles of 5 sources
SHIFTS = (0.1, -0.1, 0.05, -0.05, 0.0)  # by which a source is likelier to score above 0 and less likely below
N_RUNS, N_DRAWS, SEED = 2_000, 2_000, 0
Floats = NDArray[np.float64]


class Sizes(NamedTuple):
    """Mentions per article: 1 and a negative binomial of this mean and shape."""

    mean: float
    shape: float


UNEQUAL, VERY_UNEQUAL = Sizes(10.9, 0.98), Sizes(4.4, 0.44)
FIRST, SECOND, SHARE = (0.40, 0.35), (0.20, 0.40), (0.2, 0.0)  # probabilities of scores above and below 0
_MEAN_SIZE = 2 / (2 + 3)  # of a score that is not 0: beta(2, 3)


class Corpora(NamedTuple):
    """Simulated corpora, one a row: what `estimate_interval` reads, and the truth."""

    limits: tuple[float, float]

    parts: Floats
    wholes: Floats
    truth: float
    sources: NDArray[np.intp]


class Design(NamedTuple):
    """How corpora are made."""

    estimand: str
    sizes: Sizes
    n_sources: int

    @property
    def name(self) -> str:
        """What the design is called in the table."""
        sizes = "" if self.estimand == "difference" else f", {'very ' * (self.sizes == VERY_UNEQUAL)}unequal articles"
        return f"{self.estimand}{sizes}, {self.n_sources} source{'s' * (self.n_sources > 1)}"


DESIGNS = [
    Design(*estimand, n_sources)
    for estimand in (("difference", UNEQUAL), ("ratio", UNEQUAL), ("ratio", VERY_UNEQUAL), ("share", VERY_UNEQUAL))
    for n_sources in (1, 5)
]


def make_corpora(design: Design, n_articles: int, icc: float, *, n_runs: int, seed: int) -> Corpora:
    """Make corpora of a design."""
    rng = np.random.default_rng(seed)
    own = np.repeat(np.arange(5), SHARES[n_articles]) if design.n_sources == 5 else np.zeros(n_articles, dtype=np.intp)
    shifts = np.array(SHIFTS)[own] if design.n_sources == 5 else np.zeros(n_articles)
    if design.estimand == "share":
        return Corpora(SHARE_LIMITS, *_score(rng, SHARE, shifts, design.sizes, icc=icc, n_runs=n_runs), own)
    sums, counts, truth = _score(rng, FIRST, shifts, design.sizes, icc=icc, n_runs=n_runs)
    if design.estimand == "ratio":
        return Corpora(NO_LIMITS, sums, counts, truth, own)
    others, other_counts, other = _score(rng, SECOND, -shifts / 2, design.sizes, icc=icc, n_runs=n_runs)
    return Corpora(NO_LIMITS, sums / counts - others / other_counts, np.ones_like(sums), truth - other, own)


def _score(
    rng: np.random.Generator, chances: tuple[float, float], shifts: Floats, sizes: Sizes, *, icc: float, n_runs: int
) -> tuple[Floats, Floats, float]:
    """Return sum of scores and number of mentions of each article, and the mean that they have in truth."""
    is_share = chances == SHARE
    above, below = chances[0] + shifts, chances[1] - shifts * (not is_share)
    counts = 1 + rng.negative_binomial(sizes.shape, sizes.shape / (sizes.shape + sizes.mean), (n_runs, len(shifts)))

    def draw(at: NDArray[np.intp]) -> Floats:
        chance, size = rng.random(len(at)), rng.beta(2, 3, len(at))
        sign = np.where(chance < above[at], 1, np.where(chance < above[at] + below[at], -1, 0))
        scores: Floats = sign * (1 if is_share else size)
        return scores

    articles = np.arange(counts.size)
    common = draw(articles % len(shifts))
    owner = np.repeat(articles, counts.ravel())
    scores = np.where(rng.random(len(owner)) < np.sqrt(icc), common[owner], draw(owner % len(shifts)))
    sums = np.bincount(owner, scores, counts.size).reshape(counts.shape)
    return sums, counts.astype("float64"), float((1 if is_share else _MEAN_SIZE) * (above - below).mean())


def _take_percentiles(made: Corpora) -> Floats:
    drawn = np.concatenate(list(draw_counts(code_strata(pd.Series(made.sources)), n_draws=N_DRAWS, seed=SEED)))
    found = (drawn @ made.parts.T) / (drawn @ made.wholes.T)
    return np.quantile(found, [0.025, 0.975], axis=0).T


def _call(method: Callable[..., Interval]) -> Callable[[Corpora], Floats]:
    """Return the ends of the intervals by a method, corpus by corpus."""
    return lambda made: np.array(
        [
            method(parts, wholes, sources=made.sources, limits=made.limits)[:2]
            for parts, wholes in zip(made.parts, made.wholes, strict=True)
        ]
    )


METHODS: dict[str, Callable[[Corpora], Floats]] = {
    "percentile": _take_percentiles,
    "bootstrap": _call(bootstrap_interval),
    "wild": _call(partial(wild_interval, n_draws=499)),
    "jackknife": _call(jackknife_interval),
    SHOWN: _call(estimate_interval),
}


def measure_cell(
    design: Design, n_articles: int, icc: float, *, n_runs: int = N_RUNS, methods: Iterable[str] = tuple(METHODS)
) -> pd.DataFrame:
    """Return how often intervals, where one is given, hold the truth in one situation: a row per method."""
    made = make_corpora(design, n_articles, icc, n_runs=n_runs, seed=SEED)
    rows = []
    for name in methods:
        ends = METHODS[name](made).clip(-2, 2)  # an end of the wild bootstrap may be infinite
        low, high = ends[~np.isnan(ends[:, 0])].T  # none is given where articles are all alike
        rows.append(
            {
                "method": name,
                "design": design.name,
                "n_articles": n_articles,
                "icc": icc,
                "n_runs": n_runs,
                "coverage": float(((low <= made.truth) & (made.truth <= high)).mean()),
                "width": round(float((high - low).mean()), 4),
            }
        )
    return pd.DataFrame(rows)


def main() -> None:
    """Measure all situations; print them, and write them for the package if asked."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--runs", type=int, default=N_RUNS)
    options.add_argument("--methods", nargs="*", default=list(METHODS), choices=METHODS)
    options.add_argument("--write", action="store_true", help=f"write {MEASURED.name}")
    asked, start = options.parse_args(), time.perf_counter()
    cells = []
    for design, n_articles, icc in product(DESIGNS, N_ARTICLES, ICCS):
        cells.append(measure_cell(design, n_articles, icc, n_runs=asked.runs, methods=asked.methods))
        print(f"{len(cells):3d} {time.perf_counter() - start:5.0f} s", file=sys.stderr)
    table = MeasuredCoverage.validate(pd.concat(cells, ignore_index=True))
    wide = table.pivot_table(index=["design", "icc"], columns=["method", "n_articles"], values="coverage", sort=False)
    print((wide * 100).round(1).to_string())
    if asked.write:
        table.to_csv(MEASURED, index=False, lineterminator="\n")
        note_hashes()


if __name__ == "__main__":
    main()
