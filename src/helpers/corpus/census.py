"""What only the whole corpus tells: which texts, titles and sources its articles share."""

import hashlib
from collections.abc import Mapping
from pathlib import PurePosixPath

import pandas as pd

from helpers.corpus.chunks import Facts
from helpers.errors import Problem
from helpers.queries import Given, query
from helpers.schemas import Sources

# Columns of `helpers.schemas.Articles` that are asked for here
FACT_COLUMNS = ["file", "article_id", "source", "title", "title_from", "text_kind", "sha256"]

_NUMBERED = """
WITH numbered AS (
  SELECT file, article_id, row_number() OVER (PARTITION BY article_id ORDER BY source, file) - 1 AS number FROM facts
  WHERE article_id IN (SELECT article_id FROM facts GROUP BY article_id HAVING count(*) > 1)
)
SELECT file, left(sha256(number || chr(10) || article_id), 16) AS article_id FROM numbered WHERE number > 0
ORDER BY file
"""
_TAKEN = """
WITH ranked AS (
  SELECT file, article_id, row_number() OVER (PARTITION BY article_id ORDER BY file) AS rank FROM fresh
)
SELECT file, article_id FROM ranked WHERE rank > 1 OR article_id IN (SELECT article_id FROM facts)
"""
# Rows of a table go by their numbers: #10 after #9
_SAME_TITLES = r"""
WITH titled AS (
  SELECT lower(title) AS folded, article_id, file FROM facts WHERE title_from <> 'file name'
), shared AS (
  SELECT *, regexp_replace(file, '#\d+$', '') AS stem,
    coalesce(try_cast(regexp_extract(file, '#(\d+)$', 1) AS BIGINT), 0) AS number FROM titled
  WHERE folded IN (SELECT folded FROM titled GROUP BY folded HAVING min(article_id) < max(article_id))
), texts AS (
  SELECT folded, min({'stem': stem, 'number': number, 'file': file}) AS place FROM shared GROUP BY folded, article_id
), ranked AS (
  SELECT *, row_number() OVER (PARTITION BY folded ORDER BY place) AS rank FROM texts
), titles AS (
  SELECT min(place) AS place, max(place.file) FILTER (rank = 2) AS second, count(*) AS n_texts FROM ranked
  GROUP BY folded
)
SELECT place.file AS first, second, n_texts FROM titles ORDER BY place
"""


def drop_retellings(facts: Given, originals: Mapping[str, Facts]) -> list[str]:
    """Return the files of retellings whose originals are there.

    Args:
        facts: With the columns `FACT_COLUMNS`, of all articles.
        originals: Those of `helpers.corpus.Inputs`.
    """
    told = query(
        "SELECT file, text_kind, sha256 FROM facts WHERE text_kind IN ('original', 'retelling') ORDER BY file",
        facts=facts,
    )
    is_original = told["text_kind"] == "original"
    names = {originals[sha256]["file"] for sha256 in told["sha256"][is_original] if sha256 in originals}
    return [file for file in told["file"][~is_original] if PurePosixPath(file).name in names]


def number_same_texts(facts: Given) -> pd.DataFrame:
    """Find ids for articles whose text others have too: they may be from several outlets, and copies are shown.

    Args:
        facts: With the columns `FACT_COLUMNS`, of all articles that are kept; ``article_id`` is that of the text.

    Returns:
        ``file`` and new ``article_id`` of all articles of such a text but the first by source and file.
    """
    fresh = query(_NUMBERED, facts=facts)
    # A new id may be that of another article, though of 10^9 texts only one in 10^10 has a given id
    while len(fresh) and len(taken := query(_TAKEN, facts=facts, fresh=fresh)):
        again = {file: hashlib.sha256(f"{used}\n{file}".encode()).hexdigest()[:16] for file, used in taken.to_numpy()}
        fresh["article_id"] = fresh["file"].map(again).fillna(fresh["article_id"])
    return fresh


def list_same_titles(facts: Given) -> list[Problem]:
    """List one problem per title that articles of different texts have.

    Args:
        facts: As for `number_same_texts`.
    """
    problems = []
    for first, second, n_texts in query(_SAME_TITLES, facts=facts).itertuples(index=False):
        more = f", as have {n_texts - 2:,} more" if n_texts > 2 else ""
        reason = f"has the same title as {first}{more}"
        problems.append(Problem(second, "warning", reason, "all are kept; check that all are meant"))
    return problems


def list_sources(facts: Given, rows: Mapping[str, Mapping[str, str]]) -> pd.DataFrame:
    """List the outlets of the corpus with what the manifests say of them.

    Args:
        facts: As for `number_same_texts`.
        rows: The sources of `helpers.corpus.Inputs`.

    Returns:
        The columns of `helpers.schemas.Sources`.
    """
    table = query("SELECT source, count(*) AS n_articles FROM facts GROUP BY source ORDER BY source", facts=facts)
    for fact in ("country", "kind", "ownership"):
        table[fact] = [rows.get(name, {}).get(fact, "") for name in table["source"]]
    return Sources.validate(table[Sources.column_names()])
