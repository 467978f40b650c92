"""The list of licences is true, whole, and holds none that may not stand beside ours."""

import json
import re

import pytest
from building import ROOT
from packaging.licenses import canonicalize_license_expression

from benchmarks.licences import (
    BY_HAND,
    PAGE,
    find_licence,
    is_allowed,
    list_packages,
    read_bundled,
    read_locked,
    render,
)
from helpers.shipped import LIST, PACKAGE


def test_the_page_is_made_of_the_lock():
    assert render() == PAGE.read_text(encoding="utf-8"), "run make licences"
    for lock in ("requirements.lock", "requirements-dev.lock"):
        locked = re.findall(r"^([a-z0-9.-]+)==([^ ;\\]+)", (ROOT / lock).read_text(encoding="utf-8"), re.MULTILINE)
        listed = {name: versions for name, (versions, _) in read_locked().items()}
        assert [] == [(name, version) for name, version in locked if version not in listed[name]]


def test_no_licence_is_unknown_or_refused():
    assert [] == [package for package in list_packages() if not is_allowed(package.licence)]
    assert [] == [part["name"] for part in read_bundled() if not is_allowed(part["licence"])]
    for package in list_packages():
        assert canonicalize_license_expression(package.licence) == package.licence
    assert set(BY_HAND) <= set(read_locked())


@pytest.mark.parametrize(
    ("licence", "allowed"),
    [
        ("MIT", True),
        ("MIT AND Zlib", True),
        ("GPL-3.0-only", False),
        ("AGPL-3.0-or-later", False),
        ("MIT AND GPL-2.0-only", False),
        ("MIT OR GPL-2.0-only", True),
        ("GPL-2.0-only AND MIT OR LGPL-2.1-or-later", True),
        ("LGPL-2.1-or-later OR MIT AND GPL-2.0-only", True),
        ("(MIT)", False),  # brackets are not read: somebody is to look
        ("", False),
    ],
)
def test_what_may_stand_beside_ours(licence, allowed):
    assert allowed == is_allowed(licence)


@pytest.mark.parametrize(
    ("name", "licence"),
    [("pandas", "BSD-3-Clause"), ("justext", "BSD-2-Clause"), ("nltk", "Apache-2.0"), ("no-such-package", "")],
)
def test_a_licence_is_read_from_what_a_package_says(name, licence):
    assert licence == find_licence(name)


@pytest.mark.parametrize(
    ("said", "licence"),
    [
        ("License-Expression: MIT AND GPL-3.0-only", "MIT AND GPL-3.0-only"),
        ("License: MIT License\nClassifier: License :: OSI Approved :: GNU General Public License v3 (GPLv3)", ""),
        ("License: whatever you like", ""),
        ("Classifier: License :: OSI Approved :: MIT License", "MIT"),
    ],
)
def test_copyleft_is_never_read_as_something_milder(said, licence, tmp_path, monkeypatch):
    folder = tmp_path / "madeup-1.0.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text(f"Metadata-Version: 2.4\nName: madeup\nVersion: 1.0\n{said}\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    assert licence == find_licence("madeup")


def test_each_file_that_ships_beside_the_code_has_one_licence():
    named = [path.relative_to(PACKAGE).as_posix() for part in read_bundled() for path in _find(part["files"])]
    assert sorted(json.loads(LIST.read_bytes())) == sorted(named)


def _find(patterns):
    found = {path for pattern in patterns for path in PACKAGE.glob(pattern) if path.is_file()}
    return [path for path in found if not path.relative_to(PACKAGE).as_posix().startswith("report/")]
