"""DataFrame in, matplotlib figure out. Nothing here computes a statistic."""

from helpers.figures.base import MAX_PANELS, MAX_ROWS, Chart
from helpers.figures.colors import PALETTE, color_groups, color_speakers
from helpers.figures.correction import plot_correction
from helpers.figures.coverage import plot_coverage
from helpers.figures.grid import plot_grid
from helpers.figures.keywords import plot_contrast, plot_keyness
from helpers.figures.plots import plot_bars, plot_dots, plot_stacked_bars, plot_strips
from helpers.figures.profile import plot_profile
from helpers.figures.roles import plot_roles
from helpers.figures.scatter import plot_rates
from helpers.figures.similarity import plot_similarity
from helpers.figures.specification import CHOICE_NAMES, plot_specifications
from helpers.figures.spread import plot_matrix, plot_positions, plot_timeline
from helpers.figures.validation import plot_bland_altman, plot_calibration, plot_confusion, plot_simulated
from helpers.figures.words import plot_words

__all__ = [
    "CHOICE_NAMES",
    "MAX_PANELS",
    "MAX_ROWS",
    "PALETTE",
    "Chart",
    "color_groups",
    "color_speakers",
    "plot_bars",
    "plot_bland_altman",
    "plot_calibration",
    "plot_confusion",
    "plot_contrast",
    "plot_correction",
    "plot_coverage",
    "plot_dots",
    "plot_grid",
    "plot_keyness",
    "plot_matrix",
    "plot_positions",
    "plot_profile",
    "plot_rates",
    "plot_roles",
    "plot_similarity",
    "plot_simulated",
    "plot_specifications",
    "plot_stacked_bars",
    "plot_strips",
    "plot_timeline",
    "plot_words",
]
