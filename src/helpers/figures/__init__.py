"""DataFrame in, matplotlib figure out. Nothing here computes a statistic."""

from helpers.figures.base import MAX_PANELS, MAX_ROWS, PALETTE, Chart, color_groups
from helpers.figures.plots import plot_bars, plot_dots, plot_grid, plot_stacked_bars, plot_strips, plot_words

__all__ = [
    "MAX_PANELS",
    "MAX_ROWS",
    "PALETTE",
    "Chart",
    "color_groups",
    "plot_bars",
    "plot_dots",
    "plot_grid",
    "plot_stacked_bars",
    "plot_strips",
    "plot_words",
]
