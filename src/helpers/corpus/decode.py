"""Bytes to text with nothing lost."""

import codecs
import re
from typing import NamedTuple

import charset_normalizer

from helpers.files import is_of_machine


class UnusableError(ValueError):
    """A file or row cannot become an article; the message is the reason, `remedy` what to do."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(reason)
        self.remedy = remedy


def unreadable(error: OSError) -> UnusableError:
    """Return what is to be said of a file that the system does not let us read.

    Raises:
        OSError: The same, if it tells of the machine, not of the file.
    """
    if is_of_machine(error):
        raise error
    return UnusableError(f"cannot be read ({error.strerror})", "check that it is there and its permissions")


class Decoded(NamedTuple):
    """A text and how it was encoded: ``bom + text.encode(encoding)`` gives the bytes back."""

    text: str
    encoding: str
    has_bom: bool


BOMS = {
    "utf-8": codecs.BOM_UTF8,
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
}
_MAGIC = {
    b"%PDF": "a PDF",
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"PK\x03\x04": "a ZIP archive or office document",
    b"\x1f\x8b": "a gzip archive",
    b"{\\rtf": "an RTF document",
    b"\xd0\xcf\x11\xe0": "an old office document",
}
_SAVE_AS_TEXT = "save its text as UTF-8 .txt"
_META_CHARSET = re.compile(rb"""<meta[^>]{0,300}?charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
# Python's names of the encodings that browsers know. Others among its codecs are slow, or no encodings of pages.
_OF_PAGES = re.compile(
    r"utf-8|ascii|iso8859-\d+|cp125\d|cp(866|874|932|949)|koi8-[ru]|mac-(roman|cyrillic)|gb(k|2312|18030)|big5"
    r"|euc_(jp|kr)|shift_jis"
)
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


def decode(data: bytes) -> Decoded:
    r"""Decode a file: UTF-8 or UTF-16 with or without byte order mark, Windows-1252, or a detected encoding.

    Args:
        data: The bytes of the file. Line ends, no-break spaces and curly quotes stay as they are.

    Raises:
        UnusableError: If the bytes are empty, no text, or in no encoding that can be told.
    """
    if not data:
        raise UnusableError("is empty", "remove it or save the article again")
    for encoding, bom in BOMS.items():
        if data.startswith(bom):
            return _require_text(_strictly(data[len(bom) :], encoding, has_bom=True))
    for magic, kind in _MAGIC.items():
        if data.startswith(magic):
            raise UnusableError(f"is {kind}, not text", _SAVE_AS_TEXT)
    guess = _utf16_without_bom(data)
    if guess:
        return _require_text(_strictly(data, guess, has_bom=False))
    if b"\x00" in data:
        raise UnusableError("is binary, not text", _SAVE_AS_TEXT)
    try:
        decoded = Decoded(data.decode("utf-8"), "utf-8", has_bom=False)
    except UnicodeDecodeError:
        decoded = _legacy(data)
    return _require_text(decoded)


def decode_page(data: bytes, charset: str = "") -> Decoded:
    """Decode a fetched page as browsers do, but for UTF-8, which it is whenever it can be: headers often lie.

    Args:
        data: The bytes of the page.
        charset: The encoding that the server named, if it did.

    Raises:
        UnusableError: As `decode` does.
    """
    if data.startswith(tuple(BOMS.values())) or b"\x00" in data or _is_valid(data, "utf-8"):
        return decode(data)
    inside = _META_CHARSET.search(data[:4096])
    named = [_codec_of(charset), _codec_of(inside[1].decode("ascii", "ignore") if inside else "")]
    if named[0] == "cp1252":  # what servers say of every page, whatever it says of itself
        named.reverse()
    for encoding in filter(None, named):
        if encoding == "utf-8":
            text = data.decode(encoding, "replace")
            # One broken character must not turn all the others into two or three wrong ones.
            if text.count("\ufffd") * 10 < sum(c > "\x7f" for c in text):
                return _require_text(Decoded(text, encoding, has_bom=False))
        elif _is_valid(data, encoding):
            return _require_text(Decoded(data.decode(encoding), encoding, has_bom=False))
    return decode(data)


def _is_valid(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeError:
        return False
    return True


def _codec_of(charset: str) -> str:
    """Return Python's name of an encoding of pages, or an empty string; Latin-1 means Windows-1252, as on the web."""
    try:
        name = codecs.lookup(charset.strip("\"' ")).name
    except (LookupError, ValueError):
        return ""
    if not _OF_PAGES.fullmatch(name):
        return ""
    return "cp1252" if name in {"iso8859-1", "ascii"} else name


def _require_text(decoded: Decoded) -> Decoded:
    if len(_CONTROLS.findall(decoded.text)) > len(decoded.text) / 50:  # text has next to none
        raise UnusableError("is binary, not text", _SAVE_AS_TEXT)
    return decoded


def _strictly(data: bytes, encoding: str, *, has_bom: bool) -> Decoded:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        reason = f"is not valid {encoding.upper()} at byte {error.start}"
        raise UnusableError(reason, _SAVE_AS_TEXT) from None
    return Decoded(text, encoding, has_bom)


def _utf16_without_bom(data: bytes) -> str | None:
    """Tell UTF-16 by where its zero bytes lie: English text has one in each pair."""
    head = data[:2000]
    if len(data) % 2 or len(head) < 4:
        return None
    pairs = len(head) // 2
    even, odd = head[0::2].count(0) / pairs, head[1::2].count(0) / pairs
    if odd > 0.7 and even < 0.1:
        return "utf-16-le"
    if even > 0.7 and odd < 0.1:
        return "utf-16-be"
    return None


def is_utf16(head: bytes) -> bool:
    """Tell whether a file that begins so is in UTF-16."""
    return head.startswith((BOMS["utf-16-le"], BOMS["utf-16-be"])) or bool(_utf16_without_bom(head[: len(head) & -2]))


def _legacy(data: bytes) -> Decoded:
    """Decode an 8-bit encoding: Windows-1252 where few bytes are beyond ASCII, else as detected."""
    beyond_ascii = sum(byte > 127 for byte in data[:100_000]) / len(data[:100_000])
    if beyond_ascii < 0.15:  # accents and curly quotes; other scripts have far more
        try:
            return Decoded(data.decode("cp1252"), "cp1252", has_bom=False)
        except UnicodeDecodeError:
            pass
    best = charset_normalizer.from_bytes(data[:100_000]).best()
    if best is None:
        raise UnusableError("is in no encoding that can be told", _SAVE_AS_TEXT)
    decoded = _strictly(data, best.encoding, has_bom=False)
    if decoded.text.encode(best.encoding, "replace") != data:
        raise UnusableError("is in no encoding that gives its bytes back", _SAVE_AS_TEXT)
    return decoded
