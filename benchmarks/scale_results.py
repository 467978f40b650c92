"""The page `benchmarks/RESULTS.md` and its figure, of what `benchmarks.scale` measured."""

import math
import os
import platform
from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, NamedTuple

import matplotlib as mpl
import psutil  # comes with distributed
from matplotlib.figure import Figure

from helpers.figures.base import STYLE
from helpers.figures.colors import FAINT, INK

PACKAGES = ("pandas", "numpy", "pyarrow", "duckdb", "dask", "distributed", "nltk", "spacy", "nupunkt", "onnxruntime")
_ABOUT_1_PERCENT = 0.02
_SAY_ABOUT = "about 1% of the time (under 2%)"
# Assumed, to tell what a run past this machine would cost; no quotes of anybody
CORE_HOUR, GB_MONTH = 0.04, 0.02  # USD
CORES, BUSY = 64, 0.8  # of a cluster, and the share of the time that they have work
_BLUE = "#0072B2"
_TITLE = """\
# What a run costs

Written by `make scale-bench`; the figures stand in no other place. What is measured how, and on which texts, say the
first lines of `benchmarks/scale.py` and `benchmarks/resample.py`. "MB" is 10^6 bytes.
"""

Measured = Mapping[str, Any]


class Goal(NamedTuple):
    """A figure to reach: None of `is_reached` is for what has no goal."""

    what: str
    goal: str
    found: str
    is_reached: bool | None


def describe_machine() -> dict[str, Any]:
    """Return what the figures hang on; no name of a host, no path."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")
    return {
        "processor": model or platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "memory_gb": round(psutil.virtual_memory().total / 1e9, 1),
        "system": platform.system(),
        "python": platform.python_version(),
        "packages": {name: found for name in PACKAGES if (found := _find_version(name))},
    }


def _find_version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def list_goals(measured: Measured) -> list[Goal]:
    """Return the figures to reach with what was found, as far as it was measured."""
    goals = [*_judge_growth(measured.get("runs", {})), *_judge_workers(measured.get("workers", {}))]
    for size, one in sorted(measured.get("grown", {}).items(), key=_by_size):
        share = one["grown"]["cpu"] / measured["runs"][size]["cpu"]
        found = f"{share:.1%}"
        goals.append(Goal(f"1% more articles, added to {int(size):,}", _SAY_ABOUT, found, share < _ABOUT_1_PERCENT))
    for row in [*measured.get("language", []), *measured.get("scoring", [])]:
        if row.get("goal") is not None and row.get("ratio") is not None:
            goals.append(_judge_row(row))
    for start in measured.get("starts", []):
        found = f"{start['wall']:.2f} s"
        goals.append(Goal(start["what"], f"under {start['goal']} s", found, start["wall"] < start["goal"]))
    return goals


def _judge_growth(runs: Measured) -> Iterable[Goal]:
    for what, large, small, most in (("cpu", "100000", "1000", 1.15), ("together_mb", "100000", "10000", 1.3)):
        if large in runs and small in runs:
            per = (int(large), int(small)) if what == "cpu" else (1, 1)
            ratio = (runs[large][what] / per[0]) / (runs[small][what] / per[1])
            name = "CPU-seconds per article" if what == "cpu" else "peak of memory"
            compared = f"{name}, {_say_size(large)} to {_say_size(small)} articles"
            yield Goal(compared, f"at most {most} times", f"{ratio:.2f} times", ratio <= most)
    if "100000" in runs:
        peak = runs["100000"]["together_mb"]
        yield Goal("peak of memory at 10^5 articles", "under 2,000 MB", f"{peak:,.0f} MB", peak < 2_000)


def _judge_workers(workers: Measured) -> Iterable[Goal]:
    for size, by_number in sorted(workers.items(), key=_by_size):
        one = by_number["1"]["wall"]
        for number, found in by_number.items():
            if number != "1":
                ratio, least = one / found["wall"], 0.9 * int(number)
                what = f"{number} workers beside one, {int(size):,} articles"
                yield Goal(what, f"at least {least:.1f} times as fast", f"{ratio:.2f} times", ratio >= least)


def _judge_row(row: Mapping[str, Any]) -> Goal:
    """Judge a row of another benchmark: its ratio is to be at least its goal, or at most if it says so."""
    ratio, goal, is_most = row["ratio"], row["goal"], row.get("at_most", False)
    said = f"{'at most' if is_most else 'at least'} {goal:g} times"
    what = row["what"] if row.get("peer", row["what"]) == row["what"] else f"{row['what']} beside {row['peer']}"
    return Goal(what, said, f"{ratio:.2f} times", ratio <= goal if is_most else ratio >= goal)


def render_results(measured: Measured) -> str:
    """Return the page in Markdown."""
    parts = [_TITLE, _tell_machine(measured["machine"]), "## Figures to reach\n", _tell_goals(list_goals(measured))]
    runs = sorted(measured.get("runs", {}).items(), key=_by_size)
    if runs:
        scorers = ", ".join(measured["scorers"])
        parts += ["## Time and memory by size\n", f"In one process; scorers: {scorers}.\n", _tell_runs(runs)]
        parts += ["![Time and memory against the number of articles](scale.svg)\n"]
    if measured.get("workers"):
        parts += ["## Workers\n", _tell_workers(measured)]
    if measured.get("grown"):
        parts += ["## What is done again\n", _tell_grown(measured)]
    for name, title in (("language", "Reading to mentions, beside peers"), ("scoring", "Scoring")):
        if measured.get(name):
            parts += [f"## {title}\n", _tell_rows(measured[name])]
    if measured.get("opening"):
        parts += ["## Opening the results\n", _tell_opening(measured["opening"])]
    if runs:
        parts += ["## On disk\n", _tell_storage(runs[-1]), "## Past this machine\n", _tell_plan(runs[-1])]
    if measured.get("corpus"):
        parts += ["## The articles\n", _tell_corpus(measured["corpus"])]
    return "\n".join(parts)


def _tell_machine(machine: Measured) -> str:
    packages = ", ".join(f"{name} {number}" for name, number in machine["packages"].items())
    return (
        f"{machine['processor']}, {machine['cores']} cores, {machine['memory_gb']} GB of memory, {machine['system']}. "
        f"Python {machine['python']}; {packages}.\n"
    )


def _tell_goals(goals: Sequence[Goal]) -> str:
    said = {True: "yes", False: "**no**", None: "-"}
    return _tabulate(("figure", "to reach", "found", "reached"), [(*goal[:3], said[goal.is_reached]) for goal in goals])


def _tell_runs(runs: Sequence[tuple[str, Any]]) -> str:
    rows = []
    before: tuple[int, float] | None = None
    for size, run in runs:
        n = int(size)
        more = f"{1000 * (run['cpu'] - before[1]) / (n - before[0]):.1f}" if before else "-"
        per = f"{1000 * run['cpu'] / n:.1f}"
        rows.append((f"{n:,}", f"{run['wall']:,.0f}", f"{run['cpu']:,.0f}", per, more, f"{run['together_mb']:,.0f}"))
        before = n, run["cpu"]
    head = ("articles", "s", "CPU-s", "CPU-ms per article", "ms per article more than the line above", "peak MB")
    return _tabulate(head, rows)


def _tell_workers(measured: Measured) -> str:
    rows = []
    for size, by_number in sorted(measured["workers"].items(), key=_by_size):
        alone = measured["runs"].get(size)
        for name, run in [("none: in process", alone), *by_number.items()]:
            if run:
                memory = f"{run['largest_mb']:,.0f}", f"{run['together_mb']:,.0f}"
                rows.append((f"{int(size):,}", name, f"{run['wall']:,.1f}", f"{run['cpu']:,.1f}", *memory))
    return _tabulate(("articles", "workers", "s", "CPU-s", "MB of the largest process", "MB of all"), rows)


def _tell_grown(measured: Measured) -> str:
    rows = []
    for size, one in sorted(measured["grown"].items(), key=_by_size):
        first = measured["runs"][size]["cpu"]
        said = [f"{one[name]['cpu']:,.1f} ({one[name]['cpu'] / first:.1%})" for name in ("unchanged", "grown")]
        rows.append((f"{int(size):,}", f"{first:,.1f}", *said))
    return _tabulate(("articles", "CPU-s from nothing", "again, nothing changed", "again, 1% added"), rows)


def _tell_rows(rows: Sequence[Measured]) -> str:
    """Return rows of another benchmark as a table: each key that has a value in any of them is a column."""
    columns = [name for name in dict.fromkeys(key for row in rows for key in row) if name != "at_most"]
    used = [name for name in columns if any(row.get(name) not in (None, "") for row in rows)]
    return _tabulate(used, [[_say(row.get(name)) for name in used] for row in rows])


def _tell_opening(opening: Mapping[str, Measured]) -> str:
    rows = [
        (f"{int(size):,}", question, f"{seconds:.2f}")
        for size, questions in sorted(opening.items(), key=_by_size)
        for question, seconds in questions.items()
    ]
    return _tabulate(("articles", "question", "s"), rows)


def _tell_storage(run: tuple[str, Any]) -> str:
    n = int(run[0])
    tables = sorted(run[1]["storage"].items(), key=lambda one: (-one[1]["bytes"], one[0]))
    rows = [
        (name, f"{one['rows'] / n:,.1f}", f"{one['bytes'] / n:,.0f}", one["files"])
        for name, one in [*tables, ("all", _sum_up(one for _, one in tables))]
    ]
    return f"Of {n:,} articles.\n\n" + _tabulate(("table", "rows per article", "bytes per article", "files"), rows)


def _sum_up(tables: Iterable[Measured]) -> dict[str, float]:
    every = list(tables)
    return {name: sum(one[name] for one in every) for name in ("rows", "bytes", "files")}


def _tell_plan(run: tuple[str, Any]) -> str:
    """Return what larger corpora would take if each article took what it took at the largest size."""
    n, taken = int(run[0]), run[1]
    kept = _sum_up(taken["storage"].values())["bytes"] / n
    rows = []
    for power in range(5, 9):
        hours = taken["cpu"] / n * 10**power / 3600
        stored = kept * 10**power / 1e9
        costs = [f"{hours * CORE_HOUR:,.2f}", f"{stored * GB_MONTH:,.2f}"]
        rows.append((f"10^{power}", f"{hours:,.1f}", f"{hours / CORES / BUSY:,.1f}", f"{stored:,.1f}", *costs))
    head = ("articles", "core hours", f"hours on {CORES} cores", "GB on disk", "USD of cores", "USD a month of disk")
    return (
        f"Reckoned, not measured: each article costs what it did at {n:,}, the cores of a cluster have work {BUSY:.0%} "
        f"of the time, and a core costs {CORE_HOUR} USD an hour and a GB {GB_MONTH} USD a month (assumed). What else "
        f"there is to know: [docs/scale.md](../docs/scale.md).\n\n" + _tabulate(head, rows)
    )


def _tell_corpus(corpus: Measured) -> str:
    names = list(corpus["described"])
    measures = list(corpus["described"][names[0]])
    rows = [(one, *(_say(corpus["described"][name][one]) for name in names)) for one in measures]
    growth = [(f"{n:,}", f"{words:,}", f"{different:,}") for n, words, different in corpus["words"]]
    return "\n".join([_tabulate(("", *names), rows), _tabulate(("articles made", "words", "different words"), growth)])


def _tabulate(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(map(str, line))} |\n" for line in lines)


def _say(value: object) -> str:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return "-"
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 100 or value.is_integer() else f"{value:.3g}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def _say_size(size: str) -> str:
    return f"10^{len(size) - 1}"


def _by_size(item: tuple[str, object]) -> int:
    return int(item[0])


def draw_results(measured: Measured, path: Path) -> None:
    """Draw time and memory against size, both on logarithmic axes, as SVG."""
    runs = sorted(measured["runs"].items(), key=_by_size)
    sizes = [int(size) for size, _ in runs]
    with mpl.rc_context({**STYLE, "svg.fonttype": "path", "axes.grid.axis": "both"}):
        figure = Figure(figsize=(8.4, 3.4), layout="constrained")
        time, memory = figure.subplots(1, 2)
        seconds = [run["cpu"] for _, run in runs]
        time.plot(sizes, seconds, "o-", color=_BLUE, label="all of a run")
        last = seconds[-1] / sizes[-1]
        time.plot(sizes, [last * n for n in sizes], "--", color=FAINT, label="as the largest, per article")
        time.set(title="CPU-seconds", xscale="log", yscale="log", xlabel="articles")
        memory.plot(sizes, [run["together_mb"] for _, run in runs], "o-", color=_BLUE, label="peak")
        memory.axhline(2_000, linestyle="--", color=FAINT, label="what 10^5 may take")
        memory.set(title="Memory in MB", xscale="log", yscale="log", xlabel="articles")
        for axes in (time, memory):
            axes.legend(loc="upper left" if axes is time else "lower right", labelcolor=INK)
        figure.savefig(path, format="svg", metadata={"Date": None, "Creator": None})
