"""Who does the jobs: this process, one after the other, or the workers of a Dask cluster."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Protocol

from helpers.errors import PresslensError, refuse_without_dask
from helpers.pipeline.jobs import Job, run_job

OnArticles = Callable[[float], None]  # how many more articles are done
_ADDRESS = re.compile(r"(?:(?:tcp|tls)://)?(?:[\w.-]+|\[[0-9A-Fa-f:.]+\]):[0-9]{1,5}")


class Workers(Protocol):
    """Something that runs jobs.

    Attributes:
        dashboard: Where to watch it; empty if nowhere.
    """

    dashboard: str

    def run(self, jobs: Sequence[Job], on_articles: OnArticles) -> None:
        """Run jobs, in any order, until all are done.

        Args:
            jobs: What to do.
            on_articles: Called as work goes on with how many more articles are done. What it raises ends the jobs.
        """


class OneProcess:
    """Runs jobs here, one after the other."""

    dashboard = ""

    def run(self, jobs: Sequence[Job], on_articles: OnArticles) -> None:
        """Run jobs until all are done; arguments as for `Workers.run`."""
        tally = Tally(on_articles)
        for job in jobs:
            run_job(job, partial(tally.tell, job.part))
            tally.tell(job.part, len(job.index))


class Tally:
    """Adds up how far jobs are; a job that is begun again adds nothing until it is as far as it was.

    Args:
        on_articles: As for `Workers.run`.
    """

    def __init__(self, on_articles: OnArticles) -> None:
        self._on_articles = on_articles
        self._told: dict[str, float] = {}

    def tell(self, part: str, n_articles: float) -> None:
        """Say how many articles of a part are done."""
        more = n_articles - self._told.get(part, 0)
        if more > 0:
            self._told[part] = n_articles
            self._on_articles(more)


@contextmanager
def start_workers(n_workers: int | None = None, scheduler: str | None = None) -> Iterator[Workers]:
    """Yield who does the jobs; what is started is ended after that.

    Args:
        n_workers: Processes to start; none for this process.
        scheduler: Address of a cluster that runs already, ``tcp://HOST:PORT``.

    Raises:
        PresslensError: If both are given, Dask is not installed, or no worker can be reached.
    """
    if n_workers is None and scheduler is None:
        yield OneProcess()
        return
    if n_workers is not None and scheduler is not None:
        raise PresslensError("--workers starts processes here, --scheduler uses those elsewhere; name one of the two")
    if scheduler is not None and not _ADDRESS.fullmatch(scheduler):
        raise PresslensError(
            f"--scheduler '{scheduler[:100]}' is no address; give the one that `dask scheduler` shows, tcp://HOST:PORT"
        )
    try:
        from helpers.pipeline.cluster import join_cluster, start_cluster  # noqa: PLC0415 - it needs Dask
    except ModuleNotFoundError as error:
        raise refuse_without_dask("presslens run with --workers or --scheduler", error) from None
    with start_cluster(n_workers) if n_workers is not None else join_cluster(str(scheduler)) as cluster:
        yield cluster
