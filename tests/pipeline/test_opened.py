"""Results of a run, opened as tables."""

from dataclasses import fields

import pandas as pd
import pytest
from building import SAMPLE, TARGETS, write_files
from making_archives import SCORER, run_small, write_corpus

from helpers.answers import describe_base, describe_corpus
from helpers.errors import PresslensError
from helpers.pipeline import Tables, build_tables, find_tables, undo_cleaning
from helpers.provenance import describe

FRAMES = [field.name for field in fields(Tables) if field.type in (pd.DataFrame, "pd.DataFrame")]


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return run_small(tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    return run_small(tmp_path_factory.mktemp("large"), n_shown=3)


def assert_same(expected, found):
    for name in FRAMES:
        pd.testing.assert_frame_equal(getattr(expected, name), getattr(found, name), check_exact=True)


@pytest.mark.parametrize("copies", [False, True])
def test_a_small_corpus_is_opened_as_it_would_be_built(tmp_path, copies):
    archive = run_small(tmp_path, copies=copies)
    opened = build_tables(archive.folder, scorers=[SCORER], copies=copies)
    built = build_tables(tmp_path / "corpus", scorers=[SCORER], copies=copies)
    assert_same(built, opened)
    assert opened.n_all is None
    assert describe_base(built.articles) == describe_base(opened.articles, n_all=opened.n_all)
    assert built.targets == opened.targets
    assert_same(undo_cleaning(built, scorers=[SCORER]), undo_cleaning(opened, scorers=[SCORER]))


def test_the_same_without_scores(small):
    opened = find_tables([small.folder])
    built = find_tables(small.folder.parent / "corpus")
    pd.testing.assert_frame_equal(built.mentions, opened.mentions, check_exact=True)


def test_of_a_large_one_some_are_opened_and_that_is_said(large):
    tables = build_tables(str(large.folder), scorers=[SCORER])
    assert (3, 5) == (len(tables.articles), tables.n_all)
    assert {"Daily", "Weekly"} == set(tables.articles["source"])
    ids = set(tables.articles["article_id"])
    for name in ("sentences", "quotes", "mentions", "terms", "tone_by_article"):
        assert set(getattr(tables, name)["article_id"]) <= ids, name
    assert describe_base(tables.articles, n_all=5).startswith(
        "Based on 3 articles of 2 sources, drawn by source from 5"
    )
    assert "drawn by chance from each source's share of 5" in describe_corpus(tables.articles, n_all=5)
    shown = tables.cleaned[~tables.cleaned["article_id"].isin(ids)]["article_id"]
    assert set(shown) <= set(tables.copies["article_id"])


def test_the_choices_of_the_run_hold_and_others_are_said_once(tmp_path, small):
    other = write_files(tmp_path, {"t.toml": TARGETS.read_text(encoding="utf-8") + "\n# changed\n"}) / "t.toml"
    tables = build_tables(small.folder, other, scorers=[SCORER], copies=True, parts=["headline", "caption"])
    (row,) = tables.problems.to_dict("records")
    assert ("results/run.json", "warning") == (row["file"], row["severity"])
    assert "copies (False, not True), parts (headline, not caption, headline), targets" in row["reason"]
    assert 5 == len(tables.articles)


def test_scorers_that_the_run_did_not_use_score_what_is_shown(small):
    asked = ["textblob_masked", SCORER]
    tables = build_tables(small.folder, scorers=asked)
    assert asked == tables.mentions["scorer"].drop_duplicates().tolist()
    assert_same(build_tables(small.folder.parent / "corpus", scorers=asked), tables)


def test_very_many_problems_are_told_in_part(tmp_path, monkeypatch):
    files = {f"empty{n}.txt": "" for n in range(3)}
    write_files(tmp_path / "corpus", files)
    archive = run_small(tmp_path)
    assert 3 == len(build_tables(archive.folder, scorers=[SCORER]).problems)
    monkeypatch.setattr("helpers.pipeline.opened._MOST_PROBLEMS", 1)
    problems = build_tables(archive.folder, scorers=[SCORER]).problems
    assert ["empty0.txt", "results/run.json"] == problems["file"].tolist()
    assert "2 more problems" == problems["reason"].iloc[1]


def test_results_stand_alone(small):
    with pytest.raises(PresslensError, match="name it alone"):
        build_tables([small.folder, SAMPLE])
    with pytest.raises(PresslensError, match="holds results of presslens run and not the texts"):
        describe(build_tables(small.folder, scorers=[SCORER]), small.folder, {})


def test_a_table_of_another_version_is_named(tmp_path):
    archive = run_small(tmp_path)
    (path,) = archive.paths("selected_quotes")
    pd.read_parquet(path).drop(columns="bloc").to_parquet(path)
    with pytest.raises(PresslensError, match=r"table 'quotes' has no column 'bloc'.*run presslens run again"):
        build_tables(archive.folder)


def test_the_corpus_that_the_tests_run_on_has_a_copy(tmp_path):
    assert 1 == len(build_tables(write_corpus(tmp_path), scorers=[SCORER]).copies.query("kind != 'representative'"))
