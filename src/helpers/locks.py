"""Locks, so that two processes never write to one folder."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from helpers.errors import PresslensError


def take_lock(path: Path) -> sqlite3.Connection:
    """Lock a file until what is returned is closed; the system lets go of it even if the process is killed.

    Raises:
        sqlite3.DatabaseError: If another process holds it ("locked"), or it cannot be written.
    """
    lock = sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False)
    try:
        lock.execute("PRAGMA journal_mode = MEMORY")  # else a file beside it, which a full disk has no room for
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.DatabaseError:
        lock.close()
        raise
    return lock


@contextmanager
def lock_output(path: Path, what: str, out: Path, *, option: str = "--out") -> Iterator[None]:
    """Hold output alone; the system lets go of it even if the process is killed.

    Args:
        path: The file that is locked; its folder is made.
        what: What is written, for the message: "report".
        out: Where to, likewise.
        option: Of the command, which names that.

    Raises:
        PresslensError: If another process holds it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        lock = take_lock(path)
    except sqlite3.DatabaseError as error:
        if "locked" not in str(error):
            raise OSError(errno.EIO, f"cannot be written ({error})", str(path)) from None
        remedy = f"wait for it, or name another folder with {option}"
        raise PresslensError(f"another presslens {what} is being written to {out}; {remedy}") from None
    with closing(lock):
        yield
