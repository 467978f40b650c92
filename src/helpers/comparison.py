"""What the notebook on sources asks of the chain: profiles, speakers, roles and claims, all of one set of tables."""

from dataclasses import dataclass

import pandas as pd

from helpers.claims import count_claims, cover_claims, find_claims, summarise_claims
from helpers.keywords import find_topics, measure_vocabulary
from helpers.language import SentenceVectors, embed_sentences, measure_readability
from helpers.pipeline import Tables
from helpers.progress import Plan
from helpers.stance import find_roles, name_unnamed
from helpers.stats import (
    count_roles,
    count_unnamed,
    list_actions,
    list_dyads,
    list_speakers,
    list_unnamed,
    measure_attention,
    measure_sources,
    measure_speaking,
    profile_sources,
    tone_by_source,
)


@dataclass(frozen=True)
class Comparison:
    """Tables that set the sources of a corpus side by side; most are described in `helpers.schemas`.

    Attributes:
        attention: As `helpers.stats.measure_attention` returns it.
        readability: A row per article.
        profile: A row per source.
        measures: The same and attention and tone as one long table.
        speaking: Words given to each bloc.
        unnamed: Statements of nobody with a name.
        called: What sources call them, as `helpers.stats.list_unnamed` returns it.
        speakers: Who is quoted, where, and on what.
        roles: A row per mention: whether its target acts or is acted on.
        role_counts: The same by source and target.
        actions: By verb, as `helpers.stats.list_actions` returns it.
        dyads: By verb and the targets on both sides, as `helpers.stats.list_dyads` returns it.
        vectors: The sentences that are compared.
        claims: To which claim each of them belongs.
        claim_summary: A row per claim.
        claim_coverage: A row per claim and source.
        source_claims: A row per source.
    """

    attention: pd.DataFrame
    readability: pd.DataFrame
    profile: pd.DataFrame
    measures: pd.DataFrame
    speaking: pd.DataFrame
    unnamed: pd.DataFrame
    called: pd.DataFrame
    speakers: pd.DataFrame
    roles: pd.DataFrame
    role_counts: pd.DataFrame
    actions: pd.DataFrame
    dyads: pd.DataFrame
    vectors: SentenceVectors
    claims: pd.DataFrame
    claim_summary: pd.DataFrame
    claim_coverage: pd.DataFrame
    source_claims: pd.DataFrame


# Seconds on 100 articles
_PLAN = Plan({"finding roles": 1, "comparing sentences": 3, "finding claims": 1})


def compare_tables(tables: Tables, *, scorer: str) -> Comparison:
    """Set the sources of a corpus side by side.

    Args:
        tables: Of the corpus.
        scorer: Name of the scorer whose tone the profile holds.
    """
    articles, sentences, mentions = tables.articles, tables.sentences, tables.mentions
    quotes = name_unnamed(tables.quotes, articles)
    names = tables.named_terms["term"].tolist()
    attention = measure_attention(mentions, articles, tables.targets.labels)
    readability, vocabulary = measure_readability(articles, sentences), measure_vocabulary(articles)
    profile = profile_sources(articles, tables.sources, quotes, readability, vocabulary)
    tone = tone_by_source(mentions[mentions["scorer"] == scorer])
    topics = find_topics(quotes, articles, sentences, names=names)
    with _PLAN.step("finding roles"):
        roles = find_roles(mentions)
    with _PLAN.step("comparing sentences"):
        vectors = embed_sentences(articles, sentences)
    with _PLAN.step("finding claims"):
        claims = find_claims(vectors)
    return Comparison(
        attention=attention,
        readability=readability,
        profile=profile,
        measures=measure_sources(profile, attention, tone),
        speaking=measure_speaking(quotes, articles),
        unnamed=count_unnamed(quotes, articles),
        called=list_unnamed(quotes, articles),
        speakers=list_speakers(quotes, mentions, articles, topics=topics),
        roles=roles,
        role_counts=count_roles(roles),
        actions=list_actions(roles),
        dyads=list_dyads(roles),
        vectors=vectors,
        claims=claims,
        claim_summary=summarise_claims(claims, vectors),
        claim_coverage=cover_claims(claims),
        source_claims=count_claims(claims, sources=articles["source"].unique()),
    )
