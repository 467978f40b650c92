"""How many of the small errors that are put into the code the tests find, and which of them they do not find.

    python -m benchmarks.mutants ROOM [--sample N] [--seed S] [--only MODULE ...] [--children N] [--folder PATH]

A mutant is a copy of one function with a single change: another operator, number, default or column name, an argument
left out (mutmut 3). It is killed where a test fails that reaches the function. What survives shows either that no test
looks there, or that the change makes no difference; so each survivor is to be looked at.

stats      `helpers.stats`, by tests/stats and tests/properties/test_prop_stats_*.py.
keywords   `helpers.keywords`, by tests/keywords and tests/properties/test_prop_keywords_*.py.
cleaning   Reading a page, finding its blocks and choosing what of them is analysed, by tests/corpus and
           tests/properties/test_prop_cleaning*.py.

All is done in a copy of the repository, in a folder of its own outside it, as mutmut writes over code. There is one
process unless `--children` asks for more. Tests that take long are left out, so the share that is told is rather too
low. With `--sample` mutants are drawn by chance, from each module as many as its part of all. A mutant whose tests do
not end counts as killed. Of the share killed the interval is Wilson's.

With `--folder` the copy stays and its results can be looked at with ``mutmut browse``. The table is printed; the
survivors, with the change that each is, lie in build/mutants/ROOM.txt.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from configparser import ConfigParser
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pandas as pd
from scipy.stats import binomtest

ROOT = Path(__file__).parents[1]
SURVIVORS = ROOT / "build" / "mutants"
COPIED = ("src", "tests", "benchmarks", "training", "data", "notebooks")
# Of a mutant it is enough to know that a test fails: the quickest go first, and no least input is looked for
QUICKEST_FIRST = """

def pytest_collection_modifyitems(items):
    import json, pathlib

    told = pathlib.Path("mutmut-stats.json")
    seconds = json.loads(told.read_text())["duration_by_test"] if told.exists() else {}
    items.sort(key=lambda item: seconds.get(item.nodeid, 0.0))
"""
NO_SHRINKING = """
from hypothesis import Phase

settings.register_profile("mutants", settings.get_profile("presslens"), phases=[Phase.explicit, Phase.generate])
settings.load_profile("mutants")
"""
NOTHING = "no such mutant"
STATUS = {  # by what mutmut got back from pytest
    "killed": (1, 3),
    "timeout": (36, -24, 24, 152, 255),
    "survived": (0,),
    "no tests": (5, 33),
}
CLEANING = ("clean", "decode", "furniture", "lines", "stock", "structure", "wire")


class Room(NamedTuple):
    """A part of the code, by patterns of paths, the tests that are to find errors in it, and those that take long."""

    code: tuple[str, ...]
    tests: tuple[str, ...]
    slow: tuple[str, ...] = ()


ROOMS = {
    "stats": Room(
        ("src/helpers/stats/*.py",),
        ("tests/stats", "tests/properties/test_prop_stats_*.py"),
        (
            "tests/stats/test_coverage_measured.py",
            "tests/stats/test_prevalence.py::test_the_corrected_interval_holds_the_truth_where_the_raw_share_lies_outside",
            "tests/stats/test_correction.py::test_the_corrected_interval_holds_the_truth_where_the_raw_one_does_not",
            "tests/stats/test_correction.py::test_many_sources_of_one_article_each",
        ),
    ),
    "keywords": Room(("src/helpers/keywords/*.py",), ("tests/keywords", "tests/properties/test_prop_keywords_*.py")),
    "cleaning": Room(
        tuple(f"src/helpers/corpus/{name}.py" for name in CLEANING),
        ("tests/corpus", "tests/properties/test_prop_cleaning*.py"),
    ),
}


def copy_repository(folder: Path, room: Room) -> None:
    """Copy what the tests of a room need, with the settings of mutmut."""
    for name in COPIED:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True)
    shutil.copy2(ROOT / "pyproject.toml", folder)
    for place, more in ((folder / "tests", QUICKEST_FIRST), (folder / "tests" / "properties", NO_SHRINKING)):
        with (place / "conftest.py").open("a", encoding="utf-8") as conftest:
            conftest.write(more)
    tests = [str(path.relative_to(ROOT)) for pattern in room.tests for path in sorted(ROOT.glob(pattern))]
    settings: dict[str, float | Sequence[str]] = {
        "source_paths": ["src"],
        "only_mutate": room.code,
        "also_copy": COPIED[1:],
        "pytest_add_cli_args": ["-n", "0", "-p", "no:cacheprovider", *(f"--deselect={name}" for name in room.slow)],
        "pytest_add_cli_args_test_selection": tests,
        "timeout_constant": 10,  # a busy machine is not an endless loop
        "timeout_multiplier": 4,
    }
    config = ConfigParser(interpolation=None)
    config["mutmut"] = {
        name: str(value) if isinstance(value, int) else "\n".join(["", *value]) for name, value in settings.items()
    }
    with (folder / "setup.cfg").open("w", encoding="utf-8") as file:
        config.write(file)


def run_mutmut(folder: Path, *arguments: str) -> str:
    """Run mutmut in a copy, at low priority and on one core, and return what it says."""
    own = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    surroundings = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | own
    command = [sys.executable, "-c", "import os; os.nice(10); from mutmut.__main__ import cli; cli()", *arguments]
    done = subprocess.run(
        command, cwd=folder, env=surroundings, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    return done.stdout


def read_results(folder: Path) -> pd.DataFrame:
    """Return ``module``, ``mutant`` and ``status``, which is empty of those that were not run."""
    rows = []
    for path in sorted((folder / "mutants" / "src").rglob("*.meta")):
        codes = json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"]
        rows += [(path.stem.removesuffix(".py"), name, _tell_status(code)) for name, code in codes.items()]
    return pd.DataFrame(rows, columns=["module", "mutant", "status"])


def _tell_status(code: int | None) -> str:
    return "" if code is None else next((name for name, codes in STATUS.items() if code in codes), "broken")


def draw_sample(mutants: pd.DataFrame, n: int, *, seed: int) -> list[str]:
    """Return the mutants to run: of each module its part of all, at least one."""
    share = min(1.0, n / max(1, len(mutants)))
    drawn = [
        own["mutant"].sample(max(1, round(len(own) * share)), random_state=seed)
        for _, own in mutants.groupby("module", sort=True)
    ]
    return pd.concat(drawn).to_list()


def summarise(results: pd.DataFrame) -> pd.DataFrame:
    """Return a row per module, and one of all: how many mutants there are, and what became of those that were run."""
    table = pd.crosstab(results["module"], results["status"]).reindex(columns=["", *STATUS, "broken"], fill_value=0)
    table.loc["all"] = table.sum()
    n_all = table.sum(axis=1)
    table = table.rename(columns={"": "run"}).assign(run=n_all - table[""])
    table.insert(0, "mutants", n_all)
    found = table["killed"] + table["timeout"]
    table["% found"] = (100 * found / table["run"].where(table["run"] > 0)).round(1)
    ends = [_bound_share(int(k), int(n)) for k, n in zip(found, table["run"], strict=True)]
    return table.assign(low=[low for low, _ in ends], high=[high for _, high in ends])


def _bound_share(found: int, run: int) -> tuple[float, float]:
    if not run:
        return float("nan"), float("nan")
    low, high = binomtest(found, run).proportion_ci(method="wilson")
    return round(100 * low, 1), round(100 * high, 1)


def run_room(name: str, folder: Path, *, n_sample: int | None, seed: int, only: Sequence[str], n_children: int) -> None:
    """Run the mutants of a room, print what became of them, and write down those that survive."""
    copy_repository(folder, ROOMS[name])
    said = run_mutmut(folder, "run", "--max-children", str(n_children), NOTHING)  # makes them, and finds their tests
    mutants = read_results(folder)
    if not (folder / "mutants" / "mutmut-stats.json").exists() or mutants.empty:
        sys.exit(f"{said}\nmutmut made no mutants, or the tests fail without any; see above")
    kept = mutants[mutants["module"].isin(only)] if only else mutants
    chosen = kept["mutant"].to_list() if n_sample is None else draw_sample(kept, n_sample, seed=seed)
    print(f"{len(mutants):,} mutants in {mutants['module'].nunique()} modules; {len(chosen):,} are run", flush=True)
    run_mutmut(folder, "run", "--max-children", str(n_children), *chosen)
    results = read_results(folder)
    print(summarise(results).to_string())
    left = results[results["status"].isin(["survived", "no tests", "broken"])]
    SURVIVORS.mkdir(parents=True, exist_ok=True)
    shown = [run_mutmut(folder, "show", mutant) for mutant in left["mutant"]]
    (SURVIVORS / f"{name}.txt").write_text("\n".join(shown), encoding="utf-8")
    print(f"{len(left)} that were not found are in {SURVIVORS.relative_to(ROOT)}/{name}.txt")


def main() -> None:
    """Read the arguments and run a room."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("room", choices=ROOMS)
    parser.add_argument("--sample", type=int, metavar="N", help="run so many, drawn by chance; all by default")
    parser.add_argument("--seed", type=int, default=0, metavar="S", help="of the draw")
    parser.add_argument("--only", nargs="*", default=(), metavar="MODULE", help="run those of these modules alone")
    parser.add_argument("--children", type=int, default=1, metavar="N", help="processes at a time")
    parser.add_argument("--folder", type=Path, metavar="PATH", help="where the copy is made, to stay there")
    given = parser.parse_args()
    if find_spec("mutmut") is None:
        parser.error("mutmut is not installed; install it with: python -m pip install 'mutmut>=3.8'")
    with TemporaryDirectory(prefix="mutants-") as passing:
        folder = given.folder or Path(passing)
        folder.mkdir(parents=True, exist_ok=True)
        options = {"n_sample": given.sample, "seed": given.seed, "only": given.only, "n_children": given.children}
        run_room(given.room, folder, **options)


if __name__ == "__main__":
    main()
