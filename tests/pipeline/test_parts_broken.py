"""Runs that are interrupted, or find what they left damaged; and articles that a stage fails on."""

import errno
import json
import random
import shutil
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from building import write_files
from making_parts import OPTIONS, assert_same, read_tables, run

from helpers.archive import RECORD, open_archive
from helpers.errors import PresslensError
from helpers.locks import lock_output
from helpers.pipeline import jobs, run_corpus
from helpers.pipeline import run as engine
from helpers.pipeline.store import Store
from helpers.pipeline.workers import OneProcess

STOCK = "Sign up for the evening letter of the harbour desk"
BAD = "Washington hailed the awful delay on day 7, and the mayor of Greyfield agreed with it at some length."
TOLD = {
    "f": "sent a clerk to the lower mill, who found nobody there but a cat and two sleepy millers",
    "g": "then it rained for so long that the ferry was held up until dawn by its own passengers",
}
SHARED = "Moscow praised the good harvest."
STORIES = {
    "Daily/a.txt": f"{SHARED} Nobody in the harbour town had thought of it on day 3.",
    "Daily/b.txt": f"The United States blamed the long talks. {SHARED}\n\n{STOCK}",
    "Weekly/c.txt": f"{BAD} {SHARED}",
    "Weekly/d.txt": f"America feared a terrible plan and said so to all who asked for it.\n\n{STOCK}",
    "Weekly/e.txt": f"{SHARED} So it was said on the old bridge, where a crowd had come together.",
}


class Counting(OneProcess):
    """Counts the jobs of each stage."""

    def __init__(self):
        self.stages = []

    def run(self, jobs, on_articles):
        self.stages += [job.stage for job in jobs]
        super().run(jobs, on_articles)


@pytest.fixture(autouse=True)
def small_parts(monkeypatch):
    monkeypatch.setattr(engine, "PART", 2)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("made")
    corpus = write_files(folder / "corpus", STORIES)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "PART", 2)
        run(corpus, folder / "out")
    return folder


@pytest.fixture
def folder(made, tmp_path):
    """Return a folder of a corpus and its results that a test may change."""
    return Path(shutil.copytree(made, tmp_path / "folder"))


def count_jobs(corpus, out, **options):
    counting = Counting()
    run_corpus(corpus, out, replace(OPTIONS, **options), workers=counting)
    return {stage: counting.stages.count(stage) for stage in dict.fromkeys(counting.stages)}


def list_files(out):
    return {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}


def test_nothing_new_is_no_job(folder):
    before = list_files(folder / "out")
    assert not count_jobs(folder / "corpus", folder / "out")
    assert before == list_files(folder / "out")


def test_other_choices_redo_what_hangs_on_them(folder):
    told = count_jobs(folder / "corpus", folder / "out", references=False)
    assert {"find", "key", "score", "count"} <= set(told)
    assert not {"read", "clean"} & set(told)


def test_lines_that_become_stock_are_cleaned_away_everywhere(folder):
    assert open_archive(folder / "out").read("removed").empty
    for name in ("f", "g"):
        write_files(
            folder / "corpus",
            {f"Daily/{name}.txt": f"The {name} council met to hear of it, and {TOLD[name]}.\n\n{STOCK}"},
        )
    archive = run(folder / "corpus", folder / "out")
    assert {"Daily/b.txt", "Daily/f.txt", "Daily/g.txt"} == set(archive.read("removed")["file"])
    assert_same(archive, run(folder / "corpus", folder / "anew"))


def test_articles_that_go_leave_nothing(folder):
    (folder / "corpus/Daily/a.txt").unlink()
    archive = run(folder / "corpus", folder / "out")
    assert "Daily/a.txt" not in set(archive.read("articles")["file"])
    assert_same(archive, run(folder / "corpus", folder / "anew"))


@pytest.mark.parametrize(
    ("stage", "how"),
    [("read", "table gone"), ("clean", "table cut off"), ("find", "empty index"), ("score", "table gone")],
)
def test_damaged_parts_are_made_anew(stage, how, folder, made):
    out = folder / "out"
    index = sorted((out / ".work/index" / stage).glob("*.parquet"))[0]
    [*_, table] = Store(out).list_tables(stage, index.stem).values()
    if how == "empty index":
        index.write_bytes(b"")
    elif how == "table gone":
        table.unlink()
    else:
        table.write_bytes(table.read_bytes()[:-20])
    archive = run(folder / "corpus", out)
    archive.check_files()
    assert_same(archive, made / "out")


@pytest.mark.parametrize("record", ["", "{", "[]", '{"format": 0, "tables": {}}', '{"format": 1, "tables": [3]}'])
def test_a_record_that_cannot_be_read_is_written_anew(record, folder, made):
    (folder / "out" / RECORD).write_text(record)
    assert not count_jobs(folder / "corpus", folder / "out")
    assert_same(folder / "out", made / "out")


def test_a_damaged_table_is_one_line(folder):
    out = folder / "out"
    for path in (out / "tables/cleaned").iterdir():
        data = bytearray(path.read_bytes())
        data[4:200] = bytes(196)
        path.write_bytes(data)
    with pytest.raises(PresslensError, match=r"tables/cleaned/.* cannot be read .*; remove it and run presslens run"):
        count_jobs(folder / "corpus", out, references=False)


def test_who_has_opened_results_reads_on_until_the_next_run(folder):
    out = folder / "out"
    opened = open_archive(out)
    expected = read_tables(opened)
    write_files(folder / "corpus", {"Daily/a.txt": BAD, "Daily/new.txt": f"Washington forgot its own past. {STOCK}"})
    run(folder / "corpus", out)
    found = read_tables(opened)
    for name, table in expected.items():
        pd.testing.assert_frame_equal(found[name], table, check_exact=True)
    before = {path.as_posix() for path in Store(out).list_recorded()}
    run(folder / "corpus", out)
    run(folder / "corpus", out)
    assert before == {path.as_posix() for path in Store(out).list_recorded()}
    with pytest.raises(PresslensError, match="is missing"):
        opened.check_files()


def test_what_writing_left_is_removed(folder):
    out = folder / "out"
    before = list_files(out)
    left = (".run.json.abcdefgh.part", ".problems.csv.abcdefgh.part", "tables/mentions/.x.parquet.abcdefgh")
    write_files(out, dict.fromkeys((*left, ".work/index/find/.x.parquet.abcdefgh", "tables/mentions/x.parquet"), "x"))
    write_files(out, {".notes.txt": "mine", "notes.csv": "mine"})
    run(folder / "corpus", out)
    assert before | {".notes.txt", "notes.csv"} == list_files(out)


def test_a_full_disk_leaves_the_last_results(folder, made, monkeypatch):
    corpus, out = folder / "corpus", folder / "out"
    write_files(corpus, {"Daily/new.txt": f"Washington forgot its own past. {STOCK}"})
    chance, write = random.Random(5), Store.write_table
    for _ in range(2):
        left = chance.randint(1, 25)

        def fail(self, name, part, table):
            nonlocal left
            left -= 1
            if not left:
                raise OSError(errno.ENOSPC, "No space left on device")
            return write(self, name, part, table)

        monkeypatch.setattr(Store, "write_table", fail)
        with pytest.raises(OSError, match="No space"):
            run(corpus, out)
        assert_same(out, made / "out")
    monkeypatch.setattr(Store, "write_table", write)
    assert_same(run(corpus, out), run(corpus, folder / "anew"))


def test_progress_never_goes_back_and_ends_at_the_end(folder):
    told = []
    run_corpus(folder / "corpus", folder / "anew", OPTIONS, on_progress=lambda *step: told.append(step[1:]))
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1][0] == pytest.approx(told[-1][1])
    assert all(done <= total * (1 + 1e-9) for done, total in told)


def test_two_runs_do_not_write_to_one_folder(folder):
    with (
        lock_output(Store(folder / "out").lock, "run", folder / "out"),
        pytest.raises(PresslensError, match="another presslens run is being written"),
    ):
        run(folder / "corpus", folder / "out")


def broken(function, at):
    """Return a function that fails where a table holds the bad article."""

    def fail(*given, **named):
        for table in (*given, *named.values()):
            held = table[at] if isinstance(table, pd.DataFrame) and at in table else pd.Series(dtype="str")
            if held.astype("str").str.contains("awful delay on day 7|Weekly/c.txt").any():
                raise ValueError("no such luck")
        return function(*given, **named)

    return fail


@pytest.mark.parametrize(
    ("name", "at", "stage"),
    [
        ("list_lines", "raw_text", "read"),
        ("clean_part", "raw_text", "clean"),
        ("find_part", "raw_text", "find"),
        ("key_mentions", "file", "key"),
        ("score_part", "file", "score"),
        ("count_part", "raw_text", "count"),
    ],
)
def test_an_article_that_a_stage_fails_on_is_named(name, at, stage, made, tmp_path, monkeypatch):  # noqa: PLR0917
    monkeypatch.setattr(jobs, name, broken(getattr(jobs, name), at))
    archive = run(made / "corpus", tmp_path)
    problems = archive.read("problems")
    [problem] = problems[problems["reason"].str.contains("no such luck")].itertuples()
    assert ("Weekly/c.txt", f"the stage '{stage}' fails on it (ValueError: no such luck)") == (
        problem.file,
        problem.reason,
    )
    others = set(archive.read("mentions")["file"]) - {"Weekly/c.txt"}
    assert {"Daily/a.txt", "Daily/b.txt", "Weekly/d.txt", "Weekly/e.txt"} == others


def test_a_sentence_that_recurs_and_cannot_be_scored_ends_nothing(made, tmp_path, monkeypatch):
    score = jobs.score_mentions

    def fail(mentions, *given, **named):
        if mentions["sentence"].str.contains("good harvest").any():
            raise ValueError("no such luck")
        return score(mentions, *given, **named)

    monkeypatch.setattr(jobs, "score_mentions", fail)
    archive = run(made / "corpus", tmp_path)
    assert set(archive.read("articles")["file"]) == set(STORIES)


def test_records_name_what_lies_there(made):
    record = json.loads((made / "out" / RECORD).read_text())
    named = {name for table in record["tables"].values() for name in table["files"]}
    assert named <= list_files(made / "out")
