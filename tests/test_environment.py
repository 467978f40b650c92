"""pyproject.toml, environment.yml and the lock files say the same."""

import re
import tomllib

import pytest
import yaml
from building import ROOT
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CONDA_NAMES = {"python-duckdb": "duckdb"}  # where conda-forge calls a package otherwise
CONDA = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]


def bounds(lines):
    """Return {canonical name: version bounds} of requirement lines."""
    found = [Requirement(line) for line in lines]
    return {canonicalize_name(r.name): str(r.specifier) for r in found}


def test_environment_yml_equals_pyproject():
    pip = next(entry["pip"] for entry in CONDA if isinstance(entry, dict))
    plain = [entry for entry in CONDA if isinstance(entry, str) and entry not in {"pip"}]
    conda = bounds([*plain, *(line for line in pip if not line.startswith("-e"))])
    conda = {CONDA_NAMES.get(name, name): bound for name, bound in conda.items()}
    python = conda.pop("python")
    assert PROJECT["project"]["requires-python"] == python
    assert bounds(PROJECT["project"]["dependencies"]) == conda
    assert "-e ." in pip


def test_each_dependency_has_a_reason_beside_it():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    lines = re.findall(r'^  "[A-Za-z0-9_.-]+(?:\[[a-z]+\])?[>=]=[^"]+",.*$', text, re.MULTILINE)
    groups = [*PROJECT["dependency-groups"].values(), *PROJECT["project"]["optional-dependencies"].values()]
    assert len(lines) == len(PROJECT["project"]["dependencies"]) + sum(map(len, groups))
    assert [] == [line for line in lines if not re.search(r"# \w+", line)]


@pytest.mark.parametrize(
    ("lock", "groups"), [("requirements.lock", ["build"]), ("requirements-dev.lock", ["build", "dev"])]
)
def test_locks_hold_what_pyproject_asks_for_with_hashes_and_no_host(lock, groups):
    text = (ROOT / lock).read_text(encoding="utf-8")
    locked = {canonicalize_name(n): v for n, v in re.findall(r"^([A-Za-z0-9_.-]+)==([^ ;\\]+)", text, re.MULTILINE)}
    wanted = PROJECT["project"]["dependencies"] + [r for g in groups for r in PROJECT["dependency-groups"][g]]
    for line in wanted:
        requirement = Requirement(line)
        assert requirement.specifier.contains(locked[canonicalize_name(requirement.name)]), line
    assert "://" not in text
    entries = re.split(r"\n(?=[a-z0-9])", text)
    assert [] == [entry.split("\n")[0] for entry in entries if "--hash=sha256:" not in entry]


def test_the_five_packages_of_the_mission_are_asked_for():
    assert {"jupyterlab", "pandas", "matplotlib", "nltk", "textblob"} <= set(bounds(PROJECT["project"]["dependencies"]))
