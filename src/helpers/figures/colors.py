"""The colours of all figures, and which of them are seen and read on which ground."""

from collections.abc import Iterable, Mapping
from itertools import cycle

import numpy as np
from matplotlib.colors import to_rgb

# Okabe and Ito 2008, dark enough on white: for parts that are no targets.
PALETTE = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#999999", "#4D4D4D")
_GROUPS = (PALETTE[7], "#B07800", "#009E73", "#CC79A7", "#6A7FDB")  # told apart as lines, 3:1 on white
INK, FAINT, PALE, GREY = "#1f2328", "#59636e", "#d8dee4", "#8c959f"
_MORE = ("#882255", "#999933", "#44AA99", "#332288")  # Tol's muted ones
_GREYS = {"journalist": PALETTE[7], "other blocs": "#6e7781", "other": "#8c959f", "unnamed": "#afb8c1"}
_GREYS |= {"unknown speaker": "#d0d7de"}
_CONTRAST = 3  # of shapes with what is around them, WCAG 1.4.11
_DARK = 0.5  # luminance below which white text reads better


def color_groups(names: Iterable[str]) -> dict[str, str]:
    """Return a colour for each group that is not a target, the first one dark; none is the first two targets' own."""
    return dict(zip(names, cycle(_GROUPS), strict=False))


def color_speakers(names: Iterable[str], known: Mapping[str, str]) -> dict[str, str]:
    """Return a colour for each who speaks: those of the targets for their blocs, and grey for who speaks for nobody.

    Args:
        names: As columns of `helpers.stats.spread_speaking`.
        known: Colours by name that are taken, such as those of the targets by their demonyms.
    """
    others = cycle(color for color in (*PALETTE[1:5], *_MORE) if color not in known.values())
    return {name: _GREYS.get(name) or known.get(name) or next(others) for name in names}


def choose_edge(color: str) -> str:
    """Return the edge of a filled shape: white, and dark for a colour that is too pale to be seen on white."""
    return "white" if _weigh_contrast(color) >= _CONTRAST else FAINT


def _weigh_contrast(color: str) -> float:
    """Return the contrast of a colour with white, 1 to 21, as WCAG has it."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(color)]
    return float(1.05 / (0.05 + np.dot(linear, [0.2126, 0.7152, 0.0722])))


def choose_ink(ground: tuple[float, ...]) -> str:
    """Return the colour in which a number is read best on a ground of red, green, blue and opacity."""
    red, green, blue, *_ = ground
    return INK if 0.2126 * red + 0.7152 * green + 0.0722 * blue > _DARK else "white"
