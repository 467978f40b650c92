"""What the parts share: the mark by which the script finds them, how data lies in a page, and the script."""

import json
from importlib.resources import files

from markupsafe import Markup

_MARKS = ('data-browse="', '<a class="evidence"')  # quotes in article text are escaped, so that no text holds one


def has_part(html: str) -> bool:
    """Tell whether a piece of HTML holds a part that works with the script."""
    return any(mark in html for mark in _MARKS)


def read_script() -> str:
    """Return the script that makes the parts work; without it they are plain tables."""
    return (files("helpers.browse") / "browse.js").read_text(encoding="utf-8")


def read_style() -> str:
    """Return the style sheet of the parts."""
    return (files("helpers.browse") / "browse.css").read_text(encoding="utf-8")


def to_json(data: object) -> str:
    """Return data as compact JSON that is safe in a page: with no ``<``, no text can end the block it stands in."""
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c")


def embed_data(data: object) -> Markup:
    """Return data as a block that browsers neither show nor run."""
    text = Markup(to_json(data))  # noqa: S704 - no markup can begin without <
    return Markup('<script type="application/json">{}</script>').format(text)


def cut_text(text: str, most: int, *, end: bool = False) -> str:
    """Return the first characters of a text, or the last, with an ellipsis where it was cut."""
    if len(text) <= most:
        return text
    return f"… {text[-most:]}" if end else f"{text[:most]} …"
