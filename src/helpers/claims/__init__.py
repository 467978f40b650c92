"""What articles say alike, and what only one of them says: claims, likeness, aligned sentences."""

from helpers.claims.alignment import align_sentences, align_sources, mark_differences

__all__ = ["align_sentences", "align_sources", "mark_differences"]
