"""Train the tagger of `helpers.stance.attribution` and write its weights.

    python -m training.train_voice_model [--check]

Data (none of it in this repository, found through PRESSLENS_CORPORA): the 840 articles of ``corpora/polnear``, in which
sources, cues and contents are marked (PolNeAR 1.0, Newell, Margolin and Ruths 2018). Of an article with several
annotators the first by name counts. No text is stored but single lemmas, with how surely they tell of speech or of a
source; every other observation is a row of numbers. ``benchmarks/voices.py`` measures it, articles it saw left out.

A conditional random field, fitted by L-BFGS on the exact likelihood, which takes about three minutes on one core. The
same data, seed and libraries give the same weights; on another processor their last bits may differ, which is why
``--check`` compares the data and the tags, not the bytes.
"""

import argparse
import hashlib
import json
import os
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from helpers.language.sentences import sentence_spans
from helpers.stance.attribution import (
    AFTER,
    BEFORE,
    CUE,
    HASH_BITS,
    SOURCE,
    TAGS,
    Tokens,
    VoiceModel,
    cut_runs,
    find_lemma,
    measure_tokens,
    read_tokens,
    read_voice_model,
)
from training.note_hashes import note_hashes

ROOT = Path(__file__).resolve().parent.parent
WEIGHTS = ROOT / "src" / "helpers" / "stance" / "voice_model.npz"
WORDS = ROOT / "src" / "helpers" / "stance" / "voice_words.json"

SEED = 20261122  # of the split by article
N_FOLDS = 5
PENALTY = 8.0  # of squared weights; this and all below chosen on the first fold
STEPS = 150  # of L-BFGS
LEVELS = (
    0.03,
    0.1,
    0.25,
    0.45,
    0.65,
)  # share of a lemma's places that are a cue (or source), from which on it is 1 to 5
MIN_ARTICLES = 2  # in which a lemma is one
# Verbs of agencies and ministries that news of an election has few of, or none
REPORTING_VERBS = (
    "accuse add admit advise affirm agree allege announce apprise argue assert assure aver believe brief caution claim "
    "clarify comment complain concede condemn confirm contend criticise criticize decry demand denounce deny deplore "
    "disclose dismiss elaborate emphasise emphasize envisage expect explain express hail highlight hope inform insist "
    "laud lament maintain mention note observe opine pledge point predict promise propose reaffirm recall refute "
    "reiterate reject remark remind reply report reveal state stress suggest underline underscore urge vow warn welcome"
)
REPORTING_LEVEL = 4  # at least

Array = npt.NDArray[np.float64]
Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Attribution:
    """What someone says, as annotated: offsets of its content, cue and source; no source where none is named."""

    content: Spans
    cue: Spans
    source: Spans


@dataclass(frozen=True)
class Annotated:
    """An article as one annotator marked it."""

    name: str
    annotator: str
    text: str
    attributions: tuple[Attribution, ...]


def corpora() -> Path:
    """Return the folder of the corpora."""
    return ROOT / os.environ.get("PRESSLENS_CORPORA", "../shared/corpora")


def read_articles(*, all_annotators: bool = False) -> list[Annotated]:
    """Read the articles of polnear, by name, and what annotators marked: the first by name, or all."""
    folder = corpora() / "polnear"
    articles: list[Annotated] = []
    for path in sorted((folder / "attributions").glob("*.ann")):
        name, annotator = path.stem.rsplit("_", 1)
        if all_annotators or not articles or articles[-1].name != name:
            text = _read_exactly(folder / "text" / f"{name}.txt")
            articles.append(Annotated(name, annotator, text, _read_annotations(path)))
    return articles


def _read_exactly(path: Path) -> str:
    with path.open(encoding="utf-8", newline="") as file:  # offsets count line breaks as they are
        return file.read()


def _read_annotations(path: Path) -> tuple[Attribution, ...]:
    spans: dict[str, Spans] = {}
    events: list[list[list[str]]] = []
    for line in _read_exactly(path).split("\n"):
        key, _, rest = line.rstrip("\r").partition("\t")
        told = rest.partition("\t")[0]
        if key.startswith("T") and told:
            offsets = (part.split() for part in told.partition(" ")[2].split(";"))
            spans[key] = tuple((int(start), int(end)) for start, end in offsets)
        elif key.startswith("E") and told:
            events.append([part.split(":") for part in told.split()][1:])
    found = []
    for event in events:
        roles: dict[str, Spans] = defaultdict(tuple)
        for role, key in event:
            roles[role.rstrip("0123456789")] += spans[key]
        if roles["Content"] and roles["Cue"]:
            found.append(Attribution(*(tuple(sorted(roles[role])) for role in ("Content", "Cue", "Source"))))
    return tuple(found)


def find_fold(name: str) -> int:
    """Return the fold of an article: a hash of its name, so that the split needs no list."""
    return int(hashlib.sha256(f"{SEED}{name}".encode()).hexdigest(), 16) % N_FOLDS


def tokenise(articles: Sequence[Annotated]) -> Tokens:
    """Cut articles into tokens."""
    return read_tokens([(article.text, list(sentence_spans(article.text))) for article in articles])


def label_tokens(articles: Sequence[Annotated], tokens: Tokens) -> npt.NDArray[np.int64]:
    """Return the true tag of each token."""
    labels = np.zeros(len(tokens.start), dtype=np.int64)
    for number, article in enumerate(articles):
        tags = np.zeros(len(article.text) + 1, dtype=np.int64)
        for one in article.attributions:
            marked = [(span, SOURCE) for span in one.source] + [(span, CUE) for span in one.cue]
            marked += [(span, BEFORE if span[0] < one.cue[0][0] else AFTER) for span in one.content]
            for (start, end), tag in marked:
                tags[start:end] = tag
        own = (tokens.text == number) & (tokens.start >= 0)
        labels[own] = tags[tokens.start[own]]
    return labels


def grade_lemmas(
    articles: Sequence[Annotated], tokens: Tokens, labels: npt.NDArray[np.int64], tag: int
) -> dict[str, int]:
    """Grade the lemmas by the share of their places that bear a tag, from 1 to 5."""
    counts: Counter[str] = Counter()
    hits: Counter[str] = Counter()
    spread: dict[str, set[int]] = defaultdict(set)
    columns = (tokens.text.tolist(), tokens.start.tolist(), tokens.end.tolist(), labels.tolist())
    for number, start, end, label in zip(*columns, strict=True):
        if start < 0:
            continue
        lower = articles[number].text[start:end].lower().replace("’", "'")
        if lower[0].isalpha():
            lemma = find_lemma(lower)
            counts[lemma] += 1
            if label == tag:
                hits[lemma] += 1
                spread[lemma].add(number)
    shares = {
        lemma: hits[lemma] / (counts[lemma] + 1.5) for lemma in sorted(hits) if len(spread[lemma]) >= MIN_ARTICLES
    }
    levels = {lemma: int(np.digitize(share, LEVELS)) for lemma, share in shares.items()}
    return {lemma: level for lemma, level in levels.items() if level}


# The conditional random field


@dataclass(frozen=True)
class Runs:
    """The runs of tokens that are labelled together, longest first: their first places and lengths."""

    firsts: npt.NDArray[np.int64]
    lengths: npt.NDArray[np.int64]

    def longer_than(self, step: int) -> int:
        """Return how many runs have a token at a step."""
        return int(np.searchsorted(-self.lengths, -step))


def sum_paths(scores: Array, runs: Runs, transitions: Array, begins: Array) -> tuple[float, Array, Array]:
    """Sum over all sequences of tags (forward-backward, all runs side by side).

    Returns:
        The logarithm of the sum, the probability of each tag of each token, and the expected count of each transition.
    """
    highest = scores.max(axis=1, keepdims=True)
    node, move = np.exp(scores - highest), np.exp(transitions)
    longest = int(runs.lengths[0])
    alpha = node[runs.firsts] * np.exp(begins)
    totals = [alpha.sum(axis=1, keepdims=True)]
    alphas = [alpha / totals[0]]
    for step in range(1, longest):
        active = runs.longer_than(step)
        alpha = (alphas[-1][:active] @ move) * node[runs.firsts[:active] + step]
        totals.append(alpha.sum(axis=1, keepdims=True))
        alphas.append(alpha / totals[-1])
    marginals = np.zeros_like(scores)
    expected = np.zeros_like(transitions)
    beta = np.ones((0, len(TAGS)))
    for step in range(longest - 1, -1, -1):
        active = runs.longer_than(step)
        beta = np.vstack([beta, np.ones((active - len(beta), len(TAGS)))])
        here = runs.firsts[:active] + step
        marginals[here] = alphas[step] * beta
        if step:
            out = node[here] * beta / totals[step]
            expected += move * (alphas[step - 1][:active].T @ out)
            beta = out @ move.T
    in_runs = marginals.any(axis=1)
    return float(sum(np.log(t).sum() for t in totals) + highest[in_runs].sum()), marginals, expected


def fit(
    articles: Sequence[Annotated], *, penalty: float = PENALTY, steps: int = STEPS, log: Callable[[str], None] = print
) -> VoiceModel:
    """Fit the tagger to articles."""
    begun = time.perf_counter()
    tokens = tokenise(articles)
    labels = label_tokens(articles, tokens)
    cues, sources = (grade_lemmas(articles, tokens, labels, tag) for tag in (CUE, SOURCE))
    for lemma in map(find_lemma, REPORTING_VERBS.split()):
        cues[lemma] = max(cues.get(lemma, 0), REPORTING_LEVEL)
    nothing = np.zeros(0, dtype=np.float32)
    model = VoiceModel(nothing, nothing, nothing, cues, sources)
    rows = measure_tokens(tokens, model.hashed_cues(), model.hashed_sources())
    ordered = sorted(cut_runs(tokens), key=lambda run: run[0] - run[1])
    runs = Runs(np.array([first for first, _ in ordered]), np.array([last - first for first, last in ordered]))
    log(f"{len(articles)} articles, {len(rows)} tokens, {rows.shape[1]} observations of each")
    weights, transitions, begins, loss = _maximise(rows, labels, runs, penalty, steps)
    log(f"loss {loss:.4f} a token after {time.perf_counter() - begun:.0f} s")
    return quantise(replace(model, weights=weights, transitions=transitions, begins=begins))


def _maximise(
    rows: npt.NDArray[np.uint32], labels: npt.NDArray[np.int64], runs: Runs, penalty: float, steps: int
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32], npt.NDArray[np.float32], float]:
    """Return the weights of highest likelihood, less the penalty."""
    n, kinds = rows.shape
    k, size = len(TAGS), (1 << HASH_BITS) * len(TAGS)
    pointers = np.arange(0, rows.size + 1, kinds)
    matrix = csr_matrix((np.ones(rows.size, np.float32), rows.astype(np.int32).ravel(), pointers), (n, 1 << HASH_BITS))
    matrix_t = matrix.T.tocsr()
    inside = np.concatenate([np.arange(a, a + b) for a, b in zip(runs.firsts, runs.lengths, strict=True)])
    behind = np.setdiff1d(inside, runs.firsts)
    truth = np.zeros((n, k), np.float32)
    truth[inside, labels[inside]] = 1
    seen, begun = np.zeros((k, k)), np.bincount(labels[runs.firsts], minlength=k).astype(float)
    np.add.at(seen, (labels[behind - 1], labels[behind]), 1)
    observed = matrix_t @ truth

    def measure(x: Array) -> tuple[float, Array]:
        weights = x[:size].reshape(-1, k).astype(np.float32)
        transitions, begins = x[size : size + k * k].reshape(k, k), x[size + k * k :]
        scores = (matrix @ weights).astype(np.float64)
        total, marginals, expected = sum_paths(scores, runs, transitions, begins)
        true = (scores * truth).sum() + (transitions * seen).sum() + begins @ begun
        slopes = [
            (matrix_t @ marginals.astype(np.float32) - observed).astype(np.float64).ravel(),
            (expected - seen).ravel(),
            marginals[runs.firsts].sum(axis=0) - begun,
        ]
        loss = total - true + penalty / 2 * float(x @ x)
        return loss / len(inside), (np.concatenate(slopes) + penalty * x) / len(inside)

    result = minimize(measure, np.zeros(size + k * k + k), jac=True, method="L-BFGS-B", options={"maxiter": steps})
    x = result.x.astype(np.float32)
    return x[:size].reshape(-1, k), x[size : size + k * k].reshape(k, k), x[size + k * k :], float(result.fun)


def quantise(model: VoiceModel) -> VoiceModel:
    """Round the weights to 255 steps for each tag, as they are stored."""
    steps, scale = _quantise(model)
    return replace(model, weights=steps.astype(np.float32) * scale)


def _quantise(model: VoiceModel) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.float32]]:
    scale = (np.abs(model.weights).max(axis=0) / 127).astype(np.float32)
    return np.round(model.weights / scale).astype(np.int8), scale


def fingerprint(articles: Sequence[Annotated]) -> str:
    """Return a SHA-256 over all the data that the model is trained on."""
    digest = hashlib.sha256()
    for article in articles:
        digest.update(f"{article.name}\n{article.annotator}\n{article.text}\n{article.attributions}\n".encode())
    return digest.hexdigest()


def read_fingerprint() -> str:
    """Return the fingerprint of the data that the shipped weights were made of."""
    return str(json.loads(WORDS.read_text(encoding="utf-8"))["data_sha256"])


def find_difference(one: VoiceModel, other: VoiceModel, articles: Sequence[Annotated]) -> float:
    """Return the share of the tokens of articles that two models tag differently."""
    tokens = tokenise(articles)
    return float((one.tag(tokens) != other.tag(tokens))[tokens.start >= 0].mean())


def write(model: VoiceModel, data_sha256: str) -> None:
    """Write the weights and the graded lemmas."""
    steps, scale = _quantise(model)
    np.savez_compressed(WEIGHTS, weights=steps, scale=scale, transitions=model.transitions, begins=model.begins)
    stored = {
        "made_by": "training/train_voice_model.py",
        "data_sha256": data_sha256,
        "weights_sha256": hashlib.sha256(WEIGHTS.read_bytes()).hexdigest(),
        "penalty": PENALTY,
        "steps": STEPS,
    }
    head = json.dumps(stored, indent=1)[:-2]
    lists = [
        f' "{name}": {json.dumps(levels, ensure_ascii=False)}'
        for name, levels in (("cues", model.cues), ("sources", model.sources))
    ]
    WORDS.write_text(",\n".join([head, *lists]) + "\n}\n", encoding="utf-8")


def main() -> int:
    """Train on all articles and write the weights, or compare with those that are there."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; fail if the shipped model tags otherwise")
    options = parser.parse_args()
    articles = read_articles()
    model = fit(articles)
    if options.check:
        share = find_difference(model, read_voice_model(), articles)
        print(f"{share:.4%} of the tokens are tagged otherwise")
        return int(share > 0.001 or fingerprint(articles) != read_fingerprint())
    write(model, fingerprint(articles))
    note_hashes()
    return 0


if __name__ == "__main__":
    sys.exit(main())
