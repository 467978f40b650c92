import hashlib

import pandas as pd
import pytest

from helpers.corpus import FACT_COLUMNS, drop_retellings, list_same_titles, list_sources, number_same_texts

A, B, C = "a" * 16, "b" * 16, "c" * 16


def _facts(*rows, columns=("file", "article_id")):
    given = {
        "article_id": A,
        "source": "Daily",
        "title": "Talks",
        "title_from": "inferred",
        "text_kind": "article",
        "sha256": "",
    }
    return pd.DataFrame([given | dict(zip(columns, row, strict=True)) for row in rows])[FACT_COLUMNS]


def _hash(*lines):
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("a.txt", "Daily", A), ("b.txt", "Daily", B)], {}),
        ([("a.txt", "Weekly", A), ("b.txt", "Daily", A)], {"a.txt": _hash("1", A)}),
        (
            [("b.txt", "Daily", A), ("c.txt", "Daily", A), ("a.txt", "Daily", A), ("é.txt", "Daily", A)],
            {"b.txt": _hash("1", A), "c.txt": _hash("2", A), "é.txt": _hash("3", A)},
        ),
        (  # the new id is taken
            [("a.txt", "Daily", A), ("b.txt", "Daily", A), ("c.txt", "Daily", _hash("1", A))],
            {"b.txt": _hash(_hash("1", A), "b.txt")},
        ),
    ],
)
@pytest.mark.parametrize("is_reversed", [False, True])
def test_same_texts_get_ids_of_their_own(rows, expected, is_reversed, tmp_path):
    facts = _facts(*rows[:: -1 if is_reversed else 1], columns=("file", "source", "article_id"))
    assert expected == dict(number_same_texts(facts).itertuples(index=False, name=None))
    facts.to_parquet(tmp_path / "facts.parquet")
    assert list(expected) == list(number_same_texts([tmp_path / "facts.parquet"])["file"])


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("a.txt", A, "Talks"), ("b.txt", B, "TALKS")], [("b.txt", "has the same title as a.txt")]),
        ([("a.txt", A, "Talks"), ("b.txt", A, "Talks")], []),
        ([("a.txt", A, "Talks"), ("b.txt", B, "Talks again")], []),
        (
            [("a.csv#10", A, "Talks"), ("a.csv#9", B, "Talks"), ("a.csv#8", B, "Talks"), ("b.csv#1", C, "talks")],
            [("a.csv#10", "has the same title as a.csv#8, as have 1 more")],
        ),
        (
            [("c.txt", A, "One"), ("d.txt", B, "One"), ("a.txt", A, "Two"), ("b.txt", B, "Two")],
            [("b.txt", "has the same title as a.txt"), ("d.txt", "has the same title as c.txt")],
        ),
    ],
)
def test_same_titles_of_different_texts_are_told(rows, expected):
    problems = list_same_titles(_facts(*rows, columns=("file", "article_id", "title")))
    assert expected == [(problem.file, problem.reason) for problem in problems]


def test_names_of_files_are_no_titles():
    rows = [("a.txt", A, "file name"), ("b.txt", B, "file name")]
    assert [] == list_same_titles(_facts(*rows, columns=("file", "article_id", "title_from")))


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("a.txt", "original", "1"), ("x/daily.txt", "retelling", "2"), ("b.txt", "article", "3")], ["x/daily.txt"]),
        ([("a.txt", "original", "9"), ("daily.txt", "retelling", "2")], []),
        ([("a.txt", "article", "1"), ("daily.txt", "retelling", "2")], []),
        ([("daily.txt", "original", "1"), ("x/daily.txt", "article", "2")], []),
        ([("a.txt", "original", "1"), ("weekly.txt", "retelling", "2")], []),
    ],
)
def test_retellings_make_place_for_their_originals(rows, expected):
    facts = _facts(*rows, columns=("file", "text_kind", "sha256"))
    assert expected == drop_retellings(facts, {"1": {"file": "daily.txt"}})


def test_sources_are_counted_with_what_the_manifests_say():
    facts = _facts(("a.txt", "Weekly"), ("b.txt", "Daily"), ("c.txt", "Weekly"), columns=("file", "source"))
    sources = list_sources(facts, {"Weekly": {"country": "Norway", "kind": "magazine"}, "Other": {}})
    assert [("Daily", "", "", "", 1), ("Weekly", "Norway", "magazine", "", 2)] == list(
        sources.itertuples(index=False, name=None)
    )
