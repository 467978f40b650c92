import errno
import hashlib
import json
import warnings

import py3langid
import pytest
from building import FRIDAY, MONDAY, PROSE, TUESDAY, list_problems, one_article, write_files

from helpers.corpus import clean_articles, cleaned_text, read_articles, read_corpus
from helpers.errors import CorpusWarning, NothingUsableError, PresslensError, Problem
from helpers.schemas import Articles

RUSSIAN = "Министры двух стран встретились в понедельник в столице и говорили о торговле."
FRENCH = (
    "Les ministres des deux pays se sont rencontrés lundi dans la capitale et ont parlé du commerce pendant plus de"
    " trois heures. Ils ont décidé de se revoir avant l’été, a déclaré un haut responsable après la réunion, qui a"
    " duré plus longtemps que prévu."
)
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"


def test_folder_of_texts(tmp_path):
    files = {"b.txt": MONDAY, "a.md": TUESDAY, "deep/er/c.html": f"<p>{FRIDAY}</p>"}
    articles = read_articles(write_files(tmp_path, files))
    assert [("a.md", TUESDAY), ("b.txt", MONDAY), ("deep/er/c.html", FRIDAY)] == list(
        zip(articles["file"], articles["raw_text"], strict=True)
    )


def test_what_is_no_article_is_passed_over(tmp_path):
    files = {
        "a.txt": MONDAY,
        "README.md": "About",
        "LICENSE.txt": "MIT",
        ".b.txt": TUESDAY,
        ".c/d.txt": FRIDAY,
        "e.py": "",
    }
    corpus = read_corpus(write_files(tmp_path, files))
    assert (["a.txt"], []) == (list(corpus.articles["file"]), list_problems(corpus))


@pytest.mark.parametrize("as_text", [False, True])
def test_one_file(as_text, tmp_path):
    path = write_files(tmp_path, {"a.txt": MONDAY}) / "a.txt"
    assert "a.txt" == one_article(read_corpus(str(path) if as_text else path))["file"]


def test_several_paths_of_every_kind(tmp_path):
    write_files(tmp_path, {"one/a.txt": MONDAY, "b.txt": TUESDAY, "c.csv": f"text\n{FRIDAY}\n"})
    articles = read_articles(tmp_path / name for name in ("one", "b.txt", "c.csv"))
    assert ["a.txt", "b.txt", "c.csv#1"] == list(articles["file"])


@pytest.mark.parametrize(
    "days",
    [
        ("Monday", "Tuesday"),
        pytest.param(("Monday", "Tuesday", "Friday")),
    ],
)
def test_files_of_one_name_in_several_folders(days, tmp_path):
    texts = {f"{day}/same/a.txt": PROSE.format(day=day) for day in days}
    write_files(tmp_path, texts)
    articles = read_corpus([tmp_path / day / "same" for day in days]).articles
    assert list(texts.values()) == list(articles["raw_text"])
    assert articles["file"].is_unique


def fail_to_classify(monkeypatch, error):
    def fail(text):
        raise error

    monkeypatch.setattr(py3langid, "classify", fail)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EMFILE])
def test_what_befalls_the_machine_leaves_no_article_out(number, tmp_path, monkeypatch):
    """As when there is no room for temporary files: py3langid unpacks its model into one."""
    fail_to_classify(monkeypatch, OSError(number, "of the machine"))
    with pytest.raises(OSError, match="of the machine"):
        read_corpus(write_files(tmp_path, {"a.txt": f"{FRENCH}\n\n{FRENCH}", "b.txt": MONDAY}))


def test_a_file_that_cannot_be_opened_as_too_many_are_is_not_left_out(tmp_path, monkeypatch):
    def fail(path, most):
        raise OSError(errno.EMFILE, "Too many open files", str(path))

    monkeypatch.setattr("helpers.corpus.load.read_file", fail)
    with pytest.raises(OSError, match="Too many open files"):
        read_corpus(write_files(tmp_path, {"a.txt": MONDAY}))


def test_what_is_not_installed_as_it_should_be_leaves_no_article_out(tmp_path, monkeypatch):
    fail_to_classify(monkeypatch, PresslensError("the file x is damaged"))
    with pytest.raises(PresslensError, match=r"^the file x is damaged$"):
        read_corpus(write_files(tmp_path, {"a.txt": f"{FRENCH}\n\n{FRENCH}"}))


def test_an_error_of_ours_on_an_article_leaves_it_out_with_a_line(tmp_path, monkeypatch):
    fail_to_classify(monkeypatch, OSError(errno.EBADMSG, "odd"))
    with pytest.raises(NothingUsableError, match=r"a\.txt cannot be read \(OSError: \[Errno \d+\] odd\)"):
        read_corpus(write_files(tmp_path, {"a.txt": f"{FRENCH}\n\n{FRENCH}"}))


@pytest.mark.parametrize(
    "data",
    [
        "Khan’s “plan” cost £4\xa0million.\r\nThe end.\r\n".encode(),
        b"\xef\xbb\xbf" + "Khan’s “plan”.".encode(),
        b"\xff\xfe" + "Khan’s “plan”.\r\n".encode("utf-16-le"),
        b"Khan\x92s \x93plan\x94 cost \xa34\xa0million.\r\n",
        b"One\rTwo\r\n\r\nThree  \t\n\n",
    ],
)
def test_no_byte_is_lost(data, tmp_path):
    row = one_article(read_corpus(write_files(tmp_path, {"a.txt": data})))
    bom = "\ufeff".encode(row["encoding"]) if row["has_bom"] else b""
    assert data == bom + row["raw_text"].encode(row["encoding"])
    assert hashlib.sha256(data).hexdigest() == row["sha256"]


def test_id_is_the_hash_of_the_text_whatever_its_name_and_encoding(tmp_path):
    text = "Khan’s “plan” cost £4 million."
    forms = {"a.txt": text, "b.txt": b"\xef\xbb\xbf" + text.encode(), "c.txt": text.encode("cp1252")}
    write_files(tmp_path, forms)
    expected = hashlib.sha256(text.encode()).hexdigest()[:16]
    assert {expected} == {one_article(read_corpus(tmp_path / name))["article_id"] for name in forms}


def test_other_text_has_another_id(tmp_path):
    articles = read_articles(write_files(tmp_path, {"a.txt": MONDAY, "b.txt": f"{MONDAY}\n"}))
    assert articles["article_id"].is_unique


def test_facts_that_the_text_shows_are_inferred(tmp_path):
    text = f"Talks on trade end well\n\nBy Jane Doe\n\nOctober 4, 2012\n\n{MONDAY}\n\n© 2012 Daily Example"
    row = one_article(read_corpus(write_files(tmp_path, {"a.txt": text})))
    assert ["Talks on trade end well", "Jane Doe", "Daily Example"] == list(row[["title", "author", "source"]])
    assert "2012-10-04" == str(row["date"].date())
    assert {"inferred"} == set(row[["title_from", "author_from", "source_from", "date_from"]])


def test_facts_that_nothing_shows_are_missing(tmp_path):
    row = one_article(read_corpus(write_files(tmp_path, {"trade_talks.txt": MONDAY})))
    assert ["trade talks", "unknown source", "", ""] == list(row[["title", "source", "author", "date_precision"]])
    assert ["file name", "missing", "missing", "missing"] == list(
        row[["title_from", "source_from", "author_from", "date_from"]]
    )


def test_sub_folder_is_the_source(tmp_path):
    corpus = read_corpus(write_files(tmp_path, {"Daily/a.txt": MONDAY, "Daily/b.txt": TUESDAY, "Weekly/c.txt": FRIDAY}))
    assert ["Daily", "Daily", "Weekly"] == list(corpus.articles["source"])
    assert {"folder"} == set(corpus.articles["source_from"])
    assert [("Daily", 2), ("Weekly", 1)] == list(
        corpus.sources[["source", "n_articles"]].itertuples(index=False, name=None)
    )


def test_articles_fit_their_schema(tmp_path):
    articles = read_articles(write_files(tmp_path, {"a.txt": MONDAY, "b.html": f"<p>{FRIDAY}</p>"}))
    assert Articles.column_names() == list(Articles.validate(articles).columns)


@pytest.mark.parametrize(
    ("file", "content", "reason"),
    [
        ("bad.txt", b"", "is empty"),
        ("bad.txt", PNG, "is a PNG picture"),
        ("bad.txt", b"%PDF-1.7", "is a PDF"),
        ("bad.txt", bytes(range(256)) * 5, "is binary"),
        ("bad.txt", b"\xff\xfe\x00\xd8", "not valid UTF-16-LE"),
        ("bad.txt", " \r\n\xa0\n", "has no words"),
        ("bad.md", "... – !!!", "has no words"),
        ("bad.txt", RUSSIAN, "is not in English (its letters are not Latin)"),
        ("bad.txt", FRENCH * 3, "is not in English (it looks like 'fr')"),
        ("bad.html", "<script>var a = 1</script>", "shows no text"),
        ("bad.html", b"", "is empty"),
        ("bad.txt", "word " * 1000, "more than the 0.002 MB"),
    ],
)
def test_bad_file_is_told_and_the_rest_goes_on(file, content, reason, tmp_path):
    corpus = read_corpus(write_files(tmp_path, {file: content, "good.txt": MONDAY}), max_mb=0.002)
    [(found_file, found_reason)] = list_problems(corpus)
    assert (file, True) == (found_file, reason in found_reason)
    assert ["left out"] == list(corpus.problems["severity"])
    assert corpus.problems["remedy"].str.len().gt(0).all()
    assert ["good.txt"] == list(corpus.articles["file"])


@pytest.mark.parametrize("text", [RUSSIAN, FRENCH * 3])
def test_other_languages_can_be_let_in(text, tmp_path):
    corpus = read_corpus(write_files(tmp_path, {"a.txt": text}), english_only=False)
    assert (text, []) == (one_article(corpus)["raw_text"], list_problems(corpus))


def test_size_is_told_so_that_it_is_more_than_the_limit(tmp_path):
    corpus = read_corpus(write_files(tmp_path, {"bad.txt": "word " * 260_000, "good.txt": MONDAY}), max_mb=1)
    assert [("bad.txt", "is 1.3 MB, more than the 1 MB of the longest article")] == list_problems(corpus)


@pytest.mark.parametrize(
    ("target", "problems"),
    [
        ("../outside/secret.txt", [("link.txt", "is a link that leads out of the folder")]),
        ("good.txt", []),
    ],
)
def test_links(target, problems, tmp_path):
    write_files(tmp_path, {"corpus/good.txt": MONDAY, "outside/secret.txt": FRIDAY})
    (tmp_path / "corpus" / "link.txt").symlink_to(target)
    corpus = read_corpus(tmp_path / "corpus")
    assert problems == list_problems(corpus)
    assert ["good.txt"] == list(corpus.articles["file"])


@pytest.mark.parametrize("given", [["", "a.txt"], ["a.txt", ""], ["", ""], ["b.csv", "b.csv", "", "a.txt"]])
def test_a_file_given_twice_is_read_once(given, tmp_path):
    write_files(tmp_path, {"a.txt": MONDAY, "b.csv": f"text\n{FRIDAY}\n"})
    corpus = read_corpus([tmp_path / name for name in given])
    is_named = "b.csv" in given
    assert (["a.txt", "b.csv#1"] if is_named else ["a.txt"]) == sorted(corpus.articles["file"])
    assert ([] if is_named else [("b.csv", "is a CSV in a folder and is not read")]) == list_problems(corpus)


def _hash(text):
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def test_articles_of_one_text_are_all_kept_with_ids_of_their_own(tmp_path):
    second = f"1\n{_hash(MONDAY)}"  # has the very id that the first further article would get
    files = {"Weekly/b.txt": MONDAY, "Daily/z.txt": MONDAY, "Weekly/a.txt": MONDAY, "Daily/a.txt": second}
    corpus = read_corpus(write_files(tmp_path, files))
    ids = corpus.articles.set_index("file")["article_id"].to_dict()
    texts = {
        "Daily/z.txt": MONDAY,
        "Daily/a.txt": second,
        "Weekly/a.txt": f"{_hash(second)}\nWeekly/a.txt",
        "Weekly/b.txt": f"2\n{_hash(MONDAY)}",
    }
    assert {file: _hash(text) for file, text in texts.items()} == ids
    assert [] == list_problems(corpus)


def test_ten_thousand_articles_of_one_text_are_no_problems(tmp_path):
    text = f"Talks on trade end well\n\n{MONDAY}"
    (tmp_path / "a.jsonl").write_text("\n".join([json.dumps({"text": text})] * 10_000))
    corpus = read_corpus(tmp_path / "a.jsonl")
    assert (10_000, []) == (corpus.articles["article_id"].nunique(), list_problems(corpus))


def test_many_articles_of_one_title_are_one_problem(tmp_path):
    files = {f"{n}.txt": f"Talks on trade end well\n\n{n} {MONDAY}" for n in range(5)}
    corpus = read_corpus(write_files(tmp_path, files))
    assert [("1.txt", "has the same title as 0.txt, as have 3 more")] == list_problems(corpus)


def test_two_articles_of_one_title_are_both_kept(tmp_path):
    files = {"a.txt": f"Talks on trade end well\n\n{MONDAY}", "b.txt": f"Talks on trade END WELL\n\n{FRIDAY}"}
    corpus = read_corpus(write_files(tmp_path, files))
    assert [("b.txt", "has the same title as a.txt")] == list_problems(corpus)
    assert (["warning"], 2) == (list(corpus.problems["severity"]), len(corpus.articles))


def test_articles_without_title_do_not_have_the_same_title(tmp_path):
    write_files(tmp_path, {"a.csv": f"text\n{MONDAY}\n{FRIDAY}\n"})
    assert [] == list_problems(read_corpus(tmp_path / "a.csv"))


def test_very_long_title_is_told_and_kept(tmp_path):
    write_files(tmp_path, {"a.csv": f"title,text\n{'word ' * 1000},{MONDAY}\n"})
    corpus = read_corpus(tmp_path / "a.csv")
    assert [("a.csv#1", "has a title of 4,999 characters")] == list_problems(corpus)
    assert ("word " * 1000).strip() == one_article(corpus)["title"]


def test_very_long_first_line_is_no_title(tmp_path):
    row = one_article(read_corpus(write_files(tmp_path, {"a.txt": f"{'word ' * 1000}\n\n{MONDAY}"})))
    assert ("a", "file name") == (row["title"], row["title_from"])


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "{{7*7}}", "=1+1 is a sum", "'; DROP TABLE articles; --"]
)
@pytest.mark.parametrize("file", ["a.txt", "a.csv"])
def test_markup_in_a_text_is_data(file, text, tmp_path):
    whole = f"{MONDAY}\n\n{text}"
    write_files(tmp_path, {file: whole if file == "a.txt" else f'title,text\n{text},"{whole}"\n'})
    articles = read_articles(tmp_path / file)
    body = clean_articles(articles)[0]["body"].iloc[0]
    assert (whole, whole) == (articles["raw_text"].iloc[0], body)
    assert cleaned_text(body) == f"{whole}\n"


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("gone", ["gone does not exist", "check the path"]),
        ("gone.csv", ["gone.csv does not exist"]),
        ("empty", ["no usable article in", "empty"]),
        ("bad", ["no usable article in", "a.txt is empty", "b.txt is a PNG picture"]),
        pytest.param("x" * 5000, ["does not exist"]),
    ],
)
def test_nothing_to_read_is_an_error_of_one_line(path, words, tmp_path):
    write_files(tmp_path, {"bad/a.txt": b"", "bad/b.txt": PNG, "good.txt": MONDAY})
    (tmp_path / "empty").mkdir()
    with pytest.raises(PresslensError) as caught:
        read_articles(tmp_path / path)
    message = str(caught.value)
    assert [] == [word for word in words if word not in message]
    assert "\n" not in message


def test_no_path_is_an_error():
    with pytest.raises(PresslensError, match="no corpus was named"):
        read_articles([])


def test_read_articles_warns_of_each_problem_in_one_line(tmp_path):
    write_files(tmp_path, {"a.txt": b"", "b\nc.txt": PNG, "d.txt": MONDAY})
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        articles = read_articles(tmp_path)
    lines = [str(warning.message) for warning in caught if warning.category is CorpusWarning]
    assert ["left out: a.txt: is empty", "left out: b�c.txt: is a PNG picture, not text"] == [
        line.split(";")[0] for line in lines
    ]
    assert ["d.txt"] == list(articles["file"])


def test_file_name_that_is_no_utf8(tmp_path):
    write_files(tmp_path, {"caf\udce9.txt": MONDAY})
    assert MONDAY == one_article(read_corpus(tmp_path))["raw_text"]


@pytest.mark.parametrize(
    ("problem", "line"),
    [
        (Problem("a.txt", "left out", "is empty", "remove it"), "left out: a.txt: is empty; remove it"),
        (Problem("a\n\x1b[31m.txt", "warning", "is odd", "look"), "warning: a��[31m.txt: is odd; look"),
    ],
)
def test_problem_is_one_printable_line(problem, line):
    assert line == str(problem)
