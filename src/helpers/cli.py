"""The command ``presslens``. Thin: each command parses, calls one function and prints."""

import json
import os
import signal
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict
from functools import wraps
from pathlib import Path
from typing import Any, NoReturn

import click

from helpers import __version__
from helpers.errors import PresslensError, Problem, printable
from helpers.signals import Stopped, heed_signals

EXIT_CODES = """\b
Exit codes:
  0  done; what could not be used, if anything, is listed as "left out" or "warning"
  1  not done, or not whole: the message says what, where and how to mend it
  2  wrong use of the command
  3  with --strict: done, but something was left out or warned of, or, of diff, moved
  130, 143, 129  interrupted: by Ctrl-C, by whoever asked it to end, as its terminal closed
"""


class _PathType(click.Path):
    """A path that is not empty: an unset variable of a shell must not become the current folder."""

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        if not str(value).strip():
            self.fail("is empty; name a file or folder", param, ctx)
        return super().convert(value, param, ctx)


_PATHS = _PathType(path_type=Path)


def _list_written(options: Mapping[str, object]) -> list[str]:
    """Return the folders that a command writes to, as far as its options tell, and that of temporary files."""
    places = [str(options[name]) for name in ("out", "to") if options.get(name)]
    with suppress(OSError):  # there is none that can be used
        places.append(tempfile.gettempdir())
    return places or ["the current folder"]


def _command(example: str, group: click.Group | None = None) -> Callable[[Callable[..., int]], click.Command]:
    """Make a command whose help shows an example and the exit codes, and whose failures are one line."""

    def decorate(function: Callable[..., int]) -> click.Command:
        @wraps(function)
        def run(**options: Any) -> NoReturn:
            try:
                with heed_signals():
                    code = function(**options)
            except PresslensError as error:
                code = _fail(str(error))
            except (FileExistsError, NotADirectoryError) as error:
                code = _fail(f"{error.filename} or a folder above it is a file, not a folder; name another with --out")
            except OSError as error:
                place = error.filename or f"a file below {' or '.join(_list_written(options))}"
                code = _fail(f"{place}: {error.strerror or error}; check disk space and permissions")
            except KeyboardInterrupt as stop:
                _fail("interrupted; each file written is whole, but not all are: run the command again")
                code = 128 + (stop.number if isinstance(stop, Stopped) else signal.SIGINT)
            sys.exit(code)

        epilog = f"\b\nExample:\n  {example}\n\n{EXIT_CODES}"
        return (group or main).command(epilog=epilog, help=function.__doc__)(run)

    return decorate


def _fail(message: str) -> int:
    _say(f"presslens: {message}", err=True)
    return 1


def _say(line: str, *, err: bool = False) -> None:
    """Print a line that cannot steer a terminal, whatever names stand in it."""
    click.echo(printable(line), err=err)


_CORPUS = click.option(
    "--corpus",
    type=_PATHS,
    multiple=True,
    metavar="PATH",
    help="Folder of .txt, .md, .html, JSONL and Parquet files, such a file, or a CSV table; may be given "
    "several times. Default: the sample, and data/raw.",
)
_JSON = click.option("--json", "as_json", is_flag=True, help="Print figures as JSON.")
_COMMON = (
    click.option(
        "--max-mb",
        type=click.FloatRange(0.001, 10_000),
        default=5,
        show_default=True,
        help="Texts larger than this are left out (MB).",
    ),
    click.option("--strict", is_flag=True, help="Exit with 3 if anything was left out or warned of."),
    _JSON,
)


def _part_option(*default: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Make an option for what is taken besides the running text: of helpers.corpus.SEPARATE, or nothing."""
    return click.option(
        "--part",
        "parts",
        type=click.Choice(["headline", "heading", "caption", "dateline", "none"]),
        multiple=True,
        default=default,
        show_default=True,
        callback=lambda _context, _option, parts: tuple(part for part in parts if part != "none"),
        help="What is taken besides the running text; may be given several times.",
    )


_ANALYSIS = (
    click.option("--copies", is_flag=True, help="Count each reprint of a story as an article of its own."),
    click.option(
        "--references/--no-references",
        default=True,
        show_default=True,
        help="Count pronouns and joint phrases ('its', 'both countries') where it is plain who is meant.",
    ),
    _part_option("headline"),
)


def _analysis_options(function: Callable[..., Any]) -> Callable[..., Any]:
    for option in reversed(_ANALYSIS):
        function = option(function)
    return function


def _common_options(function: Callable[..., Any]) -> Callable[..., Any]:
    for option in reversed(_COMMON):
        function = option(function)
    return function


_targets_option = click.option(
    "--targets", type=_PATHS, metavar="FILE", help="Targets file. Default: data/targets.toml, US and Russia."
)


class _Commands(click.Group):
    """Commands whose wrong use is said in lines that cannot steer a terminal: a shell may fill in names of files."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except click.ClickException as error:
            error.message = "\n".join(map(printable, error.message.split("\n")))  # type: ignore[misc]
            raise


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]}, epilog=EXIT_CODES)
@click.version_option(__version__, prog_name="presslens")
def main() -> None:
    """Show how news sources portray one country compared with another."""


@main.group(
    "corpus", epilog=f"\b\nExample:\n  presslens corpus verify provenance/ --corpus my_articles/\n\n{EXIT_CODES}"
)
def corpus_group() -> None:
    """Write, check and restore a corpus without its texts; docs/provenance.md describes it."""


@main.group("coding", epilog=f"\b\nExample:\n  presslens coding draw --out coding --n 100\n\n{EXIT_CODES}")
def coding_group() -> None:
    """Draw mentions to be coded by hand; docs/coding.md describes how coders work."""


@_command("presslens report --corpus my_articles/ --out reports")
@_CORPUS
@_common_options
@_analysis_options
@_targets_option
@click.option("--out", type=_PATHS, default=Path("reports"), show_default=True, help="Folder to write to.")
@click.option("--events", type=_PATHS, metavar="FILE", help="Dated events. Default: data/events.csv.")
@click.option("--plan", type=_PATHS, metavar="FILE", help="Analysis plan. Default: data/analysis_plan.toml.")
@click.option("--coding", type=_PATHS, metavar="DIR", help="Folder of codings. Default: data/coding/mine.")
@click.option("--notebooks", type=_PATHS, help="Folder of notebooks. Default: those of Presslens.")
@click.option("--jobs", type=click.IntRange(1), help="Kernels at a time. Default: one per core.")
@click.option(
    "--timeout", type=click.IntRange(1), default=7200, show_default=True, help="Longest time of a notebook, in seconds."
)
@click.option("--fresh", is_flag=True, help="Run all notebooks, those too that nothing changed for.")
@click.option("--single-file", is_flag=True, help="Write OUT/presslens.html too: all of it in one file, to be mailed.")
def report(
    *,
    corpus: tuple[Path, ...],
    max_mb: float,
    strict: bool,
    as_json: bool,
    copies: bool,
    references: bool,
    parts: tuple[str, ...],
    targets: Path | None,
    out: Path,
    events: Path | None,
    plan: Path | None,
    coding: Path | None,
    notebooks: Path | None,
    jobs: int | None,
    timeout: int,
    fresh: bool,
    single_file: bool,
) -> int:
    """Run the notebooks on a corpus and write index.html, a page each, their CSVs, and OUT/provenance.

    What was run before with the same notebook, inputs, parameters, code and versions is not run again. CORPUS may be
    what `presslens run` wrote, too.
    """
    from helpers.project import project_path, sample_corpus  # noqa: PLC0415 - --help need not wait
    from helpers.report import find_work, list_notebooks  # noqa: PLC0415

    paths = list(corpus) or sample_corpus()
    parameters = {
        "CORPUS": paths,
        "TARGETS": targets or project_path("data", "targets.toml"),
        "EVENTS": events or project_path("data", "events.csv"),
        "PLAN": plan or project_path("data", "analysis_plan.toml"),
        "CODING": coding or project_path("data", "coding") / "mine",
        "OUT": ".",
        "MAX_MB": max_mb,
        "COPIES": copies,
        "REFERENCES": references,
        "PARTS": list(parts),
    }
    books = list_notebooks(notebooks or project_path("notebooks"))
    options = {"is_fresh": fresh, "single_file": single_file}
    work = find_work(books, parameters, out, **options)
    told = work.record
    if told and (work.is_done or work.tells_corpus):
        _tell(told.problems)
    if not (told and work.is_done):
        told = _build_report(books, parameters, out, options, is_json=as_json, jobs=jobs, timeout=timeout)
    for error in told.errors:
        _say(f"failed: {error}", err=True)
    index, problems = out / "index.html", list(told.problems)
    if as_json:
        pages = [
            {"page": page.page, "title": page.title, "answer": " ".join(page.answer), "error": page.error}
            for page in told.notebooks.values()
        ]
        _print_json({"index": str(index), "pages": pages, "n_tables": len(told.tables), "problems": problems})
    else:
        _say(f"{len(told.notebooks)} pages and {len(told.tables)} tables: open {index}")
    return 1 if told.errors else _exit_code(problems, strict)


def _build_report(
    books: list[Path],
    parameters: dict[str, Any],
    out: Path,
    options: dict[str, bool],
    *,
    is_json: bool,
    jobs: int | None,
    timeout: int,
) -> Any:
    """Run what is to be run, with a bar for each notebook."""
    from helpers.console import show_progress  # noqa: PLC0415
    from helpers.report import build_report  # noqa: PLC0415
    from helpers.tables import claim_output  # noqa: PLC0415

    claim_output(out, parameters["CORPUS"])
    with show_progress(enabled=not is_json) as display:
        return build_report(
            books,
            parameters,
            out,
            examine=lambda folder: _examine_inputs(parameters, folder),
            workers=jobs or os.cpu_count() or 1,
            timeout=timeout,
            on_progress=display.show_notebook,
            **options,
        )


def _examine_inputs(parameters: dict[str, Any], folder: Path) -> Any:
    """Read the inputs of a report once, before kernels start: what is wrong is said in one place."""
    from helpers.archive import describe_run  # noqa: PLC0415
    from helpers.coding import ITEMS, hash_corpus, read_codings  # noqa: PLC0415
    from helpers.corpus import list_problems, read_events  # noqa: PLC0415
    from helpers.pipeline import find_archive, find_tables  # noqa: PLC0415
    from helpers.plan import read_plan  # noqa: PLC0415
    from helpers.project import project_path  # noqa: PLC0415
    from helpers.provenance import describe, hash_texts, list_parameters, write_provenance  # noqa: PLC0415
    from helpers.report import CorpusFacts  # noqa: PLC0415
    from helpers.tables import format_dates  # noqa: PLC0415

    corpus, targets, coding = (parameters[name] for name in ("CORPUS", "TARGETS", "CODING"))
    read_plan(parameters["PLAN"])
    if coding != project_path("data", "coding") / "mine" and not (coding / ITEMS).exists():
        raise PresslensError(f"--coding {coding} holds no {ITEMS}; name the folder that presslens coding draw wrote to")
    odd_events = list_problems(read_events(parameters["EVENTS"])[1])
    options = {name: parameters[name.upper()] for name in ("max_mb", "copies", "references", "parts")}
    found = find_tables(corpus, targets, **options)
    odd_codings = list_problems(read_codings(coding, corpus=hash_corpus(found.mentions, found.articles))[1])
    rows = [*_rows(found.problems), *_rows(odd_events), *_rows(odd_codings)]
    for row in rows:  # named as pages do, not by where the analyst's files lie
        for path in (parameters["EVENTS"], coding):
            row["file"] = row["file"].replace(str(path), path.name, 1)
    lines = _tell_problems(rows)
    provenance = folder / "provenance"
    if archive := find_archive(corpus):  # its texts lie elsewhere
        provenance.mkdir(parents=True)
        (provenance / "run.json").write_text(describe_run(archive), encoding="utf-8", newline="\n")
    else:
        write_provenance(describe(found, corpus, list_parameters(targets, **options)), provenance)
    return CorpusFacts(str(format_dates(found.articles).max()), hash_texts(found.cleaned), tuple(lines))


@_command("presslens score --corpus my_articles/ --out scores")
@_CORPUS
@_common_options
@_analysis_options
@_targets_option
@click.option("--out", type=_PATHS, required=True, help="Folder to write to.")
@click.option("--scorer", "scorers", multiple=True, help="Scorer to use; may be given several times. Default: all.")
def score(
    *,
    corpus: tuple[Path, ...],
    max_mb: float,
    strict: bool,
    as_json: bool,
    copies: bool,
    references: bool,
    parts: tuple[str, ...],
    targets: Path | None,
    out: Path,
    scorers: tuple[str, ...],
) -> int:
    """Write every table of the chain as Parquet and CSV, and OUT/provenance; docs/tables.md describes them.

    All is held in memory. For more than some thousand articles take `presslens run`.
    """
    from helpers.answers import describe_corpus  # noqa: PLC0415
    from helpers.console import show_progress  # noqa: PLC0415
    from helpers.pipeline import build_tables, write_tables  # noqa: PLC0415
    from helpers.project import sample_corpus  # noqa: PLC0415
    from helpers.provenance import describe, list_parameters, write_provenance  # noqa: PLC0415
    from helpers.tables import claim_output  # noqa: PLC0415

    paths = list(corpus) or sample_corpus()
    with show_progress(enabled=not as_json):
        tables = build_tables(
            paths, targets, scorers=scorers or None, max_mb=max_mb, copies=copies, references=references, parts=parts
        )
    provenance = describe(
        tables,
        paths,
        list_parameters(
            targets, max_mb, copies=copies, references=references, parts=parts, scorers=sorted(scorers) or "all"
        ),
    )
    claim_output(out, paths)
    written = write_tables(tables, out)
    write_provenance(provenance, out / "provenance")
    lines = _tell_problems(_rows(tables.problems))
    if as_json:
        tone = tables.tone_by_source.drop(columns="share_zero")
        n_mentions = len(tables.mentions.drop_duplicates(["article_id", "target", "mention_start"]))
        figures = {"n_articles": len(tables.articles), "n_mentions": n_mentions}
        _print_json({**figures, "tone_by_source": _rows(tone), "problems": lines, "files": [str(p) for p in written]})
    else:
        _say(f"{describe_corpus(tables.articles)} {len(written)} files in {out}")
    return _exit_code(lines, strict)


@_command("presslens run --corpus archive/ --out results --workers 4")
@_CORPUS
@_common_options
@_analysis_options
@_targets_option
@click.option("--out", type=_PATHS, required=True, help="Folder to write to; what lies there already is used again.")
@click.option("--scorer", "scorers", multiple=True, help="Scorer to use; may be given several times. Default: all.")
@click.option(
    "--show",
    "n_shown",
    type=click.IntRange(1, 100_000),
    default=2000,
    show_default=True,
    help="Articles that notebooks and reports show in full, drawn by chance from each source.",
)
@click.option("--workers", type=click.IntRange(1), help="Processes to work with, by Dask. Default: this one alone.")
@click.option("--scheduler", metavar="ADDRESS", help="Address of a Dask cluster that runs already: tcp://HOST:PORT.")
def run(
    *,
    corpus: tuple[Path, ...],
    max_mb: float,
    strict: bool,
    as_json: bool,
    copies: bool,
    references: bool,
    parts: tuple[str, ...],
    targets: Path | None,
    out: Path,
    scorers: tuple[str, ...],
    n_shown: int,
    workers: int | None,
    scheduler: str | None,
) -> int:
    """Run the chain over a corpus of any size, part by part, and write its tables as Parquet.

    What was done before for the same articles, choices and code is not done again. `presslens report --corpus OUT`
    shows the results; docs/archive.md says more.
    """
    from helpers.console import show_progress  # noqa: PLC0415
    from helpers.pipeline import Options, run_corpus, start_workers  # noqa: PLC0415
    from helpers.project import project_path, sample_corpus  # noqa: PLC0415
    from helpers.stance import usable_scorers  # noqa: PLC0415

    usable, unusable = usable_scorers(scorers or None)
    options = Options(
        targets or project_path("data", "targets.toml"),
        tuple(usable),
        max_mb=max_mb,
        copies=copies,
        parts=parts,
        references=references,
        n_shown=n_shown,
        unusable=tuple(unusable),
    )
    with start_workers(workers, scheduler) as hands, show_progress(enabled=not as_json):
        if hands.dashboard and not as_json:
            _say(f"Dashboard: {hands.dashboard}", err=True)
        archive = run_corpus(list(corpus) or sample_corpus(), out, options, workers=hands)
    lines = _tell_problems(_rows(archive.read("problems")))
    if as_json:
        tone = archive.read("tone_by_source").drop(columns="share_zero")
        _print_json({"n_rows": archive.n_rows, "tone_by_source": _rows(tone), "problems": lines, "out": str(out)})
    else:
        done = f"{archive.n_rows['articles']:,} articles, {len(archive.files)} tables in {out}"
        _say(f"{done}; presslens report --corpus {out} shows them")
    return _exit_code(lines, strict)


@_command("presslens benchmark --data labelled.jsonl --scorer stance --json")
@click.option(
    "--data",
    type=_PATHS,
    required=True,
    multiple=True,
    metavar="PATH",
    help="Labelled mentions, JSONL as in NewsMTSC, or a folder of such files; may be given several times.",
)
@click.option("--scorer", "scorers", multiple=True, help="Scorer to measure; may be given several times. Default: all.")
@click.option("--out", type=_PATHS, help="Folder to write the page benchmark.html and its CSVs to.")
@click.option("--strict", is_flag=True, help="Exit with 3 if anything was left out.")
@_targets_option
@_JSON
def benchmark(
    *,
    data: tuple[Path, ...],
    scorers: tuple[str, ...],
    out: Path | None,
    strict: bool,
    targets: Path | None,
    as_json: bool,
) -> int:
    """Measure scorers on labelled mentions: macro-F1, accuracy, F1 by label, confusion, calibration and speed."""
    from helpers.benchmark import ALWAYS_NEUTRAL, measure_parts, read_parts, write_benchmark  # noqa: PLC0415
    from helpers.console import show_progress  # noqa: PLC0415
    from helpers.project import project_path  # noqa: PLC0415
    from helpers.stance import all_scorers, read_targets, usable_scorers  # noqa: PLC0415
    from helpers.tables import claim_output  # noqa: PLC0415

    chosen, unusable = usable_scorers(scorers or [scorer.name for scorer in all_scorers()])
    described = read_targets(targets or project_path("data", "targets.toml"))
    parts, problems = read_parts(data)
    if out:
        claim_output(out, data)
    lines = _tell_problems([asdict(problem) for problem in [*described.problems, *unusable, *problems]])
    with show_progress(enabled=not as_json):
        measured = measure_parts(parts, chosen, described)
    written = {"page": str(write_benchmark(measured, lines, out))} if out else {}
    rows = [one.as_dict() for one in measured]
    neutral = {row["part"]: row["macro_f1"] for row in rows if row["scorer"] == ALWAYS_NEUTRAL}
    figures = [
        {**row, "always_neutral_macro_f1": neutral[row["part"]]} for row in rows if row["scorer"] != ALWAYS_NEUTRAL
    ]
    if as_json:
        shown = figures[0] if len(figures) == 1 else {"scorers": figures}
        _print_json({**shown, "problems": lines, **written})
    else:
        _print_benchmark(rows)
        for page in written.values():
            _say(f"open {page}")
    return _exit_code(lines, strict)


def _print_benchmark(rows: list[dict[str, Any]]) -> None:
    """Print a table per part; the name of a part only where there are several."""
    parts = list(dict.fromkeys(row["part"] for row in rows))
    for part in parts:
        if len(parts) > 1:
            _say(part)
        _say(f"{'scorer':<20} {'n':>6} {'macro-F1':>9} {'accuracy':>9} {'ECE':>6} {'per second':>11}")
        for row in [row for row in rows if row["part"] == part]:
            ece = "-" if row["ece"] is None else f"{row['ece']:.3f}"
            speed = f"{row['sentences_per_second']:,.0f}" if row["sentences_per_second"] else "-"
            found = f"{row['macro_f1']:>9.3f} {row['accuracy']:>9.3f} {ece:>6} {speed:>11}"
            _say(f"{row['scorer']:<20} {row['n']:>6} {found}")


@_command("presslens clean my_articles/ --out cleaned --part headline --part heading")
@click.argument("corpus", metavar="PATH...", type=_PATHS, nargs=-1, required=True)
@click.option("--out", type=_PATHS, required=True, help="Folder to write to.")
@_part_option("heading", "dateline")
@click.option("--explain", is_flag=True, help="Write lines.csv too: how the line model judges each line, and why.")
@_common_options
def clean(
    *,
    corpus: tuple[Path, ...],
    out: Path,
    parts: tuple[str, ...],
    explain: bool,
    max_mb: float,
    strict: bool,
    as_json: bool,
) -> int:
    """Write the text of each article as NAME.txt, and what became of the rest.

    The text is that of the paragraphs and, unless --part says otherwise, of section headings and datelines. Headline,
    byline, captions and quotations are in structure.csv, what was removed and why in removed.csv, each as Parquet
    too.
    """
    from helpers.console import show_progress  # noqa: PLC0415
    from helpers.corpus import (  # noqa: PLC0415
        clean_articles,
        explain_articles,
        find_emptied,
        mark_structure,
        read_corpus,
        set_apart,
        write_cleaned,
    )
    from helpers.progress import Plan  # noqa: PLC0415
    from helpers.tables import claim_output, write_csv, write_parquet  # noqa: PLC0415

    plan = Plan({"reading": 4, "cleaning": 5, "marking structure": 1})
    with show_progress(enabled=not as_json):
        with plan.step("reading"):
            found = read_corpus(corpus, max_mb=max_mb, english_only=False)
        with plan.step("cleaning"):
            articles, removed = clean_articles(found.articles)
        with plan.step("marking structure"):
            structure = mark_structure(articles)
    claim_output(out, corpus)
    files = write_cleaned(set_apart(articles, structure, parts), out)
    for name, table in {"removed": removed, "structure": structure}.items():
        write_csv(table, out / f"{name}.csv")
        write_parquet(table, out / f"{name}.parquet")
    if explain:
        write_csv(explain_articles(articles), out / "lines.csv")
    lines = _tell_problems([*_rows(found.problems), *_rows(find_emptied(articles))])
    if as_json:
        reasons = removed["reason"].value_counts().to_dict()
        _print_json(
            {"n_articles": len(articles), "n_spans_removed": len(removed), "reasons": reasons, "problems": lines}
        )
    else:
        _say(f"{len(files)} cleaned texts in {out}; {len(removed)} spans removed, listed in removed.csv")
    return _exit_code(lines, strict)


@_command("presslens add ~/Downloads/article.txt https://news.example/talks.html saved_feed.xml")
@click.argument("paths", metavar="PATH|URL...", type=_PathType(), nargs=-1, required=True)
@click.option("--to", type=_PATHS, help="Folder to add to. Default: data/raw of the clone.")
@click.option(
    "--pause",
    type=click.FloatRange(0, 3600),
    default=2,
    show_default=True,
    help="Seconds between two requests to a host; its robots.txt may ask for more.",
)
@click.option(
    "--timeout", type=click.FloatRange(0.1, 3600), default=30, show_default=True, help="Longest time of one page (s)."
)
@click.option(
    "--max-mb",
    type=click.FloatRange(0.001, 10_000),
    default=5,
    show_default=True,
    help="Texts and pages larger than this are left out (MB).",
)
@click.option(
    "--allow-host",
    "allow_hosts",
    multiple=True,
    metavar="HOST[:PORT]",
    help="Host that may lie outside the public internet, such as a server of your own; may be given several times.",
)
@_JSON
def add(
    *,
    paths: tuple[str, ...],
    to: Path | None,
    pause: float,
    timeout: float,
    max_mb: float,
    allow_hosts: tuple[str, ...],
    as_json: bool,
) -> int:
    """Add articles to data/raw, where every later report finds them.

    Takes files, folders, addresses of pages, and saved files that list such addresses: RSS or Atom feeds, sitemaps,
    and texts with one address a line. Files are copied, pages fetched: one at a time from each host, as its
    robots.txt allows. If it is interrupted, run it again: it goes on where it stopped.

    Originals of the retellings in the sample are recognised by their SHA-256 and take their place.
    """
    from helpers.corpus.add import add_articles  # noqa: PLC0415 - --help need not wait for pandas

    def tell(page: Any, done: int, total: int) -> None:
        if not as_json:
            _say(f"{done}/{total} {page.url}", err=True)

    added = add_articles(paths, to, pause=pause, timeout=timeout, max_mb=max_mb, allow_hosts=allow_hosts, on_page=tell)
    problems = _rows(added.problems)
    lines = _tell_problems(problems)
    rows = _rows(added.added)
    if as_json:
        _print_json({"added": rows, "problems": lines})
    else:
        for row in rows:
            told = f"{row['file']}: {row['title']} ({row['text_kind']}, {row['source']})"
            _say(f"added {told}")
    return 1 if not rows and any(row["severity"] == "left out" for row in problems) else 0


@_command("presslens diff reports_may/ reports_june/")
@click.argument("before", metavar="OUT1", type=_PATHS)
@click.argument("after", metavar="OUT2", type=_PATHS)
@click.option("--out", type=_PATHS, help="Folder to write the page differences.html and its CSVs to.")
@click.option(
    "--tolerance",
    type=click.FloatRange(0, 1),
    default=1e-9,
    show_default=True,
    help="Share of its size by which a number may differ without being called moved.",
)
@click.option("--strict", is_flag=True, help="Exit with 3 if anything moved, or could not be compared.")
@_JSON
def diff(*, before: Path, after: Path, out: Path | None, tolerance: float, strict: bool, as_json: bool) -> int:
    """Say which answers and figures moved between two reports, by how much, and why: corpus, parameters, versions.

    OUT1 and OUT2 are folders that presslens report wrote to. That figures moved is no failure: it exits with 0,
    unless --strict is given.
    """
    from helpers.differences import compare_reports, say_differences  # noqa: PLC0415
    from helpers.tables import claim_output  # noqa: PLC0415

    found = compare_reports(before, after, tolerance=tolerance)
    if out:
        claim_output(out, [before, after])
    lines = _tell_problems([asdict(problem) for problem in found.problems])
    written = {}
    if out:
        from helpers.differences.page import write_differences  # noqa: PLC0415 - without a page there is less to wait for

        written["page"] = str(write_differences(found, out))
    if as_json:
        tables = {name: _rows(table) for name, table in found.tabulate().items()}
        _print_json({"moved": found.moved, **tables, "problems": lines, **written})
    else:
        for line in say_differences(found):
            _say(line)
        for page in written.values():
            _say(f"open {page}")
    return _exit_code([*lines, *(["moved"] if found.moved else [])], strict)


_DEHYDRATED = click.argument("dehydrated", type=_PATHS)


@_command("presslens corpus dehydrate my_articles/ --out provenance", corpus_group)
@click.argument("corpus", metavar="PATH...", type=_PATHS, nargs=-1, required=True)
@click.option("--out", type=_PATHS, required=True, help="Folder to write to.")
@_targets_option
@_analysis_options
@_common_options
def dehydrate(
    *,
    corpus: tuple[Path, ...],
    out: Path,
    targets: Path | None,
    copies: bool,
    references: bool,
    parts: tuple[str, ...],
    max_mb: float,
    strict: bool,
    as_json: bool,
) -> int:
    """Write what a corpus is, without a word of its texts: metadata, hashes, offsets and counts."""
    from helpers.console import show_progress  # noqa: PLC0415
    from helpers.provenance import MANIFEST, dehydrate, write_provenance  # noqa: PLC0415
    from helpers.tables import claim_output  # noqa: PLC0415

    with show_progress(enabled=not as_json):
        provenance, problems = dehydrate(
            corpus, targets, max_mb=max_mb, copies=copies, references=references, parts=parts
        )
    claim_output(out, corpus)
    sha256 = write_provenance(provenance, out)
    lines = _tell_problems(_rows(problems))
    if as_json:
        _print_json({"manifest_sha256": sha256, "counts": provenance.manifest["counts"], "problems": lines})
    else:
        n_articles = provenance.manifest["counts"]["n_articles"]
        _say(f"{n_articles} articles without their texts in {out}; the SHA-256 of its {MANIFEST} is {sha256}")
    return _exit_code(lines, strict)


@_command("presslens corpus verify provenance/ --corpus my_articles/", corpus_group)
@_DEHYDRATED
@_CORPUS
@_JSON
def verify(*, dehydrated: Path, corpus: tuple[Path, ...], as_json: bool) -> int:
    """Tell whether the texts at hand are those of DEHYDRATED, which "corpus dehydrate" or "score" wrote.

    Exits with 1 if any text is not the same: changed, missing, moved (the same bytes under another name), read or
    cleaned differently by another version, or not used in the analysis.
    """
    from helpers.console import show_progress  # noqa: PLC0415
    from helpers.project import sample_corpus  # noqa: PLC0415
    from helpers.provenance import list_version_changes, read_provenance, verify_texts  # noqa: PLC0415

    provenance = read_provenance(dehydrated)
    with show_progress(enabled=not as_json):
        checks = verify_texts(provenance, corpus or sample_corpus())
    _tell_checks(checks, "same", {"versions": list_version_changes(provenance)}, as_json=as_json)
    return int(not checks["status"].eq("same").all())


@_command("presslens corpus rehydrate provenance/ --corpus my_articles/ --out restored", corpus_group)
@_DEHYDRATED
@_CORPUS
@click.option("--out", type=_PATHS, required=True, help="Folder to write to; it must hold no raw or clean yet.")
@_JSON
def rehydrate(*, dehydrated: Path, corpus: tuple[Path, ...], out: Path, as_json: bool) -> int:
    """Restore the corpus of DEHYDRATED out of texts at hand, found by their bytes whatever they are called.

    Writes OUT/raw with metadata, to be read as the corpus was, and OUT/clean with what remains after cleaning.
    Exits with 1 if any text is changed, missing or restored in part.
    """
    from helpers.console import show_progress  # noqa: PLC0415
    from helpers.project import sample_corpus  # noqa: PLC0415
    from helpers.provenance import read_provenance, rehydrate  # noqa: PLC0415

    with show_progress(enabled=not as_json):
        checks = rehydrate(read_provenance(dehydrated), corpus or sample_corpus(), out)
    _tell_checks(checks, "restored", {}, as_json=as_json)
    return int(not checks["status"].eq("restored").all())


@_command("presslens coding draw --corpus my_articles/ --out coding --n 100", coding_group)
@_CORPUS
@_common_options
@_analysis_options
@_targets_option
@click.option("--out", type=_PATHS, required=True, help="Folder to write to; coders share it.")
@click.option("--n", type=click.IntRange(1), default=100, show_default=True, help="Mentions to draw.")
@click.option(
    "--seed", type=click.IntRange(0), default=0, show_default=True, help="Of the draw: the same gives the same."
)
@click.option("--codebook", type=_PATHS, metavar="FILE", help="Rules of coding. Default: data/coding/codebook.md.")
@click.option(
    "--scorer", "scorers", multiple=True, help="Scorer whose disagreement counts; several times. Default: all."
)
def draw(
    *,
    corpus: tuple[Path, ...],
    max_mb: float,
    strict: bool,
    as_json: bool,
    copies: bool,
    references: bool,
    parts: tuple[str, ...],
    targets: Path | None,
    out: Path,
    n: int,
    seed: int,
    codebook: Path | None,
    scorers: tuple[str, ...],
) -> int:
    """Draw mentions by chance and write OUT/items.csv for coders, with the codebook beside it.

    Mentions over which scorers disagree are drawn twice as often; with one --scorer, all of a target alike. What
    coders say goes into OUT/codings_NAME.csv; items that were drawn there before are never overwritten by others.
    """
    from helpers.coding import ITEMS, copy_codebook, draw_items, read_codebook, write_items  # noqa: PLC0415
    from helpers.console import show_progress  # noqa: PLC0415
    from helpers.pipeline import build_tables  # noqa: PLC0415
    from helpers.project import sample_corpus  # noqa: PLC0415
    from helpers.tables import claim_output  # noqa: PLC0415

    read_codebook(codebook)  # if it cannot be read, that is said before anything is scored
    paths = list(corpus) or sample_corpus()
    with show_progress(enabled=not as_json):
        tables = build_tables(
            paths, targets, scorers=scorers or None, max_mb=max_mb, copies=copies, references=references, parts=parts
        )
    items = draw_items(tables.mentions, tables.articles, codebook, n=n, seed=seed)
    claim_output(out, paths)
    copy_codebook(out, codebook)
    written = write_items(items, out / ITEMS)
    lines = _tell_problems(_rows(tables.problems))
    strata = items["stratum"].value_counts().sort_index().to_dict()
    if as_json:
        _print_json({"n_items": len(items), "n_by_stratum": strata, "file": str(written), "problems": lines})
    else:
        told = ", ".join(f"{size} of {stratum}" for stratum, size in strata.items())
        _say(f"{len(items)} mentions in {written}: {told}")
    return _exit_code(lines, strict)


def _tell_checks(checks: Any, good: str, more: dict[str, Any], *, as_json: bool) -> None:
    """Print a line per text that is not as it should be, and how many are what."""
    counts = checks["status"].value_counts().to_dict()
    if as_json:
        _print_json({"all_" + good: set(counts) == {good}, "n_by_status": counts, "texts": _rows(checks), **more})
        return
    for row in _rows(checks[(checks["status"] != good) | (checks["detail"] != "")]):
        _say(f"{row['status']}: {row['file']}: {row['detail']}")
    for line in more.get("versions", []) if set(counts) & {"cleaned differently", "read differently"} else []:
        _say(f"version: {line}")
    _say(f"{len(checks)} texts: {', '.join(f'{n} {status}' for status, n in counts.items()) or 'none'}")


def _tell_problems(rows: Iterable[dict[str, Any]]) -> list[str]:
    """Print problems as lines on standard error and return them."""
    lines = [str(Problem(**row)) for row in rows]
    _tell(lines)
    return lines


def _tell(lines: Iterable[str]) -> None:
    for line in lines:
        _say(line, err=True)


def _rows(table: Any) -> list[dict[str, Any]]:
    """Return rows for JSON, which has no nan."""
    filled = table.astype("object").where(table.notna(), None)
    return [{str(k): v for k, v in row.items()} for row in filled.to_dict("records")]


def _exit_code(problems: list[str], strict: bool) -> int:
    return 3 if strict and problems else 0


def _print_json(value: object) -> None:
    """Print a value as JSON; signs that could steer a terminal, or are half a character, stand in it as escapes."""
    text = json.dumps(value, indent=1, ensure_ascii=False, default=str)
    click.echo("".join(c if c.isprintable() or c in "\n\xa0" else json.dumps(c)[1:-1] for c in text))
