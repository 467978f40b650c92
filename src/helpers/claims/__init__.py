"""What articles say alike, and what only one of them says: claims, likeness, aligned sentences."""

from helpers.claims.alignment import (
    LEAST,
    align_sentences,
    align_sources,
    mark_differences,
)
from helpers.claims.clusters import THRESHOLD, find_claims
from helpers.claims.coverage import (
    count_claims,
    cover_claims,
    list_absent,
    list_single,
    measured_claims,
    pick_articles,
    summarise_claims,
)
from helpers.claims.similarity import MAX_COMPARED, LikenessOrder, measure_similarity, order_by_likeness

__all__ = [
    "LEAST",
    "MAX_COMPARED",
    "THRESHOLD",
    "LikenessOrder",
    "align_sentences",
    "align_sources",
    "count_claims",
    "cover_claims",
    "find_claims",
    "list_absent",
    "list_single",
    "mark_differences",
    "measure_similarity",
    "measured_claims",
    "order_by_likeness",
    "pick_articles",
    "summarise_claims",
]
