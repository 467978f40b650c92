"""Kernels that die, hang or put out too much: each is named with its cell and cause, and the others go on."""

import os
import signal
import subprocess
import sys
import time

import pytest
from building import ROOT
from making_faults import list_living
from making_notebooks import write_notebook

from helpers.report import build_report
from helpers.report.client import MOST_PRINTED
from helpers.report.kernel import MOST_OUTPUT

IGNORE = "import ctypes, signal\nfor n in (2, 15): signal.signal(n, signal.SIG_IGN)\n"
HANG = f"{IGNORE}print('begun', flush=True)\nctypes.PyDLL(None).sleep(600)"  # in C, and lets no other thread run
# Last cell of a notebook, and what is said of it
ENDS = {
    "exits": ("import os; os._exit(3)", "the kernel ended itself with exit code 3; take out of the cell"),
    "is_killed": ("import os; os.kill(os.getpid(), 9)", "the kernel was killed, as the system does when memory is"),
    "crashes": ("import ctypes; ctypes.string_at(0)", "a fault in compiled code; run the notebook in the lab"),
    "asks": ("input('Name?')", "StdinNotImplementedError"),
    "floods": ("for _ in range(200): print('x' * 1_000_000)", "put out more than 50 MB; let it print and show less"),
    "shows": (
        "from IPython.display import HTML, display\nfor _ in range(60): display(HTML('x' * 10**6))",
        "put out more than 50 MB",
    ),
}


@pytest.fixture(scope="module")
def ended(tmp_path_factory):
    folder = tmp_path_factory.mktemp("ends")
    sources = {name: source for name, (source, _) in ENDS.items()}
    books = [write_notebook(folder / "books", f"{name}.ipynb", "1", source) for name, source in sources.items()]
    books.append(write_notebook(folder / "books", "whole.ipynb", "print('-' * 300_000)", "print('the end')"))
    return build_report(books, {}, folder / "out"), folder / "out"


@pytest.mark.parametrize("name", ENDS)
def test_a_kernel_that_ends_is_named_with_its_cell_and_why(ended, name):
    record, out = ended
    error, page = record.notebooks[name].error, (out / f"{name}.html").read_text(encoding="utf-8")
    first_line = ENDS[name][0].partition("\n")[0][:60]
    assert error.startswith(f"{name}.ipynb, code cell 2 ({first_line}): ")
    assert ENDS[name][1] in error
    assert f"{name}.ipynb, code cell 2" in page
    assert f"{name}.ipynb, code cell 2" in (out / "index.html").read_text(encoding="utf-8")
    assert len(page) < (MOST_OUTPUT if name == "shows" else 10 * MOST_PRINTED)


def test_the_others_go_on_and_a_line_without_end_is_cut(ended):
    record, out = ended
    page = (out / "whole.html").read_text(encoding="utf-8")
    assert "" == record.notebooks["whole"].error
    assert "the end" in page
    assert "cut here by Presslens: the cell printed more than 100,000 characters" in page
    assert MOST_PRINTED <= page.count("-") < 2 * MOST_PRINTED


def test_a_notebook_has_one_time_whatever_its_cells_do(tmp_path):
    waits = ("import time", *["time.sleep(7)"] * 5)
    hangs = [write_notebook(tmp_path, "c.ipynb", HANG), write_notebook(tmp_path, "waits.ipynb", *waits)]
    record = build_report(hangs, {}, tmp_path / "out", timeout=20)
    assert ["took more than 20 s; give it more with --timeout"] * 2 == [e.rpartition(": ")[2] for e in record.errors]


def test_a_cell_that_prints_for_ever_is_stopped_by_its_time(tmp_path):
    """It prints so fast that who reads it has no rest, and so little that no bound of bytes ends it."""
    book = write_notebook(tmp_path, "a.ipynb", "while True: print('x', flush=True)")
    record = build_report([book], {}, tmp_path / "out", timeout=8)
    assert [] == [error for error in record.errors if "took more than 8 s; give it more with --timeout" not in error]
    assert 1 == len(record.errors)


def test_all_that_a_cell_shows_is_kept_however_fast_it_comes(tmp_path):
    show = "from IPython.display import display\nfor n in range(3000): display(n)"
    book = write_notebook(tmp_path, "a.ipynb", show)
    record = build_report([book], {}, tmp_path / "out")
    assert [] == record.errors
    page = (tmp_path / "out" / "a.html").read_text(encoding="utf-8")
    assert all(f">{n}<" in page.replace("\n", "") for n in (0, 1500, 2999))


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP", "SIGKILL"])
def test_a_report_that_is_ended_ends_its_kernels(tmp_path, request, name):
    book = write_notebook(tmp_path, "a.ipynb", HANG.replace("print(", "open('begun', 'w'), print("))
    code = (
        "import sys; from pathlib import Path; from helpers.report import build_report; import helpers.cli as cli\n"
        "run = lambda: build_report([Path(sys.argv[1])], {}, Path(sys.argv[2])) and 0\n"
        "run.__doc__ = 'Run.'; cli._command('x')(run).main(args=[], standalone_mode=False)"
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PRESSLENS_TRIAL": tmp_path.as_posix()}
    command = [sys.executable, "-c", code, str(book), str(tmp_path / "out")]
    process = subprocess.Popen(command, env=env, stderr=subprocess.PIPE, text=True, start_new_session=True)
    request.addfinalizer(process.kill)
    until = time.monotonic() + 120
    while not (tmp_path / "out" / ".work" / "a" / "begun").exists() and time.monotonic() < until:
        time.sleep(0.1)
    assert 2 == len(list_living(f"PRESSLENS_TRIAL={tmp_path.as_posix()}\0"))
    number = getattr(signal, name)
    process.send_signal(number)
    _, said = process.communicate(timeout=60)
    assert process.returncode == (-9 if name == "SIGKILL" else 128 + number)
    assert "Traceback" not in said
    assert name == "SIGKILL" or "presslens: interrupted" in said
    until = time.monotonic() + 20
    while (living := list_living(f"PRESSLENS_TRIAL={tmp_path.as_posix()}\0")) and time.monotonic() < until:
        time.sleep(0.1)
    assert [] == living
