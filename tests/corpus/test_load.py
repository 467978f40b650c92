import json

import pandas as pd
import pytest
from building import FRIDAY, MONDAY, TUESDAY, list_problems, one_article, write_files

from helpers.corpus import read_articles, read_corpus
from helpers.corpus.chunks import COLUMN_NAMES
from helpers.errors import PresslensError


def _write_jsonl(path, *rows):
    write_files(path.parent, {path.name: "".join(json.dumps(row) + "\n" for row in rows)})
    return path


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", f"title,source,date,author,text\nTalks,Daily,2019-07-04,Jane Doe,{MONDAY}\n"),
        ("a.csv", f"title;source;date;author;text\nTalks;Daily;2019-07-04;Jane Doe;{MONDAY}\n"),
        ("a.tsv", f"title\tsource\tdate\tauthor\ttext\nTalks\tDaily\t2019-07-04\tJane Doe\t{MONDAY}\n"),
        ("a.csv", f"headline,publisher,published,authors,content\r\nTalks,Daily,4 July 2019,Jane Doe,{MONDAY}\r\n"),
        ("a.csv", f"\ufeffheadline,outlet,pub_date,byline,body\nTalks,Daily,July 4 2019,Jane Doe,{MONDAY}\n"),
        (
            "a.jsonl",
            json.dumps(
                {
                    "headline": "Talks",
                    "publication": "Daily",
                    "publish_date": "2019-07-04T10:00:00Z",
                    "authors": ["Jane Doe"],
                    "full_text": MONDAY,
                }
            ),
        ),
    ],
)
def test_columns_go_by_several_names(name, content, tmp_path):
    row = one_article(read_corpus(write_files(tmp_path, {name: content}) / name))
    assert [f"{name}#1", "Talks", "Daily", "Jane Doe", MONDAY] == list(
        row[["file", "title", "source", "author", "raw_text"]]
    )
    assert ("2019-07-04", "day") == (str(row["date"].date()), row["date_precision"])
    assert {"table"} == set(row[["title_from", "source_from", "date_from", "author_from"]])


@pytest.mark.parametrize("column", COLUMN_NAMES["text"])
def test_text_column(column, tmp_path):
    write_files(tmp_path, {"a.csv": f"id,{column}\n7,{MONDAY}\n"})
    assert MONDAY == one_article(read_corpus(tmp_path / "a.csv"))["raw_text"]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_line_ends_in_a_cell_stay(line_end, tmp_path):
    text = f"One “line”.{line_end}{line_end}Another\xa0one, with a comma.{line_end}"
    write_files(tmp_path, {"a.csv": f'title,text\r\nTalks,"{text}"\r\n'})
    assert text == one_article(read_corpus(tmp_path / "a.csv"))["raw_text"]


def test_other_columns_are_kept(tmp_path):
    write_files(tmp_path, {"a.csv": f"id,text,section,file,body\n007,{MONDAY},world,mine.txt,own\n"})
    row = one_article(read_corpus(tmp_path / "a.csv"))
    assert ["007", "world", "mine.txt", "own"] == list(row[["id", "section", "given_file", "given_body"]])
    assert "a.csv#1" == row["file"]


def test_parquet(tmp_path):
    path = tmp_path / "a.parquet"
    date = pd.Timestamp("2019-07-04")
    table = pd.DataFrame(
        {"headline": ["Talks", None], "text": [MONDAY, f"{FRIDAY}\r\n"], "date": [date, None], "n": [1, 2]}
    )
    table.to_parquet(path)
    articles = read_articles(path)
    assert [MONDAY, f"{FRIDAY}\r\n"] == list(articles["raw_text"])
    assert [1, 2] == list(articles["n"])
    assert ["table", "missing"] == list(articles["date_from"])
    assert date == articles["date"].iloc[0]


def test_json_lines_go_on_after_a_bad_one(tmp_path):
    good, other = json.dumps({"text": MONDAY, "title": "A"}), json.dumps({"text": TUESDAY, "title": "B"})
    lines = [good, "not json", "", "[1, 2]", "{" * 10_000, other, '{"title": "no text"}', '{"text": 5}']
    corpus = read_corpus(write_files(tmp_path, {"a.jsonl": "\n".join(lines)}) / "a.jsonl")
    assert ["a.jsonl#1", "a.jsonl#6"] == list(corpus.articles["file"])
    assert [
        ("a.jsonl#2", "is no JSON object"),
        ("a.jsonl#4", "is no JSON object"),
        ("a.jsonl#5", "is no JSON object"),
        ("a.jsonl#7", "has no text"),
        ("a.jsonl#8", "has no text"),
    ] == list_problems(corpus)


@pytest.mark.parametrize(
    ("row", "file", "reason"),
    [
        ({"text": ""}, "a.jsonl#2", "has no text"),
        ({"text": None}, "a.jsonl#2", "has no text"),
        ({"text": " \n"}, "a.jsonl#2", "has no words"),
        ({"text": "half a \ud83d character"}, "a.jsonl#2", "holds half a character"),
        ({"text": "word " * 1000}, "a.jsonl#2", "more than any article"),
        ({"text": "Министры двух стран встретились."}, "a.jsonl#2", "is not in English"),
    ],
)
def test_bad_row_is_left_out(row, file, reason, tmp_path):
    corpus = read_corpus(_write_jsonl(tmp_path / "a.jsonl", {"text": MONDAY}, row), max_mb=0.002)
    [(found_file, found_reason)] = list_problems(corpus)
    assert (file, True) == (found_file, reason in found_reason)
    assert ["a.jsonl#1"] == list(corpus.articles["file"])


@pytest.mark.parametrize(
    ("date", "precision", "day", "reason"),
    [
        ("2019-07-04", "day", "2019-07-04", ""),
        ("July 2019", "month", "2019-07-01", ""),
        ("2019", "year", "2019-01-01", ""),
        ("", "", "NaT", ""),
        ("20133-01-01", "", "NaT", "(there is no news from the year 20133)"),
        ("2019-02-31", "", "NaT", "has the date '2019-02-31'"),
        ("yesterday", "", "NaT", "a date that cannot be read: 'yesterday'"),
    ],
)
def test_dates_of_rows(date, precision, day, reason, tmp_path):
    corpus = read_corpus(_write_jsonl(tmp_path / "a.jsonl", {"text": MONDAY, "date": date}))
    row = one_article(corpus)
    assert (precision, day) == (row["date_precision"], str(row["date"])[:10])
    assert [reason in found for _, found in list_problems(corpus)] == ([True] if reason else [])


@pytest.mark.parametrize(
    ("date", "said", "precision"),
    [
        ("2019-07-01", "month", "month"),
        ("2019-01-01", "year", "year"),
        ("2019-07-04", "", "day"),
        ("2019-07-04", "hour", "day"),
        pytest.param("2019", "month", "year"),
    ],
)
def test_precision_of_a_date_may_be_given(date, said, precision, tmp_path):
    path = _write_jsonl(tmp_path / "a.jsonl", {"text": MONDAY, "date": date, "date_precision": said})
    assert precision == one_article(read_corpus(path))["date_precision"]


@pytest.mark.parametrize(
    ("file", "content", "reason"),
    [
        ("bad.csv", "title,date\nTalks,2019\n", "has no column with the text (it has title, date)"),
        (
            "bad.csv",
            ",".join(f"c{n}" for n in range(1000)) + "\n" + "," * 999 + "\n",
            "has no column with the text (it has c0, c1",
        ),
        ("bad.csv", b"", "is empty"),
        ("bad.csv", "\n\n", "is no readable CSV"),
        ("bad.csv", 'text\n"never closed', "is no readable CSV"),
        ("bad.csv", b"\x89PNG\r\n\x1a\n", "is a PNG picture"),
        ("bad.jsonl", '{"headline": "Talks"}\n', "has no column with the text (it has headline)"),
        pytest.param("bad.csv", "title,text\n", "has no rows"),
        ("bad.parquet", b"PAR1 or not", "is no readable Parquet file"),
        ("bad.parquet", b"", "is no readable Parquet file"),
    ],
)
def test_bad_table_is_told_and_the_rest_goes_on(file, content, reason, tmp_path):
    write_files(tmp_path, {file: content, "good.txt": MONDAY})
    corpus = read_corpus([tmp_path / file, tmp_path / "good.txt"])
    [(found_file, found_reason)] = list_problems(corpus)
    assert (file, True) == (found_file, reason in found_reason)
    assert "\n" not in found_reason
    assert ["good.txt"] == list(corpus.articles["file"])


def test_bad_table_alone_is_an_error_of_one_line(tmp_path):
    write_files(tmp_path, {"bad.csv": "title\nTalks\n"})
    with pytest.raises(PresslensError, match=r"bad\.csv has no column with the text"):
        read_articles(tmp_path / "bad.csv")


def test_table_of_1000_columns_with_a_text(tmp_path):
    names, cells = [f"c{n}" for n in range(1000)], [str(n) for n in range(1000)]
    content = f"{','.join(names)},text\n{','.join(cells)},{MONDAY}\n"
    row = one_article(read_corpus(write_files(tmp_path, {"a.csv": content}) / "a.csv"))
    assert (MONDAY, cells) == (row["raw_text"], list(row[names]))


@pytest.mark.parametrize(
    ("content", "text"),
    [("text\nThey met, talked, and left.\n", "They met"), ("title,text\nTalks,They met.,\n", "They met.")],
)
def test_rows_longer_than_the_header_lose_nothing_silently(content, text, tmp_path):
    write_files(tmp_path, {"a.csv": content, "good.txt": MONDAY})
    corpus = read_corpus([tmp_path / "a.csv", tmp_path / "good.txt"])
    told = any("a.csv" in file and "cells" in reason for file, reason in list_problems(corpus))
    assert told or corpus.articles["raw_text"].iloc[0].startswith(text)


@pytest.mark.parametrize("column", ["title", "author", "section"])
def test_half_a_character_beside_the_text(column, tmp_path):
    path = _write_jsonl(tmp_path / "a.jsonl", {"text": MONDAY, column: "half \ud83d"}, {"text": FRIDAY})
    articles = read_articles(path)
    assert FRIDAY == articles["raw_text"].iloc[-1]
    articles.to_parquet(tmp_path / "out.parquet")
