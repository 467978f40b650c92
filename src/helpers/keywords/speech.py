"""What speakers are quoted on."""

from collections.abc import Collection

import numpy as np
import pandas as pd

from helpers.keywords.measures import log_likelihood
from helpers.language import STOP_WORDS, locate_words, words_of

_OFTEN = 2  # occurrences from which on a word tells of what is spoken


def find_topics(
    quotes: pd.DataFrame,
    articles: pd.DataFrame,
    sentences: pd.DataFrame,
    *,
    top: int = 5,
    names: Collection[str] = (),
    stop_words: Collection[str] = STOP_WORDS,
) -> pd.DataFrame:
    """Find the words that a speaker is quoted with more than they stand in the rest of the corpus.

    Words are ranked by the log-likelihood ratio (Dunning 1993). In short statements no word stands twice: then those
    follow that stand there once, the ones that are frequent in the corpus first, as a word that occurs nowhere else
    says little of what is spoken about.

    Args:
        quotes: With the columns of `helpers.schemas.Quotes`.
        articles: Of these quotes, with ``article_id`` and ``body``.
        sentences: Of these articles, with the columns of `helpers.schemas.Sentences`.
        top: Most words of a speaker.
        names: Names of several words that are kept whole, as `helpers.keywords.find_names` finds them.
        stop_words: Words that are left out, as are those of the speaker's own name.

    Returns:
        ``speaker`` and ``words``, a comma between; a row per named speaker whose words are found, by name.
    """
    words = locate_words(articles, sentences, names=names)[["article_id", "word", "start"]]
    words["speaker"] = _find_speakers(words, quotes)
    said = words[words["speaker"] != ""]
    if said.empty:
        return pd.DataFrame({"speaker": [], "words": []}, dtype="str")
    counts = said.groupby(["speaker", "word"], sort=True).size().rename("count").reset_index()
    everywhere = counts["word"].map(words["word"].value_counts())
    own = counts["speaker"].map(said["speaker"].value_counts())
    others, rest = everywhere - counts["count"], len(words) - own
    counts["g2"] = log_likelihood(counts["count"], others, own, rest)
    counts["once"] = counts["count"] < _OFTEN
    counts["rank"] = counts["g2"].where(~counts["once"], everywhere)
    is_more = counts["count"] * rest > others * own
    kept = counts[is_more & ~counts["word"].isin(set(stop_words))]
    kept = kept[~_is_own_name(kept)]
    kept = kept.sort_values(["speaker", "once", "rank", "word"], ascending=[True, True, False, True])
    kept = kept.groupby("speaker").head(top)
    return kept.groupby("speaker")["word"].agg(", ".join).rename("words").reset_index()


def _find_speakers(words: pd.DataFrame, quotes: pd.DataFrame) -> pd.Series:
    """Return who says each word; empty for the journalist and for speakers without name."""
    ids = pd.Index(words["article_id"].unique())
    width = int(max(words["start"].max(), quotes["end"].max())) + 1 if len(words) and len(quotes) else 1
    own = quotes[quotes["article_id"].isin(ids)]
    at = ids.get_indexer(own["article_id"]) * width
    order = np.argsort(at + own["start"].to_numpy())
    starts, ends = ((at + own[name].to_numpy())[order] for name in ("start", "end"))
    places = ids.get_indexer(words["article_id"]) * width + words["start"].to_numpy()
    before = np.searchsorted(starts, places, side="right") - 1
    is_said = (before >= 0) & (places < np.append(ends, 0)[before])
    speakers = np.append(own["speaker"].to_numpy(dtype=object)[order], "")
    return pd.Series(np.where(is_said, speakers[before], ""), index=words.index, dtype="str")


def _is_own_name(counts: pd.DataFrame) -> pd.Series:
    parts = {speaker: set(words_of(speaker)) for speaker in counts["speaker"].unique()}
    is_own = [
        not parts[speaker].isdisjoint(word.split())
        for speaker, word in zip(counts["speaker"], counts["word"], strict=True)
    ]
    return pd.Series(is_own, index=counts.index, dtype="bool")
