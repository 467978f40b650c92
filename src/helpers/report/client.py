"""One notebook in its own kernel, which can be ended at any moment, and whose output is bounded."""

import atexit
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Any

from nbclient import NotebookClient
from traitlets.config import Config

from helpers.progress.notebook import MESSAGE, REPORTED
from helpers.report import kernel

CONNECTION = ".kernel.json"  # in the folder of a notebook: how its kernel is reached; of one that is killed it stays
MOST_PRINTED = 100_000  # characters that a cell prints, per stream; more of them nobody reads
_MOST_OUTPUT = 2 * kernel.MOST_OUTPUT  # characters that reach us past the bounds of the kernel
_LONG = 10**9  # seconds: nbclient knows no "for ever" there


class Client(NotebookClient):  # type: ignore[misc]  # nbclient ships no types for it
    """Runs a notebook.

    Args:
        notebook: It gets the outputs.
        folder: Where it runs.
        on_share: Called with the index of a cell and how far it is; what slow work tells of its progress goes here,
            and not into the outputs.

    Attributes:
        begun: Index of the cell that was begun last; None if none was.
        ended: Why the kernel was ended; empty if it was not.
    """

    def __init__(self, notebook: Any, folder: Path, on_share: Callable[[int, float], None]) -> None:
        super().__init__(
            notebook,
            timeout=None,  # of all cells together, and kept by whoever calls `end`
            iopub_timeout=_LONG,  # what a cell put out is waited for, however slowly it comes
            # Other users of the machine can reach a kernel's ports: what it is told and answers is encrypted
            config=Config(
                {"KernelManager": {"transport_encryption": "auto", "connection_file": str(folder / CONNECTION)}}
            ),
            kernel_name="python3",  # of the environment that runs this, whatever the notebook was saved with
            resources={"metadata": {"path": str(folder)}},
            record_timing=False,  # what is kept of a run tells no times
            store_widget_state=False,  # nor the ids of controls, which are random: those of views are dropped later
            on_cell_execute=self._begin_cell,
            on_cell_executed=lambda cell, cell_index, execute_reply: on_share(cell_index, 1.0),  # "complete" is earlier
        )
        self.begun: int | None = None
        self.ended = ""
        self._folder, self._on_share = folder, on_share
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = Lock()
        self._size = 0
        self._printed: dict[tuple[int, str], Any] = {}

    async def run(self) -> None:
        """Run all cells.

        Raises:
            CellExecutionError: If a cell raises an exception.
            DeadKernelError: If the kernel ends, by itself or by `end`.
        """
        # An analyst's own settings of IPython and matplotlib change no page, nor does a bar
        own = {REPORTED: "yes", "IPYTHONDIR": str(self._folder / ".ipython"), "MATPLOTLIBRC": os.devnull}
        try:
            await self.async_execute(env={**os.environ, **own})
        finally:
            atexit.unregister(self._cleanup_kernel)  # nbclient leaves it where a kernel does not start

    def end(self, why: str) -> None:
        """End the kernel and what it started, from any thread, whatever they do; if it has not started, soon after."""
        with self._lock:
            self.ended = self.ended or why
            if self._process and self._process.poll() is None:
                with suppress(OSError):
                    _kill(self._process)

    def find_exit(self) -> int | None:
        """Return the exit code of the kernel, below 0 the signal that ended it; None if it lives or never did."""
        return self._process.poll() if self._process else None

    def create_kernel_manager(self) -> Any:
        """Create what starts a kernel: one of ours."""
        manager = super().create_kernel_manager()
        manager.kernel_spec.argv = [sys.executable, kernel.__file__, "-f", "{connection_file}"]
        return manager

    async def async_start_new_kernel(self, **options: Any) -> None:
        """Start a kernel, unless it is to be ended before it has begun."""
        await super().async_start_new_kernel(**options)
        with self._lock:
            self._process = self.km.provisioner.process
        if self.ended:
            self.end(self.ended)

    def _begin_cell(self, cell: Any, cell_index: int) -> None:
        self.begun = cell_index

    def output(self, outs: Any, msg: Any, display_id: str, cell_index: int) -> Any:
        """Keep an output of a cell, unless it is a message on progress or more than a page can hold."""
        content = msg["content"]
        told = content.get("data", {}).get(MESSAGE)
        if told is not None:
            self._on_share(cell_index, min(max(float(told), 0.0), 1.0))
            return None
        data = [content.get("text", ""), content.get("traceback", ""), *content.get("data", {}).values()]
        self._size += sum(len(str(one)) for one in data)
        if self._size > _MOST_OUTPUT:
            self.end(f"put out more than {_MOST_OUTPUT // 10**6} MB; let it print and show less")
            return None
        if msg["msg_type"] == "stream":
            return self._print(outs, msg, display_id, cell_index)
        return super().output(outs, msg, display_id, cell_index)

    def _print(self, outs: Any, msg: Any, display_id: str, cell_index: int) -> Any:
        """Add to what a cell has printed: it comes in pieces that differ from run to run, and not too much is kept."""
        name, text = msg["content"]["name"], msg["content"]["text"]
        known = self._printed.get((cell_index, name))
        if known is None or not any(out is known for out in outs):  # the cell may have cleared its output
            msg["content"]["text"] = text[: MOST_PRINTED + 1]
            known = self._printed[cell_index, name] = super().output(outs, msg, display_id, cell_index)
        elif len(known.text) <= MOST_PRINTED:
            known.text += text[: MOST_PRINTED + 1 - len(known.text)]
        return known


def _kill(process: subprocess.Popen[bytes]) -> None:
    """Kill a kernel and, where there are groups of processes, what it started."""
    if sys.platform == "win32":
        process.kill()
    else:
        os.killpg(process.pid, signal.SIGKILL)


def tidy_printed(outputs: list[Any]) -> None:
    """Bring what a cell printed into the order and form in which it is shown, and say where it is cut."""
    for output in outputs:
        if output.output_type == "stream":
            is_cut = len(output.text) > MOST_PRINTED
            output.text = "\n".join(_overwrite(line) for line in output.text[:MOST_PRINTED].split("\n"))
            if is_cut:
                output.text += f"\n… cut here by Presslens: the cell printed more than {MOST_PRINTED:,} characters\n"
    for place in range(len(outputs) - 1):  # which of the two is first differs from run to run
        if [output.get("name") for output in outputs[place : place + 2]] == ["stderr", "stdout"]:
            outputs[place : place + 2] = reversed(outputs[place : place + 2])


def _overwrite(line: str) -> str:
    """Return of a line, which may turn back to its start and step back, what is left to see."""
    text = line.removesuffix("\r")
    text = text[text.rfind("\r") + 1 :]
    if "\b" not in text:
        return text
    seen: list[str] = []
    for character in text:
        if character != "\b":
            seen.append(character)
        elif seen:
            seen.pop()
    return "".join(seen)
