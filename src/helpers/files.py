"""Files that others made: how large they may be, and how they are read so that none hangs or fills the memory."""

import errno
import io
import os
import re
import stat
import tomllib
from pathlib import Path
from typing import Any

# Bytes. What is larger is refused unread, since all of it would be held at once, in up to ten times as much memory.
MOST_SETTINGS = 1_000_000  # of what a person writes: targets, a plan, a codebook; ours have some thousands
MOST_LIST = 10_000_000  # of lists that people edit: actors, events, names, items, codings; 50,000 lines and more
MOST_RECORD = 100_000_000  # of what tells of results: of a run of five million articles some 30 million
MOST_TABLE = 1_000_000_000  # of a CSV, which is read whole; JSONL and Parquet are read in pieces and have no limit
MOST_TEXT = 1_000_000_000  # of one text, whatever --max-mb says, or one line of JSONL

_OF_MACHINE = {"ENOSPC", "EDQUOT", "EROFS", "EMFILE", "ENFILE", "ENOMEM"}
_MOST_PARTS = 20  # of a key, a.b.c; the TOML parser takes time by their square
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"?|\'[^\']*\'?')


def is_of_machine(error: OSError) -> bool:
    """Tell whether an error would befall other files, too: no space is left, say, or too many files are open."""
    return errno.errorcode.get(error.errno or 0) in _OF_MACHINE


def open_file(path: str | Path) -> io.BufferedReader:
    """Open a file to be read; what has no end or would have to be waited for is none.

    Raises:
        OSError: If it cannot be opened, or is a pipe, a socket or a device.
    """
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    try:
        mode = os.fstat(handle).st_mode
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
        if not stat.S_ISREG(mode):
            raise OSError(errno.EINVAL, "it is a pipe or a device, not a file", str(path))
        return os.fdopen(handle, "rb")
    except BaseException:
        os.close(handle)
        raise


def read_file(path: str | Path, most: float) -> bytes:
    """Read a file that is held whole: as many bytes as it has when it is opened, however it grows.

    Args:
        path: The file.
        most: Bytes that it may have.

    Raises:
        OSError: If it cannot be opened, is a pipe, a socket or a device, or is larger.
    """
    with open_file(path) as file:
        size = os.fstat(file.fileno()).st_size
        if size > most:
            reason = f"it has {size / 1e6:,.0f} MB, and may have {most / 1e6:,.0f}"
            raise OSError(errno.EFBIG, reason, str(path))
        return file.read(size)


def read_text(path: str | Path, most: float) -> str:
    """Read a text in UTF-8, with a byte order mark or without, as for `read_file`; each line ends with a line feed.

    Raises:
        OSError: As for `read_file`.
        UnicodeDecodeError: If it is not in UTF-8.
    """
    text = read_file(path, most).decode("utf-8-sig")
    return io.IncrementalNewlineDecoder(None, translate=True).decode(text, final=True)


def parse_toml(text: str) -> dict[str, Any]:
    """Parse TOML in which no key has very many parts and no number more than 64 bits.

    Raises:
        ValueError: If it is none, with the place.
    """
    for number, line in enumerate(text.split("\n"), start=1):
        if line.count(".") > _MOST_PARTS and _QUOTED.sub("", line).partition("#")[0].count(".") > _MOST_PARTS:
            raise ValueError(f"a key of more than {_MOST_PARTS} parts (at line {number})")
    try:
        parsed = tomllib.loads(text)
    except RecursionError:
        raise ValueError("lists or tables are nested too deep") from None
    left: list[object] = [parsed]
    while left:
        value = left.pop()
        if isinstance(value, int) and value.bit_length() > 64:  # it could not even be shown
            raise ValueError("a number has more than 64 bits")
        left += value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return parsed


def stays_below(name: object) -> bool:
    """Tell whether a path that somebody else wrote, of parts parted by ``/``, leads to a file below its folder."""
    if not isinstance(name, str) or "\\" in name or "\0" in name:
        return False
    return all(part not in {"", ".", ".."} and part[1:2] != ":" and not part.endswith(":") for part in name.split("/"))
