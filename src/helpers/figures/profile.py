"""The figure of what sources are like: a row per source, a narrow panel per measure."""

from collections.abc import Mapping, Sequence

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator, NullLocator, StrMethodFormatter

from helpers.figures.base import MARKERS, STYLE, Chart, count_rows, draw_twice, is_narrow, measure_row, start_figure
from helpers.figures.colors import FAINT, INK, PALE, PALETTE
from helpers.figures.names import shorten, tell_some, wrap_name
from helpers.figures.panels import explain_marks, say_empty, write_names

_ACROSS = 5  # panels side by side: more would leave no room for their values
_FROM_ZERO = ("articles", "words", "share_quoted", "share_wire", "attention", "tone")
_PLACES = {"articles": 0, "words": 0, "words_per_sentence": 1, "flesch": 1, "mattr": 3}  # decimal ones, else 2
_NAME = 26  # letters of a source that fit before the panels
_HEADING = {False: 18, True: 13}  # letters in a line above a panel, on a desk and on phones
# Measures of `helpers.stats.MEASURES` and what to call them
PANELS = {
    "articles": "articles",
    "words": "words",
    "words_per_sentence": "words per sentence",
    "flesch": "reading ease",
    "mattr": "vocabulary (MATTR)",
    "share_quoted": "share of words quoted",
    "share_wire": "share of wire articles",
    "attention": "mentions per 1,000 words",
    "tone": "tone, -1 to 1",
}


@draw_twice
def plot_profile(
    measures: pd.DataFrame,
    *,
    sources: Sequence[str],
    labels: Mapping[str, str],
    colors: Mapping[str, str],
    title: str,
    panels: Mapping[str, str] = PANELS,
) -> Chart:
    """Draw a row per source and a panel per measure, each with a scale of its own.

    What is measured of a source as a whole is a dot with its value; of targets, a mark in the shape and colour of each,
    with a line for its interval. A dash stands where there is no value.

    Args:
        measures: With the columns of `helpers.schemas.SourceMeasures`.
        sources: The sources to show, from the top; 30 at most.
        panels: Measures and what to call them with their unit, in order.
        labels: Targets and what to call them.
        colors: Colour of each target.
        title: What is seen.
    """
    shown = list(dict.fromkeys(sources))[: count_rows(len(panels))]
    rows = measures["source"].map({name: row for row, name in enumerate(shown)})
    drawn = measures.assign(row=rows)[rows.notna()]
    rest = _say_rest(shown, measures)
    across = 3 if is_narrow() else _ACROSS
    across = min(across, -(-len(panels) // 2)) if len(panels) > 3 else max(1, len(panels))
    down = max(1, -(-len(panels) // across))
    with mpl.rc_context(STYLE | {"axes.grid.axis": "y", "font.size": 8}):
        figure = start_figure(0.5 + down * (0.65 + measure_row(0.26) * max(2, len(shown))))
        axes = list(figure.subplots(down, across, squeeze=False, sharey=True).flat)
        for ax, (measure, heading) in zip(axes, panels.items(), strict=False):
            _draw_panel(ax, drawn[drawn["measure"] == measure], measure, labels, colors, n_rows=len(shown))
            ax.set_title(wrap_name(heading, _HEADING[is_narrow()], 3), loc="left", fontsize=8, fontweight="bold")
            ax.patch.set_visible(False)  # names of rows reach across panels
        for ax in axes[max(1, len(panels)) :]:
            ax.set_visible(False)
        if shown:
            axes[0].set_yticks(range(len(shown)), [shorten(name, _NAME) for name in shown])
            axes[0].set_ylim(len(shown) - 0.4, -0.6)
        for ax in axes[: len(panels) : across] if is_narrow() else ():
            write_names(ax, shown, height=0.27)
        if drawn.empty:
            say_empty(axes[0])
        _explain(figure, drawn[drawn["measure"].isin(panels)], labels, colors, rest)
    says = ". ".join(part for part in (_say(drawn, shown, panels, labels), rest) if part)
    return Chart(figure, title, f"Dot plots, one per measure. {title}. {says}.", measures)


def _draw_panel(
    ax: Axes, own: pd.DataFrame, measure: str, labels: Mapping[str, str], colors: Mapping[str, str], *, n_rows: int
) -> None:
    """Draw the values of a measure at the columns value and row."""
    known = own[own["value"].notna()]
    targets = [key for key in labels if (own["target"] == key).any()]
    for place, (key, offset) in enumerate(zip(targets, np.linspace(-0.14, 0.14, max(2, len(targets))), strict=False)):
        part = known[known["target"] == key]
        y = part["row"] + offset
        ax.hlines(y, part["low"], part["high"], color=colors[key], linewidth=1.4, alpha=0.6, zorder=2)
        ax.scatter(part["value"], y, s=22, marker=_mark(labels, key), color=colors[key], zorder=3 + place)
    whole = known[known["target"] == ""]
    ax.scatter(whole["value"], whole["row"], s=18, color=PALETTE[0], zorder=3)
    for value, row in whole[["value", "row"]].itertuples(index=False):
        text = write_value(value, measure)
        ax.annotate(text, (value, row), (4, 0), textcoords="offset points", va="center", fontsize=8, color=INK)
    for row in sorted(set(range(n_rows)) - set(known["row"])):
        ax.annotate("–", (0.03, row), xycoords=("axes fraction", "data"), va="center", color=FAINT)
    _scale(ax, known, measure, with_text=len(whole) == len(known))


def _scale(ax: Axes, known: pd.DataFrame, measure: str, *, with_text: bool) -> None:
    """Give the panel room for its marks and values; where values are written, there are no ticks."""
    ends = known[["value", "low", "high"]].to_numpy(dtype="float64").ravel()
    ends = np.append(ends[np.isfinite(ends)], [0.0] * (measure in _FROM_ZERO or known.empty))
    low, high = float(ends.min()), float(ends.max())
    span = high - low or abs(high) or 1.0
    ax.set_xlim(low - 0.1 * span, high + ((1.1 if is_narrow() else 0.7) if with_text else 0.1) * span)
    ax.xaxis.set_major_locator(NullLocator() if with_text else MaxNLocator(2 if is_narrow() else 4))
    ax.xaxis.set_major_formatter(StrMethodFormatter("{x:,g}"))
    ax.tick_params(axis="x", labelsize=8)
    ax.tick_params(axis="y", length=0)
    ax.spines["bottom"].set_color(PALE)
    if measure in _FROM_ZERO and len(known):
        ax.axvline(0, color=INK if measure == "tone" else PALE, linewidth=0.8, zorder=1)


def _mark(labels: Mapping[str, str], key: str) -> str:
    return MARKERS[list(labels).index(key) % len(MARKERS)]


def write_value(value: float, measure: str) -> str:
    """Return the value of a measure in as many places as tell sources apart; a share in percent."""
    return f"{value:.0%}" if measure.startswith("share") else f"{value:,.{_PLACES.get(measure, 2)}f}"


def _explain(
    figure: Figure, drawn: pd.DataFrame, labels: Mapping[str, str], colors: Mapping[str, str], rest: str
) -> None:
    handles = [
        Line2D(
            [], [], marker=_mark(labels, key), linestyle="", color=colors[key], markersize=5, label=shorten(called, 40)
        )
        for key, called in labels.items()
        if (drawn["target"] == key).any()
    ]
    if drawn["low"].notna().any():
        handles.append(Line2D([], [], color=FAINT, linewidth=1.4, label="95% interval, from 5 articles on"))
    explain_marks(figure, handles, rest)


def _say_rest(shown: Sequence[str], measures: pd.DataFrame) -> str:
    n_all = measures["source"].nunique()
    return f"{len(shown)} of {n_all:,} sources; the CSV holds all" if n_all > len(shown) else ""


def _say(drawn: pd.DataFrame, shown: Sequence[str], panels: Mapping[str, str], labels: Mapping[str, str]) -> str:
    """Return the values of each source in words."""
    told = drawn[drawn["measure"].isin(panels) & drawn["value"].notna()]
    told = told.sort_values("measure", key=lambda names: names.map(list(panels).index), kind="stable")
    says: dict[int, list[str]] = {row: [] for row in range(len(shown))}
    columns = ["row", "measure", "target", "value", "low", "high"]
    for row, measure, target, *values in told[columns].itertuples(index=False, name=None):
        value, *ends = (write_value(value, measure) for value in values if not np.isnan(value))
        of_target = f" ({labels.get(target, target)})" if target else ""
        interval = f" ({' to '.join(ends)})" if ends else ""
        says[int(row)].append(f"{panels[measure]}{of_target} {value}{interval}")
    rows = [f"{shown[row]}: {'; '.join(values)}" for row, values in says.items() if values]
    return tell_some(rows, ". ") or "No data"
