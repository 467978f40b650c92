"""The table of claims: marks with words beside them, every sentence at hand, and text that stays text."""

import re
from html import unescape

import pandas as pd
import pytest

from helpers.browse import show_claims
from helpers.tables import read_csv

EVIL = '<img src=x onerror="alert(1)">{{7*7}}</td></table>'


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def make_claims(*sentences):
    """Return summary, claims and sentences of (claim, source, text); the first of a claim stands for it."""
    table = pd.DataFrame(sentences, columns=["claim_id", "source", "text"])
    table["article_id"] = [f"{n:016x}" for n in range(len(table))]
    table = table.assign(sentence_index=0, sentence_start=0, sentence_end=9, similarity=0.9, nearest=0.5)
    table["is_representative"] = ~table["claim_id"].duplicated()
    by_claim = table.groupby("claim_id", sort=False)
    summary = table[table["is_representative"]].rename(columns={"text": "sentence"}).set_index("claim_id")
    summary["n_sentences"], summary["n_sources"] = by_claim.size(), by_claim["source"].nunique()
    summary["sources"] = by_claim["source"].agg(lambda names: "; ".join(dict.fromkeys(names)))
    return summary.reset_index(), table.drop(columns="text"), table[["article_id", "sentence_start", "text"]]


def show(*sentences, sources=("A", "B"), **options):
    return show_claims(*make_claims(*sentences), "claims", ".", sources=sources, caption="Claims.", **options)


def cells(html):
    rows = re.findall(r"<tr>(<td.*?)</tr>", html, re.S)
    return [[unescape(re.sub(r"<[^>]*>", "", cell)) for cell in re.findall(r"<td.*?</td>", row)] for row in rows]


FERRY = [
    ("f", "A", "The ferry sank."),
    ("f", "B", "A ferry went down."),
    ("f", "B", "It sank."),
    ("h", "B", "Herring!"),
]


def test_a_claim_with_a_mark_for_each_source(here):
    html = show(*FERRY)._repr_html_()
    first, second = cells(html)
    assert ["● 1", "● 2"] == first[1:]
    assert ["–", "● 1"] == second[1:]
    marks = ["1 sentence", "2 sentences", "not found here", "1 sentence"]
    assert ["All sentences as CSV: claims.csv", *marks] == re.findall('aria-label="(.*?)"', html)
    assert ["claim", "A", "B"] == re.findall("<th [^>]*>(.*?)</th>", html)
    written = read_csv(here / "tables" / "claims.csv")
    assert [text for _, _, text in FERRY] == list(written["text"])


def test_all_sentences_are_folded_under_a_claim():
    html = show(*FERRY)._repr_html_()
    assert ["3 sentences", "1 sentence"] == re.findall("<summary>(.*?)</summary>", html)
    assert ["The ferry sank. <small>(A)</small>", "A ferry went down. <small>(B)</small>"] == re.findall(
        "<li>(.*?)</li>", html
    )[:2]
    many = show(*(("f", "A", f"Sentence {n}.") for n in range(60)))._repr_html_()
    assert "60 sentences, 40 of them shown" in many
    assert 40 == many.count("<li>")


def test_the_text_form_names_sources_without_a_column_too():
    assert "found at A; B: The ferry sank." in repr(show(*FERRY, sources=["A"]))


def test_many_sources_are_listed():
    names = [f"Source {n}" for n in range(500)]
    html = show(*FERRY, sources=names)._repr_html_()
    assert ["claim", "sources", "found in"] == re.findall("<th [^>]*>(.*?)</th>", html)
    assert ["2", "A; B"] == cells(html)[0][1:]
    assert ["1", "B"] == cells(html)[1][1:]
    assert len(show(*(("f", name * 30, "It sank.") for name in names), sources=names)._repr_html_()) < 20_000


def test_text_is_escaped_everywhere():
    for sources in ([EVIL], [EVIL] * 9):
        html = show(("f", EVIL, EVIL), sources=sources)._repr_html_()
        assert "<img" not in html
        assert "&lt;img src=x" in html
        assert 1 == html.count("</table>")


def test_the_first_claims_are_shown_and_all_written(here):
    html = show(*((f"c{n}", "A", f"Sentence {n}.") for n in range(9)), limit=3)
    assert 3 == len(cells(html._repr_html_()))
    assert "The first 3 of 9." in html._repr_html_()
    assert 9 == len(read_csv(here / "tables" / "claims.csv"))
    assert ["Claims.", *(f"found at A: Sentence {n}." for n in range(3))] == repr(html).splitlines()


def test_nothing():
    summary, claims, sentences = (table.iloc[:0] for table in make_claims(*FERRY))
    html = show_claims(summary, claims, sentences, "claims", ".", sources=[], caption="Claims.")._repr_html_()
    assert [["none"]] == cells(html)


def test_long_names_and_sentences_are_cut():
    html = show(("f", "N" * 300, "x" * 2_000), sources=["N" * 300])._repr_html_()
    assert "N" * 41 not in html
    assert "x" * 401 not in html
    assert "x" * 400 + " …" in html
