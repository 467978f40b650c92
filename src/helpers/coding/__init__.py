"""Hand coding: draw mentions by chance, keep what coders say of them, and read it back."""

from helpers.coding.blind import drop_open_items
from helpers.coding.codebook import CODEBOOK, copy_codebook, hash_codebook, read_codebook
from helpers.coding.files import ITEMS, list_coders, read_codings, read_items, write_items
from helpers.coding.journal import Steps
from helpers.coding.sample import draw_items, hash_corpus

__all__ = [
    "CODEBOOK",
    "ITEMS",
    "Steps",
    "copy_codebook",
    "draw_items",
    "drop_open_items",
    "hash_codebook",
    "hash_corpus",
    "list_coders",
    "read_codebook",
    "read_codings",
    "read_items",
    "write_items",
]
