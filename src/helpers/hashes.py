"""Hashes by which what was made is found again: of files, texts and values; standard library alone, so at once."""

import hashlib
import json
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path

from helpers.files import open_file


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file.

    Raises:
        OSError: If it cannot be read.
    """
    with open_file(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def hash_text(text: str) -> str:
    """Return the SHA-256 of a text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def hash_values(*values: object) -> str:
    """Return the SHA-256 of numbers, texts, and lists and mappings of them."""
    return hash_text(json.dumps(values, sort_keys=True))


@cache
def hash_code(*rooms: str) -> str:
    """Return the SHA-256 of the code, and of the files beside it, of some modules and packages of `helpers`.

    Args:
        rooms: Their names, such as ``corpus``; all that a stage runs on.
    """
    package = Path(str(files("helpers")))
    found = []
    for room in rooms:
        place = package / room
        paths = sorted(place.rglob("*")) if place.is_dir() else [place.with_suffix(".py")]
        found += [path for path in paths if path.is_file() and path.suffix != ".pyc"]
    return hash_values([(path.relative_to(package).as_posix(), hash_file(path)) for path in found])


@cache
def list_versions(*packages: str) -> dict[str, str]:
    """Return the versions of packages; of one that is not installed, that it is not there."""
    found = {}
    for package in packages:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "(not there)"
    return found
