"""Addresses of pages: what they consist of, and the saved feeds, sitemaps and lists that name them."""

import re
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, urljoin, urlsplit

from lxml import etree

from helpers.corpus.decode import UnusableError, decode
from helpers.files import read_file

MAX_LIST_MB = 50  # what the sitemap protocol allows
_MAX_LENGTH = 4000  # characters; servers refuse addresses of more than some 8,000 bytes
_XML = {".xml", ".rss", ".atom"}
_PORTS = {"http": 80, "https": 443}
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")
_HOST = re.compile(r"[a-z0-9_.-]+|[0-9a-f:.]*:[0-9a-f:.]*")
_LINK_LINE = re.compile(r"https?://\S+", re.IGNORECASE)
_ATOM = "http://www.w3.org/2005/Atom"
_COPY_AGAIN = "copy the address again from the browser"
_SAVE_AGAIN = "save it again from the site, or write the addresses into a .txt file, one a line"


class Link(NamedTuple):
    """The address of a page, in ASCII and without a fragment; `target` is its path and query."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def place(self) -> str:
        """The host, with its port if that is not the usual one."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        """What one robots.txt speaks for: scheme, host and port."""
        return f"{self.scheme}://{self.place}"

    @property
    def url(self) -> str:
        """The whole address."""
        return self.origin + self.target


def is_link(text: str) -> bool:
    """Tell whether something typed is an address on the web rather than a path."""
    return text.lower().startswith(("http://", "https://"))


def parse_link(text: str, base: str = "") -> Link:
    """Take an address apart, so that no part of it can mean another thing further on.

    Args:
        text: The address as typed, listed or sent by a server.
        base: The page that a relative address is relative to.

    Raises:
        UnusableError: If it is no http or https address, or one that names a user or holds control characters.
    """
    text = text.strip(" ")
    if _CONTROLS.search(text):
        raise UnusableError("holds control characters", _COPY_AGAIN)
    if len(text) > _MAX_LENGTH:
        raise UnusableError(f"is longer than {_MAX_LENGTH:,} characters", _COPY_AGAIN)
    try:
        parts = urlsplit(urljoin(base, text))
        host = (parts.hostname or "").rstrip(".")
        host = host if ":" in host else host.encode("idna").decode("ascii")
        port = _PORTS.get(parts.scheme, 0) if parts.port is None else parts.port
    except ValueError:
        raise UnusableError("is no web address", _COPY_AGAIN) from None
    if parts.scheme not in _PORTS:
        raise UnusableError("is no http or https address", "only pages on the web can be fetched")
    if parts.username is not None or parts.password is not None:
        raise UnusableError("names a user or password", "leave out what stands before the @")
    if not _HOST.fullmatch(host) or not port:
        raise UnusableError("is no web address", _COPY_AGAIN)
    target = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~[]|")
    if parts.query:
        target += "?" + quote(parts.query, safe="/%:@!$&'()*+,;=~[]|?")
    return Link(parts.scheme, host, port, target if target.startswith("/") else f"/{target}")


def hide_user(text: str) -> str:
    """Return an address without the name and password that it may hold, to be shown and logged."""
    return re.sub(r"//[^/?#]*@", "//", text)


def read_links(path: Path) -> list[str] | None:
    """Read the addresses of pages from a saved feed or sitemap, or from a text file with one a line.

    In a text file blank lines and lines that begin with ``#`` do not count.

    Args:
        path: A ``.xml``, ``.rss`` or ``.atom`` file (RSS, Atom or sitemap), or a ``.txt`` or ``.urls`` file.

    Returns:
        The addresses as they stand there, each once and in their order; None if it is a file of another kind,
        such as a text that is an article.

    Raises:
        UnusableError: If its ending or its content says that it lists pages, but they cannot be read from it.
    """
    kind = path.suffix.lower()
    if kind not in {*_XML, ".txt", ".urls"} or not path.is_file():
        return None
    if path.stat().st_size > MAX_LIST_MB * 1e6:
        raise UnusableError(f"is larger than the {MAX_LIST_MB} MB of the longest sitemap", "split it")
    data = read_file(path, MAX_LIST_MB * 1e6)
    links = _read_xml(data) if kind in _XML else _read_lines(data, must_be_list=kind == ".urls")
    if links == []:
        raise UnusableError("lists no pages", _SAVE_AGAIN)
    return None if links is None else list(dict.fromkeys(links))


def _read_lines(data: bytes, *, must_be_list: bool) -> list[str] | None:
    try:
        lines = [line.strip() for line in decode(data).text.splitlines()]
    except UnusableError:
        if must_be_list:
            raise
        return None  # told of when it is read as an article
    lines = [line for line in lines if line and not line.startswith("#")]
    odd = next((line for line in lines if not _LINK_LINE.fullmatch(line)), None)
    if odd is not None and must_be_list:
        raise UnusableError(f"has a line that is no http(s) address: '{odd[:60]}'", "write one address a line")
    return None if odd is not None or not (lines or must_be_list) else lines


def _read_xml(data: bytes) -> list[str]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        reason = " ".join(str(getattr(error, "msg", error)).split())[:150]
        raise UnusableError(f"is no readable XML ({reason})", _SAVE_AGAIN) from None
    kind = etree.QName(root).localname
    if kind == "sitemapindex":
        raise UnusableError("lists other sitemaps, not pages", "save those sitemaps and add them")
    if kind == "urlset":
        return _texts(root, "/*/*[local-name()='url']/*[local-name()='loc']")
    if kind in {"rss", "RDF"}:
        # A podcast's or WordPress's item holds Atom links beside its own.
        return _texts(root, f"//*[local-name()='item']/*[local-name()='link'][namespace-uri()!='{_ATOM}']")
    if kind == "feed":
        return [link for entry in root.iter("{*}entry") if (link := _entry_link(entry))]
    raise UnusableError(f"is XML, but no RSS or Atom feed or sitemap (it begins with <{kind[:40]}>)", _SAVE_AGAIN)


def _texts(root: etree._Element, path: str) -> list[str]:
    found = root.xpath(path)
    assert isinstance(found, list)  # noqa: S101 - a path to elements gives elements; for the type checker
    return [text for element in found if isinstance(element, etree._Element) and (text := (element.text or "").strip())]


def _entry_link(entry: etree._Element) -> str:
    """Return where an Atom entry can be read: the first of its links that leads to itself, not to what it cites."""
    for link in entry.iterchildren("{*}link"):
        if link.get("rel", "alternate") == "alternate" and link.get("href"):
            return urljoin(link.base or "", str(link.get("href")).strip())
    return ""
