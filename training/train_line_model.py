"""Train the line model of `helpers.corpus.lines`, write its weights, and the strongest ones into docs/cleaning.md.

    python -m training.train_line_model

Data (none of it in this repository, found through PRESSLENS_CORPORA): the 60 pages of ``corpora/pages``, each
visible line labelled by whether its words stand in the true body; and articles of ``corpora/polnear``, half of them
bare, half wrapped in the furniture of one of the pages, so that the model learns to leave a clean article alone. No
text is stored, but for single words that have a weight. ``benchmarks/cleaning.py`` measures it, one site left out.
"""

import argparse
import gzip
import hashlib
import json
import os
import random
import re
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
from sklearn.linear_model import LogisticRegression

from helpers.corpus.decode import decode
from helpers.corpus.features import measure_lines
from helpers.corpus.html import Page, read_page
from helpers.corpus.infer import split_lines
from helpers.corpus.lines import LineModel, read_line_model
from training.note_hashes import note_hashes

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs" / "cleaning.md"
WEIGHTS = ROOT / "src" / "helpers" / "corpus" / "line_model.json"

SEED = 20261122
INVERSE_PENALTY = 0.004  # of the logistic regression; this and all below chosen by leave-one-site-out on the 60 pages
N_WORDS = 100  # words with a weight of their own
MIN_SITES = 5  # on which such a word stands
N_ARTICLES = 150  # of polnear, together weighing as much as all pages
LENGTH_POWER = 0.7  # a line weighs its words to this power
PROSE_PRIOR = 1.0
SWITCH_COST = 1.0

_WORD = re.compile(r"\w+")
_TOKEN = re.compile(r"\w+(?:['’]\w+)*")


@dataclass(frozen=True)
class Example:
    """The lines of a text, which of them are the article, and the site."""

    site: str
    lines: list[str]
    labels: np.ndarray


@dataclass(frozen=True)
class TruePage:
    """A page of the benchmark: as read, its true body, its site."""

    key: str
    site: str
    markup: str
    page: Page
    body: str


def corpora() -> Path:
    """Return the folder of the corpora."""
    return ROOT / os.environ.get("PRESSLENS_CORPORA", "../shared/corpora")


def read_pages() -> list[TruePage]:
    """Read the 60 pages."""
    truth = json.loads((corpora() / "pages" / "ground-truth.json").read_text(encoding="utf-8"))
    pages = []
    for key, facts in sorted(truth.items()):
        markup = decode(gzip.decompress((corpora() / "pages" / "html" / f"{key}.html.gz").read_bytes())).text
        pages.append(TruePage(key, urlsplit(facts["url"]).netloc, markup, read_page(markup), facts["articleBody"]))
    return pages


def label_lines(lines: Sequence[str], body: str) -> np.ndarray:
    """Label a line 1 if at least half of its 3-word runs stand in the body; a shorter one if it is a line there."""
    words = _WORD.findall(body.casefold())
    runs = set(zip(words, words[1:], words[2:], strict=False))
    short = {tuple(_WORD.findall(line.casefold())) for line in body.split("\n")}
    labels = []
    for line in lines:
        own = _WORD.findall(line.casefold())
        own_runs = list(zip(own, own[1:], own[2:], strict=False))
        labels.append(2 * sum(run in runs for run in own_runs) >= len(own_runs) if own_runs else tuple(own) in short)
    return np.array(labels, float)


def make_example(page: TruePage) -> Example:
    """Make an example of a page's visible text."""
    lines = [line.text for line in split_lines(page.page.text)]
    return Example(page.site, lines, label_lines(lines, page.body))


def wrap_articles(examples: Sequence[Example], paths: Sequence[Path], seed: int) -> Iterable[Example]:
    """Make examples of clean articles: half of them bare, half amid the furniture of a page.

    One in five has its lines filled to a width, as in text from mail and agencies.
    """
    rng = random.Random(seed)  # noqa: S311 - no secret
    for path in paths:
        body = [line.text for line in split_lines(path.read_text(encoding="utf-8"))]
        if rng.random() < 0.2:
            width = rng.randint(60, 100)
            body = [part for line in body for part in textwrap.wrap(line, width)]
        lines, labels = list(body), [1.0] * len(body)
        if rng.random() < 0.5:
            page = rng.choice(examples)
            (on,) = np.nonzero(page.labels)
            if not len(on):
                continue
            head, tail = page.lines[: on[0]], page.lines[on[-1] + 1 :]
            lines, labels = head + lines + tail, [0.0] * len(head) + labels + [0.0] * len(tail)
            amid = [page.lines[i] for i in range(on[0], on[-1]) if not page.labels[i]]
            for line in rng.sample(amid, min(len(amid), rng.randint(0, 4))) if len(body) > 3 else ():
                at = len(head) + rng.randint(1, len(body) - 1)
                lines.insert(at, line)
                labels.insert(at, 0.0)
        yield Example(path.name, lines, np.array(labels))


def choose_words(examples: Sequence[Example]) -> list[str]:
    """Choose the words that tell furniture from articles best, of those that stand on several sites."""
    counts: dict[str, list[float]] = {}
    sites: dict[str, set[str]] = {}
    for example in examples:
        for line, label in zip(example.lines, example.labels, strict=True):
            for word in {token.lower() for token in _TOKEN.findall(line)}:
                if word.isalpha() and len(word) > 1:
                    counts.setdefault(word, [0.0, 0.0])[int(label)] += 1
                    sites.setdefault(word, set()).add(example.site)
    totals = [sum(count[label] for count in counts.values()) for label in (0, 1)]
    weight = {
        word: abs(np.log((off + 1) / totals[0]) - np.log((on + 1) / totals[1])) * np.sqrt(off + on)
        for word, (off, on) in counts.items()
        if len(sites[word]) >= MIN_SITES
    }
    return sorted(weight, key=lambda word: (-weight[word], word))[:N_WORDS]


def fit(examples: Sequence[Example], articles: Sequence[Path], seed: int = SEED) -> LineModel:
    """Fit the model to pages, and to as many articles wrapped in their furniture."""
    words = choose_words(examples)
    wrapped = list(wrap_articles(examples, articles, seed))
    texts = [*examples, *wrapped]
    shares = [1.0] * len(examples) + [len(examples) / max(len(wrapped), 1)] * len(wrapped)
    measured = [measure_lines(example.lines, words) for example in texts]
    names = tuple(measured[0])
    table = np.vstack([np.column_stack([values[name] for name in names]) for values in measured])
    labels = np.concatenate([example.labels for example in texts])
    weights = np.concatenate([_weigh(example) * share for example, share in zip(texts, shares, strict=True)])
    means, scales = table.mean(axis=0), table.std(axis=0)
    scales[scales == 0] = 1
    model = LogisticRegression(C=INVERSE_PENALTY, max_iter=1_000)
    model.fit((table - means) / scales, labels, sample_weight=weights / weights.mean())
    return LineModel(names, means, scales, model.coef_[0], float(model.intercept_[0]), PROSE_PRIOR, SWITCH_COST)


def _weigh(example: Example) -> np.ndarray:
    lengths = np.array([max(1, len(_WORD.findall(line))) for line in example.lines]) ** LENGTH_POWER
    return lengths / lengths.sum()


def choose_articles(n: int, seed: int = SEED) -> list[Path]:
    """Choose articles of polnear by a hash of their names."""
    paths = sorted((corpora() / "polnear" / "text").glob("*.txt"))
    return sorted(paths, key=lambda path: hashlib.sha256(f"{seed}{path.name}".encode()).digest())[:n]


def fingerprint(pages: Sequence[TruePage], articles: Sequence[Path]) -> str:
    """Return a SHA-256 over all the data that the model is trained on."""
    digest = hashlib.sha256()
    for page in pages:
        digest.update(f"{page.key}\n{page.site}\n{page.markup}\n{page.body}\n".encode())
    for path in articles:
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def read_fingerprint() -> str:
    """Return the fingerprint of the data that the shipped weights were made of."""
    return str(json.loads(WEIGHTS.read_text(encoding="utf-8"))["data_sha256"])


def find_difference(one: LineModel, other: LineModel) -> float:
    """Return the largest difference of two models' numbers; infinite if their features differ."""
    if one.features != other.features:
        return float("inf")
    pairs = [
        (one.intercept, other.intercept),
        (one.prose_prior, other.prose_prior),
        (one.switch_cost, other.switch_cost),
    ]
    for name in ("means", "scales", "weights"):
        pairs += zip(getattr(one, name).tolist(), getattr(other, name).tolist(), strict=True)
    return max(abs(a - b) for a, b in pairs)


def write(model: LineModel, data_sha256: str) -> None:
    """Write the weights, rounded so that the last bits of a processor do not show."""
    rows = [
        {"name": name, "mean": round(mean, 6), "scale": round(scale, 6), "weight": round(weight, 5)}
        for name, mean, scale, weight in zip(
            model.features, model.means.tolist(), model.scales.tolist(), model.weights.tolist(), strict=True
        )
    ]
    stored = {
        "made_by": "training/train_line_model.py",
        "seed": SEED,
        "data_sha256": data_sha256,
        "prose_prior": model.prose_prior,
        "switch_cost": model.switch_cost,
        "intercept": round(model.intercept, 5),
    }
    head = json.dumps(stored, indent=1)[:-2]
    body = ",\n  ".join(json.dumps(row, ensure_ascii=False) for row in rows)
    WEIGHTS.write_text(f'{head},\n "features": [\n  {body}\n ]\n}}\n', encoding="utf-8")


def render_strongest(model: LineModel, n: int = 12) -> str:
    """Return the features that speak most for the article and against it, as a table in Markdown."""
    order = sorted(zip(model.weights.tolist(), model.features, strict=True))
    pairs = zip(reversed(order[-n:]), order[:n], strict=True)
    rows = [f"| {up} | {plus:+.2f} | {down} | {minus:+.2f} |" for (plus, up), (minus, down) in pairs]
    return "\n".join(["| for the article | weight | for furniture | weight |", "|---|---:|---|---:|", *rows]) + "\n"


def fill_in_strongest(page: str, model: LineModel) -> str:
    """Return a page of the documentation with the table of the strongest features made anew."""
    begin, end = "<!-- strongest features -->\n", "<!-- end -->"
    before, _, rest = page.partition(begin)
    return before + begin + render_strongest(model) + end + rest.partition(end)[2]


def main() -> None:
    """Train on all pages and write the weights."""
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    pages, articles = read_pages(), choose_articles(N_ARTICLES)
    write(fit([make_example(page) for page in pages], articles), fingerprint(pages, articles))
    note_hashes()
    DOCS.write_text(fill_in_strongest(DOCS.read_text(encoding="utf-8"), read_line_model()), encoding="utf-8")


if __name__ == "__main__":
    main()
