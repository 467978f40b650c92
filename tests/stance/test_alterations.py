"""What is changed in a sentence is the name, the marks or what follows, and nothing else."""

from dataclasses import replace

import pytest
from building import make_mentions, mark

from helpers.schemas import ALIAS_KINDS, Mentions
from helpers.stance import Targets
from helpers.stance.alterations import (
    Probe,
    alter_mentions,
    exchange_alias,
    glue_furniture,
    list_forms,
    straighten_marks,
    swap_names,
)


def probe_of(text, target="US", kind="country"):
    return Probe(*mark(text), target, kind)


def shown(probe):
    """Return a text with its mention marked, and the target."""
    text = probe.sentence
    return f"{text[: probe.start]}«{text[probe.start : probe.end]}»{text[probe.end :]}", probe.target


def swapped(text, targets, target="US"):
    every = Targets({t.key: replace(t, include=ALIAS_KINDS) for t in targets}).names
    return [shown(probe) for probe in swap_names(probe_of(text, target), targets, every)]


@pytest.mark.parametrize(
    ("text", "target", "back"),
    [
        ("«America» thanked Russia.", "US", "«Russia» thanked United States."),
        ("Russia was thanked by «America».", "US", "United States was thanked by «Russia»."),
        ("«Moscow» met US envoys in Oslo.", "Russia", "«Washington, D.C.» met Russia envoys in Oslo."),
        ("«Americans» and Russian divers", "US", "«Russians» and American divers"),
        ("«Putin» met Obama.", "Russia", "«Obama» met Putin."),
        ("«RUSSIA» LEFT", "Russia", "«UNITED STATES» LEFT"),
        ("The «United\nStates» left.", "US", "The «Russia» left."),
        ("«America» read the Washington Post.", "US", "«Russia» read the Washington Post."),
        ("Peru met «Chile» and Russia.", "Chile", "Peru met «Chile» and United States."),
    ],
)
def test_the_first_two_targets_are_swapped(text, target, back, targets):
    other = {"US": "Russia", "Russia": "US"}
    assert [(back, other.get(target, target))] == swapped(text, targets, target)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Peru met «Chile».", "there is nothing to swap"),
        ("«America» is not the Soviet Union.", "the other has no historical name"),
        ("«the US» left.", "the mention is more than the name"),
        ("«Russia» sent Lavrov.", "Lavrov, whom targets.toml does not list, would stay Russian"),
    ],
)
def test_a_sentence_that_cannot_be_swapped_whole_is_left_aside(text, why, targets):
    assert [] == swapped(text, targets), why


def test_an_alias_gives_way_to_those_of_its_kind(targets):
    found = [shown(probe) for probe in exchange_alias(probe_of("A «Russian» ship", "Russia"), targets)]
    assert [("A «Muscovite» ship", "Russia")] == found  # no plural: "a Russians ship"
    kremlin = exchange_alias(probe_of("The «Kremlin» lied.", "Russia"), targets)
    assert ["Russian government", "Russian Foreign Ministry", "State Duma"] == [
        probe.sentence[probe.start : probe.end] for probe in kremlin
    ]
    assert [] == list(exchange_alias(probe_of("«Moscow» lied.", "Russia"), targets))  # its only capital
    assert [] == list(exchange_alias(probe_of("«Lima» lied.", "Peru"), targets))


def test_the_usual_name_comes_first_and_plurals_stand_apart(targets):
    forms = list_forms(targets.targets["US"])
    assert "United States" == forms["country"][0]
    assert (["American"], ["Americans"]) == (forms["demonym"], forms["plural"])
    assert "historical" not in list_forms(targets.targets["Russia"])


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("“«Russia» isn’t here” – he said", '"«Russia» isn\'t here" - he said'),
        ("the\u00a0«United\u00a0States» left", "the «United States» left"),
    ],
)
def test_marks_become_plain(text, plain):
    assert [plain] == [shown(probe)[0] for probe in straighten_marks(probe_of(text))]


def test_plain_marks_are_no_change():
    assert [] == list(straighten_marks(probe_of('"«Russia»" isn\'t here - he said')))


def test_furniture_follows_the_sentence():
    glued = glue_furniture(probe_of("«Russia» left."))
    assert ("Russia left. Share this article.", 0, 6) == (glued.sentence[:32], glued.start, glued.end)


def test_own_mentions_are_drawn_by_seed_and_pronouns_left_aside(targets):
    mentions = make_mentions(*[f"«America» met Russia on day {n}." for n in range(30)])
    mentions.loc[7, "alias_kind"] = "pronoun"
    drawn = alter_mentions(mentions, targets, limit=10, seed=0)
    assert drawn == alter_mentions(mentions.sample(frac=1, random_state=1), targets, limit=10, seed=0)
    assert drawn != alter_mentions(mentions, targets, limit=10, seed=1)
    assert 10 == len({pair.before.sentence for pair in drawn})
    everything = alter_mentions(mentions, targets, limit=200, seed=0)
    assert 29 == len({pair.before.sentence for pair in everything})
    assert ["targets swapped, own mentions"] * 29 == [p.change for p in everything if "swapped" in p.change]


def test_no_mentions_no_pairs(targets):
    assert [] == alter_mentions(Mentions.empty(), targets, limit=200, seed=0)
