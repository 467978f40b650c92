"""Readers: folders of texts, single files and tables of articles become one table."""

import hashlib
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path, PurePosixPath
from string import ascii_letters
from typing import NamedTuple

import pandas as pd

from helpers.corpus.census import FACT_COLUMNS, drop_retellings, list_same_titles, list_sources, number_same_texts
from helpers.corpus.chunks import InputChunk
from helpers.corpus.decode import UnusableError
from helpers.corpus.infer import infer_metadata, parse_date
from helpers.corpus.inputs import list_inputs, refuse_empty
from helpers.corpus.load import Candidate, hash_item, list_items, load_item, unexpected
from helpers.corpus.rows import MOST_UNPACKED
from helpers.corpus.splits import MOST_COLUMNS
from helpers.corpus.words import ENGLISH_WORDS
from helpers.errors import Problem, warn_of
from helpers.progress import track, within
from helpers.schemas import PRECISIONS, TEXT_KINDS, Articles, Problems

UNKNOWN_SOURCE = "unknown source"
_MOST_PACKED = 100  # times that the texts of a table may be as large as its file
_MOST_ALIKE = 1_000  # rows of a table that are left out for one reason, each with a line
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
            ``sources.csv`` beside them) and of JSONL and Parquet tables, such a file, a CSV, JSONL or Parquet table
            with a column ``text`` (or one of `helpers.corpus.chunks.COLUMN_NAMES`) and any others, or several of these.
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
    paths = [path] if isinstance(path, str | Path) else list(path)
    inputs = list_inputs(paths, max_mb=max_mb)
    problems += inputs.problems
    rows: list[dict[str, object]] = []
    told = _Told(problems)
    held: Counter[str] = Counter()  # characters of each table
    for at, chunk in enumerate(inputs.chunks):
        if chunk.table and held[chunk.path] > max(MOST_UNPACKED, _MOST_PACKED * chunk.table.file_size):
            reason = "holds a hundred times as much text as it has bytes; parts of it are not read"
            told.add(chunk.table.name, UnusableError(reason, "write it with each text once, or take presslens run"))
            continue
        with within("reading", at, len(inputs.chunks)):
            made = list(_make_rows(chunk, told, english_only))
        held[chunk.path] += sum(len(str(row["raw_text"])) for row in made) if chunk.table else 0
        rows += made
    told.sum_up()
    if not rows:
        raise refuse_empty(paths, problems)
    articles = _make_table(rows, problems)
    if retold := drop_retellings(articles[FACT_COLUMNS], inputs.originals):
        articles = articles[~articles["file"].isin(retold)].reset_index(drop=True)
        problems[:] = [problem for problem in problems if problem.file not in retold]
    facts = articles[FACT_COLUMNS]
    problems += list_same_titles(facts)
    ids = dict(number_same_texts(facts).itertuples(index=False, name=None))
    articles["article_id"] = [ids.get(f, i) for f, i in zip(articles["file"], articles["article_id"], strict=True)]
    return articles, list_sources(facts, inputs.sources)


def hash_chunk(chunk: InputChunk) -> pd.DataFrame:
    """Hash all that the articles of a chunk are made of, without making them.

    Args:
        chunk: Of `helpers.corpus.list_inputs`.

    Returns:
        In the order of the chunk ``file``, the name of what may become an article, or of a table that cannot be read;
        and ``key``, a hash in hexadecimal digits. What `read_chunk` says of a file hangs on its key and
        ``english_only`` alone.
    """
    keys = [(item.file, hash_item(chunk, item)) for item in list_items(chunk)]
    return pd.DataFrame(keys, columns=["file", "key"], dtype="str")


def read_chunk(
    chunk: InputChunk, *, only: Collection[str] | None = None, english_only: bool = True
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read the articles of a chunk.

    Args:
        chunk: Of `helpers.corpus.list_inputs`.
        only: Names of those to read; all by default.
        english_only: As for `read_corpus`.

    Returns:
        The columns of `helpers.schemas.Articles` and any others that were given, with the ``article_id`` of the text
        alone (see `number_same_texts`); and `helpers.schemas.Problems`, each with the name of one of those read.
    """
    problems: list[Problem] = []
    told = _Told(problems)
    rows = list(_make_rows(chunk, told, english_only, only))
    told.sum_up()
    articles = _make_table(rows, problems) if rows else Articles.empty()
    return articles, list_problems(problems)


class _Told:
    """Problems of files and rows, of which those alike in one table are told one by one up to a number.

    Args:
        problems: To which they are added.
    """

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        self._alike: Counter[tuple[str, str, str]] = Counter()

    def add(self, file: str, error: UnusableError) -> None:
        """Tell why a file or row is left out."""
        kind = (file.partition("#")[0], str(error), error.remedy)
        self._alike[kind] += 1
        if self._alike[kind] <= (_MOST_ALIKE if "#" in file else 1):
            self.problems.append(Problem(file, "left out", *kind[1:]))

    def sum_up(self) -> None:
        """Tell of each table how many more rows there are."""
        for (file, reason, remedy), n in self._alike.items():
            if n > _MOST_ALIKE:
                more = f"{reason} in {n - _MOST_ALIKE:,} more rows"
                self.problems.append(Problem(file, "left out", more, remedy))


def _make_table(rows: list[dict[str, object]], problems: list[Problem]) -> pd.DataFrame:
    """Return rows of `Articles` as a table, with no more columns than a table may have, of whatever rows they are."""
    names = dict.fromkeys(name for row in rows for name in row)
    # Rows with columns of their own make a table that is nearly all gaps
    most = min(MOST_COLUMNS, 10 * sum(map(len, rows)) // len(rows))
    if len(names) > most + len(Articles.column_names()):
        extra = [name for name in names if name not in Articles.column_names()]
        dropped = set(extra[most:])
        first = next(row for row in rows if not dropped.isdisjoint(row))
        reason = f"has more columns: with those before it {len(extra):,}, and {most:,} are kept"
        problems.append(Problem(str(first["file"]), "warning", reason, "keep the columns that are needed"))
        rows = [{name: cell for name, cell in row.items() if name not in dropped} for row in rows]
    return Articles.validate(pd.DataFrame(rows))


def _make_rows(
    chunk: InputChunk, told: "_Told", english_only: bool, only: Collection[str] | None = None
) -> Iterator[dict[str, object]]:
    """Yield the rows of `Articles`, telling what cannot be used and what looks odd."""
    for item in track(list(list_items(chunk)), "reading"):
        if only is not None and item.file not in only:
            continue
        try:
            yield _make_row(load_item(chunk, item), told.problems, english_only)
        except UnusableError as error:
            told.add(item.file, error)
        except Exception as error:  # one article must not end the work on thousands
            told.add(item.file, unexpected(error))


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
