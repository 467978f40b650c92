"""What SECURITY.md says is shown by tests that there are."""

import re

import pytest
from building import ROOT

PAGE = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
TESTS = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)))
ROWS = [line.split(" | ") for line in PAGE.splitlines() if line.startswith("| ") and "---" not in line][1:]


@pytest.mark.parametrize(("path", "name"), TESTS)
def test_each_test_that_is_named_is_there(path, name):
    assert re.search(rf"^def {name}\(", (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[1][:40])
def test_each_row_names_a_test_or_says_that_it_is_open(row):
    assert 4 == len(row)
    assert "::" in row[3] or "open:" in row[3]


@pytest.mark.parametrize("path", sorted(set(re.findall(r"\]\((?!http)([^)#]+)\)", PAGE))))
def test_each_link_resolves(path):
    assert (ROOT / path).exists()
