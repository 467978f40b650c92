"""Output folders that are not as a run needs them: one clear line each, and what lay there stays."""

from dataclasses import replace

import pytest
from building import write_files
from making_faults import hash_folder
from making_run_faults import STORIES, make_deed

GOES = """
import shutil, sys
from pathlib import Path
from helpers.pipeline import run as engine
count = engine._Run.count
def lose(self):
    shutil.rmtree(self.store.out)
    count(self)
engine._Run.count = lose
from helpers.cli import main
main()
"""


# py3langid unpacks its model into a temporary file
NO_ROOM = """
import errno, os, py3langid
def fail(text):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
py3langid.classify = fail
from helpers.cli import main
main()
"""


def expect_line(outcome):
    """Check that a command said one line of ours and nothing of Python's."""
    lines = [line for line in outcome.said.splitlines() if line.startswith("presslens: ")]
    assert (1, 1) == (outcome.status, len(lines)), outcome.said
    assert "Traceback" not in outcome.said, outcome.said
    return lines[0]


@pytest.mark.parametrize(
    ("name", "is_folder", "says"),
    [
        ("out", False, "is a file, not a folder"),
        ("out/.work", False, "is a file, not a folder"),
        ("out/.work/lock", True, "cannot be written"),
        ("out/tables", False, "is a file, not a folder"),
        ("out/tables/raw", False, "is a file, not a folder"),
        ("out/.presslens-output", True, "check disk space and permissions"),
    ],
)
def test_what_lies_in_the_way_is_named(name, is_folder, says, nursery, tmp_path):
    write_files(tmp_path / "corpus", STORIES)
    place = tmp_path / name
    place.parent.mkdir(parents=True, exist_ok=True)
    place.mkdir() if is_folder else place.write_text("mine")
    before = hash_folder(tmp_path / "out") if place.parent != tmp_path else {}
    line = expect_line(nursery.run(make_deed(tmp_path)))
    assert says in line
    assert str(place) in line
    assert place.is_dir() if is_folder else place.read_text() == "mine"
    assert before.items() <= hash_folder(tmp_path / "out").items() or place.parent == tmp_path


def test_a_disk_that_can_only_be_read_is_told(nursery, tmp_path):
    write_files(tmp_path / "corpus", STORIES)
    deed = make_deed(tmp_path)
    assert "Read-only file system" in expect_line(nursery.run(replace(deed, fault="read-only", n=1)))
    for at in (2, 3, 4, 5, 9):
        assert str(tmp_path / "out") in expect_line(nursery.run(replace(deed, fault="read-only", n=at)))


def test_a_folder_that_goes_during_a_run_is_told(nursery, tmp_path):
    write_files(tmp_path / "corpus", STORIES)
    assert str(tmp_path / "out") in expect_line(nursery.run(make_deed(tmp_path, code=GOES)))


def test_a_disk_without_room_for_temporary_files_is_told_and_leaves_no_article_out(nursery, tmp_path):
    doubtful = "Moscou a parlé du commerce, et les ministres ont décidé de se revoir. " * 9
    write_files(tmp_path / "corpus", STORIES | {"Daily/f.txt": doubtful})
    line = expect_line(nursery.run(make_deed(tmp_path, code=NO_ROOM)))
    assert f"{tmp_path / 'out'} or {tmp_path / 'temp'}: No space left on device" in line


def test_of_two_runs_at_once_one_is_told_to_wait(nursery, tmp_path):
    write_files(tmp_path / "corpus", STORIES)
    deed = make_deed(tmp_path)
    outcomes = nursery.run_together(deed, deed)
    assert [0, 1] == sorted(outcome.status for outcome in outcomes)
    assert "another presslens run is being written to" in expect_line(max(outcomes, key=lambda one: one.status))
