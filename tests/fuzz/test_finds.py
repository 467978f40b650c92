"""Inputs that once broke a promise, found by fuzzing; and what fuzzing begins with."""

from pathlib import Path

import pytest
from fuzz.making_fuzz import FUZZED, make_seeds

FINDS = sorted(path for path in (Path(__file__).parent / "finds").glob("*") if path.is_file())


@pytest.mark.parametrize("path", FINDS, ids=lambda path: path.name)
def test_what_fuzzing_found_breaks_nothing_any_more(path):
    FUZZED[path.name.split("-")[0]](path.read_bytes())


@pytest.mark.parametrize("target", sorted(FUZZED))
def test_what_fuzzing_begins_with_breaks_nothing(target):
    for seed in make_seeds()[target]:
        FUZZED[target](seed)
