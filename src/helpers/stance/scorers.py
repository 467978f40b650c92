"""Scorers: a mention in its sentence in, a score from -1 to 1 and a label out.

All scorers share one interface, lexicons (`helpers.stance.lexicons`) and trained models (`helpers.stance.trained`)
alike, so a new one is one registered class::

    @register_scorer
    class Optimist(Scorer):
        name = "optimist"
        description = "finds everything good"
        neutral_below = 0.05

        def score(self, mentions):
            return pd.Series(1.0, index=mentions.index)

``docs/stance.md`` has a longer example.
"""

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from typing import ClassVar

import numpy as np
import pandas as pd

from helpers.errors import PresslensError, Problem
from helpers.progress import Plan, track
from helpers.schemas import ALIAS_KINDS, LABELS, ScoredMentions, VoicedMentions
from helpers.stance.framing import PLAIN_MARKS, country_of
from helpers.stance.targets import Target, Targets

# Stands for every masked name: in neither lexicon, so that it judges nothing.
MASK = "Entity"
RATED = ["score", "label", "confidence"]
_SCORING = "scoring with "
_PREPARED = ("masked_sentence", "country")


class Scorer(ABC):
    """Scores how a sentence portrays a target.

    Attributes:
        name: Stands in the column ``scorer``.
        description: One line for readers.
        neutral_below: Absolute scores below this are labelled neutral.
        is_baseline: Whether it is there to be compared with, not to be believed.
        on_request: Whether it runs only where it is named.
        effort: How long it takes, where reading the corpus and finding the mentions takes 20: for bars of progress.
    """

    name: ClassVar[str]
    description: ClassVar[str]
    neutral_below: ClassVar[float]
    is_baseline: ClassVar[bool] = False
    on_request: ClassVar[bool] = False
    effort: ClassVar[int] = 1

    @abstractmethod
    def score(self, mentions: pd.DataFrame) -> pd.Series:
        """Return one score from -1 (hostile to the target) to 1 (friendly) per mention.

        Args:
            mentions: With the columns of `helpers.schemas.Mentions` and those that `prepare_mentions` adds.
        """

    def show(self, mentions: pd.DataFrame) -> pd.Series:
        """Return all that the score of each mention depends on, as one text; here every column.

        Two mentions of which a scorer sees the same have the same score. A scorer that sees less may say so.

        Args:
            mentions: As for `score`.
        """
        columns = [mentions[name].astype("str") for name in (*VoicedMentions.column_names(), *_PREPARED)]
        return pd.Series(["\x1f".join(row) for row in zip(*columns, strict=True)], index=mentions.index, dtype="str")

    def rate(self, mentions: pd.DataFrame) -> pd.DataFrame:
        """Return ``score``, ``label`` and ``confidence`` (missing here: a scorer need not know) per mention."""
        scores = self.score(mentions).astype("float64")
        size = np.abs(scores.to_numpy())
        labels = np.where(size < self.neutral_below, LABELS[1], np.where(scores > 0, LABELS[2], LABELS[0]))
        return pd.DataFrame({"score": scores, "label": labels, "confidence": np.nan}, index=mentions.index)

    def check(self) -> None:  # noqa: B027 - most scorers can always run
        """Raise a PresslensError if it cannot run: a file is missing, say."""


_SCORERS: dict[str, Scorer] = {}


def register_scorer(scorer: type[Scorer]) -> type[Scorer]:
    """Make a scorer known under its name; a later one of the same name takes its place."""
    _SCORERS[scorer.name] = scorer()
    return scorer


def all_scorers() -> list[Scorer]:
    """Return the registered scorers, trained ones first, baselines last."""
    return sorted(_SCORERS.values(), key=lambda scorer: scorer.is_baseline)


def default_scorers() -> list[Scorer]:
    """Return the scorers that run where none is named."""
    return [scorer for scorer in all_scorers() if not scorer.on_request]


def list_scorers(first: str = "") -> pd.DataFrame:
    """Return ``scorer`` and ``description`` of the scorers that run by default, and of one more, which comes first.

    Raises:
        PresslensError: If there is no scorer of that name.
    """
    chosen = [*([get_scorer(first)] if first else []), *default_scorers()]
    rows = [(scorer.name, scorer.description) for scorer in dict.fromkeys(chosen)]
    return pd.DataFrame(rows, columns=["scorer", "description"], dtype="str")


def usable_scorers(names: Iterable[str] | None = None) -> tuple[list[str], list[Problem]]:
    """Return the names of the scorers that can run, and what keeps the others from it.

    Args:
        names: Of scorers; the default ones if None.

    Raises:
        PresslensError: If a name is unknown, or none of them can run.
    """
    usable, problems = [], []
    for scorer in default_scorers() if names is None else [get_scorer(name) for name in names]:
        try:
            scorer.check()
            usable.append(scorer.name)
        except PresslensError as error:
            reason, _, remedy = str(error).partition("; ")
            problems.append(Problem(f"scorer {scorer.name}", "left out", reason, remedy))
    if problems and not usable:
        raise PresslensError(f"{problems[0].reason}; {problems[0].remedy}")
    return usable, problems


def get_scorer(name: str) -> Scorer:
    """Return a scorer by name.

    Raises:
        PresslensError: If there is none of that name.
    """
    if name not in _SCORERS:
        raise PresslensError(f"there is no scorer '{name}'; known are {', '.join(_SCORERS)}")
    return _SCORERS[name]


def score_mentions(
    mentions: pd.DataFrame,
    targets: Targets,
    scorers: Iterable[str] | None = None,
    *,
    known: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Score mentions with several scorers.

    What a mention gets depends on its own row and the targets alone, so a table may be scored in parts.

    Args:
        mentions: With the columns of `helpers.schemas.VoicedMentions`.
        targets: Whose names are masked.
        scorers: Names of scorers; by default those that need not be asked for.
        known: Scores that need not be found again: ``scorer``, ``key`` (as `key_mentions` returns it), ``score``,
            ``label`` and ``confidence``.

    Returns:
        One row per mention and scorer with the columns of `helpers.schemas.ScoredMentions`, scorer by scorer.
    """
    chosen = default_scorers() if scorers is None else [get_scorer(name) for name in scorers]
    if mentions.empty or not chosen:
        return ScoredMentions.empty()
    mentions = mentions.reset_index(drop=True)
    prepared = prepare_mentions(mentions, targets)
    scored, plan = [], Plan({_SCORING + scorer.name: scorer.effort for scorer in chosen})
    for scorer in chosen:
        with plan.step(_SCORING + scorer.name):
            scored.append(mentions.assign(scorer=scorer.name, **_rate(scorer, prepared, known)))
    return ScoredMentions.validate(pd.concat(scored, ignore_index=True))


def _rate(scorer: Scorer, prepared: pd.DataFrame, known: pd.DataFrame | None) -> pd.DataFrame:
    """Return what `Scorer.rate` does, from what is known where it is."""
    own = None if known is None else known[known["scorer"] == scorer.name]
    if own is None or own.empty:
        return scorer.rate(prepared)
    found = own.drop_duplicates("key").set_index("key")[RATED].reindex(_key(scorer, prepared)).set_axis(prepared.index)
    new = found["score"].isna()
    if new.any():
        found.loc[new, RATED] = scorer.rate(prepared[new])[RATED]
    return found


def key_mentions(mentions: pd.DataFrame, targets: Targets, scorer: str) -> pd.Series:
    """Return a key for each mention: mentions of equal key have the same score, in whatever corpus they stand.

    Args:
        mentions: With the columns of `helpers.schemas.VoicedMentions`.
        targets: As for `score_mentions`.
        scorer: Name of any scorer.

    Returns:
        32 hex digits per mention, with the index of the mentions: a hash of all that the scorer sees of it. Scorers
        that see the same share it.

    Raises:
        PresslensError: If there is no scorer of that name.
    """
    return _key(get_scorer(scorer), prepare_mentions(mentions, targets))


def _key(scorer: Scorer, prepared: pd.DataFrame) -> pd.Series:
    return map_unique(scorer.show(prepared), _digest)


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def prepare_mentions(mentions: pd.DataFrame, targets: Targets) -> pd.DataFrame:
    """Add to mentions what scorers see besides.

    Args:
        mentions: With the columns of `helpers.schemas.Mentions`.
        targets: Whose names are masked.

    Returns:
        The mentions with ``masked_sentence``, the sentence with every alias, excluded name and institution replaced by
        `MASK`, in plain quotes and dashes (its offsets are its own), and ``country``, the country that the target is,
        as ``countries.csv`` calls it; empty for other targets.
    """
    countries = {target.key: find_country(target) for target in targets}
    return mentions.assign(
        masked_sentence=map_unique(mentions["sentence"], lambda sentence: mask_names(sentence, targets)),
        country=mentions["target"].map(countries).fillna("").astype("str"),
    )


def find_country(target: Target) -> str:
    """Return the country that a target is, by the first of its names that one has; empty if none has."""
    names = (name for kind in ALIAS_KINDS for name in target.aliases.get(kind, ()))
    return next((country for name in names if (country := country_of(name))), "")


def mask_names(sentence: str, targets: Targets) -> str:
    """Return a sentence with every alias, excluded name and institution replaced by `MASK`, in plain quotes and dashes.

    VADER knows "can't" for a negation only with a straight apostrophe.
    """
    masked = targets.masked_names.replace(sentence, MASK)
    return masked if masked.isascii() else masked.translate(PLAIN_MARKS)  # no ASCII character is such a mark


def map_unique(texts: pd.Series, function: Callable[[str], object], *, step: str = "") -> pd.Series:
    """Map texts, each distinct one once: a sentence with five mentions is scored once; of a step progress is told."""
    distinct = texts.unique().tolist()
    return texts.map({text: function(text) for text in (track(distinct, step) if step else distinct)})
