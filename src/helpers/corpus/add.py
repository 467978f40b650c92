"""Adding articles to the folder of texts that are not ours to share."""

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from helpers.corpus.load import TABLES
from helpers.corpus.manifest import ARTICLES
from helpers.corpus.read import list_problems, read_corpus
from helpers.errors import PresslensError, Problem
from helpers.project import raw_folder
from helpers.tables import write_atomically


class Added(NamedTuple):
    """What was added: `added` with the columns file, title, source and text_kind; and `problems`."""

    added: pd.DataFrame
    problems: pd.DataFrame


def add_articles(paths: Iterable[str | Path], folder: str | Path | None = None) -> Added:
    """Copy text files into a folder, where every later report finds them.

    Nothing there is overwritten: a file of another content under the same name gets a new name, and one that
    is already there is not added again.

    Args:
        paths: Files and folders of files, as for `helpers.corpus.read_articles`; tables stay where they are.
        folder: Where to copy to; by default ``data/raw`` of the clone.

    Raises:
        PresslensError: If there is no such folder to copy to, or nothing can be used.
    """
    folder = Path(folder) if folder else raw_folder()
    problems: list[Problem] = []
    usable = []
    for path in map(Path, paths):
        if path.suffix.lower() in TABLES and path.is_file():
            problems.append(Problem(path.name, "left out", "is a table", "name it with --corpus; it need not be added"))
        else:
            usable.append(path)
        if (path / ARTICLES).is_file():
            problems.append(
                Problem(
                    path.name, "warning", f"its {ARTICLES} is not taken over", "name the folder with --corpus instead"
                )
            )
    if not usable:
        raise PresslensError("nothing to add: tables are read where they lie, with --corpus")
    corpus = read_corpus(usable)
    files_by_hash = _files_by_hash(usable)
    rows = []
    for article in corpus.articles.to_dict("records"):
        source = files_by_hash[article["sha256"]]
        name = _copy(source, folder)
        if name:
            rows.append((name, article["title"], article["source"], article["text_kind"]))
        else:
            problems.append(Problem(article["file"], "warning", "is already there", "nothing to do"))
    added = pd.DataFrame(rows, columns=["file", "title", "source", "text_kind"])
    return Added(added, pd.concat([corpus.problems, list_problems(problems)], ignore_index=True))


def _files_by_hash(paths: Iterable[Path]) -> dict[str, Path]:
    files = [f for path in paths for f in (sorted(path.rglob("*")) if path.is_dir() else [path]) if f.is_file()]
    return {hashlib.sha256(file.read_bytes()).hexdigest(): file for file in reversed(files)}


def _copy(source: Path, folder: Path) -> str:
    """Copy a file and return its new name, or an empty string if the folder holds it already."""
    data = source.read_bytes()
    target = folder / source.name
    if target.exists() and target.read_bytes() != data:
        target = folder / f"{source.stem}-{hashlib.sha256(data).hexdigest()[:8]}{source.suffix}"
    if target.exists():
        return ""
    write_atomically(target, lambda part: part.write_bytes(data))
    return target.name
