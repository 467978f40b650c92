"""Words in context with controls."""

from pathlib import Path

import pandas as pd

from helpers.browse import show_concordance
from helpers.display import Html
from helpers.explore.controls import Explorer, Settings, choose, name_options, pick, type_count, type_text
from helpers.keywords import ORDERS, concordance, filter_lines, sort_lines

_ORDERS = {"text": "place in the text", "left": "words to the left", "right": "words to the right"}


def explore_concordance(
    articles: pd.DataFrame,
    query: str,
    *,
    out: str | Path,
    name: str,
    sentences: pd.DataFrame | None = None,
    width: int = 60,
    limit: int = 25,
) -> Explorer:
    """Let an analyst look up words in context.

    Args:
        articles: As for `concordance`.
        query: The word or phrase to begin with.
        out: As for `explore_keyness`.
        name: Name of the CSV, without ending.
        sentences: As for `concordance`.
        width: Characters on each side to begin with.
        limit: Lines to begin with.
    """
    orders = [(_ORDERS.get(order, order), order) for order in ORDERS]
    controls = {
        "query": type_text(
            "search for", query, "a word or phrase; * stands for any letters or a word, ? for one letter"
        ),
        "sources": pick("sources", name_options(sorted(set(articles["source"]))), "none chosen: all; Ctrl for several"),
        "by": choose("sort by", orders, "the order of the lines"),
        "position": choose(
            "by word", [(str(n), n) for n in (1, 2, 3)], "of those to the left or right; 1 is the nearest"
        ),
        "width": type_count("width", width, "characters on each side", most=500),
        "limit": type_count("lines", limit, "most lines to show, evenly from all sources", most=1_000),
    }

    def draw(chosen: Settings) -> Html:
        found = concordance(articles, chosen["query"], width=chosen["width"], sentences=sentences)
        lines = filter_lines(found, sources=chosen["sources"] or None)
        lines = sort_lines(lines, by=chosen["by"], position=chosen["position"]).assign(query=chosen["query"])
        n_lines, n_articles = len(lines), lines["article_id"].nunique()
        caption = f"{chosen['query']}: {n_lines:,} line{'s' * (n_lines != 1)}, articles with it: {n_articles:,}."
        return show_concordance(lines, name, out, caption=caption, limit=chosen["limit"], open_lines=chosen["limit"])

    return Explorer(controls, draw)
