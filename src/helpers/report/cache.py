"""Outcomes of notebooks, kept beside a report so that only what changed is run again."""

import json
import shutil
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpers.errors import PresslensError
from helpers.files import MOST_RECORD, MOST_SETTINGS, read_file, read_text, stays_below
from helpers.hashes import hash_file, hash_text, hash_values
from helpers.locks import lock_output
from helpers.report.keys import (
    Hashes,
    hash_code,
    hash_inputs,
    hide_paths,
    list_versions,
    pick_taken,
    read_cells,
    read_epoch,
)
from helpers.report.record import FORMAT, RECORD, Record, read_record

# Below the folder of a report; in the first what is kept from run to run, in the second what a run is working on
CACHE, WORK = ".cache", ".work"
# In the first: outcomes; the SHA-256 of the record; those of large files; and what the system locks
VOUCHED, _HASHES, _LOCK = "record.sha256", "hashes", "lock"
_ENDED = ".outcome"  # in the folder of a notebook in the second, as soon as it has run


@dataclass(frozen=True)
class Outcome:
    """What came of running a notebook.

    Attributes:
        key: SHA-256 over all that could have changed it.
        error: What stopped it; empty if it ran to its end.
        files: SHA-256 of each file that it wrote, by its path below the folder of the report.
        notebook: With the outputs of all cells that ran, as JSON.
    """

    key: str
    error: str
    files: dict[str, str]
    notebook: dict[str, Any]

    def to_json(self) -> str:
        """Return the text of its file, the first line of which vouches for the second."""
        text = json.dumps(vars(self))
        return f"{hash_text(text)}\n{text}\n"


@dataclass(frozen=True)
class Work:
    """What there is to do so that a report is as it should be.

    Attributes:
        key: SHA-256 over all that can change the report.
        keys: The same of each notebook, by its name.
        corpus_key: The same of what is told of the corpus.
        kept: Outcomes that still hold, by the name of the notebook; the others are to be run.
        record: Of the report that is there, if there is one.
        tells_corpus: Whether what that says of the corpus still holds.
        is_done: Whether nothing is to be done.
        inputs: SHA-256 of what notebooks read.
        parameters: As pages show them.
        versions: Of Presslens, Python and packages.
        epoch: ``SOURCE_DATE_EPOCH`` as a date; empty if it is not set.
        single_file: Whether one file with all of it is wanted, too.
    """

    key: str
    keys: dict[str, str]
    corpus_key: str
    kept: dict[str, Outcome]
    record: Record | None
    tells_corpus: bool
    is_done: bool
    inputs: dict[str, str]
    parameters: dict[str, object]
    versions: dict[str, str]
    epoch: str
    single_file: bool


def list_notebooks(folder: Path) -> list[Path]:
    """Return the notebooks of a folder in order of name, without those that are only for the lab.

    Their metadata say so: ``"presslens": {"report": false}``.

    Raises:
        PresslensError: If it holds none.
    """
    found = sorted(path for path in folder.glob("*.ipynb") if not path.name.startswith("."))
    notebooks = [path for path in found if _is_for_report(path)]
    if not notebooks:
        raise PresslensError(f"{folder} holds no notebook (.ipynb); name the folder that does with --notebooks")
    return notebooks


def _is_for_report(notebook: Path) -> bool:
    """Tell whether a notebook is for the report: unless it says otherwise; one that cannot be read is told of later."""
    try:
        says = json.loads(read_file(notebook, MOST_RECORD))["metadata"]["presslens"]["report"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return True
    return says is not False


def find_work(
    notebooks: Sequence[Path],
    parameters: Mapping[str, object],
    out: Path,
    *,
    is_fresh: bool = False,
    single_file: bool = False,
) -> Work:
    """Find what there is to do so that a report is as it should be; nothing is written.

    Args:
        notebooks: In the order of the menu.
        parameters: As for `helpers.report.build_report`.
        out: Folder of the report.
        is_fresh: Do all of it, whatever is there.
        single_file: Whether one file with all of it is wanted, too.

    Raises:
        PresslensError: If ``SOURCE_DATE_EPOCH`` is no date.
    """
    hashes, epoch = Hashes(out / CACHE / _HASHES), read_epoch()
    code, versions, inputs = hash_code(hashes), list_versions(), hash_inputs(parameters, hashes)
    shown = {name: hide_paths(value) for name, value in parameters.items()}
    common = hash_values(FORMAT, code["notebooks"], versions, epoch)
    keys = {path.stem: _find_key(path, common, shown, inputs, hashes) for path in notebooks}
    corpus_key = hash_values(common, shown, inputs)
    key = hash_values(corpus_key, code["pages"], list(keys.items()), single_file)
    record = None if is_fresh else _read_record(out)
    altered = {name for name, known in record.files.items() if hashes.of_file(out / name) != known} if record else set()
    kept = {} if is_fresh else _find_kept(out, keys, hashes)
    hashes.save()
    is_same = record is not None and record.key == key and not altered and not record.errors
    return Work(
        key=key,
        keys=keys,
        corpus_key=corpus_key,
        kept=kept,
        record=record,
        tells_corpus=record is not None
        and record.corpus_key == corpus_key
        and not any(name.startswith("provenance/") for name in altered),
        is_done=is_same and kept.keys() == keys.keys() and not (out / WORK).exists(),  # a killed run leaves that
        inputs=inputs,
        parameters=shown,
        versions=versions,
        epoch=epoch,
        single_file=single_file,
    )


def _find_key(path: Path, common: str, shown: Mapping[str, object], inputs: Mapping[str, str], hashes: Hashes) -> str:
    """Return the SHA-256 over all that can change the outcome of a notebook; inputs of others do not count."""
    cells = read_cells(path)
    taken = pick_taken(cells, shown)
    read = {name: value for name, value in inputs.items() if name in taken or name not in shown}
    return hash_values(common, cells or hashes.of_file(path), taken, read)


def _read_record(out: Path) -> Record | None:
    """Return the record of a report, if it is as it was written."""
    try:
        vouched = read_text(out / CACHE / VOUCHED, MOST_SETTINGS)
        return read_record(out) if hash_file(out / RECORD) == vouched else None
    except (OSError, ValueError, PresslensError):
        return None


def _find_kept(out: Path, keys: Mapping[str, str], hashes: Hashes) -> dict[str, Outcome]:
    """Return outcomes that have the key that they should have, no error, and all of their files as they were."""
    kept = {}
    for stem, key in keys.items():
        outcome = read_outcome(out, stem)
        if not outcome or outcome.key != key or outcome.error:
            continue
        if all(hashes.of_file(out / name) == known for name, known in outcome.files.items()):
            kept[stem] = outcome
    return kept


def name_outcome(out: Path, stem: str) -> Path:
    """Return the file in which the outcome of a notebook is kept."""
    return out / CACHE / f"{stem}.json"


def read_outcome(out: Path, stem: str) -> Outcome | None:
    """Read the outcome of a notebook; none if it is not there or not as it was written."""
    return _parse_outcome(name_outcome(out, stem))


def _parse_outcome(path: Path) -> Outcome | None:
    try:
        vouched, _, text = read_text(path, MOST_RECORD).partition("\n")
        text = text.removesuffix("\n")
        outcome = Outcome(**json.loads(text)) if hash_text(text) == vouched else None
    except (OSError, ValueError, TypeError, RecursionError):
        return None
    usable = outcome and isinstance(outcome.files, dict) and all(map(stays_below, outcome.files))
    return outcome if usable else None


def note_outcome(folder: Path, outcome: Outcome) -> None:
    """Note the outcome of a notebook in its working folder, so that it holds even if the run is killed."""
    folder.mkdir(parents=True, exist_ok=True)
    text = outcome.to_json()  # of one cut short, the first line tells
    (folder / _ENDED).write_text(text, encoding="utf-8", newline="\n")


def resume_work(folder: Path, keys: Mapping[str, str]) -> dict[str, Outcome]:
    """Return what a run that broke off has finished and still holds; whatever else it left is removed.

    Args:
        folder: Where runs work, with a folder per notebook.
        keys: What the outcome of each notebook depends on.
    """
    ended = {}
    for place in sorted(folder.iterdir()) if folder.is_dir() else ():
        outcome = _parse_outcome(place / _ENDED)
        if outcome and outcome.key == keys.get(place.name) and not outcome.error and _has_files(place, outcome):
            ended[place.name] = outcome
        else:
            shutil.rmtree(place, ignore_errors=True)
    return ended


def _has_files(folder: Path, outcome: Outcome) -> bool:
    try:
        return all(hash_file(folder / name) == known for name, known in outcome.files.items())
    except OSError:
        return False


def list_outcomes(out: Path) -> dict[str, Outcome]:
    """Read all outcomes that are kept beside a report, by the name of the notebook."""
    found = {path.stem: read_outcome(out, path.stem) for path in sorted((out / CACHE).glob("*.json"))}
    return {stem: outcome for stem, outcome in found.items() if outcome}


def lock_report(out: Path) -> AbstractContextManager[None]:
    """Hold a report alone: see `helpers.locks.lock_output`."""
    return lock_output(out / CACHE / _LOCK, "report", out)
