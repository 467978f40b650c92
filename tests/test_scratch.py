"""Folders for temporary files: gone at the end, and those of processes that were killed by the next."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from building import ROOT

from helpers.scratch import make_scratch, tidy_scratch

HOLD = """
from helpers.scratch import make_scratch
with make_scratch() as folder:
    (folder / "spill").write_text("x")
    print(folder, flush=True)
    input()
"""


@pytest.fixture
def temp(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.fixture
def start(temp):
    held = []

    def hold():
        environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "TMPDIR": str(temp)}
        streams = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        process = subprocess.Popen([sys.executable, "-c", HOLD], env=environment, **streams)
        held.append(process)
        return process, Path(process.stdout.readline().strip())

    yield hold
    for process in held:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("error", [None, KeyError, FileNotFoundError])
def test_a_folder_is_gone_at_the_end_however_that_comes(error, temp):
    def use():
        with make_scratch() as folder:
            (folder / "spill").write_text("x")
            if error:
                raise error

    if error:
        with pytest.raises(error):
            use()
    else:
        use()
    assert not list(temp.iterdir())


def test_what_a_killed_process_left_is_removed_and_what_a_living_one_holds_stays(start, temp):
    (dead, left), (_, living) = start(), start()
    dead.kill()
    dead.wait()
    assert left.is_dir()
    tidy_scratch(temp)
    assert [living] == list(temp.iterdir())
    assert "x" == (living / "spill").read_text()


def test_a_process_tidies_before_its_first_folder(start, temp):
    dead, _ = start()
    dead.kill()
    dead.wait()
    _, living = start()
    assert [living] == list(temp.iterdir())


def test_what_is_not_surely_ours_stays(temp, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "lock").touch()
    (temp / "presslens-link").symlink_to(elsewhere)
    (temp / "presslens-notes").mkdir()
    (temp / "presslens-notes/mine.txt").write_text("x")
    (temp / "presslens-file").write_text("x")
    (temp / "presslens-empty").mkdir()
    tidy_scratch(temp)
    assert {"presslens-link", "presslens-notes", "presslens-file"} == {path.name for path in temp.iterdir()}
    assert (elsewhere / "lock").is_file()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root may give a folder away")
def test_what_is_another_users_stays(temp):
    folder = temp / "presslens-theirs"
    folder.mkdir()
    (folder / "lock").touch()
    os.chown(folder, 12345, 12345)
    tidy_scratch(temp)
    assert folder.is_dir()


def test_half_removed_folders_are_removed(temp):
    (temp / "presslens-x-left/spill").mkdir(parents=True)
    tidy_scratch(temp)
    assert not list(temp.iterdir())


def test_a_folder_that_another_process_takes_at_once_gives_way_to_a_new_one(temp, monkeypatch):
    made, make = [], tempfile.mkdtemp

    def make_and_lose(**options):
        made.append(make(**options))
        if len(made) < 3:
            Path(made[-1]).rmdir()  # as `tidy_scratch` does with an empty one
        return made[-1]

    monkeypatch.setattr(tempfile, "mkdtemp", make_and_lose)
    with make_scratch() as folder:
        assert made[2] == str(folder)


def test_where_none_can_be_made_that_is_said(temp, monkeypatch):
    monkeypatch.setattr("helpers.scratch._LOCK", "no/such/folder/lock")
    with pytest.raises(OSError, match="cannot be written"), make_scratch():
        pass
    assert not list(temp.iterdir())
