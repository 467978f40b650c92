"""Corpora that property tests of words draw: few words, so that they meet again, and texts of every kind."""

from typing import NamedTuple

import pandas as pd
from building import make_articles
from hypothesis import strategies as st
from making_texts import TEXTS

from helpers.corpus.clean import Span, blank_out
from helpers.language import count_article_words, split_sentences

WORDS = [
    "gas", "gas", "oil", "oil", "talks", "talk", "said", "the", "of", "and", "Port", "Authority", "US", "U.S.", "don’t",
    "Gas", "NATO-led", "Lake", "lake’s", "White", "3", "1,000", "—", ",", "“yes”", "été", "北京", "GAS",
]  # fmt: skip
NAMES = ["port authority", "port authority of lake", "white lake", "us gas", "gas"]
WORDY_TEXT = st.lists(
    st.tuples(st.sampled_from(WORDS), st.sampled_from([" "] * 7 + [". ", ".\n\n", "  ", "\n", ", "])), max_size=25
).map(lambda pieces: "".join(word + mark for word, mark in pieces))


class Made(NamedTuple):
    """Articles with their words counted, and their sentences."""

    articles: pd.DataFrame
    sentences: pd.DataFrame


@st.composite
def corpora(draw: st.DrawFn, *, min_size: int = 1, max_size: int = 4, any_text: bool = True) -> Made:
    """Draw articles of up to three sources, of some of which cleaning took something out."""
    texts = WORDY_TEXT | WORDY_TEXT | TEXTS if any_text else WORDY_TEXT
    raw = draw(st.lists(texts, min_size=min_size, max_size=max_size))
    places = [sorted(draw(st.tuples(*[st.integers(0, len(text))] * 2))) for text in raw]
    is_cut = draw(st.lists(st.booleans(), min_size=len(raw), max_size=len(raw)))
    bodies = [
        blank_out(text, [Span(start, end, "")]) if cut else text
        for text, (start, end), cut in zip(raw, places, is_cut, strict=True)
    ]
    sources = draw(st.lists(st.sampled_from(["One", "Two", "Three"]), min_size=len(raw), max_size=len(raw)))
    articles = make_articles(*raw).assign(body=pd.Series(bodies, dtype="str"), source=pd.Series(sources, dtype="str"))
    return Made(count_article_words(articles), split_sentences(articles))
