"""What comparisons rest on, by hand."""

from math import isnan, log2

import numpy as np
import pandas as pd
import pytest
from scipy.stats import ttest_ind
from score_tables import MENTIONS, scored

from helpers.keywords import compare_sources
from helpers.schemas import Honesty
from helpers.stats import (
    compare_by_confidence,
    detect,
    exchange_labels,
    flip_signs,
    weigh_attention,
    weigh_cleaning,
    weigh_rates,
    weigh_sources,
    weigh_targets,
    weigh_words,
)

pytestmark = pytest.mark.filterwarnings("error::RuntimeWarning")


def _ids(n):
    return [f"{number:016x}" for number in range(1, n + 1)]


def _pairs(*differences, source="one"):
    """Return an article per difference that holds each target once, Russia always with a score of 0."""
    rows = []
    for key, difference in zip(_ids(len(differences)), differences, strict=True):
        rows += [(key, source, "US", difference), (key, source, "Russia", 0.0)]
    return scored(*rows)


SIX = (-0.5, -0.4, -0.3, -0.2, -0.6, -0.4)


def test_targets_are_compared_within_articles():
    row = weigh_targets(_pairs(*SIX), "US", "Russia").iloc[0]
    assert ("test", 6, 12, 0, 6) == tuple(
        row[["scorer", "n_articles", "n_mentions", "n_first_higher", "n_second_higher"]]
    )
    assert -0.4 == pytest.approx(row["difference"])
    assert row["low"] < -0.4 < row["high"] < 0
    assert (2 / 64, 2 / 64) == (row["p"], row["least_p"])
    assert (2.571 + 0.920) * np.std(SIX, ddof=1) / 6**0.5 == pytest.approx(row["detectable"], abs=1e-4)
    assert "jackknife; signs of whole articles turned, all ways tried" == row["method"]
    Honesty.validate(weigh_targets(_pairs(*SIX), "US", "Russia"))


def test_mentions_that_differ_alike_within_an_article_are_worth_fewer():
    """The level that an article gives both targets does not count, what makes the difference does."""
    rng = np.random.default_rng(0)
    levels, leanings = rng.normal(0, 0.2, (2, 30))
    noise = rng.normal(0, 0.02, (30, 2, 4))
    signs = {"US": 1, "Russia": -1}

    def build(shared, leaning):
        return scored(
            *[
                (key, "one", target, shared * levels[a] + leaning * sign * leanings[a] + noise[a, t, m])
                for a, key in enumerate(_ids(30))
                for t, (target, sign) in enumerate(signs.items())
                for m in range(4)
            ]
        )

    lean = weigh_targets(build(0, 1), "US", "Russia").iloc[0]
    level = weigh_targets(build(1, 0), "US", "Russia").iloc[0]
    assert lean["icc"] > 0.9
    assert lean["design_effect"] == pytest.approx(1 + 7 * lean["icc"])
    assert lean["n_effective"] == pytest.approx(240 / lean["design_effect"])
    assert level["icc"] < 0
    assert (1, 240) == tuple(level[["design_effect", "n_effective"]])


def test_few_articles_have_no_interval():
    row = weigh_targets(_pairs(-0.5, -0.4, -0.3, -0.2), "US", "Russia").iloc[0]
    assert row[["low", "high", "p", "detectable"]].isna().all()
    assert (0.125, "none") == (row["least_p"], row["method"])
    assert "Fewer than 5 articles" in row["warning"]


def test_five_articles_can_show_nothing_by_signs():
    assert "no p below 0.062" in weigh_targets(_pairs(*SIX[:5]), "US", "Russia").iloc[0]["warning"]


@pytest.mark.parametrize("n", [1, 5, 30])
def test_equal_scores_have_no_icc_and_nothing_detectable(n):
    row = weigh_targets(_pairs(*[0.0] * n), "US", "Russia").iloc[0]
    assert 0 == row["difference"]
    assert row["p"] == 1 or (n < 5 and isnan(row["p"]))
    assert isnan(row["icc"])
    assert isnan(row["detectable"])


def test_equal_means_are_no_difference_however_their_scores_are_ordered():
    """0.1 + 0.2 + 0.3 + 0.7 is not 0.7 + 0.3 + 0.2 + 0.1 in floating point."""
    scores = [0.1, 0.2, 0.3, 0.7]
    rows = [
        (key, "one", target, score)
        for key in _ids(10)
        for target, own in (("US", scores), ("Russia", scores[::-1]))
        for score in own
    ]
    row = weigh_targets(scored(*rows), "US", "Russia").iloc[0]
    assert (0, 0, 0, 1) == tuple(row[["difference", "n_first_higher", "n_second_higher", "p"]])


def test_a_target_that_is_never_named_gives_an_empty_table():
    for found in (
        weigh_targets(MENTIONS, "US", "Atlantis"),
        weigh_targets(MENTIONS.head(0), "US", "Russia"),
        weigh_cleaning(MENTIONS, MENTIONS.head(0), "US", "Russia"),
        weigh_sources(MENTIONS.head(0)),
    ):
        assert found.empty
        assert set(Honesty.column_names()) <= set(found.columns)


def test_groups_of_mentions_are_weighed_apart():
    both = pd.concat(
        [_pairs(*SIX), _pairs(0.1, 0.3).assign(source="two", article_id=lambda t: "f" + t["article_id"].str[1:])]
    )
    found = weigh_targets(both, "US", "Russia", by=["source"]).set_index("source")
    assert [-0.4, 0.2] == pytest.approx(found["difference"].tolist())
    assert list(found.columns[:2]) == ["scorer", "comparison"]


def test_what_cleaning_does_is_compared_in_the_same_articles():
    before, after = _pairs(*SIX, 0.9), _pairs(*(d + 0.1 for d in SIX))
    row = weigh_cleaning(before, after, "US", "Russia").iloc[0]
    assert (6, 12) == tuple(row[["n_articles", "n_mentions"]])
    assert 0.1 == pytest.approx(row["difference"])
    assert row[["low", "high"]].isna().all()  # all articles say the same: nothing tells how others would scatter
    assert 2 / 2**6 == pytest.approx(row["p"])


def _sources(**means):
    rows, number = [], 0
    for source, own in means.items():
        for mean in own:
            number += 1
            rows += [(f"{number:016x}", source, "US", mean + step) for step in (-0.1, 0.1)]
    return scored(*rows)


def test_a_source_is_compared_with_all_others():
    table = _sources(one=[0.4, 0.5, 0.6, 0.5, 0.5], two=[0.1, 0.2, 0.0], three=[0.1, 0.1, 0.1])
    found = weigh_sources(table).set_index("source")
    assert ["one", "three", "two"] == list(found.index)
    row = found.loc["one"]
    assert (11, 22, 5, 6) == tuple(row[["n_articles", "n_mentions", "n_articles_first", "n_articles_second"]])
    assert 0.4 == pytest.approx(row["difference"])
    assert 0 < row["low"] < 0.4 < row["high"]
    means = table.groupby("article_id")["score"].mean().to_numpy()
    assert exchange_labels(means, np.ones(11), np.arange(11) < 5).p == row["p"]
    assert found.loc["two", ["low", "high", "p", "detectable"]].isna().all()
    assert "Fewer than 5" in found.loc["two", "warning"]
    assert ["two"] == weigh_sources(table, sources=["two"])["source"].tolist()
    assert weigh_sources(table, targets=["Russia"]).empty
    assert weigh_sources(table[table["source"] == "one"]).empty


def test_the_interval_between_sources_is_that_of_welch_however_unequal_they_are():
    one, two = [0.4, 0.8, 0.6, 0.15, 0.55], np.linspace(-0.1, 0.1, 200)
    row = weigh_sources(_sources(one=one, two=two), sources=["one"]).iloc[0]
    known = ttest_ind(one, two, equal_var=False)
    assert tuple(known.confidence_interval()) == pytest.approx((row["low"], row["high"]))
    error = (np.mean(one) - two.mean()) / known.statistic
    assert detect(error, known.df) == pytest.approx(row["detectable"])
    assert row["detectable"] > row["high"] - row["difference"]  # five articles, whatever the others


def test_500_sources_of_one_article():
    rows = [(f"{n:016x}", f"source {n}", "US", (n % 7) / 10) for n in range(1, 501)]
    found = weigh_sources(scored(*rows))
    assert 500 == len(found)
    assert found["p"].isna().all()


ARTICLES = pd.DataFrame(
    {
        "article_id": _ids(12),
        "source": ["one"] * 6 + ["two"] * 6,
        "n_words": [100] * 12,
        "n_named": [4, 5, 6, 5, 4, 6, 1, 0, 2, 1, 1, 1],
    }
)


def test_rates():
    found = weigh_rates(ARTICLES, part="n_named", whole="n_words", scale=1000, what="mentions").set_index("source")
    row = found.loc["one"]
    assert 40 == pytest.approx(row["difference"])  # 50 less 10 in 1,000
    assert (12, 1200) == tuple(row[["n_articles", "n_mentions"]])
    assert 29 < row["low"] < 40 < row["high"] < 51
    assert row["p"] < 0.01
    assert "mentions, one less all others" == row["comparison"]
    assert -row["low"] == pytest.approx(found.loc["two", "high"])
    none = weigh_rates(ARTICLES.assign(n_words=0), part="n_named", whole="n_words")
    assert none.empty
    assert weigh_rates(ARTICLES.head(6), part="n_named", whole="n_words").empty


def test_attention_is_such_a_rate():
    rows = [
        (key, "x", "US", 0.0)
        for key, n in zip(ARTICLES["article_id"], ARTICLES["n_named"], strict=True)
        for _ in range(n)
    ]
    found = weigh_attention(scored(*rows), ARTICLES, ["US", "Russia"]).set_index(["target", "source"])
    assert 40 == pytest.approx(found.loc[("US", "one"), "difference"])
    assert 0 == found.loc[("Russia", "one"), "difference"]
    assert weigh_attention(scored(), ARTICLES, []).empty


def test_words():
    counts = ARTICLES.rename(columns={"n_named": "count"}).assign(term="trade", n_tokens=1, n_words_in_term=1)
    counts = counts[counts["count"] > 0]
    keyness = compare_sources(counts, ARTICLES, stop_words=(), min_count=1, min_articles=1)
    row = weigh_words(counts, ARTICLES, keyness).set_index("focus").loc["one"]
    assert log2(30 / 6) == pytest.approx(row["difference"])
    assert row["low"] < log2(5) < row["high"]
    assert row["low"] > 0
    assert keyness.set_index("focus").loc["one", "p"] == row["p"]
    assert (1200, "trade") == tuple(row[["n_mentions", "term"]])
    absent = counts[counts["source"] == "one"]
    keyness = compare_sources(absent, ARTICLES, stop_words=(), min_count=1, min_articles=1)
    row = weigh_words(absent, ARTICLES, keyness).set_index("focus").loc["one"]
    assert row[["low", "high", "detectable"]].isna().all()  # the logarithm of 0
    assert row["p"] == keyness.set_index("focus").loc["one", "p"]
    assert ("none", True) == (row["method"], "One side does not use the word" in row["warning"])
    assert weigh_words(counts, ARTICLES, keyness.head(0)).empty


def test_what_changes_without_the_unsure_scores():
    given = MENTIONS.assign(confidence=[0.4, 0.9, 0.5, None, 0.7])
    found = compare_by_confidence(given, "US", "Russia", minima=(0.0, 0.5, 0.8)).set_index("min_confidence")
    assert [4, 3] == found["n_kept"].tolist()  # of the four with a confidence; at .8 no article names both
    assert [0.0, 0.25] == found["share_left_out"].tolist()
    assert [-1.0, -0.5] == found["difference"].tolist()  # without -1 the US has 0 in article A
    assert compare_by_confidence(given.assign(confidence=float("nan")), "US", "Russia").empty


def test_order_does_not_matter():
    table = _pairs(*SIX)
    pd.testing.assert_frame_equal(
        weigh_targets(table, "US", "Russia"), weigh_targets(table.sample(frac=1, random_state=1), "US", "Russia")
    )
    assert flip_signs(SIX).p == weigh_targets(table, "US", "Russia").iloc[0]["p"]
