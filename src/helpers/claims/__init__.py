"""What articles say alike, and what only one of them says: claims, likeness, aligned sentences."""
