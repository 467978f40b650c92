"""Targets, mentions and scorers: who says what about whom."""

from helpers.stance.actors import Actors, read_actors
from helpers.stance.evaluate import Evaluation, evaluate, read_labelled
from helpers.stance.explain import explain_mentions
from helpers.stance.mentions import find_mentions
from helpers.stance.published import measured_benchmark, published_figures
from helpers.stance.references import add_references, find_references
from helpers.stance.roles import find_roles, measured_roles
from helpers.stance.scorers import (
    RATED,
    Scorer,
    all_scorers,
    default_scorers,
    get_scorer,
    key_mentions,
    list_scorers,
    mask_names,
    register_scorer,
    score_mentions,
    usable_scorers,
)
from helpers.stance.targets import Target, Targets, parse_targets, read_targets, read_targets_text
from helpers.stance.unnamed import name_unnamed
from helpers.stance.voices import add_voices, find_quotes, measured_voices

# Trained scorers first, as tables list them
from helpers.stance import trained, lexicons  # isort: skip

from helpers.stance.invariance import (  # isort: skip
    list_drifts,
    measure_drifts,
    spread_invariance,
    summarize_drifts,
)

measured_errors = trained.measured_errors

__all__ = [
    "RATED",
    "Actors",
    "Evaluation",
    "Scorer",
    "Target",
    "Targets",
    "add_references",
    "add_voices",
    "all_scorers",
    "default_scorers",
    "evaluate",
    "explain_mentions",
    "find_mentions",
    "find_quotes",
    "find_references",
    "find_roles",
    "get_scorer",
    "key_mentions",
    "lexicons",
    "list_drifts",
    "list_scorers",
    "mask_names",
    "measure_drifts",
    "measured_benchmark",
    "measured_errors",
    "measured_roles",
    "measured_voices",
    "name_unnamed",
    "parse_targets",
    "published_figures",
    "read_actors",
    "read_labelled",
    "read_targets",
    "read_targets_text",
    "register_scorer",
    "score_mentions",
    "spread_invariance",
    "summarize_drifts",
    "trained",
    "usable_scorers",
]
