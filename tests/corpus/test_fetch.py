"""Fetching, from a real server on this machine; only the clock is ours, where nothing else says so."""

import gzip
import hashlib
import json
import shutil
import socket
import ssl
import struct
import subprocess
import threading
import time
import tracemalloc
import zlib
from contextlib import suppress
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from building import MONDAY, TUESDAY, write_files
from click.testing import CliRunner

from helpers import __version__
from helpers.cli import main
from helpers.corpus import read_corpus
from helpers.corpus.add import add_articles
from helpers.corpus.fetch import LOG, MAX_PAUSE, MAX_REDIRECTS, MAX_WAIT, fetch_pages
from helpers.corpus.request import is_public
from helpers.errors import PresslensError

HTML = {"Content-Type": "text/html; charset=utf-8"}
ONE = (200, HTML, f"<html><title>Talks</title><p>{MONDAY}")
TWO = (200, HTML, f"<html><title>More talks</title><p>{TUESDAY}")


class Clock:
    """Seconds that pass only when someone sleeps."""

    def __init__(self):
        self.now, self.slept, self.lock = 0.0, [], threading.Lock()

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        with self.lock:
            self.now += seconds
            self.slept.append(seconds)


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        site = self.server
        with site.lock:
            site.asked.append(self.path)
            site.headers.append(self.headers)
            site.times.append(site.clock())
            answer = site.pages.get(self.path, (404, HTML, "<p>gone"))
            if isinstance(answer, list):  # one after the other, the last for good
                answer = answer.pop(0) if len(answer) > 1 else answer[0]
        with suppress(OSError):
            answer(self) if callable(answer) else self.send(*answer)

    def send(self, status, headers, body=b""):
        body = body.encode() if isinstance(body, str) else body
        self.send_response(status)
        for name, value in {"Content-Length": len(body), **headers}.items():
            self.send_header(name, str(value))
        self.end_headers()
        self.wfile.write(body)

    def reset(self):
        """Close so that the client sees a reset, not an end."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def log_message(self, *_):
        pass


class Site(ThreadingHTTPServer):
    """A server with `pages` by path, which knows what it was `asked` for, and when."""

    daemon_threads = True

    def __init__(self, pages, clock):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.pages, self.clock, self.lock = pages, clock, threading.Lock()
        self.asked, self.headers, self.times = [], [], []
        self.place = f"127.0.0.1:{self.server_port}"
        self.url = f"http://{self.place}"
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    def handle_error(self, *_):
        pass

    @property
    def pages_asked(self):
        return [path for path in self.asked if path != "/robots.txt"]


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def serve(clock):
    sites = []

    def start(pages):
        sites.append(Site(pages, clock))
        return sites[-1]

    yield start
    for site in sites:
        site.shutdown()
        site.server_close()


@pytest.fixture
def fetch(clock, tmp_path):
    """Fetch paths of a site, or whole addresses, into a folder."""

    def run(site, *paths, **options):
        urls = [path if "://" in path else site.url + path for path in paths]
        options = {"allow_hosts": [site.place], "clock": clock, "sleep": clock.sleep, **options}
        return fetch_pages(urls, tmp_path / "raw", **options)

    return run


def read_log(folder):
    return [json.loads(line) for line in (folder / LOG).read_text(encoding="utf-8").splitlines()]


def told(fetched):
    [problem] = fetched.problems
    return str(problem)


def redirect(place, status=302):
    return (status, {"Location": place}, "")


# What is saved


def test_a_page_is_saved_as_it_came_and_logged(serve, fetch, tmp_path):
    site = serve({"/world/Talks-on-Trade.html?id=1": ONE})
    fetched = fetch(site, "/world/Talks-on-Trade.html?id=1#top")
    [file], data = fetched.files, ONE[2].encode()
    assert [] == fetched.problems
    assert data == file.read_bytes()
    url = f"{site.url}/world/Talks-on-Trade.html?id=1"
    digest = hashlib.sha256(url.encode()).hexdigest()[:8]
    assert f"127.0.0.1_{site.server_port}/talks-on-trade-{digest}.html" == file.relative_to(tmp_path / "raw").as_posix()
    [row] = read_log(tmp_path / "raw")
    assert row.pop("time").endswith("+00:00")
    assert {
        "url": url,
        "final_url": url,
        "status": 200,
        "tries": 1,
        "n_bytes": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
        "encoding": "utf-8",
        "file": file.relative_to(tmp_path / "raw").as_posix(),
        "problem": "",
        "remedy": "",
    } == row


def test_requests_say_who_asks(serve, fetch):
    site = serve({"/a": ONE})
    fetch(site, "/a")
    assert [site.place] * 2 == [headers["Host"] for headers in site.headers]
    assert {f"presslens/{__version__}"} == {headers["User-Agent"] for headers in site.headers}
    assert {"gzip, deflate"} == {headers["Accept-Encoding"] for headers in site.headers}


@pytest.mark.parametrize(
    ("headers", "body", "ending"),
    [
        ({"Content-Type": "application/xhtml+xml"}, "<html/>", ".html"),
        ({"Content-Type": "Text/HTML"}, "<html/>", ".html"),
        ({"Content-Type": "text/plain"}, MONDAY, ".txt"),
        ({}, f"  <!DOCTYPE html><p>{MONDAY}", ".html"),
    ],
)
def test_kinds_of_pages(headers, body, ending, serve, fetch):
    [file] = fetch(serve({"/a": (200, headers, body)}), "/a").files
    assert ending == file.suffix


@pytest.mark.parametrize(
    ("headers", "body", "reason"),
    [
        ({"Content-Type": "application/pdf"}, "%PDF", "is application/pdf, no page"),
        ({"Content-Type": "image/png"}, b"\x89PNG", "is image/png, no page"),
        ({}, "key=value", "does not say what it is, and is no HTML"),
        (HTML, "", "is empty"),
        (HTML, b"\x89PNG\r\n\x1a\n\x00\xff", "is a PNG picture"),
        (HTML | {"Content-Encoding": "br"}, "x", "is packed as 'br', which was not asked for"),
        (HTML | {"Content-Encoding": "gzip"}, ONE[2], "is not packed as gzip, as it says"),
    ],
)
def test_what_is_no_page_is_left_out(headers, body, reason, serve, fetch):
    fetched = fetch(serve({"/a": (200, headers, body), "/b": TWO}), "/a", "/b")
    assert reason in told(fetched)
    assert ["b"] == [file.name.rsplit("-")[0] for file in fetched.files]


RAW_DEFLATE = zlib.compressobj(wbits=-15)


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("gzip", gzip.compress(ONE[2].encode())),
        ("x-gzip", gzip.compress(ONE[2].encode())),
        ("deflate", zlib.compress(ONE[2].encode())),
        ("deflate", RAW_DEFLATE.compress(ONE[2].encode()) + RAW_DEFLATE.flush()),
    ],
)
def test_packed_pages(encoding, packed, serve, fetch, tmp_path):
    [file] = fetch(serve({"/a": (200, HTML | {"Content-Encoding": encoding}, packed)}), "/a").files
    assert ONE[2].encode() == file.read_bytes()
    assert len(ONE[2]) == read_log(tmp_path / "raw")[0]["n_bytes"]


RUSSIAN = "Министры двух стран встретились в понедельник. "
QUOTED = "“Talks” – the minister’s café. " * 3


@pytest.mark.parametrize(
    ("said", "text", "encoding"),
    [
        (("utf-8", ""), QUOTED, "cp1252"),  # the header lies
        (("iso-8859-1", ""), QUOTED, "utf-8"),
        (("windows-1251", "utf-8"), QUOTED, "utf-8"),
        (("iso-8859-1", "windows-1251"), RUSSIAN, "cp1251"),
        (("utf-8", "windows-1251"), RUSSIAN, "cp1251"),
        (("", "windows-1251"), RUSSIAN, "cp1251"),  # only the page says it
        (("windows-1251", ""), RUSSIAN, "cp1251"),
        (("koi8-r", ""), RUSSIAN, "koi8-r"),
        (("iso-8859-1", ""), QUOTED, "cp1252"),
        (("", ""), QUOTED, "cp1252"),
        (("no-such-thing", "nor-this"), QUOTED, "cp1252"),
        (("punycode", "unicode_escape"), QUOTED, "cp1252"),  # Python's codecs, no browser's
        (("shift_jis", ""), "日本語のテキスト" * 9, "shift_jis"),
        (("", ""), QUOTED, "utf-8-sig"),
        (("utf-8", ""), QUOTED, "utf-16"),
        (("windows-1252", ""), QUOTED, "utf-16-le"),
    ],
)
def test_encodings(said, text, encoding, serve, fetch):
    charset, meta = said  # by the server and by the page
    page = f'<html><meta http-equiv="Content-Type" content="text/html; charset={meta}"><p>{text}'
    headers = {"Content-Type": f"text/html; charset={charset}"} if charset else {"Content-Type": "text/html"}
    [file] = fetch(serve({"/a": (200, headers, page.encode(encoding))}), "/a").files
    assert page == file.read_bytes().decode("utf-8-sig")
    assert file.read_bytes().startswith(b"\xef\xbb\xbf") == (encoding != "utf-8")
    corpus = read_corpus(file, english_only=False)
    assert text.strip() == corpus.articles["raw_text"].iloc[0]


def test_one_broken_character_spoils_no_other(serve, fetch):
    data = f"<html><p>{QUOTED * 3}".encode() + b"caf\xe9 \xe2\x80"
    [file] = fetch(serve({"/a": (200, HTML, data)}), "/a").files
    assert f"<html><p>{QUOTED * 3}caf\ufffd \ufffd" == file.read_bytes().decode("utf-8-sig")


# Robots and pauses


ROBOTS = {"Content-Type": "text/plain"}


@pytest.mark.parametrize(
    ("robots", "asked"),
    [
        ((404, {}, ""), ["/open", "/shut/a"]),
        ((403, {}, ""), ["/open", "/shut/a"]),
        ((200, ROBOTS, ""), ["/open", "/shut/a"]),
        ((200, HTML, "<html>no such page, but status 200"), ["/open", "/shut/a"]),
        ((200, ROBOTS, "User-agent: *\nDisallow: /shut/\n"), ["/open"]),
        ((200, ROBOTS, "User-agent: *\nDisallow: /*/a$\n"), ["/open"]),
        ((200, ROBOTS, "User-agent: *\nDisallow: /\n\nUser-agent: presslens\nDisallow: /open\n"), ["/shut/a"]),
        ((200, ROBOTS, "User-agent: *\nDisallow: /\n"), []),
        ((500, {}, ""), []),
        ((429, {}, ""), []),
        ((200, ROBOTS, "#" * 600_000), []),
        (lambda handler: handler.reset(), []),
        (redirect("/elsewhere.txt"), ["/open"]),
    ],
)
def test_robots_are_obeyed(robots, asked, serve, fetch):
    moved = (200, ROBOTS, "User-agent: *\nDisallow: /shut/\n")
    site = serve({"/robots.txt": robots, "/elsewhere.txt": moved, "/open": ONE, "/shut/a": TWO})
    fetched = fetch(site, "/open", "/shut/a")
    assert asked == [path for path in site.pages_asked if path != "/elsewhere.txt"]
    assert len(asked) == len(fetched.files)
    assert all("robots.txt" in str(problem) for problem in fetched.problems)


def test_robots_are_read_once(serve, fetch):
    site = serve({f"/{n}": ONE for n in range(3)})
    fetch(site, "/0", "/1", "/2", "/3")
    assert 1 == site.asked.count("/robots.txt")


def test_robots_are_asked_for_again_if_the_server_fails(serve, fetch):
    site = serve({"/robots.txt": [(503, {}, ""), (200, ROBOTS, "User-agent: *\nDisallow: /b\n")], "/a": ONE, "/b": TWO})
    assert "may not be fetched, says the robots.txt" in told(fetch(site, "/a", "/b"))
    assert ["/robots.txt", "/robots.txt", "/a"] == site.asked


def test_a_redirect_obeys_robots_too(serve, fetch):
    robots = (200, ROBOTS, "User-agent: *\nDisallow: /shut\n")
    site = serve({"/robots.txt": robots, "/a": redirect("/shut"), "/shut": ONE})
    assert "may not be fetched" in told(fetch(site, "/a"))
    assert ["/a"] == site.pages_asked


@pytest.mark.parametrize(
    ("robots", "options", "pause"),
    [
        ("", {}, 2),
        ("", {"pause": 5}, 5),
        ("User-agent: *\nCrawl-delay: 7.5\n", {}, 7.5),
        ("User-agent: *\nCrawl-delay: 1\n", {}, 2),
        ("User-agent: *\nCrawl-delay: 86400\n", {}, MAX_PAUSE),
        ("User-agent: *\nCrawl-delay: 1e99\n", {}, MAX_PAUSE),
        ("User-agent: *\nCrawl-delay: nan\n", {}, 2),
        ("User-agent: *\nCrawl-delay: -9\n", {}, 2),
    ],
)
def test_pause_between_two_requests(robots, options, pause, serve, fetch):
    site = serve({"/robots.txt": (200, ROBOTS, robots), "/a": ONE, "/b": redirect("/c"), "/c": TWO})
    fetch(site, "/a", "/b", **options)
    assert ["/robots.txt", "/a", "/b", "/c"] == site.asked
    assert [0, pause, 2 * pause, 3 * pause] == site.times


def test_a_host_is_asked_for_one_page_at_a_time(serve, fetch):
    now, most = [], []

    def slow(handler):
        now.append(handler)
        most.append(len(now))
        time.sleep(0.1)
        now.remove(handler)
        handler.send(*ONE)

    one = serve({f"/{n}": slow for n in range(6)} | {"/robots.txt": slow})
    # A second host leads to pages of the first while that is being asked.
    two = serve({f"/{n}": redirect(f"{one.url}/{n + 2}") for n in range(4)})
    urls = [f"http://localhost:{two.server_port}/{n}" for n in range(4)]
    fetch(one, "/0", "/1", *urls, allow_hosts=[one.place, "localhost"], pause=0)
    assert {1} == set(most)
    assert ["/0", "/1", "/2", "/3", "/4", "/5", "/robots.txt"] == sorted(set(one.asked))
    assert 1 == one.asked.count("/robots.txt")


def test_hosts_are_asked_side_by_side_and_lead_to_each_other(serve, fetch):
    meet = threading.Barrier(2, timeout=5)

    def page(place):
        def answer(handler):
            meet.wait()
            handler.send(*redirect(place))

        return answer

    one, two = serve({"/b": ONE}), serve({"/b": TWO})
    other = f"http://localhost:{two.server_port}"
    one.pages["/a"], two.pages["/a"] = page(f"{other}/b"), page(f"{one.url}/b")
    fetched = fetch(one, "/a", f"{other}/a", allow_hosts=["127.0.0.1", "localhost"])
    assert (2, []) == (len(fetched.files), fetched.problems)


# Redirects and addresses


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects(status, serve, fetch, tmp_path):
    site = serve({"/a": redirect("/é", status), "/%C3%A9": redirect("b?x=1", status), "/b?x=1": ONE})
    site.pages["/a"] = (status, {"Location": "/é".encode().decode("latin-1")}, "")
    [file] = fetch(site, "/a").files
    [row] = read_log(tmp_path / "raw")
    assert (f"{site.url}/a", f"{site.url}/b?x=1", 200, 3) == tuple(
        row[k] for k in ("url", "final_url", "status", "tries")
    )
    assert file.name.startswith("b-")


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        ("/a", "leads in a circle"),
        ("/b", "leads in a circle"),
        ("/0", f"leads on more than {MAX_REDIRECTS} times"),
        ("file:///etc/passwd", "leads to an address that is no http or https address"),
        ("http://me:secret@127.0.0.1/", "leads to an address that names a user or password"),
        ("http://[", "leads to an address that is no web address"),
        ("", "is not answered (status 302)"),
    ],
)
def test_redirects_that_lead_nowhere(place, reason, serve, fetch, tmp_path):
    site = serve({f"/{n}": redirect(f"/{n + 1}") for n in range(20)} | {"/a": redirect(place), "/b": redirect("/a")})
    assert reason in told(fetch(site, "/a"))
    assert len(site.pages_asked) <= MAX_REDIRECTS + 1
    assert "secret" not in (tmp_path / "raw" / LOG).read_text(encoding="utf-8")


def test_a_redirect_to_another_private_port_is_refused_and_nothing_is_sent_there(serve, fetch):
    other = serve({"/secret": ONE})
    site = serve(
        {"/a": redirect(f"{other.url}/secret"), "/b": redirect(f"http://localhost:{other.server_port}/secret")}
    )
    fetched = fetch(site, "/a", "/b")
    assert 2 == sum("127.0.0.1 is not on the public internet" in str(problem) for problem in fetched.problems)
    assert ([], []) == (other.asked, fetched.files)


@pytest.mark.parametrize(
    "url",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.1/",
        "http://192.168.1.1/",
        "http://0.0.0.0/",
        "http://2130706433/",
        "http://127.1/",
        "http://0x7f.0.0.1/",
        "http://localhost/",
        "https://localhost/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[64:ff9b::a00:1]/",
    ],
)
def test_private_addresses_are_refused_typed_or_led_to(url, serve, fetch, monkeypatch):
    site = serve({"/a": redirect(url)})
    allowed = socket.socket.connect

    def connect(sock, address):
        assert site.server_port == address[1]
        return allowed(sock, address)

    monkeypatch.setattr(socket.socket, "connect", connect)
    for fetched in (fetch(site, url), fetch(site, "/a")):
        assert "not on the public internet" in told(fetched) or "is on a host that is not known" in told(fetched)


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("64:ff9b::808:808", True),
        ("100.64.0.1", False),
        ("172.16.0.1", False),
        ("192.0.2.1", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("240.0.0.1", False),
        ("::", False),
        ("::127.0.0.1", False),
        ("::ffff:8.8.8.8", True),
        ("::ffff:10.0.0.1", False),
        ("2002:7f00:1::", False),
        ("2001:db8::1", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("ff02::1", False),
    ],
)
def test_public_addresses(address, public):
    assert public == is_public(address)


def test_a_host_with_one_private_address_is_refused(serve, fetch, monkeypatch):
    site = serve({"/a": ONE})
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, site.server_port)) for ip in ("8.8.8.8", "127.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    assert "not on the public internet" in told(fetch(site, f"http://news.example:{site.server_port}/a"))
    assert [] == site.asked


def test_the_address_that_was_checked_is_the_one_that_is_asked(serve, fetch, monkeypatch):
    site = serve({"/a": ONE})
    monkeypatch.setattr("helpers.corpus.request.is_public", lambda address: address == "127.0.0.1")
    answers = iter(["127.0.0.1"] * 2 + ["127.0.0.2"] * 9)
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda host, port, *_, **__: [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (host if host[0] == "1" else next(answers), port))
        ],
    )
    assert 1 == len(fetch(site, f"http://news.example:{site.server_port}/a").files)
    assert f"news.example:{site.server_port}" == site.headers[-1]["Host"]


def test_no_proxy_of_the_environment_is_asked(serve, fetch, monkeypatch):
    proxy, site = serve({}), serve({"/a": ONE})
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, proxy.url)
    assert 1 == len(fetch(site, "/a").files)
    assert [] == proxy.asked


@pytest.mark.parametrize("host", ["http://127.0.0.1", "127.0.0.1/a", "", "127.0.0.1:", "*"])
def test_a_host_to_allow_is_a_host(host, tmp_path):
    with pytest.raises(PresslensError, match="names no host"):
        fetch_pages([], tmp_path, allow_hosts=[host])


# Failures


@pytest.mark.parametrize(("status", "reason"), [(404, "is not there"), (410, "is not there"), (403, "is not for ever")])
def test_what_is_not_there_is_asked_for_once(status, reason, serve, fetch, tmp_path):
    site = serve({"/a": (status, HTML, f"<p>{MONDAY}"), "/b": ONE})
    fetched = fetch(site, "/a", "/b")
    assert f"left out: {site.url}/a: {reason}" in told(fetched)
    assert ["/a", "/b"] == site.pages_asked
    assert [status, 200] == [row["status"] for row in read_log(tmp_path / "raw")]


@pytest.mark.parametrize(
    "bad", [(429, {}, ""), (500, {}, ""), (502, {}, ""), (503, {}, ""), (504, {}, ""), _Handler.reset]
)
def test_what_may_pass_is_tried_again(bad, serve, fetch, tmp_path):
    site = serve({"/a": [bad, bad, bad, ONE]})
    fetched = fetch(site, "/a", pause=0)
    assert ([], 4) == (fetched.problems, read_log(tmp_path / "raw")[0]["tries"])
    assert [0, 0, 1, 3, 7] == site.times


def test_no_more_tries_than_allowed(serve, fetch, tmp_path):
    site = serve({"/a": (503, {}, ""), "/b": ONE})
    assert "is not answered (status 503); run the command again later" in told(fetch(site, "/a", "/b", max_tries=3))
    assert ["/a", "/a", "/a", "/b"] == site.pages_asked


@pytest.mark.parametrize(
    ("asked", "least", "most"),
    [
        ("17", 17, 17),
        ("0", 1, 1),
        ("99999999", MAX_WAIT, MAX_WAIT),
        ("9" * 5000, 1, MAX_WAIT),
        ("soon", 1, 1),
        (lambda: formatdate(time.time() + 50, usegmt=True), 40, 50),
    ],
)
def test_a_server_may_ask_to_wait(asked, least, most, serve, fetch):
    headers = {"Retry-After": asked() if callable(asked) else asked}
    site = serve({"/a": [(429, headers, ""), ONE]})
    assert [] == fetch(site, "/a", pause=0).problems
    assert least <= site.times[2] - site.times[1] <= most


def _break_off(handler):
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.send_header("Content-Length", "5000")
    handler.end_headers()
    handler.wfile.write(ONE[2].encode())


def _break_off_chunks(handler):
    handler.protocol_version = "HTTP/1.1"
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    handler.wfile.write(b"%x\r\n%s\r\n" % (len(ONE[2]), ONE[2].encode()))
    handler.close_connection = True


def _break_off_gzip(handler):
    handler.send(200, HTML | {"Content-Encoding": "gzip"}, gzip.compress(ONE[2].encode())[:-12])


def _talk_nonsense(handler):
    handler.wfile.write(b"SSH-2.0-nonsense\r\n\r\n")


@pytest.mark.parametrize("answer", [_break_off, _break_off_chunks, _break_off_gzip, _talk_nonsense, _Handler.reset])
def test_half_a_page_is_no_article(answer, serve, fetch, tmp_path):
    fetched = fetch(serve({"/a": answer, "/b": TWO}), "/a", "/b", max_tries=2)
    assert "breaks off before its end" in told(fetched)
    assert 1 == len(list((tmp_path / "raw").rglob("*.html")))


def test_a_host_that_is_not_there(fetch, serve):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    fetched = fetch(serve({}), f"http://127.0.0.1:{port}/a", allow_hosts=["127.0.0.1"], max_tries=2)
    assert "which cannot be reached (Connection refused)" in told(fetched)
    assert "object at 0x" not in told(fetched)


def test_a_host_that_is_not_known(fetch, serve):
    fetched = fetch(serve({}), "http://no-such-host.invalid/a", max_tries=1)
    assert "is on a host that is not known (no-such-host.invalid)" in told(fetched)


@pytest.mark.parametrize("n_headers", [0, 10_000])
def test_a_page_that_drips_is_cut(n_headers, serve, fetch):
    def drip(handler):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n" + b"Content-Type: text/html\r\n\r\n" * (not n_headers))
        for _ in range(200):
            handler.wfile.write(b"X" if n_headers else b"<p>")
            time.sleep(0.05)

    site = serve({"/a": drip, "/b": ONE})
    start = time.monotonic()
    fetched = fetch(site, "/a", "/b", timeout=0.4, max_tries=1)
    assert "takes longer than 0.4 s" in told(fetched)
    assert time.monotonic() - start < 3


def test_a_server_that_says_nothing_is_left(serve, fetch):
    fetched = fetch(serve({"/a": lambda handler: time.sleep(2)}), "/a", timeout=0.3, max_tries=1)
    assert "takes longer than 0.3 s" in told(fetched)


def _endless(handler, sent, *, chunked):
    """Send up to 1 GB, with no length given."""
    handler.protocol_version = "HTTP/1.1"
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.send_header(*(("Transfer-Encoding", "chunked") if chunked else ("Connection", "close")))
    handler.end_headers()
    block = b"<p>word " * 12_500
    for _ in range(10_000):
        handler.wfile.write(b"%x\r\n%s\r\n" % (len(block), block) if chunked else block)
        sent.append(len(block))


@pytest.mark.parametrize("chunked", [True, False])
def test_an_endless_page_is_left_early(chunked, serve, fetch, tmp_path):
    sent = []
    site = serve({"/a": lambda handler: _endless(handler, sent, chunked=chunked), "/b": ONE})
    tracemalloc.start()
    try:
        fetched = fetch(site, "/a", "/b", max_mb=1)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert "/a: is larger than 1 MB" in told(fetched)
    assert sum(sent) < 20e6  # buffers of the system hold some
    assert peak < 8e6
    assert ["/a", "/b"] == site.pages_asked  # a page does not shrink: it is not tried again


def test_a_page_that_says_it_is_too_large_is_not_read(serve, fetch):
    fetched = fetch(serve({"/a": (200, HTML | {"Content-Length": 1_000_000_000}, "<p>")}), "/a")
    assert "is larger than 5 MB" in told(fetched)


def test_a_page_that_unpacks_to_too_much_is_refused(serve, fetch):
    bomb = gzip.compress(bytes(200_000_000))
    site = serve({"/a": (200, HTML | {"Content-Encoding": "gzip"}, bomb)})
    tracemalloc.start()
    try:
        assert "is larger than 1 MB" in told(fetch(site, "/a", max_mb=1))
        assert tracemalloc.get_traced_memory()[1] < 8e6
    finally:
        tracemalloc.stop()


# Logs, and going on


def test_what_lies_there_is_not_asked_for_again(serve, fetch):
    site = serve({"/a": ONE, "/b": [(404, HTML, ""), TWO]})
    fetch(site, "/a", "/b")
    second = fetch(site, "/a", "/b")
    assert ["/a", "/b", "/b"] == site.pages_asked
    assert (1, f"warning: {site.url}/a: is already there") == (len(second.files), told(second).split(" as ")[0])
    second.files[0].unlink()
    fetch(site, "/a", "/b")
    assert "/b" == site.pages_asked[-1]


def test_one_address_is_asked_for_once(serve, fetch):
    site = serve({"/a": ONE})
    assert 1 == len(fetch(site, "/a", "/a", "/a#part", site.url.upper().replace("HTTP", "Http") + "/a").files)
    assert ["/a"] == site.pages_asked


def test_two_addresses_of_one_page_give_one_file(serve, fetch):
    site = serve({"/a": redirect("/c"), "/b": redirect("/c"), "/c": ONE})
    fetched = fetch(site, "/a", "/b")
    assert 1 == len(fetched.files)
    assert told(fetched).startswith(f"warning: {site.url}/b: is already there as ")
    fetch(site, "/a", "/b")
    assert 2 == site.pages_asked.count("/c")


def test_an_interrupted_run_goes_on_where_it_stopped(serve, fetch, tmp_path):
    site = serve({f"/{n}": (200, HTML, f"<p>{n} {MONDAY}") for n in range(6)})
    paths = [f"/{n}" for n in range(6)]

    def interrupt(page, done, total):
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetch(site, *paths, on_page=interrupt)
    assert paths[:3] == site.pages_asked
    fetched = fetch(site, *paths)
    assert paths == site.pages_asked
    assert (3, 3) == (len(fetched.files), len(fetched.problems))
    assert [*paths] == [row["url"][-2:] for row in read_log(tmp_path / "raw")]


def test_an_interruption_does_not_wait_for_the_pause_of_another_host(serve, tmp_path):
    slow = serve({"/robots.txt": (200, ROBOTS, "User-agent: *\nCrawl-delay: 30\n"), "/a": ONE})
    fast = serve({"/a": TWO})

    def interrupt(*_):
        while not slow.asked:
            time.sleep(0.01)
        raise KeyboardInterrupt

    start = time.monotonic()
    urls = [f"{slow.url}/a", f"http://localhost:{fast.server_port}/a"]
    with pytest.raises(KeyboardInterrupt):
        fetch_pages(urls, tmp_path, allow_hosts=["127.0.0.1", "localhost"], pause=0, on_page=interrupt)
    assert time.monotonic() - start < 10
    assert [] == slow.pages_asked


@pytest.mark.parametrize(
    "torn", ['{"url": "http', "\n[1]\nnull\n{}\n", '{"url": 5, "file": 7}', "\x00\xff", "[" * 50_000, ""]
)
def test_a_torn_log_stops_no_run(torn, serve, fetch, tmp_path):
    site = serve({"/a": ONE, "/b": TWO})
    fetch(site, "/a")
    with (tmp_path / "raw" / LOG).open("a", encoding="latin-1") as log:
        log.write(torn)
    fetch(site, "/a", "/b")
    fetch(site, "/a", "/b")
    assert ["/a", "/b"] == site.pages_asked


def test_the_log_is_no_article(serve, fetch, tmp_path):
    fetch(serve({"/a": ONE, "/b": (200, ROBOTS, TUESDAY)}), "/a", "/b")
    corpus = read_corpus(tmp_path / "raw")
    assert (2, 0) == (len(corpus.articles), len(corpus.problems))


@pytest.mark.parametrize(
    "path",
    [
        "/../../../../etc/passwd",
        "/%2e%2e/%2e%2e/x",
        "/..%2f..%2fx",
        "/a%00.html",
        "/" + "long" * 800,
        "/новости/сегодня",
        "/a%0d%0aX-Evil:%201",
        "/.hidden",
        "/CON",
        "/a/",
        "/",
        "/~a;b=c,d'e(f)!",
        "/\\..\\..\\x",
    ],
)
def test_no_address_steers_where_a_page_is_saved(path, serve, fetch, tmp_path):
    site = serve(_Everything())
    fetched = fetch(site, path)
    [file] = fetched.files
    assert tmp_path / "raw" == file.resolve().parent.parent
    assert set(file.name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-.")
    assert len(file.name) < 90
    assert not any("X-Evil" in headers for headers in site.headers)


class _Everything(dict):
    """A site on which every page is there, and a robots.txt that allows all."""

    def get(self, path, default=None):
        return default if path == "/robots.txt" else ONE


@pytest.mark.parametrize(
    "url",
    ["http://me:secret@127.0.0.1/a", "http://127.0.0.1/\r\nX-Evil: 1", "ftp://127.0.0.1/a", "http://[", "http://a..b/"],
)
def test_one_bad_address_stops_no_other(url, serve, fetch, tmp_path):
    site = serve({"/a": ONE})
    fetched = fetch(site, url, "/a")
    assert 1 == len(fetched.files)
    assert told(fetched).startswith("left out: ")
    assert "secret" not in told(fetched) + (tmp_path / "raw" / LOG).read_text(encoding="utf-8")


# TLS


@pytest.fixture
def certificate(tmp_path):
    """Make a certificate of localhost that signs itself."""
    if not shutil.which("openssl"):
        pytest.skip("needs the program openssl, to make a certificate")
    files = (tmp_path / "key.pem", tmp_path / "cert.pem")
    command = (
        "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost"
    )
    subprocess.run([*command.split(), "-keyout", files[0], "-out", files[1]], check=True, capture_output=True)
    return files


def test_certificates_are_checked(certificate, serve, fetch, monkeypatch):
    site = serve({"/a": ONE})
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate[1], certificate[0])
    site.socket = context.wrap_socket(site.socket, server_side=True)
    url = f"https://localhost:{site.server_port}/a"
    options = {"allow_hosts": ["localhost", "127.0.0.1"]}
    assert "which cannot be reached (self-signed certificate" in told(fetch(site, url, **options))
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[1]))
    assert "cannot be reached" in told(fetch(site, url.replace("localhost", "127.0.0.1"), **options))
    assert [] == site.asked
    looked_up, look_up = [], socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *a, **k: looked_up.append(host) or look_up(host, *a, **k))
    assert 1 == len(fetch(site, url, **options).files)
    assert 2 == looked_up.count("localhost")  # robots.txt and the page: nothing is looked up after it was checked


# The command


def run(*arguments):
    return CliRunner().invoke(main, ["add", *map(str, arguments)])


def test_add_takes_files_folders_addresses_and_lists_of_them(serve, tmp_path):
    pages = {f"/{n}": (200, HTML, f"<title>Page {n}</title><p>{n}. {MONDAY}") for n in "abcde"}
    site = serve(pages)
    feed = f"<rss><channel><item><link>{site.url}/c</link></item></channel></rss>"
    files = {
        "one.txt": MONDAY,
        "folder/two.txt": TUESDAY,
        "links.txt": f"{site.url}/b\n{site.url}/gone\n",
        "feed.xml": feed,
        "bad.xml": "<rss",
    }
    given = write_files(tmp_path / "in", files)
    names = [given / name for name in ("one.txt", "folder", "links.txt", "feed.xml", "bad.xml")]
    result = run(f"{site.url}/a", *names, "--to", tmp_path / "raw", "--pause", 0, "--allow-host", site.place)
    assert 0 == result.exit_code, result.output
    lines = sorted(result.stdout.splitlines())
    host = f"127.0.0.1_{site.server_port}"
    assert 5 == len(lines)
    assert [f"added {host}/a", f"added {host}/b", f"added {host}/c"] == [line.rsplit("-")[0] for line in lines[:3]]
    assert lines[0].endswith(f".html: Page a (article, {host})")
    assert ["added one.txt", "added two.txt"] == [line.split(":")[0] for line in lines[3:]]
    assert f"left out: {site.url}/gone: is not there (status 404)" in result.stderr
    assert "left out: bad.xml: is no readable XML" in result.stderr
    assert f"1/4 {site.url}/" in result.stderr
    assert {host} < set(read_corpus(tmp_path / "raw").articles["source"])


def test_add_names_pages_that_cannot_be_used(serve, tmp_path):
    site = serve({"/a": (200, HTML, f"<p>{RUSSIAN}")})
    result = run(f"{site.url}/a", "--to", tmp_path, "--pause", 0, "--allow-host", site.place)
    assert (1, "") == (result.exit_code, result.stdout)
    assert "is not in English" in result.stderr


@pytest.mark.parametrize("url", ["http://localhost:1/", "http://me:secret@news.example/", "http://", "HTTP://10.0.0.1"])
def test_add_without_any_page_is_exit_1(url, tmp_path):
    result = run(url, "--to", tmp_path)
    assert (1, 1) == (result.exit_code, result.stderr.count("left out: "))
    assert "secret" not in result.output
    assert "Traceback" not in result.output


def test_add_prints_figures(serve, tmp_path):
    site = serve({"/a": ONE})
    result = run(f"{site.url}/a", f"{site.url}/b", "--to", tmp_path, "--pause", 0, "--allow-host", site.place, "--json")
    printed = json.loads(result.stdout)
    assert ("Talks", 1) == (printed["added"][0]["title"], len(printed["problems"]))


def test_add_again_is_told_and_not_an_error(serve, tmp_path):
    site = serve({"/a": ONE})
    arguments = (f"{site.url}/a", "--to", tmp_path, "--pause", 0, "--allow-host", site.place)
    assert [0, 0] == [run(*arguments).exit_code for _ in range(2)]
    assert ["/a"] == site.pages_asked
    assert "is already there" in run(*arguments).stderr


def test_add_fetches_nothing_for_files(tmp_path, monkeypatch):
    def refuse(*_):
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    added = add_articles([write_files(tmp_path, {"a.txt": MONDAY}) / "a.txt"], tmp_path / "raw")
    assert ["a.txt"] == list(added.added["file"])


def test_table_in_a_folder_is_not_added(tmp_path):
    files = {"a.txt": MONDAY, "b.jsonl": json.dumps({"text": f"{MONDAY} Again."})}
    added = add_articles([write_files(tmp_path / "in", files)], tmp_path / "raw")
    assert (["a.txt"], [("b.jsonl", "is a table")]) == (
        list(added.added["file"]),
        list(zip(added.problems["file"], added.problems["reason"], strict=True)),
    )
