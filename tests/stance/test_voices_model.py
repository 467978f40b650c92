import itertools
import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from helpers.errors import PresslensError
from helpers.stance import attribution
from helpers.stance.attribution import (
    HASH_BITS,
    MAX_RUN,
    TAGS,
    cut_runs,
    find_best_tags,
    find_lemma,
    load_voice_model,
    measure_tokens,
    read_tokens,
    read_voice_model,
)

HERE = Path(attribution.__file__).parent
SAID = "The envoy said that talks would go on. “We agree,” he added."


def _tokens(*texts):
    return read_tokens([(text, [(0, len(text))]) for text in texts])


def _words(text):
    tokens = _tokens(text)
    return [text[start:end] for start, end in zip(tokens.start, tokens.end, strict=True) if start >= 0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He said so.", ["He", "said", "so", "."]),
        ("Mr. Khan of the U.S. won’t go.", ["Mr.", "Khan", "of", "the", "U.S.", "wo", "n’t", "go", "."]),
        ("Khan's 4.5 well-known ties", ["Khan", "'s", "4.5", "well-known", "ties"]),
        ("“Yes,” he said...", ["“", "Yes", ",", "”", "he", "said", "..."]),
        ("a\u00a0b\tc", ["a", "b", "c"]),
    ],
)
def test_tokens(text, expected):
    assert expected == _words(text)


@pytest.mark.parametrize(
    "forms", ["say says said saying", "argue argues argued arguing", "deny denies denied denying", "tell told tells"]
)
def test_the_forms_of_a_verb_have_one_lemma(forms):
    assert 1 == len({find_lemma(form) for form in forms.split()})


def test_function_words_are_no_forms_of_verbs():
    assert find_lemma("not") != find_lemma("noted")


def test_quotation_marks_and_what_they_hold():
    tokens = _tokens("He said: “We agree” and left. ‘A start’, she felt.")
    assert [0, 0, 0, 1, 2, 2, 3, 0, 0, 0, 1, 5, 5, 3, 0, 0, 0, 0] == tokens.quoted[tokens.start >= 0].tolist()
    assert {0, 2} == set(tokens.n_quoted.tolist())


def test_a_paragraph_that_runs_on_from_an_open_quotation_is_quoted():
    text = "He said: “We agree.\n\nand we sign,” he said."
    tokens = read_tokens([(text, [(0, 19), (21, len(text))])])
    said = text.index("and we")
    assert 1 == tokens.quoted[tokens.start == said].item()
    assert 0 == tokens.quoted[tokens.start == text.rindex("he said")].item()


def test_what_is_observed_of_a_text_does_not_depend_on_those_beside_it():
    model = read_voice_model()
    other = "Nobody came.\nNot one."
    alone, beside = _tokens(SAID), _tokens(other, SAID, other)
    rows = [
        measure_tokens(tokens, model.hashed_cues(), model.hashed_sources())[tokens.paragraph >= 0]
        for tokens in (alone, beside)
    ]
    own = beside.text[beside.paragraph >= 0] == 1
    np.testing.assert_array_equal(rows[0], rows[1][own])
    assert rows[0].max() < 1 << HASH_BITS


def _brute_force(scores, transitions, begins):
    def worth(tags):
        moved = sum(transitions[a, b] for a, b in itertools.pairwise(tags))
        return begins[tags[0]] + moved + sum(scores[at, tag] for at, tag in enumerate(tags))

    return max(itertools.product(range(len(TAGS)), repeat=len(scores)), key=worth)


def test_the_best_sequence_is_the_best_of_all():
    rng = np.random.default_rng(7)
    runs = [(0, 4), (5, 6), (6, 11)]
    for _ in range(5):
        scores = rng.normal(size=(12, len(TAGS))).astype(np.float32)
        transitions = rng.normal(size=(len(TAGS), len(TAGS))).astype(np.float32)
        begins = rng.normal(size=len(TAGS)).astype(np.float32)
        tags = find_best_tags(scores, runs, transitions, begins)
        for first, last in runs:
            assert _brute_force(scores[first:last], transitions, begins) == tuple(tags[first:last])
        assert 0 == tags[4] == tags[11]


def test_nothing_has_no_tags():
    tokens = read_tokens([])
    assert [] == cut_runs(tokens)
    assert not read_voice_model().tag(tokens).any()
    assert not read_voice_model().tag(_tokens("", " ")).any()


def test_long_paragraphs_are_cut():
    tokens = _tokens("word " * (2 * MAX_RUN + 1))
    assert [MAX_RUN, MAX_RUN, 1] == [last - first for first, last in cut_runs(tokens)]


def test_the_model_is_small():
    assert (HERE / "voice_model.npz").stat().st_size + (HERE / "voice_words.json").stat().st_size < 3_000_000


@pytest.mark.parametrize("damage", ["missing", "cut", "changed", "no words", "broken words"])
def test_a_damaged_model_is_told_in_one_line(tmp_path, damage):
    for name in ("voice_model.npz", "voice_words.json"):
        shutil.copy(HERE / name, tmp_path / name)
    weights, words = tmp_path / "voice_model.npz", tmp_path / "voice_words.json"
    stored = weights.read_bytes()
    match damage:
        case "missing":
            weights.unlink()
        case "cut":
            weights.write_bytes(stored[:1_000])
        case "changed":
            weights.write_bytes(stored[:-1] + b"x")
        case "no words":
            words.write_text(json.dumps([]), encoding="utf-8")
        case _:
            words.write_text("{", encoding="utf-8")
    with pytest.raises(PresslensError, match="install Presslens again") as error:
        load_voice_model(tmp_path)
    assert "\n" not in str(error.value)


def test_a_copy_of_the_model_is_the_model(tmp_path):
    for name in ("voice_model.npz", "voice_words.json"):
        shutil.copy(HERE / name, tmp_path / name)
    tokens = _tokens(SAID)
    np.testing.assert_array_equal(read_voice_model().tag(tokens), load_voice_model(tmp_path).tag(tokens))
