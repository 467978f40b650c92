"""pyproject.toml, environment.yml and the lock files say the same."""

import re
import tomllib
from importlib.metadata import PackageNotFoundError, distribution

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
    ("lock", "groups", "extras"),
    [("requirements.lock", ["build"], []), ("requirements-dev.lock", ["build", "dev"], ["cluster"])],
)
def test_locks_hold_what_pyproject_asks_for_with_hashes_and_no_host(lock, groups, extras):
    text = (ROOT / lock).read_text(encoding="utf-8")
    locked = {canonicalize_name(n): v for n, v in re.findall(r"^([A-Za-z0-9_.-]+)==([^ ;\\]+)", text, re.MULTILINE)}
    wanted = PROJECT["project"]["dependencies"] + [r for g in groups for r in PROJECT["dependency-groups"][g]]
    wanted += [line for extra in extras for line in PROJECT["project"]["optional-dependencies"][extra]]
    for line in wanted:
        requirement = Requirement(line)
        assert requirement.specifier.contains(locked[canonicalize_name(requirement.name)]), line
    assert "://" not in text
    entries = re.split(r"\n(?=[a-z0-9])", text)
    assert [] == [entry.split("\n")[0] for entry in entries if "--hash=sha256:" not in entry]


def read_needs(name, extras):
    """Return what an installed package asks for, for any system; nothing of one that is for another system."""
    try:
        asked = [Requirement(line) for line in distribution(name).requires or []]
    except PackageNotFoundError:
        return []
    return [need for need in asked if need.marker is None or _holds(str(need.marker), extras)]


def _holds(marker, extras):
    named = re.search(r"extra == [\"']([^\"']+)[\"']", marker)
    return named is None or canonicalize_name(named[1]) in extras


def test_all_that_the_locks_hold_is_asked_for_by_what_we_ask_for():
    text = (ROOT / "requirements-dev.lock").read_text(encoding="utf-8")
    locked = {canonicalize_name(name) for name in re.findall(r"^([A-Za-z0-9_.-]+)==", text, re.MULTILINE)}
    project, groups = PROJECT["project"], PROJECT["dependency-groups"]
    lines = [*project["dependencies"], *project["optional-dependencies"]["cluster"], *groups["build"], *groups["dev"]]
    open_ = [Requirement(line) for line in lines]
    reached = set()
    while open_:
        need = open_.pop()
        key = (canonicalize_name(need.name), frozenset(map(canonicalize_name, need.extras)))
        if key not in reached:
            reached.add(key)
            open_ += read_needs(*key)
    assert set() == locked - {name for name, _ in reached}


def test_what_is_installed_here_is_asked_for_by_versions_that_the_lock_holds():
    text = (ROOT / "requirements-dev.lock").read_text(encoding="utf-8")
    versions = {}
    for name, version in re.findall(r"^([A-Za-z0-9_.-]+)==([^ ;\\]+)", text, re.MULTILINE):
        versions.setdefault(canonicalize_name(name), []).append(version)
    for name in versions:
        for need in read_needs(name, ()):
            held = versions.get(canonicalize_name(need.name))
            if need.marker is None or need.marker.evaluate():
                assert held, f"{name} needs {need}"
                assert any(need.specifier.contains(version) for version in held), f"{name} needs {need}"


def test_the_five_packages_of_the_mission_are_asked_for():
    assert {"jupyterlab", "pandas", "matplotlib", "nltk", "textblob"} <= set(bounds(PROJECT["project"]["dependencies"]))
