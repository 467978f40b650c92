"""Adding articles, from files and from the web, to the folder of texts that are not ours to share."""

import hashlib
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from helpers.corpus.chunks import TABLES
from helpers.corpus.decode import UnusableError
from helpers.corpus.fetch import Fetched, FetchedPage, fetch_pages
from helpers.corpus.inputs import list_files
from helpers.corpus.links import is_link, read_links
from helpers.corpus.manifest import ARTICLES
from helpers.corpus.read import list_problems, read_corpus
from helpers.errors import NothingUsableError, Problem
from helpers.filenames import fold_name, tame_name
from helpers.files import MOST_TEXT, read_file
from helpers.hashes import hash_file
from helpers.locks import lock_output
from helpers.project import raw_folder
from helpers.tables import list_left, write_atomically

_LOCK = ".presslens-add"  # hidden, so that it is no article


class Added(NamedTuple):
    """What was added: `added` with the columns file, title, source and text_kind; and `problems`."""

    added: pd.DataFrame
    problems: pd.DataFrame


def add_articles(
    paths: Iterable[str | Path],
    folder: str | Path | None = None,
    *,
    pause: float = 2,
    timeout: float = 30,
    max_mb: float = 5,
    allow_hosts: Collection[str] = (),
    on_page: Callable[[FetchedPage, int, int], None] = lambda page, done, total: None,
) -> Added:
    """Copy text files and fetch pages into a folder, where every later report finds them.

    Nothing there is overwritten: a file of another content under the same name gets a new name, and one that
    is already there is not added again.

    Args:
        paths: Files and folders of files, as for `helpers.corpus.read_articles` (tables stay where they are);
            addresses that begin with ``http://`` or ``https://``; and saved feeds, sitemaps and lists of addresses,
            as for `helpers.corpus.links.read_links`.
        folder: Where to copy to; by default ``data/raw`` of the clone.
        pause: Seconds between two requests to a host.
        timeout: Seconds after which a page must be there.
        max_mb: Size above which a text or page is left out, in megabytes.
        allow_hosts: Hosts that may lie outside the public internet; see `helpers.corpus.fetch.fetch_pages`.
        on_page: Called as pages are fetched; likewise.

    Raises:
        PresslensError: If there is no such folder to copy to or file to add, or nothing was found.
    """
    folder = Path(folder) if folder else raw_folder()
    problems: list[Problem] = []
    files, urls = _sort(paths, problems)
    with lock_output(folder / _LOCK, "add", folder, option="--to"):
        for path in [left for place in (folder, *folder.glob("*/")) for left in list_left(place)]:
            path.unlink()
        fetched = Fetched([], [])
        if urls:
            options: dict[str, Any] = {"pause": pause, "timeout": timeout, "max_mb": max_mb}
            fetched = fetch_pages(urls, folder, allow_hosts=allow_hosts, on_page=on_page, **options)
        problems += fetched.problems
        rows = _take([*files, *fetched.files], fetched.files, folder, problems, max_mb)
    return Added(pd.DataFrame(rows, columns=["file", "title", "source", "text_kind"]), list_problems(problems))


def _take(
    found: list[Path], fetched: list[Path], folder: Path, problems: list[Problem], max_mb: float
) -> list[tuple[str, str, str, str]]:
    """Read what was found, place it, and list what is new."""
    if not found:
        return []
    try:
        corpus = read_corpus(found, max_mb=max_mb)
    except NothingUsableError as error:
        if not problems and not error.problems:
            raise
        problems += error.problems
        return []
    problems += [Problem(*row) for row in corpus.problems.itertuples(index=False)]
    return _place(corpus.articles, _files_by_hash(found, max_mb * 1e6), fetched, folder, problems)


def _sort(paths: Iterable[str | Path], problems: list[Problem]) -> tuple[list[Path], list[str]]:
    """Tell files and folders of articles from addresses, typed or listed in a file."""
    files: list[Path] = []
    urls: list[str] = []
    for given in paths:
        if isinstance(given, str) and is_link(given):
            urls.append(given)
            continue
        path = Path(given)
        if path.suffix.lower() in TABLES and path.is_file():
            problems.append(_refuse_table(path.name))
            continue
        try:
            listed = read_links(path)
        except UnusableError as error:
            problems.append(Problem(path.name, "left out", str(error), error.remedy))
            continue
        urls += listed or []
        files += [path] if listed is None else []
        if (path / ARTICLES).is_file():
            reason = f"its {ARTICLES} is not taken over"
            problems.append(Problem(path.name, "warning", reason, "name the folder with --corpus instead"))
    return files, urls


def _place(
    articles: pd.DataFrame,
    files_by_hash: dict[str, list[Path]],
    fetched: list[Path],
    folder: Path,
    problems: list[Problem],
) -> list[tuple[str, str, str, str]]:
    """Copy the files of articles, and list what is new with those that were fetched."""
    rows = []
    tables: set[str] = set()
    there = {fold_name(path.name): path for path in folder.iterdir()}
    for article in articles.to_dict("records"):
        same = files_by_hash.get(article["sha256"])
        if not same:  # a row of a table that lies in a folder
            tables.add(str(article["file"]).rpartition("#")[0])
            continue
        file = same.pop(0) if len(same) > 1 else same[0]
        source = article["source"]
        if file in fetched:
            name = file.relative_to(folder).as_posix()
            if article["source_from"] == "missing":  # as a report has it, which reads the folder
                source = file.parent.name
        else:
            name = _copy(file, folder, there)
        if name:
            rows.append((name, article["title"], source, article["text_kind"]))
        else:
            problems.append(Problem(article["file"], "warning", "is already there", "nothing to do"))
    problems += map(_refuse_table, sorted(tables))
    return rows


def _refuse_table(name: str) -> Problem:
    return Problem(name, "left out", "is a table", "name it with --corpus; it need not be added")


def _files_by_hash(paths: Iterable[Path], max_bytes: float) -> dict[str, list[Path]]:
    """Return the texts that were read; what was told of the others was told when they were."""
    by_hash: dict[str, list[Path]] = {}
    for path in paths:
        folder = path if path.is_dir() else path.parent
        for relative, _, size in list_files(path, []):
            file = folder / relative
            if size <= max_bytes and file.suffix.lower() not in TABLES:
                with suppress(OSError):
                    by_hash.setdefault(hash_file(file), []).append(file)
    return by_hash


def _copy(source: Path, folder: Path, there: dict[str, Path]) -> str:
    """Copy a file and return its new name, or an empty string if the folder holds it already.

    Args:
        source: The file.
        folder: Where to copy to.
        there: What lies there, by `helpers.filenames.fold_name`; the copy is added.
    """
    data = read_file(source, MOST_TEXT)
    sha256 = hashlib.sha256(data).hexdigest()
    name = tame_name(source.name)
    if (held := there.get(fold_name(name))) and not _holds(held, sha256):
        name = tame_name(f"{source.stem}-{sha256[:8]}{source.suffix}")
    if fold_name(name) in there:
        return ""
    write_atomically(folder / name, lambda part: part.write_bytes(data))
    there[fold_name(name)] = folder / name
    return name


def _holds(path: Path, sha256: str) -> bool:
    return path.is_file() and hash_file(path) == sha256
