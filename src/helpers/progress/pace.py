"""How long the rest takes, by how fast work was done in the last while."""

import time
from collections import deque
from collections.abc import Callable

_UNSURE = 2.0  # seconds in which nothing is said of the time left
_GRAIN = 0.5  # seconds between two marks
_MINUTE = 90  # seconds from which on the time left is told in minutes
_SHORT = 20  # seconds from which on it is told by fives


class Pace:
    """The pace of work.

    Args:
        clock: Tells the time in seconds.
        window: Seconds that count; by default the last 30, as steps differ in pace.

    Attributes:
        since: When it began.
        share: How much of it is done, from 0 to 1.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic, *, window: float = 30.0) -> None:
        self._clock, self._window = clock, window
        self.start()

    def start(self) -> None:
        """Begin anew."""
        self.since, self.share = self._clock(), 0.0
        self._marks: deque[tuple[float, float]] = deque([(self.since, 0.0)])

    @property
    def elapsed(self) -> float:
        """Seconds since it began."""
        return max(self._clock() - self.since, 0.0)

    def note(self, share: float) -> None:
        """Note how much is done."""
        now, self.share = self._clock(), share
        if now - self._marks[-1][0] >= _GRAIN:
            self._marks.append((now, share))
        while len(self._marks) > 1 and now - self._marks[1][0] >= self._window:
            self._marks.popleft()

    def find_left(self) -> float | None:
        """Return the seconds that the rest takes at this pace; none while it cannot be told."""
        now, (then, share) = self._clock(), self._marks[0]
        if now - max(self.since, then) <= 0 or now - self.since < _UNSURE or not share < self.share < 1:
            return None
        return (1 - self.share) * (now - then) / (self.share - share)


def say_left(seconds: float | None) -> str:
    """Say how long the rest takes: "about 20 s left"; nothing if that is not known."""
    if seconds is None:
        return ""
    if seconds > _MINUTE:
        return f"about {seconds / 60:.0f} minutes left"
    return f"about {5 * round(seconds / 5) if seconds >= _SHORT else max(1, round(seconds))} s left"


def describe_step(step: str, pace: Pace) -> str:
    """Describe how far work is: "Cleaning, 25% done, about 20 s left"."""
    left = say_left(pace.find_left())
    return ", ".join(filter(None, [step[:1].upper() + step[1:], f"{int(pace.share * 100)}% done", left]))
