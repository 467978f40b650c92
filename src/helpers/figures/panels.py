"""Panels with their rows, axes, headings and legends, for a desk and for phones."""

from collections.abc import Iterable, Sequence
from typing import Any

import matplotlib.dates
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator, NullLocator, StrMethodFormatter

from helpers.figures.base import count_across, count_letters, is_narrow, measure_row, start_figure
from helpers.figures.colors import FAINT, INK, PALETTE
from helpers.figures.names import count_articles, escape_math, measure_letter, say_rest, shorten, wrap_lines

_LABEL = 44  # letters of the name of a row
_BESIDE = 38  # letters of it where panels stand side by side
_LEGEND = 40  # letters of a name in a legend
_BOLD = 0.85  # of the letters that have room, where these are bold
_LARGEST, _SMALLEST = 180, 6  # area of dots, in square points
_dates: Any = matplotlib.dates  # whose functions have no types


def add_panels(figure: Figure, n: int) -> list[Axes]:
    """Return panels that share their axes, two a row, on phones one; of an odd number the first is as wide as two."""
    figure.set_layout_engine("constrained", h_pad=0.1, w_pad=0.1)  # inches: a heading is nearer to its own panel
    across = count_across(n)
    odd = n % across
    grid = figure.add_gridspec(-(-n // across), across)
    first = figure.add_subplot(grid[0, :] if odd else grid[0, 0])
    axes = [first]
    for place in range(1 + odd, n + odd):
        axes.append(figure.add_subplot(grid[place // across, place % across], sharex=first, sharey=first))
        axes[-1].tick_params(labelleft=place % across == 0)
    return axes


def head_panel(ax: Axes, name: str, right: str = "") -> None:
    """Write what a panel shows above it, and at its right end what else is to be told, such as n."""
    room = int(_BOLD * count_letters(_count_beside(ax))) - len(right) - 2
    ax.set_title(shorten(name, room), loc="left", color=INK, fontweight="bold")
    ax.set_title(escape_math(right), loc="right", fontsize=8, color=FAINT)


def new_figure(n_rows: int, *, legend: bool = False) -> tuple[Figure, Axes]:
    """Return a figure of one panel that is high enough for its rows."""
    figure = start_figure(0.65 + 0.3 * legend + measure_row() * max(2, n_rows))
    return figure, figure.add_subplot()


def name_rows(
    ax: Axes, names: pd.Series, axis: str, n_all: int, *, margin: float = 0.6, width: int = _LABEL, n_ticks: int = 5
) -> None:
    """Name the rows, the first on top, and the value axis; say so if there are more rows than are shown.

    On phones a name stands above its row, so that what is drawn has the whole width: see `measure_row`.
    """
    if _count_beside(ax) > 1:
        width = min(width, _BESIDE)
    ax.set_yticks(range(len(names)), [shorten(str(name), width) for name in names])
    if is_narrow():
        write_names(ax, names)
    if len(names):
        ax.set_ylim(len(names) - 1 + margin, -margin)
    label_axis(ax, axis + say_rest(len(names), n_all, "rows"))
    ax.xaxis.set_major_locator(MaxNLocator(min(n_ticks, 4) if is_narrow() else n_ticks))
    ax.xaxis.set_major_formatter(StrMethodFormatter("{x:,g}"))
    ax.tick_params(labelbottom=True)  # on each of several panels that share an axis


def write_names(ax: Axes, names: Iterable[str], *, height: float = 0.2) -> None:
    """Write the name of each row so far above its middle, from the left, in place of names beside the panel."""
    ax.tick_params(labelleft=False)
    ground = {"facecolor": "white", "edgecolor": "none", "pad": 0.6}  # to be read across the line at 0
    look: Any = {"transform": ax.get_yaxis_transform(), "va": "bottom", "zorder": 4, "bbox": ground}
    for row, name in enumerate(names):
        ax.text(0, row - height, shorten(str(name), count_letters() - 6), **look).set_in_layout(False)


def label_axis(ax: Axes, text: str, *, beside: int | None = None) -> None:
    """Name the horizontal axis, in as many lines as it takes.

    Args:
        ax: A panel.
        text: What to write.
        beside: Letters of the names that stand before it; by default as many as they commonly have.
    """
    if beside is None:
        beside = 0 if is_narrow() else _BESIDE
    place = ax.get_subplotspec()
    columns = _count_beside(ax) if place is None or len(place.colspan) == 1 else 1
    ax.set_xlabel(escape_math(wrap_lines(text, (count_letters() - beside) // columns)))


def _count_beside(ax: Axes) -> int:
    """Return how many panels stand side by side in the figure."""
    place = ax.get_subplotspec()
    return place.get_gridspec().ncols if place else 1


def hide_scale(ax: Axes) -> None:
    """Leave out ticks and grid, where values are written."""
    ax.xaxis.set_major_locator(NullLocator())
    ax.spines["bottom"].set_visible(False)


def name_marks(figure: Figure, marks: Iterable[Any], names: Iterable[str]) -> None:
    """Name marks, such as bars or dots, in a line above all panels, in the order in which they are drawn.

    Names are given outright, as matplotlib leaves out those of its own marks that begin with ``_``.
    """
    shown = [shorten(name, _LEGEND) for name in names]
    figure.legend(list(marks), shown, loc="outside upper left", ncols=_count_columns(shown))


def _count_columns(names: Sequence[str]) -> int:
    """Return how many names, each with its mark, have room side by side."""
    widths = [max(sum(map(measure_letter, line)) for line in name.split("\n")) + 5 for name in names]
    if sum(widths) <= count_letters():
        return max(1, len(names))
    n_lines = -(-len(names) // max(1, int(count_letters() / max(widths))))
    return -(-len(names) // n_lines)


def say_empty(ax: Axes) -> None:
    """Say in a panel that there is nothing to draw."""
    ax.text(0.5, 0.5, "nothing to show", transform=ax.transAxes, ha="center", va="center", color=FAINT)
    ax.set_xticks([])
    ax.set_yticks([])


def size_dots(counts: pd.Series, most: int) -> pd.Series:
    """Return the area of each dot in square points; the smallest can still be seen."""
    return (_LARGEST * counts / most).clip(lower=_SMALLEST)


def show_sizes(counts: pd.Series, by: str) -> list[Line2D]:
    """Explain the smallest and the largest dot."""
    ends = pd.Series(sorted({int(counts.min()), int(counts.max())}))
    look: Any = {"marker": "o", "linestyle": "", "color": PALETTE[0], "alpha": 0.75, "markeredgewidth": 0}
    return [
        Line2D([], [], markersize=area**0.5, label=f"{count_articles(n)} of that {by}", **look)
        for n, area in zip(ends, size_dots(ends, int(ends.max())), strict=True)
    ]


def mark_dates(ax: Axes) -> None:
    """Put few dates on the horizontal axis."""
    locator = _dates.AutoDateLocator(minticks=2, maxticks=5 if is_narrow() else 6)
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(_dates.ConciseDateFormatter(locator))


def explain_marks(figure: Figure, handles: Sequence[Artist], note: str) -> None:
    """Explain marks below all panels, under a note on what is left out."""
    if handles or note:
        names = [wrap_lines(str(handle.get_label()), count_letters() - 5) for handle in handles]
        title = wrap_lines(note.strip(), count_letters()) or None
        look: Any = {"ncols": min(2, _count_columns(names)), "title": title}
        legend = figure.legend(handles, names, loc="outside lower left", **look)
        legend.set_alignment("left")
        legend.get_title().set(color=FAINT, fontsize=8.5)
