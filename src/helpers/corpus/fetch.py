"""Pages from the web into a folder, politely; the only place that asks another machine for anything.

Nothing but `helpers.corpus.add` imports it: an analysis reads files.
"""

import hashlib
import json
import os
import re
import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import suppress
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import NamedTuple
from urllib.parse import unquote

from protego import Protego
from urllib3.exceptions import InvalidHeader
from urllib3.util import Retry

from helpers.corpus.decode import UnusableError, decode_page
from helpers.corpus.links import Link, hide_user, parse_link
from helpers.corpus.manifest import LOG
from helpers.corpus.request import Answer, TransientError, send_request
from helpers.errors import PresslensError, Problem
from helpers.filenames import tame_name
from helpers.files import MOST_TABLE, open_file, stays_below
from helpers.tables import write_atomically

ROBOT = "presslens"  # the name by which a robots.txt may speak to us
MAX_HOSTS = 8  # asked at the same time
MAX_REDIRECTS = 5
MAX_PAUSE = 60  # seconds; a longer Crawl-delay is cut to it
MAX_WAIT = 120  # seconds; a longer Retry-After is cut to it
_MOST_LINE = 100_000  # bytes of the log; the longest addresses have 4,000 characters
_MAX_ROBOTS = 512_000  # bytes, the least that RFC 9309 asks a reader to take
_TRY_AGAIN = {429, 500, 502, 503, 504}
_REDIRECTS = {301, 302, 303, 307, 308}
_PAGES = {"text/html", "application/xhtml+xml", "text/plain"}
_CHARSET = re.compile(r"""charset\s*=\s*["']?([^"';\s]+)""", re.IGNORECASE)
_TAG = re.compile(rb"<(!doctype|html|head|body|article|div|p)\b", re.IGNORECASE)
_LATER = "run the command again later"
_CHECK = "check the address in a browser"


@dataclass
class FetchedPage:
    """What became of one address; a line of the log.

    Attributes:
        url: The address that was asked for.
        final_url: Where it led.
        status: The last HTTP status, 0 if none came.
        tries: How many requests were sent for it, redirects included and robots.txt not.
        n_bytes: Size of the page as received, unpacked.
        sha256: Digest of those bytes.
        encoding: The encoding they were in.
        file: Where the page was saved below the folder; empty if it was not.
        problem: Why not.
        remedy: What to do about it.
        time: When it was asked for, UTC.
    """

    url: str
    final_url: str = ""
    status: int = 0
    tries: int = 0
    n_bytes: int = 0
    sha256: str = ""
    encoding: str = ""
    file: str = ""
    problem: str = ""
    remedy: str = ""
    time: str = field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="seconds"))


class Fetched(NamedTuple):
    """Files that were saved in this run, and what was wrong with the rest."""

    files: list[Path]
    problems: list[Problem]


def fetch_pages(
    urls: Iterable[str],
    folder: Path,
    *,
    pause: float = 2,
    timeout: float = 30,
    max_mb: float = 5,
    max_tries: int = 4,
    allow_hosts: Collection[str] = (),
    on_page: Callable[[FetchedPage, int, int], None] = lambda page, done, total: None,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], object] | None = None,
) -> Fetched:
    """Fetch pages into a folder, ``HOST/NAME-HASH.html`` each, as UTF-8.

    A host is asked for one page at a time, with a pause, and for what its robots.txt allows. What became of each
    address is added to ``fetch_log.jsonl`` in the folder: a page that lies there is not asked for again, so an
    interrupted run goes on where it stopped.

    Args:
        urls: Addresses, each of which is asked for once.
        folder: Where to save.
        pause: Seconds between two requests to a host; its robots.txt may ask for more.
        timeout: Seconds after which a page must be there whole.
        max_mb: Size above which a page is left out, in megabytes.
        max_tries: How often a page is asked for if the server is busy, fails or cannot be reached.
        allow_hosts: Hosts, as ``HOST`` or ``HOST:PORT``, that may lie outside the public internet.
        on_page: Called with each page, how many are done, and how many there are.
        clock: Tells the time in seconds.
        sleep: Waits for a number of seconds.

    Raises:
        PresslensError: If a host in ``allow_hosts`` is none.
    """
    _require_hosts(allow_hosts)
    allowed = {host.lower() for host in allow_hosts}
    log = _Log(folder / LOG)
    fetcher = _Fetcher(folder, pause, timeout, int(max_mb * 1e6), max_tries, allowed, clock, sleep)
    problems: list[Problem] = []
    links = _choose(urls, log, problems)
    by_host: dict[str, list[Link]] = {}
    for link in links:
        by_host.setdefault(link.host, []).append(link)
    pages: dict[str, FetchedPage] = {}

    def fetch_host(links_of_host: list[Link]) -> None:
        for link in links_of_host:
            page = fetcher.fetch_page(link)
            with log.lock:
                log.append(page)
                pages[page.url] = page
                on_page(page, len(pages), len(links))

    with ThreadPoolExecutor(MAX_HOSTS) as pool:
        try:
            for future in as_completed([pool.submit(fetch_host, found) for found in by_host.values()]):
                future.result()
        except BaseException:
            fetcher.stop.set()
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    done = [pages[link.url] for link in links]
    problems += [Problem(p.url, "warning" if p.file else "left out", p.problem, p.remedy) for p in done if p.problem]
    return Fetched([folder / p.file for p in done if p.file and not p.problem], problems)


def _choose(urls: Iterable[str], log: "_Log", problems: list[Problem]) -> list[Link]:
    """Return what is to be asked for: each page once, and none that lies there; the rest becomes a problem."""
    links: list[Link] = []
    seen: set[str] = set()
    for url in dict.fromkeys(urls):
        try:
            link = parse_link(url)
        except UnusableError as error:
            problems.append(Problem(hide_user(url)[:300], "left out", str(error), error.remedy))
            continue
        if link.url in seen:
            continue
        seen.add(link.url)
        page = log.pages.get(link.url)
        if page and page.file and (log.path.parent / page.file).is_file():
            problems.append(Problem(link.url, "warning", f"is already there as {page.file}", "nothing to do"))
        else:
            links.append(link)
    return links


def _require_hosts(hosts: Iterable[str]) -> None:
    for host in hosts:
        if not re.fullmatch(r"([\w.-]+|\[[0-9a-f:.]+\])(:\d+)?", host, re.ASCII | re.IGNORECASE):
            raise PresslensError(f"--allow-host {host} names no host; write HOST or HOST:PORT")


class _Log:
    """The log of a folder: what became of each address, in this run and those before."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lock = threading.Lock()
        self.pages: dict[str, FetchedPage] = {}
        names = {f.name for f in fields(FetchedPage)}
        for line in _read_log(path):
            # a line that an interruption tore, or another hand wrote
            with suppress(ValueError, TypeError, KeyError, AttributeError, RecursionError):
                row = {name: value for name, value in json.loads(line).items() if name in names}
                if stays_below(row["file"]) or not row["file"]:
                    self.pages[str(row["url"])] = FetchedPage(**row)

    def append(self, page: FetchedPage) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        line = json.dumps(asdict(page)).encode("ascii") + b"\n"
        with self.path.open("a+b") as file:
            if file.seek(0, 2):
                file.seek(-1, 2)
                if file.read(1) != b"\n":
                    line = b"\n" + line
            file.write(line)


def _read_log(path: Path) -> Iterator[bytes]:
    """Yield the lines of a log; of one that is far longer than any page's, pieces, which tell nothing."""
    with suppress(FileNotFoundError), open_file(path) as file:
        if (size := os.fstat(file.fileno()).st_size) > MOST_TABLE:
            reason = f"has {size / 1e6:,.0f} MB, and may have {MOST_TABLE / 1e6:,.0f}"
            raise PresslensError(f"{path} {reason}; move it elsewhere, or name another folder with --to")
        while line := file.readline(_MOST_LINE):
            yield line


@dataclass
class _Host:
    """A host that is asked for one thing at a time, `pause` seconds after the last ended, or `wait` if it is longer."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    pause: float = 0
    ended: float = float("-inf")
    wait: float = 0


@dataclass
class _Site:
    """What the robots.txt of one scheme, host and port allows, or why nothing may be asked there."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    rules: Protego | UnusableError | None = None


@dataclass
class _Fetcher:
    """The hosts of one run, with when each was last asked and what it allows."""

    folder: Path
    pause: float
    timeout: float
    max_bytes: int
    max_tries: int
    allow_hosts: Collection[str]
    clock: Callable[[], float]
    sleep: Callable[[float], object] | None
    stop: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)
    hosts: dict[str, _Host] = field(default_factory=dict)
    sites: dict[str, _Site] = field(default_factory=dict)

    def fetch_page(self, link: Link) -> FetchedPage:
        """Fetch one page and save it; what fails is said in it."""
        page = FetchedPage(link.url)
        try:
            answer, final = self._follow(link, page)
            if answer.status != 200:
                raise _refusal(answer.status)
            self._save(answer, final, page)
        except UnusableError as error:
            page.problem, page.remedy = str(error), error.remedy
        return page

    def _follow(self, link: Link, page: FetchedPage, *, is_robots: bool = False) -> tuple[Answer, Link]:
        """Ask for a page and follow where it leads; each step is checked as the first one is."""
        seen = {link.url}
        for _ in range(MAX_REDIRECTS + 1):
            if not is_robots:
                self._require_allowed(link)
            page.final_url = link.url
            answer = self._ask(link, page, is_robots=is_robots)
            place = answer.headers.get("Location", "")
            if answer.status not in _REDIRECTS or not place:
                return answer, link
            # http.client reads headers as Latin-1; what is not ASCII in them is UTF-8
            place = place.encode("latin-1", "replace").decode("utf-8", "replace")
            try:
                link = parse_link(place, base=link.url)
            except UnusableError as error:
                raise UnusableError(f"leads to an address that {error}", _CHECK) from None
            if link.url in seen:
                raise UnusableError("leads in a circle", _CHECK)
            seen.add(link.url)
        raise UnusableError(f"leads on more than {MAX_REDIRECTS} times", "name the page that it leads to")

    def _ask(self, link: Link, page: FetchedPage, *, is_robots: bool) -> Answer:
        """Ask one host, when it is its time, and again if that may help.

        A thread holds the lock of one host at a time and asks for no other meanwhile, so none waits in a circle.
        """
        with self.lock:
            host = self.hosts.setdefault(link.host, _Host(pause=self.pause))
        n_try = 0
        while True:
            n_try += 1
            with host.lock:
                self._wait(host.ended + max(host.pause, host.wait) - self.clock())
                page.tries += 1
                page.status, host.wait = 0, 0
                try:
                    answer = send_request(
                        link,
                        timeout=self.timeout,
                        max_bytes=_MAX_ROBOTS if is_robots else self.max_bytes,
                        allow_hosts=self.allow_hosts,
                        content_types=() if is_robots else _PAGES,
                    )
                    page.status = answer.status
                    if answer.status not in _TRY_AGAIN:
                        return answer
                    host.wait = _read_wait(answer.headers.get("Retry-After", "")) or 2 ** (n_try - 1)
                    if n_try == self.max_tries:
                        return answer
                except TransientError:
                    host.wait = 2 ** (n_try - 1)
                    if n_try == self.max_tries:
                        raise
                finally:
                    host.ended = self.clock()

    def _wait(self, seconds: float) -> None:
        if seconds > 0:
            (self.sleep or self.stop.wait)(seconds)
        if self.stop.is_set():
            raise KeyboardInterrupt  # ends this thread; the main one tells of it

    def _require_allowed(self, link: Link) -> None:
        """Refuse a page that the robots.txt of its site does not allow; that is read once."""
        with self.lock:
            site = self.sites.setdefault(link.origin, _Site())
        with site.lock:
            if site.rules is None:
                site.rules = self._read_rules(link)
        if isinstance(site.rules, UnusableError):
            raise UnusableError(str(site.rules), site.rules.remedy)
        if not site.rules.can_fetch(link.url, ROBOT):
            reason = f"may not be fetched, says the robots.txt of {link.place}"
            raise UnusableError(reason, "save the page in a browser, if you may")

    def _read_rules(self, link: Link) -> Protego | UnusableError:
        """Return what a site allows: anything if it has no robots.txt, nothing if that cannot be read (RFC 9309)."""
        robots = link._replace(target="/robots.txt")
        try:
            answer, _ = self._follow(robots, FetchedPage(robots.url), is_robots=True)
        except UnusableError as error:
            return UnusableError(f"was not asked for, since robots.txt {error}", error.remedy)
        if answer.status in _TRY_AGAIN or answer.status >= 500:
            return UnusableError(f"was not asked for, since robots.txt is not sent (status {answer.status})", _LATER)
        rules = Protego.parse(answer.body.decode("utf-8", "replace"))
        host = self.hosts[link.host]
        host.pause = max(host.pause, min(rules.crawl_delay(ROBOT) or 0, MAX_PAUSE))
        return rules

    def _save(self, answer: Answer, link: Link, page: FetchedPage) -> None:
        """Save a page as UTF-8: as it came if it is that, else with a byte order mark, which outranks its own word."""
        data = answer.body
        kind, _, rest = answer.headers.get("Content-Type", "").partition(";")
        page.n_bytes, page.sha256 = len(data), hashlib.sha256(data).hexdigest()
        if not kind.strip() and not _TAG.search(data[:4096]):
            raise UnusableError("does not say what it is, and is no HTML", _CHECK)
        charset = _CHARSET.search(rest)
        decoded = decode_page(data, charset[1] if charset else "")
        page.encoding = decoded.encoding
        if decoded.encoding != "utf-8" or "\ufffd" in decoded.text:
            data = decoded.text.encode("utf-8-sig")
        ending = ".txt" if kind.strip().lower() == "text/plain" else ".html"
        name = _name_file(link) + ending
        with self.lock:
            if (self.folder / name).exists():  # two addresses may lead to one page
                page.problem, page.remedy = f"is already there as {name}", "nothing to do"
            else:
                write_atomically(self.folder / name, lambda part: part.write_bytes(data))
        page.file = name


def _name_file(link: Link) -> str:
    """Return the place of a page below the folder, in characters that can lead nowhere else."""
    host = re.sub(r"[^a-z0-9.-]", "_", link.place.removeprefix("www."))[:100]
    stem = PurePosixPath(unquote(link.target.partition("?")[0])).stem.lower()
    slug = re.sub(r"[^a-z0-9]+", "-", stem).strip("-")[:60].strip("-") or "page"
    return f"{tame_name(host)}/{slug}-{hashlib.sha256(link.url.encode()).hexdigest()[:8]}"


def _read_wait(retry_after: str) -> float:
    """Return the seconds that a server asks to wait, at most `MAX_WAIT`; 0 if it does not say."""
    try:
        return min(Retry().parse_retry_after(retry_after), MAX_WAIT)
    except (InvalidHeader, ValueError, TypeError, OverflowError):
        return 0


def _refusal(status: int) -> UnusableError:
    if status in {404, 410}:
        return UnusableError(f"is not there (status {status})", _CHECK)
    if status in {401, 402, 403, 451}:
        return UnusableError(f"is not for everyone (status {status})", "save the page in a browser, if you may")
    return UnusableError(f"is not answered (status {status})", _LATER if status in _TRY_AGAIN else _CHECK)
