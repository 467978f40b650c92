"""Figure of how alike sources or articles are: a heat map in the order of a tree, with the tree."""

from collections.abc import Mapping, Sequence

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from helpers.figures.base import MAX_ROWS, STYLE, Chart, count_letters, draw_twice, is_narrow, measure_row, start_figure
from helpers.figures.colors import FAINT, GREY, PALE
from helpers.figures.grid import GAP, read_pairs, shade_cells, write_numbers
from helpers.figures.names import cut_name, escape_math, shorten, wrap_lines
from helpers.figures.panels import say_empty, write_names

Floats = NDArray[np.float64]

_MAX_NUMBERS = 12  # rows up to which the numbers are written into the cells
_NAMED = 3  # pairs at each end that the alternative text names


@draw_twice
def plot_similarity(
    data: pd.DataFrame,
    *,
    order: Sequence[str],
    linkage: Floats,
    value: str,
    title: str,
    axis: str,
    names: Mapping[str, str] | None = None,
) -> Chart:
    """Draw each row against each other one, darker where the two are more alike, with the tree of these rows.

    Args:
        data: With the columns of `helpers.schemas.Similarity`.
        order: Rows to show, from the top, as `helpers.claims.order_by_likeness` returns them; of more than 30 the
            first are shown, without the tree.
        linkage: The tree over them, as returned there.
        value: Column with the values.
        title: What is seen.
        axis: What the values are.
        names: What to call the rows; by default as in ``order``.
    """
    shown = list(order)[:MAX_ROWS]
    called = [str((names or {}).get(name, name)) for name in shown]
    numbers = _fill_grid(data, shown, value)
    tree = linkage if len(shown) == len(order) else linkage[:0]
    with mpl.rc_context(STYLE):
        figure = start_figure(1.4 + measure_row() * max(2, len(shown)))
        says = axis + _say_rest(data, shown, numbers)
        if np.isfinite(numbers).any() and is_narrow():
            ax = figure.add_subplot()
            _draw_grid(figure, [ax], numbers, says)
            ax.set_yticks([])
            write_names(ax, [f"{n}  {name}" for n, name in enumerate(called, start=1)], height=0.53 - GAP)
        elif np.isfinite(numbers).any():
            left, ax = figure.subplots(1, 2, sharey=True, width_ratios=(1, 4))
            _draw_grid(figure, [left, ax], numbers, says)
            ax.set_yticks(range(len(shown)), [f"{shorten(name, 36)}  {n}" for n, name in enumerate(called, start=1)])
            ax.tick_params(labelleft=True)
            _draw_tree(left, tree)
        else:
            say_empty(figure.add_subplot())
    return Chart(figure, title, _say_pairs(title, axis, numbers, called, tree), data)


def _fill_grid(data: pd.DataFrame, shown: Sequence[str], value: str) -> Floats:
    own = data[data["first"].isin(shown) & data["second"].isin(shown)]
    at = {name: place for place, name in enumerate(shown)}
    numbers = np.full((len(shown), len(shown)), np.nan)
    for (one, other), number in ((sorted(pair), n) for pair, n in read_pairs(own, "first", "second", value).items()):
        numbers[at[one], at[other]] = numbers[at[other], at[one]] = number
    return numbers


def _say_rest(data: pd.DataFrame, shown: Sequence[str], numbers: Floats) -> str:
    """Say what is not shown, and what grey stands for where not only the diagonal is so."""
    n_all = len({*data["first"], *data["second"], *shown})
    rest = f"\n{len(shown)} of {n_all:,} {data['unit'].iloc[0]}s; the CSV holds all" if n_all > len(shown) else ""
    return ("\ngrey: no value" if np.isnan(numbers).sum() > len(shown) else "") + rest


def _draw_grid(figure: Figure, axes: Sequence[Axes], numbers: Floats, axis: str) -> None:
    ax = axes[-1]
    low, high = float(np.nanmin(numbers)), float(np.nanmax(numbers))
    room = 0.15 * (high - low or 1)  # so that the lowest is not taken for none
    gap = GAP * is_narrow()
    cells = shade_cells(ax, numbers, low - room, high, gap=gap, missing=PALE)
    if len(numbers) <= _MAX_NUMBERS:
        write_numbers(ax, numbers, cells, "{:.2f}", below=gap / 2)
    if high > low:
        bar = figure.colorbar(cells, ax=axes, location="bottom", aspect=50, pad=0.03, fraction=0.05)
        bar.set_label(escape_math(wrap_lines(axis, count_letters() - 2)), color=FAINT)
        bar.locator = MaxNLocator(4)
        bar.outline.set_visible(False)
        bar.ax.set_xlim(low, high)
    else:
        ax.set_xlabel(escape_math(wrap_lines(f"{axis}\nof every pair: {high:.2f}", count_letters())))
    lower = "\n" if len(numbers) > _MAX_NUMBERS else ""  # so that neighbours do not touch
    ax.set_xticks(range(len(numbers)), [f"{lower * (n % 2 == 0)}{n}" for n in range(1, len(numbers) + 1)])


def _draw_tree(ax: Axes, tree: Floats) -> None:
    """Draw the joints at the likeness of what they join, the rows' ends a little beyond the last."""
    ax.grid(visible=False)
    ax.spines[:].set_visible(False)
    ax.tick_params(labelleft=False)
    ax.xaxis.set_major_locator(MaxNLocator(3))
    if not len(tree):
        ax.set_visible(False)
        return
    likeness = 1 - tree[:, 2]
    room = 0.15 * (np.ptp(likeness) or 1)
    ends, rows = [float(likeness.max() + room)] * (len(tree) + 1), [float(row) for row in range(len(tree) + 1)]
    for (one, other), at in zip(tree[:, :2].astype(int), likeness, strict=True):
        ax.plot([ends[one], at, at, ends[other]], [rows[one], rows[one], rows[other], rows[other]], color=GREY)
        ends.append(float(at))
        rows.append((rows[one] + rows[other]) / 2)
    ax.set_xlim(likeness.min() - room, likeness.max() + room)
    ax.set_xlabel("joined at", fontsize=8)


def _say_pairs(title: str, axis: str, numbers: Floats, called: Sequence[str], tree: Floats) -> str:
    """Name the pairs most and least alike, and the two groups that the tree joins last."""
    names = [cut_name(name, 60) for name in called]
    pairs = [(numbers[a, b], a, b) for a, b in zip(*np.triu_indices(len(names), k=1), strict=True)]
    pairs = sorted((pair for pair in pairs if np.isfinite(pair[0])), key=lambda pair: -pair[0])
    if not pairs:
        return f"Heat map. {title}. No data."
    says = [
        f"{what}: {'; '.join(f'{names[a]} and {names[b]} {number:.2f}' for number, a, b in ends)}."
        for what, ends in (("Most alike", pairs[:_NAMED]), ("Least alike", pairs[_NAMED:][: -_NAMED - 1 : -1]))
        if ends
    ]
    if len(tree) > 1:
        first = int(tree[-1, 0])  # the upper of the two
        cut = 1 if first < len(names) else int(tree[first - len(names), 3])
        says.append(f"The tree parts {', '.join(names[:cut])} from {', '.join(names[cut:])}.")
    what = f"{len(pairs):,} pair{'s' * (len(pairs) != 1)}{' with a tree' * bool(len(tree))}"
    return f"Heat map of {what}. {title}. {axis}. {' '.join(says)}"
