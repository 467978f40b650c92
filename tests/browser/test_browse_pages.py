"""Parts that a reader searches, in Chromium, as the pages of a report hold them."""

import re

import pandas as pd
import pytest
from making_words import HOSTILE, make_aligned, make_concordance, make_keyness, make_lines, make_page

from helpers.browse import show_concordance, show_filter_table, show_pairs, show_scatter
from helpers.claims import mark_differences
from helpers.report.frame import list_scripts
from helpers.tables import drop_turns

pytestmark = pytest.mark.browser

LINES = make_concordance(
    ("Daily Example", "2019-02-03", "they spoke with", "Russia", "about trade"),
    ("Daily Example", "2019-02-01", "the talks of", "Moscow", "ended early"),
    ("Evening Example", "", "all of it: ", "Russia", '"zest" and more'),
    ("Evening Example", "2018", "the café near", "Russia", "closed"),
)
WORDS = make_keyness(
    ("sanctions", 12, 3), ("peace", 2, 40), ("new", 6, 0), ("newest", 12, 0), ("renew", 10, 1), ("old", 0, 1)
)
WORD_LINES = make_lines(
    ("sanctions", "Daily Example", "on steel"),
    ("sanctions", "Evening Example", "on gas"),
    ("sanctions", "Daily Example", "on oil"),
    ("peace", "Evening Example", "at last"),
)
NAMES = {"focus": "Daily Example", "against": "Evening Example", "caption": "Words."}


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def open_page(open_file, here):
    """Open a page of parts."""

    def open_page(*parts, width=1280):
        path = here / "page.html"
        path.write_text(make_page(*parts), encoding="utf-8")
        return open_file(path, width=width)

    return open_page


def concordance(here, lines=LINES, **options):
    return show_concordance(lines, "lines", here, caption="Names.", **options)


def scatter(here, table=WORDS, lines=WORD_LINES):
    return show_scatter(table, lines, "words", here, **NAMES)


def dates(page):
    return page.locator("tbody tr:visible td.date").all_text_contents()


@pytest.mark.parametrize(
    ("control", "value", "expected"),
    [
        ("Search", "RUSSIA about", ["2019-02-03"]),
        ("Search", " talks of moscow", ["2019-02-01"]),
        ("Search", "cafe\u0301", ["2018"]),
        ("Search", ".*", []),
        ("Source", "Evening Example", ["", "2018"]),
        ("Word", "moscow", ["2019-02-01"]),
        ("Sort by", "date", ["2018", "2019-02-01", "2019-02-03", ""]),
        ("Sort by", "word before", ["", "2018", "2019-02-01", "2019-02-03"]),  # it, near, of, with
        ("Sort by", "word after", ["2019-02-03", "2018", "2019-02-01", ""]),
        ("Sort by", "source", ["2019-02-03", "2019-02-01", "", "2018"]),
        ("Sort by", "text order", ["2019-02-03", "2019-02-01", "", "2018"]),
    ],
)
def test_lines_are_searched_picked_and_sorted(open_page, here, control, value, expected):
    page = open_page(concordance(here))
    found = page.get_by_role("searchbox" if control == "Search" else "combobox", name=control)
    if control == "Search":
        found.fill(value)
    else:
        found.select_option(label=value)
    assert expected == dates(page)
    assert f"{len(expected)} of 4 lines" == page.locator("output").inner_text()


def test_filters_hold_together_and_all_lines_are_a_button_away(open_page, here):
    page = open_page(concordance(here, open_lines=2))
    assert ["2019-02-03", "2019-02-01"] == dates(page)
    assert "4 of 4 lines" == page.locator("output").inner_text()
    page.get_by_role("button", name="Show all 4").click()
    assert 4 == len(dates(page))
    page.get_by_role("button", name="Show the first 2").click()
    page.get_by_role("combobox", name="Word").select_option(label="russia")
    assert ["2019-02-03", ""] == dates(page)
    page.get_by_role("button", name="Show all 3").click()
    page.get_by_role("combobox", name="Source").select_option(label="Evening Example")
    assert ["", "2018"] == dates(page)
    assert 0 == page.locator(".browse").get_by_role("button").count()
    page.get_by_role("searchbox", name="Search").fill("zest")
    assert [""] == dates(page)


def test_a_choice_of_one_is_no_choice(open_page, here):
    page = open_page(concordance(here, LINES.head(1)), concordance(here, LINES.iloc[[0, 0]]))
    assert 1 == page.get_by_role("searchbox", name="Search").count()  # one line needs none
    assert [0, 0] == [page.get_by_role("combobox", name=name).count() for name in ("Source", "Word")]


def test_a_word_is_searched_and_its_numbers_and_lines_are_told(open_page, here):
    page = open_page(scatter(here))
    page.get_by_role("searchbox", name="Search a word").fill("NEW")
    assert ["new", "newest", "renew"] == page.locator(".words button").all_text_contents()
    assert "3 of 6 words" == page.locator("output").inner_text()
    page.get_by_role("searchbox", name="Search a word").fill("sanc")
    page.get_by_role("button", name="sanctions").click()
    assert (
        "sanctions stands 12 times in Daily Example (12 per 10,000 words, in 3 articles) and 3 times in Evening "
        "Example (1.5 per 10,000 words, in 3 articles). The rate is 8 times as high in Daily Example (log ratio "
        "+3.00); by its interval at least 2.83 times (+1.50)."
    ) == page.locator(".panel p").first.inner_text()
    assert ["on steel", "on gas", "on oil"] == page.locator(".panel td.right").all_text_contents()
    assert "3 of 15 lines shown" == page.locator(".panel .note").inner_text()
    assert "true" == page.get_by_role("button", name="sanctions").get_attribute("aria-pressed")


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("old", "never in Daily Example and once in Evening Example"),
        ("old", "Log ratio \N{MINUS SIGN}0.58, with 0.5 added to both counts, but its interval holds 0"),
        ("old", "All its occurrences in the corpus are in one article."),
        ("old", "No line on this page; the CSV of the concordance or the lab has them."),
        ("newest", "12 times in Daily Example (12 per 10,000 words, in 3 articles) and never in Evening Example."),
        ("peace", "10 times as high in Evening Example (log ratio \N{MINUS SIGN}3.32)"),
    ],
)
def test_what_is_said_of_a_word(open_page, here, word, said):
    page = open_page(scatter(here))
    page.get_by_role("searchbox", name="Search a word").fill(word)
    page.get_by_role("button", name=re.compile(f"^{word}¹?$")).click()
    assert said in page.locator(".panel").inner_text()


def test_words_of_one_article_are_marked_where_they_are_ranked(open_page, here):
    page = open_page(scatter(here))
    assert ["newest", "renew", "sanctions", "new", "peace", "old¹"] == page.locator(".words button").all_text_contents()
    assert ["¹ all its occurrences in the corpus are in one article"] == page.locator(".key li").all_text_contents()[3:]
    page.get_by_role("searchbox", name="Search a word").fill("ol")
    assert ["old¹"] == page.locator(".words button").all_text_contents()
    page = open_page(scatter(here, WORDS.head(3)))
    assert 3 == page.locator(".key li").count()


def test_the_log_ratio_is_that_of_the_table(open_page, here):
    rows = [("a", 1, 3), ("bb", 7, 0), ("ccc", 0, 9), ("dddd", 4, 4), ("eeeee", 123, 4567)]
    words = make_keyness(*rows, words=(9_876, 54_321))
    page = open_page(scatter(here, words))
    for term, ratio in zip(words["term"], words["log_ratio"], strict=True):
        page.get_by_role("searchbox", name="Search a word").fill(term)
        page.keyboard.press("Enter")
        shown = f"{ratio:+.2f}".replace("-", "\N{MINUS SIGN}")
        assert f"og ratio {shown}" in page.locator(".panel p").first.inner_text()


def test_a_selected_word_is_labelled_once(open_page, here):
    page = open_page(scatter(here))
    page.evaluate(
        "() => { const pen = CanvasRenderingContext2D.prototype, own = pen.fillText;"
        " pen.fillText = function (text, ...rest) { said.push(text); own.call(this, text, ...rest); }; }".replace(
            "said.push", "(window.said ??= []).push"
        )
    )
    page.get_by_role("searchbox", name="Search a word").fill("sanctions")
    page.evaluate("window.said = []")
    page.get_by_role("button", name="sanctions").click()
    assert 1 == page.evaluate("window.said.filter((text) => text === 'sanctions').length")


@pytest.mark.parametrize("ending", ["’s", "'s", "ʼs", "’", "‘s"])
def test_the_ending_of_a_possessive_is_no_word_after_it(open_page, here, ending):
    lines = make_concordance(
        ("A", "3", "of", "Russia", "oil"),
        ("A", "2", "in", "Russia", f"{ending} new law"),
        ("A", "4", "in", "Russia", "’sabotage’"),  # a quoted word stays whole
        ("A", "1", "of", "Russia", f"{ending} aims"),
    )
    page = open_page(concordance(here, lines))
    page.get_by_role("combobox", name="Sort by").select_option(label="word after")
    assert ["1", "2", "3", "4"] == dates(page)


def test_the_keyboard_is_enough(open_page, here):
    page = open_page(scatter(here), concordance(here, open_lines=2))
    page.get_by_role("searchbox", name="Search a word").focus()
    page.keyboard.type("pea")
    page.keyboard.press("Enter")
    assert "peace stands 2 times" in page.locator(".panel").inner_text()
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")  # the first of the words that differ most
    assert "newest stands 12 times" in page.locator(".panel").inner_text()
    assert "solid" == page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    page.get_by_role("button", name="Show all 4").focus()
    page.keyboard.press("Enter")
    assert 4 == page.locator("td.date").count()


def test_a_point_tells_its_word_and_a_click_selects_it(open_page, here):
    page = open_page(scatter(here, make_keyness(("middle", 100, 200)), make_lines(("middle", "A", "of it"))))
    box = page.locator("canvas").bounding_box()
    # One word alone is in the middle of the axes, behind 48 + 30 pixels and before 12
    x, y = box["x"] + (78 + box["width"] - 12) / 2, box["y"] + (12 + box["height"] - 70) / 2
    page.mouse.move(x + 60, y)
    assert page.locator(".tip").is_hidden()
    page.mouse.move(x + 5, y + 5)
    assert ["middle", "Daily Example 100", "Evening Example 100"] == page.locator(".tip").inner_text().split("\n")
    page.mouse.click(x, y)
    assert "middle stands 100 times" in page.locator(".panel").inner_text()
    assert "The rates are equal" in page.locator(".panel").inner_text()
    assert ["of it"] == page.locator(".panel td.right").all_text_contents()


COLORS = """canvas => {
  const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data, colors = new Map();
  for (let i = 0; i < pixels.length; i += 4) {
    const color = [pixels[i], pixels[i + 1], pixels[i + 2]];
    colors.set(color.join(), color);
  }
  return [...colors.values()];
}"""


def test_the_figure_is_drawn_sharp_and_told_in_words(browser, here):
    (here / "page.html").write_text(make_page(scatter(here)), encoding="utf-8")
    page = browser.new_page(viewport={"width": 360, "height": 800}, device_scale_factor=3)
    page.goto((here / "page.html").as_uri())
    canvas = page.get_by_role("img")
    size, shown = canvas.evaluate("canvas => [canvas.width, canvas.clientWidth]")
    assert size == 3 * shown
    assert canvas.get_attribute("aria-label").startswith("6 words by how often each stands in Evening Example")
    colors = canvas.evaluate(COLORS)
    assert any(red < 60 and green > 100 for red, green, _ in colors)  # teal: more in the one
    assert any(red > 180 and blue < 110 for red, _, blue in colors)  # ochre: more in the other
    page.set_viewport_size({"width": 800, "height": 800})
    page.wait_for_function("before => document.querySelector('canvas').clientWidth > before", arg=shown)
    page.close()


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_scrolls_sideways_and_keywords_are_seen(open_page, here, width):
    long = make_concordance(
        *(("A source of a long name", "2019-02-01", "word " * 12, "Russia", "more " * 12) for _ in range(9))
    )
    page = open_page(concordance(here, long), scatter(here), concordance(here, LINES), width=width)
    page.get_by_role("searchbox", name="Search a word").fill("peace")
    page.get_by_role("button", name="peace").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for word in page.locator("td.word").all():
        box = word.bounding_box()
        assert 0 <= box["x"] <= box["x"] + box["width"] <= width


def test_without_script_there_are_tables_and_no_dead_controls(browser, here):
    (here / "page.html").write_text(make_page(scatter(here), concordance(here, open_lines=2)), encoding="utf-8")
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((here / "page.html").as_uri())
    assert 0 == page.locator("input, select, button, canvas").count()
    assert page.get_by_role("cell", name="sanctions", exact=True).is_visible()
    assert page.get_by_role("cell", name="2019-02-01").is_visible()
    page.get_by_text("Show the other lines (2)").click()
    assert page.get_by_role("cell", name="2018", exact=True).is_visible()
    context.close()


def test_the_tables_stay_at_hand_with_the_script(open_page, here):
    page = open_page(scatter(here))
    assert page.get_by_role("cell", name="sanctions", exact=True).is_hidden()
    page.get_by_text("The words that differ most, as tables").click()
    assert page.get_by_role("cell", name="sanctions", exact=True).is_visible()


@pytest.mark.parametrize("width", [360, 1280])
def test_hostile_words_and_lines_run_nothing_and_are_shown_as_they_are(open_page, here, width):
    words = make_keyness(*((evil, n + 1, 3) for n, evil in enumerate(HOSTILE)))
    evil = HOSTILE[0]
    chart = show_scatter(
        words, make_lines(*((w, w, w) for w in HOSTILE)), "w", here, focus=evil, against=HOSTILE[1], caption=evil
    )
    lines = make_concordance(*((w, w, w, w, w) for w in HOSTILE))
    page = open_page(chart, concordance(here, lines), width=width)
    for number, word in enumerate(map(drop_turns, HOSTILE)):
        page.get_by_role("searchbox", name="Search a word").fill(word.partition(" \u2028")[0])
        page.get_by_role("searchbox", name="Search a word").press("Enter")
        assert f"stands {f'{number + 1} times' if number else 'once'} in" in page.locator(".panel").inner_text()
        assert [word] == page.locator(".panel td.right").all_text_contents()
    page.get_by_role("combobox", name="Source").select_option(index=3)
    page.get_by_role("combobox", name="Sort by").select_option(label="word before")
    scripts = page.locator("script:not([type='application/json'])").all_text_contents()
    assert scripts == list_scripts('<div data-browse=""><details class="code">')
    assert 0 == page.locator("main img, svg, iframe").count()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("rows", [(), (("word", 1, 0),), (("word", 0, 2),), (("a", 3, 0), ("b", 1, 0))], ids=str)
def test_few_words(open_page, here, rows):
    page = open_page(scatter(here, make_keyness(*rows), WORD_LINES))
    assert min(len(rows), 1) == page.locator("canvas").count()
    for button in page.locator(".words button").all():
        button.click()
        assert "never in" in page.locator(".panel").inner_text()


def test_ten_thousand_words_are_searched(open_page, here):
    words = make_keyness(*((f"word{n}", 10_000 - n, n + 1) for n in range(10_000)))
    page = open_page(scatter(here, words, make_lines(("word77", "A", "of many"))))
    page.get_by_role("searchbox", name="Search a word").fill("word77")
    assert "111 of 10,000 words, the first 30 below" == page.locator("output").inner_text()
    page.get_by_role("searchbox", name="Search a word").press("Enter")
    assert "1 of 10,001 lines shown" == page.locator(".panel .note").inner_text()


SOURCES = pd.DataFrame(
    {
        "source": ["Beta", "Alpha", "Älpha", "Gamma"],
        "n_words": [90, 1_200, None, -7],
        "share": [0.5, None, 0.25, None],
        "first_date": pd.to_datetime(["2019-02-01", None, "2018-05-01", "2020-01-01"]),
    }
).astype({"n_words": "Int64"})


def table(here, rows=SOURCES, **options):
    return show_filter_table(rows, "sources", here, caption="Sources.", **options)


def column(page, number=0):
    return [row.locator("td").nth(number).inner_text() for row in page.locator("tbody tr").all()]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ALPHA", ["Alpha"]),
        ("a\u0308lpha", ["Älpha"]),
        ("2018-05", ["Älpha"]),
        ("1,200", ["Alpha"]),
        (".*", []),
        ("beta 90", []),  # of two cells
        (" ", ["Beta", "Alpha", "Älpha"]),  # the first ones
    ],
)
def test_rows_are_filtered_by_any_column(open_page, here, text, expected):
    page = open_page(table(here, open_rows=3))
    page.get_by_role("searchbox", name="Filter").fill(text)
    assert expected == column(page)
    assert f"{len(expected)} of 4 rows shown" == page.get_by_role("status").inner_text()


@pytest.mark.parametrize(
    ("head", "first", "second"),
    [
        ("source", ["Alpha", "Älpha", "Beta", "Gamma"], ["Gamma", "Beta", "Älpha", "Alpha"]),
        ("n words", ["Alpha", "Beta", "Gamma", "Älpha"], ["Gamma", "Beta", "Alpha", "Älpha"]),  # the largest first
        ("share", ["Beta", "Älpha", "Alpha", "Gamma"], ["Älpha", "Beta", "Alpha", "Gamma"]),  # the empty ones last
        ("first date", ["Älpha", "Beta", "Gamma", "Alpha"], ["Gamma", "Beta", "Älpha", "Alpha"]),
    ],
)
def test_rows_are_sorted_by_a_click_on_a_head(open_page, here, head, first, second):
    page = open_page(table(here))
    cell = page.get_by_role("columnheader", name=head)
    ways = ["descending", "ascending"] if head in ("n words", "share") else ["ascending", "descending"]
    for way, expected in zip(ways, (first, second), strict=True):
        page.get_by_role("button", name=head, exact=True).click()
        assert (way, expected) == (cell.get_attribute("aria-sort"), column(page))
    assert 1 == page.locator("[aria-sort]").count()
    page.get_by_role("button", name="source" if head != "source" else "share", exact=True).click()
    assert [None, 1] == [cell.get_attribute("aria-sort"), page.locator("[aria-sort]").count()]


def test_a_table_is_sorted_and_filtered_by_keyboard(open_page, here):
    page = open_page(table(here, open_rows=3))
    page.get_by_role("searchbox", name="Filter").focus()
    page.keyboard.type("lpha")
    page.keyboard.press("Tab")
    assert "region" == page.evaluate("document.activeElement.role")  # the box, which the arrow keys scroll
    page.keyboard.press("Tab")
    assert "source" == page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    page.keyboard.press("Space")
    assert ["Älpha", "Alpha"] == column(page)
    assert "solid" == page.evaluate("getComputedStyle(document.activeElement).outlineStyle")


def test_all_rows_are_a_button_away(open_page, here):
    page = open_page(table(here, open_rows=2))
    assert (["Beta", "Alpha"], "2 of 4 rows shown") == (column(page), page.get_by_role("status").inner_text())
    page.get_by_role("button", name="n words").click()
    assert ["Alpha", "Beta"] == column(page)
    page.get_by_role("button", name="n words").click()
    assert ["Gamma", "Beta"] == column(page)  # the first of all rows, not of those that were shown
    page.get_by_role("button", name="Show all 4").click()
    assert (4, "4 of 4 rows shown") == (len(column(page)), page.get_by_role("status").inner_text())
    page.get_by_role("button", name="Show the first 2").click()
    page.get_by_role("searchbox", name="Filter").fill("2018")
    assert ["Älpha"] == column(page)
    assert page.get_by_role("button", name="Show").count() == 0


def test_a_table_in_full_sight_needs_no_filter(open_page, here):
    page = open_page(table(here))
    assert 0 == page.locator("input, output").count()
    page.get_by_role("button", name="source").click()
    assert ["Alpha", "Älpha", "Beta", "Gamma"] == column(page)


@pytest.mark.parametrize("n", [0, 1])
def test_a_table_of_a_row_has_no_controls(open_page, here, n):
    page = open_page(table(here, SOURCES.head(n)))
    assert 0 == page.locator(".browse").locator("input, button, output").count()


@pytest.mark.parametrize("width", [360, 1280])
def test_two_hundred_rows_of_long_and_hostile_names(open_page, here, width):
    names = [*HOSTILE, "x" * 300, "name " * 60, *(f"Source {n}" for n in range(187))]
    rows = pd.DataFrame({"source": names, "n": range(200)} | {f"another_{n}": 0.5 for n in range(9)})
    page = open_page(table(here, rows), width=width)
    page.get_by_role("button", name="Show all 200").click()
    assert 200 == page.locator("tbody tr").count()
    page.get_by_role("searchbox", name="Filter").fill(HOSTILE[1])
    assert [HOSTILE[1]] == column(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


ALIGNED = make_aligned(
    *(("Alpha", f"Source {n}", "Grain rose on Monday.", f"Grain rose by {n}.", 0.9) for n in range(6)),
    (HOSTILE[0], HOSTILE[1], HOSTILE[1], f"{HOSTILE[1]} $x$", 0.8),
    ("x" * 300, "name " * 60, "y" * 300, "word " * 300, 0.7),
)


def pairs(here, aligned=ALIGNED):
    articles = pd.DataFrame({"article_id": [f"{1:016x}"], "source": ["Alpha"], "title": [HOSTILE[1]]})
    return show_pairs(aligned, "pairs", here, caption="Alike.", differences=mark_differences, articles=articles)


@pytest.mark.parametrize(
    ("text", "expected"), [("SOURCE 3", 1), ("rose by", 6), ("onerror=window.hit=2> $x$", 1), ("nothing of it", 0)]
)
def test_pairs_are_searched_by_names_and_sentences(open_page, here, text, expected):
    page = open_page(pairs(here))
    assert ("8 of 8 pairs shown", 1) == (
        page.get_by_role("status").inner_text(),
        page.locator("tr:visible").count() // 2,
    )
    page.get_by_role("searchbox", name="Search names and sentences").fill(text)
    assert expected == page.locator(".browse summary:visible").count()
    assert f"{expected} of 8 pairs shown" == page.get_by_role("status").inner_text()


@pytest.mark.parametrize("width", [360, 1280])
def test_aligned_sentences_stand_beside_or_below_each_other(open_page, here, width):
    page = open_page(pairs(here), width=width)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for box in page.locator("table.pairs").all():
        left, right, likeness = (cell.bounding_box() for cell in box.locator("tbody td").all())
        assert (left["y"] == right["y"]) == (width == 1280)
        assert 0 <= left["x"] <= right["x"]
        assert max(cell["x"] + cell["width"] for cell in (left, right, likeness)) <= width
    mark = page.locator("mark").first
    assert "on Monday." == mark.inner_text()
    assert "underline" in mark.evaluate("mark => getComputedStyle(mark).textDecorationLine")
    assert "differs" in mark.evaluate("mark => getComputedStyle(mark, '::before').content")


def test_tables_and_pairs_without_script(browser, here):
    (here / "page.html").write_text(make_page(table(here, open_rows=2), pairs(here)), encoding="utf-8")
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((here / "page.html").as_uri())
    assert 0 == page.locator(".browse").locator("input, button, output").count()
    page.get_by_text("Show the other rows (2)").click()
    assert page.get_by_role("cell", name="Gamma").is_visible()
    assert page.get_by_text("Grain rose by 5.").is_hidden()
    page.get_by_text("Source 5").first.click()
    assert page.get_by_text("Grain rose by 5.").is_visible()
    context.close()
