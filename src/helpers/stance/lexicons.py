"""The lexicon scorers that analysts use today: TextBlob and VADER.

They know nothing of targets: each gives all mentions of a sentence the same score. The masked pair at least does
not score names; the unmasked pair is the baseline.
"""

import importlib.util
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import ClassVar

import pandas as pd

from helpers.errors import PresslensError
from helpers.stance.scorers import Scorer, map_unique, register_scorer


def textblob_polarity(text: str) -> float:
    """Return TextBlob's polarity: the mean of its lexicon's scores over a text's known words, -1 to 1."""
    from textblob import TextBlob  # noqa: PLC0415 - half a second that --help need not wait for

    return float(TextBlob(text).sentiment.polarity)


@cache
def _vader() -> Callable[[str], dict[str, float]]:
    from nltk.sentiment.vader import SentimentIntensityAnalyzer, VaderConstants  # noqa: PLC0415 - as above

    package = importlib.util.find_spec("vaderSentiment")
    if package is None or not package.submodule_search_locations:
        raise PresslensError("the package vaderSentiment, which ships VADER's lexicon, is missing; run make again")
    lexicon = Path(package.submodule_search_locations[0]) / "vader_lexicon.txt"

    class Analyzer(SentimentIntensityAnalyzer):  # type: ignore[misc]
        """NLTK's analyzer on a lexicon that we open: NLTK refuses hard-linked files, as conda and uv install them."""

        def __init__(self) -> None:
            self.lexicon_file = lexicon.read_text(encoding="utf-8")
            self.lexicon = self.make_lex_dict()
            self.constants = VaderConstants()

    return Analyzer().polarity_scores  # type: ignore[no-any-return]


def vader_compound(text: str) -> float:
    """Return VADER's compound score, -1 to 1 (Hutto and Gilbert 2014), by NLTK."""
    return float(_vader()(text)["compound"])


class _SentenceScorer(Scorer):
    """Gives each mention the score of its whole sentence."""

    column: ClassVar[str]
    function: ClassVar[Callable[[str], float]]

    def score(self, mentions: pd.DataFrame) -> pd.Series:
        return map_unique(self.show(mentions), type(self).function, step="scoring")

    def show(self, mentions: pd.DataFrame) -> pd.Series:
        return mentions[self.column]


@register_scorer
class TextBlobMasked(_SentenceScorer):
    """TextBlob on the sentence, names masked."""

    name = "textblob_masked"
    description = "TextBlob polarity of the sentence, names of targets and institutions masked"
    # TextBlob has no threshold of its own; any known word makes a score, so only 0 is neutral
    neutral_below = 1e-9
    column = "masked_sentence"
    function = textblob_polarity


@register_scorer
class VaderMasked(_SentenceScorer):
    """NLTK's VADER on the sentence, names masked."""

    name = "vader_masked"
    description = "VADER compound score of the sentence, names of targets and institutions masked"
    neutral_below = 0.05  # the authors' threshold
    column = "masked_sentence"
    function = vader_compound


@register_scorer
class TextBlobBaseline(TextBlobMasked):
    """TextBlob on the sentence as it stands."""

    name = "textblob_baseline"
    description = "baseline: TextBlob polarity of the whole sentence as it stands"
    is_baseline = True
    column = "sentence"


@register_scorer
class VaderBaseline(VaderMasked):
    """NLTK's VADER on the sentence as it stands."""

    name = "vader_baseline"
    description = "baseline: VADER compound score of the whole sentence as it stands"
    is_baseline = True
    column = "sentence"
