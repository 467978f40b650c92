"""The workbench of the lab: a corpus, the figures of the report, and controls for what they are of."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import ipywidgets as widgets  # type: ignore[import-untyped]  # it ships no types
from IPython.display import display
from markupsafe import Markup

from helpers.corpus import read_events
from helpers.display import Html, show_note
from helpers.errors import PresslensError, printable
from helpers.explore.choices import (
    EVERY,
    keep_apart,
    list_scorers,
    make_controls,
    read_settings,
    set_controls,
    tell_value,
)
from helpers.explore.controls import TURN, Explorer, Settings, fill_place, type_text
from helpers.explore.export import PageWriter, export_view
from helpers.explore.parts import Tables, choose_part
from helpers.explore.progress import Job, make_button
from helpers.explore.sorting import explore_table
from helpers.explore.views import View, draw_view
from helpers.progress import Progress
from helpers.project import project_path

_PARTS = ";"  # between paths
_TABLE_COLUMNS = 12  # of the data of a figure that are shown


class _Loaded(NamedTuple):
    """A corpus that was read, and what it was read from."""

    tables: Tables
    corpus: tuple[str, ...]
    targets: str


class Workbench:
    """A corpus and the figures of the report, with controls for both.

    Attributes:
        explorer: Controls of the figure and the figure; None until a corpus was read.
        view: The figure that is shown, with what it rests on.
        table: The data of the figure, to search and to sort.
        job: Reads a corpus; its `message` says how far it is, or what went wrong.
        settings: The choices that led to it, as `open_workbench` takes them.
        written: What the last export wrote.
        widget: All of it, one part below the other.
    """

    def __init__(
        self,
        build: Callable[..., Tables],
        corpus: str | Iterable[str],
        targets: str,
        out: str | Path,
        *,
        options: Mapping[str, object],
        controls: Mapping[str, object],
        write_page: PageWriter | None,
    ) -> None:
        """Show where a corpus can be named, and read none as yet; arguments as for `open_workbench`."""
        self._build, self._out, self._options, self._write_page = build, Path(out), dict(options), write_page
        self._wanted = dict(controls)  # what to set when the next corpus is shown
        self.explorer: Explorer | None = None
        self.table: Explorer | None = None
        self.view: View | None = None
        self.settings: dict[str, Any] = {}
        self.written: list[Path] = []
        self.job = Job()
        paths = [corpus] if isinstance(corpus, str) else list(corpus)
        self.corpus = type_text("corpus", f"{_PARTS} ".join(map(str, paths)), "folders or files, with ; between")
        self.targets = type_text("targets", str(targets), "a targets file, such as ../data/targets.toml")
        for field in (self.corpus, self.targets):
            field.layout.width = "38em"
        self.load_button = make_button(
            "Load", "folder-open", "read this corpus; the present one stays till then", self.load
        )
        self.export_button = make_button("Export", "download", "write what is shown to files", self._export_here)
        self.export_button.disabled = True
        self._place, self._files = widgets.VBox(), widgets.Output()
        head = _group("Corpus", _row(self.corpus, self.targets, self.load_button), self.job.widget)
        foot = _group("Export", _row(self.export_button), self._files)
        self.widget = widgets.VBox([head, self._place, foot], layout=widgets.Layout(width="100%"))

    def _repr_mimebundle_(self, **kwargs: object) -> dict[str, Any]:
        bundle: dict[str, Any] = self.widget._repr_mimebundle_(**kwargs)
        shown = show_note("The workbench needs the lab.") if self.explorer is None else self.explorer.shown
        return {**bundle, "text/html": str(shown.markup), "text/plain": shown.text}

    def __repr__(self) -> str:
        """Return what is shown, as text."""
        return self.job.message if self.explorer is None else repr(self.explorer)

    def load(self) -> None:
        """Begin to read the corpus that is named; what is shown stays until it is read."""
        corpus = tuple(filter(None, (path.strip() for path in self.corpus.value.split(_PARTS))))
        targets = self.targets.value.strip()
        self.load_button.disabled = True

        def read(on_progress: Progress) -> _Loaded:
            if not corpus:
                raise PresslensError("no corpus is named; type the path of a folder or a file")
            tables = self._build(corpus, targets or None, **self._options, on_progress=on_progress)
            if len(tables.targets.labels) < 2:
                raise PresslensError(f"{targets} describes fewer than two targets; describe another one there")
            return _Loaded(tables, corpus, targets)

        self.job.start(read, self._show, self._end)

    def export(self) -> Html:
        """Write what is on the screen to files in a folder of its own and show their paths."""
        if self.view is None:
            return show_note("Nothing is shown, so nothing was written.")
        if self.job.is_running:  # it may yet look for files, and writing a page changes the folder for a moment
            return show_note("Not written: a corpus is being read. Stop that, or wait for it.")
        inputs = [Path(path) for path in self.settings["corpus"]]
        try:
            with TURN:
                self.written = export_view(self.view, self.settings, self._out, inputs, self._write_page)
        except (PresslensError, OSError) as error:
            return show_note(printable(f"Not written: {error}"))
        items = Markup("").join(Markup("<li><code>{}</code></li>").format(path) for path in self.written)
        return Html(Markup("<p>Written:</p><ul>{}</ul>").format(items), "\n".join(map(str, self.written)))

    def _export_here(self) -> None:
        fill_place(self._files, self.export())

    def _end(self) -> None:
        self.load_button.disabled = False

    def _show(self, loaded: _Loaded) -> None:
        """Show a corpus that was read: what was chosen before stays chosen where it can be."""
        wanted = self._wanted or self.settings.get("controls", {})
        controls = make_controls(loaded.tables)
        left = set_controls(controls, wanted)
        events, _ = read_events(project_path("data", "events.csv"))
        data = widgets.VBox()

        def draw(chosen: Settings) -> Html:
            part = choose_part(
                loaded.tables,
                events,
                targets=(chosen["first"], chosen["second"]),
                scorers=list_scorers(loaded.tables) if chosen["scorer"] == EVERY else [chosen["scorer"]],
                sources=chosen["sources"],
                since=chosen["since"],
                until=chosen["until"],
                voice=chosen["voice"],
            )
            view = draw_view(chosen["figure"], part)
            shown = view.show(self._out, beside=True)
            self.view, self.table = view, _explore_data(view, self._out)
            values = {name: tell_value(value) for name, value in chosen.items()}
            self.settings = {"corpus": list(loaded.corpus), "targets": loaded.targets, "options": self._options}
            self.settings["controls"] = values
            data.children = (self.table.widget,)
            return shown

        def adapt(changed: str) -> None:
            if changed == "first":
                keep_apart(controls["second"], controls["first"].value)
            elif changed == "second":
                keep_apart(controls["first"], controls["second"].value)

        explorer = Explorer(controls, draw, adapt)
        if explorer.message:  # what was drawn of the corpus before goes with it
            self.view = self.table = None
        # Only now: until here the corpus before it was shown whole
        self.explorer, self._wanted = explorer, {}
        self._place.children = (_group("Figure", explorer.widget), _group("Data of this figure", data))
        self.export_button.disabled = False
        articles = loaded.tables.articles
        told = f"{len(articles):,} articles of {articles['source'].nunique():,} sources are loaded."
        self.job.say(" ".join([told, f"Not offered here, so left out: {', '.join(left)}." if left else ""]))


def open_workbench(
    build: Callable[..., Tables],
    corpus: str | Iterable[str] = (),
    targets: str = "",
    out: str | Path = "reports",
    *,
    settings: str | Path = "",
    write_page: PageWriter | None = None,
    wait: bool = True,
    **options: object,
) -> Workbench:
    """Show a workbench and read a corpus into it.

    Args:
        build: `helpers.pipeline.build_tables`, or what takes and returns the like.
        corpus: Paths of folders or files.
        targets: A targets file; by default the one that comes with Presslens.
        out: Folder of the report; exports lie in its folder ``exports``.
        settings: A file ``settings.json`` of an export: its choices are taken up again, its corpus
            and targets too. Empty: none.
        write_page: `helpers.report.write_page`; without it exports hold no page.
        wait: Return only when the corpus is read, so that cells below can use it; an interrupt ends the reading.
        options: Further ones of `build`, such as ``copies=True``; those of the settings come before them.

    Returns:
        The workbench; it is on the screen already. Where the settings cannot be read it says so, and reads nothing.
    """
    saved: dict[str, Any] = {"corpus": corpus, "targets": targets, "controls": {}, "options": {}}
    wrong = ""
    try:
        saved = read_settings(settings) if settings else saved
    except PresslensError as error:
        wrong = str(error)
    saved["options"] = {**options, **saved["options"]}
    workbench = Workbench(build, out=out, write_page=write_page, **saved)
    display(workbench)  # before anything is read, so that its progress is seen
    _hear_interrupts(workbench.job.stop)
    if wrong:
        workbench.job.say(wrong)
        return workbench
    workbench.load()
    if wait:
        workbench.job.wait()
    return workbench


def _hear_interrupts(stop: Callable[[], None]) -> None:
    """Let an interrupt of the kernel stop work that goes on while no cell runs; else kernels take no notice of it."""
    from IPython import get_ipython  # noqa: PLC0415 - its stubs want a shell

    kernel = getattr(get_ipython(), "kernel", None)
    if kernel is not None:
        kernel.saved_sigint_handler = lambda *_: stop()  # which it puts in place when a cell has ended


def _explore_data(view: View, out: Path) -> Explorer:
    columns = list(view.chart.data.columns)[:_TABLE_COLUMNS]
    caption = f"{view.chart.title}."
    return explore_table(view.chart.data, f"lab_{view.name}_table", out, caption=caption, columns=columns)


def _row(*parts: Any) -> Any:
    return widgets.Box(list(parts), layout=widgets.Layout(flex_flow="row wrap", width="100%"))


def _group(name: str, *parts: Any) -> Any:
    """Return parts of the workbench under a heading."""
    head = widgets.HTML(Markup('<h3 style="margin:.6em 0 .2em">{}</h3>').format(name))
    return widgets.VBox([head, *parts], layout=widgets.Layout(width="100%"))
