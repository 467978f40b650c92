"""How well and how fast Presslens cleans pages, each figure beside a peer's in the same run.

    python -m benchmarks.cleaning quality|clean-articles|injected|originals|speed [--json PATH]

No text of the corpora (PRESSLENS_CORPORA) is printed or written. "Cleaned" is what ``presslens clean`` writes: without
furniture, headline and captions. Intervals are 95%, by drawing pages or articles with replacement.

quality         The 60 pages of ``corpora/pages``, each cleaned by a model trained without its site. Precision: share
                of the 4-word runs kept that are of the article; recall: share of the article's that are kept; means
                over pages, and F1 of these means. Text mode sees the visible text alone, HTML mode title and main
                text too.
clean-articles  The 840 articles of ``corpora/polnear``, which hold next to no furniture: words cut, articles that lose
                any and over 1% of their words, none cleaned by a model that saw it; then with outlets known.
injected        The same articles, their headlines aside, amid furniture of the 60 pages, so that the truth is known to
                the word; neither article nor site was seen by the model. Removal by word, what is kept by 4-word runs,
                and headline figures before and after cleaning beside those of the bare articles.
originals       The five originals: words, mentions and mean scores before cleaning and after.
speed           Pages and articles per second, and the ratio to trafilatura alone, runs taking turns.
"""

import argparse
import hashlib
import json
import random
import re
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from itertools import repeat
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits  # comes with scikit-learn

from helpers.corpus import (
    ANALYSED,
    SEPARATE,
    clean_articles,
    find_stock,
    list_lines,
    mark_structure,
    read_corpus,
    set_apart,
)
from helpers.corpus.clean import Span, blank_out, cleaned_text, find_furniture
from helpers.corpus.html import EXTRACTION, read_page
from helpers.corpus.infer import split_lines
from helpers.corpus.lines import LineModel, is_prose, read_line_model
from helpers.corpus.quality import Overlap, bootstrap_difference, bootstrap_quality, measure_overlap, summarise_quality
from helpers.corpus.read import UNKNOWN_SOURCE
from helpers.corpus.structure import find_parts
from helpers.language import split_sentences
from helpers.project import project_path
from helpers.stance import Targets, find_mentions, read_targets, score_mentions
from training.train_line_model import (
    N_ARTICLES,
    Example,
    TruePage,
    choose_articles,
    corpora,
    find_difference,
    fit,
    make_example,
    read_pages,
)

SEED = 20261122
N_FOLDS = 5
MAX_AMID = 4  # lines of furniture put between the paragraphs of an article
KEPT_PARTS = ("heading", "dateline")  # by `presslens clean`, unless told otherwise
SCORER = "vader_masked"
# Leave-one-site-out, in text and in HTML mode: `quality --check` fails below these.
FLOORS = {"text": {"f1": 0.93, "precision": 0.90, "recall": 0.90}, "html": {"f1": 0.965}}

# Keeps all that no rule names: log odds above 0, and too near to it to overrule any.
NO_OPINION = LineModel(("words",), np.zeros(1), np.ones(1), np.zeros(1), 0.5, 0.0, 1.0)

Stock = frozenset[int]
NO_STOCK: Stock = frozenset()

_WORD = re.compile(r"\w+")

Figures = dict[str, Any]


# What is measured, and how it is cleaned


@cache
def read_examples() -> tuple[list[TruePage], list[Example]]:
    """Read the 60 pages, and make the examples that the model is trained on."""
    pages = read_pages()
    return pages, [make_example(page) for page in pages]


@cache
def all_articles() -> list[Path]:
    """Return the articles of polnear, in the order of a hash: the first `N_ARTICLES` train the shipped model."""
    return choose_articles(1_000_000)


def train(sites: frozenset[str], articles: Sequence[Path]) -> LineModel:
    """Train a model on all pages but those of some sites."""
    with threadpool_limits(1):  # as many processes as cores train at a time
        return fit([example for example in read_examples()[1] if example.site not in sites], articles)


def train_without_site(site: str) -> LineModel:
    """Train the model as it ships, but for the pages of one site."""
    return train(frozenset({site}), all_articles()[:N_ARTICLES])


def clean(text: str, main_text: str = "", title: str = "", model: LineModel | None = None) -> str:
    """Return a text as `presslens clean` leaves it, gaps and all, so that offsets stay."""
    body = blank_out(text, find_furniture(text, main_text, title=title, model=model))
    apart = set(SEPARATE) - set(KEPT_PARTS)
    return blank_out(body, sorted(Span(*part) for part in find_parts(text, body, title) if part.part in apart))


def count_words(text: str) -> int:
    """Count words."""
    return len(_WORD.findall(text))


def make_table(texts: Sequence[str], sources: str | Sequence[str] = UNKNOWN_SOURCE) -> pd.DataFrame:
    """Return articles with the columns that cleaning and the search for mentions need."""
    ids = [f"{number:016x}" for number in range(len(texts))]
    facts = {"article_id": ids, "file": ids, "source": sources, "title": "", "main_text": ""}
    return pd.DataFrame({**facts, "raw_text": pd.Series(texts, dtype="str"), "body": pd.Series(texts, dtype="str")})


# quality


def measure_quality(jobs: int) -> Figures:
    """Measure leave-one-site-out quality in both modes, and the baselines."""
    pages, _ = read_examples()
    sites = sorted({page.site for page in pages})
    with ProcessPoolExecutor(jobs) as pool:
        models = dict(zip(sites, pool.map(train_without_site, sites), strict=True))
    found: dict[str, Callable[[TruePage], str]] = {
        "all lines": lambda p: p.page.text,
        "lines of 12 words or more that end a sentence": keep_prose,
        "trafilatura alone": lambda p: p.page.main_text,
        "rules alone, text mode": lambda p: clean(p.page.text, model=NO_OPINION),
        "rules alone, HTML mode": lambda p: clean(p.page.text, p.page.main_text, p.page.title, NO_OPINION),
        "Presslens, text mode": lambda p: clean(p.page.text, model=models[p.site]),
        "Presslens, HTML mode": lambda p: clean(p.page.text, p.page.main_text, p.page.title, models[p.site]),
    }
    overlaps = {
        name: [measure_overlap(page.body, cleaned_text(function(page))) for page in pages]
        for name, function in found.items()
    }
    ours, peer = overlaps["Presslens, HTML mode"], overlaps["trafilatura alone"]
    low, high = bootstrap_difference(ours, peer)
    difference = summarise_quality(ours).f1 - summarise_quality(peer).f1
    worst = sorted(zip(pages, overlaps["Presslens, text mode"], ours, strict=True), key=lambda row: sum(row[1]))[:12]
    return {
        "n_pages": len(pages),
        "n_sites": len(sites),
        "quality": {name: describe_quality(rows) for name, rows in overlaps.items()},
        "f1_html_minus_trafilatura": {"difference": difference, "low": low.f1, "high": high.f1},
        "worst": [{"page": page.key, "site": page.site, "text": text, "html": html} for page, text, html in worst],
    }


def keep_prose(page: TruePage) -> str:
    """Return the lines of a page that read like paragraphs."""
    lines = page.page.text.split("\n")
    return "\n".join(line for line, prose in zip(lines, is_prose(lines), strict=True) if prose)


def describe_quality(overlaps: Sequence[Overlap]) -> dict[str, list[float]]:
    """Return precision, recall and F1, each with the ends of its interval."""
    low, high = bootstrap_quality(overlaps)
    mean = summarise_quality(overlaps)
    return {name: [getattr(each, name) for each in (mean, low, high)] for name in mean._fields}


def show_quality(figures: Figures) -> None:
    """Print what `measure_quality` found."""
    print(f"{figures['n_pages']} pages of {figures['n_sites']} sites, the model trained without the page's site\n")
    header = ("", "F1", "precision", "recall")
    rows = [
        (name, *(show_interval(*row[key]) for key in ("f1", "precision", "recall")))
        for name, row in figures["quality"].items()
    ]
    show_table(header, rows)
    gain = figures["f1_html_minus_trafilatura"]
    print(
        "\nF1, HTML mode minus trafilatura alone:",
        show_interval(gain["difference"], gain["low"], gain["high"], form="+.4f"),
    )
    print("\nThe worst pages in text mode:\n")
    worst = [
        (row["page"][:8], row["site"], *(f"{value:.2f}" for value in (*row["text"], *row["html"])))
        for row in figures["worst"]
    ]
    show_table(("page", "site", "P text", "R text", "P HTML", "R HTML"), worst)


def list_failures(figures: Figures) -> list[str]:
    """List what is worse than it must be, and whether the shipped weights are those of the script."""
    quality = figures["quality"]
    modes = {"text": quality["Presslens, text mode"], "html": quality["Presslens, HTML mode"]}
    failures = [
        f"{name} in {mode} mode is {modes[mode][name][0]:.4f}, below {floor}"
        for mode, floors in FLOORS.items()
        for name, floor in floors.items()
        if modes[mode][name][0] < floor
    ]
    ours, peer = modes["html"]["f1"][0], quality["trafilatura alone"]["f1"][0]
    if ours < peer:
        failures.append(f"f1 in HTML mode is {ours:.4f}, below trafilatura alone at {peer:.4f}")
    difference = find_difference(read_line_model(), train(frozenset(), all_articles()[:N_ARTICLES]))
    print(f"\nTrained anew, the weights differ from those that ship by {difference:.1g} at most")
    if difference > 5e-4:
        failures.append("line_model.json is not what training gives; run make model")
    return failures


# clean-articles


def measure_clean_articles(jobs: int) -> Figures:
    """Measure what is cut from articles that hold next to no furniture, each by a model that did not see it."""
    paths = all_articles()
    texts = [path.read_text(encoding="utf-8") for path in paths]
    with ProcessPoolExecutor(jobs) as pool:
        other = pool.submit(train, frozenset(), paths[N_ARTICLES : 2 * N_ARTICLES]).result()
    models = [other] * N_ARTICLES + [read_line_model()] * (len(paths) - N_ARTICLES)
    outlets = [path.name.split("_")[0] for path in paths]
    stock = find_stock(list_lines(make_table(texts, outlets)))
    known = [frozenset(stock.loc[stock["source"] == outlet, "line"]) for outlet in outlets]
    return {
        name: describe_cuts(texts, list_cuts(texts, models, lines))
        for name, lines in {"outlet unknown": [NO_STOCK] * len(paths), "outlet known": known}.items()
    }


def list_cuts(
    texts: Sequence[str], models: Iterable[LineModel | None] = repeat(None), stock: Iterable[Stock] = repeat(NO_STOCK)
) -> pd.DataFrame:
    """Return what is cut from texts, with the columns ``article`` (its place), ``reason`` and ``words``."""
    rows = [
        (number, reason, count_words(text[start:end]))
        for number, (text, model, own) in enumerate(zip(texts, models, stock, strict=False))
        for start, end, reason in find_furniture(text, model=model, stock=own)
    ]
    return pd.DataFrame(rows, columns=["article", "reason", "words"])


ONCE = "all but what is repeated"


def describe_cuts(texts: Sequence[str], cuts: pd.DataFrame) -> Figures:
    """Count what was cut, in all and by reason."""
    words = np.array([count_words(text) for text in texts])

    def describe(own: pd.DataFrame) -> Figures:
        lost = own.groupby("article")["words"].sum().reindex(range(len(texts)), fill_value=0).to_numpy() / words
        return {
            "words": int(own["words"].sum()),
            "share": float(own["words"].sum() / words.sum()),
            "articles": int((lost > 0).sum()),
            "articles_over_1_percent": int((lost > 0.01).sum()),
        }

    reasons = {str(reason): describe(own) for reason, own in cuts.groupby("reason")}
    by_size = dict(sorted(reasons.items(), key=lambda item: -item[1]["words"]))
    said_once = cuts[~cuts["reason"].str.startswith("repeated")]  # of a paragraph that is said twice nothing is lost
    totals = {"all": describe(cuts), ONCE: describe(said_once)}
    return {"n_articles": len(texts), "n_words": int(words.sum()), **totals, "by_reason": by_size}


def show_clean_articles(figures: Figures) -> None:
    """Print what `measure_clean_articles` found."""
    for name, found in figures.items():
        print(f"\n{found['n_articles']} articles, {found['n_words']:,} words, {name}\n")
        named = {key: found[key] for key in ("all", ONCE)} | found["by_reason"]
        rows = [
            (key, f"{row['words']:,}", f"{row['share']:.3%}", row["articles"], row["articles_over_1_percent"])
            for key, row in named.items()
        ]
        show_table(("cut as", "words", "share", "articles that lose any", "over 1%"), rows)


# injected


@dataclass(frozen=True)
class Injected:
    """An article amid furniture: the text, where the furniture stands in it, and the article alone."""

    text: str
    furniture: list[tuple[int, int]]
    original: str

    def is_furniture(self, position: int) -> bool:
        """Tell whether a character belongs to the furniture."""
        return any(start <= position < end for start, end in self.furniture)


def find_fold(name: str) -> int:
    """Return the fold of a site or article, by a hash of its name."""
    return int(hashlib.sha256(f"{SEED}{name}".encode()).hexdigest(), 16) % N_FOLDS


def read_paragraphs(path: Path) -> str:
    """Return an article of polnear without its first line, the headline: a page brings one of its own."""
    return path.read_text(encoding="utf-8").partition("\n")[2].strip("\n") + "\n"


def inject(original: str, pages: Sequence[Example], rng: random.Random) -> Injected:
    """Put an article into the place of a page's own, with some of the lines that stood amid that one."""
    page = rng.choice(pages)
    (on,) = np.nonzero(page.labels)
    amid = [page.lines[i] for i in range(on[0], on[-1]) if not page.labels[i]]
    starts = [line.start for line in split_lines(original)][1:]
    chosen = rng.sample(amid, min(len(amid), len(starts), rng.randint(0, MAX_AMID)))
    places = sorted(rng.sample(starts, len(chosen)))
    pieces = [(f"{line}\n", True) for line in page.lines[: on[0]]]
    for start, end, line in zip([0, *places], [*places, len(original)], [*chosen, ""], strict=True):
        pieces += [(original[start:end], False), (f"{line}\n", True)]
    pieces += [(f"{line}\n", True) for line in page.lines[on[-1] + 1 :]]
    text, furniture = "", []
    for piece, is_furniture in pieces:
        furniture += [(len(text), len(text) + len(piece))] if is_furniture else []
        text += piece
    return Injected(text, furniture, original)


def clean_fold(fold: int) -> list[tuple[Injected, str]]:
    """Inject furniture of the sites of a fold into its articles, and clean them by a model that saw neither."""
    _, examples = read_examples()
    pages = [example for example in examples if find_fold(example.site) == fold and example.labels.any()]
    others = [path for path in all_articles() if find_fold(path.name) != fold]
    sites = frozenset(example.site for example in examples if find_fold(example.site) == fold)
    model = train(sites, others[:N_ARTICLES])
    cleaned = []
    for path in all_articles():
        if find_fold(path.name) == fold:
            rng = random.Random(f"{SEED}{path.name}")  # noqa: S311 - no secret
            article = inject(read_paragraphs(path), pages, rng)
            cleaned.append((article, clean(article.text, model=model)))
    return cleaned


def measure_injected(jobs: int) -> Figures:
    """Measure the removal of furniture that was put there, and what it does to the figures of an analysis."""
    with ProcessPoolExecutor(jobs) as pool:
        cleaned = [pair for fold in pool.map(clean_fold, range(N_FOLDS)) for pair in fold]
    removal, words = [], np.zeros((2, 2), int)  # words by whether they are furniture and whether they went
    lost = {"first": 0, "last": 0}
    n_cut = 0
    for article, body in cleaned:
        own = np.zeros((2, 2), int)
        for match in _WORD.finditer(article.text):
            own[int(article.is_furniture(match.start())), int(not body[match.start() : match.end()].strip())] += 1
        words += own
        n_cut += own[0, 1] > 0.1 * own[0].sum()
        removal.append(Overlap(own[1, 1] / max(own[:, 1].sum(), 1), own[1, 1] / max(own[1].sum(), 1)))
        lines = [line for line in split_lines(article.text) if not article.is_furniture(line.start)]
        lines = [line for line in lines if line.is_prose] or lines
        for name, line in (("first", lines[0]), ("last", lines[-1])):
            lost[name] += 2 * count_words(body[line.start : line.end]) < line.n_words
    kept = [measure_overlap(article.original, cleaned_text(body)) for article, body in cleaned]
    uncleaned = [measure_overlap(article.original, article.text) for article, _ in cleaned]
    return {
        "n_articles": len(cleaned),
        "removed_words": {
            "furniture": int(words[1, 1]),
            "furniture_left": int(words[1, 0]),
            "article": int(words[0, 1]),
            "article_left": int(words[0, 0]),
        },
        "removal_by_word": describe_quality(removal),
        "kept_by_shingle": describe_quality(kept),
        "uncleaned_by_shingle": describe_quality(uncleaned),
        "paragraphs_lost": {name: n / len(cleaned) for name, n in lost.items()},
        "articles_over_10_percent": int(n_cut),
        "headline_figures": measure_headline_figures(cleaned),
    }


def measure_headline_figures(cleaned: Sequence[tuple[Injected, str]]) -> Figures:
    """Measure what an analyst would report of the texts uncleaned and cleaned, and of the bare articles."""
    targets = read_targets(project_path("data", "targets.toml"))
    articles = [article for article, _ in cleaned]
    bodies = {
        "uncleaned": [article.text for article in articles],
        "cleaned": [body for _, body in cleaned],
        "truth": [article.original for article in articles],
    }
    figures, tallies = {}, {}
    for name, texts in bodies.items():
        table = make_table(texts)
        found = score(table, targets)
        place = {article_id: number for number, article_id in enumerate(table["article_id"])}
        inside = [
            name != "truth" and articles[place[article_id]].is_furniture(start)
            for article_id, start in zip(found["article_id"], found["mention_start"], strict=True)
        ]
        n_words = sum(map(count_words, texts))
        tallies[name] = [tally(found[found["target"] == target], place) for target in ("US", "Russia")]
        figures[name] = {
            "words": n_words,
            **{f"mentions_{target}": int((found["target"] == target).sum()) for target in ("US", "Russia")},
            "mentions_per_1000_words": 1000 * len(found) / n_words,
            "share_of_mentions_in_furniture": float(np.mean(inside)) if inside else 0.0,
        }
    draws = np.random.default_rng(SEED).multinomial(len(articles), np.full(len(articles), 1 / len(articles)), 2_000)
    means = {name: compare(tallies[name], np.ones((1, len(articles)))) for name in bodies}
    drawn = {name: compare(tallies[name], draws) for name in bodies}
    for name, row in figures.items():
        row["score_us_minus_russia"] = float(means[name][0])
        error = np.percentile(drawn[name] - drawn["truth"], [2.5, 97.5])
        row["error"] = [float(means[name][0] - means["truth"][0]), *map(float, error)]
    return figures


def score(articles: pd.DataFrame, targets: Targets) -> pd.DataFrame:
    """Find and score the mentions in articles."""
    mentions = find_mentions(articles, split_sentences(articles), targets)
    voiced = mentions.assign(voice="journalist", speaker="", bloc="")  # who says it does not matter to the score
    return score_mentions(voiced, targets, [SCORER])


def tally(scored: pd.DataFrame, place: dict[str, int]) -> np.ndarray:
    """Return sum and number of the scores of each article."""
    sums = scored.groupby("article_id")["score"].agg(["sum", "size"]).reindex(list(place), fill_value=0)
    return sums.to_numpy(float).T


def compare(tallies: Sequence[np.ndarray], draws: np.ndarray) -> np.ndarray:
    """Return the mean score of the first target minus that of the second, for each draw of articles."""
    first, second = ((draws @ sums) / (draws @ counts) for sums, counts in tallies)
    return np.asarray(first - second)


def show_injected(figures: Figures) -> None:
    """Print what `measure_injected` found."""
    print(f"{figures['n_articles']} articles amid furniture of pages, by models that saw neither\n")
    names = {
        "removal, by word": "removal_by_word",
        "what is kept, by 4-word runs": "kept_by_shingle",
        "the same without cleaning": "uncleaned_by_shingle",
    }
    rows = [
        (name, *(show_interval(*figures[key][each]) for each in ("f1", "precision", "recall")))
        for name, key in names.items()
    ]
    show_table(("", "F1", "precision", "recall"), rows)
    words, lost = figures["removed_words"], figures["paragraphs_lost"]
    print(f"\nWords of furniture: {words['furniture']:,} removed, {words['furniture_left']:,} left")
    print(f"Words of the articles: {words['article']:,} removed, {words['article_left']:,} left")
    print(f"First paragraphs lost: {lost['first']:.1%}; last: {lost['last']:.1%}")
    print(f"Articles that lose over 10% of their words: {figures['articles_over_10_percent']}\n")
    header = ("", "words", "US", "Russia", "per 1,000 words", "in furniture", "score US - Russia", "error")
    rows = [
        (
            name,
            f"{row['words']:,}",
            row["mentions_US"],
            row["mentions_Russia"],
            f"{row['mentions_per_1000_words']:.2f}",
            f"{row['share_of_mentions_in_furniture']:.1%}",
            f"{row['score_us_minus_russia']:+.4f}",
            show_interval(*row["error"], form="+.4f"),
        )
        for name, row in figures["headline_figures"].items()
    ]
    show_table(header, rows)


# originals


def measure_originals(_jobs: int) -> Figures:
    """Measure the five originals before cleaning and after, as an analysis sees them."""
    targets = read_targets(project_path("data", "targets.toml"))
    before = read_corpus(corpora() / "articles").articles
    before = before.assign(body=before["raw_text"])
    after, _ = clean_articles(before)
    after = set_apart(after, mark_structure(after), ANALYSED)
    figures: Figures = {str(file): {} for file in before["file"]}
    for when, articles in {"before": before, "after": after}.items():
        scored = score(articles, targets)
        for file, body in zip(articles["file"], articles["body"], strict=True):
            own = scored[scored["file"] == file]
            figures[file][when] = {"words": count_words(body)} | {
                target: {"mentions": len(group), "score": float(group["score"].mean()) if len(group) else None}
                for target in ("US", "Russia")
                for group in [own[own["target"] == target]]
            }
    return figures


def show_originals(figures: Figures) -> None:
    """Print what `measure_originals` found."""

    def arrow(row: Figures, *keys: str, form: str = "d") -> str:
        values = []
        for when in ("before", "after"):
            value: Any = row[when]
            for key in keys:
                value = value[key]
            values.append("none" if value is None else format(value, form))
        return " -> ".join(values)

    header = ("before -> after", "words", *(f"{what} {t}" for t in ("US", "Russia") for what in ("mentions", "score")))
    rows = [
        (
            file,
            arrow(row, "words"),
            *(
                arrow(row, target, what, form=form)
                for target in ("US", "Russia")
                for what, form in (("mentions", "d"), ("score", "+.3f"))
            ),
        )
        for file, row in figures.items()
    ]
    show_table(header, rows)


# speed


def measure_speed(_jobs: int, rounds: int = 5) -> Figures:
    """Time what happens to a page, the steps taking turns so that a busy machine slows them alike."""
    import trafilatura  # noqa: PLC0415 - as in read_page, so that the other measures do without

    pages, _ = read_examples()
    texts = [path.read_text(encoding="utf-8") for path in all_articles()]
    table = make_table(texts)

    def extract() -> None:
        for page in pages:
            trafilatura.bare_extraction(page.markup, **EXTRACTION)

    def read() -> list[Any]:
        return [read_page(page.markup) for page in pages]

    def read_and_clean() -> None:
        found = read()
        articles = make_table([page.text for page in found])
        cleaned, _ = clean_articles(
            articles.assign(main_text=[page.main_text for page in found], title=[page.title for page in found])
        )
        mark_structure(cleaned)

    steps: dict[str, tuple[Callable[[], object], int]] = {
        "trafilatura alone": (extract, len(pages)),
        "read_page": (read, len(pages)),
        "read_page, clean_articles, mark_structure": (read_and_clean, len(pages)),
        "clean_articles, on polnear": (partial(clean_articles, table), len(texts)),
    }
    for step in (extract, read_and_clean):
        step()  # imports and caches
    rates: dict[str, list[float]] = {name: [] for name in steps}
    for _ in range(rounds):
        for name, (step, n) in steps.items():
            started = time.perf_counter()
            step()
            rates[name].append(n / (time.perf_counter() - started))
    peer = rates["trafilatura alone"]
    return {
        name: {
            "per_second": statistics.median(own),
            "ratio": statistics.median(ratios),
            "ratio_low": min(ratios),
            "ratio_high": max(ratios),
            "rounds": rounds,
        }
        for name, own in rates.items()
        for ratios in [[one / other for one, other in zip(own, peer, strict=True)]]
    }


def show_speed(figures: Figures) -> None:
    """Print what `measure_speed` found."""
    rows = [
        (name, f"{row['per_second']:.1f}", f"{row['ratio']:.2f} [{row['ratio_low']:.2f}, {row['ratio_high']:.2f}]")
        for name, row in figures.items()
    ]
    show_table(("", "per second", "times trafilatura alone [least, most]"), rows)


# Printing


def show_interval(value: float, low: float, high: float, form: str = ".3f") -> str:
    """Return a figure with its interval."""
    return f"{value:{form}} [{low:{form}}, {high:{form}}]"


def show_table(header: Sequence[object], rows: Iterable[Sequence[object]]) -> None:
    """Print rows under their header, the first column to the left and the others to the right."""
    table = [[str(cell) for cell in row] for row in (header, *rows)]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for first, *others in table:
        cells = [cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True)]
        print("  ".join([first.ljust(widths[0]), *cells]).rstrip())


MEASURES: dict[str, tuple[Callable[[int], Figures], Callable[[Figures], None]]] = {
    "quality": (measure_quality, show_quality),
    "clean-articles": (measure_clean_articles, show_clean_articles),
    "injected": (measure_injected, show_injected),
    "originals": (measure_originals, show_originals),
    "speed": (measure_speed, show_speed),
}


def main() -> int:
    """Measure one thing, print it, and write it if asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("measure", choices=MEASURES)
    parser.add_argument("--json", type=Path, help="file to write the figures to")
    parser.add_argument("--jobs", type=int, default=2, help="processes that train (default: 2)")
    parser.add_argument(
        "--check", action="store_true", help="with quality: fail below the floors, or if weights differ"
    )
    options = parser.parse_args()
    if options.check and options.measure != "quality":
        parser.error("--check goes with quality")
    measure, show = MEASURES[options.measure]
    figures = measure(options.jobs)
    show(figures)
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    failures = list_failures(figures) if options.check else []
    for failure in failures:
        print(f"FAILED: {failure}")
    return 1 if failures else 0


if __name__ == "__main__":
    raise SystemExit(main())
