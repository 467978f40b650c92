"""Reference lists: how often terms occur in a corpus whose texts are not at hand."""

from pathlib import Path

import pandas as pd

from helpers.corpus.decode import UnusableError, decode
from helpers.corpus.manifest import read_csv_text
from helpers.errors import PresslensError, printable
from helpers.files import MOST_RECORD, read_file
from helpers.tables import restore_cell

_MOST = 2**53  # the largest whole number that every step of the arithmetic keeps exact


def read_reference(path: str | Path) -> pd.DataFrame:
    """Read a list of frequencies from a CSV with the columns ``term``, ``count`` and, if known, ``n_articles``.

    Args:
        path: Separated by comma, semicolon or tab; other columns are ignored.

    Returns:
        ``term``, ``count`` and, if given, ``n_articles``, in order of the term; a term that stands in several rows
        (per part of speech, say) has their sum of counts, and the largest of their numbers of articles.

    Raises:
        PresslensError: If the file cannot be read, lacks a column, or has a count that is no whole number.
    """
    place = Path(path)
    where = printable(place.name)
    try:
        table = read_csv_text(decode(read_file(place, MOST_RECORD)).text)
    except UnusableError as error:
        raise PresslensError(f"{where} {error}; {error.remedy}") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name is none that a file can have"
        raise PresslensError(f"{where} cannot be read ({reason}); check the path") from None
    return tidy_reference(table.map(restore_cell), where)


def tidy_reference(table: pd.DataFrame, where: str) -> pd.DataFrame:
    """Return a list of frequencies checked, with each term once.

    Args:
        table: With the columns ``term`` and ``count``, and ``n_articles`` if known; as text or numbers.
        where: What to call it in an error.

    Raises:
        PresslensError: As `read_reference`.
    """
    if missing := [name for name in ("term", "count") if name not in table.columns]:
        found = ", ".join(printable(str(name))[:40] for name in table.columns[:8])
        raise PresslensError(f"{where} has no column '{missing[0]}' (it has {found}); rename the column that holds it")
    how = {"count": "sum"} | ({"n_articles": "max"} if "n_articles" in table.columns else {})
    numbers = {name: _read_numbers(table[name], name, where) for name in how}
    terms = table["term"].astype("str").str.split().str.join(" ")
    tidy = pd.DataFrame({"term": terms, **numbers})
    tidy = tidy[tidy["term"] != ""]
    if not tidy["count"].sum():
        raise PresslensError(f"{where} lists no occurrences; give a list of terms with their counts")
    return tidy.groupby("term", as_index=False).agg(how)


def _read_numbers(cells: pd.Series, name: str, where: str) -> pd.Series:
    numbers = pd.to_numeric(cells, errors="coerce")
    is_blank = cells.isna() | (cells.astype("str").str.strip() == "")
    may_be_blank = name == "n_articles"  # known of some terms, maybe
    bad = ~((numbers >= 0) & (numbers <= _MOST) & (numbers % 1 == 0)) & ~(is_blank & may_be_blank)
    if bad.any():
        row = int(bad.to_numpy().argmax())
        value = printable(str(cells.iloc[row]))[:40]
        raise PresslensError(
            f"{where}, row {row + 1}: {name} is '{value}'; give whole numbers of 0 or more (counts, not rates)"
        )
    return numbers if may_be_blank else numbers.astype("int64")
