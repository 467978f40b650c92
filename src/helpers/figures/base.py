"""What all figures share: their look, their size and how they name things."""

import textwrap
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import cache, wraps
from itertools import cycle
from typing import Any, ParamSpec

import matplotlib as mpl
import matplotlib.dates
import numpy as np
import pandas as pd
from matplotlib import font_manager
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.collections import QuadMesh
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator, NullLocator, StrMethodFormatter
from numpy.typing import NDArray

from helpers.figures.svg import render_svg
from helpers.tables import drop_turns

# Okabe and Ito 2008, dark enough on white: for parts that are no targets.
PALETTE = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#999999", "#4D4D4D")
_GROUPS = (PALETTE[7], "#B07800", "#009E73", "#CC79A7", "#6A7FDB")  # told apart as lines, 3:1 on white
MARKERS = ("o", "s", "^", "D", "v", "P")  # a shape per target, so that colour is not the only carrier
INK, FAINT, PALE, GREY = "#1f2328", "#59636e", "#d8dee4", "#8c959f"
_MORE = ("#882255", "#999933", "#44AA99", "#332288")  # Tol's muted ones
_GREYS = {"journalist": PALETTE[7], "other blocs": "#6e7781", "other": "#8c959f", "unnamed": "#afb8c1"}
_GREYS |= {"unknown speaker": "#d0d7de"}
MAX_ROWS = 30  # more cannot be read; the CSV behind the figure holds all
_MAX_TALL = 12  # rows of each panel on phones, where panels stand one above the other
MAX_PANELS = 12  # likewise for panels, and for columns of a grid
_LABEL = 44  # letters of the name of a row
_BESIDE = 38  # letters of it where panels stand side by side
_LEGEND = 40  # letters of a name in a legend
_ROW, _NAME_LINE = 0.29, 0.17  # inches: of a row, and of its name above it on phones
_BOLD = 0.85  # of the letters that have room, where these are bold
GAP = 0.42  # of a row of a grid on phones, for its name
_EM, _MEASURED = 0.65, 100  # of the size of the font: how wide a common letter is; size at which letters are measured
_SHADES = 9  # of a grid: as few as can be told apart, so that no picture is needed for them
_TOLD = 600  # characters of an alternative text, more or less
_LARGEST, _SMALLEST = 180, 6  # area of dots, in square points
_WIDE, _NARROW = 8.4, 3.6  # inches: on a desk, and on a phone, where letters are nearly as large then
_is_narrow: ContextVar[bool] = ContextVar("narrow", default=False)
_LETTERS = {False: 108, True: 46}  # of common width, side by side in a wide and in a narrow figure
_CONTRAST = 3  # of shapes with what is around them, WCAG 1.4.11
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


def color_groups(names: Iterable[str]) -> dict[str, str]:
    """Return a colour for each group that is not a target, the first one dark; none is the first two targets' own."""
    return dict(zip(names, cycle(_GROUPS), strict=False))


def color_speakers(names: Iterable[str], known: Mapping[str, str]) -> dict[str, str]:
    """Return a colour for each who speaks: those of the targets for their blocs, and grey for who speaks for nobody.

    Args:
        names: As columns of `helpers.stats.spread_speaking`.
        known: Colours by name that are taken, such as those of the targets by their demonyms.
    """
    others = cycle(color for color in (*PALETTE[1:5], *_MORE) if color not in known.values())
    return {name: _GREYS.get(name) or known.get(name) or next(others) for name in names}


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


def wrap_lines(text: str, width: int) -> str:
    """Return text in lines of so many letters at most, those it had kept apart."""
    return "\n".join(textwrap.fill(line, width) for line in text.split("\n"))


def hide_scale(ax: Axes) -> None:
    """Leave out ticks and grid, where values are written."""
    ax.xaxis.set_major_locator(NullLocator())
    ax.spines["bottom"].set_visible(False)


def say_rest(n_shown: int, n_all: int, what: str) -> str:
    """Say how many are shown, where that is not all."""
    return f"\nfirst {n_shown} of {n_all:,} {what}; the CSV holds all" if n_all > n_shown else ""


def name_marks(figure: Figure, marks: Iterable[Any], names: Iterable[str]) -> None:
    """Name marks, such as bars or dots, in a line above all panels, in the order in which they are drawn.

    Names are given outright, as matplotlib leaves out those of its own marks that begin with ``_``.
    """
    shown = [shorten(name, _LEGEND) for name in names]
    figure.legend(list(marks), shown, loc="outside upper left", ncols=_count_columns(shown))


def _count_columns(names: Sequence[str]) -> int:
    """Return how many names, each with its mark, have room side by side."""
    widths = [max(sum(map(_measure_letter, line)) for line in name.split("\n")) + 5 for name in names]
    if sum(widths) <= count_letters():
        return max(1, len(names))
    n_lines = -(-len(names) // max(1, int(count_letters() / max(widths))))
    return -(-len(names) // n_lines)


def say_empty(ax: Axes) -> None:
    """Say in a panel that there is nothing to draw."""
    ax.text(0.5, 0.5, "nothing to show", transform=ax.transAxes, ha="center", va="center", color=FAINT)
    ax.set_xticks([])
    ax.set_yticks([])


def choose_edge(color: str) -> str:
    """Return the edge of a filled shape: white, and dark for a colour that is too pale to be seen on white."""
    return "white" if _weigh_contrast(color) >= _CONTRAST else FAINT


def _weigh_contrast(color: str) -> float:
    """Return the contrast of a colour with white, 1 to 21, as WCAG has it."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(color)]
    return float(1.05 / (0.05 + np.dot(linear, [0.2126, 0.7152, 0.0722])))


def choose_ink(ground: tuple[float, ...]) -> str:
    """Return the colour in which a number is read best on a ground of red, green, blue and opacity."""
    red, green, blue, *_ = ground
    return INK if 0.2126 * red + 0.7152 * green + 0.0722 * blue > _DARK else "white"


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


def tell_some(says: Sequence[str], joint: str = "; ") -> str:
    """Return what is said of one after another as far as a listener can bear it; the rest is in the data table."""
    ends = np.cumsum([len(text) + len(joint) for text in says])
    n_told = max(1, int((ends <= _TOLD).sum()))
    rest = len(says) - n_told
    return joint.join(says[:n_told]) + f"{joint}{rest:,} more in the data table" * (rest > 0)


def escape_math(text: str) -> str:
    """Keep matplotlib from reading article text as a formula, and the text from turning its own direction."""
    return drop_turns(text).replace("$", r"\$")


def shorten(text: str, width: int) -> str:
    """Return text that fits into a place of a figure: see `cut_name`."""
    return escape_math(cut_name(text, width))


def wrap_name(text: str, width: int, lines: int = 2) -> str:
    """Return text that fits into lines of so many characters each; see `cut_name`."""
    wrapped = textwrap.wrap(cut_name(text, lines * width), width)
    return escape_math("\n".join(cut_name(line, width) for line in wrapped))  # no line ends within an escape


def cut_name(text: str, width: int) -> str:
    """Return text as wide as so many common letters at most, without line breaks and signs that cannot be printed.

    What stands in brackets at its end, such as "(1 article)", is kept.
    """
    text = drop_turns(text)
    text = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    if _fit(text, width) == len(text):
        return text
    name, bracket, tail = text.rpartition(" (")
    end = bracket + tail if tail.endswith(")") and len(tail) < width // 2 else ""
    start = (name if end else text)[: _fit(text, width - 1 - len(end))].rstrip()
    return f"{start}…{end}"


def _fit(text: str, width: int) -> int:
    """Return how many characters of a text fit into the room of so many common letters; never more than these."""
    widths = np.cumsum([_measure_letter(letter) for letter in text[:width]])
    return int((widths <= width).sum())


@cache
def _measure_letter(letter: str) -> float:
    """Return how wide a letter is in common ones; 2 for one that the page takes from another font."""
    font = font_manager.get_font(font_manager.findfont("DejaVu Sans"))
    font.set_size(_MEASURED, 72)
    glyph = font.get_char_index(ord(letter))
    return font.load_glyph(glyph).linearHoriAdvance / 2**16 / _MEASURED / _EM if glyph else 2.0


def format_number(value: float) -> str:
    """Return a number with one decimal at most."""
    return f"{value:,.0f}" if value == round(value) or abs(value) >= 100 else f"{value:,.1f}"


def count_articles(n: int) -> str:
    """Return a number of articles in words."""
    return f"{n:,} article{'s' * (n != 1)}"
