"""Lists of frequencies as analysts have them."""

import pytest

from helpers.errors import PresslensError
from helpers.keywords import read_reference


def read(tmp_path, content, name="list.csv"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return read_reference(path)


@pytest.mark.parametrize(
    "content",
    [
        "term,count\ntrade,12\naid,3\n",
        "\ufeffterm,count\r\ntrade,12\r\naid,3\r\n",
        "term;count\ntrade;12\naid;3",
        "rank\tterm\tcount\n1\ttrade\t12\n2\taid\t3.0\n",
        "term,count\ntrade,5\naid,3\ntrade,7\n,99\n  ,1\n",  # per part of speech; and no term
        "term,count\ntrade,12\naid,3\n".encode("utf-16"),
    ],
)
def test_a_list_is_read(tmp_path, content):
    table = read(tmp_path, content)
    assert [("aid", 3), ("trade", 12)] == list(table.itertuples(index=False, name=None))
    assert "int64" == table["count"].dtype


def test_articles_are_kept(tmp_path):
    table = read(tmp_path, "term,count,n_articles\n'-aid,3,2\ntrade  talks,5,4\ntrade talks,2,1\n")
    assert [("-aid", 3, 2), ("trade talks", 7, 4)] == list(table.itertuples(index=False, name=None))


def test_terms_that_look_like_numbers_or_nothing_are_text(tmp_path):
    table = read(tmp_path, "term,count\n007,1\nnan,2\nNA,3\nnull,4\n")
    assert ["007", "NA", "nan", "null"] == table["term"].tolist()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("word,freq\ntrade,12\n", "list.csv has no column 'term' (it has word, freq); rename the column that holds it"),
        ("term,freq\ntrade,12\n", "list.csv has no column 'count' (it has term, freq); rename"),
        ("term,count\ntrade,12\naid,-3\n", "list.csv, row 2: count is '-3'; give whole numbers of 0 or more"),
        ("term,count\ntrade,many\n", "list.csv, row 1: count is 'many'; give"),
        ("term,count\ntrade,\n", "list.csv, row 1: count is ''; give"),
        (
            "term,count\ntrade,1.5\n",
            "list.csv, row 1: count is '1.5'; give whole numbers of 0 or more (counts, not rates)",
        ),
        ("term,count\ntrade,inf\n", "list.csv, row 1: count is 'inf'; give"),
        ("term,count\ntrade,1e300\n", "list.csv, row 1: count is '1e300'; give"),
        ("term,count,n_articles\ntrade,4,x\n", "list.csv, row 1: n_articles is 'x'; give"),
        ('term,count\ntrade,"\n1\x1b[31m"\n', "list.csv, row 1: count is '\ufffd1\ufffd[31m'; give"),
        ("term,count\ntrade,1,2,3\n", "list.csv has rows with more cells than its header"),
        ("", "list.csv "),
        (b"\x00\x01\x02\xff", "list.csv "),
    ],
)
def test_what_cannot_be_used_is_said_in_a_line(tmp_path, content, message):
    with pytest.raises(PresslensError) as error:
        read(tmp_path, content)
    assert str(error.value).startswith(message)
    assert "\n" not in str(error.value)
    assert len(str(error.value)) < 300


@pytest.mark.parametrize("name", ["none.csv", ".", "a\0b.csv"])
def test_a_list_that_is_not_there(tmp_path, name):
    with pytest.raises(PresslensError, match=r"cannot be read \(.+\); check the path$"):
        read_reference(tmp_path / name)
