"""Notebooks in, a folder of pages, tables and evidence out; what did not change is not run again."""

import errno
import os
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from helpers.display import Html
from helpers.errors import PresslensError
from helpers.filenames import Names, fold_name, is_safe
from helpers.hashes import hash_file
from helpers.report.cache import WORK, Outcome, Work, find_work, lock_report, note_outcome, resume_work
from helpers.report.frame import HOME
from helpers.report.methods import METHODS
from helpers.report.page import describe_run, lay_out_page, render_page
from helpers.report.publish import CORPUS, PROVENANCE, CorpusFacts, list_written, publish, write_text
from helpers.report.record import RECORD, Record
from helpers.report.run import TIMEOUT, NotebookRun, Progress, run_notebooks
from helpers.report.single import SINGLE

_FULL = (errno.ENOSPC, errno.EDQUOT)


def build_report(
    notebooks: Sequence[Path],
    parameters: Mapping[str, object],
    out: Path,
    *,
    examine: Callable[[Path], CorpusFacts] = lambda _: CorpusFacts(),
    workers: int = 2,
    timeout: float = TIMEOUT,
    on_progress: Progress = lambda name, done, total: None,
    is_fresh: bool = False,
    single_file: bool = False,
) -> Record:
    """Run notebooks and write ``index.html``, a page each, and the tables and evidence that they make.

    A notebook is run only if something changed that it depends on: its cells, its parameters, what those of them that
    are paths lead to, our code, or a version. Nothing of the report that is there is touched before all have run; what
    a run that broke off has finished is not run again.

    Args:
        notebooks: In the order of the menu.
        parameters: As for `helpers.report.run.run_notebooks`. Those that are `Path` are inputs: their content counts.
        out: Folder to write to. Files that an earlier report wrote there and this one does not are removed;
            others are left alone.
        examine: Tells of the corpus. It may write to the folder that it is given, and what lies in its folder
            ``provenance`` becomes part of the report. Called before any notebook is run, if an input changed.
        workers: Kernels at a time.
        timeout: Longest time of a notebook, in seconds.
        on_progress: As for `run_notebooks`.
        is_fresh: Run all, whatever is there.
        single_file: Whether to write ``presslens.html``, too, which holds all of it in one file.

    Raises:
        PresslensError: If another process writes to the same folder, a page cannot be named after its notebook, or a
            notebook found the disk full: then the report that was there is as it was.
    """
    _check_names(notebooks)
    with lock_report(out):
        work = find_work(notebooks, parameters, out, is_fresh=is_fresh, single_file=single_file)
        if work.record and work.is_done:
            return work.record
        folder = out / WORK
        ended = resume_work(folder, {} if is_fresh else work.keys)

        def note(run: NotebookRun) -> None:
            ended[run.path.stem] = _find_outcome(run, work, folder / run.path.stem)
            note_outcome(folder / run.path.stem, ended[run.path.stem])

        try:
            told = _tell_corpus(work, folder / CORPUS, examine)
            stale = [path for path in notebooks if path.stem not in work.kept.keys() | ended.keys()]
            run_notebooks(
                stale, parameters, folder, workers=workers, timeout=timeout, on_progress=on_progress, on_end=note
            )
            _refuse_full_disk(ended.values())
            record = publish(out, folder, work, _settle(notebooks, ended | work.kept), told)
            shutil.rmtree(folder, ignore_errors=True)
            return record
        finally:
            resume_work(folder, work.keys)  # what is not whole is removed


def _check_names(notebooks: Sequence[Path]) -> None:
    """Refuse notebooks whose pages some system could not hold, or hold beside the others."""
    names = Names([HOME, METHODS.name, SINGLE])
    for path in notebooks:
        page = f"{path.stem}.html"
        if not (is_safe(page) and names.is_free(page)):
            why = "another page of the report is called so" if is_safe(page) else "not every system takes such a name"
            raise PresslensError(f"{path.name}: its page would be {page!r}, and {why}; rename the notebook")
        names.take([page])


def _tell_corpus(work: Work, folder: Path, examine: Callable[[Path], CorpusFacts]) -> CorpusFacts:
    if work.record and work.tells_corpus:
        return CorpusFacts(work.record.date, work.record.corpus_hash, work.record.problems)
    folder.mkdir(parents=True)
    return examine(folder)


def _refuse_full_disk(outcomes: Iterable[Outcome]) -> None:
    """Raise if the disk was too full for a notebook: a page that says so is not to take the place of a good one."""
    for outcome in outcomes:
        if any(os.strerror(number) in outcome.error for number in _FULL):
            raise PresslensError(f"{outcome.error}; make room and run the command again")


def _settle(notebooks: Sequence[Path], found: Mapping[str, Outcome]) -> list[tuple[Path, Outcome]]:
    """Return the outcome of each notebook; of two that write a file with different content the later is at fault."""
    pages = (f"{path.stem}.html" for path in notebooks)
    own = {fold_name(name) for name in (HOME, RECORD, METHODS.name, SINGLE, *pages)}
    written: dict[str, str] = {}
    outcomes = []
    for path in notebooks:
        outcome = found[path.stem]
        for name, known in outcome.files.items():
            is_own = fold_name(name) in own or name.startswith(PROVENANCE)
            if is_own or written.setdefault(fold_name(name), known) != known:
                other = "the report itself" if is_own else "another notebook"
                error = f"{path.name}: writes {name}, which {other} writes too; give the file another name"
                files = {kept: value for kept, value in outcome.files.items() if kept != name}
                outcome = replace(outcome, error=outcome.error or error, files=files)
        outcomes.append((path, outcome))
    return outcomes


def _find_outcome(run: NotebookRun, work: Work, folder: Path) -> Outcome:
    files = {name: hash_file(folder / name) for name in list_written(folder)}
    return Outcome(work.keys[run.path.stem], run.error, files, run.notebook)


def write_page(path: Path, title: str, question: str, answer: str, blocks: Sequence[str | Html]) -> Path:
    """Write one page that stands alone and looks like those of a report; see `helpers.report.page.lay_out_page`."""
    run = lay_out_page(path, title, question, answer, blocks)
    write_text(path, render_page(run, [describe_run(run)], home=path.name))
    return path
