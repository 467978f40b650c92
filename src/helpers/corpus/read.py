"""Readers: folders of texts, single files and tables of articles become one table."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from itertools import chain, count
from pathlib import Path, PurePosixPath
from string import ascii_letters
from typing import NamedTuple

import pandas as pd

from helpers.corpus.decode import UnusableError
from helpers.corpus.infer import infer_metadata, parse_date
from helpers.corpus.load import FACTS, TABLES, TEXTS, Candidate, load_path
from helpers.corpus.manifest import Manifest, exists, read_manifest
from helpers.corpus.words import ENGLISH_WORDS
from helpers.errors import NothingUsableError, PresslensError, Problem, warn_of
from helpers.project import project_path
from helpers.schemas import PRECISIONS, TEXT_KINDS, Articles, Problems, Sources

UNKNOWN_SOURCE = "unknown source"
MAX_TITLE = 300  # characters; the longest headlines in print have under 200

_WORD = re.compile(r"\w")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_LETTER = re.compile(r"[^\W\d_]")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_PARTS = 4  # of a text, of which each must be plainly English
_SURELY = 0.25  # share of these words; of 22,101 texts mixed of two languages none that has it was of another


class Corpus(NamedTuple):
    """A corpus as read: `articles` (schema `Articles`), `sources` (`Sources`) and `problems` (`Problems`)."""

    articles: pd.DataFrame
    sources: pd.DataFrame
    problems: pd.DataFrame


def read_articles(path: str | Path | Iterable[str | Path], *, max_mb: float = 5) -> pd.DataFrame:
    """Read articles from folders, single files and tables.

    What cannot be used is left out with a `CorpusWarning` that names file, reason and remedy.
    `read_corpus` gives the same with sources and problems as tables.

    Args:
        path: A folder of ``.txt``, ``.md`` and ``.html`` files (with or without ``articles.csv`` and
            ``sources.csv`` beside them), such a file, a CSV, JSONL or Parquet table with a column ``text``
            (or one of `helpers.corpus.load.COLUMN_NAMES`) and any others, or several of these.
        max_mb: Size above which a text is left out, in megabytes.

    Returns:
        One row per article, with the columns of `helpers.schemas.Articles` and any others that were given.

    Raises:
        PresslensError: If a path does not exist or nothing can be used.
    """
    problems: list[Problem] = []
    articles, _ = _read(path, problems, max_mb, english_only=True)
    warn_of(problems)
    return articles


def read_corpus(path: str | Path | Iterable[str | Path], *, max_mb: float = 5, english_only: bool = True) -> Corpus:
    """Read articles as `read_articles` does, with their sources and the problems found.

    Args:
        path: As for `read_articles`.
        max_mb: As for `read_articles`.
        english_only: Whether texts in other languages are left out: only cleaning can work on them.

    Raises:
        PresslensError: If a path does not exist or nothing can be used.
    """
    problems: list[Problem] = []
    articles, sources = _read(path, problems, max_mb, english_only)
    return Corpus(articles, sources, list_problems(problems))


def list_problems(problems: Iterable[Problem]) -> pd.DataFrame:
    """Return problems as a table with the columns of `helpers.schemas.Problems`."""
    rows = [(p.file, p.severity, p.reason, p.remedy) for p in problems]
    return Problems.validate(pd.DataFrame(rows, columns=Problems.column_names(), dtype=str))


def _read(
    path: str | Path | Iterable[str | Path], problems: list[Problem], max_mb: float, english_only: bool
) -> tuple[pd.DataFrame, pd.DataFrame]:
    given = [path] if isinstance(path, str | Path) else list(path)
    paths = [Path(p).expanduser() for p in given]
    if not paths:
        raise PresslensError("no corpus was named; name a folder, a file or several")
    if not max_mb > 0:  # NaN is not above 0 either
        raise PresslensError(f"the limit of {max_mb} MB leaves nothing; give a number above 0")
    candidates: dict[str, Candidate] = {}
    seen: set[Path] = set()
    shipped = read_manifest(project_path("data", "sample"), [])
    originals, source_rows = dict(shipped.by_original), {r["name"]: r for r in shipped.sources.values()}
    for root in paths:
        if not exists(root):
            raise PresslensError(f"{root} does not exist; check the path (relative paths start at {Path.cwd().name}/)")
        manifest = read_manifest(root, problems) if root.is_dir() else Manifest()
        originals |= manifest.by_original
        source_rows |= {row.get("name") or key: row for key, row in manifest.sources.items()}
        for candidate in load_path(root, manifest, problems, max_mb * 1e6, seen):
            candidate.file = free_name(root, candidate.file, candidates)
            candidates[candidate.file] = candidate
    _place_originals(candidates, originals)
    rows = _make_rows(candidates.values(), problems, english_only)
    if not rows:
        where = ", ".join(str(p) for p in paths)
        found = "; ".join(f"{p.file} {p.reason}" for p in problems[:3])
        raise NothingUsableError(
            f"no usable article in {where}{f' ({found})' if found else ''}; "
            f"give a folder of {', '.join(sorted(TEXTS))} files, "
            f"or a table ({', '.join(sorted(TABLES))}) with a column 'text'",
            problems,
        )
    articles = Articles.validate(pd.DataFrame(rows))
    return articles, _list_sources(articles, source_rows)


def free_name(root: Path, name: str, taken: Iterable[str]) -> str:
    """Return the name of a file, with as many of the folders above it as tell it from others, or a number."""
    folder = root if root.is_dir() else root.parent
    names = [name, *(f"{'/'.join(folder.parts[-n:])}/{name}" for n in range(1, len(folder.parts)))]
    return next(n for n in chain(names, (f"{name} ({i})" for i in count(2))) if n not in taken)


def _place_originals(candidates: dict[str, Candidate], originals: dict[str, dict[str, str]]) -> None:
    """Mark originals by their hash, give them the facts of the manifest, and drop their retellings."""
    for candidate in list(candidates.values()):
        facts = originals.get(candidate.sha256)
        if facts is None:
            continue
        candidate.facts = {key: value for key, value in facts.items() if value}
        candidate.origin = {key: "manifest" for key in FACTS if facts[key]}
        for name, other in list(candidates.items()):
            if other.facts.get("text_kind") == "retelling" and PurePosixPath(name).name == facts["file"]:
                del candidates[name]


def _make_rows(candidates: Iterable[Candidate], problems: list[Problem], english_only: bool) -> list[dict[str, object]]:
    """Make the rows of `Articles`, telling what cannot be used and what looks odd."""
    rows: list[dict[str, object]] = []
    for candidate in candidates:
        try:
            rows.append(_make_row(candidate, problems, english_only))
        except UnusableError as error:
            problems.append(Problem(candidate.file, "left out", str(error), error.remedy))
    _number_same_texts(rows)
    problems += _list_same_titles(rows)
    return rows


def _number_same_texts(rows: list[dict[str, object]]) -> None:
    """Give articles with the same text ids of their own: they may be from several outlets, and copies are shown."""
    taken = {row["article_id"] for row in rows}
    numbers: dict[object, Iterator[int]] = {}
    for row in sorted(rows, key=lambda row: (str(row["source"]), str(row["file"]))):
        if row["article_id"] not in numbers:
            numbers[row["article_id"]] = count(1)
            continue
        # Another article may begin with that very number: its id is taken
        ids = (_hash_text(f"{number}\n{row['raw_text']}")[:16] for number in numbers[row["article_id"]])
        row["article_id"] = next(new for new in ids if new not in taken)
        taken.add(row["article_id"])


def _list_same_titles(rows: list[dict[str, object]]) -> Iterator[Problem]:
    """Yield one problem per title that articles of different texts have."""
    by_title: dict[str, dict[object, str]] = {}
    for row in rows:
        if row["title_from"] != "file name":
            by_title.setdefault(str(row["title"]).casefold(), {}).setdefault(row["raw_text"], str(row["file"]))
    for files in by_title.values():
        first, *others = files.values()
        if others:
            more = f", as have {len(others) - 1:,} more" if len(others) > 1 else ""
            reason = f"has the same title as {first}{more}"
            yield Problem(others[0], "warning", reason, "all are kept; check that all are meant")


def _make_row(candidate: Candidate, problems: list[Problem], english_only: bool) -> dict[str, object]:
    text = candidate.text
    try:
        digest = _hash_text(text)
    except UnicodeEncodeError:
        raise UnusableError("holds half a character (a lone surrogate)", "save the text again as UTF-8") from None
    if not _WORD.search(text):
        raise UnusableError("has no words", "remove it or save the article again")
    if english_only:
        _require_english(text)
    candidate.learn(infer_metadata(text)._asdict(), "inferred")
    if candidate.folder:
        candidate.learn({"source": candidate.folder}, "folder")
    stem = PurePosixPath(candidate.file).stem or candidate.file
    candidate.learn({"title": stem.replace("_", " ")}, "file name")
    facts, origin = candidate.facts, candidate.origin
    if len(facts["title"]) > MAX_TITLE:
        reason = f"has a title of {len(facts['title']):,} characters"
        problems.append(
            Problem(candidate.file, "warning", reason, "it is shown shortened; check that it is the headline")
        )
    day, precision = _read_date(candidate, problems)
    return {
        **candidate.others,
        "article_id": digest[:16],
        "file": candidate.file,
        "source": " ".join(facts.get("source", UNKNOWN_SOURCE).split()),
        "source_from": origin.get("source", "missing"),
        "title": " ".join(facts["title"].split()),
        "title_from": origin["title"],
        "date": day,
        "date_precision": precision,
        "date_from": origin["date"] if precision else "missing",
        "author": " ".join(facts.get("author", "").split()),
        "author_from": origin.get("author", "missing"),
        "text_kind": facts.get("text_kind") if facts.get("text_kind") in TEXT_KINDS else "article",
        "encoding": candidate.encoding,
        "has_bom": candidate.has_bom,
        "sha256": candidate.sha256 or digest,
        "raw_text": text,
        "main_text": candidate.main_text,
    }


def _hash_text(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _read_date(candidate: Candidate, problems: list[Problem]) -> tuple[pd.Timestamp | None, str]:
    """Return the date and its precision, which facts may give as less exact than the date is written."""
    given = candidate.facts.get("date", "")
    try:
        parsed = parse_date(given)
        reason = f"has a date that cannot be read: '{given[:40]}'"
    except ValueError as error:
        parsed, reason = None, f"has the date '{given[:40]}' ({error})"
    if parsed is None:
        if given:
            problems.append(
                Problem(candidate.file, "warning", reason, "write it as YYYY-MM-DD; the date was left empty")
            )
        return None, ""
    said = candidate.facts.get("date_precision", "")
    precision = max(parsed.precision, said if said in PRECISIONS[:3] else "day", key=PRECISIONS.index)
    first = {"day": parsed.day, "month": parsed.day.replace(day=1), "year": parsed.day.replace(month=1, day=1)}
    return pd.Timestamp(first[precision]), precision


def _require_english(text: str) -> None:
    """Refuse a text in another language: words, sentences and scorers here know English only."""
    remedy = "leave it out, or translate it: only English can be analysed"
    head = text[:20_000]
    letters, latin = _count_letters(head)
    if latin * 2 < letters:
        raise UnusableError("is not in English (its letters are not Latin)", remedy)
    # 400: too little to tell from: of 840 English articles, pieces of 300 characters fail once
    if letters < 400 or (latin * 20 > letters * 19 and _is_surely_english(head)):
        return
    import py3langid  # noqa: PLC0415 - loads its model on import, half a second

    language, _ = py3langid.classify(head)
    if language != "en":
        raise UnusableError(f"is not in English (it looks like '{language}')", remedy)


def _count_letters(text: str) -> tuple[int, int]:
    """Return how many letters a text has, and how many of them are Latin."""
    plain = text.encode("ascii", "ignore")
    n_plain = len(plain) - len(plain.translate(None, ascii_letters.encode()))
    others = "".join(_NOT_ASCII.findall(text))
    return n_plain + len(_LETTER.findall(others)), n_plain + len(_LATIN.findall(others))


def _is_surely_english(text: str) -> bool:
    """Tell English by its commonest words, in each part of the text: much faster than the classifier."""
    words = text.split()
    size = -(-len(words) // _PARTS)
    parts = (words[first : first + size] for first in range(0, len(words), size))
    return all(sum(map(ENGLISH_WORDS.__contains__, part)) > _SURELY * len(part) for part in parts)


def _list_sources(articles: pd.DataFrame, rows: dict[str, dict[str, str]]) -> pd.DataFrame:
    """Return one row per outlet of the corpus with what the manifests say of it."""
    table = articles.groupby("source").size().rename("n_articles").reset_index()
    for fact in ("country", "kind", "ownership"):
        table[fact] = [rows.get(name, {}).get(fact, "") for name in table["source"]]
    return Sources.validate(table[Sources.column_names()])
