"""Figures of all articles of an archive."""

import pandas as pd
import pytest
from making_archives import SCORER, run_small

from helpers import census
from helpers.keywords import compare_sources
from helpers.pipeline import build_tables
from helpers.stats import compare_targets


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    return run_small(tmp_path_factory.mktemp("census"), n_shown=2)


@pytest.fixture(scope="module")
def drawn(archive):
    return build_tables(archive.folder, scorers=[SCORER])


@pytest.fixture(scope="module")
def every(archive):
    """Return the tables of the same articles, all of them."""
    return build_tables(archive.folder.parent / "corpus", scorers=[SCORER])


def test_sources_are_those_of_all_articles(archive, every):
    found = census.list_all_sources(archive).set_index("source")
    assert {"Daily": 4, "Weekly": 1} == found["n_articles"].to_dict()
    assert {"Daily": 0, "Weekly": 1} == found["n_copies"].to_dict()
    assert every.articles.groupby("source")["n_words"].sum().to_dict() == found["n_words"].to_dict()


def test_the_difference_of_targets_is_that_of_all_articles(archive, every):
    found = census.compare_all(archive, SCORER, "US", "Russia").set_index("source")
    expected = compare_targets(every.tone_by_article, "US", "Russia")
    assert len(expected) == found["n_articles"]["all sources"]
    assert expected["difference"].mean() == pytest.approx(found["difference"]["all sources"])
    assert (expected["difference"] > 0).sum() == found["n_first_higher"]["all sources"]
    assert found["low"].isna().all()  # too few articles for an interval
    assert census.compare_all(archive, "nobody", "US", "Russia").empty


def test_words_are_compared_as_in_the_notebook(archive, every):
    single = every.terms[every.terms["n_tokens"] == 1]
    floors = {"min_count": 1, "min_articles": 1, "stop_words": ()}
    expected = compare_sources(single, every.articles, n_permutations=0, **floors)
    words = archive.query(census._WORDS, tables=["term_totals"], values=[1, 1])
    sizes = census.list_all_sources(archive).set_index("source")["n_words"]
    found = pd.concat([census.compare_words(archive, words, source, sizes) for source in sizes.index])
    columns = ["count", "count_against", "n_articles", "n_articles_against", "rate_per_10k", "log_ratio", "lrc", "g2"]
    keys = ["focus", "term"]
    both = [table.set_index(keys)[columns].sort_index().astype("float64") for table in (expected, found)]
    pd.testing.assert_frame_equal(*both, check_index_type=False)


def test_a_page_says_that_they_are_of_all(drawn, tmp_path):
    look = {"group": "target", "groups": drawn.targets.labels, "colors": drawn.targets.colors}
    look |= {"value": "mean_score", "limits": (-1, 1), "axis": "mean score"}
    shown = census.show_all_tone(drawn, SCORER, "tone", tmp_path, **look)
    assert "Based on all 5 articles of 2 sources" in shown.markup
    other = census.show_all_tone(drawn, "stance", "tone", tmp_path, **look).markup
    assert f"({SCORER})" in other
    assert "did not use stance" in other
    assert "said_by" not in census.show_all_tone(drawn, SCORER, "v", tmp_path, by="said_by", **look).text.split("\n")[0]
    assert "all 5 articles" in census.show_all_words(drawn, "words", tmp_path, min_count=1, min_articles=1).text
    assert "All articles" in census.show_all_sources(drawn, "sources", tmp_path).text
    assert "US higher" in census.show_all_differences(drawn, SCORER, ["US", "Russia"], "d", tmp_path).markup


def test_of_a_corpus_that_is_shown_whole_nothing_is_shown_twice(every, tmp_path):
    assert census.show_all_sources(every, "a", tmp_path) is None
    assert census.show_all_tone(every, SCORER, "b", tmp_path) is None
    assert census.show_all_differences(every, SCORER, ["US", "Russia"], "c", tmp_path) is None
    assert census.show_all_words(every, "d", tmp_path) is None
    assert [] == list(tmp_path.iterdir())
