"""Runs the tests with other Pythons, and with the lowest and the newest versions of packages that pyproject allows.

    python -m benchmarks.compat                               # every row of the table, the whole suite each
    python -m benchmarks.compat 3.11-lowest 3.13-locked --quick

Each row gets an environment of its own in build/compat. A Python that is not here is left out, and a line says so.
"""

import argparse
import os
import shutil
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "build" / "compat"
ROWS = ("3.11-lowest", "3.11-locked", "3.12-locked", "3.13-locked", "3.13-newest")
SHOWN = ("numpy", "pandas", "scipy", "pyarrow", "pandera", "matplotlib", "lxml", "nltk", "spacy", "onnxruntime")
_ALL = ("--group", "build", "--group", "dev", "--extra", "cluster")
_RESOLUTIONS = {"lowest": ("--resolution", "lowest-direct"), "newest": ("--upgrade",)}
# A test or more of each room, those that call most of what packages offer
QUICK = (
    *("tests/test_tables.py", "tests/test_deprecations.py", "tests/corpus/test_read.py", "tests/corpus/test_clean.py"),
    *("tests/language/test_sentences.py", "tests/language/test_parser.py", "tests/keywords/test_counts.py"),
    *("tests/stance/test_mentions.py", "tests/stance/test_scorers.py", "tests/stats/test_tone.py"),
    *("tests/coding/test_coding_files.py", "tests/figures/test_figures.py", "tests/report/test_front.py"),
)
# These do not depend on the versions of what we import, or ask for those of the lock files
_LEFT_OUT = ("tests/test_environment.py", "tests/test_licences.py", "tests/test_package.py", "tests/test_sbom.py")


class Counts(NamedTuple):
    """What came of a run of the tests."""

    passed: int
    failed: int
    skipped: int


def find_python(version: str) -> str:
    """Return the newest interpreter of a version ("3.12") that is here and runs, an empty string if none does."""
    home = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    kept = sorted(home.glob(f"versions/{version}.*/bin/python"), key=lambda path: int(path.parts[-3].split(".")[2]))
    found = [shutil.which(f"python{version}"), *map(str, reversed(kept))]
    # what pyenv puts in the way runs only where its version is chosen
    return next((python for python in found if python and _runs(python)), "")


def _runs(python: str) -> bool:
    return subprocess.run([python, "-c", ""], check=False, capture_output=True).returncode == 0


def make_environment(row: str, python: str) -> Path:
    """Make the environment of a row anew and return its interpreter."""
    folder, versions = FOLDER / row, row.partition("-")[2]
    wanted = ["--require-hashes", "-r", "requirements-dev.lock"]
    _uv("venv", "--clear", "--python", python, str(folder))
    if versions in _RESOLUTIONS:
        resolved = str(FOLDER / f"{row}.txt")
        options = (*_RESOLUTIONS[versions], "--python-version", row.partition("-")[0], "--no-annotate", "--no-header")
        _uv("pip", "compile", *options, *_ALL, "pyproject.toml", "-o", resolved)
        wanted = ["-r", resolved]
    own = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    _uv("pip", "install", "--python", str(own), *wanted)
    _uv("pip", "install", "--python", str(own), "--no-deps", "--no-build-isolation", "--editable", ".")
    return own


def _uv(*arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "uv", *arguments, "--quiet"], cwd=ROOT, check=True)


def run_tests(row: str, python: Path, *, is_quick: bool) -> Counts:
    """Run the tests in an environment; what fails is told by pytest."""
    report = FOLDER / f"{row}.xml"
    report.unlink(missing_ok=True)
    chosen = QUICK if is_quick else [f"--ignore={name}" for name in _LEFT_OUT]
    options = ("-p", "no:cacheprovider", "-m", "not browser", f"--junitxml={report}", "--tb=short")
    subprocess.run([str(python), "-m", "pytest", *options, *chosen], cwd=ROOT, check=False, stdout=sys.stderr)
    return count_tests(report.read_text(encoding="utf-8")) if report.is_file() else Counts(0, 1, 0)


def count_tests(report: str) -> Counts:
    """Count the tests of a report in JUnit's form, which our own pytest wrote."""
    suites = ET.fromstring(report).iter("testsuite")  # noqa: S314
    found = [[int(suite.get(name, 0)) for name in ("tests", "failures", "errors", "skipped")] for suite in suites]
    n_tests, *failed, skipped = (sum(column) for column in zip(*found, strict=True))
    return Counts(n_tests - sum(failed) - skipped, sum(failed), skipped)


def list_versions(python: Path) -> str:
    """Return the versions of the main packages in an environment."""
    code = f"from importlib.metadata import version; print(*(f'{{n}} {{version(n)}}' for n in {SHOWN}), sep=', ')"
    return subprocess.run([str(python), "-c", code], check=True, capture_output=True, encoding="utf-8").stdout.strip()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return its exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", nargs="*", metavar="ROW", help=f"of {', '.join(ROWS)}; default: all")
    parser.add_argument("--quick", action="store_true", help="run a test or more of each room")
    options = parser.parse_args(arguments)
    if unknown := [row for row in options.rows if row not in ROWS]:
        parser.error(f"no row {unknown[0]}; rows are {', '.join(ROWS)}")
    FOLDER.mkdir(parents=True, exist_ok=True)
    lines, n_failed = [], 0
    for row in options.rows or ROWS:
        version, _, versions = row.partition("-")
        if not (found := find_python(version)):
            lines.append(f"| {version} | {versions} | left out: no such Python here | | | | |")
            continue
        start = time.perf_counter()
        python = make_environment(row, found)
        counts = run_tests(row, python, is_quick=options.quick)
        seconds = time.perf_counter() - start
        cells = (version, versions, list_versions(python), *counts, f"{seconds:.0f}")
        lines.append(f"| {' | '.join(map(str, cells))} |")
        n_failed += counts.failed
    print("| Python | versions | main packages | passed | failed | skipped | s |\n|---|---|---|---|---|---|---|")
    print(*lines, sep="\n")
    return int(n_failed > 0)


if __name__ == "__main__":
    sys.exit(main())
