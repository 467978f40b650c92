"""The font of a page holds the letters of its figures, those that most pages need, and no others."""

import base64
import io
import re

from fontTools.ttLib import TTFont

from helpers.report.fonts import COMMON, cut_font, embed_fonts


def letters(rule):
    data = base64.b64decode(re.search(r"base64,([^)]*)\)", rule)[1])
    return {chr(code) for code in TTFont(io.BytesIO(data)).getBestCmap()} - COMMON


def test_only_letters_of_figures_are_brought():
    rule = embed_fonts("<p>ж</p><svg><text x='1'>δ &amp; ß1</text><title>ю</title></svg>")
    assert set("δß") == letters(rule)
    assert 1 == rule.count("@font-face")


def test_bold_letters_have_a_font_of_their_own():
    rules = embed_fonts('<svg><text>δ</text><text style="font-weight: 700">ж</text></svg>').split("@font-face")[1:]
    assert [{"δ"}, {"ж"}] == [letters(rule) for rule in rules]


def test_a_page_without_figures_brings_none():
    assert "" == embed_fonts("<p>a</p>")


def test_a_letter_the_font_lacks_stops_nothing():
    assert {"δ"} == letters(embed_fonts("<svg><text>δ\u8a9e</text></svg>"))


def test_the_same_letters_give_the_same_bytes():
    first = cut_font("DejaVuSans.ttf", "abc")
    cut_font.cache_clear()
    assert first == cut_font("DejaVuSans.ttf", "abc")
