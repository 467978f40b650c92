"""The specification curve over small corpora: each choice moves what it must, and nothing else."""

import dataclasses
import math
import warnings

import pandas as pd
import pytest
from building import ROOT, write_files

from helpers.errors import CorpusWarning, PresslensError
from helpers.pipeline import build_tables
from helpers.plan import read_plan
from helpers.specifications import find_curve
from helpers.stance import Scorer, register_scorer
from helpers.stats import compare_targets, estimate_interval, flip_signs, weigh_targets

PLAN = read_plan(ROOT / "data" / "analysis_plan.toml")
FALL = "The weather stayed mild for the season, and the harvest was brought in before the first of the autumn rains."
STORY = (
    "Russia praised the good talks on trade. America made a bad offer to the farmers.\n\n"
    '"America has been a good neighbour to us," said the minister, Ali Khan, on Monday. '
    '"Russia has been a bad neighbour," he said.\n\n'
    f"{FALL}"
)
SECOND = (
    "A good word came from Russia after the storm. The bad reply of America was sent on Tuesday.\n\n"
    "The bad reply of America was long awaited in the villages along the coast of the lake.\n\n"
    f"{FALL}\n\n"
    "The bad reply of America was long awaited in the villages along the coast of the lake.\n\n"
)
FILES = {"Daily/a.txt": STORY, "Weekly/a.txt": STORY, "Weekly/b.txt": SECOND}


class Words(Scorer):
    name = "words"
    description = "good and bad"
    neutral_below = 0.1
    asked = 0

    def score(self, mentions):
        type(self).asked += len(mentions)
        return mentions["sentence"].map(lambda s: 0.5 * ("good" in s) - 0.5 * ("bad" in s))


class Broken(Words):
    name = "broken"

    def check(self):
        raise PresslensError("its file is missing; install Presslens again")


@pytest.fixture(autouse=True)
def _scorers(registry):
    for scorer in (Words, Broken):
        register_scorer(scorer)
    Words.asked = 0


def run_specifications(*given, **options):
    return find_curve(*given, **options).table


def plan(*scorers):
    chosen = {**PLAN.choices, "scorer": scorers or ("words",)}
    return dataclasses.replace(PLAN, primary={**PLAN.primary, "scorer": chosen["scorer"][0]}, choices=chosen)


def build(folder, files, scorers=("words",)):
    return build_tables(write_files(folder, files), scorers=scorers)


def pick(table, **options):
    for choice, option in {**plan().primary, **options}.items():
        table = table[table[choice] == option]
    (row,) = table.to_dict("records")
    return row


def test_all_ways_are_there_and_one_is_primary(tmp_path):
    table = run_specifications(build(tmp_path, FILES), plan())
    assert 2 * 3 * 2 * 2 == len(table) == len(table.drop_duplicates(list(PLAN.choices)))
    assert [0] == table.index[table["is_primary"]].tolist()


def test_reprints_count_where_they_are_asked_for(tmp_path):
    table = run_specifications(build(tmp_path, FILES), plan())
    for cleaning in PLAN.choices["cleaning"]:
        assert 2 == pick(table, cleaning=cleaning)["n_articles"]
        assert 3 == pick(table, cleaning=cleaning, copies="all reprints")["n_articles"]


def test_reprints_of_one_story_are_no_evidence_for_the_whole_curve(tmp_path):
    curve = find_curve(build(tmp_path, {f"Paper {n}/a.txt": STORY for n in range(8)}), plan())
    assert 8 == pick(curve.table, copies="all reprints")["n_articles"]
    assert 1 == curve.pairs["story"].nunique()
    assert math.isnan(curve.summary.p_median)  # as articles of their own they had p = 1/128


def test_each_variant_is_what_the_chain_finds(tmp_path):
    """Cleaned, without what no article says twice, reprints or not are two runs of the chain."""
    files = {**FILES, "Weekly/b.txt": SECOND.rpartition(FALL)[0] + FALL}
    table = run_specifications(build(tmp_path, files), plan())
    for copies, option in ((False, "one of each story"), (True, "all reprints")):
        own = build_tables(tmp_path, scorers=["words"], copies=copies).tone_by_article
        found = compare_targets(own, "US", "Russia")
        row = pick(table, copies=option)
        assert (len(found), found["difference"].mean()) == (row["n_articles"], pytest.approx(row["difference"]))


def test_furniture_counts_where_nothing_is_cleaned(tmp_path):
    table = run_specifications(build(tmp_path, FILES), plan())
    cleaned, scraped = (pick(table, cleaning=cleaning) for cleaning in PLAN.choices["cleaning"])
    assert 1 == scraped["n_mentions"] - cleaned["n_mentions"]  # the paragraph that is said twice
    assert cleaned["difference"] == scraped["difference"]  # all that is said of America there is bad either way


def test_voices_are_told_apart(tmp_path):
    table = run_specifications(build(tmp_path, {"a.txt": STORY}), plan())
    every, journalist, quoted = (pick(table, voice=voice) for voice in PLAN.choices["voice"])
    assert (-1.0, 1.0) == (journalist["difference"], quoted["difference"])
    assert 0.0 == every["difference"]
    assert every["n_mentions"] == journalist["n_mentions"] + quoted["n_mentions"]


def test_weighting_moves_the_difference(tmp_path):
    table = run_specifications(build(tmp_path, {"a.txt": STORY, "b.txt": SECOND}), plan())
    articles, mentions = (pick(table, weighting=weighting) for weighting in PLAN.choices["weighting"])
    assert articles["n_mentions"] == mentions["n_mentions"]
    assert -0.5 == articles["difference"]  # 0 in the one, -1 in the other
    assert mentions["difference"] == pytest.approx((-0.5 + 0.5 - 0.5 - 0.5) / 4 - (0.5 - 0.5 + 0.5) / 3)


def test_the_primary_one_is_what_the_pages_say(tmp_path):
    tables = build(tmp_path, {f"{n}.txt": text for n, text in enumerate(_SIX)}, scorers=["words", "vader_masked"])
    table = run_specifications(tables, plan("vader_masked", "words"))
    found = compare_targets(tables.tone_by_article, "US", "Russia")
    own = found.loc[found["scorer"] == "vader_masked"]
    (row,) = table[table["is_primary"]].to_dict("records")
    weighed = weigh_targets(tables.mentions, "US", "Russia").set_index("scorer").loc["vader_masked"]
    assert (weighed["n_articles"], weighed["difference"]) == (row["n_articles"], pytest.approx(row["difference"]))
    assert len(_SIX) == row["n_articles"]
    interval = estimate_interval(own["difference"], [1] * len(own), sources=own["source"])
    assert (pytest.approx(interval.low), pytest.approx(interval.high)) == (row["low"], row["high"])
    assert flip_signs(own["difference"]).p == row["p"]


_SIX = [
    "America lost the ugly war, as many had said. Russia won it with ease.",
    "The brave people of Russia sang all night. In Washington nobody heard a note.",
    "America is a great friend of the islands. Moscow has never sent a ship there.",
    "Moscow was cruel to the miners of the valley; the Americans paid them well.",
    "Washington and Moscow agreed on a calendar for the next four years.",
    "The terrible plan of the Americans failed, while Russians waited at the gate.",
]


def test_what_the_chain_has_scored_is_not_scored_again(tmp_path):
    tables = build(tmp_path, FILES)
    Words.asked = 0
    run_specifications(tables, plan())
    assert 0 == Words.asked  # reprints and repeated paragraphs say what was scored already


def test_parts_and_references_are_those_of_the_plan(tmp_path):
    told = {"a.txt": "America praises Russia\n\n" + STORY + " Russia kept its bad word."}
    own = run_specifications(build(tmp_path, told), plan())
    others = build_tables(tmp_path, scorers=["words"], parts=(), references=False)
    assert len(others.mentions) < len(build_tables(tmp_path, scorers=["words"]).mentions)
    pd.testing.assert_frame_equal(own, run_specifications(others, plan()))
    headless = pick(run_specifications(others, dataclasses.replace(plan(), parts=())))
    assert 2 == pick(own)["n_mentions"] - headless["n_mentions"]  # of the headline


@pytest.mark.filterwarnings("error::RuntimeWarning")
@pytest.mark.parametrize(
    "text",
    ["Nobody is named here who matters to anybody.", "Russia came first and won.", "Russia met America in the hall."],
)
def test_one_article_says_little_and_breaks_nothing(tmp_path, text):
    curve = find_curve(build(tmp_path, {"a.txt": text}), plan())
    assert 24 == len(curve.table)
    assert curve.table["low"].isna().all()
    assert (curve.summary.n_found > 0) == ("met" in text)


def test_a_scorer_that_cannot_run_is_left_out_and_told(tmp_path):
    tables = build(tmp_path, FILES)
    with pytest.warns(CorpusWarning, match="scorer broken: its file is missing"):
        table = run_specifications(tables, plan("words", "broken"))
    assert {"words"} == set(table["scorer"])
    with pytest.raises(PresslensError, match="its file is missing"):
        run_specifications(tables, plan("broken"))
    with pytest.raises(PresslensError, match="there is no scorer 'nonsense'"):
        run_specifications(tables, plan(), scorers=["nonsense"])


def test_targets_can_be_exchanged(tmp_path):
    tables = build(tmp_path, FILES)
    there = run_specifications(tables, plan())
    back = run_specifications(tables, plan(), first="Russia", second="US")
    pd.testing.assert_series_equal(there["difference"], -back["difference"])
    assert run_specifications(tables, plan(), second="Atlantis")["difference"].isna().all()


def test_names_teach_a_trained_scorer_its_country(tmp_path):
    """A mention that is scored later gets the score that it would have got with all others."""
    tables = build(tmp_path, {"a.txt": STORY + " Russia kept its good word."}, scorers=["stance_fast"])
    assert "its" in set(tables.mentions["mention"])
    late = dataclasses.replace(tables, mentions=tables.mentions[tables.mentions["mention"] != "its"])
    with warnings.catch_warnings():
        warnings.simplefilter("error", category=CorpusWarning)
        there, back = (run_specifications(t, plan("stance_fast")) for t in (tables, late))
    pd.testing.assert_frame_equal(there, back)


@pytest.mark.corpora
def test_the_originals(corpora):
    tables = build_tables(corpora / "articles", scorers=["vader_masked", "vader_baseline"])
    table = run_specifications(tables, PLAN, scorers=["vader_masked", "vader_baseline"])
    assert (2 * 24, {5}) == (len(table), set(table["n_articles"]))
    assert table["low"].notna().all()
