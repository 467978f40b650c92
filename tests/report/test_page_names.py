"""No page or table is another's on a system that ignores case, nor called as some system does not allow."""

from pathlib import Path

import pytest

from helpers.errors import PresslensError
from helpers.files import stays_below
from helpers.report.build import _settle, build_report
from helpers.report.cache import Outcome


@pytest.mark.parametrize(
    ("names", "why"),
    [
        (["index.ipynb"], "index.ipynb: its page would be 'index.html', and another page of the report is called so"),
        (["Methods.ipynb"], "another page of the report is called so; rename the notebook"),
        (["presslens.ipynb"], "another page of the report is called so"),
        (["Tone.ipynb", "tone.ipynb"], "tone.ipynb: its page would be 'tone.html', and another page"),
        (["\u00e9.ipynb", "e\u0301.ipynb"], "another page of the report is called so"),
        (["aux.ipynb"], "aux.ipynb: its page would be 'aux.html', and not every system takes such a name"),
        (["what is new?.ipynb"], "and not every system takes such a name; rename the notebook"),
    ],
)
def test_a_notebook_is_refused_whose_page_could_not_be_held(tmp_path, names, why):
    with pytest.raises(PresslensError) as refused:
        build_report([tmp_path / name for name in names], {}, tmp_path / "out")
    assert why in str(refused.value)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("name", "other"), [("tables/Tone.csv", "another notebook"), ("Index.html", "the report"), ("B.HTML", "the report")]
)
def test_a_file_that_is_another_s_where_case_is_ignored_is_told(name, other):
    found = {
        "a": Outcome("k", "", {"tables/tone.csv": "1"}, {}),
        "b": Outcome("k", "", {name: "2", "tables/b.csv": "3"}, {}),
    }
    settled = _settle([Path("a.ipynb"), Path("b.ipynb")], found)
    (_, first), (_, second) = settled
    assert ("", {"tables/tone.csv": "1"}) == (first.error, first.files)
    assert f"b.ipynb: writes {name}, which {other}" in second.error
    assert {"tables/b.csv": "3"} == second.files


@pytest.mark.parametrize("name", ["C:evil.csv", "C:", "tables/C:evil.csv", "a\\b.csv", "../a.csv"])
def test_a_path_of_another_drive_leads_out(name):
    assert not stays_below(name)
