"""A Dask cluster that does jobs: processes on this machine, or workers that someone else runs."""

import logging
import os
import platform
import queue
import signal
import time
import warnings
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

import dask
from distributed import Client, Future, KilledWorker, LocalCluster, Security, Worker, WorkerPlugin, get_worker
from distributed.utils import silence_logging_cmgr

from helpers import __version__
from helpers.errors import PresslensError
from helpers.hashes import hash_code, list_versions
from helpers.language.nets import CORES
from helpers.pipeline.jobs import Done, Job, run_job
from helpers.pipeline.options import CODE, PACKAGES
from helpers.pipeline.store import WORK, Store
from helpers.pipeline.workers import OnArticles, Tally
from helpers.scratch import make_scratch

# What the tables hang on besides our own code, and what carries jobs
_CONNECTING, _WORKERS_COME, _WORKERS_RETURN, _FILES_COME = 10, 15, 30, 60  # seconds to wait at most
_SHOWN = 3  # workers that a message names
_KEPT = "what is done is kept, so run it again"


class _Asked(NamedTuple):
    """What a worker must have to do a job: these versions, and sight of a file; and where it tells how far it is."""

    versions: dict[str, str]
    probe: Path
    topic: str


@contextmanager
def start_cluster(n_workers: int) -> Iterator["Cluster"]:
    """Yield a cluster of processes on this machine, of one core each; they are ended after that.

    Args:
        n_workers: How many.

    Raises:
        PresslensError: If they cannot be started.
    """
    # A worker that was stopped for want of memory would never go on: jobs keep nothing that it could let go of
    memory: dict[str, object] = {f"distributed.worker.memory.{name}": False for name in ("target", "spill", "pause")}
    with _keep_quiet(), make_scratch() as scratch, dask.config.set(memory | {"temporary_directory": str(scratch)}):
        try:
            local = LocalCluster(
                n_workers=n_workers,
                threads_per_worker=1,
                processes=True,
                host="127.0.0.1",
                dashboard_address="127.0.0.1:0",
                local_directory=str(scratch),
                silence_logs=logging.CRITICAL,
            )
        except (OSError, RuntimeError) as error:
            remedy = "name fewer with --workers, or leave it away"
            raise PresslensError(f"{n_workers} workers cannot be started ({_tell(error)}); {remedy}") from None
        with local, Client(local, set_as_default=False) as client:
            client.register_plugin(_LeaveInterrupts())
            yield Cluster(client)


class _LeaveInterrupts(WorkerPlugin):  # type: ignore[misc]  # Dask is not checked
    """Lets workers pass over an interrupt, which a terminal sends to them too: this process ends them."""

    def setup(self, worker: Worker) -> None:
        """Do so in a worker, as it starts."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)


@contextmanager
def join_cluster(address: str) -> Iterator["Cluster"]:
    """Yield a cluster that someone else runs.

    Args:
        address: Of its scheduler; for ``tls://`` Dask's own configuration says where the certificates are.

    Raises:
        PresslensError: If there is none, or it has no workers.
    """
    if address.startswith("tls:") and not Security().get_connection_args("client").get("ssl_context"):
        remedy = "docs/cluster.md says how they are named"
        raise PresslensError(f"{address} needs certificates, and Dask's configuration names none; {remedy}")
    with _keep_quiet():
        try:
            client = Client(address, timeout=_CONNECTING, set_as_default=False)
        except (OSError, TimeoutError):
            remedy = "start one with `dask scheduler`, or name the address that it shows"
            raise PresslensError(f"no scheduler answers at {address} in {_CONNECTING} seconds; {remedy}") from None
        with client:
            try:
                client.wait_for_workers(1, timeout=_WORKERS_COME)
            except TimeoutError:
                remedy = f"start some with `dask worker {address} --nthreads 1`"
                raise PresslensError(f"the scheduler at {address} has no workers; {remedy}") from None
            yield Cluster(client)


@contextmanager
def _keep_quiet() -> Iterator[None]:
    """Let Dask tell nothing by itself: what matters comes as an error of ours."""
    with silence_logging_cmgr(logging.CRITICAL), warnings.catch_warnings():
        warnings.filterwarnings("ignore", module=r"distributed|dask")
        yield


class Cluster:
    """Runs jobs on the workers of a Dask cluster.

    Args:
        client: Who hands them the jobs.

    Attributes:
        dashboard: Where to watch it; empty if nowhere.
    """

    def __init__(self, client: Client) -> None:
        self.dashboard: str = client.dashboard_link or ""
        self._client = client
        self._topic = f"presslens-{uuid4().hex}"
        self._heard: queue.SimpleQueue[tuple[str, float | Future]] = queue.SimpleQueue()
        self._asked_at = self._seen_at = 0.0
        self._n_threads = 0
        client.subscribe_topic(self._topic, lambda event: self._heard.put(event[1]))

    def run(self, jobs: Sequence[Job], on_articles: OnArticles) -> None:
        """Run jobs until all are done; arguments as for `Workers.run`.

        A job whose worker dies is done by another one.

        Raises:
            PresslensError: If workers differ from this machine or do not see its folders, if none is left, if a job
                kills one after the other, or if their disk is full.
        """
        if jobs:
            with _lay_probe(jobs[0].out) as probe:
                asked = _Asked(_list_versions(), probe, self._topic)
                self._check(asked, jobs[0])
                self._run(jobs, asked, Tally(on_articles))

    def _run(self, jobs: Sequence[Job], asked: _Asked, tally: Tally) -> None:
        waiting, running = deque(jobs), dict[str, tuple[Future, Job]]()
        self._heard = queue.SimpleQueue()
        self._asked_at, self._seen_at, self._n_threads = 0.0, time.monotonic(), 0
        try:
            while waiting or running:
                # One for each thread: of several that wait where a worker dies, Dask would not know which killed it
                for _ in range(min(len(waiting), self._count_threads() - len(running))):
                    job = waiting.popleft()
                    future = self._submit(job, asked)
                    running[future.key] = (future, job)
                try:
                    key, told = self._heard.get(timeout=1)
                except queue.Empty:
                    continue
                if key not in running:  # word of a job that is done
                    continue
                if isinstance(told, Future):
                    _, job = running.pop(key)
                    self._take(told, job)
                    told = len(job.index)
                    _await_part(job)
                else:
                    _, job = running[key]
                tally.tell(job.part, told)
        finally:
            self._client.cancel([future for future, _ in running.values()])

    def _submit(self, job: Job, asked: _Asked) -> Future:
        key = f"{job.stage}-{job.part}-{uuid4().hex[:8]}"  # the dashboard shows the first word
        future = self._client.submit(_work, job, asked, key, key=key, pure=False)
        heard = self._heard
        future.add_done_callback(lambda ended: heard.put((key, ended)))
        return future

    def _take(self, future: Future, job: Job) -> None:
        """Raise what went wrong with a job that has ended, if anything."""
        # Lost: its worker died when it had done it, and Dask would do it again; its part is written, and that is enough
        if future.status in {"finished", "lost", "pending"}:
            return
        if future.status != "error":
            address = self._client.scheduler.addr if self._client.scheduler else "the address"
            raise PresslensError(f"the scheduler at {address} is gone; start it and its workers: {_KEPT}")
        error = future.exception()
        if isinstance(error, KilledWorker):
            first = f"the articles from {job.index['file'].iloc[0]} on ({len(job.index)})"
            remedy = "give workers more memory, or leave large articles out with --max-mb"
            reason = f"each worker dies that comes to the stage '{job.stage}' of {first}"
            raise PresslensError(f"{reason}, mostly for want of memory; {remedy}: {_KEPT}") from None
        if isinstance(error, ImportError | AttributeError) and "helpers" in str(error):
            raise PresslensError(_advise(f"a worker has no presslens, or another version ({_tell(error)})")) from None
        raise error

    def _count_threads(self) -> int:
        """Return how many threads all workers have, asked anew each second; refuse to wait long for none."""
        now = time.monotonic()
        if now - self._asked_at < 1:
            return self._n_threads
        with suppress(OSError, TimeoutError):  # a scheduler that is gone ends the jobs
            self._n_threads = sum(self._client.nthreads().values())
        self._asked_at = time.monotonic()
        if self._n_threads:
            self._seen_at = now
        if now - self._seen_at > _WORKERS_RETURN:
            raise PresslensError(f"no worker is left; start workers, then go on: {_KEPT}")
        return self._n_threads

    def _check(self, asked: _Asked, job: Job) -> None:
        """Refuse workers that differ, or do not see what this machine sees; naming each."""
        try:
            of_scheduler = self._client.run_on_scheduler(_compare_versions, asked.versions)
        except Exception as error:
            of_scheduler = f"has no presslens, or another version ({_tell(error)})"
        found = self._client.run(_find_fault, asked, job, on_error="return")
        faults = [f"the scheduler {of_scheduler}"] if of_scheduler else []
        for address, fault in sorted(found.items()):
            if isinstance(fault, BaseException):
                faults.append(f"worker {address} has no presslens, or another version ({_tell(fault)})")
            elif fault:
                faults.append(f"worker {address} {fault}")
        if faults:
            more = f"; and {len(faults) - _SHOWN} more" if len(faults) > _SHOWN else ""
            raise PresslensError(_advise("; ".join(faults[:_SHOWN]) + more))


def _work(job: Job, asked: _Asked, key: str) -> Done:
    """Do a job on a worker."""
    os.environ.setdefault(CORES, "1")  # a worker is one of many on its machine
    worker = get_worker()
    if fault := _find_fault(asked, job):  # of a worker that came after the run had begun
        raise PresslensError(_advise(f"worker {worker.address} {fault}"))
    try:
        return run_job(job, lambda n_articles: worker.log_event(asked.topic, (key, n_articles)))
    except OSError as error:
        where = f"worker {worker.address}: {error.filename or job.out}: {error.strerror or error}"
        raise PresslensError(f"{where}; check disk space and permissions there: {_KEPT}") from None


def _find_fault(asked: _Asked, job: Job) -> str:
    """Return what keeps this worker from doing a job; nothing if all is well."""
    if differs := _compare_versions(asked.versions):
        return differs
    own = asked.probe.with_name(f"{asked.probe.name}-{uuid4().hex}")
    try:
        asked.probe.read_bytes()
        own.touch()
        own.unlink()
    except OSError as error:
        return f"does not see the output folder {job.out}, or may not write there ({error.strerror})"
    if job.chunk is not None and not Path(job.chunk.path).exists():
        return f"does not see the corpus {job.chunk.path}"
    return ""


def _advise(fault: str) -> str:
    return f"{fault}; install the same on all, and let all see the same folders under the same paths"


def _compare_versions(wanted: dict[str, str]) -> str:
    """Return how the versions here differ from those wanted; nothing if they do not."""
    here = _list_versions()
    differing = [f"{name} {here.get(name)}, not {wanted[name]}" for name in wanted if here.get(name) != wanted[name]]
    return f"has {', '.join(differing)}" if differing else ""


@cache
def _list_versions() -> dict[str, str]:
    """Return what the results hang on besides what an analyst chose and reads."""
    rooms = sorted({room for rooms in CODE.values() for room in rooms})
    versions = {"presslens": __version__, "code": hash_code("pipeline", *rooms)[:12]}
    versions["Python"] = ".".join(platform.python_version_tuple()[:2])
    return versions | list_versions(*PACKAGES, "dask", "distributed")


@contextmanager
def _lay_probe(out: Path) -> Iterator[Path]:
    """Yield a file in the output folder that workers must see."""
    probe = out / WORK / f"probe-{uuid4().hex}"
    probe.parent.mkdir(parents=True, exist_ok=True)
    probe.touch()
    try:
        yield probe
    finally:
        probe.unlink(missing_ok=True)


def _await_part(job: Job) -> None:
    """Wait until a part that a worker wrote is seen here: a shared folder may show it late."""
    ends = time.monotonic() + _FILES_COME
    while not Store(job.out).has_part(job.stage, job.part):
        if time.monotonic() > ends:
            raise PresslensError(
                f"{job.out}: what a worker wrote there is not to be seen here after {_FILES_COME} seconds; "
                "let all machines see the same folder"
            )
        time.sleep(0.1)


def _tell(error: BaseException) -> str:
    return (" ".join(str(error).split()) or type(error).__name__)[:200]
