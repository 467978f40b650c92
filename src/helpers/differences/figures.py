"""The figures of a table in two reports: which moved, and by how much."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from helpers.differences.match import Matched, list_texts, match_rows
from helpers.schemas import Differences, TableDifferences

MOST_FIGURES = 1000  # of a table that are listed, and as many rows of one report only
_MOST_LABEL = 200  # characters


@dataclass(frozen=True)
class TableChange:
    """What became of a table.

    Attributes:
        counts: A row of `helpers.schemas.TableDifferences`.
        figures: Its heaviest changes, as in `helpers.schemas.Differences`, and by which rows of articles they are
            (``article_id``, ``file`` and ``source``, empty where the table has none).
    """

    counts: dict[str, object]
    figures: pd.DataFrame


def compare_table(name: str, before: pd.DataFrame, after: pd.DataFrame, *, tolerance: float) -> TableChange:
    """Compare a table in two reports.

    Args:
        name: Of the table.
        before: The table in the first report, all cells as text.
        after: In the second.
        tolerance: Share of its size by which a number may differ without being called moved.
    """
    numbers = {name: _read_numbers(before[name], after[name]) for name in before.columns if name in after.columns}
    numeric = {name: pair for name, pair in numbers.items() if pair is not None}
    matched = match_rows(before, after, list(numeric))
    cells = pd.concat([_EMPTY_CELLS, *_compare_columns(before, after, matched, numeric, tolerance)], ignore_index=True)
    counts = TableDifferences.column_names()
    n_rows_moved = int(cells["pair"].nunique())
    values = (name, len(before), len(after), n_rows_moved, len(matched.new), len(matched.gone), len(cells), "")
    figures = [
        _describe_columns(name, before, after),
        _describe_cells(name, before, after, matched, _sort_cells(cells).head(MOST_FIGURES)),
        _describe_rows(name, after.iloc[matched.new[:MOST_FIGURES]], matched.keys, "new row"),
        _describe_rows(name, before.iloc[matched.gone[:MOST_FIGURES]], matched.keys, "row gone"),
    ]
    return TableChange(dict(zip(counts, values, strict=True)), pd.concat(figures, ignore_index=True))


_EMPTY_CELLS = pd.DataFrame(
    {
        "pair": pd.Series(dtype="int64"),
        "figure": pd.Series(dtype="str"),
        "change": pd.Series(dtype="str"),
        "is_estimate": pd.Series(dtype="bool"),
        **{name: pd.Series(dtype="float64") for name in ("difference", "relative", "intervals")},
    }
)


def _read_numbers(before: pd.Series, after: pd.Series) -> tuple[np.ndarray, np.ndarray] | None:
    """Return a column as numbers, nan for empty cells; nothing if it holds anything else."""
    if before.name in list_texts():
        return None
    pair = []
    for column in (before, after):
        found = pd.to_numeric(column.where(column != "", "nan"), errors="coerce").to_numpy(dtype=float)
        if not np.isfinite(found[(column != "").to_numpy()]).all():
            return None
        pair.append(found)
    return None if np.isnan(pair[0]).all() and np.isnan(pair[1]).all() else (pair[0], pair[1])


def _compare_columns(
    before: pd.DataFrame,
    after: pd.DataFrame,
    matched: Matched,
    numeric: dict[str, tuple[np.ndarray, np.ndarray]],
    tolerance: float,
) -> Iterator[pd.DataFrame]:
    """Yield the cells of each column that differ in rows which stand in both tables."""
    first, second = matched.pairs
    widths = _find_widths({name: old for name, (old, _) in numeric.items()})
    for name in before.columns:
        if name not in after.columns or name in matched.keys:
            continue
        if name not in numeric:
            pair = np.flatnonzero(before[name].to_numpy()[first] != after[name].to_numpy()[second])
            cells = _EMPTY_CELLS.reindex(range(len(pair)))
            yield cells.assign(pair=pair, figure=name, change="other text", is_estimate=False)
            continue
        old, new = numeric[name][0][first], numeric[name][1][second]
        change = np.where(np.isnan(old), "got a value", np.where(np.isnan(new), "lost its value", "moved"))
        same = np.isclose(old, new, rtol=tolerance, atol=0, equal_nan=True)
        width = widths[name][first] if name in widths else np.nan
        with np.errstate(divide="ignore", invalid="ignore"):
            cells = pd.DataFrame(
                {
                    "pair": np.arange(len(old)),
                    "figure": name,
                    "change": change,
                    "difference": new - old,
                    "relative": np.where(old == 0, np.nan, (new - old) / np.abs(old)),
                    "intervals": np.where(width > 0, np.abs(new - old) / width, np.nan),
                    "is_estimate": name in widths,
                }
            )
        yield cells[~same]


def _find_widths(numbers: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Return, for each column that has an interval, how wide that is in each row.

    The interval of X is X_low to X_high; plain low and high belong to the nearest column before them whose numbers
    lie within.
    """
    widths = {
        name: numbers[f"{name}_high"] - numbers[f"{name}_low"]
        for name in numbers
        if f"{name}_low" in numbers and f"{name}_high" in numbers
    }
    if "low" in numbers and "high" in numbers:
        names, low, high = list(numbers), numbers["low"], numbers["high"]
        known = ~np.isnan(low) & ~np.isnan(high)
        for name in reversed(names[: min(names.index("low"), names.index("high"))]):
            if known.any() and ((numbers[name] >= low) & (numbers[name] <= high))[known].all():
                return {**widths, name: high - low}
    return widths


def _sort_cells(cells: pd.DataFrame) -> pd.DataFrame:
    """Put the heaviest first: estimates with an interval, what came or went, by share of it, by relative change."""
    weights = pd.DataFrame(
        {
            "is_other": ~cells["is_estimate"],
            "kept": cells["change"].isin(["moved", "other text"]),
            "intervals": -cells["intervals"].fillna(-1),
            "relative": -cells["relative"].abs().fillna(-1),
        }
    )
    return cells.loc[weights.sort_values(list(weights.columns), kind="stable").index]


def _describe_cells(
    name: str, before: pd.DataFrame, after: pd.DataFrame, matched: Matched, cells: pd.DataFrame
) -> pd.DataFrame:
    first, second = (positions[cells["pair"].to_numpy()] for positions in matched.pairs)
    shown = _describe_rows(name, after.iloc[second], matched.keys, "")
    for side, table, rows in (("before", before, first), ("after", after, second)):
        columns = {figure: table[figure].to_numpy() for figure in cells["figure"].unique()}
        shown[side] = [columns[figure][row] for row, figure in zip(rows, cells["figure"], strict=True)]
    for column in ("figure", "change", "difference", "relative", "intervals"):
        shown[column] = cells[column].to_numpy()
    return shown


def _describe_rows(name: str, rows: pd.DataFrame, keys: list[str], change: str) -> pd.DataFrame:
    """Describe rows by their keys, with the article or source that they are of."""
    labels = [" · ".join(filter(None, row))[:_MOST_LABEL] for row in rows[keys].itertuples(index=False, name=None)]
    shown = _describe(name, labels or [""] * len(rows), change)
    for column in ("article_id", "file", "source"):
        shown[column] = rows[column].to_numpy() if column in rows else ""
    return shown


def _describe_columns(name: str, before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    new, gone = (one.columns.difference(other.columns) for one, other in ((after, before), (before, after)))
    parts = [
        _describe(name, [""] * len(columns), change).assign(figure=columns)
        for columns, change in ((new, "new column"), (gone, "column gone"))
    ]
    return pd.concat(parts, ignore_index=True)


def _describe(name: str, labels: list[str], change: str) -> pd.DataFrame:
    blank = dict.fromkeys(["before", "after", "cause", "article_id", "file", "source"], "")
    shown = pd.DataFrame({"table": name, "row": labels, "figure": "", "change": change, **blank})
    return shown.assign(difference=np.nan, relative=np.nan, intervals=np.nan)[
        [*Differences.column_names(), "article_id", "file", "source"]
    ]
