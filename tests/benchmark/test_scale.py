"""What a run costs: what is measured is kept, judged and told."""

import json
import sys

import pytest

from benchmarks import scale
from benchmarks.resample import Resampler
from benchmarks.scale import Bench, measure_storage
from benchmarks.scale_results import describe_machine, draw_results, list_goals, render_results
from benchmarks.watch import watch

STORAGE = {
    "mentions": {"rows": 1200, "bytes": 40_000, "files": 4},
    "terms": {"rows": 50_000, "bytes": 90_000, "files": 4},
}


def took(cpu, wall=None, mb=500.0):
    return {"wall": wall or cpu, "cpu": cpu, "largest_mb": mb, "together_mb": mb, "processes": 1, "load": 0.1}


MEASURED = {
    "machine": {
        "processor": "Abacus 9", "cores": 2, "memory_gb": 8.0, "system": "Linux", "python": "3.12.1",
        "packages": {"pandas": "3.0"},
    },
    "scorers": ["vader_masked"],
    "runs": {
        size: {**took(cpu, mb=mb), "storage": STORAGE}
        for size, cpu, mb in (("1000", 40.0, 500.0), ("10000", 380.0, 700.0), ("100000", 4_400.0, 1_000.0))
    },
    "workers": {"10000": {"1": took(400.0, 410.0), "2": took(410.0, 220.0)}},
    "grown": {"10000": {"unchanged": took(2.0), "grown": took(7.0)}},
    "starts": [{"what": "import helpers", "wall": 0.31, "goal": 0.3}],
    "language": [{"what": "a peer", "seconds": 30.0, "ratio": 12.0, "goal": 10.0}, {"what": "read", "seconds": 2.0}],
    "scoring": [{"what": "vader", "ratio": 1.3, "peer": "bare", "goal": 1.2, "at_most": True}],
    "opening": {"10000": {"tone by source": 0.7}},
    "corpus": {"described": {"polnear": {"copies": 7}, "made": {"copies": 0}}, "words": [[100, 77_000, 10_000]]},
}  # fmt: skip


@pytest.mark.parametrize(
    ("what", "found", "is_reached"),
    [
        ("CPU-seconds per article, 10^5 to 10^3 articles", "1.10 times", True),  # 44 ms after 40
        ("peak of memory, 10^5 to 10^4 articles", "1.43 times", False),  # 1,000 MB after 700
        ("peak of memory at 10^5 articles", "1,000 MB", True),
        ("2 workers beside one, 10,000 articles", "1.86 times", True),  # 410 s and 220 s
        ("1% more articles, added to 10,000", "1.8%", True),  # 7 s of 380
        ("a peer", "12.00 times", True),
        ("vader beside bare", "1.30 times", False),
        ("import helpers", "0.31 s", False),
    ],
)
def test_what_is_to_be_reached_is_judged(what, found, is_reached):
    (goal,) = [goal for goal in list_goals(MEASURED) if goal.what == what]
    assert (found, is_reached) == (goal.found, goal.is_reached)


def test_the_page_tells_all_that_was_measured():
    page = render_results(MEASURED)
    assert "Abacus 9, 2 cores, 8.0 GB of memory, Linux. Python 3.12.1; pandas 3.0." in page
    assert "| vader beside bare | at most 1.2 times | 1.30 times | **no** |" in page
    assert "| 10,000 | 380 | 380 | 38.0 | 37.8 | 700 |" in page  # (380 - 40) s for 9,000 articles
    assert "| 10,000 | none: in process | 380.0 |" in page
    assert "| 10,000 | 380.0 | 2.0 (0.5%) | 7.0 (1.8%) |" in page
    assert "| terms | 0.5 | 1 | 4 |" in page
    assert "| 10^8 | 1,222.2 | 23.9 | 0.1 | 48.89 | 0.00 |" in page  # 44 ms and 1.3 bytes an article
    assert "| copies | 7 | 0 |" in page
    assert "nan" not in page
    assert "None" not in page


def test_the_page_of_what_was_not_measured_says_nothing_of_it():
    page = render_results({"machine": MEASURED["machine"], "scorers": []})
    assert "Abacus 9" in page
    assert "## Workers" not in page
    assert "scale.svg" not in page


def test_the_figure_is_the_same_each_time_and_names_no_place(tmp_path):
    for name in ("one.svg", "other.svg"):
        draw_results(MEASURED, tmp_path / name)
    drawn = (tmp_path / "one.svg").read_bytes()
    assert (tmp_path / "other.svg").read_bytes() == drawn
    assert b"<svg" in drawn
    assert str(tmp_path).encode() not in drawn


def test_a_machine_is_told_without_its_name():
    assert {"processor", "cores", "memory_gb", "system", "python", "packages"} == set(describe_machine())


def test_a_command_is_watched_with_what_it_starts(tmp_path):
    hold = "held = bytearray(60_000_000); import time; time.sleep(1)"
    both = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {hold!r}]); sum(range(10**7))"
    found = watch([sys.executable, "-c", both])
    assert 2 == found.processes
    assert 60 < found.largest_mb < 160
    assert 60 < found.together_mb < 160
    assert found.cpu > 0.1
    assert found.wall > 1


def test_a_command_that_fails_ends_the_benchmark_with_what_it_said(tmp_path):
    with pytest.raises(SystemExit, match="no such corpus"):
        watch([sys.executable, "-c", "raise SystemExit('no such corpus')"], log=tmp_path / "log")


STAND_IN = """
import sys
from pathlib import Path
import pandas as pd
asked = dict(zip(sys.argv[2::2], sys.argv[3::2]))
out = Path(asked["--out"]) / "tables" / "articles"
out.mkdir(parents=True, exist_ok=True)
table = pd.concat(map(pd.read_parquet, sorted(Path(asked["--corpus"]).glob("*.parquet"))))
table.to_parquet(out / f"{len(table)}.parquet")
"""
FACTS = [
    {
        "source": "Paper",
        "title": "A storm in Ombel",
        "date": "2016-03-01",
        "author": "",
        "body": "A ferry left with 40 sheep.\n\nNobody in Ombel had seen it.",
    }
] * 2


@pytest.fixture
def bench(tmp_path, monkeypatch):
    (tmp_path / "stand_in.py").write_text(STAND_IN, encoding="utf-8")
    monkeypatch.setattr(scale, "make_resampler", lambda: Resampler(FACTS, kept=frozenset()))
    presslens = [sys.executable, str(tmp_path / "stand_in.py")]

    def make(again=()):
        return Bench(tmp_path / "home", [1_000, 100], 2, ["vader_masked"], again=again, presslens=presslens)

    return make


def test_each_size_is_run_once_and_again_when_asked(bench, monkeypatch):
    first = bench()
    first.runs()
    first.grown()
    assert {"100", "1000"} == set(first.measured["runs"])
    assert {"1000"} == set(first.measured["grown"])  # one per cent of 100 is one article
    out = first.home / "out-1000" / "tables" / "articles"
    assert ["1000.parquet", "1010.parquet"] == sorted(path.name for path in out.iterdir())
    assert {"articles": {"rows": 2010, "files": 2}} == {
        name: {"rows": one["rows"], "files": one["files"]} for name, one in measure_storage(out).items()
    }

    def refuse(*_):
        raise AssertionError("was run again")

    monkeypatch.setattr(Bench, "run", refuse)
    second = bench()
    second.runs()
    second.grown()
    assert first.measured == second.measured == json.loads(second.path.read_text(encoding="utf-8"))
    with pytest.raises(AssertionError, match="was run again"):
        bench(again=["runs"]).runs()


def test_other_scorers_do_not_stand_beside_those_of_before(bench, tmp_path):
    bench().runs()
    with pytest.raises(SystemExit, match="holds runs with vader_masked"):
        Bench(tmp_path / "home", [100], 2, ["stance"])
