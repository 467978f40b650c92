"""The chain, end to end."""

import pandas as pd
import pytest
from building import SAMPLE, write_files

from helpers.keywords import compare_sources, find_shared_terms, rank_terms
from helpers.pipeline import build_tables, count_rows, write_tables
from helpers.schemas import WRITTEN
from helpers.stance import default_scorers


@pytest.fixture(scope="module")
def tables():
    return build_tables(SAMPLE)


def test_every_table_has_its_columns(tables):
    for name, schema in WRITTEN.items():
        assert set(schema.column_names()) <= set(schema.validate(getattr(tables, name)).columns)
    for name in set(WRITTEN) - {"articles"}:  # articles keep the columns they came with
        assert set(WRITTEN[name].column_names()) == set(getattr(tables, name).columns), name
    assert list(WRITTEN) == count_rows(tables)["table"].tolist()


def test_offsets_lead_back_to_the_raw_text(tables):
    raw = tables.articles.set_index("article_id")["raw_text"]
    body = tables.articles.set_index("article_id")["body"]
    for row in tables.mentions.itertuples():
        assert row.mention == raw[row.article_id][row.mention_start : row.mention_end]
        assert row.sentence == body[row.article_id][row.sentence_start : row.sentence_end]
        assert row.sentence_start <= row.mention_start < row.mention_end <= row.sentence_end


def test_each_mention_is_scored_by_each_scorer_once(tables):
    keys = ["article_id", "target", "mention_start", "scorer"]
    assert not tables.mentions.duplicated(keys).any()
    per_scorer = tables.mentions.groupby("scorer").size()
    assert {scorer.name for scorer in default_scorers()} == set(per_scorer.index)
    assert 1 == per_scorer.nunique()


def test_unrelated_teasers_are_not_mentions(tables):
    voa = tables.mentions[tables.mentions["source"] == "VOA News"]
    assert not voa["sentence"].str.contains("Sony|come back stronger").any()


def test_written_tables_come_back(tables, tmp_path):
    paths = write_tables(tables, tmp_path)
    assert {f"{name}.{end}" for name in WRITTEN for end in ("csv", "parquet")} == {path.name for path in paths}
    mentions = pd.read_csv(tmp_path / "mentions.csv")
    asked = ["file", "article_id", "target", "mention", "sentence", "sentence_start", "sentence_end"]
    asked += ["mention_start", "mention_end", "scorer", "score", "label"]
    assert set(asked) <= set(mentions.columns)
    assert len(tables.mentions) == len(mentions)
    quotes = pd.read_csv(tmp_path / "quotes.csv")
    assert WRITTEN["quotes"].column_names() == list(quotes.columns)
    for name, schema in WRITTEN.items():
        schema.validate(pd.read_parquet(tmp_path / f"{name}.parquet"))


def test_the_same_corpus_gives_the_same_tables(tables):
    again = build_tables(SAMPLE)
    for name in WRITTEN:
        pd.testing.assert_frame_equal(getattr(tables, name), getattr(again, name))


@pytest.mark.parametrize(
    "text",
    [
        "Nobody that we look for is named in this short text about the weather and the harvest.",
        "Russia.",
        "Advertisement\n\nShare on Facebook\n",
        "<script>alert(1)</script> and {{7*7}}",
    ],
)
def test_odd_corpora_go_through(tmp_path, text):
    found = build_tables(write_files(tmp_path, {"a.txt": text}))
    assert 1 == len(found.articles)
    words = found.terms[found.terms["n_tokens"] == 1]
    for by in ("source", None):
        assert rank_terms(words, found.articles, by=by)["rate_per_10k"].dtype == "float64"
    assert compare_sources(words, found.articles)["log_ratio"].dtype == "float64"
    assert find_shared_terms(words, found.articles).empty


def test_two_other_countries(tmp_path):
    corpus = write_files(
        tmp_path / "c", {"a.txt": "India praised Beijing. The Chinese thanked New Delhi for its help."}
    )
    names = {"India": ["India", "New Delhi"], "China": ["China", "Beijing", "Chinese"]}
    toml = "\n".join(f"[targets.{key}.aliases]\ncountry = {aliases}" for key, aliases in names.items())
    found = build_tables(corpus, write_files(tmp_path, {"t.toml": toml}) / "t.toml", scorers=["vader_masked"])
    expected = [("India", "India"), ("China", "Beijing"), ("China", "Chinese"), ("India", "New Delhi")]
    assert expected == list(found.mentions[["target", "mention"]].itertuples(index=False, name=None))


def test_problems_of_corpus_and_targets_stand_in_one_table(tmp_path):
    corpus = write_files(tmp_path / "c", {"a.txt": "Russia met America.", "empty.txt": ""})
    toml = 'nonsense = 1\n[targets.A.aliases]\ncountry = ["Russia"]\n[targets.B.aliases]\ncountry = ["America"]\n'
    found = build_tables(corpus, write_files(tmp_path, {"t.toml": toml}) / "t.toml")
    assert ["empty.txt", "t.toml"] == found.problems["file"].tolist()


@pytest.mark.corpora
def test_the_plain_baseline_ranks_the_originals_as_was_measured(corpora):
    """TextBlob on whole sentences puts the US above Russia in 4 of the 5 articles, against any reader."""
    tone = build_tables(corpora / "articles", scorers=["textblob_baseline"]).tone_by_article
    means = tone.pivot(index="file", columns="target", values="mean_score")
    assert 4 == (means["US"] > means["Russia"]).sum()


def test_copies_count_once_unless_they_are_asked_for(tmp_path):
    story = "Talks on trade end well\n\nRussia praised the talks. America said nothing of them for a week.\n\n"
    story += "Russia praised the talks. America said nothing of them for a week."
    files = {"Daily/a.txt": story, "Weekly/a.txt": story, "Weekly/b.txt": "America held a vote on Monday."}
    corpus = write_files(tmp_path, files)
    one, all_of_them = (build_tables(corpus, scorers=["vader_masked"], copies=copies) for copies in (False, True))
    assert ["Daily/a.txt", "Weekly/b.txt"] == list(one.articles["file"])
    assert list(files) == list(all_of_them.articles["file"])
    assert {"Daily/a.txt", "Weekly/a.txt"} == set(one.removed["file"])
    assert (3, 9) == (len(one.mentions), len(all_of_them.mentions))
    pd.testing.assert_frame_equal(one.copies, all_of_them.copies)
    assert ["representative", "wire"] == list(one.copies["kind"])
