"""The frame of every page of a report: head, policy, menu, style and scripts around a body."""

import base64
import hashlib
import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import unescape
from importlib.resources import files
from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup, escape
from pygments.formatters import HtmlFormatter

from helpers import __version__
from helpers.browse import has_part, read_script, read_style
from helpers.report.fonts import embed_fonts
from helpers.report.style import darken_color, darken_sheet, hoist_styles

TEMPLATES = Path(str(files("helpers.report"))) / "templates"
HOME = "index.html"
_FILE = re.compile(r'<a class="evidence" href="(?!#)')
_CODE = re.compile(r"\.highlight \.(\w+) \{ color: (#[0-9A-Fa-f]{6})")
_TAG = re.compile(r"<[^>]*>")
_LABEL = 120  # characters of the name of a box that are read out
_BOX = re.compile(
    r"(?P<before>(?:<summary>(?P<summary>(?:(?!</summary>).)*)</summary>"
    r'|<p class="note">(?P<note>(?:(?!</p>|<a ).)*)(?:(?!</p>).)*</p>)?)'
    r'(?P<box><div class="scroll[^>]*>)(?P<table><table[^>]*>(?:<caption[^>]*>(?P<caption>.*?)</caption>)?)',
    re.DOTALL,
)


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


def frame_page(
    body: Markup, *, title: str, current: str, pages: Sequence[Page], home: str = HOME, more_style: str = ""
) -> str:
    """Return a whole page: nothing is loaded from elsewhere, and only our own style and scripts are allowed, by hash.

    Args:
        body: What stands in its ``main``.
        title: Its title.
        current: Its file name.
        pages: All pages of the report, for the menu.
        home: File name of the front page.
        more_style: Rules of our own for what stands in this body alone.
    """
    shown, rules = hoist_styles(name_boxes(body))
    style = f"{stylesheet()}{embed_fonts(body)}{more_style}{rules}"
    scripts = list_scripts(body)
    return (
        read_templates()
        .get_template("frame.html.j2")
        .render(
            policy=_write_policy(style, scripts, _FILE.search(body) is not None),
            title=title,
            style=Markup(style),  # noqa: S704 - our own files, and declarations that were checked
            scripts=[Markup(script) for script in scripts],  # noqa: S704 - our own files
            current=current,
            home=home,
            pages=pages,
            body=Markup(shown),  # noqa: S704 - it was markup before
            version=__version__,
        )
    )


def list_scripts(body: str) -> list[str]:
    """Return the scripts that a body works with."""
    own = (files("helpers.report") / "page.js").read_text(encoding="utf-8")
    return [read_script()] * has_part(body) + [own] * ('<details class="code"' in body)


def _write_policy(style: str, scripts: Sequence[str], has_files: bool) -> str:
    """Return what a page may load and run: what stands in it, and pages beside it in a box where it leads to some."""
    allowed = " ".join(map(_hash_text, scripts))
    runs = f" script-src {allowed};" if scripts else ""
    frames = " frame-src 'self';" if has_files else ""
    return (
        f"default-src 'none'; style-src {_hash_text(style)};{runs} img-src data:; font-src data:;{frames} "
        "base-uri 'none'; form-action 'none'"
    )


def _hash_text(text: str) -> str:
    """Return the source expression by which a policy allows a text."""
    digest = base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
    return f"'sha256-{digest}'"


def name_boxes(html: str) -> str:
    """Return HTML in which readers reach each box that scrolls with the keyboard, and hear what it holds."""

    def name(found: re.Match[str]) -> str:
        told = found["caption"] or found["summary"] or found["note"] or "Table"
        label = escape(textwrap.shorten(unescape(_TAG.sub("", told)), _LABEL, placeholder=" …"))
        opened = found["box"][:-1] + f' tabindex="0" role="region" aria-label="{label}">'
        table = found["table"]
        if found["caption"] is None:
            table = table.replace("<table", f'<table aria-label="{label}"', 1)
        return f"{found['before']}{opened}{table}"

    return _BOX.sub(name, html)


def read_templates() -> Environment:
    """Return the templates of the pages; what they are given is escaped."""
    return Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True)


def stylesheet() -> str:
    """Return the style sheet of the report, code colours and those of the dark theme included.

    It is a cascade layer, so that what stands at elements wins over it; see `helpers.report.style.hoist_styles`.
    """
    own = [(TEMPLATES / name).read_text(encoding="utf-8") for name in ("style.css", "site.css")]
    css = f"{own[0]}{read_style()}{own[1]}{_color_code()}"
    return f"@layer page{{{css}{darken_sheet(css)}}}"


def _color_code() -> str:
    """Return the rules of code: this style keeps its contrast on our ground, in the light and in the dark."""
    rules = HtmlFormatter(style="xcode").get_style_defs(".highlight").split("\n")  # type: ignore[no-untyped-call]
    colors = [found.groups() for found in map(_CODE.match, rules) if found]
    light = "".join(f".highlight .{name}{{color:{color}}}" for name, color in colors)
    dark = "".join(f".highlight .{name}{{color:{darken_color(color)}}}" for name, color in colors)
    return f"{light}@media screen and (prefers-color-scheme:dark){{{dark}}}"
