"""A probability sample of mentions: every mention can be drawn, and how probable that was is known."""

import hashlib
import re
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from helpers.coding.codebook import hash_codebook
from helpers.errors import PresslensError
from helpers.language import split_sentences
from helpers.schemas import CodingItems

PLACE = ["article_id", "target", "mention_start", "mention_end"]
_BLANKS = re.compile(r"\s+")
_LONGEST = 1_000  # characters that are shown on each side, where sentences are longer


def draw_items(
    mentions: pd.DataFrame,
    articles: pd.DataFrame,
    codebook: str | Path | None = None,
    *,
    n: int = 100,
    seed: int = 0,
    oversample: float = 2.0,
) -> pd.DataFrame:
    """Draw mentions for coders by chance: a stratified random sample without replacement, in random order.

    Strata are the targets, and in each the mentions over which scorers disagree: one scores above 0, another below.
    Every target gets the same number of items as far as it has mentions, since targets are compared; the share of its
    strata is that of their mentions, those of disagreement counted `oversample` times. Each stratum gets at least two
    items; where n does not suffice for that at least one, and where not even for that, strata are not told apart. So
    every mention has a probability above 0: that of its stratum, items / mentions (Lohr 2021, 3).

    Args:
        mentions: With the columns of `helpers.schemas.Mentions`; with ``score`` too, a row per mention and scorer.
        articles: The articles that they are in, with ``article_id`` and ``body``.
        codebook: The codebook by which they are to be coded; by default ``data/coding/codebook.md``.
        n: Items to draw; all mentions if there are not more.
        seed: Of the draw: the same gives the same items.
        oversample: How many times as often mentions are drawn over which scorers disagree; 1 for alike.

    Returns:
        The columns of `helpers.schemas.CodingItems`: no source, file or score among them.

    Raises:
        PresslensError: If n is below 1, or the codebook cannot be read.
    """
    if n < 1:
        raise PresslensError(f"{n} items cannot be drawn; let n be 1 or more")
    codebook_hash = hash_codebook(codebook)
    places = _find_strata(mentions, oversample)
    if places.empty:
        return CodingItems.empty()
    if places["stratum"].nunique() > n:
        places = places.assign(stratum="all", share=1.0)
    strata = places.groupby("stratum").agg(size=("share", "size"), share=("share", "sum"))
    strata["items"] = _allot_items(strata, min(n, len(places)))
    rng = np.random.default_rng(seed)
    chosen = np.concatenate(
        [rng.choice(np.flatnonzero(places["stratum"] == name), k, False) for name, k in strata["items"].items()]
    )
    items = places.iloc[rng.permutation(chosen)].reset_index(drop=True)
    items["item"] = items.index + 1
    items["probability"] = items["stratum"].map(strata["items"] / strata["size"])
    items["codebook"], items["corpus"] = codebook_hash, hash_corpus(mentions, articles)
    return CodingItems.validate(_add_contexts(items, articles)[CodingItems.column_names()])


def hash_corpus(mentions: pd.DataFrame, articles: pd.DataFrame) -> str:
    """Return the SHA-256 of the ids of articles and the places of mentions, each sorted.

    Args:
        mentions: With the columns of `helpers.schemas.Mentions`.
        articles: With ``article_id``.
    """
    places = mentions[PLACE].drop_duplicates().sort_values(PLACE)
    lines = [*sorted(articles["article_id"]), *(" ".join(map(str, row)) for row in places.itertuples(index=False))]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _find_strata(mentions: pd.DataFrame, oversample: float) -> pd.DataFrame:
    """Return each mention once, in a fixed order, with its stratum and its share of the items of its target."""
    places = mentions.drop_duplicates(PLACE).sort_values(PLACE, kind="stable").reset_index(drop=True)
    places["stratum"], places["share"] = places["target"], 1.0
    if "score" in mentions and mentions.groupby(PLACE).size().max() > 1:
        scores = mentions.groupby(PLACE)["score"].agg(["min", "max"])
        differ = ((scores["min"] < 0) & (scores["max"] > 0)).loc[pd.MultiIndex.from_frame(places[PLACE])].to_numpy()
        places["stratum"] += np.where(differ, ", scorers differ", ", scorers agree")
        places["share"] = np.where(differ, oversample, 1.0)
    places["share"] /= places.groupby("target")["share"].transform("sum")
    return places


def _allot_items(strata: pd.DataFrame, n: int) -> NDArray[np.intp]:
    """Return how many items each stratum gets: after two each, the next goes where share / (2 items + 1) is largest.

    This is Webster's rule; it gives each its share as nearly as whole numbers can, and passes on what one cannot fill.
    """
    share, most = strata["share"].to_numpy(), strata["size"].to_numpy()
    items: NDArray[np.intp] = np.minimum(most, min(2, n // len(strata)))
    while items.sum() < n:
        items[np.argmax(np.where(items < most, share / (2 * items + 1), -1.0))] += 1
    return items


def _add_contexts(items: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Add what stands before and after each mention: the rest of its sentence, the one before it and the next."""
    own = articles[articles["article_id"].isin(items["article_id"])]
    bodies = dict(zip(own["article_id"], own["body"], strict=True))
    sentences = {
        article: group[["sentence_start", "sentence_end"]].to_numpy()
        for article, group in split_sentences(own).groupby("article_id")
    }
    rows = zip(*(items[name] for name in ("article_id", "mention_start", "mention_end")), strict=True)
    sides = [_read_context(bodies[article], sentences[article], start, end) for article, start, end in rows]
    before, mention, after = zip(*sides, strict=True)
    return items.assign(before=before, mention=mention, after=after)


def _read_context(body: str, sentences: NDArray[np.intp], start: int, end: int) -> tuple[str, str, str]:
    """Return what stands before a mention, the mention, and what stands after it, blanks as one."""
    first = int(np.searchsorted(sentences[:, 1], start, side="right"))  # the sentence that the mention is in
    last = int(np.searchsorted(sentences[:, 0], end, side="left")) - 1
    opens, closes = sentences[max(first - 1, 0), 0], sentences[min(last + 1, len(sentences) - 1), 1]
    before, mention, after = (
        _BLANKS.sub(" ", text)
        for text in (body[min(opens, start) : start], body[start:end], body[end : max(closes, end)])
    )
    if len(before) > _LONGEST:
        before = f"… {before[-_LONGEST:]}"
    return before, mention, after if len(after) <= _LONGEST else f"{after[:_LONGEST]} …"
