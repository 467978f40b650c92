"""Files of labelled mentions, each a part of a benchmark."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from helpers.errors import PresslensError, Problem
from helpers.hashes import hash_file
from helpers.schemas import LABELS
from helpers.stance import read_labelled
from helpers.stance.published import TRAINED_ON


@dataclass(frozen=True)
class Part:
    """A file of labelled mentions.

    Attributes:
        name: What it is called.
        data: SHA-256 of the file.
        mentions: As `helpers.stance.read_labelled` returns them.
    """

    name: str
    data: str
    mentions: pd.DataFrame


def read_parts(paths: Iterable[Path]) -> tuple[list[Part], list[Problem]]:
    """Read files of labelled mentions, or all .jsonl files of folders.

    Returns:
        A part per file that can be used, in the order given and by name within a folder, and what was wrong.

    Raises:
        PresslensError: If no file can be used.
    """
    files, problems = _list_files(paths)
    parts = []
    for name, path in _name_files(files):
        try:
            mentions, odd = read_labelled(path)
            part = Part(name, hash_file(path), mentions)
        except PresslensError as error:
            problems.append(_as_problem(path, error))
            continue
        parts.append(part)
        problems += [*odd, *_find_limits(part)]
    if not parts:
        raise PresslensError(f"{problems[0].reason}; {problems[0].remedy}")
    return parts, problems


def _list_files(paths: Iterable[Path]) -> tuple[list[Path], list[Problem]]:
    """Return each file once, and which folders hold none."""
    files: dict[Path, Path] = {}
    problems = []
    for path in paths:
        found = sorted(path.glob("[!.]*.jsonl")) if path.is_dir() else [path]
        for one in found:
            files.setdefault(one.resolve(), one)
        if not found:
            remedy = "name a file, or the folder that holds such files"
            problems.append(Problem(path.name, "left out", f"{path} holds no .jsonl file", remedy))
    return list(files.values()), problems


def _name_files(files: list[Path]) -> Iterator[tuple[str, Path]]:
    """Yield each file with its name: its stem, and a number where several share that."""
    seen: Counter[str] = Counter()
    for path in files:
        seen[path.stem] += 1
        yield (path.stem if seen[path.stem] == 1 else f"{path.stem} ({seen[path.stem]})"), path


def _as_problem(path: Path, error: PresslensError) -> Problem:
    reason, _, remedy = str(error).rpartition("; ")
    return Problem(path.name, "left out", reason, remedy)


def _find_limits(part: Part) -> list[Problem]:
    """Tell what a reader must know of a part before comparing figures on it."""
    found = []
    if part.data in TRAINED_ON:
        reason = "the trained scorers were trained on this very file"
        found.append(Problem(part.name, "warning", reason, "take their figures on it for no measurement"))
    if absent := [label for label in LABELS if label not in set(part.mentions["label"])]:
        reason = f"no mention is {' or '.join(absent)}, which counts as an F1 of 0"
        found.append(Problem(part.name, "warning", reason, "read F1 by label, not macro-F1"))
    return found
