"""The frame of a page: its policy, its boxes and its contents."""

import base64
import hashlib
import re

import pytest
from markupsafe import Markup

from helpers.report.frame import frame_page, name_boxes
from helpers.report.markup import map_tags
from helpers.report.page import _FOREIGN, _strip_tag, link_headings


def policy(html):
    return re.search(r'Content-Security-Policy" content="([^"]*)"', html)[1].replace("&#39;", "'")


def digest(text):
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def frame(body):
    return frame_page(Markup(body), title="T", current="a.html", pages=[])  # noqa: S704 - what the test gives


def test_style_and_scripts_are_allowed_by_their_hashes_alone():
    html = frame('<p style="top:0">a</p><details class="code"></details><div data-browse="table"></div>')
    assert "unsafe" not in policy(html)
    for kind, count in (("style", 1), ("script", 2)):
        found = re.findall(rf"<{kind}>(.*?)</{kind}>", html, re.DOTALL)
        assert count == len(found)
        allowed = re.search(rf"{kind}-src ([^;]*);", policy(html))[1]
        assert allowed.split() == [digest(text) for text in found]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("<p>a</p>", (False, False)),
        ('<a class="evidence" href="#a">1</a>', (True, False)),
        ('<a class="evidence" href="evidence/a.html">1</a>', (True, True)),
        ('<div data-browse="table"></div>', (True, False)),
    ],
)
def test_nothing_is_allowed_that_a_page_does_not_need(body, says):
    rules = policy(frame(body))
    assert says == ("script-src" in rules, "frame-src 'self'" in rules)


@pytest.mark.parametrize(
    ("html", "label"),
    [
        ('<div class="scroll"><table><caption>Scores <a href="a">CSV</a></caption>', "Scores CSV"),
        ('<summary>Post <small>(2)</small></summary><div class="scroll"><table>', "Post (2)"),
        ('<p class="note">Lines of <i>a</i>. <a href="a">All as CSV</a></p><div class="scroll"><table>', "Lines of a."),
        ('<p class="note">Of another.</p><p>b</p><div class="scroll lines"><table class="kwic"><thead>', "Table"),
        ('<div class="scroll"><table><caption>a &quot;b&quot; &lt;i&gt;</caption>', "a &#34;b&#34; &lt;i&gt;"),
    ],
)
def test_boxes_that_scroll_are_reached_and_named(html, label):
    named = name_boxes(html)
    assert f'" tabindex="0" role="region" aria-label="{label}"><table' in named
    assert ("<caption" in html) != (f'<table aria-label="{label}"' in named)  # a caption is the name of its table


def test_headings_lead_to_themselves_and_stand_in_the_contents():
    html = '<section class="prose"><h2>A &lt; b</h2><h3>C <em>d</em></h3><h2>A &lt; b</h2></section><h2>not prose</h2>'
    linked, contents = link_headings(html)
    assert '<h2 id="A-&lt;-b"><a class="anchor" href="#A-&lt;-b">A &lt; b</a></h2>' in linked
    items = [("2", "A-&lt;-b"), ("3", "C-d"), ("2", "A-&lt;-b-2")]
    assert items == re.findall(r'level(\d)"><a href="#([^"]*)"', contents)
    assert "<h2>not prose</h2>" in linked
    assert "" == link_headings("<p>a</p>")[1]


@pytest.mark.parametrize(
    ("html", "left"),
    [
        ("<script>alert(1)</script><p>a</p>", "<p>a</p>"),
        ('<script type="application/json">{}</script>', None),
        ('<p onclick="a()" class="b">a</p>', '<p class="b">a</p>'),
        ('<img src="http://a/b.png" alt="c">', '<img alt="c">'),
        ('<img src="data:image/png;base64,AA" alt="c">', None),
        ('<a href=" JavaScript:a()">b</a>', "<a>b</a>"),
        ('<a href="http://a/b.html">b</a>', None),
        ('<svg><image href="http://a/b.png"/><use xlink:href="a.svg#b"/></svg>', "<svg><image/><use/></svg>"),
        ('<svg><use href="#b"/></svg>', None),
        ('<link rel="stylesheet" href="a.css"><iframe src="a"></iframe>b', "b"),
        ("<p>onclick=1 src=2</p>", None),
    ],
)
def test_what_the_policy_would_refuse_is_left_out_of_foreign_outputs(html, left):
    assert (html if left is None else left) == map_tags(_FOREIGN.sub("", html), _strip_tag)
