import pandas as pd
from building import write_files

from helpers.corpus import find_emptied, list_reasons, list_segments, mark_contamination, measure_contamination
from helpers.overview import compare_answers, compare_numbers
from helpers.pipeline import build_tables, undo_cleaning

A, B, C = (f"{n:016x}" for n in range(3))
CLEANED = pd.DataFrame({"article_id": [A, B, C], "raw_text": ["0123456789", "0123456789", ""]})
REMOVED = pd.DataFrame(
    [(A, 0, 2, "navigation"), (A, 6, 8, "repeated text"), (B, 0, 10, "comment form")],
    columns=["article_id", "start", "end", "reason"],
)
STRUCTURE = pd.DataFrame(
    [(A, 2, 4, "headline"), (A, 4, 5, "dateline"), (A, 4, 6, "lead"), (A, 7, 9, "caption")],
    columns=["article_id", "start", "end", "part"],
)
PAGE = """Talks on trade end well

MOSCOW (AP) — Russia praised the talks on Monday, and a minister spoke of a good beginning for both sides.

America said nothing of them for a week, and then its envoy called the offer a step that few had hoped for.

Russia praised the talks on Monday, and a minister spoke of a good beginning for both sides of the table.

You may like

Russia wins a match

America loses a terrible war

Subscribe to our newsletter
"""


def _segments(**options):
    found = list_segments(CLEANED, REMOVED, STRUCTURE, **{"analysed": [A, B, C], **options})
    return [(s.article_id, s.start, s.end, s.kind) for s in found.itertuples()]


def test_segments_fill_each_article():
    expected = [
        (A, 0, 2, "furniture"),
        (A, 2, 4, "text"),
        (A, 4, 5, "heading"),
        (A, 5, 6, "text"),
        (A, 6, 8, "repeat"),
        (A, 8, 9, "heading"),  # where two parts overlap, the first holds
        (A, 9, 10, "text"),
        (B, 0, 10, "furniture"),
    ]
    assert expected == _segments()


def test_parts_asked_for_are_text():
    kinds = {(start, kind) for article, start, _, kind in _segments(parts=["headline", "dateline"]) if article == A}
    assert (2, "text") in kinds
    assert (4, "heading") not in kinds


def test_headlines_that_are_not_asked_for_are_set_apart():
    assert (A, 2, 5, "heading") not in _segments()
    assert (A, 2, 4, "heading") in _segments(parts=[])


def test_what_a_copy_says_is_a_repeat():
    assert {"furniture", "repeat", "heading"} == {kind for *_, kind in _segments(analysed=[B, C])}


def test_mentions_are_counted_where_they_stand():
    rows = [(A, 0), (A, 2), (A, 2), (A, 5), (A, 7), (B, 9)]
    mentions = pd.DataFrame(rows, columns=["article_id", "mention_start"]).assign(source="Daily", target="US")
    segments = list_segments(CLEANED, REMOVED, STRUCTURE, analysed=[A, B, C])
    found = measure_contamination(mentions, segments).to_dict("records")
    counts = {"n_mentions": 5, "n_text": 2, "n_heading": 0, "n_repeat": 1, "n_furniture": 2, "share_not_text": 0.6}
    assert [{"source": "Daily", "target": "US", **counts}] == found
    marked = mark_contamination(mentions, segments)
    expected = [
        (0, "furniture", True),
        (2, "text", False),
        (5, "text", False),
        (7, "repeat", True),
        (9, "furniture", True),
    ]
    assert expected == list(marked[["mention_start", "kind", "outside"]].itertuples(index=False, name=None))


def test_no_mentions():
    segments = list_segments(CLEANED, REMOVED, STRUCTURE, analysed=[A])
    empty = pd.DataFrame(columns=["article_id", "mention_start", "source", "target"])
    assert 0 == len(measure_contamination(empty, segments))
    assert 0 == len(mark_contamination(empty, segments))


def test_reasons_by_source():
    cleaned = pd.DataFrame(
        {"article_id": [A, B, C], "source": ["X", "X", "Y"], "n_words": [6, 0, 5], "n_words_removed": [4, 10, 0]}
    )
    found = list_reasons(cleaned, REMOVED, pd.Series([1, 3, 10]))
    expected = [("X", "comment form", 1, 10, 0.5), ("X", "repeated text", 1, 3, 0.15), ("X", "navigation", 1, 1, 0.05)]
    assert expected == list(found.itertuples(index=False, name=None))
    assert 0 == len(list_reasons(cleaned, REMOVED.head(0), pd.Series([], dtype=float)))


def test_before_and_after(tmp_path):
    corpus = write_files(tmp_path, {"Daily/a.txt": PAGE, "Weekly/b.txt": PAGE.replace("Monday", "Friday")})
    tables = build_tables(corpus, scorers=["vader_masked"])
    scraped = undo_cleaning(tables, scorers=["vader_masked"])
    assert [2, 1] == [len(scraped.articles), len(tables.articles)]  # one is a copy of the other
    assert list(scraped.articles["raw_text"]) == list(scraped.articles["body"])
    numbers = compare_numbers(scraped, tables).set_index("number")
    assert (2, 1, -1) == tuple(numbers.loc["articles", ["as_scraped", "cleaned", "difference"]])
    n_words = int(tables.articles["n_words"].sum())
    assert n_words == numbers.loc["words", "cleaned"] < numbers.loc["words", "as_scraped"]
    # As scraped in both: Moscow in the dateline, twice Russia, and a teaser; cleaned: twice Russia in one
    assert (8, 2) == tuple(numbers.loc["mentions of Russia", ["as_scraped", "cleaned"]])
    answers = compare_answers(scraped, tables, scorer="vader_masked")
    assert {"Source comparison", "Sentiment", "Keywords"} == set(answers["page"])
    assert (answers["as_scraped"] != answers["cleaned"]).any()


def test_numbers_of_clean_articles_do_not_change(tmp_path):
    text = "Russia praised the talks on Monday. America said nothing of them for a whole week.\n"
    tables = build_tables(write_files(tmp_path, {"a.txt": text}), scorers=["vader_masked"])
    numbers = compare_numbers(undo_cleaning(tables, scorers=["vader_masked"]), tables)
    assert [0] * len(numbers) == list(numbers["difference"])


def test_a_page_of_furniture_alone_is_told(tmp_path):
    menu = "Home\nNews\nSports\nSubscribe to our newsletter\nShare on Facebook\n© 2019 Daily. All rights reserved.\n"
    found = build_tables(write_files(tmp_path, {"a.txt": PAGE, "menu.txt": menu}), scorers=["vader_masked"])
    told = found.problems[found.problems["reason"].str.contains("furniture")]
    assert ["menu.txt"] == list(told["file"])
    assert 0 == found.articles.set_index("file").loc["menu.txt", "n_words"]


def test_nothing_to_tell():
    assert 0 == len(find_emptied(pd.DataFrame({"file": ["a"], "body": ["  word "]})))
    assert ["b"] == list(find_emptied(pd.DataFrame({"file": ["a", "b"], "body": ["x", " -\n "]}))["file"])
