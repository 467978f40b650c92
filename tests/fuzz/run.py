"""Fuzz readers, cleaner and segmenter with atheris, guided by what their code does: ``python -m tests.fuzz.run``.

What breaks a promise is written to ``tests/fuzz/finds``, one file for each place that broke, and the work goes on.
Inputs that reach new code lie in ``build/fuzz``; ``--keep`` writes the shortest of them to ``tests/fuzz/kept``, where
the tests run them.
"""

import argparse
import base64
import hashlib
import json
import re
import subprocess
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

import atheris

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(HERE.parent))

with atheris.instrument_imports(include=["helpers"]):
    from fuzz.making_fuzz import FUZZED, make_seeds

# Of a hundred executions in all: what is quick is tried more often
SHARES = {
    "sentences": 23, "codings": 23, "names": 15, "metadata": 15, "settings": 15, "decode": 7.5, "words": 0.8,
    "clean": 0.5, "page": 0.1, "files": 0.1,
}  # fmt: skip
_KEPT = 400  # inputs of a target, so that the tests stay quick
_DONE = re.compile(r"Done (\d+) (?:runs )?in (\d+) second")


def main() -> None:
    """Fuzz one target in this process, or all, each in its own: libFuzzer ends the process itself."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", nargs="?", default="all", choices=["all", *sorted(FUZZED)])
    parser.add_argument("--runs", type=int, default=1_000_000, help="executions, of all targets together")
    parser.add_argument("--longest", type=int, default=200, help="bytes of an input")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--corpus", type=Path, default=ROOT / "build/fuzz", help="where inputs that reach new code lie")
    parser.add_argument("--keep", action="store_true", help="write the inputs that reached new code")
    given = parser.parse_args()
    if given.target == "all":
        run_all(given)
    corpus = given.corpus / given.target
    corpus.mkdir(parents=True, exist_ok=True)
    for seed in make_seeds()[given.target]:
        (corpus / hashlib.sha1(seed, usedforsecurity=False).hexdigest()).write_bytes(seed)
    options = [f"-atheris_runs={given.runs}", f"-max_len={given.longest}", f"-seed={given.seed}", "-timeout=60"]
    options.append("-rss_limit_mb=8192")  # atheris keeps some kilobytes of each execution
    atheris.Setup([sys.argv[0], *options, f"-artifact_prefix={corpus}-", str(corpus)], keep_finds(given.target))
    atheris.Fuzz()


def run_all(given: argparse.Namespace) -> None:
    """Fuzz each target for its share, print what came of it, and exit: with 1 if anything was found."""
    before = set(HERE.glob("finds/*"))
    total = 0
    for target, share in SHARES.items():
        if given.keep:
            keep_shortest(given.corpus / target, target)
            continue
        runs = str(max(1, round(given.runs * share / 100)))
        options = ["--runs", runs, "--longest", str(given.longest), "--seed", str(given.seed), "--corpus", given.corpus]
        command = [sys.executable, "-m", "tests.fuzz.run", target, *options]
        told = subprocess.run(command, cwd=ROOT, capture_output=True, check=False).stderr.decode("utf-8", "replace")
        done, seconds = map(int, next(iter(_DONE.findall(told)), (0, 0)))
        total += done
        print(f"{target:10} {done:10,} executions in {seconds:,} s")
        print("".join(line for line in told.splitlines(keepends=True) if line.startswith("FIND")), end="", flush=True)
    found = set(HERE.glob("finds/*")) - before
    print(f"{total:,} executions, {len(found)} finds" if not given.keep else f"{HERE / 'kept'} written")
    sys.exit(bool(found))


def keep_shortest(corpus: Path, target: str) -> None:
    """Write the shortest inputs of a target that reached new code, for the tests to run."""
    inputs = sorted({path.read_bytes() for path in corpus.iterdir()}, key=lambda data: (len(data), data))[:_KEPT]
    (HERE / "kept").mkdir(exist_ok=True)
    lines = "".join(f"{base64.b64encode(data).decode()}\n" for data in inputs if data)
    (HERE / "kept" / f"{target}.txt").write_text(lines, encoding="ascii", newline="\n")


def keep_finds(target: str) -> Callable[[bytes], None]:
    """Return the function that is fuzzed: it writes what breaks a promise and goes on."""
    run = FUZZED[target]

    def test(data: bytes) -> None:
        try:
            run(data)
        except Exception as error:
            frames = traceback.extract_tb(error.__traceback__)
            place = [(Path(frame.filename).name, frame.name, frame.lineno) for frame in frames[1:]]
            name = hashlib.sha1(json.dumps([place, type(error).__name__]).encode(), usedforsecurity=False).hexdigest()
            path = HERE / "finds" / f"{target}-{name[:12]}"
            if not path.exists() or len(data) < path.stat().st_size:
                path.parent.mkdir(exist_ok=True)
                path.write_bytes(data)
                print(f"FIND {path.name}: {type(error).__name__}: {str(error)[:200]} at {place[-1]}", file=sys.stderr)

    return test


if __name__ == "__main__":
    main()
