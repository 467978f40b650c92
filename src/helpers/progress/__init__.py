"""How far slow work is: loops tell it, and who shows it (a terminal, a notebook, the workbench) hangs in a sink.

A loop over what may take seconds says so::

    for article in track(articles, "cleaning"):
        ...

Without a sink, and outside of a notebook, that costs nothing. What a sink raises ends the work.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sized
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from typing import TypeVar

from helpers.progress.notebook import find_bar
from helpers.progress.pace import Pace, describe_step, say_left

__all__ = ["Pace", "Plan", "Progress", "describe_step", "say_left", "tell", "track", "watch", "within"]

Thing = TypeVar("Thing")
Progress = Callable[[str, float, float], None]  # name of a step, work done, all work

EVERY = 0.1  # seconds between two words of a loop: most are over sooner than anyone could read one
_sinks: ContextVar[tuple[Progress, ...]] = ContextVar("sinks", default=())


def tell(step: str, done: float, total: float) -> None:
    """Tell the innermost sink how far a step is; without one, the notebook that this runs in.

    Args:
        step: Its name, such as "cleaning".
        done: Work that is done.
        total: All work; 0 if there is none.
    """
    sinks = _sinks.get()
    show = sinks[-1] if sinks else find_bar()
    if show is None:
        return
    token = _sinks.set(sinks[:-1])  # a sink that tells in turn tells the one around it
    try:
        show(step, done, total)
    finally:
        _sinks.reset(token)


@contextmanager
def watch(sink: Progress) -> Iterator[None]:
    """Hand to a sink what is told in here, in this thread."""
    token = _sinks.set((*_sinks.get(), sink))
    try:
        yield
    finally:
        _sinks.reset(token)


def track(things: Iterable[Thing], step: str, *, total: float | None = None) -> Iterator[Thing]:
    """Yield things, and tell how many of them are done.

    Args:
        things: What is worked on; the body of the loop should tell nothing itself, unless `within`.
        step: What is done with them.
        total: How many they are, if they have no length.
    """
    if not _sinks.get() and find_bar() is None:
        yield from things
        return
    if total is None:
        total = len(things) if isinstance(things, Sized) else 0
    tell(step, 0, total)
    told = time.monotonic()
    for done, thing in enumerate(things, start=1):
        yield thing
        if done < total and time.monotonic() - told >= EVERY:
            tell(step, done, total)
            told = time.monotonic()
    tell(step, total, total)


@contextmanager
def within(step: str, at: float, total: float, *, size: float = 1) -> Iterator[None]:
    """Tell what is told in here as one part of larger work; that never moves back.

    Args:
        step: Name of the part; if it is empty, the names that are told in here pass.
        at: Work that is done before.
        total: All of the larger work.
        size: Work of the part.
    """
    most = 0.0

    def pass_on(inner: str, done: float, whole: float) -> None:
        nonlocal most
        most = max(most, min(done / whole, 1) if whole else 1)
        tell(step or inner, at + size * most, total)

    if step:
        tell(step, at, total)
    with watch(pass_on):
        yield
    if step:
        tell(step, at + size, total)


class Plan:
    """Steps that follow each other.

    Args:
        efforts: How much work each is; names are told as `within` tells them.
    """

    def __init__(self, efforts: Mapping[str, float]) -> None:
        self._efforts = dict(efforts)
        self.total = sum(self._efforts.values())

    def step(self, name: str, *, say: str = "") -> AbstractContextManager[None]:
        """Tell what is told in here as one of the steps, by its name or, if it has one, what to `say`."""
        names = list(self._efforts)
        before = sum(self._efforts[other] for other in names[: names.index(name)])
        return within(say or name, before, self.total, size=self._efforts[name])
