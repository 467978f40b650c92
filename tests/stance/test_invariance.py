"""Which scorer keeps still where it must, and which does not; known failures stay visible."""

import warnings

import numpy as np
import pandas as pd
import pytest
from building import make_mentions

from helpers.errors import CorpusWarning, PresslensError
from helpers.schemas import Invariance, Mentions
from helpers.stance import (
    Scorer,
    all_scorers,
    list_drifts,
    mask_names,
    measure_drifts,
    read_targets,
    register_scorer,
    spread_invariance,
    summarize_drifts,
)
from helpers.stance.alterations import OWN
from helpers.stance.invariance import ALLOWED

BELIEVED = ["stance", "stance_fast", "textblob_masked", "vader_masked"]
# Found on 23 November 2026; a scorer that is mended makes its mark here fail
KNOWN = {
    ("stance_fast", "furniture glued to the sentence"),
    ("textblob_masked", "neutral sentences of every alias"),
    ("textblob_masked", "furniture glued to the sentence"),
    ("vader_masked", "neutral sentences of every alias"),
    ("vader_masked", "furniture glued to the sentence"),
}


@pytest.fixture(scope="module")
def drifts():
    own = ["«America» lied to Russia about the wreck.", "«Americans» didn’t thank Moscow.", "Peru praised the «US»."]
    return measure_drifts([scorer.name for scorer in all_scorers()], mentions=make_mentions(*own))


@pytest.fixture(scope="module")
def table(drifts):
    return summarize_drifts(drifts).set_index(["scorer", "change"])


def measure_invariance(*given, **options):
    return summarize_drifts(measure_drifts(*given, **options))


def _expected(scorer, change):
    marks = [pytest.mark.xfail(strict=True, reason="measured: docs/stance.md")] if (scorer, change) in KNOWN else []
    return pytest.param(scorer, change, marks=marks, id=f"{scorer}-{change}")


@pytest.mark.parametrize(("scorer", "change"), [_expected(scorer, change) for scorer in BELIEVED for change in ALLOWED])
def test_a_believed_scorer_keeps_still(scorer, change, table):
    assert table.loc[(scorer, change), "passed"]


@pytest.mark.parametrize("scorer", BELIEVED)
def test_neutral_names_score_exactly_0(scorer, drifts):
    alone = drifts[drifts["scorer"].eq(scorer) & drifts["change"].eq("name alone")]
    assert len(alone) > 200
    assert [0.0] == list(alone["score_after"].unique())
    assert ["neutral"] == list(alone["label_after"].unique())


@pytest.mark.parametrize(
    ("scorer", "text", "score"),
    [
        ("vader_baseline", "United States.", 0.4215),
        ("vader_baseline", "United Nations Security Council.", 0.6369),
        ("textblob_baseline", "Foreign Secretary.", -0.125),
        ("textblob_baseline", "Great Britain.", 0.8),
    ],
)
def test_a_baseline_scores_names(scorer, text, score, drifts, table):
    [found] = drifts[drifts["scorer"].eq(scorer) & drifts["text_after"].eq(text)]["score_after"]
    assert score == pytest.approx(found, abs=1e-4)
    assert not table.loc[(scorer, "name alone"), "passed"]
    assert not table.loc[(scorer, "targets swapped"), "passed"]


@pytest.mark.parametrize(
    ("text", "vader", "textblob"),
    [
        ("The United States said it would respond.", 0.4215, 0.0),
        ("America said it would respond.", 0.0, 0.0),
        ("Russia said it would respond.", 0.0, 0.0),
        ("The United Nations Security Council met on Tuesday.", 0.6369, 0.0),
        ("The foreign secretary met the envoy.", 0.0, -0.125),
        ("Share this article. Support our journalism. Like us on Facebook. Top stories.", 0.802, 0.5),
        ("This isn't a bad idea.", 0.431, -0.7),
        ("This is a bad idea.", -0.5423, -0.7),
        ("Sanctions hit Russia.", 0.0, 0.0),
    ],
)
def test_published_scores_of_word_lists(text, vader, textblob, targets):
    """The numbers of our methods: a baseline gives exactly these, a masked one 0 where a name made them."""
    mentions = make_mentions(text).assign(masked_sentence=mask_names(text, targets))
    found = {s.name: float(s.score(mentions).iloc[0]) for s in all_scorers() if s.name not in BELIEVED[:2]}
    assert vader == pytest.approx(found["vader_baseline"], abs=1e-4)
    assert textblob == pytest.approx(found["textblob_baseline"], abs=1e-4)
    if any(name in text for name in ("United", "foreign secretary")):
        assert (0.0, 0.0) == (found["vader_masked"], found["textblob_masked"])


def test_a_row_per_scorer_and_change(drifts, table):
    own = [f"{change}{OWN}" for change in ALLOWED if (all_scorers()[0].name, f"{change}{OWN}") in table.index]
    assert 4 == len(own)
    assert [(s.name, change) for s in all_scorers() for change in [*ALLOWED, *own]] == list(table.index)
    assert len(drifts) == table["n_texts"].sum()
    own = drifts[drifts["scorer"].eq("vader_baseline") & drifts["change"].eq("targets swapped")]
    row = table.loc[("vader_baseline", "targets swapped")]
    assert np.isclose(row["mean_drift"], (own["score_after"] - own["score_before"]).abs().mean())
    assert np.isclose(row["share_flipped"], (own["label_after"] != own["label_before"]).mean())


@pytest.mark.parametrize(
    ("change", "scores", "labels", "passed"),
    [
        ("targets swapped", (0.4, 0.4 + 1e-9), ("positive", "positive"), True),
        ("targets swapped", (0.4, 0.41), ("positive", "positive"), False),
        ("targets swapped, own mentions", (0.4, 0.41), ("positive", "positive"), False),
        ("name alone", (0.0, 1e-9), ("neutral", "neutral"), False),
        ("aliases exchanged", (0.4, 0.44), ("positive", "positive"), True),
        ("aliases exchanged", (0.4, 0.46), ("positive", "positive"), False),
        ("neutral sentences of every alias", (0.0, 0.04), ("neutral", "neutral"), True),
        ("neutral sentences of every alias", (0.0, 0.04), ("neutral", "positive"), False),
        ("targets swapped", (0.4, np.nan), ("positive", "positive"), False),
    ],
)
def test_what_is_passed(change, scores, labels, passed):
    before, after = scores
    row = {"scorer": "own", "change": change, "label_before": labels[0], "label_after": labels[1]}
    [found] = summarize_drifts(pd.DataFrame([{**row, "drift": abs(after - before)}]))["passed"]
    assert passed == found


def test_the_worst_cases_come_first_and_of_each_change_one(drifts):
    worst = list_drifts(drifts, limit=5, scorer="vader_baseline")
    assert 5 == len(worst) == worst["change"].nunique()
    assert list(worst["drift"]) == sorted(worst["drift"], reverse=True)
    assert drifts[drifts["scorer"] == "vader_baseline"]["drift"].max() == worst["drift"][0]
    assert ["vader_baseline"] == list(worst["scorer"].unique())
    assert 0 == len(list_drifts(drifts[drifts["drift"] == 0]))
    assert 3 == len(list_drifts(drifts, limit=3))


@pytest.mark.parametrize("scorer", BELIEVED)
def test_own_mentions_may_be_swapped(scorer, table):
    swapped = table.loc[(scorer, "targets swapped" + OWN)]
    assert (3, 0.0, True) == (swapped["n_texts"], swapped["largest_drift"], swapped["passed"])
    assert 1 == table.loc[(scorer, "quotes straightened" + OWN), "n_texts"]


def test_no_mentions_of_ones_own():
    assert len(ALLOWED) == len(measure_invariance(["vader_masked"], mentions=Mentions.empty()))


def test_no_scorers_no_rows(targets):
    assert 0 == len(Invariance.validate(measure_invariance([], targets)))
    assert 0 == len(list_drifts(measure_drifts([], targets)))


def test_an_unknown_scorer_is_an_error():
    with pytest.raises(PresslensError, match="there is no scorer 'vader'"):
        measure_invariance(["vader"])


def test_targets_of_one_name_are_told_of(tmp_path):
    path = tmp_path / "targets.toml"
    path.write_text(
        '[targets.A.aliases]\nleader = ["Ann Lee"]\n[targets.B.aliases]\nleader = ["Bo"]\n', encoding="utf-8"
    )
    with pytest.warns(CorpusWarning) as told:
        found = measure_invariance(["vader_masked"], read_targets(path))
    assert ["A has no two names", "B has no two names"] == [str(w.message).split(": ")[2][:18] for w in told]
    assert "aliases exchanged" not in set(found["change"])
    assert found[found["change"] == "targets swapped"]["passed"].all()


@pytest.mark.xfail(strict=True, reason="persons that countries.csv does not list are not hidden from the net")
def test_unlisted_persons_may_be_swapped(tmp_path):
    path = tmp_path / "targets.toml"
    path.write_text(
        '[targets.A.aliases]\nleader = ["Ann Lee"]\n[targets.B.aliases]\nleader = ["Bo"]\n', encoding="utf-8"
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", CorpusWarning)
        found = measure_invariance(["stance"], read_targets(path)).set_index("change")
    assert found.loc["targets swapped", "passed"]


@pytest.mark.usefixtures("registry")
def test_a_scorer_that_likes_a_country_fails(targets):
    @register_scorer
    class Patriot(Scorer):
        name = "patriot"
        description = "likes the US"
        neutral_below = 0.05

        def score(self, mentions):
            return mentions["target"].eq("US").astype(float)

    found = measure_invariance(["patriot"], targets).set_index("change")
    assert (1.0, 1.0, False) == tuple(found.loc["targets swapped", ["mean_drift", "share_flipped", "passed"]])
    assert found.loc["aliases exchanged", "passed"]


@pytest.mark.usefixtures("registry")
def test_each_text_is_scored_once(targets):
    seen = []

    @register_scorer
    class Counter(Scorer):
        name = "counter"
        description = "counts"
        neutral_below = 0.05

        def score(self, mentions):
            seen.append(mentions)
            return pd.Series(0.0, index=mentions.index)

    measure_invariance(["counter"], targets)
    [mentions] = seen
    assert not mentions.duplicated(["sentence", "mention_start", "mention_end", "target", "alias_kind"]).any()


def test_at_a_glance_a_scorer_is_not_failed_without_a_reason():
    rows = [
        ("a", "neutral", 9, 0.006, 0.1, 0.049, 0.05, False),  # facts that got another label
        ("a", "swapped", 9, 0.0002, 0.1, 0.0, 0.0, False),
        ("b", "neutral", 9, 0.0, 0.0, 0.0, 0.05, True),
        ("b", "swapped", 9, 0.2, 0.3, 0.0, 0.0, False),
    ]
    wide = spread_invariance(pd.DataFrame(rows, columns=Invariance.column_names())).set_index("change")
    assert ["0.006 FAIL (4.9% of labels move)", "below 0.001 FAIL"] == wide["a"].tolist()
    assert ["0.000 pass", "0.200 FAIL"] == wide["b"].tolist()
