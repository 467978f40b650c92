"""The draw: probabilities are those that are told, and nothing tells a coder where a mention is from."""

import re

import numpy as np
import pandas as pd
import pytest
from building import make_articles

from helpers.coding import draw_items, hash_codebook, hash_corpus
from helpers.errors import PresslensError
from helpers.schemas import CodingItems


@pytest.fixture(scope="module")
def codebook(tmp_path_factory):
    path = tmp_path_factory.mktemp("book") / "codebook.md"
    path.write_bytes(b"# Rules\n")
    return path


def make_corpus(*, n_us=40, n_russia=120, n_differ=10):
    """Return mentions, a row per scorer, and articles of ten mentions each; over the first of a target they differ."""
    rows = []
    for target, n in (("US", n_us), ("Russia", n_russia)):
        for number in range(n):
            article = f"{number // 10 + (1000 if target == 'US' else 0):016x}"
            start = 10 * (number % 10)
            place = {"article_id": article, "target": target, "mention_start": start, "mention_end": start + 2}
            scores = (0.5, -0.5) if number < n_differ else (0.5, 0.0)
            rows += [{**place, "mention": "It", "scorer": f"s{i}", "score": score} for i, score in enumerate(scores)]
    mentions = pd.DataFrame(rows)
    ids = sorted(set(mentions["article_id"]))
    articles = pd.DataFrame({"article_id": ids, "body": "It went. " * 12, "source": "Alpha", "file": "a.txt"})
    return mentions, articles


def test_estimates_by_inverse_probability_are_right_on_average(codebook):
    mentions, articles = make_corpus()
    truth = {"US": 40 * 39 / 2, "Russia": 120 * 119 / 2}  # sums of a value that grows with the place
    value = {"US": 0, "Russia": 0}
    places = mentions.drop_duplicates(["article_id", "target", "mention_start"]).reset_index(drop=True)
    places["value"] = places.groupby("target").cumcount()
    sums, seen = dict.fromkeys(value, 0.0), np.zeros(len(places))
    n_draws = 60
    for seed in range(n_draws):
        items = draw_items(mentions, articles, codebook, n=40, seed=seed)
        drawn = items.merge(places, on=["article_id", "target", "mention_start"])
        for target, own in drawn.groupby("target"):
            sums[target] += (own["value"] / own["probability"]).sum() / n_draws
        keys = places.merge(items, on=["article_id", "target", "mention_start"], how="left")
        seen += keys["item"].notna().to_numpy()
    for target, total in truth.items():
        assert total == pytest.approx(sums[target], rel=0.05)
    assert seen.min() > 0


def test_every_stratum_has_its_probability_and_disagreement_is_drawn_more_often(codebook):
    items = draw_items(*make_corpus(), codebook, n=40)
    strata = items.groupby("stratum").agg(n=("item", "size"), low=("probability", "min"), high=("probability", "max"))
    assert (strata["low"] == strata["high"]).all()
    sizes = pd.Series(
        {
            "Russia, scorers agree": 110,
            "Russia, scorers differ": 10,
            "US, scorers agree": 30,
            "US, scorers differ": 10,
        }
    )
    assert sizes.index.tolist() == strata.index.tolist()
    assert (strata["n"] / sizes).tolist() == pytest.approx(strata["low"].tolist())
    assert [17, 3, 12, 8] == strata["n"].tolist()  # twenty for each target; 20 x 20 / 130 and 20 x 20 / 50 differ
    alike = draw_items(*make_corpus(), codebook, n=40, oversample=1).groupby("stratum").size()
    assert [18, 2, 15, 5] == alike.tolist()


def test_one_scorer_or_none_gives_strata_by_target(codebook):
    mentions, articles = make_corpus()
    one = mentions[mentions["scorer"] == "s0"]
    for known in (one, one.drop(columns=["scorer", "score"])):
        assert {"US": 10, "Russia": 10} == draw_items(known, articles, codebook, n=20)[
            "stratum"
        ].value_counts().to_dict()


@pytest.mark.parametrize(("n", "strata"), [(1, 1), (3, 1), (4, 4), (9, 4)])
def test_few_items_leave_no_mention_without_a_chance(codebook, n, strata):
    items = draw_items(*make_corpus(), codebook, n=n)
    assert (n, strata) == (len(items), items["stratum"].nunique())
    if strata == 1:
        assert [n / 160] * n == items["probability"].tolist()


def test_fewer_mentions_than_items_are_all_drawn(codebook):
    mentions, articles = make_corpus(n_us=3, n_russia=2, n_differ=0)
    items = draw_items(mentions, articles, codebook)
    assert [1.0] * 5 == items["probability"].tolist()
    assert [1, 2, 3, 4, 5] == items["item"].tolist()


def test_no_mention_gives_no_item(codebook):
    mentions, articles = make_corpus(n_us=1, n_russia=0)
    assert CodingItems.column_names() == draw_items(mentions.head(0), articles, codebook).columns.tolist()
    assert 1 == len(draw_items(mentions, articles, codebook))


def test_a_mention_is_drawn_once_whatever_its_scores(codebook):
    mentions, articles = make_corpus(n_us=5, n_russia=5, n_differ=2)
    mentions.loc[3:6, "score"] = np.nan
    items = draw_items(mentions, articles, codebook, n=10)
    assert 10 == len(items[["article_id", "target", "mention_start"]].drop_duplicates())


def test_the_draw_is_that_of_its_seed_and_in_no_order(codebook):
    mentions, articles = make_corpus()
    first = draw_items(mentions, articles, codebook, seed=3)
    shuffled = draw_items(mentions.sample(frac=1, random_state=1), articles.iloc[::-1], codebook, seed=3)
    pd.testing.assert_frame_equal(first, shuffled)
    other = draw_items(mentions, articles, codebook, seed=4)
    assert first["mention_start"].tolist() != other["mention_start"].tolist()
    for column in ("article_id", "target", "stratum"):
        assert first[column].tolist() != sorted(first[column])


def test_items_tell_neither_source_nor_file_nor_score(codebook):
    mentions, articles = make_corpus()
    items = draw_items(mentions.assign(source="The Outlet", file="outlet.txt"), articles, codebook)
    assert CodingItems.column_names() == items.columns.tolist()
    assert not re.search("Outlet|outlet|0\\.5", items.drop(columns="probability").to_csv())


def test_the_context_is_the_sentence_and_one_on_each_side(codebook):
    body = "One came. Two\n came too. The anti-Russian mood grew\u2028more. Four left. Five stayed."
    start = body.index("Russian")
    mentions = pd.DataFrame(
        {
            "article_id": ["0" * 16],
            "target": "Russia",
            "mention": "Russian",
            "mention_start": start,
            "mention_end": start + 7,
        }
    )
    [item] = draw_items(mentions, make_articles(body), codebook).to_dict("records")
    assert ("Two came too. The anti-", "Russian", " mood grew more. Four left.") == (
        item["before"],
        item["mention"],
        item["after"],
    )


def test_a_long_context_is_cut(codebook):
    body = f"{'a ' * 2000}Russia{' b' * 2000}."
    mentions = pd.DataFrame(
        {"article_id": ["0" * 16], "target": "Russia", "mention": "Russia", "mention_start": 4000, "mention_end": 4006}
    )
    [item] = draw_items(mentions, make_articles(body), codebook).to_dict("records")
    assert ("… a ", "b …") == (item["before"][:4], item["after"][-3:])
    assert max(map(len, (item["before"], item["after"]))) < 1010


def test_fingerprints_follow_codebook_and_corpus(codebook, tmp_path):
    mentions, articles = make_corpus()
    items = draw_items(mentions, articles, codebook)
    assert {hash_codebook(codebook)} == set(items["codebook"])
    assert {hash_corpus(mentions, articles)} == set(items["corpus"])
    assert hash_corpus(mentions, articles) != hash_corpus(mentions.iloc[4:], articles)
    assert hash_corpus(mentions, articles) != hash_corpus(mentions, articles.iloc[1:])


def test_what_cannot_be_drawn_is_said(codebook, tmp_path):
    with pytest.raises(PresslensError, match="0 items cannot be drawn"):
        draw_items(*make_corpus(), codebook, n=0)
    with pytest.raises(PresslensError, match=r"none\.md: the codebook cannot be read"):
        draw_items(*make_corpus(), tmp_path / "none.md")


def test_the_codebook_that_comes_with_presslens_is_there():
    assert {hash_codebook()} == set(draw_items(*make_corpus())["codebook"])
