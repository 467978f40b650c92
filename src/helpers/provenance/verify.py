"""Comparing the texts at hand with those that an analysis used."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from helpers import __version__
from helpers.corpus import Holding, clean_articles, list_holdings
from helpers.errors import Problem
from helpers.provenance.blocks import Block, describe_change, digest
from helpers.provenance.record import Provenance, list_cleaning, list_versions
from helpers.schemas import Articles, TextChecks


class Article(NamedTuple):
    """What is needed of a row of `helpers.schemas.TextFreeArticles`."""

    article_id: str
    file: str
    sha256: str
    raw_sha256: str
    body_sha256: str
    n_bytes: int


class Match(NamedTuple):
    """An article of the analysis and the text at hand that is, or should be, it."""

    article: Article
    holding: Holding | None
    blocks: list[Block]

    @property
    def is_same(self) -> bool:
        """Whether the bytes are the same."""
        return self.holding is not None and self.holding.sha256 == self.article.sha256


class Loaded(NamedTuple):
    """What a text reads as now; `reason` says why it cannot be read."""

    raw_text: str
    main_text: str
    reason: str = ""


def verify_texts(provenance: Provenance, corpus: str | Path | Iterable[str | Path]) -> pd.DataFrame:
    """Compare the texts at hand with those that an analysis used.

    Args:
        provenance: Of the analysis.
        corpus: The texts at hand, as for `helpers.corpus.read_articles`.

    Returns:
        One row per article of the analysis and per text that it did not use, with the columns of
        `helpers.schemas.TextChecks`. Statuses: ``same``; ``moved`` (the same bytes, under another name);
        ``cleaned differently`` (the same text, another body); ``read differently`` (the same bytes, another
        visible text); ``changed``; ``missing``; ``not used``.
    """
    problems: list[Problem] = []
    holdings = list_holdings(corpus, problems)
    matches = match_texts(provenance, holdings)
    loaded = {match.article.article_id: load_text(match) for match in matches if match.is_same}
    bodies = _clean_again(provenance, loaded)
    by_file = {problem.file: problem for problem in problems}
    rows = [(match.article.file, *_judge(match, loaded, bodies, by_file)) for match in matches]
    used = {match.holding.file for match in matches if match.holding}
    rows += [
        (holding.file, "not used", "at hand, but no text of the analysis")
        for holding in holdings
        if holding.file not in used
    ]
    return TextChecks.validate(pd.DataFrame(rows, columns=TextChecks.column_names(), dtype=str))


def list_version_changes(provenance: Provenance) -> list[str]:
    """Return what has another version now than when the analysis was made, in words."""
    manifest = provenance.manifest
    cleaning = {f"cleaning {key}": value for key, value in list_cleaning().items()}
    now = {"presslens": __version__, **cleaning, **list_versions()}
    then = {
        "presslens": manifest.get("presslens"),
        **{f"cleaning {key}": value for key, value in manifest["cleaning"].items()},
        **manifest["versions"],
    }
    return [
        f"{name} {then.get(name) or 'none'} then, {now[name] or 'none'} now"
        for name in now
        if then.get(name) != now[name]
    ]


def match_texts(provenance: Provenance, holdings: list[Holding]) -> list[Match]:
    """Find each article among the texts at hand: by its bytes and name, by its bytes, or by its name.

    Of several articles with the same bytes each gets a text of its own while there are enough.
    """
    table = provenance.tables["articles"]
    articles = [Article(*row) for row in zip(*(table[name] for name in Article._fields), strict=True)]
    by_name = {holding.file: holding for holding in holdings}
    exact = {article.file for article in articles if _has(by_name.get(article.file), article.sha256)}
    free: dict[str, list[Holding]] = {}
    for holding in holdings:
        free.setdefault(holding.sha256, []).append(holding)
    for file in exact:
        free[by_name[file].sha256].remove(by_name[file])
    by_hash = {holding.sha256: holding for holding in reversed(holdings)}
    blocks = _blocks_by_article(provenance)
    matches = []
    for article in articles:
        named = by_name.get(article.file)
        spare = [] if article.file in exact else free.get(article.sha256, [])
        same = named if article.file in exact else by_hash.get(article.sha256, named)
        matches.append(Match(article, spare.pop(0) if spare else same, blocks.get(article.article_id, [])))
    return matches


def _blocks_by_article(provenance: Provenance) -> dict[str, list[Block]]:
    table = provenance.tables["blocks"]
    blocks: dict[str, list[Block]] = {}
    for article_id, *block in zip(*(table[name] for name in ("article_id", *Block._fields)), strict=True):
        blocks.setdefault(article_id, []).append(Block(*block))
    return blocks


def load_text(match: Match) -> Loaded:
    """Read a text that is at hand as an analysis reads it."""
    problems: list[Problem] = []
    candidate = match.holding.load(problems) if match.holding else None
    if candidate is None:
        return Loaded("", "", "; ".join(problem.reason for problem in problems))
    return Loaded(candidate.text, candidate.main_text)


def describe_difference(match: Match, problems: dict[str, Problem]) -> tuple[str, str]:
    """Return status and detail of a text that is not at hand, or not as it was."""
    article, holding, blocks = match
    if holding is None:
        problem = problems.get(article.file) or problems.get(article.file.rpartition("#")[0])
        return "missing", f"{problem.file} {problem.reason}" if problem else "no text at hand has its bytes or its name"
    if not holding.sha256:
        return "changed", "cannot be read, or is larger than any text; check its permissions"
    whole = Block(0, article.n_bytes, article.sha256)
    return "changed", describe_change(holding.read_bytes(), blocks or [whole])


def _has(holding: Holding | None, sha256: str) -> bool:
    return holding is not None and holding.sha256 == sha256


def _clean_again(provenance: Provenance, loaded: dict[str, Loaded]) -> dict[str, str]:
    """Return the bodies of those texts that read as they did, cleaned together as they were."""
    articles = provenance.tables["articles"]
    articles = articles[articles["article_id"].isin([key for key, text in loaded.items() if not text.reason])]
    texts = [loaded[article_id] for article_id in articles["article_id"]]
    if not texts:
        return {}
    articles = articles.assign(raw_text=[t.raw_text for t in texts], main_text=[t.main_text for t in texts])
    cleaned, _ = clean_articles(
        Articles.validate(articles[Articles.column_names()].reset_index(drop=True)),
        keep_repeats=bool(provenance.manifest["parameters"].get("copies", False)),
    )
    return dict(zip(cleaned["article_id"], cleaned["body"], strict=True))


def _judge(
    match: Match, loaded: dict[str, Loaded], bodies: dict[str, str], problems: dict[str, Problem]
) -> tuple[str, str]:
    """Return status and detail of an article."""
    article, holding, _ = match
    if holding is None or not match.is_same:
        return describe_difference(match, problems)
    text = loaded[article.article_id]
    lies = f"lies at {holding.file}" if holding.file != article.file else ""
    if text.reason or digest(text.raw_text) != article.raw_sha256:
        says = text.reason or "the same bytes, but another visible text"
        return "read differently", "; ".join(filter(None, [says, lies]))
    if digest(bodies[article.article_id]) != article.body_sha256:
        return "cleaned differently", "; ".join(
            filter(None, ["the same text, but other parts are removed from it", lies])
        )
    return ("moved", lies) if lies else ("same", "")
