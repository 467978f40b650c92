"""The bar of slow work in a real kernel."""

import nbformat
import pytest
from nbclient import NotebookClient

from helpers.progress.notebook import MESSAGE
from helpers.report.run import run_notebooks

SLOW = """
import time
from helpers.progress import notebook, track
notebook._AFTER = notebook._EVERY = 0.1
for _ in track(range(8), "<b>cleaning</b>"):
    time.sleep(0.08)
"""
QUICK = "for _ in track(range(8), 'cleaning'): pass"
BROKEN = "for _ in track(range(8), 'cleaning'):\n    time.sleep(0.08)\n    if _ == 5: break\n1"


def make(*sources):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell{number}"
    return notebook


@pytest.fixture(scope="module")
def run():
    """Run cells as a lab does; return them, and all that was displayed in between."""
    seen = []

    class Client(NotebookClient):
        def process_message(self, msg, cell, cell_index):
            seen.append((cell_index, msg["msg_type"], msg["content"].get("data", {})))
            return super().process_message(msg, cell, cell_index)

    notebook = make(SLOW, QUICK, BROKEN)
    Client(notebook, kernel_name="python3", store_widget_state=False).execute()
    return notebook, seen


def shown(seen, cell):
    return [data["text/html"] for at, _, data in seen if at == cell and "text/html" in data]


def test_a_slow_loop_shows_how_far_it_is(run):
    bars = shown(run[1], 0)
    assert len(bars) > 2
    assert 'role="progressbar"' in bars[0]
    assert "&lt;b&gt;cleaning&lt;/b&gt;" in bars[0].lower()
    assert "<b>" not in bars[0].lower()
    shares = [int(bar.partition('aria-valuenow="')[2].partition('"')[0]) for bar in bars[:-1]]
    assert shares == sorted(shares)


def test_nothing_of_it_is_left_to_see(run):
    for cell in (0, 2):  # the second leaves its loop halfway
        assert "" == shown(run[1], cell)[-1]
        kept = [output for output in run[0].cells[cell].outputs if output.output_type == "display_data"]
        assert [""] == [output.data["text/html"] for output in kept]


def test_what_is_over_at_once_shows_nothing(run):
    assert [] == run[0].cells[1].outputs
    assert [] == shown(run[1], 1)


def test_a_report_hears_of_it_and_keeps_nothing(tmp_path):
    path = tmp_path / "a.ipynb"
    nbformat.write(make(SLOW, QUICK), path)
    told = []
    (done,) = run_notebooks([path], {}, tmp_path / "out", on_progress=lambda *words: told.append(words))
    assert "" == done.error
    assert [[], []] == [cell.outputs for cell in done.notebook.cells]
    assert MESSAGE not in nbformat.writes(done.notebook)
    between = [far for _, far, _ in told if 0 < far < 1]
    assert between
    assert between == sorted(between)
    assert 2 == told[-1][1]
