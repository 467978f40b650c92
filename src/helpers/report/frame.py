"""The frame of every page of a report: head, policy, menu, style and scripts around a body."""

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup
from pygments.formatters import HtmlFormatter

from helpers import __version__
from helpers.browse import has_part, read_script, read_style

TEMPLATES = Path(str(files("helpers.report"))) / "templates"
HOME = "index.html"


@dataclass(frozen=True)
class Page:
    """What the front page says of a page.

    Attributes:
        name: File name of the page.
        title: Title of the notebook.
        question: Its question.
        answer: The sentences of its answer, computed; none if it did not get that far.
        corpus: What it says it ran on; empty likewise.
        error: What stopped it; empty if it ran to its end.
        figure: Its key figure, without the data table; empty if it has none.
        is_lead: Whether it stands on top of the front page.
    """

    name: str
    title: str
    question: str
    answer: list[str]
    corpus: str
    error: str
    figure: Markup = field(default_factory=Markup)
    is_lead: bool = False


def frame_page(body: Markup, *, title: str, current: str, pages: Sequence[Page], home: str = HOME) -> str:
    """Return a whole page: nothing is loaded from elsewhere, and no script runs but our own, allowed by its hash.

    Args:
        body: What stands in its ``main``.
        title: Its title.
        current: Its file name.
        pages: All pages of the report, for the menu.
        home: File name of the front page.
    """
    script = read_script() if has_part(body) else ""
    allowed = base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")
    scripts = f" script-src 'sha256-{allowed}';" if script else ""
    return (
        read_templates()
        .get_template("frame.html.j2")
        .render(
            policy=f"default-src 'none'; style-src 'unsafe-inline'; img-src data:;{scripts} base-uri 'none'; "
            "form-action 'none'",
            title=title,
            style=Markup(stylesheet()),  # noqa: S704 - our own files
            script=Markup(script),  # noqa: S704 - likewise
            current=current,
            home=home,
            pages=pages,
            body=body,
            version=__version__,
        )
    )


def read_templates() -> Environment:
    """Return the templates of the pages; what they are given is escaped."""
    return Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True)


def stylesheet() -> str:
    """Return the style sheet of the report, code colours included."""
    own = [(TEMPLATES / name).read_text(encoding="utf-8") for name in ("style.css", "site.css")]
    colors = HtmlFormatter(style="friendly").get_style_defs(".highlight")  # type: ignore[no-untyped-call]
    return f"{own[0]}{read_style()}{own[1]}{colors}"
