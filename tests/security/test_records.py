"""Records of reports that somebody else wrote: what they name is looked for without harm."""

import json

import pytest
from building import write_files

from helpers.errors import PresslensError
from helpers.hashes import hash_text
from helpers.report import find_work, read_record
from helpers.report.cache import Outcome, list_outcomes
from helpers.report.publish import _list_earlier, _remove_earlier
from helpers.report.record import NotebookRecord, Record

OUT = ["../x.csv", "tables/../../x.csv", "/x.csv", "C:/x.csv", "tables\\..\\x.csv", "a\0b.csv", "", ".", "tables//x"]
ODD = ["/dev/zero", "../../x.csv", "a\0b.csv", "\ud800.csv", "tables/" + "x" * 300 + ".csv", "/proc/self/mem", "", "."]


def write_record(out, names, *notebooks):
    empty = {"inputs": {}, "parameters": {}, "versions": {}, "problems": ()}
    files, noted = dict.fromkeys(names, "0"), dict(zip("ab", notebooks, strict=False))
    record = Record("1", "", "", files=files, notebooks=noted, corpus_key="", key="", **empty)
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


@pytest.mark.parametrize("name", OUT)
def test_an_outcome_with_files_outside_of_the_report_is_none(name, tmp_path):
    write_files(tmp_path, {".cache/a.json": Outcome("k", "", {name: "0"}, {}).to_json()})
    assert {} == list_outcomes(tmp_path)


@pytest.mark.parametrize("place", ["files", "page", "tables", "evidence", "others"])
@pytest.mark.parametrize("name", OUT)
def test_a_record_with_files_outside_of_the_report_is_damaged(name, place, tmp_path):
    write_record(tmp_path, ["a.html"], NotebookRecord("k", "a.html", "", "", (), "", (), ()))
    read_record(tmp_path)
    record = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    if place == "files":
        record["files"] = {name: "0"}
    else:
        record["notebooks"]["a"][place] = name if place == "page" else [name]
    write_files(tmp_path, {"report.json": json.dumps(record)})
    with pytest.raises(PresslensError, match="is damaged; run 'presslens report' into that folder again"):
        read_record(tmp_path)
