"""How far a command is: on a terminal a line with bar and time left, elsewhere a line per step."""

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Column, Table
from rich.text import Text

from helpers.errors import printable
from helpers.progress import Pace, watch

_AFTER = 1.0  # seconds: what is over sooner needs no line
_STEP = "step"
_NARROW = 60  # columns of a terminal


class Display:
    """Lines, each of something that is done step by step.

    Args:
        console: Where they are shown.
        clock: Tells the time in seconds.
    """

    def __init__(self, console: Console, clock: Callable[[], float] = time.monotonic) -> None:
        self._console, self._clock = console, clock
        self._whole = Pace(clock)
        self._lines: dict[str, tuple[str, Pace]] = {}
        self._said = ""

    def show_step(self, step: str, done: float, total: float) -> None:
        """Show how far a step is, on the line that all steps share."""
        self._move(_STEP, step, done, total, Pace(self._clock))
        if step != self._said and self._whole.elapsed >= _AFTER:
            self._said = step
            self._say(step)

    def show_notebook(self, name: str, done: float, total: int) -> None:
        """Show how far a notebook is, on its own line, and no steps any more."""
        self._lines.pop(_STEP, None)
        was_done = name in self._lines and self._lines[name][1].share >= 1
        # Its cells differ so much that only all the time there was says something
        self._move(name, name, done, total, Pace(self._clock, window=math.inf))
        if done >= total and not was_done:
            self._say(f"{name}: {total} cells")

    def _move(self, key: str, label: str, done: float, total: float, new: Pace) -> None:
        pace = self._lines[key][1] if key in self._lines else new
        pace.note(done / total if total else 1.0)
        self._lines[key] = (printable(label), pace)

    def _say(self, text: str) -> None:
        if not self._console.is_terminal:
            self._console.print(printable(text), markup=False, emoji=False, highlight=False, soft_wrap=True)

    def __rich__(self) -> Table:
        """Return a row per line: step, bar, share, time, time left."""
        step = Column(no_wrap=True, overflow="ellipsis", ratio=1)
        table = Table.grid(step, *(Column(no_wrap=True) for _ in range(4)), padding=(0, 1, 0, 0), expand=True)
        if self._whole.elapsed < _AFTER:
            return table
        width = 6 if self._console.width < _NARROW else 20
        for label, pace in list(self._lines.values()):
            left = pace.find_left()
            told = f"{_format_time(left)} left" if left is not None else ""
            bar = ProgressBar(total=1, completed=pace.share, width=width)
            percent = f"{int(pace.share * 100):>3}%"
            table.add_row(Text(label), bar, percent, _format_time(pace.elapsed), f"{told:<9}")
        return table


def _format_time(seconds: float) -> str:
    """Format seconds as "1:05" or "2:00:05"."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


@contextmanager
def show_progress(*, enabled: bool = True) -> Iterator[Display]:
    """Show on standard error how far what is done in here is; at its end, however that comes, the lines go.

    Args:
        enabled: Whether anything is shown.
    """
    console = Console(stderr=True, quiet=not enabled)
    display = Display(console)
    with watch(display.show_step):
        if not (enabled and console.is_terminal):
            yield display
            return
        with Live(display, console=console, refresh_per_second=5, transient=True, redirect_stdout=False):
            yield display
