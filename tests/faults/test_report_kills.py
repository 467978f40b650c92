"""A report that is killed, or finds the disk full: what is there is old or new, and the next run makes it whole."""

import errno
import os
from pathlib import Path

import nbformat
import pytest
from building import write_files
from making_faults import open_nursery
from making_notebooks import write_notebook
from making_report_faults import kill_many, read_report

from helpers.errors import PresslensError
from helpers.report import NotebookRun, build_report
from helpers.report import build as build_module
from helpers.report import cache as cache_module
from helpers.report import keys as keys_module


def test_a_report_that_is_killed_is_old_or_new_and_made_whole_by_the_next(tmp_path):
    with open_nursery() as nursery:
        tally = kill_many(nursery, tmp_path, 2, seed=1)
    assert [] == tally.faults
    assert 2 == tally.n_reruns


class Played:
    """A report of a notebook whose kernel is played: it writes a table of what a file holds."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.input, self.out = write_files(folder, {"a.txt": "Grain."}) / "a.txt", folder / "out"
        self.book = write_notebook(folder / "books", "a.ipynb", ("FILE = ''", ["parameters"]), "1")
        self.error = ""
        monkeypatch.setattr(build_module, "run_notebooks", self._run)
        monkeypatch.setattr(cache_module, "hash_code", lambda _: {"notebooks": "", "pages": ""})
        monkeypatch.setattr(keys_module, "SHIPPED", ())
        monkeypatch.setattr(keys_module.Hashes, "save", lambda _: None)  # its failure costs nothing but time

    def _run(self, paths, parameters, folder, *, on_end, **_):
        for path in paths:
            write_files(folder / path.stem, {"tables/a.csv": self.input.read_bytes()})
            on_end(NotebookRun(path, nbformat.read(path, as_version=4), self.error))

    def report(self):
        build_report([self.book], {"FILE": self.input}, self.out)
        return read_report(self.out)


def count_writes(monkeypatch, room):
    """Let the disk be full after some writings and moves; return how many of each kind there were."""
    done = []

    def bound(function, kind):
        def write(path, *given, **options):
            if len(done) >= room[0]:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
            done.append(kind)
            return function(path, *given, **options)

        return write

    for name, kind in {"write_bytes": "write", "write_text": "write", "mkdir": "write", "replace": "move"}.items():
        monkeypatch.setattr(Path, name, bound(getattr(Path, name), kind))
    return done


def test_a_full_disk_leaves_the_last_report_as_it_was_at_each_writing(tmp_path, monkeypatch):
    played = Played(tmp_path, monkeypatch)
    old = played.report()
    played.input.write_text("Steel.", encoding="utf-8")
    room = [10**6]
    done = count_writes(monkeypatch, room)
    new = played.report()
    places = range(len(done))
    assert "move" in done
    for full_after in places:
        room[0] = 10**6
        played.input.write_text("Grain.", encoding="utf-8")
        assert old == played.report()
        played.input.write_text("Steel.", encoding="utf-8")
        done.clear()
        room[0] = full_after
        with pytest.raises(OSError, match="No space left"):
            played.report()
        found = read_report(played.out)
        assert "move" in done or found == old
        assert all(known in {old[name], new[name]} for name, known in found.items())
        assert found["index.html"] == old["index.html"] or found["a.html"] == new["a.html"]
        room[0] = 10**6
        assert new == played.report()
        assert not (played.out / ".work").exists()


def test_a_notebook_that_finds_the_disk_full_does_not_take_the_place_of_a_good_page(tmp_path, monkeypatch):
    played = Played(tmp_path, monkeypatch)
    old = played.report()
    played.input.write_text("Steel.", encoding="utf-8")
    played.error = "a.ipynb, code cell 1 (FILE): OSError: [Errno 28] No space left on device: '…/a.csv'"
    with pytest.raises(PresslensError, match="make room and run the command again"):
        played.report()
    assert old == read_report(played.out)
    played.error = ""
    assert old != played.report()


def test_a_lock_that_cannot_be_made_is_told_in_one_line(tmp_path, monkeypatch):
    played = Played(tmp_path, monkeypatch)
    (played.out / ".cache" / "lock").mkdir(parents=True)
    with pytest.raises(OSError, match="cannot be written"):
        played.report()
    (played.out / ".cache" / "lock").rmdir()
    write_files(played.out, {".cache/lock": "no database at all, but long enough to be read as the head of one. " * 9})
    with pytest.raises(OSError, match="cannot be written"):
        played.report()
