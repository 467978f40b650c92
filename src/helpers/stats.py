"""Summaries of scores. No text in here: mentions come in as rows with a group, a target and a score."""

from collections.abc import Iterable

import pandas as pd

from helpers.schemas import LABELS, Tone, ToneByArticle, ToneBySource

_GROUP = ["target", "scorer"]


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

    Mentions in one article are not independent, so the mean of a source is the mean of its articles' means.

    Returns:
        The columns of `helpers.schemas.ToneBySource`.
    """
    table = _summarise(scored, ["source", *_GROUP])
    means = tone_by_article(scored).groupby(["source", *_GROUP])["mean_score"].mean()
    keys = pd.MultiIndex.from_frame(table[["source", *_GROUP]])
    return ToneBySource.validate(table.assign(mean_score=means.reindex(keys).to_numpy()))


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


def measure_attention(mentions: pd.DataFrame, articles: pd.DataFrame, targets: Iterable[str]) -> pd.DataFrame:
    """Measure how often each source names each target.

    Args:
        mentions: With the columns of `helpers.schemas.ScoredMentions`; a mention counts once.
        articles: With the columns ``source`` and ``n_words``.
        targets: Keys of the targets.

    Returns:
        One row per source and target, 0 included: ``source``, ``target``, ``n_mentions``, ``n_words`` (of the
        source) and ``rate_per_1k`` (mentions per 1,000 words).
    """
    words = articles.groupby("source")["n_words"].sum()
    once = mentions.drop_duplicates(["article_id", "target", "mention_start"])
    rows = pd.MultiIndex.from_product([words.index, list(targets)], names=["source", "target"])
    table = once.groupby(["source", "target"]).size().reindex(rows, fill_value=0).rename("n_mentions").reset_index()
    table["n_words"] = table["source"].map(words)
    return table.assign(rate_per_1k=table["n_mentions"] / table["n_words"].clip(lower=1) * 1000)


def compare_targets(tone: pd.DataFrame, first: str, second: str) -> pd.DataFrame:
    """Return the difference of tone, first minus second target, within each article that names both.

    Args:
        tone: As `tone_by_article` returns it.
        first: Key of a target.
        second: Key of another.

    Returns:
        ``file``, ``source``, ``scorer``, one column per target with its mean score, and ``difference``, -2 to 2.
    """
    keys = ["file", "source", "scorer"]
    wide = tone.pivot_table(index=keys, columns="target", values="mean_score")
    wide = wide.reindex(columns=[first, second]).dropna()
    wide.columns.name = None
    return wide.assign(difference=wide[first] - wide[second]).reset_index()


def summarise_comparison(differences: pd.DataFrame) -> pd.DataFrame:
    """Return for each scorer over how many articles the targets can be compared, and how they compare.

    Args:
        differences: As `compare_targets` returns it.

    Returns:
        ``scorer``, ``n_articles``, ``n_first_higher``, ``n_second_higher`` and ``mean_difference`` (each article
        weighted alike).
    """
    grouped = differences.assign(first=differences["difference"] > 0, second=differences["difference"] < 0).groupby(
        "scorer"
    )
    return grouped.agg(
        n_articles=("difference", "size"),
        n_first_higher=("first", "sum"),
        n_second_higher=("second", "sum"),
        mean_difference=("difference", "mean"),
    ).reset_index()


def measure_agreement(scored: pd.DataFrame, labels: pd.DataFrame) -> pd.DataFrame:
    """Measure how far scorers agree with labels that a coder gave.

    Args:
        scored: With the columns of `helpers.schemas.ScoredMentions`.
        labels: With ``file``, ``start``, ``end``, ``target`` and ``label``, as in ``data/sample/labels.csv``.

    Returns:
        ``scorer``, ``n_labelled``, ``accuracy`` (share of equal labels), ``macro_f1`` (mean of the F1 of the three
        labels, a label that nobody gave left out) and ``always_neutral`` (the accuracy of saying neutral each
        time). Empty if no mention was labelled.
    """
    given = labels.rename(columns={"start": "mention_start", "end": "mention_end", "label": "coded_label"})
    keys = ["file", "mention_start", "mention_end", "target"]
    both = scored.merge(given[[*keys, "coded_label"]], on=keys)
    rows = [
        {
            "scorer": scorer,
            "n_labelled": len(group),
            "accuracy": float((group["label"] == group["coded_label"]).mean()),
            "macro_f1": _macro_f1(group["coded_label"], group["label"]),
            "always_neutral": float((group["coded_label"] == "neutral").mean()),
        }
        for scorer, group in both.groupby("scorer", sort=False)
    ]
    return pd.DataFrame(rows, columns=["scorer", "n_labelled", "accuracy", "macro_f1", "always_neutral"])


def _macro_f1(true: pd.Series, given: pd.Series) -> float:
    scores = []
    for label in LABELS:
        hits = int(((true == label) & (given == label)).sum())
        named = int((true == label).sum()) + int((given == label).sum())
        if named:
            scores.append(2 * hits / named)
    return sum(scores) / len(scores)
