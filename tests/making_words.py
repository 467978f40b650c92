"""Tables of keywords, and pages of them, for tests of what is shown. Every word and line is invented."""

from pathlib import Path

import nbformat
import pandas as pd

from helpers.display import Html
from helpers.keywords import log_likelihood, log_ratio
from helpers.report import NotebookRun
from helpers.report.page import render_page

HOSTILE = (
    "</script><script>window.hit=1</script>",
    "<img src=http://127.0.0.1:9/x onerror=window.hit=2>",
    "<!--<script>",
    "__proto__",
    "constructor",
    "toString",
    "\N{RIGHT-TO-LEFT OVERRIDE}abc",
    "👩🏽‍🚀 rocket",
    "الأخبار",
    '"><svg onload=window.hit=3>',
    "{{7*7}} \u2028 \x00 &lt;b&gt; \\u003c",
)


def make_keyness(*rows: tuple[str, int, int], words: tuple[int, int] = (10_000, 20_000)) -> pd.DataFrame:
    """Return words with their counts in two sources, and what is shown of them; intervals are of no interest here."""
    table = pd.DataFrame(rows, columns=["term", "count", "count_against"])
    table["n_words"], table["n_words_against"] = words
    table["rate_per_10k"] = table["count"] / words[0] * 10_000
    table["rate_against_per_10k"] = table["count_against"] / words[1] * 10_000
    table["n_articles"] = table["count"].clip(upper=3)
    table["n_articles_against"] = table["count_against"].clip(upper=3).astype("float64")
    counts = [table[name] for name in ("count", "count_against", "n_words", "n_words_against")]
    table["log_ratio"], table["g2"] = log_ratio(*counts), log_likelihood(*counts)
    table["lrc"] = table["log_ratio"].where(table["count"] + table["count_against"] >= 10, 0.0) / 2
    table["one_article"] = table["n_articles"] + table["n_articles_against"] == 1
    return table


def make_lines(*rows: tuple[str, str, str]) -> pd.DataFrame:
    """Return a line per word, source and rest of the line."""
    table = pd.DataFrame(rows, columns=["term", "source", "right"])
    return table.assign(left=table["right"].str[::-1], keyword=table["term"])


def make_concordance(*rows: tuple[str, str, str, str, str]) -> pd.DataFrame:
    """Return lines of source, date, left, keyword and right, each found by its keyword in lower case."""
    table = pd.DataFrame(rows, columns=["source", "date", "left", "keyword", "right"])
    return table.assign(query=table["keyword"].str.lower(), article_id="0" * 16, file="a.txt", start=0, end=1)


def make_aligned(*rows: tuple[str, str, str, str, float]) -> pd.DataFrame:
    """Return aligned sentences of two sources: their names, the sentences, their likeness; of an article each."""
    names = ["first", "second", "sentence_first", "sentence_second", "similarity"]
    table = pd.DataFrame(rows, columns=names)
    table["n_aligned"] = table.groupby(["first", "second"])["similarity"].transform("size")
    return table.assign(n_first=30, n_second=1_200, article_first=f"{1:016x}", article_second=f"{2:016x}").assign(
        **{f"{what}_{side}": 0 for what in ("start", "end") for side in ("first", "second")}
    )


def make_page(*parts: Html) -> str:
    """Return the page of a report whose notebook shows these parts."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# Words\n\nWhich words?")])
    for part in parts:
        output = nbformat.v4.new_output("display_data", {"text/html": part._repr_html_()})
        notebook.cells.append(nbformat.v4.new_code_cell("show()", outputs=[output]))
    return render_page(NotebookRun(Path("words.ipynb"), notebook), [])
