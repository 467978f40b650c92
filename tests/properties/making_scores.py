"""Small tables at random, for the properties of statistics: what they hold is drawn, how they look is as in helpers."""

import numpy as np
import pandas as pd
from hypothesis import settings
from hypothesis import strategies as st

# Tables cost much more than numbers, so fewer of them are tried
FEW = settings(max_examples=max(6, settings.default.max_examples // 6))
SCORES = (-1.0, -0.5, -0.1, 0.0, 0.3, 0.5, 1.0)
SOURCES = ("Argus", "Bugle", "Courier")
TARGETS = ("US", "Russia")
LABELS = ("negative", "neutral", "positive")


def name_article(number):
    return f"{number:016x}"


@st.composite
def articles_with_numbers(draw, *, least=1, most=12, zeros=False):
    """Draw parts, wholes and sources of articles."""
    n = draw(st.integers(least, most))
    parts = draw(st.lists(st.integers(-8, 8), min_size=n, max_size=n))
    wholes = draw(st.lists(st.integers(0 if zeros else 1, 4), min_size=n, max_size=n))
    sources = draw(st.lists(st.sampled_from(SOURCES), min_size=n, max_size=n))
    return np.array(parts) / 8, np.array(wholes, dtype=float), np.array(sources, dtype=object)


@st.composite
def scored_mentions(draw, *, most=12, scorers=("plain",), targets=TARGETS, least=0, confidence=False):
    """Draw articles of sources, each with mentions of targets that every scorer scores."""
    rows = []
    for number in range(draw(st.integers(least, most))):
        source = draw(st.sampled_from(SOURCES))
        for place in range(draw(st.integers(1, 4))):
            target = draw(st.sampled_from(targets))
            voice, bloc = draw(
                st.sampled_from([("journalist", ""), ("direct", "US"), ("indirect", ""), ("headline", "")])
            )
            for scorer in scorers:
                score = draw(st.sampled_from(SCORES))
                sure = draw(st.sampled_from([0.2, 0.5, 0.65, 0.9, 1.0])) if confidence else None
                rows.append((number, source, place, target, voice, bloc, scorer, score, sure))
    columns = ["number", "source", "place", "target", "voice", "bloc", "scorer", "score", "confidence"]
    return describe_mentions(pd.DataFrame(rows, columns=columns))


def describe_mentions(table):
    """Return mentions with the columns of `helpers.schemas.ScoredMentions` that statistics look at."""
    number, place = (table.pop(name).astype("int64") for name in ("number", "place"))
    labels = [LABELS[1 + int(score >= 0.3) - int(score <= -0.3)] for score in table["score"]]
    return table.astype({"score": "float64", "confidence": "float64"}).assign(
        article_id=pd.Series([name_article(n) for n in number], dtype="str"),
        file=pd.Series([f"{n:03}.txt" for n in number], dtype="str"),
        mention="It",
        mention_start=place * 100 + 5,
        mention_end=place * 100 + 7,
        sentence_start=place * 100,
        speaker="",
        label=pd.Series(labels, dtype="str"),
        **{name: table[name].astype("str") for name in ("source", "target", "voice", "bloc", "scorer")},
    )


@st.composite
def codings_of(draw, scored, *, coders=("Ada", "Ben"), labels=(*LABELS, "unclear"), probabilities=(1.0, 0.5, 0.25)):
    """Draw what coders say of some of the mentions."""
    unit = ["article_id", "target", "mention_start", "mention_end"]
    rows = []
    for item, place in enumerate(scored[unit].drop_duplicates().itertuples(index=False), 1):
        probability = draw(st.sampled_from(probabilities))
        for coder in coders:
            label = draw(st.sampled_from([*labels, None]))
            if label:
                rows.append((item, *place, coder, label, probability))
    table = pd.DataFrame(rows, columns=["item", *unit, "coder", "label", "probability"])
    kinds = {"item": "int64", "mention_start": "int64", "mention_end": "int64", "probability": "float64"}
    return table.astype(kinds | dict.fromkeys(["article_id", "target", "coder", "label"], "str"))


@st.composite
def coded_scores(draw, **options):
    """Draw mentions and what coders say of them."""
    scored = draw(scored_mentions(**options))
    return scored, draw(codings_of(scored))


def shuffle(table, seed):
    return table.sample(frac=1, random_state=seed, ignore_index=True)


def assert_same(expected, found, by=None):
    """Compare two tables to the last digits, in the order of the columns `by` if given."""
    if by is not None:
        expected, found = (table.sort_values(by, ignore_index=True) for table in (expected, found))
    pd.testing.assert_frame_equal(expected, found, check_exact=False, rtol=1e-9, atol=1e-9, check_dtype=False)
