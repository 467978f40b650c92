"""Summaries, shares and intervals. No text in here: what was found in texts comes in as rows."""

from helpers.stats.agreement import measure_agreement
from helpers.stats.attention import measure_attention
from helpers.stats.choice import choose_sources, describe_choice
from helpers.stats.coverage import choose_period, count_coverage, count_inexact
from helpers.stats.intervals import (
    FEW_ARTICLES,
    Interval,
    bootstrap_interval,
    estimate_interval,
    jackknife_interval,
    wild_interval,
)
from helpers.stats.profile import MEASURES, measure_sources, profile_sources, tone_intervals, widen_profile
from helpers.stats.roles import count_roles, list_actions, list_dyads
from helpers.stats.signs import SignTest, exchange_labels, flip_signs
from helpers.stats.simulated import measured_coverage, warn_coverage
from helpers.stats.speaking import count_unnamed, list_speakers, list_unnamed, measure_speaking, spread_speaking
from helpers.stats.specifications import (
    SpecificationSummary,
    measure_specifications,
    pair_targets,
    summarise_specifications,
)
from helpers.stats.tone import (
    JOURNALIST,
    QUOTED,
    UNKNOWN_SPEAKER,
    compare_by_confidence,
    compare_targets,
    keep_confident,
    order_by_evidence,
    pick_strongest,
    summarise_comparison,
    tone_by_article,
    tone_by_source,
    tone_by_voice,
)

__all__ = [
    "FEW_ARTICLES",
    "JOURNALIST",
    "MEASURES",
    "QUOTED",
    "UNKNOWN_SPEAKER",
    "Interval",
    "SignTest",
    "SpecificationSummary",
    "bootstrap_interval",
    "choose_period",
    "choose_sources",
    "compare_by_confidence",
    "compare_targets",
    "count_coverage",
    "count_inexact",
    "count_roles",
    "count_unnamed",
    "describe_choice",
    "estimate_interval",
    "exchange_labels",
    "flip_signs",
    "jackknife_interval",
    "keep_confident",
    "list_actions",
    "list_dyads",
    "list_speakers",
    "list_unnamed",
    "measure_agreement",
    "measure_attention",
    "measure_sources",
    "measure_speaking",
    "measure_specifications",
    "measured_coverage",
    "order_by_evidence",
    "pair_targets",
    "pick_strongest",
    "profile_sources",
    "spread_speaking",
    "summarise_comparison",
    "summarise_specifications",
    "tone_by_article",
    "tone_by_source",
    "tone_by_voice",
    "tone_intervals",
    "warn_coverage",
    "widen_profile",
    "wild_interval",
]
