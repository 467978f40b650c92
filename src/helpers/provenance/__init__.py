"""What an analysis was made of, told without a word of the texts: hashes, offsets, counts, versions."""

from helpers.provenance.record import Provenance, dehydrate, describe, hash_texts, list_parameters
from helpers.provenance.restore import rehydrate
from helpers.provenance.store import MANIFEST, read_provenance, write_provenance
from helpers.provenance.verify import list_version_changes, verify_texts

__all__ = [
    "MANIFEST",
    "Provenance",
    "dehydrate",
    "describe",
    "hash_texts",
    "list_parameters",
    "list_version_changes",
    "read_provenance",
    "rehydrate",
    "verify_texts",
    "write_provenance",
]
