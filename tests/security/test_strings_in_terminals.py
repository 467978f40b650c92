"""Hostile strings on a terminal: none steers it, begins a line of its own, or is read as markup of rich."""

import io
import json

import pytest
from building import write_files
from click.testing import CliRunner
from making_strings import STRINGS
from rich.console import Console

from helpers import cli
from helpers.cli import main
from helpers.console import Display
from helpers.errors import Problem, printable

EVERY = pytest.mark.parametrize("name", STRINGS)


def is_plain(line):
    return line.isprintable()


def test_a_line_is_one_line_that_steers_nothing():
    lines = {name: printable(text) for name, text in STRINGS.items()}
    lines |= {f"problem {name}": str(Problem(text, "left out", text, text)) for name, text in STRINGS.items()}
    assert [] == [name for name, line in lines.items() if not is_plain(line)]


def test_a_line_keeps_what_can_be_printed():
    kept = {name: [c for c in printable(text) if c != "\N{REPLACEMENT CHARACTER}"] for name, text in STRINGS.items()}
    expected = {n: [c for c in t if c.isprintable() and c != "\N{REPLACEMENT CHARACTER}"] for n, t in STRINGS.items()}
    assert expected == kept


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


def show(text, *, terminal):
    """Return what a terminal is sent, or a log, while a notebook and a step are called so."""
    clock, file = Clock(), io.StringIO()
    console = Console(file=file, force_terminal=terminal, width=4000, color_system=None, legacy_windows=False)
    display = Display(console, clock)
    clock.now = 5.0
    display.show_step(text, 1, 4)
    with console.capture() as shown:
        console.print(display)
    display.show_notebook(text, 4, 4)
    return shown.get() + file.getvalue()


@pytest.mark.parametrize("terminal", [True, False])
def test_progress_shows_a_name_as_it_is_called(terminal):
    for name, text in STRINGS.items():
        shown = show(text, terminal=terminal)
        assert all(is_plain(line) for line in shown.splitlines()), name
        if terminal:
            assert printable(text).strip() in shown, name
        else:
            assert f"{printable(text)}\n{printable(text)}: 4 cells\n" in shown, name


def test_what_a_command_says_steers_nothing(capsys):
    for text in STRINGS.values():
        cli._say(text)
        cli._say(text, err=True)
        cli._fail(text)
        cli._tell([text])
    out, err = capsys.readouterr()
    assert (len(STRINGS), 3 * len(STRINGS)) == (out.count("\n"), err.count("\n"))
    assert all(map(is_plain, (out + err).split("\n")))


def test_json_is_the_same_and_steers_nothing(capsys):
    given = {**STRINGS, "half a character": "a\ud800b", "byte of a name": "\udcff"}
    cli._print_json(given)
    out = capsys.readouterr().out
    assert given == json.loads(out)
    assert all(map(is_plain, out.replace("\xa0", " ").split("\n")))


def test_wrong_use_is_told_without_what_steers_a_terminal():
    for name, text in STRINGS.items():
        if "\0" in text or text.startswith("-"):  # no command line holds the one, the other is an option
            continue
        for arguments in ([text], ["report", text], ["report", "--jobs", text], ["corpus", text], [f"--{text}"]):
            result = CliRunner().invoke(main, arguments)
            assert all(map(is_plain, result.output.split("\n"))), name


@pytest.mark.parametrize("command", ["clean", "add"])
def test_a_name_of_a_folder_steers_nothing(command, tmp_path):
    folder = write_files(tmp_path / "a\x1b[31m\x9b\u202e\nleft out", {"b.txt": ""})
    arguments = {"clean": [folder], "add": [folder / "none"]}.get(command, ["--corpus", folder])
    arguments += [] if command == "add" else ["--out", tmp_path / "out\x1b[31m"]
    result = CliRunner().invoke(main, [command, *map(str, arguments)])
    assert result.exit_code
    assert all(map(is_plain, result.output.split("\n")))
