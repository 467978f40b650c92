"""Notebooks in, a folder of pages and tables out."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from markupsafe import Markup

from helpers import __version__
from helpers.display import Html
from helpers.errors import PresslensError
from helpers.report.evidence import inline_evidence
from helpers.report.frame import HOME, Page, frame_page, read_templates
from helpers.report.page import describe_run, lay_out_page, render_page
from helpers.report.run import Progress, run_notebooks
from helpers.tables import write_atomically

_RECORD = "report.json"


@dataclass(frozen=True)
class Report:
    """What was written.

    Attributes:
        index: The front page.
        pages: What it says of each page.
        tables: The CSVs.
    """

    index: Path
    pages: list[Page]
    tables: list[Path]

    @property
    def errors(self) -> list[str]:
        """What stopped notebooks, one line each."""
        return [page.error for page in self.pages if page.error]


def list_notebooks(folder: Path) -> list[Path]:
    """Return the notebooks of a folder in order of name.

    Raises:
        PresslensError: If it holds none.
    """
    notebooks = sorted(path for path in folder.glob("*.ipynb") if not path.name.startswith("."))
    if not notebooks:
        raise PresslensError(f"{folder} holds no notebook (.ipynb); name the folder that does with --notebooks")
    return notebooks


def build_report(
    notebooks: list[Path],
    parameters: Mapping[str, object],
    out: Path,
    *,
    workers: int = 2,
    timeout: int = 1800,
    on_progress: Progress = lambda name, done, total: None,
) -> Report:
    """Run notebooks and write ``index.html``, a page each, and the CSVs they make in ``tables``.

    Args:
        notebooks: In the order of the menu.
        parameters: As for `helpers.report.run.run_notebooks`; paths relative to ``out``.
        out: Folder to write to. Files that an earlier report wrote there and this one does not are removed;
            others are left alone.
        workers: Kernels at a time.
        timeout: Longest time of one cell, in seconds.
        on_progress: As for `run_notebooks`.
    """
    (out / "tables").mkdir(parents=True, exist_ok=True)
    before = _read_record(out)
    _remove(out, [name for name in before if name.endswith(".csv")])
    earlier = _list_tables(out)
    runs = run_notebooks(notebooks, parameters, out, workers=workers, timeout=timeout, on_progress=on_progress)
    pages = [describe_run(run) for run in runs]
    # One that was there and was written anew counts too: an interrupted run leaves tables that no record names
    tables = sorted(path for path, time in _list_tables(out).items() if earlier.get(path) != time)
    for position, run in enumerate(runs):
        try:
            html = inline_evidence(render_page(run, pages), out)
        except Exception as error:  # whatever a notebook holds, the other pages are written
            reason = f"{run.path.name}: cannot be shown ({type(error).__name__}: {' '.join(str(error).split())[:200]})"
            pages[position] = replace(pages[position], error=reason)
            html = str(Markup("<!doctype html><title>Not complete</title><p>{}").format(reason))
        _write_text(out / pages[position].name, html)
    index = out / "index.html"
    _write_text(index, _render_index(pages, tables))
    written = ["index.html", *(page.name for page in pages), *(f"tables/{path.name}" for path in tables)]
    _remove(out, [name for name in before if name not in written])
    _write_text(out / _RECORD, json.dumps({"version": __version__, "files": written}, indent=1) + "\n")
    return Report(index, pages, tables)


def write_page(path: Path, title: str, question: str, answer: str, blocks: Sequence[str | Html]) -> Path:
    """Write one page that stands alone and looks like those of a report; see `helpers.report.page.lay_out_page`."""
    run = lay_out_page(path, title, question, answer, blocks)
    _write_text(path, render_page(run, [describe_run(run)], home=path.name))
    return path


def _render_index(pages: list[Page], tables: list[Path]) -> str:
    body = (
        read_templates()
        .get_template("index.html.j2")
        .render(
            pages=pages,
            tables=[path.name for path in tables],
            corpus=next((page.corpus for page in pages if page.corpus), ""),
        )
    )
    return frame_page(Markup(body), title="Presslens report", current=HOME, pages=pages)  # noqa: S704 - escaped there


def _list_tables(out: Path) -> dict[Path, int]:
    """Return the tables of a report with the time of their last change."""
    return {path: path.stat().st_mtime_ns for path in (out / "tables").glob("*.csv")}


def _write_text(path: Path, text: str) -> None:
    write_atomically(path, lambda part: part.write_text(text, encoding="utf-8"))


def _read_record(out: Path) -> list[str]:
    """Return the files that the last report wrote, by their path below the folder."""
    try:
        files = json.loads((out / _RECORD).read_text(encoding="utf-8"))["files"]
    except (OSError, ValueError, KeyError, TypeError):
        return []
    return [name for name in files if isinstance(name, str)] if isinstance(files, list) else []


def _remove(out: Path, names: list[str]) -> None:
    for name in names:
        path = (out / name).resolve()
        if path.parent in {out.resolve(), (out / "tables").resolve()} and path.suffix in {".html", ".csv"}:
            path.unlink(missing_ok=True)
