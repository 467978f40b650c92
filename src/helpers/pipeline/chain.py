"""The chain of tables in one process, stage after stage."""

from collections.abc import Callable, Collection, Iterable
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
from helpers.pipeline.stages import clean_part, count_part, find_part, score_part
from helpers.project import project_path, sample_corpus
from helpers.schemas import Copies, Removed, Structure
from helpers.stance import get_scorer, read_actors, read_targets, usable_scorers
from helpers.stats import tone_by_article, tone_by_source, tone_by_voice

Progress = Callable[[str, float, float], None]  # name of a step, work done before it, all work
# Share of the work before anything is scored, as it was on 840 articles; see `Scorer.effort`
_IN_BODIES = "finding sentences, quotes and mentions"
_BEFORE = {"reading": 0, "cleaning": 3, _IN_BODIES: 8, "finding names": 19}
_QUOTES, _FINDING = 8, 20


def _say_nothing(step: str, done: float, total: float) -> None:
    pass


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
    on_progress: Progress = _say_nothing,
) -> Found:
    """Read a corpus and find what there is to score, with arguments as for `build_tables`."""

    def begin(step: str) -> None:
        on_progress(step, _BEFORE[step], _FINDING)

    begin("reading")
    paths = _list_paths(corpus)
    if archive := find_archive(paths):
        return open_found(archive, targets, max_mb=max_mb, copies=copies, parts=parts, references=references)
    described = read_targets(targets or project_path("data", "targets.toml"))
    actors = read_actors(project_path("data", "actors.csv"))
    listed, odd_names = read_names(project_path("data", "named_terms.txt"))
    articles, sources, problems = read_corpus(paths, max_mb=max_mb)
    begin("cleaning")
    cleaned, removed, structure = clean_part(articles, keep_repeats=copies).values()
    clusters = find_copies(cleaned)
    begin(_IN_BODIES)

    def tell(done: int, n_articles: int) -> None:
        on_progress(_IN_BODIES, _BEFORE[_IN_BODIES] + _QUOTES * done / n_articles, _FINDING)

    chosen = cleaned if copies else keep_representatives(cleaned, clusters)
    part = find_part(chosen, structure, described, actors, parts=parts, references=references, on_progress=tell)
    articles, sentences, quotes, mentions = part.values()
    begin("finding names")
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
    on_progress: Progress = _say_nothing,
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
        on_progress: Called with the name of a step when it begins, after each batch of articles whose quotes are
            found, and after each mention or sentence that is scored; with how much of the work is done, and how much
            it is in all. What it raises ends the run.

    Raises:
        PresslensError: If nothing can be used.
    """
    paths = _list_paths(corpus)
    if archive := find_archive(paths):
        choices = {"max_mb": max_mb, "copies": copies, "parts": parts, "references": references}
        return open_tables(archive, targets, scorers=scorers, on_progress=on_progress, **choices)
    usable, problems = usable_scorers(scorers)
    total = _FINDING + sum(get_scorer(name).effort for name in usable)
    found = find_tables(
        paths,
        targets,
        max_mb=max_mb,
        copies=copies,
        parts=parts,
        references=references,
        on_progress=lambda step, done, _: on_progress(step, done, total),
    )
    return _score(found, usable, problems, on_progress)


def undo_cleaning(tables: Found, *, scorers: Iterable[str] | None = None) -> Tables:
    """Run the chain over the same articles as they were scraped, to see what cleaning changes.

    Args:
        tables: Of the cleaned articles.
        scorers: As for `build_tables`.

    Returns:
        Tables in which nothing is removed or set apart, and each copy counts; names of several words are those of
        the cleaned articles, so that terms can be compared.
    """
    scraped = count_article_words(tables.cleaned.assign(body=tables.cleaned["raw_text"]))
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
    return _score(found, *usable_scorers(scorers))


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


def _score(found: Found, scorers: list[str], problems: list[Problem], on_progress: Progress = _say_nothing) -> Tables:
    efforts = [get_scorer(name).effort for name in scorers]

    def tell(name: str, done: int, n_mentions: int) -> None:
        at = scorers.index(name)
        before = _FINDING + sum(efforts[:at])
        on_progress(f"scoring with {name}", before + efforts[at] * done / n_mentions, _FINDING + sum(efforts))

    (mentions,) = score_part(found.mentions, found.targets, scorers, on_progress=tell).values()
    told = pd.concat([found.problems, list_problems(problems)], ignore_index=True) if problems else found.problems
    names = found.named_terms["term"].tolist()
    return Tables(
        **{**vars(found), "mentions": mentions, "problems": told},
        terms=count_part(found.articles, found.sentences, names)["terms"],
        tone_by_article=tone_by_article(mentions),
        tone_by_source=tone_by_source(mentions),
        tone_by_voice=tone_by_voice(mentions),
    )
