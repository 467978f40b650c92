"""Coders: no answer that was told to be saved is lost, whatever befalls the kernel, the disk or the file."""

from making_coding_faults import N, fill_many, kill_many, list_saved, make_deed

from helpers.coding import read_codings


def test_no_answer_that_was_saved_is_lost_by_a_kill(nursery, tmp_path):
    tally = kill_many(nursery, tmp_path, 8, seed=1)
    assert not tally.faults
    assert 6 <= len(tally.moments)
    assert 30 <= tally.n_answers


def test_no_answer_that_was_saved_is_lost_on_a_full_disk(nursery, tmp_path):
    tally = fill_many(nursery, tmp_path, 8, seed=2)
    assert not tally.faults
    assert 6 <= len(tally.moments)


def test_two_windows_of_one_coder_and_one_of_another_lose_nothing_of_each_other(nursery, tmp_path):
    deeds = [make_deed(tmp_path, first=1, step=2), make_deed(tmp_path, first=2, step=2), make_deed(tmp_path, "Ben")]
    outcomes = nursery.run_together(*deeds)
    assert [0, 0, 0] == [outcome.status for outcome in outcomes], [outcome.said for outcome in outcomes]
    codings, problems = read_codings(tmp_path, locked_only=False)
    every = set(range(1, N + 1))
    assert every == list_saved(outcomes[0].said) | list_saved(outcomes[1].said) == list_saved(outcomes[2].said)
    assert {"Anna": every, "Ben": every} == {name: set(own["item"]) for name, own in codings.groupby("coder")}
    assert {"warning"} >= {problem.severity for problem in problems}  # numbers that both took at the same moment
