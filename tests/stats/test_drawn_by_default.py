"""By default 2,000 corpora are drawn, of seed 0, and whoever says nothing gets the same figures again."""

from functools import partial

import numpy as np
import pandas as pd
import pytest

from helpers.stats import correct_shares, correct_tone, weigh_cleaning, weigh_rates, weigh_sources, weigh_targets
from helpers.stats.clusters import measure_clusters
from helpers.stats.evidence import weigh_groups, weigh_pairs

N = 60
_RNG = np.random.default_rng(3)
_SCORES = _RNG.uniform(-1, 1, 2 * N).round(3)
_SOURCES = np.array(["Argus", "Bugle"])[_RNG.integers(0, 2, N)]
SCORED = pd.DataFrame(
    {
        "article_id": [f"{n:016x}" for n in range(N)] * 2,
        "source": [*_SOURCES, *_SOURCES],
        "target": ["US"] * N + ["Russia"] * N,
        "scorer": "plain",
        "voice": "journalist",
        "mention_start": [5] * N + [50] * N,
        "mention_end": [7] * N + [56] * N,
        "score": _SCORES,
        "label": np.where(_SCORES < 0, "negative", "positive"),
    }
)
CODINGS = SCORED.assign(
    item=range(1, 2 * N + 1),
    coder="Ada",
    probability=0.5,
    label=np.where(_RNG.random(2 * N) < 0.8, SCORED["label"], "neutral"),
).head(90)
ARTICLES = pd.DataFrame({"source": _SOURCES, "part": _RNG.integers(0, 9, N), "whole": _RNG.integers(9, 30, N)})
_DIFFERENCES, _ONES = pd.Series(_SCORES[:N]), np.ones(N)
_CLUSTERS = measure_clusters(_SCORES, SCORED["article_id"])
_FIRST = _SOURCES == "Argus"


def _pairs(**options):
    return pd.DataFrame([weigh_pairs(_DIFFERENCES, pd.Series(_SOURCES), _CLUSTERS, **options)])


def _groups(**options):
    return pd.DataFrame([weigh_groups(_SCORES[:N], _ONES, _FIRST, pd.Series(_SOURCES), _CLUSTERS, **options)])


@pytest.mark.parametrize(
    ("measure", "drawn"),
    [
        (partial(weigh_targets, SCORED, "US", "Russia"), ["low", "p"]),
        (partial(weigh_cleaning, SCORED, SCORED.assign(score=_SCORES[::-1]), "US", "Russia"), ["low", "p"]),
        (partial(weigh_sources, SCORED), ["p"]),
        (partial(weigh_rates, ARTICLES, part="part", whole="whole"), ["p"]),
        (partial(correct_tone, SCORED, CODINGS), ["raw_low", "low", "high"]),
        (partial(correct_shares, SCORED, CODINGS), ["low", "high"]),
        (_pairs, ["low", "p"]),
        (_groups, ["p"]),
    ],
)
def test_what_is_drawn_by_default(measure, drawn):
    found = measure()
    pd.testing.assert_frame_equal(found, measure(n_draws=2000, seed=0))
    for column in drawn:
        assert not found[column].equals(measure(seed=1)[column])
    more = measure(n_draws=2001)
    assert any(not found[column].equals(more[column]) for column in drawn)
