"""What goes into the sdist and the wheel, and what is installed: nothing that git does not hold, nothing unhashed."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from building import ROOT
from hatchling.builders.sdist import SdistBuilder
from hatchling.builders.wheel import WheelBuilder

_EXEMPT = ("build/training/", "build/hardening/")  # tools alone; the Makefile says why


def _list_files(builder, root=ROOT):
    found = {file.distribution_path for file in builder(str(root)).recurse_included_files()}
    return {Path(name).as_posix() for name in found}


def _held_by_git(*options):
    listed = subprocess.run(["git", "ls-files", "-z", *options], cwd=ROOT, capture_output=True, text=True, check=True)
    return {name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()}


def test_the_sdist_is_what_git_holds():
    assert _list_files(SdistBuilder) == _held_by_git("--cached", "--others", "--exclude-standard")


def test_the_sdist_leaves_out_texts_of_others_codings_and_reports(tmp_path):
    private = [
        "data/raw/theirs.txt",
        "data/coding/a.csv",
        "reports/index.html",
        "data/processed/b.parquet",
        "build/c.ann",
    ]
    for name in (*private, "data/raw/README.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("not to be published", encoding="utf-8")
    for name in ("pyproject.toml", ".gitignore", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, tmp_path / name)
    found = _list_files(SdistBuilder, tmp_path)
    assert {"pyproject.toml", ".gitignore", "README.md", "LICENSE", "data/raw/README.md"} == found


def test_the_wheel_holds_the_package_and_what_it_shows_and_nothing_else():
    found = _list_files(WheelBuilder)
    shared = {name for name in found if name.startswith("helpers/share/")}
    assert {"helpers/" + name.removeprefix("src/helpers/") for name in _held_by_git("src/helpers")} <= found
    assert found - shared == {name for name in found if name.startswith("helpers/") and (ROOT / "src" / name).is_file()}
    held = _held_by_git("data", "notebooks")
    assert {name.removeprefix("helpers/share/") for name in shared} <= held


@pytest.mark.parametrize("file", ["Makefile", ".ci/run"])
def test_whatever_is_installed_is_hashed_or_ours(file):
    text = (ROOT / file).read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [
        line.strip() for line in text.splitlines() if re.search(r"(?:\$\(PIP\)|pip\b.*\b(?:install|wheel)\b)", line)
    ]
    lines = [line for line in lines if not line.startswith(("PIP :=", "pip=(", *_EXEMPT, "#"))]
    ours = re.compile(r"--no-deps .*(?:--editable \.|\.whl|\.tar\.gz)$")
    assert [] == [line for line in lines if "--require-hashes" not in line and not ours.search(line)]
    assert 2 <= len(lines)


def test_what_builds_the_package_is_in_the_hashed_lock():
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    for name in ("hatchling", "editables"):
        assert re.search(rf"^{name}==\S+ \\\n +--hash=sha256:", lock, re.MULTILINE)
    assert "--no-build-isolation" in (ROOT / "Makefile").read_text(encoding="utf-8")
