"""A bar below a cell of a notebook while it works; once the work is done, nothing of it is left to see."""

import os
import sys
from functools import cache
from threading import current_thread, main_thread
from typing import Any

from markupsafe import Markup

from helpers.errors import printable
from helpers.progress.pace import Pace, describe_step

# Environment variable of a kernel that a report runs: no bar, but a message of this type to who runs it
REPORTED = "PRESSLENS_REPORTED"
MESSAGE = "application/vnd.presslens.progress+json"
_AFTER = 1.5  # seconds: what is over sooner needs no bar
_EVERY = 0.2  # seconds between two movements: each is a message to the browser
# Colours of the text that stands around it, so that it can be read in light and dark
_BAR = Markup(
    '<div role="progressbar" aria-label="{text}" aria-valuemin="0" aria-valuemax="100" aria-valuenow="{percent}" '
    'style="max-width:24em;height:.6em;border:1px solid currentColor;border-radius:.3em;overflow:hidden">'
    '<div style="width:{percent}%;height:100%;background:currentColor;opacity:.6"></div></div><div>{text}</div>'
)


class Bar:
    """The bar of the cell that runs now.

    Args:
        shell: Of IPython.
    """

    def __init__(self, shell: Any) -> None:
        self._is_reported = bool(os.environ.get(REPORTED))
        self._handle: Any = None
        self._is_empty = True
        self._pace: Pace | None = None
        self._shown_at = 0.0
        shell.events.register("post_run_cell", self._end_cell)

    def __call__(self, step: str, done: float, total: float) -> None:
        """Show how far a step is, if it has taken a while; at its end show nothing."""
        if current_thread() is not main_thread():  # its output would go to whatever cell runs then
            return
        if done >= total:
            self._clear()
            return
        self._pace = self._pace or Pace()
        self._pace.note(done / total)
        now = self._pace.elapsed
        if now >= _AFTER and now - self._shown_at >= _EVERY:
            self._shown_at = now
            self._show(step, self._pace)

    def _show(self, step: str, pace: Pace) -> None:
        text, percent = printable(describe_step(step, pace)), int(pace.share * 100)
        if self._is_reported:
            _send({MESSAGE: str(pace.share)})
        else:
            self._write({"text/html": str(_BAR.format(text=text, percent=percent)), "text/plain": text})

    def _write(self, data: dict[str, str]) -> None:
        self._is_empty = not any(data.values())
        if self._handle is None:
            self._handle = _send(data, display_id=True)
        else:
            self._handle.update(data, raw=True)

    def _clear(self) -> None:
        self._pace, self._shown_at = None, 0.0
        if not self._is_empty:
            self._write({"text/html": "", "text/plain": ""})

    def _end_cell(self, _: object) -> None:
        self._clear()
        self._handle = None


def _send(data: dict[str, Any], **options: Any) -> Any:
    from IPython.display import display  # noqa: PLC0415 - only where there is a notebook

    return display(data, raw=True, **options)


@cache
def find_bar() -> Bar | None:
    """Return the bar of the notebook that this process is the kernel of; nothing elsewhere."""
    python = sys.modules.get("IPython")
    shell = python.get_ipython() if python else None
    return Bar(shell) if hasattr(shell, "kernel") else None
