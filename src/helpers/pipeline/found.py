"""What the chain makes of a corpus: its tables, and who is looked for in it."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from helpers.archive import Archive
from helpers.schemas import WRITTEN
from helpers.stance import Actors, Targets
from helpers.tables import write_csv, write_parquet


@dataclass(frozen=True)
class Found:
    """What is found in the texts, before anything is scored or counted.

    Attributes:
        cleaned: All articles, copies among them, with the body that cleaning left; so `removed`, `structure` and
            `copies` are of these.
        articles: Those that are analysed, with in their body what is analysed; so `sentences`, `quotes` and
            `mentions`.
        references: Whether `mentions` holds pronouns and joint phrases too.
    """

    cleaned: pd.DataFrame
    articles: pd.DataFrame
    sources: pd.DataFrame
    problems: pd.DataFrame
    removed: pd.DataFrame
    structure: pd.DataFrame
    copies: pd.DataFrame
    sentences: pd.DataFrame
    quotes: pd.DataFrame
    mentions: pd.DataFrame
    named_terms: pd.DataFrame
    targets: Targets
    actors: Actors
    references: bool


@dataclass(frozen=True)
class Tables(Found):
    """All tables of a run; each is described in `helpers.schemas` under the name it is written by.

    Attributes:
        archive: Where all articles lie, if these are some of them: those that pages show in full.
    """

    terms: pd.DataFrame
    tone_by_article: pd.DataFrame
    tone_by_source: pd.DataFrame
    tone_by_voice: pd.DataFrame
    archive: Archive | None = None

    @property
    def n_all(self) -> int | None:
        """How many articles they were drawn from; None where these are all."""
        return self.archive.n_rows["articles"] if self.archive else None


def write_tables(tables: Tables, out: Path) -> list[Path]:
    """Write every table as Parquet and CSV and return the paths."""
    paths = []
    for name in WRITTEN:
        table = getattr(tables, name)
        paths += [write_csv(table, out / f"{name}.csv"), write_parquet(table, out / f"{name}.parquet")]
    return paths


def count_rows(tables: Tables) -> pd.DataFrame:
    """Return how many rows each table holds, with columns ``table`` and ``rows``."""
    return pd.DataFrame([(name, len(getattr(tables, name))) for name in WRITTEN], columns=["table", "rows"])
