"""Figure of how much sources published when, against dated events."""

from collections.abc import Sequence
from typing import Any, Literal

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.transforms import blended_transform_factory

from helpers.figures.base import MAX_ROWS, STYLE, Chart, draw_twice, is_narrow, measure_row, start_figure
from helpers.figures.colors import FAINT, GREY, INK, PALE, PALETTE
from helpers.figures.names import count_articles, cut_name, shorten, tell_some, wrap_name
from helpers.figures.panels import explain_marks, mark_dates, say_empty, show_sizes, size_dots, write_names

Period = Literal["day", "month", "year"]

_MAX_EVENTS = 20  # more lines cannot be told apart
_NEAR = {False: 0.026, True: 0.06}  # of the width of a wide and a narrow panel: nearer numbers stand above one another
_ROW, _LINE = 0.29, 0.17  # inches: of a row, and of a line of small text
_SPACING = 1.3  # of the lines of an event, so that they are as far apart as the events
_PERIODS = 60  # more dots of a row run into one another
_SAID = 10  # rows that the alternative text describes
_FORMS = {"day": "%Y-%m-%d", "month": "%B %Y", "year": "%Y"}


@draw_twice
def plot_coverage(
    data: pd.DataFrame,
    events: pd.DataFrame,
    *,
    title: str,
    by: Period = "month",
    chosen: Sequence[str] = (),
    n_undated: int = 0,
    n_inexact: int = 0,
) -> Chart:
    """Draw a row per source with a dot per period, larger for more articles, and a numbered line per event.

    Args:
        data: With the columns of `helpers.schemas.CoverageDates`.
        events: With the columns of `helpers.schemas.Events`; those within the time of the articles are drawn.
        title: What is seen.
        by: What a period is; longer ones are drawn where there are more than 60.
        chosen: Sources to show first; then come those with most articles, and a last row for all others.
        n_undated: Articles that are left out for want of a date, to be told.
        n_inexact: Articles that count at the beginning of their month or year, to be told.
    """
    counts, by = _coarsen(data, by)
    rows, names = _pick_rows(counts, chosen)
    spans = rows["period"].dt.to_period(by[0].upper())
    rows = rows.assign(start=spans.dt.start_time, end=(spans + 1).dt.start_time)
    inside = events[(events["date"] >= rows["start"].min()) & (events["date"] < rows["end"].max())]
    n_outside, n_inside = len(events) - len(inside), len(inside)
    inside = inside.sort_values("date", kind="stable").head(_MAX_EVENTS)
    levels = _stack_numbers(inside["date"], rows)
    notes = _say_events(n_outside, n_inside) * bool(names) + _say_dates(n_undated, n_inexact)
    listed = _wrap_events(inside)
    n_lines = sum(event.count("\n") + 1 for event in listed)
    heights = [measure_row(_ROW) * max(2, len(names)) + _LINE * (1 + max(levels, default=0)), _LINE * n_lines]
    with mpl.rc_context(STYLE):
        figure = start_figure(1.3 + sum(heights))
        ax, below = figure.subplots(2, 1, height_ratios=[heights[0], heights[1] or 0.01])
        below.set_axis_off()
        if names:
            _draw_rows(ax, rows, names, by)
            _set_times(ax, rows, by)
            _draw_events(ax, inside, levels)
            _write_events(figure, below, inside["date"], listed)
        else:
            say_empty(ax)
        explain_marks(figure, show_sizes(rows["n_articles"], by) if names else [], "\n".join(notes))
    says = _say_rows(rows, names, _FORMS[by]) + _list_events(inside) if names else ["No data"]
    return Chart(figure, title, f"Timeline. {'. '.join([title, tell_some(says, '. '), *notes])}.", data)


def _coarsen(data: pd.DataFrame, by: Period) -> tuple[pd.DataFrame, Period]:
    """Return the articles of periods so long that there is room for a dot of each."""
    longer: dict[Period, Period] = {"day": "month", "month": "year"}
    while by in longer and data["period"].nunique() > _PERIODS:
        by = longer[by]
        data = data.assign(period=data["period"].dt.to_period(by[0].upper()).dt.start_time)
    return data, by


def _pick_rows(data: pd.DataFrame, chosen: Sequence[str]) -> tuple[pd.DataFrame, list[str]]:
    """Return row, period and articles of each dot, and the names of the rows."""
    most = data.groupby("source")["n_articles"].sum().sort_values(ascending=False, kind="stable")
    order = list(dict.fromkeys([*(name for name in chosen if name in most.index), *most.index]))
    n_own = len(order) if len(order) <= MAX_ROWS else MAX_ROWS - 1
    names = [f"{name} ({count_articles(int(most[name]))})" for name in order[:n_own]]
    if rest := order[n_own:]:
        names.append(f"{len(rest):,} other sources ({count_articles(int(most[rest].sum()))})")
    at = pd.Series(range(len(order)), index=order, dtype="int64").clip(upper=n_own)
    dots = data.assign(row=data["source"].map(at).astype("int64"))
    return dots.groupby(["row", "period"]).agg(n_articles=("n_articles", "sum")).reset_index(), names


def _stack_numbers(dates: pd.Series, rows: pd.DataFrame) -> list[int]:
    """Return for each event, in order of time, the lowest line in which its number touches no other."""
    width = rows["end"].max() - rows["start"].min()
    ends: list[pd.Timestamp] = []
    levels = []
    for date in dates:
        level = next((n for n, end in enumerate(ends) if end <= date), len(ends))
        ends[level : level + 1] = [date + _NEAR[is_narrow()] * width]
        levels.append(level)
    return levels


def _draw_rows(ax: Axes, rows: pd.DataFrame, names: Sequence[str], by: Period) -> None:
    ax.hlines(range(len(names)), 0, 1, transform=ax.get_yaxis_transform(), color=PALE, linewidth=0.8, zorder=1)
    look: Any = {"color": PALETTE[0], "alpha": 0.75, "linewidths": 0, "zorder": 3}
    places = rows["start"] if by == "day" else rows["start"] + (rows["end"] - rows["start"]) / 2
    areas = size_dots(rows["n_articles"], int(rows["n_articles"].max()))
    ax.scatter(places.to_numpy(), rows["row"], s=areas, **look)
    ax.set_yticks(range(len(names)), [shorten(name, 44) for name in names])
    if is_narrow():
        write_names(ax, names, height=0.24)
    ax.set_ylim(len(names) - 0.4, -0.7)


def _set_times(ax: Axes, rows: pd.DataFrame, by: Period) -> None:
    start, end = rows["start"].min(), rows["end"].max()
    room = 0.03 * (end - start)
    limits: Any = (start - room, end + room)  # the stubs know no dates
    ax.set_xlim(*limits)
    if rows["start"].nunique() == 1:
        place: Any = start if by == "day" else start + (end - start) / 2
        ax.set_xticks([place], [f"{start:{_FORMS[by]}}"])
    else:
        mark_dates(ax)
    ax.set_xlabel(f"a dot in the middle of each {by}" if by != "day" else "")


def _draw_events(ax: Axes, events: pd.DataFrame, levels: Sequence[int]) -> None:
    """Draw a line for each event with its number above the rows."""
    for n, (date, level) in enumerate(zip(events["date"], levels, strict=True), start=1):
        ax.axvline(date, color=GREY, linewidth=0.9, linestyle=(0, (4, 3)), zorder=2)
        ax.annotate(
            str(n),
            (date, 1),
            xycoords=("data", "axes fraction"),
            xytext=(0, 2 + 72 * _LINE * level),
            textcoords="offset points",
            ha="center",
            fontsize=8,
            color=INK,
        )


def _wrap_events(events: pd.DataFrame) -> list[str]:
    """Return each event in a line beside its date, or on phones in as many as it takes below that."""
    if not is_narrow():
        return [shorten(event, 100) for event in events["event"]]
    return ["\n" + wrap_name(event, 44, 3) for event in events["event"]]


def _write_events(figure: Figure, ax: Axes, dates: pd.Series, listed: Sequence[str]) -> None:
    """Write the numbered list of events, as wide as the figure."""
    across = blended_transform_factory(figure.transFigure, ax.transAxes)
    number, date, event = (0.06, 0.08, 0.08) if is_narrow() else (0.032, 0.042, 0.135)
    height, done = 1 / max(1, sum(text.count("\n") + 1 for text in listed)), 0
    for n, (day, text) in enumerate(zip(dates, listed, strict=True), start=1):
        cells = ((number, str(n), "right", INK), (date, f"{day:%Y-%m-%d}", "left", FAINT), (event, text, "left", INK))
        for x, cell, side, color in cells:
            look: Any = {"ha": side, "va": "top", "fontsize": 8, "color": color, "linespacing": _SPACING}
            ax.text(x, 1 - done * height, cell, transform=across, **look).set_in_layout(False)
        done += text.count("\n") + 1


def _say_events(n_outside: int, n_inside: int) -> list[str]:
    """Say which events are not drawn, and why."""
    n_all, n_more = n_outside + n_inside, n_inside - _MAX_EVENTS
    outside = f"{n_outside:,} of {n_all:,} event{'s' * (n_all != 1)} lie{'s' * (n_outside == 1)}"
    says = {
        f"{outside} outside the time of the articles": n_outside > 0,
        f"the first {_MAX_EVENTS} of {n_inside:,} events within the time of the articles are drawn": n_more > 0,
    }
    return [text for text, holds in says.items() if holds]


def _say_dates(n_undated: int, n_inexact: int) -> list[str]:
    """Say which articles are not drawn, or not where they belong."""
    says = {
        f"{count_articles(n_undated)} without a date left out": n_undated,
        f"{count_articles(n_inexact)} counted at the beginning of a month or year: no more is known": n_inexact,
    }
    return [text for text, n in says.items() if n]


def _say_rows(rows: pd.DataFrame, names: Sequence[str], form: str) -> list[str]:
    says = [f"A row per source, from {rows['start'].min():{form}} to {rows['start'].max():{form}}"]
    for row, name in enumerate(names[:_SAID]):
        own = rows[rows["row"] == row].sort_values("n_articles", ascending=False, kind="stable")
        best, n = own["start"].iloc[0], int(own["n_articles"].iloc[0])
        says.append(f"{cut_name(name, 60)}, {f'most in {best:{form}}: {n:,}' if len(own) > 1 else f'{best:{form}}'}")
    return [*says, f"{len(names) - _SAID} further rows"] if len(names) > _SAID else says


def _list_events(events: pd.DataFrame) -> list[str]:
    listed = [f"{date:%Y-%m-%d} {event}" for date, event in zip(events["date"], events["event"], strict=True)]
    return [f"Events: {'; '.join(listed)}"] if listed else []
