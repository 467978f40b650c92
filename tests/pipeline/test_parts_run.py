"""Runs over many small parts: what they make is what one process makes, whatever was there before."""

import random

import pytest
from building import SAMPLE
from making_parts import assert_built, change_stories, make_stories, run, write_stories

from helpers.pipeline import build_tables
from helpers.pipeline import run as engine


@pytest.fixture(autouse=True)
def small_parts(monkeypatch):
    monkeypatch.setattr(engine, "PART", 2)


def build(corpus):
    return build_tables(corpus, scorers=["vader_masked"])


def test_the_sample_in_parts_is_the_sample(tmp_path):
    assert_built(run(SAMPLE, tmp_path), build(SAMPLE))


def test_parts_are_as_one(tmp_path):
    corpus = write_stories(tmp_path / "corpus", make_stories(random.Random(0), 24))
    archive = run(corpus, tmp_path / "out")
    assert len(archive.files["articles"]) > 5
    assert_built(archive, build(corpus))


@pytest.mark.parametrize("seed", [0, 2])  # of 2 a mean had another last digit once
def test_a_run_that_goes_on_is_a_run_from_nothing(seed, tmp_path):
    chance = random.Random(seed)
    stories = make_stories(chance, 8)
    run(write_stories(tmp_path / "corpus", stories), tmp_path / "out")
    corpus = write_stories(tmp_path / "corpus", change_stories(chance, stories))
    assert_built(run(corpus, tmp_path / "out"), build(corpus))
