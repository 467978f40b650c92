"""Locks, so that two processes never write to one folder."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from helpers.errors import PresslensError


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
    with ExitStack() as stack:
        try:
            lock = stack.enter_context(closing(sqlite3.connect(path, timeout=0, isolation_level=None)))
            lock.execute("PRAGMA journal_mode = MEMORY")  # else a file beside it, which a full disk has no room for
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.DatabaseError as error:
            if "locked" not in str(error):
                raise OSError(errno.EIO, f"cannot be written ({error})", str(path)) from None
            remedy = f"wait for it, or name another folder with {option}"
            raise PresslensError(f"another presslens {what} is being written to {out}; {remedy}") from None
        yield
