"""Summaries, shares and intervals. No text in here: what was found in texts comes in as rows."""

from helpers.stats.agreement import measure_agreement
from helpers.stats.attention import measure_attention
from helpers.stats.tone import (
    JOURNALIST,
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
    "JOURNALIST",
    "UNKNOWN_SPEAKER",
    "compare_by_confidence",
    "compare_targets",
    "keep_confident",
    "measure_agreement",
    "measure_attention",
    "order_by_evidence",
    "pick_strongest",
    "summarise_comparison",
    "tone_by_article",
    "tone_by_source",
    "tone_by_voice",
]
