"""The workbench of the lab: a corpus, the figures of the report, and controls for what they are of."""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import ipywidgets as widgets  # type: ignore[import-untyped]  # it ships no types
import pandas as pd
from IPython.display import display
from markupsafe import Markup

from helpers.corpus import read_events
from helpers.display import Html, show_note
from helpers.errors import PresslensError, printable
from helpers.explore.controls import (
    Explorer,
    Options,
    Settings,
    choose,
    cut,
    fill_place,
    name_options,
    pick,
    pick_date,
    type_text,
)
from helpers.explore.export import PageWriter, export_view
from helpers.explore.progress import Job, Progress, make_button
from helpers.explore.sorting import explore_table
from helpers.explore.views import ALL, BLOC, FIGURES, QUOTED, Tables, View, choose_part, draw_view, name_voice
from helpers.project import project_path
from helpers.stats import JOURNALIST, name_voices

_EVERY = ""  # stands for all scorers; none is called so
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
        self._loaded: _Loaded | None = None
        self.explorer: Explorer | None = None
        self.table: Explorer | None = None
        self.view: View | None = None
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

    @property
    def settings(self) -> dict[str, Any]:
        """All choices, as `open_workbench` takes them."""
        controls = {} if self.explorer is None else self.explorer.controls
        corpus, targets = (self._loaded.corpus, self._loaded.targets) if self._loaded else (self._paths, "")
        chosen = {name: _plain(control.value) for name, control in controls.items()}
        return {"corpus": list(corpus), "targets": targets, "controls": chosen}

    @property
    def _paths(self) -> tuple[str, ...]:
        return tuple(filter(None, (path.strip() for path in self.corpus.value.split(_PARTS))))

    def load(self) -> None:
        """Begin to read the corpus that is named; what is shown stays until it is read."""
        corpus, targets = self._paths, self.targets.value.strip()
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
        if self.view is None or self._loaded is None:
            return show_note("Nothing is shown, so nothing was written.")
        inputs = [Path(path) for path in self._loaded.corpus]
        self.written = export_view(self.view, self.settings, self._out, inputs, self._write_page)
        items = Markup("").join(Markup("<li><code>{}</code></li>").format(path) for path in self.written)
        return Html(Markup("<p>Written:</p><ul>{}</ul>").format(items), "\n".join(map(str, self.written)))

    def _export_here(self) -> None:
        try:
            shown = self.export()
        except (PresslensError, OSError) as error:
            shown = show_note(printable(f"Not written: {error}"))
        fill_place(self._files, shown)

    def _end(self) -> None:
        self.load_button.disabled = False

    def _show(self, loaded: _Loaded) -> None:
        """Show a corpus that was read: what was chosen before stays chosen where it can be."""
        wanted = self._wanted or self.settings["controls"]
        controls = _make_controls(loaded.tables)
        left = _set_controls(controls, wanted)
        events, _ = read_events(project_path("data", "events.csv"))
        boxes: list[Any] = []

        def draw(chosen: Settings) -> Html:
            part = choose_part(
                loaded.tables,
                events,
                targets=(chosen["first"], chosen["second"]),
                scorers=_list_scorers(loaded.tables) if chosen["scorer"] == _EVERY else [chosen["scorer"]],
                sources=chosen["sources"],
                since=chosen["since"],
                until=chosen["until"],
                voice=chosen["voice"],
            )
            view = draw_view(chosen["figure"], part)
            shown = view.show(self._out)
            self.view, self.table = view, _explore_data(view, self._out)
            for box in boxes:
                box.children = (self.table.widget,)
            return shown

        def adapt(changed: str) -> None:
            if changed == "first":
                _keep_apart(controls["second"], controls["first"].value)
            elif changed == "second":
                _keep_apart(controls["first"], controls["second"].value)

        explorer = Explorer(controls, draw, adapt)
        boxes.append(widgets.VBox([self.table.widget] if self.table else []))
        # All at once, and only now: until here the corpus before it was shown whole
        self._loaded, self.explorer, self._wanted = loaded, explorer, {}
        self._place.children = (_group("Figure", explorer.widget), _group("Data of this figure", boxes[0]))
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
    settings: str | Path | None = None,
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
        settings: A file ``settings.json`` of an export: its choices are taken up again, its corpus and targets too.
        write_page: `helpers.report.write_page`; without it exports hold no page.
        wait: Return only when the corpus is read, so that cells below can use it; an interrupt ends the reading.
        options: Further ones of `build`, such as ``copies=True``.

    Returns:
        The workbench; it is on the screen already.

    Raises:
        PresslensError: If the settings cannot be read.
    """
    saved = {"corpus": corpus, "targets": targets, "controls": {}} if settings is None else read_settings(settings)
    workbench = Workbench(build, out=out, options=options, write_page=write_page, **saved)
    display(workbench)  # before anything is read, so that its progress is seen
    workbench.load()
    _hear_interrupts(workbench.job.stop)
    if wait:
        workbench.job.wait()
    return workbench


def read_settings(path: str | Path) -> dict[str, Any]:
    """Read the choices that an export wrote.

    Raises:
        PresslensError: If the file is missing or holds something else.
    """
    try:
        given = json.loads(Path(path).read_text(encoding="utf-8"))
        corpus, targets, controls = given["corpus"], given["targets"], given["controls"]
        are_plain = isinstance(controls, dict) and isinstance(corpus, list) and isinstance(targets, str)
        if not are_plain or not all(isinstance(path, str) for path in corpus):
            raise TypeError
    except OSError as error:
        raise PresslensError(f"{path}: cannot be read ({error.strerror}); name a settings.json of an export") from None
    except (ValueError, KeyError, TypeError, RecursionError):
        raise PresslensError(f"{path}: holds no settings; name a settings.json of an export") from None
    return {"corpus": corpus, "targets": targets, "controls": controls}


def _hear_interrupts(stop: Callable[[], None]) -> None:
    """Let an interrupt of the kernel stop work that goes on while no cell runs; else kernels take no notice of it."""
    from IPython import get_ipython  # noqa: PLC0415 - its stubs want a shell

    kernel = getattr(get_ipython(), "kernel", None)
    if kernel is not None:
        kernel.saved_sigint_handler = lambda *_: stop()  # which it puts in place when a cell has ended


def _make_controls(tables: Tables) -> dict[str, Any]:
    """Return the controls for what a corpus holds."""
    labels = [(cut(label), key) for key, label in tables.targets.labels.items()]
    scorers = [(name.replace("_", " "), name) for name in _list_scorers(tables)]
    controls = {
        "figure": choose("figure", [(says, name) for name, (says, *_) in FIGURES.items()], "what is drawn"),
        "first": choose("first target", labels, "compared with the second"),
        "second": choose("second target", labels, "compared with the first", value=labels[1][1]),
        "scorer": choose("scorer", [*scorers, ("all of them", _EVERY)], "what scores the mentions"),
        "voice": choose("voice", _list_voices(tables.mentions), "whose words count: figures of tone"),
        "since": pick_date("from", "first day; articles without a date are left out then"),
        "until": pick_date("to", "last day; articles without a date are left out then"),
        "sources": pick(
            "sources", name_options(sorted(set(tables.articles["source"]))), "none chosen: all; Ctrl for several"
        ),
    }
    controls["sources"].rows = 5
    return controls


def _list_scorers(tables: Tables) -> list[str]:
    """Return the scorers that scored, in their order; one that stands for none where there is no mention."""
    return list(tables.mentions["scorer"].unique()) or ["stance"]


def _list_voices(mentions: pd.DataFrame) -> Options:
    blocs = sorted(set(name_voices(mentions)) - {JOURNALIST})
    voices = [ALL, JOURNALIST, QUOTED, *(f"{BLOC}{bloc}" for bloc in blocs)]
    return [(cut(name_voice(voice)), voice) for voice in voices]


def _set_controls(controls: Mapping[str, Any], wanted: Mapping[str, object]) -> list[str]:
    """Set what can be set and return the names of what cannot."""
    left = []
    for name, value in wanted.items():
        control = controls.get(name)
        try:
            if isinstance(control, widgets.DatePicker):
                control.value = None if value is None else date.fromisoformat(str(value))
            elif isinstance(control, widgets.SelectMultiple):
                control.value = tuple(value)  # type: ignore[arg-type]  # what is no list is refused
            elif control is not None:
                control.value = value
            else:
                left.append(name)
        except (ValueError, TypeError, widgets.widget.TraitError):
            left.append(name)
    return [cut(str(name)) for name in left]


def _keep_apart(control: Any, taken: object) -> None:
    """Choose another target where both are the same."""
    if control.value == taken:
        control.value = next(value for _, value in control.options if value != taken)


def _explore_data(view: View, out: Path) -> Explorer:
    columns = list(view.chart.data.columns)[:_TABLE_COLUMNS]
    caption = f"{view.chart.title}."
    return explore_table(view.chart.data, f"lab_{view.name}_table", out, caption=caption, columns=columns)


def _plain(value: object) -> object:
    """Return the value of a control as JSON holds it."""
    return list(value) if isinstance(value, tuple) else value.isoformat() if isinstance(value, date) else value


def _row(*parts: Any) -> Any:
    return widgets.Box(list(parts), layout=widgets.Layout(flex_flow="row wrap", width="100%"))


def _group(name: str, *parts: Any) -> Any:
    """Return parts of the workbench under a heading."""
    head = widgets.HTML(Markup('<h3 style="margin:.6em 0 .2em">{}</h3>').format(name))
    return widgets.VBox([head, *parts], layout=widgets.Layout(width="100%"))
