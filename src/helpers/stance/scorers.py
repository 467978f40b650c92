"""Scorers: a mention in its sentence in, a score from -1 to 1 and a label out.

All scorers share one interface, so a new one is one registered class::

    @register_scorer
    class Optimist(Scorer):
        name = "optimist"
        description = "finds everything good"
        neutral_below = 0.05

        def score(self, mentions):
            return pd.Series(1.0, index=mentions.index)

The lexicon scorers here know nothing of targets: each gives all mentions of a sentence the same score. They
are what analysts use today. The masked pair at least does not score names; the unmasked pair is the baseline.
"""

import importlib.util
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import ClassVar

import numpy as np
import pandas as pd

from helpers.errors import PresslensError
from helpers.schemas import LABELS, ScoredMentions
from helpers.stance.targets import Targets

# Stands for every masked name: in neither lexicon, so that it judges nothing.
MASK = "Entity"


class Scorer(ABC):
    """Scores how a sentence portrays a target.

    Attributes:
        name: Stands in the column ``scorer``.
        description: One line for readers.
        neutral_below: Absolute scores below this are labelled neutral.
        is_baseline: Whether it is there to be compared with, not to be believed.
    """

    name: ClassVar[str]
    description: ClassVar[str]
    neutral_below: ClassVar[float]
    is_baseline: ClassVar[bool] = False

    @abstractmethod
    def score(self, mentions: pd.DataFrame) -> pd.Series:
        """Return one score from -1 (hostile to the target) to 1 (friendly) per mention.

        Args:
            mentions: With the columns of `helpers.schemas.Mentions`, and ``masked_sentence``: the sentence
                with every alias, excluded name and institution replaced by `MASK`.
        """


_SCORERS: dict[str, Scorer] = {}


def register_scorer(scorer: type[Scorer]) -> type[Scorer]:
    """Make a scorer known under its name; a later one of the same name takes its place."""
    _SCORERS[scorer.name] = scorer()
    return scorer


def all_scorers() -> list[Scorer]:
    """Return the registered scorers, baselines last."""
    return sorted(_SCORERS.values(), key=lambda scorer: scorer.is_baseline)


def get_scorer(name: str) -> Scorer:
    """Return a scorer by name.

    Raises:
        PresslensError: If there is none of that name.
    """
    if name not in _SCORERS:
        raise PresslensError(f"there is no scorer '{name}'; known are {', '.join(_SCORERS)}")
    return _SCORERS[name]


def score_mentions(mentions: pd.DataFrame, targets: Targets, scorers: Iterable[str] | None = None) -> pd.DataFrame:
    """Score mentions with several scorers.

    Args:
        mentions: With the columns of `helpers.schemas.Mentions`.
        targets: Whose names are masked.
        scorers: Names of scorers; all registered ones by default.

    Returns:
        One row per mention and scorer with the columns of `helpers.schemas.ScoredMentions`, scorer by scorer.
    """
    chosen = all_scorers() if scorers is None else [get_scorer(name) for name in scorers]
    if mentions.empty or not chosen:
        return ScoredMentions.empty()
    masked = mentions.assign(masked_sentence=_map_unique(mentions["sentence"], lambda s: mask_names(s, targets)))
    scored = []
    for scorer in chosen:
        scores = scorer.score(masked).astype("float64")
        size = np.abs(scores.to_numpy())
        labels = np.where(size < scorer.neutral_below, LABELS[1], np.where(scores > 0, LABELS[2], LABELS[0]))
        scored.append(mentions.assign(scorer=scorer.name, score=scores, label=labels))
    return ScoredMentions.validate(pd.concat(scored, ignore_index=True))


def mask_names(sentence: str, targets: Targets) -> str:
    """Return a sentence with every alias, excluded name and institution replaced by `MASK`."""
    return targets.masked_names.replace(sentence, MASK)


def _map_unique(texts: pd.Series, function: Callable[[str], object]) -> pd.Series:
    """Map texts, each distinct one once: a sentence with five mentions is scored once."""
    return texts.map({text: function(text) for text in texts.unique()})


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
        return _map_unique(mentions[self.column], type(self).function)


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
