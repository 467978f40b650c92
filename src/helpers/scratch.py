"""Folders for what does not fit into memory; one that a killed process left is removed by the next that needs one."""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

from helpers.locks import take_lock

_PREFIX, _LEFT = "presslens-", "-left"
_LOCK = "lock"
_TRIES = 10


@contextmanager
def make_scratch() -> Iterator[Path]:
    """Yield a folder for temporary files that is removed at the end.

    Raises:
        OSError: If none can be made.
    """
    place = Path(tempfile.gettempdir())
    _tidy_once(place)
    folder, lock = _make_held(place)
    try:
        yield folder
    finally:
        lock.close()
        shutil.rmtree(folder, ignore_errors=True)


def _make_held(place: Path) -> tuple[Path, sqlite3.Connection]:
    """Make a folder and hold it; again, if another process takes it for one that was left before it is held."""
    for _ in range(_TRIES):
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=place))
        if lock := _hold(folder):
            if (folder / _LOCK).is_file():
                return folder, lock
            lock.close()
        shutil.rmtree(folder, ignore_errors=True)
    raise OSError(None, "cannot be written", str(place))


def _hold(folder: Path) -> sqlite3.Connection | None:
    """Hold a folder until what is returned is closed, or the process ends anyhow; return nothing if it is held."""
    try:
        return take_lock(folder / _LOCK)
    except sqlite3.OperationalError:
        return None


def tidy_scratch(place: Path) -> None:
    """Remove the folders in a place that are ours and that no living process holds."""
    for folder in place.glob(f"{_PREFIX}*"):
        with suppress(OSError):
            if folder.is_symlink() or not folder.is_dir() or _is_of_another(folder):
                continue
            if folder.name.endswith(_LEFT):
                shutil.rmtree(folder)
            elif not (folder / _LOCK).is_file():
                folder.rmdir()  # only an empty one: whoever makes it just now makes another
            elif lock := _hold(folder):
                try:  # held until it has another name, so that nobody can begin to hold it meanwhile
                    left = folder.rename(folder.with_name(folder.name + _LEFT))
                finally:
                    lock.close()
                shutil.rmtree(left)


def _is_of_another(folder: Path) -> bool:
    return hasattr(os, "getuid") and folder.stat().st_uid != os.getuid()


@cache
def _tidy_once(place: Path) -> None:
    tidy_scratch(place)
