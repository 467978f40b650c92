import csv
import shutil

import pytest
from building import FRIDAY, MONDAY, SAMPLE, list_problems, one_article, write_files

from helpers.corpus import read_corpus
from helpers.corpus.manifest import read_csv_text, read_manifest

ORIGINALS = [
    ("000_4fe19db8596cf955.txt", "fort_russ_news.txt", "Fort Russ News"),
    ("001_0fe548965fc85ed2.txt", "dispatch_news_desk.txt", "Dispatch News Desk"),
    ("002_7ad2a3676760b0c9.txt", "voa_news.txt", "VOA News"),
    ("003_d81bf0a44b9c720b.txt", "personal_blog.txt", "personal blog (WordPress)"),
    ("004_92bd0521e664fa94.txt", "times_of_islamabad.txt", "Times of Islamabad"),
]
RETELLINGS = [(retelling, source) for _, retelling, source in ORIGINALS]
FACTS = ["source", "title", "date", "author"]


def _rows(name):
    with (SAMPLE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _facts(retelling):
    """Return the manifest's row of a retelling."""
    return next(row for row in _rows("articles.csv") if row["file"] == retelling)


@pytest.fixture
def originals(corpora):
    return corpora / "articles"


def test_sample_holds_five_retellings_with_their_sources():
    corpus = read_corpus(SAMPLE)
    assert sorted(RETELLINGS) == list(zip(corpus.articles["file"], corpus.articles["source"], strict=True))
    assert ["retelling"] * 5 == list(corpus.articles["text_kind"])
    assert [] == list_problems(corpus)


def test_sample_sources_are_those_of_sources_csv():
    expected = {(r["name"], r["country"], r["kind"], r["ownership"], 1) for r in _rows("sources.csv")}
    assert expected == set(read_corpus(SAMPLE).sources.itertuples(index=False, name=None))


@pytest.mark.parametrize("file", [retelling for retelling, _ in RETELLINGS])
def test_sample_facts_are_those_of_the_manifest(file):
    articles = read_corpus(SAMPLE).articles.set_index("file")
    row, facts = articles.loc[file], _facts(file)
    assert (facts["title"], facts["author"]) == (row["title"], row["author"])
    assert facts["date"] == str(row["date"].date())[: len(facts["date"])]
    assert facts["date_precision"] == row["date_precision"]
    assert [("manifest" if facts[fact] else "missing") for fact in FACTS] == [row[f"{fact}_from"] for fact in FACTS]


@pytest.mark.corpora
@pytest.mark.parametrize(("file", "retelling", "source"), ORIGINALS)
def test_original_takes_the_place_of_its_retelling(file, retelling, source, originals, tmp_path):
    shutil.copy(originals / file, tmp_path / "any name.txt")
    corpus = read_corpus([SAMPLE, tmp_path])
    kinds = dict(zip(corpus.articles["file"], corpus.articles["text_kind"], strict=True))
    others = {name: "retelling" for name, _ in RETELLINGS if name != retelling}
    assert {**others, "any name.txt": "original"} == kinds
    row = corpus.articles.set_index("file").loc["any name.txt"]
    assert (source, "manifest") == (row["source"], row["source_from"])
    assert " ".join(_facts(retelling)["original_title"].split()) == row["title"]
    assert (_facts(retelling)["original_sha256"], 1) == (row["sha256"], corpus.sources["n_articles"].max())


@pytest.mark.corpora
@pytest.mark.parametrize(("file", "retelling", "source"), ORIGINALS)
def test_original_is_recognised_alone(file, retelling, source, originals):
    row = one_article(read_corpus(originals / file))
    facts = _facts(retelling)
    assert ("original", source, facts["original_author"]) == (row["text_kind"], row["source"], row["author"])
    assert facts["original_date_precision"] == row["date_precision"]


@pytest.mark.corpora
@pytest.mark.parametrize(
    "name",
    [
        "original.txt",
        pytest.param("voa_news.txt"),
    ],
)
def test_original_may_come_before_the_sample(name, originals, tmp_path):
    shutil.copy(originals / "002_7ad2a3676760b0c9.txt", tmp_path / name)
    articles = read_corpus([tmp_path, SAMPLE]).articles
    assert ["original", *["retelling"] * 4] == sorted(articles["text_kind"])


@pytest.mark.corpora
def test_original_of_the_retellings_name_replaces_it(originals, tmp_path):
    shutil.copy(originals / "002_7ad2a3676760b0c9.txt", tmp_path / "voa_news.txt")
    articles = read_corpus([SAMPLE, tmp_path]).articles
    assert ["original", *["retelling"] * 4] == sorted(articles["text_kind"])


@pytest.mark.corpora
def test_all_five_originals_leave_no_retelling(originals):
    articles = read_corpus([SAMPLE, originals]).articles
    assert [name for name, _, _ in ORIGINALS] == list(articles["file"])
    assert {"original"} == set(articles["text_kind"])


@pytest.mark.corpora
def test_original_saved_anew_is_one_more_article(originals, tmp_path):
    data = (originals / "000_4fe19db8596cf955.txt").read_bytes()
    (tmp_path / "anew.txt").write_bytes(data.replace(b"\n", b"\r\n"))
    articles = read_corpus([SAMPLE, tmp_path]).articles
    assert (6, "article") == (len(articles), articles["text_kind"].iloc[-1])


def test_manifest_gives_facts(tmp_path):
    files = {
        "a.txt": MONDAY,
        "articles.csv": "file,source,title,date,author\na.txt,daily,Talks on trade,4 May 2013,Jane Doe\n",
        "sources.csv": "source,name,country,kind,ownership\ndaily,Daily Example,Norway,newspaper,a trust\n",
    }
    corpus = read_corpus(write_files(tmp_path, files))
    row = one_article(corpus)
    assert ["Daily Example", "Talks on trade", "Jane Doe"] == list(row[["source", "title", "author"]])
    assert ("2013-05-04", "day") == (str(row["date"].date()), row["date_precision"])
    assert ["manifest"] * 4 == [row[f"{fact}_from"] for fact in FACTS]
    assert [("Daily Example", "Norway", "newspaper", "a trust", 1)] == list(
        corpus.sources.itertuples(index=False, name=None)
    )


def test_manifest_may_know_some_facts_only(tmp_path):
    text = f"Talks on trade end well\n\nBy Jane Doe\n\n{MONDAY}"
    corpus = read_corpus(write_files(tmp_path, {"a.txt": text, "articles.csv": "file,source,title\na.txt,Daily,\n"}))
    row = one_article(corpus)
    assert ["manifest", "inferred", "missing", "inferred"] == [row[f"{fact}_from"] for fact in FACTS]
    assert ("Talks on trade end well", "Jane Doe") == (row["title"], row["author"])


@pytest.mark.parametrize(
    ("manifest", "file", "reason"),
    [
        ("name,title\na.txt,Talks\n", "articles.csv", "has no column 'file'"),
        ("file,title\na.txt,Talks\ngone.txt,Other\n", "gone.txt", "is not there"),
        ("file,title\na.txt,Talks\na.txt,Other talks\n", "articles.csv", "lists a.txt twice"),
        ("file,title,date\na.txt,Talks,20133-01-01\n", "a.txt", "no news from the year 20133"),
        ("file,title,date\na.txt,Talks,yesterday\n", "a.txt", "a date that cannot be read: 'yesterday'"),
        ("", "articles.csv", "is empty"),
        ('file,title\n"a.txt', "articles.csv", "no readable CSV"),
        (b"\x89PNG\r\n\x1a\n", "articles.csv", "is a PNG picture"),
        pytest.param(f"file,title\na.txt,Talks\n{'x' * 5000}.txt,Other\n", f"{'x' * 5000}.txt", "is not there"),
    ],
)
def test_bad_manifest_is_told_and_the_texts_are_read(manifest, file, reason, tmp_path):
    corpus = read_corpus(write_files(tmp_path, {"a.txt": MONDAY, "b.txt": FRIDAY, "articles.csv": manifest}))
    [(found_file, found_reason)] = list_problems(corpus)
    assert (file, True) == (found_file, reason in found_reason)
    assert ["a.txt", "b.txt"] == list(corpus.articles["file"])


def test_bad_sources_are_told_and_the_texts_are_read(tmp_path):
    corpus = read_corpus(write_files(tmp_path, {"a.txt": MONDAY, "sources.csv": "name\nDaily Example\n"}))
    assert [("sources.csv", "has no column 'source'")] == list_problems(corpus)
    assert 1 == len(corpus.articles)


def test_folder_without_manifest(tmp_path):
    manifest = read_manifest(tmp_path, [])
    assert ({}, {}, {}) == (manifest.by_file, manifest.by_original, manifest.sources)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("a,b\n1,2\n", [{"a": "1", "b": "2"}]),
        ("a;b\n1;2,5\n", [{"a": "1", "b": "2,5"}]),
        ("a\tb\n1\t2\n", [{"a": "1", "b": "2"}]),
        ("\n\na,b\n1,2\n", [{"a": "1", "b": "2"}]),
        ('a,b\n"x\r\ny",NA\n', [{"a": "x\r\ny", "b": "NA"}]),
        ('a,b\n"say ""no""",007\n', [{"a": 'say "no"', "b": "007"}]),
        ("a,b\n", []),
    ],
)
def test_csv_cells_stay_as_written(text, rows):
    assert rows == read_csv_text(text).to_dict("records")
