"""Corrected shares, by hand and by simulation."""

import numpy as np
import pandas as pd
import pytest
from score_tables import A, B, scored

from helpers.schemas import LABELS, Codings, CorrectedShares
from helpers.stats import correct_share, correct_shares

IDS = [f"{n:016x}" for n in range(600)]
MENTION = ["article_id", "target", "mention_start", "mention_end"]
SIGNS = {"-": -1.0, "0": 0.0, "+": 1.0}
NAMES = dict(zip(SIGNS, LABELS, strict=True)) | {"?": "unclear"}
pytestmark = pytest.mark.filterwarnings("error::RuntimeWarning")


def spread(given, *, target="US", n_sources=2):
    """Return one mention an article, each with the label that its sign says."""
    return scored(*[(IDS[n], f"s{n % n_sources}", target, SIGNS[sign]) for n, sign in enumerate(given)])


def coded(mentions, said, *, probability=1.0, coder="one"):
    """Return codings of the first mentions; those with a space have none."""
    own = mentions.head(len(said))[MENTION].assign(label=[NAMES.get(sign) for sign in said], probability=probability)
    own = own.dropna(subset="label")
    return own.assign(item=range(1, len(own) + 1), coder=coder)


def correct(mentions, codings, **options):
    """Return the row of the one scorer and target."""
    table = correct_shares(mentions, codings, **{"n_draws": 200} | options)
    CorrectedShares.validate(table)
    assert 1 == len(table)
    return table.iloc[0]


@pytest.mark.parametrize(
    ("observed", "sensitivity", "specificity", "expected"),
    [
        (0.35, 0.8, 0.9, 0.35714),  # (.35 + .9 - 1) / (.8 + .9 - 1) = .25 / .7
        (0.35, 1.0, 1.0, 0.35),
        (0.05, 0.8, 0.9, 0.0),  # fewer than are given it wrongly
        (0.95, 0.8, 0.9, 1.0),
        (0.5, 0.5, 0.5, np.nan),  # no better than chance
        (0.5, 0.3, 0.7, np.nan),
        (0.5, 0.2, 0.2, np.nan),
        (0.5, np.nan, 0.9, np.nan),
    ],
)
def test_a_share_is_corrected(observed, sensitivity, specificity, expected):
    found = correct_share(observed, sensitivity, specificity)
    assert expected == pytest.approx(float(found), abs=5e-6, nan_ok=True)


def test_arrays_are_corrected_each_for_itself():
    found = correct_share([0.35, 0.05, 0.5], [0.8, 0.8, 0.5], np.array([0.9, 0.9, 0.5]))
    assert [0.35714, 0.0, np.nan] == pytest.approx(list(found), abs=5e-6, nan_ok=True)
    assert [0.35714, 0.5] == pytest.approx(list(correct_share([0.35, 0.45], 0.8, 0.9)), abs=5e-6)


def test_a_table_by_hand():
    # 4 of 12 are given negative; of 4 coded negative 3 are found, of 4 coded otherwise 3 are spared
    mentions = spread("---0-000+000")
    row = correct(mentions, coded(mentions, "----00+0"))
    assert (12, 12, 8, 4, 8) == tuple(row[["n_articles", "n_mentions", "n_coded", "n_coded_with", "n_articles_coded"]])
    assert (4 / 12, 0.75, 0.75) == tuple(row[["observed", "sensitivity", "specificity"]])
    assert (4 / 12 - 0.25) / 0.5 == pytest.approx(row["corrected"])
    assert row["low"] < row["corrected"] < row["high"]


def test_coded_mentions_weigh_by_their_probability_and_all_mentions_alike():
    # article 0 holds two of the six mentions
    mentions = scored(*[(IDS[n], "one", "US", score) for n, score in zip((0, 0, 1, 2, 3, 4), (-1, 0, 0, -1, 0, 0))])  # noqa: B905
    row = correct(mentions, coded(mentions, "--000+", probability=[0.5, 0.25, 1, 0.5, 1, 1]))
    # negative: found at weight 2, missed at 4; otherwise: spared at 1, 1 and 1, not at 2
    assert (2 / 6, 2 / 6, 3 / 5) == pytest.approx(tuple(row[["observed", "sensitivity", "specificity"]]))
    assert row[["corrected", "low", "high"]].isna().all()  # together below 1


@pytest.mark.parametrize(("label", "share"), [("negative", 5 / 12), ("neutral", 4 / 12), ("positive", 3 / 12)])
def test_a_perfect_scorer_is_left_alone(label, share):
    mentions = spread("--00+-0+--0+")
    row = correct(mentions, coded(mentions, "--00+-0+"), label=label)
    assert (label, 1, 1) == tuple(row[["label", "sensitivity", "specificity"]])
    assert share == pytest.approx(row["observed"])
    assert share == pytest.approx(row["corrected"])
    assert 0 <= row["low"] < share < row["high"] <= 1


def test_a_useless_scorer_is_not_corrected():
    mentions = spread("-0-0-0-0-0-0")
    row = correct(mentions, coded(mentions, "--00--00"))
    assert (0.5, 0.5) == tuple(row[["sensitivity", "specificity"]])
    assert row[["corrected", "low", "high"]].isna().all()


def test_a_scorer_that_may_be_useless_leaves_all_open():
    mentions = spread("-0-0-0-0--00" * 2)
    row = correct(mentions, coded(mentions, "--00-000"))  # finds 2 of 3 and spares 3 of 5
    assert (0.5 - 2 / 5) / (2 / 3 - 2 / 5) == pytest.approx(row["corrected"])
    assert (0, 1) == tuple(row[["low", "high"]])


@pytest.mark.parametrize(
    ("said", "missing"),
    [("00++0+00", "sensitivity"), ("--------", "specificity"), ("????????", "sensitivity"), ("", "specificity")],
)
def test_nothing_is_corrected_where_the_label_is_not_coded_or_nothing_else_is(said, missing):
    mentions = spread("--00+-0+")
    row = correct(mentions, coded(mentions, said))
    assert np.isnan(row[missing])
    assert row[["corrected", "low", "high"]].isna().all()
    assert 3 / 8 == row["observed"]


@pytest.mark.parametrize("n_coded", [4, 5])
def test_no_interval_below_5_coded_articles(n_coded):
    mentions = spread("-00-0-0-00-0")
    row = correct(mentions, coded(mentions, "-00-0"[:n_coded]), n_draws=1000)
    assert row["observed"] == pytest.approx(row["corrected"])
    assert (n_coded < 5) == np.isnan(row["low"]) == np.isnan(row["high"])


def test_one_article_and_scores_that_are_all_equal():
    mentions = scored((A, "one", "US", -1.0), (A, "one", "US", 0.0))
    row = correct(mentions, coded(mentions, "-0"))
    assert 0.5 == row["corrected"]
    assert row[["low", "high"]].isna().all()
    mentions = spread("0" * 8)
    row = correct(mentions, coded(mentions, "00-0+000"))  # finds none, spares all
    assert (0, 0, 1) == tuple(row[["observed", "sensitivity", "specificity"]])
    assert row[["corrected", "low", "high"]].isna().all()


def test_nothing_in_nothing_out():
    mentions, none = spread("--00+-0+"), Codings.empty()
    assert correct_shares(mentions.head(0), none).empty
    assert correct_shares(mentions.head(0), coded(mentions, "--00")).empty
    assert CorrectedShares.column_names() == list(correct_shares(mentions.head(0), none).columns)
    assert 0 == correct(mentions, none)["n_coded"]


def test_scores_that_are_missing_have_no_part():
    mentions = spread("--00+-0+--")
    mentions.loc[8:, "score"] = np.nan
    assert 3 / 8 == correct(mentions, coded(mentions, "--00+-0+00"))["corrected"]


def test_coders_who_disagree_and_codings_of_another_corpus():
    mentions = spread("--00+-0+")
    elsewhere = coded(spread("-").assign(article_id=B, mention_start=77), "0")
    codings = pd.concat([coded(mentions, "--00+-0+"), coded(mentions, "0", coder="two"), elsewhere], ignore_index=True)
    row = correct(mentions, codings)
    assert (7, 2) == tuple(row[["n_coded", "n_coded_with"]])  # the first is tied


def test_a_row_per_scorer_and_target_in_their_order():
    both = pd.concat([spread("--00+-0+"), spread("00--+-0+", target="Russia")], ignore_index=True)
    other = both.assign(scorer="another", label="neutral")
    codings = coded(both, "--00+-0+")
    table = correct_shares(pd.concat([both, other], ignore_index=True), codings, n_draws=200)
    rows = [("another", "Russia"), ("another", "US"), ("test", "Russia"), ("test", "US")]
    assert rows == list(table[["scorer", "target"]].itertuples(index=False, name=None))
    assert [0, 8, 0, 8] == list(table["n_coded"])
    assert [False, False, False, True] == list(table["corrected"].notna())
    mixed = correct_shares(both.sample(frac=1, random_state=0), codings.sample(frac=1, random_state=1), n_draws=200)
    pd.testing.assert_frame_equal(table.iloc[2:].reset_index(drop=True), mixed)


def test_many_sources_of_one_article_each():
    mentions = spread("-0+" * 167, n_sources=501)
    row = correct(mentions, coded(mentions, "-0+" * 20))
    assert (501, 60) == tuple(row[["n_articles", "n_coded"]])
    assert row["low"] < 1 / 3 < row["high"]


def test_a_label_that_there_is_not():
    with pytest.raises(ValueError, match="'unclear' is no label"):
        correct_shares(spread("-"), Codings.empty(), label="unclear")


def test_the_corrected_interval_holds_the_truth_where_the_raw_share_lies_outside():
    """A scorer takes a third of what is not negative for negative: it shows .2 x .9 + .8 x .35 = .46 for .2."""
    rng, held, raw_held = np.random.default_rng(0), [], []
    for _ in range(60):
        article = np.repeat(np.arange(200), rng.integers(1, 4, 200))
        is_negative = rng.random(len(article)) < 0.2
        given = rng.random(len(article)) < np.where(is_negative, 0.9, 0.35)
        mentions = scored(*[(IDS[n], f"s{n % 4}", "US", -1.0 if said else 0.0) for n, said in zip(article, given)])  # noqa: B905
        is_drawn = rng.random(len(article)) < 0.5
        said = ["-" if true else "0" for true in is_negative]
        row = correct(mentions, coded(mentions, said, probability=0.5)[is_drawn])
        held.append(row["low"] <= 0.2 <= row["high"])
        raw_held.append(row["low"] <= row["observed"] <= row["high"])
    assert np.mean(held) >= 0.87
    assert not any(raw_held)
