"""Adding that is killed, or finds the disk full: files copied, and pages fetched from a server here. Invented texts."""

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from building import write_files
from making_faults import Deed, Nursery, Tally, draw_moments, hash_folder

from helpers.tables import list_left

N = 12
PROSE = "The {n}th council met to hear of the bridge, and its clerk wrote down what was said about it. " * 30
TEXTS = {f"story{n:02}.txt": PROSE.format(n=n) for n in range(N)}
PAGES = {f"/news/{n}": f"<html><body><h1>Page {n}</h1><p>{PROSE.format(n=100 + n)}</p></body></html>" for n in range(N)}
LOCK = ".presslens-add"
LOG = "fetch_log.jsonl"


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        page = PAGES.get(self.path)
        self.send_response(200 if page else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write((page or "").encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def serve() -> Iterator[str]:
    """Yield the host and port of a server that has the pages."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def make_deed(folder: Path, host: str, to: str = "raw") -> Deed:
    """Return the adding of all texts and pages."""
    write_files(folder / "given", TEXTS)
    links = "\n".join(f"http://{host}{path}" for path in PAGES)
    write_files(folder, {"links.txt": links})
    (folder / to).mkdir(exist_ok=True)
    given = [folder / "given", folder / "links.txt", "--to", folder / to, "--pause", "0", "--allow-host", host]
    return Deed(["add", *given])


def list_texts(folder: Path) -> dict[str, str]:
    """Return the hashes of what was added."""
    return {name: told for name, told in hash_folder(folder).items() if name not in {LOCK, LOG}}


def kill_many(nursery: Nursery, folder: Path, n: int, seed: int) -> Tally:
    """Kill adding at random moments, and add again."""
    return _fault_many(nursery, folder, n, seed, "kill")


def fill_many(nursery: Nursery, folder: Path, n: int, seed: int) -> Tally:
    """Let the disk be full at random moments of adding, and add again."""
    return _fault_many(nursery, folder, n, seed, "full")


def _fault_many(nursery: Nursery, folder: Path, n: int, seed: int, fault: str) -> Tally:
    tally, raw = Tally("add"), folder / "raw"
    with serve() as host:
        deed = make_deed(folder, host)
        undisturbed = nursery.run(deed)
        assert undisturbed.status == 0, undisturbed.said
        expected = list_texts(raw)
        assert len(expected) == 2 * N
        for spoilt in draw_moments(deed, undisturbed, n, seed, fault=fault):
            shutil.rmtree(raw)
            raw.mkdir()
            tally.take(spoilt, nursery.run(spoilt))
            found = list_texts(raw)
            tally.n_files += len(found)
            begun = {left.relative_to(raw).as_posix() for left in raw.rglob(".*") if list_left(left.parent)}
            half = [name for name, told in found.items() if expected.get(name) != told and name not in begun]
            tally.expect(spoilt, not half, f"half or strange: {half[:5]}")
            again = nursery.run(deed)
            tally.cpu += again.cpu
            tally.expect(spoilt, again.status == 0, f"cannot be run again: {again.said[-300:]}")
            tally.expect(spoilt, list_texts(raw) == expected, "adding again gives others")
            tally.n_reruns += list_texts(raw) == expected
    return tally
