"""What a terminal shows of slow work."""

import io

import pytest
from rich.console import Console

from helpers import console as room
from helpers.console import Display, show_progress
from helpers.progress import tell


class Clock:
    """A clock that stands until it is turned."""

    now = 0.0

    def __call__(self):
        return self.now


def make(width=80, *, terminal=True):
    clock = Clock()
    console = Console(file=io.StringIO(), force_terminal=terminal, width=width, color_system=None, legacy_windows=False)
    return Display(console, clock), console, clock


def look(display, console):
    with console.capture() as shown:
        console.print(display)
    return shown.get()


def test_nothing_is_shown_of_what_is_over_at_once():
    display, console, clock = make()
    clock.now = 0.5
    display.show_step("cleaning", 1, 4)
    assert "" == look(display, console).strip()


@pytest.mark.parametrize("width", [80, 40, 30])
def test_one_line_with_step_share_time_and_time_left(width):
    display, console, clock = make(width)
    display.show_step("reading", 0, 4)
    clock.now = 75
    display.show_step("finding sentences, quotes and mentions", 1, 4)
    lines = look(display, console).splitlines()
    assert 1 == len(lines)
    assert len(lines[0]) <= width
    assert lines[0].startswith("f")
    if width > 30:
        assert all(part in lines[0] for part in ("25%", "1:15", "3:45 left"))


def test_a_line_per_notebook_and_none_of_the_steps_before():
    display, console, clock = make()
    display.show_step("reading", 1, 2)
    clock.now = 20
    display.show_notebook("00_corpus", 1, 4)
    clock.now = 30
    display.show_notebook("00_corpus", 2, 4)
    display.show_notebook("[red]01", 4, 4)
    first, second = look(display, console).splitlines()
    assert "00_corpus" in first
    assert "50%" in first
    assert "0:10 left" in first
    assert "[red]01" in second
    assert "100%" in second


def test_elsewhere_a_line_per_step_and_per_notebook():
    display, console, clock = make(terminal=False)
    clock.now = 5
    for step, done in (("reading", 0), ("reading", 1), ("clean\x1bing", 2)):
        display.show_step(step, done, 4)
    for done in (0, 4, 4):
        display.show_notebook("00_corpus", done, 4)
    assert [
        "reading",
        "clean\N{REPLACEMENT CHARACTER}ing",
        "00_corpus: 4 cells",
    ] == console.file.getvalue().splitlines()


@pytest.mark.parametrize("error", [None, KeyboardInterrupt])
def test_a_terminal_is_left_clean(error, monkeypatch):
    monkeypatch.setattr(room, "_AFTER", 0)
    file = io.StringIO()
    monkeypatch.setattr(room, "Console", lambda **_: Console(file=file, force_terminal=True, width=80))
    try:
        with show_progress():
            tell("cleaning", 1, 2)
            if error:
                raise error
    except KeyboardInterrupt:
        pass
    shown = file.getvalue()
    assert "cleaning" in shown
    assert shown.rindex("\x1b[?25h") > shown.rindex("cleaning")  # the cursor is back
    assert shown.endswith("\x1b[2K")  # and the line is gone
    tell("reading", 1, 2)
    assert "reading" not in file.getvalue()


def test_nothing_is_shown_where_it_is_off(capsys):
    with show_progress(enabled=False):
        tell("cleaning", 1, 2)
    assert ("", "") == capsys.readouterr()
