"""The trained scorers: small neural nets that read a mention in its sentence, run by onnxruntime without torch.

How they were trained, on what, and how well they do: ``docs/stance.md`` and ``models/*.json``.
"""

import math
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from helpers.errors import PresslensError
from helpers.language.nets import load_net, run_each
from helpers.schemas import LABELS
from helpers.stance.framing import (
    TARGET_CLOSES,
    TARGET_OPENS,
    Framed,
    frame_mention,
    says_anything,
)
from helpers.stance.scorers import RATED, Scorer, get_scorer, register_scorer

MODELS = Path(str(files("helpers.stance").joinpath("models")))
MAX_TOKENS = 112  # of the sentence; what stands farther from the target is not read
_MAX_LEFT = 60  # of them, left of the target
_MAX_TARGET = 16
_CERTAINLY_NEUTRAL = np.array([-np.inf, 0.0, -np.inf])


class Encoded(NamedTuple):
    """Token ids of a framed mention, where its second segment begins, and where the target stands."""

    ids: list[int]
    second: int
    target: tuple[int, int]


class Encoder:
    """Turns framed mentions into tokens: the sentence around the target, then the target again.

    Args:
        tokenizer: A tokenizer that knows `helpers.stance.framing.SPECIAL_TOKENS`.
    """

    def __init__(self, tokenizer: Any) -> None:
        self.tokenizer = tokenizer
        is_bert = tokenizer.token_to_id("[CLS]") is not None
        first, separator = ("[CLS]", "[SEP]") if is_bert else ("<s>", "</s>")
        self._between = 1 if is_bert else 2  # MPNet, like RoBERTa, sets two separators between segments
        self._opens, self._closes, self._first, self._separator = map(
            tokenizer.token_to_id, (TARGET_OPENS, TARGET_CLOSES, first, separator)
        )

    def encode(self, framed: Framed) -> Encoded:
        """Return the tokens of a framed mention."""
        ids = self.tokenizer.encode(framed.text, add_special_tokens=False).ids
        at = ids.index(self._opens)
        first = max(0, min(at - _MAX_LEFT, len(ids) - MAX_TOKENS))
        ids = ids[first : first + MAX_TOKENS]
        if self._closes not in ids:  # a name longer than all that is read
            ids[-1] = self._closes
        target = self.tokenizer.encode(framed.target, add_special_tokens=False).ids[:_MAX_TARGET]
        whole = [self._first, *ids, *[self._separator] * self._between]
        opens, closes = whole.index(self._opens), whole.index(self._closes)
        inner = (opens + 1, closes) if closes > opens + 1 else (opens, closes + 1)
        return Encoded([*whole, *target, self._separator], len(whole), inner)


class TrainedModel:
    """A net with its tokenizer, as ``training/export_stance.py`` writes them.

    Args:
        name: Of the files ``NAME.onnx``, ``NAME.tokenizer.json`` and ``NAME.json`` (hashes, temperature, figures).
        folder: Where they lie.

    Raises:
        PresslensError: If a file is missing or not the one that was measured.
    """

    def __init__(self, name: str, folder: Path = MODELS) -> None:
        net = load_net(name, folder, is_usable=_has_temperature)
        self.card, self._session, self._encoder = net.card, net.session, Encoder(net.tokenizer)
        self._inputs = {given.name for given in self._session.get_inputs()}

    def predict(self, mentions: Sequence[Framed]) -> NDArray[np.float64]:
        """Return the probabilities of negative, neutral and positive, (n, 3), calibrated on dev.

        Each mention is run alone, so its figures do not depend on the others. One of which nothing is said is neutral
        for certain: a net would give a bare name some small score, and a name must have none.
        """
        distinct = list(dict.fromkeys(mentions))
        if not distinct:
            return np.zeros((0, len(LABELS)))
        judged = [framed for framed in distinct if says_anything(framed)]
        logits = dict.fromkeys(distinct, _CERTAINLY_NEUTRAL)
        logits.update(zip(judged, run_each(self._run, judged, step="scoring"), strict=True))
        return _softmax(np.stack([logits[framed] for framed in mentions]) / self.card["temperature"])

    def _run(self, framed: Framed) -> NDArray[np.float64]:
        given = feed(self._encoder.encode(framed))
        (logits,) = self._session.run(None, {name: given[name] for name in self._inputs})
        return np.asarray(logits[0], dtype=np.float64)


def feed(encoded: Encoded) -> dict[str, NDArray[np.int64]]:
    """Return what a net is fed for one mention: ids, segment ids and target mask, each (1, length)."""
    ids = np.array([encoded.ids], dtype=np.int64)
    types, target = np.zeros_like(ids), np.zeros_like(ids)
    types[0, encoded.second :] = 1
    target[0, slice(*encoded.target)] = 1
    return {"ids": ids, "types": types, "target": target}


@cache
def load_model(name: str) -> TrainedModel:
    """Return a model that ships with us, loaded once."""
    return TrainedModel(name)


class TrainedScorer(Scorer):
    """Scores by a trained model: the probability of positive less that of negative."""

    neutral_below = 0.0  # unused: the label is the likeliest one
    effort = 80

    def score(self, mentions: pd.DataFrame) -> pd.Series:
        """Return P(positive) - P(negative) per mention."""
        return self.rate(mentions)["score"]

    def rate(self, mentions: pd.DataFrame) -> pd.DataFrame:
        """Return score, likeliest label and its probability per mention."""
        return rate_framed(self.model().predict(list(frame_mentions(mentions))), mentions.index)

    def show(self, mentions: pd.DataFrame) -> pd.Series:
        """Return the framed mention, and the target as its second segment."""
        framed = [f"{one.text}\x1f{one.target}" for one in frame_mentions(mentions)]
        return pd.Series(framed, index=mentions.index, dtype="str")

    def model(self) -> TrainedModel:
        """Return the model, loaded when it is first needed."""
        return load_model(self.name)

    def check(self) -> None:
        """Raise a PresslensError if the model's files are missing or damaged."""
        self.model()


def frame_mentions(mentions: pd.DataFrame) -> Iterable[Framed]:
    """Yield each mention as models read it."""
    columns = ["sentence", "sentence_start", "mention_start", "mention_end", "alias_kind"]
    countries = mentions["country"] if "country" in mentions else [""] * len(mentions)
    rows = mentions[columns].itertuples(index=False, name=None)
    for (sentence, first, start, end, kind), country in zip(rows, countries, strict=True):
        yield frame_mention(sentence, start - first, end - first, kind, country)


def rate_framed(probabilities: NDArray[np.float64], index: pd.Index) -> pd.DataFrame:
    """Return score, label and confidence of probabilities, (n, 3)."""
    best = probabilities.argmax(axis=1)
    score = probabilities[:, 2] - probabilities[:, 0]
    labels = np.array(LABELS, dtype=object)[best]
    rated = [np.clip(score, -1, 1), labels, probabilities.max(axis=1)]
    return pd.DataFrame(dict(zip(RATED, rated, strict=True)), index=index)


@register_scorer
class Stance(TrainedScorer):
    """The larger trained model."""

    name = "stance"
    description = "trained model, larger: how the sentence portrays the target; names of countries hidden from it"


@register_scorer
class StanceFast(TrainedScorer):
    """The smaller trained model."""

    name = "stance_fast"
    description = "trained model, smaller and faster: as `stance`, less accurate"
    on_request = True
    effort = 15


# The texts that models were measured on, none of which they were trained on, by their name in a card
_MEASURED_ON = {
    "rw-dev": "NewsMTSC, persons in US news",
    "mt-dev": "NewsMTSC, sentences that name two and more",
    "sentences": "our own sentences on countries",
    "polnear": "countries in election news (PolNeAR)",
}


def measured_errors(scorer: str) -> pd.DataFrame:
    """Return how well a trained scorer does on labelled texts that it was not trained on, as its card says.

    Args:
        scorer: Name of any scorer.

    Returns:
        ``texts``, ``n_mentions``, ``macro_f1`` (mean of the F1 of the three labels), ``accuracy``, ``f1_negative``,
        ``f1_neutral``, ``f1_positive`` and ``calibration_error``, all from 0 to 1. Empty for a scorer that is not a
        trained one, or cannot run.
    """
    columns = ["texts", "n_mentions", "macro_f1", "accuracy", *(f"f1_{label}" for label in LABELS), "calibration_error"]
    chosen, rows = get_scorer(scorer), []
    try:
        measured = chosen.model().card.get("dev", {}) if isinstance(chosen, TrainedScorer) else {}
    except PresslensError:  # told among the problems
        measured = {}
    for name, found in measured.items():
        f1 = [found["f1"][label] for label in LABELS]
        texts = _MEASURED_ON.get(name, name)
        rows.append((texts, found["n"], found["macro_f1"], found["accuracy"], *f1, found["ece"]))
    return pd.DataFrame(rows, columns=columns)


def _softmax(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares: NDArray[np.float64] = powers / powers.sum(axis=1, keepdims=True)
    return shares


def _has_temperature(card: dict[str, Any]) -> bool:
    return bool(0 < card["temperature"] < math.inf)
