"""Copies: articles that tell the same story in the same words, found in time linear in their number.

Resemblance and containment of texts are those of Broder, "On the resemblance and containment of documents" (1997),
over runs of four words. A sketch is made of each article by itself; which sketches are alike is asked of all of them at
once, in tables that may be larger than memory. A sketch keeps every eighth run (Broder's "modulo m") and is no MinHash,
since a MinHash sees resemblance only: a reprint of the first third of a story shares all its runs with the story and
resembles it too little to be found.
"""

import hashlib
import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from helpers.corpus.wire import name_agency
from helpers.queries import Given, connect, to_frame
from helpers.schemas import Copies
from helpers.scratch import make_scratch

if TYPE_CHECKING:
    import duckdb

RUN = 4  # words
# Measured on 840 articles of 7 outlets (polnear): the 7 pairs that are versions of one story resemble each other by
# 0.52 or more, all others by 0.13 or less.
MIN_RESEMBLANCE = 0.5
# Of the same articles none is contained in another by 0.53 to 0.71; the pair at 0.52 shares a list of teasers.
MIN_CONTAINMENT = 0.8
MIN_CONTAINED = 50  # runs: a shorter text may be nothing but a stub and its outlet's boilerplate

_KEEP_ONE_IN = 8
_KEEP_ALL_UP_TO = 200  # runs: of short texts a sample would be too small
_EARLIEST = 20  # holders of a run that a text is compared with: the earliest, since one of them stands for the others
_FEWER = 5  # of a run with more holders than that: a story reprinted often, or a stock phrase, which tells nothing
_LISTED = 40  # candidates, those that share most runs; many of them may be copies of one
_COMPARED = 10  # representatives
_SHARED = 8  # candidates share one in so many runs of the shorter text at least, by their samples; copies share 2 in 3
_AT_ONCE = 2_000  # texts
_ODD = np.uint64(0x9E3779B97F4A7C15)  # multiplier that spreads hashes over 64 bits (Knuth, 2^64 / golden ratio)
_WORD = re.compile(r"\w+")

Runs = NDArray[np.uint64]


def find_copies(articles: pd.DataFrame) -> pd.DataFrame:
    """Find clusters of articles that have most of their words in common, as `cluster_copies` defines them.

    Args:
        articles: With the columns ``article_id``, ``file``, ``source``, ``title``, ``date``, ``date_precision``,
            ``body`` and ``wire_credit``.

    Returns:
        As `cluster_copies` does.
    """
    return cluster_copies(sketch_copies(articles)) if len(articles) else Copies.empty()


def sketch_copies(articles: pd.DataFrame) -> pd.DataFrame:
    """Sketch articles, so that `cluster_copies` can tell which of them are copies.

    Args:
        articles: As for `find_copies`.

    Returns:
        One row per article: what a table of copies says of it; ``no_agency``, ``day`` (missing unless the date is exact
        to the day) and ``n_words``, by which representatives are chosen; ``words`` (hash of all words; empty if there
        are none), ``runs`` (hashes of all runs of words, each once, in order of size) and ``sample`` (some of them).
    """
    texts = [_WORD.findall(body.casefold()) for body in articles["body"]]
    runs = [_hash_runs(words) for words in texts]
    agencies = {source: bool(name_agency(source)) for source in articles["source"].unique()}
    described = articles[["article_id", "file", "source", "title", "wire_credit"]].astype("str")
    return described.assign(
        no_agency=~articles["source"].map(agencies).astype(bool),
        day=articles["date"].where(articles["date_precision"] == "day").astype("datetime64[us]"),
        n_words=articles["body"].map(lambda body: len(body.split())).astype("int64"),
        words=pd.Series([_hash_text(words) for words in texts], index=articles.index, dtype="str"),
        runs=_list_column(runs, articles.index),
        sample=_list_column([_take_sample(own) for own in runs], articles.index),
    )


def cluster_copies(sketches: Given) -> pd.DataFrame:
    """Find clusters of articles that have most of their words in common.

    The representative of a cluster is a page of the agency itself if the cluster holds one, else the earliest (by
    dates that are exact to the day; undated ones come last); of several from one day the longest, since a reprint
    leaves out more often than it adds; then the first by source and file. Two articles are copies if they have the
    same words, resemble each other (Jaccard index of their runs of 4 words) by `MIN_RESEMBLANCE`, or one of
    `MIN_CONTAINED` runs or more is contained in the other by `MIN_CONTAINMENT`. Articles without words are no copies.

    In the order of representatives, each text is compared with the few that come before it and share most of the runs
    that were sampled; one that is a copy itself gives way to its representative. Of a run that stands in many texts the
    earliest are asked alone, so what is stock phrases for the most part may be a copy and not be found. Nor is, once in
    200 times or less, a text of fewer than 100 runs that comes before a longer one which contains it.

    Args:
        sketches: As `sketch_copies` returns them, of the whole corpus.

    Returns:
        One row per article of a cluster, with the columns of `helpers.schemas.Copies`: cluster after cluster, the
        representative first. Articles that are alone have no row.
    """
    with connect({"sketches": sketches}) as connection, make_scratch() as folder:
        connection.execute(_RANK)
        connection.execute(_PAIR)
        near = pa.Table.from_pandas(_compare(connection, folder / "runs"), preserve_index=False)
        connection.register("near", near)
        return Copies.validate(to_frame(connection.sql(_DESCRIBE).to_arrow_table()))


def keep_representatives(articles: pd.DataFrame, copies: pd.DataFrame) -> pd.DataFrame:
    """Return the articles without those that `find_copies` found to be copies of another."""
    return articles[~articles["article_id"].isin(list_copies_left_out(copies))].reset_index(drop=True)


def list_copies_left_out(copies: pd.DataFrame) -> "pd.Series[str]":
    """Return the ids of the articles that `cluster_copies` found to be copies of another."""
    return copies.loc[copies["kind"] != "representative", "article_id"].reset_index(drop=True)


def count_copies(articles: pd.DataFrame, copies: pd.DataFrame) -> pd.DataFrame:
    """Count per source the articles, those that credit an agency, and those that are copies of another.

    Args:
        articles: With the columns ``article_id``, ``source`` and ``wire_credit``; with copies or without.
        copies: As `find_copies` returns them.

    Returns:
        Columns ``source``, ``n_articles`` (copies included), ``n_credited`` and ``n_copies``, most articles first.
    """
    columns = ["article_id", "source", "wire_credit"]
    every = pd.concat([articles[columns], copies[columns]]).drop_duplicates("article_id")
    is_copy = every["article_id"].isin(list_copies_left_out(copies))
    flags = every.assign(n_articles=1, n_credited=every["wire_credit"].ne("").astype(int), n_copies=is_copy.astype(int))
    counts = flags.groupby("source")[["n_articles", "n_credited", "n_copies"]].sum().reset_index()
    return counts.sort_values(["n_articles", "source"], ascending=[False, True], ignore_index=True)


# The best representative of any texts has the first rank; texts of the same words have the first of their ranks
_RANK = """
CREATE TEMP TABLE ranks AS
SELECT rank, article_id, min(rank) OVER (PARTITION BY words) AS text
FROM (
    SELECT article_id, words,
        row_number() OVER (ORDER BY no_agency, day NULLS LAST, n_words DESC, source, file, article_id) AS rank
    FROM sketches
    WHERE words <> ''
);
CREATE TEMP TABLE texts AS SELECT rank AS text, article_id FROM ranks WHERE rank = text;
"""

_PAIR = f"""
CREATE TEMP TABLE samples AS SELECT text, unnest(sample) AS run FROM sketches JOIN texts USING (article_id);
CREATE TEMP TABLE holders AS
SELECT text, run, row_number() OVER (PARTITION BY run ORDER BY text) AS place
FROM samples SEMI JOIN (SELECT run FROM samples GROUP BY run HAVING count(*) > 1) USING (run);
DROP TABLE samples;
CREATE TEMP TABLE sizes AS SELECT text, len(runs) AS n_runs FROM sketches JOIN texts USING (article_id);
CREATE TEMP TABLE pairs AS
WITH shared AS (
    SELECT later.text AS text, earlier.text AS candidate, count(*) AS n_shared
    FROM holders later JOIN holders earlier USING (run)
    WHERE earlier.text < later.text AND earlier.place <= {_EARLIEST}
        AND (later.place <= {_EARLIEST} OR earlier.place <= {_FEWER})
    GROUP BY ALL
)
SELECT shared.text, candidate, n_shared
FROM shared JOIN sizes one ON one.text = shared.text JOIN sizes other ON other.text = candidate
WHERE n_shared * {_SHARED} * CASE WHEN greatest(one.n_runs, other.n_runs) > {_KEEP_ALL_UP_TO} THEN {_KEEP_ONE_IN}
    ELSE 1 END >= least(one.n_runs, other.n_runs)
QUALIFY row_number() OVER (PARTITION BY shared.text ORDER BY n_shared DESC, candidate) <= {_LISTED};
DROP TABLE holders;
"""  # noqa: S608 - the numbers above, nothing from outside

_FETCH = """
SELECT text, runs
FROM sketches JOIN texts USING (article_id)
SEMI JOIN (SELECT text FROM pairs UNION SELECT candidate FROM pairs) USING (text)
"""

_DESCRIBE = """
WITH placed AS (
    SELECT rank, article_id, coalesce(near.representative, text) AS representative,
        coalesce(near.similarity, 1.0) AS similarity, near.text IS NULL AS is_exact
    FROM ranks LEFT JOIN near USING (text)
),
clustered AS (SELECT *, count(*) OVER (PARTITION BY representative) AS n_articles FROM placed)
SELECT first.article_id AS cluster_id, own.article_id, own.file, own.source, own.title, own.wire_credit,
    CASE WHEN rank = representative THEN 'representative'
        WHEN own.source <> first.source OR own.wire_credit <> '' THEN 'wire'
        WHEN is_exact THEN 'exact' ELSE 'near' END AS kind,
    similarity
FROM clustered JOIN texts ON texts.text = representative
JOIN sketches own ON own.article_id = clustered.article_id JOIN sketches first ON first.article_id = texts.article_id
WHERE n_articles > 1
ORDER BY representative, rank
"""


def _compare(connection: "duckdb.DuckDBPyConnection", path: Path) -> pd.DataFrame:
    """Return the texts that are copies of another, their representative and their similarity."""
    [[n_ranks]] = connection.sql("SELECT count(*) FROM ranks").fetchall()
    representatives = np.arange(n_ranks + 1)
    similarities = np.ones(n_ranks + 1)
    with path.open("w+b") as file:
        known = _Runs(connection, file, n_ranks)
        for text, candidates in _list_candidates(connection):
            others = list(dict.fromkeys(representatives[candidates].tolist()))[:_COMPARED]
            runs = known.read(text)
            similarity, other = max((_similarity(runs, known.read(other)), -other) for other in others)
            if similarity:
                representatives[text], similarities[text] = -other, similarity
    texts = np.flatnonzero(representatives != np.arange(n_ranks + 1))
    return pd.DataFrame({"text": texts, "representative": representatives[texts], "similarity": similarities[texts]})


def _list_candidates(connection: "duckdb.DuckDBPyConnection") -> Iterator[tuple[int, list[int]]]:
    """Yield texts in order, each with the earlier ones that it may be a copy of, the likeliest first."""
    pairs = connection.sql("SELECT text, candidate FROM pairs ORDER BY text, n_shared DESC, candidate")
    batches = pairs.to_arrow_reader(_AT_ONCE)
    rows = (row for batch in batches for row in zip(*(column.to_pylist() for column in batch.columns), strict=True))
    for text, group in groupby(rows, key=lambda row: row[0]):
        yield text, [candidate for _, candidate in group]


class _Runs:
    """The runs of texts that are compared, in a file: all of them at once would fill the memory."""

    def __init__(self, connection: "duckdb.DuckDBPyConnection", file: BinaryIO, n_ranks: int) -> None:
        self._file = file
        self._starts = np.zeros(n_ranks + 1, dtype=np.int64)
        self._sizes = np.zeros(n_ranks + 1, dtype=np.int64)
        end = 0
        for batch in connection.sql(_FETCH).to_arrow_reader(_AT_ONCE):
            texts, sizes = batch["text"].to_numpy(), batch["runs"].value_lengths().to_numpy()
            self._sizes[texts] = sizes
            self._starts[texts] = end + np.cumsum(sizes) - sizes
            end += int(sizes.sum())
            batch["runs"].flatten().to_numpy().tofile(file)

    def read(self, text: int) -> Runs:
        """Return the runs of a text."""
        self._file.seek(int(self._starts[text]) * np.dtype(np.uint64).itemsize)
        return np.fromfile(self._file, dtype=np.uint64, count=int(self._sizes[text]))


def _similarity(one: Runs, other: Runs) -> float:
    """Return the share of the shorter text's runs that stand in the other, or 0 if the two are no copies."""
    shared = np.intersect1d(one, other, assume_unique=True).size
    shorter = min(one.size, other.size)
    if shared >= MIN_RESEMBLANCE * (one.size + other.size - shared) and shared:
        return float(shared / shorter)
    return float(shared / shorter) if shorter >= MIN_CONTAINED and shared >= MIN_CONTAINMENT * shorter else 0.0


def _list_column(runs: list[Runs], index: pd.Index) -> pd.Series:
    array = pa.array(runs, type=pa.list_(pa.uint64()))
    return pd.Series(pd.array(array, dtype=pd.ArrowDtype(array.type)), index=index)


def _take_sample(runs: Runs) -> Runs:
    return runs if runs.size <= _KEEP_ALL_UP_TO else runs[runs % np.uint64(_KEEP_ONE_IN) == 0]


def _hash_text(words: list[str]) -> str:
    return hashlib.blake2b(" ".join(words).encode("utf-8"), digest_size=16).hexdigest() if words else ""


def _hash_runs(words: list[str]) -> Runs:
    """Return the hashes of all runs of words, each once, in order of size."""
    runs = np.zeros(max(len(words) - RUN + 1, 0), dtype=np.uint64)
    codes = np.fromiter(map(_hash_word, words), dtype=np.uint64, count=len(words))
    for offset in range(RUN):
        runs = (runs + codes[offset : offset + runs.size]) * _ODD
        runs ^= runs >> np.uint64(29)  # so that the low bits, by which we sample, hang on all bits
    return np.unique(runs)


@lru_cache(maxsize=1 << 18)
def _hash_word(word: str) -> int:
    """Hash a word alike in every process, as `hash` does not."""
    return int.from_bytes(hashlib.blake2b(word.encode("utf-8"), digest_size=8).digest())
