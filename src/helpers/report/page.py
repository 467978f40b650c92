"""An executed notebook as one self-contained HTML page."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from markupsafe import Markup
from nbconvert import HTMLExporter
from nbformat import v4
from traitlets.config import Config

from helpers.display import Html
from helpers.report.frame import HOME, TEMPLATES, Page, frame_page
from helpers.report.front import find_figure, has_tag
from helpers.report.glossary import add_glossary
from helpers.report.methods import list_imports, used_functions
from helpers.report.run import NotebookRun

_HEADING = re.compile(r"^(#{1,2}) (.+)$", re.MULTILINE)


def describe_run(run: NotebookRun) -> Page:
    """Gather what the front page says of a notebook."""
    first = next((cell.source for cell in run.notebook.cells if cell.cell_type == "markdown"), "")
    title, _, question = first.strip().partition("\n")
    return Page(
        name=f"{run.path.stem}.html",
        title=title.lstrip("# ") or run.path.stem,
        question=question.strip().split("\n\n")[0],
        answer=[line for line in _text_of(run.notebook, "answer").split("\n") if line],
        corpus=_text_of(run.notebook, "corpus"),
        error=run.error,
        figure=find_figure(run.notebook),
        is_lead=any(has_tag(cell, "lead") for cell in run.notebook.cells),
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


def render_page(run: NotebookRun, pages: list[Page], *, home: str = HOME) -> str:
    """Return an executed notebook as a page.

    Args:
        run: The notebook with its outputs.
        pages: All pages of the report, for the menu.
        home: File name of the front page.
    """
    return frame_body(describe_run(run), render_body(run), pages, home=home)


def frame_body(page: Page, body: Markup, pages: list[Page], *, home: str = HOME) -> str:
    """Return a page from what stands in its frame; see `render_page`."""
    title = f"{page.title} · Presslens"
    return frame_page(add_glossary(body), title=title, current=page.name, pages=pages, home=home)


def render_body(run: NotebookRun) -> Markup:
    """Return what stands in the frame of a page, without its glossary."""
    exporter = HTMLExporter(
        template_name="presslens",
        extra_template_basedirs=[str(TEMPLATES)],
        anchor_link_text="#",
        config=Config({"NbConvertBase": {"display_data_priority": ["text/html", "image/png", "text/plain"]}}),
    )
    cells = [cell.source for cell in run.notebook.cells if cell.cell_type == "markdown"]
    imported = list_imports(run.notebook)
    context = {
        "page": describe_run(run),
        "contents": [heading for source in cells for heading in _headings(source)],
        "uses": lambda source: used_functions(source, imported),
    }
    body, _ = exporter.from_notebook_node(run.notebook, resources={"presslens": context})
    return Markup(body)  # noqa: S704 - the template escapes what is not markup


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
