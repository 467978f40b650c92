"""What a report was made of and what it found: ``report.json``, read without pandas or nbconvert."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from helpers.errors import PresslensError
from helpers.files import MOST_RECORD, read_file, stays_below

RECORD = "report.json"
FORMAT = 2
_AGAIN = "run 'presslens report' into that folder again"


@dataclass(frozen=True)
class NotebookRecord:
    """What came of a notebook.

    Attributes:
        key: SHA-256 over all that can change its outcome.
        page: File name of its page.
        title: Its title.
        question: Its question.
        answer: The sentences of its answer, computed.
        error: What stopped it; empty if it ran to its end.
        tables: The CSVs that it wrote, by their path below the folder of the report.
        evidence: The pages of evidence that it wrote, likewise.
        others: Whatever else it wrote, likewise.
    """

    key: str
    page: str
    title: str
    question: str
    answer: tuple[str, ...]
    error: str
    tables: tuple[str, ...]
    evidence: tuple[str, ...]
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class Record:
    """What a report was made of, what it says, and which files it is.

    Attributes:
        version: Of Presslens.
        date: ``SOURCE_DATE_EPOCH`` as a date, else that of the latest article; empty if none has a date.
        corpus_hash: SHA-256 over the SHA-256 of each text, sorted, a line each.
        inputs: SHA-256 of what each parameter that is a path leads to.
        parameters: As pages show them: of a path the name alone.
        versions: Of Python and of the packages that the notebooks run on.
        problems: What was found wrong in the inputs, a line each.
        notebooks: By the name of the notebook, in the order of the menu.
        files: SHA-256 of each file, by its path below the folder.
        corpus_key: SHA-256 over all that can change what is told of the corpus.
        key: SHA-256 over all that can change the report.
    """

    version: str
    date: str
    corpus_hash: str
    inputs: dict[str, str]
    parameters: dict[str, object]
    versions: dict[str, str]
    problems: tuple[str, ...]
    notebooks: dict[str, NotebookRecord]
    files: dict[str, str]
    corpus_key: str = ""
    key: str = ""

    @property
    def errors(self) -> list[str]:
        """What stopped notebooks, one line each."""
        return [notebook.error for notebook in self.notebooks.values() if notebook.error]

    @property
    def tables(self) -> list[str]:
        """The CSVs of all notebooks, by their path below the folder."""
        return sorted({table for notebook in self.notebooks.values() for table in notebook.tables})

    def to_json(self) -> str:
        """Return the text of ``report.json``: the same record gives the same bytes."""
        return json.dumps({"format": FORMAT, **asdict(self)}, indent=1, ensure_ascii=False) + "\n"


def read_record(out: str | Path) -> Record:
    """Read what a report was made of.

    Args:
        out: Folder of the report.

    Raises:
        PresslensError: If it holds none, one of another format, or one that is damaged.
    """
    path = Path(out) / RECORD
    try:
        found = json.loads(read_file(path, MOST_RECORD))
    except OSError as error:
        raise PresslensError(f"{path} cannot be read ({error.strerror}); name the folder of a report") from None
    except (ValueError, RecursionError):
        raise PresslensError(f"{path} is damaged; {_AGAIN}") from None
    if not isinstance(found, dict):
        raise PresslensError(f"{path} is damaged; {_AGAIN}")
    if (known := found.pop("format", 1)) != FORMAT:
        raise PresslensError(f"{path} is of format {str(known)[:20]}, not {FORMAT}; {_AGAIN}")
    try:
        return _parse(found)
    except (AttributeError, KeyError, TypeError, ValueError):
        raise PresslensError(f"{path} is damaged; {_AGAIN}") from None


def _parse(found: dict[str, Any]) -> Record:
    """Return the record that JSON holds; whatever is missing or of the wrong kind raises."""
    return Record(
        version=_text(found["version"]),
        date=_text(found["date"]),
        corpus_hash=_text(found["corpus_hash"]),
        inputs=_texts(found["inputs"]),
        parameters=dict(found["parameters"].items()),
        versions=_texts(found["versions"]),
        problems=_lines(found["problems"]),
        notebooks={_text(stem): _parse_notebook(one) for stem, one in found["notebooks"].items()},
        files={_path(name): _text(one) for name, one in found["files"].items()},
        corpus_key=_text(found["corpus_key"]),
        key=_text(found["key"]),
    )


def _parse_notebook(found: Mapping[str, Any]) -> NotebookRecord:
    return NotebookRecord(
        key=_text(found["key"]),
        page=_path(found["page"]),
        title=_text(found["title"]),
        question=_text(found["question"]),
        answer=_lines(found["answer"]),
        error=_text(found["error"]),
        tables=tuple(map(_path, _lines(found["tables"]))),
        evidence=tuple(map(_path, _lines(found["evidence"]))),
        others=tuple(map(_path, _lines(found["others"]))),
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _path(value: object) -> str:
    if not stays_below(value):
        raise ValueError(value)
    return _text(value)


def _texts(value: Mapping[str, object]) -> dict[str, str]:
    return {_text(key): _text(one) for key, one in value.items()}


def _lines(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError(value)
    return tuple(map(_text, value))
