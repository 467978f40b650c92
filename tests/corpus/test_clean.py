import random

import numpy as np
import pytest
from building import FRIDAY, MONDAY, TUESDAY, make_articles, write_files

from helpers.corpus import (
    REASONS,
    add_wire_credits,
    clean,
    clean_articles,
    cleaned_text,
    find_stock,
    list_lines,
    read_corpus,
)
from helpers.corpus.clean import blank_out, find_furniture, judge_lines, write_cleaned
from helpers.corpus.lines import LineModel
from helpers.corpus.read import UNKNOWN_SOURCE
from helpers.corpus.stock import hash_line
from helpers.language import count_article_words, count_words_apart
from helpers.schemas import CleanArticles, Removed

TITLE = "Ministers meet in Tashkent to speak of trade"
LINE_BREAKS = "\r\n\u2028\u2029\x85"
# Per file: what must be gone from the body, and what must stay, first and last paragraph among it.
SAMPLE_TABLE = {
    "dispatch_news_desk.txt": (
        ["Eurasia News", "Editor Note", "By Varonica Kharakov", "This article gives its author’s views", "scholar"],
        ["Moscow and Islamabad Raise", "Russia and Pakistan, long apart", "For two years Pakistan has always stood"],
    ),
    "fort_russ_news.txt": (
        ["1,817", "Advertisement", "mailing list", "Leave your address", "Turn on alerts"],
        ["LET THEM TRY", "ISLAMABAD – Washington has no means", "Moscow, he stressed, has for years stood"],
    ),
    "personal_blog.txt": (
        ["Leave a Reply", "Write your details", "Twitter", "Facebook", "Connecting to", "Logo", "Switch"],
        [
            "Pak-Russia: their bond",
            "These days Pakistan and Russia",
            "According to defence analysts",
            "all of them together",
        ],
    ),
    "times_of_islamabad.txt": (
        ["<link>", "[image:", "Gas pipes lie ready", "supply Pakistan.]"],
        [
            "DAVOS (Sputnik)",
            "*American Money for Pakistan*",
            "By suspending its security aid",
            "the war on terrorists",
            "in the border areas had",
            "Beaten in the Middle East",
            "South Asia next.",
        ],
    ),
    "voa_news.txt": (
        [
            *("News / Asia", "Ayaz Gul", "You May Like", "Featured Videos", "JavaScript", "Video", "AppleAndroid"),
            *("December 19, 2014", "Sony", "Obama", "Putin Promises", "President Vladimir Putin, Russia", "Aceh"),
            *("Sudan", "All About America", "Tsunami"),
        ],
        [
            *("Islamabad and Moscow Step Up", "Hina Rabbani Khar of Pakistan, left", "Why now"),
            *("Russia and Pakistan have been talking", "Days earlier, President Vladimir Putin"),
            *("Washington accepts that Islamabad", "raids on American and NATO troops."),
        ],
    ),
}
ONCE = {
    "dispatch_news_desk.txt": [
        "Moscow and Islamabad Raise Their Ties to New Heights",
        "Russia and Pakistan, long apart",
    ],
    "times_of_islamabad.txt": ["Pakistan resolves to open a new chapter"],
    "voa_news.txt": ["Hina Rabbani Khar of Pakistan, left"],
}


def _clean(text, main_text=""):
    """Return the body and the removed (text, reason)."""
    spans = find_furniture(text, main_text)
    return blank_out(text, spans), [(text[start:end], reason) for start, end, reason in spans]


def _assert_offsets_hold(text, body, spans):
    """Hold that a body is its text with the spans blanked out, and nothing else changed."""
    assert len(text) == len(body)
    position = 0
    for start, end in spans:
        assert position <= start < end
        assert text[position:start] == body[position:start]
        assert [c if c in LINE_BREAKS else " " for c in text[start:end]] == list(body[start:end])
        position = end
    assert text[position:] == body[position:]


@pytest.mark.parametrize("file", SAMPLE_TABLE)
def test_sample_loses_its_furniture_and_keeps_its_article(file, sample):
    gone, stays = SAMPLE_TABLE[file]
    article = sample.set_index("file").loc[file]
    assert [] == [text for text in gone + stays if text not in article["raw_text"]]
    assert [] == [text for text in gone if text in article["body"]]
    assert [] == [text for text in stays if text not in article["body"]]


@pytest.mark.parametrize(("file", "text"), [(file, text) for file, texts in ONCE.items() for text in texts])
def test_sample_keeps_one_of_what_it_says_twice(file, text, sample):
    article = sample.set_index("file").loc[file]
    assert (2, 1) == (article["raw_text"].count(text), article["body"].count(text))


def test_sample_offsets_hold(sample):
    cleaned, removed = clean_articles(sample)
    for article_id, text, body in cleaned[["article_id", "raw_text", "body"]].itertuples(index=False, name=None):
        own = removed[removed["article_id"] == article_id]
        assert len(own) > 0
        assert [text[start:end] for start, end in zip(own["start"], own["end"], strict=True)] == list(own["text"])
        _assert_offsets_hold(text, body, zip(own["start"], own["end"], strict=True))


def test_tables_fit_their_schemas(sample):
    cleaned, removed = clean_articles(sample)
    CleanArticles.validate(count_words_apart(count_article_words(add_wire_credits(cleaned, removed))))
    assert Removed.column_names() == list(Removed.validate(removed).columns)
    assert set(removed["reason"]) <= set(REASONS)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("0 1,817", "share counter"),
        ("1,204 shares", "share counter"),
        ("Share on Facebook", "share counter"),
        ("Facebook Twitter WhatsApp", "share counter"),
        ("Share this article: 12", "share counter"),
        ("- Advertisement -", "advertisement"),
        ("ADVERTISEMENT", "advertisement"),
        ("Sponsored content", "advertisement"),
        ("Subscribe to our newsletter", "subscription"),
        ("Sign up today for news in your inbox.", "subscription"),
        ("Enter your e-mail address", "subscription"),
        ("Follow us on Twitter for daily updates", "subscription"),
        ("News / Asia", "navigation"),
        ("Home > World > Asia", "navigation"),
        ("Skip to main content", "navigation"),
        ("Tags: trade, energy", "navigation"),
        ("AppleAndroid", "navigation"),
        ("Your browser does not support this video.", "technical notice"),
        ("JavaScript is turned off.", "technical notice"),
        ("This website uses cookies to serve you better.", "technical notice"),
        ("© 2019 Daily Example. All rights reserved.", "disclaimer"),
        ("The views expressed in this article are the author’s own.", "disclaimer"),
        ("Read more: Talks on gas begin", "related stories"),
        ("See also: Talks on gas begin", "related stories"),
        ("You May Like", "related stories"),
        ("Most read", "related stories"),
        ("Leave a Reply", "comment form"),
        ("3 Comments", "comment form"),
        ("Comments", "comment form"),
        (f"{TITLE}", "repeated title"),
        (f"{MONDAY}", "repeated text"),
    ],
)
def test_line_is_removed_for_its_reason(line, reason):
    body, removed = _clean(f"{TITLE}\n\n{MONDAY}\n\n{TUESDAY}\n\n{FRIDAY}\n\n{line}")
    assert [(line, reason)] == removed
    assert f"{TITLE}\n\n{MONDAY}\n\n{TUESDAY}\n\n{FRIDAY}" == body.rstrip()


@pytest.mark.parametrize(
    ("text", "body", "reason"),
    [
        ("They met <link> in May.", "They met        in May.", "link mark"),
        ("They met <LINK>.", "They met       .", "link mark"),
        ("[image: A pipe.] They met.", "                 They met.", "image mark"),
        ("They met. [Photo by Jane Doe]", "They met.                    ", "image mark"),
        ("They met [sic] in <May>.", "They met [sic] in <May>.", None),
    ],
)
def test_marks_within_a_line(text, body, reason):
    found, removed = _clean(text)
    assert (body, [reason] if reason else []) == (found, [why for _, why in removed])


def test_mark_within_a_mark():
    text = "[image: A pipe, see <link> for more.] They met in May."
    assert " " * 37 + " They met in May." == _clean(text)[0]


@pytest.mark.parametrize(
    "text",
    [
        MONDAY,
        f"{TITLE}\n\n{MONDAY}\n\n{TUESDAY}",
        f"{TITLE}\r\n\r\n{MONDAY}\r\n\r\n{TUESDAY}\r\n",
        f"{TITLE}\n\n{MONDAY}\n\nA second day of talks\n\n{TUESDAY}",
        f"{TITLE}\n\n{MONDAY}\n\n“No,” he said.\n\n{TUESDAY}\n\n“No,” he said.",
        "",
        "\n\n",
    ],
)
def test_text_without_furniture_loses_nothing(text):
    assert (text, []) == _clean(text)


@pytest.mark.parametrize(
    "paragraph",
    [
        "Readers who subscribe to the newsletter of the ministry pay less, the minister said on Friday.",
        "Follow us, the generals told the crowd, and " + "many of those who had come to the square did " * 4 + "so.",
        "Sign up for the newsletter, say the posters that hang in every street of the capital this spring, and you"
        " will get news of the talks by e-mail each morning, with a share of the sums that the two sides have named.",
        "Cookies were served after the talks, and the website of the ministry showed a video of them.",
        "The comments of the minister were shared 1,200 times before the evening was over, his office said.",
        "He said: read more books, watch fewer videos and like your neighbours.",
        "He had 1,817 reasons to stay.",
        "Russia and India said on Monday that the advertisement was wrong.",
        "Join the alliance now or regret it later, the senator told Kiev on Monday.",
        "Send an alert to the coast guard at once, the captain told the crew on Monday.",
    ],
)
def test_paragraph_that_speaks_of_such_things_stays(paragraph):
    text = f"{TITLE}\n\n{MONDAY}\n\n{TUESDAY}\n\n{paragraph}\n\n{FRIDAY}"
    assert text == _clean(text)[0]


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        (f"Comments\n\n{TITLE}\n\n{MONDAY}\n\n{TUESDAY}", ["Comments"]),
        (f"{TITLE}\n\n2 comments\n\n{MONDAY}\n\n{TUESDAY}\n\n{FRIDAY}", ["2 comments"]),
        (f"{TITLE}\n\nRelated\n\nGas talks\n\n{MONDAY}\n\n{TUESDAY}\n\n{FRIDAY}", ["Related", "Gas talks"]),
        (f"{TITLE}\n\n{MONDAY}\n\n{TUESDAY}\n\nLeave a Reply\n\nName\n\n{FRIDAY}", ["Leave a Reply", "Name", FRIDAY]),
        (f"{TITLE}\n\n{MONDAY}\n\n{TUESDAY}\n\nYou may like\n\nGas\n\n{FRIDAY}", ["You may like", "Gas", FRIDAY]),
        (f"Views expressed here are mine\n\n{MONDAY}\n\n{TUESDAY}\n\n{FRIDAY}", []),
    ],
)
def test_heading_cuts_only_below_the_article(text, gone):
    assert gone == [found for found, _ in _clean(text)[1]]


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        (f"Editor’s note: {MONDAY}\n\n{TITLE}\n\n{MONDAY}\n\n{FRIDAY}", [f"Editor’s note: {MONDAY}"]),
        (f"{TITLE}\n\n{MONDAY}\n\n{FRIDAY}\n\nEditor's note: {MONDAY}", [f"Editor's note: {MONDAY}"]),
        (f"Editor’s note: {TUESDAY}\n\n{TITLE}\n\n{MONDAY}\n\n{FRIDAY}", []),
        (f"{TITLE}\n\nBy Jane Doe\n\n{MONDAY}", ["By Jane Doe"]),
        (f"{TITLE}\n\n{MONDAY}\n\n{FRIDAY}\n\n{MONDAY.upper()}", [MONDAY.upper()]),
    ],
)
def test_of_what_is_said_twice_the_article_stays(text, gone):
    assert gone == [found for found, _ in _clean(text)[1]]


def test_what_is_said_twice_can_be_kept():
    text = f"{TITLE}\n\n{MONDAY}\n\n{TITLE}\n\n{MONDAY}\n\nShare on Facebook"
    kept, removed = clean_articles(make_articles(text), keep_repeats=True)
    assert (["share counter"], 2) == (list(removed["reason"]), kept["body"][0].count(MONDAY))
    assert ["repeated title", "repeated text", "share counter"] == list(
        clean_articles(make_articles(text))[1]["reason"]
    )


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        (f"---\ntitle: Talks\n---\n{MONDAY}", ["---\ntitle: Talks\n---"]),
        (f"---\r\ntitle: Talks\r\n---\r\n{MONDAY}", ["---\r\ntitle: Talks\r\n---"]),
        (f"{MONDAY}\n---\n{TUESDAY}\n---\n", []),
        pytest.param(f"---\n{MONDAY}\n---\n{TUESDAY}", []),
    ],
)
def test_front_matter(text, gone):
    assert gone == [found for found, _ in _clean(text)[1]]


def test_front_matter_outside_the_main_text():
    text = f"---\nmenu: main\n---\n{MONDAY}"
    assert len(text) == len(_clean(text, main_text=MONDAY)[0])


@pytest.mark.parametrize("seed", range(40))
def test_removed_and_kept_make_up_the_text(seed):
    chance = random.Random(seed)
    lines = [TITLE, TITLE, MONDAY, TUESDAY, FRIDAY, f"Editor’s note: {FRIDAY}", "By Jane Doe", "News / Asia", "0 1,817"]
    lines += [
        "Subscribe now",
        "You may like",
        "Leave a reply",
        "© 2019 Daily Example",
        "They met <link> in [image: May].",
    ]
    lines += ["", " ", "\xa0", "“Curly” – dash…", "Video", "\ufeff", "X", "---", "*Heading*", "one\u2028two\x85three"]
    text = "".join(
        chance.choice(lines) + chance.choice(["\n", "\n\n", "\r\n", "\r"]) for _ in range(chance.randint(1, 25))
    )
    spans = find_furniture(text)
    _assert_offsets_hold(text, blank_out(text, spans), [(start, end) for start, end, _ in spans])
    assert {reason for _, _, reason in spans} <= set(REASONS)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("One.\n\nTwo.", "One.\n\nTwo.\n"),
        ("\n\n   \nOne.\n\n      \n\n\nTwo.\n\n", "One.\n\nTwo.\n"),
        ("One        two.", "One two.\n"),
        ("One  two.", "One  two.\n"),
        ("One.\r\nTwo.", "One.\nTwo.\n"),
        ("4\xa0million", "4\xa0million\n"),
        ("X marks it, says X", "X marks it, says X\n"),
    ],
)
def test_cleaned_text_has_no_gaps(body, text):
    assert text == cleaned_text(body)


def test_cleaned_texts_keep_their_folder_and_no_two_share_a_file(tmp_path):
    files = ["a.html", "sub/b.txt", "a.txt", "rows.csv#3", "rows.csv#4"]
    articles = make_articles(*[f"{n} café\r\n\r\n\r\nEnd" for n in files]).assign(file=files)
    paths = write_cleaned(articles, tmp_path / "out")
    names = ["a.txt", "sub/b.txt", "a.txt.txt", "rows.csv_3.txt", "rows.csv_4.txt"]
    assert [tmp_path / "out" / name for name in names] == paths
    assert sorted(paths) == sorted(path for path in tmp_path.rglob("*") if path.is_file())
    for file, path in zip(files, paths, strict=True):
        assert f"{file} café\n\nEnd\n".encode() == path.read_bytes()


def test_no_articles():
    cleaned, removed = clean_articles(make_articles())
    assert (0, 0) == (len(cleaned), len(removed))
    Removed.validate(removed)


# Line numbers (from 0) and offsets of our own counting: nothing of the originals is copied here.
ORIGINALS = {
    "000_4fe19db8596cf955.txt": ([2, 18, 30, 31, 33], (93, 369), (2035, 2162)),
    "001_0fe548965fc85ed2.txt": ([2, 4, 6, 8, 51], (420, 687), (5806, 6187)),
    "002_7ad2a3676760b0c9.txt": ([0, 5, 6, *range(41, 107)], (373, 723), (4085, 4437)),
    "003_d81bf0a44b9c720b.txt": ([*range(11, 30)], (35, 582), (1251, 1773)),
    "004_92bd0521e664fa94.txt": ([2], (156, 435), (4557, 4703)),
}


@pytest.mark.corpora
@pytest.mark.parametrize("file", ORIGINALS)
def test_originals_lose_their_furniture_and_keep_their_article(file, corpora):
    furniture, first, last = ORIGINALS[file]
    articles, _ = clean_articles(read_corpus(corpora / "articles" / file).articles)
    text, body = articles[["raw_text", "body"]].iloc[0]
    pairs = list(enumerate(zip(text.split("\n"), body.split("\n"), strict=True)))
    assert [n for n in furniture if pairs[n][1][0].strip()] == [
        n for n, (was, now) in pairs if was.strip() and not now.strip()
    ]
    for start, end in (first, last):
        assert (text[start:end], "\n") == (body[start:end], text[start - 1])
    changed = [n for n, (was, now) in pairs if now.strip() and was != now]
    assert ([20, 28, 36] if file.startswith("004") else []) == changed
    assert [] == [mark for mark in ("<link>", "[image:") if mark in body]


@pytest.mark.corpora
def test_clean_articles_of_polnear_lose_next_to_nothing(corpora):
    files = sorted((corpora / "polnear" / "text").iterdir())
    articles = make_articles(*(file.read_text(encoding="utf-8") for file in files)).assign(source=UNKNOWN_SOURCE)
    # What the articles say twice, pull quotes and summaries above all, is no false cut
    counts = count_article_words(clean_articles(articles, keep_repeats=True)[0])[["n_words", "n_words_removed"]]
    assert 840 == len(files)
    assert counts["n_words_removed"].sum() / counts.sum().sum() <= 0.0005
    assert (counts["n_words_removed"] > 0.01 * counts.sum(axis=1)).sum() <= 5


LONG = "Nobody said on Thursday what the two had agreed on, and the papers of the capital could only guess at it."
OTHER = "On Sunday the talks went on in another city, and this time the two sides let the press into the hall."
WIDGETS = ["Recommended", "Trending", "Read next", "Related", "Don't miss", "Other news", "Comments", "12 comments"]
WIDGETS += ["Join the conversation", "Leave a comment", "Latest News"]


@pytest.mark.parametrize("widget", WIDGETS)
def test_a_widget_in_the_midst_cuts_no_prose(widget):
    text = (
        f"Ministers meet in Tashkent\n\n{MONDAY}\n\n{TUESDAY}\n\n{widget}\n\nGas talks\n\n{FRIDAY}\n\n{LONG}\n\n{OTHER}"
    )
    articles, _ = clean_articles(make_articles(text))
    body = articles["body"][0]
    assert [] == [p for p in (MONDAY, TUESDAY, FRIDAY, LONG, OTHER) if p not in body]


@pytest.mark.parametrize("heading", ["White House", "Cold War", "New Sanctions", "United States"])
def test_a_short_heading_is_no_byline(heading):
    text = f"Ministers meet in Tashkent\n\n{MONDAY}\n\n{heading}\n\n{TUESDAY}\n\n{FRIDAY}"
    articles, _ = clean_articles(make_articles(text))
    assert heading in articles["body"][0]


@pytest.mark.parametrize("line", ["Russia wins", "Washington", "Moscow (AP)", "## What happened"])
def test_a_short_line_above_the_article_that_names_no_section_stays(line):
    articles, _ = clean_articles(make_articles(f"Ministers meet in Tashkent\n\n{line}\n\n{MONDAY}\n\n{TUESDAY}"))
    assert line in articles["body"][0]


@pytest.mark.parametrize("line", ["Related", "Comments", "You may like"])
def test_a_heading_repeated_a_thousand_times_is_gone_and_the_article_stays(line):
    text = f"Ministers meet in Tashkent\n\n{MONDAY}\n\n{TUESDAY}\n" + f"{line}\n" * 1000 + f"\n{FRIDAY}\n\n{LONG}"
    articles, _ = clean_articles(make_articles(text))
    body = articles["body"][0]
    assert [] == [p for p in (MONDAY, TUESDAY, FRIDAY, LONG) if p not in body]
    assert line not in body


SLOGAN = "All the news that Tashkent needs"
REPORTS = [
    "Talks end in Rome\n\nOn Monday the ministers of the south spoke about gas. Nobody had hoped for much.\n\n"
    "A guest said that the wine was better than the speeches, and that he would come again.",
    "A vote is held in Oslo\n\nFishermen won the vote on quotas by a hair. The count took the whole night.\n\n"
    "The losers spoke of fraud, but none of the judges who looked on had seen any of it.",
    "Rain stops the harvest near Lima\n\nFarmers have waited for the sun since March. Now prices rise everywhere.\n\n"
    "In the markets of the coast a bag of wool costs as much as a bag of salt did last year.",
    "New bridge opens in Cairo\n\nTens of thousands walked over it on its first day. Some of them swam back.\n\n"
    "Engineers from four countries had worked on it for eleven years, and two of them were married on it.",
]
UNDATED = [report.split("\n\n") for report in REPORTS]


def _with(line, reports):
    return [f"{report}\n\n{line}" for report in reports]


@pytest.mark.parametrize(
    ("texts", "source", "stock"),
    [
        (_with(SLOGAN, REPORTS[:3]), "Daily", {SLOGAN}),
        (_with(SLOGAN, REPORTS[:4]), "Daily", {SLOGAN}),
        ([*_with(SLOGAN, REPORTS[:2]), *_with(SLOGAN.upper() + "!", REPORTS[2:3])], "Daily", {SLOGAN}),
        ([f"{REPORTS[0]}\n\n{SLOGAN}\n\n{SLOGAN}\n\n{SLOGAN}", *REPORTS[1:]], "Daily", set()),
        ([*_with(SLOGAN, REPORTS[:2]), REPORTS[2]], "Daily", set()),
        (_with(SLOGAN, REPORTS[:3]), ["Daily", "Weekly", "Monthly"], set()),
        ([*_with(SLOGAN, REPORTS)], ["Daily", "Daily", "Weekly", "Weekly"], set()),
        (_with(SLOGAN, REPORTS[:3]), UNKNOWN_SOURCE, set()),
        # Numbers, times and signs
        (_with("1,817", REPORTS), "Daily", set()),
        (_with("12:30", REPORTS), "Daily", set()),
        (_with("* * *", REPORTS), "Daily", set()),
        (_with("5 May", REPORTS), "Daily", set()),
        (_with("14 April", REPORTS), "Daily", {"14 April"}),
        # Copies of a story
        ([f"{REPORTS[0]}\n\n{SLOGAN}"] * 5, "Daily", set()),
        ([*[f"{REPORTS[0]}\n\n{SLOGAN}"] * 5, *REPORTS[1:]], "Daily", set()),
        ([*[f"{REPORTS[0]}\n\n{SLOGAN}"] * 5, *_with(SLOGAN, REPORTS[1:3])], "Daily", set()),
        ([*[f"{REPORTS[0]}\n\n{SLOGAN}"] * 5, *_with(SLOGAN, REPORTS[1:])], "Daily", {SLOGAN}),
    ],
)
def test_lines_that_articles_of_a_source_have_in_common(texts, source, stock):
    articles = make_articles(*texts).assign(source=source)
    assert {hash_line(line) for line in stock} == set(find_stock(list_lines(articles))["line"])
    _, removed = clean_articles(articles)
    repeated = removed[removed["reason"] == "repeated at the source"]
    assert {line.casefold() for line in stock} == {text.casefold().rstrip("!") for text in repeated["text"]}


def test_stock_of_one_source_is_none_of_another():
    articles = make_articles(*_with(SLOGAN, REPORTS)).assign(source=["Daily", "Daily", "Daily", "Weekly"])
    _, removed = clean_articles(articles)
    assert ["0.txt", "1.txt", "2.txt"] == list(removed["file"])


def test_a_headline_is_no_stock_though_three_articles_bear_it():
    texts = ["\n\n".join([SLOGAN, *paragraphs]) for paragraphs in UNDATED[:3]]
    bodies = clean_articles(make_articles(*texts))[0]["body"]
    assert [SLOGAN] * 3 == [body.split("\n")[0] for body in bodies]


class Fixed(LineModel):
    """A model that says what it is told."""

    def __init__(self, odds):
        empty = np.zeros(0)
        super().__init__((), empty, empty, empty, 0.0, 0.0, 1.0)
        object.__setattr__(self, "odds", odds)

    def log_odds(self, texts, sizes=()):
        return np.array(self.odds, float)


@pytest.mark.parametrize(
    ("lines", "odds", "gone"),
    [
        # Nothing is furniture for certain: -3 would be
        ([TITLE, MONDAY, "Gas", TUESDAY], [3, 3, -2.9, 3], []),
        ([TITLE, MONDAY, TUESDAY, FRIDAY], [-2, -2, -2, -2], []),
        ([TITLE, MONDAY, "Gas", TUESDAY], [3, 3, -3.1, 3], ["Gas"]),
        ([TITLE, MONDAY, "Gas", "Oil", TUESDAY], [3, 3, -2.9, -3.1, 3], ["Gas", "Oil"]),
        # So is what a rule knows
        ([TITLE, MONDAY, "Gas", TUESDAY, "Share on Facebook"], [3, 3, -2.9, 3, -1], ["Gas", "Share on Facebook"]),
        # The headline stays
        ([TITLE, MONDAY, "Gas", TUESDAY], [-9, 3, -9, 3], ["Gas"]),
        # Rules that guess give way where the model is sure, and those that know do not
        ([TITLE, MONDAY, "Read more: Talks on gas", TUESDAY], [3, 3, 1.0, 3], []),
        ([TITLE, MONDAY, "Read more: Talks on gas", TUESDAY], [3, 3, 0.9, 3], ["Read more: Talks on gas"]),
        ([TITLE, MONDAY, "Share on the site", TUESDAY], [3, 3, 9, 3], []),
        ([TITLE, MONDAY, "Share on Facebook and Twitter", TUESDAY], [3, 3, 9, 3], ["Share on Facebook and Twitter"]),
        ([TITLE, MONDAY, "Video", TUESDAY], [3, 3, 9, 3], ["Video"]),
        # A change costs 1 log odds
        ([TITLE, MONDAY, "Gas", TUESDAY, "Oil"], [3, 3, -1.9, 3, -9], ["Oil"]),
        ([TITLE, MONDAY, "Gas", TUESDAY, "Oil"], [3, 3, -2.1, 3, -9], ["Gas", "Oil"]),
    ],
)
def test_model_and_rules_decide_together(lines, odds, gone):
    text = "\n\n".join(lines)
    assert gone == [text[start:end] for start, end, _ in find_furniture(text, model=Fixed(odds))]


@pytest.mark.parametrize(("odds", "gone"), [(9, []), (2.6, []), (2.4, [LONG]), (-9, [LONG])])
def test_the_model_brings_back_what_an_extractor_missed_and_takes_out_nothing_that_it_found(odds, gone):
    text = "\n\n".join([TITLE, MONDAY, TUESDAY, FRIDAY, LONG])
    main_text = "\n".join([MONDAY, TUESDAY, FRIDAY])
    spans = find_furniture(text, main_text, model=Fixed([0, 9, -9, 9, odds]))
    assert gone == [text[start:end] for start, end, _ in spans]


def test_furniture_of_the_model_above_the_article_is_navigation():
    text = f"Gas\n\n{TITLE}\n\n{MONDAY}\n\nOil\n\n{TUESDAY}"
    spans = find_furniture(text, model=Fixed([-9, 5, 5, -9, 5]))
    assert [("Gas", "navigation"), ("Oil", "other furniture")] == [(text[s:e], reason) for s, e, reason in spans]


def _clean_page(tmp_path, body, title=TITLE):
    page = f"<html><head><title>{title}</title><meta property='og:title' content='{title}'></head><body>{body}</body>"
    articles, removed = clean_articles(read_corpus(write_files(tmp_path, {"a.html": page})).articles)
    return [line.strip() for line in articles["body"][0].split("\n") if line.strip()], removed


NAV = "".join(f"<li><a href='/{name}'>{name}</a>" for name in ("Home", "World", "Politics", "Sports", "Weather"))
STORY = "".join(f"<p>{paragraph}</p>" for paragraph in (MONDAY, TUESDAY, FRIDAY))


def test_headline_of_a_page_stays_below_its_menus(tmp_path):
    page = f"<nav><ul>{NAV}</ul></nav><div class='teasers'><a>Why cats purr at night in winter</a></div>"
    page += f"<div class='hed'><h1>{TITLE}</h1></div><article>{STORY}</article><footer><ul>{NAV}</ul></footer>"
    kept, removed = _clean_page(tmp_path, page, title=f"{TITLE} | Daily Example")
    assert [TITLE, MONDAY, TUESDAY, FRIDAY] == kept
    assert {"Home", "Weather", "Why cats purr at night in winter"} <= set(removed["text"])


def test_cells_of_a_table_in_an_article_stay(tmp_path):
    rows = "".join(f"<tr><td>{city}</td><td>{n} tonnes</td></tr>" for city, n in (("Rome", 12), ("Oslo", 7)))
    page = f"<nav><ul>{NAV}</ul></nav><article><h1>{TITLE}</h1><p>{MONDAY}</p><p>{TUESDAY}</p><table>{rows}</table>"
    kept, _ = _clean_page(tmp_path, f"{page}<p>{FRIDAY}</p></article><footer><ul>{NAV}</ul></footer>")
    assert [TITLE, MONDAY, TUESDAY, "Rome", "12 tonnes", "Oslo", "7 tonnes", FRIDAY] == kept


@pytest.mark.parametrize(
    ("line", "times"),
    [
        ("What do you say to those who doubt it?", 3),  # a question of an interview
        ("We shall not be moved, they sang.", 1),
        ("They sang and they sang.", 3),  # 5 words: a refrain
        ("They sang and they sang on.", 1),
    ],
)
def test_short_lines_and_questions_may_recur(line, times):
    text = f"{TITLE}\n\n{MONDAY}\n\n{line}\n\n{TUESDAY}\n\n{line}\n\n{FRIDAY}\n\n{line}\n\n{LONG}"
    assert (times, 3) == tuple(
        clean_articles(make_articles(text), keep_repeats=keep)[0]["body"][0].count(line) for keep in (False, True)
    )


@pytest.mark.parametrize("seed", range(40))
def test_removed_and_kept_make_up_texts_of_many_kinds(seed):
    chance = random.Random(seed)
    lines = [
        *UNDATED[0],
        *UNDATED[1],
        TITLE,
        MONDAY,
        SLOGAN,
        "Related",
        "Comments",
        "Your name",
        "Why cats purr",
        "Home",
    ]
    lines += [f"{MONDAY} <link> [photo: A <link>] {TUESDAY}", "[image: one", "two]", "Editor’s note: ", "שלום", "😀 😀"]
    lines += ["Views expressed in this article are mine.", "What now, minister, after all these talks?", "\x0b", "\x1c"]
    texts = [
        "".join(chance.choice(lines) + chance.choice(["\n", "\n\n", "\r\n", "\r", "\u2028"]) for _ in range(n))
        for n in (0, 1, 3, 12, 40)
    ]
    main_text = chance.choice(["", MONDAY, "\n".join(UNDATED[0])])
    articles = make_articles(*texts, main_text=main_text).assign(title=chance.choice(["", TITLE, SLOGAN]))
    cleaned, removed = clean_articles(articles, keep_repeats=chance.random() < 0.3)
    for article_id, text, body in cleaned[["article_id", "raw_text", "body"]].itertuples(index=False, name=None):
        own = removed[removed["article_id"] == article_id]
        assert [text[start:end] for start, end in zip(own["start"], own["end"], strict=True)] == list(own["text"])
        _assert_offsets_hold(text, body, zip(own["start"], own["end"], strict=True))


BARLEY = "Rain fell over all northern hills last week, while farmers saved what was left of their barley."
LEAD = "The two ministers met in Tashkent on Monday and spoke about trade, gas and a railway to the sea."


@pytest.mark.parametrize(
    ("lines", "gone"),
    [
        ([TITLE, LEAD, f"TASHKENT — {LEAD} They agreed to meet again.", TUESDAY], [LEAD]),  # a summary above the lead
        ([TITLE, f"{LEAD} They agreed.", TUESDAY, LEAD, FRIDAY], [LEAD]),  # a pull quote
        ([TITLE, LEAD, BARLEY, f"{LEAD} They agreed."], [LEAD]),  # whatever stands between
        ([TITLE, LEAD, LEAD.replace("Monday", "Friday"), TUESDAY], []),  # another day is news
        ([TITLE, LEAD, TUESDAY, FRIDAY], []),
        ([TITLE, f"{LEAD} They agreed.", TUESDAY, "The two ministers met in Tashkent."], []),  # too short to tell
    ],
)
def test_a_paragraph_said_twice_in_longer_words_counts_once(lines, gone):
    assert gone == [text for text, _ in _clean("\n\n".join(lines))[1]]
    assert [] == find_furniture("\n\n".join(lines), keep_repeats=True)


def test_lines_are_judged_alike_many_texts_at_a_time_or_few(monkeypatch):
    texts = [f"Home\n\n{MONDAY}", "", f"{TUESDAY}\nHome\nHome\n{FRIDAY}", "Advertisement"]
    at_once = list(judge_lines(texts))
    assert [2, 0, 4, 1] == [len(judged.lines) for judged in at_once] == [len(judged.odds) for judged in at_once]
    for n_lines in (1, 3):
        monkeypatch.setattr(clean, "_BATCH_LINES", n_lines)
        for one, other in zip(at_once, judge_lines(iter(texts)), strict=True):
            assert one.lines == other.lines
            np.testing.assert_allclose(one.odds, other.odds)


@pytest.mark.parametrize("title", ["", TITLE, f"{TITLE} - Daily Example"])
def test_a_section_above_the_headline_goes_whether_or_not_the_headline_is_known(title):
    text = f"OPINION\n{TITLE}\nBy Jane Doe\n\n{MONDAY}\n\n{TUESDAY}\n\n{FRIDAY}"
    assert ["OPINION", "By Jane Doe"] == [text[start:end] for start, end, _ in find_furniture(text, title=title)]


@pytest.mark.parametrize(("n", "is_form"), [(0, True), (1, True), (3, True), (4, False), (None, False)])
def test_above_paragraphs_a_heading_is_of_a_form_if_its_fields_are_within_four_lines(n, is_form):
    below = [MONDAY.replace("Monday", "Sunday"), TUESDAY.replace("Tuesday", "Thursday")]
    fields = [] if n is None else [*["He said so."] * n, "Your email address will not be published"]
    _, removed = _clean("\n\n".join([TITLE, MONDAY, TUESDAY, "Leave a Reply", *fields, FRIDAY, *below]))
    assert is_form == (("Leave a Reply", "comment form") in removed)


def test_what_stands_above_a_count_of_comments_makes_no_form_of_it():
    below = [MONDAY.replace("trade", "grain"), TUESDAY.replace("trade", "wheat")]
    _, removed = _clean("\n\n".join([MONDAY, TUESDAY, FRIDAY, "Reported 5 minutes ago", "3 comments", *below]))
    assert not {reason for text, reason in removed if text in below}
