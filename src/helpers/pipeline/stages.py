"""The stages of the chain, each a function from tables of some articles to tables of the same articles.

No stage knows of other articles than those it is given: what hangs on the whole corpus (the furniture of a source,
copies, names that are learnt) is found between stages and handed in. So one stage after the other gives the same
on five articles in a notebook and on the parts of five million.
"""

from collections.abc import Collection, Iterable

import pandas as pd

from helpers.corpus import ANALYSED, add_wire_credits, clean_articles, mark_structure, set_apart
from helpers.keywords import count_terms
from helpers.language import count_article_words, count_words_apart, split_sentences
from helpers.progress import Plan
from helpers.schemas import CleanArticles
from helpers.stance import (
    Actors,
    Targets,
    add_references,
    add_voices,
    find_mentions,
    find_quotes,
    find_references,
    score_mentions,
)

Part = dict[str, pd.DataFrame]  # tables by name
FINDING = "finding sentences, quotes and mentions"
# Seconds on 840 articles: the share of each step in what is told of progress
_CLEANING = Plan({"cleaning": 4, "marking structure": 1})
_FINDING = Plan({"splitting sentences": 1, "finding quotes": 8, "finding mentions": 0.3, "finding references": 1.5})


def clean_part(articles: pd.DataFrame, stock: pd.DataFrame | None = None, *, keep_repeats: bool = False) -> Part:
    """Clean articles and mark their structure.

    Args:
        articles: With the columns of `helpers.schemas.Articles`.
        stock: As for `helpers.corpus.clean_articles`.
        keep_repeats: Likewise.

    Returns:
        ``cleaned`` (the articles with ``body``, ``n_words``, ``n_words_removed`` and ``wire_credit``), ``removed`` and
        ``structure``.
    """
    with _CLEANING.step("cleaning"):
        articles, removed = clean_articles(articles, keep_repeats=keep_repeats, stock=stock)
        cleaned = count_article_words(add_wire_credits(articles, removed))
    with _CLEANING.step("marking structure"):
        structure = mark_structure(cleaned)
    return {"cleaned": cleaned, "removed": removed, "structure": structure}


def find_part(
    cleaned: pd.DataFrame,
    structure: pd.DataFrame,
    targets: Targets,
    actors: Actors,
    *,
    parts: Collection[str] = ANALYSED,
    references: bool = True,
) -> Part:
    """Find sentences, quotes and mentions in articles that are analysed.

    Args:
        cleaned: Of `clean_part`, those that are analysed.
        structure: Of these articles, and maybe of others.
        targets: What to look for.
        actors: Who belongs to which bloc.
        parts: As for `helpers.pipeline.build_tables`.
        references: Likewise.

    Returns:
        ``articles`` (with what is analysed as their body), ``sentences``, ``quotes`` and ``found``, the mentions with
        their voices.
    """
    articles = CleanArticles.validate(count_words_apart(set_apart(cleaned, structure, parts)))
    with _FINDING.step("splitting sentences"):
        sentences = split_sentences(articles)
    with _FINDING.step("finding quotes"):
        quotes = find_quotes(articles, sentences, actors=actors)
    with _FINDING.step("finding mentions"):
        mentions = find_mentions(articles, sentences, targets)
    if references:
        with _FINDING.step("finding references"):
            mentions = add_references(mentions, find_references(mentions, articles, sentences, targets))
    return {
        "articles": articles,
        "sentences": sentences,
        "quotes": quotes,
        "found": add_voices(mentions, quotes, structure),
    }


def score_part(
    found: pd.DataFrame,
    targets: Targets,
    scorers: Iterable[str],
    *,
    known: pd.DataFrame | None = None,
) -> Part:
    """Score mentions: ``mentions``, a row per mention and scorer; arguments as for `helpers.stance.score_mentions`."""
    return {"mentions": score_mentions(found, targets, scorers, known=known)}


def count_part(articles: pd.DataFrame, sentences: pd.DataFrame, names: Collection[str]) -> Part:
    """Count words, names and phrases of two words: ``terms``; arguments as for `helpers.keywords.count_terms`."""
    return {"terms": count_terms(articles, sentences, n=(1, 2), names=names)}
