"""Workers in processes and network namespaces of their own: the same tables whatever befalls them."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import psutil
import pytest
from building import ROOT, SAMPLE, TARGETS

from helpers.archive import Archive, open_archive
from helpers.errors import PresslensError
from helpers.pipeline import Options, cluster, run_corpus, start_workers
from helpers.pipeline.jobs import Done, Job
from helpers.pipeline.workers import Tally

SCORER = "vader_masked"
OPTIONS = Options(TARGETS, (SCORER,))
PRESSLENS = (sys.executable, "-c", "from helpers.cli import main; main()")
DASK = (sys.executable, "-m", "dask")
PATIENCE = 120  # seconds; a machine with other work is slow


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a corpus of several parts: the retellings again and again, each time with other words in them."""
    folder = tmp_path_factory.mktemp("articles")
    texts = [path.read_text(encoding="utf-8") for path in sorted(SAMPLE.glob("*.txt"))]
    for part in range(6):
        rows = []
        for at, text in enumerate(texts):
            words = [f"{word} x{part}y{n}" if n % 5 == 0 else word for n, word in enumerate(text.split(" "))]
            rows.append({"text": " ".join(words), "title": f"Story {part} {at}", "source": f"Daily {at % 3}"})
        lines = "".join(f"{json.dumps(row)}\n" for row in rows)
        (folder / f"{part}.jsonl").write_text(lines, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def expected(articles: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, pd.DataFrame]:
    """Return the tables that one process makes."""
    return read_all(run_corpus(articles, tmp_path_factory.mktemp("one"), OPTIONS))


def read_all(archive: Archive) -> dict[str, pd.DataFrame]:
    """Return all tables in the order of the corpus."""
    return {name: pd.concat(map(pd.read_parquet, archive.paths(name)), ignore_index=True) for name in archive.files}


def assert_same(out: Path, expected: dict[str, pd.DataFrame]) -> None:
    """Compare to the last digit."""
    found = read_all(open_archive(out))
    assert list(expected) == list(found)
    for name, table in expected.items():
        pd.testing.assert_frame_equal(found[name], table, check_exact=True)


def wait_for(what: Callable[[], object], patience: float = PATIENCE) -> None:
    ends = time.monotonic() + patience
    while not what():
        assert time.monotonic() < ends, "waited in vain"
        time.sleep(0.05)


@contextmanager
def started(*command: str, source: Path = ROOT / "src", within: tuple[str, ...] = ()) -> Iterator[subprocess.Popen]:
    """Start a process of a group of its own, which is ended after that."""
    environment = os.environ | {"PYTHONPATH": str(source), "DASK_DISTRIBUTED__LOGGING__DISTRIBUTED": "critical"}
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    process = subprocess.Popen([*within, *command], env=environment, start_new_session=True, **streams)
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def is_begun(out: Path, stage: str) -> bool:
    """Tell whether a part of a stage is done."""
    return any((out / ".work" / "index" / stage).glob("*.parquet"))


def list_workers(process: subprocess.Popen) -> list[psutil.Process]:
    """Return the workers that a process started."""
    found = psutil.Process(process.pid).children(recursive=True)
    return [child for child in found if any("spawn_main" in word for word in child.cmdline())]


def test_a_worker_of_this_machine_that_is_killed_costs_its_part_alone(articles, expected, tmp_path):
    out = tmp_path / "out"
    command = ("run", "--corpus", str(articles), "--out", str(out), "--scorer", SCORER, "--workers", "2")
    with started(*PRESSLENS, *command) as process:
        wait_for(lambda: is_begun(out, "clean") or process.poll() is not None)
        workers = list_workers(process)
        assert 2 == len(workers)
        workers[0].kill()
        told, _ = process.communicate(timeout=PATIENCE)
        assert 0 == process.returncode, told
    assert_same(out, expected)
    assert "Dashboard: http://127.0.0.1:" in told
    assert "Traceback" not in told
    assert "distributed" not in told
    assert not [worker for worker in workers if worker.is_running()]
    assert not list((out / ".work").glob("probe*"))


def test_an_interrupt_ends_all_workers_and_what_is_done_is_used_again(articles, expected, tmp_path):
    out = tmp_path / "out"
    command = ("run", "--corpus", str(articles), "--out", str(out), "--scorer", SCORER, "--workers", "2")
    with started(*PRESSLENS, *command) as process:
        wait_for(lambda: is_begun(out, "read") or process.poll() is not None)
        children = psutil.Process(process.pid).children(recursive=True)
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to all of the group
        told, _ = process.communicate(timeout=PATIENCE)
    assert 128 + signal.SIGINT == process.returncode
    assert "interrupted" in told
    assert "Traceback" not in told, told
    wait_for(lambda: not [child for child in children if child.is_running()], 10)
    done = {path: path.stat().st_mtime_ns for path in (out / ".work" / "index").rglob("*.parquet")}
    run_corpus(articles, out, OPTIONS)
    assert_same(out, expected)
    assert done == {path: path.stat().st_mtime_ns for path in done}


@contextmanager
def namespaces(n: int) -> Iterator[list[tuple[tuple[str, ...], str]]]:
    """Yield what runs a command in each of several network namespaces, and its address; without rights, plain ones."""
    # the first is where the test itself runs: the scheduler's
    mark, net = f"pl{os.getpid() % 100_000}", f"10.213.{os.getpid() % 250}"
    plain = [((), "127.0.0.1")] * (n + 1)

    def ip(*words: str) -> None:
        subprocess.run(["ip", *words], check=True, capture_output=True)

    with ExitStack() as stack:
        found: list[tuple[tuple[str, ...], str]] = [((), f"{net}.1")]
        try:
            ip("link", "add", mark, "type", "bridge")
            stack.callback(ip, "link", "del", mark)
            ip("addr", "add", f"{net}.1/24", "dev", mark)
            ip("link", "set", mark, "up")
            for at in range(1, n + 1):
                space, address = f"{mark}n{at}", f"{net}.{at + 1}"
                ip("netns", "add", space)
                stack.callback(ip, "netns", "del", space)
                ip("link", "add", f"{mark}v{at}", "type", "veth", "peer", "name", "eth0", "netns", space)
                ip("link", "set", f"{mark}v{at}", "master", mark, "up")
                ip("-n", space, "addr", "add", f"{address}/24", "dev", "eth0")
                ip("-n", space, "link", "set", "eth0", "up")
                ip("-n", space, "link", "set", "lo", "up")
                found.append((("ip", "netns", "exec", space), address))
        except (OSError, subprocess.CalledProcessError):
            found = plain
        yield found


@contextmanager
def scheduler(host: str, folder: Path) -> Iterator[str]:
    """Start a scheduler and yield its address."""
    file = folder / "scheduler.json"
    options = ("--host", host, "--port", "0", "--dashboard-address", f"{host}:0", "--scheduler-file", str(file))
    with started(*DASK, "scheduler", *options):
        wait_for(file.exists)
        wait_for(lambda: file.read_text().rstrip().endswith("}"))
        yield json.loads(file.read_text())["address"]


def start_worker(address: str, host: str, name: str, folder: Path) -> tuple[str, ...]:
    """Return the command that starts a worker without a nanny, so that one that is killed stays away."""
    options = ("--host", host, "--name", name, "--nthreads", "1", "--no-nanny", "--no-dashboard")
    return (*DASK, "worker", address, *options, "--local-directory", str(folder / name))


def test_three_workers_of_which_one_is_killed_and_one_slowed(articles, expected, tmp_path, record_property):
    with ExitStack() as stack:
        (_, here), *places = stack.enter_context(namespaces(3))
        how = "network namespaces" if places[0][0] else "processes"
        record_property("workers", how)
        address = stack.enter_context(scheduler(here, tmp_path))
        workers = [
            stack.enter_context(started(*start_worker(address, host, f"w{at}", tmp_path), within=within))
            for at, (within, host) in enumerate(places)
        ]
        took = {}
        for name in ("undisturbed", "disturbed"):
            out = tmp_path / name
            command = ("run", "--corpus", str(articles), "--out", str(out), "--scorer", SCORER, "--scheduler", address)
            began = time.monotonic()
            with started(*PRESSLENS, *command) as process:
                if name == "disturbed":
                    wait_for(lambda out=out: is_begun(out, "clean") or process.poll() is not None)
                    os.killpg(workers[0].pid, signal.SIGKILL)
                    while process.poll() is None:  # the second works a third of the time
                        os.killpg(workers[1].pid, signal.SIGSTOP)
                        time.sleep(0.4)
                        os.killpg(workers[1].pid, signal.SIGCONT)
                        time.sleep(0.2)
                told, _ = process.communicate(timeout=PATIENCE)
                assert 0 == process.returncode, told
            took[name] = time.monotonic() - began
            assert_same(out, expected)
        assert workers[0].poll() is not None
        assert workers[1].poll() is workers[2].poll() is None
    print(f"three workers in {how}: {took}")


def test_a_worker_of_another_version_is_named_at_once(articles, tmp_path):
    other = tmp_path / "src"
    shutil.copytree(ROOT / "src", other, ignore=shutil.ignore_patterns("__pycache__"))
    with (other / "helpers" / "stance" / "mentions.py").open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    (other / "helpers" / "__init__.py").write_text('__version__ = "0.0.7"\n', encoding="utf-8")
    with ExitStack() as stack:
        address = stack.enter_context(scheduler("127.0.0.1", tmp_path))
        stack.enter_context(started(*start_worker(address, "127.0.0.1", "same", tmp_path)))
        stack.enter_context(started(*start_worker(address, "127.0.0.1", "other", tmp_path), source=other))
        with start_workers(scheduler=address) as workers:
            workers._client.wait_for_workers(2, timeout=PATIENCE)
            with pytest.raises(
                PresslensError, match=r"^worker tcp://127.0.0.1:\d+ has presslens 0.0.7, not "
            ) as caught:
                run_corpus(articles, tmp_path / "out", OPTIONS, workers=workers)
    assert ", code " in str(caught.value)
    assert 1 == str(caught.value).count("worker tcp")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("n_workers", "address", "message"),
    [
        (None, "nowhere", "'nowhere' is no address; give the one that `dask scheduler` shows, tcp://HOST:PORT"),
        (None, "http://127.0.0.1:8787/status", "is no address"),
        (None, "tcp://127.0.0.1:1", "no scheduler answers at tcp://127.0.0.1:1 in 1 seconds; start one with"),
        (None, "tls://127.0.0.1:1", "tls://127.0.0.1:1 needs certificates"),
        (2, "tcp://127.0.0.1:1", "name one of the two"),
    ],
)
def test_a_scheduler_that_cannot_be_used_is_told_in_a_line(n_workers, address, message, monkeypatch):
    monkeypatch.setattr(cluster, "_CONNECTING", 1)
    with pytest.raises(PresslensError) as caught, start_workers(n_workers, address):
        pass
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_scheduler_without_workers_is_told(monkeypatch, tmp_path):
    monkeypatch.setattr(cluster, "_WORKERS_COME", 1)
    with (
        cluster.LocalCluster(n_workers=0, processes=False, protocol="tcp", dashboard_address=None) as empty,
        pytest.raises(PresslensError, match="has no workers; start some with `dask worker tcp://"),
        start_workers(scheduler=empty.scheduler_address),
    ):
        pass


def test_a_scheduler_that_goes_is_told(articles, tmp_path):
    with ExitStack() as stack:
        address = stack.enter_context(scheduler("127.0.0.1", tmp_path))
        stack.enter_context(started(*start_worker(address, "127.0.0.1", "one", tmp_path)))
        command = ("run", "--corpus", str(articles), "--out", str(tmp_path / "out"), "--scheduler", address)
        process = stack.enter_context(started(*PRESSLENS, *command))
        wait_for(lambda: is_begun(tmp_path / "out", "read") or process.poll() is not None)
        [of_scheduler] = [p for p in psutil.Process().children() if str(tmp_path / "scheduler.json") in p.cmdline()]
        of_scheduler.kill()
        told, _ = process.communicate(timeout=PATIENCE)
    assert 1 == process.returncode
    assert told.splitlines()[-1].startswith(f"presslens: the scheduler at {address} is gone; start it")
    assert "Traceback" not in told


def test_articles_that_kill_each_worker_are_named(articles, tmp_path, monkeypatch):
    work = cluster._work

    def die(job: Job, asked: object, key: str) -> Done:
        if job.stage == "clean" and job.index["file"].iloc[0].startswith("3.jsonl"):
            os._exit(9)
        return work(job, asked, key)

    monkeypatch.setattr(cluster, "_work", die)
    told = r"each worker dies that comes to the stage 'clean' of the articles from 3.jsonl#1 on \(5\), mostly for want"
    with start_workers(1) as workers, pytest.raises(PresslensError, match=told):
        run_corpus(articles, tmp_path, OPTIONS, workers=workers)
    assert is_begun(tmp_path, "read")


def test_without_dask_a_line_says_what_to_install(monkeypatch):
    monkeypatch.delitem(sys.modules, "helpers.pipeline.cluster")
    monkeypatch.setitem(sys.modules, "dask", None)
    with pytest.raises(PresslensError, match=r"needs Dask, .* pip install -e '\.\[cluster\]', or conda install"):
        start_workers(2).__enter__()


def make_job(out: Path) -> Job:
    return Job("read", "0", pd.DataFrame({"file": ["a.txt"], "article_id": "", "key": "0"}), out, OPTIONS)


def test_a_worker_tells_what_it_does_not_see(tmp_path):
    versions = cluster._list_versions()
    with cluster._lay_probe(tmp_path) as probe:
        asked = cluster._Asked(versions, probe, "")
        assert "" == cluster._find_fault(asked, make_job(tmp_path))
        elsewhere = asked._replace(probe=probe.with_name("of-another-machine"))
        assert "does not see the output folder" in cluster._find_fault(elsewhere, make_job(tmp_path))
        older = asked._replace(versions=versions | {"pandas": "9.9"})
        assert cluster._find_fault(older, make_job(tmp_path)).endswith(", not 9.9")
        assert [probe] == list(probe.parent.iterdir())
    assert [] == list(probe.parent.iterdir())


def test_a_full_disk_of_a_worker_is_told_in_a_line(tmp_path, monkeypatch):
    def fill(job: Job, tell: object) -> Done:
        raise OSError(28, "No space left on device", "part.parquet")

    monkeypatch.setattr(cluster, "run_job", fill)
    monkeypatch.setattr(cluster, "get_worker", lambda: type("Worker", (), {"address": "tcp://there:1"}))
    monkeypatch.setenv("PRESSLENS_CORES", "1")
    told = "worker tcp://there:1: part.parquet: No space left on device; check disk space"
    with cluster._lay_probe(tmp_path) as probe, pytest.raises(PresslensError, match=told):
        cluster._work(make_job(tmp_path), cluster._Asked(cluster._list_versions(), probe, ""), "key")


def test_a_job_that_is_done_stays_so_if_its_worker_dies_before_its_answer_is_taken(tmp_path):
    client = SimpleNamespace(
        dashboard_link="", scheduler=SimpleNamespace(addr="tcp://there:1"), subscribe_topic=lambda *_: None
    )
    ours, job = cluster.Cluster(client), make_job(tmp_path)
    for status in ("finished", "lost", "pending"):  # pending: where Dask has begun to do it again
        ours._take(SimpleNamespace(status=status), job)
    with pytest.raises(PresslensError, match="the scheduler at tcp://there:1 is gone"):
        ours._take(SimpleNamespace(status="cancelled"), job)


def test_workers_of_this_machine_leave_nothing_among_temporary_files(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))  # of the workers
    with start_workers(1):
        assert ["presslens-"] == [path.name[:10] for path in tmp_path.iterdir()]
    assert [] == list(tmp_path.iterdir())


def test_a_part_that_is_begun_again_counts_once():
    told: list[float] = []
    tally = Tally(told.append)
    for part, n_articles in [("a", 2), ("b", 1), ("a", 1), ("a", 2), ("a", 5), ("b", 5)]:
        tally.tell(part, n_articles)
    assert [2, 1, 3, 4] == told


def test_what_is_raised_by_who_is_told_ends_the_run_and_is_no_failure_of_an_article(articles, tmp_path, monkeypatch):
    monkeypatch.setattr("helpers.pipeline.jobs._PAUSE", 0)

    def stop(step: str, done: float, total: float) -> None:
        if step.startswith("finding sentences") and done % 1:
            raise InterruptedError("enough")

    with pytest.raises(InterruptedError):
        run_corpus(articles, tmp_path, OPTIONS, on_progress=stop)


def test_dask_reads_a_table_as_it_is(expected, articles, tmp_path):
    archive = run_corpus(articles, tmp_path, OPTIONS)
    table = archive.to_dask("mentions")
    assert 6 == table.npartitions
    found = table.compute(scheduler="sync").reset_index(drop=True)
    pd.testing.assert_frame_equal(found, expected["mentions"], check_exact=True)
    assert ["source", "score"] == list(archive.to_dask("mentions", ["source", "score"]).columns)
