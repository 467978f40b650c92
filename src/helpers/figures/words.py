"""A panel of bars per group, such as of its keywords."""

from collections.abc import Mapping

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes

from helpers.figures.base import MAX_PANELS, STYLE, Chart, count_letters, draw_twice, is_narrow, start_figure
from helpers.figures.colors import FAINT, INK, PALETTE
from helpers.figures.names import escape_math, format_number, say_rest, shorten, tell_some, wrap_lines, wrap_name
from helpers.figures.panels import hide_scale, say_empty
from helpers.figures.plots import draw_bars

_THIRD = 20  # letters of a word that leave room for its bar in a third of a figure
_NAME = 44  # letters of a word in a figure of one panel
_MAX_WORDS = 5  # of a panel on phones, where panels stand below one another


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
    shown = data[data[panel].isin(groups)].groupby(panel, sort=False).head(min(top, _MAX_WORDS) if is_narrow() else top)
    longest = int(shown[label].astype("str").str.len().max()) if len(shown) else 0
    columns = 1 if is_narrow() else min(2 if len(groups) == 4 or longest > _THIRD else 3, max(1, len(groups)))
    width = {1: 24 if is_narrow() else _NAME, 2: 28, 3: _THIRD}[columns]
    room = min(30, count_letters(columns) - (0 if is_narrow() else min(longest, width)) - 4)  # above a panel
    rows = max(1, -(-len(groups) // columns))
    sizes = shown.groupby(panel, sort=False).size().tolist()
    most = [max(2, *sizes[row * columns : (row + 1) * columns], 0) for row in range(rows)]  # words, per row of panels
    with mpl.rc_context(STYLE):
        figure = start_figure(0.5 + sum(0.5 + 0.22 * n for n in most))
        grid = figure.subplots(rows, columns, squeeze=False, sharex=same_scale, height_ratios=most)
        axes = list(grid.flat)
        for place, (ax, group) in enumerate(zip(axes, groups, strict=False)):
            part = shown[shown[panel] == group]
            _draw_words(
                ax,
                part[label],
                part[value],
                (colors or {}).get(group, PALETTE[0]),
                width=width,
                most=most[place // columns],
            )
            ax.set_title(wrap_name(str(group), room), loc="left", fontweight="bold")
        for ax in axes[max(1, len(groups)) :]:
            ax.set_visible(False)
        if not groups:
            say_empty(axes[0])
        rest = wrap_lines(axis + say_rest(len(groups), len(every), "groups"), count_letters())
        figure.supxlabel(escape_math(rest), x=0.01, ha="left", fontsize=9, color=FAINT)
    says = [f"{group}: {', '.join(part[label])}" for group, part in shown.groupby(panel, sort=False)]
    return Chart(
        figure,
        title,
        f"Bar charts, one per group. {title}. {axis}. {tell_some(says, '. ')}.",
        data.groupby(panel, sort=False).head(top),
    )


def _draw_words(ax: Axes, words: pd.Series, lengths: pd.Series, color: str, *, width: int, most: int) -> None:
    """Draw the bars of a panel, as thick in all, each with its word before it and its value behind it."""
    bars = draw_bars(ax, range(len(words)), lengths, color, height=0.66)
    ax.set_yticks(range(len(words)), [shorten(str(word), width) for word in words])
    ax.set_ylim(most - 0.4, -0.6)
    ax.bar_label(bars, fmt=format_number, padding=3, fontsize=8)
    ax.margins(x=0.15)
    ax.axvline(0, color=INK, linewidth=0.9)
    hide_scale(ax)
