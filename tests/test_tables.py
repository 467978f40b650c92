import csv
import io
import re
from pathlib import Path

import pandas as pd
import pytest

from helpers.tables import (
    OUTPUT_MARK,
    claim_output,
    drop_turns,
    format_line,
    read_csv,
    read_edited_csv,
    restore_cell,
    split_edited_csv,
    write_atomically,
    write_csv,
    write_parquet,
)

TEXTS = [
    "=1+1",
    "@x",
    "\ttab",
    "“curly” – dash",
    "4\xa0million",
    "a\r\nb",
    "a\rb",
    "",
    "'quoted'",
    'say "no"',
    "a,b;c",
    "日本",
]


def _read(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t'=1"),
        ("\n=1", "'\n'=1"),
        ("\0=1", "'\0=1"),
        ("'\0=1", "''\0=1"),
        ("＝1+1", "'＝1+1"),
        ("1+1=2", "1+1=2"),
        ("Talks on trade", "Talks on trade"),
        ("'quoted'", "'quoted'"),
        ("'=1+1", "''=1+1"),
        ("", ""),
        ("“curly”", "“curly”"),
    ],
)
def test_no_cell_is_a_formula(cell, written, tmp_path):
    path = write_csv(pd.DataFrame({"text": [cell], "n": [1]}), tmp_path / "a.csv")
    assert [["text", "n"], [written, "1"]] == _read(path)


def test_no_column_name_is_a_formula(tmp_path):
    path = write_csv(pd.DataFrame({"=1+1": ["a"], "@x": [1]}), tmp_path / "a.csv")
    assert [["'=1+1", "'@x"], ["a", "1"]] == _read(path)


@pytest.mark.parametrize(("cell", "written"), [("a\rb", "a\rb"), ("a\r=1", "a\r'=1"), ("\r=1", "'\r'=1")])
def test_carriage_return_stays_in_its_cell(cell, written, tmp_path):
    path = write_csv(pd.DataFrame({"text": [cell], "n": [1]}), tmp_path / "a.csv")
    assert [["text", "n"], [written, "1"]] == _read(path)


def test_numbers_and_dates_stay(tmp_path):
    table = pd.DataFrame(
        {
            "n": [-1, 2],
            "score": [-0.5, 1e-9],
            "date": pd.to_datetime(["2019-07-04", None]),
            "known": [True, False],
            "mixed": [-3, "-3"],
            "kind": pd.Categorical(["-a", "b"]),
        }
    )
    path = write_csv(table, tmp_path / "a.csv")
    assert [
        ["n", "score", "date", "known", "mixed", "kind"],
        ["-1", "-0.5", "2019-07-04", "True", "-3", "'-a"],
        ["2", "1e-09", "", "False", "'-3", "b"],
    ] == _read(path)


def test_csv_is_utf8_with_plain_line_ends(tmp_path):
    path = write_csv(pd.DataFrame({"text": ["Khan’s", "a\r\nb"]}), tmp_path / "a.csv")
    assert "text\nKhan’s\na\r\nb\n" == path.read_bytes().decode("utf-8").replace('"', "")


def test_table_that_is_written_is_left_as_it_was(tmp_path):
    table = pd.DataFrame({"text": ["=1+1"]})
    write_csv(table, tmp_path / "a.csv")
    assert ["=1+1"] == list(table["text"])


def test_parquet_keeps_text_exactly(tmp_path):
    path = write_parquet(pd.DataFrame({"text": TEXTS, "n": range(len(TEXTS))}), tmp_path / "a.parquet")
    table = pd.read_parquet(path)
    assert (TEXTS, list(range(len(TEXTS)))) == (list(table["text"]), list(table["n"]))


def test_what_was_written_as_csv_comes_back_exactly(tmp_path):
    cells = [*TEXTS, "'=1", "''=1", "'", "\r=1", "\n", "\r\n", "a\x00b", "NA", "nan", " x ", "+", "'-", "x" * 200_000]
    table = pd.DataFrame({"=text": cells, "n": range(len(cells))}, dtype=object)
    pd.testing.assert_frame_equal(table.astype("str"), read_csv(write_csv(table, tmp_path / "a.csv")))


def test_table_of_no_rows(tmp_path):
    table = pd.DataFrame({"text": pd.Series([], dtype="str"), "n": pd.Series([], dtype="int64")})
    assert [["text", "n"]] == _read(write_csv(table, tmp_path / "a.csv"))
    assert ["text", "n"] == list(pd.read_parquet(write_parquet(table, tmp_path / "a.parquet")).columns)


def test_folders_are_made(tmp_path):
    path = tmp_path / "new" / "deep" / "a.txt"
    write_atomically(path, lambda part: part.write_text("new"))
    assert "new" == path.read_text()


def test_file_is_replaced_and_readable_by_all(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("old")
    write_atomically(path, lambda part: part.write_text("new"))
    assert ("new", [path], 0o644) == (path.read_text(), list(tmp_path.iterdir()), path.stat().st_mode & 0o777)


@pytest.mark.parametrize("error", [OSError("disk full"), KeyboardInterrupt()])
def test_old_file_stays_whole_if_the_writing_fails(error, tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("old")

    def fail_halfway(part):
        part.write_text("ne")
        raise error

    with pytest.raises(type(error)):
        write_atomically(path, fail_halfway)
    assert ("old", [path]) == (path.read_text(), list(tmp_path.iterdir()))


def test_infinite_numbers_are_empty_cells(tmp_path):
    table = pd.DataFrame({"n": [1.5, float("-inf"), float("inf"), None], "m": pd.array([1, None, 2, 3], dtype="Int64")})
    text = write_csv(table, tmp_path / "t.csv").read_text("utf-8")
    assert ["1.5,1", ",", ",2", ",3"] == text.replace('"', "").splitlines()[1:]


@pytest.mark.parametrize("number", [0x061C, 0x200E, 0x200F, 0x202A, 0x202E, 0x2066, 0x2069])
def test_signs_that_turn_the_direction_are_dropped(number):
    assert "ab" == drop_turns(f"a{chr(number)}b")


@pytest.mark.parametrize("text", ["الأخبار 12", "👩🏽\u200d🚀", "a\u2029b", "a\u2065b"])
def test_other_signs_stay(text):
    assert text == drop_turns(text)


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_edited_tables_are_read_whatever_parts_their_cells(tmp_path, delimiter):
    lines = [["what", "when", "more"], [f'"a{delimiter} b"', "  1  2 ", "x"], ["# a remark"], ["only one"]]
    path = tmp_path / "a.csv"
    path.write_bytes("\r\n".join(map(delimiter.join, lines)).encode("utf-8-sig"))
    rows, problems = read_edited_csv(path, ["when", "what"], what="things")
    assert [[f"{path}#2", "1 2", f"a{delimiter} b"]] == rows
    assert [(f"{path}#4", "has 1 cells, not 3")] == [(problem.file, problem.reason) for problem in problems]


def test_blanks_in_cells_can_be_kept():
    rows, _ = split_edited_csv('a,b\n\' x ,"  y"\n', Path("a.csv"), ["a", "b"], what="things")
    assert [["a.csv#2", "' x ", "  y"]] == rows


@pytest.mark.parametrize("cell", ["a\r=1", "a;=1,=1", "a\t=1"])
def test_a_cell_of_a_line_is_quoted(cell):
    assert f'"{cell.replace(cell[1], cell[1] + chr(39))}"\n' == format_line([cell])


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("a;=1;-2; =3", "a;'=1;'-2; =3"),
        ("a\t\t@x|+1", "a\t\t'@x|'+1"),
        ("a\r\n=1\n\n-", "a\r\n'=1\n\n'-"),
        ('a;"\0=1"', 'a;\'"\0=1"'),
        ("a;'=1;''", "a;''=1;''"),
        ("a, =1,=2 b|c", "a, =1,=2 b|c"),
        ("=1;=1", "'=1;'=1"),
        ("a;\N{FULLWIDTH EQUALS SIGN}1", "a;'\N{FULLWIDTH EQUALS SIGN}1"),
    ],
)
def test_within_a_text_no_cell_begins_as_a_formula(cell, written, tmp_path):
    path = write_csv(pd.DataFrame({"text": [cell]}), tmp_path / "a.csv")
    assert [["text"], [written]] == _read(path)
    assert [cell] == list(read_csv(path)["text"])


@pytest.mark.parametrize("cell", ["=1+1", "-5", "@x", "'=1", "a, b", 'say "so"', "two; parts", "", "\N{SNOWMAN}"])
@pytest.mark.parametrize("delimiter", [",", ";"])
def test_a_line_holds_no_formula_and_comes_back(cell, delimiter):
    line = format_line(["x", cell], delimiter)
    assert not re.search(r"(^|[,;])[\"]?[=+@-]", line)
    [[_, _, back]], _ = split_edited_csv(f"a{delimiter}b\n{line}", Path("a.csv"), ["a", "b"], what="things")
    assert cell == restore_cell(back)


@pytest.mark.parametrize("cell", ["\r", "a\r=1+1", "a\n=1+1", "a\r\nb"])
def test_a_line_end_in_a_cell_ends_no_row(cell):
    [[back]] = csv.reader(io.StringIO(format_line([cell]), newline=""))
    assert cell == restore_cell(back)


def test_the_mark_of_output_is_whole_or_not_there(tmp_path, monkeypatch):
    def write_half(path, data):
        with path.open("wb") as file:
            file.write(data[:16])
        raise OSError(28, "No space left on device")

    claim_output(tmp_path / "old", [])
    whole = (tmp_path / "old" / OUTPUT_MARK).read_bytes()
    monkeypatch.setattr(Path, "write_bytes", write_half)
    claim_output(tmp_path / "old", [])
    with pytest.raises(OSError, match="No space"):
        claim_output(tmp_path / "new", [])
    assert whole == (tmp_path / "old" / OUTPUT_MARK).read_bytes()
    assert not list((tmp_path / "new").iterdir())
