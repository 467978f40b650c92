"""Terms are explained where they stand, and nothing else of a page is changed."""

import re

import pytest
from markupsafe import Markup

from helpers.report.glossary import Term, add_glossary, list_terms, mark_terms, read_terms

ICC = Term("ICC", r"(?<![\w-])(?:ICC|(?i:i)ntraclass correlation)(?![\w-])", ("icc",), "How alike.", "Fisher 1925")
RATIO = Term("log ratio", r"(?<![\w-])(?i:l)og ratio(?![\w-])", (), "Doublings.", "")
LOW = Term("conservative log ratio", r"(?<![\w-])(?i:c)onservative log ratio(?![\w-])", (), "The end.", "")
TERMS = [LOW, ICC, RATIO]


def shown(html, terms=TERMS):
    """Mark a piece of HTML, and write each button as [text]."""
    marked = re.sub(r'<span class="bound">(.*?</button>[^<]*)</span>', r"\1", mark_terms(html, terms)[0])
    return re.sub(r"<button [^>]*>(.*?)</button>", r"[\1]", marked)


def test_a_term_is_bound_to_the_signs_that_no_line_may_part_from_it():
    pieces = re.findall(r'<span class="bound">(.*?)</span>', mark_terms("<p>(ICC). The log ratio is</p>", TERMS)[0])
    assert ["(ICC)."] == [re.sub("<.*?>", "", piece) for piece in pieces]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>an ICC of 1</p>", "<p>an [ICC] of 1</p>"),
        ("<p>ICC, ICC</p><p>ICC</p>", "<p>[ICC], ICC</p><p>ICC</p>"),  # once a section
        ("<p>ICC</p><h2>ICC</h2><p>ICC</p>", "<p>[ICC]</p><h2>ICC</h2><p>[ICC]</p>"),
        ("<p>Intraclass correlation, or ICC</p>", "<p>[Intraclass correlation], or ICC</p>"),
        ("<p>log ratio, conservative log ratio</p>", "<p>[log ratio], [conservative log ratio]</p>"),
        ("<p>ICCs PICC ICC-x</p>", "<p>ICCs PICC ICC-x</p>"),  # whole words alone
        ("<ul><li>ICC</li></ul>", "<ul><li>[ICC]</li></ul>"),
        ("<figcaption>ICC</figcaption>", "<figcaption>[ICC]</figcaption>"),
        ("<table><caption>ICC</caption></table>", "<table><caption>[ICC]</caption></table>"),
        ("<tr><th>icc</th><th>ICC Times</th></tr>", "<tr><th>[icc]</th><th>ICC Times</th></tr>"),  # all of a head
        ("<tr><td>ICC<p>ICC</p></td></tr>", "<tr><td>ICC<p>[ICC]</p></td></tr>"),
        ("<div>ICC</div>ICC",) * 2,  # no prose
        ('<p><a href="x">ICC</a><code>ICC</code><mark>ICC</mark><strong>ICC</strong></p>',) * 2,
        ("<p><svg><text>ICC</text></svg></p>",) * 2,
        ("<details><summary>ICC</summary></details>",) * 2,
        ("<p>a<!-- ICC --></p>",) * 2,
        ("<pre>ICC</pre><script>'<p>ICC'</script><style>ICC</style>",) * 2,
        ('<div class="ev"><p>ICC</p></div>',) * 2,
        ('<section class="x evidence"><ul><li>ICC</ul></section>',) * 2,
        ('<table class="kwic"><caption>ICC</caption></table>',) * 2,
        ('<div data-browse="table"><table><thead><tr><th>icc</th></tr></thead></table></div>',) * 2,
        ("<!-- <p>ICC</p> --><p>a &lt;ICC&gt; &amp b</p>", "<!-- <p>ICC</p> --><p>a &lt;[ICC]&gt; &amp b</p>"),
        ("<p>one<br>ICC<img src='>'>\r\n<b>x", "<p>one<br>[ICC]<img src='>'>\r\n<b>x"),
        ("", ""),
    ],
)
def test_terms_are_marked_in_prose_alone(html, expected):
    assert expected == shown(html)


def test_the_end_of_a_word_is_no_term():
    html = "<p>Shares drop below 0.6 and group = 2.</p>"
    assert html == shown(html, read_terms())


def test_a_button_shows_the_meaning_without_a_script_and_the_list_holds_what_is_used():
    html = add_glossary(Markup("<p>ICC</p>"), TERMS)
    assert '<button type="button" class="term" popovertarget="term-icc">ICC</button>' in html
    assert '<div popover id="term-icc" class="meaning"><p><strong>ICC</strong>: How alike. ' in html
    assert "<dt>ICC</dt><dd>How alike. <cite>Fisher 1925.</cite></dd>" in html
    assert "log ratio" not in html


def test_a_page_without_terms_is_as_it_was():
    assert "<p>nothing</p>" == add_glossary(Markup("<p>nothing</p>"), TERMS)
    assert "" == list_terms([])


def test_the_terms_of_presslens_are_sound():
    terms = read_terms()
    anchors = [term.anchor for term in terms]
    assert len(set(anchors)) == len(anchors)
    heads = [head for term in terms for head in term.heads]
    assert len(set(heads)) == len(heads)
    for term in terms:
        assert term.meaning.endswith("."), term.name
        re.compile(term.pattern)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("p = .062", "[p] = .062"),
        ("p &lt; .001", "[p] &lt; .001"),
        ("group p", "group p"),
        ("its 95% interval", "its [95% interval]"),
        ("Mean tone and tone", "[Mean tone] and tone"),
        ("conservative log ratio (LRC)", "[conservative log ratio] (LRC)"),
        ("Krippendorff&#39;s alpha", "[Krippendorff&#39;s alpha]"),
        ("underscore, scoreboard", "underscore, scoreboard"),
    ],
)
def test_terms_of_presslens_are_found(text, expected):
    assert f"<p>{expected}</p>" == shown(f"<p>{text}</p>", read_terms())
