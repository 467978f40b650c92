"""Corpora of any size: the same each time, nested, without copies, with the names of targets where they were."""

import re
from datetime import date

import pandas as pd
import pytest

from benchmarks.resample import Resampler, check, invent_word, list_kept_words, write_corpus

PARAGRAPHS = [
    "The old ferry left Ombel with 40 sheep on Monday, and Russia said nothing of it at all.",
    "A quiet harbour waits for Nadia Perrin. The keeper of Wester Light had seen 1,250 ships.",
    "Washington asked for a list of all pilots, and Tom Arrel wrote one in 2019 with a blunt pencil.",
    "Fishing boats were counted, painted and sold; nobody in Ombel was asked for 3.5 per cent.",
    "Nobody knows whether Nadia Perrin kept the lamp, the rope or the yellow bucket from Wester Light.",
]
FACTS = [
    {
        "source": f"Paper {number % 2}",
        "title": f"What Ombel saw of the storm of {number + 2001}",
        "date": f"2016-03-{number + 1:02}",
        "author": f"Writer {number}",
        "body": "\n\n".join(PARAGRAPHS[number % 5 :] + PARAGRAPHS[: number % 5]),
    }
    for number in range(10)
]


@pytest.fixture(scope="module")
def resampler():
    return Resampler(FACTS, kept=list_kept_words())


def test_an_article_is_the_same_in_each_corpus_and_of_another_seed_another(resampler):
    again = Resampler(FACTS, kept=list_kept_words())
    assert [resampler.make(number) for number in (7, 3)] == [again.make(number) for number in (7, 3)]
    assert resampler.make(3) != Resampler(FACTS, kept=list_kept_words(), seed=1).make(3)


def test_names_of_targets_stay_and_numbers_other_names_and_some_words_do_not(resampler):
    articles = [resampler.make(number) for number in range(60)]
    texts = " ".join(one["text"] for one in articles)
    assert 60 <= len(re.findall(r"\bRussia\b", texts)) + len(re.findall(r"\bWashington\b", texts))
    years = {re.search(r"\d{4}", one["title"])[0] for one in articles}
    assert len(years) > 50
    numbers = set(re.findall(r"\d,\d{3}\b", texts))
    assert len(numbers) > 20
    assert all(number[0] != "0" for number in numbers)
    assert not [paragraph for paragraph in PARAGRAPHS if paragraph in texts]


def test_an_article_has_source_and_length_of_one_and_a_day_within_a_year_of_it(resampler):
    for number in range(30):
        made = resampler.make(number)
        assert made["source"] in {"Paper 0", "Paper 1"}
        assert 300 < len(made["text"]) < 900  # five paragraphs and up to six lines of furniture
        assert date(2015, 3, 1) < date.fromisoformat(made["date"]) < date(2017, 3, 20)


def test_invented_words_differ():
    assert 20_000 == len({invent_word(rank) for rank in range(20_000)})
    assert 6 <= min(len(invent_word(rank)) for rank in range(2_000))


def test_corpora_are_nested_and_lie_in_parts(resampler, tmp_path, monkeypatch):
    monkeypatch.setattr("benchmarks.resample.PART", 10)
    whole = write_corpus(tmp_path / "whole", 25, resampler=resampler)
    grown = write_corpus(tmp_path / "grown", 20, resampler=resampler)
    write_corpus(tmp_path / "grown", 5, start=20, resampler=resampler)
    names = [f"articles-{first:09}.parquet" for first in (0, 10, 20)]
    assert names == sorted(path.name for path in whole.iterdir()) == sorted(path.name for path in grown.iterdir())
    for name in names:
        pd.testing.assert_frame_equal(pd.read_parquet(whole / name), pd.read_parquet(grown / name))


@pytest.mark.corpora
def test_the_articles_are_like_polnear_and_no_copies(corpora, monkeypatch):
    monkeypatch.setenv("PRESSLENS_CORPORA", str(corpora))
    found = check(200)
    ours, polnear = found["made"], found["polnear"]
    assert 0 == ours["copies"]
    assert ours["sentences that stand once"] > 0.95
    for name in ("mentions per article", "quotes per article", "sentences per article", "words per article"):
        assert ours[name] == pytest.approx(polnear[name], rel=0.2)
