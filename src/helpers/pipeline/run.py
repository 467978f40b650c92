"""A run over a corpus of any size: stage after stage over its parts, and between them what hangs on all of it.

Each result of a stage is kept under a key: a hash of the article, of what was chosen, of the code, and of what the
stage was told of the rest of the corpus. A later run does what has no result yet, and nothing else; so does one that
goes on after an interruption.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from tempfile import gettempdir
from typing import Any

import pandas as pd

from helpers import __version__
from helpers.archive import Archive, open_archive
from helpers.corpus import (
    FACT_COLUMNS,
    cluster_copies,
    drop_retellings,
    find_stock,
    hash_chunk,
    list_copies_left_out,
    list_inputs,
    list_problems,
    list_same_titles,
    list_sources,
    list_stock_held,
    number_same_texts,
    refuse_empty,
)
from helpers.errors import NothingUsableError, PresslensError, Problem
from helpers.hashes import hash_code, hash_values
from helpers.keywords import describe_names, learn_names, write_term_totals
from helpers.locks import lock_output
from helpers.pipeline.jobs import Job
from helpers.pipeline.options import CODE, Options
from helpers.pipeline.selection import SELECTED, TAKEN, take_selection
from helpers.pipeline.store import DERIVED, Store, count_rows_in
from helpers.pipeline.workers import OneProcess, Workers
from helpers.progress import Progress, tell
from helpers.queries import query
from helpers.stance import get_scorer, read_targets_text
from helpers.stats import tone_by_source, tone_by_voice, write_tone_by_article
from helpers.tables import claim_output, write_csv

PART = 250  # articles in a part, at most
_MOST_PARTS = 400  # above which parts grow, so that there are not too many files
_LARGEST = 5_000
# How long a stage takes for an article, as it was on 840 articles
_EFFORTS = {"hash": 0.1, "read": 2, "clean": 6, "find": 12, "key": 0.5, "count": 1}

_LABELS = {
    "hash": "looking for what is new",
    "read": "reading",
    "clean": "cleaning",
    "find": "finding sentences, quotes and mentions",
    "key": "looking for sentences that recur",
    "score": "scoring",
    "count": "counting words",
}
_FACTS = {"clean": ("ids", "stock"), "score": ("known",), "count": ("names",)}
# Where the tables come from that are published part by part
_PUBLISHED = {
    "articles": "find",
    "cleaned": "clean",
    "removed": "clean",
    "structure": "clean",
    "sentences": "find",
    "mentions": "score",
    "quotes": "find",
    "terms": "count",
}
_CODE = ("pipeline", "queries", *sorted({room for rooms in CODE.values() for room in rooms}))
_DERIVED = ("copies", "named_terms", "tone_by_source", "tone_by_voice", "term_totals", "tone_by_article")
_SHARED_ROWS = 2_000  # mentions in a job
_SHARED = """
    WITH held AS (SELECT *, article_id NOT IN (SELECT article_id FROM todo) AS is_done,
            {'article_id': article_id, 'target': target, 'mention_start': mention_start} AS place
        FROM keys)
    SELECT scorer, key, bool_or(is_done) AS is_done, unnest(min(place) FILTER (is_done = most), recursive := true)
    FROM (SELECT *, bool_or(is_done) OVER (PARTITION BY scorer, key) AS most FROM held)
    GROUP BY scorer, key HAVING count(*) > 1 AND bool_or(NOT is_done) ORDER BY scorer, key
"""
_KNOWN = """
    SELECT scorer, key, score, label, confidence
    FROM shared JOIN mentions USING (article_id, target, mention_start, scorer) WHERE is_done ORDER BY scorer, key
"""
_RECURRING = """
    SELECT scorer, key, found.*
    FROM shared JOIN found USING (article_id, target, mention_start) WHERE NOT is_done ORDER BY scorer, key
"""


def run_corpus(
    corpus: str | Path | Sequence[str | Path],
    out: Path,
    options: Options,
    *,
    workers: Workers | None = None,
    on_progress: Progress = tell,
) -> Archive:
    """Run all stages over a corpus of any size and write its tables as Parquet.

    Args:
        corpus: As for `helpers.corpus.read_articles`.
        out: Folder to write to. What a run that was ended before left there is used again, and holds until this run
            has ended, however that may be interrupted.
        options: What is chosen.
        workers: Who does the work; this process by default.
        on_progress: Called with the name of a step, how much of the work is done, and how much it is in all; before a
            step begins and after each part; by default `helpers.progress` is told. What it raises ends the run.

    Returns:
        The tables, to be read.

    Raises:
        PresslensError: If nothing can be used, or another run writes to the folder.
    """
    paths = [Path(path) for path in ([corpus] if isinstance(corpus, str | Path) else corpus)]
    claim_output(out, paths)
    store = Store(out.absolute())  # workers stand in folders of their own
    with lock_output(store.lock, "run", out), _told_in_one_line(out):
        store.tidy()
        _Run(paths, store, options, workers or OneProcess(), on_progress).finish()
    return open_archive(out)


@contextmanager
def _told_in_one_line(out: Path) -> Iterator[None]:
    """Say in one line why a question to the tables could not be answered: a full disk, or a damaged file."""
    import duckdb  # noqa: PLC0415 - what asks for nothing large need not wait for it

    try:
        yield
    except duckdb.Error as error:
        reason = " ".join(str(error).split())[:300]
        remedy = f"check disk space, there and in {gettempdir()}, then run presslens run again"
        raise PresslensError(f"{out}: the run cannot go on ({reason}); {remedy}") from None


class _Run:
    """One run; `live` holds the articles that are in it, and where each stage left its results for them."""

    def __init__(
        self, paths: list[Path], store: Store, options: Options, workers: Workers, on_progress: Progress
    ) -> None:
        self.paths, self.store, self.options, self.workers = paths, store, options, workers
        self.live = pd.DataFrame()
        self.files = pd.Series(dtype="str")
        self.parts: dict[str, list[str]] = {}
        self.facts: dict[str, Path] = {}
        self.derived: dict[str, Path] = {}
        self.size = PART
        scoring = sum(get_scorer(name).effort for name in options.scorers)
        self.progress = _Told(on_progress, _EFFORTS | {"score": scoring})

    def finish(self) -> None:
        """Run stage after stage, then say what holds."""
        self.read()
        self.clean()
        self.find()
        self.score()
        self.count()
        self.publish()

    def read(self) -> None:
        """Read the articles, and give those of the same text ids of their own."""
        inputs = list_inputs(self.paths, max_mb=self.options.max_mb)
        self.problems = [list_problems(inputs.problems)]
        self.progress.begin("hash", len(inputs.chunks))
        hashed = []
        for at, chunk in enumerate(inputs.chunks):
            hashed.append(hash_chunk(chunk).assign(group=str(at)))
            self.progress.move("hash", 1)
        wanted = pd.concat(hashed, ignore_index=True) if hashed else pd.DataFrame(columns=["file", "key", "group"])
        self.size = min(max(PART, len(wanted) // _MOST_PARTS), _LARGEST)
        self.files = wanted["file"]
        wanted["article_id"] = ""
        wanted["key"] = _mix(self.options.key("read"), wanted["file"], wanted["key"])

        def give(group: str) -> dict[str, Any]:
            return {"chunk": inputs.chunks[int(group)]}

        self.complete("read", wanted, give)
        facts = self.list_facts()
        if retold := drop_retellings(facts, inputs.originals):
            wanted = wanted[~wanted["file"].isin(retold)]
            self.complete("read", wanted, give)
            facts = self.list_facts()
        if facts.empty:
            raise self.refuse()
        ids = number_same_texts(facts)
        self.keep_fact("ids", ids)
        self.problems.append(list_problems(list_same_titles(facts)))
        self.sources = list_sources(facts, inputs.sources)
        new = facts["file"].map(dict(zip(ids["file"], ids["article_id"], strict=True)))
        facts["article_id"] = new.astype("str").fillna(facts["article_id"])
        placed = self.placed[["file", "key", "part"]]
        self.live = facts[["file", "article_id"]].merge(placed, on="file")

    def list_facts(self) -> pd.DataFrame:
        """Return what `helpers.corpus` asks of all articles."""
        raw = [path for path in self.paths_of("raw", "read") if count_rows_in([path])]
        columns = ", ".join(FACT_COLUMNS)
        empty = pd.DataFrame(columns=FACT_COLUMNS, dtype="str")
        return query(f"SELECT {columns} FROM raw ORDER BY file", raw=raw) if raw else empty  # noqa: S608

    def clean(self) -> None:
        """Clean the articles, told what is furniture of their source, and find which are copies."""
        lines = self.paths_of("lines", "read")
        self.progress.begin("finding what the articles of a source have in common")
        stock = self.derive(f"{DERIVED}stock", self.parts["read"], lambda: find_stock(lines))
        held = self.derive(f"{DERIVED}held", self.parts["read"], lambda: list_stock_held(lines, stock))
        self.keep_fact("stock", stock)
        live = self.live
        told = dict(zip(held["article_id"], held["held"], strict=True))
        own = live["file"].map(lambda file: told.get(file, ""))
        wanted = live.assign(
            key=_mix(self.options.key("clean"), live["key"], live["article_id"], own), group=live["part"]
        )
        self.live = self.complete("clean", wanted, lambda part: {"given": self.tables_of("read", part)})
        self.progress.begin("finding copies")
        sketches = self.paths_of("sketches", "clean")
        self.copies = self.derive("copies", self.parts["clean"], lambda: cluster_copies(sketches))

    def find(self) -> None:
        """Find sentences, quotes and mentions in the articles that are analysed."""
        copied = self.live["article_id"].isin(list_copies_left_out(self.copies))
        live = self.live if self.options.copies else self.live[~copied]
        wanted = live.assign(key=_mix(self.options.key("find"), live["key"]), group=live["part"])
        self.live = self.complete("find", wanted, lambda part: {"given": self.tables_of("clean", part)})

    def score(self) -> None:
        """Score the mentions; what scorers see in several parts is scored beforehand, once."""
        wanted = self.live.assign(key=_mix(self.options.key("score"), self.live["key"]), group=self.live["part"])

        def give(part: str) -> dict[str, Any]:
            return {"given": self.tables_of("find", part)}

        self.complete("key", wanted, give)
        self.share(wanted)
        self.complete("score", wanted, give)

    def share(self, wanted: pd.DataFrame) -> None:
        """Find the scores of what recurs in several parts: among those that are there, else by scoring it once."""
        self.progress.begin("looking for sentences that recur")
        index = self.store.read_index("score")
        index = index[index["key"].isin(wanted["key"])]
        todo = wanted.loc[~wanted["key"].isin(index["key"]), ["article_id"]]
        keys = self.paths_of("keys", "key")
        shared = query(_SHARED, keys=keys, todo=todo) if keys and len(todo) else pd.DataFrame()
        if shared.empty:
            return
        done = [self.store.path_of("mentions", part) for part in index["part"].unique()]
        known = [query(_KNOWN, shared=shared, mentions=done)] if done else []
        rows = query(_RECURRING, shared=shared, found=self.paths_of("found", "find"))
        jobs = [self.make_shared_job(rows.iloc[at : at + _SHARED_ROWS]) for at in range(0, len(rows), _SHARED_ROWS)]
        self.progress.begin("scoring sentences that recur")
        self.workers.run(jobs, lambda n_done: self.progress.begin("scoring sentences that recur"))
        known += [pd.read_parquet(path) for job in jobs if (path := self.store.path_of("known", job.part)).is_file()]
        if known:
            self.keep_fact("known", pd.concat(known, ignore_index=True))

    def make_shared_job(self, rows: pd.DataFrame) -> Job:
        """Return a job over some mentions that stand for all that a scorer sees alike."""
        keys = [f"{scorer} {key}" for scorer, key in zip(rows["scorer"], rows["key"], strict=True)]
        part = hash_values("share", self.options.key("score"), keys)[:32]
        given = {"shared": self.store.write_table("shared", part, rows)}
        index = pd.DataFrame({"file": keys, "article_id": "", "key": keys}, dtype="str")
        return Job("share", part, index, self.store.out, self.options, given=given)

    def count(self) -> None:
        """Learn names, and count terms."""
        options = self.options
        self.progress.begin("learning names")
        runs, capitals = self.paths_of("runs", "find"), self.paths_of("capitals", "find")
        least = min(2, len(self.live))

        def learn() -> pd.DataFrame:
            return pd.DataFrame({"term": learn_names(runs, capitals, min_articles=least)}, dtype="str")

        self.learnt = self.derive(f"{DERIVED}names", [self.parts["find"], least], learn)["term"].tolist()
        names = list(dict.fromkeys([*self.learnt, *options.of_targets, *options.listed]))
        self.keep_fact("names", pd.DataFrame({"term": names}, dtype="str"))
        live = self.live
        key = _mix(hash_values(options.key("count"), names), live["key"])
        self.complete("count", live.assign(key=key, group=live["part"]), lambda p: {"given": self.tables_of("find", p)})

    def publish(self) -> None:
        """Sum up, write what was summed up, say in the record what holds now, and remove the rest."""
        self.progress.begin("summing up")
        store, options, parts = self.store, self.options, self.parts
        tone, terms = self.paths_of("tone_parts", "score"), self.paths_of("terms", "count")
        totals = self.derive_file("term_totals", parts["count"], lambda path: write_term_totals(terms, path))
        self.derive_file("tone_by_article", parts["score"], lambda path: write_tone_by_article(tone, path))
        origins = {"of_targets": options.of_targets, "listed": options.listed}
        named = [parts["count"], self.learnt, origins]
        self.derive("named_terms", named, lambda: describe_names([totals], self.learnt, **origins))
        problems = self.list_problems()
        summed = {
            "sources": self.sources,
            "problems": problems,
            "tone_by_source": self.derive("tone_by_source", parts["score"], lambda: tone_by_source(tone)),
            "tone_by_voice": self.derive("tone_by_voice", parts["score"], lambda: tone_by_voice(tone)),
        }
        told = [options.describe(), parts, _hash_table(self.sources), self.files.tolist()]
        key = hash_values(__version__, told, _hash_table(problems))[:32]
        files = {name: [store.write_table(name, key, summed[name])] for name in ("sources", "problems")}
        files |= {name: [self.derived[name]] for name in _DERIVED}
        files |= {table: self.paths_of(table, stage) for table, stage in _PUBLISHED.items()}
        taken = cache(partial(self.select, dict(files)))

        def take(name: str) -> pd.DataFrame:
            return taken()[name]

        for name in TAKEN:
            table = f"{SELECTED}{name}"
            self.derive(table, [told, self.learnt, origins], partial(take, name))
            files[table] = [self.derived[table]]
        before = store.list_recorded()  # who has opened these just now may read on
        store.write_record(
            {name: (paths, count_rows_in(paths)) for name, paths in files.items()},
            {
                "presslens": __version__,
                "parameters": options.describe(),
                "targets": read_targets_text(options.targets_file),
            },
        )
        for name, summary in summed.items():
            write_csv(summary, store.out / f"{name}.csv")
        in_parts = [
            path
            for stage, parts in self.parts.items()
            for part in parts
            for path in store.list_tables(stage, part).values()
        ]
        published = [path for paths in files.values() for path in paths]
        store.keep_only(self.parts, [*in_parts, *before, *self.derived.values(), *published])

    def select(self, files: Mapping[str, Sequence[Path]]) -> dict[str, pd.DataFrame]:
        """Return the tables of the articles that pages show in full."""
        options = self.options
        names = {"learnt": self.learnt, "of_targets": options.of_targets, "listed": options.listed}
        held = (self.copies, self.sources, self.files.tolist())
        return take_selection(files, *held, names, scorers=options.scorers, most=options.n_shown)

    def list_problems(self) -> pd.DataFrame:
        """Return all that was found wrong."""
        options = self.options
        told = [self.problems[0]]
        for stage in self.parts:
            told += map(pd.read_parquet, self.paths_of(f"{stage}_problems", stage))
            told += self.problems[1:] if stage == "read" else []
        return pd.concat([*told, list_problems(options.problems)], ignore_index=True)

    def complete(self, stage: str, wanted: pd.DataFrame, give: Callable[[str], dict[str, Any]]) -> pd.DataFrame:
        """Do what a stage has not done yet, and return the articles with the part that each is in.

        Args:
            stage: Its name.
            wanted: ``file``, ``article_id``, ``key`` and ``group``: articles of a group are done together.
            give: Called with a group; returns what its jobs are given.
        """
        index = self.store.read_index(stage)
        lives = index["key"].isin(wanted["key"])
        n_living = lives.groupby(index["part"]).agg(["sum", "size"])
        partly = n_living[(n_living["sum"] > 0) & (n_living["sum"] < n_living["size"])].index
        jobs = [
            self.make_job(stage, own, given=self.tables_of(stage, str(part)), is_trim=True)
            for part, own in index[lives & index["part"].isin(partly)].groupby("part")
        ]
        todo = wanted[~wanted["key"].isin(index["key"])]
        for group, own in todo.groupby("group", sort=False):
            given = give(str(group))
            jobs += [
                self.make_job(stage, own.iloc[at : at + self.size], **given) for at in range(0, len(own), self.size)
            ]
        self.progress.begin(stage, sum(len(job.index) for job in jobs))
        self.workers.run(jobs, partial(self.progress.move, stage))
        index = self.store.read_index(stage)
        index = _take_each_once(index[index["key"].isin(wanted["key"]) & ~index["part"].isin(partly)])
        self.parts[stage] = index.groupby("part")["file"].min().sort_values().index.tolist()
        self.placed = wanted[["file", "article_id", "key"]].merge(index[["key", "part"]], on="key")
        return self.placed

    def make_job(self, stage: str, articles: pd.DataFrame, **given: Any) -> Job:
        """Return a job over some articles."""
        index = articles[["file", "article_id", "key"]].reset_index(drop=True)
        part = hash_values(stage, sorted(index["key"]))[:32]
        facts = {name: self.facts[name] for name in _FACTS.get(stage, ()) if name in self.facts}
        return Job(stage, part, index, self.store.out, self.options, facts=facts, **given)

    def tables_of(self, stage: str, part: str) -> dict[str, Path]:
        """Return the tables of a part."""
        return self.store.list_tables(stage, part)

    def paths_of(self, table: str, stage: str) -> list[Path]:
        """Return where a table of a stage lies, in the order of the corpus; parts that lack it are passed over."""
        paths = (self.store.path_of(table, part) for part in self.parts[stage])
        return [path for path in paths if path.is_file()]

    def derive(self, name: str, made_of: object, make: Callable[[], pd.DataFrame]) -> pd.DataFrame:
        """Return a table that hangs on the whole corpus: the one of an earlier run, where it was made of the same.

        Args:
            name: Of the table.
            made_of: All that it hangs on but the code: parts, which never change, and what is chosen.
            make: Makes it.
        """
        return pd.read_parquet(
            self.derive_file(name, made_of, lambda path: self.store.write_table(name, path.stem, make()))
        )

    def derive_file(self, name: str, made_of: object, write: Callable[[Path], object]) -> Path:
        """Return where such a table lies; `write` is called with where to put it."""
        path = self.store.path_of(name, hash_values(name, made_of, hash_code(*_CODE))[:32])
        if not self.store.is_whole(path):
            write(path)
        self.derived[name] = path
        return path

    def keep_fact(self, name: str, table: pd.DataFrame) -> None:
        """Write what is known of the whole corpus to where workers find it."""
        self.facts[name] = self.store.write_table(f"fact_{name}", _hash_table(table), table)

    def refuse(self) -> NothingUsableError:
        """Return the error to raise when nothing can be used."""
        told = pd.concat([*self.problems, *map(pd.read_parquet, self.paths_of("read_problems", "read"))])
        return refuse_empty(self.paths, [Problem(*row) for row in told.itertuples(index=False, name=None)])


class _Told:
    """How far a run is. Until it begins, a stage is taken to have as much to do as the one before."""

    def __init__(self, on_progress: Progress, efforts: dict[str, float]) -> None:
        self.on_progress, self.efforts = on_progress, efforts
        self.done = dict.fromkeys(efforts, 0.0)
        self.planned: dict[str, float] = {}
        self.label = ""

    def begin(self, step: str, n_articles: int | None = None) -> None:
        """Say that a step begins; of a stage, over how many articles."""
        if n_articles is not None:  # a stage may begin again, with more to do
            self.planned[step] = self.done[step] + n_articles
        self.label = _LABELS.get(step, step)
        self._tell()

    def move(self, stage: str, n_articles: float) -> None:
        """Say that a stage has done some more articles."""
        self.done[stage] += n_articles
        self._tell()

    def _tell(self) -> None:
        expected, total = 0.0, 0.0
        for stage, effort in self.efforts.items():
            expected = self.planned.get(stage, expected)
            total += effort * expected
        self.on_progress(self.label, sum(self.efforts[stage] * n for stage, n in self.done.items()), total)


def _mix(given: str, *columns: pd.Series) -> pd.Series:
    """Return a hash of what all articles have in common and of each article's own."""
    rows = zip(*columns, strict=True)
    found = [hashlib.blake2b("\x1f".join([given, *row]).encode(), digest_size=16).hexdigest() for row in rows]
    return pd.Series(found, index=columns[0].index, dtype="str")


def _hash_table(table: pd.DataFrame) -> str:
    """Return a hash of what a table says, in 32 hexadecimal digits."""
    return hash_values([int(value) for value in pd.util.hash_pandas_object(table, index=False)])[:32]


def _take_each_once(index: pd.DataFrame) -> pd.DataFrame:
    """Return an index without the parts that hold no more than larger ones do: what an interrupted run left."""
    size = index.groupby("part")["key"].transform("size")
    ordered = index.assign(size=-size).sort_values(["size", "part"], kind="stable")
    return ordered[~ordered.duplicated("key")].drop(columns="size")
