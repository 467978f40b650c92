"""Chunks of a corpus: what one worker reads, small enough to be sent to it and to be read at once."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

Facts = Mapping[str, str]

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
N_ARTICLES = 250  # of a chunk, where its form allows
CHUNK_BYTES = 20e6


def show_path(path: str) -> str:
    """Return a path below a folder as it is shown: names of files need not be UTF-8."""
    return os.fsencode(path).decode("utf-8", "replace")


class TextFile(NamedTuple):
    """A text below a folder.

    Attributes:
        file: Its name in the tables, which no other has.
        path: Its path below the folder.
        facts: What the manifest says of it.
    """

    file: str
    path: str
    facts: Facts


class TablePart(NamedTuple):
    """Rows of a table.

    Attributes:
        name: The table's name in the tables; its rows are ``NAME#NUMBER``.
        kind: ``csv``, ``parquet``, ``jsonl``, or ``utf-16`` for a JSONL file that is read whole.
        first_row: Number of the first row, from 1.
        begin: First byte of a JSONL file, first row group of a Parquet file.
        end: One past the last.
        skip: Rows of these row groups that come before ours.
        n_rows: Rows of ours; of a file that is read whole about how many.
        file_size: Bytes of the whole file, which is refused if it changes meanwhile.
    """

    name: str
    kind: str
    first_row: int
    begin: int
    end: int
    skip: int
    n_rows: int
    file_size: int


@dataclass(frozen=True)
class InputChunk:
    """Some texts of a folder, or some rows of a table.

    Attributes:
        path: The folder that holds the texts, or the table.
        max_bytes: Size above which a text is left out.
        texts: Texts below the folder.
        table: Rows of the table, if it is one.
        originals: What the manifests say of originals, by the SHA-256 of their bytes.
    """

    path: str
    max_bytes: float
    texts: tuple[TextFile, ...] = ()
    table: TablePart | None = None
    originals: Mapping[str, Facts] = field(default_factory=dict)

    @property
    def n_articles(self) -> int:
        """Return about how many articles there are, to tell progress."""
        return self.table.n_rows if self.table else len(self.texts)
