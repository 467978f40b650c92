"""What articles say alike, and what only one of them says: claims, likeness, aligned sentences."""

from helpers.claims.similarity import MAX_COMPARED, LikenessOrder, measure_similarity, order_by_likeness

__all__ = ["MAX_COMPARED", "LikenessOrder", "measure_similarity", "order_by_likeness"]
