"""Files that come with Presslens are those that it came with, or one line says which is not."""

import json
import re
import shutil
import subprocess
import sys

import pytest
from building import ROOT

from helpers import shipped
from helpers.corpus.lines import read_line_model
from helpers.errors import PresslensError
from helpers.shipped import LIST, NOT_NOTED, PACKAGE, read_shipped
from training.note_hashes import list_shipped, note_hashes

NOTED = json.loads(LIST.read_bytes())


@pytest.fixture
def copies(tmp_path, monkeypatch):
    """Return a folder that stands for the package: its files can be damaged."""
    for name in ("corpus/line_model.json", "stance/countries.csv", LIST.name):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(PACKAGE / name, tmp_path / name)
    monkeypatch.setattr(shipped, "PACKAGE", tmp_path)
    monkeypatch.setattr(shipped, "LIST", tmp_path / LIST.name)
    return tmp_path


def test_the_list_names_each_file_that_ships_beside_the_code_with_its_hash():
    noted = LIST.read_bytes()
    note_hashes()
    assert noted == LIST.read_bytes(), "run make hashes"


def test_what_git_holds_beside_the_code_is_noted_or_has_its_reason():
    held = subprocess.run(["git", "ls-files", "src/helpers"], cwd=ROOT, capture_output=True, text=True, check=True)
    names = {name.removeprefix("src/helpers/") for name in held.stdout.splitlines() if not name.endswith(".py")}
    assert {name for name in names if not name.startswith(tuple(NOT_NOTED))} == set(NOTED)
    assert {p.relative_to(PACKAGE).as_posix() for p in list_shipped()} == set(NOTED)


def test_only_pages_read_a_file_of_ours_unchecked():
    readers = [path for path in (ROOT / "src").rglob("*.py") if re.search(r"\bfiles\(", path.read_text("utf-8"))]
    names = {path.relative_to(PACKAGE).as_posix() for path in readers}
    unnoted = {name for name in names if name.startswith(tuple(NOT_NOTED))}
    folders = {"language/parser.py", "language/vectors.py", "stance/trained.py", "stance/attribution.py"}  # of weights
    assert names - unnoted == {"shipped.py", "hashes.py", *folders}


@pytest.mark.parametrize("at", [0, 4_000, -1])
def test_one_byte_that_differs_is_one_line_that_names_file_and_remedy(copies, at):
    file = copies / "corpus" / "line_model.json"
    content = bytearray(file.read_bytes())
    content[at] ^= 1
    file.write_bytes(content)
    with pytest.raises(
        PresslensError, match=r"^the file corpus/line_model\.json is damaged .*; install Presslens again"
    ):
        read_line_model.__wrapped__()
    assert read_shipped("stance/countries.csv") == (PACKAGE / "stance" / "countries.csv").read_bytes()


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda folder: (folder / "stance" / "countries.csv").unlink(), "stance/countries.csv cannot be read"),
        (lambda folder: (folder / "stance" / "countries.csv").write_bytes(b""), "stance/countries.csv is damaged"),
        (lambda folder: (folder / LIST.name).write_text("{}"), "stance/countries.csv is damaged"),
        (lambda folder: (folder / LIST.name).write_text("{"), "the list of hashes shipped.json cannot be read"),
        (lambda folder: (folder / LIST.name).write_text("[]"), "the list of hashes shipped.json cannot be read"),
        (lambda folder: (folder / LIST.name).unlink(), "the list of hashes shipped.json cannot be read"),
    ],
)
def test_what_is_missing_or_spoilt_is_one_line(copies, spoil, says):
    spoil(copies)
    with pytest.raises(PresslensError, match=says) as error:
        read_shipped("stance/countries.csv")
    assert "\n" not in str(error.value)


def test_weights_and_card_exchanged_together_are_told_by_the_list(copies):
    (copies / "stance" / "voice_words.json").write_text(json.dumps({"weights_sha256": "0" * 64}))
    with pytest.raises(PresslensError, match=r"stance/voice_words\.json is damaged"):
        shipped.read_card(copies / "stance" / "voice_words.json")


def test_a_command_over_a_damaged_word_list_says_one_line(tmp_path):
    package = tmp_path / "helpers"
    shutil.copytree(PACKAGE, package, ignore=shutil.ignore_patterns("*.onnx", "parser_model", "__pycache__"))
    (package / "corpus" / "menu_words.txt").write_text("home\n")
    command = [sys.executable, "-c", "from helpers.cli import main; main()", "run", "--out", str(tmp_path / "out")]
    command += ["--corpus", str(ROOT / "data" / "sample")]
    done = subprocess.run(command, env={"PYTHONPATH": str(tmp_path)}, capture_output=True, text=True, check=False)
    assert 1 == done.returncode
    assert [True] == ["corpus/menu_words.txt is damaged" in line for line in done.stderr.splitlines()]
    assert not (tmp_path / "out").exists()
