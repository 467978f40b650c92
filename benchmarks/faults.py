"""What commands leave behind when they are killed at a random moment, and what the next run makes of it.

    python -m benchmarks.faults report|run|add|coding|all [--kills 25] [--seed 0] [--moments]

Half of the kills befall a command between two changes of files, half after some seconds of its work; `kill -9`, of it
and of all that it started. After each: every file is whole, old or new; the same command again gives the tables of an
undisturbed run; nothing is left of the killed one; and no answer of a coder that was acknowledged is lost.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

TESTS = Path(__file__).parents[1] / "tests"
sys.path[:0] = [str(TESTS), str(TESTS / "faults")]

from making_faults import Nursery, Tally, open_nursery  # noqa: E402 - of the tests, which hold the same with few kills

COMMANDS = ("report", "run", "add", "coding")
KillMany = Callable[[Nursery, Path, int, int], Tally]  # in a folder, how often, seed


def find_killer(command: str) -> KillMany | None:
    """Return what kills a command many times: `kill_many` of ``making_COMMAND_faults``, if there is one yet."""
    name = f"making_{command}_faults"
    if not (TESTS / "faults" / f"{name}.py").is_file():
        return None
    kill_many: KillMany = import_module(name).kill_many
    return kill_many


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return its exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=[*COMMANDS, "all"])
    parser.add_argument("--kills", type=int, default=25, metavar="N", help="of each command")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--moments", action="store_true", help="print each moment, too")
    options = parser.parse_args(arguments)
    n_faults = 0
    print("| command | kills | between changes | files looked at | reruns equal | answers lost | CPU s | faults |")
    print("|---|---|---|---|---|---|---|---|")
    for command in COMMANDS if options.command == "all" else (options.command,):
        if not (kill_many := find_killer(command)):
            print(f"{command}: no test yet", file=sys.stderr)
            continue
        with open_nursery() as nursery, TemporaryDirectory() as folder:
            tally = kill_many(nursery, Path(folder), options.kills, options.seed)
        n_between = sum("at change" in moment for moment in tally.moments)
        lost = f"{tally.n_lost} of {tally.n_answers}"
        cells = (command, len(tally.moments), n_between, tally.n_files, tally.n_reruns, lost, f"{tally.cpu:.0f}")
        print(f"| {' | '.join(map(str, cells))} | {len(tally.faults)} |", flush=True)
        for line in [*tally.faults, *(tally.moments if options.moments else [])]:
            print(f"  {line}")
        n_faults += len(tally.faults)
    return int(n_faults > 0)


if __name__ == "__main__":
    sys.exit(main())
