"""What is found in an article does not depend on the articles beside it: a corpus may be cut into parts anywhere."""

import pandas as pd
import pytest
from building import make_articles

from helpers.corpus import mark_structure
from helpers.language import split_sentences
from helpers.stance import (
    add_references,
    add_voices,
    find_mentions,
    find_quotes,
    find_references,
    find_roles,
    key_mentions,
    score_mentions,
)

TEXTS = [
    "Russia thanked Peru. Its envoy, Ann Roe, said that its ships would stay.\n\n“We will not leave,” she added.",
    "Washington lied again, said Ivan Petrov. The two countries broke their word, and the US left.",
    "Moscow and Washington met. Both sides praised the talks.\n\n“Russia keeps its word,” said the minister, Ann Roe.",
    "The Soviet Union fell. Nobody in Lima trusts Moscow, and its officials know it.",
    "“America is a friend",  # nothing closes it
    "Roe said: “Russia is great.”\n\nPetrov denied that the country had lied. Russia thanked Peru.",
]
SCORERS = ["stance_fast", "vader_masked", "textblob_baseline"]


def _find(articles, targets):
    """Return every table of stance of some articles."""
    sentences, structure = split_sentences(articles), mark_structure(articles)
    quotes = find_quotes(articles, sentences)
    named = find_mentions(articles, sentences, targets)
    references = find_references(named, articles, sentences, targets)
    mentions = add_voices(add_references(named, references), quotes, structure)
    return {
        "quotes": quotes,
        "references": references,
        "mentions": mentions,
        "roles": find_roles(mentions),
        "scored": score_mentions(mentions, targets, SCORERS),
        **{scorer: key_mentions(mentions, targets, scorer).to_frame("key") for scorer in SCORERS},
    }


@pytest.fixture(scope="module")
def together(targets):
    return _find(make_articles(*TEXTS), targets)


@pytest.mark.parametrize("size", [1, 2, 4])
def test_parts_give_what_the_whole_gives(size, targets, together):
    articles = make_articles(*TEXTS)
    parts = [_find(articles.iloc[at : at + size], targets) for at in range(0, len(TEXTS), size)]
    for name, whole in together.items():
        joined = pd.concat([part[name] for part in parts], ignore_index=True)
        if name == "scored":
            joined["scorer"] = pd.Categorical(joined["scorer"], SCORERS)
            joined = joined.sort_values("scorer", kind="stable", ignore_index=True).astype({"scorer": "str"})
        pd.testing.assert_frame_equal(whole.reset_index(drop=True), joined, check_exact=True)


def test_the_articles_hold_what_could_depend_on_others(together):
    assert {"pronoun", "joint", "country"} <= set(together["mentions"]["alias_kind"])
    assert "Ann Roe" in set(together["quotes"]["speaker"])
