"""The specification curve: what an analysis finds in all the ways in which it could have been done."""

from collections.abc import Mapping
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator, StrMethodFormatter
from numpy.typing import ArrayLike, NDArray

from helpers.figures.base import MAX_ROWS, STYLE, Chart, count_letters, draw_twice, is_narrow, start_figure
from helpers.figures.colors import FAINT, GREY, INK, PALE
from helpers.figures.names import cut_name, shorten, wrap_lines
from helpers.figures.panels import explain_marks, say_empty

# The choices of `helpers.schemas.Specifications` and what to call them
CHOICE_NAMES = {
    "scorer": "scorer",
    "cleaning": "page furniture",
    "voice": "whose words",
    "weighting": "weighting",
    "copies": "reprints",
}
_ACROSS, _ACROSS_ON_PHONE = 440, 150  # points that the panels are wide
_DOT = 1e-6  # length of a line whose round ends are a dot
_NAME, _NAME_ON_PHONE = 24, 18  # letters of an option
_TOLD = 40  # letters of an option in the alternative text
_CLEAR, _PRIMARY = INK, "#882255"  # no target's own; the primary one has its shape, size and name besides


@draw_twice
def plot_specifications(
    table: pd.DataFrame, *, title: str, axis: str, labels: Mapping[str, str] = CHOICE_NAMES
) -> Chart:
    """Draw what each way of doing an analysis finds, in order, and below it which choices it took.

    An interval that leaves 0 out is dark, any other pale. The primary way is a large diamond with its name, and a line
    leads from it through its choices. Ways in which no article names both are left out.

    Args:
        table: With the columns of `helpers.schemas.Specifications`.
        title: What is seen.
        axis: Name and unit of the difference.
        labels: Choices, in order from the top, and what to call them.
    """
    found = table[table["difference"].notna()].sort_values("difference", kind="stable", ignore_index=True)
    rows = _list_rows(table, labels)
    n_rows = max(2, len(rows))
    with mpl.rc_context(STYLE | {"axes.grid": False, "path.simplify": False}):
        height = 1.0 if found.empty else 3.3 + 0.17 * n_rows
        figure = start_figure(height)
        if found.empty:
            say_empty(figure.subplots())
        else:
            above, below = figure.subplots(2, 1, sharex=True, height_ratios=[2.6, 0.17 * n_rows])
            _draw_curve(above, found, axis)
            _draw_choices(below, found, rows, labels)
            below.set_xlabel(wrap_lines(_say_count(len(found), len(table)), count_letters() - 16))
            explain_marks(figure, _explain(found), "")
    return Chart(figure, title, f"Specification curve. {title}. {axis}. {_say(found, len(table), labels)}", table)


def _list_rows(table: pd.DataFrame, labels: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return choice and option of each row, the option empty where the choice is named."""
    options = {choice: list(dict.fromkeys(table[choice]))[:MAX_ROWS] for choice in labels}
    return [(choice, option) for choice, own in options.items() for option in ("", *own)]


def _draw_curve(ax: Axes, found: pd.DataFrame, axis: str) -> None:
    places, clear = np.arange(len(found)), _is_clear(found)
    width = _width(len(found))
    for is_clear, color in ((False, GREY), (True, _CLEAR)):
        own = found[clear == is_clear]
        x, y = _draw_bars(places[clear == is_clear], own["low"], own["high"])
        ax.plot(x, y, color=color, linewidth=0.4 * width, solid_capstyle="butt")
        x, y = _draw_bars(places[clear == is_clear], own["difference"], own["difference"] + _DOT)
        ax.plot(x, y, color=color, linewidth=max(1.2 * width, 1.8), solid_capstyle="round")
    ax.axhline(0, color=INK, linewidth=0.9, zorder=1)
    for place in np.flatnonzero(found["is_primary"]):
        _mark_primary(ax, int(place), float(found["difference"].iloc[place]), len(found))
    ax.set_title(shorten(axis, count_letters() - 16), fontsize=9, color=FAINT)
    ax.yaxis.set_major_locator(MaxNLocator(6))
    ax.yaxis.set_major_formatter(StrMethodFormatter("{x:,g}"))
    ax.grid(visible=True, axis="y")
    ax.margins(y=0.12)
    ax.tick_params(axis="x", length=0, labelbottom=False)


def _mark_primary(ax: Axes, place: int, difference: float, n: int) -> None:
    ax.axvline(place, color=_PRIMARY, linewidth=0.9, zorder=1)
    ax.plot(place, difference, "D", markersize=8, color=_PRIMARY, markeredgecolor="white", zorder=5)
    is_left = place < n / 2
    ax.annotate(
        f"primary: {_write(difference)}",
        (place, 1),
        (4 if is_left else -4, -2),
        xycoords=("data", "axes fraction"),
        textcoords="offset points",
        ha="left" if is_left else "right",
        va="top",
        fontweight="bold",
        color=INK,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 1, "alpha": 0.8},
        zorder=6,
    )


def _draw_choices(ax: Axes, found: pd.DataFrame, rows: list[tuple[str, str]], labels: Mapping[str, str]) -> None:
    width = _width(len(found))
    for place in np.flatnonzero(found["is_primary"]):
        ax.axvline(int(place), color=_PRIMARY, linewidth=0.9, zorder=1)
    for row, (choice, option) in enumerate(rows):
        if not option:
            continue
        taken = found[choice] == option
        for is_primary, color, height in ((False, INK, 0.3), (True, _PRIMARY, 0.5)):
            places = np.flatnonzero(taken & (found["is_primary"] == is_primary))
            x, y = _draw_bars(places, np.full(len(places), row - height), np.full(len(places), row + height))
            line = max(width, 2.5) if is_primary else 0.8 * width
            ax.plot(x, y, color=color, linewidth=line, solid_capstyle="butt", zorder=2 + is_primary)
    names = [shorten(option or labels[choice], _NAME_ON_PHONE if is_narrow() else _NAME) for choice, option in rows]
    ax.set_yticks(range(len(rows)), names, fontsize=8)
    for tick, (_, option) in zip(ax.get_yticklabels(), rows, strict=True):
        if not option:
            tick.set(color=FAINT, fontweight="bold")
    for row in (row for row, (_, option) in enumerate(rows) if not option and row):
        ax.axhline(row - 0.5, color=PALE, linewidth=0.6, zorder=0)
    ax.set(xlim=(-1, len(found)), ylim=(len(rows) - 0.4, -0.6))
    ax.set_xticks([])
    ax.spines["bottom"].set_visible(False)


def _draw_bars(places: ArrayLike, starts: ArrayLike, ends: ArrayLike) -> tuple[NDArray[np.float64], ...]:
    """Return upright bars as one broken line: hundreds of shapes of their own would make a file of megabytes."""
    x = np.asarray(places, dtype="float64")
    gap = np.full(len(x), np.nan)
    return np.column_stack([x, x, gap]).ravel(), np.column_stack([starts, ends, gap]).astype("float64").ravel()


def _width(n: int) -> float:
    """Return the width of marks in points, so that neighbours stay apart."""
    return float(np.clip(0.8 * (_ACROSS_ON_PHONE if is_narrow() else _ACROSS) / n, 0.8, 5.0))


def _is_clear(found: pd.DataFrame) -> NDArray[np.bool_]:
    ends = found[["low", "high"]].round(9)
    return ((ends["low"] > 0) | (ends["high"] < 0)).to_numpy()


def _explain(found: pd.DataFrame) -> list[Line2D]:
    has_interval = found["low"].notna().any()
    other = "95% interval holds 0" if has_interval else "no interval: under 5 articles, or all say the same"
    marks = {  # the primary one has its name beside it
        "95% interval leaves 0 out": ("o", _CLEAR, _is_clear(found).any()),
        other: ("o", GREY, not _is_clear(found).all()),
    }
    look: Any = {"linestyle": "", "markersize": 6}
    return [
        Line2D([], [], marker=marker, color=color, label=name, **look)
        for name, (marker, color, is_there) in marks.items()
        if is_there
    ]


def _say_count(n: int, n_all: int) -> str:
    rest = f"\n{n_all - n:,} more find no article that names both" if n_all > n else ""
    return f"{n:,} way{'s' * (n != 1)} of doing the analysis, from the lowest difference to the highest{rest}"


def _say(found: pd.DataFrame, n_all: int, labels: Mapping[str, str]) -> str:
    if found.empty:
        return "No data."
    difference = found["difference"].round(9)  # what adding up leaves of 0 is on neither side
    says = [
        _say_count(len(found), n_all).replace("\n", "; "),
        f"{(difference < 0).sum():,} are below 0, {(difference > 0).sum():,} above; "
        f"{_is_clear(found).sum():,} of {found['low'].notna().sum():,} intervals leave 0 out",
        f"Lowest {_write(difference.min())}, median {_write(difference.median())}, highest {_write(difference.max())}",
    ]
    for row in found[found["is_primary"]].to_dict("records"):
        taken = "; ".join(f"{name} {cut_name(row[choice], _TOLD)}" for choice, name in labels.items())
        interval = "no interval" if np.isnan(row["low"]) else f"{_write(row['low'])} to {_write(row['high'])}"
        says.append(f"The primary one ({taken}): {_write(row['difference'])} ({interval})")
    return ". ".join(says) + "."


def _write(number: float) -> str:
    text = f"{number:.2f}"
    return text.replace("-", "\N{MINUS SIGN}") if float(text) else "0.00"
