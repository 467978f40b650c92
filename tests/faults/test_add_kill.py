"""Adding that is killed or finds the disk full: no half article, and each once when it is done again."""

from making_add_faults import N, fill_many, kill_many, list_texts, make_deed, serve


def test_adding_that_is_killed_at_any_moment_goes_on(nursery, tmp_path):
    tally = kill_many(nursery, tmp_path, 4, seed=1)
    assert not tally.faults
    assert 4 == tally.n_reruns


def test_a_full_disk_is_told_in_a_line_and_adding_goes_on(nursery, tmp_path):
    tally = fill_many(nursery, tmp_path, 4, seed=2)
    assert not tally.faults
    assert 4 == tally.n_reruns


def test_of_two_that_add_at_once_one_is_told_to_wait(nursery, tmp_path):
    with serve() as host:
        deed = make_deed(tmp_path, host)
        outcomes = nursery.run_together(deed, deed)
    assert {0, 1} >= {outcome.status for outcome in outcomes}
    assert 0 in {outcome.status for outcome in outcomes}
    for outcome in outcomes:
        assert outcome.status == 0 or "another presslens add is being written to" in outcome.said
    assert 2 * N == len(list_texts(tmp_path / "raw"))
