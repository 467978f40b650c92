"""What all figures share: their look and their size, and that each is drawn for a desk and for phones."""

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any, ParamSpec

import pandas as pd
from matplotlib.figure import Figure

from helpers.figures.colors import FAINT, INK, PALE
from helpers.figures.svg import render_svg

MARKERS = ("o", "s", "^", "D", "v", "P")  # a shape per target, so that colour is not the only carrier
MAX_ROWS = 30  # more cannot be read; the CSV behind the figure holds all
_MAX_TALL = 12  # rows of each panel on phones, where panels stand one above the other
MAX_PANELS = 12  # likewise for panels, and for columns of a grid
_ROW, _NAME_LINE = 0.29, 0.17  # inches: of a row, and of its name above it on phones
_WIDE, _NARROW = 8.4, 3.6  # inches: on a desk, and on a phone, where letters are nearly as large then
_is_narrow: ContextVar[bool] = ContextVar("narrow", default=False)
_LETTERS = {False: 108, True: 46}  # of common width, side by side in a wide and in a narrow figure

_Options = ParamSpec("_Options")

# Any: the stubs of matplotlib want a literal type of all its settings
STYLE: Any = {
    "font.family": "DejaVu Sans",  # ships with matplotlib
    "font.size": 9,
    "text.color": INK,
    "axes.edgecolor": PALE,
    "axes.labelcolor": FAINT,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.grid": True,
    "axes.grid.axis": "x",
    "axes.axisbelow": True,
    "grid.color": PALE,
    "grid.linewidth": 0.6,
    "xtick.color": FAINT,
    "ytick.color": INK,
    "xtick.bottom": False,
    "ytick.left": False,
    "xaxis.labellocation": "left",
    "axes.titlelocation": "left",
    "axes.titlesize": 9,
    "axes.titlecolor": INK,
    "legend.frameon": False,
    "legend.fontsize": 8.5,
    "legend.handletextpad": 0.5,
    "legend.handlelength": 1.2,
    "legend.columnspacing": 1.4,
    "legend.borderpad": 0,
    "figure.facecolor": "white",
    "svg.fonttype": "none",  # text is text; pages bring the font
    "svg.hashsalt": "presslens",  # same figure, same bytes
}


@dataclass(frozen=True)
class Chart:
    """A figure with what a reader who cannot see it needs.

    Attributes:
        figure: The matplotlib figure, without its title.
        title: What is seen.
        alt: What the figure shows, in words.
        data: The table behind it.
        narrow: The same for phones; None if it was drawn once.
    """

    figure: Figure
    title: str
    alt: str
    data: pd.DataFrame
    narrow: Figure | None = None

    def to_svg(self, prefix: str = "figure", *, narrow: bool = False) -> str:
        """Return the figure as an ``svg`` element for HTML, in which text is text; the same figure gives the same.

        Args:
            prefix: What its ids begin with; no two figures of a page may have the same.
            narrow: Whether to return the one for phones.
        """
        with _ignore_glyphs():
            return render_svg(self.narrow if narrow and self.narrow else self.figure, prefix, STYLE)


def draw_twice(plot: Callable[_Options, Chart]) -> Callable[_Options, Chart]:
    """Let a function that draws a chart draw it for phones too."""

    @wraps(plot)
    def draw(*args: _Options.args, **options: _Options.kwargs) -> Chart:
        chart = plot(*args, **options)
        token = _is_narrow.set(True)
        try:
            return replace(chart, narrow=plot(*args, **options).figure)
        finally:
            _is_narrow.reset(token)

    return draw


def is_narrow() -> bool:
    """Tell whether what is drawn now is for phones."""
    return _is_narrow.get()


def start_figure(height: float, *, layout: Any = "constrained") -> Figure:
    """Return a figure as wide as the place it is drawn for.

    Args:
        height: In inches.
        layout: As matplotlib has it.
    """
    return Figure(figsize=(_NARROW if is_narrow() else _WIDE, height), layout=layout)


def count_rows(n_panels: int = 1) -> int:
    """Return how many rows a figure of so many panels may have: fewer on phones, where it would be yards tall."""
    return _MAX_TALL if is_narrow() and n_panels > 1 else MAX_ROWS


def measure_row(inches: float = _ROW) -> float:
    """Return the height of a row in inches; on phones its name has a line of its own above it (see `name_rows`)."""
    return inches + _NAME_LINE * is_narrow()


def measure_bar() -> float:
    """Return how much of a row a bar may fill: on phones the row's name stands in it too."""
    return 0.34 if is_narrow() else 0.66


def count_letters(columns: int = 1) -> int:
    """Return how many letters of common width have room side by side in one of so many columns of a figure."""
    return _LETTERS[is_narrow()] // columns


def count_across(n: int) -> int:
    """Return how many of n panels stand side by side: two, and on phones one."""
    return 1 if is_narrow() else min(2, n)


@contextmanager
def _ignore_glyphs() -> Iterator[None]:
    """Let no warning of a sign that the font lacks stand in the page."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        yield


def lay_out(figure: Figure) -> None:
    """Give everything in a figure its place, so that it can be asked for."""
    with _ignore_glyphs():
        figure.draw_without_rendering()
