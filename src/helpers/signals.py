"""Signals that ask a process to end, so that it tidies up before it does."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_ASKING = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))


class Stopped(KeyboardInterrupt):
    """A signal asked the process to end.

    Attributes:
        number: Of the signal.
    """

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


@contextmanager
def heed_signals() -> Iterator[None]:
    """Raise `Stopped` at the first signal that asks to end; a second one ends the process at once.

    Signals that are ignored, as after ``nohup``, stay so.
    """
    before = {number: signal.getsignal(number) for number in _ASKING}

    def stop(number: int, _: FrameType | None) -> None:
        for asking in heeded:
            signal.signal(asking, signal.SIG_DFL)
        raise Stopped(number)

    heeded = [number for number, known in before.items() if known in {signal.SIG_DFL, signal.default_int_handler}]
    for number in heeded:
        signal.signal(number, stop)
    try:
        yield
    finally:
        for number in heeded:
            signal.signal(number, before[number])
