"""Every function that the rooms of texts offer is tried with inputs of all kinds, or a reason is given."""

from pathlib import Path

import pytest

from helpers import claims, coding, corpus, language, provenance, stance

REASONS = {
    # read what comes with Presslens, nothing from outside
    "measured_claims": "reads a table of ours",
    "measured_roles": "reads a table of ours",
    "measured_voices": "reads a table of ours",
    "measured_benchmark": "reads a table of ours",
    "measured_errors": "reads a table of ours",
    "published_figures": "reads a table of ours",
    # tell of scorers, not of texts
    "default_scorers": "takes nothing",
    "list_scorers": "takes the name of a scorer, as get_scorer does",
    "usable_scorers": "takes names of scorers, as get_scorer does",
    "register_scorer": "takes a class",
    "evaluate": "measures a scorer on labels; its parts are score_mentions and read_labelled",
    # work on what others made, held by tests of numbers
    "measure_drifts": "scores pairs of sentences of ours; score_mentions is tried",
    "summarize_drifts": "sums of measure_drifts",
    "spread_invariance": "sums of measure_drifts",
    "list_drifts": "rows of measure_drifts",
    # files of ours
    "copy_codebook": "copies a file of ours",
    "read_codebook": "reads any bytes as they are",
    "hash_codebook": "hashes any bytes as they are",
    "hash_corpus": "hashes ids and places; draw_items is tried",
    "drop_open_items": "leaves out rows; tests/coding/test_blind.py",
    # what provenance puts together of functions that are tried
    "describe": "makes of tables what dehydrate returns",
    "list_parameters": "lists options",
    "hash_texts": "hashes texts",
}
TRIED = "\n".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_prop_*.py"))


def is_tried(name: str) -> bool:
    return f"{name}(" in TRIED or f"in ({name}, " in TRIED or f", {name}):" in TRIED


def list_functions(room: object) -> list[str]:
    return [name for name in room.__all__ if callable(getattr(room, name)) and name.islower()]  # type: ignore[attr-defined]


@pytest.mark.parametrize("room", [corpus, language, stance, claims, coding, provenance], ids=lambda room: room.__name__)
def test_each_function_is_tried_or_has_a_reason(room: object) -> None:
    missing = [name for name in list_functions(room) if not is_tried(name) and name not in REASONS]
    assert missing == []


def test_no_reason_is_given_for_what_is_tried() -> None:
    assert [name for name in REASONS if is_tried(name)] == []
