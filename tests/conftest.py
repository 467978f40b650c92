"""Fixtures that all tests share."""

import os
from pathlib import Path

import pandas as pd
import pytest
from building import ROOT, SAMPLE, TARGETS

from helpers.corpus import clean_articles, read_corpus
from helpers.stance import Targets, read_targets, scorers


@pytest.fixture(scope="session")
def corpora() -> Path:
    """Return the folder of texts that are not ours to commit; `PRESSLENS_NO_SKIP` makes their absence a failure."""
    folder = ROOT / os.environ.get("PRESSLENS_CORPORA", "../shared/corpora")
    if not folder.is_dir():
        reason = f"needs the texts in PRESSLENS_CORPORA; {folder} is not there"
        if os.environ.get("PRESSLENS_NO_SKIP"):
            pytest.fail(reason)
        pytest.skip(reason)
    return folder


@pytest.fixture(scope="session")
def sample() -> pd.DataFrame:
    """Return the five retellings with their bodies."""
    articles, _ = clean_articles(read_corpus(SAMPLE).articles)
    return articles


@pytest.fixture(scope="session")
def targets() -> Targets:
    """Return the targets that come with Presslens."""
    return read_targets(TARGETS)


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a test register scorers that are gone after it."""
    monkeypatch.setattr(scorers, "_SCORERS", dict(scorers._SCORERS))
