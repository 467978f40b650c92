"""Names of several words that are counted as one: from a list, from the targets, and learnt from the corpus."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

import pandas as pd

from helpers.errors import PresslensError, Problem
from helpers.keywords.counts import count_terms
from helpers.language import CUT, STOP_WORDS, Tokenizer, read_batches, words_of
from helpers.schemas import NamedTerms

MAX_WORDS = 5  # of a name that is learnt
_MOST_WORDS = 9  # of any name
_LINKS = frozenset({"of", "the", "for", "de", "al", "bin", "von", "van"})  # small words within names
_MIN_COHESION = 0.5
_COVERED = 0.8  # share of its occurrences within a longer name from which a name is only a part of that
_NAME = re.compile(r"\w[\w .,'’&/-]{2,99}")


def read_names(path: Path) -> tuple[list[str], list[Problem]]:
    """Read a list of names of several words, one a line; lines that begin with # are remarks.

    Returns:
        The names, folded, and what was wrong with other lines.

    Raises:
        PresslensError: If the file cannot be read.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not in UTF-8"
        raise PresslensError(f"{path.name}: cannot be read ({reason}); save it as text in UTF-8") from error
    names, problems = [], []
    for number, line in enumerate(lines, start=1):
        plain = line.partition("#")[0].strip()
        words = words_of(plain) if _NAME.fullmatch(plain) else []
        if 1 < len(words) <= _MOST_WORDS:
            names.append(" ".join(words))
        elif plain:
            reason = f"line {number} is no name of 2 to {_MOST_WORDS} words: {plain[:40]!r}"
            problems.append(Problem(path.name, "warning", reason, "give one name a line, as the press writes it"))
    return list(dict.fromkeys(names)), problems


def fold_names(names: Iterable[str]) -> list[str]:
    """Return those of some names that have several words, as terms are written ("united states")."""
    folded = (words_of(name) for name in names if "*" not in name)
    return list(dict.fromkeys(" ".join(words) for words in folded if 1 < len(words) <= _MOST_WORDS))


def find_names(
    articles: pd.DataFrame,
    sentences: pd.DataFrame,
    *,
    listed: Collection[str] = (),
    of_targets: Collection[str] = (),
    min_count: int = 3,
) -> pd.DataFrame:
    """Find the names of several words that a corpus holds.

    Args:
        articles: As for `helpers.keywords.count_terms`.
        sentences: Likewise.
        listed: Names of a list, folded.
        of_targets: Names of targets, folded.
        min_count: Least count of a name that is learnt from the corpus; it must stand in two articles, too.

    Returns:
        The columns of `helpers.schemas.NamedTerms`, most frequent first; names that the corpus lacks are left out.
    """
    learnt = learn_names(articles, sentences, min_count=min_count)
    found = _count_names(articles, sentences, [*learnt, *of_targets, *listed])
    # What a single article repeats may be no more than its way of writing
    held = set(found.loc[found["n_articles"] >= min(2, len(articles)), "term"])
    origins = dict.fromkeys((name for name in learnt if name in held), "corpus")
    origins |= dict.fromkeys(of_targets, "target") | dict.fromkeys(listed, "list")
    if len(origins) < len({*learnt, *of_targets, *listed}):
        found = _count_names(articles, sentences, origins)
    found["origin"] = found["term"].map(origins)
    found = found.sort_values(["count", "term"], ascending=[False, True], ignore_index=True)
    return NamedTerms.validate(found[NamedTerms.column_names()]) if len(found) else NamedTerms.empty()


def _count_names(articles: pd.DataFrame, sentences: pd.DataFrame, names: Collection[str]) -> pd.DataFrame:
    counts = count_terms(articles, sentences, names=names)
    counts = counts[counts["n_words_in_term"] > 1]
    grouped = counts.groupby(["term", "n_words_in_term"])
    return grouped.agg(count=("count", "sum"), n_articles=("article_id", "nunique")).reset_index()


def learn_names(articles: pd.DataFrame, sentences: pd.DataFrame, *, min_count: int = 3) -> list[str]:
    """Learn names of several words from how a corpus writes them.

    A name is a run of 2 to 5 words with capitals, small words such as "of" between them allowed, whose words stand
    together half of the time or more: n times its count is at least half of the summed counts of its n words with
    capitals (Dice 1945, for n words). A run that stands within a longer name for most of its occurrences is no name.

    Args:
        articles: As for `helpers.keywords.count_terms`.
        sentences: Likewise.
        min_count: Least count of a name.

    Returns:
        The names, folded, in alphabetical order.
    """
    runs: Counter[tuple[int, ...]] = Counter()
    capitals: Counter[int] = Counter()
    tokenizer = Tokenizer()
    for batch in read_batches(articles, sentences):
        tokens = tokenizer.read(batch.pieces)
        capitals.update(tokens.ids[tokens.capital & (tokens.ids > CUT)].tolist())
        links = {n for n, word in enumerate(tokenizer.words) if word in _LINKS}
        for run in _capital_runs(tokens.ids.tolist(), tokens.capital.tolist(), links):
            runs.update(_parts(run, links))
    stops = {n for n, word in enumerate(tokenizer.words) if word in STOP_WORDS}
    names = {
        run: count
        for run, count in runs.items()
        if count >= min_count
        and not stops & {run[0], run[-1]}
        and _cohesion(run, count, capitals, stops) >= _MIN_COHESION
    }
    inner: Counter[tuple[int, ...]] = Counter()
    for name, count in names.items():
        for part in {part for part in _parts(name, set()) if part != name}:
            inner[part] = max(inner[part], count)
    whole = [name for name, count in names.items() if inner[name] < _COVERED * count]
    return sorted(" ".join(tokenizer.words[n] for n in name) for name in whole)


def _capital_runs(ids: list[int], capital: list[bool], links: set[int]) -> Iterator[tuple[int, ...]]:
    """Yield the longest runs of words with capitals, small linking words between them allowed."""
    run: list[int] = []
    last = 0  # words up to the last one with a capital
    for number, is_capital in zip(ids, capital, strict=True):
        if is_capital and number > CUT:
            run.append(number)
            last = len(run)
        elif run and number in links:
            run.append(number)
        elif run:
            if last > 1:
                yield tuple(run[:last])
            run, last = [], 0


def _parts(run: tuple[int, ...], links: set[int]) -> Iterator[tuple[int, ...]]:
    """Yield the runs of 2 to 5 words within a run that neither begin nor end with a linking word."""
    for size in range(2, min(MAX_WORDS, len(run)) + 1):
        for start in range(len(run) - size + 1):
            part = run[start : start + size]
            if part[0] not in links and part[-1] not in links:
                yield part


def _cohesion(run: tuple[int, ...], count: int, capitals: Counter[int], stops: set[int]) -> float:
    words = [number for number in run if number not in stops]
    return len(words) * count / sum(capitals[number] for number in words)
