"""Where parts lie: immutable Parquet files under a key, an index of the articles in each, and one record of what holds.

A part is written table by table, its index last, so a part that has an index is whole. The record (`RECORD`) names the
files of the last run that was ended, and is replaced in one move; what no record names is removed after that.
"""

import json
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq

from helpers.archive import FORMAT, RECORD
from helpers.tables import write_atomically

WORK = ".work"
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
        kept = {path.resolve() for path in files}
        for stage in sorted((self.out / WORK / _INDEX).glob("*")):
            named = set(parts.get(stage.name, ()))
            for path in stage.glob("*.parquet"):
                if path.stem not in named:
                    path.unlink()
        for path in (self.out / _TABLES).glob("*/*"):
            if path.resolve() not in kept:
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
        write_atomically(self.out / RECORD, partial(Path.write_text, data=text + "\n", encoding="utf-8"))

    def _index_path(self, stage: str, part: str) -> Path:
        return self.out / WORK / _INDEX / stage / f"{part}.parquet"


def _write(table: pd.DataFrame, path: Path) -> None:
    table.to_parquet(path, index=False, compression="zstd")


def count_rows_in(paths: Iterable[Path]) -> int:
    """Return the rows of Parquet files, from their footers alone."""
    return sum(pq.read_metadata(path).num_rows for path in paths)
