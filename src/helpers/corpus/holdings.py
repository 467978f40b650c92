"""The texts at hand by the SHA-256 of their bytes, whatever they are called and wherever they lie."""

import hashlib
import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from helpers.corpus.load import TABLES, Candidate, list_texts, load_path
from helpers.corpus.manifest import Manifest, exists
from helpers.corpus.read import free_name
from helpers.errors import PresslensError, Problem


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
        return _encode(self.row) if self.row else self.path.read_bytes()

    def load(self, problems: list[Problem]) -> Candidate | None:
        """Return the text as a reading of the corpus finds it; what stands against it is added to ``problems``."""
        return self.row or next(load_path(self.path, Manifest(), problems, math.inf, set()), None)


def list_holdings(corpus: str | Path | Iterable[str | Path], problems: list[Problem]) -> list[Holding]:
    """List the texts of a corpus, those too that an analysis would leave out.

    Args:
        corpus: As for `helpers.corpus.read_articles`.
        problems: Gets the tables and rows that cannot be read.

    Raises:
        PresslensError: If a path does not exist.
    """
    holdings: dict[str, Holding] = {}
    for given in [corpus] if isinstance(corpus, str | Path) else corpus:
        root = Path(given).expanduser()
        if not exists(root):
            raise PresslensError(f"{root} does not exist; check the path (relative paths start at {Path.cwd().name}/)")
        for holding in _list_rows(root, problems) if _is_table(root) else _list_files(root):
            name = free_name(root, holding.file, holdings)
            holdings[name] = replace(holding, file=name)
    return list(holdings.values())


def _is_table(root: Path) -> bool:
    return root.is_file() and root.suffix.lower() in TABLES


def _list_rows(table: Path, problems: list[Problem]) -> Iterable[Holding]:
    for row in load_path(table, Manifest(), problems, math.inf, set()):
        yield Holding(row.file, table, hashlib.sha256(_encode(row)).hexdigest(), row)


def _list_files(root: Path) -> Iterable[Holding]:
    for name, path in list_texts(root, []):
        try:
            with path.open("rb") as file:
                yield Holding(name, path, hashlib.file_digest(file, "sha256").hexdigest())
        except OSError:  # the text is told as changed, with this as the reason, or is not missed
            yield Holding(name, path, "")


def _encode(row: Candidate) -> bytes:
    return row.text.encode("utf-8", "surrogatepass")  # half a character is left out later, and must not stop this
