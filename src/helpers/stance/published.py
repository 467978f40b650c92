"""Figures on NewsMTSC that come with Presslens: what others published, and what we measured."""

import io

import pandas as pd
from pandera.typing.pandas import DataFrame

from helpers.schemas import BELIEVED, PublishedFigures
from helpers.shipped import read_shipped

# SHA-256 of labelled mentions that the trained scorers were trained on, NewsMTSC's rw-train
TRAINED_ON = {"e78c7964aad1d5b7dbc66cb3a05d5885dbf2e29a2a3171f0d75b497bf18f3621"}


def published_figures() -> DataFrame[PublishedFigures]:
    """Return what others published on NewsMTSC, each with its reference, with the columns of `PublishedFigures`.

    Taken from abstracts, not measured by us, and of the test parts: they are no comparison on equal terms.
    """
    return PublishedFigures.validate(_read("published.csv"))


def measured_benchmark(table: str = "benchmark") -> pd.DataFrame:
    """Return how well the scorers do on the dev parts of NewsMTSC.

    By ``python -m benchmarks.stance newsmtsc --write``. The trained scorers were chosen and calibrated on these parts.
    Speed is left out, since it is of a machine: ``docs/stance.md`` has it.

    Args:
        table: ``benchmark``, ``benchmark_labels``, ``benchmark_confusion`` or ``benchmark_calibration``, with the
            columns of `BenchmarkScorers`, `BenchmarkLabels`, `BenchmarkConfusion` or `BenchmarkCalibration`.
    """
    return BELIEVED[table].validate(_read(f"measured/{table}.csv"))


def _read(name: str) -> pd.DataFrame:
    return pd.read_csv(io.BytesIO(read_shipped(f"stance/{name}")))
