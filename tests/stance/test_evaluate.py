"""Figures of a scorer on labelled mentions, and how their file is read."""

import json
import math
import random

import numpy as np
import pandas as pd
import pytest
from building import write_files
from sklearn.metrics import f1_score

from helpers.errors import PresslensError
from helpers.schemas import LABELS
from helpers.stance import Scorer, evaluate, read_labelled, register_scorer
from helpers.stance.measures import bin_confidence, calibration_error, count_confusion, find_f1

GOOD = {"sentence": "Peru thanked Chile for the boats.", "from": 13, "to": 18, "mention": "Chile", "polarity": 1}
FORM = "each line needs sentence, from, to, mention and polarity (-1, 0 or 1), as in NewsMTSC"
NEGATIVE, NEUTRAL, POSITIVE = LABELS


def line(**changes):
    """Return a line of JSON like GOOD; a change to `...` leaves the key out."""
    given = {**GOOD, **{key.rstrip("_"): value for key, value in changes.items()}}
    return json.dumps({key: value for key, value in given.items() if value is not ...}, ensure_ascii=False)


def write(tmp_path, *lines, ending="\n"):
    content = ending.encode().join(x if isinstance(x, bytes) else x.encode("utf-8", "surrogatepass") for x in lines)
    return write_files(tmp_path, {"labelled.jsonl": content}) / "labelled.jsonl"


@pytest.fixture
def figures(targets, registry, tmp_path):
    """Return a function that measures a scorer which gives these labels with these confidences."""

    def measure(true, given, confidence=np.nan, score=0.0):
        @register_scorer
        class Fixed(Scorer):
            name = "fixed"
            description = "says what it is told to"
            neutral_below = 0.0

            def score(self, mentions):
                return self.rate(mentions)["score"]

            def rate(self, mentions):
                rated = {"score": score, "label": given, "confidence": confidence}
                return pd.DataFrame(rated, index=range(len(given))).loc[mentions.index]

        lines = [line(polarity=LABELS.index(label) - 1) for label in true]
        mentions, problems = read_labelled(write(tmp_path, *lines))
        assert [] == problems
        return evaluate("fixed", mentions, targets)

    return measure


def test_figures_by_hand(figures):
    true = [NEGATIVE, NEGATIVE, NEUTRAL, NEUTRAL, NEUTRAL, POSITIVE]
    given = [NEGATIVE, NEUTRAL, NEUTRAL, NEUTRAL, POSITIVE, POSITIVE]
    found = figures(true, given, [0.95, 0.55, 0.95, 0.95, 0.45, 0.45], [-0.8, -0.2, 0.0, 0.1, 0.5, 0.4])
    # negative: 1 of 1 given and of 2 true; neutral: 2 of 3 and of 3; positive: 1 of 2 and of 1
    by_hand = {NEGATIVE: 2 / 3, NEUTRAL: 2 / 3, POSITIVE: 2 / 3}
    assert ("fixed", 6) == (found.scorer, found.n)
    assert pytest.approx(by_hand) == found.f1
    assert pytest.approx(2 / 3) == found.macro_f1
    assert pytest.approx(4 / 6) == found.accuracy
    # bins: .9 to 1 (3, all right, .95), .5 to .6 (1, wrong, .55), .4 to .5 (2, one right, .45)
    assert pytest.approx(3 / 6 * 0.05 + 1 / 6 * 0.55 + 2 / 6 * 0.05) == found.ece
    assert pytest.approx({NEGATIVE: -0.5, NEUTRAL: 0.2, POSITIVE: 0.4}) == found.mean_score
    assert found.sentences_per_second > 0


def test_labels_that_do_not_occur(figures):
    found = figures([NEUTRAL, NEUTRAL], [NEUTRAL, NEUTRAL])
    assert ({NEGATIVE: 0, NEUTRAL: 1, POSITIVE: 0}, 1) == (found.f1, found.accuracy)
    assert pytest.approx(1 / 3) == found.macro_f1
    assert {NEGATIVE: None, NEUTRAL: 0.0, POSITIVE: None} == found.mean_score
    assert None is found.ece


def test_figures_are_written_as_json_with_four_places(figures):
    given = figures([NEGATIVE] * 3, [NEGATIVE, NEUTRAL, NEUTRAL], 1 / 3, 1 / 3).as_dict()
    assert (0.1667, 0.3333, 0.5) == (given["macro_f1"], given["accuracy"], given["f1"][NEGATIVE])
    assert {NEGATIVE: 0.3333, NEUTRAL: None, POSITIVE: None} == given["mean_score"]
    assert 0.0 == given["ece"]
    json.dumps(given, allow_nan=False)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("n", [1, 2, 7, 400])
def test_f1_is_that_of_sklearn(seed, n, figures):
    random.seed(seed)
    true, given = random.choices(LABELS, k=n), random.choices(LABELS, weights=[1, 5, 2], k=n)
    found = figures(true, given)
    each = f1_score(true, given, labels=LABELS, average=None, zero_division=0)
    assert pytest.approx(dict(zip(LABELS, each, strict=True))) == found.f1
    assert pytest.approx(f1_score(true, given, labels=LABELS, average="macro", zero_division=0)) == found.macro_f1


def test_confusion_precision_and_recall_by_hand(figures):
    found = figures([NEGATIVE, NEGATIVE, NEUTRAL, NEUTRAL], [NEGATIVE, NEUTRAL, NEUTRAL, NEUTRAL])
    assert found.confusion == {
        NEGATIVE: {NEGATIVE: 1, NEUTRAL: 1, POSITIVE: 0},
        NEUTRAL: {NEGATIVE: 0, NEUTRAL: 2, POSITIVE: 0},
        POSITIVE: {NEGATIVE: 0, NEUTRAL: 0, POSITIVE: 0},
    }
    assert {NEGATIVE: 1, NEUTRAL: pytest.approx(2 / 3), POSITIVE: None} == found.precision
    assert {NEGATIVE: 0.5, NEUTRAL: 1, POSITIVE: None} == found.recall
    assert [] == found.calibration
    assert found.cores >= 1


@pytest.mark.parametrize(
    ("true", "given", "f1"),
    [
        ([NEGATIVE, NEGATIVE, NEUTRAL], [NEGATIVE, NEUTRAL, NEUTRAL], [2 / 3, 2 / 3, 0]),
        ([NEGATIVE, NEUTRAL, POSITIVE], [NEGATIVE, NEUTRAL, POSITIVE], [1, 1, 1]),
        ([NEGATIVE, POSITIVE], [POSITIVE, NEGATIVE], [0, 0, 0]),
        ([], [], [0, 0, 0]),
    ],
)
def test_f1_of_labels(true, given, f1):
    confusion = count_confusion(np.array(true, dtype=object), np.array(given, dtype=object))
    assert f1 == pytest.approx(find_f1(confusion))
    assert [f1, f1] == [pytest.approx(row) for row in find_f1(np.stack([confusion, 2 * confusion]))]


def test_bins_of_confidence_by_hand():
    first, last = bin_confidence(np.array([0.42, 0.48, 1.0]), np.array([True, False, True]))
    assert (0.4, 0.5, 2, 0.5) == tuple(
        first[k] for k in ("confidence_from", "confidence_to", "n_mentions", "share_right")
    )
    assert pytest.approx(0.45) == first["mean_confidence"]
    assert (0.9, 1.0, 1, 1.0, 1.0) == tuple(last.values())


@pytest.mark.parametrize(
    ("name", "article"),
    [
        ("allsides_1000_401_25_Jane Doe_0_6", "allsides_1000_401"),
        ("polusa_v1_59488606_-1_30_Dr. Jane_1_2 Doe_1_3", "polusa_v1_59488606_-1"),
        ("allsides_1000_401_25_50 Cent_0_6", "allsides_1000_401"),
        ("mine", GOOD["sentence"]),
        ("a_1", GOOD["sentence"]),
        (None, GOOD["sentence"]),
        (["x"], GOOD["sentence"]),
        (..., GOOD["sentence"]),
    ],
)
def test_the_article_is_that_of_the_id_or_else_the_sentence(tmp_path, name, article):
    mentions, problems = read_labelled(write(tmp_path, line(id=name)))
    assert ([article], []) == (list(mentions["article_id"]), problems)


@pytest.mark.parametrize(
    ("confidence", "right", "error"),
    [
        ([1.0, 1.0], [1, 1], 0),
        ([1.0, 1.0], [0, 0], 1),
        ([0.5, 0.5], [1, 0], 0),
        ([0.8, 0.8, 0.8, 0.8, 0.8], [1, 1, 1, 1, 0], 0),
        ([0.62, 0.68], [1, 1], 0.35),  # one bin: means of both
        ([0.62, 0.72], [1, 1], 0.33),
        ([0.0, 1.0], [0, 1], 0),
        ([0.4, np.nan], [1, 1], None),
        ([], [], None),
    ],
)
def test_calibration_error_by_hand(confidence, right, error):
    found = calibration_error(np.array(confidence, dtype=float), np.array(right, dtype=bool))
    assert found == (error if error is None else pytest.approx(error))


@pytest.mark.usefixtures("registry")
def test_what_a_scorer_is_shown(targets, tmp_path):
    shown = []

    @register_scorer
    class Reader(Scorer):
        name = "reader"
        description = "reads"
        neutral_below = 0.05

        def score(self, mentions):
            shown.append(mentions)
            return pd.Series(0.0, index=mentions.index)

    sentence = "The US told Russia and Chile to wait."
    mentions, _ = read_labelled(write(tmp_path, line(sentence=sentence, from_=23, to=28, polarity=0)))
    evaluate("reader", mentions, targets)
    for given in shown:  # the lexicons do not see the mention, nor names of our targets
        assert ["The Entity told Entity and Entity to wait."] == list(given["masked_sentence"])
        assert [(sentence, "Chile", 23, 28, 0, len(sentence), "")] == list(
            given[
                ["sentence", "mention", "mention_start", "mention_end", "sentence_start", "sentence_end", "alias_kind"]
            ].itertuples(index=False, name=None)
        )


def test_a_scorer_that_is_not_there_is_an_error(targets, tmp_path):
    mentions, _ = read_labelled(write(tmp_path, line()))
    with pytest.raises(PresslensError, match="there is no scorer 'magic'"):
        evaluate("magic", mentions, targets)


def test_a_file_is_read(tmp_path):
    mentions, problems = read_labelled(write(tmp_path, line(), line(mention=..., polarity=-1), line(polarity=0, id=7)))
    assert [] == problems
    assert [POSITIVE, NEGATIVE, NEUTRAL] == list(mentions["label"])
    assert {"Chile"} == set(mentions["mention"])


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        ("no JSON", "it is no JSON"),
        ("{", "it is no JSON"),
        (line() + line(), "it is no JSON"),
        ("[" * 100_000, "it is no JSON"),
        (line().replace("13", "1" * 5000), "it is no JSON"),
        (line().replace("boats", "bo\x00ats"), "it is no JSON"),
        (line().encode("utf-8").replace(b"boats", b"bo\xffts"), "it is not UTF-8"),
        (line().encode("utf-16"), "it is not UTF-8"),
        ("[1, 2]", "it is no JSON object"),
        ('"text"', "it is no JSON object"),
        ("null", "it is no JSON object"),
        ("{}", "'sentence' is missing"),
        (line(sentence=...), "'sentence' is missing"),
        (line(from_=...), "'from' is missing"),
        (line(to=...), "'to' is missing"),
        (line(polarity=...), "'polarity' is missing"),
        (line(sentence=None), "'sentence' is no text, or 'from' or 'to' no integer"),
        (line(sentence=["a"]), "'sentence' is no text, or 'from' or 'to' no integer"),
        (line(from_=13.0), "'sentence' is no text, or 'from' or 'to' no integer"),
        (line(to=18.5), "'sentence' is no text, or 'from' or 'to' no integer"),
        (line(from_="13"), "'sentence' is no text, or 'from' or 'to' no integer"),
        (line(from_=False), "'sentence' is no text, or 'from' or 'to' no integer"),
        (line(to=True), "'sentence' is no text, or 'from' or 'to' no integer"),
        (line(to=math.inf), "'sentence' is no text, or 'from' or 'to' no integer"),
        (line(from_=-1), "-1 to 18 is no place in its sentence of 33 characters"),
        (line(to=34), "13 to 34 is no place in its sentence of 33 characters"),
        (line(from_=18), "18 to 18 is no place in its sentence of 33 characters"),
        (line(from_=19), "19 to 18 is no place in its sentence of 33 characters"),
        (line(sentence=""), "13 to 18 is no place in its sentence of 0 characters"),
        (line(to=10**4000), f"13 to 1{'0' * 19} is no place in its sentence of 33 characters"),
        (line(mention="Peru"), "its sentence has 'Chile' at 13, not the mention"),
        (line(mention=None), "its sentence has 'Chile' at 13, not the mention"),
        (line(mention=["Chile"]), "its sentence has 'Chile' at 13, not the mention"),
        (line(polarity=2), "polarity '2' is none of -1, 0 and 1"),
        (line(polarity="1"), "polarity '1' is none of -1, 0 and 1"),
        (line(polarity=True), "polarity 'True' is none of -1, 0 and 1"),
        (line(polarity=False), "polarity 'False' is none of -1, 0 and 1"),
        (line(polarity=None), "polarity 'None' is none of -1, 0 and 1"),
        (line(polarity=1.0), "polarity '1.0' is none of -1, 0 and 1"),
        (line(polarity=math.nan), "polarity 'nan' is none of -1, 0 and 1"),
        (line(polarity=[1]), "polarity '[1]' is none of -1, 0 and 1"),
        (line(polarity="positive" * 99), "polarity 'positivepositiveposi' is none of -1, 0 and 1"),
        (line(polarity=...)[:-1] + ', "polarity": ' + "[" * 900 + "]" * 900 + "}", "is none of -1, 0 and 1"),
        (line(sentence="\ud800 eru thanked Chile"), "it is not UTF-8"),
        (line().replace("boats", "\\ud800oats"), "its sentence holds half a character (a lone surrogate)"),
    ],
)
def test_a_bad_line_is_named_and_the_rest_is_used(tmp_path, bad, says):
    mentions, [problem] = read_labelled(write(tmp_path, line(), bad, line(polarity=-1)))
    assert [POSITIVE, NEGATIVE] == list(mentions["label"])
    assert ("labelled.jsonl#2", "left out", FORM) == (problem.file, problem.severity, problem.remedy)
    assert says in problem.reason
    assert 1 == len(str(problem).splitlines())
    assert len(str(problem)) < 300


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_line_ends_and_empty_lines(tmp_path, ending):
    mentions, problems = read_labelled(write(tmp_path, "", line(), "  ", "", line(), "no", "", ending=ending))
    assert 2 == len(mentions)
    assert ["labelled.jsonl#6"] == [problem.file for problem in problems]


def test_byte_order_marks_are_no_part_of_a_line(tmp_path):
    """A file may have been put together from several, each with its own."""
    mentions, problems = read_labelled(write(tmp_path, "\ufeff" + line(), "\ufeff" + line(), line()))
    assert (3, []) == (len(mentions), problems)


@pytest.mark.parametrize("separator", ["\u2028", "\u2029", "\x85", "\\u0000", "\\n", "\u00a0", "😀"])
def test_any_character_may_stand_in_a_sentence(tmp_path, separator):
    mentions, problems = read_labelled(write(tmp_path, line().replace("boats", f"bo{separator}ats"), line()))
    assert (2, []) == (len(mentions), problems)


def test_offsets_count_characters_not_bytes(tmp_path):
    sentence = "😀 Malé thanked Brasília."
    mentions, problems = read_labelled(write(tmp_path, line(sentence=sentence, from_=15, to=23, mention="Brasília")))
    assert (["Brasília"], []) == (list(mentions["mention"]), problems)


def test_a_very_long_line(tmp_path, targets):
    sentence = GOOD["sentence"] + " word" * 200_000
    mentions, problems = read_labelled(write(tmp_path, line(sentence=sentence), "x" * 1_000_000))
    assert ["it is no JSON"] == [problem.reason for problem in problems]
    assert [len(sentence)] == list(mentions["sentence_end"])
    assert 1 == evaluate("stance", mentions, targets).n


@pytest.mark.parametrize("content", ["", "\n\n", "\ufeff", "  \r\n"])
def test_an_empty_file_is_one_line(tmp_path, content):
    with pytest.raises(
        PresslensError, match=r"^labelled\.jsonl has no usable line \(it is empty\); docs/stance\.md shows"
    ):
        read_labelled(write(tmp_path, content))


def test_a_file_without_a_usable_line_says_what_is_wrong_with_the_first(tmp_path):
    with pytest.raises(PresslensError, match=r"no usable line \(labelled\.jsonl#2: 'to' is missing\); docs/stance\.md"):
        read_labelled(write(tmp_path, "", line(to=...), "no JSON"))
    with pytest.raises(PresslensError, match="it is not UTF-8"):
        read_labelled(write(tmp_path, line().encode("utf-16")))


def test_a_folder_or_no_file_is_one_line(tmp_path):
    with pytest.raises(PresslensError, match=r"cannot be read \(Is a directory\); check the path"):
        read_labelled(tmp_path)
    with pytest.raises(
        PresslensError, match=r"none\.jsonl cannot be read \(No such file or directory\); check the path"
    ):
        read_labelled(tmp_path / "none.jsonl")
