"""What commands leave behind when they are killed or find the disk full, and what the next run makes of it.

    python -m benchmarks.faults report|run|add|coding|all [--kills 25] [--seed 0] [--moments]

Half of the faults befall a command between two changes of files; the other kills after some seconds of its work, and
the other full disks after some bytes of a file. After each: every file is whole, old or new; the same command again
gives what an undisturbed one gives; nothing is left of the one before; and no answer of a coder that was acknowledged
is lost. A full disk is told in one line.
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
FAULTS = {"kill -9": "kill_many", "full disk": "fill_many"}
FaultMany = Callable[[Nursery, Path, int, int], Tally]  # in a folder, how often, seed


def find_faults(command: str) -> dict[str, FaultMany]:
    """Return what lets faults befall a command, by the fault: functions of ``making_COMMAND_faults``."""
    name = f"making_{command}_faults"
    module = import_module(name) if (TESTS / "faults" / f"{name}.py").is_file() else None
    return {fault: getattr(module, function) for fault, function in FAULTS.items() if hasattr(module, function)}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return its exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=[*COMMANDS, "all"])
    parser.add_argument("--kills", type=int, default=25, metavar="N", help="of each command")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--moments", action="store_true", help="print each moment, too")
    options = parser.parse_args(arguments)
    n_faults = 0
    print(
        "| command | fault | times | between changes | files looked at | reruns equal | answers lost | CPU s | finds |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    for command in COMMANDS if options.command == "all" else (options.command,):
        for fault, fault_many in find_faults(command).items():
            with open_nursery() as nursery, TemporaryDirectory() as folder:
                tally = fault_many(nursery, Path(folder), options.kills, options.seed)
            n_between = sum("at change" in moment for moment in tally.moments)
            lost = f"{tally.n_lost} of {tally.n_answers}"
            cells = (command, fault, len(tally.moments), n_between, tally.n_files, tally.n_reruns, lost)
            print(f"| {' | '.join(map(str, cells))} | {tally.cpu:.0f} | {len(tally.faults)} |", flush=True)
            for line in [*tally.faults, *(tally.moments if options.moments else [])]:
                print(f"  {line}")
            n_faults += len(tally.faults)
    return int(n_faults > 0)


if __name__ == "__main__":
    sys.exit(main())
