"""A record is read as it was written; one that cannot be used is told in one line."""

import json
import subprocess
import sys

import pytest

from helpers.errors import PresslensError
from helpers.report import NotebookRecord, Record, read_record
from helpers.report.record import RECORD

NOTEBOOK = NotebookRecord(
    key="k",
    page="a.html",
    title="A title",
    question="A question?",
    answer=("It is so.", "<b>So</b> it is."),
    error="",
    tables=("tables/a.csv",),
    evidence=("evidence/a.html",),
)
FILES = {"index.html": "0" * 64, "tables/a.csv": "1" * 64}
MADE = Record(
    version="0.1.0",
    date="2016-05-04",
    corpus_hash="c",
    inputs={"CORPUS": "i"},
    parameters={"CORPUS": ["…/corpus"], "MAX_MB": 5, "COPIES": False, "PARTS": []},
    versions={"python": "3.12.1"},
    problems=("warning: a.txt: is odd; look at it",),
    notebooks={"a": NOTEBOOK},
    files=FILES,
)


def test_a_record_is_read_as_it_was_written(tmp_path):
    (tmp_path / RECORD).write_text(MADE.to_json(), encoding="utf-8")
    assert MADE == read_record(tmp_path)
    assert ["tables/a.csv"] == MADE.tables
    assert [] == MADE.errors


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "cannot be read (No such file or directory); name the folder of a report"),
        (b"{", "is damaged; run 'presslens report' into that folder again"),
        (b"[]", "is damaged"),
        (b'"\xff"', "is damaged"),
        (b"[" * 100_000, "is damaged"),
        (json.dumps({"format": 2}).encode(), "is damaged"),
        (json.dumps({"version": "0.1.0", "files": ["index.html"]}).encode(), "is of format 1, not 2; run"),
        (json.dumps({"format": 3}).encode(), "is of format 3, not 2; run"),
        (MADE.to_json().replace('"tables/a.csv"', "5").encode(), "is damaged"),
        (MADE.to_json().replace('"A title"', "null").encode(), "is damaged"),
    ],
)
def test_a_record_that_cannot_be_used_is_told_in_one_line(tmp_path, content, says):
    if content is not None:
        (tmp_path / RECORD).write_bytes(content)
    with pytest.raises(PresslensError) as told:
        read_record(tmp_path)
    assert says in str(told.value)
    assert "\n" not in str(told.value)


def test_a_record_is_read_without_waiting_for_pandas_or_nbconvert():
    code = "import sys; import helpers.report.record; print({'pandas', 'nbconvert', 'jinja2'} & set(sys.modules))"
    assert "set()\n" == subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
