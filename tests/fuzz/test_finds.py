"""Inputs that once broke a promise, found by fuzzing; and those that reach most of the code."""

import base64
from pathlib import Path

import pytest
from fuzz.making_fuzz import FUZZED, make_seeds

HERE = Path(__file__).parent
FINDS = sorted(path for path in (HERE / "finds").glob("*") if path.is_file())


def test_what_fuzzing_found_breaks_nothing_any_more():
    for path in FINDS:
        FUZZED[path.name.split("-")[0]](path.read_bytes())


@pytest.mark.parametrize("target", sorted(FUZZED))
def test_what_fuzzing_began_with_and_came_to_breaks_nothing(target):
    kept = (HERE / "kept" / f"{target}.txt").read_text(encoding="ascii").split()
    for data in [*make_seeds()[target], *map(base64.b64decode, kept)]:
        FUZZED[target](data)
