"""Putting what notebooks made into its place, so that a report is whole: the last one, or this one."""

import json
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from pathlib import Path

import nbformat
from markupsafe import Markup

from helpers import __version__
from helpers.files import MOST_RECORD, read_file
from helpers.hashes import hash_file, hash_text
from helpers.report.cache import CACHE, VOUCHED, Outcome, Work, list_outcomes, name_outcome
from helpers.report.evidence import MOST_BYTES, inline_evidence
from helpers.report.frame import HOME, Page
from helpers.report.front import RunFacts, render_front
from helpers.report.methods import METHODS, render_methods
from helpers.report.page import describe_run, frame_body, render_body
from helpers.report.record import RECORD, NotebookRecord, Record
from helpers.report.run import NotebookRun
from helpers.report.single import SINGLE, render_single
from helpers.tables import write_atomically

PROVENANCE, TABLES, EVIDENCE = "provenance/", "tables/", "evidence/"
_LONGEST_NAME = 255  # bytes; with more, or with signs that no name of ours has, a name is not looked for
# Working folders of what is told of the corpus, and of what is to be published; no notebook is called so
CORPUS, STAGED = ".corpus", ".staged"


@dataclass(frozen=True)
class CorpusFacts:
    """What is told of the corpus of a report.

    Attributes:
        date: Of its latest article, as exact as it is; empty if none has one.
        corpus_hash: SHA-256 over the SHA-256 of each text, sorted.
        problems: What was found wrong in the inputs, a line each.
    """

    date: str = ""
    corpus_hash: str = ""
    problems: tuple[str, ...] = ()


def publish(out: Path, folder: Path, work: Work, outcomes: Sequence[tuple[Path, Outcome]], told: CorpusFacts) -> Record:
    """Write a report: all of it beside its place first, so that a full disk costs nothing; then it is moved there.

    Moved first is what tells which files are ours, late the front page, and last what tells that all of it is there.

    Args:
        out: Folder of the report.
        folder: Below which lies what was written, in a folder per notebook, and one for the corpus.
        work: What was to be done.
        outcomes: Each notebook and what came of it, in the order of the menu.
        told: Of the corpus.
    """
    before = _list_earlier(out)
    moves = _find_made(out, folder, work, outcomes)
    files = {name: known for _, outcome in outcomes for name, known in outcome.files.items()}
    files |= {name: hash_file(moves.get(name, out / name)) for name in _list_described(folder, work)}
    facts = RunFacts(work.epoch or told.date, work.versions, work.parameters, told.corpus_hash)
    places = {name: moves.get(name, out / name) for name in files}
    pages, written = _render_report(outcomes, places, facts, single_file=work.single_file)
    files |= {name: hash_text(html) for name, html in written.items()}
    record = Record(
        version=__version__,
        date=facts.date,
        corpus_hash=told.corpus_hash,
        inputs=work.inputs,
        parameters=work.parameters,
        versions=work.versions,
        problems=told.problems,
        notebooks={path.stem: _note(one, page) for (path, one), page in zip(outcomes, pages, strict=True)},
        files=dict(sorted(files.items())),
        corpus_key=work.corpus_key,
        key=work.key,
    )
    made = [(path, one) for path, one in outcomes if one is not work.kept.get(path.stem)]
    kept = {name_outcome(out, path.stem).relative_to(out).as_posix(): one.to_json() for path, one in made}
    last = {RECORD: record.to_json(), f"{CACHE}/{VOUCHED}": hash_text(record.to_json())}
    stage = _Stage(out, folder / STAGED)
    stage.write(kept | written | last)
    stage.take(moves)
    stage.move([*kept, *moves, *(name for name in written if name != HOME), HOME])
    _remove_earlier(out, before - files.keys(), {path.stem for path, _ in outcomes})
    stage.move(last)
    return record


class _Stage:
    """What goes into a report; it lies beside it until all of it is there.

    Args:
        out: Folder of the report.
        folder: Where texts lie until then; on the same disk, so that moving needs no room.
    """

    def __init__(self, out: Path, folder: Path) -> None:
        self._out, self._folder = out, folder
        self._places: dict[str, Path] = {}

    def write(self, texts: Mapping[str, str]) -> None:
        """Write texts in UTF-8, by their path below the report, but for those that stand there already."""
        for name, text in texts.items():
            data = text.encode("utf-8", "surrogatepass")
            known = self._out / name
            if known.is_file() and known.read_bytes() == data:
                continue
            place = self._folder / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
            self.take({name: place})

    def take(self, places: Mapping[str, Path]) -> None:
        """Take files that lie elsewhere on the same disk."""
        for name in places:
            (self._out / name).parent.mkdir(parents=True, exist_ok=True)
        self._places |= places

    def move(self, names: Iterable[str]) -> None:
        """Move files to where a report has them."""
        for name in names:
            if place := self._places.get(name):
                place.replace(self._out / name)


def _find_made(out: Path, folder: Path, work: Work, outcomes: Sequence[tuple[Path, Outcome]]) -> dict[str, Path]:
    """Return where each file lies that this run made, by its path below the report; those that were kept lie there."""
    made = {name: folder / path.stem / name for path, outcome in outcomes for name in outcome.files}
    made |= {name: folder / CORPUS / name for name in _list_described(folder, work)}
    return {name: place for name, place in made.items() if place.exists()}


def _list_described(folder: Path, work: Work) -> list[str]:
    """Return the files that tell of the corpus."""
    if work.record and work.tells_corpus:
        return [name for name in work.record.files if name.startswith(PROVENANCE)]
    return [name for name in list_written(folder / CORPUS) if name.startswith(PROVENANCE)]


def list_written(folder: Path) -> list[str]:
    """Return the files below a folder by their path, without hidden ones and links, which may lead out of it."""
    found = [path.relative_to(folder) for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    return sorted(path.as_posix() for path in found if not any(part.startswith(".") for part in path.parts))


def _render_report(
    outcomes: Sequence[tuple[Path, Outcome]], places: Mapping[str, Path], facts: RunFacts, *, single_file: bool
) -> tuple[list[Page], dict[str, str]]:
    """Return what the front page says of each page, and the HTML of all by their name."""
    runs = [NotebookRun(path, nbformat.from_dict(outcome.notebook), outcome.error) for path, outcome in outcomes]
    pages, bodies = [describe_run(run) for run in runs], list[Markup]()
    for position, run in enumerate(runs):
        try:
            bodies.append(render_body(run))
        except Exception as error:  # whatever a notebook holds, the other pages are written
            reason = f"{run.path.name}: cannot be shown ({type(error).__name__}: {' '.join(str(error).split())[:200]})"
            pages[position] = replace(pages[position], error=reason)
            bodies.append(Markup('<h1>{}</h1><p class="failed">{}</p>').format(pages[position].title, reason))
    tables = [place for name, place in sorted(places.items()) if _is_table(name)]
    methods = render_methods([(page, run.notebook) for page, run in zip(pages, runs, strict=True)])
    home = Page(HOME, "Presslens report", "", [], "", "")
    parts = [(home, render_front(pages, tables, facts)), *zip(pages, bodies, strict=True), (METHODS, methods)]
    written = {page.name: _frame_page(page, body, [*pages, METHODS], places) for page, body in parts}
    if single_file:
        written[SINGLE] = render_single(
            parts, tables, inline=lambda body: inline_evidence(body, places, most_bytes=None)
        )
    return pages, written


def _frame_page(page: Page, body: Markup, menu: list[Page], places: Mapping[str, Path]) -> str:
    """Return a page with its evidence; if that makes it large, without, and its links lead to the files beside it."""
    whole, style = inline_evidence(body, places)
    html = frame_body(page, whole, menu, more_style=style)
    is_large = bool(style) and len(html.encode("utf-8")) > MOST_BYTES
    return frame_body(page, body, menu) if is_large else html


def _is_table(name: str) -> bool:
    return name.startswith(TABLES) and name.endswith(".csv")


def _note(outcome: Outcome, page: Page) -> NotebookRecord:
    tables = [name for name in outcome.files if _is_table(name)]
    evidence = [name for name in outcome.files if name.startswith(EVIDENCE)]
    return NotebookRecord(
        key=outcome.key,
        page=page.name,
        title=page.title,
        question=page.question,
        answer=tuple(page.answer),
        error=page.error,
        tables=tuple(tables),
        evidence=tuple(evidence),
        others=tuple(name for name in outcome.files if name not in {*tables, *evidence}),
    )


def _list_earlier(out: Path) -> set[str]:
    """Return the files of earlier reports, by their path below the folder: those of an interrupted one, too."""
    names = {name for outcome in list_outcomes(out).values() for name in outcome.files}
    try:
        files = json.loads(read_file(out / RECORD, MOST_RECORD))["files"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        files = []
    names |= {name for name in files if isinstance(name, str)} if isinstance(files, dict | list) else set()
    return {name for name in names if name.isprintable() and len(name.encode("utf-8")) <= _LONGEST_NAME}


def _remove_earlier(out: Path, names: Iterable[str], stems: Set[str]) -> None:
    """Remove files of an earlier report, if they are of the kinds that a report has, and outcomes that are not kept."""
    for name in names:
        path = (out / name).resolve()
        if path.parent in _folders(out) and path.suffix in {".html", ".csv"}:
            path.unlink(missing_ok=True)
    for stem in list_outcomes(out).keys() - stems:
        name_outcome(out, stem).unlink(missing_ok=True)


def _folders(out: Path) -> set[Path]:
    return {out.resolve(), (out / TABLES).resolve(), (out / EVIDENCE).resolve()}


def write_text(path: Path, text: str) -> None:
    """Write a text in UTF-8 with the line ends that it has, unless it stands there already."""
    data = text.encode("utf-8", "surrogatepass")
    if not path.is_file() or path.read_bytes() != data:
        write_atomically(path, lambda part: part.write_bytes(data))
