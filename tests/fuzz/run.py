"""Fuzz readers, cleaner and segmenter with atheris, guided by what their code does: ``python -m tests.fuzz.run``.

What breaks a promise is written to ``tests/fuzz/finds``, one file for each place that broke, and the work goes on.
"""

import argparse
import hashlib
import json
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

import atheris

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

with atheris.instrument_imports(include=["helpers"]):
    from fuzz.making_fuzz import FUZZED, make_seeds


def main() -> None:
    """Run one target for so many executions; libFuzzer ends the process itself."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", choices=sorted(FUZZED))
    parser.add_argument("--runs", type=int, default=100_000)
    parser.add_argument("--longest", type=int, default=300, help="bytes of an input")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--corpus", type=Path, default=Path("build/fuzz"), help="where inputs that reach new code lie")
    given = parser.parse_args()
    corpus = given.corpus / given.target
    corpus.mkdir(parents=True, exist_ok=True)
    for seed in make_seeds()[given.target]:
        (corpus / hashlib.sha1(seed, usedforsecurity=False).hexdigest()).write_bytes(seed)
    options = [f"-atheris_runs={given.runs}", f"-max_len={given.longest}", f"-seed={given.seed}", "-timeout=60"]
    options += ["-print_final_stats=1", "-verbosity=1", f"-artifact_prefix={corpus}-"]
    atheris.Setup([sys.argv[0], *options, str(corpus)], keep_finds(given.target))
    atheris.Fuzz()


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
