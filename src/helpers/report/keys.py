"""What a report depends on, as hashes; made with nothing but the standard library, so that they are there at once."""

import json
import os
import platform
import re
import stat
import time
import tomllib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, requires, version
from importlib.resources import files
from pathlib import Path, PurePosixPath
from typing import Any

from helpers import __version__
from helpers.errors import PresslensError
from helpers.files import MOST_RECORD, read_file
from helpers.hashes import hash_file, hash_text, hash_values
from helpers.project import project_path

PARAMETERS = "parameters"  # tag of the cell that a run sets anew
# Files below data/ that the code reads whatever the parameters say
SHIPPED = ("actors.csv", "coding/codebook.md", "named_terms.txt", "sample", "targets.toml")
_RESULTS = "run.json"  # says of the results of a run which files they are; these are named by what is in them
# Where output of ours lies in a corpus; its content is not read (helpers.tables knows the name too, and needs pandas)
_OUTPUT_MARK = ".presslens-output"
_DEEPEST = 100  # folders within folders of which articles are read
_RUNNING = {f"report/{name}.py" for name in ("client", "crew", "kernel", "run")}  # others there lay out pages
# Nanoseconds after a change from which on the times of a file will tell of the next: some disks count in two seconds
_SETTLED = 3_000_000_000
_LARGE = 1_000_000  # bytes; a file as large is hashed anew only if its size, times or inode say that it may differ


class Hashes:
    """Hashes of files; those of large ones are remembered from run to run.

    Args:
        path: Where they are remembered.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known: dict[str, list[object]] = {}
        self._used: dict[str, list[object]] = {}
        try:
            known = json.loads(read_file(path, MOST_RECORD))
        except (OSError, ValueError, RecursionError):
            known = {}
        if isinstance(known, dict):
            self._known = known

    def of_file(self, path: Path) -> str:
        """Return the SHA-256 of a file; empty if it cannot be read, or is none: a device may never end."""
        try:
            state = path.stat()
            if not stat.S_ISREG(state.st_mode):
                return ""
            if state.st_size < _LARGE:
                return hash_file(path)
            name = hash_text(str(path.absolute()))  # not the path itself: a report tells of no machine
            seen = [state.st_size, state.st_mtime_ns, state.st_ctime_ns, state.st_ino]
            known = self._known.get(name)
            if not (isinstance(known, list) and known[:-1] == seen):
                known = [*seen, hash_file(path)]
            if time.time_ns() - max(state.st_mtime_ns, state.st_ctime_ns) > _SETTLED:  # nor if the clock was set back
                self._used[name] = known
            return str(known[-1])
        except (OSError, ValueError):  # a record may name what no file can be called
            return ""

    def of_path(self, path: Path) -> str:
        """Return the SHA-256 of a file, or of the names and hashes of all files below a folder; empty for neither.

        Hidden files and what lies in folders that Presslens wrote is left out, as when a corpus is read. Of results of
        a run their record is hashed, not the gigabytes that it names.
        """
        path = path.expanduser()
        if (path / _OUTPUT_MARK).is_file() and (path / _RESULTS).is_file():
            return self.of_file(path / _RESULTS)
        if not path.is_dir():
            return self.of_file(path)
        return hash_text("".join(f"{name}\0{self.of_file(path / name)}\n" for name in _list_files(path)))

    def save(self) -> None:
        """Remember the large files that were asked for; where that cannot be written, they are hashed again."""
        if self._used != self._known and self._path.parent.is_dir():
            part = self._path.with_name(f"{self._path.name}.{os.getpid()}")
            with suppress(OSError):
                part.write_text(json.dumps(self._used, indent=1), encoding="utf-8", newline="\n")
                part.replace(self._path)


def _list_files(folder: Path) -> list[str]:
    found, ours = [], []
    for place, folders, names in os.walk(folder):
        below = Path(place).relative_to(folder)
        if len(below.parts) > _DEEPEST:
            folders.clear()
        if _OUTPUT_MARK in names and Path(place) != folder:
            ours.append((below / _OUTPUT_MARK).as_posix())  # that it is there is told
            folders.clear()
            continue
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [(below / name).as_posix() for name in names if not name.startswith(".")]
    return sorted(found + ours)


def hash_code(hashes: Hashes) -> dict[str, str]:
    """Return the SHA-256 of what notebooks run on, and of what makes pages of them."""
    package = Path(str(files("helpers")))
    found = {name: hashes.of_file(package / name) for name in _list_files(package) if not name.endswith(".pyc")}
    found = {name: value for name, value in found.items() if not name.startswith("share/")}  # inputs, and shown so
    layout = {name for name in found if name.startswith("report/") and name not in _RUNNING}
    return {
        "notebooks": hash_values({name: value for name, value in found.items() if name not in layout}),
        "pages": hash_values({name: found[name] for name in layout}),
    }


def hash_inputs(parameters: Mapping[str, object], hashes: Hashes) -> dict[str, str]:
    """Return the SHA-256 of what each parameter that is a path leads to, and of the files that are read in any case."""
    found = {}
    for name, value in parameters.items():
        if paths := [path for path in (value if isinstance(value, list) else [value]) if isinstance(path, Path)]:
            each = [hashes.of_path(path) for path in paths]
            found[name] = each[0] if len(each) == 1 else hash_values(each)
    return found | {f"data/{name}": hashes.of_path(project_path("data", *name.split("/"))) for name in SHIPPED}


def list_versions() -> dict[str, str]:
    """Return the versions of Presslens, Python and the packages that it asks for."""
    versions = {"presslens": __version__, "python": platform.python_version()}
    for package in _list_packages():
        try:
            versions[package] = version(package)
        except PackageNotFoundError:
            versions[package] = ""
    return versions


def _list_packages() -> list[str]:
    try:
        asked = tomllib.loads(project_path("pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    except PresslensError:  # installed without a clone
        asked = requires("presslens") or []
    return sorted({re.split(r"[^\w.-]", line.strip(), maxsplit=1)[0] for line in asked}, key=str.lower)


def read_epoch() -> str:
    """Return ``SOURCE_DATE_EPOCH`` as a date; empty if it is not set.

    Raises:
        PresslensError: If it is no number of seconds.
    """
    said = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not said:
        return ""
    try:
        if not re.fullmatch(r"[0-9]{1,15}", said):
            raise ValueError
        return datetime.fromtimestamp(int(said), UTC).date().isoformat()
    except (ValueError, OverflowError, OSError):
        remedy = "set it to seconds since 1970 in digits, or unset it"
        raise PresslensError(f"SOURCE_DATE_EPOCH is {said[:20]!r}, which is no date; {remedy}") from None


def read_cells(path: Path) -> list[dict[str, Any]]:
    """Return the cells of a notebook without what running leaves in them; none if it is no readable notebook."""
    try:
        found = json.loads(read_file(path, MOST_RECORD))["cells"]
        return [_strip(cell) for cell in found]
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return []


def _strip(cell: Mapping[str, Any]) -> dict[str, Any]:
    source = cell.get("source", "")
    kept = {name: cell.get(name) for name in ("cell_type", "id", "attachments") if name in cell}
    text = source if isinstance(source, str) else "".join(source)
    return {**kept, "source": text, "tags": cell.get("metadata", {}).get("tags", [])}


def pick_taken(cells: Iterable[Mapping[str, Any]], parameters: Mapping[str, object]) -> dict[str, object]:
    """Return the parameters that a notebook takes: those that its cell tagged ``parameters`` sets."""
    sources = (cell["source"] for cell in cells if cell["cell_type"] == "code" and PARAMETERS in cell["tags"])
    source = next(sources, "")
    return {name: value for name, value in parameters.items() if takes_parameter(source, name)}


def takes_parameter(source: str, name: str) -> bool:
    """Tell whether a cell sets a parameter."""
    return re.search(rf"^{re.escape(name)}\b", source, re.MULTILINE) is not None


def hide_paths(value: object) -> object:
    """Return a parameter as pages show it: of a path the name alone, not where the analyst's files lie."""
    if isinstance(value, list):
        return [hide_paths(item) for item in value]
    if isinstance(value, Path):
        return f"…/{value.name if value.name.strip('.') else value.resolve().name}"
    return f"…/{PurePosixPath(value).name}" if isinstance(value, str) and "/" in value else value
