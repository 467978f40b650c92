"""Figures of any table: bars, strips, dots and grids."""

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from helpers.figures.base import (
    FAINT,
    INK,
    MARKERS,
    MAX_PANELS,
    MAX_ROWS,
    PALE,
    PALETTE,
    STYLE,
    Chart,
    add_panels,
    choose_ink,
    cut_name,
    draw_twice,
    escape_math,
    format_number,
    lay_out,
    name_marks,
    name_rows,
    new_figure,
    say_empty,
    say_rest,
    shorten,
    start_figure,
    wrap_name,
)

_LETTERS = 108  # of common width, side by side in a figure
_SLANTED = 24  # letters of a name that is written aslant
_THIRD = 20  # letters of a word that leave room for its bar in a third of a figure
_APART, _SMALL = 0.2, 30  # of a row, between groups with intervals; area of their dots
_ROOM = 4  # percent of a bar, in which a number can be read


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
    with mpl.rc_context(STYLE):
        figure, ax = new_figure(len(shown), legend=len(parts) > 1)
        left = pd.Series(0.0, index=shown.index)
        marks = []
        for part in parts:
            marks.append(ax.barh(range(len(shown)), shown[part], left=left, height=0.66, color=colors[part]))
            if not totals:
                _write_parts(ax, shown[part], left, colors[part])
            left = left + shown[part]
        for row, total in enumerate(left if totals else ()):
            ax.annotate(
                format_number(total), (total, row), (4, 0), textcoords="offset points", va="center", color=FAINT
            )
        name_rows(ax, shown[label], axis, len(data))
        ax.margins(x=0.09 if totals else 0)
        if len(parts) > 1:
            name_marks(figure, marks, parts.values())
    if totals:
        alt = _say(title, "Bar chart", axis, data[label], data[list(parts)].sum(axis=1))
    else:
        alt = f"Stacked bars. {title}. {axis}. {_say_parts(shown, label, parts)}."
    return Chart(figure, title, alt, data)


def _write_parts(ax: Axes, lengths: pd.Series, left: pd.Series, color: str) -> None:
    """Write the length of each part into its bar, if there is room."""
    ink = choose_ink(mpl.colors.to_rgba(color))
    for row, (length, begin) in enumerate(zip(lengths, left, strict=True)):
        if length >= _ROOM:
            ax.text(begin + length / 2, row, f"{length:.0f}", ha="center", va="center", fontsize=7.5, color=ink)


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
        segments: One row per stretch, with the columns ``start`` and ``end``.
        label: Column with the names of the texts.
        kind: Column with what a stretch is.
        kinds: Each kind and what to call it, in the order of the legend.
        colors: Colour of each kind.
        title: What is seen.
        axis: Name and unit of the position axis.
    """
    names = list(dict.fromkeys(segments[label]))
    shown = names[:MAX_ROWS]
    with mpl.rc_context(STYLE):
        figure, ax = new_figure(len(shown), legend=True)
        rows = segments[label].map({name: row for row, name in enumerate(shown)})
        marks = []
        for key in kinds:
            own = segments[(segments[kind] == key) & rows.notna()]
            widths = own["end"] - own["start"]
            marks.append(ax.barh(rows[own.index], widths, left=own["start"], height=0.66, color=colors[key]))
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
    return Chart(figure, title, f"Strips. {title}. {axis}. {'; '.join(parts)}.", segments)


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
    shown = names[:MAX_ROWS]
    headings = dict(panels) if panel and panels else {"": ""}
    rows_of_panels = -(-len(headings) // 2)
    ends = (low, high) if low and high else None
    named = f"{axis}; bars: {bars}" if bars and ends and data[list(ends)].notna().all(axis=1).any() else axis
    below = named.replace("; bars:", "\nbars:") if len(headings) > 1 else named  # half a figure has no room for both
    panel_height = 0.75 + 0.31 * max(2, len(shown)) + 0.15 * below.count("\n")
    with mpl.rc_context(STYLE):
        figure = start_figure(1.0 + rows_of_panels * panel_height)
        for ax, (key, heading) in zip(add_panels(figure, len(headings)), headings.items(), strict=True):
            part = data[data[panel] == key] if panel else data
            places = part[label].map({name: row for row, name in enumerate(shown)}).astype("float64")
            part = part.assign(row=places).dropna(subset="row")
            marks = _draw_dots(ax, part.rename(columns={value: "value", group: "group"}), groups, colors, ends)
            ax.set_title(escape_math(heading), loc="left", fontsize=9, color=FAINT)
            name_rows(ax, pd.Series(shown, dtype="str"), below, len(names))
            if limits:
                ax.set_xlim(*limits)
            if limits is None or limits[0] <= 0 <= limits[1]:
                ax.axvline(0, color=INK, linewidth=0.9)
        name_marks(figure, marks, groups.values())
    says = []
    for key, heading in headings.items():
        part = data[data[panel] == key] if panel else data
        says.append(f"{heading}: " * bool(panel) + _say_groups(part, label, value, group, groups, ends=ends))
    alt = " ".join(says)
    return Chart(figure, title, f"Dot plot. {title}. {named}. {alt}", data)


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
    numbers = shown[columns].to_numpy(dtype=float)
    with mpl.rc_context(STYLE):
        figure, ax = new_figure(len(shown) + 2)
        top = max(float(numbers.max()), 1e-9) if numbers.size else 1.0
        width = 44 if len(columns) <= 6 else 26  # letters of the name of a row
        name_rows(
            ax, shown[label], axis + say_rest(len(columns), n_columns, "columns"), len(data), margin=0.5, width=width
        )
        if numbers.size:
            ax.imshow(numbers, aspect="auto", cmap="Blues", vmin=0, vmax=top * 1.15)
            _name_columns(figure, ax, columns, width)
        else:
            say_empty(ax)
        for (row, column), number in _cells(numbers):
            color = choose_ink(mpl.colormaps["Blues"](number / (top * 1.15)))
            ax.text(column, row, format_number(number), ha="center", va="center", fontsize=8, color=color)
        ax.grid(visible=False)
        ax.spines[:].set_visible(False)
        ax.tick_params(length=0)
    largest = [f"{c}: {data[label].iloc[int(data[c].argmax())]}" for c in columns if len(data) and data[c].max() > 0]
    return Chart(figure, title, f"Grid. {title}. {axis}. Largest in each column: {'; '.join(largest)}.", data)


def _name_columns(figure: Figure, ax: Axes, columns: Sequence[str], width: int) -> None:
    """Name the columns of a grid above them: in lines side by side, or aslant where there is no room for that."""
    longest = max((len(tick.get_text()) for tick in ax.get_yticklabels()), default=0)
    room = (_LETTERS - min(longest, width)) // len(columns) - 1
    names = [cut_name(str(column), 3 * room) for column in columns]
    ax.xaxis.tick_top()
    ax.set_xticks(range(len(columns)), [wrap_name(name, room, 3) for name in names])
    lay_out(figure)  # so that it is known how wide the names are
    ends = [0.0, *(x for tick in ax.get_xticklabels() for x in tick.get_window_extent().intervalx), figure.bbox.x1]
    is_broken = any(len(word) > room for name in names for word in name.split())
    if is_broken or sorted(ends) != ends:
        slant: Any = {"rotation": 45, "rotation_mode": "anchor", "ha": "left"}
        ax.set_xticks(range(len(columns)), [shorten(str(column), _SLANTED) for column in columns], **slant)


@draw_twice
def plot_words(
    data: pd.DataFrame,
    *,
    label: str,
    panel: str,
    value: str,
    title: str,
    axis: str,
    top: int = 8,
    colors: Mapping[str, str] | None = None,
    same_scale: bool = True,
) -> Chart:
    """Draw a panel per group with one bar for each of its first few words.

    Args:
        data: One row per group and word, in order.
        label: Column with the words.
        panel: Column with the groups.
        value: Column with the lengths of the bars.
        title: What is seen.
        axis: Name and unit of the value axis.
        top: Words per panel.
        colors: Colour of each group; by default one for all.
        same_scale: False gives each panel a scale of its own, and writes the value behind each bar.
    """
    every = list(dict.fromkeys(data[panel]))
    groups = every[:MAX_PANELS]
    shown = data[data[panel].isin(groups)].groupby(panel, sort=False).head(top)
    longest = int(shown[label].astype("str").str.len().max()) if len(shown) else 0
    columns = min(2 if len(groups) == 4 or longest > _THIRD else 3, max(1, len(groups)))
    width = {1: 44, 2: 28, 3: _THIRD}[columns]
    room = min(34, _LETTERS // columns - min(longest, width) - 4)  # letters side by side above a panel
    rows = max(1, -(-len(groups) // columns))
    most = max(2, *shown.groupby(panel).size(), 0)
    with mpl.rc_context(STYLE):
        figure = start_figure(0.9 + rows * (0.75 + 0.22 * most))
        axes = list(figure.subplots(rows, columns, squeeze=False, sharex=same_scale).flat)
        for ax, group in zip(axes, groups, strict=False):
            part = shown[shown[panel] == group]
            ax.barh(range(len(part)), part[value], height=0.66, color=(colors or {}).get(group, PALETTE[0]))
            ax.set_title(wrap_name(str(group), room), loc="left", fontsize=9, color=FAINT)
            name_rows(ax, part[label], textwrap.fill(axis, room), 0, width=width, n_ticks=6 - columns)
            ax.set_ylim(most - 0.4, -0.6)  # bars as thick in all panels
            if pd.api.types.is_integer_dtype(data[value]):
                ax.xaxis.set_major_locator(MaxNLocator(min(4, 6 - columns), integer=True))
            if not same_scale:
                ax.bar_label(ax.containers[0], fmt=format_number, padding=3, fontsize=8, color=FAINT)
                ax.margins(x=0.15)
        for ax in axes[max(1, len(groups)) :]:
            ax.set_visible(False)
        if not groups:
            say_empty(axes[0])
        figure.supxlabel(say_rest(len(groups), len(every), "groups").strip(), fontsize=9, color=FAINT)
    says = [f"{group}: {', '.join(part[label])}" for group, part in shown.groupby(panel, sort=False)]
    return Chart(
        figure,
        title,
        f"Bar charts, one per group. {title}. {axis}. {'. '.join(says)}.",
        data.groupby(panel, sort=False).head(top),
    )


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
    for _, own in dots.groupby("row"):
        ax.plot([own["value"].min(), own["value"].max()], [own["row"].min()] * 2, color=PALE, linewidth=3, zorder=1)
    marks = []
    for position, key in enumerate(groups):
        own = dots[dots["group"] == key]
        if ends:
            own = own.assign(row=own["row"] + _APART * (position - (len(groups) - 1) / 2))
            sure = own.dropna(subset=list(ends))
            ax.hlines(sure["row"], sure[ends[0]], sure[ends[1]], color=colors[key], linewidth=1.4, zorder=1.5)
        marker = MARKERS[position % len(MARKERS)]
        size = _SMALL if ends else 90 / (position + 1)  # so that one shows around another at the same place
        marks.append(ax.scatter(own["value"], own["row"], s=size, marker=marker, color=colors[key], zorder=2))
    return marks


def _cells(numbers: Any) -> list[tuple[tuple[int, int], float]]:
    return [((r, c), float(n)) for r, line in enumerate(numbers) for c, n in enumerate(line) if n > 0]


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
    return "; ".join(rows) or "No data"


def _say_groups(
    data: pd.DataFrame,
    label: str,
    value: str,
    group: str,
    groups: Mapping[str, str],
    *,
    ends: tuple[str, str] | None = None,
) -> str:
    says = []
    for name, own in list(data.groupby(label, sort=False))[:MAX_ROWS]:
        spans = [""] * len(own)
        if ends:
            pairs = zip(own[ends[0]], own[ends[1]], strict=True)
            spans = [f" ({low:+.2f} to {high:+.2f})" if pd.notna(low + high) else "" for low, high in pairs]
        rows = zip(own[group], own[value], spans, strict=True)
        says.append(f"{name}: {', '.join(f'{groups.get(g, g)} {v:+.2f}{span}' for g, v, span in rows)}")
    return "; ".join(says) + "."
