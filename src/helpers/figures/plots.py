"""Figures of any table: bars, strips and dots."""

from collections.abc import Mapping
from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.container import BarContainer

from helpers.figures.base import (
    MARKERS,
    MAX_ROWS,
    STYLE,
    Chart,
    count_across,
    count_letters,
    count_rows,
    draw_twice,
    is_narrow,
    measure_bar,
    measure_row,
    start_figure,
)
from helpers.figures.colors import FAINT, INK, PALE, PALETTE, choose_edge, choose_ink
from helpers.figures.names import format_number, tell_some
from helpers.figures.panels import add_panels, head_panel, hide_scale, name_marks, name_rows, new_figure

_APART, _SPREAD, _SMALL = 0.2, 0.56, 30  # of a row, between groups with intervals and all; area of their dots
_NAME, _NUMBER = 44, 2.6  # letters of the name of a row, and of a number in a bar with what is around it


def plot_bars(data: pd.DataFrame, *, label: str, value: str, title: str, axis: str, color: str = PALETTE[0]) -> Chart:
    """Draw one horizontal bar per row, the first on top, each with its value.

    Args:
        data: One row per bar.
        label: Column with the names.
        value: Column with the lengths.
        title: What is seen.
        axis: Name and unit of the value axis.
        color: Of the bars.
    """
    return plot_stacked_bars(data, label=label, parts={value: axis}, title=title, axis=axis, colors={value: color})


@draw_twice
def plot_stacked_bars(
    data: pd.DataFrame,
    *,
    label: str,
    parts: Mapping[str, str],
    title: str,
    axis: str,
    colors: Mapping[str, str] | None = None,
    totals: bool = True,
) -> Chart:
    """Draw one horizontal bar per row, made of parts one after the other, with the total at its end.

    Args:
        data: One row per bar.
        label: Column with the names.
        parts: Column of each part and its name in the legend, in order.
        title: What is seen.
        axis: Name and unit of the value axis.
        colors: Colour of each part; by default the palette, of 8 colours.
        totals: False for parts that add up to the same in all rows: then no total is written, and the alternative text
            tells the parts.
    """
    shown = data.head(MAX_ROWS)
    colors = colors or dict(zip(parts, PALETTE, strict=False))
    longest = 0 if is_narrow() else min(_NAME, max(map(len, shown[label].astype("str")), default=0))
    room = count_letters() - longest - 2  # letters side by side in the panel
    whole = max(1e-9, float(shown[list(parts)].sum(axis=1).max())) if len(shown) else 1.0
    with mpl.rc_context(STYLE):
        figure, ax = new_figure(len(shown), legend=len(parts) > 1)
        left = pd.Series(0.0, index=shown.index)
        marks = []
        for part in parts:
            marks.append(draw_bars(ax, range(len(shown)), shown[part], colors[part], left=left))
            if not totals:
                _write_parts(ax, shown[part], left, colors[part], _NUMBER * whole / room)
            left = left + shown[part]
        for row, total in enumerate(left if totals else ()):
            ax.annotate(format_number(total), (total, row), (4, 0), textcoords="offset points", va="center")
        name_rows(ax, shown[label], axis, len(data))
        ax.axvline(0, color=INK, linewidth=0.9)
        ax.margins(x=0.09 if totals else 0)
        if totals:
            hide_scale(ax)
        if len(parts) > 1:
            name_marks(figure, marks, parts.values())
    if totals:
        alt = _say(title, "Bar chart", axis, data[label], data[list(parts)].sum(axis=1))
    else:
        alt = f"Stacked bars. {title}. {axis}. {_say_parts(shown, label, parts)}."
    return Chart(figure, title, alt, data)


def draw_bars(
    ax: Axes, rows: Any, lengths: pd.Series, color: str, *, left: pd.Series | float = 0, height: float | None = None
) -> BarContainer:
    """Draw a bar per row; pale ones have an edge that can be seen, the others one that parts them."""
    look: Any = {"height": height or measure_bar(), "color": color, "edgecolor": choose_edge(color), "linewidth": 0.6}
    return ax.barh(rows, lengths, left=left, **look)


def _write_parts(ax: Axes, lengths: pd.Series, left: pd.Series, color: str, least: float) -> None:
    """Write the length of each part into its bar, if it is long enough for that."""
    ink = choose_ink(mpl.colors.to_rgba(color))
    for row, (length, begin) in enumerate(zip(lengths, left, strict=True)):
        if length >= least:
            ax.text(begin + length / 2, row, f"{length:.0f}", ha="center", va="center", fontsize=8, color=ink)


@draw_twice
def plot_strips(
    segments: pd.DataFrame,
    *,
    label: str,
    kind: str,
    kinds: Mapping[str, str],
    colors: Mapping[str, str],
    title: str,
    axis: str,
) -> Chart:
    """Draw each text as a strip from its first to its last character, coloured by what each stretch of it is.

    Args:
        segments: One row per stretch, with the columns ``start`` and ``end``, in order.
        label: Column with the names of the texts.
        kind: Column with what a stretch is.
        kinds: Each kind and what to call it, in the order of the legend.
        colors: Colour of each kind.
        title: What is seen.
        axis: Name and unit of the position axis.
    """
    names = list(dict.fromkeys(segments[label]))
    shown = names[:MAX_ROWS]
    runs = (segments[[label, kind]] != segments[[label, kind]].shift()).any(axis=1).cumsum()
    stretches = segments.groupby(runs).agg({label: "first", kind: "first", "start": "min", "end": "max"})
    with mpl.rc_context(STYLE):
        figure, ax = new_figure(len(shown), legend=True)
        rows = stretches[label].map({name: row for row, name in enumerate(shown)})
        marks = []
        for key in kinds:
            own = stretches[(stretches[kind] == key) & rows.notna()]
            widths = own["end"] - own["start"]
            marks.append(ax.barh(rows[own.index], widths, left=own["start"], height=measure_bar(), color=colors[key]))
        _frame_strips(ax, segments.groupby(label, sort=False)["end"].max().reindex(shown))
        name_rows(ax, pd.Series(shown, dtype="str"), axis, len(names))
        ax.set_xlim(left=0)
        name_marks(figure, marks, kinds.values())
    lengths = segments.assign(length=segments["end"] - segments["start"]).groupby([label, kind], sort=False)["length"]
    shares = lengths.sum().unstack(fill_value=0).reindex(index=shown, columns=list(kinds), fill_value=0)
    shares = shares.div(shares.sum(axis=1).clip(lower=1), axis=0)
    parts = (
        f"{name}: " + ", ".join(f"{called} {row[key]:.0%}" for key, called in kinds.items() if row[key])
        for name, row in zip(shares.index, shares.to_dict("records"), strict=True)
    )
    return Chart(figure, title, f"Strips. {title}. {axis}. {tell_some(list(parts))}.", segments)


def _frame_strips(ax: Axes, ends: pd.Series) -> None:
    """Give each strip an edge, so that its pale parts are seen; one around each part would hide the short ones."""
    height = measure_bar()
    for row, end in enumerate(ends):
        ax.broken_barh([(0, end)], (row - height / 2, height), facecolor="none", edgecolor=FAINT, linewidth=0.6)


@draw_twice
def plot_dots(
    data: pd.DataFrame,
    *,
    label: str,
    value: str,
    group: str,
    groups: Mapping[str, str],
    colors: Mapping[str, str],
    title: str,
    axis: str,
    panel: str | None = None,
    panels: Mapping[str, str] | None = None,
    limits: tuple[float, float] | None = None,
    low: str | None = None,
    high: str | None = None,
    bars: str = "95% intervals",
) -> Chart:
    """Draw a row per name with one dot per group, joined by a line; a panel per value of another column.

    Two panels stand side by side; of an odd number the first has a row of its own.

    Args:
        data: One row per name, group and panel.
        label: Column with the names of the rows.
        value: Column with the positions.
        group: Column with the groups.
        groups: Groups and what to call them.
        colors: Colour of each group.
        title: What is seen.
        axis: Name and unit of the value axis.
        panel: Column by which to split into panels; none for one panel.
        panels: Its values and their headings, in order.
        limits: Ends of the value axis.
        low: Column with the lower ends of 95% intervals; a dot without one stands alone. None for no intervals.
        high: Column with the upper ends.
        bars: What these ends are, where they are no intervals; empty to leave it to the text.
    """
    names = list(dict.fromkeys(data[label]))
    headings = dict(panels) if panel and panels else {"": ""}
    shown = names[: count_rows(len(headings))]
    rows_of_panels = -(-len(headings) // count_across(2))
    ends = (low, high) if low and high else None
    named = f"{axis}; bars: {bars}" if bars and ends and data[list(ends)].notna().all(axis=1).any() else axis
    below = named.replace("; bars:", "\nbars:") if len(headings) > 1 else named  # half a figure has no room for both
    panel_height = 0.75 + measure_row(0.31) * max(2, len(shown)) + 0.15 * below.count("\n")
    with mpl.rc_context(STYLE):
        figure = start_figure(0.4 + rows_of_panels * panel_height)
        for ax, (key, heading) in zip(add_panels(figure, len(headings)), headings.items(), strict=True):
            part = data[data[panel] == key] if panel else data
            places = part[label].map({name: row for row, name in enumerate(shown)}).astype("float64")
            part = part.assign(row=places).dropna(subset="row")
            marks = _draw_dots(ax, part.rename(columns={value: "value", group: "group"}), groups, colors, ends)
            head_panel(ax, heading)
            name_rows(ax, pd.Series(shown, dtype="str"), below, len(names))
            if limits:
                ax.set_xlim(*limits)
            if limits is None or limits[0] <= 0 <= limits[1]:
                ax.axvline(0, color=INK, linewidth=0.9)
        name_marks(figure, marks, groups.values())
    says = []
    for key, heading in headings.items():
        part = data[data[panel] == key] if panel else data
        says += _say_groups(part, label, value, group, groups, heading=heading, ends=ends)
    return Chart(figure, title, f"Dot plot. {title}. {named}. {tell_some(says)}.", data)


def _draw_dots(
    ax: Axes,
    dots: pd.DataFrame,
    groups: Mapping[str, str],
    colors: Mapping[str, str],
    ends: tuple[str, str] | None = None,
) -> list[PathCollection]:
    """Draw dots at columns value and row, joined within a row, in the colour and shape of their group.

    With intervals, the groups of a row lie below one another, so that their bars can be told apart.
    """
    if ends and is_narrow():
        dots = dots.assign(row=dots["row"] + 0.08)  # there the name of the row is above it
    for _, own in dots.groupby("row"):
        ax.plot([own["value"].min(), own["value"].max()], [own["row"].min()] * 2, color=PALE, linewidth=3, zorder=1)
    marks = []
    for position, key in enumerate(groups):
        own = dots[dots["group"] == key]
        if ends:
            apart = min(_APART, _SPREAD / len(groups)) * (position - (len(groups) - 1) / 2)
            own = own.assign(row=own["row"] + apart)
            sure = own.dropna(subset=list(ends))
            ax.hlines(sure["row"], sure[ends[0]], sure[ends[1]], color=colors[key], linewidth=1.4, zorder=1.5)
        marker = MARKERS[position % len(MARKERS)]
        size = _SMALL if ends else 90 / (position + 1)  # so that one shows around another at the same place
        look: Any = {"s": size, "marker": marker, "color": colors[key], "edgecolor": choose_edge(colors[key])}
        marks.append(ax.scatter(own["value"], own["row"], linewidth=0.5, zorder=2, **look))
    return marks


def _say(title: str, kind: str, axis: str, names: pd.Series, values: pd.Series) -> str:
    if values.empty:
        return f"{kind}. {title}. No data."
    high, low = int(values.argmax()), int(values.argmin())
    return (
        f"{kind}. {title}. {axis}. Highest: {names.iloc[high]} ({format_number(values.iloc[high])}); "
        f"lowest: {names.iloc[low]} ({format_number(values.iloc[low])}); {len(values)} rows."
    )


def _say_parts(shown: pd.DataFrame, label: str, parts: Mapping[str, str]) -> str:
    rows = []
    for name, values in zip(shown[label], shown[list(parts)].itertuples(index=False, name=None), strict=True):
        told = [f"{called} {format_number(v)}" for called, v in zip(parts.values(), values, strict=True) if v >= 0.05]
        rows.append(f"{name}: {', '.join(told)}")
    return tell_some(rows) or "No data"


def _say_groups(
    data: pd.DataFrame,
    label: str,
    value: str,
    group: str,
    groups: Mapping[str, str],
    *,
    heading: str = "",
    ends: tuple[str, str] | None = None,
) -> list[str]:
    """Return the values of each row in words, under the heading of its panel."""
    says = []
    for name, own in list(data.groupby(label, sort=False))[:MAX_ROWS]:
        spans = [""] * len(own)
        if ends:
            pairs = zip(own[ends[0]], own[ends[1]], strict=True)
            spans = [f" ({low:+.2f} to {high:+.2f})" if pd.notna(low + high) else "" for low, high in pairs]
        rows = zip(own[group], own[value], spans, strict=True)
        says.append(f"{name}: {', '.join(f'{groups.get(g, g)} {v:+.2f}{span}' for g, v, span in rows)}")
    return [f"{heading}: {says[0]}" if heading else says[0], *says[1:]] if says else []
