"""How well a scorer does on labelled mentions in the form of NewsMTSC (Hamborg and Donnay 2021)."""

import codecs
import json
import re
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from helpers.errors import PresslensError, Problem
from helpers.files import MOST_RECORD, read_file
from helpers.language.nets import count_cores
from helpers.schemas import LABELS
from helpers.stance.measures import bin_confidence, calibration_error, count_confusion, find_f1
from helpers.stance.scorers import MASK, get_scorer, mask_names
from helpers.stance.targets import Targets

# An id of NewsMTSC begins with the article and the number of the sentence: allsides_1000_401_25_Name_0_6
_ARTICLE = re.compile(r"(.+?_-?\d+_-?\d+)_\d+_.", re.DOTALL)


@dataclass(frozen=True)
class Evaluation:
    """What a scorer reaches on labelled mentions.

    Attributes:
        scorer: Its name.
        n: Mentions.
        macro_f1: Mean of the F1 of the three labels, 0 to 1.
        accuracy: Share of mentions whose label is right.
        f1: F1 of each label, 0 where it is neither true nor given.
        ece: Expected calibration error (Naeini et al. 2015): how far confidence and accuracy are apart, on average
            over ten bins of confidence; None if the scorer gives no confidence.
        mean_score: Mean score of the mentions of each label, -1 to 1; None where there is none.
        sentences_per_second: Mentions scored in a second, on all cores, loading not counted.
        cores: Cores that this run could use.
        precision: Of the mentions that were given a label, the share it is true of; None where it was never given.
        recall: Of the mentions of which a label is true, the share it was given to; None where there is none.
        confusion: By true label, how many mentions were given each label.
        calibration: The bins of confidence, as `helpers.stance.measures.bin_confidence` returns them.
    """

    scorer: str
    n: int
    macro_f1: float
    accuracy: float
    f1: dict[str, float]
    ece: float | None
    mean_score: dict[str, float | None]
    sentences_per_second: float
    cores: int
    precision: dict[str, float | None]
    recall: dict[str, float | None]
    confusion: dict[str, dict[str, int]]
    calibration: list[dict[str, Any]]

    def as_dict(self) -> dict[str, Any]:
        """Return the figures, rounded to four places."""
        return {key: _rounded(value) for key, value in asdict(self).items()}


def read_labelled(path: str | Path) -> tuple[pd.DataFrame, list[Problem]]:
    """Read labelled mentions: one JSON object a line with sentence, from, to, mention and polarity (-1, 0 or 1).

    Returns:
        The columns of `helpers.schemas.Mentions`, ``label``, and what was wrong in lines that were left out.
        ``article_id`` is the article as far as an ``id`` in the form of NewsMTSC tells it, else the sentence.

    Raises:
        PresslensError: If the file cannot be read or no line can be used.
    """
    path = Path(path)
    try:
        lines = read_file(
            path, MOST_RECORD
        ).splitlines()  # of bytes: a text's own separators (U+2028) end no line of JSON
    except OSError as error:
        raise PresslensError(f"{path} cannot be read ({error.strerror}); check the path") from None
    rows, articles, problems = [], [], []
    for number, line in enumerate(lines, start=1):
        if line.removeprefix(codecs.BOM_UTF8).strip():
            try:
                row, article = _read_line(line)
                rows.append(row)
                articles.append(article)
            except ValueError as error:
                remedy = "each line needs sentence, from, to, mention and polarity (-1, 0 or 1), as in NewsMTSC"
                problems.append(Problem(f"{path.name}#{number}", "left out", str(error), remedy))
    if not rows:
        why = f" ({problems[0].file}: {problems[0].reason})" if problems else " (it is empty)"
        raise PresslensError(f"{path.name} has no usable line{why}; docs/stance.md shows the form")
    return as_mentions(rows).assign(article_id=articles), problems


def _read_line(line: bytes) -> tuple[tuple[str, int, int, str], str]:
    """Return sentence, start, end and label of a line, and its article; a ValueError says what is wrong with it."""
    try:
        given = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise ValueError("it is not UTF-8") from None
    except (ValueError, RecursionError):
        raise ValueError("it is no JSON") from None
    if not isinstance(given, dict):
        raise ValueError("it is no JSON object")
    if missing := [key for key in ("sentence", "from", "to", "polarity") if key not in given]:
        raise ValueError(f"'{missing[0]}' is missing")
    sentence, start, end, polarity = (given[key] for key in ("sentence", "from", "to", "polarity"))
    if not isinstance(sentence, str) or type(start) is not int or type(end) is not int:
        raise ValueError("'sentence' is no text, or 'from' or 'to' no integer")
    if any("\ud800" <= character <= "\udfff" for character in sentence):
        raise ValueError("its sentence holds half a character (a lone surrogate)")
    if type(polarity) is not int or polarity not in (-1, 0, 1):
        raise ValueError(f"polarity {str(polarity)[:20]!r} is none of -1, 0 and 1")
    if not 0 <= start < end <= len(sentence):
        place = f"{str(start)[:20]} to {str(end)[:20]}"
        raise ValueError(f"{place} is no place in its sentence of {len(sentence)} characters")
    if given.get("mention", sentence[start:end]) != sentence[start:end]:
        raise ValueError(f"its sentence has {sentence[start:end][:40]!r} at {start}, not the mention")
    article = _ARTICLE.match(str(given.get("id", "")))
    return (sentence, start, end, LABELS[polarity + 1]), article[1] if article else sentence


def as_mentions(rows: list[tuple[str, int, int, str]]) -> pd.DataFrame:
    """Return sentences, first and last characters of mentions, and labels as `evaluate` takes them."""
    table = pd.DataFrame(rows, columns=["sentence", "mention_start", "mention_end", "label"])
    named = [s[a:b] for s, a, b in zip(table["sentence"], table["mention_start"], table["mention_end"], strict=True)]
    return table.assign(
        file="", article_id="", source="", target="", alias_kind="", mention=named, sentence_index=0, sentence_start=0,
        sentence_end=table["sentence"].str.len(),
    )  # fmt: skip


def evaluate(scorer: str, mentions: pd.DataFrame, targets: Targets) -> Evaluation:
    """Measure a scorer.

    Args:
        scorer: Its name.
        mentions: As `read_labelled` returns them.
        targets: Whose names masked scorers do not see; nor do they see the mention.

    Raises:
        PresslensError: If there is no such scorer or it cannot run.
    """
    rated, seconds = rate_labelled(scorer, mentions, targets)
    return measure_rated(scorer, mentions["label"], rated, seconds)


def rate_labelled(scorer: str, mentions: pd.DataFrame, targets: Targets) -> tuple[pd.DataFrame, float]:
    """Return what a scorer makes of labelled mentions (score, label and confidence), and the seconds it took."""
    chosen = get_scorer(scorer)
    chosen.check()
    prepared = mentions.assign(masked_sentence=list(mask_mentions(mentions, targets)))
    chosen.rate(prepared.head(1))  # loads what it needs
    began = time.perf_counter()
    rated = chosen.rate(prepared)
    return rated, time.perf_counter() - began


def measure_rated(scorer: str, labels: pd.Series, rated: pd.DataFrame, seconds: float) -> Evaluation:
    """Set what a scorer says beside the true labels.

    Args:
        scorer: Its name.
        labels: The true label of each mention.
        rated: Score, label and confidence of each, as `Scorer.rate` returns them.
        seconds: What that took.
    """
    true, given = labels.to_numpy(), rated["label"].to_numpy()
    confidence, right = rated["confidence"].to_numpy(dtype=float), true == given
    counts = count_confusion(true, given)
    f1, n_given, n_true = find_f1(counts), counts.sum(axis=0), counts.sum(axis=1)
    return Evaluation(
        scorer=scorer,
        n=len(labels),
        macro_f1=float(f1.mean()),
        accuracy=float(right.mean()),
        f1=dict(zip(LABELS, f1.tolist(), strict=True)),
        ece=calibration_error(confidence, right),
        mean_score={
            label: float(rated["score"][true == label].mean()) if (true == label).any() else None for label in LABELS
        },
        sentences_per_second=len(labels) / max(seconds, 1e-9),
        cores=count_cores(),
        precision={label: _share(counts[i, i], n_given[i]) for i, label in enumerate(LABELS)},
        recall={label: _share(counts[i, i], n_true[i]) for i, label in enumerate(LABELS)},
        confusion={
            label: dict(zip(LABELS, row.tolist(), strict=True)) for label, row in zip(LABELS, counts, strict=True)
        },
        calibration=bin_confidence(confidence, right),
    )


def mask_mentions(mentions: pd.DataFrame, targets: Targets) -> Iterator[str]:
    """Yield the sentence of each mention with it, and all names of targets, replaced by `MASK`."""
    for sentence, start, end in zip(
        mentions["sentence"], mentions["mention_start"], mentions["mention_end"], strict=True
    ):
        yield mask_names(sentence[:start], targets) + MASK + mask_names(sentence[end:], targets)


def _share(part: int, whole: int) -> float | None:
    return float(part / whole) if whole else None


def _rounded(value: Any) -> Any:
    if isinstance(value, list):
        return [_rounded(inner) for inner in value]
    if isinstance(value, dict):
        return {key: _rounded(inner) for key, inner in value.items()}
    return round(value, 4) if isinstance(value, float) else value
