"""A corpus out of its text-free form and the texts that somebody holds."""

import os
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import count
from pathlib import Path, PurePosixPath

import pandas as pd

from helpers.corpus import TEXTS, Span, blank_out, list_holdings, write_cleaned
from helpers.errors import PresslensError, Problem
from helpers.filenames import Names
from helpers.provenance.blocks import digest
from helpers.provenance.record import Provenance
from helpers.provenance.verify import Match, describe_difference, load_text, match_texts
from helpers.schemas import TextChecks
from helpers.tables import claim_output, write_atomically, write_csv

_FACTS = ["source", "title", "date", "date_precision", "author", "text_kind"]
_FROM = ["source_from", "title_from", "date_from", "author_from"]


def rehydrate(provenance: Provenance, corpus: str | Path | Iterable[str | Path], out: str | Path) -> pd.DataFrame:
    """Restore a corpus from its text-free form and the texts that somebody holds.

    Each text is found by its bytes, wherever it lies and whatever it is called, and written below ``out/raw`` by
    the name that it had; its body, made of the removed spans, below ``out/clean``. ``out/raw/articles.csv`` and
    ``sources.csv`` hold the metadata, so that ``out/raw`` is read as the corpus was. A name that would lead out
    of the folder, or that some system cannot write, gives way to one made of the hash.

    Args:
        provenance: The text-free form.
        corpus: The texts at hand, as for `helpers.corpus.read_articles`.
        out: Folder to write to; it must hold no ``raw`` or ``clean`` yet.

    Returns:
        One row per article with the columns of `helpers.schemas.TextChecks`: ``restored``, ``restored in part``
        (the raw text, but not the body that was analysed), ``changed`` or ``missing``.

    Raises:
        PresslensError: If ``out`` holds something in their place, or a path of the corpus does not exist.
    """
    out = Path(out)
    paths = [Path(corpus)] if isinstance(corpus, str | Path) else list(map(Path, corpus))
    problems: list[Problem] = []
    matches = match_texts(provenance, list_holdings(paths, problems))
    _require_new(out / "raw", out / "clean")
    claim_output(out, paths)
    claim_output(out / "clean", [])  # or a reading of `out` would find each text twice
    names, spans = Names(), _spans_by_article(provenance)
    by_file = {problem.file: problem for problem in problems}
    rows, restored, bodies = [], {}, {}
    for match in matches:
        article = match.article
        if not match.is_same:
            rows.append((article.file, *describe_difference(match, by_file)))
            continue
        name = restored[article.article_id] = names.take(_propose_names(article.file, article.sha256))
        body = _restore_body(match, spans.get(article.article_id, []))
        if body is not None:
            bodies[name] = body
        _copy(match, out / "raw" / name)
        rows.append((article.file, *_tell(article.file, name, body)))
    write_cleaned(pd.DataFrame(bodies.items(), columns=["file", "body"]), out / "clean")
    _write_facts(provenance, restored, out / "raw")
    return TextChecks.validate(pd.DataFrame(rows, columns=TextChecks.column_names(), dtype=str))


def _propose_names(file: str, sha256: str) -> Iterator[str]:
    """Yield the name that a file had, and names made of its hash; of a row of a table, ``FILE_ROW.txt``."""
    suffix = PurePosixPath(file).suffix.lower()
    yield file if suffix in TEXTS else f"{file.replace('#', '_')}.txt"
    ending = suffix if suffix in TEXTS else ".txt"
    yield f"{sha256[:16]}{ending}"
    yield from (f"{sha256[:16]}-{number}{ending}" for number in count(2))


def _require_new(*folders: Path) -> None:
    """Refuse folders that are there: what lies in them, a link above all, could lead elsewhere."""
    for folder in folders:
        if os.path.lexists(folder):
            raise PresslensError(f"{folder} is there already; remove it, or name another folder with --out")


def _copy(match: Match, path: Path) -> None:
    if match.holding:
        write_atomically(path, partial(Path.write_bytes, data=match.holding.read_bytes()))


def _spans_by_article(provenance: Provenance) -> dict[str, list[Span]]:
    table = provenance.tables["spans"]
    spans: dict[str, list[Span]] = {}
    table = table[table["kind"] == "removed"]
    for article_id, *span in zip(*(table[name] for name in ("article_id", "start", "end", "value")), strict=True):
        spans.setdefault(article_id, []).append(Span(*span))
    return spans


def _restore_body(match: Match, spans: list[Span]) -> str | None:
    """Return the body that was analysed, or nothing where raw text and spans do not give it."""
    text = load_text(match)
    body = blank_out(text.raw_text, spans)
    return body if not text.reason and digest(body) == match.article.body_sha256 else None


def _tell(file: str, name: str, body: str | None) -> tuple[str, str]:
    written = f"written as {name}" if name != file else ""
    if body is None:
        return "restored in part", "; ".join(filter(None, ["its body is not the one that was analysed", written]))
    return "restored", written


def _write_facts(provenance: Provenance, restored: dict[str, str], raw: Path) -> None:
    """Write the metadata as `helpers.corpus.manifest` reads them."""
    articles = provenance.tables["articles"]
    articles = articles[articles["article_id"].isin(list(restored))]
    dates = articles["date"].dt.strftime("%Y-%m-%d").fillna("")
    names = articles["article_id"].map(restored)
    write_csv(articles.assign(file=names, date=dates)[["file", *_FACTS, *_FROM]], raw / "articles.csv")
    sources = provenance.tables["sources"]
    write_csv(
        sources.assign(name=sources["source"])[["source", "name", "country", "kind", "ownership"]], raw / "sources.csv"
    )
