"""Hostile strings through everything that makes HTML: the tags are those of a harmless text, and the text is there."""

from itertools import zip_longest

import pandas as pd
import pytest
from making_markup import list_tags, normalise, read_text
from making_strings import STRINGS
from markupsafe import Markup
from nbformat import v4

from helpers.browse import (
    show_claims,
    show_concordance,
    show_filter_table,
    show_honesty,
    show_pairs,
    show_scatter,
)
from helpers.browse.marked import Layer, Layers, Span, mark_article
from helpers.browse.sheets import frame_sheet
from helpers.claims import mark_differences
from helpers.display import show_answer, show_explanations, show_note, show_removed, show_sentences, show_table
from helpers.progress.notebook import _BAR
from helpers.report.frame import Page, frame_page
from helpers.report.front import RunFacts, render_front
from helpers.report.page import lay_out_page, render_body

COLORS = {"US": "#0072B2", "Russia": "#D55E00"}
SEEN = 12  # characters of a string that every part shows, however it cuts
BATCH = 25  # strings at a time: as many rows as any table shows at first


def make_mentions(texts):
    """Return mentions in sentences that hold the texts, and the texts wherever else they can stand."""
    rows = []
    for number, text in enumerate(texts):
        sentence = f"Russia rose {text} again."
        row = {"article_id": f"a{number}", "source": text, "target": "Russia", "mention": "Russia"}
        row |= {"mention_start": 0, "mention_end": 6, "sentence": sentence, "sentence_start": 0}
        row |= {"sentence_end": len(sentence), "voice": "quoted", "speaker": text, "bloc": text}
        rows.append(row | {"scorer": "s", "score": 0.5, "label": "positive", "confidence": 0.7})
    return pd.DataFrame(rows)


def write_sentences(texts, out):
    look = {"labels": dict(zip(COLORS, COLORS, strict=True)), "colors": COLORS, "scorers": ["s"]}
    return show_sentences(make_mentions(texts), by="source", **look).markup


def write_labels(texts, out):
    look = {"labels": dict.fromkeys(COLORS, "".join(texts)), "colors": COLORS, "scorers": ["s"]}
    return show_sentences(make_mentions(["x"]), by="source", **look).markup


def write_explanations(texts, out):
    rows = [(f"a{n}", "Russia", 0, text, 12, 12 + len(text), 0.4) for n, text in enumerate(texts)]
    columns = ["article_id", "target", "mention_start", "word", "start", "end", "effect"]
    labels = dict(zip(COLORS, COLORS, strict=True))
    effects = pd.DataFrame(rows, columns=columns)
    return show_explanations(make_mentions(texts), effects, by="source", labels=labels, colors=COLORS).markup


def write_removed(texts, out):
    ids, raw = [f"a{n}" for n in range(len(texts))], [f"x{text}y" for text in texts]
    articles = pd.DataFrame({"article_id": ids, "title": texts, "source": texts, "raw_text": raw})
    spans = pd.DataFrame({"article_id": ids, "start": 1, "end": [len(text) - 1 for text in raw], "reason": texts})
    return show_removed(articles, spans).markup


def write_table(texts, out):
    table = pd.DataFrame({"n": range(len(texts)), **dict.fromkeys(texts, texts)})
    evidence = [f"evidence/{text}.html" for text in texts]
    return show_table(table, texts[0][:60], out, caption="".join(texts), evidence=evidence).markup


def write_filter_table(texts, out):
    table = pd.DataFrame({"n": range(len(texts)), **dict.fromkeys(texts, texts)})
    return show_filter_table(table, texts[0][:60], out, caption="".join(texts), open_rows=1).markup


def write_concordance(texts, out):
    names = ("query", "source", "date", "left", "keyword", "right")
    return show_concordance(pd.DataFrame(dict.fromkeys(names, texts)), "c", out, caption="".join(texts)).markup


def write_scatter(texts, out):
    numbers = {"count": 3, "count_against": 1, "n_articles": 2, "n_articles_against": 1, "lrc": 0.5, "log_ratio": 0.9}
    numbers |= {"g2": 2.0, "rate_per_10k": 1.0, "rate_against_per_10k": 2.0, "n_words": 10, "n_words_against": 10}
    table = pd.DataFrame({"term": texts}).assign(one_article=True, **numbers)
    lines = pd.DataFrame(dict.fromkeys(("term", "source", "left", "keyword", "right"), texts))
    return show_scatter(table, lines, "s", out, focus=texts[0], against=f"{texts[-1]} ", caption="".join(texts)).markup


def write_claims(texts, out):
    ids = range(len(texts))
    summary = pd.DataFrame({"claim_id": ids, "sentence": texts, "sources": texts})
    claims = pd.DataFrame({"claim_id": ids, "article_id": [f"a{n}" for n in ids], "source": texts})
    claims = claims.assign(sentence_start=0, is_representative=True, similarity=1.0)
    sentences = claims[["article_id", "sentence_start"]].assign(text=texts)
    return show_claims(summary, claims, sentences, "c", out, sources=texts[:3], caption="".join(texts)).markup


def write_pairs(texts, out):
    rows = []
    for n, text in enumerate(texts):
        row = {"first": f"a{n}", "second": f"b{n}", "article_first": f"a{n}", "article_second": f"b{n}"}
        row |= {"sentence_first": f"one two {text} three", "sentence_second": f"one two {text} four"}
        rows.append(row | {"similarity": 0.9, "n_aligned": 1, "n_first": 1, "n_second": 1})
    ids = [f"{side}{n}" for n in range(len(texts)) for side in "ab"]
    both = [text for text in texts for _ in "ab"]
    articles = pd.DataFrame({"article_id": ids, "source": both, "title": both})
    look = {"caption": "".join(texts), "differences": mark_differences, "articles": articles}
    return show_pairs(pd.DataFrame(rows), "p", out, **look).markup


def write_honesty(texts, out):
    numbers = {
        "n_articles": 9,
        "n_mentions": 20,
        "difference": 0.2,
        "low": 0.1,
        "high": 0.3,
        "p": 0.01,
        "least_p": 0.01,
    }
    numbers |= {"detectable": 0.2, "icc": 0.1, "design_effect": 1.2, "n_effective": 15.0}
    table = pd.DataFrame({"comparison": texts, "warning": texts, "method": texts}).assign(**numbers)
    return show_honesty(table, "h", out, caption="".join(texts), rows=len(texts)).markup


def write_marks(texts, out):
    return Markup("").join(mark_one(text) for text in texts)


def mark_one(text):
    whole, end = f"{text} and {text}", len(text)
    layer, targets = Layer([Span(0, end, text)]), Layer([Span(end + 5, 2 * end + 5, "Russia")])
    layers = Layers(sentences=Layer([Span(0, end)]), mentions=targets, voices=layer, removed=Layer(), parts=layer)
    return mark_article(whole, layers, {"Russia": f"the {text}"})


def write_sheet(texts, out):
    text = "".join(texts)
    return frame_sheet(text, Markup("<p>{}</p>").format(text), back=text, colors=texts)


def write_page(texts, out):
    text = "".join(texts)
    pages = [Page(own, own, own, [own], own, own) for own in texts]
    return frame_page(Markup("<p>{}</p>").format(text), title=text, current=texts[0], pages=pages, home=texts[-1])


def write_front(texts, out):
    pages = [Page(text, text, text, [text], text, text) for text in texts]
    facts = RunFacts(texts[0], dict(zip(texts, texts, strict=True)), dict(zip(texts, texts, strict=True)), texts[-1])
    return render_front(pages, [out / "a.csv"], facts)


def write_notebook(texts, out):
    """Return the page of a notebook whose title, question, answer, outputs and errors are texts."""
    lines = [" ".join(text.split()) for text in texts]
    run = lay_out_page(out / "a.ipynb", lines[0], lines[-1], "".join(texts), [show_note(text) for text in texts])
    run.error = "".join(texts)
    for text in texts:
        run.notebook.cells[-1].outputs.append(v4.new_output("stream", text=text))
        error = {"ename": text, "evalue": text, "traceback": [text]}
        run.notebook.cells[-1].outputs.append(v4.new_output("error", **error))
    return render_body(run)


PARTS = {
    "answer": lambda texts, out: show_answer(*texts).markup,
    "note": lambda texts, out: show_note("".join(texts)).markup,
    "bar": lambda texts, out: _BAR.format(text="".join(texts), percent=3),
    "sentences": write_sentences,
    "labels": write_labels,
    "explanations": write_explanations,
    "removed": write_removed,
    "table": write_table,
    "filter table": write_filter_table,
    "concordance": write_concordance,
    "scatter": write_scatter,
    "claims": write_claims,
    "pairs": write_pairs,
    "honesty": write_honesty,
    "marks": write_marks,
    "sheet": write_sheet,
    "page": write_page,
    "front": write_front,
    "notebook": write_notebook,
}


@pytest.mark.parametrize("part", PARTS)
def test_a_text_adds_no_markup_and_is_not_lost(part, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names, added, lost = list(STRINGS), [], []
    for start in range(0, len(names), BATCH):
        own = names[start : start + BATCH]
        html = PARTS[part]([STRINGS[name] for name in own], tmp_path)
        expected = PARTS[part]([f"harmless {number}" for number in range(len(own))], tmp_path)
        if list_tags(html) != list_tags(expected):
            added.append((own, *first_difference(list_tags(html), list_tags(expected))))
        text = read_text(html)
        lost += [name for name in own if normalise(STRINGS[name])[:SEEN] not in text]
    assert ([], []) == (added, lost)


def first_difference(found, expected):
    return next((pair for pair in zip_longest(found, expected) if pair[0] != pair[1]), ())
