"""From a corpus to the first mention on the coding sheet, in one call of the notebook."""

from pathlib import Path

import pandas as pd

from helpers.coding import ITEMS, copy_codebook, draw_items, hash_corpus, read_items, write_items
from helpers.display import Html, show_note
from helpers.errors import PresslensError, printable
from helpers.explore.coding import CodingSheet, code_mentions

_HOW = "Nobody codes on this page: in the lab, set CODER to your name and run the notebook anew."
_LOCKED = "Locked. Run the notebook anew: from now on it compares scores with what you coded."
_OTHER = (
    "The mentions in this folder were drawn from another corpus, or from this one cleaned otherwise; to code this "
    "corpus, name another folder as CODING."
)


def begin_coding(
    folder: str | Path, coder: str, mentions: pd.DataFrame, articles: pd.DataFrame, *, n: int = 100, seed: int = 0
) -> CodingSheet | Html:
    """Open a coder's sheet; the first coder in a folder has the mentions drawn.

    Args:
        folder: Of the items and the codings; made if it is not there.
        coder: Name of the coder; empty where nobody codes, as in a report.
        mentions: With the columns of `helpers.schemas.ScoredMentions`.
        articles: The articles that they are in, with ``article_id`` and ``body``.
        n: Mentions to draw.
        seed: Of the draw.

    Returns:
        The sheet; a note where nobody codes, the items are of another corpus, or folder or name cannot be used: the
        rest of the page is shown all the same.
    """
    if not coder.strip():
        return show_note(_HOW)
    if mentions.empty:
        return show_note("No article names a target, so there is nothing to code.")
    try:
        return _open_sheet(folder, coder, mentions, articles, n=n, seed=seed)
    except PresslensError as error:
        return show_note(printable(str(error)))
    except OSError as error:
        return show_note(printable(f"{folder}: cannot be used ({error.strerror or error}); name another as CODING."))


def _open_sheet(
    folder: str | Path, coder: str, mentions: pd.DataFrame, articles: pd.DataFrame, *, n: int, seed: int
) -> CodingSheet | Html:
    """Return the sheet, the items drawn where there are none; a note where they are of another corpus."""
    items_file = Path(folder) / ITEMS
    if not items_file.exists():
        Path(folder).mkdir(parents=True, exist_ok=True)
        copy_codebook(Path(folder))
        write_items(draw_items(mentions, articles, n=n, seed=seed), items_file)
    items, _ = read_items(items_file)
    if set(items["corpus"]) != {hash_corpus(mentions, articles)}:
        return show_note(_OTHER)
    return code_mentions(items_file, coder, on_lock=lambda: show_note(_LOCKED))
