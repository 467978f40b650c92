"""Figures that compare how often terms are used on two sides: keyness, contrasts and rates."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from helpers.figures.base import STYLE, Chart, count_across, draw_twice, is_narrow, start_figure
from helpers.figures.colors import FAINT, GREY, INK, PALE, PALETTE
from helpers.figures.names import cut_name, escape_math, say_rest, shorten, tell_some, wrap_lines
from helpers.figures.panels import explain_marks, head_panel, say_empty

_ROW = 0.21  # inches
_NAME, _NAME_ON_PHONE = 27, 22  # letters of a term
_MOST = 8  # panels
_ON_PHONE = 0.6  # of the terms that a desk has room for
_ACROSS, _ACROSS_PHONE = 84, 26  # letters side by side in a figure, beside the names of terms
_TOLD = 5  # terms of each end that the alternative text tells
_GAP = 0.6  # rows between the highest and the lowest
_SLACK = 0.4  # of the span of the values: how far intervals may widen the axis; longer ones end in an arrow
_BAND = "noise band: in 95% of random halvings of the source's own articles no term lies outside it"
_FEW = "no noise band: too few articles to split"


@draw_twice
def plot_keyness(
    data: pd.DataFrame,
    *,
    label: str,
    value: str,
    low: str | None,
    high: str | None,
    panel: str,
    nulls: Mapping[str, float] | None,
    title: str,
    axis: str,
    top: int = 8,
) -> Chart:
    """Draw a panel per group with a dot for each of its terms of highest and, if below 0, of lowest value.

    Args:
        data: One row per group and term; of equal values the first row counts first.
        label: Column with the terms.
        value: Column with the positions of the dots; rows without a finite one are not drawn.
        low: Column with the lower ends of their intervals, which may be infinite; none for no intervals.
        high: Column with the upper ends likewise.
        panel: Column with the groups.
        nulls: For each group the distance from 0 that chance alone reaches; a group that is not in it is said to have
            too few articles. None where the value has no such distance.
        title: What is seen.
        axis: Name and unit of the value axis.
        top: Terms of highest value per panel, and twice the number of those of lowest.
    """
    every = list(dict.fromkeys(data[panel]))
    dots = _read_dots(data, label, value, low, high)
    most = math.ceil(_ON_PHONE * top) if is_narrow() else top
    parts = {group: _pick_ends(dots[data[panel] == group], most, most // 2) for group in every[:_MOST]}
    bands = {group: float(band) for group, band in (nulls or {}).items() if group in parts and np.isfinite(band)}
    with mpl.rc_context(STYLE):
        figure, axes = _stack_panels([_count_slots(part) for part in parts.values()])
        limits = _find_limits(pd.concat([dots.head(0), *parts.values()]), max(bands.values(), default=0.0))
        for ax, (group, part) in zip(axes, parts.items(), strict=False):
            band = bands.get(group)
            if band is not None:
                ax.axvspan(-band, band, color=PALE, alpha=0.7, linewidth=0, zorder=0)
            _draw_rows(ax, part.assign(color=PALETTE[0], sure=part["value"].abs() > (band or -1)), limits)
            head_panel(ax, cut_name(str(group), _ACROSS_PHONE if is_narrow() else _ACROSS // 2))
            is_last = list(parts).index(group) >= len(parts) - count_across(len(parts))
            count = f"{len(part)} of {(data[panel] == group).sum():,} terms"
            below = [count, _FEW * (bool(bands) and band is None), axis * is_last]
            _label(ax, "\n".join(filter(None, below)), len(parts))
        handles: list[Artist] = []
        if bands:
            handles += [_show_dot(PALETTE[0], PALETTE[0], "outside the noise band")]
            handles += [_show_dot("white", PALETTE[0], "inside it"), Patch(color=PALE, alpha=0.7, label=_BAND)]
        handles += [_show_interval()] * (low is not None and bool(parts))
        few = _FEW * (nulls is not None and bool(parts) and not bands)
        explain_marks(figure, handles, few + say_rest(len(parts), len(every), "groups"))
    says = [_say_ends(str(group), part, bands.get(group)) for group, part in parts.items()]
    return Chart(figure, title, _say_all("Dot plots, one per group", title, axis, says), data)


@draw_twice
def plot_contrast(
    data: pd.DataFrame,
    *,
    label: str,
    value: str,
    low: str | None,
    high: str | None,
    sides: Mapping[str, str],
    colors: Mapping[str, str],
    title: str,
    axis: str,
    sure: str = "sure",
    top: int = 12,
) -> Chart:
    """Draw the terms that most belong to one side to the right, those of the other to the left.

    Args:
        data: One row per term; of equal values the first row counts first.
        label: Column with the terms.
        value: Column with the positions: above 0 for the first side, below for the second.
        low: Column with the lower ends of their intervals, which may be infinite; none for no intervals.
        high: Column with the upper ends likewise.
        sides: The two sides and what to call them, the first one first.
        colors: Colour of each side.
        title: What is seen.
        axis: Name and unit of the value axis.
        sure: Column that says whether a value is told apart from 0; dots of the others are hollow.
        top: Terms per side.
    """
    (first, second), (first_color, second_color) = sides.values(), [colors[side] for side in sides]
    dots = _read_dots(data, label, value, low, high).assign(sure=data[sure].astype(bool))
    part = _pick_ends(dots[dots["value"] != 0], top, top)
    part["color"] = np.where(part["value"] > 0, first_color, second_color)
    with mpl.rc_context(STYLE):
        figure, (ax, *_) = _stack_panels([_count_slots(part)])
        end = max(map(abs, _find_limits(part, 0)))
        ax.barh(part["row"], part["value"], height=0.6, color=part["color"], alpha=0.22, zorder=1)
        _draw_rows(ax, part, (-end, end))
        _name_sides(ax, first, second)
        _label(ax, f"{axis}\n{len(part)} of {len(data):,} terms", 1)
        unsure = [_show_dot("white", FAINT, "hollow: not told apart from no difference")] * (not part["sure"].all())
        explain_marks(figure, unsure + [_show_interval()] * (low is not None and len(part) > 0), "")
    says = [
        _say_ends(first, part[part["value"] > 0], None, unsure=True),
        _say_ends(second, part[part["value"] < 0], None, unsure=True),
    ]
    return Chart(figure, title, _say_all("Mirrored bars", title, axis, says if len(part) else []), data)


def _read_dots(data: pd.DataFrame, label: str, value: str, low: str | None, high: str | None) -> pd.DataFrame:
    """Return name, value, low and high of each row; low and high are the value where there is no interval."""
    numbers = data[value].astype("float64")
    ends = [numbers if column is None else data[column].astype("float64").fillna(numbers) for column in (low, high)]
    return pd.DataFrame({"name": data[label], "value": numbers, "low": ends[0], "high": ends[1]})


def _pick_ends(dots: pd.DataFrame, n_high: int, n_low: int) -> pd.DataFrame:
    """Return the highest that are not below 0, then the lowest that are, each with the row to draw it in."""
    dots = dots[np.isfinite(dots["value"])]
    high = dots[dots["value"] >= 0].sort_values("value", ascending=False, kind="stable").head(n_high)
    low = dots[dots["value"] < 0].sort_values("value", kind="stable").head(n_low).iloc[::-1]
    rows = np.arange(len(high) + len(low), dtype=float)
    rows[len(high) :] += _GAP * bool(len(high))
    return pd.concat([high, low]).assign(row=rows)


def _count_slots(part: pd.DataFrame) -> float:
    return float(part["row"].max()) + 1 if len(part) else 1.0


def _find_limits(dots: pd.DataFrame, band: float) -> tuple[float, float]:
    """Return the ends of the axis: all values and the band are in, and of intervals what leaves dots apart."""
    if dots.empty:
        return -1.0, 1.0
    bare = bool((dots["low"] >= 0).all())
    left = min(0.0, float(dots["value"].min()), 0.0 if bare else -band)
    right = max(0.0, float(dots["value"].max()), band)
    room = _SLACK * (right - left or 1)
    low, high = (dots[end].where(np.isfinite(dots[end]), dots["value"]) for end in ("low", "high"))
    far_left, far_right = (
        max(left - room, min(left, float(low.min()))),
        min(right + room, max(right, float(high.max()))),
    )
    margin = 0.06 * (far_right - far_left or 1)
    return far_left - margin, far_right + margin


def _stack_panels(slots: Sequence[float]) -> tuple[Figure, list[Axes]]:
    """Return a figure of panels, two a row or on phones one, each row as high as its longest panel needs."""
    columns = max(1, count_across(len(slots)))
    heights = [max(2.0, *slots[i : i + columns]) for i in range(0, len(slots), columns)] or [2.0]
    inches = 1.0 + sum(0.75 + _ROW * height for height in heights)
    figure = start_figure(inches, layout=None)
    figure.set_layout_engine("constrained", h_pad=0.1, w_pad=0.1)  # inches: names keep off the panels around
    ratios = [height + 1 for height in heights]
    axes = list(figure.subplots(len(heights), columns, squeeze=False, height_ratios=ratios).flat)
    for ax, height in zip(axes, np.repeat(heights, columns), strict=True):
        ax.set_ylim(height - 0.4, -0.6)
    for ax in axes[max(1, len(slots)) :]:
        ax.set_visible(False)
    if not slots:
        say_empty(axes[0])
    return figure, axes


def _draw_rows(ax: Axes, part: pd.DataFrame, limits: tuple[float, float]) -> None:
    """Draw intervals and dots, hollow where not sure; an interval that leaves the panel ends in an arrow."""
    left, right = limits
    ax.set_xlim(left, right)
    if part.empty:
        say_empty(ax)
        return
    ax.axvline(0, color=INK, linewidth=0.9, zorder=1)
    if len(gaps := np.flatnonzero(np.diff(part["row"]) > 1)):
        ax.axhline(part["row"].iloc[gaps[0]] + (1 + _GAP) / 2, color=PALE, linewidth=0.8, linestyle=(0, (4, 3)))
    ax.hlines(part["row"], part["low"].clip(left, right), part["high"].clip(left, right), color=GREY, linewidth=1.2)
    for beyond, edge, marker in ((part["low"] < left, left, "<"), (part["high"] > right, right, ">")):
        rows = part.loc[beyond, "row"]
        ax.scatter([edge] * len(rows), rows, marker=marker, s=18, color=GREY, clip_on=False, zorder=2)
    faces = part["color"].where(part["sure"], "white")
    ax.scatter(part["value"], part["row"], s=30, c=list(faces), edgecolors=list(part["color"]), zorder=3)
    width = _NAME_ON_PHONE if is_narrow() else _NAME
    ax.set_yticks(part["row"], [shorten(str(name), width) for name in part["name"]], fontsize=8.5)
    ax.xaxis.set_major_locator(MaxNLocator(5))


def _label(ax: Axes, text: str, n_panels: int) -> None:
    """Write below a panel what is told of it, in lines as long as there is room for beside the terms."""
    width = _ACROSS_PHONE if is_narrow() else _ACROSS // max(1, count_across(n_panels))
    ax.set_xlabel(escape_math(wrap_lines(text, width)), fontsize=8)


def _name_sides(ax: Axes, first: str, second: str) -> None:
    """Write above each half of a panel what its bars stand for."""
    room = (_ACROSS_PHONE if is_narrow() else _ACROSS) - 5  # for arrows, and between the two
    wide = [max(room // 2, room - len(other)) for other in (second, first)]
    ax.set_title(f"\N{LEFTWARDS ARROW} {shorten(second, wide[1])}", loc="left", fontweight="bold")
    look: Any = {"color": INK, "fontsize": 9, "fontweight": "bold"}
    ax.set_title(f"{shorten(first, wide[0])} \N{RIGHTWARDS ARROW}", loc="right", **look)


def _show_dot(face: str, edge: str, says: str) -> Line2D:
    return Line2D([], [], marker="o", linestyle="", markerfacecolor=face, markeredgecolor=edge, label=says)


def _show_interval() -> Line2D:
    return Line2D([], [], color=GREY, linewidth=1.2, label="interval; with an arrow, it goes on")


def _say_ends(heading: str, part: pd.DataFrame, band: float | None, *, unsure: bool = False) -> str:
    says = []
    for what, own in (("highest", part[part["value"] >= 0]), ("lowest", part[part["value"] < 0].iloc[::-1])):
        marks = [" (not sure)" * (unsure and not sure) for sure in own.get("sure", [True] * len(own))]
        ends = list(zip(own["name"], own["value"], marks, strict=True))[:_TOLD]
        named = [f"{cut_name(str(name), _NAME)} {number:+.1f}{mark}" for name, number, mark in ends]
        says += [f"{what} {', '.join(named)}"] if named else []
    says += [] if band is None else [f"noise band up to {band:.1f}"]
    return f"{cut_name(heading, 2 * _NAME)}: {'; '.join(says) or 'no terms'}"


def _say_all(kind: str, title: str, axis: str, says: Sequence[str]) -> str:
    return f"{kind}. {title}. {axis}. {tell_some(says, '. ')}." if says else f"{kind}. {title}. No data."
