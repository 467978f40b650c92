"""Files of strangers are refused within limits of memory and time, in one line each; what lies beside them is read."""

import os
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from building import MONDAY, write_files
from making_limits import Outcome, Reader

from helpers.files import read_file

CORPUS = "helpers.corpus:read_corpus"
HUGE = 5_000_000_000  # bytes, of a file that takes no room on the disk
PEAK_MB, CPU_SECONDS = 1_200, 20


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    reader = Reader()
    yield reader
    reader.close()


def make_sparse(path: Path, start: bytes = b"") -> Path:
    """Write a file that begins with something, and goes on with nothing for 5 GB."""
    path.write_bytes(start)
    os.truncate(path, HUGE)
    return path


def hold(outcome: Outcome, *said: str, code: int = 0) -> None:
    """Hold that a file was refused as it should be, with these words in its lines, one of them each."""
    assert (code, "") == (outcome.code, outcome.crash)
    assert len(said) == len(outcome.lines), outcome.lines
    assert [] == [words for words, line in zip(said, outcome.lines, strict=True) if words not in line], outcome.lines
    assert outcome.peak_mb < PEAK_MB
    assert outcome.cpu_s < CPU_SECONDS


def hold_beside(reader: Reader, folder: Path, *said: str, read: tuple[str, ...] = ()) -> None:
    """Hold the same of a file in a corpus, where a good one lies beside it."""
    write_files(folder, {"good.txt": MONDAY})
    outcome = reader(CORPUS, folder)
    hold(outcome, *said)
    assert [*read, "good.txt"] == outcome.read


@pytest.mark.parametrize(
    ("name", "start", "said", "read"),
    [
        ("bad.txt", b"word", "is 5e+03 MB, more than the 5 MB", ()),
        ("bad.html", b"<p>word", "is 5e+03 MB, more than the 5 MB", ()),
        ("bad.jsonl", b'{"text": "word"}\n', "has more than 1,000 MB in line 2", ("bad.jsonl#1",)),
        ("bad.parquet", b"PAR1", "is no readable Parquet file", ()),
        ("articles.csv", b"file,source\n", "it has 5,000 MB, and may have 1,000", ()),
        ("sources.csv", b"source,name\n", "it has 5,000 MB, and may have 1,000", ()),
    ],
)
def test_5_gb_in_a_corpus(name, start, said, read, *, reader, tmp_path):
    make_sparse(tmp_path / name, start)
    hold_beside(reader, tmp_path, said, read=read)


def test_a_csv_of_5_gb(reader, tmp_path):
    outcome = reader(CORPUS, make_sparse(tmp_path / "bad.csv", b"text\nword\n"))
    hold(outcome, "has 5,000 MB, too much to be read whole", code=1)


SETTINGS = [
    "helpers.stance:read_targets",
    "helpers.plan:read_plan",
    "helpers.corpus:read_events",
    "helpers.stance:read_actors",
    "helpers.keywords.names:read_names",
    "helpers.keywords.reference:read_reference",
    "helpers.stance:read_labelled",
    "helpers.coding.codebook:hash_codebook",
    "helpers.coding.files:read_items",
    "helpers.explore.choices:read_settings",
]
FOLDERS = {
    "run.json": "helpers.archive:open_archive",
    "report.json": "helpers.report.record:read_record",
    "manifest.json": "helpers.provenance:read_provenance",
}


@pytest.mark.parametrize("what", SETTINGS)
def test_settings_that_are_no_file_of_a_person(what, reader, tmp_path):
    hold(reader(what, make_sparse(tmp_path / "huge")), "it has 5,000 MB, and may have", code=1)
    os.mkfifo(tmp_path / "pipe")
    hold(reader(what, tmp_path / "pipe"), "it is a pipe or a device, not a file", code=1)
    hold(reader(what, "/dev/zero"), "it is a pipe or a device, not a file", code=1)


@pytest.mark.parametrize("name", FOLDERS)
def test_records_that_no_program_wrote(name, reader, tmp_path):
    path = make_sparse(tmp_path / name)
    hold(reader(FOLDERS[name], tmp_path), "it has 5,000 MB, and may have 100", code=1)
    path.unlink()
    os.mkfifo(path)
    hold(reader(FOLDERS[name], tmp_path), "it is a pipe or a device, not a file", code=1)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("alpha = 0x" + "f" * 100_000, "a number has more than 64 bits"),
        ("alpha = 1" + "0" * 5_000, "Exceeds the limit"),
        ("alpha = " + "[" * 100_000, "nested too deep"),
        (".".join("a" * 100_000) + " = 1", "a key of more than 20 parts (at line 1)"),
        ("alpha = 2026-99-99", "is no valid TOML"),
        ("a = 1\n" * 2, "is no valid TOML"),
    ],
)
@pytest.mark.parametrize("what", ["helpers.stance:read_targets", "helpers.plan:read_plan"])
def test_toml_bombs(what, text, said, reader, tmp_path):
    write_files(tmp_path, {"settings.toml": text})
    hold(reader(what, tmp_path / "settings.toml"), said, code=1)


def test_what_is_no_file_is_told_and_nothing_waits_for_it(reader, tmp_path):
    outside = write_files(tmp_path / "outside", {"secret.csv": "source,name\nA,Secret\n"})
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    names = ["a.txt", "b.csv", "c.jsonl", "d.parquet", "e.html"]
    for name in names:
        os.mkfifo(corpus / name)
    links = {"f.txt": "/dev/zero", "g.jsonl": "/proc/kmsg", "h.txt": "/proc/self/environ"}
    for name, target in links.items():
        (corpus / name).symlink_to(target)
    (corpus / "i.txt").symlink_to("i.txt")
    (corpus / "loop").symlink_to(".")
    (corpus / "sources.csv").symlink_to(outside / "secret.csv")
    pipe, link = "is a pipe or a device, not a file", "is a link that leads out of the folder"
    said = [link, *[pipe] * len(names), *[link] * len(links), "cannot be read (Too many levels of symbolic links)"]
    hold_beside(reader, corpus, *said)


@pytest.mark.parametrize("name", ["a.txt", "b.csv", "c.jsonl", "d.parquet", "e.html"])
def test_a_pipe_that_is_named(name, reader, tmp_path):
    os.mkfifo(tmp_path / name)
    hold(reader(CORPUS, tmp_path / name), "it is a pipe or a device, not a file", code=1)


def test_folders_without_end(reader, tmp_path):
    place = tmp_path
    for _ in range(103):
        place /= "a"
    place.mkdir(parents=True)
    hold_beside(reader, tmp_path, "is below 100 folders")


def test_hard_links_and_odd_names_are_read(reader, tmp_path):
    write_files(tmp_path, {"good.txt": MONDAY, f"{'n' * 251}.txt": f"{MONDAY} 2", "caf\udce9\n.txt": f"{MONDAY} 3"})
    os.link(tmp_path / "good.txt", tmp_path / "z.txt")
    outcome = reader(CORPUS, tmp_path)
    hold(outcome)
    assert ["caf\N{REPLACEMENT CHARACTER}\n.txt", "good.txt", f"{'n' * 251}.txt", "z.txt"] == outcome.read


def test_add_waits_for_nothing_and_copies_nothing_from_outside(reader, tmp_path):
    write_files(tmp_path / "given", {"good.txt": MONDAY})
    make_sparse(tmp_path / "given" / "huge.txt")
    os.mkfifo(tmp_path / "given" / "pipe.txt")
    (tmp_path / "given" / "link.txt").symlink_to("/etc/passwd")
    (tmp_path / "given" / "endless.dat").symlink_to("/proc/kmsg")
    to = tmp_path / "to"
    outcome = reader("presslens", "add", tmp_path / "given", "--to", to)
    hold(outcome, "is a link that leads out", "is a pipe or a device", "is 5e+03 MB")
    assert ["good.txt"] == sorted(path.name for path in to.iterdir() if not path.name.startswith("."))


def test_a_log_of_5_gb_is_refused(reader, tmp_path):
    make_sparse(tmp_path / "fetch_log.jsonl")
    outcome = reader("presslens", "add", "http://127.0.0.1/a", "--to", tmp_path)
    hold(outcome, "fetch_log.jsonl has 5,000 MB, and may have 1,000; move it elsewhere", code=1)


@pytest.mark.parametrize(
    ("name", "text", "said", "read"),
    [
        ("a.csv", "text," + ",".join(map(str, range(20_000))) + "\nword\n", "has 20,001 columns, more than 2,000", ()),
        ("a.jsonl", '{"text": ' + "[" * 100_000 + '\n{"text": "word"}\n', "is no JSON object", ("a.jsonl#2",)),
        ("a.jsonl", '{"text": 1' + "0" * 5_000 + '}\n{"text": "word"}\n', "is no JSON object", ("a.jsonl#2",)),
        (
            "a.jsonl",
            '{"text": "word"}\n{"text": "word",' + ",".join(f'"{n}": 1' for n in range(20_000)) + "}\n",
            "has 20,001 columns",
            (),
        ),
    ],
)
def test_tables_that_are_too_wide_or_too_deep(name, text, said, read, *, reader, tmp_path):
    write_files(tmp_path, {name: text})
    outcome = reader(CORPUS, tmp_path / name)
    hold(outcome, said, code=0 if read else 1)
    assert list(read) == outcome.read


def test_each_row_with_columns_of_its_own(reader, tmp_path):
    """3,000 rows of ten columns each would be a table of ninety million cells."""
    rows = (",".join(f'"k{row}_{n}": 1' for n in range(10)) for row in range(3_000))
    plain = [f'{{"text": "{f"{MONDAY} " * 10}"}}'] * 1_100  # behind what a look at the beginning shows
    write_files(tmp_path, {"a.jsonl": "\n".join([*plain, *(f'{{"text": "word", {row}}}' for row in rows)])})
    hold(reader(CORPUS, tmp_path / "a.jsonl"), "has more columns: with those before it 30,000, and ")


def test_rows_left_out_for_one_reason_are_summed_up(reader, tmp_path):
    write_files(tmp_path, {"a.jsonl": '{"text": "word"}\n' + "{}\n" * 5_000})
    outcome = reader(CORPUS, tmp_path / "a.jsonl")
    assert (1_001, "has no text in 4,000 more rows") == (len(outcome.lines), outcome.lines[-1].split(": ")[2])


@pytest.mark.parametrize(
    ("markup", "said"),
    [
        ("<p " + " ".join(f'a{n}="1"' for n in range(300_000)) + ">", "has a tag of more than 5,000 attributes"),
        ("<p a/" + "/".join(f"a{n}" for n in range(100_000)) + ">", "has a tag of more than 5,000 attributes"),
        ('<p " ' + " ".join(f'a{n}="<"' for n in range(100_000)) + ">", "has a tag of more than 5,000 attributes"),
        ("<div>" * 100_000 + "word", "is nested too deep"),
    ],
)
def test_hostile_pages(markup, said, reader, tmp_path):
    write_files(tmp_path, {"bad.html": markup})
    hold_beside(reader, tmp_path, said)


LAUGHS = "".join(f'<!ENTITY b{n} "{f"&b{n - 1};" * 10}">' for n in range(1, 12))


@pytest.mark.parametrize(
    "xml",
    [
        f'<!DOCTYPE l [<!ENTITY b0 "ha">{LAUGHS}]><rss><channel><item><link>&b11;</link></item></channel></rss>',
        '<!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd">]><rss><item><link>&a;</link></item></rss>',
        "<a>" * 100_000,
    ],
)
def test_feeds_that_blow_up_or_read_other_files(xml, reader, tmp_path):
    write_files(tmp_path, {"feed.xml": xml})
    outcome = reader("presslens", "add", tmp_path / "feed.xml", "--to", tmp_path / "to")
    hold(outcome, "feed.xml", code=1)
    assert "root:" not in outcome.lines[0]


def write_table(folder: Path, **columns: object) -> Path:
    """Write a Parquet file, packed as hard as it can be."""
    pq.write_table(pa.table(columns), folder / "bad.parquet", compression="zstd")
    return folder / "bad.parquet"


def make_copies(text: str, n: int) -> pa.Array:
    """Return a column of one text, stored once."""
    return pa.DictionaryArray.from_arrays(pa.array([0] * n, pa.int32()), [text])


def test_a_text_stored_once_for_very_many_rows(reader, tmp_path):
    outcome = reader(CORPUS, write_table(tmp_path, text=make_copies(f"{MONDAY} " * 40_000, 100_000)))
    assert ("", 0, True) == (outcome.crash, outcome.code, 0 < len(outcome.read) < 200)
    assert [True, True, True] == ["stored once for many" in line or "a hundred times" in line for line in outcome.lines]
    assert (True, True) == (outcome.peak_mb < 1.5 * PEAK_MB, outcome.cpu_s < CPU_SECONDS)


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"text": pa.nulls(50_000_000, pa.string())}, "says that it has 50,000,000 rows"),
        (
            {
                "text": ["word"],
                "odd": pa.ListArray.from_arrays(pa.array([0, 50_000_000], pa.int32()), pa.nulls(50_000_000, pa.int8())),
            },
            "says that it has 50,000,000 rows or cells",
        ),
        ({"text": make_copies("word " * 30_000_000, 10)}, "more than a hundred times as large as its file"),
        ({"text": make_copies("word " * 4_000_000, 3)}, "has 20 million characters, more than any article"),
        ({"text": ["word"], "note": make_copies("word " * 5_000_000, 1)}, "has 25 million characters"),
        ({"text": [[MONDAY]]}, "has no text"),
        ({"text": ["word"], "day": pa.array([2**52], pa.timestamp("ms"))}, "has a cell that cannot be read"),
    ],
)
def test_parquet_that_blows_up_or_is_of_another_form(columns, said, reader, tmp_path):
    hold(reader(CORPUS, write_table(tmp_path, **columns)), said, code=1)


@pytest.mark.parametrize(
    "word", [b"[]", b"{", b'{"index_columns": ["text"]}', b'{"index_columns": 5}', b"[" * 100_000, b"\xff"]
)
def test_the_word_of_pandas_in_parquet_is_not_believed(word, reader, tmp_path):
    pq.write_table(pa.table({"text": [MONDAY]}).replace_schema_metadata({b"pandas": word}), tmp_path / "a.parquet")
    outcome = reader(CORPUS, tmp_path / "a.parquet")
    hold(outcome)
    assert ["a.parquet#1"] == outcome.read


def test_two_columns_of_one_name(reader, tmp_path):
    pq.write_table(pa.table([[MONDAY], [MONDAY]], names=["text", "text"]), tmp_path / "a.parquet")
    hold(reader(CORPUS, tmp_path / "a.parquet"), "has two columns 'text'", code=1)


def test_a_type_that_is_a_pickle_is_not_opened(reader, tmp_path):
    """As in CVE-2023-47248: its bytes would make a folder."""
    trap = tmp_path / "sprung"
    bytes_of = b"cos\nmkdir\n(V" + str(trap).encode() + b"\ntR."
    marks = {b"ARROW:extension:name": b"arrow.py_extension_type", b"ARROW:extension:metadata": bytes_of}
    schema = pa.schema([pa.field("text", pa.string(), metadata=marks)])
    pq.write_table(pa.table([pa.array([MONDAY])], schema=schema), tmp_path / "a.parquet")
    assert (["a.parquet#1"], False) == (reader(CORPUS, tmp_path / "a.parquet").read, trap.exists())


def test_what_a_file_grows_by_while_it_is_read_is_left(tmp_path, monkeypatch):
    path, measure, told = tmp_path / "a.txt", os.fstat, []
    path.write_bytes(b"ten bytes.")

    def measure_and_grow(handle: int) -> os.stat_result:
        found = measure(handle)
        told.append(found.st_size)
        with path.open("ab") as file:
            file.write(b"x" * 1_000)
        return found

    monkeypatch.setattr("helpers.files.os.fstat", measure_and_grow)
    assert len(read_file(path, 5_000)) == told[-1] == path.stat().st_size - 1_000
    with pytest.raises(OSError, match="may have 0"):
        read_file(path, 100)
