"""Files and rows of tables, loaded as candidates for articles with what is known about them."""

import hashlib
import json
import math
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

import pandas as pd

from helpers.corpus.decode import UnusableError, decode
from helpers.corpus.html import read_page
from helpers.corpus.manifest import Manifest, read_csv_text
from helpers.errors import Problem
from helpers.schemas import ORIGINS, Articles
from helpers.tables import OUTPUT_MARK

TEXTS = {".txt", ".text", ".md", ".html", ".htm"}
TABLES = {".csv", ".tsv", ".jsonl", ".ndjson", ".parquet"}
# Columns of a table of articles: ours, and the names that others use for them.
COLUMN_NAMES = {
    "text": ("text", "raw_text", "body", "content", "article", "article_text", "full_text", "fulltext"),
    "title": ("title", "headline"),
    "source": ("source", "publisher", "outlet", "publication", "site_name", "media_name"),
    "date": ("date", "published", "publication_date", "publish_date", "pub_date", "published_at"),
    "author": ("author", "authors", "byline"),
}
FACTS = ("title", "date", "author", "source")
_OUR_COLUMNS = {*Articles.column_names(), "body", "n_words", "n_words_removed"}
_HALF_CHARACTER = re.compile(r"\\u[dD][89a-fA-F]")


@dataclass
class Candidate:
    """A text on its way into the corpus, with what is known about it and from where."""

    file: str
    text: str
    encoding: str = "utf-8"
    has_bom: bool = False
    sha256: str = ""
    main_text: str = ""
    folder: str = ""
    facts: dict[str, str] = field(default_factory=dict)
    origin: dict[str, str] = field(default_factory=dict)
    others: dict[str, object] = field(default_factory=dict)

    def learn(self, facts: dict[str, str], origin: str) -> None:
        """Take facts that are given and not yet known."""
        for name in FACTS:
            if facts.get(name) and not self.facts.get(name):
                self.facts[name] = facts[name]
                self.origin[name] = origin


def load_path(
    root: Path, manifest: Manifest, problems: list[Problem], max_bytes: float, seen: set[Path]
) -> Iterator[Candidate]:
    """Yield what one path holds; what cannot be used becomes a problem.

    Args:
        root: A folder, a text or a table.
        manifest: What the folder's manifest says.
        problems: To which problems are added.
        max_bytes: Size above which a text is left out.
        seen: Files that were read already, links resolved, to which those of this path are added: a folder may be
            given together with a file in it.
    """
    fresh: dict[Path, tuple[str, Path]] = {}
    for name, path in list_texts(root, problems):
        if path.resolve() not in seen:
            fresh.setdefault(path.resolve(), (name, path))
    seen.update(fresh)
    if fresh and root.is_file() and root.suffix.lower() in TABLES:
        yield from _read_table(root, problems, max_bytes)
        return
    for name, path in fresh.values():
        try:
            candidate = _read_text(path, max_bytes)
        except UnusableError as error:
            problems.append(Problem(name, "left out", str(error), error.remedy))
            continue
        except OSError as error:
            problems.append(Problem(name, "left out", f"cannot be read ({error.strerror})", "check its permissions"))
            continue
        candidate.file = name
        candidate.folder = PurePosixPath(name).parent.name
        facts = manifest.by_file.get(name, {})
        candidate.facts |= {key: value for key, value in facts.items() if value}
        candidate.origin |= {key: _origin(facts, key) for key in FACTS if facts.get(key)}
        yield candidate


def _origin(facts: dict[str, str], key: str) -> str:
    """Return where a fact of the manifest was learnt: of a restored corpus, where it was learnt at first."""
    said = facts.get(f"{key}_from", "")
    return said if said in ORIGINS else "manifest"


def list_texts(root: Path, problems: list[Problem]) -> Iterator[tuple[str, Path]]:
    """Yield the texts that a folder holds, or the file that is named, by their name in the tables."""
    for path in _list_texts(root, problems) if root.is_dir() else [root]:
        name = path.relative_to(root).as_posix() if root.is_dir() else root.name
        yield os.fsencode(name).decode("utf-8", "replace"), path  # names need not be UTF-8


def _list_texts(root: Path, problems: list[Problem]) -> list[Path]:
    """Return the texts below a folder by name, without hidden files, READMEs, links that lead out and our output."""
    inside = root.resolve()
    found = sorted(root.rglob("*"))
    ours = {path.parent for path in found if path.name == OUTPUT_MARK} - {root}
    for folder in sorted(ours):
        name = folder.relative_to(root).as_posix()
        problems.append(Problem(name, "warning", "was written by presslens and is not read", "keep output elsewhere"))
    texts = []
    for path in found:
        parts = path.relative_to(root).parts
        if path.suffix.lower() not in TEXTS or any(part.startswith(".") for part in parts):
            continue
        if path.stem.upper() in {"README", "LICENSE"} or not path.is_file() or not ours.isdisjoint(path.parents):
            continue
        if not path.resolve().is_relative_to(inside):
            problems.append(
                Problem("/".join(parts), "left out", "is a link that leads out of the folder", "copy the file itself")
            )
            continue
        texts.append(path)
    return texts


def _read_text(path: Path, max_bytes: float) -> Candidate:
    size = path.stat().st_size
    if size > max_bytes:
        raise UnusableError(
            f"is {size / 1e6:.3g} MB, more than the {max_bytes / 1e6:g} MB of the longest article",
            "split it into articles, or raise the limit (--max-mb)",
        )
    data = path.read_bytes()
    decoded = decode(data)
    candidate = Candidate("", decoded.text, decoded.encoding, decoded.has_bom, hashlib.sha256(data).hexdigest())
    if path.suffix.lower() in {".html", ".htm"}:
        page = read_page(decoded.text)
        candidate.text, candidate.main_text = page.text, page.main_text
        candidate.learn(page._asdict(), "page")
    return candidate


def _read_table(path: Path, problems: list[Problem], max_bytes: float) -> Iterator[Candidate]:
    """Yield the rows of a CSV, JSONL or Parquet table."""
    try:
        rows = list(_read_rows(path, problems))
        if not rows:
            raise UnusableError("has no rows", "add rows below its header")
        columns = list(dict.fromkeys(key for _, row in rows for key in row))
        names = {ours: next((n for n in known if n in columns), "") for ours, known in COLUMN_NAMES.items()}
        if not names["text"]:
            seen = ", ".join(columns[:8]) + (", ..." if len(columns) > 8 else "")
            raise UnusableError(f"has no column with the text (it has {seen})", "name that column 'text'")
    except UnusableError as error:
        problems.append(Problem(path.name, "left out", str(error), error.remedy))
        return
    for number, row in rows:
        name = f"{path.name}#{number}"
        text = row.get(names["text"])
        if not isinstance(text, str) or not text:
            problems.append(Problem(name, "left out", "has no text", "fill in its text or remove the row"))
        elif len(text) > max_bytes:
            reason = f"has {len(text) / 1e6:.0f} million characters, more than any article"
            problems.append(Problem(name, "left out", reason, "split it into articles, or raise the limit (--max-mb)"))
        else:
            facts = {ours: _as_text(row.get(names[ours])) for ours in FACTS if names[ours]}
            used = {"date_precision", *names.values()}
            others = {(k if k not in _OUR_COLUMNS else f"given_{k}"): v for k, v in row.items() if k not in used}
            candidate = Candidate(name, text, others=others)
            candidate.facts["date_precision"] = _as_text(row.get("date_precision"))
            candidate.learn(facts, "table")
            yield candidate


def _read_rows(path: Path, problems: list[Problem]) -> Iterator[tuple[int, dict[str, object]]]:
    """Yield number (from 1, the header not counted) and cells of each row."""
    kind = path.suffix.lower()
    if kind == ".parquet":
        try:
            table = pd.read_parquet(path)
        except (OSError, ValueError) as error:  # pyarrow's errors are of these two
            reason = " ".join(str(error).split())[:200]
            raise UnusableError(f"is no readable Parquet file ({reason})", "write it again") from None
    else:
        text = decode(path.read_bytes()).text
        if kind in {".jsonl", ".ndjson"}:
            yield from _read_json_lines(path.name, text, problems)
            return
        table = read_csv_text(text)
    yield from enumerate(({str(k): v for k, v in row.items()} for row in table.to_dict("records")), start=1)


def _read_json_lines(name: str, text: str, problems: list[Problem]) -> Iterator[tuple[int, dict[str, object]]]:
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            if _HALF_CHARACTER.search(line):
                json.dumps(row, ensure_ascii=False).encode("utf-8")
        except UnicodeEncodeError:
            reason = "holds half a character (a lone surrogate)"
            problems.append(Problem(f"{name}#{number}", "left out", reason, "save it again as UTF-8"))
            continue
        except (ValueError, RecursionError):
            row = None
        if isinstance(row, dict):
            yield number, row
        else:
            problems.append(Problem(f"{name}#{number}", "left out", "is no JSON object", "write one object a line"))


def _as_text(value: object) -> str:
    """Return a cell as text; lists (of authors, say) with commas, missing values empty."""
    if isinstance(value, list | tuple):
        return ", ".join(map(_as_text, value))
    if value is None or value is pd.NaT or (isinstance(value, float) and math.isnan(value)):
        return ""
    return str(value).strip()
