"""What all figures share: their look, their size and how they name things."""

import textwrap
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import wraps
from itertools import cycle
from typing import Any, ParamSpec

import matplotlib.dates
import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator, StrMethodFormatter
from numpy.typing import NDArray

from helpers.figures.svg import render_svg
from helpers.tables import drop_turns

# Okabe and Ito 2008, dark enough on white: for parts that are no targets.
PALETTE = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#999999", "#4D4D4D")
MARKERS = ("o", "s", "^", "D", "v", "P")  # a shape per target, so that colour is not the only carrier
INK, FAINT, PALE, GREY = "#1f2328", "#59636e", "#d8dee4", "#8c959f"
_MORE = ("#882255", "#999933", "#44AA99", "#332288")  # Tol's muted ones
_GREYS = {"journalist": PALETTE[7], "other blocs": "#6e7781", "other": "#8c959f", "unnamed": "#afb8c1"}
_GREYS |= {"unknown speaker": "#d0d7de"}
MAX_ROWS = 30  # more cannot be read; the CSV behind the figure holds all
MAX_PANELS = 12  # likewise for panels, and for columns of a grid
_LABEL = 44  # characters of the name of a row
_LEGEND = 40  # characters of a name in a legend
_LARGEST, _SMALLEST = 180, 6  # area of dots, in square points
_WIDE, _NARROW = 8.4, 3.6  # inches: on a desk, and on a phone, where letters are nearly as large then
_is_narrow: ContextVar[bool] = ContextVar("narrow", default=False)
_DARK = 0.5  # luminance below which white text reads better

_Options = ParamSpec("_Options")
_dates: Any = matplotlib.dates  # whose functions have no types

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
    "ytick.left": False,
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


def color_groups(names: Iterable[str]) -> dict[str, str]:
    """Return a colour for each group that is not a target, the first one dark; none is the first two targets' own."""
    return dict(zip(names, cycle((PALETTE[7], *PALETTE[1:5])), strict=False))


def color_speakers(names: Iterable[str], known: Mapping[str, str]) -> dict[str, str]:
    """Return a colour for each who speaks: those of the targets for their blocs, and grey for who speaks for nobody.

    Args:
        names: As columns of `helpers.stats.spread_speaking`.
        known: Colours by name that are taken, such as those of the targets by their demonyms.
    """
    others = cycle(color for color in (*PALETTE[1:5], *_MORE) if color not in known.values())
    return {name: _GREYS.get(name) or known.get(name) or next(others) for name in names}


def add_panels(figure: Figure, n: int) -> list[Axes]:
    """Return panels that share their axes, two a row; of an odd number the first is as wide as two."""
    figure.set_layout_engine("constrained", h_pad=0.1)  # inches: a heading is nearer to its panel than to the one above
    grid = figure.add_gridspec(-(-n // 2), 2)
    first = figure.add_subplot(grid[0, :] if n % 2 else grid[0, 0])
    axes = [first]
    for place in range(1 + n % 2, n + n % 2):
        axes.append(figure.add_subplot(grid[place // 2, place % 2], sharex=first, sharey=first))
        axes[-1].tick_params(labelleft=place % 2 == 0)
    return axes


def new_figure(n_rows: int, *, legend: bool = False) -> tuple[Figure, Axes]:
    """Return a figure of one panel that is high enough for its rows."""
    figure = start_figure(0.8 + 0.3 * legend + 0.29 * max(2, n_rows))
    return figure, figure.add_subplot()


def name_rows(
    ax: Axes, names: pd.Series, axis: str, n_all: int, *, margin: float = 0.6, width: int = _LABEL, n_ticks: int = 5
) -> None:
    """Name the rows, the first on top, and the value axis; say so if there are more rows than are shown."""
    ax.set_yticks(range(len(names)), [shorten(str(name), width) for name in names])
    if len(names):
        ax.set_ylim(len(names) - 1 + margin, -margin)
    ax.set_xlabel(axis + say_rest(len(names), n_all, "rows"))
    ax.xaxis.set_major_locator(MaxNLocator(n_ticks))
    ax.xaxis.set_major_formatter(StrMethodFormatter("{x:,g}"))
    ax.tick_params(labelbottom=True)  # on each of several panels that share an axis


def say_rest(n_shown: int, n_all: int, what: str) -> str:
    """Say how many are shown, where that is not all."""
    return f"\nfirst {n_shown} of {n_all:,} {what}; the CSV holds all" if n_all > n_shown else ""


def add_legend(figure: Figure, marks: Iterable[Any], names: Iterable[str], *, ncols: int = 4) -> None:
    """Explain the colours of marks, such as bars or dots, below all panels.

    Names are given outright, as matplotlib leaves out those of its own marks that begin with ``_``.
    """
    shown = [shorten(name, _LEGEND) for name in names]
    figure.legend(list(marks), shown, loc="outside lower left", ncols=ncols, frameon=False, fontsize=8)


def say_empty(ax: Axes) -> None:
    """Say in a panel that there is nothing to draw."""
    ax.text(0.5, 0.5, "nothing to show", transform=ax.transAxes, ha="center", va="center", color=FAINT)
    ax.set_xticks([])
    ax.set_yticks([])


def choose_ink(ground: tuple[float, ...]) -> str:
    """Return the colour in which a number is read best on a ground of red, green, blue and opacity."""
    red, green, blue, *_ = ground
    return INK if 0.2126 * red + 0.7152 * green + 0.0722 * blue > _DARK else "white"


def write_numbers(ax: Axes, numbers: NDArray[np.float64], image: AxesImage, form: str) -> None:
    """Write the numbers of a grid into its cells, each in the ink that its ground asks for."""
    grounds = image.to_rgba(numbers)
    for down, across in np.argwhere(np.isfinite(numbers)):
        ink = choose_ink(tuple(grounds[down, across]))
        ax.text(across, down, form.format(numbers[down, across]), ha="center", va="center", fontsize=8, color=ink)


def read_pairs(data: pd.DataFrame, row: str, column: str, value: str) -> dict[frozenset[str], float]:
    """Return the value of each pair, which is the same in either order, where it has one."""
    both = zip(data[row], data[column], data[value].astype("float64"), strict=True)
    return {frozenset((one, other)): number for one, other, number in both if np.isfinite(number)}


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
    locator = _dates.AutoDateLocator(minticks=2, maxticks=6)
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(_dates.ConciseDateFormatter(locator))


def explain_marks(figure: Figure, handles: Sequence[Artist], note: str) -> None:
    """Explain marks below all panels, under a note on what is left out."""
    if handles or note:
        names = [str(handle.get_label()) for handle in handles]
        look: Any = {"ncols": 2, "frameon": False, "fontsize": 8, "title": note.strip() or None}
        legend = figure.legend(handles, names, loc="outside lower left", **look)
        legend.set_alignment("left")
        legend.get_title().set(color=FAINT, fontsize=9)


def escape_math(text: str) -> str:
    """Keep matplotlib from reading article text as a formula, and the text from turning its own direction."""
    return drop_turns(text).replace("$", r"\$")


def shorten(text: str, width: int) -> str:
    """Return text that fits into a place of a figure: see `cut_name`."""
    return escape_math(cut_name(text, width))


def wrap_name(text: str, width: int, lines: int = 2) -> str:
    """Return text that fits into lines of so many characters each; see `cut_name`."""
    return escape_math(textwrap.fill(cut_name(text, lines * width), width))  # no line ends within an escape


def cut_name(text: str, width: int) -> str:
    """Return at most so many characters, without line breaks and signs that cannot be printed.

    What stands in brackets at its end, such as "(1 article)", is kept.
    """
    text = drop_turns(text)
    text = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    if len(text) <= width:
        return text
    name, bracket, tail = text.rpartition(" (")
    end = bracket + tail if tail.endswith(")") and len(tail) < width // 2 else ""
    start = (name if end else text)[: width - 1 - len(end)].rstrip()
    return f"{start}…{end}"


def format_number(value: float) -> str:
    """Return a number with one decimal at most."""
    return f"{value:,.0f}" if value == round(value) or abs(value) >= 100 else f"{value:,.1f}"


def count_articles(n: int) -> str:
    """Return a number of articles in words."""
    return f"{n:,} article{'s' * (n != 1)}"
