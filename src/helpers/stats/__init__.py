"""Summaries, shares and intervals. No text in here: what was found in texts comes in as rows."""

from helpers.stats.agreement import measure_agreement
from helpers.stats.attention import measure_attention, weigh_attention
from helpers.stats.choice import choose_sources, describe_choice
from helpers.stats.clusters import Clusters, detect, measure_clusters
from helpers.stats.confidence import compare_by_confidence, keep_confident
from helpers.stats.coverage import choose_period, count_coverage, count_inexact
from helpers.stats.honesty import weigh_cleaning, weigh_rates, weigh_sources, weigh_targets, weigh_words
from helpers.stats.intervals import (
    FEW_ARTICLES,
    Interval,
    bootstrap_interval,
    estimate_interval,
    jackknife_interval,
    wild_interval,
)
from helpers.stats.profile import MEASURES, measure_sources, profile_sources, widen_profile
from helpers.stats.roles import count_roles, list_actions, list_dyads
from helpers.stats.signs import SignTest, exchange_labels, flip_signs
from helpers.stats.simulated import measured_coverage, warn_coverage
from helpers.stats.speaking import count_unnamed, list_speakers, list_unnamed, measure_speaking, spread_speaking
from helpers.stats.tone import (
    JOURNALIST,
    UNKNOWN_SPEAKER,
    compare_targets,
    order_by_evidence,
    pick_strongest,
    tone_by_article,
    tone_by_source,
    tone_by_voice,
)

__all__ = [
    "FEW_ARTICLES",
    "JOURNALIST",
    "MEASURES",
    "UNKNOWN_SPEAKER",
    "Clusters",
    "Interval",
    "SignTest",
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
    "detect",
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
    "measure_clusters",
    "measure_sources",
    "measure_speaking",
    "measured_coverage",
    "order_by_evidence",
    "pick_strongest",
    "profile_sources",
    "spread_speaking",
    "tone_by_article",
    "tone_by_source",
    "tone_by_voice",
    "warn_coverage",
    "weigh_attention",
    "weigh_cleaning",
    "weigh_rates",
    "weigh_sources",
    "weigh_targets",
    "weigh_words",
    "widen_profile",
    "wild_interval",
]
