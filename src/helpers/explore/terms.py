"""The most frequent terms with controls: of the corpus, a source, an article, a month or a year."""

from collections.abc import Collection
from pathlib import Path

import pandas as pd

from helpers.answers import mark_one_article
from helpers.display import Html, show_chart, show_table
from helpers.errors import PresslensError
from helpers.explore.controls import (
    Explorer,
    Options,
    Settings,
    choose,
    list_sizes,
    name_articles,
    name_options,
    set_options,
    stack,
    type_count,
    type_text,
)
from helpers.figures import MAX_ROWS, plot_bars
from helpers.keywords import count_undated, name_periods, rank_terms
from helpers.language import STOP_WORDS, fold_terms

_CORPUS = "all sources together"
_PERIODS = ("month", "year")


def explore_terms(
    counts: pd.DataFrame,
    articles: pd.DataFrame,
    *,
    out: str | Path,
    name: str,
    stop_words: Collection[str] = STOP_WORDS,
) -> Explorer:
    """Let an analyst rank terms in the corpus, a source, an article, a month or a year.

    Args:
        counts: With the columns of `helpers.schemas.TermCounts`, of one or several n.
        articles: With ``article_id``, ``source`` and ``n_words``; with ``title``, articles are named by it; with
            ``date`` and ``date_precision`` there are months and years.
        out: As for `explore_keyness`.
        name: As for `explore_keyness`.
        stop_words: Terms to leave out, besides those the analyst types.
    """
    has_dates = {"date", "date_precision"} <= set(articles.columns)
    parts = {way: _part(articles, way) for way in ("corpus", "source", "article", *(_PERIODS if has_dates else ()))}
    options = {way: _list_parts(articles, way, part) for way, part in parts.items()}
    controls = {
        "by": choose("by", [(way, way) for way in parts], "what part of the corpus to look at"),
        "which": choose("which one", options["corpus"], "the part that is shown"),
        "n": choose("terms", list_sizes(counts), "how many tokens (words, or names kept whole) a term has"),
        "min_count": type_count("least count", 1, "occurrences in the whole corpus"),
        "more": type_text("leave out", "", "further terms to leave out, with commas between"),
        "top": type_count("top", 20, "terms in figure and table", most=MAX_ROWS),
    }

    def adapt(changed: str) -> None:
        if changed == "by":
            set_options(controls["which"], options[controls["by"].value])

    def draw(chosen: Settings) -> Html:
        way, which = chosen["by"], chosen["which"]
        if which is None:
            raise PresslensError(f"no article has a date that tells its {way}; choose by source, article or corpus")
        ranked = rank_terms(
            counts[counts["n_tokens"] == chosen["n"]],
            articles.assign(part=parts[way]),
            by="part",
            stop_words={*stop_words, *fold_terms(chosen["more"].split(","))},
            min_count=chosen["min_count"],
        )
        ranked = ranked[ranked["part"] == which].drop(columns="part").reset_index(drop=True)
        n_words = int(articles.loc[parts[way] == which, "n_words"].sum())
        n_undated = count_undated(articles, period=way) if way in _PERIODS else 0
        more = f" Articles whose {way} is not known: {n_undated}." if n_undated else ""
        where = {value: label for label, value in options[way]}.get(which, which)
        chart = plot_bars(
            ranked.assign(label=mark_one_article(ranked)).head(chosen["top"]),
            label="label",
            value="rate_per_10k",
            title=f"The most frequent terms: {where}",
            axis=f"per 10,000 of {n_words:,} words",
        )
        caption = f"Terms: {where}.{more}"
        table = show_table(ranked, f"{name}_table", out, caption=caption, rows=chosen["top"], digits=1)
        return stack(show_chart(chart, name, out), table)

    return Explorer(controls, draw, adapt)


def _part(articles: pd.DataFrame, way: str) -> pd.Series:
    """Return the part of the corpus that each article belongs to; empty where its date does not tell."""
    if way in _PERIODS:
        return name_periods(articles, period=way)
    columns = {"source": "source", "article": "article_id"}
    return articles[columns[way]] if way in columns else pd.Series(_CORPUS, index=articles.index, dtype="str")


def _list_parts(articles: pd.DataFrame, way: str, part: pd.Series) -> Options:
    if way == "corpus":
        return [(_CORPUS, _CORPUS)]
    return name_articles(articles) if way == "article" else name_options(sorted(part.dropna().unique()))
