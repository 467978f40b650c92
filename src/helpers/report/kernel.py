"""The kernel of a notebook of a report, run as a script: it ends with the report, and none of its output is lost."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

MOST_OUTPUT = 50_000_000  # characters that a notebook prints and shows: a page ten times as large as any of ours

_END_WITH_PARENT = 1  # PR_SET_PDEATHSIG of prctl(2)
_PARENT = "JPY_PARENT_PID"  # set by jupyter_client


def end_with_parent() -> None:
    """Let the system end this process when the one that started it ends, whatever this one is doing then.

    The kernel looks for its parent by itself, too, but not while it starts, nor while a cell is in compiled code.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_END_WITH_PARENT, signal.SIGKILL)
        if os.environ.get(_PARENT, "") != str(os.getppid()):  # it ended before that
            sys.exit(1)


class _Bounds:
    """Counts what a notebook puts out; what would be too much is an error in the cell."""

    def __init__(self) -> None:
        self._size = 0

    def put_on(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return a function that puts its first argument, or `data`, out, unless it is too much."""

        def bounded(*arguments: Any, **options: Any) -> Any:
            put_out = arguments[0] if arguments else options.get("data")
            shown = put_out.values() if isinstance(put_out, dict) else [put_out]
            self._size += sum(len(one) for one in shown if isinstance(one, str | bytes))
            if self._size > MOST_OUTPUT:
                raise RuntimeError(f"put out more than {MOST_OUTPUT // 10**6} MB; let it print and show less")
            return function(*arguments, **options)

        return bounded


def start() -> None:
    """Run a kernel on the arguments of the command line."""
    import zmq  # noqa: PLC0415 - a parent that is gone is noticed before anything slow
    from ipykernel.kernelapp import IPKernelApp  # noqa: PLC0415

    bounds = _Bounds()

    class App(IPKernelApp):
        """A kernel whose output is bounded, and waits for a slow reader where others drop it after 1,000 messages."""

        def init_iopub(self, context: Any) -> None:
            context.setsockopt(zmq.XPUB_NODROP, 1)  # of the sockets that are made from here on
            super().init_iopub(context)  # type: ignore[no-untyped-call]

        def init_io(self) -> None:
            super().init_io()  # type: ignore[no-untyped-call]
            for stream in (sys.stdout, sys.stderr):
                stream.write = bounds.put_on(stream.write)  # type: ignore[method-assign]

        def init_shell(self) -> None:
            super().init_shell()  # type: ignore[no-untyped-call]
            publisher: Any = self.shell.display_pub  # type: ignore[union-attr]
            publisher.publish = bounds.put_on(publisher.publish)

    App.launch_instance()


if __name__ == "__main__":
    end_with_parent()
    if Path(sys.path[0]) == Path(__file__).parent:  # our modules are not to be imported by their bare names
        del sys.path[0]
    start()
