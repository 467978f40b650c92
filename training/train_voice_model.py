"""Train the tagger of `helpers.stance.attribution`."""

import hashlib
import os
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from helpers.language.sentences import sentence_spans
from helpers.stance.attribution import (
    AFTER, BEFORE, CUE, HASH_BITS, OTHER, SOURCE, TAGS, Tokens, VoiceModel, cut_runs, describe_word, find_lemma,
    measure_tokens, read_tokens,
)

ROOT = Path(__file__).resolve().parent.parent
SEED = 20261122
N_FOLDS = 5


def corpora() -> Path:
    return ROOT / os.environ.get("PRESSLENS_CORPORA", "../shared/corpora")


@dataclass(frozen=True)
class Attribution:
    """A statement as annotated: spans of content, cue and source."""

    content: tuple
    cue: tuple
    source: tuple


@dataclass(frozen=True)
class Annotated:
    name: str
    annotator: str
    text: str
    attributions: tuple


def read_annotations(path: Path) -> list[Attribution]:
    spans, events = {}, []
    for line in path.open(encoding="utf-8", newline="").read().split("\n"):
        fields = line.rstrip("\r").split("\t")
        if line.startswith("T") and len(fields) > 1:
            _, _, offsets = fields[1].partition(" ")
            spans[fields[0]] = tuple(tuple(map(int, part.split())) for part in offsets.split(";"))
        elif line.startswith("E") and len(fields) > 1:
            events.append([part.split(":") for part in fields[1].split()][1:])
    found = []
    for event in events:
        roles = defaultdict(tuple)
        for role, key in event:
            roles[role.rstrip("0123456789")] += spans[key]
        if roles["Content"] and roles["Cue"]:
            found.append(Attribution(*(tuple(sorted(roles[r])) for r in ("Content", "Cue", "Source"))))
    return found


def read_articles(*, all_annotators: bool = False) -> list[Annotated]:
    folder = corpora() / "polnear"
    found = []
    seen = set()
    for path in sorted((folder / "attributions").glob("*.ann")):
        name, annotator = path.stem.rsplit("_", 1)
        if name in seen and not all_annotators:
            continue
        seen.add(name)
        with (folder / "text" / f"{name}.txt").open(encoding="utf-8", newline="") as file:
            text = file.read()
        found.append(Annotated(name, annotator, text, tuple(read_annotations(path))))
    return found


def fold_of(name: str) -> int:
    return int(hashlib.sha256(f"{SEED}{name}".encode()).hexdigest(), 16) % N_FOLDS


def label_tokens(articles: Sequence[Annotated], tokens: Tokens) -> np.ndarray:
    """Return the true tag of each token."""
    labels = np.zeros(len(tokens.start), dtype=np.int64)
    where = np.flatnonzero(tokens.start >= 0)
    text, start = tokens.text[where], tokens.start[where]
    for number, article in enumerate(articles):
        tags = np.zeros(len(article.text) + 1, dtype=np.int64)
        for one in article.attributions:
            for a, b in one.source:
                tags[a:b] = SOURCE
            for a, b in one.cue:
                tags[a:b] = CUE
            cue = one.cue[0][0]
            for a, b in one.content:
                tags[a:b] = BEFORE if a < cue else AFTER
        own = text == number
        labels[where[own]] = tags[start[own]]
    return labels


def grade_lemmas(articles, tokens, labels, tag) -> dict[str, int]:
    """Grade the lemmas by how often they bear a tag, from 1 to 5."""
    counts, hits, spread = Counter(), Counter(), defaultdict(set)
    for number, start, end, label in zip(tokens.text.tolist(), tokens.start.tolist(), tokens.end.tolist(), labels.tolist()):
        if start < 0:
            continue
        lower = articles[number].text[start:end].lower().replace("’", "'")
        if not lower[0].isalpha():
            continue
        lemma = find_lemma(lower)
        counts[lemma] += 1
        if label == tag:
            hits[lemma] += 1
            spread[lemma].add(number)
    levels = {}
    for lemma, hit in hits.items():
        if len(spread[lemma]) < 2:
            continue
        share = hit / (counts[lemma] + 1.5)
        level = int(np.digitize(share, [0.03, 0.1, 0.25, 0.45, 0.65]))
        if level:
            levels[lemma] = level
    return levels


def forward_backward(scores, firsts, lengths, transitions, begins):
    """Return log partition sum, node marginals and expected transitions of runs sorted by falling length."""
    n_tags = scores.shape[1]
    longest = int(lengths[0])
    shift = scores.max(axis=1, keepdims=True)
    node = np.exp(scores - shift)
    move = np.exp(transitions)
    active = [int(np.searchsorted(-lengths, -step)) for step in range(longest)]
    alphas, norms = [], 0.0
    alpha = node[firsts] * np.exp(begins)
    total = alpha.sum(axis=1, keepdims=True)
    alphas.append(alpha / total)
    logz = np.log(total).sum()
    totals = [total]
    for step in range(1, longest):
        k = active[step]
        alpha = (alphas[-1][:k] @ move) * node[firsts[:k] + step]
        total = alpha.sum(axis=1, keepdims=True)
        alphas.append(alpha / total)
        totals.append(total)
        logz += np.log(total).sum()
    marginals = np.zeros_like(scores)
    expected = np.zeros((n_tags, n_tags))
    beta = np.ones((active[longest - 1], n_tags))
    for step in range(longest - 1, -1, -1):
        k = active[step]
        if len(beta) < k:
            beta = np.vstack([beta, np.ones((k - len(beta), n_tags))])
        marginals[firsts[:k] + step] = alphas[step] * beta
        if step:
            out = node[firsts[:k] + step] * beta / totals[step]
            expected += move * (alphas[step - 1][:k].T @ out)
            beta = out @ move.T
    used = np.concatenate([np.arange(f, f + l) for f, l in zip(firsts, lengths)])
    return logz + shift[used].sum(), marginals, expected


def fit_crf(rows, labels, runs, *, penalty: float, steps: int, log=print, start=None):
    n_tags = len(TAGS)
    n, kinds = rows.shape
    matrix = csr_matrix((np.ones(rows.size, np.float32), rows.astype(np.int32).ravel(), np.arange(0, rows.size + 1, kinds)),
                        shape=(n, 1 << HASH_BITS))
    back = matrix.T.tocsr()
    used = np.flatnonzero(np.asarray(back.getnnz(axis=1)) > 0)
    ordered = sorted(runs, key=lambda run: run[0] - run[1])
    firsts = np.array([r[0] for r in ordered]); lengths = np.array([r[1] - r[0] for r in ordered])
    mask = np.zeros(n, bool)
    for a, b in runs: mask[a:b] = True
    truth = np.zeros((n, n_tags), np.float32); truth[np.flatnonzero(mask), labels[mask]] = 1
    follow = mask & np.concatenate([[False], mask[:-1]])
    follow[firsts] = False
    at = np.flatnonzero(follow)
    seen = np.zeros((n_tags, n_tags)); np.add.at(seen, (labels[at - 1], labels[at]), 1)
    begun = np.bincount(labels[firsts], minlength=n_tags).astype(float)
    observed = back @ truth
    total = int(mask.sum())
    size = (1 << HASH_BITS) * n_tags
    def loss(x):
        weights = x[:size].reshape(-1, n_tags).astype(np.float32)
        transitions = x[size:size + n_tags**2].reshape(n_tags, n_tags); begins = x[size + n_tags**2:]
        scores = (matrix @ weights).astype(np.float64)
        logz, marginals, expected = forward_backward(scores, firsts, lengths, transitions, begins)
        gold = (scores[mask] * truth[mask]).sum() + (transitions * seen).sum() + begins @ begun
        value = logz - gold + 0.5 * penalty * x @ x
        grad = np.concatenate([
            (back @ marginals.astype(np.float32) - observed).astype(np.float64).ravel(), (expected - seen).ravel(),
            marginals[firsts].sum(axis=0) - begun]) + penalty * x
        return value / total, grad / total
    x = np.zeros(size + n_tags**2 + n_tags) if start is None else start
    result = minimize(loss, x, jac=True, method="L-BFGS-B", options={"maxiter": steps, "maxcor": 6, "maxfun": steps * 2})
    log(f"loss {result.fun:.4f} after {result.nit} steps")
    x = result.x
    return (x[:size].reshape(-1, n_tags).astype(np.float32), x[size:size + n_tags**2].reshape(n_tags, n_tags).astype(np.float32),
            x[size + n_tags**2:].astype(np.float32))


def fit(articles, *, penalty=1.0, steps=60, log=print):
    tokens = read_tokens([(a.text, list(sentence_spans(a.text))) for a in articles])
    labels = label_tokens(articles, tokens)
    cues = grade_lemmas(articles, tokens, labels, CUE)
    sources = grade_lemmas(articles, tokens, labels, SOURCE)
    model = VoiceModel(np.zeros(0), np.zeros(0), np.zeros(0), cues, sources)
    rows = measure_tokens(tokens, model.hashed_cues(), model.hashed_sources())
    log(rows.shape, len(cues), len(sources))
    w, t, b = fit_crf(rows, labels, cut_runs(tokens), penalty=penalty, steps=steps, log=log)
    return VoiceModel(w, t, b, cues, sources)


WEIGHTS = ROOT / "src" / "helpers" / "stance" / "voice_model.npz"
WORDS = ROOT / "src" / "helpers" / "stance" / "voice_words.json"


def quantise(model: VoiceModel) -> tuple[np.ndarray, np.ndarray]:
    scale = (np.abs(model.weights).max(axis=0) / 127).astype(np.float32)
    return np.round(model.weights / scale).astype(np.int8), scale


def write(model: VoiceModel, fingerprint: str) -> None:
    import json
    weights, scale = quantise(model)
    np.savez_compressed(WEIGHTS, weights=weights, scale=scale, transitions=model.transitions, begins=model.begins)
    WORDS.write_text(json.dumps({"made_by": "training/train_voice_model.py", "data_sha256": fingerprint, "cues": model.cues, "sources": model.sources}, indent=1, ensure_ascii=False))
