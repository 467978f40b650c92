"""What a coder must not see before he or she has locked."""

from pathlib import Path

import pandas as pd

from helpers.coding.files import ITEMS, list_coders, read_items
from helpers.coding.sample import PLACE
from helpers.errors import PresslensError


def drop_open_items(mentions: pd.DataFrame, folder: str | Path) -> pd.DataFrame:
    """Leave out the mentions that a coder is still asked about, so that a page beside the sheet shows no score of them.

    Args:
        mentions: With the columns of `helpers.schemas.Mentions`.
        folder: Holds the items and the codings.

    Returns:
        All rows where nobody has begun, or all who have are done.
    """
    coders = list_coders(folder)
    if coders.empty or coders["locked"].all():
        return mentions
    try:
        items, _ = read_items(Path(folder) / ITEMS)
    except PresslensError:  # told where codings are read
        return mentions
    asked = pd.MultiIndex.from_frame(items[PLACE])
    return mentions[~pd.MultiIndex.from_frame(mentions[PLACE]).isin(asked)].reset_index(drop=True)
