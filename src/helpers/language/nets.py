"""Nets that ship with us: an ONNX file, its tokenizer and a card with their hashes, run without torch."""

import json
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, TypeVar

from helpers.errors import PresslensError
from helpers.progress import track
from helpers.shipped import REMEDY, read_card, read_checked

Given = TypeVar("Given")
Found = TypeVar("Found")

CORES = "PRESSLENS_CORES"  # environment variable
_WAITING = 10_000  # handed to the threads at a time, so that a million do not fill the memory


@dataclass(frozen=True)
class Net:
    """A loaded net.

    Attributes:
        card: What is noted of it.
        session: Of onnxruntime, on one core: what it reads runs side by side instead.
        tokenizer: Of the library tokenizers.
    """

    card: dict[str, Any]
    session: Any
    tokenizer: Any


def load_net(name: str, folder: Path, *, is_usable: Callable[[dict[str, Any]], bool] = lambda _: True) -> Net:
    """Load a net as ``training/quantize.py`` writes it.

    Args:
        name: Of the files ``NAME.onnx``, ``NAME.tokenizer.json`` and ``NAME.json``, the card.
        folder: Where they lie.
        is_usable: Tells whether a card holds what its reader needs; may fail as reading a wrong one fails.

    Returns:
        The net.

    Raises:
        PresslensError: If a file is missing or not the one that was measured.
    """
    # Else, once imported, it notes an id of this machine in HOME and reports its use to its maker
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnxruntime  # noqa: PLC0415 - a third of a second that --help need not wait for
    from tokenizers import Tokenizer  # noqa: PLC0415

    card = _read_card(folder / f"{name}.json", is_usable)
    net = read_checked(folder / f"{name}.onnx", card["sha256"]["onnx"])
    words = read_checked(folder / f"{name}.tokenizer.json", card["sha256"]["tokenizer"])
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    try:
        session = onnxruntime.InferenceSession(net, options, providers=["CPUExecutionProvider"])
        return Net(card, session, Tokenizer.from_str(words.decode("utf-8")))
    except Exception as error:  # both libraries raise what they like; the files are those that were measured
        reason = str(error).strip().partition("\n")[0][:200] or type(error).__name__
        remedy = "run make again, which brings onnxruntime and tokenizers up to date"
        raise PresslensError(f"the model {name} cannot be loaded ({reason}); {remedy}") from None


def run_each(run: Callable[[Given], Found], given: Sequence[Given], *, step: str = "running a model") -> list[Found]:
    """Return what a net makes of each of several things, each run alone, as many at once as there are cores.

    8-bit nets scale by what is in a batch: alone, what a thing gets does not depend on the others. A batch would save
    nothing either; docs/stance.md has the figures.

    Args:
        run: What runs it on one.
        given: The things.
        step: What is told of it; see `helpers.progress.track`.
    """
    with ThreadPoolExecutor(count_cores()) as pool:
        try:
            batches = (given[at : at + _WAITING] for at in range(0, len(given), _WAITING))
            found = chain.from_iterable(pool.map(run, batch) for batch in batches)
            return list(track(found, step, total=len(given)))
        except BaseException:  # an interrupt, say: else it would be heard only when all that wait are done
            pool.shutdown(cancel_futures=True)
            raise


def count_cores() -> int:
    """Return the cores that this process may use; no more than the environment variable PRESSLENS_CORES says, if set.

    So that of several workers on a machine each takes its own share.

    Raises:
        PresslensError: If that is no whole number from 1.
    """
    there = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    given = os.environ.get(CORES, "").strip()
    if given and (not given.isdecimal() or int(given) < 1):
        raise PresslensError(f"{CORES} is '{given[:20]}', no number of cores; set it to 1 or more, or unset it")
    return min(int(given), there) if given else there


def _read_card(path: Path, is_usable: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """Return what is noted of a net, checked as far as it is used."""
    try:
        card: dict[str, Any] = json.loads(read_card(path))
        hashed = all(isinstance(card["sha256"][part], str) for part in ("onnx", "tokenizer"))
        usable = hashed and is_usable(card)
    except (ValueError, TypeError, KeyError, RecursionError):
        usable = False
    if not usable:
        raise PresslensError(f"the model file {path.name} is damaged (it is no card of a model); {REMEDY}")
    return card
