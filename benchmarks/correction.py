"""How often raw and corrected intervals of tone hold the truth, where a scorer is biased against one target.

    python -m benchmarks.correction [--runs N] [--write]

Simulated corpora: articles of four sources name the US and Russia, each 1 + Poisson(2) times. Labels are -1, 0 and 1;
two mentions of a target in an article have the same label for sharing it with probability .1, which is their
intraclass correlation. The scorer scores the US about .2 too low on average and Russia right, with half the spread of
labels and noise of .3. Mentions are drawn for coding by target and by how strong the score is, strong ones with the
higher probability, so the coded ones alone are no fair picture. The truth is the mean of the labels' distribution, and
raw and corrected intervals are those of `helpers.stats.correct_tone`.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from helpers.schemas import MeasuredCoverage
from helpers.stats import DIFFERENCE, correct_tone
from training.note_hashes import note_hashes

FIRST, SECOND = "US", "Russia"
SHARES = {FIRST: (0.3, 0.5, 0.2), SECOND: (0.4, 0.45, 0.15)}  # of labels -1, 0 and 1
BIAS = {FIRST: -0.2, SECOND: 0.0}
MEANS = {target: shares[2] - shares[0] for target, shares in SHARES.items()}
TRUTHS = {**MEANS, DIFFERENCE: MEANS[FIRST] - MEANS[SECOND]}
LABELS = ("negative", "neutral", "positive")
CELLS = ((20, 60), (50, 60), (50, 120), (200, 60), (200, 120), (200, 200))  # articles, coded mentions
N_SOURCES, NOISE, STRONG = 4, 0.3, 0.3
N_DRAWS, SEED = 1000, 0
AT_ONCE = 20  # corpora that are corrected in one call, by the same draws
MEASURED = Path(__file__).parents[1] / "src" / "helpers" / "stats" / "correction_measured.csv"


def simulate(
    rng: np.random.Generator, *, n_articles: int, n_coded: int, icc: float, run: int = 0
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return scored mentions and codings of a simulated corpus, as `correct_tone` takes them.

    The run is the scorer and begins the articles' ids, so that several corpora can be corrected at once.
    """
    parts = [_make_mentions(rng, target, n_articles, icc) for target in SHARES]
    scored = pd.concat(parts, ignore_index=True).assign(scorer=f"run {run}")
    scored["article_id"] = f"{run:08x}" + scored["article_id"]
    scored["mention_start"] = range(len(scored))
    scored["mention_end"] = scored["mention_start"] + 1
    strata = scored.groupby([scored["target"], scored["score"].abs() > STRONG], sort=True).indices
    picked = list(_draw(rng, strata, n_coded))
    rows = np.concatenate([rows for rows, _ in picked])
    columns = ["article_id", "target", "mention_start", "mention_end", "label"]
    codings = scored.loc[rows, columns].assign(item=range(1, len(rows) + 1), coder="simulated")
    return scored, codings.assign(probability=np.concatenate([np.full(len(own), share) for own, share in picked]))


def _make_mentions(rng: np.random.Generator, target: str, n_articles: int, icc: float) -> pd.DataFrame:
    article = np.repeat(np.arange(n_articles), 1 + rng.poisson(2, n_articles))
    own = rng.choice([-1.0, 0.0, 1.0], len(article), p=SHARES[target])
    shared = rng.choice([-1.0, 0.0, 1.0], n_articles, p=SHARES[target])[article]
    label = np.where(rng.random(len(article)) < np.sqrt(icc), shared, own)
    score = MEANS[target] + 0.5 * (label - MEANS[target]) + BIAS[target] + NOISE * rng.normal(size=len(article))
    table = {"article_id": [f"{n:08x}" for n in article], "source": [f"s{n % N_SOURCES}" for n in article]}
    said = [LABELS[int(value) + 1] for value in label]
    return pd.DataFrame({**table, "target": target, "score": score.clip(-1, 1), "label": said})


def _draw(
    rng: np.random.Generator, strata: dict[tuple[str, bool], np.ndarray], n_coded: int
) -> Iterator[tuple[np.ndarray, float]]:
    """Yield the rows drawn from each stratum and their probability: of a target two strong scores for a weak one."""
    for (_, is_strong), rows in strata.items():
        n = min(len(rows), round(n_coded / len(SHARES) * (2 if is_strong else 1) / 3))
        yield rng.choice(rows, n, replace=False), n / len(rows)


def measure(n_articles: int, n_coded: int, *, icc: float = 0.1, n_runs: int = 1000) -> pd.DataFrame:
    """Return the coverage of each target and of the difference, raw and corrected.

    Returns:
        The columns of `helpers.schemas.MeasuredCoverage`.
    """
    rng, found = np.random.default_rng(SEED), []
    for first in range(0, n_runs, AT_ONCE):
        runs = range(first, min(first + AT_ONCE, n_runs))
        made = [simulate(rng, n_articles=n_articles, n_coded=n_coded, icc=icc, run=run) for run in runs]
        scored, codings = (pd.concat(parts, ignore_index=True) for parts in zip(*made, strict=True))
        table = correct_tone(scored, codings, first=FIRST, second=SECOND, n_draws=N_DRAWS, seed=first)
        for method, ends in (("raw", ["raw_low", "raw_high"]), ("corrected", ["low", "high"])):
            given = table[["target", *ends]].set_axis(["target", "low", "high"], axis=1)
            found.append(given.assign(method=method))
    both = pd.concat(found, ignore_index=True)
    truth = both["target"].map(TRUTHS)
    both = both.assign(held=both["low"].le(truth) & truth.le(both["high"]), width=both["high"] - both["low"])
    means = both.groupby(["method", "target"], sort=False)[["held", "width"]].mean().reset_index()
    design = means["target"].map(lambda target: f"{target}, {n_coded} mentions coded")
    means = means.assign(design=design, n_articles=n_articles, icc=icc, n_runs=n_runs, coverage=means["held"])
    return MeasuredCoverage.validate(means[MeasuredCoverage.column_names()].round({"coverage": 4, "width": 4}))


def main() -> None:
    """Measure all cells and print them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=1000, help="simulated corpora of a cell (default: 1000)")
    parser.add_argument("--write", action="store_true", help=f"write them to {MEASURED.name}, which the page shows")
    options = parser.parse_args()
    table = pd.concat([measure(*cell, n_runs=options.runs) for cell in CELLS], ignore_index=True)
    print(table.to_string(index=False))
    if options.write:
        table.to_csv(MEASURED, index=False)
        note_hashes()


if __name__ == "__main__":
    main()
