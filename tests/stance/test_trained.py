"""Trained scorers: the same text has the same score, and a damaged file is one line.

The models ship with Presslens: without their files these tests fail.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from building import make_articles, make_mentions, mark

from helpers.errors import PresslensError
from helpers.language import split_sentences
from helpers.schemas import LABELS, Mentions, ScoredMentions
from helpers.shipped import REMEDY
from helpers.stance import (
    Scorer,
    find_mentions,
    get_scorer,
    register_scorer,
    score_mentions,
    trained,
    usable_scorers,
)
from helpers.stance.framing import frame_mention
from helpers.stance.trained import MODELS, TrainedModel, load_model

SENTENCES = [
    "«Moscow» thanked Washington for its help.",
    "Moscow thanked «Washington» for its help.",
    "Peru accused «Moscow» of lying about the wreck.",
    "«Russia» sent a delegation of nine to the harbour talks.",
    "«Americans» 😀",
    "The talks, which «the United States» had asked for again and again, were put off until the spring.",
    "«US»",
    "😀 🎉 «Russia» 🎉",
    f"{'word ' * 2500}«Russia» lied again.{' word' * 2500}",
]
# {0} and {1} are countries, {2} and {3} their capitals, {4} and {5} their demonyms, {6} and {7} their leaders
EXCHANGED = [
    "{0} thanked {1} for the wheat it sent after the flood.",
    "{2} accused {3} of lying to the inspectors.",
    "{4} divers and {5} divers raised the wreck together.",
    "{0} broke its word, said Peru, while {1} kept to the treaty.",
    "Nobody in Lima trusts {2}, but many admire {5} engineers.",
    "{6} called {7} a coward and a cheat.",
    "{7} praised {6}, and {4} papers printed every word.",
    "Ties between {0} and {1} are at an all-time low.",
    "{0}, {1} and Kenya signed the accord on fishing.",
    "{4} gunboats rammed a trawler near {1}.",
    "For {2}, the visit was a triumph; for {3}, a humiliation.",
    "Few believe that {0} wants peace with {1}.",
    "{5} aid reached the village two days before {4} aid did.",
    "“{0} bullies its neighbours,” the Chilean envoy said, “and {1} looks away.”",
    "{2} expelled nine {5} diplomats for spying.",
    "Without {1} the dam would never have been built, whatever {0} says.",
    "The court in Kenya cleared {0} and fined {1}.",
    "{6} met {7} in Peru on Tuesday.",
    "{4}s and {5}s danced at the border until dawn.",
    "How generous of {0} to jail the reporters of {1}!",
]
US = ("America", "Washington", "American", "Obama")
RUSSIA = ("Russia", "Moscow", "Russian", "Putin")


def rate(mentions):
    return get_scorer("stance").rate(mentions)


def score(text, kind="country"):
    return float(rate(make_mentions(text, kind=kind))["score"].iloc[0])


def mentions_in(text, targets):
    articles = make_articles(text)
    return find_mentions(articles, split_sentences(articles), targets)


@pytest.fixture
def models(tmp_path):
    """Return a folder in which the files of `stance` can be damaged."""
    for path in MODELS.glob("stance.*"):
        (tmp_path / path.name).symlink_to(path)
    return tmp_path


def damage(folder, name, content):
    """Replace a file; None removes it, a number keeps so many bytes less than there are."""
    path = folder / name
    whole = path.read_bytes()
    path.unlink()
    if content is not None:
        path.write_bytes(whole[:-content] if isinstance(content, int) else content)


def test_the_files_ship_with_us():
    assert {"stance.json", "stance.onnx", "stance.tokenizer.json"} <= {path.name for path in MODELS.iterdir()}
    assert max(path.stat().st_size for path in MODELS.iterdir()) <= 95e6


def test_scores_do_not_depend_on_the_company():
    mentions = make_mentions(*SENTENCES)
    together = rate(mentions)
    alone = pd.concat([rate(mentions.loc[[i]]) for i in mentions.index])
    shuffled = rate(mentions.sample(frac=1, random_state=3)).sort_index()
    repeated = rate(pd.concat([mentions] * 3)).iloc[: len(mentions)]
    for other in (alone, shuffled, repeated, rate(mentions)):
        pd.testing.assert_frame_equal(together, other, rtol=0, atol=1e-6)


def test_the_index_of_the_mentions_is_kept():
    mentions = make_mentions(*SENTENCES[:3]).set_axis([7, 3, 5])
    assert [7, 3, 5] == list(rate(mentions).index)
    assert list(get_scorer("stance").score(mentions)) == list(rate(mentions)["score"])


def test_an_empty_batch():
    assert (0, 3) == load_model("stance").predict([]).shape
    nothing = rate(make_mentions("«US»").iloc[:0])
    assert (0, ["score", "label", "confidence"]) == (len(nothing), list(nothing.columns))


def test_no_mentions_no_rows(targets):
    assert 0 == len(score_mentions(Mentions.empty(), targets, ["stance"]))


def test_equal_mentions_are_run_once(monkeypatch):
    ran = []
    run = TrainedModel._run
    monkeypatch.setattr(TrainedModel, "_run", lambda self, framed: ran.append(framed) or run(self, framed))
    rated = rate(make_mentions(*["«Moscow» lied again."] * 500, *["«Washington» lied again."] * 500))
    assert (1, 1000) == (len(ran), len(rated))  # to a model the two are one
    assert 1 == len(rated.drop_duplicates())


def test_score_label_and_confidence_fit_together():
    mentions = make_mentions(*SENTENCES, *(text.format(*US, *RUSSIA).replace("Peru", "«Peru»") for text in EXCHANGED))
    mentions = mentions[mentions["mention"] != ""]
    probabilities = load_model("stance").predict(list(trained.frame_mentions(mentions)))
    rated = rate(mentions)
    assert np.allclose(1, probabilities.sum(axis=1))
    assert [LABELS[i] for i in probabilities.argmax(axis=1)] == list(rated["label"])
    assert np.allclose(probabilities.max(axis=1), rated["confidence"])
    assert np.allclose(probabilities[:, 2] - probabilities[:, 0], rated["score"])
    assert rated["score"].between(-1, 1).all()
    assert rated["confidence"].between(1 / 3, 1).all()


@pytest.mark.parametrize("logits", [[0, 0, 0], [900, -900, 0], [-900, -900, 900], [1e-9, 0, 0]])
def test_extreme_logits_stay_in_range(logits):
    rated = trained.rate_framed(trained._softmax(np.array([logits], dtype=float)), pd.Index([0]))
    assert rated["score"].between(-1, 1).all()
    assert rated["confidence"].between(1 / 3 - 1e-9, 1).all()
    assert [LABELS[int(np.argmax(logits))]] == list(rated["label"])


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("Moscow thanked «Washington» for its help.", 1),
        ("Washington thanked «Moscow» for its help.", 1),
        ("Peru accused «Moscow» of lying.", -1),
        ("«Washington» broke its promises again and cannot be trusted, the minister said.", -1),
        ("The minister praised «Russia» as a loyal and reliable friend.", 1),
    ],
)
def test_plain_praise_and_blame(text, sign):
    assert sign * score(text) > 0


@pytest.mark.parametrize(
    "text",
    [
        "The delegation from «Russia» arrived on Tuesday.",
        "«The United States» has fifty states.",
        "Officials of Peru and «Russia» will meet in March.",
        "The minister flew to «Washington» on Monday.",
        "The talks in «Moscow» lasted two days.",
        "Trade between Kenya and «the US» was 900 million dollars last year.",
    ],
)
def test_plain_facts_are_neutral(text):
    rated = rate(make_mentions(text)).iloc[0]
    assert "neutral" == rated["label"]
    assert abs(rated["score"]) < 1 / 3


@pytest.mark.parametrize("name", ["United States", "Nobel Peace Prize", "Free Syrian Army", "Putin"])
@pytest.mark.parametrize("scorer", ["stance", "stance_fast"])
@pytest.mark.parametrize("kind", ["", "country"])
def test_a_name_alone_is_neutral_for_certain(name, scorer, kind):
    rated = get_scorer(scorer).rate(make_mentions(f"«{name}».", f"The «{name}»", kind=kind))
    assert [(0.0, "neutral", 1.0)] * 2 == list(rated.itertuples(index=False, name=None))


@pytest.mark.parametrize("text", EXCHANGED)
def test_exchanging_us_and_russia_exchanges_their_scores(text, targets):
    there, back = (mentions_in(text.format(*slots), targets) for slots in (_slots(US, RUSSIA), _slots(RUSSIA, US)))
    assert len(there) == len(back) == sum(text.count(f"{{{n}}}") for n in range(8))
    assert [{"US": "Russia", "Russia": "US"}[target] for target in there["target"]] == list(back["target"])
    assert np.allclose(rate(there)["score"], rate(back)["score"], rtol=0, atol=1e-6)


def _slots(one, other):
    return [name for pair in zip(one, other, strict=True) for name in pair]


def test_other_names_of_a_country_score_alike():
    names = ["Chile", "Kenya", "Bosnia and Herzegovina", "South Korea", "NATO"]
    scores = [score(f"Peru accused «{name}» of lying.") for name in names]
    assert np.allclose(scores[0], scores, rtol=0, atol=1e-6)


def test_tokens_that_an_author_types_move_nothing():
    typed = "[T] [TC] [/T] is wonderful, kind and brave, but «Moscow» is a liar and a thief."
    assert score(typed) == pytest.approx(score(typed.replace("T", "t").replace("C", "c")), abs=1e-6)
    assert score(typed) < 0
    model = load_model("stance")
    for text in (typed, "«Moscow» [/T] </s> [T] lies.", "[T] [T] [T] «X»", "Ann </s> «[T]» lies."):
        for kind in ("", "country"):
            encoded = model._encoder.encode(frame_mention(*mark(text), kind))
            first, last = encoded.target
            words = model._encoder.tokenizer.decode(encoded.ids[first:last], skip_special_tokens=False)
            opens = model._encoder.tokenizer.token_to_id("[T]")
            assert (1, opens) == (encoded.ids.count(opens), encoded.ids[first - 1])
            assert "[TC]" == words or not kind
            assert "[TC]" not in words or kind or "Moscow" in text


@pytest.mark.parametrize(
    "text",
    [
        "«»",
        "« »",
        "«😀»",
        "«\ud800» \udfff",
        "«x\x00y» \x00",
        "«" + "Russia " * 5000 + "»",
        "x" * 300_000 + "«US»",
        "«[T]»",
    ],
    ids=["empty", "space", "emoji", "surrogate", "NUL", "long mention", "long word", "token"],
)
@pytest.mark.parametrize("kind", ["", "country"])
def test_any_text_has_a_score(text, kind):
    probabilities = load_model("stance").predict([frame_mention(*mark(text), kind)])
    assert np.allclose(1, probabilities.sum())
    assert (probabilities >= 0).all()


def test_a_target_beyond_the_reach_of_tokens_is_read():
    far = "and the delegates of the ports talked " * 20
    assert score(f"{far}but Peru accused «Moscow» of lying{far}") < 0
    assert score(f"{far}but Peru accused «Moscow» of lying.") < 0


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("stance.onnx", None, "stance.onnx cannot be read (No such file or directory)"),
        ("stance.onnx", 1, "stance.onnx is damaged (its hash is not the one noted)"),
        ("stance.onnx", b"", "stance.onnx is damaged (its hash is not the one noted)"),
        ("stance.onnx", b"version https://git-lfs", "stance.onnx is damaged (its hash is not the one"),
        ("stance.tokenizer.json", None, "stance.tokenizer.json cannot be read (No such file"),
        ("stance.tokenizer.json", 9, "stance.tokenizer.json is damaged (its hash is not the one noted)"),
        ("stance.tokenizer.json", b"{}", "stance.tokenizer.json is damaged (its hash"),
        ("stance.json", None, "the file stance.json cannot be read (No such file or directory)"),
        ("stance.json", 99, "the model file stance.json is damaged (it is no card of a model)"),
        ("stance.json", b"", "the model file stance.json is damaged (it is no card of a model)"),
        ("stance.json", b"[]", "the model file stance.json is damaged (it is no card of a model)"),
        ("stance.json", b"{}", "the model file stance.json is damaged (it is no card of a model)"),
        ("stance.json", b"\xff\xfe\x00", "the model file stance.json is damaged (it is no card of a model)"),
        ("stance.json", b"[" * 100_000, "the model file stance.json is damaged (it is no card of a model)"),
        ("stance.json", b'{"sha256": "", "temperature": 1}', "the model file stance.json is damaged (it is no card"),
        ("stance.json", b'{"sha256": {"onnx": ""}, "temperature": 1}', "the model file stance.json is damaged (it is"),
    ],
)
def test_a_damaged_file_is_one_line(models, name, content, says):
    damage(models, name, content)
    with pytest.raises(PresslensError) as raised:
        TrainedModel("stance", models)
    assert says in str(raised.value)
    assert str(raised.value).endswith("; " + REMEDY)
    assert 1 == len(str(raised.value).splitlines())


@pytest.mark.parametrize("temperature", ["0", "-1", '"1"', "null", "NaN", "Infinity"])
def test_a_card_needs_a_temperature(models, temperature):
    card = json.loads((models / "stance.json").read_text(encoding="utf-8")) | {"temperature": "HERE"}
    damage(models, "stance.json", json.dumps(card).replace('"HERE"', temperature).encode())
    with pytest.raises(PresslensError, match=r"stance\.json is damaged"):
        TrainedModel("stance", models)


@pytest.mark.parametrize("part", ["onnx", "tokenizer"])
@pytest.mark.parametrize("noted", ["", "0" * 64, None, 1, []])
def test_a_hash_that_is_not_noted_does_not_pass(models, part, noted):
    card = json.loads((models / "stance.json").read_text(encoding="utf-8"))
    card["sha256"][part] = noted
    damage(models, "stance.json", json.dumps(card).encode())
    with pytest.raises(PresslensError, match="is damaged"):
        TrainedModel("stance", models)


def test_a_net_that_runs_leaves_nothing_in_home(tmp_path):
    code = "from helpers.stance import trained; trained.load_model('stance_fast')"
    home = {name: str(tmp_path) for name in ("HOME", "USERPROFILE", "LOCALAPPDATA", "XDG_CACHE_HOME")}
    kept = {name: value for name, value in os.environ.items() if name != "ORT_DISABLE_TELEMETRY"}
    subprocess.run([sys.executable, "-c", code], env={**kept, **home}, check=True)
    assert [] == [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_net_that_onnxruntime_does_not_take_is_one_line(models):
    card = json.loads((models / "stance.json").read_text(encoding="utf-8"))
    card["sha256"]["onnx"] = hashlib.sha256(b"no net").hexdigest()
    damage(models, "stance.onnx", b"no net")
    damage(models, "stance.json", json.dumps(card).encode())
    with pytest.raises(PresslensError, match=r"the model stance cannot be loaded \(.*\); run make again") as raised:
        TrainedModel("stance", models)
    assert 1 == len(str(raised.value).splitlines())


def test_a_folder_in_place_of_a_file_is_one_line(models):
    damage(models, "stance.onnx", None)
    (models / "stance.onnx").mkdir()
    with pytest.raises(PresslensError, match=r"stance\.onnx cannot be read"):
        TrainedModel("stance", models)


def test_a_copy_scores_as_the_original(models):
    shutil.copy(MODELS / "stance.json", models / "copy.json")
    (models / "stance.json").unlink()
    (models / "copy.json").rename(models / "stance.json")
    framed = [frame_mention(*mark(SENTENCES[0]))]
    assert np.array_equal(load_model("stance").predict(framed), TrainedModel("stance", models).predict(framed))


@pytest.mark.parametrize("content", [None, 1])
def test_a_scorer_that_cannot_run_is_left_out_and_the_others_go_on(models, monkeypatch, content):
    damage(models, "stance.onnx", content)
    monkeypatch.setattr(trained, "load_model", lambda name: TrainedModel(name, models))
    usable, [problem] = usable_scorers()
    assert ["textblob_masked", "vader_masked", "textblob_baseline", "vader_baseline"] == usable
    assert ("scorer stance", "left out") == (problem.file, problem.severity)
    assert "stance.onnx" in problem.reason
    assert REMEDY == problem.remedy
    assert (["vader_masked"], [problem]) == usable_scorers(["stance", "vader_masked"])
    with pytest.raises(PresslensError, match=r"stance\.onnx .*; install Presslens again"):
        usable_scorers(["stance"])


def test_all_default_scorers_can_run():
    usable, problems = usable_scorers()
    assert ("stance", []) == (usable[0], problems)


@pytest.mark.usefixtures("registry")
def test_a_scorer_of_ones_own_stands_beside_the_trained_one(targets):
    @register_scorer
    class Praise(Scorer):
        name = "praise"
        description = "counts words of thanks"
        neutral_below = 0.05

        def score(self, mentions):
            return mentions["sentence"].str.count(r"(?i)\bthank").clip(upper=1)

    usable, problems = usable_scorers(["stance", "praise"])
    scored = score_mentions(make_mentions(*SENTENCES[:3]), targets, usable)
    ScoredMentions.validate(scored)
    assert [] == problems
    assert ["stance"] * 3 + ["praise"] * 3 == list(scored["scorer"])
    own = scored[scored["scorer"] == "praise"]
    assert [(1, "positive"), (1, "positive"), (0, "neutral")] == list(zip(own["score"], own["label"], strict=True))
    assert own["confidence"].isna().all()
    assert scored[scored["scorer"] == "stance"]["confidence"].notna().all()
    assert list(rate(make_mentions(*SENTENCES[:3]))["score"]) == list(scored["score"][:3])
