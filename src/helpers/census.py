"""Figures of all articles of an archive, from its summed tables; pages show some of its articles in full, not all.

Each function returns None where the tables hold all articles there are, so that a page shows nothing twice.
"""

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from helpers.archive import Archive
from helpers.display import Html, show_chart, show_table
from helpers.figures import plot_dots
from helpers.keywords import bound_log_ratio, log_likelihood, log_ratio
from helpers.language import STOP_WORDS
from helpers.pipeline import Tables

PER = 10_000  # words, of rates
_ENOUGH = 100  # articles, from which the mean of their differences is near normal
_NORMAL = 1.96  # standard errors of a 95% interval
_SOURCES = """
    SELECT source, n_articles, coalesce(n_copies, 0) AS n_copies, n_words, first_date, last_date
    FROM (SELECT source, count(*) AS n_articles, sum(n_words)::BIGINT AS n_words,
        min(date)::DATE::VARCHAR AS first_date, max(date)::DATE::VARCHAR AS last_date FROM articles GROUP BY source)
    LEFT JOIN (SELECT source, count(*) AS n_copies FROM copies WHERE kind <> 'representative' GROUP BY source)
    USING (source) ORDER BY n_articles DESC, source
"""
_BOTH = """
    SELECT one.source, one.mean_score - other.mean_score AS difference
    FROM (SELECT * FROM tone_by_article WHERE scorer = ? AND target = ?) AS one
    JOIN (SELECT * FROM tone_by_article WHERE scorer = ? AND target = ?) AS other USING (article_id)
    ORDER BY one.source, article_id
"""
_WORDS = """
    SELECT term, sum(count)::BIGINT AS count, sum(n_articles)::BIGINT AS n_articles
    FROM term_totals WHERE n_tokens = 1 GROUP BY term
    HAVING sum(count) >= ? AND sum(n_articles) >= ? ORDER BY term
"""


def show_all_sources(tables: Tables, name: str, out: str | Path) -> Html | None:
    """Show how much there is of each source in the archive."""
    if tables.archive is None:
        return None
    sources = list_all_sources(tables.archive)
    caption = "All articles of the archive; copies repeat them and are not among n_articles."
    return show_table(sources, name, out, caption=caption, rows=50)


def show_all_tone(
    tables: Tables, scorer: str, name: str, out: str | Path, *, by: str = "source", **look: Any
) -> Html | None:
    """Draw the mean tone toward each target over all articles of the archive.

    Args:
        tables: Of the articles that the page shows in full.
        scorer: Whose scores; those of the first that the run used where it did not use this one.
        name: Of the CSV.
        out: Folder of the report.
        by: ``source``, or ``said_by`` for who says it.
        look: As for `helpers.figures.plot_dots`.
    """
    if tables.archive is None:
        return None
    scorer, more = _choose_scorer(tables.archive, scorer)
    table = {"source": "tone_by_source", "said_by": "tone_by_voice"}[by]
    tone = tables.archive.read(table, where={"scorer": [scorer]}, order=[by, "target"])
    title = f"Mean score toward each target in all articles of the archive, by {by.replace('_', ' ')} ({scorer})"
    chart = plot_dots(tone, label=by, title=title, low="low", high="high", **look)
    n_mentions = f"; n = {int(tone['n_mentions'].sum()):,} mentions"
    return show_chart(chart, name, out, caption=f"Based on all {_say_size(tables.archive)}{n_mentions}.{more}")


def show_all_differences(
    tables: Tables, scorer: str, targets: Sequence[str], name: str, out: str | Path
) -> Html | None:
    """Show how one target compares with another in all articles of the archive that name both.

    Args:
        tables: Of the articles that the page shows in full.
        scorer: As for `show_all_tone`.
        targets: Keys of two targets.
        name: Of the CSV.
        out: Folder of the report.
    """
    if tables.archive is None:
        return None
    first, second = targets
    scorer, more = _choose_scorer(tables.archive, scorer)
    found = compare_all(tables.archive, scorer, first, second)
    columns = {"n_first_higher": f"{first}_higher", "n_second_higher": f"{second}_higher"}
    caption = (
        f"All articles of the archive that name both: tone toward {first} less {second} ({scorer}); intervals of "
        f"{_NORMAL} standard errors from {_ENOUGH} articles on.{more}"
    )
    return show_table(found.rename(columns=columns), name, out, caption=caption, rows=50)


def compare_all(archive: Archive, scorer: str, first: str, second: str) -> pd.DataFrame:
    """Return the difference of tone, first less second target, in all articles that name both.

    Args:
        archive: Of a run.
        scorer: Whose scores.
        first: Key of a target.
        second: Key of another.

    Returns:
        ``source`` (all sources first), ``n_articles``, ``n_first_higher``, ``n_second_higher``, ``difference``,
        ``low`` and ``high``.
    """
    values = [scorer, first, scorer, second]
    found = archive.query(_BOTH, tables=["tone_by_article"], values=values)
    groups = [("all sources", found), *found.groupby("source")] if len(found) else []
    rows = []
    for source, own in groups:
        numbers = own["difference"].to_numpy()
        n, mean = len(numbers), float(numbers.mean())
        error = _NORMAL * float(numbers.std(ddof=1)) / n**0.5 if n >= _ENOUGH else np.nan
        rows.append((source, n, int((numbers > 0).sum()), int((numbers < 0).sum()), mean, mean - error, mean + error))
    columns = ["source", "n_articles", "n_first_higher", "n_second_higher", "difference", "low", "high"]
    return pd.DataFrame(rows, columns=columns)


def show_all_words(
    tables: Tables,
    name: str,
    out: str | Path,
    *,
    sources: Sequence[str] = (),
    top: int = 5,
    most: int = 12,
    stop_words: Collection[str] = STOP_WORDS,
    min_count: int = 3,
    min_articles: int = 3,
) -> Html | None:
    """Show the words that set a source apart from all others in all articles of the archive.

    Args:
        tables: Of the articles that the page shows in full.
        name: Of the CSV.
        out: Folder of the report.
        sources: Which; those with most words by default.
        top: Words of a source.
        most: Sources at most.
        stop_words: Words to leave out.
        min_count: Least count of a word.
        min_articles: Least number of articles that hold it.
    """
    archive = tables.archive
    if archive is None:
        return None
    sizes = list_all_sources(archive).set_index("source")["n_words"]
    chosen = [source for source in sources if source in sizes.index] or list(sizes.nlargest(most).index)
    words = archive.query(_WORDS, tables=["term_totals"], values=[min_count, min_articles])
    words = words[~words["term"].isin(set(stop_words))]
    found = [compare_words(archive, words, source, sizes) for source in chosen[:most]]
    table = pd.concat([own[own["log_ratio"] > 0].head(top) for own in found], ignore_index=True)
    caption = f"Words used more by a source than by all others, in all {_say_size(archive)}."
    return show_table(table, name, out, caption=caption, rows=top * most)


def compare_words(archive: Archive, words: pd.DataFrame, source: str, sizes: pd.Series) -> pd.DataFrame:
    """Compare a source's rate of each word with that of all others together, in all articles.

    Args:
        archive: Of a run.
        words: ``term``, ``count`` and ``n_articles`` of those compared, over all sources.
        source: Its name.
        sizes: Words of each source.

    Returns:
        ``focus`` (the source), ``term``, and the counts, rates, ``log_ratio``, ``lrc`` and ``g2`` of
        `helpers.schemas.Keyness`; the highest conservative log ratio first.
    """
    own = archive.read("term_totals", ["term", "count", "n_articles"], where={"source": [source], "n_tokens": [1]})
    both = words.merge(own, on="term", how="left", suffixes=("_all", "")).fillna({"count": 0, "n_articles": 0})
    table = pd.DataFrame({"focus": source, "term": both["term"]})
    for column in ("count", "n_articles"):
        table[column] = both[column].astype("int64")
        table[f"{column}_against"] = both[f"{column}_all"] - table[column]
    here, there = int(sizes[source]), int(sizes.sum() - sizes[source])
    counts = table["count"], table["count_against"], here, there
    table = table.assign(
        rate_per_10k=PER * table["count"] / max(here, 1),
        rate_against_per_10k=PER * table["count_against"] / max(there, 1),
        log_ratio=log_ratio(*counts),
        lrc=bound_log_ratio(*counts, n_tests=len(table))["lrc"],
        g2=log_likelihood(*counts),
    )
    order = ["lrc", "log_ratio", "g2", "term"]
    return table.sort_values(order, ascending=[False, False, False, True], ignore_index=True)


def list_all_sources(archive: Archive) -> pd.DataFrame:
    """Return ``source``, ``n_articles``, ``n_copies``, ``n_words``, ``first_date`` and ``last_date`` of all of it."""
    return archive.query(_SOURCES, tables=["articles", "copies"])


def _choose_scorer(archive: Archive, asked: str) -> tuple[str, str]:
    """Return the scorer asked for, or the first that the run used, and what to say of that."""
    held = archive.parameters["scorers"]
    if asked in held:
        return asked, ""
    return held[0], f" The run did not use {asked}: add --scorer {asked} to it for scores of all articles."


def _say_size(archive: Archive) -> str:
    n_sources = archive.n_rows["sources"]
    return f"{archive.n_rows['articles']:,} articles of {n_sources:,} source{'' if n_sources == 1 else 's'}"
