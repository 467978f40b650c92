"""Files of codings that another program replaces, or that two windows write at once: what was saved stays."""

import pytest
from making_items import HEADER, line, make_items, write_lines

from helpers.coding import ITEMS, Steps, journal, read_codings, write_items
from helpers.errors import PresslensError


@pytest.fixture
def steps(tmp_path):
    write_items(make_items(), tmp_path / ITEMS)
    steps = Steps(tmp_path, make_items(), "Anna")
    steps.label(1, "positive")
    steps.label(2, "negative")
    return steps


def open_again(steps):
    return Steps(steps.path.parent, make_items(), "Anna")


def tell(steps):
    return [f"{problem.severity}: {problem.reason}" for problem in steps.problems]


def test_an_older_file_in_its_place_takes_no_answer_away(steps):
    older = steps.path.read_bytes()
    steps.label(3, "unclear")
    steps.undo()
    steps.label(4, "neutral")
    steps.path.write_bytes(older)  # as an editor does that had it open meanwhile
    assert steps.refresh()
    assert {1: "positive", 2: "negative", 4: "neutral"} == steps.labels == open_again(steps).labels
    assert ["warning: no longer held 3 of the steps that were saved; they were added again"] == tell(steps)
    steps.label(5, "neutral")
    assert {1, 2, 4, 5} == set(open_again(steps).labels)
    assert [] == tell(open_again(steps))


def test_a_file_that_is_gone_comes_back(steps):
    before = steps.path.read_bytes()
    steps.path.unlink()
    assert steps.refresh()
    assert before == steps.path.read_bytes()


def test_an_older_file_that_a_spreadsheet_saved_gets_the_answers_in_its_own_form(steps):
    older = steps.path.read_text().replace(",", ";")
    steps.label(3, "unclear")
    steps.path.write_text(older)
    steps.refresh()
    assert {1: "positive", 2: "negative", 3: "unclear"} == open_again(steps).labels
    assert 1 == len({row.count(";") for row in steps.path.read_text().splitlines()})


@pytest.mark.parametrize(
    ("edit", "labels"),
    [
        (lambda row: f"# {row}", {1: "positive"}),
        (lambda row: row.replace("negative", "unclear"), {1: "positive", 2: "unclear"}),
        (lambda row: row.replace("negative", "nonsense"), {1: "positive"}),
    ],
)
def test_what_was_edited_on_purpose_stays_edited(steps, edit, labels):
    *rows, last = steps.path.read_text().splitlines()
    steps.path.write_text("\n".join([*rows, edit(last), ""]))
    steps.refresh()
    assert labels == steps.labels == open_again(steps).labels


def test_what_cannot_be_added_again_is_told_and_added_later(steps, monkeypatch):
    older = steps.path.read_bytes()
    steps.label(3, "unclear")
    steps.path.write_bytes(older)

    def fail(*_):
        raise PresslensError("not saved")

    with monkeypatch.context() as patch:
        patch.setattr(journal, "_append", fail)
        steps.refresh()
    assert ["warning: no longer held 1 of the steps that were saved; not saved"] == tell(steps)
    steps.label(4, "neutral")
    assert {1, 2, 3, 4} == set(steps.labels) == set(open_again(steps).labels)


def test_a_lock_of_another_window_takes_no_answer_away_that_was_saved_before_it(tmp_path):
    write_items(make_items(), tmp_path / ITEMS)
    # The other window had read the file before steps 2 and 3, and wrote after them
    write_lines(tmp_path, line(1, 1), line(2, 2), line(3, 3), line(2, 0, "lock"))
    steps = Steps(tmp_path, make_items(), "Anna")
    assert ({1, 2, 3}, True) == (set(steps.labels), steps.is_locked)
    codings, problems = read_codings(tmp_path)
    assert [1, 2, 3] == codings["item"].tolist()
    assert {"warning"} == {problem.severity for problem in problems}


def test_nothing_counts_that_comes_after_a_lock_of_another_window(tmp_path):
    write_items(make_items(), tmp_path / ITEMS)
    write_lines(tmp_path, line(1, 1), line(2, 2), line(2, 0, "lock"), line(3, 3))
    assert {1, 2} == set(Steps(tmp_path, make_items(), "Anna").labels)


def test_two_windows_that_begin_at_once_write_the_first_line_twice(tmp_path):
    write_items(make_items(), tmp_path / ITEMS)
    write_lines(tmp_path, line(1, 1), HEADER, line(1, 2))
    codings, problems = read_codings(tmp_path, locked_only=False)
    assert [1, 2] == codings["item"].tolist()
    assert ["step 1 comes after a step of the same or a higher number"] == [problem.reason for problem in problems]


def test_a_file_whose_name_was_decomposed_as_macos_does_is_the_coders(tmp_path):
    write_items(make_items(), tmp_path / ITEMS)
    steps = Steps(tmp_path, make_items(), "Zo\u00eb")
    steps.label(1, "neutral")
    steps.path.rename(tmp_path / "codings_zoe\u0308.csv")
    again = Steps(tmp_path, make_items(), "Zo\u00eb")
    again.label(2, "positive")
    assert ["codings_zoe\u0308.csv", ITEMS] == sorted(path.name for path in tmp_path.iterdir())
    codings, problems = read_codings(tmp_path, locked_only=False)
    assert (["neutral", "positive"], []) == (list(codings["label"]), problems)
