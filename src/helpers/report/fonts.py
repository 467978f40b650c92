"""The font of the figures, cut down to the letters that a page shows, so that it can lie in the page."""

import base64
import io
import re
import string
from functools import cache
from html import unescape
from pathlib import Path

import matplotlib as mpl
from fontTools.subset import Options, Subsetter  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

_FIGURE = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
_LETTERS = re.compile(r"<text\b([^>]*)>(.*?)</text>", re.DOTALL)
_INNER = re.compile(r"<tspan\b([^>]*)>(.*?)</tspan>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_BOLD = re.compile(r"\b(?:bold|[67]00)\b")
_FILES = {"400": "DejaVuSans.ttf", "700": "DejaVuSans-Bold.ttf"}
COMMON = set(string.ascii_letters + string.digits + string.punctuation + " –—−…’“”·×→←≥≤")  # so that pages share a cut


def embed_fonts(html: str) -> str:
    """Return the rules that bring the font of the figures of a page; nothing if it has none.

    Args:
        html: The body of a page, its styles still at the elements.
    """
    letters = _list_letters(html)
    return "".join(_write_rule(weight, "".join(sorted(used | COMMON))) for weight, used in letters.items() if used)


def _list_letters(html: str) -> dict[str, set[str]]:
    """Return the letters that stand in figures, by weight."""
    letters: dict[str, set[str]] = {weight: set() for weight in _FILES}
    for figure in _FIGURE.findall(html):
        for pattern in (_LETTERS, _INNER):
            for look, text in pattern.findall(figure):
                letters["700" if _BOLD.search(look) else "400"] |= set(unescape(_TAG.sub("", text)))
    return {weight: {letter for letter in used if letter.isprintable()} for weight, used in letters.items()}


def _write_rule(weight: str, letters: str) -> str:
    data = base64.b64encode(cut_font(_FILES[weight], letters)).decode("ascii")
    return (
        f'@font-face{{font-family:"DejaVu Sans";font-weight:{weight};'
        f"src:url(data:font/woff;base64,{data}) format('woff')}}"
    )


@cache
def cut_font(name: str, letters: str) -> bytes:
    """Return a font that ships with matplotlib, cut down to some letters, as WOFF; the same letters give the same.

    Args:
        name: Its file.
        letters: What it must show; what it lacks, browsers take from another font.
    """
    options = Options(flavor="woff", hinting=False, notdef_outline=True, desubroutinize=True)
    options.drop_tables += ["FFTM"]  # when it was made, which no page needs
    options.recalc_timestamp = False
    options.layout_features = ["kern", "mark", "mkmk", "ccmp", "init", "medi", "fina", "rlig"]
    with TTFont(Path(mpl.get_data_path()) / "fonts" / "ttf" / name, recalcTimestamp=False) as font:
        subsetter = Subsetter(options)
        subsetter.populate(text=letters)
        subsetter.subset(font)
        font.flavor = "woff"
        cut = io.BytesIO()
        font.save(cut)
    return cut.getvalue()
