"""Runs that are killed: results are old or new, the next run gives the same, and nothing is left behind."""

from making_run_faults import fill_many, kill_many


def test_a_run_that_is_killed_at_any_moment_is_done_by_the_next(nursery, tmp_path):
    tally = kill_many(nursery, tmp_path, 1, seed=3)
    assert not tally.faults
    assert 1 == tally.n_reruns


def test_a_disk_that_is_full_at_any_moment_is_told_in_a_line_and_nothing_is_lost(nursery, tmp_path):
    tally = fill_many(nursery, tmp_path, 1, seed=4)
    assert not tally.faults
    assert 1 == tally.n_reruns
