"""The figure of who acts and who is acted on."""

from collections.abc import Mapping

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from helpers.figures.base import (
    MARKERS,
    MAX_PANELS,
    STYLE,
    Chart,
    count_across,
    count_rows,
    draw_twice,
    measure_row,
    start_figure,
)
from helpers.figures.colors import FAINT, GREY, INK
from helpers.figures.names import say_rest, tell_some
from helpers.figures.panels import add_panels, explain_marks, head_panel, name_rows, say_empty

_AXIS = "share that act, of those with a role\n0: always acted on, 1: always acts"


@draw_twice
def plot_roles(counts: pd.DataFrame, *, labels: Mapping[str, str], colors: Mapping[str, str], title: str) -> Chart:
    """Draw a panel per target and a row per source, with the share of mentions in which the target acts.

    Shares are of the mentions as agent or patient; the number at the right tells how many these are. A line is the 95%
    interval; a hollow mark has none, as there are fewer than 5 articles or as their shares do not differ.

    Args:
        counts: With the columns of `helpers.schemas.RoleCounts`, in the order of the rows.
        labels: Targets and what to call them, in the order of the panels; those without a row are left out.
        colors: Colour of each target.
        title: What is seen.
    """
    data = counts[counts["share_agent"].notna()]
    names = list(dict.fromkeys(data["source"]))
    targets = [target for target in labels if target in set(data["target"])]
    shown = names[: count_rows(len(targets))]
    n_rows = -(-max(1, len(targets[:MAX_PANELS])) // count_across(2))
    with mpl.rc_context(STYLE):
        figure = start_figure(0.4 + n_rows * (0.95 + measure_row() * max(2, len(shown))))
        axes = add_panels(figure, max(1, len(targets[:MAX_PANELS])))
        for place, (ax, target) in enumerate(zip(axes, targets, strict=False)):
            own = data[data["target"] == target]
            own = own.assign(row=own["source"].map({name: row for row, name in enumerate(shown)})).dropna(subset="row")
            _draw(ax, own, colors[target], MARKERS[place % len(MARKERS)])
            head_panel(ax, labels[target], "mentions")
            name_rows(ax, pd.Series(shown, dtype="str"), _AXIS, len(names))
            ax.set(xlim=(-0.03, 1.03), xticks=[0, 0.25, 0.5, 0.75, 1])
        if targets:
            hollow = Line2D([], [], marker="o", linestyle="", markerfacecolor="white", color=GREY)
            hollow.set_label("no interval: fewer than 5 articles, or the same share in all")
            explain_marks(figure, [hollow], say_rest(min(len(targets), MAX_PANELS), len(targets), "targets"))
        else:
            say_empty(axes[0])
    return Chart(figure, title, _say(data, targets, shown, labels, title), counts)


def _draw(ax: Axes, own: pd.DataFrame, color: str, marker: str) -> None:
    ax.axvline(0.5, color=INK, linewidth=0.9, zorder=1)
    known = own["high"] > own["low"]  # of articles with the same share the ends are one: it looks sure, and is not
    ax.hlines(own["row"][known], own["low"][known], own["high"][known], color=color, linewidth=2, alpha=0.5, zorder=2)
    for of, face in ((own[known], color), (own[~known], "white")):
        ax.scatter(of["share_agent"], of["row"], s=36, marker=marker, facecolor=face, edgecolor=color, zorder=3)
    for row, n in zip(own["row"], own["n_agent"] + own["n_patient"], strict=True):
        ax.text(1.02, row, f"{n:,}", transform=ax.get_yaxis_transform(), va="center", color=FAINT, fontsize=8)


def _say(data: pd.DataFrame, targets: list[str], shown: list[str], labels: Mapping[str, str], title: str) -> str:
    if not targets:
        return f"Dot plot. {title}. No data."
    says = []
    for target in targets[:MAX_PANELS]:
        own = data[(data["target"] == target) & data["source"].isin(shown)]
        columns = ["source", "share_agent", "n_agent", "n_patient"]
        parts = (f"{source} {share:.2f} of {a + p:,}" for source, share, a, p in own[columns].itertuples(index=False))
        says += [f"{labels[target]}: {part}" if n == 0 else part for n, part in enumerate(parts)]
    what = "Share that act, of the mentions of each target that act or are acted on"
    return f"Dot plot. {title}. {what}. {tell_some(says)}."
