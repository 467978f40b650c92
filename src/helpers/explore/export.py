"""What is on the screen, as files: the figure, the tables behind it, and the choices that led to it."""

import contextlib
import copy
import io
import json
import re
import textwrap
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

from helpers.display import Html
from helpers.errors import printable
from helpers.explore.views import View
from helpers.figures import Chart
from helpers.tables import claim_output, write_atomically, write_csv

FOLDER = "exports"
PageWriter = Callable[[Path, str, str, str, Sequence[Html]], object]  # such as `helpers.report.write_page`
_NUMBERED = re.compile(r"(\d+)_")
_SIZE = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')
_LINE, _MARGIN = 14.0, 10.0  # points: from one line to the next, and around all
_CHARACTERS = 110  # of title or caption in a line
_DPI = 200


def export_view(
    view: View, settings: dict[str, Any], out: str | Path, inputs: Sequence[Path], write_page: PageWriter | None = None
) -> list[Path]:
    """Write a view into a new folder of its own, so that nothing is overwritten.

    Args:
        view: What is on the screen.
        settings: The choices that led to it, to be given to `helpers.explore.open_workbench` again.
        out: Folder of the report; the new one lies in its folder ``exports`` and is numbered.
        inputs: What was read; none of it may lie where this is written.
        write_page: Writes a page from path, title, question, answer and blocks; no page is written without it.

    Returns:
        The files.
    """
    root = Path(out) / FOLDER
    claim_output(root, inputs)
    folder = _make_folder(root, view.name)
    written = [folder / "figure.svg", folder / "figure.png"]
    _write(written[0], draw_svg(view.chart, view.caption).encode())
    _write(written[1], draw_png(view.chart, view.caption))
    written.append(write_csv(view.chart.data, folder / "figure.csv"))
    for number, table in enumerate(view.weighed.values(), start=1):
        written.append(write_csv(table, folder / f"honesty_{number}.csv"))
    written.append(folder / "settings.json")
    _write(written[-1], (json.dumps(settings, indent=1, ensure_ascii=False) + "\n").encode())
    if write_page is not None:
        with contextlib.chdir(folder):  # links of the page hold from where it lies
            write_page(
                Path("view.html"), view.chart.title, "What did the analyst look at?", view.caption, [view.show("")]
            )
        written.append(folder / "view.html")
    return written


def _make_folder(root: Path, name: str) -> Path:
    """Make the folder with the next number; another process may take a number in the meantime."""
    while True:
        taken = [int(found[1]) for path in root.iterdir() if (found := _NUMBERED.match(path.name))]
        folder = root / f"{max(taken, default=0) + 1:03d}_{name}"
        try:
            folder.mkdir()
        except FileExistsError:
            continue
        return folder


def _write(path: Path, content: bytes) -> None:
    write_atomically(path, lambda part: part.write_bytes(content))


def draw_svg(chart: Chart, caption: str) -> str:
    """Return a figure as an SVG file that stands alone: with title, caption and description, on white."""
    inner = chart.to_svg("figure")
    width, height = map(float, _SIZE.search(inner).groups())  # type: ignore[union-attr]  # matplotlib writes it so
    head, foot = _wrap(chart.title), _wrap(caption)
    top = _MARGIN + _LINE * len(head)
    whole = top + height + _LINE * len(foot) + _MARGIN
    lines = [_line(text, _MARGIN + _LINE * n, "bold") for n, text in enumerate(head, start=1)]
    lines += [_line(text, top + height + _LINE * n, "normal") for n, text in enumerate(foot, start=1)]
    placed = inner.replace("<svg", f'<svg y="{top:g}" width="{width:g}" height="{height:g}"', 1)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<svg xmlns="http://www.w3.org/2000/svg" '
        f'width="{width:g}pt" height="{whole:g}pt" viewBox="0 0 {width:g} {whole:g}" role="img">'
        f"<title>{_say(chart.title)}</title><desc>{_say(chart.alt)}</desc>"
        f'<rect width="100%" height="100%" fill="white"/>{placed}{"".join(lines)}</svg>\n'
    )


def _line(text: str, y: float, weight: str) -> str:
    font = f'font-family="\'DejaVu Sans\', Verdana, sans-serif" font-size="9" font-weight="{weight}"'
    return f'<text x="{_MARGIN:g}" y="{y:g}" fill="#1f2328" {font}>{_say(text)}</text>'


def _say(text: str) -> Markup:
    """Return a text for XML, which takes no control characters."""
    return escape(printable(text))


def draw_png(chart: Chart, caption: str) -> bytes:
    """Return a figure as PNG, with title and caption."""
    figure = copy.deepcopy(chart.figure)  # so that the shown one stays bare
    head, foot = ("\n".join(_wrap(text)).replace("$", r"\$") for text in (chart.title, caption))
    figure.text(0.01, 1.01, head, va="bottom", weight="bold", fontsize=10)
    figure.text(0.01, -0.01, foot, va="top", fontsize=8)  # outside, where nothing stands; the file is made larger
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=_DPI, bbox_inches="tight", metadata={"Software": None})
    return buffer.getvalue()


def _wrap(text: str) -> list[str]:
    return textwrap.wrap(text, _CHARACTERS)
