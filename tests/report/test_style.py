"""Inline style becomes classes, light and dark; what is not style is left alone."""

import re

import pytest

from helpers.report.frame import stylesheet
from helpers.report.style import darken_color, darken_sheet, hoist_styles


def measure_contrast(one, two):
    """Return the contrast of two colours, as WCAG has it."""

    def luminance(color):
        parts = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    low, high = sorted(map(luminance, (one, two)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(
    ("html", "body", "css"),
    [
        ('<td style="text-align: right">1</td>', '<td class="y0">1</td>', ".y0{text-align:right}"),
        ("<p style='margin:0'>a</p>", '<p class="y0">a</p>', ".y0{margin:0}"),
        ('<p class="note" style="margin:0">a', '<p class="note y0">a', ".y0{margin:0}"),
        ('<p style="margin:0" class="note">a', '<p class="note y0">a', ".y0{margin:0}"),
        ('<b style="top:0">a</b><i style="top: 0;">b</i>', '<b class="y0">a</b><i class="y0">b</i>', ".y0{top:0}"),
        ("<p>a style=&quot;top:0&quot; b</p>", None, ""),  # text
        ("<p title=\"a style='top:0' > b\">c</p>", None, ""),  # a value
        ('<script type="application/json">{"a":"<b style=\'top:0\'>"}</script>', None, ""),
        ("<!-- <b style='top:0'> -->", None, ""),
        ("a < b style = c > d", None, ""),
        ('<p style="">a</p>', "<p>a</p>", ""),
        ('<p style="x:url(http://a)">a</p>', "<p>a</p>", ""),  # asks for nothing
        ('<p style="top:0}body{top:1;left:0">a</p>', '<p class="y0">a</p>', ".y0{left:0}"),  # breaks out of nothing
        ('<p style="top:0</style><b>;left:0">a</p>', '<p class="y0">a</p>', ".y0{left:0}"),
        ("<style>* {top: 0}</style><p>a</p>", "<p>a</p>", ""),
    ],
)
def test_inline_style_becomes_classes(html, body, css):
    assert (html if body is None else body, css) == hoist_styles(html)


def test_each_colour_has_its_dark_counterpart():
    _, css = hoist_styles('<p style="fill: none; stroke: #ffffff">a</p><p style="white-space:pre">b</p>')
    dark = f"@media screen and (prefers-color-scheme:dark){{.y0{{stroke:{darken_color('#ffffff')}}}}}"
    assert ".y0{fill:none;stroke:#ffffff}.y1{white-space:pre}" + dark == css


def test_variables_of_a_sheet_have_dark_ones():
    dark = darken_sheet(":root { --ground: #ffffff; --sans: Arial, sans-serif; } p { color: #000000; }")
    assert f"{{:root{{--ground:{darken_color('#ffffff')}}}}}" in dark
    assert "sans" not in dark


@pytest.mark.parametrize(("ink", "least"), [("#1f2328", 12), ("#59636e", 4.5), ("#0b5a94", 4.5), ("#9a1c13", 4.5)])
def test_contrast_is_kept_in_the_dark(ink, least):
    assert measure_contrast(ink, "#ffffff") > least
    assert measure_contrast(darken_color(ink), darken_color("#ffffff")) > least
    assert measure_contrast(darken_color(ink), darken_color("#f3f5f7")) > least


def test_opacity_and_kind_of_colour_are_kept():
    assert re.fullmatch(r"#[0-9a-f]{6}26", darken_color("#0072B226"))
    assert darken_color("#fff") == darken_color("white") == darken_color("#FFFFFF")
    red, green, blue = (int(darken_color("#0072b2")[place : place + 2], 16) for place in (1, 3, 5))
    assert red < green < blue  # a blue stays a blue


def test_code_can_be_read_in_both_themes():
    light, _, dark = stylesheet().partition(".highlight .")[2].partition("@media")
    for css, ground in ((light, "#f3f5f7"), (dark, darken_color("#f3f5f7"))):
        colors = set(re.findall(r"color:(#[0-9A-Fa-f]{6})\}", css))
        assert len(colors) > 3
        assert [] == [color for color in colors if measure_contrast(color, ground) < 4.5]
