"""Laws of the specification curve, and that no public statistic is without a law."""

import ast
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from making_scores import FEW, SCORES, SOURCES, assert_same, name_article, shuffle

from helpers import stats
from helpers.schemas import CHOICES, OPTIONS
from helpers.stats import (
    SpecificationSummary,
    estimate_interval,
    flip_signs,
    measure_specifications,
    pair_targets,
    summarise_specifications,
)

CHOSEN = {"scorer": ["plain", "sure"], **{name: list(options[:2]) for name, options in OPTIONS.items()}}
VARIANTS = list(product(*(CHOSEN[name] for name in ("scorer", "cleaning", "voice", "copies"))))
PRIMARY = {name: options[0] for name, options in CHOSEN.items()}


@st.composite
def tones(draw, most=8):
    """Draw the tone of articles toward both targets, in some of the ways in which it can be measured."""
    rows = []
    n, used = draw(st.integers(0, most)), draw(st.lists(st.sampled_from(VARIANTS), min_size=1, max_size=5, unique=True))
    for number, variant, target in product(range(n), used, ("US", "Russia")):
        if draw(st.integers(0, 4)):
            score, n_mentions = draw(st.sampled_from(SCORES)), draw(st.integers(1, 3))
            rows.append(
                (*variant, name_article(number), f"{number}.txt", SOURCES[number % 2], target, score, n_mentions)
            )
    columns = [
        "scorer",
        "cleaning",
        "voice",
        "copies",
        "article_id",
        "file",
        "source",
        "target",
        "mean_score",
        "n_mentions",
    ]
    return pd.DataFrame(rows, columns=columns).astype({"mean_score": "float64", "n_mentions": "int64"})


def _measure(tone, first="US", second="Russia"):
    pairs = pair_targets(tone, first, second)
    return pairs, measure_specifications(pairs, CHOSEN, PRIMARY)


@FEW
@given(tones())
def test_pairs_are_the_articles_that_name_both(tone):
    pairs, swapped = pair_targets(tone, "US", "Russia"), pair_targets(tone, "Russia", "US")
    names = {"first": "second", "second": "first", "n_first": "n_second", "n_second": "n_first"}
    assert_same(pairs, swapped.rename(columns=names)[pairs.columns])
    assert_same(pairs, pair_targets(shuffle(tone, 1), "US", "Russia"))
    keys = ["scorer", "cleaning", "voice", "copies", "article_id"]
    sizes = tone.groupby(keys)["target"].nunique()
    assert (sizes == 2).sum() == len(pairs)
    assert_same(pairs, pairs.sort_values(["scorer", "cleaning", "voice", "copies", "file"], ignore_index=True))


@FEW
@given(tones())
def test_each_way_of_doing_it_is_what_it_is_by_hand(tone):
    pairs, table = _measure(tone)
    assert [tuple(options) for options in product(*(CHOSEN[name] for name in CHOICES))] == list(
        table[list(CHOICES)].itertuples(index=False, name=None)
    )
    assert 1 == table["is_primary"].sum() == table["is_primary"].iloc[0]
    for row in table.itertuples():
        own = pairs
        for name in ("scorer", "cleaning", "voice", "copies"):
            own = own[own[name] == getattr(row, name)]
        assert (len(own), own["n_first"].sum() + own["n_second"].sum()) == (row.n_articles, row.n_mentions)
        if own.empty:
            assert np.isnan([row.difference, row.low, row.high, row.p]).all()
            continue
        assert np.isnan(row.low) or row.low - 1e-9 <= row.difference <= row.high + 1e-9
        if row.weighting == "articles alike":
            within = own["first"] - own["second"]
            interval = estimate_interval(within, np.ones(len(own)), sources=own["source"], limits=(-2, 2))
            expected = (within.mean(), *interval[:2], flip_signs(within).p)
            assert expected == pytest.approx((row.difference, row.low, row.high, row.p), nan_ok=True)
        else:
            one, other = (np.average(own[side], weights=own[f"n_{side}"]) for side in ("first", "second"))
            assert one - other == pytest.approx(row.difference, abs=1e-9)
            if (own["n_first"] == own["n_first"].iloc[0]).all() and (own["n_second"] == own["n_first"].iloc[0]).all():
                alike = table[
                    (table["weighting"] == "articles alike")
                    & (table["scorer"] == row.scorer)
                    & (table["cleaning"] == row.cleaning)
                    & (table["voice"] == row.voice)
                    & (table["copies"] == row.copies)
                ]
                assert alike["difference"].tolist() == pytest.approx([row.difference], abs=1e-9)
                assert alike["p"].tolist() == pytest.approx([row.p])


@FEW
@given(tones())
def test_the_whole_curve_turns_with_targets_and_with_scores(tone):
    pairs, table = _measure(tone)
    ends, mirror = ["difference", "low", "high"], ["difference", "high", "low"]
    for other in (_measure(tone, "Russia", "US"), _measure(tone.assign(mean_score=-tone["mean_score"]))):
        assert_same(table[ends], -other[1][mirror].set_axis(ends, axis=1))
        assert_same(table[["p", "n_articles", "n_mentions"]], other[1][["p", "n_articles", "n_mentions"]])
        one, two = summarise_specifications(table, pairs), summarise_specifications(other[1], other[0])
        same = [
            (one.primary, -two.primary), (one.sign, -two.sign), (one.n_same_sign, two.n_same_sign),
            (one.n_clear, two.n_clear), (one.n_clear_against, two.n_clear_against), (one.least, -two.most),
            (one.median, -two.median), (one.primary_low, -two.primary_high), (one.p_median, two.p_median),
            (one.least_p, two.least_p), (one.share_clear, two.share_clear), (one.share_same_sign, two.share_same_sign),
        ]  # fmt: skip
        for left, right in same:
            assert left == pytest.approx(right, nan_ok=True, abs=1e-9)
        assert_same(one.influence, two.influence)


@FEW
@given(tones())
def test_a_summary_tells_what_the_table_holds(tone):
    pairs, table = _measure(tone)
    found = summarise_specifications(table, pairs)
    assert isinstance(found, SpecificationSummary)
    difference = table["difference"].dropna()
    assert (len(table), len(difference)) == (found.n_specifications, found.n_found)
    told = found.least, found.median, found.most
    assert (difference.min(), difference.median(), difference.max()) == pytest.approx(told, nan_ok=True)
    assert table["difference"].iloc[0] == pytest.approx(found.primary, nan_ok=True)
    shown = found.median if np.isnan(found.primary) else found.primary
    sign = 0 if np.isnan(shown) or abs(shown) < 1e-9 else np.sign(shown)
    assert sign == found.sign
    signs = np.sign(difference.where(difference.abs() > 1e-9, 0))
    clear = (table["low"] > 1e-9) | (table["high"] < -1e-9)
    assert ((signs == sign).sum(), clear.sum(), table["low"].notna().sum()) == (
        found.n_same_sign,
        found.n_clear,
        found.n_intervals,
    )
    against = clear & (np.sign(table["difference"]) == -sign)
    assert against.sum() == found.n_clear_against
    shares = (found.n_same_sign, found.n_clear)
    assert [n / found.n_found if found.n_found else np.nan for n in shares] == pytest.approx(
        [found.share_same_sign, found.share_clear], nan_ok=True
    )
    n = pairs["article_id"].nunique()
    assert np.isnan(found.p_median) == (n < 5)
    assert np.isnan(found.p_median) or 0 < found.least_p <= found.p_median <= 1
    moved = found.influence["mean_change"].dropna().tolist()
    assert sorted(moved, reverse=True) == moved
    assert set(CHOICES) == set(found.influence["choice"])
    for row in found.influence.itertuples():
        others = [name for name in CHOICES if name != row.choice]
        wide = table.pivot(index=others, columns=row.choice, values="difference").dropna()
        changes = (wide.iloc[:, 0] - wide.iloc[:, 1]).abs()
        assert (len(changes), changes.mean()) == pytest.approx((row.n_pairs, row.mean_change), nan_ok=True)
    without = summarise_specifications(table)
    assert np.isnan([without.p_median, without.least_p]).all()


@FEW
@given(st.lists(st.sampled_from(SCORES), min_size=1, max_size=8))
def test_the_test_of_a_curve_of_one_specification_is_that_of_signs(scores):
    rows = [
        ("plain", "cleaned", "all voices", "one of each story", name_article(n), f"{n}", "Argus", score, 1, 0.0, 1)
        for n, score in enumerate(scores)
    ]
    columns = [
        "scorer",
        "cleaning",
        "voice",
        "copies",
        "article_id",
        "file",
        "source",
        "first",
        "n_first",
        "second",
        "n_second",
    ]
    pairs = pd.DataFrame(rows, columns=columns)
    one = {name: [options[0]] for name, options in CHOSEN.items()}
    table = measure_specifications(pairs, one, PRIMARY)
    found, expected = summarise_specifications(table, pairs), flip_signs(scores)
    if len(scores) < 5:
        assert np.isnan(found.p_median)
        return
    assert (expected.p, expected.least_p) == pytest.approx((found.p_median, found.least_p))
    stories = summarise_specifications(table, pairs.assign(story=[*range(len(scores) - 1), 0]))
    sums = [scores[0] + scores[-1], *scores[1:-1]]
    assert (np.nan if len(sums) < 5 else flip_signs(sums).p) == pytest.approx(stories.p_median, nan_ok=True)


WITHOUT = {
    "Clusters": "a record: what measure_clusters returns",
    "Interval": "a record: what the intervals return",
    "SignTest": "a record: what the tests by chance return",
    "SpecificationSummary": "a record: what summarise_specifications returns",
}


def test_every_public_statistic_has_a_law():
    used = set()
    for path in Path(__file__).parent.glob("test_prop_stats_*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        tests = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]
        helpers = [node for node in tree.body if isinstance(node, ast.FunctionDef | ast.Assign)]
        used |= {name.id for node in [*tests, *helpers] for name in ast.walk(node) if isinstance(name, ast.Name)}
    assert set(stats.__all__) - used <= set(WITHOUT)
    assert set(WITHOUT) <= set(stats.__all__)
