"""Print the numbers of ppi-python 0.2.3 that tests/stats/test_correction.py holds ours against.

    uv venv ENV; uv pip install --python ENV/bin/python ppi-python==0.2.3; ENV/bin/python benchmarks/ppi_gold.py

In an environment of its own, as the package brings numba and a downloader. Nothing is drawn, so no generator of random
numbers matters. The package tunes lambda for two samples, n coded and N other mentions, where ours are n coded of n + N
in all: its lambda is ours by N / (n + N). It takes the spread of predictions from all mentions, and ours from those
that are coded; where the others are the coded ones three times over, both are the same but for one in the 32 that it
divides by. ``WIDE`` has predictions that spread less than labels (lambda is cut at 1), ``LOOSE`` such as have little to
do with them.
"""

import numpy as np
from ppi_py import ppi_mean_ci, ppi_mean_pointestimate
from ppi_py.ppi import _calc_lam_glm

LABELS = np.array([-1.0, 0.0, 0.0, 1.0, -1.0, 0.0, 1.0, -1.0])
WIDE = np.array([-0.6, 0.1, -0.4, 0.5, 0.1, -0.3, 0.2, -0.5])
LOOSE = np.array([-0.6, 0.7, -0.4, 0.5, 0.3, -0.8, 0.2, -0.9])
OTHERS = np.array([-0.5, -0.2, 0.3, 0.0, -0.7, 0.4, -0.1, 0.2, -0.3, 0.6, -0.4, 0.1])
WEIGHTS = np.array([1.0, 2.0, 1.0, 2.0, 1.0, 4.0, 1.0, 2.0])


def find_point(predictions: np.ndarray, weights: np.ndarray) -> float:
    """Return the package's estimate with the lambda that is ours: the slope of label on prediction, 0 to 1."""
    slope = np.polyfit(predictions, LABELS, 1, w=np.sqrt(weights))[0]
    everything = np.concatenate([predictions, OTHERS])
    point = ppi_mean_pointestimate(LABELS, predictions, everything, lam=float(np.clip(slope, 0, 1)), w=weights)
    return float(np.ravel(point)[0])


def find_lambda(predictions: np.ndarray) -> float:
    """Return the package's own lambda where the others are the coded ones three times over."""
    others = np.tile(predictions, 3)
    point = ppi_mean_pointestimate(LABELS, predictions, others, lam=1)
    return float(_calc_lam_glm(LABELS - point, predictions - point, others - point, np.eye(1), clip=True))


def find_interval() -> tuple[float, float]:
    """Return the package's power-tuned interval of 1,200 mentions, each fourth coded."""
    at = np.arange(1200)
    predictions, labels = np.sin(at), np.round(np.sin(at) * 0.6 + np.cos(7 * at) * 0.8)
    coded = at % 4 == 0
    low, high = ppi_mean_ci(labels[coded], predictions[coded], predictions[~coded], alpha=0.05)
    return float(np.ravel(low)[0]), float(np.ravel(high)[0])


if __name__ == "__main__":
    for name, predictions in (("WIDE", WIDE), ("LOOSE", LOOSE)):
        alike, weighted = (find_point(predictions, weights) for weights in (np.ones(len(LABELS)), WEIGHTS))
        print(f"{name}: point {alike:.10f}, weighted {weighted:.10f}, lambda {find_lambda(predictions):.10f}")
    print("interval: {:.6f} to {:.6f}".format(*find_interval()))
