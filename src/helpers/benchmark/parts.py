"""Files of labelled mentions, each a part of a benchmark."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from helpers.errors import PresslensError, Problem
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
    parts, problems, failed = [], [], []
    for name, path in _list_files(paths).items():
        try:
            mentions, odd = read_labelled(path)
            part = Part(name, hashlib.sha256(path.read_bytes()).hexdigest(), mentions)
        except PresslensError as error:
            failed.append(error)
            problems.append(Problem(name, "left out", *_split(str(error))))
            continue
        parts.append(part)
        problems += [*odd, *_find_limits(part)]
    if not parts:
        raise failed[0]
    return parts, problems


def _list_files(paths: Iterable[Path]) -> dict[str, Path]:
    """Return each file once by its name: its stem, with its folder before it where two share that."""
    files: dict[Path, Path] = {}
    for path in paths:
        found = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
        if not found:
            raise PresslensError(f"{path} holds no .jsonl file; name a file, or the folder that holds such files")
        files |= {one.resolve(): one for one in found}
    stems = pd.Series([path.stem for path in files])
    shared = stems.duplicated(keep=False)
    named = [
        f"{path.parent.name}/{path.name}" if twice else path.stem for path, twice in zip(files, shared, strict=True)
    ]
    return dict(zip(named, files.values(), strict=True))


def _split(message: str) -> tuple[str, str]:
    """Return reason and remedy of a message."""
    reason, _, remedy = message.rpartition("; ")
    return reason, remedy


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
