"""The texts at hand by the SHA-256 of their bytes, whatever they are called and wherever they lie."""

import hashlib
import math
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from helpers.corpus.chunks import InputChunk, TextFile
from helpers.corpus.decode import UnusableError
from helpers.corpus.inputs import list_inputs
from helpers.corpus.load import Candidate, list_items, load_item
from helpers.errors import Problem
from helpers.files import MOST_TEXT, open_file, read_file


@dataclass(frozen=True)
class Holding:
    """A text at hand, which need not be one that can be read.

    Attributes:
        file: Its name, as in `helpers.schemas.Articles`.
        path: The file, or the table that it is a row of.
        sha256: Of its bytes; empty if they cannot be read.
        row: Its row, if it is one of a table.
    """

    file: str
    path: Path
    sha256: str
    row: Candidate | None = None

    def read_bytes(self) -> bytes:
        """Return the bytes of the file, or the text of the row in UTF-8."""
        return _encode(self.row) if self.row else read_file(self.path, MOST_TEXT)

    def load(self, problems: list[Problem]) -> Candidate | None:
        """Return the text as a reading of the corpus finds it; what stands against it is added to ``problems``."""
        if self.row:
            return self.row
        chunk = InputChunk(str(self.path.parent), math.inf, (TextFile(self.path.name, self.path.name, {}),))
        try:
            return load_item(chunk, next(list_items(chunk)))
        except UnusableError as error:
            problems.append(Problem(self.path.name, "left out", str(error), error.remedy))
        return None


def list_holdings(corpus: str | Path | Iterable[str | Path], problems: list[Problem]) -> list[Holding]:
    """List the texts of a corpus, those too that an analysis would leave out.

    Args:
        corpus: As for `helpers.corpus.read_articles`.
        problems: Gets the tables and rows that cannot be read.

    Raises:
        PresslensError: If a path does not exist.
    """
    inputs = list_inputs(corpus, max_mb=math.inf)
    problems += [problem for problem in inputs.problems if problem.severity == "left out"]
    return [holding for chunk in inputs.chunks for holding in _list_chunk(chunk, problems)]


def _list_chunk(chunk: InputChunk, problems: list[Problem]) -> Iterator[Holding]:
    for item in list_items(chunk):
        if isinstance(item.content, TextFile):
            path = Path(chunk.path, item.content.path)
            yield Holding(item.file, path, _hash_file(path))
            continue
        try:
            row = load_item(chunk, item)
        except UnusableError as error:
            problems.append(Problem(item.file, "left out", str(error), error.remedy))
        else:
            yield Holding(item.file, Path(chunk.path), hashlib.sha256(_encode(row)).hexdigest(), row)


def _hash_file(path: Path) -> str:
    try:
        with open_file(path) as file:
            if os.fstat(file.fileno()).st_size > MOST_TEXT:
                return ""
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:  # the text is told as changed, with this as the reason, or is not missed
        return ""


def _encode(row: Candidate) -> bytes:
    return row.text.encode("utf-8", "surrogatepass")  # half a character is left out later, and must not stop this
