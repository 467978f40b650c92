import contextlib

import pytest
from building import MONDAY, one_article, write_files

from helpers.corpus import clean_articles, mark_structure, read_corpus
from helpers.corpus.decode import UnusableError
from helpers.corpus.html import read_page, shares_of_main_text

PARAGRAPHS = [
    "The two ministers met in Tashkent on Thursday and spoke about trade &amp; energy. They agreed to meet again.",
    "A joint commission will look at the price of gas, which both sides call &ldquo;fair&rdquo;. It begins in May.",
    "Both delegations left the city on Friday. Neither side wished to say whether the pipeline had been discussed.",
]
PAGE = f"""<!DOCTYPE html>
<html><head><title>Ministers meet in Tashkent - Daily Example</title>
<meta property="og:title" content="Ministers meet in Tashkent">
<meta property="og:site_name" content="Daily Example">
<meta name="author" content="Jane Doe">
<meta property="article:published_time" content="2019-07-04T10:00:00Z">
<style>p {{ color: red }}</style><script>var secret = "scripted";</script></head>
<body><nav><ul><li><a href="/">Home</a></li><li><a href="/world">World</a></li></ul></nav>
<article><h1>Ministers meet in Tashkent</h1>{"".join(f"<p>{text}</p>" for text in PARAGRAPHS)}</article>
<footer><p>Subscribe to our newsletter</p><script>track()</script><noscript>No scripts</noscript></footer></body></html>
"""


def test_page_gives_text_and_facts():
    page = read_page(PAGE)
    assert (page.title, page.date, page.author, page.source) == (
        "Ministers meet in Tashkent",
        "2019-07-04",
        "Jane Doe",
        "Daily Example",
    )
    first, *_, last = page.text.split("\n")
    assert (first, last) == ("Home", "Subscribe to our newsletter")
    assert "trade & energy" in page.main_text
    assert "Subscribe" not in page.main_text


@pytest.mark.parametrize("hidden", ["scripted", "track()", "No scripts", "color", "Daily Example"])
def test_what_a_reader_does_not_see_is_no_text(hidden):
    assert hidden in PAGE
    assert hidden not in read_page(PAGE).text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>One</p><p>Two</p>", "One\nTwo"),
        ("<p>One<br>Two</p>", "One\nTwo"),
        ("<div>One<div>Two</div>Three</div>", "One\nTwo\nThree"),
        ("<p>One <b>bold</b> <i>word</i>.</p>", "One bold word."),
        ("<p>One\n   wrapped\r\n\tline</p>", "One wrapped line"),
        ("<table><tr><td>One</td><td>Two</td></tr></table>", "One\nTwo"),
        ("<p>caf&eacute; &#8212; &ldquo;yes&rdquo; &lt;b&gt;</p>", "café — “yes” <b>"),
        ("<p>4&nbsp;million</p>", "4\xa0million"),
        ("<p>One<!-- a remark --> word<?php echo 1 ?></p>", "One word"),
        ("<p>Before<script>x</script>after</p>", "Beforeafter"),
        ("<p>One<svg><text>drawn</text></svg></p><template>later</template>", "One"),
        ("<p>&lt;script&gt;alert(1)&lt;/script&gt; {{7*7}}</p>", "<script>alert(1)</script> {{7*7}}"),
        ("just words", "just words"),
        ("<p>One<p>Two</div></b>", "One\nTwo"),
        ("<?xml version='1.0' encoding='utf-16'?><html><body><p>café</p></body></html>", "café"),
        ("<meta charset='windows-1252'><p>café</p>", "café"),
        ("<nav><a href='/'>Home</a> <a href='/world'>World</a></nav>", "Home World"),
    ],
)
def test_blocks_become_lines(markup, text):
    assert text == read_page(markup).text


@pytest.mark.parametrize(
    "markup",
    ["", " \n ", "<html></html>", "<p> </p>", "<script>var a = 1</script>", "<head><title>Only a title</title></head>"],
)
def test_page_without_text_is_unusable(markup):
    with pytest.raises(UnusableError, match="shows no text"):
        read_page(markup)


def _nest(depth):
    return f"<p>First words.</p>{'<div>' * depth}<p>Deep words.</p>{'</div>' * depth}<p>Last words.</p>"


def test_deep_page_is_read():
    assert "First words.\nDeep words.\nLast words." == read_page(_nest(1_500)).text


def test_very_deep_page_does_no_harm(tmp_path):
    corpus = read_corpus(write_files(tmp_path, {"deep.html": _nest(5_000), "good.txt": MONDAY}))
    assert "good.txt" in set(corpus.articles["file"])


def test_very_deep_page_loses_nothing_silently():
    with contextlib.suppress(UnusableError):
        assert "Last words." in read_page(_nest(5_000)).text


@pytest.mark.parametrize(
    ("text", "main_text", "outside"),
    [
        ("Home\nOne two three four\nEnd", "One two three four", ["Home", "End"]),
        ("One two three four", "One two three four", []),
        ("ONE, two - three; four!", "one two three four", []),
        ("One two three four five six seven", "One two three four five", []),
        ("Short line\nOne two three four", "Short line\nOne two three four", []),
        ("Short line\nOne two three four", "One two three four", ["Short line"]),
        ("\n\nOne two three four\n\n", "One two three four", []),
        ("Kyle Example\n5040\nHome", "| 1 | Kyle Example | 5040 |", ["Home"]),
    ],
)
def test_lines_outside_the_main_text(text, main_text, outside):
    lines = [line for line in text.split("\n") if line]
    shares = shares_of_main_text(lines, main_text)
    assert outside == [line for line, share in zip(lines, shares, strict=True) if share < 0.5]


def test_page_as_article(tmp_path):
    article = one_article(read_corpus(write_files(tmp_path, {"a.html": PAGE})))
    facts = article[["title", "date_precision", "author", "source"]]
    assert ["Ministers meet in Tashkent", "day", "Jane Doe", "Daily Example"] == list(facts)
    assert "2019-07-04" == str(article["date"].date())
    assert {"page"} == set(article[["title_from", "date_from", "author_from", "source_from"]])


def test_page_is_cleaned_to_its_article(tmp_path):
    articles, removed = clean_articles(read_corpus(write_files(tmp_path, {"a.html": PAGE})).articles)
    body = articles["body"].iloc[0]
    assert ["Home", "World", "Subscribe to our newsletter"] == list(removed["text"])
    assert ["navigation", "outside the main text", "subscription"] == list(removed["reason"])
    assert "They agreed to meet again." in body
    assert "the pipeline had been discussed." in body


def test_a_page_of_very_many_paragraphs_is_read_without_the_slow_extractors(monkeypatch):
    asked = []
    monkeypatch.setattr("trafilatura.bare_extraction", lambda tree, **options: asked.append(options["fast"]))
    for n in (10, 5_000):
        read_page("<html><body>" + "<div><p>Talks went on in the city.</p></div>" * n + "</body></html>")
    assert [False, True] == asked


def test_a_headline_of_two_words_is_found_by_the_title_of_the_page(tmp_path):
    page = f"<html><head><title>Bridge reopens</title></head><body><nav><a>Home</a><a>World: Russia</a></nav>\
<article><h1>Bridge reopens</h1>{''.join(f'<p>{text}</p>' for text in PARAGRAPHS)}</article></body></html>"
    articles, _ = clean_articles(read_corpus(write_files(tmp_path, {"a.html": page})).articles)
    structure = mark_structure(articles)
    assert ["Bridge reopens"] == list(structure.loc[structure["part"] == "headline", "text"])
    assert "Russia" not in articles["body"].iloc[0]
