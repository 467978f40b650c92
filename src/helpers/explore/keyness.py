"""Keyness with controls: which terms a source uses more, or less."""

from collections.abc import Collection
from pathlib import Path

import numpy as np
import pandas as pd

from helpers.answers import MEASURES, mark_one_article
from helpers.display import Html, show_chart, show_table
from helpers.errors import PresslensError
from helpers.explore.controls import (
    Explorer,
    Settings,
    choose,
    cut,
    list_sizes,
    name_options,
    set_options,
    stack,
    tick,
    type_count,
)
from helpers.figures import MAX_ROWS, plot_keyness
from helpers.keywords import compare_sources
from helpers.language import STOP_WORDS

_UNSIGNED = {"g2", "chi2"}  # they say how much rates differ, not which is higher
_PERMUTATIONS = 999
_ALL = ("all",)  # an option that stands for all sources; no text, so no source is called so


def explore_keyness(
    counts: pd.DataFrame,
    articles: pd.DataFrame,
    *,
    out: str | Path,
    name: str,
    stop_words: Collection[str] = STOP_WORDS,
    focus: str | None = None,
    measure: str = "lrc",
    nulls: pd.DataFrame | None = None,
    n_permutations: int = 0,
    min_count: int = 3,
    min_articles: int = 3,
) -> Explorer:
    """Let an analyst compare a source with another, or with all others, by any measure and any floor.

    Args:
        counts: With the columns of `helpers.schemas.TermCounts`, of one or several n.
        articles: With ``article_id``, ``source`` and ``n_words``.
        out: Folder of the report; what is shown is written to its folder ``tables``, and again at each change.
        name: Name of the CSV of the figure, without ending; that of the table ends in ``_table``.
        stop_words: Terms to leave out.
        focus: The source to begin with; the first by default.
        measure: The measure to begin with, a column of `helpers.schemas.Keyness`.
        nulls: Noise bands with the columns ``focus``, ``measure`` and ``score``, as from `summarise_null`, of terms of
            the smallest n and with the floors given here: only there, and against all others, they are drawn.
        n_permutations: Permutations to begin with; 0 for no test, until the analyst asks for it.
        min_count: Least count to begin with.
        min_articles: Least number of articles to begin with.
    """
    sources = sorted(set(articles["source"]))
    sizes = list_sizes(counts)
    controls = {
        "focus": choose("focus", name_options(sources), "the source whose words are described", value=focus),
        "against": choose("against", [("all others", _ALL)], "what it is compared with"),
        "n": choose("terms", sizes, "how many tokens (words, or names kept whole) a term has"),
        "measure": choose(
            "measure", [(says, key) for key, says in MEASURES.items()], "what terms are ordered by", value=measure
        ),
        "min_count": type_count("least count", min_count, "occurrences on both sides together"),
        "min_articles": type_count(
            "least articles", min_articles, "articles, on both sides together, that hold the term"
        ),
        "top": type_count("top", 12, "terms in the figure; of those the focus uses less, half as many", most=MAX_ROWS),
        "test": tick("test by article", n_permutations > 0, "p by permutation of whole articles; takes a while"),
    }
    at_first = (sizes[0][1], min_count, min_articles, _ALL)

    def adapt(changed: str) -> None:
        others = [source for source in sources if source != controls["focus"].value]
        set_options(controls["against"], [("all others", _ALL), *name_options(others)])

    def draw(chosen: Settings) -> Html:
        if len(sources) < 2:
            raise PresslensError("there are not two sources, so nothing can be compared; add articles of another one")
        against = None if chosen["against"] == _ALL else chosen["against"]
        table = compare_sources(
            counts[counts["n_tokens"] == chosen["n"]],
            articles,
            focus=chosen["focus"],
            against=against,
            stop_words=stop_words,
            min_count=chosen["min_count"],
            min_articles=chosen["min_articles"],
            n_permutations=(n_permutations or _PERMUTATIONS) * chosen["test"],
        )
        bands_hold = (chosen["n"], chosen["min_count"], chosen["min_articles"], chosen["against"]) == at_first
        bands = _find_bands(nulls, chosen["measure"]) if bands_hold else None
        return _show_keyness(table, chosen, bands, name, out)

    adapt("focus")
    return Explorer(controls, draw, adapt)


def _find_bands(nulls: pd.DataFrame | None, measure: str) -> dict[str, float] | None:
    """Return the noise band of each source, or None if there are none of this measure."""
    own = None if nulls is None else nulls[nulls["measure"] == measure]
    return None if own is None or own.empty else dict(zip(own["focus"], own["score"], strict=True))


def _show_keyness(
    table: pd.DataFrame, chosen: Settings, bands: dict[str, float] | None, name: str, out: str | Path
) -> Html:
    measure, says = chosen["measure"], MEASURES[chosen["measure"]]
    value = measure
    if measure in _UNSIGNED:
        value, says = f"{measure}_signed", f"{says}, below 0 where the focus uses the term less"
        table = table.assign(**{value: table[measure] * np.sign(table["log_ratio"])})
    table = table.sort_values(value, ascending=False, kind="stable", ignore_index=True)
    table["n_articles_against"] = table["n_articles_against"].astype("int64")
    against = "all others" if chosen["against"] == _ALL else chosen["against"]
    has_ends = measure == "log_ratio"
    chart = plot_keyness(
        table.assign(label=mark_one_article(table)),
        label="label",
        value=value,
        low="log_ratio_low" if has_ends else None,
        high="log_ratio_high" if has_ends else None,
        panel="focus",
        nulls=bands,
        title=f"{cut(chosen['focus'])} compared with {cut(against)}",
        axis=says,
        top=chosen["top"],
    )
    columns = ["term", "count", "count_against", "n_articles", "n_articles_against", "rate_per_10k"]
    columns += ["rate_against_per_10k", *dict.fromkeys([value, "log_ratio"]), *(["p", "p_bh"] * chosen["test"])]
    caption = f"Terms of {cut(chosen['focus'])} against {cut(against)}, by {says}."
    shown = show_table(table, f"{name}_table", out, caption=caption, columns=columns, rows=25, digits=2)
    return stack(show_chart(chart, name, out), shown)
