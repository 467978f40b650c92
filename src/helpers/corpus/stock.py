"""Lines that several articles of a source have in common: its furniture.

Which lines an article holds is told from it alone; which of them are stock, from the lines of the whole corpus.
"""

import hashlib
import re
from functools import lru_cache

import pandas as pd

from helpers.corpus.infer import split_lines
from helpers.corpus.read import UNKNOWN_SOURCE
from helpers.queries import Given, query

_REPEATED_IN = 3  # articles of a source that hold the same line, none of them a copy of another
_REMEMBERED = 4_096  # lines, those of a long page: cleaning asks for each several times

_WORD = re.compile(r"\w+")
_TYPES = {"source": "str", "article_id": "str", "line": "uint64", "n_words": "int64", "is_telling": "bool"}

_FIND = f"""
WITH repeated AS (SELECT source, line FROM lines WHERE source <> '{UNKNOWN_SOURCE}' GROUP BY ALL HAVING count(*) > 1),
own_work AS (
    SELECT article_id
    FROM lines LEFT JOIN (SELECT *, TRUE AS is_repeated FROM repeated) USING (source, line)
    GROUP BY article_id
    HAVING 2 * coalesce(sum(n_words) FILTER (is_repeated), 0) <= sum(n_words)
)
SELECT source, line
FROM lines SEMI JOIN repeated USING (source, line) SEMI JOIN own_work USING (article_id)
WHERE is_telling
GROUP BY ALL HAVING count(*) >= {_REPEATED_IN}
ORDER BY ALL
"""  # noqa: S608 - two constants, nothing from outside

_LIST_HELD = """
SELECT article_id, substr(md5(string_agg(line::VARCHAR, ' ' ORDER BY line)), 1, 16) AS held
FROM lines JOIN stock USING (source, line)
GROUP BY article_id
ORDER BY article_id
"""


def list_lines(articles: pd.DataFrame) -> pd.DataFrame:
    """List the lines of articles, so that `find_stock` can tell which of them are stock.

    Args:
        articles: With the columns ``article_id``, ``source`` and ``raw_text``.

    Returns:
        One row per line of an article, however often it says it: ``source``, ``article_id``, ``line`` (hash of its
        words, the same in every process), ``n_words``, and ``is_telling``, which a number, a time or a sign is not.
    """
    rows = []
    for article_id, source, text in articles[["article_id", "source", "raw_text"]].itertuples(index=False, name=None):
        lines = {hash_line(line.text): line for line in split_lines(text)}
        rows += [(source, article_id, key, line.n_words, _is_telling(line.text)) for key, line in lines.items()]
    return pd.DataFrame(rows, columns=list(_TYPES)).astype(_TYPES)


def find_stock(lines: Given) -> pd.DataFrame:
    """Find the lines that several articles of a source have in common.

    Articles of which such lines are the greater part are copies of each other and are not counted, so that no
    story is taken for furniture because it was reprinted.

    Args:
        lines: As `list_lines` returns them, of the whole corpus.

    Returns:
        Columns ``source`` and ``line``, in order.
    """
    return query(_FIND, lines=lines)


def list_stock_held(lines: Given, stock: pd.DataFrame) -> pd.DataFrame:
    """List the articles that hold stock lines, with a digest of these: how they are cleaned hangs on no others.

    Args:
        lines: As `list_lines` returns them.
        stock: As `find_stock` returns it.

    Returns:
        Columns ``article_id``, in order, and ``held``: two articles that hold the same stock lines have the same.
    """
    return query(_LIST_HELD, lines=lines, stock=stock)


@lru_cache(maxsize=_REMEMBERED)
def hash_line(text: str) -> int:
    """Hash the words of a line, in lower case, to 64 bits."""
    words = " ".join(_WORD.findall(text.casefold()))
    return int.from_bytes(hashlib.blake2b(words.encode("utf-8"), digest_size=8).digest())


def _is_telling(text: str) -> bool:
    """Tell a line from a number, a time or a sign."""
    return any(len(word) > 3 and word.isalpha() for word in _WORD.findall(text.casefold()))
