"""A process that reads files of strangers within limits of memory and time, and says what came of it.

Packages are imported once; each file is then read by a fork, which may break without harm.
"""

import json
import os
import resource
import select
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

MEMORY_MB = 2_000  # of address space, above what the packages take
CPU_SECONDS = 60
WALL_SECONDS = 240  # of one that hangs; a machine with other work is slow


@dataclass(frozen=True)
class Outcome:
    """What came of reading a file.

    Attributes:
        code: The exit status of a command; 0 of a reader, 1 where it raised a `PresslensError`.
        read: Names of articles that were read.
        lines: What was told, a line each: problems, and the message of an error.
        crash: Any other exception, or the signal that ended it.
        peak_mb: Memory that it took above what the packages take.
        cpu_s: Seconds of the processor.
    """

    code: int
    read: list[str]
    lines: list[str] = field(default_factory=list)
    crash: str = ""
    peak_mb: float = 0
    cpu_s: float = 0


class Reader:
    """The process, from the side of the tests."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def __call__(self, what: str, *given: object) -> Outcome:
        """Run a command, ``presslens``, or call a reader as ``module:function``, with paths and texts."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps([what, *map(str, given)]) + "\n")
        self._process.stdin.flush()
        return Outcome(**json.loads(self._process.stdout.readline()))

    def close(self) -> None:
        """End the process."""
        self._process.communicate()


def _serve() -> None:
    from tempfile import TemporaryDirectory  # noqa: PLC0415

    from helpers.corpus import read_corpus  # noqa: PLC0415

    with TemporaryDirectory() as folder:
        Path(folder, "first.txt").write_text("The two ministers met on Monday and spoke about trade.", "utf-8")
        read_corpus(folder)
    for line in sys.stdin:
        print(json.dumps(_fork(*json.loads(line))), flush=True)


def _fork(what: str, *given: str) -> dict[str, object]:
    base_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    out, into = os.pipe()
    child = os.fork()
    if not child:
        os.close(out)
        _answer(into, what, given)
    os.close(into)
    text, is_late = _read_until(out, time.monotonic() + WALL_SECONDS)
    if is_late:
        os.kill(child, signal.SIGKILL)
    _, status, used = os.wait4(child, 0)
    found = json.loads(text) if text else {"code": -1, "read": []}
    if os.WIFSIGNALED(status):
        found["crash"] = "it hangs" if is_late else signal.Signals(os.WTERMSIG(status)).name
    return found | {"peak_mb": max(0.0, used.ru_maxrss / 1e3 - base_mb), "cpu_s": used.ru_utime + used.ru_stime}


def _read_until(out: int, end: float) -> tuple[str, bool]:
    pieces: list[bytes] = []
    while select.select([out], [], [], max(0.0, end - time.monotonic()))[0]:
        if not (piece := os.read(out, 1 << 16)):
            return b"".join(pieces).decode(), False
        pieces.append(piece)
    return "", True


def _answer(into: int, what: str, given: tuple[str, ...]) -> None:
    try:
        with open("/proc/self/statm", encoding="ascii") as memory:  # noqa: PTH123 - of the kernel
            held = int(memory.read().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (held + MEMORY_MB * 1_000_000,) * 2)
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
        found = _command(given) if what == "presslens" else _read(what, given)
    except BaseException as error:  # whatever it is, it is told
        found = {"code": -1, "read": [], "crash": f"{type(error).__name__}: {str(error)[:300]}"}

    with os.fdopen(into, "w") as pipe:
        json.dump(found, pipe)
    os._exit(0)


def _command(arguments: tuple[str, ...]) -> dict[str, object]:
    from tempfile import TemporaryFile  # noqa: PLC0415

    from helpers.cli import main  # noqa: PLC0415

    with TemporaryFile() as told:
        os.dup2(told.fileno(), 2)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        try:
            main(list(arguments))
        except SystemExit as left:
            code = left.code
        sys.stderr.flush()
        told.seek(0)
        return {"code": code, "read": [], "lines": told.read().decode().splitlines()}


def _read(what: str, given: tuple[str, ...]) -> dict[str, object]:
    from importlib import import_module  # noqa: PLC0415

    from helpers.errors import PresslensError  # noqa: PLC0415

    module, _, name = what.partition(":")
    paths = [Path(one) if "/" in one else one for one in given]
    try:
        found = getattr(import_module(module), name)(*paths)
    except PresslensError as error:
        return {"code": 1, "read": [], "lines": str(error).split("\n")}
    return {"code": 0, **_tell(found)}


def _tell(found: object) -> dict[str, object]:
    """Return which articles were read, and the problems, wherever a reader leaves them."""
    problems = getattr(found, "problems", None)
    if isinstance(found, tuple) and problems is None:
        problems = found[-1]
    read = list(found.articles["file"]) if hasattr(found, "articles") and hasattr(found, "sources") else []
    rows = problems.itertuples(index=False) if hasattr(problems, "itertuples") else problems or []
    lines = [": ".join(map(str, row)) if isinstance(row, tuple) else str(row) for row in rows]
    return {"read": read[:100], "lines": lines[:2000]}


if __name__ == "__main__":
    _serve()
