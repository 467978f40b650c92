"""The headline numbers and answers of all pages from one set of tables, so that two sets can be put side by side."""

from itertools import zip_longest

import pandas as pd

from helpers.answers import answer_keywords, answer_sources, answer_tone
from helpers.corpus import read_labels
from helpers.keywords import find_shared_terms, rank_terms
from helpers.pipeline import Tables
from helpers.stats import measure_agreement, measure_attention, weigh_attention, weigh_targets

_VALUES = ["as_scraped", "cleaned", "difference"]


def compare_answers(before: Tables, after: Tables, *, scorer: str) -> pd.DataFrame:
    """Put the answers of the pages side by side.

    Args:
        before: Tables of the texts as scraped.
        after: Tables of the same texts, cleaned.
        scorer: Name of the scorer that the page on tone reports.

    Returns:
        ``page``, ``as_scraped`` and ``cleaned``: one row per sentence of a page's answer.
    """
    old, new = _list_answers(before, scorer), _list_answers(after, scorer)
    rows = [(page, *pair) for page in new for pair in zip_longest(old[page], new[page], fillvalue="")]
    return pd.DataFrame(rows, columns=["page", "as_scraped", "cleaned"], dtype="str")


def _list_answers(tables: Tables, scorer: str) -> dict[str, list[str]]:
    labels = tables.targets.labels
    single, double = (tables.terms[tables.terms["n_tokens"] == n] for n in (1, 2))
    attention = measure_attention(tables.mentions, tables.articles, labels)
    weighed = weigh_attention(tables.mentions, tables.articles, labels)
    shared = find_shared_terms(single, tables.articles)
    agreement = measure_agreement(tables.mentions, read_labels(tables.articles))
    ranked = rank_terms(single, tables.articles), rank_terms(double, tables.articles)
    return {
        "Source comparison": answer_sources(tables.articles, attention, shared, labels, weighed),
        "Sentiment": answer_tone(_compare(tables), agreement, labels, scorer, tables.tone_by_voice),
        "Keywords": answer_keywords(*ranked),
    }


def compare_numbers(before: Tables, after: Tables) -> pd.DataFrame:
    """Put the headline numbers of the pages side by side.

    Args:
        before: Tables of the texts as scraped.
        after: Tables of the same texts, cleaned.

    Returns:
        ``page``, ``number`` (what it is, with its unit), ``as_scraped``, ``cleaned`` and ``difference``.
    """
    terms = {n: list(dict.fromkeys(_top_terms(after, n) + _top_terms(before, n))) for n in (1, 2)}
    old, new = (_list_numbers(tables, terms).set_index(["page", "number"])["value"] for tables in (before, after))
    numbers = new.index.append(old.index).unique()
    table = pd.DataFrame({"as_scraped": old.reindex(numbers), "cleaned": new.reindex(numbers)}).reset_index()
    table = table.assign(difference=table["cleaned"] - table["as_scraped"])
    # Counts stay whole numbers beside rates, in the page and in the CSV
    is_count = (table[_VALUES] % 1 == 0).all(axis=1) & ~table["number"].str.contains("per |share|mean")
    return table.assign(
        **{
            name: pd.Series(
                [int(v) if whole else float(v) for v, whole in zip(table[name], is_count, strict=True)], dtype="object"
            )
            for name in _VALUES
        }
    )


def _top_terms(tables: Tables, n_tokens: int) -> list[str]:
    terms = tables.terms[tables.terms["n_tokens"] == n_tokens]
    return list(rank_terms(terms, tables.articles)["term"].head(4))


def _list_numbers(tables: Tables, terms: dict[int, list[str]]) -> pd.DataFrame:
    """Return the numbers that the answers of the pages hold, as ``page``, ``number`` and ``value``."""
    articles, labels = tables.articles, tables.targets.labels
    words = float(articles["n_words"].sum())
    rows: list[tuple[str, str, float]] = [("Corpus", "articles", len(articles)), ("Corpus", "words", words)]
    attention = measure_attention(tables.mentions, articles, labels)
    for target, label in labels.items():
        own = attention[attention["target"] == target]
        n = float(own["n_mentions"].sum())
        rows.append(("Source comparison", f"mentions of {label}", n))
        rows.append(("Source comparison", f"mentions of {label} per 1,000 words", 1000 * n / max(words, 1)))
    for row in _compare(tables).to_dict("records"):
        first, second = list(labels.values())[:2]
        pair, name = f"{first} minus {second}", str(row["scorer"]).replace("_", " ")
        rows.append(("Sentiment", f"mean difference of tone, {pair}, {name}", float(row["difference"])))
        share = float(row["n_second_higher"] / row["n_articles"])
        rows.append(("Sentiment", f"share of articles with {first} below {second}, {name}", share))
    counts = tables.terms.groupby("term")["count"].sum()
    for n_tokens, name in ((1, "word"), (2, "phrase")):
        for term in terms[n_tokens]:
            rate = 10_000 * float(counts.get(term, 0)) / max(words, 1)
            rows.append(("Keywords", f"{name} '{term}' per 10,000 words", rate))
    return pd.DataFrame(rows, columns=["page", "number", "value"])


def _compare(tables: Tables) -> pd.DataFrame:
    first, second = list(tables.targets.labels)[:2]
    return weigh_targets(tables.mentions, first, second)
