"""How well and how fast Presslens tells who says what, beside two baselines in the same run.

    python -m benchmarks.voices [--folds 0 1] [--json PATH] [--jobs 2] [--write] [--check]

The 840 articles of ``corpora/polnear`` (PRESSLENS_CORPORA), in five folds by article: each fold is read by a model that
was trained on the other four, and its figures are of all articles together. Penalty, steps and leniency were chosen on
fold 0. Where an article has several annotators the first by name counts. What is measured is the table that
`find_quotes` returns. No text is printed or written.

content    Words that are part of what someone says, of all words. Baselines: what stands in quotation marks
           (`helpers.corpus.structure`), and that plus simple rules: behind a verb of saying to the end of the sentence,
           and before ", he said".
sentence   Sentences that hold a word of content.
speaker    Annotated statements that name a source: the words that the table gives as the speaker's overlap it. Of all,
           those not found counted as wrong; and of those found, that is, which share a word with a row. Direct: at
           least half of the words are in quotation marks. Reported: the others whose cue holds a verb of saying or
           writing. Indirect: all others, beliefs, wishes and support among them. Baseline: the name or pronoun outside
           the words said that is nearest to them.
agreement  The same measures between pairs of the annotators of 16 articles: what a reader reaches.

Intervals are 95%, by drawing articles with replacement.
"""

import argparse
import json
import re
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits  # comes with scikit-learn

from helpers.corpus.structure import find_parts
from helpers.language import split_sentences
from helpers.pipeline import find_tables
from helpers.project import project_path
from helpers.stance.actors import read_actors
from helpers.stance.attribution import VoiceModel, find_lemma
from helpers.stance.voices import find_quotes
from training.note_hashes import note_hashes
from training.stance_data import corpora
from training.train_voice_model import N_FOLDS, SEED, Annotated, find_fold, fit, read_articles

N_DRAWS = 1_000
MEASURED = Path(__file__).parents[1] / "src" / "helpers" / "stance" / "voices_measured.csv"
# `--check` fails below these
FLOORS = {"content": 0.80, "sentence": 0.85, "direct": 0.86, "indirect, of those found": 0.70, "reported": 0.70}

WORD = re.compile(r"\w+(?:['’]\w+)*")
_SAYING = (
    "say tell add announce argue ask assert claim comment complain concede confirm declare deny describe disclose "
    "emphasize explain insist maintain mention note observe point promise recall remark reply report respond state "
    "stress suggest tweet urge vow warn write pledge acknowledge admit according quote call criticize accuse"
)
SAYING = frozenset(map(find_lemma, _SAYING.split()))
_VERBS = (
    r"(?:said|says|say|saying|told|tells|telling|added|adds|adding|announced|argued|argues|arguing|asked|claimed|claims"
    r"|claiming|declared|denied|explained|explains|insisted|insists|noted|notes|noting|reported|reports|suggested"
    r"|suggests|stated|states|warned|warns|wrote|writes|writing|tweeted|acknowledged|believes|believe|believed|thinks)"
)
_BEHIND = re.compile(rf"\b{_VERBS}\b(?:\s+(?:reporters|him|her|them|us|CNN|[A-Z]\w+))?,?:?\s")
_BEFORE = re.compile(rf"[,”\"]\s+(?:[\w.’'-]+\s+){{0,5}}?{_VERBS}\b")
_ACCORDING = re.compile(r"\b[Aa]ccording to\b")
_NEAR = re.compile(r"\b(?:[A-Z][\w.’'-]+(?:\s[A-Z][\w.’'-]+)*|he|she|they|it|who)\b")

Figures = dict[str, Any]
Spans = list[tuple[int, int]]


# What is compared


def quote_articles(articles: Sequence[Annotated], model: VoiceModel | None = None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return quotes and sentences of articles, whose ``article_id`` is their number."""
    table = pd.DataFrame(
        {
            "article_id": [f"{number:016x}" for number in range(len(articles))],
            "file": [article.name for article in articles],
            "body": [article.text for article in articles],
        }
    )
    sentences = split_sentences(table)
    return find_quotes(table, sentences, model=model), sentences


def quote_by_marks(text: str) -> Spans:
    """Baseline: what stands in quotation marks."""
    return [(part.start, part.end) for part in find_parts(text, text) if part.part == "quotation"]


def quote_by_rules(text: str, sentences: Spans) -> Spans:
    """Baseline: what stands in quotation marks, behind a verb of saying, or before one with its subject."""
    spans = quote_by_marks(text)
    for start, end in sentences:
        if found := _BEFORE.search(text, start, end):
            spans.append((start, found.start() + 1))
        elif (found := _BEHIND.search(text, start, end)) is not None:
            spans.append((found.end(), end))
        elif found := _ACCORDING.search(text, start, end):
            comma = text.find(",", found.end(), end)
            spans.append((start, found.start()) if found.start() > start + 2 else (max(comma, start), end))
    return spans


def find_nearest(text: str, content: Spans) -> tuple[int, int] | None:
    """Baseline: the name or pronoun nearest to what is said, in its paragraph."""
    first, last = content[0][0], content[-1][1]
    begin, stop = text.rfind("\n", 0, first) + 1, text.find("\n", last)
    near = [match.span() for match in _NEAR.finditer(text, begin, stop if stop >= 0 else len(text))]
    outside = [span for span in near if all(span[1] <= a or span[0] >= b for a, b in content)]
    return min(outside, key=lambda span: max(first - span[1], span[0] - last, 0), default=None)


# Measures: counts by article, so that articles can be drawn


def mark(text: str, spans: Spans) -> np.ndarray:
    """Return for each character whether it lies in a span."""
    marks = np.zeros(len(text) + 1, dtype=bool)
    for start, end in spans:
        marks[start:end] = True
    return marks


def count_agreement(text: str, sentences: Spans, found: np.ndarray, true: np.ndarray) -> dict[str, np.ndarray]:
    """Count right, found and true words of content, and sentences that hold one."""
    places = np.array([match.start() for match in WORD.finditer(text)], dtype=np.int64)
    a, b = found[places], true[places]
    number = np.searchsorted([start for start, _ in sentences], places, side="right")
    c, d = (np.bincount(number[x], minlength=len(sentences) + 1)[1:] > 0 for x in (a, b))
    return {name: np.array([(x & y).sum(), x.sum(), y.sum()]) for name, x, y in (("content", a, b), ("sentence", c, d))}


def kinds_of(article: Annotated, content: Spans, cue: Spans, quoted: np.ndarray) -> list[str]:
    """Return as what a statement counts."""
    words = [match.start() for start, end in content for match in WORD.finditer(article.text, start, end)]
    if words and quoted[words].mean() >= 0.5:
        return ["direct"]
    lemmas = {
        find_lemma(match.group().lower()) for start, end in cue for match in WORD.finditer(article.text, start, end)
    }
    return ["indirect", "reported"] if lemmas & SAYING else ["indirect"]


def count_speakers(article: Annotated, rows: pd.DataFrame, quoted: np.ndarray) -> dict[str, np.ndarray]:
    """Count right, found and all statements with a source, by kind; and right by the baseline."""
    counts: dict[str, np.ndarray] = defaultdict(lambda: np.zeros(4, dtype=np.int64))
    owner = np.full(len(article.text) + 1, -1)
    spans = rows[["start", "end", "speaker_start", "speaker_end"]].to_numpy()
    for number, (start, end, _, _) in enumerate(spans):
        owner[start:end] = number
    for one in article.attributions:
        if not one.source:
            continue
        words = [match.start() for start, end in one.content for match in WORD.finditer(article.text, start, end)]
        rows_there = owner[words][owner[words] >= 0]
        is_right = False
        if len(rows_there):
            _, _, first, last = spans[np.bincount(rows_there).argmax()]
            is_right = any(first < end and start < last for start, end in one.source)
        nearest = find_nearest(article.text, list(one.content))
        is_near = nearest is not None and any(nearest[0] < end and start < nearest[1] for start, end in one.source)
        for kind in kinds_of(article, list(one.content), list(one.cue), quoted):
            counts[kind] += (is_right, len(rows_there) > 0, 1, is_near)
    return dict(counts)


def measure_article(article: Annotated, rows: pd.DataFrame, sentences: Spans) -> dict[str, np.ndarray]:
    """Return all counts of an article."""
    text = article.text
    true = mark(text, [span for one in article.attributions for span in one.content])
    quotations = quote_by_marks(text)
    by = {
        "Presslens": list(zip(rows["start"], rows["end"], strict=True)),
        "in quotation marks": quotations,
        "simple rules": quote_by_rules(text, sentences),
    }
    counts = {
        f"{name}: {by_name}": count
        for by_name, spans in by.items()
        for name, count in count_agreement(text, sentences, mark(text, spans), true).items()
    }
    return counts | {
        f"speaker: {kind}": count for kind, count in count_speakers(article, rows, mark(text, quotations)).items()
    }


def measure_fold(fold: int) -> tuple[list[dict[str, np.ndarray]], tuple[int, float]]:
    """Train without a fold and return the counts of its articles, how many sentences they have, and seconds."""
    with threadpool_limits(1):
        articles = read_articles()
        model = fit([article for article in articles if find_fold(article.name) != fold])
        own = [article for article in articles if find_fold(article.name) == fold]
        return measure_model(own, model)


def measure_model(
    articles: Sequence[Annotated], model: VoiceModel
) -> tuple[list[dict[str, np.ndarray]], tuple[int, float]]:
    """Return the counts of articles that a model reads, how many sentences they have, and the seconds it takes."""
    begun = time.perf_counter()
    quotes, sentences = quote_articles(articles, model)
    seconds = time.perf_counter() - begun
    by_article = dict(iter(quotes.groupby("article_id")))
    spans = {
        key: list(zip(group["sentence_start"], group["sentence_end"], strict=True))
        for key, group in sentences.groupby("article_id")
    }
    none = quotes.iloc[:0]
    keys = [f"{number:016x}" for number in range(len(articles))]
    counts = [
        measure_article(article, by_article.get(key, none), spans.get(key, []))
        for key, article in zip(keys, articles, strict=True)
    ]
    return counts, (len(sentences), seconds)


def measure_agreement() -> Figures:
    """Return mean F1 between pairs of annotators of an article."""
    by_name: dict[str, list[Annotated]] = defaultdict(list)
    for article in read_articles(all_annotators=True):
        by_name[article.name].append(article)
    values: dict[str, list[float]] = defaultdict(list)
    for several in by_name.values():
        if len(several) < 2:
            continue
        sentences = quote_sentences(several[0].text)
        marks = [mark(one.text, [span for a in one.attributions for span in a.content]) for one in several]
        for one, other in combinations(marks, 2):
            for name, count in count_agreement(several[0].text, sentences, one, other).items():
                values[name].append(f1(count))
    return {name: float(np.mean(of)) for name, of in values.items()}


def quote_sentences(text: str) -> Spans:
    """Return the sentences of a text."""
    table = split_sentences(pd.DataFrame({"article_id": ["0" * 16], "body": [text]}))
    return list(zip(table["sentence_start"], table["sentence_end"], strict=True))


# Figures


def f1(count: np.ndarray) -> float:
    """Return F1 of right, found and true."""
    return float(2 * count[0] / max(count[1] + count[2], 1))


def share(place: int, of: int) -> Callable[[np.ndarray], float]:
    """Return a function that divides one count by another."""
    return lambda count: float(count[place] / max(count[of], 1))


def summarise(counts: Sequence[dict[str, np.ndarray]]) -> Figures:
    """Return each figure with its interval."""
    names = sorted({name for one in counts for name in one})
    rng = np.random.default_rng(SEED)
    draws = rng.integers(0, len(counts), size=(N_DRAWS, len(counts)))
    times = np.stack([np.bincount(draw, minlength=len(counts)) for draw in draws])
    figures: Figures = {}
    for name in names:
        width = 4 if name.startswith(("speaker", "bloc")) else 3
        table = np.stack([one.get(name, np.zeros(width, dtype=np.int64)) for one in counts])
        measures: dict[str, Callable[[np.ndarray], float]] = {"f1": f1, "precision": share(0, 1), "recall": share(0, 2)}
        if width == 4:
            measures = {"of all": share(0, 2), "of those found": share(0, 1), "nearest name": share(3, 2)}
        drawn = times @ table
        figures[name] = {"n": int(table.sum(axis=0)[2])}
        for measure, of in measures.items():
            low, high = np.quantile([of(count) for count in drawn], [0.025, 0.975])
            figures[name][measure] = {"value": of(table.sum(axis=0)), "low": float(low), "high": float(high)}
    return figures


def count_blocs(text: str, rows: pd.DataFrame, labels: pd.DataFrame) -> dict[str, np.ndarray]:
    """Count the labelled statements of an original, and their words: right, all, all, right by the baseline."""
    actors = read_actors(project_path("data/actors.csv"))
    counts = {name: np.zeros(4, dtype=np.int64) for name in ("bloc: statements", "bloc: words", "speaker: originals")}
    for _, own in rows.groupby("statement"):
        first = own.iloc[0]
        at = labels[(labels["start"] < first["end"]) & (first["start"] < labels["end"])]
        if at.empty:
            continue
        label, content = at.iloc[0], list(zip(own["start"].tolist(), own["end"].tolist(), strict=True))
        near = find_nearest(text, content)
        name = text[near[0] : near[1]] if near else ""
        right, by_nearest = (bloc == label["bloc"] for bloc in (first["bloc"], actors.find_bloc(name, name)))
        for what, n in (("statements", 1), ("words", int(own["n_words"].sum()))):
            counts[f"bloc: {what}"] += np.array([right, 1, 1, by_nearest]) * n
        spans = [(first["speaker_start"], first["speaker_end"]), near or (-1, -1)]
        named = [
            a < label["speaker_end"] and label["speaker_start"] < b if a >= 0 else label["speaker_start"] < 0
            for a, b in spans
        ]
        counts["speaker: originals"] += (named[0], 1, 1, named[1])
    return counts


def measure_originals() -> list[dict[str, np.ndarray]]:
    """Return the counts of each of the five originals."""
    labels = pd.read_csv(project_path("data/voices/originals.csv"), keep_default_na=False)
    found = find_tables(corpora() / "articles")
    texts = dict(zip(found.articles["file"], found.articles["body"], strict=True))
    return [
        count_blocs(texts[file], found.quotes[found.quotes["file"] == file], own)
        for file, own in labels.groupby("file")
    ]


def measure(folds: Sequence[int], jobs: int) -> Figures:
    """Measure folds together, and the originals."""
    with ProcessPoolExecutor(jobs) as pool:
        done = list(pool.map(measure_fold, folds))
    measured = describe(done)
    measured["figures"] |= summarise(measure_originals())
    return measured


def describe(folds: Sequence[tuple[list[dict[str, np.ndarray]], tuple[int, float]]]) -> Figures:
    """Return the figures of what `measure_model` counted."""
    figures = summarise([count for counts, _ in folds for count in counts])
    sentences, seconds = (sum(speed[place] for _, speed in folds) for place in (0, 1))
    speed = {"sentences": sentences, "per_second": sentences / seconds}
    return {"figures": figures, "agreement": measure_agreement(), "speed": speed}


def show(measured: Figures) -> None:
    """Print the figures."""
    figures = measured["figures"]
    for what in ("content", "sentence"):
        print(f"\n{what:24}{'F1':>24}{'precision':>12}{'recall':>9}")
        for by in ("in quotation marks", "simple rules", "Presslens"):
            of = figures[f"{what}: {by}"]
            f = of["f1"]
            told = f"{f['value']:.3f} [{f['low']:.3f}, {f['high']:.3f}]"
            print(f"{by:24}{told:>24}{of['precision']['value']:12.3f}{of['recall']['value']:9.3f}")
        print(f"{'between annotators':24}{measured['agreement'][what]:10.3f}")
    print(f"\n{'right':24}{'n':>7}{'of all':>24}{'of those found':>24}{'nearest name':>14}")
    for kind in (name for name in figures if name.startswith(("speaker", "bloc"))):
        of = figures[kind]
        told = [
            f"{of[name]['value']:.3f} [{of[name]['low']:.3f}, {of[name]['high']:.3f}]"
            for name in ("of all", "of those found")
        ]
        print(f"{kind:24}{of['n']:>7}{told[0]:>24}{told[1]:>24}{of['nearest name']['value']:14.3f}")
    print(f"\n{measured['speed']['per_second']:,.0f} sentences a second, sentence splitting included")


# As `helpers.stance.measured_voices` shows them: the figure, its measure, the baseline's figure and measure, its name
_SHOWN = {
    "words of what is said": ("content: Presslens", "f1", "content: in quotation marks", "f1", "quotation marks"),
    "sentences of what is said": ("sentence: Presslens", "f1", "sentence: in quotation marks", "f1", "quotation marks"),
    "speaker of direct speech": ("speaker: direct", "of all", "speaker: direct", "nearest name", "nearest name"),
    "speaker of indirect speech": ("speaker: indirect", "of all", "speaker: indirect", "nearest name", "nearest name"),
    "speaker of what is reported": ("speaker: reported", "of all", "speaker: reported", "nearest name", "nearest name"),
    "bloc of statements": (
        "bloc: statements",
        "of all",
        "bloc: statements",
        "nearest name",
        "nearest name",
    ),
    "bloc of words": ("bloc: words", "of all", "bloc: words", "nearest name", "nearest name"),
}


_UNSEEN, _ORIGINALS = "PolNeAR, not trained on", "the five originals, rules mended on them"


def tabulate(measured: Figures) -> pd.DataFrame:
    """Return what `helpers.stance.measured_voices` shows: a row per figure, with the simple way beside it."""
    rows = []
    for what, (name, measure_name, simple, simple_measure, baseline) in _SHOWN.items():
        of = measured["figures"][name]
        beside = measured["figures"][simple][simple_measure]["value"]
        texts = _ORIGINALS if name.startswith("bloc") else _UNSEEN
        rows.append(
            {
                "what": what,
                "texts": texts,
                "n": of["n"],
                **of[measure_name],
                "baseline": baseline,
                "baseline_value": beside,
            }
        )
    return pd.DataFrame(rows).round(3)


def list_failures(measured: Figures) -> list[str]:
    """Return what is below its floor."""
    figures = measured["figures"]
    reached = {name: figures[f"{name}: Presslens"]["f1"]["value"] for name in ("content", "sentence")}
    reached |= {kind: figures[f"speaker: {kind}"]["of all"]["value"] for kind in ("direct", "reported")}
    reached["indirect, of those found"] = figures["speaker: indirect"]["of those found"]["value"]
    return [f"{name} {reached[name]:.3f} < {floor}" for name, floor in FLOORS.items() if reached[name] < floor]


def main() -> int:
    """Measure, print, and write if asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", type=Path, help="file to write the figures to")
    parser.add_argument("--folds", type=int, nargs="+", default=range(N_FOLDS), choices=range(N_FOLDS), help="of 5")
    parser.add_argument("--jobs", type=int, default=2, help="processes that train (default: 2)")
    parser.add_argument("--write", action="store_true", help=f"write them to {MEASURED.name}, which notebooks show")
    parser.add_argument("--check", action="store_true", help="fail below the floors")
    options = parser.parse_args()
    measured = measure(options.folds, options.jobs)
    show(measured)
    if options.json:
        options.json.write_text(json.dumps(measured, indent=1) + "\n", encoding="utf-8")
    if options.write:
        tabulate(measured).to_csv(MEASURED, index=False)
        note_hashes()
    failures = list_failures(measured) if options.check else []
    for failure in failures:
        print(f"FAILED: {failure}")
    return 1 if failures else 0


if __name__ == "__main__":
    raise SystemExit(main())
