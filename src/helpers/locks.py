"""Locks, so that two processes never write to one folder."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from helpers.errors import PresslensError


@contextmanager
def lock_output(path: Path, what: str, out: Path) -> Iterator[None]:
    """Hold output alone; the system lets go of it even if the process is killed.

    Args:
        path: The file that is locked; its folder is made.
        what: What is written, for the message: "report".
        out: Where to, likewise.

    Raises:
        PresslensError: If another process holds it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(_open(path)) as lock:
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.DatabaseError as error:
            if "locked" not in str(error):
                raise OSError(errno.EIO, f"cannot be written ({error})", str(path)) from None
            remedy = "wait for it, or name another folder with --out"
            raise PresslensError(f"another presslens {what} is being written to {out}; {remedy}") from None
        yield


def _open(path: Path) -> sqlite3.Connection:
    try:
        return sqlite3.connect(path, timeout=0, isolation_level=None)
    except sqlite3.DatabaseError as error:
        raise OSError(errno.EIO, f"cannot be written ({error})", str(path)) from None
