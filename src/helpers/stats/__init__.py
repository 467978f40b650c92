"""Summaries, shares and intervals. No text in here: what was found in texts comes in as rows."""

from helpers.stats.agreement import (
    codings_of_labels,
    count_confusion,
    measure_agreement,
    measure_coded_errors,
    settle_codings,
)
from helpers.stats.attention import measure_attention, weigh_attention
from helpers.stats.calibration import compare_scores, measure_calibration
from helpers.stats.choice import choose_sources, describe_choice
from helpers.stats.clusters import Clusters, detect, measure_clusters
from helpers.stats.confidence import compare_by_confidence, keep_confident
from helpers.stats.contrasts import weigh_contamination, weigh_contrast, weigh_scorers
from helpers.stats.correction import ALL_SOURCES, DIFFERENCE, correct_tone, count_codings, measured_correction
from helpers.stats.coverage import choose_period, count_coverage, count_inexact
from helpers.stats.disagreement import count_disagreement, pick_disagreements
from helpers.stats.honesty import weigh_cleaning, weigh_rates, weigh_sources, weigh_targets, weigh_words
from helpers.stats.intervals import (
    FEW_ARTICLES,
    Interval,
    bootstrap_interval,
    estimate_interval,
    jackknife_interval,
    wild_interval,
)
from helpers.stats.prevalence import correct_share, correct_shares
from helpers.stats.profile import MEASURES, measure_sources, profile_sources, widen_profile
from helpers.stats.reliability import list_coder_disagreements, measure_reliability
from helpers.stats.roles import count_roles, list_actions, list_dyads, weigh_role_sources, weigh_roles
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
    compare_targets,
    name_voices,
    order_by_evidence,
    pick_strongest,
    tone_by_article,
    tone_by_source,
    tone_by_voice,
    tone_parts,
    write_tone_by_article,
)

__all__ = [
    "ALL_SOURCES",
    "DIFFERENCE",
    "FEW_ARTICLES",
    "JOURNALIST",
    "MEASURES",
    "QUOTED",
    "UNKNOWN_SPEAKER",
    "Clusters",
    "Interval",
    "SignTest",
    "SpecificationSummary",
    "bootstrap_interval",
    "choose_period",
    "choose_sources",
    "codings_of_labels",
    "compare_by_confidence",
    "compare_scores",
    "compare_targets",
    "correct_share",
    "correct_shares",
    "correct_tone",
    "count_codings",
    "count_confusion",
    "count_coverage",
    "count_disagreement",
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
    "list_coder_disagreements",
    "list_dyads",
    "list_speakers",
    "list_unnamed",
    "measure_agreement",
    "measure_attention",
    "measure_calibration",
    "measure_clusters",
    "measure_coded_errors",
    "measure_reliability",
    "measure_sources",
    "measure_speaking",
    "measure_specifications",
    "measured_correction",
    "measured_coverage",
    "name_voices",
    "order_by_evidence",
    "pair_targets",
    "pick_disagreements",
    "pick_strongest",
    "profile_sources",
    "settle_codings",
    "spread_speaking",
    "summarise_specifications",
    "tone_by_article",
    "tone_by_source",
    "tone_by_voice",
    "tone_parts",
    "warn_coverage",
    "weigh_attention",
    "weigh_cleaning",
    "weigh_contamination",
    "weigh_contrast",
    "weigh_rates",
    "weigh_role_sources",
    "weigh_roles",
    "weigh_scorers",
    "weigh_sources",
    "weigh_targets",
    "weigh_words",
    "widen_profile",
    "wild_interval",
    "write_tone_by_article",
]
