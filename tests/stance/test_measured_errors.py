"""What a page tells of a scorer: what it is, and how well it was measured to do."""

from types import SimpleNamespace

import pytest

from helpers.errors import PresslensError
from helpers.stance import list_scorers, measured_errors, trained

FOUND = {"n": 7, "macro_f1": 0.5, "accuracy": 0.6, "ece": 0.1, "f1": {"negative": 0.2, "neutral": 0.3, "positive": 0.4}}


def test_the_card_of_a_model_becomes_a_table(monkeypatch):
    card = {"dev": {"sentences": FOUND, "another": FOUND}}
    monkeypatch.setattr(trained, "load_model", lambda name: SimpleNamespace(card=card))
    table = measured_errors("stance")
    assert ["our own sentences on countries", "another"] == table["texts"].tolist()
    numbers = ["n_mentions", "macro_f1", "accuracy", "f1_negative", "f1_neutral", "f1_positive", "calibration_error"]
    assert [7, 0.5, 0.6, 0.2, 0.3, 0.4, 0.1] == table.loc[0, numbers].tolist()


def test_scorers_without_a_card_have_no_measured_error(monkeypatch):
    def fail(name):
        raise PresslensError(f"the model file {name}.onnx cannot be read; reinstall presslens")

    monkeypatch.setattr(trained, "load_model", fail)
    assert measured_errors("vader_masked").empty
    assert measured_errors("stance").empty


def test_scorers_are_listed_with_the_one_asked_for_first():
    default = list_scorers()["scorer"].tolist()
    assert "stance" == default[0]
    assert "stance_fast" not in default
    assert ["stance_fast", *default] == list_scorers("stance_fast")["scorer"].tolist()
    assert ["vader_masked", *(n for n in default if n != "vader_masked")] == list_scorers("vader_masked")[
        "scorer"
    ].tolist()
    with pytest.raises(PresslensError, match="there is no scorer"):
        list_scorers("nobody")
