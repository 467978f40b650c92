"""Figures of where terms stand: in the articles, near one another, and over time."""

import textwrap
from collections.abc import Sequence
from typing import Any, Literal

import matplotlib as mpl
import matplotlib.dates
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, StrMethodFormatter

from helpers.figures.base import (
    FAINT,
    MAX_ROWS,
    PALE,
    PALETTE,
    STYLE,
    Chart,
    add_panels,
    count_articles,
    draw_twice,
    escape_math,
    explain_marks,
    mark_dates,
    name_rows,
    read_pairs,
    say_empty,
    say_rest,
    shorten,
    show_sizes,
    size_dots,
    start_figure,
    write_numbers,
)

_dates: Any = matplotlib.dates  # whose functions have no types
_MAX_PLOTS = 6  # dispersion plots of one figure
_MAX_TIMES = 8  # terms over time
_MAX_NUMBERS = 15  # terms up to which the numbers of a matrix are written
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
    shown, drawn = names[:MAX_ROWS], terms[:_MAX_PLOTS]
    found = data[data[position].notna()]
    rows = found[row].map({name: place for place, name in enumerate(shown)})
    rests = [say_rest(len(shown), len(names), "articles"), say_rest(len(drawn), len(terms), "terms")]
    n_rows = max(1, -(-len(drawn) // 2))
    with mpl.rc_context(STYLE):
        figure = start_figure(1.0 + n_rows * (0.75 + 0.2 * max(2, len(shown))))
        axes = add_panels(figure, max(1, len(drawn)))
        for ax, term in zip(axes, drawn, strict=False):
            own = found.loc[(found[panel] == term) & rows.notna(), position]
            ax.hlines(range(len(shown)), 0, 1, color=PALE, linewidth=1, zorder=1)
            places = rows[own.index]
            ax.vlines(own, places - 0.33, places + 0.33, color=PALETTE[0], linewidth=1.2, zorder=2)
            ax.set_title(shorten(term, 28), loc="left", fontsize=9, color=FAINT)
            ax.set_title(_count_term(found, term, panel, row), loc="right", fontsize=7.5, color=FAINT)
            name_rows(ax, pd.Series(shown, dtype="str"), "", 0)
            ax.set(xlim=(-0.015, 1.015), xlabel="")
            ax.set_xticks([0, 0.5, 1], ["start", "middle", "end"])
            ax.grid(visible=False)
        if not drawn:
            say_empty(axes[0])
        figure.supxlabel("place in the article" + "".join(rests), fontsize=9, color=FAINT)
    says = "; ".join(f"{term} {_count_term(found, term, panel, row)}" for term in drawn)
    what = f"{says}; of {count_articles(len(names))}" if drawn else "No data"
    return Chart(figure, title, f"Dispersion plots, one per term. {title}. {what}.", data)


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
        figure = start_figure(2.2 + 0.27 * max(2, len(terms)))
        ax = figure.add_subplot()
        if np.isfinite(numbers).any():
            _draw_matrix(figure, ax, numbers, axis)
            _name_pairs(ax, terms, say_rest(len(terms), len(set(order)), "terms"))
        else:
            say_empty(ax)
    return Chart(figure, title, _say_pairs(title, axis, numbers, terms), data)


def _draw_matrix(figure: Figure, ax: Axes, numbers: np.ndarray, axis: str) -> None:
    low, high = float(np.nanmin(numbers)), float(np.nanmax(numbers))
    room = 0.15 * (high - low or 1)  # so that the lowest is not taken for none
    image = ax.imshow(np.ma.masked_invalid(numbers), aspect="auto", cmap="Blues", vmin=low - room, vmax=high)
    if high > low:
        bar = figure.colorbar(image, ax=ax, pad=0.02, fraction=0.04)
        bar.set_label(escape_math(axis), color=FAINT)
        bar.ax.set_ylim(low, high)
    else:
        ax.set_xlabel(escape_math(axis))
    if len(numbers) < _MAX_NUMBERS:
        write_numbers(ax, numbers, image, "{:.1f}")


def _name_pairs(ax: Axes, terms: Sequence[str], rest: str) -> None:
    ax.set_yticks(range(len(terms) - 1), [shorten(term, 30) for term in terms[1:]])
    ax.set_xticks(range(len(terms) - 1), [shorten(term, 24) for term in terms[:-1]])
    ax.tick_params(axis="x", rotation=45, rotation_mode="xtick", colors=ax.yaxis.get_ticklabels()[0].get_color())
    ax.tick_params(length=0)
    ax.grid(visible=False)
    ax.spines[:].set_visible(False)
    ax.set_xlabel("\n".join(filter(None, [ax.get_xlabel(), f"blank: no value{rest}"])))


def _say_pairs(title: str, axis: str, numbers: np.ndarray, terms: Sequence[str], top: int = 10) -> str:
    order = np.argsort(np.where(np.isfinite(numbers), -numbers, np.inf), axis=None, kind="stable")[:top]
    places = [np.unravel_index(place, numbers.shape) for place in order if np.isfinite(numbers.flat[place])]
    says = [f"{terms[across]} and {terms[down + 1]} {numbers[down, across]:.1f}" for down, across in places]
    if not says:
        return f"Matrix. {title}. No data."
    return f"Matrix. {title}. {axis}. Highest of {np.isfinite(numbers).sum():,} pairs: {'; '.join(says)}."


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
    columns, most = min(2, max(1, len(shown))), max(1, int(times["n"].max())) if len(times) else 1
    with mpl.rc_context(STYLE):
        n_rows = max(1, -(-len(shown) // columns))
        figure = start_figure(1.3 + 1.6 * n_rows)
        axes = list(figure.subplots(n_rows, columns, squeeze=False, sharex=True, sharey=True).flat)
        for ax, term in zip(axes, shown, strict=False):
            _draw_times(ax, times[times["name"] == term], most)
            ax.set_title(shorten(str(term), 44), loc="left", fontsize=9, color=FAINT)
        for ax in axes[max(1, len(shown)) :]:
            ax.set_visible(False)
        if times.empty:
            say_empty(axes[0])
        else:
            _set_times(axes[0], times, by)
            explain_marks(figure, show_sizes(times["n"], by), say_rest(len(shown), len(terms), "terms"))
        figure.supylabel(textwrap.fill(escape_math(axis), 60), fontsize=9, color=FAINT)
    says = "; ".join(_say_times(str(term), times[times["name"] == term], by) for term in shown)
    alt = f"Timelines, one per term. {title}. {axis}. {says}." if len(times) else f"Timelines. {title}. No data."
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
    ax.scatter(
        own["day"].to_numpy(),
        own["value"],
        s=size_dots(own["n"], most),
        color=PALETTE[0],
        alpha=0.75,
        linewidths=0,
        zorder=3,
    )
    ax.grid(visible=True, axis="y")
    ax.tick_params(labelbottom=True)


def _set_times(ax: Axes, times: pd.DataFrame, by: str) -> None:
    """Give the panels, which share their axes, room around the dots and few dates."""
    days = _dates.date2num(times["day"].to_numpy())
    room = max(20.0, 0.05 * (days.max() - days.min()))
    ax.set_xlim(days.min() - room, days.max() + room)
    top = float(times["value"].max()) or 1.0
    ax.set_ylim(-0.12 * top, 1.18 * top)
    ax.yaxis.set_major_locator(MaxNLocator(4))
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
    return f"{term}: {', '.join(says) or 'no dates'}"
