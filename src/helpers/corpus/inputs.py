"""What there is to read, told without reading it."""

import os
import stat
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, count
from pathlib import Path, PurePath

from helpers.archive import is_archive
from helpers.corpus.chunks import CHUNK_BYTES, N_ARTICLES, TABLES, TEXTS, Facts, InputChunk, TextFile, show_path
from helpers.corpus.decode import UnusableError, unreadable
from helpers.corpus.manifest import ARTICLES, LABELS, LOG, SOURCES, Manifest, exists, read_manifest
from helpers.corpus.splits import holds_articles, split_table
from helpers.errors import NothingUsableError, PresslensError, Problem
from helpers.project import project_path
from helpers.tables import OUTPUT_MARK

_USED = {"title", "date", "date_precision", "author", "source", "text_kind"}
_USED |= {f"{name}_from" for name in _USED}
_DEEPEST = 100  # folders within folders
_READ_IN_FOLDERS = TABLES - {".csv", ".tsv"}  # many a CSV beside texts is no table of articles


@dataclass(frozen=True)
class Inputs:
    """What there is to read.

    Attributes:
        chunks: In the order of the corpus.
        problems: What is wrong with the folders and their manifests.
        sources: Rows of ``sources.csv`` by the name of the outlet.
        originals: What the manifests say of originals, by the SHA-256 of their bytes.
    """

    chunks: list[InputChunk] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    sources: dict[str, dict[str, str]] = field(default_factory=dict)
    originals: dict[str, Facts] = field(default_factory=dict)


@dataclass(frozen=True)
class _Seen:
    """Files that are listed already, links resolved; the names that they got; CSVs of articles in folders, by file."""

    files: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    unread: dict[str, str] = field(default_factory=dict)


def list_inputs(path: str | Path | Iterable[str | Path], *, max_mb: float = 5) -> Inputs:
    """List what there is to read, in chunks that are read apart from each other.

    Args:
        path: As for `helpers.corpus.read_articles`.
        max_mb: Size above which a text is left out, in megabytes.

    Raises:
        PresslensError: If a path does not exist or holds results of a run, or none is named.
    """
    paths = [Path(p).expanduser() for p in ([path] if isinstance(path, str | Path) else path)]
    if not paths:
        raise PresslensError("no corpus was named; name a folder, a file or several")
    if not max_mb > 0:  # NaN is not above 0 either
        raise PresslensError(f"the limit of {max_mb} MB leaves nothing; give a number above 0")
    inputs = Inputs()
    _learn(read_manifest(project_path("data", "sample"), []), inputs)
    seen = _Seen()
    for root in paths:
        if not exists(root):
            raise PresslensError(f"{root} does not exist; check the path (relative paths start at {Path.cwd().name}/)")
        if is_archive(root):  # its tables have a column 'text', and would pass for articles
            raise PresslensError(f"{root} holds results of presslens run and not the texts; name these")
        manifest = read_manifest(root, inputs.problems) if root.is_dir() else Manifest()
        _learn(manifest, inputs)
        inputs.chunks.extend(_list_chunks(root, manifest, inputs, max_mb * 1e6, seen))
    if unread := [name for real, name in seen.unread.items() if real not in seen.files]:
        more = f", as are {len(unread) - 1:,} more" if len(unread) > 1 else ""
        reason, remedy = f"is a CSV in a folder and is not read{more}", "name with --corpus what holds articles"
        inputs.problems.append(Problem(unread[0], "warning", reason, remedy))
    return inputs


def refuse_empty(path: str | Path | Iterable[str | Path], problems: Iterable[Problem]) -> NothingUsableError:
    """Return the error to raise when nothing of a corpus can be used."""
    where = ", ".join(str(p) for p in ([path] if isinstance(path, str | Path) else path))
    told = list(problems)
    found = "; ".join(f"{p.file} {p.reason}" for p in told[:3])
    return NothingUsableError(
        f"no usable article in {where}{f' ({found})' if found else ''}; "
        f"give a folder of {', '.join(sorted(TEXTS))} files, "
        f"or a table ({', '.join(sorted(TABLES))}) with a column 'text'",
        told,
    )


def _free_name(root: Path, name: str, taken: Collection[str]) -> str:
    """Return the name of a file, with as many of the folders above it as tell it from others, or a number."""
    if name not in taken:
        return name
    folder = root if root.is_dir() else root.parent
    names = (f"{'/'.join(folder.parts[-n:])}/{name}" for n in range(1, len(folder.parts)))
    return next(n for n in chain(names, (f"{name} ({i})" for i in count(2))) if n not in taken)


def _learn(manifest: Manifest, inputs: Inputs) -> None:
    """Take what a manifest says of the whole corpus."""
    for sha256, facts in manifest.by_original.items():
        inputs.originals[sha256] = _trim(facts, {"file", *_USED})
    inputs.sources.update({row.get("name") or key: row for key, row in manifest.sources.items()})


def _trim(facts: Facts, names: set[str]) -> dict[str, str]:
    return {name: value for name, value in facts.items() if value and name in names}


def _list_chunks(root: Path, manifest: Manifest, inputs: Inputs, max_bytes: float, seen: _Seen) -> Iterator[InputChunk]:
    """Yield the chunks of a path; files that were seen already, links resolved, are passed over."""
    folder = str((root if root.is_dir() else root.parent).absolute())
    texts: list[TextFile] = []
    n_bytes = 0
    for relative, real, size in list_files(root, inputs.problems):
        if real in seen.files:
            continue
        shown, kind = show_path(relative), Path(relative).suffix.lower()
        if root.is_dir() and kind in TABLES - _READ_IN_FOLDERS:
            if holds_articles(Path(real)):
                seen.unread[real] = shown
            continue
        name = _free_name(root, shown, seen.names)
        seen.files.add(real)
        seen.names.add(name)
        if texts and (kind in TABLES or len(texts) >= N_ARTICLES or n_bytes >= CHUNK_BYTES):
            yield InputChunk(folder, max_bytes, tuple(texts), originals=inputs.originals)
            texts, n_bytes = [], 0
        if kind in TABLES:
            yield from _cut_table(Path(folder, relative), name, inputs, max_bytes)
        else:
            texts.append(TextFile(name, relative, _trim(manifest.by_file.get(shown, {}), _USED)))
            n_bytes += size if size <= max_bytes else 0  # what is larger is not read
    if texts:
        yield InputChunk(folder, max_bytes, tuple(texts), originals=inputs.originals)


def _cut_table(path: Path, name: str, inputs: Inputs, max_bytes: float) -> Iterator[InputChunk]:
    try:
        for part in split_table(path, name, inputs.problems):
            yield InputChunk(str(path), max_bytes, table=part)
    except (UnusableError, OSError) as error:
        inputs.problems.append(_tell(name, unreadable(error) if isinstance(error, OSError) else error))


def list_files(root: Path, problems: list[Problem]) -> Iterator[tuple[str, str, int]]:
    """Yield path below the root, path with links resolved, and size of each text and table by name.

    Hidden files, READMEs, manifests, links that lead out and our output are passed over.

    Args:
        root: A folder, or a file.
        problems: To which is added what is passed over and may have been meant.
    """
    if root.is_dir():
        yield from _walk(os.path.realpath(root), "", problems)
    else:
        yield root.name, os.path.realpath(root), root.stat().st_size


def _walk(root: str, below: str, problems: list[Problem]) -> Iterator[tuple[str, str, int]]:
    shown = show_path(below[:-1]) or PurePath(root).name
    if below.count("/") > _DEEPEST:
        problems.append(Problem(shown, "left out", f"is below {_DEEPEST} folders", "move it up"))
        return
    try:
        with os.scandir(f"{root}/{below}") as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except OSError as error:
        problems.append(_tell(shown, unreadable(error)))
        return
    if below and any(entry.name == OUTPUT_MARK for entry in entries):
        reason, remedy = "was written by presslens and is not read", "keep output elsewhere"
        problems.append(Problem(shown, "warning", reason, remedy))
        return
    for entry in entries:
        path = below + entry.name
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(root, f"{path}/", problems)
        elif _is_input(entry.name):
            try:
                real, state = _look_at(root, path, entry)
            except UnusableError as error:
                problems.append(_tell(show_path(path), error))
            except OSError as error:  # it has vanished, leads nowhere or to itself
                problems.append(_tell(show_path(path), unreadable(error)))
            else:
                if not stat.S_ISDIR(state.st_mode):
                    yield path, real, state.st_size


def _look_at(root: str, path: str, entry: "os.DirEntry[str]") -> tuple[str, os.stat_result]:
    """Return a path with links resolved, and what is there; a link that leads out is not followed."""
    real = os.path.realpath(entry.path) if entry.is_symlink() else f"{root}/{path}"
    if entry.is_symlink() and not Path(real).is_relative_to(root):
        raise UnusableError("is a link that leads out of the folder", "copy the file itself")
    state = entry.stat()
    if not (stat.S_ISREG(state.st_mode) or stat.S_ISDIR(state.st_mode)):
        raise UnusableError("is a pipe or a device, not a file", "remove it")
    return real, state


def _is_input(file: str) -> bool:
    name = PurePath(file)
    return (
        name.suffix.lower() in TEXTS | TABLES
        and name.stem.upper() not in {"README", "LICENSE"}
        and file not in {ARTICLES, SOURCES, LABELS, LOG}
    )


def _tell(file: str, error: UnusableError) -> Problem:
    return Problem(file, "left out", str(error), error.remedy)
