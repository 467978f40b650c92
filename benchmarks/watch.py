"""A command, timed, with the memory of all its processes."""

import os
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import psutil  # comes with distributed

# Seconds between two looks at the memory. What the kernel says of the peak when a process ends will not do: it counts
# what the parent held when it began.
EVERY = 0.2


@dataclass(frozen=True)
class Watched:
    """What a command took.

    Attributes:
        wall: Seconds.
        cpu: Seconds of all its processes, as far as they ended before it did.
        largest_mb: The most that one process held, shared pages counted in full (megabytes of 10^6 bytes).
        together_mb: The most that all processes held at a time, each shared page counted once (Linux: PSS).
        processes: The most that ran at a time.
        load: Processes that wanted a core on average in the minute before: what else went on.
    """

    wall: float
    cpu: float
    largest_mb: float
    together_mb: float
    processes: int
    load: float

    def as_dict(self) -> dict[str, Any]:
        """Return the figures, rounded."""
        return {name: round(value, 2) for name, value in asdict(self).items()}


def watch(command: Sequence[str], *, log: Path | None = None) -> Watched:
    """Run a command and return what it took.

    Args:
        command: The program and its arguments.
        log: Where to put what it says; nowhere by default.

    Raises:
        SystemExit: If it fails.
    """
    load = os.getloadavg()[0]
    with Path(log or os.devnull).open("w+", encoding="utf-8") as said:
        begun = time.perf_counter()
        process = subprocess.Popen(command, stdout=said, stderr=subprocess.STDOUT)
        memory = _Memory(process.pid)
        memory.start()
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        memory.ended.set()
        memory.join()
        if process.returncode:
            said.seek(0)
            raise SystemExit(f"{' '.join(command[:8])} failed:\n{said.read()[-2000:]}")
    return Watched(
        wall,
        used.ru_utime + used.ru_stime,
        memory.largest / 1e6,
        memory.together / 1e6,
        memory.processes,
        load,
    )


class _Memory(threading.Thread):
    """Looks at the memory of a process and of all that it started."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid, self.ended = pid, threading.Event()
        self.largest, self.together, self.processes = 0, 0, 0

    def run(self) -> None:
        while not self.ended.wait(EVERY):
            held = [one for one in map(_measure, self._list()) if one]
            self.largest = max([self.largest, *(rss for rss, _ in held)])
            self.together = max(self.together, sum(pss for _, pss in held))
            self.processes = max(self.processes, len(held))

    def _list(self) -> list[psutil.Process]:
        try:
            root = psutil.Process(self.pid)
            return [root, *root.children(recursive=True)]
        except psutil.Error:  # it has ended
            return []


def _measure(process: psutil.Process) -> tuple[int, int] | None:
    """Return resident bytes, and those with shared pages divided among who shares them."""
    try:
        found = process.memory_full_info()
    except psutil.Error:
        return None
    return found.rss, getattr(found, "pss", found.uss)
