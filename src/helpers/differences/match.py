"""The rows of two tables that are the same row, found by what they say rather than where they stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd

from helpers.schemas import BELIEVED, COMPARED, MEASURED, WRITTEN

# Numbers that tell one row from another, rather than being what the row is there to say.
_IDS = {
    "block",
    "confidence_from",
    "confidence_to",
    "end",
    "mention_end",
    "mention_start",
    "sentence_index",
    "start",
    "statement",
}


@dataclass(frozen=True)
class Matched:
    """Two tables, and which rows of them are the same.

    Attributes:
        keys: Columns that tell rows apart.
        pairs: Positions in the first and the second table of rows that stand in both, but not alike in every cell.
        gone: Positions in the first table of rows that stand only there.
        new: Positions in the second table of rows that stand only there.
    """

    keys: list[str]
    pairs: tuple[np.ndarray, np.ndarray]
    gone: np.ndarray
    new: np.ndarray


def match_rows(before: pd.DataFrame, after: pd.DataFrame, numeric: Sequence[str]) -> Matched:
    """Match the rows of two tables of text cells.

    Rows that are alike in every cell are matched first; then those with the same key, in order where a key stands
    more than once. The key is made of the columns, from the left, that tell further rows apart: first texts, and
    numbers that are positions; then other numbers of which both tables have the same.

    Args:
        before: The first table.
        after: The second.
        numeric: Columns that hold numbers in both.
    """
    shared = [name for name in before.columns if name in after.columns]
    telling = [name for name in shared if name not in numeric or name in _IDS]
    # Numbers that are the same in both are what was asked, such as thresholds, rather than what was found
    asked = [name for name in shared if name not in telling and {*before[name].unique()} == {*after[name].unique()}]
    keys = _choose_keys(before, after, [*telling, *asked])
    old, new = np.arange(len(before)), np.arange(len(after))
    first, second = _match(before[shared], after[shared])
    old, new = np.delete(old, first), np.delete(new, second)
    first, second = _match(before[keys].iloc[old], after[keys].iloc[new])
    return Matched(keys, (old[first], new[second]), np.delete(old, first), np.delete(new, second))


def _choose_keys(before: pd.DataFrame, after: pd.DataFrame, candidates: list[str]) -> list[str]:
    """Return the first column, which names even a single row, and those after it that each tell further rows apart."""
    keys: list[str] = []
    n_rows, n_groups = len(before) + len(after), min(len(before), 1) + min(len(after), 1)
    codes = [np.zeros(len(table), dtype=np.int64) for table in (before, after)]
    for name in candidates:
        if keys and n_groups == n_rows:
            break
        finer = [_refine(code, table[name]) for code, table in zip(codes, (before, after), strict=True)]
        n_finer = sum(int(code.max()) + 1 for code in finer if len(code))
        if n_finer > n_groups or not keys:
            keys, codes, n_groups = [*keys, name], finer, n_finer
    return keys


def _refine(codes: np.ndarray, column: pd.Series) -> np.ndarray:
    """Number the groups that a column makes of groups."""
    values, distinct = pd.factorize(column)
    numbered: np.ndarray = pd.factorize(codes * max(len(distinct), 1) + values)[0]
    return numbered


def _match(before: pd.DataFrame, after: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Return the positions of rows that are alike in both tables, the first of such with the first."""
    both = pd.concat([before, after], ignore_index=True)
    codes = np.zeros(len(both), dtype=np.int64)
    for name in both.columns:
        codes = _refine(codes, both[name])
    nth = pd.Series(codes).groupby([codes, np.arange(len(both)) >= len(before)]).cumcount().to_numpy()
    places = codes * (int(nth.max(initial=0)) + 1) + nth
    _, first, second = np.intersect1d(
        places[: len(before)], places[len(before) :], assume_unique=True, return_indices=True
    )
    order = np.argsort(first)
    return first[order], second[order]


@cache
def list_texts() -> frozenset[str]:
    """Return the columns that hold text whatever it looks like, such as a term that is a year."""
    declared = [
        (name, str(column.dtype) in {"str", "string[pyarrow]"})
        for tables in (WRITTEN, MEASURED, COMPARED, BELIEVED)
        for table in tables.values()
        for name, column in table.to_schema().columns.items()
    ]
    return frozenset(name for name, _ in declared) - frozenset(name for name, is_text in declared if not is_text)
