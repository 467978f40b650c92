"""Running notebooks, each in its own kernel and folder, several at once."""

import asyncio
import os
import re
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellControlSignal, CellExecutionError, CellTimeoutError, DeadKernelError
from traitlets.config import Config

from helpers.errors import PresslensError
from helpers.progress.notebook import MESSAGE, REPORTED
from helpers.report.keys import PARAMETERS, hide_paths, takes_parameter

INJECTED = "injected-parameters"
_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
# The folders of a path, from the root or from the folder above; not of an address, and no fraction
_FOLDERS = re.compile(r"""(?<![\w/…])(?:(?:\.\./)+(?:[^\s/:'"<>|]+/)*|/(?:[^\s/:'"<>|]+/)+)""")
_WIDGET = "application/vnd.jupyter.widget-view+json"
# Other users of the machine can reach a kernel's ports: what it is told and answers is encrypted
_KERNEL = Config({"KernelManager": {"transport_encryption": "auto"}})
# A kernel that starts beside others may find its port taken in the meantime, and then dies before its first cell
_STARTS = 3
_LOADING = 20  # cells that take as long as one that runs the chain, on five articles
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
    timeout: int = 1800,
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
        timeout: Longest time of one cell, in seconds.
        on_progress: Called with name, work done and all work, which is as many as it has cells; from several threads.
        on_end: Called with what came of a notebook as soon as it has ended; likewise.

    Returns:
        One run per notebook, in the order given. A notebook that fails does not stop the others.
    """

    def run(path: Path) -> NotebookRun:
        ended = _run(path, parameters, folder / path.stem, timeout, on_progress)
        on_end(ended)
        return ended

    with ThreadPoolExecutor(max_workers=max(1, workers)) as pool:
        return list(pool.map(run, paths))


def _run(
    path: Path, parameters: Mapping[str, object], folder: Path, timeout: int, on_progress: Progress
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
    stopped = ""
    for _ in range(_STARTS):
        stopped = _execute(notebook, path, folder, timeout, on_progress)
        if not stopped or any(cell.get("execution_count") for cell in notebook.cells):
            break
    on_progress(path.stem, total, total)
    for cell in notebook.cells:
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


class _Client(NotebookClient):  # type: ignore[misc]  # nbclient ships no types for it
    """Runs a notebook; what slow work in it tells of its progress goes to `on_share`, and not into its outputs."""

    def __init__(self, notebook: Any, on_share: Callable[[int, float], None], **options: Any) -> None:
        super().__init__(notebook, **options)
        self._on_share = on_share

    def output(self, outs: Any, msg: Any, display_id: str, cell_index: int) -> Any:
        """Keep an output of a cell, unless it is a message on progress."""
        told = msg["content"].get("data", {}).get(MESSAGE)
        if told is None:
            return super().output(outs, msg, display_id, cell_index)
        self._on_share(cell_index, min(max(float(told), 0.0), 1.0))
        return None


def _execute(notebook: Any, path: Path, folder: Path, timeout: int, on_progress: Progress) -> str:
    """Run a notebook in a new kernel and return what stopped it, if anything did."""
    total, far = len(notebook.cells), _weigh_cells(notebook)
    most = 0.0

    def tell(cell_index: int, share: float) -> None:
        nonlocal most
        most = max(most, total * (far[cell_index] + share * (far[cell_index + 1] - far[cell_index])))
        on_progress(path.stem, most, total)

    client = _Client(
        notebook,
        tell,
        timeout=timeout,
        config=_KERNEL,
        kernel_name="python3",  # of the environment that runs this, whatever the notebook was saved with
        resources={"metadata": {"path": str(folder)}},
        record_timing=False,  # what is kept of a run tells no times
        store_widget_state=False,  # nor the ids of controls, which are random: `_run` drops those of views
        coalesce_streams=True,  # as they come in pieces that differ from run to run
        on_cell_executed=lambda cell, cell_index, execute_reply: tell(cell_index, 1.0),  # "complete" comes before
    )
    try:
        asyncio.run(client.async_execute(env=_set_apart(folder)))  # closes its event loop, as execute() does not
    except CellExecutionError as failure:
        said = " ".join(_ANSI.sub("", failure.evalue).split())[:500]
        return f"{_name_cell(notebook, path)}: {failure.ename}: {said}"
    except CellTimeoutError:
        return f"{_name_cell(notebook, path)}: took more than {timeout} s"
    except (DeadKernelError, CellControlSignal, RuntimeError, OSError) as failure:
        return f"{_name_cell(notebook, path)}: the kernel died ({' '.join(str(failure).split())[:200]})"
    return ""


def _weigh_cells(notebook: Any) -> list[float]:
    """Return how much of the work of a notebook comes before each cell, and before its end: 1."""
    weights = [_LOADING if "build_tables(" in c.source else 1 if c.cell_type == "code" else 0 for c in notebook.cells]
    whole = max(sum(weights), 1)
    return [before / whole for before in accumulate(weights, initial=0)]


def _set_apart(folder: Path) -> dict[str, str]:
    """Return an environment in which an analyst's own settings of IPython and matplotlib change no page, nor a bar."""
    return {**os.environ, REPORTED: "yes", "IPYTHONDIR": str(folder.resolve() / ".ipython"), "MATPLOTLIBRC": os.devnull}


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


def _name_cell(notebook: Any, path: Path) -> str:
    """Name the cell at which a notebook stopped: the one with an error, else the last that was begun."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    if not cells:
        return path.name
    begun = [number for number, cell in enumerate(cells) if cell.execution_count]
    failed = [number for number, cell in enumerate(cells) if any(o.output_type == "error" for o in cell.outputs)]
    stopped = (failed or begun[-1:] or [0])[0]
    first_line = cells[stopped].source.strip().split("\n")[0][:60]
    return f"{path.name}, code cell {stopped + 1} ({first_line})"
