"""Commands that are killed, or find the disk full, at an exact moment: the n-th time that they change a file.

A process that has imported everything forks one child for each command, so that a fault costs what the command does
and not what its start does. Linux and macOS.
"""

import errno
import fcntl
import hashlib
import json
import os
import resource
import signal
import sqlite3
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parents[2]

# What Python tells of itself before it does it (sys.audit). What compiled code writes it does not tell: of that there
# are seconds and bytes.
_CHANGES = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate", "os.chmod", "os.link", "sqlite3.connect"}
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_ERRORS = {"full": errno.ENOSPC, "read-only": errno.EROFS}


@dataclass(frozen=True)
class Deed:
    """A command, and what befalls it.

    Attributes:
        arguments: Of ``presslens``; or of `code`, where they are `sys.argv`.
        code: Python to run instead of a command.
        fault: ``kill`` (of it and all that it started), ``kill alone`` (of it, not of what it started), ``full`` or
            ``read-only`` (the disk is, from then on), or nothing.
        at: What is counted: ``change`` (of a file or folder), ``cpu`` (seconds of the process; it is killed alone) or
            ``byte`` (of any file).
        n: When: before the n-th change, after n seconds, or after n bytes of a file.
        temp: Folder for temporary files.
        environment: What else its environment holds.
    """

    arguments: Sequence[str | Path]
    code: str = ""
    fault: str = ""
    at: str = "change"
    n: float = 0
    temp: str = ""
    environment: tuple[tuple[str, str], ...] = ()

    @property
    def moment(self) -> str:
        """Say what befalls it, and when."""
        return f"{self.fault} at {self.at} {self.n:g}" if self.fault else "nothing"


@dataclass(frozen=True)
class Outcome:
    """What became of a command.

    Attributes:
        status: Its exit code; below 0 the signal that ended it.
        said: What it printed, errors among it.
        n_changes: How often it changed a file or folder; -1 if it was killed.
        cpu: Seconds of it, and of what it started as far as it waited for that.
    """

    status: int
    said: str
    n_changes: int
    cpu: float


@dataclass
class Tally:
    """What came of many faults.

    Attributes:
        command: What they befell.
        moments: Of each fault, when.
        n_files: Files that were looked at after a fault: each was old or new, never half.
        n_reruns: Runs after a fault that gave what an undisturbed one gives.
        n_answers: Answers of coders that were acknowledged before a fault.
        n_lost: Those of them that were gone after it.
        cpu: Seconds.
        faults: What was not as it should be.
    """

    command: str
    moments: list[str] = field(default_factory=list)
    n_files: int = 0
    n_reruns: int = 0
    n_answers: int = 0
    n_lost: int = 0
    cpu: float = 0
    faults: list[str] = field(default_factory=list)

    def take(self, deed: Deed, outcome: Outcome) -> bool:
        """Count a deed; return whether the fault befell it before it was over: a full disk is told in one line."""
        self.cpu += outcome.cpu
        if outcome.status == 0:
            return False
        self.moments.append(deed.moment)
        if deed.fault == "full":
            lines = [line for line in outcome.said.splitlines() if line.startswith("presslens: ")]
            is_told = outcome.status == 1 and len(lines) == 1 and "Traceback" not in outcome.said
            self.expect(deed, is_told, f"no clear line: {outcome.said[-400:]}")
        else:
            self.expect(deed, outcome.status < 0, f"ends with {outcome.status}: {outcome.said[-400:]}")
        return True

    def expect(self, deed: Deed, holds: bool, what: str) -> None:
        """Note what should hold after a fault and does not."""
        if not holds:
            self.faults.append(f"{self.command}, {deed.moment}: {what}")


class Nursery:
    """A process that forks children which do deeds."""

    def __init__(self) -> None:
        path = os.pathsep.join([str(ROOT / "src"), *filter(None, [os.environ.get("PYTHONPATH")])])
        command = [sys.executable, __file__]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": path}
        )

    def run(self, deed: Deed) -> Outcome:
        """Do a deed."""
        return self.run_together(deed)[0]

    def run_together(self, *deeds: Deed) -> list[Outcome]:
        """Do several at a time."""
        assert self._process.stdin
        assert self._process.stdout
        told = [asdict(deed) | {"arguments": list(map(str, deed.arguments))} for deed in deeds]
        self._process.stdin.write(json.dumps(told) + "\n")
        self._process.stdin.flush()
        return [Outcome(**outcome) for outcome in json.loads(self._process.stdout.readline())]

    def end(self) -> None:
        """End it; children have ended before."""
        self._process.communicate()


@contextmanager
def open_nursery() -> Iterator[Nursery]:
    """Yield a nursery, and end it."""
    nursery = Nursery()
    try:
        yield nursery
    finally:
        nursery.end()


def draw_moments(deed: Deed, undisturbed: Outcome, n: int, seed: int, *, fault: str = "kill") -> list[Deed]:
    """Return a deed n times, with a fault at as many moments: half of them between two changes of files.

    Args:
        deed: What is done.
        undisturbed: What came of it without a fault.
        n: How often.
        seed: Of the draw.
        fault: ``kill``, else after some seconds of work; or ``full``, else after some bytes of a file.
    """
    chance = Random(seed)
    changes = [chance.randint(1, max(undisturbed.n_changes, 1)) for _ in range((n + 1) // 2)]
    rest = [
        round(chance.uniform(0.01, undisturbed.cpu), 3) if fault == "kill" else int(2 ** chance.uniform(0, 15))
        for _ in range(n // 2)
    ]
    drawn = [replace(deed, fault=fault, at="change", n=at) for at in changes]
    return drawn + [replace(deed, fault=fault, at="cpu" if fault == "kill" else "byte", n=at) for at in rest]


def hash_folder(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of each file below a folder, by its path; of a link where it leads."""
    return {
        path.relative_to(folder).as_posix(): path.readlink().as_posix()
        if path.is_symlink()
        else hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_symlink() or path.is_file()
    }


def list_changed(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """Return the files that came, went or changed between two states of a folder."""
    return sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))


def list_living(group: str) -> list[int]:
    """Return the processes whose environment holds a text (Linux)."""
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            if group.encode() in path.read_bytes():
                found.append(int(path.parent.name))
        except OSError:  # it has ended, or is not ours
            continue
    return found


def _arm(deed: Deed, counted: list[int]) -> None:
    """Let the fault befall this process, and count its changes."""
    if deed.at == "cpu" and deed.fault:
        signal.signal(signal.SIGPROF, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_PROF, deed.n)
    if deed.at == "byte" and deed.fault:
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL if deed.fault.startswith("kill") else signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(deed.n), resource.RLIM_INFINITY))

    def hear(event: str, arguments: tuple[object, ...]) -> None:
        if not _is_change(event, arguments):
            return
        counted[0] += 1
        if deed.at != "change" or not deed.fault or counted[0] < deed.n:
            return
        if deed.fault == "kill":
            os.killpg(0, signal.SIGKILL)
        elif deed.fault == "kill alone":
            os.kill(os.getpid(), signal.SIGKILL)
        elif event == "sqlite3.connect":
            raise sqlite3.OperationalError("unable to open database file")
        elif deed.fault == "read-only" or event not in {"os.remove", "os.rmdir"}:  # what a full disk still does
            raise OSError(_ERRORS[deed.fault], os.strerror(_ERRORS[deed.fault]), arguments[0])

    sys.addaudithook(hear)


def _is_change(event: str, arguments: tuple[object, ...]) -> bool:
    if event == "open":
        path, mode, flags = arguments
        return isinstance(path, str | bytes | os.PathLike) and bool(
            (flags or 0) & _WRITING or (isinstance(mode, str) and set(mode) & set("wax+"))
        )
    return event in _CHANGES


def _do(deed: Deed, said: int, told: int) -> int:
    """Do a deed in a child that was just forked; return its exit code."""
    os.setpgid(0, 0)
    os.dup2(said, 1)
    os.dup2(said, 2)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    sys.stdin = open(0, closefd=False)  # noqa: SIM115
    sys.stdout, sys.stderr = (open(to, "w", encoding="utf-8", closefd=False) for to in (1, 2))  # noqa: SIM115
    os.environ.update(deed.environment)
    if deed.temp:
        os.environ["TMPDIR"], tempfile.tempdir = deed.temp, None
    sys.argv = ["presslens", *deed.arguments]
    counted = [0]
    _arm(deed, counted)
    try:
        if deed.code:
            exec(deed.code, {"__name__": "deed"})  # noqa: S102 - of a test
        else:
            from helpers.cli import main  # noqa: PLC0415

            main()
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
        if isinstance(end.code, str):
            print(end.code, file=sys.stderr)
    except BaseException:
        traceback.print_exc()
        status = 70
    else:
        status = 0
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os.write(told, str(counted[0]).encode())
    return status


@dataclass
class _Child:
    """A process that does a deed; what it says and tells goes into pipes, which no limit on files cuts."""

    deed: Deed
    pid: int = 0

    def start(self) -> None:
        """Fork it."""
        self._said, said = os.pipe()
        self._told, told = os.pipe()
        for pipe in (said, told):
            fcntl.fcntl(pipe, getattr(fcntl, "F_SETPIPE_SZ", fcntl.F_GETFD), 2**20)
        self.pid = os.fork()
        if self.pid == 0:
            status = 70
            try:
                status = _do(self.deed, said, told)
            finally:
                os._exit(status)
        os.close(said)
        os.close(told)

    def wait(self) -> dict[str, object]:
        """Return what became of it, as `Outcome` has it."""
        _, status, used = os.wait4(self.pid, 0)
        return {
            "status": os.waitstatus_to_exitcode(status),
            "said": _drain(self._said).decode("utf-8", "replace"),
            "n_changes": int(_drain(self._told) or -1),
            "cpu": used.ru_utime + used.ru_stime,
        }


def _drain(pipe: int) -> bytes:
    """Return what is in a pipe; what a child started may still hold its other end."""
    os.set_blocking(pipe, False)
    try:
        return os.read(pipe, 2**20)
    except BlockingIOError:
        return b""
    finally:
        os.close(pipe)


def _serve() -> None:
    """Do what is asked for, line by line."""
    # What a command needs is there before it begins
    import py3langid  # noqa: F401, PLC0415

    import helpers.cli  # noqa: PLC0415
    import helpers.coding  # noqa: PLC0415
    import helpers.corpus.add  # noqa: PLC0415
    import helpers.pipeline  # noqa: PLC0415
    import helpers.provenance  # noqa: F401, PLC0415

    for line in sys.stdin:
        children = [_Child(Deed(**asked)) for asked in json.loads(line)]
        for child in children:
            child.start()
        print(json.dumps([child.wait() for child in children]), flush=True)


if __name__ == "__main__":
    _serve()
