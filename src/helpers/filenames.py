"""Names of files that hold on every system: safe to write, and no two of them one file where case is ignored."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import count
from pathlib import PurePosixPath

# Windows takes none of these in a name; "\" and ":" lead out of a folder; a lone surrogate is no UTF-8
_UNSAFE = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"|?*\\/\ud800-\udfff]')
_DEVICES = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³]) *(\..*)?", re.IGNORECASE | re.DOTALL)
_ENDS = re.compile(r"^[. ]|[. ]$")  # files with a dot before are hidden; Windows drops dots and blanks behind
_MAX_PART = 200  # bytes; file systems take 255, and a part file needs some
_MAX_ENDING = 20  # of these, of an ending that is kept where a name is cut
_MAX_NAME = 1000


class Names:
    """Gives out names below a folder, none of which is another's where case or composition are ignored."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        """Note the names that are taken already."""
        self._files: set[str] = set()
        self._folders: set[str] = set()
        for name in taken:
            self._note(name)

    def take(self, wanted: Iterable[str]) -> str:
        """Return the first of some names that is safe and free, and which nobody gets after this.

        Args:
            wanted: Paths below the folder, of parts parted by ``/``; at least one of them is safe and free.
        """
        name = next(name for name in wanted if is_safe(name) and self.is_free(name))
        self._note(name)
        return name

    def is_free(self, name: str) -> bool:
        """Tell whether a file of this name would be no other's, nor a folder, nor below a file."""
        return fold_name(name) not in self._files | self._folders and self._files.isdisjoint(_folders(name))

    def _note(self, name: str) -> None:
        self._files.add(fold_name(name))
        self._folders |= _folders(name)


def propose_names(name: str) -> Iterator[str]:
    """Yield a path, made safe where it is not, and then the same with numbers, without end."""
    path = tame_path(name)
    yield path
    folder, stem, ending = PurePosixPath(path).parent, PurePosixPath(path).stem, PurePosixPath(path).suffix
    for number in count(2):
        numbered = tame_name(f"{stem}-{number}{ending}")
        yield from (str(folder / numbered), numbered)  # what is called as the folder may be a file


def tame_path(name: str) -> str:
    """Return a path below a folder with each part made safe, or its last part alone if it is very long."""
    parts = [tame_name(part) for part in name.split("/")]
    path = "/".join(parts)
    return path if len(path.encode()) <= _MAX_NAME else parts[-1]


def tame_name(name: str) -> str:
    """Return the name of a file or folder, the same if it is safe on every system, else one that is and looks like it.

    Signs that cannot stand become ``_``; a device of Windows gets one before it; what is too long is cut, and ends
    with some of its hash.
    """
    tame = _UNSAFE.sub("_", name)
    if _DEVICES.fullmatch(tame):
        tame = f"_{tame}"
    if len(tame.encode()) > _MAX_PART:
        ending = PurePosixPath(tame).suffix
        ending = ending if len(ending.encode()) <= _MAX_ENDING else ""
        mark = "-" + hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8] + ending
        tame = tame.encode()[: _MAX_PART - len(mark.encode())].decode("utf-8", "ignore") + mark
    return _ENDS.sub("_", tame) or "_"


def is_safe(name: str) -> bool:
    """Tell whether a relative path stays below its folder and can be written and read on every system."""
    return tame_path(name) == name


def fold_name(name: str) -> str:
    """Return what a file system that ignores case and composition takes a name for; Unicode, D145."""
    return unicodedata.normalize("NFD", unicodedata.normalize("NFD", name).casefold())


def _folders(name: str) -> set[str]:
    return {fold_name(str(parent)) for parent in PurePosixPath(name).parents}
