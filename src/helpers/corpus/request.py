"""One request to one server: no private address, no end later than the deadline, no more bytes than the limit."""

import ipaddress
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from http.client import HTTPException
from typing import NamedTuple

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

from helpers import __version__
from helpers.corpus.decode import UnusableError
from helpers.corpus.links import Link

USER_AGENT = f"presslens/{__version__}"
_HEADERS = {"User-Agent": USER_AGENT, "Accept-Encoding": "gzip, deflate", "Connection": "close"}
_MAX_ADDRESSES = 3  # of one host that are tried
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_LATER = "run the command again later"
_ERRORS = (HTTPError, HTTPException, OSError)


class TransientError(UnusableError):
    """Something that may be over when it is tried again."""


class Answer(NamedTuple):
    """What a server sent: `body` without content encoding, and only with status 200."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def send_request(
    link: Link,
    *,
    timeout: float,
    max_bytes: int,
    allow_hosts: Collection[str] = (),
    content_types: Collection[str] = (),
) -> Answer:
    """Ask a server for a page, once.

    Args:
        link: The page.
        timeout: Seconds after which the whole answer must be there.
        max_bytes: Size above which it is refused, as sent and as unpacked.
        allow_hosts: Hosts, as ``HOST`` or ``HOST:PORT``, that may have addresses outside the public internet.
        content_types: What the page may be; anything if empty, and a page that does not say is let through.

    Raises:
        TransientError: If the server cannot be reached, breaks off or takes too long.
        UnusableError: If its address is private, or it sends something that is no page or too large.
    """
    connection = _connect(link, _find_addresses(link, allow_hosts), timeout)
    try:
        with _deadline(connection, timeout) as check:
            try:
                connection.request("GET", link.target, headers={**_HEADERS, "Host": link.place}, preload_content=False)
                with closing(connection.getresponse()) as response:
                    status, headers = response.status, response.headers
                    if status != 200:  # the page of an error is not read
                        return Answer(status, headers, b"")
                    _require_type(headers, content_types)
                    _require_size(response.length_remaining or 0, max_bytes)
                    sent = b"".join(_limit(response.stream(2**16, decode_content=False), max_bytes))
            except UnusableError:
                raise
            except (*_ERRORS, ValueError) as error:
                check()
                raise TransientError(f"breaks off before its end ({_describe(error)})", _LATER) from None
            check()
    finally:
        connection.close()
    return Answer(status, headers, _unpack(sent, headers.get("Content-Encoding", ""), max_bytes))


def is_public(address: str) -> bool:
    """Tell whether an IP address belongs to the public internet, whichever way it is written."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF) if ip in _NAT64 else ip.ipv4_mapped or ip.sixtofour
        ip = inner or ip
    return ip.is_global and not (ip.is_multicast or ip.is_reserved)


def _find_addresses(link: Link, allow_hosts: Collection[str]) -> list[str]:
    """Return the IP addresses of a host.

    They are looked up once, checked, and then connected to as numbers: a host that answers each look-up
    otherwise gains nothing, and nothing at all is sent to an address that is refused.
    """
    try:
        found = socket.getaddrinfo(link.host, link.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        kind = TransientError if getattr(error, "errno", 0) == socket.EAI_AGAIN else UnusableError
        raise kind(f"is on a host that is not known ({link.host[:80]})", "check the address and the network") from None
    addresses = list(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in found))
    if not {link.host, link.place, f"{link.place.removesuffix(f':{link.port}')}:{link.port}"} & set(allow_hosts):
        for address in addresses:
            if not is_public(address):
                reason = f"is on {link.place[:80]}, whose address {address} is not on the public internet"
                raise UnusableError(reason, f"if you mean it, allow it with --allow-host {link.place[:80]}")
    return addresses[:_MAX_ADDRESSES]


def _connect(link: Link, addresses: list[str], timeout: float) -> HTTPConnection:
    """Connect to the first address that answers; the certificate must be that of the host."""
    error: Exception = OSError("no address")
    for address in addresses:
        connection = (
            HTTPSConnection(address, link.port, timeout=timeout, server_hostname=link.host)
            if link.scheme == "https"
            else HTTPConnection(address, link.port, timeout=timeout)
        )
        try:
            connection.connect()
            return connection
        except _ERRORS as failed:
            connection.close()
            error = failed
    reason = f"is on {link.place[:80]}, which cannot be reached ({_describe(error)})"
    if isinstance(error, ssl.SSLCertVerificationError):
        raise UnusableError(reason, "open the page in a browser, and save it if you trust the site")
    raise TransientError(reason, _LATER)


@contextmanager
def _deadline(connection: HTTPConnection, timeout: float) -> Iterator[Callable[[], None]]:
    """Cut the connection after a time, however it drips; yield a check that raises if that was done.

    A timeout of the socket starts anew with each byte, in headers and sizes of chunks too.
    """
    sock = connection.sock
    end = time.monotonic() + timeout

    def cut() -> None:
        with suppress(OSError):  # over already
            socket.socket.shutdown(sock, socket.SHUT_RDWR)  # SSLSocket's own would let the rest pass in plain text

    def check() -> None:
        if time.monotonic() >= end:
            raise TransientError(f"takes longer than {timeout:g} s", f"{_LATER}, or raise --timeout")

    timer = threading.Timer(timeout, cut)
    timer.daemon = True
    timer.start()
    try:
        yield check
    finally:
        timer.cancel()


def _require_type(headers: Mapping[str, str], content_types: Collection[str]) -> None:
    kind = headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind and content_types and kind not in content_types:
        raise UnusableError(f"is {kind[:60]}, no page", "name pages of articles; save other kinds as text")


def _require_size(n_bytes: int, max_bytes: int) -> None:
    if n_bytes > max_bytes:
        raise UnusableError(
            f"is larger than {max_bytes / 1e6:g} MB", "check that it is an article, or raise the limit (--max-mb)"
        )


def _limit(chunks: Iterator[bytes], max_bytes: int) -> Iterator[bytes]:
    n_bytes = 0
    for chunk in chunks:
        n_bytes += len(chunk)
        _require_size(n_bytes, max_bytes)
        yield chunk


def _unpack(data: bytes, encoding: str, max_bytes: int) -> bytes:
    """Undo the content encoding, and refuse what unpacks to more than the limit."""
    encoding = encoding.strip().lower()
    if encoding in {"", "identity"}:
        return data
    if encoding not in {"gzip", "x-gzip", "deflate"}:
        raise UnusableError(f"is packed as '{encoding[:40]}', which was not asked for", "save it with a browser")
    # Some servers send deflate without the header of zlib.
    for form in (zlib.MAX_WBITS | 32, -zlib.MAX_WBITS):
        unpacker = zlib.decompressobj(form)
        try:
            body = unpacker.decompress(data, max_bytes + 1)
        except zlib.error:
            continue
        _require_size(len(body), max_bytes)
        if unpacker.eof:
            return body
        raise TransientError("breaks off before its end", _LATER)
    raise UnusableError(f"is not packed as {encoding}, as it says", "save it with a browser")


def _describe(error: Exception) -> str:
    """Return the cause of an error in a few words, without addresses of objects."""
    cause = error.__cause__ or error
    words = getattr(cause, "verify_message", "") or getattr(cause, "strerror", "") or str(cause) or type(cause).__name__
    return " ".join(str(words).split())[:120]
