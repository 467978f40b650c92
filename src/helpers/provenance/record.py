"""What is recorded of an analysis: tables without text, and a manifest of what made them."""

import platform
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import pandas as pd

from helpers import __version__
from helpers.corpus import ANALYSED, CLEANING_MODEL, CLEANING_VERSION, Holding, list_holdings
from helpers.errors import PresslensError
from helpers.files import MOST_SETTINGS, read_file
from helpers.pipeline import Found, find_archive, find_tables
from helpers.project import project_path
from helpers.provenance.blocks import digest, hash_blocks
from helpers.schemas import (
    ArticleFacts,
    Sources,
    Table,
    TextFreeArticles,
    TextFreeBlocks,
    TextFreeCopies,
    TextFreeSpans,
)

FORMAT = "presslens provenance"
FORMAT_VERSION = 1
# Packages whose version can change a text, an offset or a number.
_PACKAGES = (
    "charset-normalizer",
    "lxml",
    "nltk",
    "numpy",
    "nupunkt",
    "pandas",
    "py3langid",
    "pyarrow",
    "textblob",
    "trafilatura",
    "vaderSentiment",
)
_MAX_FACT = 300  # characters: no headline or name is longer, but a column of somebody's table may hold anything


@dataclass(frozen=True)
class Provenance:
    """A text-free corpus.

    Attributes:
        manifest: Format, versions, parameters and counts, as in ``docs/provenance.md``.
        tables: By name, each as in `helpers.schemas.TEXT_FREE`.
    """

    manifest: dict[str, Any]
    tables: dict[str, pd.DataFrame]


def dehydrate(
    corpus: str | Path | Iterable[str | Path],
    targets: str | Path | None = None,
    *,
    max_mb: float = 5,
    copies: bool = False,
    parts: Collection[str] = ANALYSED,
    references: bool = True,
) -> tuple[Provenance, pd.DataFrame]:
    """Read a corpus and describe it without its texts.

    Args:
        corpus: As for `helpers.corpus.read_articles`.
        targets: A targets file; by default ``data/targets.toml``.
        max_mb: Size above which a text is left out, in megabytes.
        copies: As for `helpers.pipeline.build_tables`.
        parts: As for `helpers.pipeline.build_tables`.
        references: As for `helpers.pipeline.build_tables`.

    Returns:
        The text-free corpus, and the problems found with the columns of `helpers.schemas.Problems`.
    """
    found = find_tables(corpus, targets, max_mb=max_mb, copies=copies, parts=parts, references=references)
    return describe(
        found, corpus, list_parameters(targets, max_mb, copies=copies, parts=parts, references=references)
    ), found.problems


def list_parameters(
    targets: str | Path | None,
    max_mb: float,
    *,
    copies: bool = False,
    parts: Collection[str] = ANALYSED,
    references: bool = True,
    **others: object,
) -> dict[str, object]:
    """Return what an analysis was told, without naming a path: a targets file by its SHA-256."""
    file = Path(targets or project_path("data", "targets.toml"))
    return {
        "max_mb": max_mb,
        "targets_sha256": digest(read_file(file, MOST_SETTINGS)),
        "copies": copies,
        "parts": sorted(parts),
        "references": references,
        **others,
    }


def describe(tables: Found, corpus: str | Path | Iterable[str | Path], parameters: Mapping[str, object]) -> Provenance:
    """Describe an analysis without its texts.

    Args:
        tables: Those of `helpers.pipeline.find_tables` or `build_tables`.
        corpus: The paths they were made from, whose bytes are hashed.
        parameters: What the analysis was told; numbers, texts and lists of these.

    Raises:
        PresslensError: If a text is not as it was when the tables were made, or the corpus is results of a run.
    """
    if archive := find_archive([Path(path) for path in ([corpus] if isinstance(corpus, str | Path) else corpus)]):
        raise PresslensError(f"{archive.folder} holds results of presslens run and not the texts; name these")
    holdings = {holding.sha256: holding for holding in list_holdings(corpus, [])}
    names = ["article_id", "file", "sha256"]
    data = {
        article_id: _read_again(file, sha256, holdings)
        for article_id, file, sha256 in zip(*(tables.cleaned[name] for name in names), strict=True)
    }
    mentions = tables.mentions.drop_duplicates(["article_id", "target", "mention_start", "mention_end"])
    targets = list(tables.targets.targets)
    written = {
        "articles": _list_articles(tables, mentions, targets, data),
        "sources": _cut(tables.sources[Sources.column_names()]),
        "spans": _list_spans(tables.removed, tables.structure, mentions),
        "blocks": _list_blocks(data),
        "copies": _valid(TextFreeCopies, tables.copies[TextFreeCopies.column_names()], ["cluster_id", "article_id"]),
    }
    return Provenance(_list_facts(written["articles"], mentions, targets, parameters), written)


def hash_texts(articles: pd.DataFrame) -> str:
    """Return the SHA-256 of a corpus: over the SHA-256 of each of its texts, sorted, a line each.

    Args:
        articles: With ``sha256``, copies among them.
    """
    return digest("".join(f"{sha256}\n" for sha256 in sorted(articles["sha256"])))


def list_versions() -> dict[str, str]:
    """Return the versions of Python and of the packages that touch text or numbers."""
    versions = {"python": platform.python_version()}
    for package in _PACKAGES:
        try:
            versions[package] = version(package)
        except PackageNotFoundError:
            versions[package] = ""
    return versions


def list_cleaning() -> dict[str, object]:
    """Return the version of cleaning, and the SHA-256 of the weights that it uses, if it does."""
    weights = digest(CLEANING_MODEL.read_bytes()) if CLEANING_MODEL.is_file() else ""
    return {"version": CLEANING_VERSION, "model_sha256": weights}


def _read_again(file: str, sha256: str, holdings: dict[str, Holding]) -> bytes:
    """Return the bytes of an article, which must be those that it was read from."""
    holding = holdings.get(sha256)
    data = holding.read_bytes() if holding else b""
    if digest(data) != sha256:
        raise PresslensError(f"{file} was changed while it was read; run the command again")
    return data


def _list_articles(tables: Found, mentions: pd.DataFrame, targets: list[str], data: dict[str, bytes]) -> pd.DataFrame:
    articles = tables.cleaned
    facts = articles[[*ArticleFacts.column_names(), "n_words", "n_words_removed"]]
    n_sentences = tables.sentences.groupby("article_id").size()
    n_mentions = mentions.groupby(["article_id", "target"]).size().unstack(fill_value=0)
    n_mentions = n_mentions.reindex(index=articles["article_id"], columns=targets, fill_value=0)
    table = _cut(facts).assign(
        raw_sha256=articles["raw_text"].map(digest),
        body_sha256=articles["body"].map(digest),
        n_bytes=[len(data[article_id]) for article_id in articles["article_id"]],
        n_characters=articles["raw_text"].str.len(),
        n_sentences=articles["article_id"].map(n_sentences).fillna(0),
        **{f"n_mentions_{target}": n_mentions[target].to_numpy() for target in targets},
    )
    names = TextFreeArticles.column_names()
    return _valid(TextFreeArticles, table[[*names, *(name for name in table if name not in names)]], ["file"])


def _list_spans(removed: pd.DataFrame, structure: pd.DataFrame, mentions: pd.DataFrame) -> pd.DataFrame:
    names = {"mention_start": "start", "mention_end": "end", "target": "value"}
    kinds = {
        "removed": removed.rename(columns={"reason": "value"}),
        "structure": structure.rename(columns={"part": "value"}),
        "mention": mentions[["article_id", *names]].rename(columns=names),
    }
    spans = pd.concat([table.assign(kind=kind) for kind, table in kinds.items()], ignore_index=True)
    order = ["article_id", "start", "end", "kind", "value"]
    return _valid(TextFreeSpans, spans[TextFreeSpans.column_names()], order)


def _list_blocks(data: dict[str, bytes]) -> pd.DataFrame:
    rows = [(article_id, n, *block) for article_id in data for n, block in enumerate(hash_blocks(data[article_id]))]
    return _valid(TextFreeBlocks, pd.DataFrame(rows, columns=TextFreeBlocks.column_names()), ["article_id", "block"])


def _list_facts(
    articles: pd.DataFrame, mentions: pd.DataFrame, targets: list[str], parameters: Mapping[str, object]
) -> dict[str, Any]:
    sums = ["n_bytes", "n_characters", "n_words", "n_words_removed", "n_sentences"]
    return {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "presslens": __version__,
        "cleaning": list_cleaning(),
        "versions": list_versions(),
        "parameters": dict(parameters),
        "counts": {
            "n_articles": len(articles),
            **{name: int(articles[name].sum()) for name in sums},
            "n_mentions": {target: int((mentions["target"] == target).sum()) for target in targets},
        },
    }


def _cut(table: pd.DataFrame) -> pd.DataFrame:
    """Shorten what others wrote into columns of names."""
    names = table.columns.intersection(["title", "source", "author", "country", "kind", "ownership"])
    return table.assign(**{name: table[name].astype(str).str.slice(0, _MAX_FACT) for name in names})


def _valid(schema: type[Table], table: pd.DataFrame, order: list[str]) -> pd.DataFrame:
    """Return a table in an order that does not depend on how it was made, so that its bytes do not either."""
    table = table if len(table) else schema.empty().reindex(columns=table.columns)
    return schema.validate(table.sort_values(order, kind="stable", ignore_index=True))
