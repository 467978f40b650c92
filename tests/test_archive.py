"""Results of a run, read in parts."""

import json
import shutil

import pandas as pd
import pytest
from making_archives import SCORER, run_small

from helpers.archive import FORMAT, RECORD, describe_run, is_archive, open_archive
from helpers.errors import PresslensError


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return run_small(tmp_path_factory.mktemp("archive"))


@pytest.fixture
def results(made, tmp_path):
    shutil.copytree(made.folder, tmp_path / "results")
    return tmp_path / "results"


def rewrite(folder, change):
    record = json.loads((folder / RECORD).read_text())
    change(record)
    (folder / RECORD).write_text(json.dumps(record))


def test_columns_and_rows_are_chosen(made):
    assert ["source", "file"] == list(made.read("articles", ["source", "file"]).columns)
    assert made.n_rows["articles"] == len(made.read("articles")) == 5
    of_weekly = made.read("articles", ["file"], where={"source": ["Weekly"]})
    assert ["Weekly/vote.txt"] == of_weekly["file"].tolist()
    both = made.read("mentions", ["target"], where={"source": ["Weekly"], "target": ["US", "nowhere"]})
    assert {"US"} == set(both["target"])
    assert made.read("articles", where={"source": []}).empty


def test_rows_come_in_the_order_of_the_corpus_or_as_asked(made):
    files = pd.concat([pd.read_parquet(path) for path in made.paths("articles")])["file"].tolist()
    assert files == made.read("articles", ["file"])["file"].tolist()
    assert files[:2] == made.read("articles", ["file"], limit=2)["file"].tolist()
    by_words = made.read("articles", ["n_words", "file"], order=["n_words", "file"])["n_words"]
    assert by_words.is_monotonic_increasing


def test_limits_hold_on_both_sides(made):
    sizes = sorted(made.read("articles", ["n_words"])["n_words"])
    assert sizes[1:] == sorted(made.read("articles", ["n_words"], between={"n_words": (sizes[1], None)})["n_words"])
    assert sizes[:1] == made.read("articles", ["n_words"], between={"n_words": (0, sizes[0])})["n_words"].tolist()
    assert len(sizes) == len(made.read("articles", between={"n_words": (None, None)}))
    assert made.read("articles", between={"date": ("2001-01-01", None)}).empty


def test_questions_take_values_and_tables(made):
    wanted = pd.DataFrame({"source": ["Weekly"]})
    sql = "SELECT count(*) AS n FROM articles JOIN wanted USING (source) WHERE n_words > ?"
    assert [1] == made.query(sql, tables=["articles"], values=[0], wanted=wanted)["n"].tolist()


@pytest.mark.parametrize("name", ['x" OR 1=1 --', "text'; DROP TABLE articles", ""])
def test_names_of_columns_are_no_sql(made, name):
    with pytest.raises(PresslensError, match="has no column"):
        made.read("articles", [name])
    assert made.read("articles", where={"source": [name]}).empty


def test_what_is_not_there_is_named(made, tmp_path):
    with pytest.raises(PresslensError, match="holds no table 'nonsense'; it has articles"):
        made.read("nonsense")
    with pytest.raises(PresslensError, match="cannot be answered"):
        made.query("SELECT nonsense FROM articles", tables=["articles"])
    with pytest.raises(PresslensError, match="holds no results of a run"):
        open_archive(tmp_path)
    assert not is_archive(tmp_path)
    assert is_archive(made.folder)


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lambda path: path.unlink(), "is missing"),
        (lambda path: path.write_bytes(b""), "is damaged"),
        (lambda path: path.write_bytes(path.read_bytes()[:-40]), "is damaged"),
        (lambda path: path.write_bytes(b"PAR1" + bytes(200) + b"PAR1"), "is damaged"),
    ],
)
def test_a_file_that_is_not_whole_is_named(results, harm, said):
    archive = open_archive(results)
    path = archive.paths("sentences")[0]
    harm(path)
    with pytest.raises(PresslensError, match=f"{path.name} {said}.*run presslens run again"):
        archive.read("sentences")
    assert len(archive.read("articles")) == 5


def test_damage_within_a_file_is_named(results):
    archive = open_archive(results)
    path = archive.paths("articles")[0]
    content = bytearray(path.read_bytes())
    content[4:2000] = bytes(1996)
    path.write_bytes(content)
    with pytest.raises(PresslensError, match=f"{path.name} is damaged"):
        archive.read("articles")


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", '{"format": 1}', '{"format": "x", "tables": {}}', "[" * 99_999]
)
def test_a_damaged_record_is_named(results, text):
    (results / RECORD).write_text(text)
    with pytest.raises(PresslensError, match=r"run.json is damaged; run presslens run again"):
        open_archive(results)


@pytest.mark.parametrize("form", [0, FORMAT + 1])
def test_results_of_another_version_are_refused_in_one_line(results, form):
    rewrite(results, lambda record: record.update(format=form, tables=[], parameters=None))
    with pytest.raises(PresslensError, match=f"in form {form} of the tables, this version reads form {FORMAT}; run"):
        open_archive(results)


@pytest.mark.parametrize(
    "name",
    [
        "/etc/passwd",
        "../outside.parquet",
        "tables/articles/../../../x.parquet",
        "tables/articles/*.parquet",
        "tables/articles/[a-z].parquet",
        "https://example.org/x.parquet",
        "tables/articles/x.csv",
        "tables\\articles\\x.parquet",
        "tables/articles/x.parquet\n",
    ],
)
def test_no_record_leads_out_of_its_folder(results, name):
    rewrite(results, lambda record: record["tables"]["articles"].update(files=[name]))
    with pytest.raises(PresslensError, match="names a file that no run writes"):
        open_archive(results)


def test_a_folder_may_have_any_name(results, tmp_path):
    odd = tmp_path / "res[1] * 'ult\" ü"
    results.rename(odd)
    assert 5 == len(open_archive(odd).read("articles", ["file"], where={"source": ["Daily", "Weekly"]}))


def test_what_a_run_was_is_told_without_its_files(made):
    told = json.loads(describe_run(made))
    assert [SCORER] == told["parameters"]["scorers"]
    assert made.n_rows == told["tables"]
    assert str(made.folder) not in describe_run(made)
