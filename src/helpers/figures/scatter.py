"""A scatter of terms by their rates on two sides, with labels that do not cover one another."""

import math
from collections.abc import Iterator, Sequence
from itertools import product

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib import patheffects
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.path import Path
from matplotlib.ticker import NullLocator
from matplotlib.transforms import Bbox

from helpers.figures.base import (
    FAINT,
    GREY,
    MAX_ROWS,
    PALE,
    PALETTE,
    STYLE,
    Chart,
    draw_twice,
    lay_out,
    say_empty,
    shorten,
    start_figure,
)

_DISTANCES = (4, 12, 24, 40, 60)  # points from a dot to its name, the nearest that is free
_WAYS = (0, 180, 90, 270, *range(30, 360, 30))  # degrees from the right; right, left, above and below come first
_NAME_SIZE = 8.5  # points
_MAX_TICKS = 9  # above which only powers of ten are marked


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
    named = points.loc[points["name"].map(order).dropna().sort_values(kind="stable").index].head(MAX_ROWS)
    with mpl.rc_context(STYLE):
        figure = start_figure(7.2)
        ax = figure.add_subplot()
        ax.set_xlabel(shorten(axes[0], 100) + "\n")
        ax.set_ylabel(shorten(axes[1], 80))
        if points.empty:
            say_empty(ax)
        else:
            shown = _set_axes(ax, points)
            _draw_points(ax, shown.drop(named.index), shown.loc[named.index])
            figure.legend(*ax.get_legend_handles_labels(), loc="outside lower left", ncols=3, frameon=False, fontsize=8)
            n_labels = _place_labels(figure, ax, shown.loc[named.index])
            room = f"room for the names of {n_labels} of {len(named)} chosen terms; the CSV holds all"
            ax.set_xlabel(ax.get_xlabel() + room * (n_labels < len(named)))
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
    ax.plot([edge, end], [edge, end], color=FAINT, linewidth=1, linestyle=(0, (4, 3)), label="same rate on both sides")
    return points.assign(x=points["x"].clip(lower=zero), y=points["y"].clip(lower=zero))


def _choose_ticks(least: float, most: float) -> list[float]:
    decades = [10.0**n for n in range(math.floor(math.log10(least)), math.ceil(math.log10(most)) + 1)]
    fine = [step * decade for decade in decades for step in (1, 2, 5) if least <= step * decade <= most]
    if len(fine) > _MAX_TICKS:
        return [decade for decade in decades if least <= decade <= most]
    return fine or [float(f"{most:.2g}")]


def _draw_points(ax: Axes, others: pd.DataFrame, named: pd.DataFrame) -> None:
    places = others.drop_duplicates(["x", "y"])  # thousands of rare terms share a few places
    says = f"{len(others):,} other terms" + ", one dot for those of the same rates" * (len(places) < len(others))
    if len(others):
        ax.scatter(places["x"], places["y"], s=11, color=GREY, linewidths=0, label=says, zorder=2)
    if len(named):
        ax.scatter(named["x"], named["y"], s=26, color=PALETTE[0], linewidths=0, label="chosen terms", zorder=3)


def _place_labels(figure: Figure, ax: Axes, named: pd.DataFrame) -> int:
    """Name dots in order, each in the nearest place where nothing is covered; return how many could be named."""
    lay_out(figure)  # so that it is known where everything is
    point = figure.dpi / 72
    frame = ax.get_window_extent()
    dots = ax.transData.transform(named[["x", "y"]].to_numpy())
    marks = [Bbox.from_bounds(x - 3 * point, y - 3 * point, 6 * point, 6 * point) for x, y in dots]
    names: list[Bbox] = []
    leaders: list[Path] = []
    probe = ax.text(0, 0, "", fontsize=_NAME_SIZE)
    for name, dot in zip(named["name"], dots, strict=True):
        probe.set_text(shorten(name, 28))
        size = probe.get_window_extent()
        for offset in _list_offsets(size.width / point, size.height / point):
            x, y = dot + np.multiply(offset, point)
            box = Bbox.from_bounds(x, y, size.width, size.height)
            leader = Path([dot, np.clip(dot, box.min, box.max)])
            if _is_free(box, leader, frame, marks, names) and not any(p.intersects_bbox(box) for p in leaders):
                names.append(box.padded(2 * point))
                leaders.append(leader)
                _write_name(ax, probe.get_text(), box, leader, point)
                break
    probe.remove()
    return len(names)


def _is_free(box: Bbox, leader: Path, frame: Bbox, marks: list[Bbox], names: list[Bbox]) -> bool:
    inside = frame.x0 < box.x0 and frame.y0 < box.y0 and box.x1 < frame.x1 and box.y1 < frame.y1
    covers = box.count_overlaps([*marks, *names]) or any(leader.intersects_bbox(name) for name in names)
    return inside and not covers


def _list_offsets(width: float, height: float) -> Iterator[tuple[float, float]]:
    """Yield where the lower left corner of a name may lie, from its dot, in points; the best place first."""
    for distance, way in product(_DISTANCES, map(math.radians, _WAYS)):
        right, up = math.cos(way), math.sin(way)
        yield right * distance - width * (1 - right) / 2, up * distance - height * (1 - up) / 2


def _write_name(ax: Axes, name: str, box: Bbox, leader: Path, point: float) -> None:
    """Write a name into a box, in pixels, with a line from its dot if that is not near."""
    to_data = ax.transData.inverted().transform
    if np.hypot(*np.diff(leader.vertices, axis=0)[0]) > (_DISTANCES[0] + 2) * point:
        ax.plot(*to_data(leader.vertices).T, color=FAINT, linewidth=0.6, zorder=2.5)
    halo = [patheffects.withStroke(linewidth=2.2, foreground="white")]
    x, y = to_data(box.min)
    ax.text(x, y, name, va="bottom", fontsize=_NAME_SIZE, zorder=4, path_effects=halo).set_in_layout(False)


def _say_points(title: str, axes: tuple[str, str], named: pd.DataFrame, n_points: int) -> str:
    says = [f"{name} {x:.1f} and {y:.1f}" for name, x, y in named.itertuples(index=False)]
    if not n_points:
        return f"Scatter. {title}. No data."
    chosen = f" Chosen, with their rates: {'; '.join(says)}." if says else ""
    return f"Scatter. {title}. Across: {axes[0]}. Up: {axes[1]}. {n_points:,} terms.{chosen}"
