"""The invented sentences can take the names of any targets."""

import re

import pytest

from helpers.errors import Problem
from helpers.stance import read_targets
from helpers.stance.alterations import read_probes
from helpers.stance.invariance import ALLOWED
from helpers.stance.probes import list_gaps, make_pairs

PERSONS = """
[targets.Smith.aliases]
leader = ["Ann Smith"]
[targets.Jones.aliases]
leader = ["Bob Jones", "Jones"]
"""
APART = """
[targets.Foo.aliases]
demonym = ["Fooish"]
[targets.Bar.aliases]
government = ["Bar", "Ministry of Bar"]
"""
THREE = """
[targets.China.aliases]
country = ["China", "PRC"]
demonym = ["Chinese"]
[targets.Japan.aliases]
country = ["Japan", "Nippon"]
capital = ["Tokyo"]
[targets.NATO.aliases]
government = ["NATO", "Atlantic Alliance"]
"""


def targets_of(text, tmp_path):
    path = tmp_path / "targets.toml"
    path.write_text(text, encoding="utf-8")
    return read_targets(path)


def test_there_are_enough_sentences_and_all_places_are_known():
    texts = [
        text for name in ("neutral", "neutral_demonym", "positive", "negative", "two") for text in read_probes()[name]
    ]
    assert 52 == len(texts) == len(set(texts))
    places = {place for text in texts for place in re.findall(r"\{([^}]*)\}", text)}
    assert {"name", "other", "demonym", "other demonym"} == places


def test_all_changes_are_made_in_the_order_of_the_table(targets):
    assert list(ALLOWED) == list(dict.fromkeys(pair.change for pair in make_pairs(targets)))


@pytest.mark.parametrize("toml", ["", PERSONS, APART, THREE], ids=["shipped", "persons", "apart", "three"])
def test_mentions_stand_where_they_are_said_to(toml, targets, tmp_path):
    described = targets_of(toml, tmp_path) if toml else targets
    names = {
        (target.key, name.removesuffix("*"))
        for target in described
        for own in [*target.aliases.values(), target.exclude, described.masked]
        for name in own
    }
    probes = {probe for pair in make_pairs(described) for probe in (pair.before, pair.after)} - {None}
    assert probes
    for text, start, end, target, _ in probes:
        assert (target, text[start:end]) in names
        assert not re.search(r"[{}]|\bthe the\b|\bthe (Russia|Moscow|China)\b", text, re.IGNORECASE)


def test_names_have_their_articles(targets):
    texts = {pair.after.sentence for pair in make_pairs(targets) if pair.after}
    assert "The United States isn’t the bully it is said to be – it freed all the sailors within a day." in texts
    assert "“The United States saved our harvest,” the farmer said, “and we won’t forget it.”" in texts
    assert "Trade between the Kremlin and Brazil amounted to 2.4 billion dollars last year." in texts
    assert "The president of Russia broke his word." not in texts  # it stands before
    assert "The Russian president broke his word." in texts


def test_every_name_stands_alone_once(targets):
    alone = [pair.after.sentence for pair in make_pairs(targets) if pair.change == "name alone"]
    assert {"United States.", "Soviet Union.", "Washington Post.", "United Nations Security Council."} <= set(alone)
    assert len(alone) == len(set(alone))


def test_two_places_are_swapped_at_once(targets):
    pairs = [pair for pair in make_pairs(targets) if pair.change == "targets swapped"]
    there, back = (
        f"{one} accused {other} of lying to the inspectors."
        for one, other in (("The United States", "Russia"), ("Russia", "the United States"))
    )
    first, second = (pair for pair in pairs if pair.before.sentence == there)
    assert back == first.after.sentence == second.after.sentence
    assert ("US", "Russia", "Russia", "US") == (
        first.before.target, first.after.target, second.before.target, second.after.target,
    )  # fmt: skip


def test_cleaning_loses_no_mention_to_furniture(targets):
    pairs = [pair for pair in make_pairs(targets) if pair.change == "furniture added to the page"]
    assert 60 == len(pairs)
    assert [pair.before for pair in pairs] == [pair.after for pair in pairs]


def test_what_cannot_be_tried_is_told(targets, tmp_path):
    assert [] == list_gaps(targets)
    [problem] = list_gaps(targets_of(PERSONS, tmp_path))
    assert "Smith has no two names of a kind, so no alias can be exchanged" == problem.reason
    assert "add names under [targets.Smith.aliases]" == problem.remedy
    shared, foo = list_gaps(targets_of(APART, tmp_path))
    assert isinstance(shared, Problem)
    assert "Foo and Bar have no names of the same kind, so they cannot be swapped" == shared.reason
    assert foo.reason.startswith("Foo has no two names")
    changes = {pair.change for pair in make_pairs(targets_of(APART, tmp_path))}
    assert "targets swapped" not in changes
    assert {"name alone", "neutral sentences of every alias", "aliases exchanged"} <= changes
