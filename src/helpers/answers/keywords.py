"""Keywords, in words, and what their tests make of them."""

from collections.abc import Hashable, Iterable, Mapping
from math import comb
from typing import Any

import pandas as pd

from helpers.answers.wording import name_target, say_count, say_times
from helpers.stats import FEW_ARTICLES

_FALSE_SHARE = 0.05  # of the differences that are called so


_MAX_SOURCES = 4  # that an answer names


_MAX_SHOWN = 12  # likewise, a remark


MEASURES = {
    "lrc": "conservative log ratio (LRC)",
    "log_ratio": "log ratio",
    "g2": "log-likelihood (G2)",
    "log_odds_z": "log-odds with a prior (z)",
    "percent_difference": "difference in percent (%DIFF)",
    "odds_ratio": "odds ratio",
    "chi2": "chi-squared",
}


def name_measure(measure: str) -> str:
    """Return what to call a measure, a column of `helpers.schemas.Keyness`."""
    return MEASURES.get(measure, measure)


def mark_one_article(table: pd.DataFrame) -> pd.Series:
    """Return each term, with "(1 article)" behind it where all its occurrences are in a single one.

    Args:
        table: With ``term`` and ``one_article``, as `helpers.schemas.Measured` describes them.
    """
    alone = table["one_article"].astype(bool)
    return table["term"].astype("str").where(~alone, table["term"].astype("str") + " (1 article)")


def answer_keywords(words: pd.DataFrame, phrases: pd.DataFrame) -> list[str]:
    """Name the most frequent words and phrases.

    Args:
        words: As `helpers.keywords.rank_terms` returns it for single words.
        phrases: The same for phrases of two words or more.
    """
    return [f"The most frequent words are {_list(words)}.", f"The most frequent phrases are {_list(phrases, 3)}."]


def answer_keyness(keyness: pd.DataFrame, articles: pd.DataFrame, weighed: pd.DataFrame | None = None) -> list[str]:
    """Say which terms sources use more than others do, and whether the test by article tells them from chance.

    Sources of fewer than 5 articles are not spoken of where there are others: that a text differs from most texts
    says little of its outlet.

    Args:
        keyness: With the columns of `helpers.schemas.Keyness`.
        articles: With the columns ``source`` and ``n_words``.
        weighed: As `helpers.stats.weigh_words` returns it, for the intervals of the words that are named.
    """
    sizes = articles.loc[articles["n_words"] > 0, "source"].value_counts()
    spans = {} if weighed is None else {(row["focus"], row["term"]): row for row in weighed.to_dict("records")}
    enough = keyness["focus"].map(sizes) >= FEW_ARTICLES
    tested = keyness[keyness["p"].notna() & (enough if enough.any() else True)]
    if tested.empty:
        return ["Sources are not compared: that takes articles of two sources, and words that stand in enough of them."]
    # p is corrected within a source: a share for each keeps that of all sources together
    passed = tested[(tested["p_bh"] <= _FALSE_SHARE / tested["focus"].nunique()) & (tested["log_ratio"] > 0)]
    if passed.empty:
        words = say_count(tested["term"].nunique(), "word")
        least = _least_p(tested, articles)
        why = f", and none could be: so few articles give no p below {least:.2g}" if least > _FALSE_SHARE else ""
        return [f"Of {words} compared between sources none is told from chance by the test of whole articles{why}."]
    says = []
    for focus, own in list(passed.groupby("focus", sort=False))[:_MAX_SOURCES]:
        best = own.head(3).to_dict("records")
        top = ", ".join(
            f"{row['term']} ({say_times(row['count'])}{_say_ratio(spans.get((focus, row['term'])))})" for row in best
        )
        says.append(f"{focus}: {top}")
    more = passed["focus"].nunique() - len(says)
    rest = f"; and {say_count(more, 'other source')}" if more > 0 else ""
    return [f"Beyond chance, by article, sources use more than the others: {'; '.join(says)}{rest}."]


def _say_ratio(row: dict[Hashable, Any] | None) -> str:
    """Return a log ratio with its 95% interval, if it has one."""
    if row is None or pd.isna(row["low"]):
        return ""
    low, high = (f"{row[end]:.1f}".replace("-", "\N{MINUS SIGN}") for end in ("low", "high"))
    return f", log ratio {row['difference']:.1f}, 95% interval {low} to {high}"


def answer_contrast(contrast: pd.DataFrame) -> list[str]:
    """Say which words are at least twice as frequent near one target as near the other, and what the test makes of it.

    Args:
        contrast: With the columns of `helpers.schemas.CollocateContrast`.
    """
    if contrast.empty:
        return []
    first, second = contrast["first"].iloc[0], contrast["second"].iloc[0]
    ends = [(first, contrast[contrast["log_ratio"] >= 1]), (second, contrast[contrast["log_ratio"] <= -1].iloc[::-1])]
    says = []
    for name, words in ends:
        pairs = [
            f"{row['term']} ({row['rate_first_per_10k']:.0f} to {row['rate_second_per_10k']:.0f})"
            for row in words.head(3).to_dict("records")
        ]
        if pairs:
            says.append(f"around {name_target(name)} {', '.join(pairs)}")
    told = _tell_passed(contrast)
    if not says:
        pair = f"{name_target(first)} as around {name_target(second)}"
        return [f"No word is twice as frequent around {pair}, or the reverse; {told}."]
    rates = f"per 10,000 words around {name_target(first)} and around {name_target(second)}"
    return [f"More frequent ({rates}) are {'; '.join(says)}; {told}."]


def _tell_passed(contrast: pd.DataFrame) -> str:
    """Say how many words pass the test that exchanges targets in whole articles, or that none can."""
    n_passed = int((contrast["p_bh"] <= _FALSE_SHARE).sum())
    tried = int(contrast["n_permutations"].max())
    # All exchanges are tried if their number is a power of two; exchanging in every article changes no difference
    least = 2 / tried if tried & (tried - 1) == 0 else 1 / (tried + 1)
    why = f", and none could: so few articles give no p below {least:.2g}" if least > _FALSE_SHARE else ""
    differ = "differs" if n_passed == 1 else "differ"
    return f"{n_passed or 'none'} of {say_count(len(contrast), 'word')} {differ} beyond chance by article{why}"


def describe_test(keyness: pd.DataFrame, articles: pd.DataFrame) -> str:
    """Say how many terms were tested, how finely, and how many pass each correction.

    Args:
        keyness: With the columns of `helpers.schemas.Keyness`.
        articles: With the columns ``source`` and ``n_words``.
    """
    tested = keyness[keyness["p"].notna()]
    if tested.empty:
        return "Nothing was tested: a test by article needs articles on both sides."
    n_holm, n_bh = (int((tested[name] <= _FALSE_SHARE).sum()) for name in ("p_holm", "p_bh"))
    return (
        f"{say_count(len(tested), 'comparison')} of a word by permutation of whole articles; the smallest p that could "
        f"come out is {_least_p(tested, articles):.2g}. At {_FALSE_SHARE:.0%}, {n_bh:,} pass by Benjamini and "
        f"Hochberg's correction and {n_holm:,} by Holm's, each made within a source."
    )


def _least_p(tested: pd.DataFrame, articles: pd.DataFrame) -> float:
    """Return the smallest p that the test can give, over the foci.

    Where all ways to choose the focus's articles are tried, the observed one is among them; if both sides have as many
    articles, so is its mirror image, with the same difference.
    """
    sizes = articles.loc[articles["n_words"] > 0, "source"].value_counts().to_dict()
    least = 1.0
    for (focus, against), own in tested.groupby(["focus", "against"]):
        tried, n = int(own["n_permutations"].max()), sizes[focus]
        others = sizes.get(against, sum(sizes.values()) - n)
        every = comb(n + others, n)
        alike = 2 if n == others else 1
        least = min(least, alike / every if tried == every else 1 / (tried + 1))
    return least


def describe_null(levels: pd.DataFrame, articles: pd.DataFrame, *, measure: str = "lrc") -> str:
    """Say what scores come out where nothing differs, and for which sources that cannot be known.

    Args:
        levels: As `helpers.keywords.summarise_null` returns it.
        articles: With the column ``source``.
        measure: The measure to speak of.
    """
    own = levels[levels["measure"] == measure]
    missing = articles["source"].nunique() - len(own)
    says = []
    if len(own):
        says.append(
            f"In {int(own['n_splits'].max()):,} random halvings of a source's own articles, where nothing but chance "
            f"differs, the largest score stays in 95% at or below {_range(own['score'])}; smaller scores say nothing."
        )
    if missing:
        says.append(
            f"{say_count(missing, 'source')} of {articles['source'].nunique():,} cannot be halved, for want of "
            "articles or words: what chance alone gives is not known there, and any score may be noise."
        )
    return " ".join(says)


def _range(values: pd.Series) -> str:
    low, high = f"{values.min():.1f}", f"{values.max():.1f}"
    return low if low == high else f"{low} to {high}, by source"


def describe_denominators(articles: pd.DataFrame, column: str = "source") -> str:
    """Say out of how many words rates are, exactly.

    Args:
        articles: With the columns ``n_words`` and the one to group by.
        column: That column.
    """
    sizes = articles.groupby(column)["n_words"].sum()
    shown = [f"{name} {size:,}" for name, size in sizes.head(_MAX_SHOWN).items()]
    rest = f" and {len(sizes) - len(shown):,} more" if len(sizes) > len(shown) else ""
    return f"Rates are per 10,000 of {sizes.sum():,} words: {', '.join(shown)}{rest}."


def describe_windows(contrast: pd.DataFrame) -> str:
    """Say out of how many words the rates around each target are.

    Args:
        contrast: With the columns of `helpers.schemas.CollocateContrast`.
    """
    if contrast.empty:
        return "there are none."
    row = contrast.iloc[0]
    return f"rates are per 10,000 of {row['n_window_first']:,} and of {row['n_window_second']:,} words near them."


def describe_lines(lines: pd.DataFrame, queries: Iterable[str], refused: Mapping[str, str]) -> str:
    """Say how many lines each query found, and which could not be searched for.

    Args:
        lines: With the column ``query``.
        queries: All that were asked for.
        refused: What is wrong with those that could not be searched for.
    """
    counts = lines["query"].value_counts()
    asked = [query for query in dict.fromkeys(queries) if query not in refused]
    found = ", ".join(f"{query} {counts[query]:,}" for query in asked if query in counts)
    missing = ", ".join(query for query in asked if query not in counts)
    says = [f"Lines found: {found or 'none'}.", f"Not found: {missing}." if missing else ""]
    return " ".join(filter(None, [*says, *(f"Left out: {said}." for said in refused.values())]))


def _list(terms: pd.DataFrame, top: int = 4) -> str:
    """Name terms with their count and rate, of the first with their units."""
    rows = terms.head(top).to_dict("records")
    if not rows:
        return "none: the corpus holds none"
    first = f"{rows[0]['term']} ({say_times(rows[0]['count'])}, {rows[0]['rate_per_10k']:.0f} per 10,000 words)"
    return ", ".join([first, *(f"{row['term']} ({row['count']:,}; {row['rate_per_10k']:.0f})" for row in rows[1:])])
