"""The front page: the question, and of each topic its answer and its key figure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from markupsafe import Markup

from helpers.report.frame import Page, read_templates
from helpers.report.markup import prefix_ids, split_tags

_SENTENCES = 2  # of an answer
_TALL = 1.4  # times its width: from which height on a figure is cut
_FOLDER = "OUT"  # the parameter that says where the report lies: nothing was made from it
_WIDE = re.compile(r'<div class="wide"[^>]*><svg.*?</svg></div>', re.DOTALL)  # as of `helpers.display.show_chart`
_SIZED = re.compile(r'<div class="(wide|narrow|only)"([^>]*><svg[^>]*? viewBox="0 0 ([\d.]+) ([\d.]+)")')
_NARROW = re.compile(r'<div class="narrow"([^>]*);display:none"')
_DATA = re.compile(r'<details class="data">.*?</details>', re.DOTALL)  # a "<" of a text is escaped


@dataclass(frozen=True)
class RunFacts:
    """What a report was made from.

    Attributes:
        date: ``SOURCE_DATE_EPOCH`` as a date, else the latest date of the corpus; empty if there is neither.
        versions: Of Python and of packages, by name.
        parameters: What the notebooks were given, by name.
        corpus_hash: Of the articles that were analysed; empty if it is not known.
    """

    date: str = ""
    versions: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, object] = field(default_factory=dict)
    corpus_hash: str = ""


def find_figure(notebook: Any) -> Markup:
    """Return the figure of the cell tagged ``key``, without its data table; empty if there is none."""
    outputs = [output for cell in notebook.cells if has_tag(cell, "key") for output in cell.get("outputs", [])]
    for output in outputs:
        html = "".join(output.get("data", {}).get("text/html", ""))
        start, end = html.find("<figure"), html.find("</figure>")
        if 0 <= start < end:
            return Markup(_DATA.sub("", html[start:end] + "</figure>"))  # noqa: S704 - display escaped it
    return Markup("")


def has_tag(cell: Any, tag: str) -> bool:
    """Tell whether a cell of a notebook has a tag."""
    return tag in cell.metadata.get("tags", [])


def render_front(pages: Sequence[Page], tables: Sequence[Path], facts: RunFacts) -> Markup:
    """Return the body of the front page.

    Args:
        pages: What it says of each page, in order.
        tables: The CSVs, below the folder ``tables``; the start of a name, such as ``02``, tells its page.
        facts: What the report was made from.
    """
    lead = _choose_lead(pages)
    ordered = sorted(pages, key=lambda page: page is not lead)
    body = (
        read_templates()
        .get_template("index.html.j2")
        .render(
            topics=[_describe_topic(page, is_lead=page is lead) for page in ordered],
            groups=_group_tables(pages, tables),
            n_tables=len(tables),
            corpus=next((page.corpus for page in pages if page.corpus), ""),
            facts=facts,
            parameters={name: _show_value(v) for name, v in facts.parameters.items() if name != _FOLDER},
        )
    )
    return Markup(body)  # noqa: S704 - escaped there


def _describe_topic(page: Page, *, is_lead: bool) -> dict[str, object]:
    """Return what the template needs of a page; ids of its figure are told from those of other pages."""
    anchor = next((piece.attributes.get("id", "") for piece in split_tags(page.figure) if piece.name == "figure"), "")
    stem = page.name.removesuffix(".html")
    figure = prefix_ids(_cut_tall(page.figure if is_lead else _choose_narrow(page.figure)), f"{stem}-")
    return {
        "page": page,
        "is_lead": is_lead,
        "answer": " ".join(page.answer[:_SENTENCES]),
        "figure": Markup(figure),  # noqa: S704 - it was markup before
        "anchor": anchor,
        "is_cut": 'class="only tall"' in figure,
    }


def _choose_narrow(figure: str) -> str:
    """Return a figure as it is drawn for phones, as wide as a column of the front page, if it is drawn so."""
    if not _NARROW.search(figure):
        return figure
    return _NARROW.sub(r'<div class="only"\1"', _WIDE.sub("", figure))


def _cut_tall(figure: str) -> str:
    """Return a figure of which the front page shows the upper part, where it is much higher than wide."""

    def mark(found: re.Match[str]) -> str:
        look, rest, width, height = found.groups()
        return f'<div class="{look}{" tall" * (float(height) > _TALL * float(width))}"{rest}'

    return _SIZED.sub(mark, figure)


def _choose_lead(pages: Sequence[Page]) -> Page | None:
    """Return the page that stands on top: the one that says so, else the first with a figure, else the first."""
    told = [page for page in pages if page.is_lead]
    return next(iter([*told, *(page for page in pages if page.figure), *pages]), None)


def _group_tables(pages: Sequence[Page], tables: Sequence[Path]) -> list[tuple[str, list[str]]]:
    """Put each table under the title of its page; those of none come last."""
    groups: dict[str, list[str]] = {page.name: [] for page in pages}
    others: list[str] = []
    for path in tables:
        number = path.name.split("_")[0]
        own = next((page.name for page in pages if page.name.split("_")[0] == number), "")
        groups.get(own, others).append(path.name)
    named = [(page.title, groups[page.name]) for page in pages]
    return [(title, names) for title, names in [*named, ("Other tables", others)] if names]


def _show_value(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return (", ".join(map(_show_value, value)) or "none") if isinstance(value, list | tuple) else str(value)
