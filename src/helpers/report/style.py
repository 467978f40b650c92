"""Styles that stand at elements, as classes of one style sheet: no page needs inline style; and their dark colours."""

import re
from functools import cache
from html import escape

from helpers.report.markup import list_attributes, map_tags

_STYLES = re.compile(r"<style\b.*?</style\s*>", re.DOTALL)
_DECLARATION = re.compile(r"([a-z-]+)\s*:\s*([\w\s#%.,()'+!-]+)")
_COLOR = re.compile(r"#(?:[0-9a-f]{8}|[0-9a-f]{6}|[0-9a-f]{3})\b|\b(?:white|black)\b", re.IGNORECASE)
_COMMA = re.compile(r"\s*,\s*")
_NAMED = {"white": "#ffffff", "black": "#000000"}
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
# Lightness in OKLab: white becomes the dark ground, the ink becomes light
_GROUND, _INK, _LIGHT = 0.21, 0.257, 0.93
_DARKEN = "@media screen and (prefers-color-scheme:dark){%s}"
_ROOT = re.compile(r":root\s*\{([^}]*)\}")


def hoist_styles(html: str) -> tuple[str, str]:
    """Return HTML without inline style, and the rules that say the same of the classes it now has.

    The rules belong after those of the page, which stand in a cascade layer: so they win as inline style does.
    Each colour has its counterpart for readers who chose a dark theme; see `darken_color`. Style elements are left out.
    What is not plain, such as an address or a brace, is left out too.

    Args:
        html: The body of a page.
    """
    names: dict[str, str] = {}

    def change(tag: str) -> str:
        if "style" not in tag:
            return tag
        written = {name: (text, value) for text, name, value in list_attributes(tag)}
        if "style" not in written:
            return tag
        text, style = written["style"]
        tidy = _tidy(style)
        name = names.setdefault(tidy, f"y{_count_up(len(names))}") if tidy else ""
        if "class" in written and name:
            before, classes = written["class"]
            tag = tag.replace(before, f' class="{escape(f"{classes} {name}")}"', 1)
            name = ""
        return tag.replace(text, f' class="{name}"' if name else "", 1)

    changed = map_tags(_STYLES.sub("", html), change)
    light = "".join(f".{name}{{{style}}}" for style, name in names.items())
    dark = "".join(f".{name}{{{style}}}" for style, name in ((_darken_style(s), n) for s, n in names.items()) if style)
    return changed, light + (_DARKEN % dark if dark else "")


def darken_sheet(css: str) -> str:
    """Return the rule that gives the variables of a style sheet their colours for a dark theme."""
    found = [_darken_style(_tidy_names(body)) for body in _ROOT.findall(css)]
    return _DARKEN % f":root{{{';'.join(filter(None, found))}}}"


@cache
def darken_color(color: str) -> str:
    """Return the counterpart of a colour for a dark theme: as much lighter than the ground as it was darker before.

    Lightness is mirrored in OKLab, hue and opacity stay, and as much of the chroma as sRGB can show
    (Ottosson 2020, A perceptual color space for image processing).

    Args:
        color: As ``#rgb``, ``#rrggbb`` or ``#rrggbbaa``, ``white`` or ``black``.
    """
    code = _NAMED.get(color.lower(), color).lstrip("#")
    code = "".join(digit * 2 for digit in code) if len(code) == 3 else code
    red, green, blue = (_to_linear(int(code[place : place + 2], 16) / 255) for place in (0, 2, 4))
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    medium = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    mirrored = _GROUND + (1 - lightness) * (_LIGHT - _GROUND) / (1 - _INK)
    tried = (_to_rgb(min(mirrored, 1.0), a * share / 50, b * share / 50) for share in range(50, -1, -1))
    shown = next((rgb for rgb in tried if all(-1e-3 <= part <= 1.001 for part in rgb)), (1.0, 1.0, 1.0))
    return "#" + "".join(f"{round(255 * _from_linear(part)):02x}" for part in shown) + code[6:]


def _to_rgb(lightness: float, a: float, b: float) -> tuple[float, float, float]:
    """Return a colour of OKLab as linear red, green and blue, which are outside 0 to 1 if no screen can show it."""
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _to_linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


def _from_linear(part: float) -> float:
    part = min(max(part, 0.0), 1.0)
    return part * 12.92 if part <= 0.0031308 else float(1.055 * part ** (1 / 2.4) - 0.055)


def _tidy(style: str) -> str:
    """Return the declarations of a style without spare blanks, those left out that are not plain."""
    found = (_DECLARATION.fullmatch(part.strip()) for part in style.split(";"))
    plain = (m for m in found if m and m[2].count("(") == m[2].count(")") and m[2].count("'") % 2 == 0)
    return ";".join(f"{m[1]}:{_COMMA.sub(',', ' '.join(m[2].split()))}" for m in plain)


def _tidy_names(body: str) -> str:
    """Return the declarations of a rule of our own, variables included, without spare blanks."""
    pairs = (part.partition(":") for part in body.split(";") if ":" in part)
    return ";".join(f"{name.strip()}:{value.strip()}" for name, _, value in pairs)


def _darken_style(style: str) -> str:
    """Return those declarations of a style that hold a colour, with its dark counterpart."""
    pairs = (part.partition(":") for part in style.split(";"))
    colored = ((name, value) for name, _, value in pairs if "url(" not in value and _COLOR.search(value))
    return ";".join(f"{name}:{_COLOR.sub(lambda m: darken_color(m[0]), value)}" for name, value in colored)


def _count_up(number: int) -> str:
    """Return a number in few signs."""
    head, last = divmod(number, len(_DIGITS))
    return (_count_up(head - 1) if head else "") + _DIGITS[last]
