"""A matplotlib figure as SVG for a page: text is text, ids are its own, and the same figure gives the same SVG."""

import io
import re

import matplotlib as mpl
from lxml import etree
from matplotlib.figure import Figure

_SVG = "http://www.w3.org/2000/svg"
_LENGTHS = ("d", "x", "y", "width", "height", "transform", "points", "cx", "cy", "r")
_DECIMALS = re.compile(r"-?\d+\.\d{3,}")
_REFERENCE = re.compile(r"#([\w-]+)")
_NO_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # matplotlib passes on what no XML may hold
_TAG = re.compile(r"<[^>]*>")  # XML escapes the sign within; text may look like what is taken out of tags
_NAMESPACE = re.compile(r' xmlns(:\w+)?="[^"]*"|xlink:(?=href=)')
_FONT = re.compile(r"'DejaVu Sans'(, [^;]*)?")
# Verdana is as wide as DejaVu Sans: where the page does not bring the font, what stands in its place fits
_FAMILY = "'DejaVu Sans', Verdana, sans-serif"


def render_svg(figure: Figure, prefix: str, style: dict[str, object]) -> str:
    """Return a figure as an ``svg`` element for HTML.

    Args:
        figure: What to draw.
        prefix: What ids begin with; no two figures of a page may have the same.
        style: Settings of matplotlib.
    """
    buffer = io.BytesIO()
    with mpl.rc_context(style):  # type: ignore[arg-type]  # the stubs want a literal type of all settings
        figure.savefig(buffer, format="svg", metadata=dict.fromkeys(("Date", "Creator", "Format", "Type")))
    drawn = _NO_XML.sub(" ", buffer.getvalue().decode("utf-8")).encode("utf-8")
    root = etree.fromstring(drawn, etree.XMLParser(remove_comments=True, resolve_entities=False))
    etree.strip_elements(root, f"{{{_SVG}}}metadata")
    _name_anew(root, prefix)
    for element in root.iter():
        _shorten_numbers(element)
        look = element.get("style")
        if look:
            element.set("style", _FONT.sub(_FAMILY, look))
    for name in ("width", "height"):
        root.attrib.pop(name, None)
    text = etree.tostring(root, encoding="unicode")
    return _TAG.sub(lambda tag: _NAMESPACE.sub("", tag[0]), text)


def _name_anew(root: etree._Element, prefix: str) -> None:
    """Keep the ids that something points to, with the prefix; drop the others, which are alike in all figures."""
    used: set[str] = set()
    for element in root.iter():
        for value in element.attrib.values():
            used.update(_REFERENCE.findall(value) if "#" in value else ())
    ids = [element.get("id") for element in root.iter() if element.get("id") in used]
    names = {name: f"{prefix}-{number}" for number, name in enumerate(dict.fromkeys(ids))}
    for element in root.iter():
        if "id" in element.attrib:
            name = element.attrib.pop("id")
            if name in names:
                element.set("id", names[name])
        for key, value in element.attrib.items():
            if "#" in value:
                element.set(key, _REFERENCE.sub(lambda m: f"#{names.get(m[1], m[1])}", value))


def _shorten_numbers(element: etree._Element) -> None:
    """Write positions with two decimals: a hundredth of a point cannot be seen."""
    for key in _LENGTHS:
        value = element.get(key)
        if value:
            element.set(key, _DECIMALS.sub(lambda m: f"{float(m[0]):.2f}".rstrip("0").rstrip("."), value))
