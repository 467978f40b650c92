"""Slow work in a thread of its own: a bar, the time left, and a button that stops it."""

import time
from collections.abc import Callable
from threading import Event, Thread
from typing import Any, TypeVar

import ipywidgets as widgets  # type: ignore[import-untyped]  # it ships no types
from markupsafe import Markup

from helpers.errors import PresslensError, printable
from helpers.progress import Pace, Progress, describe_step

Done = TypeVar("Done")
_EVERY = 0.2  # seconds between two movements of the bar: each is a message to the browser


class StoppedError(Exception):
    """The analyst stopped the work."""


class Job:
    """A place for slow work, one at a time.

    Attributes:
        message: What is being done, or what came of it, in one line.
        error: What the last work failed of, or that it was stopped; empty if it did not.
        widget: The bar, the button and the line.
    """

    def __init__(self) -> None:
        self.message = self.error = ""
        self._stopping, self._pace, self._shown_at = Event(), Pace(), 0.0
        self._thread: Thread | None = None
        self.bar = widgets.FloatProgress(min=0, max=1, layout=widgets.Layout(width="20em", max_width="100%"))
        self.button = widgets.Button(description="Stop", icon="stop", tooltip="end this; what is shown now stays")
        self.button.on_click(lambda _: self.stop())
        self._line = widgets.HTML()
        self._row = widgets.Box([self.bar, self.button], layout=widgets.Layout(flex_flow="row wrap", display="none"))
        self.widget = widgets.VBox([self._row, self._line])

    @property
    def is_running(self) -> bool:
        """Whether there is work that has not ended."""
        return self._thread is not None and self._thread.is_alive()

    def start(
        self, work: Callable[[Progress], Done], then: Callable[[Done], object], finish: Callable[[], object]
    ) -> None:
        """Begin; what was begun before goes on, and this is not begun.

        Args:
            work: Is given what to tell its progress to; that ends it where somebody asked for it.
            then: Is given what it made, unless it failed or was stopped.
            finish: Called at the end in any case.
        """
        if self.is_running:
            return
        self._stopping.clear()
        self.error, self._shown_at = "", 0.0
        self._pace.start()
        self.bar.value, self.button.disabled, self._row.layout.display = 0, False, ""
        self.say("Beginning …")
        self._thread = Thread(target=self._run, args=[work, then, finish], daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ask the work to end; it hears that when it tells its progress next."""
        if self.is_running and not self._stopping.is_set():
            self._stopping.set()
            self.button.disabled = True
            self.say(f"Stopping: waits for the end of this step ({self.message.partition(',')[0]}).")

    def wait(self) -> None:
        """Wait until the work has ended; an interrupt of the kernel stops it."""
        try:
            while self.is_running:
                time.sleep(_EVERY / 4)
        except KeyboardInterrupt:
            self.stop()

    def say(self, text: str) -> None:
        """Show a line, which is read out to those who cannot see it."""
        self.message = printable(" ".join(text.split()))
        self._line.value = Markup('<span role="status">{}</span>').format(self.message)

    def _show_step(self, text: str) -> None:
        """Show how far the work is: too often to be read out."""
        self.message = printable(text)
        self._line.value = Markup("<span>{}</span>").format(self.message)

    def _run(
        self, work: Callable[[Progress], Done], then: Callable[[Done], object], finish: Callable[[], object]
    ) -> None:
        try:
            done = work(self._tell)
            self._hear()
            self.say("Drawing …")
            then(done)
        except StoppedError:
            self._fail("Stopped; nothing was changed.")
        except PresslensError as error:
            self._fail(str(error))
        except Exception as error:
            self._fail(f"{type(error).__name__}: {error}")
        finally:
            self._row.layout.display = "none"
            finish()

    def _fail(self, why: str) -> None:
        self.say(why)
        self.error = self.message

    def _hear(self) -> None:
        if self._stopping.is_set():
            raise StoppedError

    def _tell(self, step: str, done: float, total: float) -> None:
        self._hear()
        self._pace.note(done / total if total else 1.0)
        now = time.monotonic()
        if now - self._shown_at >= _EVERY:
            self._shown_at, self.bar.value = now, self._pace.share
            self._show_step(describe_step(step, self._pace))


def make_button(description: str, icon: str, tooltip: str, on_click: Callable[[], object]) -> Any:
    """Return a button that does something."""
    button = widgets.Button(description=description, icon=icon, tooltip=tooltip)
    button.on_click(lambda _: on_click())
    return button
