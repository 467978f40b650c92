"""How fast articles are drawn, beside `scipy.stats.bootstrap` on the same statistic in the same run.

    python -m benchmarks.bootstrap [--draws N] [--mentions N] [--articles N] [--sources N]

The statistic is the mean score of all mentions, articles drawn with replacement; invented scores.

scipy, mentions   SciPy draws numbers of articles, and the statistic fetches their mentions, draw by draw: articles
                  differ in size, so a draw of them is no rectangle, and SciPy cannot be told to take many at once.
scipy, sums       SciPy is given the sum and the number of each article, in batches that fit the cache: its best. It
                  makes and looks up as many random numbers as we do, so little is left to gain.
ours              `helpers.stats.draws.draw_ratios`, which `bootstrap_interval` draws with, all articles one stratum.
ours, sources     The same within sources, which SciPy cannot do.
ours, counts      `draw_counts`, for statistics that are no ratio, and a product with the two columns.

Time is the least of several rounds, the ways taking turns; `scipy, mentions` draws a fiftieth, times 50. Memory is the
most that was held beyond the data, by tracemalloc, in a run of its own.
"""

import argparse
import time
import tracemalloc
from collections.abc import Callable

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import bootstrap

from helpers.stats.draws import code_strata, draw_counts, draw_ratios

ROUNDS, SEED, PART = 3, 0, 50
Floats = NDArray[np.float64]


def make_mentions(n_mentions: int, n_articles: int) -> pd.DataFrame:
    """Return scored mentions, in order of the article: at least one in each."""
    rng = np.random.default_rng(SEED)
    weights = rng.gamma(1.0, size=n_articles)
    more = rng.choice(n_articles, n_mentions - n_articles, p=weights / weights.sum())
    articles = np.sort(np.concatenate([np.arange(n_articles), more]))
    return pd.DataFrame({"article": articles, "score": rng.normal(0, 0.4, n_mentions).clip(-1, 1)})


def list_ways(mentions: pd.DataFrame, sources: pd.Series, n_draws: int) -> dict[str, Callable[[], Floats]]:
    """Return the ways to draw, each giving the statistic of its draws."""
    grouped = mentions.groupby("article")["score"]
    sums, counts = grouped.sum().to_numpy(), grouped.size().to_numpy(dtype="float64")
    scores = mentions["score"].to_numpy()
    of_article = np.split(scores, np.flatnonzero(np.diff(mentions["article"])) + 1)
    one, strata = np.zeros(len(sums), dtype=np.intp), code_strata(sources)
    options = {"method": "percentile", "rng": SEED}

    def fetch_mentions() -> Floats:
        articles = (np.arange(len(sums)),)

        def mean(drawn: NDArray[np.intp]) -> float:
            return float(np.concatenate([of_article[at] for at in drawn]).mean())

        found = bootstrap(articles, mean, vectorized=False, n_resamples=max(1, n_draws // PART), **options)
        return np.asarray(found.bootstrap_distribution)

    def divide_sums() -> Floats:
        def divide(above: Floats, below: Floats, axis: int) -> Floats:
            return np.asarray(above.sum(axis=axis) / below.sum(axis=axis))

        found = bootstrap(
            (sums, counts), divide, paired=True, vectorized=True, n_resamples=n_draws, batch=25, **options
        )
        return np.asarray(found.bootstrap_distribution)

    def count_draws() -> Floats:
        both = np.column_stack([sums, counts])
        found = np.concatenate([drawn @ both for drawn in draw_counts(one, n_draws=n_draws, seed=SEED)])
        return np.asarray(found[:, 0] / found[:, 1])

    return {
        "scipy, mentions": fetch_mentions,
        "scipy, sums": divide_sums,
        "ours": lambda: draw_ratios(sums, counts, one, n_draws=n_draws, seed=SEED),
        "ours, sources": lambda: draw_ratios(sums, counts, strata, n_draws=n_draws, seed=SEED),
        "ours, counts": count_draws,
    }


def measure_ways(ways: dict[str, Callable[[], Floats]]) -> pd.DataFrame:
    """Return time, memory and standard error of each way."""
    times: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            start = time.perf_counter()
            way()
            times[name].append((time.perf_counter() - start) * (PART if name == "scipy, mentions" else 1))
    rows = {}
    for name, way in ways.items():
        tracemalloc.start()
        found = way()
        rows[name] = {"seconds": min(times[name]), "mib": tracemalloc.get_traced_memory()[1] / 2**20, "se": found.std()}
        tracemalloc.stop()
    table = pd.DataFrame.from_dict(rows, orient="index")
    return table.assign(times_as_fast_as_ours=table.loc["ours", "seconds"] / table["seconds"])


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, default in (("draws", 10_000), ("mentions", 100_000), ("articles", 5_000), ("sources", 7)):
        options.add_argument(f"--{name}", type=int, default=default)
    asked = options.parse_args()
    mentions = make_mentions(asked.mentions, asked.articles)
    sources = pd.Series([f"source {at % asked.sources}" for at in range(asked.articles)])
    table = measure_ways(list_ways(mentions, sources, asked.draws))
    print(table.round({"seconds": 3, "mib": 1, "se": 5, "times_as_fast_as_ours": 3}).to_string())
    for name in ("scipy, mentions", "scipy, sums"):
        print(f"ours takes 1/{table.loc[name, 'seconds'] / table.loc['ours', 'seconds']:.1f} of the time of {name}")


if __name__ == "__main__":
    main()
