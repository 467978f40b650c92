"""What a coder must not see before he or she has locked."""

from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from helpers.coding.files import ITEMS, list_coders, read_items
from helpers.coding.journal import Steps
from helpers.coding.sample import PLACE
from helpers.errors import PresslensError


def drop_open_items(mentions: pd.DataFrame, folder: str | Path, coder: str = "") -> pd.DataFrame:
    """Leave out the mentions that a coder is still asked about, so that a page beside the sheet shows no score of them.

    Args:
        mentions: With the columns of `helpers.schemas.Mentions`, or those of them that name the place of a mention.
        folder: Holds the items and the codings.
        coder: Who sits at the page; empty where nobody codes.

    Returns:
        All rows where nothing is drawn, or all coders are done, the one at the page among them. No row where the one
        at the page still has to draw: any mention can become an item. Otherwise those in whose sentence, where it is
        known, nobody is asked about a mention.
    """
    path = Path(folder) / ITEMS
    if not coder.strip() and not path.exists():
        return mentions
    try:
        items, _ = read_items(path)
        own_done = not coder.strip() or Steps(folder, items, coder).is_locked
    except PresslensError:  # told where codings are read, and by the sheet
        return mentions.head(0) if coder.strip() else mentions
    coders = list_coders(folder)
    if own_done and len(coders) and coders["locked"].all():
        return mentions
    is_open = _holds(mentions, items, PLACE)
    if "sentence_start" in mentions:  # a score of another mention tells of the sentence, too
        is_open = _holds(mentions, mentions[is_open], ["article_id", "sentence_start"])
    return mentions[~is_open].reset_index(drop=True)


def _holds(rows: pd.DataFrame, others: pd.DataFrame, columns: list[str]) -> NDArray[np.bool_]:
    """Tell of each row whether another table has one that is alike in columns."""
    return pd.MultiIndex.from_frame(rows[columns]).isin(pd.MultiIndex.from_frame(others[columns]))
