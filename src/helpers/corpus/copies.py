"""Copies: articles that tell the same story in the same words, found in time linear in their number.

Resemblance and containment of texts are those of Broder, "On the resemblance and containment of documents" (1997),
over runs of four words. Each text is compared with the representatives of clusters alone, and of these with the few
that share most of its runs. We keep every eighth run of a representative (Broder's sketch "modulo m") and not a
MinHash, since a MinHash sees resemblance only: a reprint of the first third of a story shares all its runs with the
story and resembles it too little to be found.
"""

import hashlib
import re
from collections import Counter
from functools import lru_cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from helpers.corpus.wire import name_agency
from helpers.schemas import Copies

RUN = 4  # words
# Measured on 840 articles of 7 outlets (polnear): the 7 pairs that are versions of one story resemble each other by
# 0.52 or more, all others by 0.13 or less.
MIN_RESEMBLANCE = 0.5
# Of the same articles none is contained in another by 0.53 to 0.71; the pair at 0.52 shares a list of teasers.
MIN_CONTAINMENT = 0.8
MIN_CONTAINED = 50  # runs: a shorter text may be nothing but a stub and its outlet's boilerplate

_KEEP_ONE_IN = np.uint64(8)
_KEEP_ALL_UP_TO = 200  # runs: of short texts a sample would be too small
_STOCK = 20  # a run that stands in so many representatives is a stock phrase and tells nothing
_COMPARED = 10  # candidates, those that share most runs
_ODD = np.uint64(0x9E3779B97F4A7C15)  # multiplier that spreads hashes over 64 bits (Knuth, 2^64 / golden ratio)
_WORD = re.compile(r"\w+")

Runs = NDArray[np.uint64]


def find_copies(articles: pd.DataFrame) -> pd.DataFrame:
    """Find clusters of articles that have most of their words in common.

    The representative of a cluster is a page of the agency itself if the cluster holds one, else the earliest (by
    dates that are exact to the day; undated ones come last); of several from one day the longest, since a reprint
    leaves out more often than it adds; then the first by source and file. Two articles are copies if they have the
    same words, resemble each other (Jaccard index of their runs of 4 words) by `MIN_RESEMBLANCE`, or one of
    `MIN_CONTAINED` runs or more is contained in the other by `MIN_CONTAINMENT`. Articles without words are no copies.

    Args:
        articles: With the columns ``article_id``, ``file``, ``source``, ``title``, ``date``, ``date_precision``,
            ``body`` and ``wire_credit``.

    Returns:
        One row per article of a cluster, with the columns of `helpers.schemas.Copies`: cluster after cluster, the
        representative first. Articles that are alone have no row.
    """
    ordered = _order(articles)
    representatives = _Representatives()
    seen: dict[bytes, tuple[int, float]] = {}  # words to position of their representative and similarity
    rows = []
    for position, body in enumerate(ordered["body"]):
        words = _WORD.findall(body.casefold())
        if not words:
            continue
        key = hashlib.sha256(" ".join(words).encode("utf-8")).digest()
        if key not in seen:
            seen[key] = representatives.match(position, key, _hash_runs(words))
        representative, similarity = seen[key]
        rows.append((position, representative, similarity, key == representatives.keys[representative]))
    found = pd.DataFrame(rows, columns=["position", "representative", "similarity", "is_exact"])
    found = found[found.groupby("representative")["position"].transform("size") > 1]
    found = found.sort_values(["representative", "position"], ignore_index=True)
    return _describe(ordered, found)


def keep_representatives(articles: pd.DataFrame, copies: pd.DataFrame) -> pd.DataFrame:
    """Return the articles without those that `find_copies` found to be copies of another."""
    left_out = copies.loc[copies["kind"] != "representative", "article_id"]
    return articles[~articles["article_id"].isin(left_out)].reset_index(drop=True)


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
    is_copy = every["article_id"].isin(copies.loc[copies["kind"] != "representative", "article_id"])
    flags = every.assign(n_articles=1, n_credited=every["wire_credit"].ne("").astype(int), n_copies=is_copy.astype(int))
    counts = flags.groupby("source")[["n_articles", "n_credited", "n_copies"]].sum().reset_index()
    return counts.sort_values(["n_articles", "source"], ascending=[False, True], ignore_index=True)


def _order(articles: pd.DataFrame) -> pd.DataFrame:
    """Return the articles so that the best representative of any of them comes first."""
    articles = articles.reset_index(drop=True)
    agencies = {source: bool(name_agency(source)) for source in articles["source"].unique()}
    keys = pd.DataFrame(
        {
            "no_agency": ~articles["source"].map(agencies).astype(bool),
            "day": articles["date"].where(articles["date_precision"] == "day"),
            "shortness": -articles["body"].map(lambda body: len(body.split())).astype(int),
            "source": articles["source"],
            "file": articles["file"],
        }
    )
    by_rank = keys.sort_values(["no_agency", "day", "shortness", "source", "file"], na_position="last")
    return articles.iloc[by_rank.index.to_numpy()].reset_index(drop=True)


def _describe(ordered: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    article = ordered.iloc[found["position"]].reset_index(drop=True)
    first = ordered.iloc[found["representative"]].reset_index(drop=True)
    is_wire = (article["source"] != first["source"]) | (article["wire_credit"] != "")
    kind = pd.Series("near", index=found.index, dtype="str")
    kind = kind.mask(found["is_exact"].astype(bool), "exact").mask(is_wire, "wire")
    kind = kind.mask(found["position"] == found["representative"], "representative")
    table = article[["article_id", "file", "source", "title", "wire_credit"]].assign(
        cluster_id=first["article_id"], kind=kind, similarity=found["similarity"].astype(float)
    )
    return Copies.validate(table[Copies.column_names()])


class _Representatives:
    """Texts that stand for their clusters, found again by the runs that they share with another."""

    def __init__(self) -> None:
        self.keys: dict[int, bytes] = {}
        self._runs: dict[int, Runs] = {}
        self._holders: dict[int, list[int]] = {}  # run to the representatives that hold it, `_STOCK` at most

    def match(self, position: int, key: bytes, runs: Runs) -> tuple[int, float]:
        """Return the representative of a text and their similarity; itself and 1 if there is none yet."""
        matches = [(_similarity(runs, self._runs[other]), -other) for other in self._list_candidates(runs)]
        copied = [match for match in matches if match[0] > 0]
        if copied:
            similarity, other = max(copied)
            return -other, similarity
        self.keys[position], self._runs[position] = key, runs
        sample = runs if runs.size <= _KEEP_ALL_UP_TO else runs[runs % _KEEP_ONE_IN == 0]
        for run in sample.tolist():
            holders = self._holders.setdefault(run, [])
            if len(holders) < _STOCK:
                holders.append(position)
        return position, 1.0

    def _list_candidates(self, runs: Runs) -> list[int]:
        found = (self._holders.get(run, ()) for run in runs.tolist())
        shared = Counter(holder for holders in found if len(holders) < _STOCK for holder in holders)
        return [holder for holder, _ in shared.most_common(_COMPARED)]


def _similarity(one: Runs, other: Runs) -> float:
    """Return the share of the shorter text's runs that stand in the other, or 0 if the two are no copies."""
    shared = np.intersect1d(one, other, assume_unique=True).size
    shorter = min(one.size, other.size)
    if shared >= MIN_RESEMBLANCE * (one.size + other.size - shared) and shared:
        return float(shared / shorter)
    return float(shared / shorter) if shorter >= MIN_CONTAINED and shared >= MIN_CONTAINMENT * shorter else 0.0


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
