"""A coding sheet for the lab: one mention after the other, one key each, every answer on the disk before the next."""

import time
from collections.abc import Callable
from pathlib import Path
from threading import RLock
from typing import Any

import ipywidgets as widgets  # type: ignore[import-untyped]  # it ships no types
import pandas as pd
from markupsafe import Markup

from helpers.coding import CODEBOOK, Steps, hash_codebook, read_codebook, read_items
from helpers.display import Html, show_note
from helpers.errors import PresslensError, Problem, printable
from helpers.explore.controls import cut, fill_place, fold, stack

_KEYS = {"negative": ("n", "1"), "neutral": ("0", "2"), "positive": ("p", "3"), "unclear": ("4",)}
_LABELS = {key: label for label, keys in _KEYS.items() for key in keys}
_UNDO = "u"
_LEAST_SECONDS = 0.2  # that a mention is shown before an answer to it counts: nobody reads sooner, a held key repeats
_MOST_PROBLEMS = 3  # that are shown; `problems` holds all
_MARK = Markup('<mark style="background:#ffd54f66;color:inherit;border-bottom:2px solid">{}</mark>')


class CodingSheet:
    """A sheet that asks a coder for one mention after the other: live in the lab; in a report, how far it has come.

    Attributes:
        steps: What the coder did so far, and the file that holds it.
        item: Number of the item that is asked about; 0 if all are coded or the sheet is locked.
        message: What was done last, or why nothing was.
        shown: The mention that is asked about, as it is shown.
        widget: All of the sheet, one part below the other.
    """

    def __init__(
        self,
        items: pd.DataFrame,
        steps: Steps,
        codebook: str,
        *,
        problems: tuple[Problem, ...] = (),
        on_lock: Callable[[], Html | None] = lambda: None,
    ) -> None:
        """Show the first item that is not coded.

        Args:
            items: With the columns of `helpers.schemas.CodingItems`.
            steps: Of the coder.
            codebook: The rules, as text.
            problems: What is wrong in the items.
            on_lock: Returns what is shown below a sheet once it is locked: the comparison.
        """
        self.steps, self.item, self.message, self.shown = steps, 0, "", show_note("")
        self._rows = {row["item"]: row for row in items.to_dict("records")}
        self._problems, self._on_lock = problems, on_lock
        self._turn, self._seen, self._shown_at = RLock(), "", 0.0
        self._head, self._text, self._line, self._faults = (widgets.HTML() for _ in range(4))
        self._line.layout.min_height = "2.5em"  # else the buttons would jump with each message
        self._bar = widgets.IntProgress(max=max(len(self._rows), 1), layout=widgets.Layout(width="100%"))
        self.keys = widgets.Text(
            placeholder="click here, then a key for each item",
            tooltip="n or 1 negative, 0 or 2 neutral, p or 3 positive, 4 unclear, u undo; Enter is not needed",
            layout=widgets.Layout(width="18em"),
        )
        self.buttons = {label: _make_button(label, keys) for label, keys in _KEYS.items()}
        self.undo = widgets.Button(description=f"undo  [{_UNDO}]", tooltip="take back the last answer")
        self.lock = widgets.Button(description="Lock …", tooltip="end the coding; asks once more before it does")
        self.confirm = widgets.Button(description="Yes, lock", tooltip="no answer can be changed after this")
        self.cancel = widgets.Button(description="No, go on", tooltip="go on coding")
        self._question = widgets.HTML()
        self._asking = widgets.VBox([self._question, widgets.HBox([self.confirm, self.cancel])])
        self._asking.layout.display = "none"
        self._comparison = widgets.Output()
        row = widgets.Box([self.keys, *self.buttons.values(), self.undo], layout=widgets.Layout(flex_flow="row wrap"))
        rules = fold("Codebook", Html(Markup('<pre style="white-space:pre-wrap">{}</pre>').format(codebook), codebook))
        parts = [self._head, self._bar, self._text, row, self._line, self.lock, self._asking, self._faults]
        below = [widgets.HTML(str(rules.markup)), self._comparison]
        self.widget = widgets.VBox([*parts, *below], layout=widgets.Layout(width="100%"))
        self._connect()
        self._show("Resumed." if steps.labels and not steps.is_locked else "")
        self._reveal()

    @property
    def is_locked(self) -> bool:
        """Tell whether the coder has locked, so that the comparison may be shown."""
        return self.steps.is_locked

    @property
    def problems(self) -> list[Problem]:
        """Return what is wrong in the items, and in the coder's file."""
        return [*self._problems, *self.steps.problems]

    def _repr_mimebundle_(self, **kwargs: object) -> dict[str, Any]:
        bundle: dict[str, Any] = self.widget._repr_mimebundle_(**kwargs)
        at_first = self._describe()
        return {**bundle, "text/html": str(at_first.markup), "text/plain": at_first.text}

    def __repr__(self) -> str:
        """Return how far the coder has come."""
        return self._describe().text

    def _describe(self) -> Html:
        done = f"{self.steps.coder} has coded {len(self.steps.labels)} of {len(self._rows)} mentions"
        note = show_note(
            f"Coding sheet: {done}{', and locked' if self.is_locked else ''}. In the lab it shows one mention after "
            "another, without source and scores, and takes one key for each."
        )
        return stack(note, self._compared) if self._compared else note

    def _connect(self) -> None:
        self.keys.observe(lambda change: self._read_keys(change["new"]), names="value")
        for label, button in self.buttons.items():
            button.on_click(lambda _, label=label: self._take(lambda: self._answer(label)))
        self.undo.on_click(lambda _: self._take(self._undo))
        self.lock.on_click(lambda _: self._take(self._ask))
        self.confirm.on_click(lambda _: self._take(self._lock))
        self.cancel.on_click(lambda _: self._take(lambda: ""))

    def _read_keys(self, typed: str) -> None:
        """Act on the key that was added at the end of the field.

        The field is never emptied from here: what is typed meanwhile would be read twice, or lost.
        """
        with self._turn:
            new = typed.removeprefix(self._seen) if typed.startswith(self._seen) else ""
            self._seen = typed
            key = new.lower()
            if key in _LABELS:
                self._take(lambda: self._answer(_LABELS[key]))
            elif key == _UNDO:
                self._take(self._undo)
            elif len(new) > 1:
                self._show("Several keys at once: nothing was saved; press one key for the mention that is shown.")
            elif new.strip():
                self._show(f"{new!r} is no key: nothing was saved.")

    def _take(self, act: Callable[[], str]) -> None:
        """Do something, and show what came of it; nothing is done for a mention that another window has answered."""
        with self._turn:
            self._asking.layout.display = "none"
            try:
                if self.steps.refresh():
                    self._reveal()
                    said = "The file has changed, perhaps in another window: nothing was saved now."
                else:
                    said = act()
            except PresslensError as error:
                said = str(error)
            except Exception as error:  # else only the server's log would tell
                said = f"Not saved: {type(error).__name__}: {error}"
            self._show(said)

    def _answer(self, label: str) -> str:
        item = self.item
        if not item:
            return "All items are coded: nothing was saved. Undo takes back the last answer."
        if time.monotonic() - self._shown_at < _LEAST_SECONDS:
            return "Too fast: nothing was saved for this mention, which had only just been shown."
        self.steps.label(item, label)
        return f"Item {item}: {label}, saved."

    def _undo(self) -> str:
        item = self.steps.undo()
        return f"Item {item}: taken back." if item else "There is nothing to take back."

    def _ask(self) -> str:
        done, n = len(self.steps.labels), len(self._rows)
        if not done:
            return "Nothing is coded yet: there is nothing to lock."
        left = f"{n - done} of {n} are not coded, and will never be. " if done < n else f"All {n} are coded. "
        self._question.value = str(show_note(f"{left}After a lock no answer can be changed. Lock?").markup)
        self._asking.layout.display = ""
        return ""

    def _lock(self) -> str:
        self.steps.lock()
        self._reveal()
        return ""

    def _reveal(self) -> None:
        """Show the comparison, but only of a sheet that is locked."""
        self._compared: Html | None = None
        if self.is_locked:
            try:
                self._compared = self._on_lock()
            except Exception as error:  # the lock stands all the same
                self._compared = show_note(printable(" ".join(f"{type(error).__name__}: {error}".split())))
        fill_place(self._comparison, self._compared)

    def _show(self, message: str) -> None:
        """Show the first item without a label, how many have one, and a message."""
        labels, is_locked = self.steps.labels, self.is_locked
        item = 0 if is_locked else next((number for number in self._rows if number not in labels), 0)
        if item != self.item:
            self.item, self._shown_at = item, time.monotonic()
        self.message = printable(" ".join(message.split()))
        at = f"Item {item} of {len(self._rows)}. " if item else ""
        self._head.value = _note(f"{at}{len(labels)} coded by {self.steps.coder}.")
        self._bar.value = len(labels)
        self.shown = _show_mention(self._rows[item]) if item else show_note(_say_end(is_locked))
        self._text.value = str(self.shown.markup)
        self._line.value = _note(self.message)
        told = [str(problem) for problem in self.problems]
        more = [f"and {len(told) - _MOST_PROBLEMS} more"] if len(told) > _MOST_PROBLEMS else []
        self._faults.value = "".join(_note(line) for line in [*told[:_MOST_PROBLEMS], *more])
        for control in (self.keys, self.undo, self.lock, *self.buttons.values()):
            control.disabled = is_locked


def code_mentions(
    items_file: str | Path,
    coder: str,
    *,
    codebook: str | Path | None = None,
    on_lock: Callable[[], Html | None] = lambda: None,
) -> CodingSheet:
    """Let a coder label the mentions that were drawn, going on where he or she stopped.

    Args:
        items_file: The items, as `helpers.coding.write_items` wrote them; answers go beside it.
        coder: Name of the coder, which names the file of answers.
        codebook: The codebook that the items name; by default the one beside them.
        on_lock: Returns what is shown once the sheet is locked, and whenever a locked one is opened: the comparison.

    Raises:
        PresslensError: If items, codebook or earlier answers cannot be read, the codebook is another than that of the
            items, or the name is none.
    """
    path = Path(items_file)
    items, problems = read_items(path)
    rules = Path(codebook) if codebook else path.parent / CODEBOOK
    if hash_codebook(rules) != items["codebook"].iloc[0]:
        raise PresslensError(f"{rules}: is not the codebook that the items name; put back the one they were drawn with")
    text = read_codebook(rules).decode("utf-8", errors="replace")
    return CodingSheet(items, Steps(path.parent, items, coder), text, problems=tuple(problems), on_lock=on_lock)


def _make_button(label: str, keys: tuple[str, ...]) -> Any:
    shown = " or ".join(keys)
    return widgets.Button(description=f"{label}  [{shown}]", tooltip=f"label {label}; key {shown}")


def _note(text: str) -> str:
    return str(show_note(text).markup) if text else ""


def _say_end(is_locked: bool) -> str:
    if is_locked:
        return "Locked: no answer can be changed any more, and the comparison may be shown."
    return "All items are coded. Undo takes back the last answer; Lock ends the coding and shows the comparison."


def _show_mention(row: dict[Any, Any]) -> Html:
    """Return a mention in its context, marked, and the question; of the rest of the row nothing."""
    target, (before, mention, after) = cut(row["target"]), (row[name] for name in ("before", "mention", "after"))
    markup = Markup(
        "<p>How does the text portray <strong>{}</strong> at the marked place?</p>"
        '<blockquote dir="auto" style="max-width:70ch;font-size:1.15em;line-height:1.5;white-space:pre-wrap">'
        "{}{}{}</blockquote>"
    ).format(target, before, _MARK.format(mention), after)
    return Html(markup, f"How does the text portray {target} at the marked place?\n{before}[{mention}]{after}")
