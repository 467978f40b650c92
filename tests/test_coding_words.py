"""What is said of the codings that scores are compared with."""

import pandas as pd

from helpers.answers import describe_codings
from helpers.schemas import Codings

CODERS = pd.DataFrame({"coder": ["Anna", "Ben"], "n_done": [30, 12], "n_items": [30, 30], "locked": [True, False]})
NOBODY = CODERS.head(0).astype({"locked": "bool"})
COUNTS = {"used": 30, "undecided": 0, "unclear": 0, "unknown": 0}
PLACE = {"article_id": "0" * 16, "target": "US", "mention_start": 0, "mention_end": 2}


def coded(*coders):
    rows = [{"item": 1, **PLACE, "coder": coder, "label": "neutral", "probability": 1.0} for coder in coders]
    return pd.DataFrame(rows)[Codings.column_names()]


def test_who_coded_and_who_has_not_locked():
    assert (
        "Scores are compared with 30 mentions coded by 1 coder. Ben has coded 12 of 30, and not locked."
    ) == describe_codings(CODERS, coded("Anna"), COUNTS, [])


def test_mentions_without_a_label_of_most_are_told():
    said = describe_codings(CODERS.head(1), coded("Anna", "Ben"), COUNTS | {"undecided": 7, "unclear": 1}, ["Odd."])
    assert said == (
        "Scores are compared with 30 mentions coded by 2 coders. For 7 of them coders give no one label: they count in "
        "the correction alone. Left out: 1 are unclear to all who coded them. Odd."
    )


def test_nobody_has_coded():
    said = describe_codings(NOBODY, Codings.empty(), COUNTS | {"used": 0}, [])
    assert said == "Nobody has coded and locked, and the corpus came with no labels of its mentions."
