"""The line model: its features, its best sequence, its weights. Every text is invented."""

import itertools
import json
import random
import string
import textwrap
from importlib.resources import files

import numpy as np
import pytest
from building import FRIDAY, MONDAY, TUESDAY, make_articles

from helpers.corpus.clean import find_furniture
from helpers.corpus.features import measure_lines
from helpers.corpus.lines import (
    LineModel,
    explain_articles,
    explain_lines,
    find_best_sequence,
    is_prose,
    read_line_model,
)

PROSE = "The two ministers met on Monday and spoke about trade, and they agreed to meet again."  # 16 words
TITLE = "Ministers meet in Tashkent to speak of trade"


def _score(states, odds, switch_cost):
    """Score a sequence as the model does: the odds of what is kept, less a cost for each change."""
    changes = sum(one != two for one, two in itertools.pairwise(states))
    return sum(value for state, value in zip(states, odds, strict=True) if state) - switch_cost * changes


@pytest.mark.parametrize("switch_cost", [0, 0.3, 1, 2, 7.5, 1_000])
def test_best_sequence_is_the_best_of_all(switch_cost):
    chance = random.Random(int(10 * switch_cost))
    for _ in range(40):
        odds = [chance.gauss(0, 2) for _ in range(chance.randint(1, 10))]
        best = max(itertools.product([False, True], repeat=len(odds)), key=lambda s: _score(s, odds, switch_cost))
        assert list(best) == find_best_sequence(np.array(odds), switch_cost).tolist()


@pytest.mark.parametrize(
    ("odds", "switch_cost", "kept"),
    [
        ([], 1, ""),
        ([0.1], 1, "+"),
        ([-0.1], 1, "-"),
        ([5, -1, 5], 1, "+++"),  # two changes would cost 2
        ([5, -3, 5], 1, "+-+"),
        ([-5, 1, -5], 1, "---"),
        ([-5, 3, -5], 1, "-+-"),
        ([5, -3, 5], 0, "+-+"),
        ([3, 3, -1, -1], 1, "++--"),  # a change at the end costs 1 and saves 2
        ([3, 3, -0.5], 1, "+++"),
    ],
)
def test_best_sequence(odds, switch_cost, kept):
    assert kept == "".join("-+"[int(keep)] for keep in find_best_sequence(np.array(odds, float), switch_cost))


# What the first line of a page of its own shows
@pytest.mark.parametrize(
    ("line", "feature", "value"),
    [
        ("Ministers meet in Rome", "words", np.log(5)),
        ("Ministers’ talks in Rome", "words", np.log(5)),
        ("Home", "under 4 words", 1),
        ("Ministers meet in Rome", "under 4 words", 0),
        ("Ministers meet in Rome", "4 to 11 words", 1),
        ("one two three four five six seven eight nine ten eleven twelve", "4 to 11 words", 0),
        ("word " * 24, "25 words or more", 0),
        ("word " * 25, "25 words or more", 1),
        ("to be free", "length of words", 8 / 3),
        ("He left.”", "ends a sentence", 1),
        ("He left. So", "ends a sentence", 0),
        ("He left. She stayed. “They” met.", "sentences inside", np.log(3)),
        ("He left the U.S. army.", "sentences inside", 0),
        ("one, two, three, four", "commas", 3 / 4),
        ("one two", "any comma", 0),
        ("the talks of the ministers", "function words", 3 / 5),
        ("Home of the brave", "words in lower case", 3 / 4),
        ("AP and REUTERS in A", "words in capitals", 2 / 5),
        ("12 of 15 on 3rd", "numbers", 3 / 5),
        ("Subscribe to newsletter now", "menu words", 2 / 4),
        ("Subscribe to newsletter now", "mostly menu words", 1),
        ("Subscribe to talks", "mostly menu words", 0),
        ("5 May", "date or time", 1),
        ("2 hours ago", "date or time", 1),
        ("12:30", "short with date or time", 1),
        ("They may marry", "date or time", 1),
        ("Write to @jane", "address", 1),
        ("example.com", "address", 1),
        ("Home | News", "separator", 1),
        ("and/or", "separator", 0),
        ("“No”", "starts with a quotation mark", 1),
        ("He said “no”", "starts with a quotation mark", 0),
        ("What now?", "ends with a question mark", 1),
        ("Three reasons:", "ends with a colon", 1),
        ("Three reasons:", "question or colon", 1),
        ("Talks go on ...", "ends with dots", 1),
        ("talks go on", "starts in lower case", 1),
        ("Jane Doe/Reuters", "credit", 1),
        ("The photos were shown to the ministers and to all the others who had come to the old palace.", "credit", 0),
        ("12. Talks", "list mark", 1),
        ("• Talks", "list mark", 1),
        ("2019 was dry", "list mark", 0),
        ("Read more: Talks", "starts as an invitation", 1),
        ("Reading matters", "starts as an invitation", 0),
        ("By Jane Doe", "starts with By", 1),
        ("Bye", "starts with By", 0),
        ("Share on Facebook", "furniture by a rule", 1),
        ("The views expressed here are mine", "disclaimer", 1),
        ("You may like", "heading of teasers", 1),
        ("Leave a reply", "heading of comments", 1),
        (PROSE, "prose", 1),
        (PROSE[:-1], "prose", 0),
        ("He left.", "prose", 0),
    ],
)
def test_feature_of_a_line(line, feature, value):
    assert pytest.approx([value]) == measure_lines([line])[feature]


PAGE = [
    "Home",
    PROSE,
    "A second day",
    PROSE.upper(),
    "More news today",
    PROSE[:-1] + "!",
    "3 comments",
    f"Well, {PROSE}",
]


@pytest.mark.parametrize(
    ("feature", "values"),
    [
        ("prose", [0, 1, 0, 1, 0, 1, 0, 1]),
        ("stands twice", [0, 1, 0, 1, 0, 1, 0, 0]),
        ("position", [0, 1 / 7, 2 / 7, 3 / 7, 4 / 7, 5 / 7, 6 / 7, 1]),
        ("prose in -1..-1", [0, 0, 1, 0, 1, 0, 1, 0]),
        ("prose in 1..1", [1, 0, 1, 0, 1, 0, 1, 0]),
        ("prose in -3..-1", [0, 0, 1 / 3, 1 / 3, 2 / 3, 1 / 3, 2 / 3, 1 / 3]),
        ("prose in 1..3", [2 / 3, 1 / 3, 2 / 3, 1 / 3, 2 / 3, 1 / 3, 1 / 3, 0]),
        ("prose in -8..-1", [0, 0, 1 / 8, 1 / 8, 2 / 8, 2 / 8, 3 / 8, 3 / 8]),
        ("words above", np.log([1, 2, 17, 4, 17, 4, 17, 3])),
        ("words below", np.log([17, 4, 17, 4, 17, 3, 18, 1])),
        ("between prose", [0, 0, 1, 1, 1, 1, 1, 0]),
        ("prose above", np.array([0, 0, 16, 16, 32, 32, 48, 48]) / 65),
        ("prose below", np.array([65, 49, 49, 33, 33, 17, 17, 0]) / 65),
        ("no prose above", [1, 1, 0, 0, 0, 0, 0, 0]),
        ("no prose below", [0, 0, 0, 0, 0, 0, 0, 1]),
        ("first prose", [0, 1, 0, 0, 0, 0, 0, 0]),
        ("last prose", [0, 0, 0, 0, 0, 0, 0, 1]),
        ("headings of teasers above", [0, 0, 0, 0, 0, 1 / 3, 1 / 3, 1 / 3]),
        ("heading of comments above", [0, 0, 0, 0, 0, 0, 0, 1]),
        ("talk above", [0, 0, 0, 0, 0, 0, 0, 1]),
        ("prose below talk", [0, 0, 0, 0, 0, 0, 0, 1]),
        ("in block 6", [0, 1, 1, 1, 1, 1, 1, 1]),
        ("in block 6, under 4 words", [0, 0, 1, 0, 1, 0, 1, 0]),
        ("above block", [1, 0, 0, 0, 0, 0, 0, 0]),
        ("below block", [0, 0, 0, 0, 0, 0, 0, 0]),
        ("distance from block", [np.log(2), 0, 0, 0, 0, 0, 0, 0]),
        ("lines on page", [np.log(9)] * 8),
        ("prose on page", [np.log(66)] * 8),
    ],
)
def test_feature_of_a_page(feature, values):
    assert pytest.approx(list(values)) == list(measure_lines(PAGE)[feature])


@pytest.mark.parametrize(
    ("lines", "feature", "values"),
    [
        (["A day", "Home", "a day!"], "stands twice", [1, 0, 1]),
        (["3 comments", PROSE, PROSE, "Home"], "talk above", [0, 0, 0, 0]),  # a count on top of the page
        ([PROSE, "3 comments", "Reply", PROSE], "much talk above", [0, 0, 1 / 3, 2 / 3]),
        (["Home", PROSE, "Home", "Home"], "below block", [0, 0, 1, 1]),
        (["Home", PROSE, "Home", "Home"], "distance from block", np.log([2, 1, 2, 3])),
        (["1. Talks", PROSE], "list mark with prose near", [0, 0]),
        ([PROSE, "1. Talks", "2. Gas", PROSE], "list mark with prose near", [0, 1, 1, 0]),
        # 13 words without a stop count 4 for the block, two short lines cost 12
        ([PROSE, "Home", "Home", "so " * 13, "Home"], "in block 6", [1, 0, 0, 0, 0]),
        (["word " * 900], "words", [np.log(801)]),  # 4,000 characters are looked at
    ],
)
def test_feature_of_a_small_page(lines, feature, values):
    assert pytest.approx(list(values)) == list(measure_lines(lines)[feature])


def test_words_of_their_own():
    measured = measure_lines(["Sign in, sign up", "Times", "’"], words=["sign", "times", "none"])
    assert pytest.approx([1 / 2, 0, 0]) == list(measured["word: sign"])
    assert pytest.approx([0, 1, 0]) == list(measured["word: times"])
    assert [0, 0, 0] == list(measured["word: none"])


def test_prose_is_told_apart():
    lines = [PROSE, PROSE[:-1], "one two three four five six seven eight nine ten eleven twelve.", "He left."]
    assert [1, 0, 1, 0] == list(is_prose(lines))


ODD_PAGES = {
    "nothing": [],
    "one line": [PROSE],
    "single characters": list(string.printable.strip()),
    "emoji": ["😀", "👩‍👩‍👧", "😀 😀 😀"],
    "a long line": ["a" * 100_000, "a " * 50_000, ". " * 50_000, "“" * 100_000],
    "right to left": ["שלום עולם, דיברנו על סחר.", "التقى الوزيران يوم الاثنين."],
    "digits": ["1", "1,817", "12:30", "2019" * 50],
    "no letters": ["–", "…", "***", "\u200b", "\xa0", "\ufeff"],
    "a surrogate and a null": ["\ud800", "\x00"],
    "the same line": ["Home"] * 500,
}


@pytest.mark.parametrize("page", ODD_PAGES)
def test_features_are_finite(page):
    lines = ODD_PAGES[page]
    for name, values in measure_lines(lines, words=["home", "sign"]).items():
        assert (len(lines),) == values.shape, name
        assert np.isfinite(values).all(), name
    model = read_line_model()
    assert np.isfinite(model.log_odds(lines)).all()
    assert (len(lines),) == find_best_sequence(model.log_odds(lines), model.switch_cost).shape


@pytest.mark.parametrize("page", [page for page in ODD_PAGES if page != "nothing"])
def test_contributions_add_up_to_the_log_odds(page):
    model, lines = read_line_model(), ODD_PAGES[page]
    contributions = model.contributions(lines)
    assert (len(lines), len(model.features)) == contributions.shape
    expected = contributions.sum(axis=1) + model.intercept + model.prose_prior * is_prose(lines)
    assert pytest.approx(expected) == model.log_odds(lines)


def test_contribution_is_weight_times_standardised_value():
    model = LineModel(("commas", "word: home"), np.array([0.5, 0]), np.array([0.25, 2]), np.array([3, -4.0]), 0.7, 0, 0)
    assert pytest.approx(np.array([[3 * (1 / 3 - 0.5) / 0.25, -4 / np.sqrt(3) / 2], [-6, 0]])) == model.contributions(
        ["Home, at last", "Talks"]
    )
    assert pytest.approx([0.7 - 2 - 2 / np.sqrt(3), -5.3]) == list(model.log_odds(["Home, at last", "Talks"]))


def test_what_weighed_most_is_told_of_each_line():
    text = f"Home\n\n{PROSE}\r\nAdvertisement"
    lines, model = ["Home", PROSE, "Advertisement"], read_line_model()
    told = explain_lines(text, top=3)
    assert ["start", "end", "log_odds", "reasons", "text"] == list(told.columns)
    assert lines == told["text"].tolist() == [text[row.start : row.end] for row in told.itertuples()]
    assert [round(odds, 3) for odds in model.log_odds(lines).tolist()] == told["log_odds"].tolist()
    for reasons, own in zip(told["reasons"], model.contributions(lines), strict=True):
        named = [reason.rsplit(" ", 1) for reason in reasons.split("; ")]
        assert [f"{own[model.features.index(name)]:+.2f}" for name, _ in named] == [value for _, value in named]
        assert sorted(np.abs(own))[::-1][:3] == [abs(own[model.features.index(name)]) for name, _ in named]
    assert {4} == {reasons.count("; ") + 1 for reasons in explain_lines(text)["reasons"]}
    assert explain_lines("").empty
    both = explain_articles(make_articles(text, PROSE))
    assert ["file", "start", "end", "log_odds", "reasons", "text"] == list(both.columns)
    assert ["0.txt"] * 3 + ["1.txt"] == both["file"].tolist()
    assert [0, 1, 2, 3] == both.index.tolist()
    assert [*lines, PROSE] == both["text"].tolist()


def test_stored_model_fits_the_features():
    model = read_line_model()
    words = [name.removeprefix("word: ") for name in model.features if name.startswith("word: ")]
    assert list(measure_lines(PAGE, words)) == list(model.features)
    assert {(len(model.features),)} == {array.shape for array in (model.means, model.scales, model.weights)}
    assert all(np.isfinite(array).all() for array in (model.means, model.scales, model.weights))
    assert (model.scales > 0).all()
    assert len(set(words)) == len(words)
    assert [] == [word for word in words if not (word.isalpha() and word == word.lower())]


def test_stored_model_says_what_it_was_made_of():
    stored = json.loads(files("helpers.corpus").joinpath("line_model.json").read_text(encoding="utf-8"))
    assert ("training/train_line_model.py", True) == (stored["made_by"], isinstance(stored["seed"], int))
    assert (64, True) == (len(stored["data_sha256"]), set(stored["data_sha256"]) <= set("0123456789abcdef"))
    assert {"name", "mean", "scale", "weight"} == {key for row in stored["features"] for key in row}


def test_order_matters():
    lines = ["Home", "News", PROSE, "A second day", PROSE, "You may like", "A second day"]
    model = read_line_model()
    second_day = model.log_odds(lines)[[3, 6]]
    assert second_day[0] > second_day[1] + 1
    assert sorted(model.log_odds(lines)) != pytest.approx(sorted(model.log_odds(lines[::-1])))


MENU = ["Home", "World", "Politics", "Business", "Sports", "Log in", "Subscribe", "Search", "Follow us", "Newsletters"]
ARTICLE = [
    TITLE,
    "The foreign ministers of both countries met in Tashkent on Monday to speak about trade, gas and the border.",
    "“We have come a long way,” the host told reporters after the talks, which went on for more than six hours.",
    "Nobody had expected them to sign anything, since the last round had ended in a quarrel over the price of gas.",
    "What comes next",
    "Both sides said that a third round would be held in the autumn, though they named neither a place nor a date.",
    "Until then the border stays open for lorries, and the farmers of the valley can sell their fruit on both sides.",
]
TAIL = [
    *("Share on Facebook", "Tweet", "Related stories", "Ten beaches to see this summer", "Why cats purr", "3 Comments"),
    *("Jane", "2 hours ago", "lol so true", "Reply", "Log in to post a comment", "About us", "Contact us"),
    *("Terms of use", "Privacy policy", "© 2019 Daily Example. All rights reserved."),
]


def _kept(lines, separator="\n"):
    """Return the lines of a text of which nothing is removed, and those lost in part or whole."""
    text = separator.join(lines)
    removed = {text[start:end] for start, end, _ in find_furniture(text)}
    return [line for line in lines if line not in removed]


def test_page_of_menus_article_and_comments_keeps_exactly_the_article():
    assert ARTICLE == _kept([*MENU, *ARTICLE, *TAIL])


@pytest.mark.parametrize("n", range(8))
@pytest.mark.parametrize("separator", ["\n", "\n\n"])
def test_article_without_furniture_keeps_everything(n, separator):
    lines = ARTICLE[:n]
    assert [] == find_furniture(separator.join(lines))


@pytest.mark.parametrize("width", [60, 72, 80])
def test_wrapped_article_keeps_everything(width):
    lines = [part for line in ARTICLE for part in [*textwrap.wrap(line, width), ""]]
    assert [] == find_furniture("\n".join(lines))


def test_of_a_page_of_furniture_alone_not_even_a_line_stays_that_could_be_its_headline():
    assert [] == _kept([*MENU, *TAIL])


@pytest.mark.parametrize("lines", [[MONDAY], [TITLE], [TITLE, MONDAY], [MONDAY, TUESDAY], [TITLE, MONDAY, FRIDAY]])
def test_short_texts_keep_everything(lines):
    assert lines == _kept(lines)


@pytest.mark.parametrize(
    ("lines", "kept"),
    [
        (["Home"], []),
        (["Advertisement"], []),
        (["Advertisement", MONDAY], [MONDAY]),
        ([MONDAY, "Share on Facebook"], [MONDAY]),
        (["Home", MONDAY, "Share on Facebook"], [MONDAY]),
    ],
)
def test_short_texts_lose_their_furniture(lines, kept):
    assert kept == _kept(lines)
