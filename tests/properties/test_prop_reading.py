"""Readers: whatever lies in a file, there is an article, or one line that says why there is none."""

import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import pytest
from building import write_files
from hypothesis import given
from hypothesis import strategies as st
from making_texts import (
    ANY_TEXT,
    BYTES,
    DATES,
    FILE_NAMES,
    FURNITURE,
    JSON_LINES,
    MARKUP,
    PRESS_TEXT,
    SOURCES,
    TEXTS,
    TITLES,
    examples,
    spoiled_bytes,
    tables_of_rows,
)

from helpers.corpus import (
    FACT_COLUMNS,
    drop_retellings,
    hash_chunk,
    list_holdings,
    list_inputs,
    list_problems,
    list_same_titles,
    list_sources,
    number_same_texts,
    read_articles,
    read_chunk,
    read_corpus,
    read_events,
    read_labels,
    refuse_empty,
)
from helpers.corpus.chunks import show_path
from helpers.corpus.decode import BOMS, Decoded, UnusableError, decode, decode_page, is_utf16
from helpers.corpus.html import read_page, shares_of_main_text
from helpers.corpus.links import hide_user, parse_link, read_links
from helpers.corpus.manifest import read_csv_text, read_manifest
from helpers.errors import CorpusWarning, PresslensError, Problem, printable
from helpers.schemas import Articles, Events, Problems, Sources

CONTENTS = st.one_of(
    BYTES,
    PRESS_TEXT.map(str.encode),
    MARKUP.map(str.encode),
    tables_of_rows().map(str.encode),
    JSON_LINES.map(str.encode),
    spoiled_bytes(tables_of_rows()),
    spoiled_bytes(JSON_LINES),
)
NAMES_OF_FILES = st.sampled_from(
    ["a.txt", "b.md", "c.html", "d.HTM", "e.csv", "f.jsonl", "g.ndjson", "h.tsv", "i.parquet", "articles.csv",
     "sources.csv", "sub/a.txt", "Daily Example/j.txt", "ü ñ.txt", "'=x.txt", "README.md", "k.text", "l.pdf"]
)  # fmt: skip
FOLDERS = st.dictionaries(NAMES_OF_FILES | FILE_NAMES.map("{}.txt".format), CONTENTS, min_size=1, max_size=5)


@contextmanager
def written(files: dict[str, bytes]) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield write_files(Path(folder), files)


def check_line(text: str) -> None:
    """A message is one line that says what to do."""
    assert text.strip()
    assert "\n" not in printable(text)


def check_problems(problems: pd.DataFrame) -> None:
    Problems.validate(problems)
    for row in problems.itertuples(index=False):
        check_line(row.reason)
        check_line(row.remedy)


@given(BYTES | st.binary(max_size=20_000) | st.lists(spoiled_bytes(), max_size=4).map(b"".join))
def test_bytes_are_a_text_that_gives_them_back_or_are_refused(data: bytes) -> None:
    try:
        text, encoding, has_bom = decode(data)
    except UnusableError as error:
        check_line(str(error))
        check_line(error.remedy)
        return
    assert not any("\ud800" <= c <= "\udfff" for c in text)
    assert (BOMS[encoding] if has_bom else b"") + text.encode(encoding) == data


@given(
    BYTES,
    st.sampled_from(["", "utf-8", "latin-1", "utf-7", "idna", "nonsense", "rot13", "\x00", "cp1251", "hex"]) | ANY_TEXT,
)
def test_pages_are_decoded_whatever_the_server_says(data: bytes, charset: str) -> None:
    try:
        decoded = decode_page(data, charset)
    except UnusableError as error:
        check_line(str(error))
        return
    assert isinstance(decoded, Decoded)
    assert not any("\ud800" <= c <= "\udfff" for c in decoded.text)
    is_utf16(data)


@given(MARKUP | TEXTS)
def test_a_page_is_lines_without_breaks_or_is_refused(markup: str) -> None:
    try:
        page = read_page(markup)
    except UnusableError as error:
        check_line(str(error))
        return
    lines = page.text.split("\n")
    assert all(line == line.strip(" ") != "" for line in lines)
    assert not set(page.text) & set("\t\r\f")
    shares = shares_of_main_text(lines, page.main_text)
    assert len(shares) == len(lines)
    assert ((shares >= 0) & (shares <= 1)).all()


def read(folder: Path) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame] | None:
    try:
        return tuple(read_corpus(folder))
    except PresslensError as error:
        check_line(str(error))
        return None


@given(FOLDERS, st.booleans())
def test_a_folder_of_anything_is_read_or_refused(files: dict[str, bytes], english: bool) -> None:
    with written(files) as folder:
        try:
            corpus = read_corpus(folder, english_only=english)
        except PresslensError as error:
            check_line(str(error))
            return
    Articles.validate(corpus.articles)
    Sources.validate(corpus.sources)
    check_problems(corpus.problems)
    assert not corpus.problems["remedy"].str.contains("tell the authors").any()
    assert corpus.articles["article_id"].is_unique
    assert corpus.articles["file"].is_unique
    assert corpus.sources["n_articles"].sum() == len(corpus.articles)
    assert list(corpus.articles["source"].drop_duplicates().sort_values()) == sorted(corpus.sources["source"])
    assert set(corpus.problems.loc[corpus.problems["severity"] == "left out", "file"]).isdisjoint(
        corpus.articles["file"]
    )
    for name in ("source", "title", "author"):
        assert all(" ".join(value.split()) == value for value in corpus.articles[name])


@examples(0.5)
@given(FOLDERS)
def test_chunks_read_apart_are_the_corpus(files: dict[str, bytes]) -> None:
    with written(files) as folder:
        inputs = list_inputs(folder)
        chunks = [read_chunk(chunk) for chunk in inputs.chunks]
        keys = [hash_chunk(chunk) for chunk in inputs.chunks]
        whole = read(folder)
    articles = pd.concat([table for table, _ in chunks], ignore_index=True) if chunks else pd.DataFrame({"file": []})
    assert (
        whole is None or list(articles["file"]) == list(whole[0]["file"]) or "retelling" in set(articles["text_kind"])
    )
    problems = [table for _, table in chunks]
    told = [set(keys["file"]) for keys in keys]
    for (table, own), names in zip(chunks, told, strict=True):
        assert set(table["file"]) | set(own["file"]) <= names
    if whole is not None:
        raw = dict(zip(articles["file"], articles["raw_text"], strict=True))
        assert all(raw[file] == text for file, text in zip(whole[0]["file"], whole[0]["raw_text"], strict=True))
    assert len(problems) == len(inputs.chunks)


@examples(0.5)
@given(st.dictionaries(st.sampled_from("abcdef"), PRESS_TEXT, min_size=1), st.randoms(use_true_random=False))
def test_a_corpus_in_any_order_of_files_is_the_same(texts: dict[str, str], random: object) -> None:
    files = {f"{name}.txt": text.encode() for name, text in texts.items()}
    with written(files) as folder:
        whole = read(folder)
        paths = sorted(folder.iterdir())
        random.shuffle(paths)  # type: ignore[attr-defined]
        try:
            shuffled = read_corpus(paths)
        except PresslensError:
            assert whole is None
            return
    assert whole is not None
    one, other = (table.set_index("file").sort_index() for table in (whole[0], shuffled.articles))
    pd.testing.assert_frame_equal(one, other)
    pd.testing.assert_frame_equal(whole[1], shuffled.sources)


@examples(0.5)
@given(
    st.lists(st.tuples(SOURCES, TITLES, DATES, TEXTS), min_size=1, max_size=4),
    st.sampled_from([".csv", ".jsonl", ".parquet"]),
)
def test_a_table_is_read_alike_as_csv_jsonl_and_parquet(rows: list[tuple[str, str, str, str]], kind: str) -> None:
    table = pd.DataFrame(rows, columns=["source", "title", "date", "text"], dtype="str")
    with tempfile.TemporaryDirectory() as name:
        path = Path(name, f"table{kind}")
        if kind == ".csv":
            table.to_csv(path, index=False)
        elif kind == ".jsonl":
            table.to_json(path, orient="records", lines=True)
        else:
            table.to_parquet(path)
        try:
            corpus = read_corpus(path, english_only=False)
        except PresslensError as error:
            said = str(error)
            check_line(said)
            assert "is binary" in said or not any(any(c.isalnum() for c in text) for *_, text in rows)
            return
    check_problems(corpus.problems)
    texts = dict(zip(corpus.articles["file"], corpus.articles["raw_text"], strict=True))
    left_out = set(corpus.problems.loc[corpus.problems["severity"] == "left out", "file"])
    for number, (*_, text) in enumerate(rows, start=1):
        file = f"table{kind}#{number}"
        assert (file in left_out) != (file in texts)
        assert texts.get(file, text) == text


@given(tables_of_rows() | TEXTS)
def test_a_csv_is_a_table_of_text_or_refused(text: str) -> None:
    try:
        table = read_csv_text(text)
    except UnusableError as error:
        check_line(str(error))
        return
    assert isinstance(table.index, pd.RangeIndex)


@given(CONTENTS, CONTENTS)
def test_any_manifest_is_read_with_what_is_wrong_told(articles: bytes, sources: bytes) -> None:
    problems: list[Problem] = []
    with written({"articles.csv": articles, "sources.csv": sources, "a.txt": b"A text."}) as folder:
        manifest = read_manifest(folder, problems)
    check_problems(list_problems(problems))
    facts = [*manifest.by_file.values(), *manifest.by_original.values(), *manifest.sources.values()]
    assert all(isinstance(value, str) for row in facts for value in row.values())


EVENT_ROWS = st.lists(st.tuples(DATES, TITLES, SOURCES), max_size=5)


@given(
    EVENT_ROWS.map(lambda rows: "date,event,reference\n" + "".join(f'{d},"{e}",{r}\n' for d, e, r in rows)) | TEXTS
    | tables_of_rows()
)  # fmt: skip
def test_any_file_of_events_is_read_or_refused(text: str) -> None:
    with written({"events.csv": text.encode()}) as folder:
        try:
            events, problems = read_events(folder / "events.csv")
        except PresslensError as error:
            check_line(str(error))
            return
    Events.validate(events)
    check_problems(list_problems(problems))
    assert events["date"].is_monotonic_increasing


LABEL_ROWS = st.lists(st.tuples(NAMES_OF_FILES, TITLES), max_size=4)


@given(CONTENTS)
def test_any_file_of_labels_is_read_or_refused(data: bytes) -> None:
    articles = pd.DataFrame({"file": ["a.txt"], "text_kind": ["article"]})
    with written({"labels.csv": data}) as folder:
        try:
            labels = read_labels(articles, folder / "labels.csv")
        except PresslensError as error:
            check_line(str(error))
            return
    assert set(labels["file"]) <= {"a.txt"}


LINK_PARTS = ["http://", "https://", "example.org", "user:pw@", "[::1]", ":80", ":99999", "/a b", "?q=1", "#x", "..",
    "\\",
              "//", "javascript:", "ü.example", "%00", "\x00", "[", "@", "xn--", "a" * 70, ":", "."]  # fmt: skip


@given(
    st.lists(st.sampled_from(LINK_PARTS) | TITLES, max_size=6).map("".join),
    st.sampled_from(["", "https://example.org/a/b", "x"]),
)
def test_an_address_is_taken_apart_for_good_or_refused(text: str, base: str) -> None:
    try:
        link = parse_link(text, base)
    except UnusableError as error:
        check_line(str(error))
        return
    assert link.url.isascii()
    assert link.url.isprintable()
    assert " " not in link.url
    assert parse_link(link.url) == link
    assert "@" not in hide_user(link.url).partition("//")[2].partition("/")[0]


FEEDS = st.lists(
    st.sampled_from(["<rss>", "</rss>", "<item>", "</item>", "<link>", "</link>", "http://example.org/a", "<urlset>",
                     "</urlset>", "<url><loc>", "</loc></url>", '<feed xmlns="http://www.w3.org/2005/Atom">', "</feed>",
                     '<entry><link href="http://[x"/></entry>', "<!DOCTYPE a [<!ENTITY b 'c'>]>", "&b;",
                     "<sitemapindex/>",
                     '<entry xml:base="http://["><link href="y"/></entry>', "<?xml version='1.0'?>", "\n",
                     "# x"]) | TITLES,
    max_size=8,
).map("".join)  # fmt: skip


@given(FEEDS.map(str.encode) | BYTES, st.sampled_from(["a.xml", "a.rss", "a.txt", "a.urls", "a.html"]))
def test_any_list_of_addresses_is_read_or_refused(data: bytes, name: str) -> None:
    with written({name: data}) as folder:
        try:
            links = read_links(folder / name)
        except UnusableError as error:
            check_line(str(error))
            return
    assert links is None or (links and len(set(links)) == len(links))


FACTS = st.fixed_dictionaries(
    {
        "file": st.sampled_from(
            ["a.txt", "b.txt", "t.csv#1", "t.csv#10", "t.csv#9", "t.csv#99999999999999999999", "#"]
        ),
        "article_id": st.sampled_from(["0" * 16, "1" * 16]),
        "source": SOURCES,
        "title": st.sampled_from(["A title", "a TITLE", ""]) | TITLES,
        "title_from": st.sampled_from(["inferred", "file name"]),
        "text_kind": st.sampled_from(["article", "original", "retelling"]),
        "sha256": st.sampled_from(["a" * 64, "b" * 64]),
    }
)


@examples(0.4)
@given(st.lists(FACTS, min_size=1, max_size=6, unique_by=lambda row: row["file"]), st.randoms(use_true_random=False))
def test_facts_are_told_alike_in_any_order(rows: list[dict[str, str]], random: object) -> None:
    facts = pd.DataFrame(rows, columns=FACT_COLUMNS, dtype="str")
    shuffled = facts.sample(frac=1, random_state=random.randrange(1000))  # type: ignore[attr-defined]
    fresh = number_same_texts(facts)
    pd.testing.assert_frame_equal(fresh, number_same_texts(shuffled))
    ids = facts.set_index("file")["article_id"].to_dict() | dict(fresh.to_numpy())
    assert len(set(ids.values())) == len(ids)
    assert list_same_titles(facts) == list_same_titles(shuffled)
    sources = list_sources(facts, {})
    pd.testing.assert_frame_equal(sources, list_sources(shuffled, {}))
    assert sources["n_articles"].sum() == len(facts)
    originals = {"a" * 64: {"file": "b.txt"}}
    assert set(drop_retellings(facts, originals)) <= {"b.txt"}


@given(FOLDERS)
@examples(0.5)
def test_what_is_held_is_listed_or_refused(files: dict[str, bytes]) -> None:
    problems: list[Problem] = []
    with written(files) as folder:
        try:
            holdings = list_holdings(folder, problems)
        except PresslensError as error:
            check_line(str(error))
            return
    assert isinstance(holdings, list)
    check_problems(list_problems(problems))


@given(FILE_NAMES, TITLES)
def test_names_are_shown_as_text(name: str, title: str) -> None:
    assert show_path(name) == name
    assert show_path("\udcff") == "\ufffd"
    check_line(str(refuse_empty(name, [Problem(title, "left out", "is empty", "remove it")])))


@examples(0.3)
@given(st.dictionaries(st.sampled_from("abcd"), CONTENTS, min_size=1))
def test_warnings_tell_what_the_table_of_problems_tells(files: dict[str, bytes]) -> None:
    with (
        written({f"{name}.txt": data for name, data in files.items()}) as folder,
        warnings.catch_warnings(record=True) as told,
    ):
        warnings.simplefilter("always")
        try:
            read_articles(folder)
        except PresslensError:
            return
        corpus = read_corpus(folder)
    warned = [str(one.message) for one in told if issubclass(one.category, CorpusWarning)]
    assert len(warned) == len(corpus.problems)


def test_the_lines_of_furniture_are_one_line_each() -> None:
    assert all("\n" not in line for line in FURNITURE)
    with pytest.raises(PresslensError):
        list_inputs([])
