"""Who does the jobs: this process, one after the other, or the workers of a Dask cluster."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol

from helpers.pipeline.jobs import Done, Job, run_job


class Workers(Protocol):
    """Something that runs jobs.

    Attributes:
        dashboard: Where to watch it; empty if nowhere.
    """

    dashboard: str

    def run(self, jobs: Sequence[Job]) -> Iterator[Done]:
        """Run jobs and yield what came of each as it ends, in any order."""


class OneProcess:
    """Runs jobs here, one after the other."""

    dashboard = ""

    def run(self, jobs: Sequence[Job]) -> Iterator[Done]:
        """Run jobs and yield what came of each."""
        yield from map(run_job, jobs)


@contextmanager
def start_workers(n_workers: int | None = None, scheduler: str | None = None) -> Iterator[Workers]:
    """Yield who does the jobs; what is started is ended after that.

    Args:
        n_workers: Processes to start; none for this process.
        scheduler: Address of a cluster that runs already.
    """
    yield OneProcess()
