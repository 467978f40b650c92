"""The chain of tables in one process, stage after stage."""

from collections.abc import Collection, Iterable
from dataclasses import fields, replace
from pathlib import Path

import pandas as pd

from helpers.corpus import ANALYSED, find_copies, find_emptied, keep_representatives, list_problems, read_corpus
from helpers.errors import Problem
from helpers.keywords import find_names, read_names
from helpers.language import count_article_words, find_unsegmented
from helpers.pipeline.found import Found, Tables
from helpers.pipeline.opened import find_archive, open_found, open_tables
from helpers.pipeline.options import name_targets
from helpers.pipeline.stages import FINDING, clean_part, count_part, find_part, score_part
from helpers.progress import Plan, Progress, tell, watch, within
from helpers.project import project_path, sample_corpus
from helpers.schemas import Copies, Removed, Structure
from helpers.stance import get_scorer, read_actors, read_targets, usable_scorers
from helpers.stats import tone_by_article, tone_by_source, tone_by_voice

# Share of the work before anything is scored, as it was on 840 articles; see `Scorer.effort`
_EFFORTS = {"reading": 3, "cleaning": 5, FINDING: 11, "finding names": 1}
_PLAN = Plan(_EFFORTS)
_COUNTING = 1


def _list_paths(corpus: str | Path | Iterable[str | Path] | None) -> list[Path]:
    paths = [corpus] if isinstance(corpus, str | Path) else list(corpus or ())
    return [Path(path) for path in paths or sample_corpus()]


def find_tables(
    corpus: str | Path | Iterable[str | Path] | None = None,
    targets: str | Path | None = None,
    *,
    max_mb: float = 5,
    copies: bool = False,
    parts: Collection[str] = ANALYSED,
    references: bool = True,
) -> Found:
    """Read a corpus and find what there is to score, with arguments as for `build_tables`."""
    paths = _list_paths(corpus)
    if archive := find_archive(paths):
        return open_found(archive, targets, max_mb=max_mb, copies=copies, parts=parts, references=references)
    described = read_targets(targets or project_path("data", "targets.toml"))
    actors = read_actors(project_path("data", "actors.csv"))
    listed, odd_names = read_names(project_path("data", "named_terms.txt"))
    with _PLAN.step("reading"):
        articles, sources, problems = read_corpus(paths, max_mb=max_mb)
    with _PLAN.step("cleaning"):
        cleaned, removed, structure = clean_part(articles, keep_repeats=copies).values()
        clusters = find_copies(cleaned)
    with _PLAN.step(FINDING):
        chosen = cleaned if copies else keep_representatives(cleaned, clusters)
        part = find_part(chosen, structure, described, actors, parts=parts, references=references)
        articles, sentences, quotes, mentions = part.values()
    with _PLAN.step("finding names"):
        names = find_names(articles, sentences, listed=listed, of_targets=name_targets(described))
    return Found(
        cleaned=cleaned,
        articles=articles,
        sources=sources,
        problems=pd.concat(
            [
                problems,
                find_emptied(cleaned),
                find_unsegmented(articles),
                list_problems([*described.problems, *actors.problems, *odd_names]),
            ],
            ignore_index=True,
        ),
        removed=removed,
        structure=structure,
        copies=clusters,
        sentences=sentences,
        quotes=quotes,
        mentions=mentions,
        named_terms=names,
        targets=described,
        actors=actors,
        references=references,
    )


def build_tables(
    corpus: str | Path | Iterable[str | Path] | None = None,
    targets: str | Path | None = None,
    *,
    scorers: Iterable[str] | None = None,
    max_mb: float = 5,
    copies: bool = False,
    parts: Collection[str] = ANALYSED,
    references: bool = True,
    on_progress: Progress = tell,
) -> Tables:
    """Read a corpus and run all stages over it.

    Args:
        corpus: As for `helpers.corpus.read_articles`; by default the sample, and what lies in ``data/raw``. Or the
            folder that ``presslens run`` wrote to: then the tables are those of the run, of the articles in it that
            pages show in full.
        targets: A targets file; by default ``data/targets.toml``.
        scorers: Names of scorers; all by default.
        max_mb: Size above which a text is left out, in megabytes.
        copies: Keep copies: count each reprint as an article of its own, and each paragraph that an article says
            twice; by default one representative per cluster, and one of the paragraphs.
        parts: What is analysed besides the running text, of `helpers.corpus.SEPARATE`: the headline by default, and
            no section headings, captions and datelines.
        references: Count a pronoun ("its") or a joint phrase ("both countries") as a mention of the target where it is
            plain who is meant.
        on_progress: Called now and then with the name of a step, how much of the work is done, and how much it is in
            all; by default `helpers.progress` is told. What it raises ends the run.

    Raises:
        PresslensError: If nothing can be used.
    """
    paths = _list_paths(corpus)
    if archive := find_archive(paths):
        choices = {"max_mb": max_mb, "copies": copies, "parts": parts, "references": references}
        with watch(on_progress):
            return open_tables(archive, targets, scorers=scorers, **choices)
    usable, problems = usable_scorers(scorers)
    scoring = _weigh_scoring(usable)
    total = _PLAN.total + scoring
    with watch(on_progress):
        with within("", 0, total, size=_PLAN.total):
            found = find_tables(paths, targets, max_mb=max_mb, copies=copies, parts=parts, references=references)
        with within("", _PLAN.total, total, size=scoring):
            return _score(found, usable, problems)


def undo_cleaning(tables: Found, *, scorers: Iterable[str] | None = None) -> Tables:
    """Run the chain over the same articles as they were scraped, to see what cleaning changes.

    Args:
        tables: Of the cleaned articles.
        scorers: As for `build_tables`.

    Returns:
        Tables in which nothing is removed or set apart, and each copy counts; names of several words are those of
        the cleaned articles, so that terms can be compared.
    """
    usable, problems = usable_scorers(scorers)
    scoring = _weigh_scoring(usable)
    total = _EFFORTS[FINDING] + scoring
    scraped = count_article_words(tables.cleaned.assign(body=tables.cleaned["raw_text"]))
    with within(FINDING, 0, total, size=_EFFORTS[FINDING]):
        part = find_part(scraped, Structure.empty(), tables.targets, tables.actors, references=tables.references)
    articles, sentences, quotes, mentions = part.values()
    found = Found(**{field.name: getattr(tables, field.name) for field in fields(Found)})
    found = replace(
        found,
        cleaned=articles,
        articles=articles,
        removed=Removed.empty(),
        structure=Structure.empty(),
        copies=Copies.empty(),
        sentences=sentences,
        quotes=quotes,
        mentions=mentions,
    )
    with within("", _EFFORTS[FINDING], total, size=scoring):
        return _score(found, usable, problems)


def find_anew(
    tables: Found, *, is_cleaned: bool, parts: Collection[str] = ANALYSED, references: bool = True
) -> pd.DataFrame:
    """Find the mentions in all articles that were read, copies among them, with other choices than were made.

    Args:
        tables: Of the cleaned articles.
        is_cleaned: Whether in what cleaning left, or in what was scraped.
        parts: As for `build_tables`, where they are cleaned.
        references: As for `build_tables`.

    Returns:
        The columns of `helpers.schemas.VoicedMentions`.
    """
    articles, structure = tables.cleaned, tables.structure
    if not is_cleaned:
        articles, structure = articles.assign(body=articles["raw_text"]), Structure.empty()
    part = find_part(articles, structure, tables.targets, tables.actors, parts=parts, references=references)
    return part["found"]


def _weigh_scoring(scorers: list[str]) -> float:
    return sum(get_scorer(name).effort for name in scorers) + _COUNTING


def _score(found: Found, scorers: list[str], problems: list[Problem]) -> Tables:
    total = _weigh_scoring(scorers)
    with within("", 0, total, size=total - _COUNTING):
        (mentions,) = score_part(found.mentions, found.targets, scorers).values()
    told = pd.concat([found.problems, list_problems(problems)], ignore_index=True) if problems else found.problems
    names = found.named_terms["term"].tolist()
    with within("counting words", total - _COUNTING, total, size=_COUNTING):
        terms = count_part(found.articles, found.sentences, names)["terms"]
    return Tables(
        **{**vars(found), "mentions": mentions, "problems": told},
        terms=terms,
        tone_by_article=tone_by_article(mentions),
        tone_by_source=tone_by_source(mentions),
        tone_by_voice=tone_by_voice(mentions),
    )
