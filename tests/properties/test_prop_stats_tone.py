"""Laws of the summaries of scores and of what comparisons rest on, on small tables at random."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from making_scores import (
    FEW,
    SOURCES,
    assert_same,
    coded_scores,
    name_article,
    scored_mentions,
    shuffle,
)
from scipy.stats import ttest_1samp

from helpers.schemas import ToneByArticle
from helpers.stats import (
    JOURNALIST,
    QUOTED,
    UNKNOWN_SPEAKER,
    compare_by_confidence,
    compare_targets,
    estimate_interval,
    exchange_labels,
    flip_signs,
    keep_confident,
    measure_clusters,
    name_voices,
    order_by_evidence,
    pick_strongest,
    tone_by_article,
    tone_by_source,
    tone_by_voice,
    tone_parts,
    weigh_attention,
    weigh_cleaning,
    weigh_contamination,
    weigh_contrast,
    weigh_rates,
    weigh_scorers,
    weigh_sources,
    weigh_targets,
    weigh_words,
    write_tone_by_article,
)

TWO = ("plain", "sure")
ENDS, TURNED_ENDS = ["difference", "low", "high"], ["difference", "high", "low"]
REST = ["n_articles", "n_mentions", "icc", "design_effect", "n_effective", "p", "least_p", "detectable"]


def _check_honesty(table):
    """Hold each row to what must be true of any comparison."""
    for row in table.itertuples():
        assert np.isnan(row.low) or row.low - 1e-9 <= row.difference <= row.high + 1e-9
        assert np.isnan(row.low) == np.isnan(row.high)
        assert np.isnan(row.n_effective) or row.n_effective == pytest.approx(row.n_mentions / row.design_effect)
        assert np.isnan(row.p) or 0 <= row.p <= 1
        assert np.isnan(row.p) or np.isnan(row.least_p) or row.least_p <= row.p + 1e-9
        assert row.method or row.warning


def _check_turned(found, turned, by=()):
    assert_same(found[[*by, *REST]], turned[[*by, *REST]])
    assert_same(found[ENDS], -turned[TURNED_ENDS].set_axis(ENDS, axis=1))


@FEW
@given(scored_mentions(scorers=TWO))
def test_the_tone_of_an_article_is_the_mean_of_its_mentions(scored):
    found = tone_by_article(scored)
    keys = ["article_id", "target", "scorer"]
    by_hand = scored.groupby(keys)["score"].agg(["mean", "size", lambda scores: (scores == 0).mean()])
    told = found.set_index(keys).sort_index()[["mean_score", "n_mentions", "share_zero"]]
    assert_same(by_hand.set_axis(told.columns, axis=1).reset_index(), told.reset_index())
    assert found["n_articles"].eq(1).all()
    assert_same(found, tone_by_article(shuffle(scored, 4)))
    assert_same(found, tone_by_article(tone_parts(scored)))
    order = found[["article_id", "file", "source", "target", "scorer"]]
    assert_same(order, order.sort_values(list(order.columns), ignore_index=True))


@FEW
@given(scored_mentions(scorers=TWO))
def test_the_tone_of_a_source_weighs_its_articles_alike(scored):
    found, articles = tone_by_source(scored), tone_by_article(scored)
    assert len(articles.groupby(["source", "target", "scorer"])) == len(found)
    for row in found.itertuples():
        is_own = (articles["source"] == row.source) & (articles["target"] == row.target)
        own = articles[is_own & (articles["scorer"] == row.scorer)]
        means, sizes = own["mean_score"], own["n_mentions"]
        assert (len(own), sizes.sum()) == (row.n_articles, row.n_mentions)
        assert means.mean() == pytest.approx(row.mean_score)
        assert np.average(own["share_zero"], weights=sizes) == pytest.approx(row.share_zero)
        assert np.isnan(row.low) == (len(own) < 5 or np.ptp(means) < 1e-12)
        if not np.isnan(row.low):
            low, high = ttest_1samp(means, 0).confidence_interval()
            assert (max(-1, low), min(1, high)) == pytest.approx((row.low, row.high))


@FEW
@given(scored_mentions(scorers=TWO))
def test_voices_are_the_journalist_and_blocs_and_weigh_articles_alike(scored):
    voices, found = name_voices(scored), tone_by_voice(scored)
    for row, voice in zip(scored.itertuples(), voices, strict=True):
        expected = (row.bloc or UNKNOWN_SPEAKER) if row.voice in QUOTED else JOURNALIST
        assert expected == voice
    keys = ["said_by", "target", "scorer"]
    means = scored.assign(said_by=voices).groupby([*keys, "article_id"])["score"].mean()
    expected = means.groupby(keys).agg(["mean", "size"])
    assert_same(
        expected.set_axis(["mean_score", "n_articles"], axis=1).reset_index(),
        found.sort_values(keys, ignore_index=True)[[*keys, "mean_score", "n_articles"]],
    )
    assert len(scored) == found["n_mentions"].sum()
    order = list(dict.fromkeys(found["said_by"]))
    assert order[:1] == [JOURNALIST] or JOURNALIST not in order
    quoted = [found.loc[found["said_by"] == voice, "n_mentions"].sum() for voice in order if voice != JOURNALIST]
    assert sorted(quoted, reverse=True) == quoted
    assert_same(found, tone_by_voice(tone_parts(scored)))
    assert_same(tone_by_source(scored), tone_by_source(tone_parts(scored)))


@FEW
@given(scored_mentions(scorers=TWO), st.integers(0, 8))
def test_parts_of_a_corpus_add_up_to_the_whole(scored, at):
    is_first = scored["article_id"] < name_article(at)
    halves = pd.concat([tone_parts(scored[is_first]), tone_parts(scored[~is_first])])
    columns = list(halves.columns[:6])
    assert_same(halves, tone_parts(scored), by=columns)


def test_parts_are_written_as_they_are_told(tmp_path):
    scored = pd.DataFrame(
        [(name_article(n), f"{n}.txt", "Argus", "US", "plain", "journalist", "", n / 9) for n in range(6)],
        columns=["article_id", "file", "source", "target", "scorer", "voice", "bloc", "score"],
    )
    path = write_tone_by_article(tone_parts(scored), tmp_path / "tone.parquet")
    assert tmp_path / "tone.parquet" == path
    assert_same(
        tone_by_article(scored)[ToneByArticle.column_names()], pd.read_parquet(path)[ToneByArticle.column_names()]
    )


@FEW
@given(scored_mentions(scorers=TWO))
def test_targets_that_swap_turn_the_difference(scored):
    tone = tone_by_article(scored)
    found, swapped = compare_targets(tone, "US", "Russia"), compare_targets(tone, "Russia", "US")
    assert_same(found[["difference"]], -swapped[["difference"]])
    keys = ["article_id", "file", "source", "scorer", "n_mentions", "US", "Russia"]
    assert_same(found[keys], swapped[keys])
    means = (
        scored.groupby(["article_id", "scorer", "target"])["score"].mean().unstack().reindex(columns=["US", "Russia"])
    )
    assert means.notna().all(axis=1).sum() == len(found)
    for row in found.itertuples():
        own = means.loc[(row.article_id, row.scorer)]
        assert (own["US"], own["Russia"], own["US"] - own["Russia"]) == pytest.approx(
            (row.US, row.Russia, row.difference)
        )
        mine = (scored["article_id"] == row.article_id) & (scored["scorer"] == row.scorer)
        assert mine.sum() == row.n_mentions
    order = list(zip(found["file"], found["scorer"], strict=True))
    assert sorted(order) == order
    assert compare_targets(tone, "US", "Atlantis").empty


@FEW
@given(scored_mentions(scorers=TWO))
def test_articles_that_name_most_come_first(scored):
    tone = tone_by_article(scored)
    found = order_by_evidence(tone)
    assert_same(tone, found, by=["article_id", "target", "scorer"])
    assert list(range(len(tone))) == list(found.index)
    first = tone[tone["scorer"] == tone["scorer"].min()].groupby("file")
    rank = pd.DataFrame({"targets": -first["target"].nunique(), "mentions": -first["n_mentions"].sum()}).reset_index()
    expected = rank.sort_values(["targets", "mentions", "file"])["file"].tolist()
    assert expected == list(dict.fromkeys(found["file"]))


@FEW
@given(scored_mentions(), st.integers(0, 8))
def test_the_strongest_are_of_different_articles_and_hold_both_ends(scored, limit):
    found = pick_strongest(scored, limit)
    assert len(found) <= limit
    assert not found.duplicated(["article_id", "target", "sentence_start"]).any()
    for target, own in scored.groupby("target"):
        kept = found[found["target"] == target]
        assert sorted(kept["score"], reverse=True) == kept["score"].tolist()
        if limit >= 2 * scored["target"].nunique():
            assert {own["score"].min(), own["score"].max()} <= set(kept["score"])
    assert_same(pick_strongest(scored), pick_strongest(scored, 8))
    merged = found.merge(scored)
    assert len(found) == len(merged)


def _paired(scored):
    means = scored.groupby(["article_id", "source", "target"])["score"].mean().unstack()
    means = means.reindex(columns=["US", "Russia"]).dropna().reset_index()
    return means.assign(difference=(means["US"] - means["Russia"]).round(12))


@FEW
@given(scored_mentions())
def test_a_comparison_of_targets_is_what_it_is_by_hand(scored):
    found, pairs = weigh_targets(scored, "US", "Russia"), _paired(scored)
    _check_honesty(found)
    assert (0 if pairs.empty else 1) == len(found)
    for row in found.itertuples():
        differences = pairs["difference"].to_numpy()
        assert differences.mean() == pytest.approx(row.difference)
        assert ((differences > 0).sum(), (differences < 0).sum()) == (row.n_first_higher, row.n_second_higher)
        interval = estimate_interval(differences, np.ones(len(pairs)), sources=pairs["source"], limits=(-2, 2))
        assert interval[:2] == pytest.approx((row.low, row.high), nan_ok=True)
        test = flip_signs(differences)
        assert test.least_p == row.least_p
        assert (test.p if len(pairs) >= 5 else np.nan) == pytest.approx(row.p, nan_ok=True)
        own = scored[scored["article_id"].isin(pairs["article_id"])]
        apart = own["score"] - own.groupby("target")["score"].transform("mean")
        signed = np.where(own["target"] == "US", apart, -apart)
        clusters = measure_clusters(signed, own["article_id"], is_alike=True)
        told = (row.icc, row.design_effect, row.n_effective, row.n_articles, row.n_mentions)
        assert tuple(vars(clusters).values()) == pytest.approx(told, nan_ok=True, abs=1e-9)


@FEW
@given(scored_mentions(scorers=TWO), st.sampled_from([(), ("source",)]))
def test_swapped_targets_and_turned_scores_turn_a_comparison(scored, by):
    found = weigh_targets(scored, "US", "Russia", by=by)
    swapped = weigh_targets(scored, "Russia", "US", by=by)
    turned = weigh_targets(scored.assign(score=-scored["score"]), "US", "Russia", by=by)
    for other in (swapped, turned):
        _check_turned(found, other, by=["scorer", *by])
        assert found["n_first_higher"].tolist() == other["n_second_higher"].tolist()
        assert found["n_second_higher"].tolist() == other["n_first_higher"].tolist()
    assert found["comparison"].str.contains("toward US less tone toward Russia").all()
    assert_same(found, weigh_targets(shuffle(scored, 5), "US", "Russia", by=by))
    if by:
        _check_honesty(found)
        parts = [weigh_targets(own, "US", "Russia") for _, own in scored.groupby("source")]
        whole = pd.concat([part for part in parts if len(part)] or [found.head(0)])
        assert sorted(whole["difference"]) == pytest.approx(sorted(found["difference"]))


@FEW
@given(scored_mentions(), scored_mentions())
def test_cleaning_that_changes_nothing_changes_nothing_and_otherwise_turns(before, after):
    same = weigh_cleaning(before, before, "US", "Russia")
    assert same["difference"].eq(0).all()
    assert same["p"].dropna().eq(1).all()
    forth = weigh_cleaning(before, after, "US", "Russia")
    _check_honesty(forth)
    back = weigh_cleaning(after, before, "US", "Russia")
    assert_same(forth[ENDS], -back[TURNED_ENDS].set_axis(ENDS, axis=1))
    assert_same(forth[["n_articles", "p", "least_p"]], back[["n_articles", "p", "least_p"]])
    one, other = _paired(before).set_index("article_id"), _paired(after).set_index("article_id")
    moved = (other["difference"] - one["difference"]).dropna() if len(one) and len(other) else pd.Series(dtype=float)
    assert ([moved.mean()] if len(moved) else []) == pytest.approx(forth["difference"].tolist())


@FEW
@given(scored_mentions(targets=("US",), least=4))
def test_a_source_against_all_others_is_two_groups_of_articles(scored):
    found = weigh_sources(scored)
    _check_honesty(found)
    means = scored.groupby(["article_id", "source"])["score"].mean().reset_index()
    assert (sorted(means["source"].unique()) if means["source"].nunique() > 1 else []) == found["source"].tolist()
    for row in found.itertuples():
        first = (means["source"] == row.source).to_numpy()
        assert (first.sum(), (~first).sum()) == (row.n_articles_first, row.n_articles_second)
        one, other = means.loc[first, "score"], means.loc[~first, "score"]
        assert one.mean() - other.mean() == pytest.approx(row.difference)
        few = min(first.sum(), (~first).sum()) < 5
        p = np.nan if few else exchange_labels(means["score"], np.ones(len(means)), first, n_draws=2000).p
        assert p == pytest.approx(row.p, nan_ok=True)
        assert np.isnan(row.low) or not few
        assert len(scored) == row.n_mentions
    turned = weigh_sources(scored.assign(score=-scored["score"]))
    _check_turned(found, turned, by=["source", "n_articles_first", "n_articles_second"])
    assert_same(found, weigh_sources(scored, sources=SOURCES, targets=["US"], what="tone toward", limits=(-2, 2)))
    assert_same(found[found["source"] == "Bugle"].reset_index(drop=True), weigh_sources(scored, sources=["Bugle"]))
    assert weigh_sources(scored, targets=["Russia"]).empty


@st.composite
def counted_articles(draw, *, sources=SOURCES, most=16):
    n = draw(st.integers(2, most))
    numbers = st.lists(st.integers(0, 6), min_size=n, max_size=n)
    wholes = np.array(draw(numbers)) * 2
    parts = np.minimum(np.array(draw(numbers)), wholes)
    names = draw(st.lists(st.sampled_from(sources), min_size=n, max_size=n))
    ids = [name_article(number) for number in range(n)]
    return pd.DataFrame({"article_id": ids, "source": names, "part": parts, "n_words": wholes})


@FEW
@given(counted_articles(sources=SOURCES[:2]), st.sampled_from([1, 1000]))
def test_of_two_groups_either_rate_less_the_other_is_the_other_turned(articles, scale):
    found = weigh_rates(articles, part="part", whole="n_words", scale=scale)
    _check_honesty(found)
    kept = articles[articles["n_words"] > 0]
    assert (2 if kept["source"].nunique() == 2 else 0) == len(found)
    if len(found):
        _check_turned(found.head(1), found.tail(1).reset_index(drop=True))
        one, other = (kept[kept["source"] == name] for name in found["source"])
        rates = [own["part"].sum() / own["n_words"].sum() for own in (one, other)]
        assert scale * (rates[0] - rates[1]) == pytest.approx(found["difference"].iloc[0])
        assert kept["n_words"].sum() == found["n_mentions"].iloc[0]
        assert [len(one), len(other)] == [*found[["n_articles_first", "n_articles_second"]].iloc[0]]
        assert f"part per n_words, {found['source'].iloc[0]} less all others" == found["comparison"].iloc[0]
    plain = weigh_rates(articles, part="part", whole="n_words")
    for column in (*ENDS, "detectable"):
        assert (plain[column] * scale).tolist() == pytest.approx(found[column].tolist(), nan_ok=True)
    assert_same(plain[["icc", "design_effect", "least_p"]], found[["icc", "design_effect", "least_p"]])


@FEW
@given(counted_articles(), st.integers(0, 4))
def test_attention_is_a_rate_of_mentions_each_counted_once(articles, n_more):
    rows = [
        (name, place) for name, n in zip(articles["article_id"], articles["part"], strict=True) for place in range(n)
    ]
    mentions = pd.DataFrame(rows, columns=["article_id", "mention_start"]).assign(target="US")
    twice = pd.concat([mentions, mentions.head(n_more)])
    found = weigh_attention(twice, articles, ["US", "Russia"])
    expected = weigh_rates(articles, part="part", whole="n_words", scale=1000, what="mentions of US per 1,000 words")
    assert_same(expected, found[found["target"] == "US"].drop(columns="target").reset_index(drop=True))
    assert found.loc[found["target"] == "Russia", "difference"].eq(0).all()
    assert ["target", "source"] == list(found.columns[:2])
    assert ["US"] * len(expected) + ["Russia"] * len(expected) == found["target"].tolist()


@FEW
@given(counted_articles(sources=SOURCES[:2]))
def test_a_word_of_one_source_is_that_of_the_other_turned(articles):
    counts = articles.loc[articles["part"] > 0, ["article_id", "source", "part"]].rename(columns={"part": "count"})
    counts = counts.assign(term="gas", n_tokens=1)
    word = {"term": "gas", "n_tokens": 1, "p": 0.5}
    rows = [
        word | {"focus": "Argus", "against": "Bugle", "log_ratio": 1.5},
        word | {"focus": "Bugle", "against": "Argus", "log_ratio": -1.5},
    ]
    keyness = pd.DataFrame([*rows, word | {"focus": "Argus", "against": "a list", "log_ratio": 9.0}])
    found = weigh_words(counts, articles, keyness)
    kept = articles[articles["n_words"] > 0].groupby("source")[["part", "n_words"]].sum()
    assert (2 if len(kept) == 2 else 0) == len(found)
    if len(found):
        _check_turned(found.head(1), found.tail(1).reset_index(drop=True))
        assert [1.5, -1.5] == found["difference"].tolist()
        assert found["p"].isna().all() or found["p"].eq(0.5).all()
        used = (kept["part"] > 0).all()
        assert used or found["low"].isna().all()
        if found["low"].notna().all():
            rates = np.log2(kept["part"] / kept["n_words"])
            middle = (found["low"] + found["high"]).iloc[0] / 2
            assert rates["Argus"] - rates["Bugle"] == pytest.approx(middle)
    assert weigh_words(counts, articles, keyness, top=0).empty


@FEW
@given(coded_scores(scorers=TWO))
def test_of_two_scorers_either_less_the_other_is_the_other_turned(given_tables):
    scored, codings = given_tables
    one, other = (weigh_scorers(scored, codings, first=name) for name in TWO)
    _check_honesty(one)
    _check_turned(one, other)
    assert one["scorer"].isin(["sure"]).all()
    assert one["difference"].between(-1, 1).all()
    same = scored.assign(label=scored.groupby(["article_id", "mention_start"])["label"].transform("first"))
    assert weigh_scorers(same, codings, first="plain")["difference"].eq(0).all()
    assert weigh_scorers(scored, codings, first="nobody").empty


@FEW
@given(scored_mentions(), st.integers(0, 9))
def test_contamination_is_a_comparison_of_shares(scored, seed):
    marked = scored.drop(columns=["scorer", "score"]).assign(
        outside=np.random.default_rng(seed).random(len(scored)) < 0.4
    )
    found = weigh_contamination(marked, "US", "Russia")
    expected = weigh_targets(
        scored.assign(score=marked["outside"].astype(float)),
        "US",
        "Russia",
        limits=(-1, 1),
        what="share not analysed of mentions of",
    )
    assert_same(expected.drop(columns="scorer"), found)
    _check_turned(found, weigh_contamination(marked, "Russia", "US"))
    by_source = weigh_contamination(marked, "US", "Russia", by=["source"])
    assert "scorer" not in by_source
    assert set(by_source.get("source", [])) <= set(SOURCES)


@FEW
@given(counted_articles(), counted_articles())
def test_a_word_near_two_names_turns_when_they_swap(one, other):
    both = one.merge(other, on="article_id", suffixes=("", "_other"))
    both = both[(both["n_words"] > 0) & (both["n_words_other"] > 0)]
    assume(len(both))
    names = {"part": "count_first", "n_words": "n_first", "part_other": "count_second", "n_words_other": "n_second"}
    counts = both.rename(columns=names).assign(term="gas")
    back = counts.rename(
        columns={
            "count_first": "count_second",
            "count_second": "count_first",
            "n_first": "n_second",
            "n_second": "n_first",
        }
    )
    word = {
        "term": "gas",
        "first": "US",
        "second": "Russia",
        "p": 0.25,
        "n_permutations": 2 ** len(both),
        "log_ratio": 2.0,
    }
    contrast = pd.DataFrame([word, word | {"term": "unknown"}])
    found = weigh_contrast(counts, one, contrast)
    _check_turned(found, weigh_contrast(back, one, contrast.assign(log_ratio=-2.0)))
    (row,) = found.itertuples()
    assert ("gas", 2.0, 2 / 2 ** len(both)) == (row.term, row.difference, row.least_p)
    a, b = both["part"].sum(), both["part_other"].sum()
    assert np.isnan(row.low) or (a and b and len(both) >= 5)
    assert (both["n_words"] + both["n_words_other"]).sum() == row.n_mentions
    if not np.isnan(row.low):
        middle = np.log2(a / both["n_words"].sum()) - np.log2(b / both["n_words_other"].sum())
        assert middle == pytest.approx((row.low + row.high) / 2)
    assert weigh_contrast(counts, one, contrast, top=0).empty


@FEW
@given(scored_mentions(scorers=TWO, confidence=True), st.sampled_from([0.0, 0.5, 0.6, 0.9, 1.0]))
def test_confident_scores_are_those_not_below_and_all_that_say_nothing(scored, minimum):
    mixed = scored.assign(confidence=scored["confidence"].where(scored["scorer"] == "sure"))
    found = keep_confident(mixed, minimum)
    expected = [row.scorer == "plain" or row.confidence >= minimum for row in mixed.itertuples()]
    assert_same(mixed.loc[np.array(expected, dtype=bool)].reset_index(drop=True), found)
    table = compare_by_confidence(mixed, "US", "Russia", minima=[minimum, 0.0])
    assert set(table["scorer"]) <= {"sure"}
    own = mixed[mixed["scorer"] == "sure"]
    for row in table.itertuples():
        n_kept = int((own["confidence"] >= row.min_confidence).sum())
        assert (n_kept, 1 - n_kept / len(own)) == pytest.approx((row.n_kept, row.share_left_out))
        alone = weigh_targets(own[own["confidence"] >= row.min_confidence], "US", "Russia")
        assert alone["difference"].tolist() == pytest.approx([row.difference])
    assert sorted(table["min_confidence"]) == table["min_confidence"].tolist()
    usual = compare_by_confidence(mixed, "US", "Russia")
    assert set(usual["min_confidence"]) <= {0.0, 0.5, 0.6, 0.7}
    assert_same(usual, compare_by_confidence(mixed, "US", "Russia", minima=(0.0, 0.5, 0.6, 0.7)))
