import pandas as pd
import pytest

from helpers.schemas import Roles
from helpers.stats import count_roles, list_actions, list_dyads, weigh_role_sources, weigh_roles

COLUMNS = ["article", "source", "target", "role", "verb", "construction", "other_target"]


def table(*lines):
    """Return roles of lines of article, source, target, role, verb, construction and other target."""
    rows = [dict(zip(COLUMNS, line.split("|"), strict=True)) for line in lines]
    roles = pd.DataFrame(rows, columns=COLUMNS).assign(
        file="a.txt", mention="x", voice="journalist", through="", other=""
    )
    roles["article_id"] = roles.pop("article").str.zfill(16)
    numbers = ["mention_start", "mention_end", "sentence_start", "sentence_end", "verb_start", "verb_end"]
    return Roles.validate(roles.assign(negated=False, **{name: range(len(roles)) for name in numbers}))


FEW = table(
    "1|Daily|US|agent|say|active|",
    "1|Daily|US|agent|suspend|active|Russia",
    "2|Daily|US|patient|accuse|passive|Russia",
    "2|Daily|US|neither|||",
    "2|Daily|Russia|neither|||",
    "3|Weekly|Russia|agent|say|active|",
)


def test_counts_by_source_and_target():
    counts = count_roles(FEW)
    shown = counts[["source", "target", "n_mentions", "n_agent", "n_patient", "n_neither", "n_articles"]]
    expected = [
        ("Daily", "Russia", 1, 0, 0, 1, 0),
        ("Daily", "US", 4, 2, 1, 1, 2),
        ("Weekly", "Russia", 1, 1, 0, 0, 1),
    ]
    assert expected == list(shown.itertuples(index=False, name=None))
    assert [None, 2 / 3, 1.0] == [None if pd.isna(x) else x for x in counts["share_agent"]]
    assert [None, 1 / 3, 0.0] == [None if pd.isna(x) else x for x in counts["share_passive"]]
    assert counts[["low", "high"]].isna().all(axis=None)


def test_mentions_add_up():
    counts = count_roles(FEW)
    assert len(FEW) == counts["n_mentions"].sum()
    assert (counts["n_mentions"] == counts[["n_agent", "n_patient", "n_neither"]].sum(axis=1)).all()


def test_an_interval_needs_five_articles_and_holds_the_share():
    lines = [f"{n}|Daily|US|{'agent' if n % 2 else 'patient'}|say|active|" for n in range(10)]
    (few,) = count_roles(table(*lines[:4])).itertuples()
    (many,) = count_roles(table(*lines)).itertuples()
    assert pd.isna(few.low)
    assert many.low < many.share_agent == 0.5 < many.high
    assert many.low == pytest.approx(0.2, abs=0.11)  # binomial of 10: 0.19 to 0.81


def test_articles_are_drawn_not_clauses():
    same = [f"{n}|Daily|US|{'agent' if n % 2 else 'patient'}|say|active|" for n in range(10)]
    (once,) = count_roles(table(*same)).itertuples()
    (thrice,) = count_roles(table(*same * 3)).itertuples()
    assert (once.low, once.high) == pytest.approx((thrice.low, thrice.high), abs=0.02)  # half a clause weighs less


def test_draws_do_not_depend_on_the_other_rows():
    lines = [f"{n}|Weekly|US|{'agent' if n % 3 else 'patient'}|say|active|" for n in range(9)]
    alone = count_roles(table(*lines))
    beside = count_roles(table(*[line.replace("Weekly", "Daily") for line in lines], *lines))
    assert list(alone.iloc[0, 1:]) == list(beside.iloc[1, 1:])


def test_actions_commonest_first():
    actions = list_actions(table("1|B|US|agent|say|active|", "1|B|US|agent|say|active|", "2|A|US|agent|say|active|",
                                 "3|A|US|patient|accuse|passive|"))  # fmt: skip
    expected = [("US", "agent", "say", 3, 0, 2, 2, "B; A"), ("US", "patient", "accuse", 1, 1, 1, 1, "A")]
    shown = actions.drop(columns="n_negated")
    assert expected == list(shown.itertuples(index=False, name=None))


def test_negated_clauses_are_told_apart_from_passive_ones():
    roles = table("1|A|US|agent|say|active|", "2|A|US|agent|say|passive|", "3|A|US|agent|say|active|")
    (row,) = list_actions(roles.assign(negated=[True, False, True])).itertuples()
    assert (3, 1, 2) == (row.n_clauses, row.n_passive, row.n_negated)


def test_a_clause_with_both_sides_counts_once():
    roles = table("1|A|US|agent|accuse|active|Russia", "1|A|Russia|patient|accuse|active|US")
    both = roles.assign(verb_start=7)
    apart = roles.assign(verb_start=[7, 90])
    for given, n in ((both, 1), (apart, 2)):
        (row,) = list_dyads(given)[["agent", "patient", "verb", "n_clauses"]].itertuples(index=False, name=None)
        assert ("US", "Russia", "accuse", n) == row


def test_shares_as_agent_are_compared_between_sources():
    """At the Daily the US acts in four articles of five, at the Post in one of five."""
    lines = [
        f"{n + shift}|{source}|US|{'agent' if n <= acting else 'patient'}|a|active|"
        for source, shift, acting in (("Daily", 0, 4), ("Post", 5, 1))
        for n in range(1, 6)
    ]
    row = weigh_role_sources(table(*lines), sources=["Daily"]).iloc[0]
    assert "share as agent of US, Daily less all others" == row["comparison"]
    assert 0.6 == pytest.approx(row["difference"])
    assert row["low"] == pytest.approx(0.6 - 2.306 * (0.2 / 5 + 0.2 / 5) ** 0.5, abs=1e-3)  # Welch's t, 8 free
    assert 1 == row["high"]
    assert weigh_role_sources(Roles.empty()).empty


def test_shares_of_targets_are_compared_within_articles():
    """In four articles the US acts and Russia is acted on, in a fifth each does both."""
    clear = [
        line for n in range(1, 5) for line in (f"{n}|Daily|US|agent|a|active|", f"{n}|Daily|Russia|patient|a|active|")
    ]
    both = [f"5|Daily|{target}|{role}|a|active|" for target in ("US", "Russia") for role in ("agent", "patient")]
    row = weigh_roles(table(*clear, *both), "US", "Russia").iloc[0]
    assert 0.8 == pytest.approx(row["difference"])
    assert 0 < row["low"] < 0.8
    assert 1 == row["high"]  # a share is at most 1, and so is the difference of two
    assert weigh_roles(Roles.empty(), "US", "Russia").empty


@pytest.mark.filterwarnings("error::RuntimeWarning")
def test_empty_tables():
    assert count_roles(Roles.empty()).empty
    assert list_actions(Roles.empty()).empty
    assert list_dyads(Roles.empty()).empty
    assert list(list_dyads(Roles.empty()).columns) == list(list_dyads(table("1|A|US|agent|a|active|US")).columns)


@pytest.mark.filterwarnings("error::RuntimeWarning")
def test_only_neither():
    (row,) = count_roles(table("1|A|US|neither|||")).itertuples()
    assert (1, 0, 0) == (row.n_neither, row.n_articles, row.n_agent)
    assert pd.isna(row.share_agent)


def test_the_same_roles_give_the_same_counts():
    lines = [f"{n}|Daily|US|{'agent' if n % 2 else 'patient'}|say|active|" for n in range(10)]
    pd.testing.assert_frame_equal(count_roles(table(*lines)), count_roles(table(*lines)))


def test_two_names_of_a_target_in_one_clause_are_one_action():
    """As in "US President Obama accused"."""
    twice = pd.concat([FEW.head(1), FEW.head(1).assign(mention_start=999)], ignore_index=True)
    assert [1] == list_actions(twice)["n_clauses"].tolist()
