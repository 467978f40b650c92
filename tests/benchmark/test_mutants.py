"""What is told of mutants, and that rooms name what there is."""

import pandas as pd
import pytest
from building import ROOT

from benchmarks.mutants import ROOMS, draw_sample, summarise

STATUSES = ["killed"] * 15 + ["timeout", "survived", "survived", "no tests", "", ""]
MUTANTS = pd.DataFrame(
    [("one", f"one{n}", status) for n, status in enumerate(STATUSES)]
    + [("two", "two0", "killed"), ("two", "two1", "")],
    columns=["module", "mutant", "status"],
)


def test_what_was_found_of_what_was_run():
    table = summarise(MUTANTS)
    assert ["one", "two", "all"] == list(table.index)
    columns = ["mutants", "run", "killed", "timeout", "survived", "no tests", "broken", "% found"]
    assert [21, 19, 15, 1, 2, 1, 0, 84.2] == table.loc["one", columns].tolist()
    assert [23, 20, 16, 1, 2, 1, 0, 85.0] == table.loc["all", columns].tolist()
    assert (64.0, 94.8) == tuple(table.loc["all", ["low", "high"]])  # Wilson's, of 17 in 20


def test_a_sample_holds_each_module_by_its_part_and_is_drawn_again_by_its_seed():
    drawn = draw_sample(MUTANTS, 12, seed=1)
    assert 12 == len(set(drawn))
    assert 1 == sum(name.startswith("two") for name in drawn)
    assert draw_sample(MUTANTS, 12, seed=1) == drawn != draw_sample(MUTANTS, 12, seed=2)
    assert sorted(MUTANTS["mutant"]) == sorted(draw_sample(MUTANTS, 99, seed=0))


@pytest.mark.parametrize("room", ROOMS.values(), ids=ROOMS)
def test_a_room_names_code_and_tests_that_are_there(room):
    assert all(list(ROOT.glob(pattern)) for pattern in room.code)
    assert list(ROOT.glob(room.tests[0]))
    for name in room.slow:
        path, _, test = name.partition("::")
        assert test in (ROOT / path).read_text(encoding="utf-8")
