"""Directions in the plane stand for sentences, whose texts do not count."""

import pytest

from helpers.claims import clusters, likeness


@pytest.fixture(autouse=True)
def by_meaning(monkeypatch):
    monkeypatch.setattr(likeness, "WORDS", 0.0)
    monkeypatch.setattr(clusters, "differ", lambda first, second: "")
