"""Runs that are killed: results are old or new, the next run gives the same, and nothing is left behind."""

from building import write_files
from making_run_faults import STORIES, kill_many, make_deed

# What a run does when it is killed: once it has put aside what does not fit into memory
IN_SCRATCH = """
import os, signal
from helpers import queries

def die(table):
    os.killpg(0, signal.SIGKILL)
queries.to_frame = die
from helpers.cli import main
main()
"""


def test_a_run_that_is_killed_at_any_moment_is_done_by_the_next(nursery, tmp_path):
    tally = kill_many(nursery, tmp_path, 2, seed=3)
    assert not tally.faults
    assert 2 == tally.n_reruns


def test_what_a_killed_run_put_aside_is_removed_by_the_next(nursery, tmp_path):
    write_files(tmp_path / "corpus", STORIES)
    killed = make_deed(tmp_path, code=IN_SCRATCH)
    assert -9 == nursery.run(killed).status
    [left] = (tmp_path / "temp").iterdir()
    assert left.name.startswith("presslens-")
    assert 0 == nursery.run(make_deed(tmp_path)).status
    assert not list((tmp_path / "temp").iterdir())
