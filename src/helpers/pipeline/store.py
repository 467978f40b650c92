"""Where parts lie: immutable Parquet files under a key, an index of the articles in each, and one record of what holds.

A part is written table by table, its index last, so a part that has an index is whole. The record (`RECORD`) names the
files of the last run that was ended, and is replaced in one move. What neither it nor the one before names is removed
after that: who opened the results just before reads on, until the next run begins.
"""

import json
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from helpers.archive import FORMAT, RECORD
from helpers.errors import PresslensError
from helpers.files import MOST_RECORD, read_file
from helpers.tables import list_left, write_atomically

WORK = ".work"
DERIVED = "derived_"  # begins the names of tables of the whole corpus that no record names
_TABLES, _INDEX = "tables", "index"


class Store:
    """The output folder of a run.

    Args:
        out: The folder.
    """

    def __init__(self, out: Path) -> None:
        self.out = out
        self.lock = out / WORK / "lock"

    def write_part(self, stage: str, part: str, tables: Mapping[str, pd.DataFrame], index: pd.DataFrame) -> None:
        """Write the tables of a part, and that it is there.

        Args:
            stage: The stage that made it.
            part: Its key.
            tables: By name.
            index: ``file``, ``article_id`` and ``key`` of the articles in it.
        """
        for name, table in tables.items():
            self.write_table(name, part, table)
        told = index[["file", "article_id", "key"]].assign(tables=" ".join(tables))
        write_atomically(self._index_path(stage, part), partial(_write, told))

    def list_tables(self, stage: str, part: str) -> dict[str, Path]:
        """Return where the tables of a part lie, by name; of a part without articles none."""
        names = pq.read_table(self._index_path(stage, part), columns=["tables"]).column("tables").to_pylist()
        return {name: self.path_of(name, part) for name in (names[0].split() if names else ())}

    def write_table(self, name: str, part: str, table: pd.DataFrame) -> Path:
        """Write one table of a part."""
        path = self.path_of(name, part)
        write_atomically(path, partial(_write, table))
        return path

    def path_of(self, table: str, part: str) -> Path:
        """Return where a table of a part lies."""
        return self.out / _TABLES / table / f"{part}.parquet"

    def has_part(self, stage: str, part: str) -> bool:
        """Tell whether a part is there, whole."""
        return self._index_path(stage, part).is_file()

    def tidy(self) -> None:
        """Remove what was left of writing that broke off, and parts of which a file is gone or damaged."""
        kept = self.list_recorded()
        for path in (self.out / WORK / _INDEX).glob("*/*"):
            tables = [] if path.name.startswith(".") else self._list_whole(path.parent.name, path.stem)
            if tables is None or path.name.startswith("."):
                path.unlink()
            else:
                kept.update(tables)
        kept.update(path for path in (self.out / _TABLES).glob(f"{DERIVED}*/*") if not path.name.startswith("."))
        for path in [*(self.out / _TABLES).glob("*/*"), *list_left(self.out)]:
            if path not in kept:
                path.unlink()

    def is_whole(self, path: Path) -> bool:
        """Tell whether a table is there and can be opened."""
        try:
            count_rows_in([path])
        except (OSError, pa.ArrowException):
            return False
        return True

    def _list_whole(self, stage: str, part: str) -> list[Path] | None:
        """Return the tables of a part; None if one of them cannot be opened."""
        try:
            tables = list(self.list_tables(stage, part).values())
            count_rows_in(tables)
        except (OSError, pa.ArrowException):
            return None
        return tables

    def list_recorded(self) -> set[Path]:
        """Return the files that the record names, be it of another form; none if it cannot be read."""
        try:
            tables = json.loads(read_file(self.out / RECORD, MOST_RECORD))["tables"]
            return {self.out / name for described in tables.values() for name in described["files"]}
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return set()

    def read_index(self, stage: str) -> pd.DataFrame:
        """Return ``file``, ``article_id``, ``key`` and ``part`` of all articles that a stage has done."""
        found = [
            pq.read_table(path, columns=["file", "article_id", "key"]).to_pandas().assign(part=path.stem)
            for path in sorted((self.out / WORK / _INDEX / stage).glob("*.parquet"))
        ]
        columns = ["file", "article_id", "key", "part"]
        return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=columns, dtype="str")

    def keep_only(self, parts: Mapping[str, Iterable[str]], files: Iterable[Path]) -> None:
        """Remove parts of stages that are not named, and tables that are neither of a part nor named.

        Args:
            parts: Those to keep, by stage.
            files: Tables to keep.
        """
        kept = set(files)
        for stage in sorted((self.out / WORK / _INDEX).glob("*")):
            named = set(parts.get(stage.name, ()))
            for path in stage.glob("*.parquet"):
                if path.stem not in named:
                    path.unlink()
        for path in (self.out / _TABLES).glob("*/*"):
            if path not in kept:
                path.unlink(missing_ok=True)

    def write_record(self, tables: Mapping[str, tuple[list[Path], int]], told: Mapping[str, Any]) -> None:
        """Say what holds from now on.

        Args:
            tables: Files and rows of each table.
            told: What else to note.
        """
        described = {
            name: {"n_rows": n_rows, "files": [path.relative_to(self.out).as_posix() for path in paths]}
            for name, (paths, n_rows) in tables.items()
        }
        text = json.dumps({"format": FORMAT, **told, "tables": described}, indent=1, ensure_ascii=False)
        write_atomically(self.out / RECORD, partial(Path.write_bytes, data=f"{text}\n".encode()))

    def _index_path(self, stage: str, part: str) -> Path:
        return self.out / WORK / _INDEX / stage / f"{part}.parquet"


def read_part(path: Path, columns: list[str] | None = None) -> pd.DataFrame:
    """Read a table of a part, with the types that it was written with.

    Raises:
        PresslensError: If it is damaged.
    """
    try:
        table = pq.read_table(path, columns=columns)
    except (OSError, pa.ArrowException) as error:
        reason = " ".join(str(error).split())[:80]
        raise PresslensError(f"{path} cannot be read ({reason}); remove it and run presslens run again") from None
    # pandas alone cannot read its lists of numbers again
    lists = {kind: pd.ArrowDtype(kind) for kind in table.schema.types if kind == pa.list_(pa.uint64())}
    frame: pd.DataFrame = table.to_pandas(types_mapper=lists.get, ignore_metadata=bool(lists))
    return frame


def _write(table: pd.DataFrame, path: Path) -> None:
    table.to_parquet(path, index=False, compression="zstd")


def count_rows_in(paths: Iterable[Path]) -> int:
    """Return the rows of Parquet files, from their footers alone."""
    return sum(pq.read_metadata(path).num_rows for path in paths)
