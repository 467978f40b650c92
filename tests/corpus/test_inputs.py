import json
import pickle
import tracemalloc

import pandas as pd
import pyarrow.parquet as pq
import pytest
from building import FRIDAY, MONDAY, PROSE, TUESDAY, list_problems, write_files

from helpers.corpus import hash_chunk, list_inputs, load, read_chunk, read_corpus
from helpers.corpus.chunks import N_ARTICLES
from helpers.errors import PresslensError

N = 2 * N_ARTICLES + 7
TEXTS = [PROSE.format(day=f"day {n}") for n in range(N)]
LINES = [json.dumps({"text": text, "title": f"Title {n}"}) for n, text in enumerate(TEXTS)]
MANIFEST = "file,source,title\na.txt,Daily,Talks\n"


def _read_chunks(*paths, **options):
    """Return names and texts, and problems, of all chunks as a worker reads them, which gets them pickled."""
    inputs = list_inputs(paths, **options)
    read = [read_chunk(pickle.loads(pickle.dumps(chunk))) for chunk in inputs.chunks]  # noqa: S301 - our own
    problems = [(p.file, p.reason) for p in inputs.problems]
    problems += [pair for _, found in read for pair in zip(found["file"], found["reason"], strict=True)]
    return [pair for found, _ in read for pair in zip(found["file"], found["raw_text"], strict=True)], problems


def _hash(*paths, **options):
    tables = [hash_chunk(chunk) for chunk in list_inputs(paths, **options).chunks]
    return dict(pair for table in tables for pair in table.itertuples(index=False, name=None))


def _write_table(path, texts=TEXTS, **options):
    table = pd.DataFrame({"text": texts, "title": [f"Title {n}" for n in range(len(texts))]})
    if path.suffix == ".csv":
        table.to_csv(path, index=False)
    else:
        table.to_parquet(path, **options)
    return path


@pytest.mark.parametrize(
    ("name", "lines", "missing"),
    [
        ("a.jsonl", "\n".join(LINES), set()),
        ("a.jsonl", "\r\n".join(LINES) + "\r\n", set()),
        ("a.ndjson", "\ufeff" + "\n".join(LINES), set()),
        (
            "a.jsonl",
            "\n".join([*LINES[: N_ARTICLES - 1], "", "  ", *LINES[N_ARTICLES + 1 :]]),
            {N_ARTICLES, N_ARTICLES + 1},
        ),
        ("a.jsonl", "\n".join(LINES).encode("utf-16"), set()),
    ],
)
def test_lines_are_numbered_over_the_whole_file(name, lines, missing, tmp_path):
    found = _read_chunks(write_files(tmp_path, {name: lines}) / name)
    expected = [(f"{name}#{n}", text) for n, text in enumerate(TEXTS, start=1) if n not in missing]
    assert (expected, []) == found


@pytest.mark.parametrize("options", [{}, {"row_group_size": 1}, {"row_group_size": 100}, {"row_group_size": 300}])
def test_rows_of_parquet_are_numbered_over_the_whole_file(options, tmp_path):
    path = _write_table(tmp_path / "a.parquet", **options)
    assert ([(f"a.parquet#{n}", text) for n, text in enumerate(TEXTS, start=1)], []) == _read_chunks(path)
    sizes = [chunk.n_articles for chunk in list_inputs(path).chunks]
    assert (N, True) == (sum(sizes), max(sizes) <= N_ARTICLES)


def test_chunks_give_what_reading_the_corpus_gives(tmp_path):
    files = {f"one/{n % 3}/{n}.txt": text for n, text in enumerate(TEXTS)}
    files |= {"one/articles.csv": "file,title\n0/0.txt,Talks\n", "two/0/0.txt": MONDAY, "two/bad.txt": b"\x89PNG"}
    write_files(tmp_path, files)
    _write_table(tmp_path / "one" / "b.parquet", [TUESDAY, FRIDAY])
    _write_table(tmp_path / "c.csv", [f"{TUESDAY} Again."])
    paths = [tmp_path / "one", tmp_path / "two", tmp_path / "c.csv"]
    corpus = read_corpus(paths)
    parts = [read_chunk(chunk)[0] for chunk in list_inputs(paths).chunks]
    whole = pd.concat(parts, ignore_index=True).drop(columns="article_id")
    pd.testing.assert_frame_equal(corpus.articles.drop(columns="article_id"), whole)
    assert {"two/0/0.txt", "b.parquet#2", "c.csv#1"} < set(whole["file"])
    assert len(files) + 1 == len(whole)
    same = ("c.csv#1", "has the same title as b.parquet#1")  # which no chunk knows
    assert [("bad.txt", "is a PNG picture, not text"), same] == list_problems(corpus)


def test_only_those_named_are_read(tmp_path):
    write_files(tmp_path, {"a.txt": MONDAY, "b.txt": b"", "c.txt": b"", "d.txt": FRIDAY})
    [chunk] = list_inputs(tmp_path).chunks
    articles, problems = read_chunk(chunk, only={"c.txt", "d.txt"})
    assert (["d.txt"], ["c.txt"]) == (list(articles["file"]), list(problems["file"]))
    assert [0, 0] == [len(table) for table in read_chunk(chunk, only=[])]


def test_tables_of_articles_in_a_folder(tmp_path):
    files = {
        "a.jsonl": LINES[0],
        "b/c.ndjson": LINES[1],
        "fetch_log.jsonl": '{"url": "x"}',
        "e.tsv": f"n\ttext\n1\t{MONDAY}\n",
    }
    write_files(tmp_path, files | {"d.csv": f"text\n{MONDAY}\n", "g.csv": "n,m\n1,2\n", "labels.csv": "text\na\n"})
    _write_table(tmp_path / "f.parquet", [FRIDAY])
    articles, problems = _read_chunks(tmp_path)
    assert ["a.jsonl#1", "b/c.ndjson#1", "f.parquet#1"] == [file for file, _ in articles]
    assert [("d.csv", "is a CSV in a folder and is not read, as are 1 more")] == problems


def test_tables_of_one_name(tmp_path):
    for day in ("Monday", "Friday"):
        (tmp_path / day).mkdir()
        _write_table(tmp_path / day / "a.parquet", [PROSE.format(day=day)])
    articles, _ = _read_chunks(tmp_path / "Monday", tmp_path / "Friday" / "a.parquet")
    assert [("a.parquet#1", MONDAY), ("Friday/a.parquet#1", FRIDAY)] == articles


@pytest.mark.parametrize(
    ("change", "changed"),
    [
        ({}, set()),
        ({"a.txt": f"{MONDAY} "}, {"a.txt"}),
        ({"articles.csv": MANIFEST.replace("Talks", "Other")}, {"a.txt"}),
        ({"articles.csv": MANIFEST.replace("title", "note")}, {"a.txt"}),
        ({"articles.csv": f"{MANIFEST}b.txt,Daily,\n"}, {"b.txt"}),
        ({"sources.csv": "source,name,country\nDaily,Daily,Norway\n"}, set()),
        ({"sources.csv": "source,name\nDaily,Daily Example\n"}, {"a.txt"}),
        ({"c.jsonl": f"{LINES[0]}\r\n{LINES[1]}"}, set()),
        ({"c.jsonl": f"{LINES[0]}\n{LINES[2]}\n"}, {"c.jsonl#2"}),
        ({"new.txt": FRIDAY}, set()),
    ],
)
def test_keys_change_with_content_and_facts_alone(change, changed, tmp_path):
    files = {"a.txt": MONDAY, "b.txt": TUESDAY, "c.jsonl": f"{LINES[0]}\n{LINES[1]}\n", "articles.csv": MANIFEST}
    before = _hash(write_files(tmp_path / "one", files))
    after = _hash(write_files(tmp_path / "two", files | change))
    assert changed == {file for file, key in before.items() if after[file] != key}
    assert (["a.txt", "b.txt", "c.jsonl#1", "c.jsonl#2"], 4) == (list(before), len(set(before.values())))


@pytest.mark.parametrize(
    ("column", "cells", "changed"),
    [
        ("text", [MONDAY, TUESDAY], {"a.parquet#2"}),
        ("title", ["Talks", "Others"], {"a.parquet#2"}),
        ("n", [1, None], {"a.parquet#2"}),  # which makes the ones floats in pandas
        ("text", [MONDAY, FRIDAY], set()),
    ],
)
def test_keys_of_rows_change_with_their_cells(column, cells, changed, tmp_path):
    path = tmp_path / "a.parquet"
    table = pd.DataFrame({"text": [MONDAY, FRIDAY], "title": ["Talks", "Talks"], "n": [1, 2]})
    table.to_parquet(path)
    before = _hash(path)
    table.assign(**{column: pd.Series(cells, dtype="Int64" if column == "n" else None)}).to_parquet(path)
    assert changed == {file for file, key in _hash(path).items() if before[file] != key}


def test_limit_is_part_of_the_key_of_what_is_too_long_alone(tmp_path):
    write_files(tmp_path, {"a.txt": MONDAY, "b.txt": "word " * 1000, "c.jsonl": json.dumps({"text": "word " * 1000})})
    at_1, at_2, at_5 = (_hash(tmp_path, max_mb=mb) for mb in (0.001, 0.002, 5))
    assert [("a.txt", 1), ("b.txt", 3), ("c.jsonl#1", 3)] == [
        (file, len({at_1[file], at_2[file], at_5[file]})) for file in at_1
    ]


def test_all_that_is_hashed_is_read_or_told(tmp_path):
    files = {
        "a.txt": MONDAY,
        "b.txt": b"",
        "c.jsonl": f"{LINES[0]}\nno\n\n{LINES[1]}",
        "d.txt": "word " * 1000,
        "e.txt": "?",
    }
    write_files(tmp_path, files)
    _write_table(tmp_path / "f.parquet", [MONDAY, None, "word " * 1000])
    write_files(tmp_path, {"bad/g.csv": "text\n"})
    paths = [tmp_path, tmp_path / "bad" / "g.csv"]
    articles, problems = _read_chunks(*paths, max_mb=0.002)
    told = {file for file, _ in problems}
    assert sorted(_hash(*paths, max_mb=0.002)) == sorted({file for file, _ in articles} | told)
    assert {"b.txt", "c.jsonl#2", "d.txt", "e.txt", "f.parquet#2", "f.parquet#3", "g.csv"} == told


@pytest.mark.parametrize("name", ["a.txt", "b.jsonl", "c.parquet", "d.csv"])
def test_file_that_vanishes_after_it_is_listed(name, tmp_path):
    write_files(tmp_path, {"a.txt": MONDAY, "b.jsonl": LINES[0]})
    _write_table(tmp_path / "c.parquet", [MONDAY])
    _write_table(tmp_path / "d.csv", [MONDAY])
    [chunk] = list_inputs(tmp_path / name).chunks
    (tmp_path / name).unlink()
    articles, problems = read_chunk(chunk)
    assert ([name], ["cannot be read (No such file or directory)"]) == (
        list(hash_chunk(chunk)["file"]),
        list(problems["reason"]),
    )
    assert (0, [name]) == (len(articles), list(problems["file"]))


def test_table_that_is_changed_after_it_is_listed(tmp_path):
    write_files(tmp_path, {"a.jsonl": "\n".join(LINES)})
    first, *_ = list_inputs(tmp_path).chunks
    write_files(tmp_path, {"a.jsonl": "\n".join(LINES[1:])})
    assert ["was changed while it was read"] == list(read_chunk(first)[1]["reason"])


def test_error_of_our_own_leaves_out_one_article(monkeypatch, tmp_path):
    def fail(page):
        raise KeyError(page[:3])

    monkeypatch.setattr(load, "read_page", fail)
    corpus = read_corpus(write_files(tmp_path, {"a.txt": MONDAY, "b.html": "<p>", "c.txt": FRIDAY}))
    assert ["a.txt", "c.txt"] == list(corpus.articles["file"])
    assert [("b.html", "cannot be read (KeyError: '<p>')")] == list_problems(corpus)


def test_broken_rows_are_told_and_the_rest_is_read(tmp_path):
    lines = [
        LINES[0].encode(),
        b'{"text": "a \xff b"}',
        b'{"text": "\x00\x00\x00"}',
        b'{"text": "\\ud83d"}',
        LINES[1].encode(),
    ]
    articles, problems = _read_chunks(write_files(tmp_path, {"a.jsonl": b"\n".join(lines)}) / "a.jsonl")
    assert [1, 2, 5] == [int(file.removeprefix("a.jsonl#")) for file, _ in articles]
    assert ["a.jsonl#3", "a.jsonl#4"] == [file for file, _ in problems]


def test_broken_row_group_is_told_and_the_rest_is_read(tmp_path):
    path = _write_table(tmp_path / "a.parquet", TEXTS[:30], row_group_size=10)
    column = pq.ParquetFile(path).metadata.row_group(1).column(0)
    data = bytearray(path.read_bytes())
    begin = column.dictionary_page_offset
    data[begin : begin + column.total_compressed_size] = b"\xff" * column.total_compressed_size
    path.write_bytes(data)
    articles, problems = _read_chunks(path)
    assert [*range(1, 11), *range(21, 31)] == [int(file.removeprefix("a.parquet#")) for file, _ in articles]
    [(file, reason)] = problems
    assert ("a.parquet#11", True) == (file, "up to #20" in reason)
    assert {"a.parquet#11"} < set(_hash(path))


def _peak(function, *args):
    tracemalloc.start()
    try:
        return function(*args), tracemalloc.get_traced_memory()[1] / 1e6
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("name", ["a.txt", "a.jsonl"])
def test_200_mb_are_refused_unread(name, tmp_path):
    with (tmp_path / name).open("wb") as file:
        file.write(f"{LINES[0]}\n".encode() * (name == "a.jsonl") + b'{"text": "a')
        file.seek(200_000_000)
        file.write(f"\n{LINES[1]}\n".encode())
    write_files(tmp_path, {"b.txt": FRIDAY})
    (found, problems), peak = _peak(_read_chunks, tmp_path)
    assert ["a.jsonl#1", "a.jsonl#3", "b.txt"][2 * (name == "a.txt") :] == [file for file, _ in found]
    assert (1, True) == (len(problems), "200 " in problems[0][1])
    assert peak < 100


def test_cell_of_200_mb_never_becomes_a_text(tmp_path):
    path = _write_table(tmp_path / "a.parquet", [MONDAY, "word " * 40_000_000, FRIDAY])
    (found, problems), peak = _peak(_read_chunks, path)
    assert ["a.parquet#1", "a.parquet#3"] == [file for file, _ in found]
    assert [("a.parquet#2", "has 200 million characters, more than any article")] == problems
    assert peak < 20


@pytest.mark.parametrize("name", ["a.jsonl", "a.parquet"])
def test_a_hundred_thousand_rows_of_a_word_are_read_in_small_chunks(name, tmp_path):
    if name == "a.jsonl":
        write_files(tmp_path, {name: '{"text": "word"}\n' * 100_000})
    else:
        _write_table(tmp_path / name, ["word"] * 100_000)
    inputs, peak = _peak(list_inputs, tmp_path)
    sizes = [chunk.n_articles for chunk in inputs.chunks]
    assert (100_000, True) == (sum(sizes), max(sizes) <= 10_000)
    assert peak < 20
    (articles, _), peak = _peak(read_chunk, inputs.chunks[-1])
    assert (f"{name}#100000", True) == (articles["file"].iloc[-1], peak < 50)


def test_large_csv_is_told(monkeypatch, tmp_path):
    monkeypatch.setattr("helpers.corpus.splits._WHOLE", 50)
    _, problems = _read_chunks(_write_table(tmp_path / "a.csv", [MONDAY]))
    assert [("a.csv", "has 0 MB and is read whole")] == problems


@pytest.mark.parametrize(
    ("paths", "options", "message"),
    [
        ([], {}, "no corpus was named"),
        (["gone"], {}, "gone does not exist"),
        (["."], {"max_mb": 0}, "the limit of 0 MB"),
    ],
)
def test_nothing_to_list_is_an_error(paths, options, message):
    with pytest.raises(PresslensError, match=message):
        list_inputs(paths, **options)


def test_results_of_a_run_are_no_articles(tmp_path):
    (tmp_path / "run.json").write_text("{}")
    _write_table(tmp_path / "a.parquet", [MONDAY])
    with pytest.raises(PresslensError, match="holds results of presslens run"):
        list_inputs(tmp_path)
