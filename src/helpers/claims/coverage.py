"""Which sources make a claim, what only one of them says, and what was not found in one of them.

Evidence, not verdicts: a claim that was not found in a source may stand there in words too different to be told, or
be of no matter to its readers.
"""

import io
from collections.abc import Iterable

import pandas as pd
from pandera.typing.pandas import DataFrame

from helpers.claims.clusters import THRESHOLD
from helpers.language import SentenceVectors
from helpers.schemas import ClaimCoverage, ClaimSummary, SourceClaims
from helpers.shipped import read_shipped

_SAME = 1e-6  # by which thresholds may differ
_LOWEST = 0.5  # threshold that is shown; below it next to all is found


def summarise_claims(claims: pd.DataFrame, vectors: SentenceVectors) -> DataFrame[ClaimSummary]:
    """Return a row per claim, those of most sources first.

    Args:
        claims: With the columns of `helpers.schemas.Claims`.
        vectors: The sentences that the claims are made of.

    Returns:
        Claims with the sentence that stands for each, and how many sentences, articles and sources say it. Their
        ``n_sentences`` add up to the sentences that were compared.
    """
    if claims.empty:
        return ClaimSummary.validate(ClaimSummary.empty())
    texts = vectors.sentences[["article_id", "sentence_index", "text"]].rename(columns={"text": "sentence"})
    chosen = claims[claims["is_representative"]].merge(texts, on=["article_id", "sentence_index"])
    covered = cover_claims(claims)
    names = covered.sort_values(["n_sentences", "source"], ascending=[False, True], kind="stable")
    by_claim = covered.groupby("claim_id", sort=False)
    counts = by_claim.agg(
        n_sentences=("n_sentences", "sum"), n_articles=("n_articles", "sum"), n_sources=("source", "size")
    )
    counts["sources"] = names.groupby("claim_id", sort=False)["source"].agg("; ".join)
    table = chosen.merge(counts, left_on="claim_id", right_index=True)
    by = ["n_sources", "n_articles", "n_sentences"]
    table = table.sort_values(by, ascending=False, kind="stable", ignore_index=True)
    return ClaimSummary.validate(table[ClaimSummary.column_names()])


def cover_claims(claims: pd.DataFrame) -> DataFrame[ClaimCoverage]:
    """Return a row per claim and source that makes it, in the order of the claims' first sentences."""
    by = claims.groupby(["claim_id", "source"], sort=False)["article_id"]
    counts = pd.DataFrame({"n_sentences": by.size(), "n_articles": by.nunique()})
    return ClaimCoverage.validate(counts.reset_index())


def count_claims(claims: pd.DataFrame, *, sources: Iterable[str] | None = None) -> DataFrame[SourceClaims]:
    """Return a row per source: how many of its sentences other sources say, too, and how many claims lack there.

    Args:
        claims: With the columns of `helpers.schemas.Claims`.
        sources: All there are, those without a sentence that was compared among them; by default those with one.

    Returns:
        Sources in order of their names. One without a sentence has counts of 0, an empty share, and all shared claims
        absent.
    """
    covered = cover_claims(claims)
    covered["is_shared"] = covered.groupby("claim_id")["source"].transform("size") > 1
    covered["n_shared"] = covered["n_sentences"].where(covered["is_shared"], 0)
    covered["n_here"] = covered["is_shared"].astype("int64")
    table = covered.groupby("source")[["n_sentences", "n_shared", "n_here"]].sum()
    if sources is not None:
        table = table.reindex(pd.Index(sorted({*sources, *table.index}), dtype="str", name="source"), fill_value=0)
    table["n_single"] = table["n_sentences"] - table["n_shared"]
    table["share_shared"] = table["n_shared"] / table["n_sentences"].where(table["n_sentences"] > 0)
    n_claims = covered.loc[covered["is_shared"], "claim_id"].nunique()
    table["n_claims_absent"] = n_claims - table.pop("n_here")
    return SourceClaims.validate(table.reset_index()[SourceClaims.column_names()])


def list_single(
    claims: pd.DataFrame,
    summary: pd.DataFrame,
    *,
    source: str | None = None,
    mentions: pd.DataFrame | None = None,
) -> DataFrame[ClaimSummary]:
    """Return the claims that only one source makes, those least like anything elsewhere first.

    Args:
        claims: With the columns of `helpers.schemas.Claims`.
        summary: The same claims, as `summarise_claims` returns them.
        source: The source; all by default.
        mentions: With ``article_id``, ``sentence_start`` and ``target``: claims that name targets come first, those
            that name most of them on top.

    Returns:
        Claims, with ``nearest`` besides: the largest likeness of one of its sentences to one of another source; and,
        if mentions are given, ``targets``: those that the representative names, a comma between.
    """
    table = summary[(summary["n_sources"] == 1) & ((summary["sources"] == source) | (source is None))]
    table = table.assign(nearest=table["claim_id"].map(claims.groupby("claim_id")["nearest"].max()).astype("float64"))
    table = table.sort_values("nearest", kind="stable", ignore_index=True)
    return ClaimSummary.validate(table if mentions is None else _name_targets(table, mentions))


def _name_targets(table: pd.DataFrame, mentions: pd.DataFrame) -> pd.DataFrame:
    """Add the targets that each claim names; those that name most come first."""
    keys = ["article_id", "sentence_start"]
    once = mentions[[*keys, "target"]].drop_duplicates().sort_values([*keys, "target"])
    named = once.groupby(keys)["target"].agg(["size", ", ".join]).rename(columns={"join": "targets"})
    table = table.merge(named, how="left", left_on=keys, right_index=True)
    table = table.sort_values("size", ascending=False, na_position="last", kind="stable", ignore_index=True)
    return table.assign(targets=table["targets"].fillna("").astype("str")).drop(columns="size")


def list_absent(claims: pd.DataFrame, summary: pd.DataFrame, *, sources: Iterable[str]) -> DataFrame[ClaimSummary]:
    """Return the claims of at least two other sources that were not found in one, those of most sources first.

    Args:
        claims: With the columns of `helpers.schemas.Claims`.
        summary: The same claims, as `summarise_claims` returns them.
        sources: Where claims are looked for.

    Returns:
        Claims, with ``absent_at`` besides: the source in which a claim was not found; a row for each such source.
    """
    shared = summary[summary["n_sources"] > 1]
    parts = [shared.head(0).assign(absent_at=pd.Series(dtype="str"))]
    for source in sources:
        found_here = claims.loc[claims["source"] == source, "claim_id"]
        parts.append(shared[~shared["claim_id"].isin(found_here)].assign(absent_at=source))
    absent = pd.concat([part for part in parts if len(part)] or parts[:1])
    absent = absent.sort_values(["n_sources", "n_articles"], ascending=False, kind="stable", ignore_index=True)
    return ClaimSummary.validate(absent)


def pick_articles(claims: pd.DataFrame, articles: pd.DataFrame, *, limit: int = 30) -> list[str]:
    """Return the ``article_id`` of those that share most claims with other sources, then of the longest.

    Args:
        claims: With the columns of `helpers.schemas.Claims`.
        articles: With ``article_id`` and ``n_words``.
        limit: Most articles.
    """
    n_sources = claims.groupby("claim_id")["source"].transform("nunique")
    n_shared = claims[n_sources > 1].groupby("article_id")["claim_id"].nunique()
    order = articles.assign(n_shared=articles["article_id"].map(n_shared).fillna(0))
    order = order.sort_values(["n_shared", "n_words", "article_id"], ascending=[False, False, True])
    return order["article_id"].head(limit).tolist()


def measured_claims(step: float = 0.05) -> pd.DataFrame:
    """Return how precision and recall follow the threshold, on labelled pairs that it was not chosen on.

    Args:
        step: Between thresholds; the one in use is always there.

    Returns:
        ``threshold``, ``n_pairs`` (labelled), ``n_found`` (of these at or above it), ``precision``, ``recall``, ``f1``,
        ``precision_weighted`` and ``recall_weighted`` (each pair counts as often as it stands for pairs that were not
        drawn), and ``in_use``. By ``python -m benchmarks.claims --curve``; the labels are those of a language model.
    """
    curve = pd.read_csv(io.BytesIO(read_shipped("claims/threshold.csv")))
    in_use = (curve["threshold"] - THRESHOLD).abs() < _SAME
    steps = (curve["threshold"] / step).sub((curve["threshold"] / step).round()).abs() < _SAME
    shown = curve[(curve["split"] == "test") & (steps | in_use) & (curve["threshold"] >= _LOWEST)]
    columns = ["threshold", "n_pairs", "n_found", "precision", "recall", "f1", "precision_weighted", "recall_weighted"]
    return shown[columns].assign(in_use=in_use[shown.index].map({True: "yes", False: ""})).reset_index(drop=True)
