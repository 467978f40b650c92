"""Names of several words that are counted as one: from a list, from the targets, and learnt from the corpus."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from helpers.errors import PresslensError, Problem
from helpers.files import MOST_LIST, read_text
from helpers.keywords.counts import Integers, count_phrases, count_terms, flag_words, name_terms, sum_terms
from helpers.language import CUT, STOP_WORDS, Tokenizer, Tokens, read_batches, words_of
from helpers.queries import Given, query
from helpers.schemas import NamedTerms

MAX_WORDS = 5  # of a name that is learnt
_MOST_WORDS = 9  # of any name
_LINKS = frozenset({"of", "the", "for", "de", "al", "bin", "von", "van"})  # small words within names
_MIN_COHESION = 0.5
_COVERED = 0.8  # share of its occurrences within a longer name from which a name is only a part of that
_NAME = re.compile(r"\w[\w .,'’&/-]{2,99}")


# Of runs that are frequent enough, those whose words stand together often enough
_COHESIVE = """
    WITH kept AS (
        SELECT term, sum(count)::BIGINT AS count, sum(n_articles)::BIGINT AS n_articles FROM runs
        GROUP BY term HAVING sum(count) >= (SELECT n FROM least)
    ), words AS (
        SELECT term, unnest(string_split(term, ' ')) AS word FROM kept
    ), alone AS (
        SELECT word, sum(count)::BIGINT AS count FROM capitals WHERE word IN (SELECT word FROM words) GROUP BY word
    ), sums AS (
        SELECT term, count(*) AS n, sum(coalesce(alone.count, 0))::BIGINT AS total
        FROM words ANTI JOIN stops USING (word) LEFT JOIN alone USING (word) GROUP BY term
    )
    SELECT term, kept.count, n_articles FROM kept JOIN sums USING (term)
    WHERE n * kept.count >= (SELECT cohesion FROM least) * total ORDER BY term
"""
_DESCRIBED = """
    SELECT term, n_words_in_term, origin, sum(count)::BIGINT AS count, sum(n_articles)::BIGINT AS n_articles
    FROM totals JOIN names USING (term) WHERE n_tokens = 1
    GROUP BY term, n_words_in_term, origin ORDER BY count DESC, term
"""


def read_names(path: Path) -> tuple[list[str], list[Problem]]:
    """Read a list of names of several words, one a line; lines that begin with # are remarks.

    Returns:
        The names, folded, and what was wrong with other lines.

    Raises:
        PresslensError: If the file cannot be read.
    """
    try:
        lines = read_text(path, MOST_LIST).splitlines()
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
    runs, capitals = count_runs(articles, sentences)
    learnt = learn_names(runs, capitals, min_count=min_count, min_articles=min(2, len(articles)))
    counts = count_terms(articles, sentences, names=[*learnt, *of_targets, *listed])
    return describe_names(sum_terms(counts), learnt, of_targets=of_targets, listed=listed)


def count_runs(articles: pd.DataFrame, sentences: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Count the runs of 2 to 5 words with capitals, small words such as "of" between them allowed.

    Runs within longer ones are counted too; those that begin or end with a small or a stop word are not, nor those that
    end with an initial ("George W", before a point and the surname).

    Args:
        articles: As for `helpers.keywords.count_terms`.
        sentences: Likewise.

    Returns:
        The runs, ``term``, ``n_tokens``, ``count`` and ``n_articles``, and the words with capitals that are no stop
        words, ``word`` and ``count``; both in alphabetical order.
    """
    tokenizer = Tokenizer()
    parts: dict[int, list[Integers]] = {size: [] for size in range(1, MAX_WORDS + 1)}
    for batch in read_batches(articles, sentences):
        tokens = tokenizer.read(batch.pieces)
        owners = np.repeat(np.array(batch.articles), np.diff(tokens.bounds))
        capital = np.where(tokens.capital, tokens.ids, CUT)
        parts[1].append(count_phrases(capital, owners, 1, flag_words(tokenizer, ())))
        runs = np.where(_stand_in_runs(tokens, flag_words(tokenizer, _LINKS)), tokens.ids, CUT)
        edges = flag_words(tokenizer, _LINKS | STOP_WORDS)
        for size in range(2, MAX_WORDS + 1):
            parts[size].append(count_phrases(runs, owners, size, edges))
    words, *phrases = (name_terms(parts[size], size, articles, tokenizer) for size in parts)
    terms = pd.concat(phrases)
    terms = terms[~terms["term"].str.contains(r" .$")]
    found = terms.groupby(["term", "n_tokens"]).agg(count=("count", "sum"), n_articles=("count", "size"))
    alone = words[~words["term"].isin(STOP_WORDS)].groupby("term")["count"].sum()
    return found.reset_index(), alone.rename_axis("word").reset_index()


def _stand_in_runs(tokens: Tokens, links: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Tell which words have a capital, or are small ones between such words."""
    is_capital = tokens.capital & (tokens.ids > CUT)
    is_other = is_capital | ~links[tokens.ids]  # than a small word without a capital
    others = np.concatenate([[False], is_capital[is_other], [False]])
    before = np.cumsum(is_other)  # number of the last of these up to here
    return np.asarray(others[before] & others[before + ~is_other])


def learn_names(runs: Given, capitals: Given, *, min_count: int = 3, min_articles: int = 2) -> list[str]:
    """Learn names of several words from how a corpus writes them.

    A name is a run of 2 to 5 words with capitals whose words stand together half of the time or more: n times its count
    is at least half of the summed counts of its n words with capitals, stop words apart (Dice 1945, for n words). A run
    that stands within a longer name for most of its occurrences is no name.

    Args:
        runs: As `count_runs` returns them, of the whole corpus or of its parts.
        capitals: Likewise.
        min_count: Least count of a name.
        min_articles: Articles that must hold it: what a single one repeats may be no more than its way of writing.

    Returns:
        The names, folded, in alphabetical order.
    """
    least = pd.DataFrame({"n": [min_count], "cohesion": [_MIN_COHESION]})
    stops = pd.DataFrame({"word": sorted(STOP_WORDS)})
    found = query(_COHESIVE, runs=runs, capitals=capitals, stops=stops, least=least)
    inner: Counter[str] = Counter()
    for name, count in zip(found["term"], found["count"], strict=True):
        for part in set(_cut_parts(name)):
            inner[part] = max(inner[part], count)
    kept = found[found["n_articles"] >= min_articles]
    return [name for name, count in zip(kept["term"], kept["count"], strict=True) if inner[name] < _COVERED * count]


def _cut_parts(name: str) -> Iterator[str]:
    """Yield the runs of two words and more within a name."""
    words = name.split(" ")
    for size in range(2, len(words)):
        for start in range(len(words) - size + 1):
            yield " ".join(words[start : start + size])


def describe_names(
    totals: Given, learnt: Collection[str], *, of_targets: Collection[str] = (), listed: Collection[str] = ()
) -> pd.DataFrame:
    """Return how often a corpus holds names of several words, and where they come from.

    Args:
        totals: As `helpers.keywords.sum_terms` returns them, of terms counted with all these names.
        learnt: As `learn_names` returns them.
        of_targets: Names of targets, folded.
        listed: Names of a list, folded.

    Returns:
        The columns of `helpers.schemas.NamedTerms`, most frequent first; names that the corpus lacks are left out.
    """
    origins = dict.fromkeys(learnt, "corpus") | dict.fromkeys(of_targets, "target") | dict.fromkeys(listed, "list")
    names = pd.DataFrame({"term": list(origins), "origin": list(origins.values())}, dtype="str")
    return NamedTerms.validate(query(_DESCRIBED, totals=totals, names=names)[NamedTerms.column_names()])
