"""Targets, mentions and scorers: who says what about whom."""

from helpers.stance.mentions import find_mentions
from helpers.stance.scorers import (
    Scorer,
    all_scorers,
    get_scorer,
    mask_names,
    register_scorer,
    score_mentions,
)
from helpers.stance.targets import Target, Targets, read_targets

__all__ = [
    "Scorer",
    "Target",
    "Targets",
    "all_scorers",
    "find_mentions",
    "get_scorer",
    "mask_names",
    "read_targets",
    "register_scorer",
    "score_mentions",
]
