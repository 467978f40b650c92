"""Figures of where terms stand: in the articles, near one another, and over time."""

from collections.abc import Sequence
from typing import Any, Literal

import matplotlib as mpl
import matplotlib.dates
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, StrMethodFormatter
from numpy.typing import ArrayLike, NDArray

from helpers.figures.base import (
    MAX_ROWS,
    STYLE,
    Chart,
    count_across,
    count_letters,
    draw_twice,
    is_narrow,
    measure_row,
    start_figure,
)
from helpers.figures.colors import FAINT, INK, PALE, PALETTE
from helpers.figures.grid import read_pairs, shade_cells, write_numbers
from helpers.figures.names import count_articles, cut_name, escape_math, format_number, say_rest, shorten, tell_some
from helpers.figures.panels import (
    add_panels,
    explain_marks,
    head_panel,
    mark_dates,
    name_rows,
    say_empty,
    show_sizes,
    size_dots,
)

_dates: Any = matplotlib.dates  # whose functions have no types
_MAX_PLOTS = 6  # dispersion plots of one figure
_MAX_TIMES = 8  # terms over time
_MAX_NUMBERS, _MAX_ON_PHONE = 15, 8  # terms up to which the numbers of a matrix are written
_NAME, _NAME_ON_PHONE = 30, 16  # letters of a term beside a matrix
_ARTICLE = 37  # letters of the name of an article
_TOLD = 40  # letters of a name in alternative texts
_FORMS = {"month": "%B %Y", "year": "%Y"}


@draw_twice
def plot_positions(data: pd.DataFrame, *, row: str, panel: str, position: str, title: str) -> Chart:
    """Draw a panel per term and a line per article, with a tick wherever the term occurs (lexical dispersion plot).

    Args:
        data: One row per term and occurrence; an article without the term has one row without a position, or
            none if another term has one.
        row: Column with the names of the articles.
        panel: Column with the terms.
        position: Column with the places, from 0 (start of the article) to 1 (its end).
        title: What is seen.
    """
    names, terms = list(dict.fromkeys(data[row])), list(dict.fromkeys(data[panel]))
    shown, drawn = (names[:10], terms[:3]) if is_narrow() else (names[:MAX_ROWS], terms[:_MAX_PLOTS])
    found = data[data[position].notna()]
    rows = found[row].map({name: place for place, name in enumerate(shown)})
    rests = [say_rest(len(shown), len(names), "articles"), say_rest(len(drawn), len(terms), "terms")]
    n_rows = max(1, -(-len(drawn) // count_across(2)))
    with mpl.rc_context(STYLE | {"path.simplify": False}):
        figure = start_figure(0.5 + n_rows * (0.6 + measure_row(0.2) * max(2, len(shown))))
        axes = add_panels(figure, max(1, len(drawn)))
        for ax, term in zip(axes, drawn, strict=False):
            own = found.loc[(found[panel] == term) & rows.notna(), position]
            _draw_ticks(ax, own, rows[own.index], len(shown))
            head_panel(ax, cut_name(term, _NAME_ON_PHONE), _count_term(found, term, panel, row))
            name_rows(ax, pd.Series(shown, dtype="str"), "", 0, width=_ARTICLE)
            ax.set(xlim=(-0.015, 1.015), xlabel="")
            _name_places(ax)
        if not drawn:
            say_empty(axes[0])
        explain_marks(figure, [], "a line: an article; a tick: where the term stands in it" + "".join(rests))
    says = [f"{cut_name(term, _TOLD)} {_count_term(found, term, panel, row)}" for term in drawn]
    what = f"{tell_some(says)}; of {count_articles(len(names))}" if drawn else "No data"
    return Chart(figure, title, f"Dispersion plots, one per term. {title}. {what}.", data)


def _draw_ticks(ax: Axes, places: pd.Series, rows: pd.Series, n_rows: int) -> None:
    """Draw a line per row and a tick per place, as one broken line each, which makes a small file."""
    half = 0.16 if is_narrow() else 0.33
    ax.plot(*_break_lines(np.zeros(n_rows), np.ones(n_rows), range(n_rows), range(n_rows)), color=PALE, linewidth=1)
    ax.plot(*_break_lines(places, places, rows - half, rows + half), color=PALETTE[0], linewidth=1.2, zorder=2)


def _break_lines(x0: ArrayLike, x1: ArrayLike, y0: ArrayLike, y1: ArrayLike) -> tuple[NDArray[np.float64], ...]:
    gap = np.full(len(np.asarray(x0)), np.nan)
    return np.column_stack([x0, x1, gap]).ravel(), np.column_stack([y0, y1, gap]).ravel()


def _name_places(ax: Axes) -> None:
    ax.set_xticks([0, 0.5, 1], ["start", "middle", "end"])
    first, _, last = ax.get_xticklabels()
    first.set_horizontalalignment("left")  # so that those of neighbours keep apart
    last.set_horizontalalignment("right")
    ax.grid(visible=False)


def _count_term(found: pd.DataFrame, term: str, panel: str, row: str) -> str:
    own = found[found[panel] == term]
    return f"{len(own):,} in {count_articles(own[row].nunique())}"


@draw_twice
def plot_matrix(
    data: pd.DataFrame, *, row: str, column: str, value: str, order: Sequence[str], title: str, axis: str
) -> Chart:
    """Draw a triangle of term by term, darker where the value of the pair is higher, blank where there is none.

    Args:
        data: One row per pair, which is the same in either order.
        row: Column with the one term.
        column: Column with the other.
        value: Column with the values.
        order: Terms to show, from the top.
        title: What is seen.
        axis: What the values are, with their unit.
    """
    terms = list(dict.fromkeys(order))[:MAX_ROWS]
    pairs = read_pairs(data, row, column, value)
    numbers = np.full((len(terms), len(terms)), np.nan)
    for (down, one), (across, other) in ((a, b) for a in enumerate(terms) for b in list(enumerate(terms))[: a[0]]):
        numbers[down, across] = pairs.get(frozenset((one, other)), np.nan)
    numbers = numbers[1:, :-1]
    with mpl.rc_context(STYLE):
        figure = start_figure(1.2 + (0.2 if is_narrow() else 0.25) * max(2, len(terms)))
        ax = figure.add_subplot()
        if np.isfinite(numbers).any():
            _draw_matrix(figure, ax, numbers, axis)
            _name_terms(ax, terms)
            rest = say_rest(len(terms), len(set(order)), "terms")
            note = "A name belongs to the row before it and the column below it. Blank: no value."
            explain_marks(figure, [], note + rest)
        else:
            say_empty(ax)
    return Chart(figure, title, _say_pairs(title, axis, numbers, terms), data)


def _draw_matrix(figure: Figure, ax: Axes, numbers: NDArray[np.float64], axis: str) -> None:
    low, high = float(np.nanmin(numbers)), float(np.nanmax(numbers))
    room = 0.15 * (high - low or 1)  # so that the lowest is not taken for none
    cells = shade_cells(ax, numbers, low - room, high)
    if high > low:
        bar = figure.colorbar(cells, ax=ax, location="top", anchor=(1.0, 0.0), shrink=0.4, aspect=24, pad=0.01)
        bar.set_label(escape_math(axis), color=FAINT)
        bar.ax.set_xlim(low, high)
        bar.ax.tick_params(length=0)
        bar.outline.set_visible(False)
        bar.locator = MaxNLocator(3)
    else:
        ax.set_title(escape_math(axis), color=FAINT)
    if len(numbers) < (_MAX_ON_PHONE if is_narrow() else _MAX_NUMBERS):
        write_numbers(ax, numbers, cells, "{:.1f}")


def _name_terms(ax: Axes, terms: Sequence[str]) -> None:
    """Write each term at the end of its row, which is the head of its column."""
    width = _NAME_ON_PHONE if is_narrow() else _NAME
    for place, term in enumerate(terms):
        ax.text(place - 0.4, place - 1, shorten(term, width), va="center", fontsize=8.5)
    ax.set(xticks=[], yticks=[], ylim=(len(terms) - 1.5, -1.5))


def _say_pairs(title: str, axis: str, numbers: np.ndarray, terms: Sequence[str], top: int = 10) -> str:
    order = np.argsort(np.where(np.isfinite(numbers), -numbers, np.inf), axis=None, kind="stable")[:top]
    places = [np.unravel_index(place, numbers.shape) for place in order if np.isfinite(numbers.flat[place])]
    names = [cut_name(term, _TOLD) for term in terms]
    says = [f"{names[across]} and {names[down + 1]} {numbers[down, across]:.1f}" for down, across in places]
    if not says:
        return f"Matrix. {title}. No data."
    return f"Matrix. {title}. {axis}. Highest of {np.isfinite(numbers).sum():,} pairs: {tell_some(says)}."


@draw_twice
def plot_timeline(
    data: pd.DataFrame,
    *,
    label: str,
    period: str,
    value: str,
    count: str,
    title: str,
    axis: str,
    by: Literal["month", "year"] = "month",
) -> Chart:
    """Draw a panel per term with a dot per period, larger for more articles; only neighbours in time are joined.

    Args:
        data: One row per term and period.
        label: Column with the terms.
        period: Column with the first day of each period.
        value: Column with the heights.
        count: Column with the number of articles of the period.
        title: What is seen.
        axis: Name and unit of the value axis.
        by: What a period is.
    """
    terms = list(dict.fromkeys(data[label]))
    shown = terms[:_MAX_TIMES]
    times = _read_times(data, (label, period, value, count), by)
    times = times[times["name"].isin(shown)]
    columns, most = max(1, count_across(len(shown))), max(1, int(times["n"].max())) if len(times) else 1
    with mpl.rc_context(STYLE):
        n_rows = max(1, -(-len(shown) // columns))
        figure = start_figure(0.9 + (1.25 if is_narrow() else 1.5) * n_rows)
        axes = list(figure.subplots(n_rows, columns, squeeze=False, sharex=True, sharey=True).flat)
        for ax, term in zip(axes, shown, strict=False):
            _draw_times(ax, times[times["name"] == term], most)
            head_panel(ax, str(term))
        for ax in axes[max(1, len(shown)) :]:
            ax.set_visible(False)
        if times.empty:
            say_empty(axes[0])
        else:
            _set_times(axes[0], times, by)
            explain_marks(figure, show_sizes(times["n"], by), say_rest(len(shown), len(terms), "terms"))
        figure.suptitle(shorten(axis, count_letters()), x=0.01, ha="left", fontsize=9, color=FAINT)
    says = [_say_times(str(term), times[times["name"] == term], by) for term in shown]
    alt = (
        f"Timelines, one per term. {title}. {axis}. {tell_some(says)}."
        if len(times)
        else f"Timelines. {title}. No data."
    )
    return Chart(figure, title, alt, data)


def _read_times(data: pd.DataFrame, columns: Sequence[str], by: str) -> pd.DataFrame:
    """Return name, day, value, n and the number of the period, in order of time."""
    times = data[list(columns)].set_axis(["name", "day", "value", "n"], axis=1).dropna()
    days = pd.to_datetime(times["day"])
    number = days.dt.year if by == "year" else days.dt.year * 12 + days.dt.month
    return times.assign(day=days, number=number).sort_values("day", kind="stable")


def _draw_times(ax: Axes, own: pd.DataFrame, most: int) -> None:
    for _, run in own.groupby((own["number"].diff() != 1).cumsum()):
        ax.plot(run["day"].to_numpy(), run["value"], color=PALETTE[0], linewidth=0.9, alpha=0.6, zorder=2)
    areas = (size_dots(own["n"], most) ** 0.5).round() ** 2  # few sizes: each is a shape of its own in an SVG
    look: Any = {"color": PALETTE[0], "alpha": 0.75, "linewidths": 0, "zorder": 3}
    for area, alike in own.groupby(areas):
        ax.scatter(alike["day"].to_numpy(), alike["value"], s=area, **look)
    if len(own):
        place = int(own["value"].argmax())
        day, value, above = own["day"].iloc[place], float(own["value"].iloc[place]), float(areas.iloc[place]) ** 0.5 / 2
        ax.annotate(
            format_number(value), (day, value), (0, above + 2), textcoords="offset points", ha="center", fontsize=8
        )
    ax.axhline(0, color=INK, linewidth=0.9, zorder=1)
    ax.spines["bottom"].set_visible(False)
    ax.grid(visible=True, axis="y")
    ax.tick_params(labelbottom=True)


def _set_times(ax: Axes, times: pd.DataFrame, by: str) -> None:
    """Give the panels, which share their axes, room around the dots and few dates."""
    days = _dates.date2num(times["day"].to_numpy())
    room = max(20.0, 0.07 * (days.max() - days.min()))
    ax.set_xlim(days.min() - room, days.max() + room)
    top = float(times["value"].max()) or 1.0
    ax.set_ylim(-0.14 * top, 1.35 * top)
    ax.yaxis.set_major_locator(MaxNLocator(3))
    ax.yaxis.set_major_formatter(StrMethodFormatter("{x:,g}"))
    if times["day"].nunique() == 1:
        ax.set_xticks([days[0]], [f"{times['day'].iloc[0]:{_FORMS[by]}}"])
        return
    mark_dates(ax)


def _say_times(term: str, own: pd.DataFrame, by: str) -> str:
    points = {
        "first": own.iloc[:1],
        "highest": own.nlargest(1, "value"),
        "last": own.iloc[-1:] if len(own) > 1 else own.head(0),
    }
    says = [
        f"{which} {value:.1f} in {day:{_FORMS[by]}} ({count_articles(int(n))})"
        for which, row in points.items()
        for day, value, n in row[["day", "value", "n"]].itertuples(index=False)
    ]
    return f"{cut_name(term, _TOLD)}: {', '.join(says) or 'no dates'}"
