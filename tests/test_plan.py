"""The analysis plan is read as it stands or not at all, and the notebooks keep to it."""

import ast
import datetime

import nbformat
import pytest
from building import ROOT, write_files

from helpers.corpus import SEPARATE
from helpers.errors import PresslensError
from helpers.plan import read_plan
from helpers.schemas import CHOICES, OPTIONS
from helpers.stance import default_scorers, get_scorer

PLAN = ROOT / "data" / "analysis_plan.toml"
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def read_changed(folder, old, new):
    text = PLAN.read_text(encoding="utf-8")
    assert old in text
    return read_plan(write_files(folder, {"plan.toml": text.replace(old, new, 1)}) / "plan.toml")


def parameters(path):
    cells = nbformat.read(path, as_version=4).cells
    (cell,) = [cell for cell in cells if "parameters" in cell.metadata.get("tags", [])]
    return {node.targets[0].id: ast.literal_eval(node.value) for node in ast.parse(cell.source).body}


def test_the_plan_of_presslens():
    plan = read_plan(PLAN)
    assert datetime.date(2026, 11, 23) == plan.fixed
    assert plan.question.endswith("?")
    assert list(CHOICES) == list(plan.primary) == list(plan.choices)
    assert [scorer.name for scorer in default_scorers()] == list(plan.choices["scorer"])
    assert get_scorer(plan.primary["scorer"])
    for choice, options in OPTIONS.items():
        assert options == plan.choices[choice]


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebooks_run_the_primary_analysis_unless_told_otherwise(notebook):
    plan, given = read_plan(PLAN), parameters(notebook)
    copies = {"one of each story": False, "all reprints": True}[plan.primary["copies"]]
    expected = {"SCORER": plan.primary["scorer"], "COPIES": copies, "REFERENCES": plan.references}
    expected["PARTS"] = list(plan.parts)
    shared = expected.keys() & given.keys()
    assert {"COPIES", "REFERENCES", "PARTS"} <= shared
    assert {name: expected[name] for name in shared} == {name: given[name] for name in shared}


def test_a_plan_has_a_fingerprint(tmp_path):
    changed = read_changed(tmp_path, "# The analysis plan", "# Another plan")
    assert len(changed.fingerprint) == 64
    assert changed.fingerprint != read_plan(PLAN).fingerprint
    assert changed.fingerprint == read_plan(tmp_path / "plan.toml").fingerprint


@pytest.mark.parametrize("part", SEPARATE)
def test_what_can_be_analysed_can_be_planned(tmp_path, part):
    assert (part,) == read_changed(tmp_path, 'parts = ["headline"]', f'parts = ["{part}"]').parts


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("fixed = 2026-11-23", "fixt = 2026-11-23", "the plan: unknown key 'fixt'; known are fixed"),
        ("fixed = 2026-11-23", "", "'fixed' is missing"),
        ("fixed = 2026-11-23", 'fixed = "soon"', "fixed is no date"),
        ("fixed = 2026-11-23", "fixed = 2026-11-23T10:00:00", "fixed is no date"),
        ('question = "', 'question = ""  #', "question is no text"),
        ("alpha = 0.05", "alpha = 0.1", "alpha is '0.1', and intervals are made for 0.05; write alpha = 0.05"),
        ("power = 0.8", "power = [1]", "power is '[1]'"),
        ("references = true", "references = 1", "references is neither true nor false"),
        ('parts = ["headline"]', 'parts = ["byline"]', "parts: unknown 'byline'; known are headline"),
        ('parts = ["headline"]', 'parts = "headline"', "parts is no list of texts"),
        ("[primary]", "[first]", "unknown key 'first'"),
        ('cleaning = "cleaned" ', 'cleaning = "clean" ', "primary.cleaning is 'clean', which choices.cleaning lacks"),
        ('voice = "all voices" ', 'voice = ["quoted"] ', "primary.voice is \"['quoted']\""),
        ('"all reprints"]', '"reprints"]', "choices.copies: unknown 'reprints'; known are one of each story"),
        ('"mentions alike"]', '"articles alike"]', "choices.weighting names the same twice"),
        ('["cleaned", "as scraped"]', "[]", "choices.cleaning is empty"),
        ('["cleaned", "as scraped"]', "[1, 2]", "choices.cleaning is no list of texts"),
        ("[choices]", "[other]", "the plan: unknown key 'other'"),
        ("[choices]\n", "[choices]\ntone = []\n", "[choices]: unknown key 'tone'"),
        ("[choices]", "[choices", "is no valid TOML"),
        ("alpha = 0.05", f"alpha = {'9' * 5_000}", "is no valid TOML"),
    ],
)
def test_each_mistake_is_one_clear_line(tmp_path, old, new, said):
    with pytest.raises(PresslensError) as raised:
        read_changed(tmp_path, old, new)
    message = str(raised.value)
    assert said in message
    assert "plan.toml" in message
    assert message.isprintable()


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"primary = 1", b"[" * 10_000])
def test_nonsense_is_no_plan(tmp_path, content):
    with pytest.raises(PresslensError):
        read_plan(write_files(tmp_path, {"plan.toml": content}) / "plan.toml")


def test_a_plan_that_is_not_there():
    with pytest.raises(PresslensError, match="cannot be read"):
        read_plan("nowhere/plan.toml")
