"""How well labels agree with true ones: the arithmetic of every evaluation of a scorer."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from helpers.schemas import LABELS

_BINS = 10  # of confidence, equally wide


def count_confusion(true: Any, given: Any) -> NDArray[np.int_]:
    """Return how often each label was given where each was true, (3, 3): true ones down, given ones across."""
    return np.array([[int(((true == one) & (given == other)).sum()) for other in LABELS] for one in LABELS])


def find_f1(confusion: NDArray[Any]) -> NDArray[np.float64]:
    """Return the F1 of each label, 0 where it is neither true nor given.

    Args:
        confusion: Of (..., 3, 3), so that many can be asked for at once.
    """
    hits = np.diagonal(confusion, axis1=-2, axis2=-1)
    named = confusion.sum(axis=-1) + confusion.sum(axis=-2)
    return np.asarray(2 * hits / np.maximum(named, 1), dtype=np.float64)


def bin_confidence(confidence: Any, right: Any) -> list[dict[str, Any]]:
    """Return for each bin of confidence how sure a scorer was and how often it was right.

    Returns:
        ``confidence_from`` and ``confidence_to`` (the bin), ``n_mentions``, ``mean_confidence`` and ``share_right``; no
        empty bins. Empty without confidence.
    """
    if not len(confidence) or np.isnan(confidence).any():
        return []
    bins = np.minimum((confidence * _BINS).astype(int), _BINS - 1)
    return [
        {
            "confidence_from": int(number) / _BINS,
            "confidence_to": (int(number) + 1) / _BINS,
            "n_mentions": int((bins == number).sum()),
            "mean_confidence": float(confidence[bins == number].mean()),
            "share_right": float(right[bins == number].mean()),
        }
        for number in np.unique(bins)
    ]


def calibration_error(confidence: Any, right: Any) -> float | None:
    """Return the expected calibration error (Naeini et al. 2015), 0 to 1; None without confidence.

    It is how far confidence and accuracy are apart, on average over the bins of `bin_confidence`.
    """
    bins = bin_confidence(confidence, right)
    gaps = [abs(one["share_right"] - one["mean_confidence"]) * one["n_mentions"] / len(right) for one in bins]
    return float(sum(gaps)) if bins else None
