"""Two sources or two articles side by side, with controls."""

from pathlib import Path

import pandas as pd

from helpers.browse import show_pairs
from helpers.claims import align_sentences, mark_differences
from helpers.claims.alignment import LEAST
from helpers.display import Html
from helpers.errors import PresslensError
from helpers.explore.controls import (
    Explorer,
    Options,
    Settings,
    choose,
    cut,
    name_articles,
    name_options,
    set_options,
    type_count,
    type_share,
    type_text,
)
from helpers.language.vectors import SentenceVectors

_MOST_OPTIONS = 500  # in a list; of more, the analyst names a word
_UNITS = {"sources": "source", "articles": "article"}


def explore_pairs(
    articles: pd.DataFrame,
    vectors: SentenceVectors,
    *,
    out: str | Path,
    name: str,
    least: float = LEAST,
    limit: int = 25,
) -> Explorer:
    """Let an analyst put the sentences of any two sources, or any two articles, side by side.

    Args:
        articles: With ``article_id``, ``source`` and ``title``; with ``date`` and ``date_precision``, articles are
            named by them, too.
        vectors: Of their sentences.
        out: As for `explore_keyness`.
        name: Name of the CSV, without ending.
        least: Least likeness to begin with.
        limit: Pairs of sentences to begin with.
    """
    options = {"source": name_options(sorted(set(articles["source"]))), "article": name_articles(articles)}
    units = list(_UNITS.items()) if len(options["source"]) > 1 else [("articles", "article")]
    hint = f"lists hold the first {_MOST_OPTIONS} names with this text in them; empty: any"
    controls = {
        "unit": choose("compare", units, "what stands on either side"),
        "first": choose("first", [], "the left side"),
        "second": choose("second", [], "the right side"),
        "find_first": type_text("first has", "", hint),
        "find_second": type_text("second has", "", hint),
        "least": type_share("least likeness", least, "of two sentences that are shown side by side"),
        "limit": type_count("sentences", limit, "most pairs of sentences, the most alike", most=1_000),
    }

    def adapt(changed: str) -> None:
        offered = options[controls["unit"].value]
        set_options(controls["first"], _narrow(offered, controls["find_first"].value))
        others = [option for option in offered if option[1] != controls["first"].value]
        set_options(controls["second"], _narrow(others, controls["find_second"].value))

    def draw(chosen: Settings) -> Html:
        first, second, unit = chosen["first"], chosen["second"], chosen["unit"]
        if len(options["article"]) < 2:
            raise PresslensError("there is nothing to compare: there are not two articles")
        if first is None or second is None:
            raise PresslensError(f"there are not two {unit}s with such names; look for another text, or for any")
        aligned = align_sentences(vectors, first, second, unit=unit, least=chosen["least"], limit=chosen["limit"])
        labels = {value: cut(label) for label, value in options[unit]}
        caption = f"Sentences of {labels[first]} and {labels[second]} that are most like each other."
        return show_pairs(aligned, name, out, caption=caption, differences=mark_differences, articles=articles)

    adapt("unit")
    return Explorer(controls, draw, adapt)


def _narrow(options: Options, text: str) -> Options:
    """Return the first options that hold a text, whatever its case."""
    wanted = " ".join(text.split()).casefold()
    return [option for option in options if wanted in option[0].casefold()][:_MOST_OPTIONS]
