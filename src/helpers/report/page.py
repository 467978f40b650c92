"""An executed notebook as one self-contained HTML page."""

import re
from collections.abc import Sequence
from html import unescape
from itertools import chain, count
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape
from nbconvert import HTMLExporter, TemplateExporter
from nbconvert.filters import Highlight2HTML
from nbconvert.filters.widgetsdatatypefilter import WidgetsDataTypeFilter
from nbformat import v4
from traitlets.config import Config

from helpers.display import Html
from helpers.report.frame import HOME, TEMPLATES, Page, frame_page
from helpers.report.front import find_figure, has_tag
from helpers.report.glossary import add_glossary
from helpers.report.markup import list_attributes, map_tags
from helpers.report.methods import list_imports, used_functions
from helpers.report.run import NotebookRun

_PROSE = re.compile(r'<section class="prose">.*?</section>', re.DOTALL)
_HEADING = re.compile(r"<h([23])>(.*?)</h\1>", re.DOTALL)
# Scripts of others are refused by the policy of a page; data blocks of ours stay
_FOREIGN = re.compile(
    r"<script\b(?![^>]*application/json).*?</script\s*>|<(iframe|object)\b.*?</\1\s*>|<(?:link|base|meta|embed)\b[^>]*>",
    re.DOTALL | re.IGNORECASE,
)
_MEANINGS = re.compile(r'<details class="meanings">.*?</details>', re.DOTALL)  # pages have a glossary, the lab has not
_LOADED = {"src", "srcset", "poster", "background", "data"}
_REFERS = {"href", "xlink:href"}  # of a link an address; an image in a figure loads it
_IS_LINK = re.compile(r"<a(rea)?\b", re.IGNORECASE)


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


def frame_body(page: Page, body: Markup, pages: list[Page], *, home: str = HOME, more_style: str = "") -> str:
    """Return a page from what stands in its frame; see `render_page` and `helpers.report.frame.frame_page`."""
    title = f"{page.title} · Presslens"
    return frame_page(add_glossary(body), title=title, current=page.name, pages=pages, home=home, more_style=more_style)


class _Exporter(HTMLExporter):  # type: ignore[misc]  # it has no types
    """As its parent, without reading the whole page again with BeautifulSoup, which took longer than all the rest."""

    def from_notebook_node(self, nb: Any, resources: Any = None, **kw: Any) -> tuple[str, Any]:
        resources = self._init_resources(resources)
        data_type = WidgetsDataTypeFilter(notebook_metadata=nb.metadata, parent=self, resources=resources)
        self.register_filter("highlight_code", Highlight2HTML(pygments_lexer="ipython3", parent=self))
        self.register_filter("filter_data_type", data_type)
        return TemplateExporter.from_notebook_node(self, nb, resources, **kw)  # type: ignore[no-any-return]


def render_body(run: NotebookRun) -> Markup:
    """Return what stands in the frame of a page, without its glossary."""
    exporter = _Exporter(
        template_name="presslens",
        extra_template_basedirs=[str(TEMPLATES)],
        exclude_anchor_links=True,
        config=Config({"NbConvertBase": {"display_data_priority": ["text/html", "image/png", "text/plain"]}}),
    )
    imported = list_imports(run.notebook)
    context = {
        "page": describe_run(run),
        "answered": _number_cells(run.notebook),
        "uses": lambda source: used_functions(source, imported),
    }
    body, _ = exporter.from_notebook_node(run.notebook, resources={"presslens": context})
    body, contents = link_headings(map_tags(_FOREIGN.sub("", _MEANINGS.sub("", body)), _strip_tag))
    return Markup(body.replace("<!--contents-->", contents, 1))  # noqa: S704 - the template escapes what is not markup


def link_headings(html: str) -> tuple[str, str]:
    """Return HTML in which each heading of the text leads to itself, and a table of contents; empty if it has none."""
    taken: set[str] = set()
    items: list[Markup] = []

    def link(found: re.Match[str]) -> str:
        level, inner = found.groups()
        text = unescape(Markup(inner).striptags())  # noqa: S704 - of the page
        anchor = "-".join(text.split())  # as JupyterLab names it
        names = chain([anchor], (f"{anchor}-{number}" for number in count(2)))
        name = next(name for name in names if name not in taken)
        taken.add(name)
        items.append(Markup('<li class="level{}"><a href="#{}">{}</a></li>').format(level, name, text))
        shown = inner if "<a " in inner else f'<a class="anchor" href="#{escape(name)}">{inner}</a>'
        return f'<h{level} id="{escape(name)}">{shown}</h{level}>'

    linked = _PROSE.sub(lambda section: _HEADING.sub(link, section[0]), html)
    contents = Markup(
        '<nav class="contents" aria-label="On this page"><details><summary>On this page</summary><ul>{}</ul></details>'
        "</nav>"
    ).format(Markup("").join(items))
    return linked, str(contents) if items else ""


def _strip_tag(tag: str) -> str:
    """Return a tag without what the policy of a page would refuse: handlers of events, and files from elsewhere."""
    loaded = _LOADED if _IS_LINK.match(tag) else _LOADED | _REFERS
    for written, name, value in list_attributes(tag):
        is_loaded = name in loaded and not value.startswith(("data:", "#"))
        if name.startswith("on") or is_loaded or value.strip().lower().startswith("javascript:"):
            tag = tag.replace(written, "", 1)
    return tag.replace("<img", '<img alt="figure"', 1) if tag.startswith("<img") and " alt=" not in tag else tag


def _number_cells(notebook: Any) -> int:
    """Number the cells of code, and return the number of the one that computes the answer; 0 if there is none."""
    answered = 0
    for number, cell in enumerate((cell for cell in notebook.cells if cell.cell_type == "code"), 1):
        cell.metadata["number"] = number
        if cell.source and "answer" in cell.metadata.get("tags", []):
            answered = number
    return answered


def _text_of(notebook: Any, tag: str) -> str:
    """Return the text output of the cell with a tag."""
    for cell in notebook.cells:
        if cell.cell_type == "code" and tag in cell.metadata.get("tags", []):
            return " ".join(o.get("data", {}).get("text/plain", "") for o in cell.outputs).strip()
    return ""
