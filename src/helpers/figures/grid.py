"""Grids of numbers: cells in shades, what is written into them, and the names of rows and columns."""

from collections.abc import Sequence
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.collections import QuadMesh
from matplotlib.figure import Figure
from numpy.typing import NDArray

from helpers.figures.base import (
    MAX_PANELS,
    MAX_ROWS,
    STYLE,
    Chart,
    count_letters,
    draw_twice,
    is_narrow,
    lay_out,
    measure_row,
    start_figure,
)
from helpers.figures.colors import choose_ink
from helpers.figures.names import cut_name, say_rest, shorten, tell_some, wrap_name
from helpers.figures.panels import label_axis, say_empty, write_names

GAP = 0.42  # of a row of a grid on phones, for its name
_SHADES = 9  # of a grid: as few as can be told apart, so that no picture is needed for them
_SLANTED = 24  # letters of a name that is written aslant
_NAME = 44  # letters of the name of a row
_LONG = 1000  # from which on numbers of a grid have no decimals
_FEW = 4  # columns of a grid whose numbers and heads have room on phones beside the names of rows


def shade_cells(
    ax: Axes, numbers: NDArray[np.float64], low: float, high: float, *, gap: float = 0, missing: str = "none"
) -> QuadMesh:
    """Draw a grid of cells, the first row on top, darker where a number is higher.

    Args:
        ax: Where to draw.
        numbers: Of the cells; one at least.
        low: What is palest.
        high: What is darkest.
        gap: Share of each row that stays free above its cells.
        missing: Colour of cells without a number.
    """
    down, across = numbers.shape
    look: Any = {"vmin": low, "vmax": high, "edgecolor": "white", "linewidth": 0.5}
    look["cmap"] = mpl.colormaps["Blues"].resampled(_SHADES).with_extremes(bad=missing)
    for first, rows in enumerate(np.split(numbers, down) if gap else [numbers]):
        edges = np.arange(len(rows) + 1) - 0.5 + first
        edges[0] += gap
        cells = ax.pcolormesh(np.arange(across + 1) - 0.5, edges, np.ma.masked_invalid(rows), **look)
    ax.set(xlim=(-0.5, across - 0.5), ylim=(down - 0.5, -0.5))
    ax.grid(visible=False)
    ax.spines[:].set_visible(False)
    ax.tick_params(length=0)
    return cells


def write_numbers(
    ax: Axes,
    numbers: NDArray[np.float64],
    cells: ScalarMappable,
    form: str,
    *,
    below: float = 0,
) -> None:
    """Write the numbers of a grid into its cells, each in the ink that its ground asks for.

    Args:
        ax: Where the cells are.
        numbers: Of the cells.
        cells: As `shade_cells` returns them.
        form: Of a number.
        below: How much lower than their row the middle of its cells is.
    """
    grounds = np.asarray(cells.to_rgba(numbers))
    for down, across in np.argwhere(np.isfinite(numbers)):
        look: Any = {"ha": "center", "va": "center", "fontsize": 8, "color": choose_ink(tuple(grounds[down, across]))}
        ax.text(across, down + below, form.format(numbers[down, across]), **look)


def read_pairs(data: pd.DataFrame, row: str, column: str, value: str) -> dict[frozenset[str], float]:
    """Return the value of each pair, which is the same in either order, where it has one."""
    both = zip(data[row], data[column], data[value].astype("float64"), strict=True)
    return {frozenset((one, other)): number for one, other, number in both if np.isfinite(number)}


@draw_twice
def plot_grid(data: pd.DataFrame, *, label: str, columns: Sequence[str], title: str, axis: str) -> Chart:
    """Draw a grid of numbers, a row per term and a column per source, darker where larger.

    Args:
        data: One row per row of the grid.
        label: Column with the names of the rows.
        columns: Columns to show, with their names.
        title: What is seen.
        axis: What the numbers are, with their unit.
    """
    n_columns, columns = len(columns), list(columns)[:MAX_PANELS]
    shown = data.head(MAX_ROWS)
    numbers = shown[columns].to_numpy(dtype="float64")
    is_above = is_narrow() and len(columns) > _FEW  # names of rows
    with mpl.rc_context(STYLE):
        figure = start_figure(0.8 + (measure_row() if is_above else 0.29) * max(4, len(shown) + 2))
        ax = figure.add_subplot()
        if numbers.size:
            _draw_grid(ax, shown[label], numbers, is_above=is_above)
            name_columns(figure, ax, columns, 0 if is_above else _cut_rows(len(columns)))
        else:
            say_empty(ax)
        says = axis + say_rest(len(columns), n_columns, "columns") + say_rest(len(shown), len(data), "rows")
        label_axis(ax, says, beside=0 if is_above else _cut_rows(len(columns)))
    largest = [f"{c}: {data[label].iloc[int(data[c].argmax())]}" for c in columns if len(data) and data[c].max() > 0]
    alt = (
        f"Grid. {title}. {axis}. Largest in each column: {tell_some(largest)}."
        if largest
        else f"Grid. {title}. No data."
    )
    return Chart(figure, title, alt, data)


def _cut_rows(n_columns: int) -> int:
    """Return how many letters the names of the rows of a grid may have beside its columns."""
    wide = _NAME if n_columns <= 6 else 26
    return min(26, count_letters() - 6 * n_columns) if is_narrow() else wide


def _draw_grid(ax: Axes, names: pd.Series, numbers: NDArray[np.float64], *, is_above: bool) -> None:
    """Draw the cells and write their numbers; 0 is left out."""
    top = max(float(np.nanmax(numbers)), 1e-9) if np.isfinite(numbers).any() else 1.0
    cells = shade_cells(ax, numbers, 0, top * 1.15, gap=GAP * is_above)
    if is_above:
        ax.set_yticks([])
        write_names(ax, names, height=0.53 - GAP)
    else:
        ax.set_yticks(range(len(names)), [shorten(str(name), _cut_rows(numbers.shape[1])) for name in names])
    form = "{:,.0f}" if top >= _LONG or (numbers == numbers.round()).all() else "{:,.1f}"
    write_numbers(ax, np.where(numbers > 0, numbers, np.nan), cells, form, below=GAP / 2 * is_above)


def name_columns(figure: Figure, ax: Axes, columns: Sequence[str], beside: int) -> None:
    """Name the columns of a grid above them: in lines side by side, or aslant where there is no room for that.

    Args:
        figure: Of the grid.
        ax: Its panel.
        columns: The names.
        beside: Letters of the names of rows at most, which stand beside it.
    """
    longest = max((len(tick.get_text()) for tick in ax.get_yticklabels()), default=0)
    room = max(3, (count_letters() - min(longest, beside)) // len(columns) - 1)
    names = [cut_name(str(column), 3 * room) for column in columns]
    ax.xaxis.tick_top()
    ax.set_xticks(range(len(columns)), [wrap_name(name, room, 3) for name in names])
    lay_out(figure)  # so that it is known how wide the names are
    ends = [0.0, *(x for tick in ax.get_xticklabels() for x in tick.get_window_extent().intervalx), figure.bbox.x1]
    is_broken = any(len(word) > room for name in names for word in name.split())
    if is_broken or sorted(ends) != ends:
        slant: Any = {"rotation": 90 if is_narrow() else 45, "rotation_mode": "anchor", "ha": "left"}
        if is_narrow():
            slant["va"] = "center"
        ax.set_xticks(range(len(columns)), [shorten(str(column), _SLANTED) for column in columns], **slant)
