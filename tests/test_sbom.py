"""The bill of materials names each locked package and each file that decides results, and nothing of a machine."""

import json
import re
from pathlib import Path

import pytest
from building import ROOT

from benchmarks.sbom import make_bill, render
from helpers.shipped import LIST


@pytest.fixture(scope="module")
def bill():
    return render(make_bill())


def _pins(lock):
    return re.findall(r"^([A-Za-z0-9_.-]+)==([^ ;\\]+)", lock, re.MULTILINE)


def test_each_locked_version_is_named_with_its_licence_and_hashes(bill):
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    named = {c["name"]: c for c in json.loads(bill)["components"] if c["type"] == "library"}
    assert {name for name, _ in _pins(lock)} == set(named)
    assert set(_pins(lock)) == {(c["name"], c["version"]) for c in json.loads(bill)["components"] if "purl" in c}
    assert all(component["licenses"] for component in named.values())
    assert set(re.findall(r"sha256:(\w+)", lock)) <= set(re.findall(r'"content": "(\w+)"', bill))


def test_each_file_that_decides_results_has_its_hash(bill):
    listed = [file for component in json.loads(bill)["components"] for file in component.get("components", [])]
    files = {file["name"]: file["hashes"][0]["content"] for file in listed}
    assert {f"helpers/{name}": sha256 for name, sha256 in json.loads(LIST.read_bytes()).items()} == files


def test_it_tells_nothing_of_time_or_machine(bill):
    told = json.loads(bill)
    assert not {"serialNumber", "timestamp"} & {*told, *told["metadata"]}
    for place in (ROOT, Path.home(), Path("/tmp")):  # noqa: S108
        assert f"{place}/" not in bill
    assert not re.search(r"file:/|//[^/\s\"]*@", bill)
