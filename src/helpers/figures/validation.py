"""Figures of how far scores can be believed: which label becomes which, how sure a scorer may be, how far it is off."""

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.ticker import MultipleLocator, PercentFormatter
from numpy.typing import NDArray

from helpers.figures.base import MARKERS, STYLE, Chart, count_across, draw_twice, is_narrow, start_figure
from helpers.figures.colors import FAINT, GREY, INK, PALE, PALETTE, color_groups
from helpers.figures.names import cut_name, escape_math, say_rest, shorten, tell_some
from helpers.figures.panels import add_panels, explain_marks, head_panel, label_axis, say_empty, size_dots
from helpers.figures.plots import plot_dots

GOOD_COVERAGE = (0.93, 0.97)  # of 95% intervals
_MOST = 6  # panels, two a row
_HEADING = 44  # letters above a panel
_PALEST = 0.55  # of the shades: up to there dark numbers can be read
_ON_PHONE = 44  # letters of a note below a figure
_TOLD = 40  # letters of a name in alternative texts
_STEP = 0.1  # to which scores are rounded, so that 100,000 mentions are some hundred dots
_SIZES, _LARGEST = 5, 120  # of dots: how many there are, and the area of the largest in square points
_LABELS = {-1.0: "negative", 0.0: "neutral", 1.0: "positive"}
_COLORS = ("#882255", "#6e7781", "#00785A")  # of dots by coded label; no target's own
# Where the dots of a label end: what they are called stands there
_ENDS = {-1.0: (0.05, 2.0, "left"), 0.0: (-0.42, -1.25, "right"), 1.0: (-0.05, -2.0, "right")}


@draw_twice
def plot_confusion(
    data: pd.DataFrame,
    *,
    panel: str | Sequence[str],
    row: str,
    column: str,
    order: Sequence[str],
    title: str,
    axes: tuple[str, str],
    share: str,
) -> Chart:
    """Draw a grid of labels by labels per scorer, or per two of them, with numbers and shares, darker where larger.

    Args:
        data: One row per cell, with ``n_mentions`` and ``share``, as `helpers.stats.count_confusion` or
            `helpers.stats.count_disagreement` returns it.
        panel: Column, or columns, whose values make a panel.
        row: Column with the label that tells the row.
        column: Column with the label that tells the column.
        order: The labels, in the order of rows and columns.
        title: What is seen.
        axes: What rows and columns are.
        share: Of what the shares are.
    """
    keys = [panel] if isinstance(panel, str) else list(panel)
    parts = list(data.groupby(keys, sort=False))
    figure, panels = _start(len(parts), height=2.15)
    rest = say_rest(min(_MOST, len(parts)), len(parts), "grids")
    most = float(data["share"].max()) or 1.0
    with mpl.rc_context(STYLE):
        for ax, (names, own) in zip(panels, parts, strict=False):
            _draw_cells(ax, *_read_cells(own, row, column, order), order, most)
            head_panel(ax, _join(names, _HEADING // len(keys)))
            _name_axes(ax, axes[1], axes[0])
        if parts:
            explain_marks(figure, [], f"number and share {share}; framed: the same on both sides{rest}")
    says = [
        _say_cells(_join(names, _TOLD), _read_cells(own, row, column, order)[0], order) for names, own in parts[:_MOST]
    ]
    told = tell_some(says, " ") if says else "No data."
    alt = f"Grids of numbers. {title}. Rows: {axes[0]}. Columns: {axes[1]}. {told}"
    return Chart(figure, title, alt, data)


def _join(names: Sequence[object], width: int) -> str:
    return " and ".join(cut_name(str(name), width) for name in names)


def _start(n: int, *, height: float) -> tuple[Figure, list[Axes]]:
    """Return a figure with at most six panels; one that says so if there is nothing to show."""
    n_shown = max(1, min(n, _MOST))
    with mpl.rc_context(STYLE):
        figure = start_figure(0.4 + (-(-n_shown // count_across(2)) * height if n else 0.5))
        panels = add_panels(figure, n_shown)
        if not n:
            say_empty(panels[0])
    return figure, panels


def _name_axes(ax: Axes, across: str, up: str) -> None:
    label_axis(ax, across)
    place = ax.get_subplotspec()
    if place is None or place.is_first_col():  # the right ones share the vertical axis of the left
        ax.set_ylabel(escape_math(up))


def _draw_cells(
    ax: Axes, counts: NDArray[np.int64], shares: NDArray[np.float64], order: Sequence[str], most: float
) -> None:
    shades = mpl.colormaps["Blues"]
    for (down, across), n in np.ndenumerate(counts):
        share = float(shares[down, across])
        ground = shades(_PALEST * share / most) if np.isfinite(share) else (1.0, 1.0, 1.0, 1.0)
        ax.add_patch(Rectangle((across - 0.5, down - 0.5), 1, 1, facecolor=ground, edgecolor="white", linewidth=1.5))
        says = f"{n:,}\n{share:.0%}" if np.isfinite(share) else "none"
        ax.text(across, down, says, ha="center", va="center", fontsize=9, color=INK if n else FAINT)
    for place in range(len(order)):
        ax.add_patch(Rectangle((place - 0.45, place - 0.45), 0.9, 0.9, fill=False, edgecolor=INK, linewidth=0.9))
    ticks = range(len(order))
    ax.set_xticks(ticks, [shorten(name, 14) for name in order])
    ax.set_yticks(ticks, [shorten(name, 14) for name in order])
    ax.set(xlim=(-0.5, len(order) - 0.5), ylim=(len(order) - 0.5, -0.5))
    ax.tick_params(length=0, colors=INK)
    ax.grid(visible=False)
    ax.spines[:].set_visible(False)


def _read_cells(
    own: pd.DataFrame, row: str, column: str, order: Sequence[str]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the numbers and the shares of a grid."""
    every = pd.MultiIndex.from_product([order, order])
    cells = own.set_index([row, column])[["n_mentions", "share"]].reindex(every)
    shape = (len(order), len(order))
    counts = cells["n_mentions"].fillna(0).to_numpy(dtype="int64").reshape(shape)
    return counts, cells["share"].to_numpy(dtype="float64").reshape(shape)


def _say_cells(name: str, counts: NDArray[np.int64], order: Sequence[str]) -> str:
    says = [f"{order[down]} as {order[across]} {n:,}" for (down, across), n in np.ndenumerate(counts)]
    return f"{name}: {', '.join(says)}."


@draw_twice
def plot_calibration(data: pd.DataFrame, *, title: str) -> Chart:
    """Draw how often each scorer is right against how sure it is, a dot per bin of confidence with its mentions.

    Args:
        data: As `helpers.stats.measure_calibration` returns it.
        title: What is seen.
    """
    parts = list(data.groupby("scorer", sort=False))
    figure, panels = _start(len(parts), height=2.8)
    with mpl.rc_context(STYLE):
        for ax, (scorer, own) in zip(panels, parts, strict=False):
            ax.plot([0, 1], [0, 1], color=INK, linewidth=0.9, linestyle=(0, (4, 3)), zorder=1)
            ax.vlines(own["mean_confidence"], own["mean_confidence"], own["share_right"], color=GREY, zorder=2)
            areas = size_dots(own["n_mentions"], int(data["n_mentions"].max()))
            ax.scatter(own["mean_confidence"], own["share_right"], s=areas, color=PALETTE[0], linewidths=0, zorder=3)
            _count_dots(ax, own)
            _name_sides(ax)
            head_panel(ax, str(scorer), f"calibration error {own['ece'].iloc[0]:.2f}")
            ax.set(
                xlim=(-0.02, 1.06), ylim=(-0.14, 1.14), xticks=[0, 0.25, 0.5, 0.75, 1], yticks=[0, 0.25, 0.5, 0.75, 1]
            )
            _name_axes(ax, "mean confidence of the scorer", "share right, by the coders")
            ax.grid(visible=True, axis="both")
        if parts:
            note = "numbers and sizes of dots: coded mentions"
            line = Line2D([], [], color=INK, linewidth=0.9, linestyle=(0, (4, 3)), label="as right as sure")
            explain_marks(figure, [line], note + say_rest(min(_MOST, len(parts)), len(parts), "scorers"))
    says = [_say_bins(str(scorer), own) for scorer, own in parts[:_MOST]]
    return Chart(figure, title, f"Calibration. {title}. {tell_some(says, ' ') if says else 'No data.'}", data)


def _name_sides(ax: Axes) -> None:
    """Say on either side of the line what dots there mean; along it their numbers stand."""
    look: Any = {"fontsize": 8, "color": FAINT}
    ax.text(0.0, 1.0, "less sure than right", va="center", **look)
    ax.text(1.0, 0.0, "too sure", ha="right", va="center", **look)


def _count_dots(ax: Axes, own: pd.DataFrame) -> None:
    """Write beside each dot its mentions, on the side that is away from the line."""
    for n, sure, right in own[["n_mentions", "mean_confidence", "share_right"]].itertuples(index=False, name=None):
        way = 1 if right >= sure else -1
        look: Any = {"ha": "right" if way > 0 else "left", "va": "bottom" if way > 0 else "top", "fontsize": 8}
        ax.annotate(f"{n:,}", (sure, right), (-6 * way, 4 * way), textcoords="offset points", **look)


def _say_bins(scorer: str, own: pd.DataFrame) -> str:
    bins = own[["mean_confidence", "share_right", "n_mentions"]].itertuples(index=False, name=None)
    says = "; ".join(f"{sure:.0%} sure, {right:.0%} right ({n:,})" for sure, right, n in bins)
    return f"{cut_name(scorer, _TOLD)}: {says}; expected calibration error {own['ece'].iloc[0]:.2f}."


@draw_twice
def plot_bland_altman(data: pd.DataFrame, *, title: str) -> Chart:
    """Draw the difference of score and coded label against their mean, with bias and limits of agreement, per scorer.

    Scores are rounded, and mentions at the same place are one dot, of five sizes, the larger the more there are.

    Args:
        data: As `helpers.stats.compare_scores` returns it.
        title: What is seen.
    """
    parts = list(data.groupby("scorer", sort=False))
    figure, panels = _start(len(parts), height=2.8 + 0.6 * is_narrow() / max(1, len(parts)))
    places = _place_dots(data)
    with mpl.rc_context(STYLE):
        for ax, (scorer, own) in zip(panels, parts, strict=False):
            _draw_limits(ax, own.iloc[0])
            _draw_places(ax, places[places["scorer"] == scorer], int(places["n"].max()))
            head_panel(ax, str(scorer), _count(len(own)))
            ax.set(xlim=(-1.08, 1.5), ylim=(-2.25, 2.25), xticks=[-1, -0.5, 0, 0.5, 1], yticks=[-2, -1, 0, 1, 2])
            _name_axes(ax, "mean of score and coded label", "score less coded label")
        if parts:
            note = "labels are \N{MINUS SIGN}1, 0 or 1, hence three slanted lines of dots; larger: more mentions; "
            note += f"scores rounded to {_STEP}"
            rest = say_rest(min(_MOST, len(parts)), len(parts), "scorers")
            explain_marks(figure, [*_explain_limits(), *(_explain_dots() if is_narrow() else ())], note + rest)
    says = [_say_limits(str(scorer), own) for scorer, own in parts[:_MOST]]
    return Chart(figure, title, f"Bland-Altman plots. {title}. {tell_some(says, ' ') if says else 'No data.'}", data)


def _place_dots(data: pd.DataFrame) -> pd.DataFrame:
    """Return scorer, coded label, mean, difference and how many mentions lie there."""
    rounded = data.assign(score=(data["score"] / _STEP).round() * _STEP)
    places = rounded.groupby(["scorer", "coded", "score"], sort=True).size().rename("n").reset_index()
    return places.assign(mean=(places["score"] + places["coded"]) / 2, difference=places["score"] - places["coded"])


def _draw_places(ax: Axes, places: pd.DataFrame, most: int) -> None:
    size = np.ceil(_SIZES * np.sqrt(places["n"] / most))  # few sizes: in an SVG each dot of its own size is a drawing
    for marker, color, value in zip(MARKERS, _COLORS, _LABELS, strict=False):
        x, y, side = _ENDS[value]
        if (places["coded"] == value).any() and not is_narrow():  # there, no room: the legend says it
            ax.text(x, y, f"coded {_LABELS[value]}", ha=side, va="center", fontsize=8, color=color)
        for step, own in places[places["coded"] == value].groupby(size):
            area = _LARGEST * ((float(step) + 1) / (_SIZES + 1)) ** 2
            ax.scatter(own["mean"], own["difference"], s=area, marker=marker, color=color, linewidths=0, zorder=3)


def _draw_limits(ax: Axes, of: pd.Series) -> None:
    ax.axhline(0, color=INK, linewidth=0.9, zorder=1)
    if np.isfinite(of["bias_low"]):
        ax.axhspan(of["bias_low"], of["bias_high"], color=GREY, alpha=0.3, linewidth=0, zorder=1)
    ends: list[tuple[float, str, Any]] = [(of["bias"], "bias", {"linewidth": 1.8})]
    ends += [(of[end], "limit", {"linewidth": 1.2, "linestyle": (0, (4, 3))}) for end in ("limit_high", "limit_low")]
    for value, name, look in ends:
        if np.isfinite(value):
            ax.axhline(value, color=INK, zorder=2, **look)
            text = f"{name} {value:+.2f}".replace("-", "\N{MINUS SIGN}")
            ax.text(1.5, value, text, ha="right", va="bottom", fontsize=8)


def _explain_dots() -> Iterator[Line2D]:
    for marker, color, called in zip(MARKERS, _COLORS, _LABELS.values(), strict=False):
        yield Line2D([], [], marker=marker, linestyle="", color=color, label=f"coded {called}")


def _explain_limits() -> Iterator[Line2D | Rectangle]:
    yield Line2D([], [], color=INK, linewidth=1.8, label="bias: mean difference")
    yield Rectangle((0, 0), 1, 1, color=GREY, alpha=0.3, linewidth=0, label="its 95% interval, from 5 articles on")
    yield Line2D([], [], color=INK, linewidth=1.2, linestyle=(0, (4, 3)), label="95% limits of agreement")


def _count(n: int) -> str:
    return f"{n:,} mention{'s' * (n != 1)}"


def _say_limits(scorer: str, own: pd.DataFrame) -> str:
    of = own.iloc[0]
    says = f"{cut_name(scorer, _TOLD)}, {_count(len(own))}: bias {of['bias']:+.2f}"
    if np.isfinite(of["bias_low"]):
        says += f" (95% interval {of['bias_low']:+.2f} to {of['bias_high']:+.2f})"
    if np.isfinite(of["limit_low"]):
        says += f", 95% limits of agreement {of['limit_low']:+.2f} to {of['limit_high']:+.2f}"
    return f"{says}."


def plot_simulated(data: pd.DataFrame, *, title: str) -> Chart:
    """Draw how often intervals hold the truth in simulated corpora: a panel per number of articles, a row per method.

    A dot is the mean over the ways in which corpora were made, its bar runs from the worst to the best of them; the
    band is what coverage should keep to.

    Args:
        data: With the columns of `helpers.schemas.MeasuredCoverage`.
        title: What is seen.
    """
    found = data.groupby(["method", "n_articles", "icc"], sort=False)["coverage"]
    table = found.agg(coverage="mean", lowest="min", highest="max").reset_index()
    levels = {level: f"ICC {level:g}" for level in sorted(data["icc"].unique())}
    chart = plot_dots(
        table,
        label="method",
        value="coverage",
        group="icc",
        groups=levels,
        colors=color_groups(levels),
        title=title,
        axis="share that hold the truth",
        panel="n_articles",
        panels={size: f"{size} articles" for size in sorted(data["n_articles"].unique())},
        limits=(min(0.8, float(data["coverage"].min()) - 0.01) if len(data) else 0.8, 1.0),
        low="lowest",
        high="highest",
        bars="",
    )
    for figure, width in ((chart.figure, None), (chart.narrow, _ON_PHONE)):
        if figure is not None:
            _mark_good(figure, width)
    return replace(chart, alt=f"Dot plot. {title}. {_say_simulated(table)}")


def _mark_good(figure: Figure, width: int | None) -> None:
    """Mark in each panel what coverage should keep to."""
    note = "bars: from the worst to the best way of making corpora; band: 93 to 97%"
    figure.supxlabel(textwrap.fill(note, width) if width else note, fontsize=8.5, color=FAINT)
    for ax in figure.axes:
        ax.axvspan(*GOOD_COVERAGE, color=PALE, zorder=0)
        ax.xaxis.set_major_locator(MultipleLocator(0.05))
        ax.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))


def _say_simulated(table: pd.DataFrame) -> str:
    says = []
    for n, own in table.groupby("n_articles"):
        means = own.groupby("method", sort=False)["coverage"].mean()
        told = ", ".join(f"{method} {mean:.0%}" for method, mean in means.items())
        says.append(f"{n} articles: {told}")
    return f"Share that hold the truth, on average. {tell_some(says)}." if says else "No data."
