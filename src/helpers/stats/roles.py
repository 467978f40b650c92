"""Counts of who acts on whom: by source, by verb and by pair of targets. No text in here."""

from collections.abc import Iterable

import pandas as pd

from helpers.schemas import RoleCounts
from helpers.stats.honesty import weigh_sources, weigh_targets
from helpers.stats.intervals import estimate_interval

_AGENT = "share as agent of"


def count_roles(roles: pd.DataFrame) -> pd.DataFrame:
    """Count how often each target acts and is acted on at each source.

    The interval of ``share_agent`` comes from leaving out in turn each article in which the target is agent or patient:
    see `helpers.stats.intervals`.

    Args:
        roles: With the columns of `helpers.schemas.Roles`.

    Returns:
        The columns of `helpers.schemas.RoleCounts`, by source and target.
    """
    if roles.empty:
        return RoleCounts.empty()
    keys = ["source", "target"]
    marked = roles.assign(**{f"n_{role}": roles["role"] == role for role in ("agent", "patient", "neither")})
    table = marked.groupby(keys, sort=True).agg(
        n_mentions=("role", "size"),
        n_agent=("n_agent", "sum"),
        n_patient=("n_patient", "sum"),
        n_neither=("n_neither", "sum"),
    )
    acted = marked[marked["role"] != "neither"]
    passive = (acted["construction"] == "passive").groupby([acted["source"], acted["target"]]).mean()
    per_article = acted.groupby([*keys, "article_id"])["n_agent"].agg(["sum", "size"]).astype("float64")
    articles = per_article.groupby(keys)
    ends = {key: estimate_interval(own["sum"], own["size"], limits=(0, 1))[:2] for key, own in articles}
    limits = pd.DataFrame.from_dict(ends, orient="index", columns=["low", "high"], dtype="float64")
    limits.index = pd.MultiIndex.from_tuples(limits.index, names=keys) if len(limits) else table.index[:0]
    n_acted = table["n_agent"] + table["n_patient"]
    table["share_agent"] = table["n_agent"] / n_acted.where(n_acted > 0)
    table = table.join(limits).assign(share_passive=passive.reindex(table.index))
    table["n_articles"] = articles.size().reindex(table.index, fill_value=0)
    return RoleCounts.validate(table.reset_index()[RoleCounts.column_names()])


def weigh_roles(roles: pd.DataFrame, first: str, second: str) -> pd.DataFrame:
    """Weigh how much more often the first target acts than the second, of the times that either acts or is acted on.

    Args:
        roles: With the columns of `helpers.schemas.Roles`.
        first: Key of a target.
        second: Key of another.

    Returns:
        As `helpers.stats.weigh_targets`: within articles in which both have a role, the share of those as agent.
    """
    return weigh_targets(_score_roles(roles), first, second, what=_AGENT, limits=(-1, 1))


def weigh_role_sources(roles: pd.DataFrame, *, sources: Iterable[str] | None = None) -> pd.DataFrame:
    """Weigh how much more often each target acts at each source than at all others, likewise.

    Args:
        roles: With the columns of `helpers.schemas.Roles`.
        sources: Sources to weigh; all by default.

    Returns:
        As `helpers.stats.weigh_sources`: the share of roles as agent, each article weighted alike.
    """
    return weigh_sources(_score_roles(roles), sources=sources, what=_AGENT, limits=(-1, 1))


def _score_roles(roles: pd.DataFrame) -> pd.DataFrame:
    """Return mentions that act or are acted on, with 1 and 0 for a score."""
    acted = roles[roles["role"] != "neither"]
    return acted.assign(score=(acted["role"] == "agent").astype("float64"), scorer="role")


def list_actions(roles: pd.DataFrame) -> pd.DataFrame:
    """List what targets do and what is done to them, the commonest first.

    Args:
        roles: With the columns of `helpers.schemas.Roles`.

    Returns:
        ``target``, ``role`` (agent or patient), ``verb``, ``n_clauses`` (several names of the target in one count
        once), ``n_passive`` and ``n_negated`` (of these), ``n_articles``, ``n_sources`` and
        ``sources`` (most clauses first, a semicolon between).
    """
    acted = roles[roles["role"] != "neither"]
    clauses = acted.drop_duplicates(["article_id", "verb_start", "target", "role"])
    return _list_verbs(clauses, ["target", "role", "verb"])


def list_dyads(roles: pd.DataFrame) -> pd.DataFrame:
    """List what one target does to another, or to itself, the commonest first.

    A clause that names both sides has a row for each in ``roles`` and counts once.

    Args:
        roles: With the columns of `helpers.schemas.Roles`.

    Returns:
        ``agent`` and ``patient`` (keys of targets), ``verb``, and the counts of `list_actions`.
    """
    both = roles[(roles["role"] != "neither") & (roles["other_target"] != "")]
    acts = both["role"] == "agent"
    agent, patient = both["target"].where(acts, both["other_target"]), both["other_target"].where(acts, both["target"])
    clauses = both.assign(agent=agent, patient=patient)
    clauses = clauses.drop_duplicates(["article_id", "verb_start", "agent", "patient"])
    return _list_verbs(clauses, ["agent", "patient", "verb"])


def _list_verbs(clauses: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    marked = clauses.assign(passive=clauses["construction"] == "passive")
    table = marked.groupby(keys, sort=True).agg(
        n_clauses=("verb", "size"),
        n_passive=("passive", "sum"),
        n_negated=("negated", "sum"),
        n_articles=("article_id", "nunique"),
        n_sources=("source", "nunique"),
    )
    by_source = clauses.groupby([*keys, "source"], sort=True).size().rename("n").reset_index()
    by_source = by_source.sort_values([*keys, "n", "source"], ascending=[True] * len(keys) + [False, True])
    table["sources"] = by_source.groupby(keys)["source"].agg("; ".join).reindex(table.index)
    order = ["n_clauses", "n_articles", *keys]
    table = table.reset_index().sort_values(order, ascending=[False, False, *[True] * len(keys)], ignore_index=True)
    return table.astype({"sources": "object"})
