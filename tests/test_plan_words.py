"""A page says which plan it used, and where it does not keep to it."""

import dataclasses

import pytest
from building import ROOT

from helpers.answers import describe_plan
from helpers.plan import read_plan

PLAN = read_plan(ROOT / "data" / "analysis_plan.toml")


def test_a_page_that_keeps_to_the_plan():
    said = describe_plan(PLAN, "stance", copies=False, references=True, parts=["headline"])
    assert said == describe_plan(PLAN, "stance")
    assert f"({PLAN.fingerprint[:12]}); the analysis that counts: stance, cleaned, all voices, " in said
    assert "another one" not in said


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"scorer": "vader_masked"}, "vader_masked, not stance."),
        ({"copies": True}, "all reprints, not one of each story."),
        ({"references": False}, "without pronouns and joint phrases."),
        ({"parts": ["caption", "headline"]}, "besides the text caption and headline, not headline."),
        ({"parts": [], "copies": True}, "all reprints, not one of each story; besides the text nothing, not headline."),
    ],
)
def test_where_a_page_departs_from_it(options, says):
    said = describe_plan(PLAN, **{"scorer": "stance", **options})
    assert said.endswith(f"Except for the curve, this page reports another one: {says}")


def test_a_plan_that_no_page_follows():
    plan = dataclasses.replace(PLAN, primary={**PLAN.primary, "voice": "quoted", "weighting": "mentions alike"})
    assert describe_plan(plan, "stance").endswith("one: all voices, not quoted; articles alike, not mentions alike.")
