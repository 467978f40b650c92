"""Targets, mentions and scorers: who says what about whom."""

from helpers.stance.actors import Actors, read_actors
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
from helpers.stance.voices import add_voices, find_quotes

__all__ = [
    "Actors",
    "Scorer",
    "Target",
    "Targets",
    "add_voices",
    "all_scorers",
    "find_mentions",
    "find_quotes",
    "get_scorer",
    "mask_names",
    "read_actors",
    "read_targets",
    "register_scorer",
    "score_mentions",
]
