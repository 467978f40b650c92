"""Speakers without a name: officials, sources, analysts."""

import re

import pandas as pd

from helpers.stance.actors import UNNAMED

# Where what is said of a speaker begins: "a US official | with knowledge of the talks"
_TOLD_OF = re.compile(r",|\b(?:who|that|of|for|from|in|at|on|with|to|close|familiar|speaking|said)\b")
_ONE = "official|source|diplomat|envoy|aide|insider|adviser|advisor|spokesman|spokeswoman|spokesperson|analyst|expert"
_ONE += "|observer|strategist|economist|commentator|scholar|researcher"
_HEAD = re.compile(rf"\b(?:(?:{_ONE})(?P<many>s)?|(?P<more>spokes(?:men|women|people)))$")


def name_unnamed(quotes: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Add to quotes how a speaker without a name is called.

    Unnamed are all of the bloc of that name, and officials, sources, diplomats, analysts and the like of any other
    ("two US officials"); "the US official" may be one who was named before, and is not. Pronouns, groups ("voters")
    and bodies ("the White House") are not, either.

    Args:
        quotes: With the columns of `helpers.schemas.Quotes`.
        articles: Of these quotes, with ``article_id`` and ``body``.

    Returns:
        The quotes with ``called``: the words that name the speaker, in lower case; empty where it is not unnamed.
    """
    bodies = dict(zip(articles["article_id"], articles["body"], strict=True))
    columns = ["article_id", "speaker", "speaker_start", "speaker_end", "bloc"]
    called = [
        _call(bodies[key][start:end], bloc) if not speaker and start >= 0 else ""
        for key, speaker, start, end, bloc in quotes[columns].itertuples(index=False, name=None)
    ]
    return quotes.assign(called=pd.Series(called, index=quotes.index, dtype="str"))


def _call(words: str, bloc: str) -> str:
    told = " ".join(words.lower().split()).strip(" ,;:.")
    if bloc == UNNAMED:
        return told
    head = _HEAD.search(_TOLD_OF.split(told, maxsplit=1)[0].rstrip(" -–—"))
    points_back = told.startswith("the ") and head is not None and not head.lastgroup
    return told if head and not points_back else ""
