"""Jobs: one stage over one part, from Parquet to Parquet, as a worker runs it anywhere that sees the folders."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from helpers.corpus import InputChunk, find_emptied, list_lines, list_problems, read_chunk, sketch_copies
from helpers.errors import PresslensError, Problem
from helpers.keywords import count_runs
from helpers.language import find_unsegmented
from helpers.pipeline.options import Options
from helpers.pipeline.stages import Part, clean_part, count_part, find_part, score_part
from helpers.pipeline.store import Store, read_part
from helpers.progress import Plan, watch
from helpers.stance import RATED, get_scorer, key_mentions, score_mentions
from helpers.stats import tone_parts

Tell = Callable[[float], None]  # how many articles of a job are done
STAGES = ("read", "clean", "find", "key", "share", "score", "count")
_PAUSE = 0.3  # seconds between two words on how far a job is


@dataclass(frozen=True)
class Job:
    """A stage to be run over a part.

    Attributes:
        stage: Its name, of `STAGES`.
        part: Key of the part that is made.
        index: ``file``, ``article_id`` and ``key`` of its articles.
        out: The folder of the run.
        options: What was chosen.
        given: Tables of the part that it is made of, by name.
        facts: Tables of what is known of the whole corpus, by name.
        chunk: What is read, for the first stage.
        is_trim: Whether the part is made of an older one of the same stage, without articles that are gone.
    """

    stage: str
    part: str
    index: pd.DataFrame
    out: Path
    options: Options
    given: Mapping[str, Path] = field(default_factory=dict)
    facts: Mapping[str, Path] = field(default_factory=dict)
    chunk: InputChunk | None = None
    is_trim: bool = False


class Done(NamedTuple):
    """What came of a job: its stage and part, of how many articles, in how many seconds."""

    stage: str
    part: str
    n_articles: int
    seconds: float


class _Stop(BaseException):
    """What was raised by who was told how far a job is: not a failure of an article."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error


def run_job(job: Job, tell: Tell = lambda n_articles: None) -> Done:
    """Run a job and write what it makes; a part that is there already is left as it is.

    Args:
        job: What to do.
        tell: Called now and then with how many of its articles are done. What it raises ends the job.
    """
    began = time.perf_counter()
    store = Store(job.out)
    if not store.has_part(job.stage, job.part):
        tables = _trim(job) if job.is_trim else _run_told(job, tell)
        tables |= _DERIVED[job.stage](tables)
        store.write_part(job.stage, job.part, tables, job.index)
    return Done(job.stage, job.part, len(job.index), time.perf_counter() - began)


def _run_told(job: Job, tell: Tell) -> Part:
    """Run a stage, and tell now and then how far it is."""
    last = time.monotonic()

    def tell_share(_: str, done: float, total: float) -> None:
        nonlocal last
        if time.monotonic() - last >= _PAUSE:
            last = time.monotonic()
            try:
                tell(len(job.index) * done / total if total else len(job.index))
            except Exception as error:
                raise _Stop(error) from None

    try:
        with watch(tell_share):
            return _run_stage(job, job.index["file"].tolist())
    except _Stop as stop:
        raise stop.error from None


def _run_stage(job: Job, files: list[str]) -> Part:
    """Run a stage; of an article that it fails on, say so, and do the others."""
    try:
        return _RUN[job.stage](job, files)
    except (OSError, MemoryError, PresslensError):  # of the machine or what is installed on it, not of an article
        raise
    except Exception as error:
        if len(files) == 1:
            return _describe_failure(job, files[0], error)
    middle = len(files) // 2
    halves = [_run_stage(job, half) for half in (files[:middle], files[middle:])]
    return {
        name: _join([half[name] for half in halves if name in half]) for name in dict.fromkeys([*halves[0], *halves[1]])
    }


def _join(tables: list[pd.DataFrame]) -> pd.DataFrame:
    filled = [table for table in tables if len(table)]
    return pd.concat(filled, ignore_index=True) if filled else tables[0]


def _describe_failure(job: Job, file: str, error: Exception) -> Part:
    """Return the tables of a part of no article, and what went wrong with the one that it should have had."""
    reason = f"the stage '{job.stage}' fails on it ({type(error).__name__}: {' '.join(str(error).split())[:200]})"
    told = list_problems([Problem(file, "left out", reason, "leave it out, or report it to the makers of presslens")])
    nothing = _RUN[job.stage](job, [])
    # What is shared is no article; those that hold it say so when they are scored
    return nothing if job.stage == "share" else nothing | {f"{job.stage}_problems": told}


def _read(job: Job, files: list[str]) -> Part:
    assert job.chunk is not None  # noqa: S101 - the first stage has one
    articles, problems = read_chunk(job.chunk, only=files)
    # Texts that several articles have share an id as yet, a file is one article's alone
    lines = list_lines(articles.assign(article_id=articles["file"]))
    return {"raw": articles, "read_problems": problems, "lines": lines}


def _clean(job: Job, files: list[str]) -> Part:
    raw = _load(job.given["raw"], files)
    ids = pd.read_parquet(job.facts["ids"])
    new = raw["file"].map(dict(zip(ids["file"], ids["article_id"], strict=True)))
    raw["article_id"] = new.astype("str").fillna(raw["article_id"])
    stock = pd.read_parquet(job.facts["stock"], filters=[("source", "in", raw["source"].unique().tolist())])
    tables = clean_part(raw, stock, keep_repeats=job.options.copies)
    cleaned = tables["cleaned"]
    return tables | {"sketches": sketch_copies(cleaned), "clean_problems": find_emptied(cleaned)}


def _find(job: Job, files: list[str]) -> Part:
    options = job.options
    cleaned, structure = _load(job.given["cleaned"], files), _load(job.given["structure"], files)
    choices: dict[str, Any] = {"parts": options.parts, "references": options.references}
    tables = find_part(cleaned, structure, options.targets, options.actors, **choices)
    return tables | {"find_problems": find_unsegmented(tables["articles"])}


def _key(job: Job, files: list[str]) -> Part:
    """Return which scorer sees what, once each, with a mention of which it sees it."""
    found = _load(job.given["found"], files)
    places = found[["article_id", "target", "mention_start"]]
    seen = [
        places.assign(scorer=name, key=key_mentions(found, job.options.targets, name)) for name in job.options.scorers
    ]
    return {"keys": pd.concat(seen).drop_duplicates(["scorer", "key"], ignore_index=True)}


def _share(job: Job, keys: list[str]) -> Part:
    """Score mentions, each by the scorer that it is there for."""
    rows = read_part(job.given["shared"])
    rows = rows[(rows["scorer"] + " " + rows["key"]).isin(set(keys))]
    known = []
    plan = Plan({name: get_scorer(name).effort for name in sorted(rows["scorer"].unique())})
    for scorer, own in rows.groupby("scorer"):
        seen = own.drop(columns=["scorer", "key"])
        with plan.step(str(scorer)):
            scores = score_mentions(seen, job.options.targets, [str(scorer)])
        known.append(scores[["scorer", *RATED]].assign(key=own["key"].to_numpy()))
    return {"known": pd.concat(known, ignore_index=True)} if known else {}


def _score(job: Job, files: list[str]) -> Part:
    known = pd.read_parquet(job.facts["known"]) if "known" in job.facts else None
    return score_part(_load(job.given["found"], files), job.options.targets, job.options.scorers, known=known)


def _count(job: Job, files: list[str]) -> Part:
    articles = _load(job.given["articles"], files, ["article_id", "file", "source", "raw_text", "body"])
    sentences = read_part(job.given["sentences"])
    names = pd.read_parquet(job.facts["names"])["term"].tolist()
    return count_part(articles, sentences[sentences["article_id"].isin(articles["article_id"])], names)


def _load(path: Path, files: list[str], columns: list[str] | None = None) -> pd.DataFrame:
    table = read_part(path, columns)
    return table[table["file"].isin(set(files))].reset_index(drop=True)


def _trim(job: Job) -> Part:
    """Return the tables of a part without the articles that are gone; those that are derived are made anew."""
    files = job.index["file"]
    ids = pd.concat([job.index["article_id"], files])  # lines of articles that have no id yet bear their file
    tables = {name: read_part(path) for name, path in job.given.items() if name not in _MADE_ANEW}
    for name, table in tables.items():
        lives = table["file"].isin(files) if "file" in table else table["article_id"].isin(ids)
        tables[name] = table[lives].reset_index(drop=True)
    return tables


def _derive_nothing(_: Part) -> Part:
    return {}


def _derive_runs(tables: Part) -> Part:
    runs, capitals = count_runs(tables["articles"], tables["sentences"])
    return {"runs": runs, "capitals": capitals}


_RUN: dict[str, Callable[[Job, list[str]], Part]] = {
    "read": _read,
    "clean": _clean,
    "find": _find,
    "key": _key,
    "share": _share,
    "score": _score,
    "count": _count,
}
# What is summed over a part, and so hangs on which articles are in it
_DERIVED: dict[str, Callable[[Part], Part]] = {
    "read": _derive_nothing,
    "clean": _derive_nothing,
    "find": _derive_runs,
    "key": _derive_nothing,
    "share": _derive_nothing,
    "score": lambda tables: {"tone_parts": tone_parts(tables["mentions"])},
    "count": _derive_nothing,
}
_MADE_ANEW = {"runs", "capitals", "tone_parts"}
