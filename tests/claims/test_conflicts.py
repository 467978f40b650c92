"""Sentences that contradict on their face, and paraphrases that do not: invented ones."""

import numpy as np
import pandas as pd
import pytest

from helpers.claims import clusters, find_claims
from helpers.claims.conflicts import differ
from helpers.language import SentenceVectors

CONFLICTS = [
    # One is negated
    ("The ministry suspended the talks.", "The ministry did not suspend the talks.", "negation"),
    ("The ministry suspended the talks.", "The ministry didn’t suspend the talks on Friday.", "negation"),
    ("The ministry still leads the talks.", "The ministry no longer leads the talks.", "negation"),
    ("The ministry released the file.", "The ministry refused to release the file.", "negation"),
    ("Oslo shelled the port.", "Oslo denied shelling the port.", "negation"),
    ("The harbour has a plan for the winter.", "The harbour has no plan for the winter.", "negation"),
    ("The ministry never suspended the talks.", "The ministry did not suspend the talks.", ""),
    ("The ministry suspended the talks.", "The ministry suspended the talks, and I don’t know why.", ""),
    ("The mayor praised the port.", "The mayor praised not only the port but the ferry.", ""),
    ("He’s the founder of the port.", "No, he’s the founder of the port.", ""),
    ("The ministry found 12 boats.", "The ministry found no fewer than 12 boats.", ""),
    ("The ministry did not close the port.", "The harbour office welcomed a herring.", ""),
    # Other numbers
    ("12 soldiers were killed in the port.", "41 soldiers were killed in the port.", "numbers"),
    ("Three boats sank.", "4 boats sank.", "numbers"),
    ("They spent 5 million on the port.", "They spent 5 billion on the port.", "numbers"),
    ("The port opened on 3 May.", "The port opened on May 4.", "numbers"),
    ("The port opened in 1999.", "The port opened in 2001.", "numbers"),
    ("12 soldiers died.", "Twelve soldiers died.", ""),
    ("12 soldiers died.", "12 soldiers died in 2014.", ""),
    ("On 3 May 12 soldiers died.", "12 soldiers died in 2014.", ""),
    ("They spent 5,000 on the port.", "They spent 5 thousand on the port.", ""),
    ("Soldiers died in the port.", "12 soldiers died in the port.", ""),
    ("One of the boats sank.", "Two boats sank.", ""),
    # Other names, or the same on the other side
    ("Washington accused Moscow of lying.", "Moscow accused Washington of lying.", "names"),
    ("Oslo thanked Lima.", "Lima thanked Oslo.", "names"),
    ("Oslo thanked Lima.", "Oslo was thanked by Lima.", "names"),
    ("Russian jets bombed a US base.", "US planes bombed a Russian base.", "names"),
    ("Washington and Moscow accused Kyiv.", "Kyiv accused Washington and Moscow.", "names"),
    ("Russia praised the deal.", "The US praised the deal.", "names"),
    ("On Friday Russian troops shelled the port.", "On Friday Ukrainian troops shelled the port.", "names"),
    ("Washington accused Moscow of lying.", "Moscow was accused of lying by Washington.", ""),
    ("Oslo thanked Lima.", "Lima was thanked by Oslo for the herring.", ""),
    ("The US warned Russia over the border.", "Moscow was warned by Washington over the border.", ""),
    ("In Ukraine the US warned Russia.", "The US warned Russia in Ukraine.", ""),
    ("Russia held talks with the US.", "The US held talks with Russia.", ""),
    ("The US sent aid to Ukraine.", "Ukraine was sent aid from the US.", ""),
    ("Lavrov met Blinken in Geneva.", "Blinken met Lavrov in Geneva.", ""),
    ("Russian and US envoys talked.", "US and Russian envoys talked.", ""),
    ("Russia said the US attacked the base.", "The US attacked the base, Russia said.", ""),
    ("The US praised the deal.", "The United States praised the deal.", ""),
    ("The Kremlin praised the deal.", "Russia’s government praised the deal.", ""),
    ("Putin praised the deal.", "Moscow praised the deal.", ""),
    ("Officials praised the deal with Russia.", "Ministers praised the deal with Russia.", ""),
    ("", "The US praised the deal.", ""),
    ("Russia " * 20_000, "US " + "Oslo thanked Lima " * 20_000, "names"),  # only the beginnings are read
]


@pytest.mark.parametrize(("first", "second", "expected"), CONFLICTS)
def test_sentences_that_contradict_on_their_face(first, second, expected):
    assert (expected, expected) == (differ(first, second), differ(second, first))


@pytest.mark.parametrize("text", sorted({text for pair in CONFLICTS for text in pair[:2]}))
def test_no_sentence_contradicts_itself(text):
    assert not differ(text, text)
    assert not differ(text, f"{text} That is what the harbour office in the north said.")


@pytest.mark.xfail(reason="words of opposite meaning are not told", strict=True)
def test_opposite_words():
    assert differ("The US welcomed the deal.", "The US rejected the deal.")


def alike(*texts: str) -> SentenceVectors:
    """Return sentences of a source each that all mean the same to the encoder."""
    table = pd.DataFrame({"source": [f"s{number:04}" for number in range(len(texts))], "text": texts}, dtype="str")
    table["article_id"] = pd.Series([f"{number:016x}" for number in range(len(texts))], dtype="str")
    table = table.assign(sentence_index=0, sentence_start=0, sentence_end=9)
    return SentenceVectors(table, np.tile(np.array([[1, 0]], dtype=np.float32), (len(texts), 1)))


@pytest.fixture
def with_conflicts(monkeypatch):
    monkeypatch.setattr(clusters, "differ", differ)


@pytest.mark.usefixtures("with_conflicts")
@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["Oslo thanked Lima.", "Lima was thanked by Oslo.", "Lima thanked Oslo."], [[0, 1], [2]]),
        (["12 boats sank.", "41 boats sank.", "Twelve boats sank.", "41 boats did sink."], [[0, 2], [1, 3]]),
        (["12 boats sank.", "41 boats sank.", "50 boats sank.", "41 boats sank."], [[0], [1, 3], [2]]),
        (["12 boats sank.", "Many boats sank.", "41 boats sank."], [[0, 1], [2]]),
    ],
)
def test_who_contradicts_the_representative_leaves_the_claim(texts, expected):
    claims = find_claims(alike(*texts))
    assert expected == sorted(list(rows) for rows in claims.groupby("claim_id").indices.values())
    assert len(expected) == claims["is_representative"].sum()
    stands = claims["article_id"].where(claims["is_representative"]).groupby(claims["claim_id"]).transform("first")
    assert (stands + "-0").equals(claims["claim_id"])
    assert (claims["nearest"] == 1).all()


@pytest.mark.usefixtures("with_conflicts")
def test_a_thousand_that_contradict_one_another():
    texts = [f"{number} boats sank." for number in range(1_000)]
    claims = find_claims(alike(*texts, *texts))
    assert 2_000 == len(claims)
    assert 1_000 == claims["claim_id"].nunique() == claims["is_representative"].sum()
