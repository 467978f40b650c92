"""Slow work that shows how far it is and can be stopped; no kernel is needed."""

from threading import Event

import pytest

from helpers.errors import PresslensError
from helpers.explore.progress import Job

EVIL = "<b>two</b>\nlines"


@pytest.fixture
def job():
    return Job()


def run(job, work):
    """Let a job do its work; return what it made, and how often it said that it ended."""
    made, ends = [], []
    job.start(work, made.append, lambda: ends.append(job.is_running))
    job.wait()
    job._thread.join(10)
    return made, len(ends)


def test_what_was_made_is_handed_on(job):
    assert ([7], 1) == run(job, lambda tell: 7)
    assert "" == job.error
    assert "none" == job._row.layout.display


def test_it_tells_step_and_share(job):
    says = []

    def work(tell):
        tell("cleaning", 1, 4)
        says.append((job.message, job.bar.value, job._row.layout.display))

    run(job, work)
    assert [("Cleaning, 25% done", 0.25, "")] == says


def test_the_bar_is_not_moved_more_often_than_it_can_be_seen(job):
    moved = []
    job.bar.observe(lambda change: moved.append(change["new"]), names="value")
    run(job, lambda tell: [tell("scoring", n, 1000) for n in range(1, 1000)])
    assert 1 <= len(moved) < 50


def test_stopped_work_ends_when_it_next_tells_its_progress(job):
    has_begun, may_go_on, went_on = Event(), Event(), []

    def work(tell):
        tell("reading", 0, 2)
        has_begun.set()
        assert may_go_on.wait(10)
        tell("cleaning", 1, 2)
        went_on.append(True)

    made, ends = [], []
    job.start(work, made.append, lambda: ends.append(True))
    assert has_begun.wait(10)
    job.button.click()
    assert "Stopping: waits for the end of this step (Reading)." == job.message
    assert job.button.disabled
    may_go_on.set()
    job.wait()
    assert ("Stopped; nothing was changed.", [], [], [True]) == (job.error, made, went_on, ends)


def test_work_that_ends_after_it_was_stopped_is_not_handed_on(job):
    assert ([], 1) == run(job, lambda tell: job.stop())
    assert job.error.startswith("Stopped")


def test_an_interrupt_of_the_kernel_stops_it(job, monkeypatch):
    may_go_on, made = Event(), []

    def interrupt(seconds):
        may_go_on.set()
        raise KeyboardInterrupt

    def work(tell):
        assert may_go_on.wait(10)
        while True:
            tell("scoring", 1, 2)

    job.start(work, made.append, lambda: None)
    monkeypatch.setattr("helpers.explore.progress.time.sleep", interrupt)
    job.wait()  # returns at once
    job._thread.join(10)
    assert ([], "Stopped; nothing was changed.") == (made, job.error)


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (PresslensError("no such folder; check the path"), "no such folder; check the path"),
        (KeyError(EVIL), "KeyError:"),
    ],
)
def test_failures_are_one_line_and_no_markup(job, error, says):
    def work(tell):
        raise error

    assert ([], 1) == run(job, work)
    assert job.error.startswith(says)
    assert "\n" not in job.error
    assert "<b>" not in job._line.value


def test_one_thing_at_a_time(job):
    may_end, made = Event(), []
    job.start(lambda tell: may_end.wait(10), made.append, lambda: None)
    job.start(lambda tell: "second", made.append, lambda: None)
    may_end.set()
    job.wait()
    assert [True] == made


def test_after_a_stop_work_can_begin_again(job):
    run(job, lambda tell: job.stop())
    assert ([1], 1) == run(job, lambda tell: 1)
    assert not job.button.disabled
