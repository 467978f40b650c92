"""File names out of somebody's manifest, none of which may lead out of a folder on any system."""

import re
import unicodedata
from pathlib import PurePosixPath

from helpers.corpus import TEXTS

_UNSAFE = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"|?*\\]')  # Windows takes none of these in a name; "\" and ":" lead out
_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)
_MAX_PART = 200  # bytes; file systems take 255, and a part file needs some
_MAX_NAME = 1000


class Names:
    """Gives out names below a folder: the one asked for where it is safe and free, else one made of the hash."""

    def __init__(self) -> None:
        self._files: set[str] = set()
        self._folders: set[str] = set()

    def take(self, file: str, sha256: str) -> str:
        """Return a name for a file, which no other file gets.

        Args:
            file: The name that it had; of a row of a table, ``FILE#ROW`` becomes ``FILE_ROW.txt``.
            sha256: Of its bytes.
        """
        suffix = PurePosixPath(file).suffix.lower()
        name = file if suffix in TEXTS else f"{file.replace('#', '_')}.txt"
        number = 1
        while not (is_safe(name) and self._is_free(name)):
            name = f"{sha256[:16]}{f'-{number}' if number > 1 else ''}{suffix if suffix in TEXTS else '.txt'}"
            number += 1
        self._files.add(_fold(name))
        self._folders |= _folders(name)
        return name

    def _is_free(self, name: str) -> bool:
        folders = _folders(name)
        return _fold(name) not in self._files | self._folders and self._files.isdisjoint(folders)


def is_safe(name: str) -> bool:
    """Tell whether a relative path stays below its folder and can be written and read on every system."""
    return len(name.encode("utf-8")) <= _MAX_NAME and all(map(_is_safe_part, name.split("/")))


def _is_safe_part(part: str) -> bool:
    """Tell whether part of a path is a plain name; hidden files are not read, so they are not written either."""
    plain = part.strip(" ") == part and not part.startswith(".") and not part.endswith(".") and part != ""
    return (
        plain and len(part.encode("utf-8")) <= _MAX_PART and not _UNSAFE.search(part) and not _DEVICES.fullmatch(part)
    )


def _folders(name: str) -> set[str]:
    return {_fold(str(parent)) for parent in PurePosixPath(name).parents}


def _fold(name: str) -> str:
    """Return what a file system that ignores case and composition takes a name for."""
    return unicodedata.normalize("NFC", name.casefold())
