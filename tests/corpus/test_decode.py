import contextlib

import charset_normalizer
import pytest

from helpers.corpus.decode import BOMS, Decoded, UnusableError, decode, decode_page, is_utf16

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


@pytest.mark.parametrize(
    ("controls", "others", "is_text"),
    [(1, 49, True), (1, 48, False), (2, 98, True), (2, 97, False)],
)
def test_text_has_next_to_no_control_characters(controls, others, is_text):
    data = b"\x01" * controls + b"a" * others
    if is_text:
        assert data.decode() == decode(data).text
    else:
        with pytest.raises(UnusableError, match="is binary"):
            decode(data)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(
    ("text", "is_told"),
    [
        ("ab", True),
        ("a", False),  # two bytes tell nothing
        ("abcdefgh東京", True),
        ("abcdefg東京都", False),  # too few of its characters are ASCII
        ("abcdefghiЀ", False),  # and of those that are not one has a zero byte on the other side
        ("abcdefghijЀ", True),
    ],
)
def test_utf16_is_told_by_its_zero_bytes(text, encoding, is_told):
    data = text.encode(encoding)
    assert is_told == is_utf16(data)
    assert is_told == is_utf16(data + b"x")  # a head may end within a character
    if is_told:
        assert (text, encoding, False) == decode(data)
        assert (text, encoding, False) == decode_page(data, "windows-1251")
    else:
        with pytest.raises(UnusableError, match="is binary"):
            decode(data)


@pytest.mark.parametrize(
    ("data", "expected"), [(b"\xff\xfe", True), (b"\xfe\xff", True), (b"", False), (b"abcd", False)]
)
def test_files_in_utf16_begin_with_a_mark(data, expected):
    assert expected == is_utf16(data)


META = b'<meta charset="windows-1251">'
NEWS = "Новости дня и погода"
ACCENTS = "é" * 10  # of which one is broken


@pytest.mark.parametrize(
    ("data", "charset", "text", "encoding"),
    [
        (NEWS.encode("cp1251"), "windows-1251", NEWS, "cp1251"),
        (NEWS.encode("cp1251"), " 'Windows-1251' ", NEWS, "cp1251"),
        (META + NEWS.encode("cp1251"), "", META.decode() + NEWS, "cp1251"),
        (META + NEWS.encode("koi8-r"), "koi8-r", META.decode() + NEWS, "koi8-r"),  # the server is asked first
        (META + NEWS.encode("cp1251"), "iso-8859-1", META.decode() + NEWS, "cp1251"),  # unless it says what all say
        (META + NEWS.encode("cp1251"), "us-ascii", META.decode() + NEWS, "cp1251"),
        (META + NEWS.encode("cp1251"), "no such", META.decode() + NEWS, "cp1251"),
        (META + NEWS.encode("cp1251"), "rot13", META.decode() + NEWS, "cp1251"),
        (META + NEWS.encode("cp1251"), "utf-7", META.decode() + NEWS, "cp1251"),
        (b"caf\xe9", "iso-8859-1", "café", "cp1252"),
        (b"a new caf\xe9", "", "a new café", "cp1252"),
        (b"caf\xe9 \x81", "windows-1252", None, None),  # no such character: what it is in is guessed
        (META + "Новости".encode(), "windows-1251", META.decode() + "Новости", "utf-8"),  # UTF-8 is what can be UTF-8
        (b"\xef\xbb\xbf" + "Новости".encode(), "windows-1251", "Новости", "utf-8"),
        ((ACCENTS * 2).encode()[:-1], "utf-8", ACCENTS + "é" * 9 + "\ufffd", "utf-8"),
        (ACCENTS.encode() + b"\xe9", "utf-8", ACCENTS + "\ufffd", "utf-8"),
        (
            b"well " * 40 + ACCENTS.encode()[:-1],
            "utf-8",
            "well " * 40 + "Ã©" * 9 + "Ã",
            "cp1252",
        ),  # too many are broken
        (b" " * 4064 + META + b"\xcf\xee", "", " " * 4064 + META.decode() + "По", "cp1251"),
        (b" " * 4080 + META + b"\xcf", "", " " * 4080 + META.decode() + "Ï", "cp1252"),  # beyond where browsers look
    ],
)
def test_pages_are_decoded_as_browsers_do(data, charset, text, encoding):
    decoded = decode_page(data, charset)
    if encoding is None:
        assert data == decoded.text.encode(decoded.encoding)
    else:
        assert (text, encoding, data.startswith(BOMS["utf-8"])) == decoded


def test_a_guess_that_does_not_give_the_bytes_back_is_refused_with_a_remedy(monkeypatch):
    class Guess:
        encoding = "utf-7"

        def best(self):
            return self

    monkeypatch.setattr(charset_normalizer, "from_bytes", lambda data: Guess())
    monkeypatch.setattr(
        "helpers.corpus.decode._strictly", lambda data, encoding, has_bom: Decoded("?", encoding, has_bom)
    )
    with pytest.raises(UnusableError, match=r"^is in no encoding that gives its bytes back$") as caught:
        decode("Новости".encode("cp1251"))
    assert "save its text as UTF-8 .txt" == caught.value.remedy


def test_bytes_of_which_nothing_can_be_guessed_are_refused_with_a_remedy(monkeypatch):
    class Nothing:
        def best(self):
            return None

    monkeypatch.setattr(charset_normalizer, "from_bytes", lambda data: Nothing())
    with pytest.raises(UnusableError, match=r"^is in no encoding that can be told$") as caught:
        decode("Новости".encode("cp1251"))
    assert "save its text as UTF-8 .txt" == caught.value.remedy
