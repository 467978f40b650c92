"""Summaries of scores, by hand."""

import numpy as np
import pandas as pd
import pytest
from score_tables import MENTIONS, A, B, C, scored

from helpers.stats import (
    compare_targets,
    keep_confident,
    order_by_evidence,
    pick_strongest,
    tone_by_article,
    tone_by_source,
    tone_by_voice,
    tone_parts,
    write_tone_by_article,
)
from helpers.tables import write_parquet


def test_tone_by_article_is_the_mean_of_its_mentions():
    tone = tone_by_article(MENTIONS).set_index(["article_id", "target"])
    assert (-0.5, 2, 0.5) == tuple(tone.loc[(A, "US"), ["mean_score", "n_mentions", "share_zero"]])


def test_tone_by_source_weighs_articles_alike():
    tone = tone_by_source(MENTIONS).set_index(["source", "target"])
    assert 0.0 == tone.loc[("one", "US"), "mean_score"]  # (-0.5 + 0.5) / 2, not (-1 + 0 + 0.5) / 3
    assert (3, 2) == tuple(tone.loc[("one", "US"), ["n_mentions", "n_articles"]])


VOICES = {  # how a mention is said, and the bloc of who says it -> who says it in the table
    ("journalist", ""): "journalist",
    ("headline", ""): "journalist",
    ("headline", "Russian"): "journalist",
    ("caption", ""): "journalist",
    ("direct", "Russian"): "Russian",
    ("indirect", "Russian"): "Russian",
    ("indirect", "unnamed"): "unnamed",
    ("direct", ""): "unknown speaker",
}


@pytest.mark.parametrize(("said", "expected"), VOICES.items())
def test_who_says_it(said, expected):
    voice, bloc = said
    one = scored((A, "one", "US", 0.5)).assign(voice=voice, bloc=bloc)
    assert [(expected, 1, 1)] == list(
        tone_by_voice(one)[["said_by", "n_mentions", "n_articles"]].itertuples(index=False, name=None)
    )


def test_tone_by_voice_weighs_articles_alike_and_names_the_journalists_first():
    said = MENTIONS.assign(voice="direct", bloc=["Russian", "Russian", "US", "Russian", "Turkish"])
    said.loc[4, "voice"] = "journalist"
    tone = tone_by_voice(said)
    assert ["journalist", "Russian", "US"] == list(tone["said_by"])  # the Russians have more mentions than the US
    # (-0.5 + 0.5) / 2 articles, not (-1 + 0 + 0.5) / 3 mentions
    assert (0.0, 3, 2) == tuple(tone.loc[1, ["mean_score", "n_mentions", "n_articles"]])
    assert tone_by_voice(said.head(0)).empty


def test_parts_of_a_corpus_give_the_same_tables_as_the_whole(tmp_path):
    rng = np.random.default_rng(0)
    rows = [
        (f"{rng.integers(60):016x}", "one", target, score) for target in ("US", "Russia") for score in rng.random(200)
    ]
    whole = scored(*rows).assign(bloc="", voice=rng.choice(["direct", "journalist"], len(rows)))
    whole["source"] = "of " + whole["article_id"].str[-1]
    parts = [tone_parts(own) for _, own in whole.groupby(whole["article_id"].str[-2:])]
    files = [write_parquet(part, tmp_path / f"{n}.parquet") for n, part in enumerate(parts)]
    for summarise in (tone_by_article, tone_by_source, tone_by_voice):
        for given in (tone_parts(whole), files, files[::-1]):
            pd.testing.assert_frame_equal(summarise(whole), summarise(given), check_exact=True)
    written = pd.read_parquet(write_tone_by_article(files, tmp_path / "tone.parquet"))
    pd.testing.assert_frame_equal(tone_by_article(whole), written, check_exact=True)
    assert tone_by_article(tone_parts(whole.head(0))).empty


def test_a_mean_has_an_interval_from_five_articles_on():
    scores = (-0.2, 0.0, 0.2, 0.4, 0.6)
    five = scored(*[(f"{n:016x}", "one", "US", score) for n, score in enumerate(scores)])
    for tone in (tone_by_source(five), tone_by_voice(five.assign(voice="journalist", bloc=""))):
        assert -0.2 < tone.loc[0, "low"] < 0.2 < tone.loc[0, "high"] < 0.6
    assert tone_by_source(five.head(4))[["low", "high"]].isna().all(axis=None)


def test_only_articles_that_name_both_are_compared():
    found = compare_targets(tone_by_article(MENTIONS), "US", "Russia")
    assert [(A, -1.0)] == list(found[["file", "difference"]].itertuples(index=False, name=None))
    assert (A, 3) == tuple(found.loc[0, ["article_id", "n_mentions"]])


def test_comparison_changes_sign_with_the_order_of_targets():
    tone = tone_by_article(MENTIONS)
    there, back = (compare_targets(tone, *pair)["difference"] for pair in (("US", "Russia"), ("Russia", "US")))
    assert there.tolist() == (-back).tolist()


def test_nothing_to_compare_gives_no_rows():
    assert compare_targets(tone_by_article(MENTIONS), "US", "Atlantis").empty
    assert tone_by_article(MENTIONS.head(0)).empty
    assert tone_by_source(MENTIONS.head(0)).empty


def test_articles_that_name_both_and_most_often_come_first():
    more = pd.concat([MENTIONS, scored(*[(B, "one", "US", 0.1)] * 5)], ignore_index=True)
    ordered = order_by_evidence(tone_by_article(more))
    assert [A, B, C] == list(dict.fromkeys(ordered["article_id"]))
    assert order_by_evidence(tone_by_article(MENTIONS.head(0))).empty


CONFIDENCE = [0.4, 0.9, 0.5, None, 0.7]


def test_unsure_scores_are_left_out_but_not_those_that_do_not_say():
    given = MENTIONS.assign(confidence=CONFIDENCE)
    assert [0.9, 0.5, 0.7] == keep_confident(given, 0.5)["confidence"].dropna().tolist()
    assert 4 == len(keep_confident(given, 0.5))
    assert 5 == len(keep_confident(given, 0.0))
    assert 1 == len(keep_confident(given, 1.0))


def test_the_strongest_mentions_come_from_different_articles():
    rows = [(A, "US", -0.9), (A, "US", -0.8), (A, "US", 0.1), (B, "US", 0.7), (B, "US", 0.6), (C, "US", -0.2)]
    given = scored(*[(article, "one", target, score) for article, target, score in rows])
    given["sentence_start"] = range(len(given))
    assert [0.7, -0.9] == pick_strongest(given, 2)["score"].tolist()
    assert [0.7, 0.1, -0.2, -0.9] == pick_strongest(given, 4)["score"].tolist()
    assert 1 == len(pick_strongest(given.assign(article_id=A, sentence_start=0), 8))  # a sentence once
    assert pick_strongest(given.head(0)).empty
    pd.testing.assert_frame_equal(pick_strongest(given, 4), pick_strongest(given.sample(frac=1, random_state=1), 4))
