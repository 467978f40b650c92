"""The chain of tables in one process, stage after stage."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields, replace
from pathlib import Path

import pandas as pd

from helpers.corpus import ANALYSED, find_copies, find_emptied, keep_representatives, list_problems, read_corpus
from helpers.errors import Problem
from helpers.keywords import find_names, read_names
from helpers.language import count_article_words, find_unsegmented
from helpers.pipeline.options import name_targets
from helpers.pipeline.stages import FINDING, clean_part, count_part, find_part, score_part
from helpers.progress import Plan, Progress, tell, watch, within
from helpers.project import project_path, sample_corpus
from helpers.schemas import WRITTEN, Copies, Removed, Structure
from helpers.stance import Actors, Targets, get_scorer, read_actors, read_targets, usable_scorers
from helpers.stats import tone_by_article, tone_by_source, tone_by_voice
from helpers.tables import write_csv, write_parquet

# Share of the work before anything is scored, as it was on 840 articles; see `Scorer.effort`
_PLAN = Plan({"reading": 3, "cleaning": 5, FINDING: 11, "finding names": 1})


@dataclass(frozen=True)
class Found:
    """What is found in the texts, before anything is scored or counted.

    Attributes:
        cleaned: All articles, copies among them, with the body that cleaning left; so `removed`, `structure` and
            `copies` are of these.
        articles: Those that are analysed, with in their body what is analysed; so `sentences`, `quotes` and
            `mentions`.
        references: Whether `mentions` holds pronouns and joint phrases too.
    """

    cleaned: pd.DataFrame
    articles: pd.DataFrame
    sources: pd.DataFrame
    problems: pd.DataFrame
    removed: pd.DataFrame
    structure: pd.DataFrame
    copies: pd.DataFrame
    sentences: pd.DataFrame
    quotes: pd.DataFrame
    mentions: pd.DataFrame
    named_terms: pd.DataFrame
    targets: Targets
    actors: Actors
    references: bool


@dataclass(frozen=True)
class Tables(Found):
    """All tables of a run; each is described in `helpers.schemas` under the name it is written by."""

    terms: pd.DataFrame
    tone_by_article: pd.DataFrame
    tone_by_source: pd.DataFrame
    tone_by_voice: pd.DataFrame


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
    described = read_targets(targets or project_path("data", "targets.toml"))
    actors = read_actors(project_path("data", "actors.csv"))
    listed, odd_names = read_names(project_path("data", "named_terms.txt"))
    with _PLAN.step("reading"):
        articles, sources, problems = read_corpus(corpus or sample_corpus(), max_mb=max_mb)
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
        corpus: As for `helpers.corpus.read_articles`; by default the sample, and what lies in ``data/raw``.
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
    usable, problems = usable_scorers(scorers)
    total = _PLAN.total + sum(get_scorer(name).effort for name in usable)
    with watch(on_progress):
        with within("", 0, total, size=_PLAN.total):
            found = find_tables(corpus, targets, max_mb=max_mb, copies=copies, parts=parts, references=references)
        with within("", _PLAN.total, total, size=total - _PLAN.total):
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


def _score(found: Found, scorers: list[str], problems: list[Problem]) -> Tables:
    (mentions,) = score_part(found.mentions, found.targets, scorers).values()
    told = pd.concat([found.problems, list_problems(problems)], ignore_index=True) if problems else found.problems
    names = found.named_terms["term"].tolist()
    return Tables(
        **{**vars(found), "mentions": mentions, "problems": told},
        terms=count_part(found.articles, found.sentences, names)["terms"],
        tone_by_article=tone_by_article(mentions),
        tone_by_source=tone_by_source(mentions),
        tone_by_voice=tone_by_voice(mentions),
    )


def write_tables(tables: Tables, out: Path) -> list[Path]:
    """Write every table as Parquet and CSV and return the paths."""
    paths = []
    for name in WRITTEN:
        table = getattr(tables, name)
        paths += [write_csv(table, out / f"{name}.csv"), write_parquet(table, out / f"{name}.parquet")]
    return paths


def count_rows(tables: Tables) -> pd.DataFrame:
    """Return how many rows each table holds, with columns ``table`` and ``rows``."""
    return pd.DataFrame([(name, len(getattr(tables, name))) for name in WRITTEN], columns=["table", "rows"])
