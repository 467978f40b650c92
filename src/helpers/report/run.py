"""Running notebooks, each in its own kernel and folder, several at once."""

import asyncio
import os
import re
import signal
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any

import nbformat
from nbclient.exceptions import CellControlSignal, CellExecutionError, DeadKernelError

from helpers.errors import PresslensError
from helpers.report.client import Client, tidy_printed
from helpers.report.crew import Crew
from helpers.report.keys import PARAMETERS, hide_paths, takes_parameter

INJECTED = "injected-parameters"
_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
# The folders of a path, from the root or from the folder above; not of an address, and no fraction
_FOLDERS = re.compile(r"""(?<![\w/…])(?:(?:\.\./)+(?:[^\s/:'"<>|]+/)*|/(?:[^\s/:'"<>|]+/)+)""")
_WIDGET = "application/vnd.jupyter.widget-view+json"
# A kernel that starts beside others may find its port taken in the meantime, and then dies before its first cell
_STARTS = 3
TIMEOUT = 7200  # seconds of a notebook: a choice, long enough for large results and short of a night lost
_LOADING = 20  # cells that take as long as one that runs the chain, on five articles
_MORE_TIME = "give it more with --timeout"
Progress = Callable[[str, float, int], None]


@dataclass
class NotebookRun:
    """What came of running a notebook.

    Attributes:
        path: The notebook.
        notebook: With the outputs of all cells that ran.
        error: What stopped it, in one line that names the cell; empty if it ran to its end.
    """

    path: Path
    notebook: Any
    error: str = ""


def run_notebooks(
    paths: list[Path],
    parameters: Mapping[str, object],
    folder: Path,
    *,
    workers: int = 2,
    timeout: float = TIMEOUT,
    on_progress: Progress = lambda name, done, total: None,
    on_end: Callable[[NotebookRun], object] = lambda run: None,
) -> list[NotebookRun]:
    """Run notebooks in parallel kernels.

    Args:
        paths: The notebooks; their files are not changed.
        parameters: Names and values (text, numbers, paths, lists of them) that take the place of those in the cell
            tagged ``parameters``; a name which that cell does not set is left out.
        folder: Below which each notebook gets a working folder of its own, with a folder ``tables`` in it.
        workers: Kernels at a time.
        timeout: Longest time of a notebook, in seconds; then its kernel is killed.
        on_progress: Called with name, work done and all work, which is as many as it has cells; from several threads.
        on_end: Called with what came of a notebook as soon as it has ended; likewise.

    Returns:
        One run per notebook, in the order given. A notebook that fails does not stop the others; if this is
        interrupted, or a caller's function fails, all kernels are killed.
    """
    crew = Crew()

    def run(path: Path) -> NotebookRun:
        ended = _run(path, parameters, folder / path.stem, crew, timeout=timeout, on_progress=on_progress)
        on_end(ended)
        return ended

    with ThreadPoolExecutor(max_workers=max(1, workers)) as pool:
        try:
            return list(pool.map(run, paths))
        except BaseException:
            crew.end()
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _run(
    path: Path,
    parameters: Mapping[str, object],
    folder: Path,
    crew: Crew,
    *,
    timeout: float,
    on_progress: Progress,
) -> NotebookRun:
    try:
        notebook = nbformat.read(path, as_version=4)
    except (OSError, ValueError, KeyError) as error:  # nbformat's own errors are ValueErrors
        reason = f"{path.name} is no readable notebook ({' '.join(str(error).split())[:200]})"
        return NotebookRun(path, nbformat.v4.new_notebook(), reason)
    (folder / "tables").mkdir(parents=True, exist_ok=True)
    inject_parameters(notebook, parameters, folder)
    total = len(notebook.cells)
    on_progress(path.stem, 0, total)
    stopped, until = "", time.monotonic() + timeout
    for _ in range(_STARTS):
        client = _make_client(notebook, path, folder, on_progress)
        with crew.hold(client, until - time.monotonic(), f"took more than {timeout:g} s; {_MORE_TIME}"):
            stopped = _execute(client, notebook, path)
        if not stopped or client.ended or client.begun is not None:
            break
    on_progress(path.stem, total, total)
    for cell in notebook.cells:
        tidy_printed(cell.get("outputs", []))
        for output in cell.get("outputs", []):
            _hide_folders(output)
            output.get("data", {}).pop(_WIDGET, None)
    return NotebookRun(path, notebook, _FOLDERS.sub("…/", stopped))


def _hide_folders(output: Any) -> None:
    """Leave of paths in printed lines, warnings and tracebacks the name alone: they differ from machine to machine."""
    if output.output_type == "stream":
        output.text = _FOLDERS.sub("…/", _ANSI.sub("", output.text))
    elif output.output_type == "error":
        output.evalue = _FOLDERS.sub("…/", output.evalue)
        output.traceback = [_FOLDERS.sub("…/", _ANSI.sub("", line)) for line in output.traceback]


def _make_client(notebook: Any, path: Path, folder: Path, on_progress: Progress) -> Client:
    """Make what runs a notebook, and tells how far it is."""
    total, far = len(notebook.cells), _weigh_cells(notebook)
    most = 0.0

    def tell(cell_index: int, share: float) -> None:
        nonlocal most
        most = max(most, total * (far[cell_index] + share * (far[cell_index + 1] - far[cell_index])))
        on_progress(path.stem, most, total)

    return Client(notebook, folder.resolve(), tell)


def _execute(client: Client, notebook: Any, path: Path) -> str:
    """Run a notebook in a new kernel and return what stopped it, if anything did."""
    try:
        asyncio.run(client.run())  # closes its event loop, as execute() does not
    except CellExecutionError as failure:
        said = f"{failure.ename}: {' '.join(_ANSI.sub('', failure.evalue).split())[:500]}"
    except (DeadKernelError, CellControlSignal, RuntimeError, OSError) as failure:
        code = None if client.begun is None else client.find_exit()
        said = client.ended or _explain_end(code, " ".join(str(failure).split())[:200])
    else:
        said = client.ended
    return f"{_name_cell(notebook, path, client.begun)}: {said}" if said else ""


def _explain_end(code: int | None, said: str) -> str:
    """Say why a kernel died, and what can be done about it.

    Args:
        code: Its exit code, below 0 the signal that ended it; None if it began no cell.
        said: What whoever started it says.
    """
    if code == -9:
        remedy = "run fewer notebooks at a time with --jobs 1, or a smaller corpus"
        return f"the kernel was killed, as the system does when memory is short; {remedy}"
    if code is not None and code < 0:
        remedy = "run the notebook in the lab, which shows where"
        return f"the kernel crashed ({signal.strsignal(-code) or code}), a fault in compiled code; {remedy}"
    if code is not None:
        return f"the kernel ended itself with exit code {code}; take out of the cell what ends Python"
    return f"the kernel did not start ({said}); run the command again, with --jobs 1 if the machine is busy"


def _weigh_cells(notebook: Any) -> list[float]:
    """Return how much of the work of a notebook comes before each cell, and before its end: 1."""
    weights = [_LOADING if "build_tables(" in c.source else 1 if c.cell_type == "code" else 0 for c in notebook.cells]
    whole = max(sum(weights), 1)
    return [before / whole for before in accumulate(weights, initial=0)]


def inject_parameters(notebook: Any, parameters: Mapping[str, object], folder: Path) -> None:
    """Insert a cell that sets parameters behind the cell tagged ``parameters``.

    Args:
        notebook: The notebook, which is changed.
        parameters: As for `run_notebooks`.
        folder: From where the notebook sees paths.

    Raises:
        PresslensError: If a value is neither text, number, path, None nor a list of these.
    """
    for position, cell in enumerate(notebook.cells):
        if cell.cell_type == "code" and PARAMETERS in cell.metadata.get("tags", []):
            known = {name: value for name, value in parameters.items() if takes_parameter(cell.source, name)}
            lines = [f"{name} = {_literal(_locate(value, folder))}" for name, value in known.items()]
            injected = nbformat.v4.new_code_cell("\n".join(lines), metadata={"tags": [INJECTED]})
            injected.id = INJECTED  # not a random one: the same run gives the same page
            injected.metadata["shown"] = "\n".join(
                f"{name} = {_literal(hide_paths(value))}" for name, value in known.items()
            )
            notebook.cells.insert(position + 1, injected)
            return


def _locate(value: object, folder: Path) -> object:
    """Return a path as seen from a folder, so that no output tells where a user's files lie."""
    if isinstance(value, list):
        return [_locate(item, folder) for item in value]
    if not isinstance(value, Path):
        return value
    path = value.expanduser()
    try:
        return Path(os.path.relpath(path, folder.resolve())).as_posix()
    except ValueError:  # another drive, on Windows
        return str(path.resolve())


def _literal(value: object) -> str:
    items = value if isinstance(value, list) else [value]
    if not all(item is None or isinstance(item, str | int | float) for item in items):
        raise PresslensError(f"a parameter must be text, a number or a list of these, not {type(value).__name__}")
    return repr(value)


def _name_cell(notebook: Any, path: Path, index: int | None) -> str:
    """Name the cell at which a notebook stopped, by its index; the first if none was begun."""
    numbers = [number for number, cell in enumerate(notebook.cells) if cell.cell_type == "code"]
    if not numbers:
        return path.name
    stopped = numbers[0] if index is None else index
    first_line = notebook.cells[stopped].source.strip().split("\n")[0][:60]
    return f"{path.name}, code cell {numbers.index(stopped) + 1} ({first_line})"
