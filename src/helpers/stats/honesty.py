"""What a comparison rests on and what it could have shown: a row of `helpers.schemas.Honesty` for each."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from helpers.stats.clusters import Clusters, measure_clusters, measure_shares, part_variance
from helpers.stats.evidence import SIDES, Row, collect_rows, weigh_groups, weigh_pairs

OTHERS = "all others"
_DIGITS = 12  # of a difference that are no rounding
_HIGHER = ["n_first_higher", "n_second_higher"]


def weigh_targets(
    scored: pd.DataFrame,
    first: str,
    second: str,
    *,
    by: Sequence[str] = (),
    what: str = "tone toward",
    limits: tuple[float, float] = (-2, 2),
    n_draws: int = 2000,
    seed: int = 0,
) -> pd.DataFrame:
    """Weigh the difference of tone, first less second target, within the articles that name both, each weighted alike.

    Interval by `helpers.stats.estimate_interval`, articles within their sources. Test by turning the sign of whole
    articles. The ICC is that of the scores less the mean of their target, those of the second target with their sign
    turned: so it tells how alike an article's mentions are in what makes the difference, not in a level that it gives
    both.

    Args:
        scored: With the columns of `helpers.schemas.ScoredMentions`.
        first: Key of a target.
        second: Key of another.
        by: Columns by which to weigh groups of mentions apart, such as ``source``.
        what: What differs, as it stands before a target.
        limits: What the difference cannot leave.
        n_draws: How often articles are drawn, if the interval is made so.
        seed: Of the draws.

    Returns:
        ``scorer``, the columns of `by`, those of `helpers.schemas.Honesty`, and ``n_first_higher`` and
        ``n_second_higher``, the articles in which either scores higher; by scorer and group. Groups without an article
        that names both are left out.
    """
    keys, rows = ["scorer", *by], []
    named = f"{what} {first} less {what} {second}, within articles"
    mentions = dict(list(scored.groupby(keys)))
    for key, paired in _pair(scored, first, second, keys).groupby(keys, sort=True):
        differences, clusters = paired["difference"], _cluster_pairs(mentions[key], paired, first, second)
        row = weigh_pairs(differences, paired["source"], clusters, limits=limits, n_draws=n_draws, seed=seed)
        higher = zip(_HIGHER, [int((differences > 0).sum()), int((differences < 0).sum())], strict=True)
        rows.append({**dict(zip(keys, key, strict=True)), "comparison": named, **row, **dict(higher)})
    return collect_rows(rows, keys, _HIGHER)


def weigh_cleaning(
    before: pd.DataFrame, after: pd.DataFrame, first: str, second: str, *, n_draws: int = 2000, seed: int = 0
) -> pd.DataFrame:
    """Weigh what cleaning does to the difference of tone, first less second target, in the same articles.

    Args:
        before: Mentions of the texts as scraped, with the columns of `helpers.schemas.ScoredMentions`.
        after: Mentions of the same texts, cleaned.
        first: Key of a target.
        second: Key of another.
        n_draws: How often articles are drawn, if the interval is made so.
        seed: Of the draws.

    Returns:
        ``scorer`` and the columns of `helpers.schemas.Honesty`: the difference of targets when cleaned less that as
        scraped, over the articles that name both in both; mentions and ICC are those of the cleaned texts.
    """
    keys = ["article_id", "scorer"]
    old, new = (_pair(table, first, second, ["scorer"]) for table in (before, after))
    both = new.merge(old[[*keys, "difference"]], on=keys, suffixes=("", "_before"))
    named, rows = f"tone toward {first} less tone toward {second}, cleaned less as scraped", []
    for scorer, paired in both.groupby("scorer", sort=True):
        clusters = _cluster_pairs(after[after["scorer"] == scorer], paired, first, second)
        moved = paired["difference"] - paired["difference_before"]
        row = weigh_pairs(moved, paired["source"], clusters, limits=(-4, 4), n_draws=n_draws, seed=seed)
        rows.append({"scorer": scorer, "comparison": named, **row})
    return collect_rows(rows, ["scorer"])


def _pair(scored: pd.DataFrame, first: str, second: str, keys: list[str]) -> pd.DataFrame:
    """Return the difference of the two targets within each article that names both, by the keys and article."""
    own = scored[scored["target"].isin([first, second])]
    unit = list(dict.fromkeys([*keys, "article_id", "source"]))
    means = own.groupby([*unit, "target"])["score"].mean().unstack("target").reindex(columns=[first, second]).dropna()
    # Means of equal scores, added in another order, differ in the last digit: that is no sign
    return (means[first] - means[second]).round(_DIGITS).rename("difference").reset_index()


def _cluster_pairs(scored: pd.DataFrame, paired: pd.DataFrame, first: str, second: str) -> Clusters:
    own = scored[scored["article_id"].isin(paired["article_id"]) & scored["target"].isin([first, second])]
    apart = own["score"] - own.groupby("target")["score"].transform("mean")
    return measure_clusters(apart.where(own["target"] == first, -apart), own["article_id"], is_alike=True)


def weigh_sources(
    scored: pd.DataFrame,
    *,
    sources: Iterable[str] | None = None,
    targets: Iterable[str] | None = None,
    what: str = "tone toward",
    limits: tuple[float, float] = (-2, 2),
    n_draws: int = 2000,
    seed: int = 0,
) -> pd.DataFrame:
    """Weigh the tone toward each target at each source against that of all other sources, each article weighted alike.

    Interval by Welch's t between articles, within their sources. Test by exchanging whole articles between the two
    sides. The ICC is that of the scores less the mean of their side.

    Args:
        scored: With the columns of `helpers.schemas.ScoredMentions`.
        sources: Sources to weigh; all by default.
        targets: Keys of targets; all by default.
        what: What differs, as it stands before a target.
        limits: What the difference cannot leave.
        n_draws: How often articles are exchanged where there are too many ways to try all.
        seed: Of the draws.

    Returns:
        ``scorer``, ``source``, ``target``, the columns of `helpers.schemas.Honesty`, and ``n_articles_first`` (of the
        source) and ``n_articles_second``. Rows without an article on either side are left out.
    """
    chosen, wanted = (None if names is None else set(names) for names in (sources, targets))
    kept = scored if wanted is None else scored[scored["target"].isin(wanted)]
    rows = []
    for (scorer, target), group in kept.groupby(["scorer", "target"], sort=True):
        articles = group.groupby(["article_id", "source"])["score"].agg(["mean", "size", "var"]).reset_index()
        means, sizes = (articles[name].to_numpy(np.float64) for name in ("mean", "size"))
        within = float((articles["var"].fillna(0) * (sizes - 1)).sum())
        for source in sorted(articles["source"].unique()):
            is_first = (articles["source"] == source).to_numpy()
            if is_first.all() or (chosen is not None and source not in chosen):
                continue
            clusters = part_variance(sizes, means, within, is_first.astype(np.intp), is_alike=True)
            options: Any = {"limits": limits, "n_draws": n_draws, "seed": seed}
            row = weigh_groups(means, np.ones(len(means)), is_first, articles["source"], clusters, **options)
            told = {"scorer": scorer, "source": source, "target": target}
            rows.append({**told, "comparison": f"{what} {target}, {source} less {OTHERS}", **row})
    return collect_rows(rows, ["scorer", "source", "target"], SIDES)


def weigh_rates(
    articles: pd.DataFrame,
    *,
    part: str,
    whole: str,
    by: str = "source",
    what: str = "",
    scale: float = 1,
    n_draws: int = 2000,
    seed: int = 0,
) -> pd.DataFrame:
    """Weigh a rate of each group of articles, such as of a source, against that of all others.

    A rate is the sum of one column over that of another; interval and error take it for linear around its value.

    Args:
        articles: A row per article, with ``source`` and the columns named below.
        part: Column of what is counted, such as mentions of a target, or quoted words.
        whole: Column of what it is counted in, such as words; no less than `part`.
        by: Column of the groups.
        what: What to call the rate; by default "`part` per `whole`".
        scale: By what rates are multiplied, such as 1,000.
        n_draws: How often articles are exchanged where there are too many ways to try all.
        seed: Of the draws.

    Returns:
        The column of `by`, those of `helpers.schemas.Honesty` (``n_mentions`` is the sum of `whole`), and
        ``n_articles_first`` (of the group) and ``n_articles_second``. Articles without anything to count in are left
        out, and groups without others.
    """
    kept = articles[articles[whole] > 0]
    parts, wholes = (kept[name].to_numpy(np.float64) for name in (part, whole))
    named, rows = what or f"{part} per {whole}", []
    for group in sorted(kept[by].unique()):
        is_first = (kept[by] == group).to_numpy()
        if is_first.all():
            continue
        clusters = measure_shares(parts, wholes, is_first.astype(np.intp))
        row = weigh_groups(parts, wholes, is_first, kept["source"], clusters, scale=scale, n_draws=n_draws, seed=seed)
        rows.append({by: group, "comparison": f"{named}, {group} less {OTHERS}", **row})
    return collect_rows(rows, [by], SIDES)


def weigh_words(
    counts: pd.DataFrame,
    articles: pd.DataFrame,
    keyness: pd.DataFrame,
    *,
    top: int = 5,
) -> pd.DataFrame:
    """Weigh how much more often a source uses a word than what it is compared with.

    The ICC is that of whether a word of the text is this one; design effect and effective number are of words of text.
    The interval of the log ratio takes it for linear around its value; p is that of the table of keyness, not corrected
    for the number of words. A word that one side does not use has no interval.

    Args:
        counts: With the columns of `helpers.schemas.TermCounts`.
        articles: With the columns ``article_id``, ``source`` and ``n_words``.
        keyness: With the columns of `helpers.schemas.Keyness`, made of these.
        top: Most words of a focus: the first rows of each.

    Returns:
        ``focus``, ``against``, ``term``, the columns of `helpers.schemas.Honesty` (``n_mentions`` are words,
        ``difference`` is the log ratio), and ``n_articles_first`` (of the focus) and ``n_articles_second``. Words
        compared with a list of frequencies are left out, as that has no articles.
    """
    kept = articles[articles["n_words"] > 0]
    shown = keyness.groupby(["focus", "against"], sort=False).head(top)
    counts = counts[counts["term"].isin(shown["term"])]
    known, rows = set(kept["source"]), []
    for word in shown.to_dict("records"):
        focus, against = word["focus"], word["against"]
        sides = kept if against == OTHERS else kept[kept["source"].isin([focus, against])]
        is_first = (sides["source"] == focus).to_numpy()
        if is_first.all() or not is_first.any() or (against != OTHERS and against not in known):
            continue
        own = counts[(counts["term"] == word["term"]) & (counts["n_tokens"] == word["n_tokens"])]
        parts = sides["article_id"].map(own.groupby("article_id")["count"].sum()).fillna(0).to_numpy(np.float64)
        wholes = sides["n_words"].to_numpy(np.float64)
        clusters = measure_shares(parts, wholes, is_first.astype(np.intp))
        p = float(word["p"])
        row: Row = weigh_groups(parts, wholes, is_first, sides["source"], clusters, is_log=True, p=p)
        told = {"focus": focus, "against": against, "term": word["term"]}
        if np.isnan(row["difference"]):
            row["warning"] = "One side does not use the word: its log ratio is a stand-in and has no interval."
        named = f"log ratio of {word['term']!r}, {focus} to {against}"
        rows.append({**told, "comparison": named, **row, "difference": float(word["log_ratio"])})
    return collect_rows(rows, ["focus", "against", "term"], SIDES)
