"""Records of reports that somebody else wrote: what they name is looked for without harm."""

import json

import pytest
from building import write_files

from helpers.hashes import hash_text
from helpers.report import find_work
from helpers.report.cache import Outcome, list_outcomes
from helpers.report.publish import _list_earlier, _remove_earlier
from helpers.report.record import Record

ODD = ["/dev/zero", "../../x.csv", "a\0b.csv", "\ud800.csv", "tables/" + "x" * 300 + ".csv", "/proc/self/mem", "", "."]


def write_record(out, names):
    empty = {"inputs": {}, "parameters": {}, "versions": {}, "problems": (), "notebooks": {}}
    record = Record("1", "", "", files=dict.fromkeys(names, "0"), corpus_key="", key="", **empty)
    text = json.dumps(json.loads(record.to_json()))
    write_files(out, {"report.json": text, ".cache/record.sha256": hash_text(text)})


@pytest.mark.parametrize("name", ODD)
def test_a_record_that_names_what_is_no_file_ends(name, tmp_path):
    write_record(tmp_path, [name])
    assert not find_work([], {}, tmp_path).is_done


def test_names_that_no_file_of_ours_has_are_not_looked_for(tmp_path):
    write_record(tmp_path / "out", ODD)
    (tmp_path / "x.csv").write_text("keep me", encoding="utf-8")
    _remove_earlier(tmp_path / "out", _list_earlier(tmp_path / "out"), set())
    assert (tmp_path / "x.csv").exists()


@pytest.mark.parametrize("files", [[1], "x", None, 5])
def test_an_outcome_of_another_form_is_none(files, tmp_path):
    write_files(tmp_path, {".cache/a.json": Outcome("k", "", files, {}).to_json()})
    assert {} == list_outcomes(tmp_path)
