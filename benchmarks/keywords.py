"""How fast Presslens counts words and compares sources, and in how much memory, each figure beside a peer's.

    python -m benchmarks.keywords counts|keyness|memory|page [--check] [--json PATH] [--conc PYTHON]

Texts are the 840 articles of ``corpora/polnear`` (PRESSLENS_CORPORA) or made up; none is printed or written. Times are
CPU-seconds of the process on one thread, the best of several runs that take turns, so that a busy machine slows all
alike. Sentences are split before the clock starts: that is a stage of its own, whose cost is printed apart.

counts   Document-term counts of 1-word terms, and of 1- and 2-word ones together. "As used": the articles as they are,
         each counting what it takes for a word. "Same tokens": the articles folded to words with one blank between,
         where both count the same, which is asserted on the two matrices. For 1 word the sentences stay those of the
         article; for 2, each article is one sentence, as CountVectorizer knows none, and its columns of phrases that
         begin or end with a stop word, which Presslens does not count, are left out before comparing.
         The articles are repeated up to the size asked for, so that a larger share of words has been seen before.
keyness  Every term by 7 outlets, each against the rest; G2 is asserted to be NLTK's. Conc, if ``--conc`` names a Python
         that has it, reads the same texts: see `benchmarks.keywords_conc`.
memory   Peak of resident memory (Linux only) while batches of made-up articles are counted and the counts merged, up
         to 8 times as many; and one text of 10 million words. Words follow Zipf's law over a vocabulary of fixed size,
         which even the least of the corpora nearly uses up: in true texts it goes on growing, and the counts with it.
page     Bytes of the scatter of 10,000 terms.
"""

import argparse
import gc
import json
import os
import re
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial
from itertools import accumulate, islice, pairwise, product
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from nltk import FreqDist
from nltk.metrics import BigramAssocMeasures
from nltk.tokenize import NLTKWordTokenizer
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import CountVectorizer
from threadpoolctl import threadpool_limits  # comes with scikit-learn

from helpers.browse import show_scatter
from helpers.keywords import compare_sources, count_terms, sum_terms
from helpers.language import STOP_WORDS, count_article_words, split_sentences, words_of
from helpers.tables import write_parquet
from training.train_line_model import corpora

Figures = dict[str, Any]

SEED = 20261122
OURS, PEER = "Presslens", "CountVectorizer"
# Least ratio to CountVectorizer that `counts --check` asks for where both count the same tokens
GOALS = {"1 word": 1.0, "1 and 2 words": 1.5}
MAX_GROWTH = 1.3  # of the memory for 8 times as many articles, with `memory --check`
MAX_PAGE = 1_000_000  # bytes, with `page --check`
FIRST_MULTIPLE = 2_000  # made-up articles of the smallest corpus
WORDS_PER_ARTICLE, WORDS_PER_SENTENCE, BATCH = 500, 20, 100
VOCABULARY = 20_000
EVERY_TERM: Figures = {"min_count": 1, "min_articles": 1, "stop_words": (), "n_permutations": 0}
SYLLABLES = [a + b for a in "bcdfghjklmnprstvwxyz" for b in "aeiou"]

_SEEN_BY_SCIKIT = re.compile(r"(?u)\b\w\w+\b")  # CountVectorizer's own pattern
_NO_BLANKS = r"\S+"
Job = Callable[[], object]


# Texts, and who takes turns


def read_polnear(megabytes: float = 0) -> pd.DataFrame:
    """Read the articles, repeated until they are at least so large, with the columns that counting needs."""
    folder = corpora() / "polnear" / "text"
    paths = sorted(folder.glob("*.txt"))
    if not paths:
        raise SystemExit(f"no articles in {folder}; name the folder that holds polnear in PRESSLENS_CORPORA")
    texts = [path.read_text(encoding="utf-8") for path in paths]
    times = max(1, -int(-megabytes // measure_megabytes(texts)))
    return make_table(texts * times, [path.name.split("_")[0] for path in paths] * times)


def make_table(texts: Sequence[str], sources: str | Sequence[str]) -> pd.DataFrame:
    """Return articles whose body is their whole text."""
    ids = [f"{number:016x}" for number in range(len(texts))]
    body = pd.Series(texts, dtype="str")
    return pd.DataFrame({"article_id": ids, "file": ids, "source": sources, "raw_text": body, "body": body})


def measure_megabytes(texts: Iterable[str]) -> float:
    """Return the size of texts in UTF-8."""
    return sum(len(text.encode()) for text in texts) / 1e6


def race(jobs: dict[str, Job], rounds: int) -> dict[str, list[float]]:
    """Return the CPU-seconds of each job in each round, the jobs taking turns."""
    seconds: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(rounds):
        for name, job in jobs.items():
            gc.collect()
            started = time.process_time()
            result = job()
            seconds[name].append(time.process_time() - started)
            del result
    return seconds


def describe_race(seconds: dict[str, list[float]], megabytes: float, peer: str) -> Figures:
    """Return megabytes per CPU-second, and the ratio to a peer with the least and the most of a round."""
    return {
        name: {
            "mb_per_second": megabytes / min(own),
            "first_mb_per_second": megabytes / own[0],
            "ratio": min(seconds[peer]) / min(own),
            "ratio_low": min(ratios),
            "ratio_high": max(ratios),
        }
        for name, own in seconds.items()
        for ratios in [[other / one for one, other in zip(own, seconds[peer], strict=True)]]
    }


# counts


def measure_counts(options: argparse.Namespace) -> Figures:
    """Time the counting of words and phrases, as used and of the same tokens."""
    articles = read_polnear(options.megabytes)
    started = time.process_time()
    sentences = split_sentences(articles)
    splitting = time.process_time() - started
    size = measure_megabytes(articles["body"])
    figures: Figures = {
        "megabytes": size,
        "articles": len(articles),
        "splitting_mb_per_second": size / splitting,
        "as used": {},
        "same tokens": {},
    }
    run = partial(run_race, rounds=options.rounds)
    figures["as used"]["1 word"] = run(list_word_counters(articles, sentences), articles)
    figures["as used"]["1 and 2 words"] = run(list_phrase_counters(articles, sentences), articles)
    folded, spans = fold_articles(articles, sentences)
    figures["same tokens"]["1 word"] = run(compare_same_tokens(folded, spans, 1), folded)
    folded, spans = fold_articles(articles, find_whole_bodies(articles))
    figures["same tokens"]["1 and 2 words"] = run(compare_same_tokens(folded, spans, 2), folded)
    return figures


def run_race(jobs: dict[str, Job], articles: pd.DataFrame, rounds: int) -> Figures:
    """Let jobs take turns at articles."""
    return describe_race(race(jobs, rounds), measure_megabytes(articles["body"]), PEER)


def list_word_counters(articles: pd.DataFrame, sentences: pd.DataFrame) -> dict[str, Job]:
    """Return ways to count words per article, each by its own notion of a word."""
    texts = list(articles["body"])
    tokenize = NLTKWordTokenizer().tokenize
    return {
        OURS: partial(count_terms, articles, sentences, n=1),
        PEER: lambda: CountVectorizer().fit_transform(texts),
        "re.findall, Counter": lambda: [Counter(_SEEN_BY_SCIKIT.findall(text.lower())) for text in texts],
        "NLTK word tokenizer, FreqDist": lambda: [FreqDist(tokenize(text.lower())) for text in texts],
        "str.split, Counter": lambda: [Counter(text.lower().split()) for text in texts],
    }


def list_phrase_counters(articles: pd.DataFrame, sentences: pd.DataFrame) -> dict[str, Job]:
    """Return ways to count words and phrases of two per article."""
    texts = list(articles["body"])
    return {
        OURS: partial(count_terms, articles, sentences, n=(1, 2)),
        PEER: lambda: CountVectorizer(ngram_range=(1, 2)).fit_transform(texts),
        "re.findall, zip, Counter": lambda: [count_pairs(_SEEN_BY_SCIKIT.findall(text.lower())) for text in texts],
    }


def count_pairs(words: list[str]) -> Counter[str]:
    """Count words, and each two that follow one another."""
    counts = Counter(words)
    counts.update(f"{first} {second}" for first, second in pairwise(words))
    return counts


def compare_same_tokens(articles: pd.DataFrame, sentences: pd.DataFrame, n: int) -> dict[str, Job]:
    """Return our way to count articles that are folded, and the peer's, if both count the same."""
    texts = list(articles["body"])
    ours = partial(count_terms, articles, sentences, n=tuple(range(1, n + 1)) if n > 1 else 1)

    def count() -> tuple[CountVectorizer, csr_matrix]:
        vectorizer = CountVectorizer(lowercase=False, token_pattern=_NO_BLANKS, ngram_range=(1, n))
        return vectorizer, vectorizer.fit_transform(texts)

    assert_same_counts(ours(), articles, *count())
    return {OURS: ours, PEER: count}


def assert_same_counts(
    counts: pd.DataFrame, articles: pd.DataFrame, vectorizer: CountVectorizer, matrix: csr_matrix
) -> None:
    """Raise an error unless two document-term matrices are equal, but for phrases that we do not count."""
    terms = vectorizer.get_feature_names_out()
    counted = np.array([" " not in t or STOP_WORDS.isdisjoint((t.split()[0], t.split()[-1])) for t in terms])
    theirs, columns = matrix[:, counted], pd.Index(terms[counted])
    rows = pd.Index(articles["article_id"]).get_indexer(counts["article_id"])
    places = columns.get_indexer(counts["term"])
    if (places < 0).any() or len(columns) != counts["term"].nunique():
        raise ValueError("Presslens and CountVectorizer did not count the same terms")
    ours = csr_matrix((counts["count"].to_numpy(), (rows, places)), shape=theirs.shape)
    if (ours != theirs).nnz:
        raise ValueError("Presslens and CountVectorizer differ in the counts of terms")


def fold_articles(articles: pd.DataFrame, sentences: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return articles that hold nothing but folded words, one blank between, and where their sentences are then."""
    spans = dict(iter(sentences.groupby("article_id", sort=False)))
    texts, tables = [], []
    for article_id, body in zip(articles["article_id"], articles["body"], strict=True):
        own = spans[article_id]
        cut = [fold(body[a:b]) for a, b in zip(own["sentence_start"], own["sentence_end"], strict=True)]
        kept = [piece for piece in cut if piece]
        ends = list(accumulate(len(piece) + 1 for piece in kept))
        texts.append(" ".join(kept))
        tables += [(article_id, i, end - 1 - len(kept[i]), end - 1) for i, end in enumerate(ends)]
    return make_table(texts, list(articles["source"])), pd.DataFrame(tables, columns=sentences.columns)


def fold(text: str) -> str:
    """Return the folded words of a text, again and again until they stay (initialisms in a row read as shouting)."""
    folded = " ".join(words_of(text))
    return folded if folded == text else fold(folded)


def find_whole_bodies(articles: pd.DataFrame) -> pd.DataFrame:
    """Return each body as one sentence."""
    table = articles[["article_id"]].assign(sentence_index=0, sentence_start=0)
    return table.assign(sentence_end=articles["body"].str.len())


def show_counts(figures: Figures) -> None:
    """Print what `measure_counts` found."""
    print(f"{figures['articles']:,} articles, {figures['megabytes']:.1f} MB; CPU-seconds of one thread, best runs")
    for kind in ("as used", "same tokens"):
        for terms, rows in figures[kind].items():
            print(f"\n{terms}, {kind}" + (" (equal matrices)" if kind == "same tokens" else "") + "\n")
            show_table(
                ("", "MB/s", "first run", "times CountVectorizer [rounds]"),
                [
                    (
                        name,
                        f"{row['mb_per_second']:.2f}",
                        f"{row['first_mb_per_second']:.2f}",
                        f"{row['ratio']:.2f} [{row['ratio_low']:.2f}, {row['ratio_high']:.2f}]",
                    )
                    for name, row in rows.items()
                ],
            )
    print(f"\nNot in these: splitting sentences, a stage of its own, {figures['splitting_mb_per_second']:.2f} MB/s")


def list_slow_counts(figures: Figures) -> list[str]:
    """List the goals that are missed."""
    ratios = {terms: figures["same tokens"][terms][OURS]["ratio"] for terms in GOALS}
    return [
        f"{terms}, same tokens: {ratios[terms]:.2f} times CountVectorizer, below {goal}"
        for terms, goal in GOALS.items()
        if ratios[terms] < goal
    ]


# keyness


def measure_keyness(options: argparse.Namespace) -> Figures:
    """Time the comparison of each outlet with all others, from the counts and from the texts."""
    articles = read_polnear()
    sentences = split_sentences(articles)
    articles, counts = count_article_words(articles), count_terms(articles, sentences, n=1)
    frequencies = {
        source: FreqDist(dict(zip(group["term"], group["count"], strict=True)))
        for source, group in counts.groupby(["source", "term"], as_index=False)["count"].sum().groupby("source")
    }
    jobs: dict[str, Job] = {
        OURS: partial(compare_sources, counts, articles, **EVERY_TERM),
        "Presslens, count_terms too": lambda: compare_sources(
            count_terms(articles, sentences, n=1), articles, **EVERY_TERM
        ),
        "Presslens, by its defaults": partial(compare_sources, counts, articles),
        "NLTK, G2 alone": partial(compare_with_nltk, frequencies),
    }
    rows = {name: len(job()) for name, job in jobs.items()}
    assert_same_g2(jobs[OURS](), compare_with_nltk(frequencies))
    seconds = {name: min(own) for name, own in race(jobs, options.rounds).items()}
    table = {name: {"seconds": seconds[name], "rows": rows[name]} for name in jobs}
    conc = run_conc(options.conc, articles, options.rounds) if options.conc else None
    if conc:
        table["Conc, G2 and log ratio"] = {"seconds": min(conc["keyness_seconds"]), "rows": conc["rows"]}
        building = conc["building_seconds"] + min(conc["keyness_seconds"])
        table["Conc, its 14 corpora built too"] = {"seconds": building, "rows": conc["rows"]}
    return {"outlets": len(frequencies), "terms": counts["term"].nunique(), "has_conc": bool(conc), "keyness": table}


def compare_with_nltk(frequencies: dict[str, FreqDist]) -> dict[tuple[str, str], float]:
    """Return NLTK's G2 by outlet and term, one call each."""
    total: FreqDist = sum(frequencies.values(), FreqDist())
    n = total.N()
    return {
        (source, term): BigramAssocMeasures.likelihood_ratio(own[term], (count, own.N()), n)
        for source, own in frequencies.items()
        for term, count in total.items()
    }


def assert_same_g2(table: pd.DataFrame, theirs: dict[tuple[str, str], float]) -> None:
    """Raise an error unless G2 is that of NLTK, of the same outlets and terms."""
    ours = dict(zip(zip(table["focus"], table["term"], strict=True), table["g2"], strict=True))
    if ours.keys() != theirs.keys():
        raise ValueError("Presslens and NLTK did not compare the same terms")
    worst = max(abs(g2 - theirs[key]) / max(1.0, g2) for key, g2 in ours.items())
    if worst > 1e-6:
        raise ValueError(f"G2 is not that of NLTK: {worst:.2g} apart")


def run_conc(python: str, articles: pd.DataFrame, rounds: int) -> Figures:
    """Return what `benchmarks.keywords_conc` prints, run by another Python on the same texts."""
    one_thread = dict.fromkeys(("POLARS_MAX_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    with TemporaryDirectory() as folder:
        file = Path(folder) / "articles.csv"
        articles[["source", "body"]].to_csv(file, index=False)
        command = [python, str(Path(__file__).with_name("keywords_conc.py")), str(file), folder, str(rounds)]
        done = subprocess.run(command, env=os.environ | one_thread, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def show_keyness(figures: Figures) -> None:
    """Print what `measure_keyness` found."""
    print(f"{figures['outlets']} outlets, {figures['terms']:,} words; CPU-seconds of one thread, best runs\n")
    own = figures["keyness"][OURS]["seconds"]
    show_table(
        ("", "seconds", "rows", "rows per second", "times ours"),
        [
            (
                name,
                f"{row['seconds']:.2f}",
                f"{row['rows']:,}",
                f"{row['rows'] / row['seconds']:,.0f}",
                f"{row['seconds'] / own:.2f}",
            )
            for name, row in figures["keyness"].items()
        ],
    )
    print("\nG2 equals NLTK's for every outlet and word; all measures but p are in the first row, p in the third")
    if not figures["has_conc"]:
        print("Conc was not measured: name a Python that has it with --conc")


# memory


def measure_memory(_options: argparse.Namespace) -> Figures:
    """Measure the memory that counting takes, each time in a process of its own."""
    merging = [run_apart(count_batches, FIRST_MULTIPLE * times) | {"times": times} for times in (1, 2, 4, 8)]
    return {"merging": merging, "one_text": run_apart(count_one_text, 10_000_000)}


def run_apart(job: Callable[[int], Figures], size: int) -> Figures:
    """Run a job in a fresh process."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(job, size).result()


def count_batches(n_articles: int) -> Figures:
    """Count batches of made-up articles, merge the counts, and return what that takes."""
    count(next(make_batches(BATCH)))  # imports and caches
    before = reset_peak()
    started = time.process_time()
    with TemporaryDirectory() as folder:
        files = [
            write_parquet(count(batch), Path(folder, f"{number}.parquet"))
            for number, batch in enumerate(make_batches(n_articles))
        ]
        totals = sum_terms(files)
    seconds = time.process_time() - started
    words = n_articles * WORDS_PER_ARTICLE
    if totals["count"].sum() != words:
        raise ValueError(f"{words} words were made and {totals['count'].sum()} counted")
    peak = read_memory("VmHWM")
    return {
        "words": words,
        "rows": len(totals),
        "seconds": seconds,
        "peak_mb": peak,
        "peak_over_start_mb": peak - before,
    }


def count(batch: pd.DataFrame) -> pd.DataFrame:
    """Count the words of a batch, sentences and all."""
    return count_terms(batch, split_sentences(batch), n=1)


def count_one_text(n_words: int) -> Figures:
    """Count the words of one long text, and return what that takes."""
    count(next(make_batches(BATCH)))  # imports and caches
    article = make_table([make_text(np.random.default_rng(SEED), n_words)], "outlet 0")
    started = time.process_time()
    sentences = split_sentences(article)
    split = time.process_time()
    before = reset_peak()
    counts = count_terms(article, sentences, n=1)
    seconds = time.process_time() - split
    if counts["count"].sum() != n_words:
        raise ValueError(f"{n_words} words were made and {counts['count'].sum()} counted")
    peak = read_memory("VmHWM")
    return {
        "words": n_words,
        "megabytes": measure_megabytes(article["body"]),
        "splitting_seconds": split - started,
        "seconds": seconds,
        "peak_mb": peak,
        "peak_over_start_mb": peak - before,
    }


def make_batches(n_articles: int) -> Iterator[pd.DataFrame]:
    """Yield batches of made-up articles of three outlets; none is held."""
    rng = np.random.default_rng(SEED)
    for first in range(0, n_articles, BATCH):
        numbers = range(first, first + BATCH)
        batch = make_table([make_text(rng, WORDS_PER_ARTICLE) for _ in numbers], [f"outlet {i % 3}" for i in numbers])
        yield batch.assign(article_id=[f"{number:016x}" for number in numbers])


def make_text(rng: np.random.Generator, n_words: int) -> str:
    """Make up a text of sentences, whose words follow Zipf's law."""
    words, cumulative = make_vocabulary()
    drawn = words[np.searchsorted(cumulative, rng.random(n_words))]
    starts = range(0, n_words, WORDS_PER_SENTENCE)
    return " ".join(" ".join(drawn[start : start + WORDS_PER_SENTENCE]).capitalize() + "." for start in starts)


@cache
def make_vocabulary() -> tuple[np.ndarray, np.ndarray]:
    """Make up words, and the chance of each and all before it."""
    words = ["".join(syllables) for syllables in islice(product(SYLLABLES, repeat=3), VOCABULARY)]
    weights = (1 / np.arange(1, VOCABULARY + 1)).cumsum()
    return np.array(words, dtype=object), weights / weights[-1]


def read_memory(name: str) -> float:
    """Return a figure of this process's memory in MB: VmRSS now, VmHWM at its peak."""
    (line,) = (
        line
        for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines()
        if line.startswith(f"{name}:")
    )
    return int(line.split()[1]) / 1000


def reset_peak() -> float:
    """Forget the peak of this process's memory, and return what it uses now."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return read_memory("VmRSS")


def show_memory(figures: Figures) -> None:
    """Print what `measure_memory` found."""
    print("Made-up articles in batches, counted and merged (seconds with the making and splitting of texts)\n")
    first = figures["merging"][0]
    show_table(
        ("articles", "words", "rows", "CPU-seconds", "peak MB", "over the start", "times the first"),
        [
            (
                f"{row['times']}x",
                f"{row['words']:,}",
                f"{row['rows']:,}",
                f"{row['seconds']:.1f}",
                f"{row['peak_mb']:.0f}",
                f"{row['peak_over_start_mb']:.0f}",
                f"{row['peak_over_start_mb'] / first['peak_over_start_mb']:.2f}",
            )
            for row in figures["merging"]
        ],
    )
    text = figures["one_text"]
    print(
        f"\nOne text of {text['words']:,} words ({text['megabytes']:.0f} MB): counted in {text['seconds']:.1f} CPU-s, "
        f"peak {text['peak_mb']:.0f} MB, {text['peak_over_start_mb']:.0f} MB more than before; "
        f"split into sentences in {text['splitting_seconds']:.1f}, a stage of its own"
    )


def list_growth(figures: Figures) -> list[str]:
    """List the goals that are missed."""
    first, *_, last = (row["peak_over_start_mb"] for row in figures["merging"])
    if last <= MAX_GROWTH * first:
        return []
    return [f"8 times the articles take {last / first:.2f} times the memory, more than {MAX_GROWTH}"]


# page


def measure_page(_options: argparse.Namespace) -> Figures:
    """Measure the scatter of 10,000 words of one outlet and all others, without lines of text and with four a word."""
    articles = count_article_words(read_polnear())
    counts = count_terms(articles, split_sentences(articles), n=1)
    table = compare_sources(counts, articles, **EVERY_TERM | {"focus": articles["source"].iloc[0]})
    largest = table.assign(total=table["count"] + table["count_against"]).nlargest(10_000, "total")[list(table.columns)]
    lines = make_lines(largest["term"])
    with TemporaryDirectory() as out:
        made = {
            name: show_scatter(
                largest, own, "scatter", out, focus="one outlet", against="all others", caption="Words of one outlet"
            )._repr_html_()
            for name, own in {"without lines": lines.head(0), "with 4 lines a word": lines}.items()
        }
    return {name: {"terms": len(largest), "bytes": len(markup.encode())} for name, markup in made.items()}


def make_lines(terms: pd.Series) -> pd.DataFrame:
    """Make up lines of a concordance, two of each of two sources for every term."""
    rng = np.random.default_rng(SEED)
    rows = [
        (term, source, make_text(rng, 10), term, make_text(rng, 10))
        for term in terms
        for source in ("one outlet", "all others") * 2
    ]
    return pd.DataFrame(rows, columns=["term", "source", "left", "keyword", "right"])


def show_page(figures: Figures) -> None:
    """Print what `measure_page` found."""
    rows = [(name, f"{row['terms']:,}", f"{row['bytes']:,}") for name, row in figures.items()]
    show_table(("", "words", "bytes"), rows)


def list_heavy_pages(figures: Figures) -> list[str]:
    """List the goals that are missed."""
    return [
        f"the scatter {name} has {row['bytes']:,} bytes, more than {MAX_PAGE:,}"
        for name, row in figures.items()
        if row["bytes"] > MAX_PAGE
    ]


# Printing


def show_table(header: Sequence[object], rows: Iterable[Sequence[object]]) -> None:
    """Print rows under their header, the first column to the left and the others to the right."""
    table = [[str(cell) for cell in row] for row in (header, *rows)]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for first, *others in table:
        cells = [cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True)]
        print("  ".join([first.ljust(widths[0]), *cells]).rstrip())


MEASURES: dict[
    str,
    tuple[Callable[[argparse.Namespace], Figures], Callable[[Figures], None], Callable[[Figures], list[str]]],
] = {
    "counts": (measure_counts, show_counts, list_slow_counts),
    "keyness": (measure_keyness, show_keyness, lambda _: []),
    "memory": (measure_memory, show_memory, list_growth),
    "page": (measure_page, show_page, list_heavy_pages),
}


def main() -> int:
    """Measure one thing, print it, and write it if asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("measure", choices=MEASURES)
    parser.add_argument("--megabytes", type=float, default=10, help="text to count (default: 10)")
    parser.add_argument("--rounds", type=int, default=5, help="runs, of which the best counts (default: 5)")
    parser.add_argument("--conc", metavar="PYTHON", help="with keyness: a Python that has Conc")
    parser.add_argument("--json", type=Path, help="file to write the figures to")
    parser.add_argument("--check", action="store_true", help="exit with 1 if a goal is missed")
    options = parser.parse_args()
    measure, show, list_failures = MEASURES[options.measure]
    pa.set_cpu_count(1)
    with threadpool_limits(1):
        figures = measure(options)
    show(figures)
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    failures = list_failures(figures) if options.check else []
    for failure in failures:
        print(f"FAILED: {failure}")
    return 1 if failures else 0


if __name__ == "__main__":
    raise SystemExit(main())
