import contextlib

import pytest

from helpers.corpus.decode import BOMS, UnusableError, decode

TEXT = "Khan’s “plan” cost £4\xa0million.\r\nThe café stayed open – for once.\r\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"


@pytest.mark.parametrize(
    ("encoding", "has_bom"),
    [
        ("utf-8", False),
        ("utf-8", True),
        ("utf-16-le", False),
        ("utf-16-le", True),
        ("utf-16-be", False),
        ("utf-16-be", True),
        ("cp1252", False),
    ],
)
def test_text_comes_back_to_the_byte(encoding, has_bom):
    bom = BOMS[encoding] if has_bom else b""
    assert (TEXT, encoding, has_bom) == decode(bom + TEXT.encode(encoding))


@pytest.mark.parametrize(
    ("data", "text", "encoding"),
    [
        (b"plain", "plain", "utf-8"),
        (b"one\r\ntwo\rthree\n", "one\r\ntwo\rthree\n", "utf-8"),
        (b"a\xc2\xa0b", "a\xa0b", "utf-8"),
        (b"a\xa0price rise", "a\xa0price rise", "cp1252"),
        (b"he said \x93we will go\x94, didn\x92t he", "he said “we will go”, didn’t he", "cp1252"),
        (b"caf\xe9 on the corner", "café on the corner", "cp1252"),
        ("日本 2012".encode(), "日本 2012", "utf-8"),
        (b"<script>{{7*7}}</script>", "<script>{{7*7}}</script>", "utf-8"),
    ],
)
def test_encoding_is_told(data, text, encoding):
    assert (text, encoding, False) == decode(data)


def test_other_encodings_are_detected():
    text = "Министры двух стран встретились в понедельник в столице и говорили о торговле. " * 3
    assert text == decode(text.encode("koi8-r")).text


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "is empty"),
        (PNG, "is a PNG picture, not text"),
        (b"%PDF-1.7\n%abc", "is a PDF, not text"),
        (b"\xff\xd8\xff\xe0JFIF", "is a JPEG picture, not text"),
        (b"PK\x03\x04word/document.xml", "is a ZIP archive or office document, not text"),
        (b"{\\rtf1 Hello}", "is an RTF document, not text"),
        (b"ab\x00cd", "is binary, not text"),
        (bytes(100), "is binary, not text"),
        (bytes(range(256)) * 8, "is binary, not text"),
        (b"\x01\x02\x03\x04 a \x05\x06\x07", "is binary, not text"),
        ("hello world".encode("utf-32-be"), "is binary, not text"),
        (b"\xef\xbb\xbfgood until \xff", "is not valid UTF-8 at byte 11"),
        (b"\xff\xfea\x00\x00\xd8b\x00", "is not valid UTF-16-LE at byte 2"),
    ],
)
def test_unusable_files_say_why(data, reason):
    with pytest.raises(UnusableError) as caught:
        decode(data)
    assert (reason, True) == (str(caught.value), bool(caught.value.remedy))


@pytest.mark.parametrize("data", ["hello world".encode("utf-32"), b"\xef\xbb\xbf" + bytes(20)])
def test_a_byte_order_mark_makes_no_text_of_binary(data):
    with pytest.raises(UnusableError):
        decode(data)


@pytest.mark.parametrize("data", [b"\xb1E\xe9", b"\xfb\x9c\xb8"])
def test_a_guessed_encoding_gives_the_bytes_back_or_is_refused(data):
    with contextlib.suppress(UnusableError):
        text, encoding, _ = decode(data)
        assert data == text.encode(encoding)
