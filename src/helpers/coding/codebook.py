"""The rules by which coders label, known by the hash of their bytes."""

import hashlib
from pathlib import Path

from helpers.errors import PresslensError
from helpers.files import MOST_SETTINGS, read_file
from helpers.project import project_path
from helpers.tables import write_atomically

CODEBOOK = "codebook.md"


def read_codebook(path: str | Path | None = None) -> bytes:
    """Return the bytes of a codebook, by default of ``data/coding/codebook.md``.

    Raises:
        PresslensError: If it cannot be read.
    """
    path = Path(path or project_path("data", "coding", CODEBOOK))
    try:
        return read_file(path, MOST_SETTINGS)
    except OSError as error:
        raise PresslensError(
            f"{path}: the codebook cannot be read ({error.strerror}); name a Markdown file with the rules of coding"
        ) from error


def hash_codebook(path: str | Path | None = None) -> str:
    """Return the SHA-256 of a codebook, as for `read_codebook`."""
    return hashlib.sha256(read_codebook(path)).hexdigest()


def copy_codebook(folder: Path, path: str | Path | None = None) -> Path:
    """Put a codebook beside the items, so that the folder is all that a coder needs.

    Raises:
        PresslensError: If another codebook lies there, or this one cannot be read.
    """
    content, copy = read_codebook(path), folder / CODEBOOK
    if not copy.exists():
        write_atomically(copy, lambda part: part.write_bytes(content))
    elif read_file(copy, MOST_SETTINGS) != content:
        raise PresslensError(f"{copy}: is another codebook; name another folder")
    return copy
