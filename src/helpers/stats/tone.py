"""Summaries of scores: mentions come in as rows with a group, a target and a score."""

import numpy as np
import pandas as pd

from helpers.schemas import Tone, ToneByArticle, ToneBySource, ToneByVoice
from helpers.stats.intervals import estimate_interval

JOURNALIST, UNKNOWN_SPEAKER = "journalist", "unknown speaker"
_GROUP = ["target", "scorer"]
QUOTED = ("direct", "indirect")


def tone_by_article(scored: pd.DataFrame) -> pd.DataFrame:
    """Return the mean score toward each target in each article.

    Args:
        scored: With the columns of `helpers.schemas.ScoredMentions`.

    Returns:
        The columns of `helpers.schemas.ToneByArticle`.
    """
    return ToneByArticle.validate(_summarise(scored, ["article_id", "file", "source", *_GROUP]))


def tone_by_source(scored: pd.DataFrame) -> pd.DataFrame:
    """Return the mean score toward each target at each source, each article weighted alike.

    Mentions in one article are not independent, so the mean of a source is the mean of its articles' means, and its
    interval is that of these: see `helpers.stats.estimate_interval`.

    Args:
        scored: With the columns of `helpers.schemas.ScoredMentions`.

    Returns:
        The columns of `helpers.schemas.ToneBySource`.
    """
    return ToneBySource.validate(_weigh_articles_alike(scored, "source"))


def name_voices(scored: pd.DataFrame) -> pd.Series:
    """Return who says each mention: `JOURNALIST`, the bloc of who is quoted, or `UNKNOWN_SPEAKER`.

    Args:
        scored: With the columns of `helpers.schemas.ScoredMentions`.
    """
    blocs = scored["bloc"].where(scored["bloc"] != "", UNKNOWN_SPEAKER)
    return blocs.where(scored["voice"].isin(QUOTED), JOURNALIST)


def tone_by_voice(scored: pd.DataFrame) -> pd.DataFrame:
    """Return the mean score toward each target by who says it, each article weighted alike.

    Args:
        scored: With the columns of `helpers.schemas.ScoredMentions`.

    Returns:
        The columns of `helpers.schemas.ToneByVoice`: the journalists first, then those who are quoted most.
    """
    table = _weigh_articles_alike(scored.assign(said_by=name_voices(scored)), "said_by")
    n_mentions = -table.groupby("said_by")["n_mentions"].transform("sum")
    order = table.assign(quoted=table["said_by"] != JOURNALIST, most=n_mentions)
    order = order.sort_values(["quoted", "most", "said_by", *_GROUP], ignore_index=True)
    return ToneByVoice.validate(order.drop(columns=["quoted", "most"]))


def _weigh_articles_alike(scored: pd.DataFrame, group: str) -> pd.DataFrame:
    """Summarise groups of mentions; the mean of a group is the mean of its articles' means, with its interval."""
    table, keys = _summarise(scored, [group, *_GROUP]), [group, *_GROUP]
    per_article = scored.groupby([*keys, "article_id"])["score"].mean().reset_index()
    sources = scored.drop_duplicates("article_id").set_index("article_id")["source"]
    per_article["stratum"] = pd.factorize(per_article["article_id"].map(sources), sort=True)[0]
    rows = []
    for _, own in per_article.groupby(keys, sort=True):
        interval = estimate_interval(own["score"], np.ones(len(own)), sources=own["stratum"], limits=(-1, 1))
        rows.append((own["score"].mean(), interval.low, interval.high))
    found = pd.DataFrame(rows, columns=["mean_score", "low", "high"], dtype="float64")
    return table.assign(**found)


def _summarise(scored: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    grouped = scored.assign(is_zero=scored["score"] == 0).groupby(keys, sort=True)
    table = grouped.agg(
        n_mentions=("score", "size"),
        n_articles=("article_id", "nunique"),
        mean_score=("score", "mean"),
        share_zero=("is_zero", "mean"),
    ).reset_index()
    return Tone.validate(table)


def order_by_evidence(tone: pd.DataFrame) -> pd.DataFrame:
    """Put the articles first that name most targets, and of these the ones with most mentions.

    Args:
        tone: As `tone_by_article` returns it.
    """
    per_article = tone[tone["scorer"] == tone["scorer"].min()].groupby("article_id")
    order = per_article.agg(targets=("target", "nunique"), mentions=("n_mentions", "sum"), file=("file", "first"))
    order = order.sort_values(["targets", "mentions", "file"], ascending=[False, False, True])
    rank = pd.Series(range(len(order)), index=order.index)
    return tone.sort_values("article_id", key=lambda ids: ids.map(rank), kind="stable", ignore_index=True)


def compare_targets(tone: pd.DataFrame, first: str, second: str) -> pd.DataFrame:
    """Return the difference of tone, first minus second target, within each article that names both.

    Args:
        tone: As `tone_by_article` returns it.
        first: Key of a target.
        second: Key of another.

    Returns:
        ``article_id``, ``file``, ``source``, ``scorer``, one column per target with its mean score, ``n_mentions`` of
        the two, and ``difference``, -2 to 2; by file and scorer.
    """
    keys = ["article_id", "file", "source", "scorer"]
    own = tone[tone["target"].isin([first, second])]
    wide = own.pivot(index=keys, columns="target", values="mean_score").reindex(columns=[first, second]).dropna()
    wide.columns.name = None
    wide["n_mentions"] = own.groupby(keys)["n_mentions"].sum().reindex(wide.index)
    table = wide.assign(difference=wide[first] - wide[second]).reset_index()
    return table.sort_values(["file", "scorer", "article_id"], ignore_index=True)


def pick_strongest(scored: pd.DataFrame, limit: int = 8) -> pd.DataFrame:
    """Pick the mentions with the highest and the lowest score of each target, by turns, from different articles.

    Args:
        scored: With the columns of `helpers.schemas.ScoredMentions`, of one scorer.
        limit: Most mentions to pick.

    Returns:
        Rows of `scored`, target by target, the highest score first; a sentence at most once per target.
    """
    ordered = scored.sort_values(["score", "article_id", "mention_start"], kind="stable")
    ends = []
    for place, (_, own) in enumerate(ordered.groupby("target", sort=False)):
        for is_lowest, way in enumerate((own.iloc[::-1], own)):
            best = way.drop_duplicates("article_id")
            ends.append(best.assign(turn=range(len(best)), place=2 * place + is_lowest))
    if not ends:
        return scored.head(0)
    turns = pd.concat(ends).sort_values(["turn", "place"], kind="stable")
    picked = turns.drop_duplicates(["article_id", "target", "sentence_start"]).head(limit)
    picked = picked.sort_values(["target", "score", "article_id"], ascending=[True, False, True], kind="stable")
    return picked.drop(columns=["turn", "place"]).reset_index(drop=True)
