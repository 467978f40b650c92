"""Controls, and a view that follows them: live in the lab, as it is at first in a report."""

from collections.abc import Callable, Iterable, Mapping
from threading import RLock
from typing import Any

import ipywidgets as widgets  # type: ignore[import-untyped]  # it ships no types
import pandas as pd
from markupsafe import Markup

from helpers.display import Html, show_note
from helpers.errors import PresslensError, printable

Settings = Mapping[str, Any]  # the value of each control, by name
Options = list[tuple[str, Any]]  # what a list shows, and what it stands for

TURN = RLock()  # the lab may tell of changes in several threads, and matplotlib's settings are shared by all of them
_MOST = 1_000_000  # that can be typed as a floor
_NAME = 60  # characters of a source or title that are shown in a list


class Explorer:
    """Controls and what follows from them: live in the lab; in a report, as it is at first.

    Attributes:
        controls: The controls, by name.
        shown: What follows from the last settings with which it could be made.
        message: One line on why the present settings show nothing; empty if they do.
        widget: Controls, message and view, one below the other.
    """

    def __init__(
        self,
        controls: Mapping[str, Any],
        draw: Callable[[Settings], Html],
        adapt: Callable[[str], None] = lambda name: None,
        *,
        in_report: Html | None = None,
    ) -> None:
        """Draw once, and again whenever a control changes.

        Args:
            controls: Widgets with a value, by name.
            draw: Makes the view from the values, by name. A `PresslensError` is shown as a line above the last view.
            adapt: Called with the name of the control that changed, to set others by it before the view is drawn.
            in_report: What a report shows; by default the view, folded below what could be changed.
        """
        self.controls, self._draw, self._adapt = dict(controls), draw, adapt
        self.shown, self.message, self._is_busy = show_note(""), "", False
        self._line, self._view = widgets.Output(layout=widgets.Layout(min_height="2em")), widgets.Output()
        self._render()
        first = show_note(self.message) if self.message else self.shown
        said = f"In the lab, these can be changed: {self._describe()}"
        self._at_first = in_report or fold(said, first)
        row = widgets.Box(list(self.controls.values()), layout=widgets.Layout(flex_flow="row wrap", width="100%"))
        self.widget = widgets.VBox([row, self._line, self._view], layout=widgets.Layout(width="100%"))
        for name, control in self.controls.items():
            control.observe(lambda change, name=name: self._follow(name), names="value")

    def _repr_mimebundle_(self, **kwargs: object) -> dict[str, Any]:
        bundle: dict[str, Any] = self.widget._repr_mimebundle_(**kwargs)
        return {**bundle, "text/html": str(self._at_first.markup), "text/plain": self._at_first.text}

    def __repr__(self) -> str:
        """Return the text form of the view as it is at first."""
        return self._at_first.text

    def _follow(self, name: str) -> None:
        with TURN:
            if self._is_busy:  # a control that another one set
                return
            self._is_busy = True
            try:
                self._adapt(name)
                fill_place(self._line, show_note("Working …"))
                self._render()
            except Exception as error:  # else the view would stay as it was, and only the server's log would tell
                self._say(f"{type(error).__name__}: {error}")
            finally:
                self._is_busy = False

    def _render(self) -> None:
        try:
            with TURN:
                self.shown = self._draw({name: control.value for name, control in self.controls.items()})
        except PresslensError as error:
            self._say(str(error))
        else:
            fill_place(self._view, self.shown)
            self._say("")

    def _say(self, text: str) -> None:
        self.message = printable(" ".join(text.split()))
        fill_place(self._line, show_note(self.message) if self.message else None)

    def _describe(self) -> str:
        values = {c.description: _read_value(c) for c in self.controls.values()}
        return "; ".join(f"{name}: {value}" if value else name for name, value in values.items()) + "."


def fill_place(place: Any, content: Html | None) -> None:
    """Show HTML in an `Output` as the lab shows that of a cell, so that it looks alike and its links hold."""
    data = {} if content is None else {"text/html": str(content.markup), "text/plain": content.text}
    place.outputs = ({"output_type": "display_data", "data": data, "metadata": {}},) if data else ()


def choose(description: str, options: Options, tooltip: str, *, value: object = None) -> Any:
    """Return a list of which one is chosen: the first, or the value given."""
    control = widgets.Dropdown(options=options, **_dress(description, tooltip))
    if value is not None:
        if value not in [known for _, known in options]:
            raise PresslensError(
                f"{description}: there is no {printable(str(value))!r}; give one of the names in the data"
            )
        control.value = value
    return control


def pick(description: str, options: Options, tooltip: str) -> Any:
    """Return a list of which any number can be chosen, at first none."""
    rows = min(4, max(2, len(options)))
    return widgets.SelectMultiple(options=options, rows=rows, **_dress(description, tooltip))


def type_count(description: str, value: int, tooltip: str, *, most: int = _MOST) -> Any:
    """Return a field for a whole number from 1 on."""
    dress = _dress(description, tooltip)
    return widgets.BoundedIntText(value=value, min=1, max=most, continuous_update=False, **dress)


def type_share(description: str, value: float, tooltip: str) -> Any:
    """Return a field for a number from 0 to 1."""
    dress = _dress(description, tooltip)
    return widgets.BoundedFloatText(value=value, min=0, max=1, step=0.05, continuous_update=False, **dress)


def type_text(description: str, value: str, tooltip: str) -> Any:
    """Return a field for text, read when the analyst leaves it or presses Enter."""
    return widgets.Text(value=value, continuous_update=False, **_dress(description, tooltip))


def pick_date(description: str, tooltip: str) -> Any:
    """Return a field for a day, at first none."""
    return widgets.DatePicker(**_dress(description, tooltip))


def tick(description: str, value: bool, tooltip: str) -> Any:
    """Return a box to tick."""
    return widgets.Checkbox(value=value, **_dress(description, tooltip))


def _dress(description: str, tooltip: str) -> dict[str, Any]:
    """Return what all controls share; descriptions are text, never HTML, by default of ipywidgets."""
    return {
        "description": description,
        "tooltip": tooltip,
        "style": {"description_width": "6.5em"},
        "layout": widgets.Layout(width="20em", max_width="100%"),
    }


def set_options(control: Any, options: Options) -> None:
    """Set the options of a list and keep what is chosen, if it is among them; else choose the first."""
    values = [value for _, value in options]
    index = values.index(control.value) if control.value in values else 0
    control.options = options
    control.index = index if values else None


def name_options(names: Iterable[str]) -> Options:
    """Return names as options, shown without line breaks and not too long."""
    return [(cut(name), name) for name in names]


def name_articles(articles: pd.DataFrame) -> Options:
    """Return articles as options, named by source and title; the latter may not be known."""
    titles = articles["title"] if "title" in articles else articles["article_id"]
    named = zip(articles["source"], titles, articles["article_id"], strict=True)
    return [(f"{cut(source, 30)}: {cut(title or key)}", key) for source, title, key in named]


def list_sizes(counts: pd.DataFrame) -> Options:
    """Return the n of terms that were counted, as options."""
    sizes = sorted(map(int, counts["n_tokens"].unique())) or [1]
    return [("words and names" if n == 1 else f"phrases of {n} words", n) for n in sizes]


def cut(text: str, most: int = _NAME) -> str:
    """Return a name as one printable line of some characters at most."""
    text = printable(" ".join(str(text).split()))
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def stack(*parts: Html) -> Html:
    """Return pieces of HTML as one, below each other."""
    return Html(Markup("").join(part.markup for part in parts), "\n".join(part.text for part in parts))


def fold(summary: str, content: Html) -> Html:
    """Return a piece of HTML below a line that opens it."""
    markup = Markup('<details class="lab"><summary>{}</summary>{}</details>').format(summary, content.markup)
    return Html(markup, f"{summary}\n{content.text}")


def _read_value(control: Any) -> str:
    if isinstance(control, widgets.SelectMultiple):
        return ", ".join(control.label) or "all"
    if isinstance(control.value, bool):
        return "yes" if control.value else "no"
    if isinstance(control, widgets.DatePicker):
        return "any" if control.value is None else str(control.value)
    if isinstance(control, widgets.Dropdown):
        return "none" if control.label is None else str(control.label)
    return str(control.value)
