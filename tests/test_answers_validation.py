"""The answer of the page on validation names whose labels it corrects by."""

import pandas as pd
import pytest

from helpers.answers import answer_validation
from helpers.schemas import Honesty, Invariance, Specifications
from helpers.stats import summarise_specifications

LABELS = {"US": "United States", "Russia": "Russia"}
ROW = {"scorer": "x", "source": "all sources", "target": "US", "raw": 0.1, "raw_low": 0.0, "raw_high": 0.2}
ROW |= {"corrected": 0.2, "low": 0.1, "high": 0.3, "n_coded": 9, "n_articles_coded": 9}


def answer(n_coded, *, by_coders):
    honesty = Honesty.empty().assign(scorer="")
    curve, corrected = summarise_specifications(Specifications.empty()), pd.DataFrame([ROW | {"n_coded": n_coded}])
    return answer_validation(honesty, curve, Invariance.empty(), corrected, LABELS, scorer="x", by_coders=by_coders)


@pytest.mark.parametrize(("n_coded", "by_coders", "is_told"), [(9, True, False), (9, False, True), (0, False, False)])
def test_labels_that_nobody_gave_by_hand_are_told(n_coded, by_coders, is_told):
    said = answer(n_coded, by_coders=by_coders)
    lent = "Nobody coded these mentions: their labels came with the corpus (of the sample, by a language model)."
    assert is_told == (said[-1] == lent)
    assert said[1].startswith("No article names both the United States and Russia")
