"""The figure of tone as scored and as corrected by coded mentions."""

from collections.abc import Mapping
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from helpers.figures.base import (
    MAX_PANELS,
    MAX_ROWS,
    STYLE,
    Chart,
    count_across,
    count_rows,
    draw_twice,
    is_narrow,
    measure_row,
    start_figure,
)
from helpers.figures.colors import FAINT, INK
from helpers.figures.names import cut_name, say_rest, tell_some
from helpers.figures.panels import add_panels, explain_marks, head_panel, name_rows, say_empty
from helpers.stats import ALL_SOURCES, DIFFERENCE

_AXIS = "mean tone, with its 95% interval"
_FEW = "too few coded"
_APART = 0.17  # rows between the middle of a row and its two marks
_BELOW_NAME = 0.2  # rows that both are lower on phones, where the name of the row stands above them
_NAME, _SOURCE = 36, 18  # letters of a row, and of the source in it
# Columns of mean and interval, place in the row, and what they are called
_PAIR = (("raw", "raw_low", "raw_high", -_APART, "as scored"), ("corrected", "low", "high", _APART, "corrected"))


@draw_twice
def plot_correction(table: pd.DataFrame, *, labels: Mapping[str, str], colors: Mapping[str, str], title: str) -> Chart:
    """Draw a panel per scorer with a row per target: the mean as scored, hollow, and as corrected below it, filled.

    Args:
        table: With the columns of `helpers.schemas.CorrectedTone`; each source has rows of its own.
        labels: Targets and what to call them, in the order of the rows; others are left out. The difference, of the
            first less the second, comes last.
        colors: Colour of each target.
        title: What is seen.
    """
    called = {**labels, DIFFERENCE: "difference"}
    data, names = _place(table[table["target"].isin(called)], called)
    scorers = list(dict.fromkeys(data["scorer"]))[:MAX_PANELS]
    n_down = -(-max(1, len(scorers)) // count_across(2))
    with mpl.rc_context(STYLE):
        most = count_rows(len(scorers))
        height = 0.7 + measure_row(0.44) * min(max(1, len(names)), most)
        figure = start_figure(0.3 + n_down * height)
        axes = add_panels(figure, max(1, len(scorers)))
        for ax, scorer in zip(axes, scorers, strict=False):
            own = data[(data["scorer"] == scorer) & (data["row"] < most)]
            _draw(ax, own, colors)
            head_panel(ax, scorer, _FEW * bool(own["corrected"].isna().all()))
            name_rows(ax, pd.Series(names[:most], dtype="str"), _AXIS, len(names), width=_NAME)
        if scorers:
            _scale(axes[0], data)
            explain_marks(figure, [], say_rest(len(scorers), data["scorer"].nunique(), "scorers"))
        else:
            say_empty(axes[0])
    return Chart(figure, title, _say(data, scorers, called, title), table)


def _place(data: pd.DataFrame, called: Mapping[str, str]) -> tuple[pd.DataFrame, list[str]]:
    """Return the table with the ``row`` of each source and target, and what the rows are called."""
    sources, targets = list(dict.fromkeys(data["source"])), list(called)
    keys = data["source"].map(sources.index) * len(targets) + data["target"].map(targets.index)
    places = {key: row for row, key in enumerate(sorted(set(keys)))}
    names = [(sources[key // len(targets)], called[targets[key % len(targets)]]) for key in places]
    return data.assign(row=keys.map(places)), [
        name if source == ALL_SOURCES else f"{cut_name(source, _SOURCE)}: {name}" for source, name in names
    ]


def _draw(ax: Axes, own: pd.DataFrame, colors: Mapping[str, str]) -> None:
    """Draw the rows of a scorer, each mark with its mean, and the first of each kind with what it is."""
    ax.axvline(0, color=INK, linewidth=0.8, zorder=1)
    shift = _BELOW_NAME if is_narrow() else 0.0
    for mean, low, high, offset, name in _PAIR:
        known = own[own[mean].notna()]
        if known.empty:
            continue  # said above the panel
        for row in own.sort_values("row").to_dict("records"):
            color, y = colors.get(row["target"], INK), row["row"] + offset + shift
            if np.isnan(row[mean]):
                _annotate(ax, "too few coded", np.fmax(row["raw"], row["raw_high"]), y)
                continue
            ax.hlines(y, row[low], row[high], color=color, linewidth=1.6, alpha=0.55, zorder=2)
            ax.scatter(row[mean], y, s=30, facecolor="white" if mean == "raw" else color, edgecolor=color, zorder=3)
            text = _write(row[mean]) + (f" {name}" if row["row"] == known["row"].min() else "")
            _annotate(ax, text, np.fmax(row[mean], row[high]), y)


def _annotate(ax: Axes, text: str, end: float, y: float) -> None:
    ground = {"facecolor": "white", "edgecolor": "none", "pad": 0.4}  # to be read across the line at 0
    look: Any = {"va": "center", "fontsize": 8, "color": FAINT, "bbox": ground, "zorder": 1.5}
    ax.annotate(text, (end, y), (6, 0), textcoords="offset points", **look)


def _scale(ax: Axes, data: pd.DataFrame) -> None:
    """Leave room for what is written at the right of the marks."""
    ends = data[["raw", "raw_low", "raw_high", "corrected", "low", "high"]].to_numpy(dtype="float64")
    low, high = min(0.0, float(np.nanmin(ends))), max(0.0, float(np.nanmax(ends)))
    span = high - low or 1.0
    ax.set_xlim(low - 0.08 * span, high + 0.5 * span)


def _write(value: float) -> str:
    text = f"{value:+.2f}"
    return text.replace("-", "\N{MINUS SIGN}") if float(text) else "0.00"


def _say(data: pd.DataFrame, scorers: list[str], called: Mapping[str, str], title: str) -> str:
    if not scorers:
        return f"Dot plot. {title}. No data."
    says = []
    for scorer in scorers:
        rows = data[(data["scorer"] == scorer)].head(MAX_ROWS).to_dict("records")
        parts = [f"{cut_name(row['source'], _NAME)}, {called[row['target']]}: {_tell(row)}" for row in rows]
        says += [f"{cut_name(scorer, _NAME)}: {part}" if not place else part for place, part in enumerate(parts)]
    return f"Dot plot. {title}. Mean tone as scored and as corrected by coded mentions. {tell_some(says)}."


def _tell(row: Mapping[Any, Any]) -> str:
    parts = []
    for mean, low, high, _, name in _PAIR:
        value, ends = row[mean], (row[low], row[high])
        interval = "" if np.isnan(ends[0]) else f" ({_write(ends[0])} to {_write(ends[1])})"
        parts.append(f"{name} {_write(value)}{interval}" if not np.isnan(value) else "too few coded to correct")
    return ", ".join(parts)
