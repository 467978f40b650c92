"""Build Conc corpora of articles and compare outlets by its keyness, for `benchmarks.keywords`.

    PYTHON benchmarks/keywords_conc.py ARTICLES.csv FOLDER ROUNDS

Conc (PyPI ``conc`` 0.1.13) comes with spaCy and Polars, is no part of this project and has a Python of its own. It
compares two corpora, so that each outlet needs one of its own and one of all others. Of the spaCy pipeline that it asks
for it uses the tokenizer alone, which needs no download: what it switches off is stood in for by parts that do nothing.
"""

import json
import logging
import sys
import time
from pathlib import Path

import polars as pl
import spacy
from conc.corpus import Corpus
from conc.keyness import Keyness

SWITCHED_OFF = ("parser", "ner", "lemmatizer", "tagger", "senter", "tok2vec", "attribute_ruler")


@spacy.Language.component("nothing")
def do_nothing(doc: spacy.tokens.Doc) -> spacy.tokens.Doc:
    """Return a document as it is."""
    return doc


def save_pipeline(folder: Path) -> str:
    """Save a pipeline that only cuts into words, and return where."""
    pipeline = spacy.blank("en")
    for name in SWITCHED_OFF:
        pipeline.add_pipe("nothing", name=name)
    pipeline.to_disk(folder)
    return str(folder)


def build(name: str, articles: pl.DataFrame, folder: Path, model: str) -> Corpus:
    """Build a corpus on disk, as Conc does."""
    file = folder / f"{name}.csv"
    articles.write_csv(file)
    corpus = Corpus(name=name)
    corpus.build_from_csv(str(file), str(folder), text_column="body", metadata_columns=["source"], model=model)
    return corpus


def compare(pairs: list[tuple[Corpus, Corpus]]) -> int:
    """Return the rows of the keyness of all pairs, every word that the first of a pair holds."""
    options = {"page_size": 0, "exclude_negative_keywords": False, "show_document_frequency": True}
    return sum(len(Keyness(*pair).keywords(**options).to_frame()) for pair in pairs)


def main() -> None:
    """Print CPU-seconds and the number of rows as JSON."""
    logging.disable()  # its warnings go to the output
    articles, folder, rounds = pl.read_csv(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    model = save_pipeline(folder / "model")
    outlets = articles["source"].unique().sort()
    started = time.process_time()
    pairs = [
        (
            build(outlet, articles.filter(pl.col("source") == outlet), folder, model),
            build(f"rest-{outlet}", articles.filter(pl.col("source") != outlet), folder, model),
        )
        for outlet in outlets
    ]
    building = time.process_time() - started
    seconds = []
    for _ in range(rounds):
        started = time.process_time()
        rows = compare(pairs)
        seconds.append(time.process_time() - started)
    print(json.dumps({"building_seconds": building, "keyness_seconds": seconds, "rows": rows}))


if __name__ == "__main__":
    main()
