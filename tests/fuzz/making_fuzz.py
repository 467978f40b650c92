"""What is fuzzed: functions that take bytes, hand them to a reader, cleaner or segmenter, and check what it promises.

Each raises only where the library breaks its word: an exception that is not ours, an offset that points beside its
text, a part of a text that is lost.
"""

import tempfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path

import pandas as pd
from building import TARGETS

from helpers.coding.steps import COLUMNS, parse_steps
from helpers.corpus import blank_out, cleaned_text, find_wire_credit, list_inputs
from helpers.corpus.clean import find_furniture
from helpers.corpus.decode import BOMS, UnusableError, decode, decode_page
from helpers.corpus.html import read_page
from helpers.corpus.infer import infer_metadata, parse_date, split_article
from helpers.corpus.links import parse_link, read_links
from helpers.corpus.load import hash_item, list_items, load_item
from helpers.corpus.structure import find_parts
from helpers.errors import PresslensError
from helpers.language import CUT, Tokenizer, fold_word, word_spans
from helpers.language.sentences import sentence_spans
from helpers.language.tokens import words_of
from helpers.plan import read_plan
from helpers.stance import Targets, parse_targets, read_targets
from helpers.stance.quotation import find_quoted

_CHARSETS = ("", "utf-8", "windows-1251", "iso-8859-1", "gb18030", "shift_jis", "no such", "utf-7")
_TABLES = (".csv", ".jsonl", ".parquet", ".tsv", ".ndjson", ".txt", ".html", ".md")
_ITEMS = pd.DataFrame(
    {"item": [1, 2], "article_id": ["a", "b"], "target": ["us", "russia"], "mention_start": [0, 7], "codebook": "c"}
)


def fuzz_decode(data: bytes) -> None:
    """The bytes of a file come back from the text that they are read as."""
    try:
        text, encoding, has_bom = decode(data)
    except UnusableError:
        return
    assert data == (BOMS[encoding] if has_bom else b"") + text.encode(encoding)
    with suppress(UnusableError):
        decode_page(data, _CHARSETS[data[0] % len(_CHARSETS)])


def fuzz_page(data: bytes) -> None:
    """A page is read without an exception but ours, and shows no empty line."""
    try:
        page = read_page(data.decode("utf-8", "replace"))
    except UnusableError:
        return
    assert all(line == line.strip(" ") != "" for line in page.text.split("\n") if line)


def fuzz_metadata(data: bytes) -> None:
    """What a text says of itself is text, and a date is a day of the calendar."""
    text = _read_text(data)
    assert all(isinstance(value, str) for value in infer_metadata(text))
    try:
        parse_date(text[:60])
    except ValueError:
        return


def fuzz_clean(data: bytes) -> None:
    """What is removed and what is kept make up the text, and stay where they were."""
    text = _read_text(data)
    lines = split_article(text)
    _require_places(text, ((line.start, line.end) for line in lines))
    assert all(text[line.start : line.end] == line.text for line in lines)
    spans = find_furniture(text)
    _require_places(text, ((span.start, span.end) for span in spans))
    body = blank_out(text, spans)
    assert len(body) == len(text)
    assert all(now in (before, " ") for before, now in zip(text, body, strict=True))
    kept = cleaned_text(body)
    assert "".join(kept.split()) == "".join(body.split())
    for part in find_parts(text, body):
        assert 0 <= part.start <= part.end <= len(text)
    find_wire_credit(text)


def fuzz_sentences(data: bytes) -> None:
    """Sentences and words lie in order where they say, and hold a letter or digit; no letter is outside of all."""
    text = _read_text(data)
    spans = list(sentence_spans(text))
    _require_places(text, spans)
    at = 0
    for start, end in [*spans, (len(text), len(text))]:
        assert not any(map(str.isalnum, text[at:start]))
        at = end
    for start, end in spans:
        sentence = text[start:end]
        assert sentence == sentence.strip()
        assert any(map(str.isalnum, sentence))


def fuzz_words(data: bytes) -> None:
    """Words lie in order where they say; quotations have a first and a last character."""
    text = _read_text(data)
    _require_places(text, word_spans(text))
    assert all(words_of(text))
    fold_word(text[:40])
    tokens = Tokenizer().read([text], places=True)
    words = tokens.ids > CUT
    _require_places(text, zip(tokens.starts[words].tolist(), tokens.ends[words].tolist(), strict=True))
    for quoted in find_quoted(text, 0, len(text)):
        assert 0 <= quoted.start < quoted.end <= len(text)


def fuzz_names(data: bytes) -> None:
    """Names of targets lie in order where they say, none within another."""
    text = _read_text(data)
    found = list(_targets().names.find(text))
    _require_places(text, ((name.start, name.end) for name in found))
    assert len(_targets().names.replace(text, "")) <= len(text)


def fuzz_files(data: bytes) -> None:
    """A file of any ending is read or refused row by row, with its hash; the first byte chooses the ending."""
    if not data:
        return
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        path = Path(folder, "given").with_suffix(_TABLES[data[0] % len(_TABLES)])
        path.write_bytes(data[1:])
        _read_file(path)
        path.with_suffix(".xml").write_bytes(data[1:])
        try:
            read_links(path.with_suffix(".xml"))
        except UnusableError:
            return


def fuzz_settings(data: bytes) -> None:
    """Targets and a plan are read, or refused in a line; a link is one of the web or refused."""
    text = _read_text(data)
    try:
        targets = parse_targets(text, "targets.toml")
        list(targets.names.find(text))
    except PresslensError as error:
        _require_line(error)
    with suppress(UnusableError):
        parse_link(text[:300], "https://example.org/a/b")
    with tempfile.NamedTemporaryFile(suffix=".toml") as file:
        file.write(data)
        file.flush()
        try:
            read_plan(file.name)
        except PresslensError as error:
            _require_line(error)


def fuzz_codings(data: bytes) -> None:
    """Of a file of hand codings all that can be used is used, each line once."""
    try:
        steps, _ = parse_steps(data, Path("codings_ann.csv"), _ITEMS, "ann")
    except PresslensError as error:
        _require_line(error)
        return
    assert len(set(steps)) == len(steps)


FUZZED: dict[str, Callable[[bytes], None]] = {
    name.removeprefix("fuzz_"): function for name, function in list(globals().items()) if name.startswith("fuzz_")
}


def make_seeds() -> dict[str, list[bytes]]:
    """Return what each is begun with, invented or of our own files."""
    articles = [path.read_bytes() for path in sorted(TARGETS.parent.glob("sample/*.txt"))]
    pieces = [piece for article in articles for piece in article.split(b"\n\n") if piece.strip()][:60]
    page = b"<html><head><title>T</title></head><body><article><p>%s</p></article><nav>Menu</nav></body></html>"
    head = ",".join(COLUMNS).encode()
    steps = head + b"\n1,1,a us 0,label,positive,ann,c,2026-01-01T00:00:00Z\n2,0,,undo,,ann,c,2026-01-01T00:00:01Z\n"
    rows = [b"\0text,title\nRussia sold grain.,Grain\n", b'\1{"text": "Russia sold grain.", "date": "2016-01-02"}\n']
    settings = [TARGETS.read_bytes(), TARGETS.with_name("analysis_plan.toml").read_bytes()]
    seeds = dict.fromkeys(("metadata", "clean", "sentences", "words", "names"), pieces)
    return {
        **seeds,
        "decode": [*pieces[:20], *(piece.decode("utf-8", "ignore").encode("utf-16") for piece in pieces[:10])],
        "page": [page % piece for piece in pieces[:20]],
        "files": rows + [bytes([5 + n % 3]) + piece for n, piece in enumerate(pieces[:9])],
        "settings": [*settings, *settings[0].split(b"\n\n"), b"https://example.org/a?b=c#d"],
        "codings": [steps],
    }


@cache
def _targets() -> Targets:
    return read_targets(TARGETS)


def _read_text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _require_places(text: str, spans: Iterable[tuple[int, int]]) -> None:
    """Demand that spans lie within a text, in order, none empty and none over another."""
    at = 0
    for start, end in spans:
        assert at <= start < end <= len(text), (at, start, end)
        at = end


def _require_line(error: Exception) -> None:
    assert "\n" not in str(error)


def _read_file(path: Path) -> None:
    for chunk in list_inputs([path]).chunks:
        for item in list_items(chunk):
            hash_item(chunk, item)
            try:
                text = load_item(chunk, item).text
            except UnusableError as error:
                _require_line(error)
                continue
            assert isinstance(text, str)
