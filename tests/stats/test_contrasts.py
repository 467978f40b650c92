"""What comparisons of scorers, of furniture and of words around names rest on, by hand."""

import numpy as np
import pandas as pd
import pytest
from coded_tables import coded, scored
from scipy.stats import t

from helpers.schemas import Codings, CollocateContrast, Honesty
from helpers.stats import flip_signs, weigh_contamination, weigh_contrast, weigh_scorers

pytestmark = pytest.mark.filterwarnings("error::RuntimeWarning")


def _score_all(labels, **scorers):
    """Return scores and codings of an article per label, where each scorer gives a list of scores."""
    rows = [(n, 0, name, score) for name, scores in scorers.items() for n, score in enumerate(scores)]
    return scored(*rows), coded(*[(n, 0, "ann", label) for n, label in enumerate(labels)])


def test_scorers_are_compared_by_the_labels_of_coders():
    mentions, codings = _score_all(["negative"] * 6, good=[-1] * 6, bad=[-1, 0, 1, 0, 0, 1])
    row = weigh_scorers(mentions, codings, first="good").iloc[0]
    assert ("bad", "share of coders' labels given, good less bad", 6, 6) == tuple(
        row[["scorer", "comparison", "n_articles", "n_mentions"]]
    )
    assert 5 / 6 == pytest.approx(row["difference"])
    assert row["low"] < 5 / 6 < row["high"] <= 1
    assert (2 / 32, 2 / 32) == (row["p"], row["least_p"])  # five articles have a sign
    assert "So few articles that differ" in row["warning"]
    back = weigh_scorers(mentions, codings, first="bad").iloc[0]
    assert ("good", -row["difference"], row["p"]) == (back["scorer"], back["difference"], back["p"])


def test_only_what_both_scored_counts_and_scorers_come_by_name():
    mentions, codings = _score_all(["negative"] * 6, a=[-1] * 6, c=[-1] * 5, b=[0] * 3, d=[])
    table = weigh_scorers(mentions, codings, first="a")
    assert [("b", 3, 1.0), ("c", 5, 0.0)] == list(
        table[["scorer", "n_articles", "difference"]].itertuples(index=False, name=None)
    )
    assert table["low"].isna().all()
    assert np.isnan(table["p"][0])
    assert 1 == table["p"][1]


def test_mentions_weigh_by_their_probability_within_an_article_and_articles_alike():
    """Of the first article the one gets two thirds right and the other a third, of the second all and nothing."""
    codings = coded((1, 0, "ann", "negative", 0.5), (1, 100, "ann", "neutral", 1.0), (2, 0, "ann", "negative", 0.1))
    mentions = scored(
        (1, 0, "a", -1), (1, 100, "a", 1), (2, 0, "a", -1), (1, 0, "b", 0), (1, 100, "b", 0), (2, 0, "b", 1)
    )
    row = weigh_scorers(mentions, codings, first="a").iloc[0]
    assert (1 / 3 + 1) / 2 == pytest.approx(row["difference"])
    assert (2, 3) == (row["n_articles"], row["n_mentions"])


def test_scorers_without_codings_or_without_each_other():
    mentions, codings = _score_all(["negative"] * 6, a=[-1] * 6)
    for table in (
        weigh_scorers(mentions, codings, first="a"),
        weigh_scorers(mentions, codings, first="none"),
        weigh_scorers(mentions, Codings.empty(), first="a"),
        weigh_scorers(mentions.head(0), codings, first="a"),
    ):
        assert table.empty
        assert ["scorer", *Honesty.column_names()] == list(table)
        Honesty.validate(table)


def test_scores_that_are_missing_and_sources_of_an_article_each():
    mentions, codings = _score_all(["negative"] * 8, a=[-1] * 8, b=[0] * 8)
    mentions.loc[mentions.index[-1], "score"] = np.nan
    mentions["source"] = mentions["article_id"]
    row = weigh_scorers(mentions, codings, first="a").iloc[0]
    assert (7, 1.0, 2 / 128) == (row["n_articles"], row["difference"], row["p"])
    assert np.isnan(row["low"])  # articles do not differ


def _mark(*articles, source="Daily"):
    """Return mentions from a string per target of each article: x lies outside what is analysed, o does not."""
    rows = [
        (f"{n:016x}", source, target, place == "x")
        for n, article in enumerate(articles)
        for target, places in zip(("US", "Russia"), article, strict=True)
        for place in places
    ]
    return pd.DataFrame(rows, columns=["article_id", "source", "target", "outside"])


def test_contamination_is_compared_within_articles_that_name_both():
    marked = _mark(("xo", "o"), ("x", "o"), ("xx", "xo"), ("xxxo", "ooo"), ("xo", "o"), ("x", ""))
    differences = [0.5, 1, 0.5, 0.75, 0.5]
    row = weigh_contamination(marked, "US", "Russia").iloc[0]
    assert (5, 19, np.mean(differences)) == tuple(row[["n_articles", "n_mentions", "difference"]])
    assert flip_signs(differences).p == row["p"]
    assert row["low"] < row["difference"] < row["high"]
    told = "share not analysed of mentions of US less share not analysed of mentions of Russia, within articles"
    assert told == row["comparison"]
    assert "scorer" not in row


def test_a_difference_of_shares_does_not_leave_its_limits():
    row = weigh_contamination(_mark(*[("x", "o")] * 4, ("o", "o")), "US", "Russia").iloc[0]
    assert (0.8, 1) == (row["difference"], row["high"])


def test_contamination_by_source():
    marked = pd.concat([_mark(("x", "o")), _mark(("o", "o"), source="Times")])
    table = weigh_contamination(marked, "US", "Russia", by=["source"])
    assert [("Daily", 1.0), ("Times", 0.0)] == list(table[["source", "difference"]].itertuples(index=False, name=None))


@pytest.mark.parametrize("articles", [[], [("x", "")], [("", "o")] * 9])
def test_contamination_where_no_article_names_both(articles):
    table = weigh_contamination(_mark(*articles), "US", "Russia")
    assert table.empty
    Honesty.validate(table)


def test_contamination_of_clean_texts():
    row = weigh_contamination(_mark(*[("o", "oo")] * 9), "US", "Russia").iloc[0]
    assert (0, 1) == (row["difference"], row["p"])
    assert np.isnan(row["low"])
    assert "nothing to test" in row["warning"]


def _contrast(*articles, permutations=999):
    """Return counts, articles and contrast of the word "grain" from counts and sizes near either name, by article."""
    rows = [(f"{n:016x}", "grain", a, b, size_a, size_b) for n, (a, size_a, b, size_b) in enumerate(articles)]
    columns = ["article_id", "term", "count_first", "count_second", "n_first", "n_second"]
    counts = pd.DataFrame(rows, columns=columns)
    row = {"term": "grain", "first": "US", "second": "Russia", "log_ratio": 1.0, "p": 0.5}
    row |= {"n_permutations": permutations}
    listed = pd.DataFrame({"article_id": counts["article_id"], "source": "Daily"})
    return counts, listed, pd.DataFrame([row])


def test_words_around_names_are_compared_within_articles():
    """Near the first 8 of 40, near the second 4 of 40: by 1 of log ratio."""
    articles = [(2, 8, 1, 8), (2, 8, 1, 8), (1, 8, 1, 8), (2, 8, 1, 8), (1, 8, 0, 8)]
    row = weigh_contrast(*_contrast(*articles)).iloc[0]
    assert ("grain", "log ratio of 'grain', around US to around Russia") == tuple(row[["term", "comparison"]])
    assert (5, 80, 1.0, 0.5) == tuple(row[["n_articles", "n_mentions", "difference", "p"]])
    near = np.array([5 * a / 8 - 5 * b / 4 for a, _, b, _ in articles]) / np.log(2)
    half = t.ppf(0.975, 4) * near.std(ddof=1) / 5**0.5
    assert (1 - half, 1 + half) == pytest.approx((row["low"], row["high"]))
    assert "jackknife; p as in the table of words, not corrected for their number" == row["method"]
    assert 1 / 1000 == row["least_p"]


def test_least_p_where_all_exchanges_were_tried():
    row = weigh_contrast(*_contrast(*[(2, 8, 1, 8), (1, 9, 1, 5)] * 3, permutations=64)).iloc[0]
    assert 2 / 64 == row["least_p"]


@pytest.mark.parametrize(
    ("articles", "told", "p"),
    [
        ([(2, 8, 0, 8)] * 6, "near one name alone", 0.5),
        ([(0, 8, 2, 8)] * 6, "near one name alone", 0.5),
        ([(1, 8, 2, 8)] * 4 + [(0, 8, 0, 8)] * 4, "in fewer than 5 articles", 0.5),
        ([(1, 8, 2, 8)] * 4, "Fewer than 5 articles", np.nan),
        ([(1, 8, 2, 9)], "Fewer than 5 articles", np.nan),
    ],
)
def test_words_that_have_no_interval(articles, told, p):
    row = weigh_contrast(*_contrast(*articles)).iloc[0]
    assert row[["low", "high", "detectable"]].isna().all()
    assert ("none", 1.0) == (row["method"], row["difference"])
    assert told in row["warning"]
    np.testing.assert_equal(row["p"], p)


def test_articles_that_name_one_target_take_part_and_may_all_be_of_other_sources():
    articles = [(2, 8, 0, 0), (0, 0, 1, 8), (1, 8, 1, 4), (0, 8, 1, 8), (1, 8, 0, 8), (1, 4, 1, 8)]
    counts, listed, contrast = _contrast(*articles)
    alike = weigh_contrast(counts, listed, contrast).iloc[0]
    assert alike["low"] < alike["high"]
    apart = weigh_contrast(counts, listed.assign(source=listed["article_id"]), contrast).iloc[0]
    assert (alike["low"], alike["high"]) == (apart["low"], apart["high"])  # sources of one article count as one


def test_articles_scatter_within_their_sources():
    """What sources differ in is no error: each has articles all alike here, but for one."""
    counts, listed, contrast = _contrast(*[(2, 8, 1, 8)] * 5, (1, 8, 2, 8), *[(1, 8, 3, 8)] * 5)
    pooled = weigh_contrast(counts, listed, contrast).iloc[0]
    within = weigh_contrast(counts, listed.assign(source=["one"] * 6 + ["two"] * 5), contrast).iloc[0]
    assert within["detectable"] < pooled["detectable"] / 2
    assert pooled["low"] < within["low"] < within["high"] < pooled["high"]


def test_no_words_around_names():
    counts, listed, contrast = _contrast((1, 8, 2, 8))
    for table in (
        weigh_contrast(counts.head(0), listed, contrast),
        weigh_contrast(counts, listed, CollocateContrast.empty()),
        weigh_contrast(counts, listed, contrast, top=0),
    ):
        assert table.empty
        assert ["term", *Honesty.column_names()] == list(table)


def test_mentions_that_hold_a_word_together_tell_less():
    """A word that fills all places near a name in one article and none in others."""
    spread = weigh_contrast(*_contrast(*[(1, 10, 1, 10)] * 10)).iloc[0]
    bunched = weigh_contrast(*_contrast((10, 10, 0, 10), (0, 10, 10, 10), *[(0, 10, 0, 10)] * 8)).iloc[0]
    assert (200, 200) == (spread["n_mentions"], bunched["n_mentions"])
    assert spread["icc"] < 0 < bunched["icc"]
    assert (200, 1) == (spread["n_effective"], spread["design_effect"])
    assert bunched["n_effective"] < 20
