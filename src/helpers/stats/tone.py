"""Summaries of scores: mentions come in as rows with a group, a target and a score, or summed up by article."""

from math import fsum
from pathlib import Path
from typing import TypeGuard

import numpy as np
import pandas as pd

from helpers.queries import Given, connect, query, to_frame, write_query
from helpers.schemas import ToneByArticle, ToneBySource, ToneByVoice
from helpers.stats.intervals import estimate_interval
from helpers.tables import write_atomically

ALL_VOICES = ""  # in the parts of tone: whoever says it
JOURNALIST, UNKNOWN_SPEAKER = "journalist", "unknown speaker"
QUOTED = ("direct", "indirect")
_PART = ["article_id", "file", "source", "said_by", "target", "scorer"]
_BY_ARTICLE = """
    SELECT article_id, file, source, target, scorer, n_mentions, 1::BIGINT AS n_articles, mean_score,
        n_zero / n_mentions AS share_zero
    FROM parts WHERE said_by = '' ORDER BY article_id, file, source, target, scorer
"""
# The articles of one target and scorer; in one order, so that sums do not hang on that of the parts
_OF_ONE = """
    SELECT said_by, source, n_mentions, n_zero, mean_score FROM parts
    WHERE target = ? AND scorer = ? AND (said_by = '') = ? ORDER BY article_id
"""


def tone_parts(scored: pd.DataFrame) -> pd.DataFrame:
    """Sum up scores by article, so that those of many parts of a corpus give the same tables as all at once.

    Args:
        scored: With the columns of `helpers.schemas.ScoredMentions`.

    Returns:
        ``article_id``, ``file``, ``source``, ``said_by`` (as `name_voices` returns it, and `ALL_VOICES` for all of
        them), ``target``, ``scorer``, ``n_mentions``, ``n_zero`` (of these, that score 0) and ``mean_score``; in the
        order of these.
    """
    both = [_sum_up(scored, ALL_VOICES), _sum_up(scored, name_voices(scored))]
    return pd.concat(both).sort_values(_PART, ignore_index=True)


def _sum_up(scored: pd.DataFrame, said_by: str | pd.Series) -> pd.DataFrame:
    told = scored.assign(said_by=said_by, is_zero=scored["score"] == 0)
    grouped = told.astype({"said_by": "str"}).groupby(_PART, sort=True)
    found = grouped.agg(n_mentions=("score", "size"), n_zero=("is_zero", "sum"), scores=("score", list)).reset_index()
    # The last digit of pandas' own mean hangs on the other groups of the table
    means = [fsum(scores) / len(scores) for scores in found.pop("scores")]
    return found.assign(mean_score=pd.Series(means, index=found.index, dtype="float64"))


def tone_by_article(given: Given) -> pd.DataFrame:
    """Return the mean score toward each target in each article.

    Args:
        given: With the columns of `helpers.schemas.ScoredMentions`; or, as a table or as files, what `tone_parts`
            returns.

    Returns:
        The columns of `helpers.schemas.ToneByArticle`.
    """
    parts = _sum_up(given, ALL_VOICES) if _is_scored(given) else given
    return ToneByArticle.validate(query(_BY_ARTICLE, parts=parts))


def write_tone_by_article(parts: Given, path: Path) -> Path:
    """Write as Parquet what `tone_by_article` returns, where a corpus has too many articles for memory.

    Args:
        parts: As `tone_parts` returns them.
        path: Of the file.
    """
    write_atomically(path, lambda part: write_query(_BY_ARTICLE, part, parts=parts))
    return path


def tone_by_source(given: Given) -> pd.DataFrame:
    """Return the mean score toward each target at each source, each article weighted alike.

    Mentions in one article are not independent, so the mean of a source is the mean of its articles' means, and its
    interval is that of these: see `helpers.stats.estimate_interval`.

    Args:
        given: As for `tone_by_article`.

    Returns:
        The columns of `helpers.schemas.ToneBySource`.
    """
    parts = _sum_up(given, ALL_VOICES) if _is_scored(given) else given
    return ToneBySource.validate(_weigh_articles_alike(parts, "source"))


def name_voices(scored: pd.DataFrame) -> pd.Series:
    """Return who says each mention: `JOURNALIST`, the bloc of who is quoted, or `UNKNOWN_SPEAKER`.

    Args:
        scored: With the columns of `helpers.schemas.ScoredMentions`.
    """
    blocs = scored["bloc"].where(scored["bloc"] != "", UNKNOWN_SPEAKER)
    return blocs.where(scored["voice"].isin(QUOTED), JOURNALIST)


def tone_by_voice(given: Given) -> pd.DataFrame:
    """Return the mean score toward each target by who says it, each article weighted alike.

    Args:
        given: As for `tone_by_article`.

    Returns:
        The columns of `helpers.schemas.ToneByVoice`: the journalists first, then those who are quoted most.
    """
    parts = _sum_up(given, name_voices(given)) if _is_scored(given) else given
    table = _weigh_articles_alike(parts, "said_by")
    n_mentions = -table.groupby("said_by")["n_mentions"].transform("sum")
    order = table.assign(quoted=table["said_by"] != JOURNALIST, most=n_mentions)
    order = order.sort_values(["quoted", "most", "said_by", "target", "scorer"], ignore_index=True)
    return ToneByVoice.validate(order.drop(columns=["quoted", "most"]))


def _is_scored(given: Given) -> TypeGuard[pd.DataFrame]:
    return isinstance(given, pd.DataFrame) and "score" in given


def _weigh_articles_alike(parts: Given, group: str) -> pd.DataFrame:
    """Summarise groups of articles; the mean of a group is the mean of its articles' means, with its interval."""
    rows = []
    with connect({"parts": parts}) as connection:
        for target, scorer in connection.sql("SELECT DISTINCT target, scorer FROM parts").fetchall():
            found = connection.sql(_OF_ONE, params=[target, scorer, group == "source"])
            for name, own in to_frame(found.to_arrow_table()).groupby(group):
                rows.append((name, target, scorer, *_weigh_alike(own)))
    keys = [group, "target", "scorer"]
    columns = [*keys, "n_mentions", "n_articles", "mean_score", "share_zero", "low", "high"]
    return pd.DataFrame(rows, columns=columns).sort_values(keys, ignore_index=True)


def _weigh_alike(own: pd.DataFrame) -> tuple[int, int, float, float, float, float]:
    n_mentions, n_articles = int(own["n_mentions"].sum()), len(own)
    interval = estimate_interval(own["mean_score"], np.ones(n_articles), sources=own["source"], limits=(-1, 1))
    share_zero = own["n_zero"].sum() / n_mentions
    return n_mentions, n_articles, own["mean_score"].mean(), share_zero, interval.low, interval.high


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
