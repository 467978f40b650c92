"""How long the rest takes, on a clock that tests turn."""

import pytest

from helpers.progress import Pace, describe_step, say_left


class Clock:
    """A clock that stands until it is turned."""

    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def run(pace, clock, *moves):
    """Let seconds pass, and note a share after each."""
    for seconds, share in moves:
        clock.now += seconds
        pace.note(share)
    return pace.find_left()


def test_the_rest_takes_as_long_as_what_is_done(clock):
    assert 30 == pytest.approx(run(Pace(clock), clock, (10, 0.25)))


@pytest.mark.parametrize("moves", [[(1, 0.5)], [(10, 0)], [(10, 1)], []])
def test_nothing_is_said_at_once_nor_of_nothing_nor_at_the_end(moves, clock):
    assert run(Pace(clock), clock, *moves) is None


def test_the_last_while_counts(clock):
    slow, fast = [(10, share / 100) for share in range(1, 11)], [(1, 0.1 + share / 100) for share in range(1, 41)]
    assert 900 == pytest.approx(run(pace := Pace(clock), clock, *slow), rel=0.01)
    assert 50 == pytest.approx(run(pace, clock, *fast), rel=0.1)


def test_all_of_the_time_counts_where_it_is_asked_for(clock):
    moves = [(50, 0.1), (50, 0.5)]
    assert 100 == pytest.approx(run(Pace(clock, window=float("inf")), clock, *moves))


@pytest.mark.parametrize("back", [1, 60, 1e9])
@pytest.mark.parametrize("window", [30, float("inf")])
def test_a_clock_that_is_set_back_gives_no_time_below_zero(back, window, clock):
    pace = Pace(clock, window=window)
    run(pace, clock, (10, 0.2), (40, 0.4), (40, 0.6))
    for share in (0.6, 0.7):
        left = run(pace, clock, (-back, share))
        assert left is None or left > 0
        assert pace.elapsed >= 0
    assert run(pace, clock, (2e9, 0.8), (100, 0.9)) > 0


@pytest.mark.parametrize(
    ("seconds", "says"),
    [
        (None, ""),
        (0.2, "about 1 s left"),
        (10, "about 10 s left"),
        (43, "about 45 s left"),
        (180, "about 3 minutes left"),
    ],
)
def test_words_for_the_time_left(seconds, says):
    assert says == say_left(seconds)


def test_a_step_in_words(clock):
    pace = Pace(clock)
    run(pace, clock, (1, 0.1))
    assert "Cleaning, 10% done" == describe_step("cleaning", pace)
    run(pace, clock, (9, 0.25))
    assert "Cleaning, 25% done, about 30 s left" == describe_step("cleaning", pace)
