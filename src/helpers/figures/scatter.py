"""A scatter of terms by their rates on two sides, with labels that do not cover one another."""

import math
from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.ticker import NullLocator
from matplotlib.transforms import Bbox
from numpy.typing import NDArray

from helpers.figures.base import MAX_ROWS, STYLE, Chart, draw_twice, is_narrow, lay_out, start_figure
from helpers.figures.colors import FAINT, GREY, PALE, PALETTE
from helpers.figures.names import cut_name, shorten, tell_some
from helpers.figures.panels import explain_marks, label_axis, say_empty

_DISTANCES = (4, 12, 24, 40, 60)  # points from a dot to its name, the nearest that is free
_WAYS = (0, 180, 90, 270, *range(30, 360, 30))  # degrees from the right; right, left, above and below come first
_NAME_SIZE = 8.5  # points
_NAME, _NAME_ON_PHONE = 28, 20  # letters
_MAX_TICKS, _TICKS_ON_PHONE = 9, 5  # above which only powers of ten are marked
_MOST, _MOST_ON_PHONE = MAX_ROWS, 14  # names
_CELLS = 150  # of an axis: dots in the same one cannot be told apart
_DOT = 1e-6  # of its place: how long a line is whose round ends are a dot


@draw_twice
def plot_rates(
    data: pd.DataFrame,
    *,
    x: str,
    y: str,
    label: str,
    highlight: Sequence[str],
    title: str,
    axes: tuple[str, str],
) -> Chart:
    """Draw a dot per term at its rate here and its rate there, on logarithmic axes with a strip for 0.

    Args:
        data: One row per term.
        x: Column with the rates on the one side, 0 or more.
        y: Column with the rates on the other.
        label: Column with the terms.
        highlight: Terms to name, the most telling first; as many of them as there is room for.
        title: What is seen.
        axes: Name and unit of each axis.
    """
    points = _read_points(data, x, y, label)
    order = {name: place for place, name in reversed(list(enumerate(highlight)))}
    named = points.loc[points["name"].map(order).dropna().sort_values(kind="stable").index].head(_MOST)
    with mpl.rc_context(STYLE | {"path.simplify": False}):
        figure = start_figure(4.3 if is_narrow() else 6.4)
        ax = figure.add_subplot()
        label_axis(ax, axes[0])
        ax.set_ylabel(shorten(axes[1], 40 if is_narrow() else 80))
        if points.empty:
            say_empty(ax)
        else:
            shown = _set_axes(ax, points)
            explain_marks(figure, _draw_points(ax, shown.drop(named.index), shown.loc[named.index]), "")
            _place_labels(figure, ax, shown.loc[named.index[: _MOST_ON_PHONE if is_narrow() else None]])
    return Chart(figure, title, _say_points(title, axes, named, len(points)), data)


def _read_points(data: pd.DataFrame, x: str, y: str, label: str) -> pd.DataFrame:
    """Return name, x and y of the terms that occur on either side."""
    points = pd.DataFrame({"name": data[label].astype("str"), "x": data[x], "y": data[y]}).reset_index(drop=True)
    points = points.astype({"x": "float64", "y": "float64"})
    rates = points[["x", "y"]].to_numpy()
    occurring: pd.DataFrame = points.loc[np.isfinite(rates).all(axis=1) & (rates > 0).any(axis=1)]
    return occurring


def _set_axes(ax: Axes, points: pd.DataFrame) -> pd.DataFrame:
    """Give both axes the same scale and a strip for 0; return the points with 0 at its place there."""
    rates = points[["x", "y"]]
    least, most = float(rates[rates > 0].min().min()), float(rates.max().max())
    end = max(most * 1.6, least * 16)  # a decade at least, so that the strip does not fill the panel
    start, zero, edge = (least * (least / end) ** share for share in (0.12, 0.075, 0.03))
    ax.set(xscale="log", yscale="log", xlim=(start, end), ylim=(start, end))
    ax.axvspan(start, edge, color=PALE, alpha=0.5, linewidth=0, zorder=0)
    ax.axhspan(start, edge, color=PALE, alpha=0.5, linewidth=0, zorder=0)
    ticks = _choose_ticks(least, most)
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_ticks([zero, *ticks], labels=["0", *(f"{tick:,g}" for tick in ticks)])
        axis.set_minor_locator(NullLocator())
    ax.grid(visible=True, axis="both")
    ax.plot([edge, end], [edge, end], color=FAINT, linewidth=1, linestyle=(0, (4, 3)))
    at = end * (start / end) ** 0.02
    along: Any = {"rotation": 45, "rotation_mode": "anchor", "transform_rotates_text": True}
    ax.text(at, at, "same rate ", ha="right", va="bottom", fontsize=8, color=FAINT, **along)
    return points.assign(x=points["x"].clip(lower=zero), y=points["y"].clip(lower=zero))


def _choose_ticks(least: float, most: float) -> list[float]:
    decades = [10.0**n for n in range(math.floor(math.log10(least)), math.ceil(math.log10(most)) + 1)]
    fine = [step * decade for decade in decades for step in (1, 2, 5) if least <= step * decade <= most]
    if len(fine) > (_TICKS_ON_PHONE if is_narrow() else _MAX_TICKS):
        return [decade for decade in decades if least <= decade <= most] or fine[:1]
    return fine or [float(f"{most:.2g}")]


def _draw_points(ax: Axes, others: pd.DataFrame, named: pd.DataFrame) -> list[Line2D]:
    """Draw a dot per place; return the marks with what they stand for."""
    start, end = ax.get_xlim()
    cells = (others[["x", "y"]] / start).apply(np.log).div(math.log(end / start) / _CELLS).round()
    places = others[~cells.duplicated()]  # thousands of terms share some hundred places
    shared = ", one dot for those at the same place" * (len(places) < len(others))
    marks = []
    for own, size, color, says in (
        (named, 5.5, PALETTE[0], "chosen terms, named where there is room"),
        (places, 3.6, GREY, f"{len(others):,} other terms{shared}"),
    ):
        if len(own):
            ax.plot(*_draw_dots(own), color=color, linewidth=size, solid_capstyle="round", zorder=2 + (own is named))
            marks.append(Line2D([], [], marker="o", linestyle="", markersize=size, color=color, label=says))
    return marks


def _draw_dots(places: pd.DataFrame) -> tuple[NDArray[np.float64], ...]:
    """Return dots as one broken line: thousands of shapes of their own would make a file of megabytes."""
    x, gap = places["x"].to_numpy(), np.full(len(places), np.nan)
    return np.column_stack([x, x * (1 + _DOT), gap]).ravel(), np.repeat(places["y"].to_numpy(), 3)


def _place_labels(figure: Figure, ax: Axes, named: pd.DataFrame) -> None:
    """Name dots in order, each in the nearest place where nothing is covered, if there is one."""
    width = _NAME_ON_PHONE if is_narrow() else _NAME
    texts = [ax.text(x, y, shorten(name, width), fontsize=_NAME_SIZE) for name, x, y in named.to_numpy()]
    others = [text for text in ax.texts if text not in texts]
    for text in texts:
        text.set_in_layout(False)
    lay_out(figure)  # so that it is known where everything is
    point = figure.dpi / 72
    frame = ax.get_window_extent()
    dots = ax.transData.transform(named[["x", "y"]].to_numpy())
    marks = [Bbox.from_bounds(x - 3 * point, y - 3 * point, 6 * point, 6 * point) for x, y in dots]
    names = [text.get_window_extent() for text in others]
    leaders: list[Path] = []
    for text, dot in zip(texts, dots, strict=True):
        size = text.get_window_extent()
        for offset in _list_offsets(size.width / point, size.height / point):
            x, y = dot + np.multiply(offset, point)
            box = Bbox.from_bounds(x, y, size.width, size.height)
            leader = Path([dot, np.clip(dot, box.min, box.max)])
            if _is_free(box, leader, frame, marks, names) and not any(p.intersects_bbox(box) for p in leaders):
                names.append(box.padded(2 * point))
                leaders.append(leader)
                _move_name(ax, text, box, leader, point)
                break
        else:
            text.remove()


def _is_free(box: Bbox, leader: Path, frame: Bbox, marks: list[Bbox], names: list[Bbox]) -> bool:
    inside = frame.x0 < box.x0 and frame.y0 < box.y0 and box.x1 < frame.x1 and box.y1 < frame.y1
    covers = box.count_overlaps([*marks, *names]) or any(leader.intersects_bbox(name) for name in names)
    return inside and not covers


def _list_offsets(width: float, height: float) -> Iterator[tuple[float, float]]:
    """Yield where the lower left corner of a name may lie, from its dot, in points; the best place first."""
    for distance, way in product(_DISTANCES, map(math.radians, _WAYS)):
        right, up = math.cos(way), math.sin(way)
        yield right * distance - width * (1 - right) / 2, up * distance - height * (1 - up) / 2


def _move_name(ax: Axes, text: Text, box: Bbox, leader: Path, point: float) -> None:
    """Move a name into a box, in pixels, with a line from its dot if that is not near."""
    to_data = ax.transData.inverted().transform
    if np.hypot(*np.diff(leader.vertices, axis=0)[0]) > (_DISTANCES[0] + 2) * point:
        ax.plot(*to_data(leader.vertices).T, color=FAINT, linewidth=0.6, zorder=2.5)
    ground = {"facecolor": "white", "edgecolor": "none", "alpha": 0.7, "pad": 0.4}  # to be read across other dots
    text.set(position=to_data(box.min), verticalalignment="bottom", zorder=4, bbox=ground)


def _say_points(title: str, axes: tuple[str, str], named: pd.DataFrame, n_points: int) -> str:
    if not n_points:
        return f"Scatter. {title}. No data."
    says = [f"{cut_name(name, 2 * _NAME)} {x:.1f} and {y:.1f}" for name, x, y in named.itertuples(index=False)]
    chosen = f" Chosen, with their rates: {tell_some(says)}." if says else ""
    return f"Scatter. {title}. Across: {axes[0]}. Up: {axes[1]}. {n_points:,} terms.{chosen}"
