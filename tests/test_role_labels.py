"""The labels of who acts on whom: whole, allowed, and on words of the texts they were made on."""

import csv
import hashlib
import re
from collections import Counter, defaultdict

import pytest
from building import ROOT

from helpers.schemas.comparison import CONSTRUCTIONS, ROLES

ROLE_LABELS = ROOT / "data" / "roles"
with (ROLE_LABELS / "clauses.csv").open(encoding="utf-8", newline="") as _file:
    LABELS = list(csv.DictReader(_file))


@pytest.fixture(scope="module")
def texts(corpora):
    """Return the labelled texts by file name, with their line ends."""
    folder = corpora / "polnear" / "text"
    return {name: (folder / name).read_bytes().decode("utf-8") for name in sorted({row["file"] for row in LABELS})}


def test_each_row_has_allowed_values():
    columns = "file,start,end,target,role,verb,verb_start,verb_end,construction,sure,split"
    assert {columns} == {",".join(row) for row in LABELS}
    assert {"US", "Russia"} == {row["target"] for row in LABELS}
    assert set(ROLES) == {row["role"] for row in LABELS}
    assert set(CONSTRUCTIONS) == {row["construction"] for row in LABELS}
    assert {"0", "1"} == {row["sure"] for row in LABELS}


def test_a_verb_stands_with_each_role_and_none_with_neither():
    of_verb = ("verb", "verb_start", "verb_end", "construction")
    assert [] == [r for r in LABELS if len({r["role"] == "neither", *(not r[column] for column in of_verb)}) > 1]
    assert [] == [r["verb"] for r in LABELS if not re.fullmatch(r"|[a-z-]+( [a-z]+)?", r["verb"])]


def test_no_mention_twice_and_no_article_in_both_parts():
    mentions = Counter((row["file"], row["start"], row["end"], row["target"]) for row in LABELS)
    assert [] == [mention for mention, count in mentions.items() if count > 1]
    parts = defaultdict(set)
    for row in LABELS:
        parts[row["file"]].add(row["split"])
    assert [] == [file for file, of_file in parts.items() if len(of_file) > 1]
    assert {"dev": 100, "test": 220} == Counter(row["split"] for row in LABELS)


@pytest.mark.corpora
def test_offsets_hold_whole_words_of_one_line(texts):
    for row in LABELS:
        text, start, end = texts[row["file"]], int(row["start"]), int(row["end"])
        words = [(start, end)]
        if row["verb"]:
            words.append((int(row["verb_start"]), int(row["verb_end"])))
            assert re.fullmatch(r"[A-Za-z-]+", text[words[1][0] : words[1][1]]), row
        for begin, stop in words:
            assert re.fullmatch(r"\w.*", text[begin:stop]), row
            for edge in (begin, stop):
                assert not re.fullmatch(r"\w\w", text[edge - 1 : edge + 1]), row
        assert "\n" not in text[min(a for a, _ in words) : max(b for _, b in words)], row


@pytest.mark.corpora
def test_texts_are_those_that_were_labelled(texts):
    found = hashlib.sha256("".join(texts.values()).encode("utf-8")).hexdigest()
    assert found in (ROLE_LABELS / "README.md").read_text(encoding="utf-8")
