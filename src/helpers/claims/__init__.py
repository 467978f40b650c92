"""What articles say alike, and what only one of them says: claims, likeness, aligned sentences."""

from helpers.claims.similarity import MAX_COMPARED, LikenessOrder, measure_similarity, order_by_likeness

__all__ = ["MAX_COMPARED", "LikenessOrder", "measure_similarity", "order_by_likeness"]
from helpers.claims.clusters import THRESHOLD, find_claims
from helpers.claims.coverage import count_claims, cover_claims, list_absent, list_single, summarise_claims

__all__ = [
    "THRESHOLD",
    "count_claims",
    "cover_claims",
    "find_claims",
    "list_absent",
    "list_single",
    "summarise_claims",
]
