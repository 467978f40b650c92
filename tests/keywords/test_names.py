"""Names of several words: read from a list, learnt from how a corpus writes them, and counted."""

import pytest
from building import ROOT, make_articles, write_files

from helpers.errors import PresslensError
from helpers.keywords import (
    count_runs,
    count_terms,
    describe_names,
    find_names,
    fold_names,
    learn_names,
    read_names,
    sum_terms,
)
from helpers.language import split_sentences
from helpers.tables import write_parquet

PORT = "The Port Authority met. Then the Port Authority of Karsholm left. So the Port Authority won."


def prepare(*texts):
    articles = make_articles(*texts)
    return articles, split_sentences(articles)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (PORT, ["port authority"]),
        ("In the Gulf of Oran. The Gulf of Oran is calm. To the Gulf of Oran.", ["gulf of oran"]),
        ("By White Lake. " * 3 + "White lies. White paint. " * 4, []),  # one of its words is mostly alone
        ("The port authority met, the port authority left, the port authority won.", []),  # no capitals
        ("Port, Authority. Port, Authority. Port, Authority.", []),  # a comma between
        ("In March. In March. In March.", []),  # a function word begins it
        ("Port Authority. Port Authority.", []),  # too rare
        ("It is Orla B. Tarn. To Orla B. Tarn. By Orla B. Tarn.", []),  # an initial ends it
        ("Upper Lake Board. Upper Lake Board. Upper Lake Board.", ["upper lake board"]),  # its parts are no names
        # A part that seldom stands alone is no name; one that often does is
        ("To Upper Lake Board. " * 9 + "By Upper Lake.", ["upper lake board"]),
        ("To Upper Lake Board. " * 3 + "By Upper Lake. " * 3, ["upper lake", "upper lake board"]),
        ("", []),
    ],
)
def test_names_are_learnt(text, names):
    assert names == learn_names(*count_runs(*prepare(text)), min_articles=1)


def test_a_name_that_is_learnt_stands_in_two_articles():
    once, twice = find_names(*prepare(PORT, "Nothing else.")), find_names(*prepare(PORT, PORT))
    assert [] == once["term"].tolist()
    columns = ["term", "n_words_in_term", "origin", "count", "n_articles"]
    assert [["port authority", 2, "corpus", 6, 2]] == twice[columns].to_numpy().tolist()
    assert ["port authority"] == find_names(*prepare(PORT, "Nothing else.", PORT, ""))["term"].tolist()


def test_names_are_learnt_from_parts_as_from_the_whole(tmp_path):
    texts = [PORT, "To Upper Lake Board. By Upper Lake Board.", "At Upper Lake Board and Upper Lake. " + PORT, ""]
    articles, sentences = prepare(*texts)
    parts = [count_runs(articles.iloc[[n]], sentences) for n in range(len(texts))]
    files = [
        [write_parquet(part[kind], tmp_path / f"{kind}{n}.parquet") for n, part in enumerate(parts)] for kind in (0, 1)
    ]
    expected = ["port authority", "upper lake", "upper lake board"]
    assert expected == learn_names(*count_runs(articles, sentences)) == learn_names(*files)
    assert expected == learn_names(*(kind[::-1] for kind in files))


def test_runs_are_counted_with_the_articles_that_hold_them():
    runs, capitals = count_runs(*prepare("The Gulf of Oran. In the Gulf of Oran Sea.", "Gulf of Oran? No gulf."))
    assert [("gulf of oran", 3, 3, 2), ("gulf of oran sea", 4, 1, 1), ("oran sea", 2, 1, 1)] == list(
        runs.itertuples(index=False, name=None)
    )
    assert [("gulf", 3), ("oran", 3), ("sea", 1)] == list(capitals.itertuples(index=False, name=None))


def test_names_are_described_by_what_is_counted_with_all_of_them():
    articles, sentences = prepare("Port Authority and Red Cross. Red Cross.", "Red Cross. Lake Board")
    names = {
        "learnt": ["port authority", "red cross"],
        "of_targets": ["lake board"],
        "listed": ["red cross", "arab league"],
    }
    totals = sum_terms(count_terms(articles, sentences, names=[name for kind in names.values() for name in kind]))
    assert [("red cross", "list", 3, 2), ("lake board", "target", 1, 1), ("port authority", "corpus", 1, 1)] == list(
        describe_names(totals, **names)[["term", "origin", "count", "n_articles"]].itertuples(index=False, name=None)
    )
    assert describe_names(totals, []).empty


def test_names_of_the_list_and_of_targets_need_no_repetition():
    found = find_names(
        *prepare("The Arab League met in Port Vila."), listed=["arab league", "red cross"], of_targets=["port vila"]
    )
    assert [("arab league", "list"), ("port vila", "target")] == list(zip(found["term"], found["origin"], strict=True))


@pytest.mark.parametrize(
    ("lines", "names", "n_problems"),
    [
        ("Arab League\n# a remark\n\nArab League  # twice\n", ["arab league"], 0),
        ("\ufeffUnited States of America\r\nU.S. Congress\r\n", ["united states of america", "US congress"], 0),
        ("Kremlin\n", [], 1),
        ("=cmd()\n<b>Arab League</b>\n1 2 3\n", [], 3),
        ("a b c d e f g h i j\n", [], 1),
    ],
)
def test_a_list_is_read(tmp_path, lines, names, n_problems):
    path = write_files(tmp_path, {"names.txt": lines}) / "names.txt"
    found, problems = read_names(path)
    assert (names, n_problems) == (found, len(problems))


def test_a_list_in_another_encoding_is_one_clear_line(tmp_path):
    path = write_files(tmp_path, {"names.txt": b"Caf\xe9 Royal"}) / "names.txt"
    with pytest.raises(PresslensError, match=r"names\.txt.*UTF-8"):
        read_names(path)


def test_our_own_list_has_no_problem():
    names, problems = read_names(ROOT / "data" / "named_terms.txt")
    assert [] == problems
    assert {"united states", "shanghai cooperation organization"} <= set(names)


def test_names_are_folded():
    assert ["white house", "US congress"] == fold_names(
        ["White House", "Obama", "U.S. Congress", "White House", "Sov* x"]
    )
