"""How text is cut, wrapped and measured for a figure, and how numbers and counts are written in it."""

import textwrap
from collections.abc import Sequence
from functools import cache

import numpy as np
from matplotlib import font_manager

from helpers.tables import drop_turns

_EM, _MEASURED = 0.65, 100  # of the size of the font: how wide a common letter is; size at which letters are measured
_TOLD = 600  # characters of an alternative text, more or less


def wrap_lines(text: str, width: int) -> str:
    """Return text in lines of so many letters at most, those it had kept apart."""
    return "\n".join(textwrap.fill(line, width) for line in text.split("\n"))


def say_rest(n_shown: int, n_all: int, what: str) -> str:
    """Say how many are shown, where that is not all."""
    return f"\nfirst {n_shown} of {n_all:,} {what}; the CSV holds all" if n_all > n_shown else ""


def tell_some(says: Sequence[str], joint: str = "; ") -> str:
    """Return what is said of one after another as far as a listener can bear it; the rest is in the data table."""
    ends = np.cumsum([len(text) + len(joint) for text in says])
    n_told = max(1, int((ends <= _TOLD).sum()))
    rest = len(says) - n_told
    return joint.join(says[:n_told]) + f"{joint}{rest:,} more in the data table" * (rest > 0)


def escape_math(text: str) -> str:
    """Keep matplotlib from reading article text as a formula, and the text from turning its own direction."""
    return drop_turns(text).replace("$", r"\$")


def shorten(text: str, width: int) -> str:
    """Return text that fits into a place of a figure: see `cut_name`."""
    return escape_math(cut_name(text, width))


def wrap_name(text: str, width: int, lines: int = 2) -> str:
    """Return text that fits into lines of so many characters each; see `cut_name`."""
    wrapped = textwrap.wrap(cut_name(text, lines * width), width)
    return escape_math("\n".join(cut_name(line, width) for line in wrapped))  # no line ends within an escape


def cut_name(text: str, width: int) -> str:
    """Return text as wide as so many common letters at most, without line breaks and signs that cannot be printed.

    What stands in brackets at its end, such as "(1 article)", is kept.
    """
    text = drop_turns(text)
    text = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    if _fit(text, width) == len(text):
        return text
    name, bracket, tail = text.rpartition(" (")
    end = bracket + tail if tail.endswith(")") and len(tail) < width // 2 else ""
    start = (name if end else text)[: _fit(text, width - 1 - len(end))].rstrip()
    return f"{start}…{end}"


def _fit(text: str, width: int) -> int:
    """Return how many characters of a text fit into the room of so many common letters; never more than these."""
    widths = np.cumsum([measure_letter(letter) for letter in text[:width]])
    return int((widths <= width).sum())


@cache
def measure_letter(letter: str) -> float:
    """Return how wide a letter is in common ones; 2 for one that the page takes from another font."""
    font = font_manager.get_font(font_manager.findfont("DejaVu Sans"))
    font.set_size(_MEASURED, 72)
    glyph = font.get_char_index(ord(letter))
    return font.load_glyph(glyph).linearHoriAdvance / 2**16 / _MEASURED / _EM if glyph else 2.0


def format_number(value: float) -> str:
    """Return a number with one decimal at most."""
    return f"{value:,.0f}" if value == round(value) or abs(value) >= 100 else f"{value:,.1f}"


def count_articles(n: int) -> str:
    """Return a number of articles in words."""
    return f"{n:,} article{'s' * (n != 1)}"
