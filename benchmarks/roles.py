"""How well and how fast Presslens tells who acts on whom, beside three baselines in the same run.

    python -m benchmarks.roles [--json PATH] [--write] [--check]

The mentions of ``data/roles/clauses.csv`` marked ``test``, in the articles of ``corpora/polnear`` (PRESSLENS_CORPORA),
labelled by a language model after ``data/roles/codebook.md``; those marked ``dev`` were used to write the rules. What
is measured is the table that `find_roles` returns. No text is printed or written.

role           Share of mentions with the right role, and precision, recall and F1 of agent and of patient.
verb           Of the mentions whose role is right and not neither, those with the right verb, its particle left out.
construction   Of the same, those rightly told to be active or passive.

Baselines: *neither* for all; *word order*: agent before the main verb of the sentence, patient behind it; and the
clauses that news-deframe 1.3.0 extracts (GPL-3.0; left out if not installed), given the same parses: a mention among
the subjects of a clause is its agent, among its objects its patient, and the other way round in the passive.

Intervals are 95%, by drawing articles with replacement.
"""

import argparse
import json
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from helpers.language import parse_sentences, split_sentences
from helpers.project import project_path
from helpers.schemas.comparison import ROLES
from helpers.stance import Targets, find_roles, read_targets
from training.note_hashes import note_hashes
from training.stance_data import corpora

N_DRAWS = 2_000
SEED = 0
PRESSLENS = "Presslens"
MEASURED = Path(__file__).parents[1] / "src" / "helpers" / "stance" / "roles_measured.csv"
# `--check` fails below these, two to four points below what was measured
FLOORS = {"accuracy": 0.84, "agent f1": 0.83, "patient f1": 0.68, "verb": 0.95, "construction": 0.97}

Figures = dict[str, Any]
Given = tuple[str, str, str]  # role, lemma or span of the verb, construction
_NEITHER: Given = ("neither", "", "")


class Labelled(NamedTuple):
    """Mentions as `find_roles` reads them, and what they are labelled as, row by row."""

    mentions: pd.DataFrame
    labels: pd.DataFrame


def read_labelled(split: str) -> Labelled:
    """Return the labelled mentions of a part, ``dev`` or ``test``, in their sentences."""
    labels = pd.read_csv(project_path("data/roles/clauses.csv"), keep_default_na=False, dtype={"verb": "str"})
    labels = labels[labels["split"] == split].reset_index(drop=True)
    targets = read_targets(project_path("data/targets.toml"))
    texts = {file: (corpora() / "polnear" / "text" / file).read_bytes().decode("utf-8") for file in set(labels["file"])}
    articles = pd.DataFrame(sorted(texts.items()), columns=["file", "body"])
    articles = articles.assign(article_id=[f"{at:016x}" for at in range(len(articles))], source="polnear")
    sentences = split_sentences(articles)
    spans = sentences.merge(articles[["article_id", "file"]], on="article_id")
    rows = [
        _place(label, texts[label.file], spans[spans["file"] == label.file], targets) for label in labels.itertuples()
    ]
    return Labelled(pd.DataFrame(rows), labels)


def _place(label: Any, body: str, spans: pd.DataFrame, targets: Targets) -> dict[str, Any]:
    """Return a labelled mention as `find_roles` wants it."""
    own = spans[(spans["sentence_start"] <= label.start) & (label.start < spans["sentence_end"])].iloc[0]
    mention = body[label.start : label.end]
    kind = next((name.kind for name in targets.names.find(mention) if name.kind), "pronoun")
    first, last = int(own["sentence_start"]), max(int(own["sentence_end"]), label.end)
    return {
        **{name: own[name] for name in ("article_id", "file", "sentence_index")},
        **{"source": "polnear", "voice": "journalist", "target": label.target, "alias_kind": kind},
        **{"mention": mention, "mention_start": label.start, "mention_end": label.end},
        **{"sentence": body[first:last], "sentence_start": first, "sentence_end": last},
    }


# What is compared: each returns role, lemma of the verb and construction by mention


def find_by_presslens(mentions: pd.DataFrame) -> list[Given]:
    """Return what `find_roles` finds."""
    found = find_roles(mentions)
    return list(zip(found["role"], found["verb"], found["construction"], strict=True))


def find_by_order(mentions: pd.DataFrame) -> list[Given]:
    """Call a mention agent before the main verb of its sentence, and patient behind it."""
    given = []
    for (text, at), doc in _parse(mentions):
        root = next((token for token in doc if token.head == token and token.pos_ in ("VERB", "AUX")), None)
        role = "neither" if root is None else "agent" if at < len(text[: root.idx]) else "patient"
        given.append(_NEITHER if root is None else (role, root.lemma_, "active"))
    return given


def find_by_news_deframe(mentions: pd.DataFrame) -> list[Given] | None:
    """Return the clauses of news-deframe that hold the mention; None if it is not installed."""
    try:
        from news_deframe.parser.svo import extract_svo  # noqa: PLC0415
    except ImportError:
        return None
    given = []
    for name, (_, doc) in zip(mentions["mention"], _parse(mentions), strict=True):
        pattern = re.compile(rf"(?<!\w){re.escape(' '.join(name.split()))}(?!\w)")
        given.append(next(_read_records(extract_svo(doc, lang="en"), pattern), _NEITHER))
    return given


def _read_records(records: list[Any], pattern: re.Pattern[str]) -> Iterator[Given]:
    for record in records:
        sides = [record.subjects, record.objects][:: -1 if record.is_passive else 1]
        for role, names in zip(("agent", "patient"), sides, strict=True):
            if any(pattern.search(" ".join(name.split())) for name in names):
                yield role, record.verb, "passive" if record.is_passive else "active"


def _parse(mentions: pd.DataFrame) -> Iterator[tuple[tuple[str, int], Any]]:
    """Yield the sentence of each mention with the place of the mention, and its parse."""
    texts = []
    for sentence, start, first in mentions[["sentence", "mention_start", "sentence_start"]].itertuples(index=False):
        before = " ".join(sentence[: start - first].split())
        texts.append((" ".join(sentence.split()), len(before)))
    yield from zip(texts, parse_sentences(text for text, _ in texts), strict=True)


# Figures


def count(labels: pd.DataFrame, given: list[Given]) -> pd.DataFrame:
    """Return what is right of each mention, as columns of 0 and 1."""
    found = pd.DataFrame(given, columns=["role", "verb", "construction"])
    both = (found["role"] == labels["role"]) & (labels["role"] != "neither")
    table = {"n": 1, "right": found["role"] == labels["role"], "both": both}
    for role in ROLES[:2]:
        named, true = found["role"] == role, labels["role"] == role
        table |= {f"{role} named": named, f"{role} true": true, f"{role} hits": named & true}
    lemmas = found["verb"].str.partition(" ")[0].str.lower() == labels["verb"].str.partition(" ")[0].str.lower()
    table |= {"verb": both & lemmas, "construction": both & (found["construction"] == labels["construction"])}
    return pd.DataFrame(table, index=labels.index).astype("int64")


def _divide(over: str, under: str) -> Callable[[pd.DataFrame], Any]:
    return lambda sums: sums[over] / sums[under].where(sums[under] > 0)


def _f1(role: str) -> Callable[[pd.DataFrame], Any]:
    def measure(sums: pd.DataFrame) -> Any:
        named = sums[f"{role} named"] + sums[f"{role} true"]
        return 2 * sums[f"{role} hits"] / named.where(named > 0)

    return measure


MEASURES: dict[str, Callable[[pd.DataFrame], Any]] = {"accuracy": _divide("right", "n")}
for _role in ROLES[:2]:
    MEASURES |= {
        f"{_role} f1": _f1(_role),
        f"{_role} precision": _divide(f"{_role} hits", f"{_role} named"),
        f"{_role} recall": _divide(f"{_role} hits", f"{_role} true"),
    }
MEASURES |= {"verb": _divide("verb", "both"), "construction": _divide("construction", "both")}


def summarise(counts: pd.DataFrame, files: pd.Series) -> Figures:
    """Return each measure that there is with its interval, by drawing articles."""
    by_article = counts.groupby(files).sum()
    rng = np.random.default_rng(SEED)
    draws = rng.integers(0, len(by_article), size=(N_DRAWS, len(by_article)))
    times = np.stack([np.bincount(draw, minlength=len(by_article)) for draw in draws])
    drawn = pd.DataFrame(times @ by_article.to_numpy(), columns=counts.columns)
    whole = counts.sum().to_frame().T
    figures: Figures = {}
    for name, measure in MEASURES.items():
        value = measure(whole).iloc[0]
        if pd.notna(value):
            low, high = measure(drawn).quantile([0.025, 0.975])
            figures[name] = {"value": float(value), "low": float(low), "high": float(high)}
    return figures


def _part(labels: pd.DataFrame) -> dict[str, pd.Series]:
    """Return parts of the mentions of which figures are given, too."""
    targets = {f"{key} alone": labels["target"] == key for key in sorted(labels["target"].unique())}
    return {**targets, "where the coder was sure": labels["sure"] == 1}


def measure(split: str = "test") -> Figures:
    """Measure all on the mentions of a part."""
    mentions, labels = read_labelled(split)
    ways: dict[str, Callable[[pd.DataFrame], list[Given] | None]] = {
        "neither": lambda mentions: [_NEITHER] * len(mentions),
        "word order": find_by_order,
        "news-deframe": find_by_news_deframe,
        PRESSLENS: find_by_presslens,
    }
    figures, seconds = {}, 0.0
    for name, find in ways.items():
        started = time.process_time()
        given = find(mentions)
        seconds = time.process_time() - started  # of Presslens, the last; the parser is loaded by then
        if given is not None:
            counts = count(labels, given)
            figures[name] = summarise(counts, labels["file"])
    for name, own in _part(labels).items():
        figures[f"{PRESSLENS}, {name}"] = summarise(counts[own], labels["file"][own])
    n = labels["role"].value_counts().reindex(list(ROLES), fill_value=0)
    sizes = {"mentions": len(labels), "articles": labels["file"].nunique(), **n.to_dict()}
    return {"n": sizes, "figures": figures, "mentions_per_second": len(mentions) / seconds}


def show(measured: Figures) -> None:
    """Print the figures."""
    print(", ".join(f"{n:,} {name}" for name, n in measured["n"].items()))
    for name, of in measured["figures"].items():
        print(f"\n{name}")
        for measure, found in of.items():
            print(f"  {measure:18}{found['value']:.3f} [{found['low']:.3f}, {found['high']:.3f}]")
    if "news-deframe" not in measured["figures"]:
        print("\nnews-deframe is not installed, its row is left out")
    print(f"\n{measured['mentions_per_second']:,.0f} mentions a second of one core's time")


def tabulate(measured: Figures) -> pd.DataFrame:
    """Return what `helpers.stance.measured_roles` shows: a row per way of telling roles."""
    rows = []
    for name, of in measured["figures"].items():
        row: Figures = {"method": name, "accuracy_low": of["accuracy"]["low"], "accuracy_high": of["accuracy"]["high"]}
        row |= {measure.replace(" ", "_"): found["value"] for measure, found in of.items()}
        rows.append(row)
    columns = ["method", "accuracy", "accuracy_low", "accuracy_high", "agent_f1", "patient_f1", "verb", "construction"]
    return pd.DataFrame(rows)[columns].round(3)


def list_failures(measured: Figures) -> list[str]:
    """Return what is below its floor."""
    reached = {name: measured["figures"][PRESSLENS][name]["value"] for name in FLOORS}
    return [f"{name} {reached[name]:.3f} < {floor}" for name, floor in FLOORS.items() if not reached[name] >= floor]


def main() -> int:
    """Measure, print, and write if asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", type=Path, help="file to write the figures to")
    parser.add_argument("--split", choices=("dev", "test"), default="test", help="part of the labels (default: test)")
    parser.add_argument("--write", action="store_true", help=f"write them to {MEASURED.name}, which notebooks show")
    parser.add_argument("--check", action="store_true", help="fail below the floors")
    options = parser.parse_args()
    measured = measure(options.split)
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
