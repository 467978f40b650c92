"""The part of a corpus that an analyst looks at: some sources, a time, two targets, some voices."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Protocol

import pandas as pd

from helpers.answers import name_articles, name_group
from helpers.errors import PresslensError
from helpers.explore.controls import cut
from helpers.stance import Targets
from helpers.stats import JOURNALIST, name_voices

ALL, QUOTED, BLOC = "all", "quoted", "bloc:"  # voices: everyone, all who are quoted, and those of one bloc
_MOST_NAMED = 3  # sources that a caption names


class Tables(Protocol):
    """What is needed of `helpers.pipeline.Tables`."""

    @property
    def articles(self) -> pd.DataFrame:
        """Those that are analysed."""

    @property
    def mentions(self) -> pd.DataFrame:
        """Of them, scored."""

    @property
    def terms(self) -> pd.DataFrame:
        """Counts of their words."""

    @property
    def targets(self) -> Targets:
        """What is portrayed."""

    @property
    def n_all(self) -> int | None:
        """How many articles they were drawn from; None where these are all."""


@dataclass(frozen=True)
class Part:
    """The part of a corpus that is looked at.

    Attributes:
        articles: Of the chosen sources and time.
        mentions: Of two targets in them, by the chosen voices and scorers.
        words: Counts of single words in them.
        names: Names of articles by their id.
        scorers: Names of the chosen scorers.
        labels: Of the two targets, by key.
        colors: Of the two targets, by key.
        events: Dated ones.
        said: What was chosen, in words.
        n_all: How many articles the corpus was drawn from; None where it was not.
    """

    articles: pd.DataFrame
    mentions: pd.DataFrame
    words: pd.DataFrame
    names: pd.Series
    scorers: list[str]
    labels: dict[str, str]
    colors: dict[str, str]
    events: pd.DataFrame
    said: str
    n_all: int | None = None

    @property
    def first(self) -> pd.DataFrame:
        """Mentions by the first scorer."""
        return self.mentions[self.mentions["scorer"] == self.scorers[0]]

    @property
    def look(self) -> dict[str, object]:
        """How figures of tone look."""
        return {
            "group": "target",
            "groups": self.labels,
            "colors": self.colors,
            "value": "mean_score",
            "limits": (-1, 1),
            "axis": "mean score, −1 hostile to 1 friendly",
        }

    @property
    def panels(self) -> dict[str, str]:
        """What to call the scorers."""
        return {name: name.replace("_", " ") for name in self.scorers}


def choose_part(
    tables: Tables,
    events: pd.DataFrame,
    *,
    targets: tuple[str, str],
    scorers: Collection[str],
    sources: Collection[str] = (),
    since: date | None = None,
    until: date | None = None,
    voice: str = ALL,
) -> Part:
    """Choose the part of a corpus to look at.

    Args:
        tables: Of the corpus.
        events: As `helpers.corpus.read_events` returns them.
        targets: Keys of two targets, which are compared.
        scorers: Names of scorers; the first is the one that boxes report.
        sources: Their names; all where there is none.
        since: First day; an article whose date is not known is left out where there is a first or a last day.
        until: Last day.
        voice: `ALL`, `JOURNALIST`, `QUOTED`, or `BLOC` with the name of a bloc.

    Raises:
        PresslensError: If no article is left, or the targets are the same.
    """
    if targets[0] == targets[1]:
        raise PresslensError("first and second target are the same; choose two")
    articles = tables.articles
    if sources:
        articles = articles[articles["source"].isin(list(sources))]
    if since:
        articles = articles[articles["date"] >= pd.Timestamp(since)]
    if until:
        articles = articles[articles["date"] < pd.Timestamp(until) + pd.Timedelta(days=1)]
    if articles.empty:
        raise PresslensError("no article is left; choose more sources or a longer time")
    kept = tables.mentions["article_id"].isin(articles["article_id"])
    mentions = tables.mentions[kept & tables.mentions["target"].isin(targets)]
    mentions = _keep_voice(mentions[mentions["scorer"].isin(list(scorers))], voice)
    words = tables.terms[tables.terms["n_tokens"] == 1]
    return Part(
        articles=articles,
        mentions=mentions.reset_index(drop=True),
        words=words[words["article_id"].isin(articles["article_id"])],
        names=name_articles(tables.articles),
        scorers=list(scorers),
        labels={key: tables.targets.labels[key] for key in targets},
        colors={key: tables.targets.colors[key] for key in targets},
        events=events,
        said=_say_choice(sources, since, until, voice),
        n_all=tables.n_all,
    )


def _keep_voice(mentions: pd.DataFrame, voice: str) -> pd.DataFrame:
    said_by = name_voices(mentions)
    if voice == QUOTED:
        return mentions[said_by != JOURNALIST]
    return mentions if voice == ALL else mentions[said_by == voice.removeprefix(BLOC)]


def name_voice(voice: str) -> str:
    """Return what to call a choice of voices."""
    plain = {ALL: "all", QUOTED: "all who are quoted"}
    return plain.get(voice) or name_group(voice.removeprefix(BLOC))


def _say_choice(sources: Collection[str], since: date | None, until: date | None, voice: str) -> str:
    named = ", ".join(cut(source, 40) for source in sorted(sources)[:_MOST_NAMED])
    more = f" and {len(sources) - _MOST_NAMED} more" if len(sources) > _MOST_NAMED else ""
    parts = [f"sources {named}{more}" if sources else ""]
    parts += [f"since {since}" if since else "", f"until {until}" if until else ""]
    parts += ["" if voice == ALL else f"voices: {name_voice(voice)}"]
    chosen = "; ".join(filter(None, parts))
    return f" Chosen: {chosen}." if chosen else ""
