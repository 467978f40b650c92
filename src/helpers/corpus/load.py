"""Files and rows of tables, loaded as candidates for articles with what is known about them."""

import hashlib
import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import NamedTuple

import pandas as pd

from helpers.corpus.chunks import COLUMN_NAMES, InputChunk, TextFile, show_path
from helpers.corpus.decode import UnusableError, decode, unreadable
from helpers.corpus.html import read_page
from helpers.corpus.rows import Content, list_rows, too_long
from helpers.corpus.splits import require_few_columns
from helpers.errors import PresslensError
from helpers.files import MOST_TEXT, is_of_machine, open_file, read_file
from helpers.schemas import ORIGINS, Articles

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


class Item(NamedTuple):
    """What may become an article, by the name that it has in the tables."""

    file: str
    content: TextFile | Content


def list_items(chunk: InputChunk) -> Iterator[Item]:
    """Yield what a chunk holds in order: texts unread, rows of a table as they lie there."""
    for text in chunk.texts:
        yield Item(text.file, text)
    try:
        for row in list_rows(chunk):
            yield Item(*row)
    except Exception as error:  # the rows before it are read, and the other chunks
        yield Item(chunk.table.name if chunk.table else "", unexpected(error))


def unexpected(error: Exception) -> UnusableError:
    """Return what is to be said when our own code fails on an article.

    Raises:
        PresslensError: The same, as it tells of what is installed.
        OSError: The same, if it tells of the machine: it would befall other articles too, and not at each reading.
    """
    if isinstance(error, PresslensError) or (isinstance(error, OSError) and is_of_machine(error)):
        raise error
    reason = " ".join(f"{type(error).__name__}: {error}".split())[:200]
    return UnusableError(f"cannot be read ({reason})", "leave it out, and tell the authors of presslens")


def hash_item(chunk: InputChunk, item: Item) -> str:
    """Return the hash, in hexadecimal digits, of all that the article is made of: content, name, facts and limit."""
    content = item.content
    given: list[object] = [item.file]
    if isinstance(content, TextFile):
        given += _fingerprint(chunk, content)
    elif isinstance(content, UnusableError):
        given += [str(content), content.remedy]
    else:
        line = content if isinstance(content, bytes) else json.dumps(content, default=_as_plain).encode()
        given += [hashlib.sha256(line).hexdigest(), *([chunk.max_bytes] if len(line) > chunk.max_bytes else [])]
    return hashlib.sha256(json.dumps(given).encode()).hexdigest()


def _fingerprint(chunk: InputChunk, text: TextFile) -> list[object]:
    path = Path(chunk.path, text.path)
    try:
        size = path.stat().st_size
        if size > chunk.max_bytes:
            return [size, chunk.max_bytes]
        with open_file(path) as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        return [error.strerror]
    original = chunk.originals.get(sha256, {})
    return [sha256, text.path, sorted(text.facts.items()), sorted(original.items())]


def _as_plain(cell: object) -> object:
    return cell.tolist() if hasattr(cell, "tolist") else repr(cell)


def load_item(chunk: InputChunk, item: Item) -> Candidate:
    """Load what may become an article.

    Raises:
        UnusableError: If it cannot.
    """
    content = item.content
    if isinstance(content, UnusableError):
        raise content
    if isinstance(content, TextFile):
        try:
            candidate = _read_text(Path(chunk.path, content.path), chunk.max_bytes)
        except OSError as error:
            raise unreadable(error) from None
        candidate.file = item.file
        candidate.folder = PurePosixPath(show_path(content.path)).parent.name
        candidate.facts |= content.facts
        candidate.origin |= {key: _origin(content.facts, key) for key in FACTS if content.facts.get(key)}
        _place_original(candidate, chunk.originals)
        return candidate
    cells = _parse_line(content) if isinstance(content, bytes) else content
    return _make_candidate(item.file, cells, chunk.max_bytes)


def _origin(facts: Mapping[str, str], key: str) -> str:
    """Return where a fact of the manifest was learnt: of a restored corpus, where it was learnt at first."""
    said = facts.get(f"{key}_from", "")
    return said if said in ORIGINS else "manifest"


def _place_original(candidate: Candidate, originals: Mapping[str, Mapping[str, str]]) -> None:
    """Give an original, told by its hash, the facts of the manifest."""
    if facts := originals.get(candidate.sha256):
        candidate.facts = {key: value for key, value in facts.items() if value}
        candidate.origin = {key: "manifest" for key in FACTS if facts.get(key)}


def _read_text(path: Path, max_bytes: float) -> Candidate:
    size = path.stat().st_size
    if size > (max_bytes := min(max_bytes, MOST_TEXT)):
        raise UnusableError(
            f"is {size / 1e6:.3g} MB, more than the {max_bytes / 1e6:g} MB of the longest article",
            "split it into articles, or raise the limit (--max-mb)",
        )
    data = read_file(path, max_bytes)
    decoded = decode(data)
    candidate = Candidate("", decoded.text, decoded.encoding, decoded.has_bom, hashlib.sha256(data).hexdigest())
    if path.suffix.lower() in {".html", ".htm"}:
        page = read_page(decoded.text)
        candidate.text, candidate.main_text = page.text, page.main_text
        candidate.learn(page._asdict(), "page")
    return candidate


def _parse_line(line: bytes) -> dict[str, object]:
    text = decode(line).text
    try:
        row = json.loads(text)
        if _HALF_CHARACTER.search(text):
            json.dumps(row, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        raise UnusableError("holds half a character (a lone surrogate)", "save it again as UTF-8") from None
    except (ValueError, RecursionError):
        row = None
    if not isinstance(row, dict):
        raise UnusableError("is no JSON object", "write one object a line")
    return row


def _make_candidate(file: str, row: dict[str, object], max_bytes: float) -> Candidate:
    """Make a candidate of the cells of a row, by our names of columns or those that others use."""
    require_few_columns(row)
    names = {ours: next((name for name in known if name in row), "") for ours, known in COLUMN_NAMES.items()}
    text = row.get(names["text"])
    if not isinstance(text, str) or not text:
        raise UnusableError("has no text", "fill in its text or remove the row")
    if len(text) > max_bytes:
        raise too_long(len(text))
    used = {"date_precision", *names.values()}
    others = {(k if k not in _OUR_COLUMNS else f"given_{k}"): v for k, v in row.items() if k not in used}
    candidate = Candidate(file, text, others=others)
    candidate.facts["date_precision"] = _as_text(row.get("date_precision"))
    candidate.learn({ours: _as_text(row.get(names[ours])) for ours in FACTS if names[ours]}, "table")
    return candidate


def _as_text(value: object) -> str:
    """Return a cell as text; lists (of authors, say) with commas, missing values empty."""
    if isinstance(value, list | tuple):
        return ", ".join(map(_as_text, value))
    if value is None or value is pd.NaT or (isinstance(value, float) and math.isnan(value)):
        return ""
    return str(value).strip()
