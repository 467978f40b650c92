"""A process that is killed while it writes: each answer that was acknowledged is in the file."""

import os
import signal
import subprocess
import sys
import time

import pytest
from building import ROOT
from making_items import HEADER, make_items

from helpers.coding import ITEMS, Steps, read_codings, write_items

WRITE = """
import sys
from helpers.coding import ITEMS, Steps, read_items
items, _ = read_items(sys.argv[1] + "/" + ITEMS)
steps = Steps(sys.argv[1], items, sys.argv[2])
for item in range(int(sys.argv[3]), 201, int(sys.argv[4])):
    steps.label(item, "neutral")
    print(item, flush=True)
"""


def start(folder, *arguments):
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, "-c", WRITE, str(folder), *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)


@pytest.fixture
def folder(tmp_path):
    write_items(make_items(200), tmp_path / ITEMS)
    return tmp_path


@pytest.mark.parametrize("after", [1, 57, 123])
def test_what_was_acknowledged_is_there_after_a_kill(folder, after):
    process = start(folder, "Anna", 1, 1)
    acknowledged = [process.stdout.readline() for _ in range(after)]
    time.sleep(0.002 * (after % 3))
    os.kill(process.pid, signal.SIGKILL)
    acknowledged += process.stdout.read().splitlines(keepends=True)
    process.wait(20)
    done = [int(row) for row in acknowledged if row.endswith("\n")]
    assert after <= len(done) < 200
    text = (folder / "codings_anna.csv").read_text()
    assert text.startswith(f"{HEADER}\n")
    steps = Steps(folder, make_items(200), "Anna")
    assert set(done) <= set(steps.labels)
    assert len(steps.labels) <= len(done) + 1  # one may be written and not yet acknowledged
    steps.label(200, "positive")
    assert {*done, 200} <= set(Steps(folder, make_items(200), "Anna").labels)


def test_two_processes_lose_no_answer_of_each_other(folder):
    processes = [start(folder, "Anna", first, 2) for first in (1, 2)]
    outputs = [process.communicate(timeout=60)[0] for process in processes]
    done = {int(row) for output in outputs for row in output.split()}
    codings, problems = read_codings(folder, locked_only=False)
    assert set(range(1, 201)) == done == set(codings["item"])
    assert {"warning"} >= {problem.severity for problem in problems}  # numbers that both took at the same moment
