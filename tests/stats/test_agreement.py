"""How far scorers agree with labels, by hand."""

import pandas as pd
import pytest
from score_tables import MENTIONS

from helpers.stats import measure_agreement


# true labels, given labels -> accuracy, macro-F1
@pytest.mark.parametrize(
    ("true", "accuracy", "macro_f1"),
    [
        (["negative", "neutral", "positive", "positive", "positive"], 1.0, 1.0),
        # negative 1/1 and 1/1, neutral none hit, positive 2 of 3 given, 2 of 3 true
        (["negative", "positive", "neutral", "positive", "positive"], 0.6, (1 + 0 + 2 / 3) / 3),
    ],
)
def test_agreement(true, accuracy, macro_f1):
    labels = MENTIONS[["file", "mention_start", "mention_end", "target"]].assign(label=true)
    labels = labels.rename(columns={"mention_start": "start", "mention_end": "end"})
    found = measure_agreement(MENTIONS, labels).iloc[0]
    assert (5, accuracy, macro_f1) == pytest.approx(tuple(found[["n_labelled", "accuracy", "macro_f1"]]))


def test_agreement_without_labels_is_empty():
    labels = pd.DataFrame(columns=["file", "start", "end", "target", "label"])
    assert measure_agreement(MENTIONS, labels).empty
