"""An executed notebook as one self-contained HTML page."""

import base64
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from markupsafe import Markup
from nbconvert import HTMLExporter
from nbformat import v4
from pygments.formatters import HtmlFormatter
from traitlets.config import Config

from helpers import __version__
from helpers.browse import has_part, read_script
from helpers.display import Html
from helpers.report.run import NotebookRun

_TEMPLATES = Path(str(files("helpers.report"))) / "templates"
_HEADING = re.compile(r"^(#{1,2}) (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Page:
    """What the front page says of a page.

    Attributes:
        name: File name of the page.
        title: Title of the notebook.
        question: Its question.
        answer: Its answer, computed; empty if it did not get that far.
        corpus: What it says it ran on; empty likewise.
        error: What stopped it; empty if it ran to its end.
    """

    name: str
    title: str
    question: str
    answer: str
    corpus: str
    error: str


def describe_run(run: NotebookRun) -> Page:
    """Gather what the front page says of a notebook."""
    first = next((cell.source for cell in run.notebook.cells if cell.cell_type == "markdown"), "")
    title, _, question = first.strip().partition("\n")
    return Page(
        name=f"{run.path.stem}.html",
        title=title.lstrip("# ") or run.path.stem,
        question=question.strip().split("\n\n")[0],
        answer=_text_of(run.notebook, "answer"),
        corpus=_text_of(run.notebook, "corpus"),
        error=run.error,
    )


def lay_out_page(path: Path, title: str, question: str, answer: str, blocks: Sequence[str | Html]) -> NotebookRun:
    """Return blocks as a notebook that was run, so that a page made without a kernel looks like the others.

    Args:
        path: Where the page will lie.
        title: Its title.
        question: What it asks.
        answer: What it finds.
        blocks: Markdown, which is shown as it is, so nothing from outside may stand in it; or what shows itself.
    """
    notebook = v4.new_notebook(cells=[v4.new_markdown_cell(f"# {title}\n\n{question}")])
    notebook.cells.append(_show(answer, tags=["answer"]))
    notebook.cells += [v4.new_markdown_cell(b) if isinstance(b, str) else _show(b, tags=[]) for b in blocks]
    for number, cell in enumerate(notebook.cells):
        cell.id = f"block-{number}"  # not a random one: the same figures give the same page
    return NotebookRun(path, notebook)


def _show(shown: str | Html, *, tags: list[str]) -> Any:
    """Return a cell without code that shows something."""
    data = {"text/plain": shown} if isinstance(shown, str) else {"text/plain": shown.text, "text/html": shown.markup}
    return v4.new_code_cell(metadata={"tags": tags}, outputs=[v4.new_output("display_data", data)])


def render_page(run: NotebookRun, pages: list[Page], *, home: str = "index.html") -> str:
    """Return the HTML of an executed notebook: nothing is loaded from elsewhere, and no script but our own.

    The script is on pages that hold a part of `helpers.browse`, and the page allows it by its hash alone.

    Args:
        run: The notebook with its outputs.
        pages: All pages of the report, for the menu.
        home: File name of the front page.
    """
    exporter = HTMLExporter(
        template_name="presslens",
        extra_template_basedirs=[str(_TEMPLATES)],
        anchor_link_text="#",
        config=Config({"NbConvertBase": {"display_data_priority": ["text/html", "image/png", "text/plain"]}}),
    )
    page = describe_run(run)
    script = read_script() if _has_part(run.notebook) else ""
    context = {
        "page": page,
        "pages": pages,
        "home": home,
        "style": Markup(stylesheet()),  # noqa: S704 - our own file
        "script": Markup(script),  # noqa: S704 - likewise
        "script_hash": base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii"),
        "contents": [h for cell in run.notebook.cells if cell.cell_type == "markdown" for h in _headings(cell.source)],
        "version": __version__,
    }
    html, _ = exporter.from_notebook_node(run.notebook, resources={"presslens": context})
    return str(html)


def stylesheet() -> str:
    """Return the style sheet of the report, code colours included."""
    own = (_TEMPLATES / "style.css").read_text(encoding="utf-8")
    colors = HtmlFormatter(style="friendly").get_style_defs(".highlight")  # type: ignore[no-untyped-call]
    return f"{own}{colors}"


def _has_part(notebook: Any) -> bool:
    """Tell whether an output of a notebook works with the script."""
    outputs = (output for cell in notebook.cells for output in cell.get("outputs", []))
    return any(has_part(output.get("data", {}).get("text/html", "")) for output in outputs)


def _headings(source: str) -> list[tuple[str, str]]:
    """Return anchor and text of the second-level headings of a Markdown cell."""
    found = [text.strip() for level, text in _HEADING.findall(source) if level == "##"]
    return [(text.replace(" ", "-"), text) for text in found]


def _text_of(notebook: Any, tag: str) -> str:
    """Return the text output of the cell with a tag."""
    for cell in notebook.cells:
        if cell.cell_type == "code" and tag in cell.metadata.get("tags", []):
            return " ".join(o.get("data", {}).get("text/plain", "") for o in cell.outputs).strip()
    return ""
