"""The kernels that run at a moment, each with its time, so that all of them can be ended."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock, Timer

from helpers.report.client import Client

_BROKEN_OFF = "the report was broken off"


class Crew:
    """The kernels that run now, so that all of them can be ended."""

    def __init__(self) -> None:
        self._clients: set[Client] = set()
        self._lock = Lock()
        self._is_ended = False

    @contextmanager
    def hold(self, client: Client, seconds: float, why: str) -> Iterator[None]:
        """Have a client in the crew; after some seconds its kernel is ended, and this is told as the reason."""
        # A thread of its own: one that reads what a kernel puts out without end looks at no clock
        timer = Timer(seconds, client.end, [why])
        timer.daemon = True
        with self._lock:
            self._clients.add(client)
            if self._is_ended:
                client.end(_BROKEN_OFF)
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            with self._lock:
                self._clients.discard(client)

    def end(self) -> None:
        """End all kernels, and those that would start from now on."""
        with self._lock:
            self._is_ended = True
            for client in self._clients:
                client.end(_BROKEN_OFF)
