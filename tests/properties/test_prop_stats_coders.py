"""Laws of what compares scores with coders and coders with one another, on small tables at random."""

from collections import Counter, defaultdict
from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from making_scores import (
    FEW,
    LABELS,
    assert_same,
    coded_scores,
    codings_of,
    scored_mentions,
    shuffle,
)

from helpers.schemas import SIGNS
from helpers.stats import (
    ALL_SOURCES,
    DIFFERENCE,
    codings_of_labels,
    compare_scores,
    correct_share,
    correct_shares,
    correct_tone,
    count_codings,
    count_confusion,
    count_disagreement,
    estimate_interval,
    list_coder_disagreements,
    measure_agreement,
    measure_calibration,
    measure_coded_errors,
    measure_reliability,
    measured_correction,
    pick_disagreements,
    settle_codings,
)
from helpers.stats.reliability import compute_alpha, pair_values

UNIT = ["article_id", "target", "mention_start", "mention_end"]
VALUES = {"negative": -1.0, "neutral": 0.0, "positive": 1.0}
TURNED = {"negative": "positive", "positive": "negative"}
TWO = ("plain", "sure")


def _labels_of(codings):
    """Return of each item what its coders say, by hand."""
    said = defaultdict(list)
    for row in codings.itertuples():
        said[row.article_id, row.target, row.mention_start, row.mention_end].append((row.coder, row.label))
    return said


def _settled(codings):
    settled = {}
    for place, said in _labels_of(codings).items():
        (label, most), *others = Counter(label for _, label in said).most_common()
        settled[place] = "tied" if others and others[0][1] == most else label
    return settled


def _turn(scored, codings):
    return (
        scored.assign(score=-scored["score"], label=scored["label"].replace(TURNED)),
        codings.assign(label=codings["label"].replace(TURNED)),
    )


def _rename(codings):
    return codings.assign(coder=codings["coder"].replace({"Ada": "Zoe", "Ben": "Ada"}))


@FEW
@given(coded_scores())
def test_the_label_of_most_coders_is_that_of_an_item(given_tables):
    _, codings = given_tables
    found, expected = settle_codings(codings), _settled(codings)
    assert expected == dict(zip(found[UNIT].itertuples(index=False, name=None), found["coded_label"], strict=True))
    coders = codings.groupby(UNIT)["coder"].nunique()
    assert coders.tolist() == found.set_index(UNIT)["n_coders"].sort_index().tolist()
    assert_same(found, settle_codings(shuffle(codings, 1)))
    assert set(found.columns) == {*UNIT, "probability", "n_coders", "coded_label"}


def _pairs(scored, codings):
    """Return scored mentions beside settled labels and weights, by hand."""
    settled = _settled(codings)
    probability = {tuple(row[:4]): row[4] for row in codings[[*UNIT, "probability"]].itertuples(index=False)}
    rows = []
    for row in scored.itertuples():
        place = (row.article_id, row.target, row.mention_start, row.mention_end)
        if settled.get(place) in VALUES:
            rows.append((row.scorer, row.label, settled[place], row.score, 1 / probability[place], row))
    return rows


def _f1(rows):
    scores = []
    for label in LABELS:
        true, given = (sum(row[4] for row in rows if row[place] == label) for place in (2, 1))
        both = sum(row[4] for row in rows if row[1] == row[2] == label)
        if true + given:
            scores.append(2 * both / (true + given))
    return np.mean(scores)


@FEW
@given(coded_scores(scorers=TWO))
def test_errors_are_weighted_means_over_all_each_target_and_each_voice(given_tables):
    found = measure_coded_errors(*given_tables)
    rows = _pairs(*given_tables)
    expected = {(row[0], "all", "all") for row in rows} | {
        (row[0], by, getattr(row[5], by)) for row in rows for by in ("target", "voice")
    }
    assert expected == set(found[["scorer", "by", "group"]].itertuples(index=False, name=None))
    for line in found.itertuples():
        own = [r for r in rows if r[0] == line.scorer and (line.by == "all" or getattr(r[5], line.by) == line.group)]
        weights = [row[4] for row in own]
        assert (len(own), len({row[5].article_id for row in own})) == (line.n_mentions, line.n_articles)
        assert np.average([r[1] == r[2] for r in own], weights=weights) == pytest.approx(line.accuracy)
        assert np.average([r[3] - VALUES[r[2]] for r in own], weights=weights) == pytest.approx(line.bias)
        assert _f1(own) == pytest.approx(line.macro_f1)
        assert np.isnan(line.bias_low) or -2 <= line.bias_low <= line.bias_high <= 2
        assert line.n_articles >= 5 or np.isnan(line.bias_low)


@FEW
@given(coded_scores(scorers=TWO))
def test_turned_labels_turn_the_bias_and_nothing_else(given_tables):
    found, turned = measure_coded_errors(*given_tables), measure_coded_errors(*_turn(*given_tables))
    same = ["n_mentions", "n_articles", "accuracy", "macro_f1"]
    assert_same(found[same], turned[same])
    assert_same(found["bias"].to_frame(), -turned["bias"].to_frame())
    few = found["n_articles"] < 20  # else draws are by chance
    assert_same(
        found.loc[few, ["bias_low", "bias_high"]],
        -turned.loc[few, ["bias_high", "bias_low"]].set_axis(["bias_low", "bias_high"], axis=1),
    )


@FEW
@given(coded_scores(scorers=TWO), st.integers(0, 5))
def test_neither_order_nor_names_matter_to_errors(given_tables, seed):
    scored, codings = given_tables
    keys = ["scorer", "by", "group"]
    found = measure_coded_errors(scored, codings)
    other = measure_coded_errors(shuffle(scored, seed), _rename(shuffle(codings, seed)))
    assert_same(found, other, by=keys)


@FEW
@given(coded_scores(scorers=TWO))
def test_what_becomes_of_labels_adds_up(given_tables):
    found, rows = count_confusion(*given_tables), _pairs(*given_tables)
    told = {(row.scorer, row.coded_label, row.scored_label): row for row in found.itertuples()}
    assert len(found) == len(told) == 9 * len({row[0] for row in rows})
    for (scorer, coded, given_label), line in told.items():
        own = [row for row in rows if row[0] == scorer and row[2] == coded]
        assert sum(row[1] == given_label for row in own) == line.n_mentions
        whole = sum(row[4] for row in own)
        share = sum(row[4] for row in own if row[1] == given_label) / whole if whole else np.nan
        assert share == pytest.approx(line.share, nan_ok=True)


@FEW
@given(scored_mentions(scorers=TWO, least=1), st.data())
def test_labels_of_one_coder_are_codings_of_all_that_there_was(scored, data):
    places = scored.drop_duplicates(["file", *UNIT])[["file", *UNIT]]
    labels = data.draw(st.lists(st.sampled_from(LABELS), min_size=len(places), max_size=len(places)))
    given_labels = places.drop(columns="article_id").rename(columns={"mention_start": "start", "mention_end": "end"})
    given_labels = given_labels.assign(label=labels)
    more = pd.concat([given_labels, given_labels.head(2).assign(start=9_999), given_labels.head(3)])
    codings = codings_of_labels(more, scored)
    assert (len(places), 1.0, "labels") == (len(codings), codings["probability"].unique(), codings["coder"].unique())
    assert list(range(1, len(places) + 1)) == codings["item"].tolist()
    found, rows = measure_agreement(scored, more), _pairs(scored, codings)
    for line in found.itertuples():
        own = [row for row in rows if row[0] == line.scorer]
        accuracy, neutral = np.mean([r[1] == r[2] for r in own]), np.mean([r[2] == "neutral" for r in own])
        told = line.n_labelled, line.accuracy, line.macro_f1, line.always_neutral
        assert (len(places), accuracy, _f1(own), neutral) == pytest.approx(told)
    assert list(dict.fromkeys(scored["scorer"])) == found["scorer"].tolist()


@FEW
@given(scored_mentions(scorers=TWO, confidence=True), st.data(), st.sampled_from([1, 4, 10]))
def test_bins_of_confidence_hold_what_lies_in_them(scored, data, n_bins):
    codings = data.draw(codings_of(scored))
    found = measure_calibration(scored, codings, n_bins=n_bins)
    rows = _pairs(scored, codings)
    assert len(rows) == found["n_mentions"].sum()
    for line in found.itertuples():
        lowest, highest = line.confidence_from, line.confidence_to
        own = [
            r
            for r in rows
            if r[0] == line.scorer and (lowest <= r[5].confidence < highest or highest == 1 == r[5].confidence)
        ]
        weights = [row[4] for row in own]
        assert len(own) == line.n_mentions
        assert np.average([r[5].confidence for r in own], weights=weights) == pytest.approx(line.mean_confidence)
        assert np.average([r[1] == r[2] for r in own], weights=weights) == pytest.approx(line.share_right)
        assert highest - lowest == pytest.approx(1 / n_bins)
    for scorer, own in found.groupby("scorer"):
        weights = [
            sum(
                r[4]
                for r in rows
                if r[0] == scorer
                and line.confidence_from <= r[5].confidence < line.confidence_to + (line.confidence_to == 1)
            )
            for line in own.itertuples()
        ]
        assert np.average((own["mean_confidence"] - own["share_right"]).abs(), weights=weights) == pytest.approx(
            own["ece"].iloc[0]
        )
        assert own["confidence_from"].is_monotonic_increasing
        assert 1 == own["ece"].nunique()
    if n_bins == 10:
        assert_same(found, measure_calibration(scored, codings))
    back = measure_calibration(scored.iloc[::-1], codings, n_bins=n_bins)
    assert list(dict.fromkeys(back["scorer"])) == list(dict.fromkeys(found["scorer"]))[::-1]
    assert_same(found, back, by=["scorer", "confidence_from"])


@FEW
@given(coded_scores(scorers=TWO))
def test_limits_of_agreement_lie_about_the_bias(given_tables):
    scored, codings = given_tables
    found, errors = compare_scores(scored, codings), measure_coded_errors(scored, codings)
    rows = _pairs(scored, codings)
    assert sorted((r[0], r[3], VALUES[r[2]]) for r in rows) == sorted(
        found[["scorer", "score", "coded"]].itertuples(index=False, name=None)
    )
    assert_same(found[["score"]] - found[["coded"]].to_numpy(), found[["difference"]].set_axis(["score"], axis=1))
    assert_same((found[["score"]] + found[["coded"]].to_numpy()) / 2, found[["mean"]].set_axis(["score"], axis=1))
    overall = errors[errors["by"] == "all"].set_index("scorer")
    for scorer, own in found.groupby("scorer"):
        line = own.iloc[0]
        assert 1 == len(own[["bias", "bias_low", "bias_high", "limit_low", "limit_high"]].drop_duplicates())
        for name in ("bias", "bias_low", "bias_high"):
            assert overall.loc[scorer, name] == pytest.approx(line[name], nan_ok=True)
        assert np.isnan(line["limit_low"]) == (own["article_id"].nunique() < 5)
        if not np.isnan(line["limit_low"]):
            assert line["bias"] == pytest.approx((line["limit_low"] + line["limit_high"]) / 2)
            weights = [r[4] for r in rows if r[0] == scorer]
            spread = np.sqrt(np.average((own["difference"] - line["bias"]) ** 2, weights=weights))
            assert line["limit_high"] - line["bias"] >= 1.96 * spread - 1e-9


@FEW
@given(coded_scores())
def test_what_becomes_of_codings_adds_up(given_tables):
    scored, codings = given_tables
    elsewhere = codings.head(3).assign(article_id="f" * 16)
    counts = count_codings(scored, pd.concat([codings, elsewhere]))
    said = _labels_of(codings)
    assert elsewhere[UNIT].drop_duplicates().shape[0] == counts["unknown"]
    assert len(said) == counts["used"] + counts["unclear"]
    unclear = sum({label for _, label in own} == {"unclear"} for own in said.values())
    assert unclear == counts["unclear"]
    settled = _settled(codings)
    usable = [place for place, own in said.items() if {label for _, label in own} != {"unclear"}]
    assert sum(settled[place] not in VALUES for place in usable) == counts["undecided"]
    cannot = count_codings(scored, codings.assign(probability=0.0))
    assert (0, 0, len(said), 0) == (cannot["used"], cannot["undecided"], cannot["unclear"], cannot["unknown"])


def _alpha(codings, level):
    """Return Krippendorff's alpha as 1 - observed / expected disagreement over pairs of values, by hand."""
    labels = [*LABELS, "unclear"] if level == "nominal" else list(LABELS)
    units = [[label for _, label in said if label in labels] for said in _labels_of(codings).values()]
    units = [unit for unit in units if len(unit) > 1]
    every = [label for unit in units for label in unit]
    totals = Counter(every)

    def distance(one, other):
        if level == "nominal":
            return float(one != other)
        low, high = sorted((labels.index(one), labels.index(other)))
        if level == "interval":
            return float(high - low) ** 2
        between = sum(totals[label] for label in labels[low : high + 1])
        return (between - (totals[one] + totals[other]) / 2) ** 2 if one != other else 0.0

    observed = sum(sum(distance(*pair) for pair in permutations(unit, 2)) / (len(unit) - 1) for unit in units)
    expected = sum(distance(*pair) for pair in permutations(every, 2))
    return 1 - (len(every) - 1) * observed / expected if expected else np.nan


@FEW
@given(scored_mentions(least=1), st.data())
def test_alpha_is_what_it_is_by_hand(scored, data):
    codings = data.draw(codings_of(scored, coders=("Ada", "Ben", "Cleo")))
    found = measure_reliability(codings)
    assert ["nominal", "ordinal", "interval"] == found["level"].tolist()
    for line in found.itertuples():
        assert _alpha(codings, line.level) == pytest.approx(line.alpha, nan_ok=True, abs=1e-9)
        assert np.isnan(line.alpha) or line.alpha <= 1
        assert np.isnan(line.low) or -1 <= line.low <= line.alpha + 1e-9 <= line.high + 2e-9 <= 1 + 2e-9
        verdict = "not known" if np.isnan(line.alpha) else line.verdict
        assert verdict == line.verdict
        if line.verdict == "reliable":
            assert 0.8 <= line.low
        elif line.verdict.startswith("tentative"):
            assert 0.667 <= line.alpha < 0.8
        elif line.verdict == "unreliable":
            assert line.alpha < 0.667


@FEW
@given(scored_mentions(least=1), st.data())
def test_neither_who_codes_nor_which_end_is_positive_matters_to_alpha(scored, data):
    codings = data.draw(codings_of(scored))
    found = measure_reliability(codings)
    swapped = shuffle(_rename(codings).assign(label=codings["label"].replace(TURNED)), 3)
    assert_same(found, measure_reliability(swapped))


@FEW
@given(scored_mentions(least=1), st.data())
def test_coders_who_agree_have_an_alpha_of_1_and_no_interval(scored, data):
    codings = data.draw(codings_of(scored, coders=("Ada",), labels=LABELS))
    both = pd.concat([codings, codings.assign(coder="Ben")])
    found = measure_reliability(both)
    known = codings["label"].nunique() > 1
    assert found["alpha"].tolist() == pytest.approx([1.0 if known else np.nan] * 3, nan_ok=True)
    assert found["low"].isna().all()
    assert {"reliable, uncertain" if known else "not known"} == set(found["verdict"])
    assert list_coder_disagreements(both).empty


@given(st.lists(st.lists(st.integers(0, 3), min_size=4, max_size=4), min_size=1, max_size=6))
def test_pairs_of_values_count_each_coder_as_one(counts):
    counts = np.array([row for row in counts if sum(row) > 1], dtype=float)
    assume(len(counts))
    pairs = pair_values(counts)
    assert pairs.sum(axis=(1, 2)) == pytest.approx(counts.sum(axis=1))
    assert pairs.sum(axis=2) == pytest.approx(counts)
    assert pairs == pytest.approx(pairs.transpose(0, 2, 1))
    values = np.arange(1.0, 5.0)
    for level in ("nominal", "ordinal", "interval", "ratio"):
        alpha = compute_alpha(pairs.sum(axis=0), values, level)
        assert alpha == pytest.approx(compute_alpha(pairs.sum(axis=0), 7 * values, level), nan_ok=True)
    assert compute_alpha(pairs.sum(axis=0), values + 5, "interval") == pytest.approx(
        compute_alpha(pairs.sum(axis=0), values, "interval"), nan_ok=True
    )


@FEW
@given(scored_mentions(least=1), st.data())
def test_the_items_to_talk_about_are_those_with_two_labels_the_opposed_first(scored, data):
    codings = data.draw(codings_of(scored, coders=("Ada", "Ben", "Cleo")))
    found = list_coder_disagreements(shuffle(codings, 1))
    expected = {place: said for place, said in _labels_of(codings).items() if len({label for _, label in said}) > 1}
    assert set(expected) == set(found[UNIT].itertuples(index=False, name=None))
    opposed = []
    for line in found.itertuples():
        said = expected[line.article_id, line.target, line.mention_start, line.mention_end]
        assert "; ".join(f"{coder}: {label}" for coder, label in sorted(said)) == line.labels
        assert len({label for _, label in said}) == line.n_labels
        opposed.append({"negative", "positive"} <= {label for _, label in said})
    order = list(zip([not each for each in opposed], found["item"], strict=True))
    assert sorted(order) == order


@given(st.floats(0, 1), st.floats(0.55, 1), st.floats(0.55, 1))
def test_a_share_with_errors_is_found_again(share, sensitivity, specificity):
    """Rogan and Gladen 1978, and their own figures."""
    shown = share * sensitivity + (1 - share) * (1 - specificity)
    assert share == pytest.approx(correct_share(shown, sensitivity, specificity), abs=1e-9)
    assert 1 - share == pytest.approx(correct_share(1 - shown, specificity, sensitivity), abs=1e-9)
    assert 0.35714 == pytest.approx(correct_share(0.35, 0.8, 0.9), abs=1e-5)


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_a_corrected_share_is_a_share_or_nothing(shown, sensitivity, specificity):
    found = correct_share([shown], sensitivity, specificity)
    assert np.isnan(found).all() == (sensitivity + (specificity - 1) <= 1e-12)
    assert np.isnan(found).all() or 0 <= found.min() <= found.max() <= 1
    assert [shown] == correct_share([shown], 1, 1)


@FEW
@given(coded_scores(most=8), st.sampled_from(LABELS))
def test_shares_are_those_by_hand_and_two_labels_mirror_each_other(given_tables, label):
    scored, codings = given_tables
    found = correct_shares(scored, codings, label=label, n_draws=50)
    rows = _pairs(scored, codings)
    assert sorted(set(scored["target"])) == found["target"].tolist()
    for line in found.itertuples():
        own = scored[scored["target"] == line.target]
        coded = [row for row in rows if row[5].target == line.target]
        has, lacks = ([row for row in coded if (row[2] == label) == is_it] for is_it in (True, False))
        assert (len(own), own["article_id"].nunique()) == (line.n_mentions, line.n_articles)
        assert (len(coded), len(has)) == (line.n_coded, line.n_coded_with)
        assert len({row[5].article_id for row in coded}) == line.n_articles_coded
        assert (own["label"] == label).mean() == pytest.approx(line.observed)
        sensitivity = np.average([r[1] == label for r in has], weights=[r[4] for r in has]) if has else np.nan
        specificity = np.average([r[1] != label for r in lacks], weights=[r[4] for r in lacks]) if lacks else np.nan
        assert (sensitivity, specificity) == pytest.approx((line.sensitivity, line.specificity), nan_ok=True)
        expected = correct_share(line.observed, sensitivity, specificity)
        assert float(expected) == pytest.approx(line.corrected, nan_ok=True)
        if not np.isnan(line.low):
            assert line.n_articles_coded >= 5
            assert 0 <= line.low < line.high <= 1
    turned = correct_shares(*_turn(scored, codings), label=TURNED.get(label, label), n_draws=50)
    assert_same(found.drop(columns="label"), turned.drop(columns="label"))


@pytest.mark.parametrize("label", ["", "unclear", "Negative"])
def test_there_are_three_labels(label):
    with pytest.raises(ValueError, match="is no label: negative, neutral, positive"):
        correct_shares(pd.DataFrame(), pd.DataFrame(), label=label)


@FEW
@given(coded_scores(most=8))
def test_corrected_tone_turns_with_scores_and_its_difference_with_targets(given_tables):
    scored, codings = given_tables
    options = {"first": "US", "second": "Russia", "by": ["source"], "n_draws": 60}
    found = correct_tone(scored, codings, **options)
    assert [ALL_SOURCES, *sorted(scored["source"].unique())][: found["source"].nunique()] == list(
        dict.fromkeys(found["source"])
    )
    turned = correct_tone(*_turn(scored, codings), **options)
    ends = ["raw", "corrected", "raw_low", "raw_high", "low", "high"]
    mirror = ["raw", "corrected", "raw_high", "raw_low", "high", "low"]
    assert_same(found[ends], -turned[mirror].set_axis(ends, axis=1))
    swapped = correct_tone(scored, codings, **options | {"first": "Russia", "second": "US"})
    is_difference = found["target"] == DIFFERENCE
    assert_same(found[~is_difference], swapped[~is_difference])
    assert_same(found.loc[is_difference, ends], -swapped.loc[is_difference, mirror].set_axis(ends, axis=1))
    counts = ["n_articles", "n_mentions", "n_coded", "n_articles_coded", "trust"]
    assert_same(found.loc[is_difference, counts], swapped.loc[is_difference, counts])


@FEW
@given(coded_scores(most=8))
def test_corrected_tone_is_what_it_is_by_hand(given_tables):
    scored, codings = given_tables
    found = correct_tone(scored, codings, n_draws=60)
    said = _labels_of(codings)
    weights = {tuple(row[:4]): 1 / row[4] for row in codings[[*UNIT, "probability"]].itertuples(index=False)}
    for line in found.itertuples():
        own = scored[scored["target"] == line.target]
        means = own.groupby("article_id")["score"].mean()
        assert (len(means), len(own)) == (line.n_articles, line.n_mentions)
        assert means.mean() == pytest.approx(line.raw)
        sources = own.groupby("article_id")["source"].first()
        interval = estimate_interval(means, np.ones(len(means)), sources=sources, limits=(-1, 1), n_draws=60)
        assert interval[:2] == pytest.approx((line.raw_low, line.raw_high), nan_ok=True)
        size = own.groupby("article_id")["score"].size()
        coded = []
        for row in own.itertuples():
            place = (row.article_id, row.target, row.mention_start, row.mention_end)
            values = [VALUES[label] for _, label in said.get(place, []) if label in VALUES]
            if values:
                coded.append((weights[place] / size[row.article_id], row.score, np.mean(values), row.article_id))
        assert len(coded) == line.n_coded
        assert len({each[3] for each in coded}) == line.n_articles_coded
        if line.n_articles_coded < 5:
            assert np.isnan([line.corrected, line.low, line.high, line.trust]).all()
            continue
        weight, score, label = np.array([each[:3] for each in coded]).T
        mean_score, mean_label = np.average(score, weights=weight), np.average(label, weights=weight)
        spread = np.average((score - mean_score) ** 2, weights=weight)
        slope = np.average((score - mean_score) * (label - mean_label), weights=weight) / spread if spread > 1e-9 else 0
        trust = np.clip(slope, 0, 1)
        assert trust == pytest.approx(line.trust, abs=1e-9)
        assert np.clip(mean_label + trust * (line.raw - mean_score), -1, 1) == pytest.approx(line.corrected)
        assert np.isnan(line.low) or -1 <= line.low <= line.high <= 1


def test_what_was_measured_of_corrections_is_there():
    table = measured_correction()
    assert {"raw", "corrected"} == set(table["method"])
    assert table["coverage"].between(0, 1).all()


@FEW
@given(scored_mentions(scorers=("a", "b", "c")))
def test_signs_that_two_scorers_give_are_counted_once_and_transposed_when_they_swap(scored):
    found = count_disagreement(scored)
    n = len(scored[UNIT].drop_duplicates())
    order = dict(zip(LABELS, SIGNS, strict=True))
    wide = scored.pivot(index=UNIT, columns="scorer", values="label")
    assert len(found) == (27 if n else 0)
    for line in found.itertuples():
        both = (wide[line.scorer].map(order) == line.sign) & (wide[line.other].map(order) == line.other_sign)
        assert both.sum() == line.n_mentions
        assert both.mean() == pytest.approx(line.share)
    other = count_disagreement(scored.iloc[::-1])
    swapped = other.rename(columns={"scorer": "other", "other": "scorer", "sign": "other_sign", "other_sign": "sign"})
    assert_same(found, swapped[found.columns], by=["scorer", "other", "sign", "other_sign"])


@FEW
@given(scored_mentions(scorers=("a", "b", "c")), st.sampled_from(["b", None]), st.integers(0, 6))
def test_the_farthest_apart_come_first_and_articles_take_turns(scored, second, limit):
    found = pick_disagreements(shuffle(scored, 2), "a", second, limit=limit)
    asked = {"a", "b"} if second else {"a", "b", "c"}
    places = found.drop_duplicates(UNIT)
    assert set(found["scorer"]) <= asked
    assert len(places) <= limit
    wide = scored.pivot(index=UNIT, columns="scorer", values="label").replace(VALUES)
    scores = scored.pivot(index=UNIT, columns="scorer", values="score")
    opposed = {}
    for place, row in wide.iterrows():
        gaps = [
            abs(scores.loc[place, "a"] - scores.loc[place, o])
            for o in asked - {"a"}
            if float(row["a"]) * float(row[o]) < 0
        ]
        if gaps:
            opposed[place] = max(gaps)
    assert set(places[UNIT].itertuples(index=False, name=None)) <= set(opposed)
    gaps = [opposed[place] for place in places[UNIT].itertuples(index=False, name=None)]
    turns = places.groupby("article_id").cumcount().tolist()
    assert sorted(turns) == turns
    assert sorted(gaps, reverse=True)[:1] == gaps[:1] == sorted(opposed.values(), reverse=True)[: len(gaps[:1])]
    sentences = {(a, t, s // 100) for a, t, s, _ in opposed}
    assert min(limit, len(sentences)) == len(places)
    whole = pick_disagreements(scored, "a", second)
    assert_same(whole, pick_disagreements(scored, "a", second, limit=20))
    assert pick_disagreements(scored, "nobody").empty
    assert pick_disagreements(scored, "a", "nobody").empty
