"""Labelled and unlabelled mentions for the trained scorers, each with where it comes from and what it is split by."""

import csv
import hashlib
import json
import os
import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from helpers.language.sentences import sentence_spans
from helpers.stance.framing import Framed, country_names, frame_mention, hide_countries, look_up
from helpers.stance.trained import Encoded

ROOT = Path(__file__).resolve().parents[1]
STANCE = ROOT / "data" / "stance"
_PLACEHOLDER = re.compile(r"\[[TAB][CP]\]")
HELD_OUT = 8  # one in so many country pairs (own sentences) and articles (polnear) is held out


def corpora() -> Path:
    """Return the folder of texts that are not ours."""
    return Path(os.environ.get("PRESSLENS_CORPORA", ROOT.parent / "shared" / "corpora"))


@dataclass(frozen=True)
class Example:
    """A mention in its sentence.

    Attributes:
        label: 0 negative, 1 neutral, 2 positive; -1 unknown.
        group: What it must not be split from: country pair, article, or the sentence's source.
    """

    sentence: str
    start: int
    end: int
    label: int
    origin: str
    group: str
    kind: str = ""


def read_newsmtsc(name: str) -> list[Example]:
    """Return a part of NewsMTSC (Hamborg and Donnay 2021): ``rw-train``, ``rw-dev`` or ``mt-dev``."""
    rows = map(json.loads, (corpora() / "newsmtsc" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines())
    return [Example(r["sentence"], r["from"], r["to"], r["polarity"] + 1, name, r["id"]) for r in rows]


def read_sentences() -> list[Example]:
    """Return the mentions of ``data/stance/sentences.jsonl``, grouped by country pair."""
    examples = []
    for row in map(json.loads, (STANCE / "sentences.jsonl").read_text(encoding="utf-8").splitlines()):
        for target in row["targets"]:
            kind = _kind(target["mention"])
            where = (target["from"], target["to"], target["polarity"] + 1)
            examples.append(Example(row["sentence"], *where, "sentences", row["pair"], kind))
    return examples


def read_polnear(draw: str = "") -> list[Example]:
    """Return the labelled country mentions of polnear (``data/stance/polnear_labels.csv``), grouped by article.

    Args:
        draw: ``random`` or ``likely`` to be judged; both by default.
    """
    texts: dict[str, tuple[str, list[tuple[int, int]]]] = {}
    examples = []
    with (STANCE / "polnear_labels.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if draw and row["draw"] != draw:
                continue
            if row["file"] not in texts:
                texts[row["file"]] = read_text(row["file"])
            body, spans = texts[row["file"]]
            found = _in_sentence(body, spans, int(row["start"]), int(row["end"]))
            examples.append(Example(*found, int(row["label"]) + 1, "polnear", row["file"], _kind(row["mention"])))
    return examples


def read_unlabelled() -> list[Example]:
    """Return the country mentions, leaders left out, of polnear's articles that are not held out, without labels."""
    examples = []
    for path in sorted((corpora() / "polnear" / "text").glob("*.txt")):
        body, spans = read_text(path.name)
        found = [name for name in country_names().find(body) if name.target and name.kind != "leader"]
        where = [(*_in_sentence(body, spans, name.start, name.end), name.kind) for name in found]
        examples += [Example(s, a, b, -1, "unlabelled", path.name, kind) for s, a, b, kind in where]
    return [example for example in examples if not is_held_out(example)]


def read_text(file: str) -> tuple[str, list[tuple[int, int]]]:
    """Return an article of polnear and its sentences; line ends stay as they are, since offsets count them."""
    body = (corpora() / "polnear" / "text" / file).read_bytes().decode("utf-8")
    return body, list(sentence_spans(body))


def _in_sentence(body: str, spans: list[tuple[int, int]], start: int, end: int) -> tuple[str, int, int]:
    first = max((a for a, _ in spans if a <= start), default=0)
    last = max(next((b for a, b in spans if a == first), end), end)
    return body[first:last], start - first, end - first


def _kind(mention: str) -> str:
    named = mention.removeprefix("the ").removeprefix("The ")
    found = look_up(named)
    return found.kind if found else "country"


def is_held_out(example: Example) -> bool:
    """Tell, from its group alone, whether an own sentence or polnear mention is never trained on."""
    return int(hashlib.sha256(example.group.encode()).hexdigest(), 16) % HELD_OUT == 0


def leaders_as_countries(examples: Iterable[Example]) -> Iterator[Example]:
    """Yield mentions of leaders as those of their countries."""
    for example in examples:
        found = look_up(example.sentence[example.start : example.end])
        if found and found.kind == "leader":
            yield replace(example, kind="leader")


def frame(example: Example, *, hide: bool = False) -> Framed:
    """Return an example as a model reads it; `hide` hides countries around a target that is none."""
    framed = frame_mention(example.sentence, example.start, example.end, example.kind)
    return replace(framed, text=hide_countries(framed.text)) if hide else framed


def exchange_kind(framed: Framed, rng: random.Random) -> Framed:
    """Return a framed mention in which, once in five, country names and capitals are exchanged throughout."""
    if rng.random() >= 0.2:
        return framed
    swap = str.maketrans({"C": "P", "P": "C"})
    text = _PLACEHOLDER.sub(lambda found: found.group().translate(swap), framed.text)
    return Framed(text, _PLACEHOLDER.sub(lambda found: found.group().translate(swap), framed.target))


def pad(batch: list[Encoded], pad_id: int) -> tuple[NDArray[np.int64], ...]:
    """Return ids, segment ids, attention mask and target mask of a batch, each (batch, length)."""
    length = max(len(item.ids) for item in batch)
    ids = np.full((len(batch), length), pad_id, dtype=np.int64)
    types, mask, target = (np.zeros_like(ids) for _ in range(3))
    for row, item in enumerate(batch):
        ids[row, : len(item.ids)] = item.ids
        types[row, item.second : len(item.ids)] = 1
        mask[row, : len(item.ids)] = 1
        target[row, item.target[0] : item.target[1]] = 1
    return ids, types, mask, target


def batches(lengths: list[int], size: int, rng: random.Random) -> list[list[int]]:
    """Return shuffled batches of indices in which lengths are alike, so that little is padded."""
    order = sorted(range(len(lengths)), key=lambda i: lengths[i] + rng.random() * 8)
    made = [order[i : i + size] for i in range(0, len(order), size)]
    rng.shuffle(made)
    return made


def fingerprint(examples: Iterable[Example]) -> str:
    """Return a hash of what was trained on."""
    digest = hashlib.sha256()
    for e in examples:
        digest.update(f"{e.sentence}\t{e.start}\t{e.end}\t{e.label}\t{e.kind}\n".encode())
    return digest.hexdigest()[:16]
