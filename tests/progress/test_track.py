"""Loops that say how far they are, and sinks that hear it."""

import pytest

from helpers import progress
from helpers.progress import Plan, tell, track, watch, within


@pytest.fixture(autouse=True)
def every_word(monkeypatch):
    monkeypatch.setattr(progress, "EVERY", 0)


def hear(work):
    """Return what is told while something is done."""
    told = []
    with watch(lambda *words: told.append(words)):
        work()
    return told


def test_a_loop_tells_how_many_are_done():
    expected = [("cleaning", 0, 3), ("cleaning", 1, 3), ("cleaning", 2, 3), ("cleaning", 3, 3)]
    assert expected == hear(lambda: list(track("abc", "cleaning")))
    assert expected == hear(lambda: list(track(iter("abc"), "cleaning", total=3)))


@pytest.mark.parametrize("things", ["", "a", "abc"])
def test_things_pass_with_a_sink_and_without(things):
    assert list(things) == list(track(things, "cleaning"))
    with watch(lambda *_: None):
        assert list(things) == list(track(things, "cleaning"))


def test_quick_loops_tell_their_begin_and_end_only(monkeypatch):
    monkeypatch.setattr(progress, "EVERY", 60)
    assert [0, 1000] == [done for _, done, _ in hear(lambda: list(track(range(1000), "counting")))]


def test_the_innermost_sink_hears_and_may_tell_the_one_around_it():
    def work():
        with watch(lambda step, done, total: tell(f"inner {step}", done + 10, total + 10)):
            tell("cleaning", 1, 2)
        tell("reading", 1, 2)

    assert [("inner cleaning", 11, 12), ("reading", 1, 2)] == hear(work)


def test_without_a_sink_nothing_is_told():
    tell("cleaning", 1, 2)


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_what_a_sink_raises_ends_the_work(error):
    worked = []

    def stop(step, done, total):
        if done == 2:
            raise error

    with pytest.raises(error), watch(stop):
        list(map(worked.append, track("abcdef", "cleaning")))
    assert ["a", "b"] == worked
    tell("cleaning", 2, 2)  # and is heard no more


def test_work_within_work_moves_its_part_of_the_bar_and_never_back():
    def work():
        with within("finding", 4, 10, size=4):
            tell("sentences", 1, 2)
            tell("quotes", 0, 2)
            tell("quotes", 2, 2)
        with within("", 8, 10, size=2):
            tell("names", 1, 2)

    assert [("finding", 4, 10), ("finding", 6, 10), ("finding", 6, 10), ("finding", 8, 10), ("finding", 8, 10),
            ("names", 9, 10)] == hear(work)  # fmt: skip


def test_steps_of_a_plan_follow_each_other():
    plan = Plan({"reading": 1, "cleaning": 3})

    def work():
        for step in ("reading", "cleaning"):
            with plan.step(step):
                tell("", 0, 0)  # no work at all is done at once

    told = hear(work)
    assert ["reading"] * 3 + ["cleaning"] * 3 == [step for step, *_ in told]
    assert [0, 1, 1, 1, 4, 4] == [done for _, done, _ in told]
    assert {4} == {total for *_, total in told}
