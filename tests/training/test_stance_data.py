"""The data that the scorers learnt from: whole, ours, and without what they are examined on."""

import csv
import json
import re
import sys
from collections import Counter, defaultdict
from itertools import combinations

import pytest

from training import stance_data
from training.stance_data import STANCE, read_polnear, read_sentences

ROWS = [json.loads(line) for line in (STANCE / "sentences.jsonl").read_text(encoding="utf-8").splitlines()]
with (STANCE / "polnear_labels.csv").open(encoding="utf-8", newline="") as _file:
    LABELS = list(csv.DictReader(_file))
SET_PHRASES = {"w8-aa039832"}  # "did not reply to a request for comment": any newsroom's words


def runs(text, n):
    """Return the runs of n words of a text, in lower case and without punctuation."""
    words = re.findall(r"[^\W_]+", text.lower())
    return {tuple(words[i : i + n]) for i in range(len(words) - n + 1)}


def find_shared(texts, n):
    """Return which of our sentences share a run of n words with a text, and the run."""
    owners = defaultdict(list)
    for row in ROWS:
        for run in runs(row["sentence"], n):
            owners[run].append(row["id"])
    return sorted(
        {(owner, " ".join(run)) for text in texts for run in runs(text, n) & owners.keys() for owner in owners[run]}
    )


def alpha(pairs):
    """Return Krippendorff's alpha, nominal, of units that two coders labelled."""
    counts = Counter(label for pair in pairs for label in pair)
    n = counts.total()
    expected = n * n - sum(count * count for count in counts.values())
    return 1 - (n - 1) * 2 * sum(a != b for a, b in pairs) / expected


def test_training_data_are_read_without_torch():
    assert "torch" not in sys.modules or not hasattr(stance_data, "torch")


def test_each_line_has_what_is_needed():
    assert {("id", "register", "pair", "sentence", "targets")} == {tuple(row) for row in ROWS}
    assert {("mention", "from", "to", "polarity")} == {tuple(target) for row in ROWS for target in row["targets"]}
    assert {str} == {type(row[key]) for row in ROWS for key in ("id", "register", "pair", "sentence")}
    assert [] == [row["id"] for row in ROWS if not row["targets"] or row["sentence"] != row["sentence"].strip()]


def test_ids_and_sentences_are_unique():
    assert [] == [key for key, count in Counter(row["id"] for row in ROWS).items() if count > 1]
    assert [] == [key for key, count in Counter(row["sentence"].casefold() for row in ROWS).items() if count > 1]


def test_offsets_point_at_the_mentions():
    assert [] == [
        (row["id"], target["mention"])
        for row in ROWS
        for target in row["targets"]
        if not target["mention"] or row["sentence"][target["from"] : target["to"]] != target["mention"]
    ]


def test_mentions_do_not_overlap():
    assert [] == [
        row["id"]
        for row in ROWS
        for one, other in combinations(sorted(row["targets"], key=lambda target: target["from"]), 2)
        if one["to"] > other["from"]
    ]


def test_polarity_is_one_of_three():
    assert {(int, -1), (int, 0), (int, 1)} == {
        (type(target["polarity"]), target["polarity"]) for row in ROWS for target in row["targets"]
    }


def test_there_is_enough_and_of_many_kinds():
    assert len(ROWS) >= 2500
    assert len({row["pair"] for row in ROWS if row["register"] != "article"}) >= 40
    assert len({row["register"] for row in ROWS}) >= 5
    assert 2 * sum(len(row["targets"]) > 1 for row in ROWS) > len(ROWS)
    shares = Counter(target["polarity"] for row in ROWS for target in row["targets"])
    assert min(shares.values()) / shares.total() > 0.15


def test_no_two_sentences_share_more_than_half_of_their_runs_of_four_words():
    own = [runs(row["sentence"], 4) for row in ROWS]
    owners = defaultdict(list)  # no run is common, so few pairs share any
    for number, found in enumerate(own):
        for run in found:
            owners[run].append(number)
    shared = Counter(pair for numbers in owners.values() for pair in combinations(numbers, 2))
    alike = [(a, b) for (a, b), n in shared.items() if 2 * n > min(len(own[a]), len(own[b]))]
    assert [] == [(ROWS[a]["id"], ROWS[b]["id"]) for a, b in alike]


@pytest.mark.corpora
def test_no_sentence_has_six_words_of_the_examination(corpora):
    texts = [path.read_text(encoding="utf-8") for path in sorted((corpora / "articles").glob("*.txt"))]
    assert 5 == len(texts)
    assert [] == find_shared(texts, 6)


def test_no_sentence_has_six_words_of_the_retellings(sample):
    assert [] == find_shared(sample["raw_text"], 6)


@pytest.mark.corpora
def test_no_sentence_has_eight_words_of_others(corpora):
    lines = [line for path in (corpora / "newsmtsc").glob("*.jsonl") for line in path.open(encoding="utf-8")]
    assert [] == find_shared((json.loads(line)["sentence"] for line in lines), 8)
    texts = ((path.read_bytes().decode("utf-8")) for path in sorted((corpora / "polnear" / "text").glob("*.txt")))
    assert SET_PHRASES >= {owner for owner, _ in find_shared(texts, 8)}


def test_each_own_mention_is_an_example():
    examples = read_sentences()
    assert sum(len(row["targets"]) for row in ROWS) == len(examples)
    given = [(row["sentence"], t["from"], t["to"], t["polarity"]) for row in ROWS for t in row["targets"]]
    assert given == [(e.sentence, e.start, e.end, e.label - 1) for e in examples]


def test_what_is_held_out_is_held_out_by_pair():
    examples = read_sentences()
    held_out = {e.group for e in examples if stance_data.is_held_out(e)}
    assert held_out.isdisjoint(e.group for e in examples if not stance_data.is_held_out(e))
    assert 0.05 < sum(e.group in held_out for e in examples) / len(examples) < 0.25


def test_labels_of_polnear_have_the_form_of_the_readme():
    columns = ["file", "start", "end", "mention", "country", "label", "coder_a", "coder_b", "doubt", "draw"]
    assert [columns] == [list(row) for row in LABELS[:1]]
    assert {"-1", "0", "1"} == {row["label"] for row in LABELS}
    assert {"-1", "0", "1", ""} == {row[coder] for row in LABELS for coder in ("coder_a", "coder_b")}
    assert {"0", "1"} == {row["doubt"] for row in LABELS}
    assert {"random", "likely"} == {row["draw"] for row in LABELS}
    assert len(LABELS) == len({(row["file"], row["start"], row["end"]) for row in LABELS}) >= 990
    assert [] == [row for row in LABELS if row["label"] not in (row["coder_a"], row["coder_b"])]
    assert [] == [row for row in LABELS if int(row["end"]) - int(row["start"]) != len(row["mention"])]


def test_no_text_of_polnear_is_kept():
    assert max(len(value) for row in LABELS for key, value in row.items() if key != "file") <= 30


def test_two_codings_agree():
    twice = [(row["coder_a"], row["coder_b"]) for row in LABELS if row["coder_a"] and row["coder_b"]]
    assert len(twice) >= 180
    assert 0.8 < alpha(twice) < 1


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([("a", "a"), ("b", "b")], 1),
        ([("a", "b"), ("b", "a")], -0.5),
        # Krippendorff 2011, binary data of two observers and ten units
        (list(zip("0100000000", "1110010100", strict=True)), 0.095),
    ],
)
def test_alpha_by_hand(pairs, expected):
    assert pytest.approx(expected, abs=5e-4) == alpha(pairs)


@pytest.mark.corpora
def test_offsets_of_polnear_point_at_the_mentions(corpora, monkeypatch):
    monkeypatch.setenv("PRESSLENS_CORPORA", str(corpora))
    examples = read_polnear()
    assert [row["mention"] for row in LABELS] == [e.sentence[e.start : e.end] for e in examples]
    assert [int(row["label"]) for row in LABELS] == [e.label - 1 for e in examples]


@pytest.mark.corpora
def test_polnear_mentions_are_of_their_country(corpora, monkeypatch):
    monkeypatch.setenv("PRESSLENS_CORPORA", str(corpora))
    named = stance_data.country_names()
    wrong = [r for r in LABELS if [r["country"]] != [n.target for n in named.find(r["mention"])]]
    assert [] == wrong
